//! What a door may ask at any time: jobs, progress, costs, personas, settings. Nothing here changes
//! anything.

use super::{Cost, JobProgress, Studio, StudioError, estimate};
use crate::brand::{Persona, PersonaId};
use crate::brief::{Brief, BriefError, Enhanced, MAX_COUNT, PictureSpec};
use crate::engine::Catalog;
use crate::files::{Gallery, Home, Settings};
use crate::job::{Job, JobId};
use std::path::PathBuf;

impl Studio {
    /// Every job in memory, newest first.
    pub fn jobs(&self) -> impl DoubleEndedIterator<Item = &Job> {
        self.jobs.values().rev()
    }

    /// The pictures of one brief, first seed first, as far as they are in memory.
    pub fn variations(&self, batch: JobId) -> impl Iterator<Item = &Job> {
        // Ids are given in order, and a batch takes the id of its first job.
        let later = self.jobs.range(batch..).map(|(_, job)| job);
        later
            .filter(move |job| job.batch == batch && job.task.picture().is_some())
            .take(MAX_COUNT as usize)
    }

    pub fn job(&self, id: JobId) -> Option<&Job> {
        self.jobs.get(&id)
    }

    /// A job from memory or from history, however old.
    pub fn find(&self, id: JobId) -> Result<Option<Job>, StudioError> {
        match self.jobs.get(&id) {
            Some(job) => Ok(Some(job.clone())),
            None => Ok(self.history.job(id)?),
        }
    }

    /// At most `limit` jobs older than one, newest first; the newest of all where none is named.
    pub fn jobs_before(
        &self,
        before: Option<JobId>,
        limit: usize,
    ) -> Result<Vec<Job>, StudioError> {
        let mut page = self.history.before(before, limit)?;
        for job in &mut page {
            // Memory knows how far a running job is.
            if let Some(newer) = self.jobs.get(&job.id) {
                *job = newer.clone();
            }
        }
        Ok(page)
    }

    /// Who speaks: the persona that is named, nobody for `none`, or the one chosen last.
    pub fn speaker(&self, named: Option<&str>) -> Option<PersonaId> {
        match named {
            Some("none") => None,
            Some(id) => Some(PersonaId(id.to_owned())),
            None => {
                let chosen = self.settings.persona.clone();
                chosen.or_else(|| self.personas.first().map(|persona| persona.id.clone()))
            }
        }
    }

    /// Whether a running job was asked to stop and has not yet; it does so after its step.
    pub fn is_stopping(&self, id: JobId) -> bool {
        self.running.get(&id).is_some_and(|running| running.asked_to_cancel)
    }

    pub fn is_paused(&self) -> bool {
        self.paused
    }

    /// How far the running job is, and how long it will still take.
    pub fn progress(&self, id: JobId) -> Option<JobProgress> {
        let running = self.running.get(&id)?;
        let job = self.jobs.get(&id)?;
        Some(estimate::progress(job, running.since, running.first_step, &self.pace))
    }

    /// What a brief will cost on this laptop; `None` while the team draws.
    pub fn cost(&self, brief: &Brief) -> Option<Cost> {
        if self.renders_on_team() {
            return None;
        }
        let row = self.catalog.row(&brief.model)?;
        let waiting = self.jobs.values().filter(|job| !job.state().is_over());
        Some(self.pace.cost(brief, row, waiting.map(|job| &job.task)))
    }

    /// What will be sent for a brief, and what the user should know of it.
    pub fn enhance(&self, brief: &Brief) -> Enhanced {
        match self.model_of(brief) {
            Ok(model) => {
                let persona = brief.persona.as_ref().and_then(|id| self.persona(id));
                Enhanced::of_brief(brief, persona, self.style_of(brief), model)
            }
            Err(_) => Enhanced::default(),
        }
    }

    /// Whether a brief could be submitted now, and if not, why.
    pub fn check(&self, brief: &Brief) -> Result<(), BriefError> {
        let persona = self.known_persona(brief.persona.as_ref())?;
        let (style, model) = (self.style_of(brief), self.model_of(brief)?);
        PictureSpec::styled(brief, persona, style, model, 0)?;
        self.check_captions(brief)
    }

    pub fn personas(&self) -> &[Persona] {
        &self.personas
    }

    pub fn persona(&self, id: &PersonaId) -> Option<&Persona> {
        self.personas.iter().find(|persona| persona.id == *id)
    }

    pub fn catalog(&self) -> &Catalog {
        &self.catalog
    }

    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// The disk thread, for thumbnails, the Library and exports.
    pub fn gallery(&self) -> &Gallery {
        &self.gallery
    }

    /// The folder new pictures go to.
    pub fn pictures_folder(&self) -> PathBuf {
        self.settings.pictures_folder.clone().unwrap_or_else(|| self.home.pictures.clone())
    }

    pub fn home(&self) -> &Home {
        &self.home
    }
}
