//! What the app does with files: pictures to save, recipes to read, and the paths that the user chose in a dialog.
//! Reading and writing is done by the disk thread.

use super::App;
use crate::brief::Brief;
use crate::files::{DiskRequest, Export};
use crate::job::JobId;
use crate::post::{FileFormat, FoundRecipe};
use crate::studio::{PostRequest, StudioError};
use crate::ui::Screen;
use crate::ui::action::BriefAction;
use crate::ui::desktop::FileDialog;
use crate::ui::path_field::{PathAnswer, PathField};
use crate::ui::text;
use crate::ui::theme::Look;
use egui::Context;
use std::path::Path;

impl App {
    pub(super) fn save_as(&mut self, ids: &[JobId]) {
        let folder = self.studio.settings().last_saved_in.clone();
        let dialog = match ids {
            [job] => {
                let Some(picture) = self.picture_of(*job) else { return };
                let name = picture.file_name().unwrap_or_default().to_string_lossy().into_owned();
                FileDialog::SavePicture { job: *job, name }
            }
            several => FileDialog::SavePictures(several.to_vec()),
        };
        self.desktop.open_dialog(dialog, folder);
    }

    /// Takes the paths that were chosen since the last frame, and opens the field for one where there is no dialog.
    pub(super) fn poll_dialogs(&mut self) {
        while let Some((dialog, path)) = self.desktop.take_chosen() {
            self.path_field.take_if(|field| field.is_for(&dialog));
            self.path_chosen(dialog, &path);
        }
        if let Some((dialog, folder)) = self.desktop.take_missing() {
            self.path_field = Some(PathField::new(dialog, &folder));
        }
        if let (Some(sentence), Some(field)) = (self.desktop.take_refusal(), &mut self.path_field) {
            field.refuse(text::said(&sentence).into_owned());
        }
    }

    /// Asks for a path where the desktop has no dialog for it.
    pub(super) fn path_field_ui(&mut self, ctx: &Context, look: &Look) {
        match self.path_field.as_mut().and_then(|field| field.ui(ctx, look)) {
            Some(PathAnswer::Check(dialog, path)) => self.desktop.check_path(dialog, path),
            Some(PathAnswer::Cancel) => self.path_field = None,
            None => {}
        }
    }

    /// The user chose a file or a folder in a dialog.
    pub(super) fn path_chosen(&mut self, dialog: FileDialog, path: &Path) {
        match dialog {
            FileDialog::Brand(dialog) => self.brand_file_chosen(dialog, path),
            FileDialog::Model { .. } => self.inspect_model(path),
            FileDialog::PictureInput(input) => self.picture_input_chosen(input, path.to_owned()),
            FileDialog::SavePicture { job, .. } => self.save_picture(job, path),
            FileDialog::SavePictures(jobs) => self.save_pictures(&jobs, path),
            FileDialog::Post(dialog) => self.post_path_chosen(&dialog, path),
            FileDialog::Campaign(dialog) => self.campaign_path_chosen(dialog, path),
            FileDialog::SupportFile => {
                self.studio.disk().send(DiskRequest::SupportFile { to: path.to_owned() });
            }
            FileDialog::PicturesFolder(job) => self.set_pictures_folder(path, job),
        }
    }

    fn save_picture(&mut self, job: JobId, path: &Path) {
        let Some(from) = self.picture_of(job) else { return };
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let quality = self.studio.settings().jpeg_quality;
        let (to, format) = match FileFormat::of_name(&name, quality) {
            Some(format) => (path.to_owned(), format),
            // A name without an ending gets one, so that other programs know the file.
            None => (path.with_file_name(format!("{name}.png")), FileFormat::Png),
        };
        self.studio.disk().send(DiskRequest::Export(vec![Export { from, to, format }]));
        let folder = path.parent().map(Path::to_owned);
        self.studio.change_settings(|settings| settings.last_saved_in = folder);
    }

    fn save_pictures(&mut self, jobs: &[JobId], folder: &Path) {
        let exports = jobs.iter().filter_map(|job| {
            let from = self.picture_of(*job)?;
            let to = folder.join(from.file_name()?);
            Some(Export { from, to, format: FileFormat::Png })
        });
        let exports: Vec<_> = exports.collect();
        self.studio.disk().send(DiskRequest::Export(exports));
        self.studio.change_settings(|settings| settings.last_saved_in = Some(folder.to_owned()));
    }

    fn set_pictures_folder(&mut self, folder: &Path, retried: Option<JobId>) {
        self.studio.change_settings(|settings| settings.pictures_folder = Some(folder.to_owned()));
        if let Some(job) = retried
            && let Err(error) = self.studio.scheduler_mut().retry(job)
        {
            self.toasts.error(error.to_string());
        }
    }

    pub(super) fn use_recipe(&mut self, id: JobId) -> Result<(), StudioError> {
        let job = self.studio.job(id).ok_or(StudioError::NoSuchJob(id))?;
        let Some(spec) = job.task.picture() else { return Ok(()) };
        if spec.photo().is_some() {
            self.toasts.info(text!("message-picture-photo-no-prompt-no"));
            return Ok(());
        }
        let captions = self.draft.brief.captions.clone();
        self.apply_recipe(Brief { captions, ..spec.to_brief() });
        Ok(())
    }

    fn apply_recipe(&mut self, brief: Brief) {
        self.brief_before_recipe = Some(self.draft.brief.clone());
        self.draft.set(brief);
        self.draft.details_open = true;
        self.screen = Screen::Create;
        self.toasts.offer_undo(text!("message-recipe-brief"), BriefAction::UndoRecipe);
    }

    /// A picture that does not say how it was made can also be the one to start from, where a model takes one.
    fn offer_start_picture(&mut self, path: &Path) {
        let mut rows = self.studio.catalog().rows.iter();
        if rows.any(|row| row.traits.family.facts().takes_pictures) {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            let text = text!("message-start-from-it", name = name);
            let action = BriefAction::SetStartPicture(Some(path.to_owned()));
            self.toasts.offer(text, text!("message-start-from-it-button"), action);
        }
    }

    /// The disk thread has read a dropped file.
    pub(super) fn recipe_read(&mut self, path: &Path, recipe: Result<Option<FoundRecipe>, String>) {
        match recipe {
            Ok(Some(FoundRecipe { recipe, troubles, .. })) => {
                let mut brief = recipe.to_brief(&self.draft.brief);
                brief.persona = brief.persona.filter(|id| self.studio.brands().get(id).is_some());
                let left_out = recipe.left_out_of(&brief);
                self.apply_recipe(brief);
                let notes: Vec<String> = troubles.into_iter().chain(left_out).collect();
                if !notes.is_empty() {
                    self.toasts.info(notes.join(" "));
                }
            }
            // Not made here: a photo of the user's own, or a file that is refused as one.
            Ok(None) | Err(_) => {
                self.offer_start_picture(path);
                let (path, beside) = (path.to_owned(), false);
                self.studio.posts().send(PostRequest::AddPhoto { path, beside });
            }
        }
    }
}
