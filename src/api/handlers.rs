//! The handlers: what each request does with the Studio, and its response.
//! Everything here runs on the thread that owns the Studio, so each handler must be quick.

use super::error::ApiError;
use super::request_channel::{Reply, StudioRequest};
use super::requests::{CaptionRequest, EnhanceRequest, PageQuery, PictureRequest};
use super::responses::{
    EnhanceResponse, HealthResponse, JobsResponse, ModelRow, ModelsResponse, PersonaRow,
    PersonasResponse, ResultResponse, Started, relative_path,
};
use crate::files::{Found, HistoryError};
use crate::job::JobId;
use crate::job_response::JobResponse;
use crate::studio::{Studio, StudioError, photos_folder};

/// Handles one request. Returns it where it has to wait until the model library has read a LoRA.
pub(super) fn handle(
    request: StudioRequest,
    studio: &mut Studio,
    queue_limit: usize,
) -> Option<StudioRequest> {
    use StudioRequest as Request;
    if must_wait(&request, studio) {
        return Some(request);
    }
    // The client may have gone away; its response is then dropped.
    match request {
        Request::Picture(request, reply) => {
            let ids = picture(request, studio, queue_limit);
            reply_when_saved(ids, "Image generation started", studio, reply);
        }
        Request::Caption(request, reply) => {
            let ids = caption(request, studio, queue_limit);
            reply_when_saved(ids, "Caption generation started", studio, reply);
        }
        Request::Posts(request, reply) => drop(reply.send(request.plan(studio))),
        Request::PhotosFolder(reply) => drop(reply.send(writable_photos_folder(studio))),
        Request::PostsFolder(reply) => drop(reply.send(Ok(super::posts::folder(studio)))),
        Request::Elements(query, reply) => drop(reply.send(query.plan(studio))),
        Request::Enhance(request, reply) => drop(reply.send(enhance(request, studio))),
        Request::Result(id, reply) => result(id, studio, reply),
        Request::Jobs(page, reply) => jobs(page, studio, reply),
        Request::Cancel(id, reply) => cancel(id, studio, reply),
        Request::Queue(request, reply) => {
            studio.set_paused(request.paused);
            drop(reply.send(Ok(HealthResponse::of(studio, queue_limit))));
        }
        Request::Personas(reply) => drop(reply.send(Ok(personas(studio)))),
        Request::Models(reply) => drop(reply.send(Ok(models(studio)))),
        Request::Health(reply) => drop(reply.send(Ok(HealthResponse::of(studio, queue_limit)))),
        Request::Folder(reply) => drop(reply.send(Ok(studio.pictures_folder()))),
    }
    None
}

/// The folder of photos.
///
/// # Errors
/// Where nothing can be written in the home.
fn writable_photos_folder(studio: &Studio) -> Result<std::path::PathBuf, ApiError> {
    studio.scheduler().check_writable()?;
    Ok(photos_folder(studio.home()))
}

/// Whether a request names a LoRA of which is not known whether it fits its model; that is read in the background.
fn must_wait(request: &StudioRequest, studio: &mut Studio) -> bool {
    use StudioRequest as Request;
    let (brief, is_gone) = match request {
        Request::Picture(request, reply) => (request.clone().brief(studio), reply.is_closed()),
        Request::Enhance(request, reply) => (request.clone().brief(studio), reply.is_closed()),
        _ => return false,
    };
    // A wrong brief is refused at once.
    !is_gone && brief.is_ok_and(|brief| !studio.check_loras(&brief))
}

fn picture(
    request: PictureRequest,
    studio: &mut Studio,
    limit: usize,
) -> Result<Vec<JobId>, ApiError> {
    let brief = request.brief(studio)?;
    check_queue_limit(brief.count as usize, studio, limit)?;
    Ok(studio.submit(&brief, false)?)
}

fn caption(
    request: CaptionRequest,
    studio: &mut Studio,
    limit: usize,
) -> Result<Vec<JobId>, ApiError> {
    let brief = request.brief(studio)?;
    check_queue_limit(1, studio, limit)?;
    Ok(vec![studio.submit_caption(&brief, None)?])
}

/// Responds once the jobs are on disk.
fn reply_when_saved(
    ids: Result<Vec<JobId>, ApiError>,
    message: &'static str,
    studio: &Studio,
    reply: Reply<Started>,
) {
    match ids {
        Ok(ids) => {
            let started = Started::new(message, &ids);
            studio.job_store().history().confirm(ids, move |saved| {
                drop(reply.send(saved.map(|()| started).map_err(history_error)));
            });
        }
        Err(error) => drop(reply.send(Err(error))),
    }
}

fn history_error(error: HistoryError) -> ApiError {
    StudioError::from(error).into()
}

fn check_queue_limit(count: usize, studio: &Studio, limit: usize) -> Result<(), ApiError> {
    if studio.job_queue().len().saturating_add(count) > limit {
        return Err(ApiError::queue_full(limit));
    }
    Ok(())
}

fn enhance(request: EnhanceRequest, studio: &Studio) -> Result<EnhanceResponse, ApiError> {
    let brief = request.brief(studio)?;
    studio.builder().check(&brief)?;
    Ok(EnhanceResponse::of(&studio.builder().enhance(&brief)))
}

/// From memory, or from the history, which responds by itself.
fn result(id: JobId, studio: &Studio, reply: Reply<ResultResponse>) {
    if let Some(job) = studio.job(id) {
        drop(reply.send(Ok(ResultResponse::of(job, studio))));
        return;
    }
    studio.job_store().history().find(id, move |found| {
        let response = found.map_err(history_error).and_then(|job| {
            let finished = job.as_ref().and_then(ResultResponse::of_finished);
            finished.ok_or_else(|| ApiError::no_such_job(&id.to_string()))
        });
        drop(reply.send(response));
    });
}

fn jobs(page: PageQuery, studio: &Studio, reply: Reply<JobsResponse>) {
    let limit = match page.limit() {
        Ok(limit) => limit,
        Err(error) => return drop(reply.send(Err(error))),
    };
    studio.job_store().history().page(page.before, limit + 1, move |found| {
        let response = found.map_err(history_error).map(|found| {
            let Found { items: mut jobs, mut unreadable } = found;
            let more = jobs.len() > limit;
            jobs.truncate(limit);
            let next = jobs.last().map(|job| job.id).filter(|_| more);
            // Those after the last job belong to the next page.
            unreadable.retain(|row| next.is_none_or(|next| row.id > next.to_string()));
            let jobs = jobs.iter().map(|job| JobResponse::of(job, relative_path)).collect();
            JobsResponse {
                jobs,
                unreadable: unreadable.into_iter().map(Into::into).collect(),
                next,
            }
        });
        drop(reply.send(response));
    });
}

fn cancel(id: JobId, studio: &mut Studio, reply: Reply<Started>) {
    if studio.job(id).is_some() {
        let cancelled = studio.scheduler_mut().cancel(id).map_err(ApiError::from);
        drop(reply.send(cancelled.map(|()| Started::new("Cancellation started", &[id]))));
        return;
    }
    // A job that only the history has is over.
    studio.job_store().history().find(id, move |found| {
        let error = match found {
            Ok(Some(job)) => StudioError::NotNow(job.state().words().to_lowercase()),
            Ok(None) => StudioError::NoSuchJob(id),
            Err(error) => error.into(),
        };
        drop(reply.send(Err(error.into())));
    });
}

fn personas(studio: &Studio) -> PersonasResponse {
    let row = |persona: &crate::brand::Persona| PersonaRow {
        id: persona.id.to_string(),
        name: persona.name.clone(),
        promise: persona.promise.clone(),
    };
    PersonasResponse { personas: studio.brands().all().iter().map(row).collect() }
}

fn models(studio: &Studio) -> ModelsResponse {
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
    ModelsResponse { models: models.collect(), writers: writers.collect() }
}
