//! The actions on jobs and captions: generate, retry, remove, show, rewrite.
//! The studio changes the jobs; here is what the canvas, the Library and the messages show afterwards.

use super::App;
use crate::brief::{Brief, CaptionBrief, CaptionSpec, Revision};
use crate::job::{Job, JobId, State};
use crate::studio::StudioError;
use crate::ui::Screen;
use crate::ui::action::{JobAction, Neighbour};
use crate::ui::caption_choice::{CaptionChoice, Several};
use crate::ui::desktop::Notification;
use crate::ui::text;
use crate::units;
use std::path::PathBuf;

impl App {
    /// Tells of a job that ended while the window is behind others.
    pub(super) fn job_ended(&mut self, ctx: &egui::Context, id: JobId) {
        self.jobs.job_ended(id, ctx.input(|input| input.time));
        let Some(job) = self.studio.job(id) else { return };
        // A campaign notifies once, at its end.
        let is_row = self.campaign.makes(&self.studio, id);
        if is_row || self.is_in_front(ctx) || !self.studio.settings().notify {
            return;
        }
        let prompt = job.task.prompt();
        let is_picture = job.task.picture().is_some();
        let (title, text) = match job.state() {
            State::Done if is_picture => (text!("notification-picture-ready"), prompt.to_owned()),
            State::Done => (text!("notification-caption-ready"), prompt.to_owned()),
            State::Failed(failure) => {
                let title = match is_picture {
                    true => text!("notification-picture-failed"),
                    false => text!("notification-caption-failed"),
                };
                (title, format!("{prompt}: {}", text::sentence(failure)))
            }
            _ => return,
        };
        let with_sound = self.studio.settings().sound;
        self.desktop.notify(Notification { title: title.to_owned(), text, with_sound });
    }

    /// Whether the user sees the window.
    pub(super) fn is_in_front(&self, ctx: &egui::Context) -> bool {
        // A window that is not drawn any more does not hear that it lost the focus.
        let is_drawn = self.wakes_since_shown < 2;
        is_drawn && ctx.input(|input| input.viewport().focused).unwrap_or(true)
    }

    /// Keeps the laptop awake while it draws, if the user wants that.
    pub(super) fn follow_running(&mut self, is_running: bool) {
        let awake = is_running && self.studio.settings().keep_awake;
        if std::mem::replace(&mut self.awake, awake) != awake {
            self.desktop.keep_awake(awake);
        }
    }

    pub(super) fn generate(&mut self, first: bool) -> Result<(), StudioError> {
        let ids = self.studio.submit(&self.draft.brief, first)?;
        self.screen = Screen::Create;
        self.jobs.in_front = false;
        self.post.close(&self.studio);
        self.campaign.close();
        // The canvas shows the first of the new jobs, unless it shows one that is rendering.
        let is_busy = self.canvas.job(&self.studio).is_some_and(|job| job.state().is_running());
        if !is_busy {
            self.canvas.shown = ids.first().copied();
            self.canvas.captions.show_newest();
        }
        Ok(())
    }

    pub(super) fn retry(&mut self, id: JobId) -> Result<(), StudioError> {
        self.studio.scheduler_mut().retry(id)?;
        self.show_job(id)
    }

    pub(super) fn new_seed(&mut self, id: JobId) -> Result<(), StudioError> {
        let job = self.studio.job(id).ok_or(StudioError::NoSuchJob(id))?;
        let Some(spec) = job.task.picture() else { return Ok(()) };
        let brief = Brief { seed: None, ..spec.to_brief() };
        let ids = self.studio.submit(&brief, true)?;
        self.canvas.shown = ids.first().copied();
        Ok(())
    }

    pub(super) fn remove(&mut self, ids: &[JobId]) -> Result<(), StudioError> {
        let is_picture =
            |id: &JobId| self.studio.job(*id).is_some_and(|job| job.task.picture().is_some());
        let jobs: Vec<JobId> = ids.iter().copied().filter(is_picture).collect();
        self.studio.scheduler_mut().remove(ids)?;
        ids.iter().for_each(|id| self.textures.forget(*id));
        if self.canvas.shown.is_some_and(|shown| ids.contains(&shown)) {
            let next = self.finished().map(|job| job.id).next();
            self.canvas.shown = next;
        }
        self.library.deselect(ids);
        let is_picture = |id: &&JobId| jobs.contains(id);
        let text = match ids.iter().filter(is_picture).count() {
            0 | 1 => text!("message-one-removed").to_owned(),
            count => text!("message-pictures-removed", count = count),
        };
        self.toasts.offer_undo(text, JobAction::UndoRemove);
        Ok(())
    }

    pub(super) fn remove_unfinished(&mut self) -> Result<(), StudioError> {
        let is_unfinished = |job: &&Job| job.state().is_over() && *job.state() != State::Done;
        let ids: Vec<_> = self.studio.jobs().filter(is_unfinished).map(|job| job.id).collect();
        self.studio.scheduler_mut().remove(&ids)?;
        let text = text!("message-jobs-removed", count = ids.len());
        self.toasts.offer_undo(text, JobAction::UndoRemove);
        Ok(())
    }

    pub(super) fn undo_remove(&mut self) {
        self.toasts.withdraw_undo(JobAction::UndoRemove);
        let restored = self.studio.scheduler_mut().undo_remove();
        restored.iter().for_each(|id| self.textures.forget(*id));
        match restored.first() {
            Some(id) => self.canvas.shown = Some(*id),
            None => self.toasts.info(text!("message-nothing-undo")),
        }
    }

    /// Shows a job on the canvas, also one that only history holds.
    pub(super) fn show_job(&mut self, id: JobId) -> Result<(), StudioError> {
        self.post.close(&self.studio);
        self.campaign.close();
        // Captions of an old batch come from history when they are there.
        self.studio.scheduler_mut().load(id);
        let job = self.studio.job(id).ok_or(StudioError::NoSuchJob(id))?;
        if job.task.caption().is_some() {
            // A caption is shown under its picture.
            self.canvas.captions.open_at(job);
            let is_shown =
                self.canvas.job(&self.studio).is_some_and(|shown| shown.batch == job.batch);
            if let (false, Some(picture)) =
                (is_shown, self.studio.job_store().variations(job.batch).next())
            {
                self.canvas.shown = Some(picture.id);
            }
            return Ok(());
        }
        self.canvas.captions.show_newest();
        self.canvas.shown = Some(id);
        self.jobs.in_front = false;
        Ok(())
    }

    /// Writes a caption again, from the same brief with another seed and the user's revision.
    pub(super) fn rewrite_caption(
        &mut self,
        id: JobId,
        revision: Option<Revision>,
    ) -> Result<(), StudioError> {
        let job = self.studio.job(id).ok_or(StudioError::NoSuchJob(id))?;
        let Some(spec) = job.task.caption() else { return Ok(()) };
        // What stands there is edited: the written caption, or the user's version of it.
        let standing = job.caption().filter(|caption| {
            revision.is_some() || caption.edited.is_some() || !caption.own.is_empty()
        });
        let standing = standing.cloned().map(Box::new);
        let brief = CaptionBrief { seed: None, revision, standing, ..spec.to_brief() };
        self.studio.submit_caption(&brief, Some(job.batch))?;
        self.canvas.captions.show_newest();
        Ok(())
    }

    /// Writes several captions of a caption's brief, none with the hook of another, and shows them together.
    pub(super) fn write_several(&mut self, id: JobId, several: Several) -> Result<(), StudioError> {
        let job = self.studio.job(id).ok_or(StudioError::NoSuchJob(id))?;
        let (Some(spec), batch) = (job.task.caption(), job.batch) else { return Ok(()) };
        let brief = CaptionBrief { seed: None, revision: None, standing: None, ..spec.to_brief() };
        let mut captions = Vec::new();
        for _ in 0..several.count() {
            captions.push(self.studio.submit_caption(&brief, Some(batch))?);
        }
        let days = match several {
            Several::Variants => Vec::new(),
            Several::Week => units::next_days(several.count()).into_iter().map(text::day).collect(),
        };
        self.canvas.captions.show_choice(CaptionChoice::new(captions, days));
        Ok(())
    }

    /// Writes a caption for a picture that has none for that network.
    pub(super) fn write_caption(
        &mut self,
        id: JobId,
        network: Option<&'static str>,
    ) -> Result<(), StudioError> {
        let job = self.studio.job(id).ok_or(StudioError::NoSuchJob(id))?;
        let Some(spec) = job.task.picture() else { return Ok(()) };
        let typed = &self.draft.brief.captions;
        let own = typed.networks.first().map_or("instagram", String::as_str);
        // The goal and the facts are those of the brief's other captions, else those in the panel.
        let other =
            self.studio.job_store().captions(job.batch).next().and_then(|job| job.task.caption());
        let brief = CaptionBrief {
            prompt: spec.prompt().to_owned(),
            persona: spec.persona().map(|snapshot| snapshot.persona.clone()),
            network: network.unwrap_or(own).to_owned(),
            goal: other.map_or(typed.goal, CaptionSpec::goal),
            facts: other.map_or(&typed.facts[..], CaptionSpec::facts).to_vec(),
            details: other.map_or(&typed.details, CaptionSpec::details).clone(),
            writer: typed.writer.clone(),
            picture_style: self.studio.builder().picture_style(spec),
            alt_text: self.studio.builder().drawn_words(spec),
            ..CaptionBrief::default()
        };
        let id = self.studio.submit_caption(&brief, Some(job.batch))?;
        if let Some(job) = self.studio.job(id) {
            self.canvas.captions.open_at(job);
        }
        Ok(())
    }

    /// Shows the picture beside that on the canvas: in its batch, or among all finished ones.
    pub(super) fn show_neighbour(&mut self, neighbour: Neighbour) {
        let Some(job) = self.canvas.job(&self.studio) else { return };
        let (id, batch) = (job.id, job.batch);
        let mut ids: Vec<_> = self.studio.job_store().variations(batch).map(|job| job.id).collect();
        if ids.len() < 2 {
            ids = self.finished().map(|job| job.id).collect();
        }
        let Some(at) = ids.iter().position(|other| *other == id) else { return };
        let to = match neighbour {
            Neighbour::Previous => at.saturating_sub(1),
            Neighbour::Next => (at + 1).min(ids.len() - 1),
        };
        self.canvas.shown = Some(ids[to]);
    }

    /// Jobs with a picture, newest first.
    fn finished(&self) -> impl Iterator<Item = &Job> {
        self.studio.jobs().filter(|job| job.picture().is_some())
    }

    /// The file of a job's picture.
    pub(super) fn picture_of(&self, id: JobId) -> Option<PathBuf> {
        let job = self.studio.job(id)?;
        job.picture().map(|picture| picture.path.clone())
    }
}
