//! What each action does: one match over all of them, run after the frame is drawn.
//! A refusal is said in a message; what concerns a job is said in its card.

use super::App;
use crate::brief::{Brief, CaptionBrief, CaptionSpec, Wish};
use crate::files::{DiskRequest, Export};
use crate::job::{Job, JobId, State};
use crate::post::{FileFormat, Recipe};
use crate::studio::StudioError;
use crate::ui::Place;
use crate::ui::action::Action;
use crate::ui::desktop::{Ingredient, Question};
use egui::Context;
use std::path::{Path, PathBuf};

impl App {
    pub(super) fn act(&mut self, ctx: &Context, action: Action) {
        let outcome = match action {
            Action::Generate { first } => self.generate(first),
            Action::Cancel(id) => self.studio.cancel(id),
            Action::Retry(id) => self.retry(id),
            Action::NewSeed(id) => self.new_seed(id),
            Action::RunNext(id) => self.studio.run_next(id),
            Action::MoveBefore(id, before) => self.studio.move_before(id, before),
            Action::PauseQueue(paused) => {
                self.studio.set_paused(paused);
                Ok(())
            }
            Action::Remove(id) => self.remove(id),
            Action::ClearUnfinished => self.clear_unfinished(),
            Action::UndoRemove => self.undo_remove(),
            Action::Favourite(id, favourite) => self.studio.set_favourite(id, favourite),
            Action::Show(id) => self.show_job(id),
            Action::UseRecipe(id) => self.use_recipe(id),
            Action::EditCaption(id, text) => self.studio.edit_caption(id, text),
            Action::Rewrite(id, wish) => self.rewrite(id, wish),
            Action::WriteCaption(id, network) => self.write_caption(id, network),
            other => {
                self.arrange(ctx, other);
                Ok(())
            }
        };
        if let Err(error) = outcome {
            self.toasts.trouble(error.to_string());
        }
    }

    /// The actions that change no job and cannot be refused.
    fn arrange(&mut self, ctx: &Context, action: Action) {
        match action {
            Action::Walk(step) => self.walk(step),
            Action::SaveAs(ids) => self.save_as(&ids),
            Action::CopyPicture(id) => {
                if let Some(picture) = self.picture_of(id) {
                    self.studio.disk().send(DiskRequest::Copy { picture });
                }
            }
            Action::CopyText(text) => {
                ctx.copy_text(text);
                self.toasts.say("Copied");
            }
            Action::Reveal(id) => {
                if let Some(picture) = self.picture_of(id) {
                    self.desktop.reveal(&picture);
                }
            }
            Action::CountTokens(words) => self.studio.count_tokens(words),
            Action::ReadFile(path) => {
                let others = self.brand_dropped(path);
                if let Some(path) = others.and_then(|path| self.model_dropped(path)) {
                    self.studio.disk().send(DiskRequest::Recipe { path });
                }
            }
            Action::Brand(action) => self.brand_act(action),
            Action::Model(action) => self.model_act(action),
            Action::UndoRecipe => {
                if let Some(brief) = self.before_recipe.take() {
                    self.draft.set(brief);
                }
            }
            Action::ChooseStart => self.choose(Ingredient::Start),
            Action::ChoosePart => self.choose(Ingredient::Part),
            Action::ChooseLora => self.choose(Ingredient::Lora),
            Action::StartFrom(path) => self.start_from(path),
            Action::PaintPart => self.paint_part(),
            Action::Go(place) => {
                self.place = place;
                if place == Place::Library {
                    self.library.refresh();
                }
            }
            Action::SpeakAs(persona) => {
                self.draft.brief.persona.clone_from(&persona);
                self.studio.change_settings(|settings| settings.persona = persona);
            }
            Action::SetTheme(theme) => {
                self.studio.change_settings(|settings| settings.theme = theme)
            }
            Action::SetNotify(notify) => {
                self.studio.change_settings(|settings| settings.notify = notify);
            }
            Action::RenderOn(place) => {
                self.studio.change_settings(|settings| settings.render_on = place);
            }
            Action::SetTeam(queue, store) => {
                self.studio
                    .change_settings(|settings| (settings.queue, settings.store) = (queue, store));
            }
            Action::TestTeam => self.studio.probe_team(),
            Action::Serve(serve) => self.studio.change_settings(|settings| settings.serve = serve),
            Action::SetJpegQuality(quality) => {
                self.studio.change_settings(|settings| settings.jpeg_quality = quality);
            }
            Action::ChooseFolder(job) => {
                let folder = self.studio.pictures_folder();
                self.desktop.ask(Question::PicturesFolder(job), Some(folder));
            }
            Action::UsualFolder => {
                self.studio.change_settings(|settings| settings.pictures_folder = None);
            }
            Action::ShowFolder => self.desktop.reveal(&self.studio.pictures_folder()),
            Action::ToggleHelp => self.help = !self.help,
            Action::FocusPrompt => {
                self.place = Place::Create;
                self.draft.focus_prompt = true;
            }
            // The rest is carried out by `act`.
            _ => {}
        }
    }

    fn generate(&mut self, first: bool) -> Result<(), StudioError> {
        let ids = self.studio.submit(&self.draft.brief, first)?;
        self.place = Place::Create;
        // The first of the new ones is watched, unless one that is rendering is watched already.
        let watched = self.canvas.job(&self.studio).is_some_and(|job| job.state().is_running());
        if !watched {
            self.canvas.shown = ids.first().copied();
            self.canvas.captions.newest();
        }
        Ok(())
    }

    fn retry(&mut self, id: JobId) -> Result<(), StudioError> {
        self.studio.retry(id)?;
        self.show_job(id)
    }

    fn new_seed(&mut self, id: JobId) -> Result<(), StudioError> {
        let job = self.studio.job(id).ok_or(StudioError::NoSuchJob(id))?;
        let Some(spec) = job.task.picture() else { return Ok(()) };
        let brief = Brief { seed: None, ..spec.to_brief() };
        let ids = self.studio.submit(&brief, true)?;
        self.canvas.shown = ids.first().copied();
        Ok(())
    }

    fn remove(&mut self, id: JobId) -> Result<(), StudioError> {
        self.studio.remove(&[id])?;
        self.textures.forget(id);
        if self.canvas.shown == Some(id) {
            let next = self.done().map(|job| job.id).next();
            self.canvas.shown = next;
        }
        self.toasts.offer("Removed", "Undo", Action::UndoRemove);
        Ok(())
    }

    fn clear_unfinished(&mut self) -> Result<(), StudioError> {
        let over = |job: &&Job| job.state().is_over() && *job.state() != State::Done;
        let ids: Vec<_> = self.studio.jobs().filter(over).map(|job| job.id).collect();
        self.studio.remove(&ids)?;
        self.toasts.offer(format!("{} jobs removed", ids.len()), "Undo", Action::UndoRemove);
        Ok(())
    }

    fn undo_remove(&mut self) -> Result<(), StudioError> {
        self.toasts.withdraw(&Action::UndoRemove);
        let restored = self.studio.undo_remove();
        restored.iter().for_each(|id| self.textures.forget(*id));
        match restored.first() {
            Some(id) => self.canvas.shown = Some(*id),
            None => self.toasts.say("There is nothing to undo"),
        }
        Ok(())
    }

    /// Shows a job on the canvas, also one that only history remembers.
    fn show_job(&mut self, id: JobId) -> Result<(), StudioError> {
        // Captions of an old batch come from history when they are there.
        self.studio.load(id);
        let job = self.studio.job(id).ok_or(StudioError::NoSuchJob(id))?;
        if job.task.caption().is_some() {
            // A caption is shown under its picture.
            self.canvas.captions.open_at(job);
            let watched =
                self.canvas.job(&self.studio).is_some_and(|shown| shown.batch == job.batch);
            if let (false, Some(picture)) = (watched, self.studio.variations(job.batch).next()) {
                self.canvas.shown = Some(picture.id);
            }
            return Ok(());
        }
        self.canvas.captions.newest();
        self.canvas.shown = Some(id);
        Ok(())
    }

    /// Writes a caption again, as it was asked for but with another seed and wish.
    fn rewrite(&mut self, id: JobId, wish: Option<Wish>) -> Result<(), StudioError> {
        let job = self.studio.job(id).ok_or(StudioError::NoSuchJob(id))?;
        let Some(spec) = job.task.caption() else { return Ok(()) };
        let brief = CaptionBrief { seed: None, wish, ..spec.to_brief() };
        self.studio.submit_caption(&brief, Some(job.batch))?;
        self.canvas.captions.newest();
        Ok(())
    }

    /// Writes a caption for a picture that has none for that network.
    fn write_caption(
        &mut self,
        id: JobId,
        network: Option<&'static str>,
    ) -> Result<(), StudioError> {
        let job = self.studio.job(id).ok_or(StudioError::NoSuchJob(id))?;
        let Some(spec) = job.task.picture() else { return Ok(()) };
        let asked = &self.draft.brief.captions;
        let own = asked.networks.first().map_or("instagram", String::as_str);
        // The goal and the facts are those of the brief's other captions, else those in the panel.
        let other = self.studio.captions(job.batch).next().and_then(|job| job.task.caption());
        let brief = CaptionBrief {
            prompt: spec.prompt().to_owned(),
            persona: spec.style().map(|style| style.persona.clone()),
            network: network.unwrap_or(own).to_owned(),
            goal: other.map_or(asked.goal, CaptionSpec::goal),
            facts: other.map_or(&asked.facts[..], CaptionSpec::facts).to_vec(),
            writer: asked.writer.clone(),
            looks: self.studio.looks(spec),
            ..CaptionBrief::default()
        };
        let id = self.studio.submit_caption(&brief, Some(job.batch))?;
        if let Some(job) = self.studio.job(id) {
            self.canvas.captions.open_at(job);
        }
        Ok(())
    }

    fn use_recipe(&mut self, id: JobId) -> Result<(), StudioError> {
        let job = self.studio.job(id).ok_or(StudioError::NoSuchJob(id))?;
        let Some(spec) = job.task.picture() else { return Ok(()) };
        let captions = self.draft.brief.captions.clone();
        self.take_recipe(Brief { captions, ..spec.to_brief() });
        Ok(())
    }

    fn take_recipe(&mut self, brief: Brief) {
        self.before_recipe = Some(self.draft.brief.clone());
        self.draft.set(brief);
        self.draft.details_open = true;
        self.place = Place::Create;
        self.toasts.offer("The recipe is in the brief", "Undo", Action::UndoRecipe);
    }

    /// A dropped file was read.
    pub(super) fn recipe_came(&mut self, path: &Path, recipe: Result<Option<Recipe>, String>) {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        match recipe {
            Ok(Some(recipe)) => {
                let mut brief = recipe.to_brief(&self.draft.brief);
                brief.persona = brief.persona.filter(|id| self.studio.persona(id).is_some());
                self.take_recipe(brief);
            }
            Ok(None) => self.toasts.trouble(format!("{name} does not tell how it was made.")),
            Err(sentence) => self.toasts.trouble(format!("{name}: {sentence}")),
        }
    }

    /// The neighbour of the picture on the canvas: in its batch, or among all that are done.
    fn walk(&mut self, step: isize) {
        let Some(job) = self.canvas.job(&self.studio) else { return };
        let (id, batch) = (job.id, job.batch);
        let mut ids: Vec<_> = self.studio.variations(batch).map(|job| job.id).collect();
        if ids.len() < 2 {
            ids = self.done().map(|job| job.id).collect();
        }
        let Some(at) = ids.iter().position(|other| *other == id) else { return };
        let to = at.saturating_add_signed(step).min(ids.len() - 1);
        self.canvas.shown = Some(ids[to]);
    }

    /// Finished jobs, newest first.
    fn done(&self) -> impl Iterator<Item = &Job> {
        self.studio.jobs().filter(|job| job.picture().is_some())
    }

    fn picture_of(&self, id: JobId) -> Option<PathBuf> {
        let job = self.studio.job(id)?;
        job.picture().map(|picture| picture.path.clone())
    }

    fn save_as(&mut self, ids: &[JobId]) {
        let folder = self.studio.settings().last_saved_in.clone();
        let question = match ids {
            [job] => {
                let Some(picture) = self.picture_of(*job) else { return };
                let name = picture.file_name().unwrap_or_default().to_string_lossy().into_owned();
                Question::SaveOne { job: *job, name }
            }
            several => Question::SaveMany(several.to_vec()),
        };
        self.desktop.ask(question, folder);
    }

    /// The user chose a file or a folder.
    pub(super) fn answered(&mut self, question: Question, path: &Path) {
        let quality = self.studio.settings().jpeg_quality;
        let remember = |folder: Option<&Path>| folder.map(Path::to_owned);
        match question {
            Question::Brand(question) => self.brand_answered(question, path),
            Question::Model { .. } => self.take_model(path),
            Question::With(ingredient) => self.chosen(ingredient, path.to_owned()),
            Question::SaveOne { job, .. } => {
                let Some(from) = self.picture_of(job) else { return };
                let name = path.file_name().unwrap_or_default().to_string_lossy();
                let (to, format) = match FileFormat::of_name(&name, quality) {
                    Some(format) => (path.to_owned(), format),
                    // A name without an ending gets one, so that other programs know the file.
                    None => (path.with_file_name(format!("{name}.png")), FileFormat::Png),
                };
                self.studio.disk().send(DiskRequest::Export(vec![Export { from, to, format }]));
                let folder = remember(path.parent());
                self.studio.change_settings(|settings| settings.last_saved_in = folder);
            }
            Question::SaveMany(jobs) => {
                let exports = jobs.iter().filter_map(|job| {
                    let from = self.picture_of(*job)?;
                    let to = path.join(from.file_name()?);
                    Some(Export { from, to, format: FileFormat::Png })
                });
                let exports: Vec<_> = exports.collect();
                self.studio.disk().send(DiskRequest::Export(exports));
                let folder = remember(Some(path));
                self.studio.change_settings(|settings| settings.last_saved_in = folder);
            }
            Question::PicturesFolder(job) => {
                let folder = remember(Some(path));
                self.studio.change_settings(|settings| settings.pictures_folder = folder);
                if let Some(job) = job
                    && let Err(error) = self.studio.retry(job)
                {
                    self.toasts.trouble(error.to_string());
                }
            }
        }
    }
}
