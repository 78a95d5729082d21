//! The owner's side of the door: each request, typed, with the way back for its answer.
//! Everything here runs on the thread that owns the Studio, so each answer must be quick.

use super::answers::{
    EnhanceAnswer, HealthAnswer, JobsAnswer, ModelRow, ModelsAnswer, PersonaRow, PersonasAnswer,
    ResultAnswer, Started, shown,
};
use super::asks::{CaptionAsk, EnhanceAsk, PictureAsk, QueueAsk};
use super::refusal::Refusal;
use crate::answer::JobAnswer;
use crate::files::HistoryError;
use crate::job::JobId;
use crate::studio::{Studio, StudioError};
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
        Request::Picture(ask, reply) => {
            let started = picture(ask, studio, queue_limit);
            reply_when_saved(started, "Image generation started", studio, reply);
        }
        Request::Caption(ask, reply) => {
            let started = caption(ask, studio, queue_limit);
            reply_when_saved(started, "Caption generation started", studio, reply);
        }
        Request::Enhance(ask, reply) => drop(reply.send(enhance(ask, studio))),
        Request::Result(id, reply) => result(id, studio, reply),
        Request::Jobs(before, limit, reply) => jobs(before, limit, studio, reply),
        Request::Cancel(id, reply) => cancel(id, studio, reply),
        Request::Queue(ask, reply) => {
            studio.set_paused(ask.paused);
            drop(reply.send(Ok(HealthAnswer::of(studio, queue_limit))));
        }
        Request::Personas(reply) => drop(reply.send(Ok(personas(studio)))),
        Request::Models(reply) => drop(reply.send(Ok(models(studio)))),
        Request::Health(reply) => drop(reply.send(Ok(HealthAnswer::of(studio, queue_limit)))),
        Request::Folder(reply) => drop(reply.send(Ok(studio.pictures_folder()))),
    }
}

fn picture(ask: PictureAsk, studio: &mut Studio, limit: usize) -> Result<Vec<JobId>, Refusal> {
    let brief = ask.brief(studio)?;
    room_for(brief.count as usize, studio, limit)?;
    Ok(studio.submit(&brief, false)?)
}

fn caption(ask: CaptionAsk, studio: &mut Studio, limit: usize) -> Result<Vec<JobId>, Refusal> {
    let brief = ask.brief(studio)?;
    room_for(1, studio, limit)?;
    Ok(vec![studio.submit_caption(&brief, None)?])
}

/// Answers once the jobs are on disk.
fn reply_when_saved(
    ids: Result<Vec<JobId>, Refusal>,
    words: &'static str,
    studio: &Studio,
    reply: Reply<Started>,
) {
    match ids {
        Ok(ids) => {
            let started = Started::new(words, &ids);
            studio.history().confirm(ids, move |saved| {
                drop(reply.send(saved.map(|()| started).map_err(refusal)));
            });
        }
        Err(refusal) => drop(reply.send(Err(refusal))),
    }
}

fn refusal(error: HistoryError) -> Refusal {
    StudioError::from(error).into()
}

fn room_for(count: usize, studio: &Studio, limit: usize) -> Result<(), Refusal> {
    if studio.job_queue().len().saturating_add(count) > limit {
        return Err(Refusal::queue_full(limit));
    }
    Ok(())
}

fn enhance(ask: EnhanceAsk, studio: &Studio) -> Result<EnhanceAnswer, Refusal> {
    let brief = ask.brief(studio)?;
    studio.check(&brief)?;
    Ok(EnhanceAnswer::of(&studio.enhance(&brief)))
}

/// From memory, or from history, which answers by itself.
fn result(id: JobId, studio: &Studio, reply: Reply<ResultAnswer>) {
    if let Some(job) = studio.job(id) {
        drop(reply.send(Ok(ResultAnswer::of(job, studio))));
        return;
    }
    studio.history().find(id, move |found| {
        let answer = found.map_err(refusal).and_then(|job| {
            let finished = job.as_ref().and_then(ResultAnswer::of_finished);
            finished.ok_or_else(|| Refusal::no_such_job(&id.to_string()))
        });
        drop(reply.send(answer));
    });
}

fn jobs(before: Option<JobId>, limit: usize, studio: &Studio, reply: Reply<JobsAnswer>) {
    studio.history().page(before, limit + 1, move |found| {
        let answer = found.map_err(refusal).map(|mut found| {
            let more = found.len() > limit;
            found.truncate(limit);
            let next = found.last().map(|job| job.id).filter(|_| more);
            JobsAnswer { jobs: found.iter().map(|job| JobAnswer::of(job, shown)).collect(), next }
        });
        drop(reply.send(answer));
    });
}

fn cancel(id: JobId, studio: &mut Studio, reply: Reply<Started>) {
    if studio.job(id).is_some() {
        let cancelled = studio.cancel(id).map_err(Refusal::from);
        drop(reply.send(cancelled.map(|()| Started::new("Cancellation started", &[id]))));
        return;
    }
    // A job that only history holds is over.
    studio.history().find(id, move |found| {
        let error = match found {
            Ok(Some(job)) => StudioError::NotNow(job.state().words().to_lowercase()),
            Ok(None) => StudioError::NoSuchJob(id),
            Err(error) => error.into(),
        };
        drop(reply.send(Err(error.into())));
    });
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
