//! One handler for each call: it reads what was sent, asks the owner and gives the answer its form.
//! What a call may answer is told to others in `document`.

use super::answers::{
    EnhanceAnswer, HealthAnswer, JobsAnswer, Json, ModelsAnswer, PersonasAnswer, ResultAnswer,
    Started,
};
use super::asks::{CaptionAsk, EnhanceAsk, PictureAsk, QueueAsk};
use super::desk::{Inbox, Request as Ask};
use super::events::News;
use super::guard::{Guard, Sent, guard};
use super::refusal::Refusal;
use super::{document, pictures};
use crate::job::JobId;
use axum::Router;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, RawQuery, State};
use axum::http::{StatusCode, header};
use axum::response::sse::{KeepAlive, Sse};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::{delete, get, post};
use std::sync::Arc;
use tokio::sync::Semaphore;

/// How many may listen to events at once.
const LISTENERS: usize = 16;
/// How many jobs one answer of `/jobs` holds, unless asked otherwise, and at most.
const PAGE: usize = 20;
const LARGEST_PAGE: usize = 100;

/// What every handler has at hand.
#[derive(Clone)]
struct Hall {
    inbox: Inbox,
    news: News,
    listeners: Arc<Semaphore>,
}

type Answer<T> = Result<Json<T>, Refusal>;
type Named = Result<Path<String>, PathRejection>;

pub(super) fn router(inbox: Inbox, news: News, who: Guard) -> Router {
    let hall = Hall { inbox, news, listeners: Arc::new(Semaphore::new(LISTENERS)) };
    Router::new()
        .route("/", get(page))
        .route("/generate-image", post(generate_image))
        .route("/generate-caption", post(generate_caption))
        .route("/enhance-prompt", post(enhance_prompt))
        .route("/result/{job_id}", get(result))
        .route("/jobs", get(jobs))
        .route("/jobs/{job_id}", delete(cancel))
        .route("/queue", post(queue))
        .route("/images/{name}", get(image))
        .route("/personas", get(personas))
        .route("/models", get(models))
        .route("/events", get(events))
        .route("/health", get(health))
        .route("/openapi.json", get(openapi))
        .fallback(no_such_call)
        .method_not_allowed_fallback(no_such_method)
        .layer(axum::middleware::from_fn_with_state(Arc::new(who), guard))
        .with_state(hall)
}

async fn generate_image(
    State(hall): State<Hall>,
    Sent(ask): Sent<PictureAsk>,
) -> Result<(StatusCode, Json<Started>), Refusal> {
    let started = hall.inbox.ask(|reply| Ask::Picture(ask, reply)).await?;
    Ok((StatusCode::ACCEPTED, Json(started)))
}

async fn generate_caption(
    State(hall): State<Hall>,
    Sent(ask): Sent<CaptionAsk>,
) -> Result<(StatusCode, Json<Started>), Refusal> {
    let started = hall.inbox.ask(|reply| Ask::Caption(ask, reply)).await?;
    Ok((StatusCode::ACCEPTED, Json(started)))
}

async fn enhance_prompt(
    State(hall): State<Hall>,
    Sent(ask): Sent<EnhanceAsk>,
) -> Answer<EnhanceAnswer> {
    hall.inbox.ask(|reply| Ask::Enhance(ask, reply)).await.map(Json)
}

async fn result(State(hall): State<Hall>, named: Named) -> Answer<ResultAnswer> {
    let id = job_id(named)?;
    hall.inbox.ask(|reply| Ask::Result(id, reply)).await.map(Json)
}

async fn jobs(State(hall): State<Hall>, RawQuery(query): RawQuery) -> Answer<JobsAnswer> {
    let (before, limit) = page_of(&query.unwrap_or_default())?;
    hall.inbox.ask(|reply| Ask::Jobs(before, limit, reply)).await.map(Json)
}

async fn cancel(
    State(hall): State<Hall>,
    named: Named,
) -> Result<(StatusCode, Json<Started>), Refusal> {
    let id = job_id(named)?;
    let started = hall.inbox.ask(|reply| Ask::Cancel(id, reply)).await?;
    Ok((StatusCode::ACCEPTED, Json(started)))
}

async fn queue(State(hall): State<Hall>, Sent(ask): Sent<QueueAsk>) -> Answer<HealthAnswer> {
    hall.inbox.ask(|reply| Ask::Queue(ask, reply)).await.map(Json)
}

async fn image(State(hall): State<Hall>, named: Named) -> Result<Response, Refusal> {
    let name = text(named)?;
    let folder = hall.inbox.ask(Ask::Folder).await?;
    let read = tokio::task::spawn_blocking(move || pictures::read(&folder, &name)).await;
    let bytes = read.map_err(|_| Refusal::silent())??;
    Ok(([(header::CONTENT_TYPE, "image/png")], bytes).into_response())
}

async fn personas(State(hall): State<Hall>) -> Answer<PersonasAnswer> {
    hall.inbox.ask(Ask::Personas).await.map(Json)
}

async fn models(State(hall): State<Hall>) -> Answer<ModelsAnswer> {
    hall.inbox.ask(Ask::Models).await.map(Json)
}

async fn health(State(hall): State<Hall>) -> Answer<HealthAnswer> {
    hall.inbox.ask(Ask::Health).await.map(Json)
}

async fn events(State(hall): State<Hall>) -> Result<Response, Refusal> {
    let place = hall.listeners.clone().try_acquire_owned();
    let place = place.map_err(|_| Refusal::too_many("listeners"))?;
    let stream = hall.news.listen(place).ok_or_else(Refusal::silent)?;
    Ok(Sse::new(stream).keep_alive(KeepAlive::default()).into_response())
}

async fn openapi() -> Json<serde_json::Value> {
    Json(document::openapi())
}

async fn page() -> Response {
    let policy = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; \
                  connect-src 'self'; img-src blob:; form-action 'none'; frame-ancestors 'none'";
    let header = [(header::CONTENT_SECURITY_POLICY, policy)];
    (header, Html(include_str!("page.html"))).into_response()
}

async fn no_such_call() -> Refusal {
    let sentence = "There is nothing here. See /openapi.json.";
    Refusal::new(StatusCode::NOT_FOUND, "no_such_call", sentence)
}

async fn no_such_method() -> Refusal {
    let sentence = "This cannot be done here. See /openapi.json.";
    Refusal::new(StatusCode::METHOD_NOT_ALLOWED, "no_such_method", sentence)
}

/// The last part of the address.
fn text(named: Named) -> Result<String, Refusal> {
    let Path(text) = named.map_err(|_| {
        Refusal::new(StatusCode::BAD_REQUEST, "bad_address", "The address is no readable text.")
    })?;
    Ok(text)
}

fn job_id(named: Named) -> Result<JobId, Refusal> {
    let text = text(named)?;
    text.parse().map_err(|_| Refusal::no_such_job(&text))
}

/// `before` and `limit` of a query.
fn page_of(query: &str) -> Result<(Option<JobId>, usize), Refusal> {
    let refuse =
        |sentence: String| Refusal::new(StatusCode::UNPROCESSABLE_ENTITY, "bad_value", sentence);
    let (mut before, mut limit) = (None, PAGE);
    for pair in query.split('&').filter(|pair| !pair.is_empty()) {
        match pair.split_once('=').unwrap_or((pair, "")) {
            ("before", id) => {
                let id = id.parse().map_err(|_| refuse(format!("“{id}” is not a job id.")))?;
                before = Some(id);
            }
            ("limit", number) => {
                limit = number
                    .parse()
                    .ok()
                    .filter(|limit| (1..=LARGEST_PAGE).contains(limit))
                    .ok_or_else(|| {
                        refuse(format!("limit is a number from 1 to {LARGEST_PAGE}."))
                    })?;
            }
            (other, _) => {
                return Err(refuse(format!("“{other}” is unknown: before and limit are known.")));
            }
        }
    }
    Ok((before, limit))
}
