//! The owner's side of the door: each request, typed, with the way back for its answer.
//! Everything here runs on the thread that owns the Studio, so each answer must be quick.

use super::answers::{
    EnhanceAnswer, HealthAnswer, JobsAnswer, ModelRow, ModelsAnswer, PersonaRow, PersonasAnswer,
    ResultAnswer, Started, shown,
};
use super::asks::{CaptionAsk, EnhanceAsk, PictureAsk, QueueAsk};
use super::refusal::Refusal;
use crate::answer::JobAnswer;
use crate::job::JobId;
use crate::studio::Studio;
use crossbeam_channel::{Receiver, Sender, bounded};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::oneshot;

/// How many requests may lie in the inbox.
const INBOX: usize = 512;
/// How long a caller waits for the owner.
const PATIENCE: Duration = Duration::from_secs(20);

/// The way back to whoever asked.
pub(super) type Reply<T> = oneshot::Sender<Result<T, Refusal>>;

/// Everything that can be asked of the owner.
pub(super) enum Request {
    Picture(PictureAsk, Reply<Started>),
    Caption(CaptionAsk, Reply<Started>),
    Enhance(EnhanceAsk, Reply<EnhanceAnswer>),
    Result(JobId, Reply<ResultAnswer>),
    Jobs(Option<JobId>, usize, Reply<JobsAnswer>),
    Cancel(JobId, Reply<Started>),
    Queue(QueueAsk, Reply<HealthAnswer>),
    Personas(Reply<PersonasAnswer>),
    Models(Reply<ModelsAnswer>),
    Health(Reply<HealthAnswer>),
    /// The folder that pictures lie in.
    Folder(Reply<PathBuf>),
}

/// Where the server's side puts its requests.
#[derive(Clone)]
pub(super) struct Inbox {
    requests: Sender<Request>,
    wake: Arc<dyn Fn() + Send + Sync>,
}

pub(super) fn inbox(wake: impl Fn() + Send + Sync + 'static) -> (Inbox, Receiver<Request>) {
    let (sender, requests) = bounded(INBOX);
    (Inbox { requests: sender, wake: Arc::new(wake) }, requests)
}

impl Inbox {
    /// Puts a request before the owner and waits for the answer.
    ///
    /// # Errors
    /// The owner's refusal, or one of ours where the owner is overrun or gone.
    pub(super) async fn ask<T>(
        &self,
        request: impl FnOnce(Reply<T>) -> Request,
    ) -> Result<T, Refusal> {
        let (reply, answer) = oneshot::channel();
        self.requests.try_send(request(reply)).map_err(|error| match error {
            crossbeam_channel::TrySendError::Full(_) => Refusal::too_many("requests"),
            crossbeam_channel::TrySendError::Disconnected(_) => Refusal::silent(),
        })?;
        (self.wake)();
        match tokio::time::timeout(PATIENCE, answer).await {
            Ok(Ok(answer)) => answer,
            _ => Err(Refusal::silent()),
        }
    }
}

/// Answers one request.
pub(super) fn answer(request: Request, studio: &mut Studio, queue_limit: usize) {
    // Whoever asked may have gone away; the answer is then nobody's.
    match request {
        Request::Picture(ask, reply) => drop(reply.send(picture(ask, studio, queue_limit))),
        Request::Caption(ask, reply) => drop(reply.send(caption(ask, studio, queue_limit))),
        Request::Enhance(ask, reply) => drop(reply.send(enhance(ask, studio))),
        Request::Result(id, reply) => drop(reply.send(result(id, studio))),
        Request::Jobs(before, limit, reply) => drop(reply.send(jobs(before, limit, studio))),
        Request::Cancel(id, reply) => drop(reply.send(cancel(id, studio))),
        Request::Queue(ask, reply) => {
            if ask.paused {
                studio.pause();
            } else {
                studio.resume();
            }
            drop(reply.send(Ok(HealthAnswer::of(studio, queue_limit))));
        }
        Request::Personas(reply) => drop(reply.send(Ok(personas(studio)))),
        Request::Models(reply) => drop(reply.send(Ok(models(studio)))),
        Request::Health(reply) => drop(reply.send(Ok(HealthAnswer::of(studio, queue_limit)))),
        Request::Folder(reply) => drop(reply.send(Ok(studio.pictures_folder()))),
    }
}

fn picture(ask: PictureAsk, studio: &mut Studio, limit: usize) -> Result<Started, Refusal> {
    let brief = ask.brief(studio)?;
    room_for(brief.count as usize, studio, limit)?;
    let ids = studio.submit(&brief, false)?;
    Ok(Started::new("Image generation started", &ids))
}

fn caption(ask: CaptionAsk, studio: &mut Studio, limit: usize) -> Result<Started, Refusal> {
    let brief = ask.brief(studio)?;
    room_for(1, studio, limit)?;
    let id = studio.submit_caption(&brief, None)?;
    Ok(Started::new("Caption generation started", &[id]))
}

fn room_for(count: usize, studio: &Studio, limit: usize) -> Result<(), Refusal> {
    if studio.waiting().saturating_add(count) > limit {
        return Err(Refusal::queue_full(limit));
    }
    Ok(())
}

fn enhance(ask: EnhanceAsk, studio: &Studio) -> Result<EnhanceAnswer, Refusal> {
    let brief = ask.brief(studio)?;
    studio.check(&brief)?;
    Ok(EnhanceAnswer::of(&studio.enhance(&brief)))
}

fn result(id: JobId, studio: &Studio) -> Result<ResultAnswer, Refusal> {
    match studio.job(id) {
        Some(job) => Ok(ResultAnswer::of(job, studio)),
        None => {
            let job = studio.find(id)?.ok_or_else(|| Refusal::no_such_job(&id.to_string()))?;
            Ok(ResultAnswer::of(&job, studio))
        }
    }
}

fn jobs(before: Option<JobId>, limit: usize, studio: &Studio) -> Result<JobsAnswer, Refusal> {
    let mut found = studio.jobs_before(before, limit + 1)?;
    let more = found.len() > limit;
    found.truncate(limit);
    let next = found.last().map(|job| job.id).filter(|_| more);
    Ok(JobsAnswer { jobs: found.iter().map(|job| JobAnswer::of(job, shown)).collect(), next })
}

fn cancel(id: JobId, studio: &mut Studio) -> Result<Started, Refusal> {
    if studio.job(id).is_none()
        && let Some(job) = studio.find(id)?
    {
        // It is over for so long that only history knows it.
        return Err(crate::studio::StudioError::NotNow(job.state().words().to_lowercase()).into());
    }
    studio.cancel(id)?;
    Ok(Started::new("Cancellation started", &[id]))
}

fn personas(studio: &Studio) -> PersonasAnswer {
    let row = |persona: &crate::brand::Persona| PersonaRow {
        id: persona.id.to_string(),
        name: persona.name.clone(),
        promise: persona.promise.clone(),
    };
    PersonasAnswer { personas: studio.personas().iter().map(row).collect() }
}

fn models(studio: &Studio) -> ModelsAnswer {
    let catalog = studio.catalog();
    let models = catalog.rows.iter().map(|row| ModelRow {
        id: row.traits.id.to_string(),
        name: row.traits.name.clone(),
        about: row.about.to_owned(),
        licence: row.licence.to_owned(),
        memory_bytes: row.memory_bytes,
    });
    let writers = catalog.writers.iter().map(|row| ModelRow {
        id: row.id.to_string(),
        name: row.name.clone(),
        about: row.about.clone(),
        licence: row.licence.clone(),
        memory_bytes: row.memory_bytes,
    });
    ModelsAnswer { models: models.collect(), writers: writers.collect() }
}
