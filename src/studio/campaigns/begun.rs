//! How a row begins: with the jobs that an earlier run has made for it, or with new ones. No row gets jobs twice.
//! What becomes of a row whose jobs are over is known in `campaigns`.

use super::{CampaignOptions, CampaignRun, Studio, StudioError, jobs_of};
use crate::brief::{Backdrop, Brief, CaptionBrief, Captions};
use crate::campaign::{RowOrder, RowState};
use crate::job::{JobId, State};

/// What a row has begun with.
pub(super) enum Begun {
    /// The jobs of this batch run, or are over.
    Drawing(JobId),
    /// An earlier run has made its posts.
    MadeBefore,
    /// Its jobs are being read from history, or are being stopped; ask again.
    Loading,
}

impl CampaignRun {
    /// Begins the next row.
    pub(super) fn begin(&mut self, studio: &mut Studio) -> Result<Begun, StudioError> {
        let order = self.orders[self.next].clone();
        let row = self.journal.row(&order.key);
        if row.is_some_and(|row| row.state == RowState::Made) {
            return Ok(Begun::MadeBefore);
        }
        let kept = row.and_then(|row| row.batch);
        let found = match kept {
            Some(batch) if studio.job(batch).is_some() => Some(batch),
            Some(batch) if self.loaded != Some(batch) => {
                self.loaded = Some(batch);
                studio.scheduler_mut().load(batch);
                return Ok(Begun::Loading);
            }
            Some(batch) if studio.job_store().is_loading(batch) => return Ok(Begun::Loading),
            // It was removed from history, or the program ended before the journal had it.
            _ => self.accepted(studio, &order),
        };
        let batch = match found {
            Some(batch) => {
                let queue = studio.job_queue();
                if jobs_of(studio, batch).any(|job| queue.is_stopping(job.id)) {
                    // What an earlier run has stopped must have ended before it can run again.
                    return Ok(Begun::Loading);
                }
                retry(studio, batch)?;
                batch
            }
            None => self.submit(studio, &order)?,
        };
        self.add_captions(studio, &order, batch)?;
        if self.options.exclusive {
            studio.run_only(batch);
        }
        if kept != Some(batch) {
            if let Some(row) = self.journal.row_mut(&order.key) {
                row.batch = Some(batch);
            }
            self.keep();
        }
        Ok(Begun::Drawing(batch))
    }

    /// The batch that history has accepted for a row, by the seed that no other row has.
    fn accepted(&self, studio: &Studio, order: &RowOrder) -> Option<JobId> {
        let seed = self.journal.seed(&order.key);
        let mut jobs = studio.jobs();
        let has_seed = |job: &&crate::job::Job| match order.photo {
            Some(_) => job.task.caption().is_some_and(|spec| spec.seed() == seed),
            None => job.task.picture().is_some_and(|spec| spec.seed() == seed),
        };
        jobs.find(has_seed).map(|job| job.batch)
    }

    /// Submits a row's picture with its captions, or its first caption where it has a photo.
    fn submit(&self, studio: &mut Studio, order: &RowOrder) -> Result<JobId, StudioError> {
        if order.photo.is_some() {
            let network = order.formats[0].of_network().id;
            return studio.submit_caption(&self.caption_brief(order, network), None);
        }
        let seed = self.journal.seed(&order.key);
        let brief = brief_of(studio, &self.options, order, seed);
        let ids = studio.submit(&brief, self.options.exclusive)?;
        Ok(ids[0])
    }

    fn caption_brief(&self, order: &RowOrder, network: &str) -> CaptionBrief {
        CaptionBrief {
            prompt: order.prompt.clone(),
            persona: order.persona.clone(),
            network: network.to_owned(),
            facts: vec![order.fact.clone()],
            writer: self.options.writer.clone(),
            seed: Some(self.journal.seed(&order.key)),
            ..CaptionBrief::default()
        }
    }

    /// Submits the captions that a batch lacks: a photo's after the first, and those that an earlier run did not get to.
    fn add_captions(
        &self,
        studio: &mut Studio,
        order: &RowOrder,
        batch: JobId,
    ) -> Result<(), StudioError> {
        for network in order.networks() {
            let has = studio
                .job_store()
                .captions(batch)
                .any(|job| job.task.caption().is_some_and(|spec| spec.network().id == network));
            if !has {
                studio.submit_caption(&self.caption_brief(order, network), Some(batch))?;
            }
        }
        Ok(())
    }
}

/// The brief of an order's picture.
pub(super) fn brief_of(
    studio: &Studio,
    options: &CampaignOptions,
    order: &RowOrder,
    seed: u64,
) -> Brief {
    let row = studio.catalog().row(&options.model);
    let draws_cutouts = row.is_some_and(|row| row.traits.draws_cutouts);
    let networks = order.networks().into_iter().map(str::to_owned).collect();
    let facts = vec![order.fact.clone()];
    let writer = options.writer.clone();
    Brief {
        prompt: order.prompt.clone(),
        persona: order.persona.clone(),
        model: options.model.clone(),
        size: options.size,
        seed: Some(seed),
        steps: options.steps,
        // The layout brings the ground.
        backdrop: if draws_cutouts { Backdrop::Transparent } else { Backdrop::Brand },
        captions: Captions { networks, facts, writer, ..Captions::default() },
        ..Brief::default()
    }
}

/// Lets the jobs of a batch run again that an earlier run has left without a result.
fn retry(studio: &mut Studio, batch: JobId) -> Result<(), StudioError> {
    let ended: Vec<_> = jobs_of(studio, batch)
        .filter(|job| {
            matches!(job.state(), State::Failed(_) | State::Cancelled | State::Interrupted)
        })
        .map(|job| job.id)
        .collect();
    ended.into_iter().try_for_each(|id| studio.scheduler_mut().retry(id))
}
