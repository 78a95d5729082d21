//! The handlers: what each request does with the Studio, and its response.
//! Everything here runs on the thread that owns the Studio, so each handler must be quick.

use super::error::ApiError;
use super::request_channel::StudioRequest;
use super::requests::{CaptionRequest, EnhanceRequest, PageQuery, PictureRequest};
use super::responses::{
    EnhanceResponse, HealthResponse, JobsResponse, ModelRow, ModelsResponse, PersonaRow,
    PersonasResponse, ResultResponse, Started, relative_path,
};
use crate::job::JobId;
use crate::job_response::JobResponse;
use crate::studio::{Studio, StudioError};

/// Handles one request.
pub(super) fn handle(request: StudioRequest, studio: &mut Studio, queue_limit: usize) {
    use StudioRequest as Request;
    // The client may have gone away; its response is then dropped.
    match request {
        Request::Picture(request, reply) => drop(reply.send(picture(request, studio, queue_limit))),
        Request::Caption(request, reply) => drop(reply.send(caption(request, studio, queue_limit))),
        Request::Enhance(request, reply) => drop(reply.send(enhance(request, studio))),
        Request::Result(id, reply) => drop(reply.send(result(id, studio))),
        Request::Jobs(page, reply) => drop(reply.send(jobs(page, studio))),
        Request::Cancel(id, reply) => drop(reply.send(cancel(id, studio))),
        Request::Queue(request, reply) => {
            if request.paused {
                studio.pause();
            } else {
                studio.resume();
            }
            drop(reply.send(Ok(HealthResponse::of(studio, queue_limit))));
        }
        Request::Personas(reply) => drop(reply.send(Ok(personas(studio)))),
        Request::Models(reply) => drop(reply.send(Ok(models(studio)))),
        Request::Health(reply) => drop(reply.send(Ok(HealthResponse::of(studio, queue_limit)))),
        Request::Folder(reply) => drop(reply.send(Ok(studio.pictures_folder()))),
    }
}

fn picture(
    request: PictureRequest,
    studio: &mut Studio,
    limit: usize,
) -> Result<Started, ApiError> {
    let brief = request.brief(studio)?;
    check_queue_limit(brief.count as usize, studio, limit)?;
    let ids = studio.submit(&brief, false)?;
    Ok(Started::new("Image generation started", &ids))
}

fn caption(
    request: CaptionRequest,
    studio: &mut Studio,
    limit: usize,
) -> Result<Started, ApiError> {
    let brief = request.brief(studio)?;
    check_queue_limit(1, studio, limit)?;
    let id = studio.submit_caption(&brief, None)?;
    Ok(Started::new("Caption generation started", &[id]))
}

fn check_queue_limit(count: usize, studio: &Studio, limit: usize) -> Result<(), ApiError> {
    if studio.waiting().saturating_add(count) > limit {
        return Err(ApiError::queue_full(limit));
    }
    Ok(())
}

fn enhance(request: EnhanceRequest, studio: &Studio) -> Result<EnhanceResponse, ApiError> {
    let brief = request.brief(studio)?;
    studio.check(&brief)?;
    Ok(EnhanceResponse::of(&studio.enhance(&brief)))
}

fn result(id: JobId, studio: &Studio) -> Result<ResultResponse, ApiError> {
    match studio.job(id) {
        Some(job) => Ok(ResultResponse::of(job, studio)),
        None => {
            let job = studio.find(id)?.ok_or_else(|| ApiError::no_such_job(&id.to_string()))?;
            Ok(ResultResponse::of(&job, studio))
        }
    }
}

fn jobs(page: PageQuery, studio: &Studio) -> Result<JobsResponse, ApiError> {
    let (before, limit) = (page.before, page.limit()?);
    let mut found = studio.jobs_before(before, limit + 1)?;
    let more = found.len() > limit;
    found.truncate(limit);
    let next = found.last().map(|job| job.id).filter(|_| more);
    Ok(JobsResponse {
        jobs: found.iter().map(|job| JobResponse::of(job, relative_path)).collect(),
        next,
    })
}

fn cancel(id: JobId, studio: &mut Studio) -> Result<Started, ApiError> {
    if studio.job(id).is_none()
        && let Some(job) = studio.find(id)?
    {
        // It ended so long ago that only the history has it.
        return Err(StudioError::NotNow(job.state().words().to_lowercase()).into());
    }
    studio.cancel(id)?;
    Ok(Started::new("Cancellation started", &[id]))
}

fn personas(studio: &Studio) -> PersonasResponse {
    let row = |persona: &crate::brand::Persona| PersonaRow {
        id: persona.id.to_string(),
        name: persona.name.clone(),
        promise: persona.promise.clone(),
    };
    PersonasResponse { personas: studio.personas().iter().map(row).collect() }
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
