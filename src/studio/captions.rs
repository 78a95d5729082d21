//! Captions: asked for with the pictures or alone, written at once or queued, edited by hand.
//! What is written, and what may be, is known in `brief::caption`.

use super::{Studio, StudioError, fresh_seed};
use crate::brand::{Persona, PersonaId};
use crate::brief::caption::{self, LINE_MEMORY, recent_lines};
use crate::brief::{Backdrop, Brief, BriefError, CaptionBrief, CaptionSpec, ModelId, PictureSpec};
use crate::job::{Ending, Event, Job, JobId, Task, WrittenCaption};
use std::collections::HashSet;
use std::time::{Duration, Instant};

impl Studio {
    /// Asks for one caption. It joins the jobs of `batch`, or begins its own. The built-in writer has
    /// written it when this returns; a language model's waits in the queue.
    pub fn submit_caption(
        &mut self,
        brief: &CaptionBrief,
        batch: Option<JobId>,
    ) -> Result<JobId, StudioError> {
        let id = JobId::fresh();
        let job = self.caption_job(brief, id, batch.unwrap_or(id), self.back_rank(), &[])?;
        self.history.add([&job])?;
        self.wrote();
        self.waiting.heed(&job);
        self.jobs.insert(id, job);
        self.dispatch();
        Ok(id)
    }

    /// As `submit_caption`, for a door that waits for this one job and then closes.
    pub fn submit_caption_alone(&mut self, brief: &CaptionBrief) -> Result<JobId, StudioError> {
        self.paused = true;
        let id = self.submit_caption(brief, None)?;
        self.only = Some(id);
        self.resume();
        Ok(id)
    }

    /// Keeps the user's own version of a caption's text; `None` goes back to what was written.
    pub fn edit_caption(&mut self, id: JobId, text: Option<String>) -> Result<(), StudioError> {
        self.recall(id)?;
        self.happen(id, Event::Edited(text))
    }

    /// The captions of one brief, oldest first, as far as they are in memory.
    pub fn captions(&self, batch: JobId) -> impl DoubleEndedIterator<Item = &Job> {
        let later = self.jobs.range(batch..).map(|(_, job)| job);
        later.filter(move |job| job.batch == batch && job.task.caption().is_some())
    }

    /// Brings the captions of an old brief from history into memory.
    pub fn recall_captions(&mut self, batch: JobId) -> Result<(), StudioError> {
        for job in self.history.captions_of(batch)? {
            self.jobs.entry(job.id).or_insert(job);
        }
        Ok(())
    }

    /// A caption that nobody asked for yet, for an editor that shows how a persona sounds.
    pub fn sample_caption(persona: &Persona, brief: &CaptionBrief) -> Option<caption::Caption> {
        let spec = CaptionSpec::from_brief(brief, Some(persona), Vec::new(), 7).ok()?;
        Some(caption::write(&spec))
    }

    /// The caption jobs of a brief, one for each network, ready to be listed.
    pub(super) fn caption_jobs(
        &self,
        brief: &Brief,
        picture: &PictureSpec,
        batch: JobId,
        rank: i64,
    ) -> Result<Vec<Job>, StudioError> {
        let mut jobs: Vec<Job> = Vec::new();
        for (network, rank) in brief.captions.networks.iter().zip(rank..) {
            let brief = caption_brief(brief, network, self.picture_style(picture));
            let job = self.caption_job(&brief, JobId::fresh(), batch, rank, &jobs)?;
            jobs.push(job);
        }
        Ok(jobs)
    }

    /// Whether the captions of a brief could be asked for now.
    pub(super) fn check_captions(&self, brief: &Brief) -> Result<(), BriefError> {
        let mut seen = HashSet::new();
        for network in &brief.captions.networks {
            let brief = caption_brief(brief, network, String::new());
            CaptionSpec::from_brief(&brief, None, Vec::new(), 0)?;
            self.writer_known(&brief.writer)?;
            if !seen.insert(network) {
                return Err(BriefError::NetworkTwice(network.clone()));
            }
        }
        Ok(())
    }

    fn writer_known(&self, id: &ModelId) -> Result<(), BriefError> {
        let known = self.catalog.writer(id).map(|_| ());
        known.ok_or_else(|| BriefError::WriterUnknown(id.to_string()))
    }

    /// A caption job; done where the built-in writer could write it here and now.
    fn caption_job(
        &self,
        brief: &CaptionBrief,
        id: JobId,
        batch: JobId,
        rank: i64,
        before: &[Job],
    ) -> Result<Job, StudioError> {
        let persona = self.known_persona(brief.persona.as_ref())?;
        self.writer_known(&brief.writer)?;
        let lines = self.lines_of_late(brief.persona.as_ref(), before)?;
        let spec = CaptionSpec::from_brief(brief, persona, lines, fresh_seed())?;
        let begun = Instant::now();
        let at_once = spec.writer() == &ModelId::builtin_writer();
        let caption = at_once.then(|| caption::write(&spec));
        let mut job = Job::new(id, batch, Task::Caption(spec), rank);
        if let Some(caption) = caption {
            let written =
                WrittenCaption { caption, took: begun.elapsed().max(Duration::from_micros(1)) };
            let ending = Ending::Caption(Box::new(written));
            for event in [Event::Started, Event::Finishing, Event::Ended(ending)] {
                job.apply(event).expect("a new job goes this way");
            }
        }
        Ok(job)
    }

    /// The lines of a persona's last captions, those of this very brief included.
    fn lines_of_late(
        &self,
        persona: Option<&PersonaId>,
        before: &[Job],
    ) -> Result<Vec<String>, StudioError> {
        let older = self.history.last_captions(persona, LINE_MEMORY)?;
        let newest = before.iter().rev().filter_map(Job::caption);
        Ok(recent_lines(newest.chain(&older)))
    }

    pub(super) fn known_persona(
        &self,
        id: Option<&PersonaId>,
    ) -> Result<Option<&Persona>, BriefError> {
        id.map(|id| self.persona(id).ok_or_else(|| BriefError::PersonaUnknown(id.to_string())))
            .transpose()
    }

    /// How a picture is made, for its alternative text.
    pub fn picture_style(&self, picture: &PictureSpec) -> String {
        let cutout = self.catalog.row(picture.model()).is_some_and(|row| row.traits.draws_cutouts);
        match (cutout, picture.backdrop()) {
            (false, _) => String::new(),
            (true, Backdrop::Colour(colour)) => {
                format!("a 3D illustration on a {} background", colour.name())
            }
            (true, _) => "a 3D illustration".into(),
        }
    }
}

/// The brief for one network's caption of a brief for pictures.
fn caption_brief(brief: &Brief, network: &str, picture_style: String) -> CaptionBrief {
    CaptionBrief {
        prompt: brief.prompt.clone(),
        persona: brief.persona.clone(),
        network: network.to_owned(),
        goal: brief.captions.goal,
        facts: brief.captions.facts.clone(),
        writer: brief.captions.writer.clone(),
        picture_style,
        ..CaptionBrief::default()
    }
}
