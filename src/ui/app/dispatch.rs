//! Runs each action after the frame is drawn: one match over all of them, one more for each group.
//! An error becomes a message at the top of the window; what concerns a job is shown in its card.

use super::App;
use crate::files::DiskRequest;
use crate::studio::StudioError;
use crate::ui::Screen;
use crate::ui::action::{Action, BriefAction, CaptionAction, JobAction, SettingsAction};
use crate::ui::desktop::FileDialog;
use egui::{Context, ViewportCommand};

impl App {
    /// Runs an action.
    pub(super) fn dispatch(&mut self, ctx: &Context, action: Action) {
        let result = match action {
            Action::OpenScreen(screen) => {
                self.open_screen(screen);
                Ok(())
            }
            Action::ToggleHelp => {
                self.help_open = !self.help_open;
                Ok(())
            }
            Action::Quit => {
                ctx.send_viewport_cmd(ViewportCommand::Close);
                Ok(())
            }
            Action::FocusPrompt => {
                self.screen = Screen::Create;
                self.draft.focus_prompt = true;
                Ok(())
            }
            Action::CopyText(text) => {
                ctx.copy_text(text);
                self.toasts.info(text!("message-copied"));
                Ok(())
            }
            Action::OpenDropped { path, beside } => {
                self.open_dropped(path, beside);
                Ok(())
            }
            Action::OpenFiles(paths) => {
                self.open_all(paths);
                Ok(())
            }
            Action::Brief(action) => self.dispatch_brief(ctx, action),
            Action::Job(action) => self.dispatch_job(action),
            Action::Caption(action) => self.dispatch_caption(action),
            Action::Campaign(action) => {
                self.dispatch_campaign(ctx, action);
                Ok(())
            }
            Action::Post(action) => self.dispatch_post(action),
            Action::Brand(action) => {
                self.dispatch_brand(action);
                Ok(())
            }
            Action::Model(action) => {
                self.dispatch_model(action);
                Ok(())
            }
            Action::Settings(action) => {
                self.dispatch_settings(action);
                Ok(())
            }
        };
        if let Err(error) = result {
            self.toasts.error(error.to_string());
        }
    }

    fn dispatch_brief(&mut self, ctx: &Context, action: BriefAction) -> Result<(), StudioError> {
        match action {
            BriefAction::Generate { first } => self.generate(first)?,
            BriefAction::FindElements(query) => self.studio.elements_mut().find(*query),
            BriefAction::OpenElementFolder => {
                if let Some(brand) = self.draft.brief.persona.clone() {
                    self.studio.elements().create_folder(brand);
                }
            }
            BriefAction::CountTokens(texts) => self.studio.count_tokens(texts),
            BriefAction::SelectBrand(persona) => self.use_brand(persona),
            BriefAction::UseRecipe(id) => self.use_recipe(id)?,
            BriefAction::UndoRecipe => {
                if let Some(brief) = self.brief_before_recipe.take() {
                    self.draft.set(brief);
                }
            }
            BriefAction::ChooseInput(input) => {
                self.desktop.open_dialog(FileDialog::PictureInput(input), None);
            }
            BriefAction::SetStartPicture(path) => self.set_start_picture(path),
            BriefAction::PaintMask => self.paint_mask(),
            BriefAction::AddScene => self.add_scene(ctx),
            BriefAction::UndoScene => self.undo_scene(),
        }
        Ok(())
    }

    fn dispatch_job(&mut self, action: JobAction) -> Result<(), StudioError> {
        match action {
            JobAction::Cancel(id) => self.studio.scheduler_mut().cancel(id)?,
            JobAction::Retry(id) => self.retry(id)?,
            JobAction::NewSeed(id) => self.new_seed(id)?,
            JobAction::RunNext(id) => self.studio.scheduler_mut().run_next(id)?,
            JobAction::MoveBefore(id, before) => {
                self.studio.scheduler_mut().move_before(id, before)?
            }
            JobAction::PauseQueue => self.studio.set_paused(true),
            JobAction::ResumeQueue => self.studio.set_paused(false),
            JobAction::Remove(ids) => self.remove(&ids)?,
            JobAction::RemoveUnfinished => self.remove_unfinished()?,
            JobAction::UndoRemove => self.undo_remove(),
            JobAction::Show(id) => self.show_job(id)?,
            JobAction::ShowNeighbour(neighbour) => self.show_neighbour(neighbour),
            JobAction::SetFavourite(id, favourite) => {
                self.studio.scheduler_mut().set_favourite(id, favourite)?
            }
            JobAction::SaveAs(ids) => self.save_as(&ids),
            JobAction::CopyPicture(id) => {
                if let Some(picture) = self.picture_of(id) {
                    self.studio.disk().send(DiskRequest::Copy { picture });
                }
            }
            JobAction::ShowInFolder(id) => {
                if let Some(picture) = self.picture_of(id) {
                    self.desktop.reveal(&picture);
                }
            }
        }
        Ok(())
    }

    fn dispatch_caption(&mut self, action: CaptionAction) -> Result<(), StudioError> {
        match action {
            CaptionAction::Edit(id, text) => self.studio.scheduler_mut().edit_caption(id, text),
            CaptionAction::Rewrite(id, revision) => self.rewrite_caption(id, revision),
            CaptionAction::WriteSeveral(id, several) => self.write_several(id, several),
            CaptionAction::Write(id, network) => self.write_caption(id, network),
        }
    }

    fn dispatch_settings(&mut self, action: SettingsAction) {
        match action {
            SettingsAction::SetTheme(theme) => {
                self.studio.change_settings(|settings| settings.theme = theme);
            }
            SettingsAction::SetLanguage(language) => {
                self.studio.change_settings(|settings| settings.language = language);
            }
            SettingsAction::SetNotify(notify) => {
                self.studio.change_settings(|settings| settings.notify = notify);
            }
            SettingsAction::SetSound(sound) => {
                self.studio.change_settings(|settings| settings.sound = sound);
            }
            SettingsAction::SetKeepAwake(keep_awake) => {
                self.studio.change_settings(|settings| settings.keep_awake = keep_awake);
            }
            SettingsAction::SetQuietMode(quiet) => {
                self.studio.change_settings(|settings| settings.quiet_mode = quiet);
            }
            SettingsAction::SetDevice(device) => {
                self.studio.change_settings(|settings| settings.device = device);
            }
            SettingsAction::SaveSupportFile => {
                self.desktop.open_dialog(FileDialog::SupportFile, None);
            }
            SettingsAction::SetJpegQuality(quality) => {
                self.studio.change_settings(|settings| settings.jpeg_quality = quality);
            }
            SettingsAction::SetRenderOn(device) => {
                self.studio.change_settings(|settings| settings.render_on = device);
            }
            SettingsAction::SetTeam { queue, store } => {
                self.studio
                    .change_settings(|settings| (settings.queue, settings.store) = (queue, store));
            }
            SettingsAction::TestTeam => self.studio.probe_team(),
            SettingsAction::SetHttpServer(serve) => {
                self.studio.change_settings(|settings| settings.serve = serve);
            }
            SettingsAction::ChoosePicturesFolder(job) => {
                let folder = self.studio.pictures_folder();
                self.desktop.open_dialog(FileDialog::PicturesFolder(job), Some(folder));
            }
            SettingsAction::UseDefaultFolder => {
                self.studio.change_settings(|settings| settings.pictures_folder = None);
            }
            SettingsAction::OpenPicturesFolder => {
                self.desktop.reveal(&self.studio.pictures_folder());
            }
        }
    }

    pub(super) fn open_screen(&mut self, screen: Screen) {
        self.just_opened = self.screen != screen;
        self.screen = screen;
        if screen == Screen::Library {
            self.library.refresh();
        }
    }
}
