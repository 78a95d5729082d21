//! One function for each route: it extracts the request, sends it to the Studio's owner and returns the response.
//! What each may answer is documented in `document`.

use super::body_errors::unknown_field;
use super::elements::{ElementsQuery, ElementsResponse};
use super::error::ApiError;
use super::events::JobSubscriptions;
use super::extract::{JsonBody, MAX_BODY, QueryParts};
use super::guard::{Guard, guard};
use super::photos::{self, MAX_PHOTO, PhotoBytes, PhotoResponse};
use super::posts::{self, PostsRequest, PostsResponse};
use super::request_channel::{RequestSender, StudioRequest};
use super::requests::{CaptionRequest, EnhanceRequest, PageQuery, PictureRequest, QueueRequest};
use super::responses::{
    EnhanceResponse, HealthResponse, JobsResponse, ModelsResponse, PersonasResponse,
    ResultResponse, Started,
};
use super::{document, pictures};
use crate::job::JobId;
use axum::extract::rejection::PathRejection;
use axum::extract::{DefaultBodyLimit, Path, Request, State};
use axum::http::{StatusCode, header};
use axum::middleware::Next;
use axum::response::sse::{KeepAlive, Sse};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::{delete, get, post};
use axum::{Json, Router};
use std::sync::Arc;
use tokio::sync::Semaphore;

/// How many may subscribe to events at once.
const SUBSCRIBERS: usize = 16;
/// How many requests for posts are worked on at once: each takes memory and a core.
const PAINTERS: usize = 2;

/// The state that every route shares.
#[derive(Clone)]
struct ApiState {
    studio: RequestSender,
    subscriptions: JobSubscriptions,
    subscribers: Arc<Semaphore>,
    /// Who makes posts.
    painters: Arc<Semaphore>,
}

type ApiResult<T> = Result<Json<T>, ApiError>;
type Accepted = Result<(StatusCode, Json<Started>), ApiError>;

pub(super) fn router(
    studio: RequestSender,
    subscriptions: JobSubscriptions,
    access: Arc<Guard>,
) -> Router {
    let subscribers = Arc::new(Semaphore::new(SUBSCRIBERS));
    let painters = Arc::new(Semaphore::new(PAINTERS));
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
        .route("/photos", post(add_photo).layer(DefaultBodyLimit::max(MAX_PHOTO)))
        .route("/posts", post(make_posts))
        .route("/posts/{name}", get(post_file))
        .route("/elements", get(elements))
        .route("/personas", get(personas))
        .route("/models", get(models))
        .route("/events", get(events))
        .route("/health", get(health))
        .route("/openapi.json", get(openapi))
        .fallback(no_such_call)
        .method_not_allowed_fallback(no_such_method)
        .layer(DefaultBodyLimit::max(MAX_BODY))
        .layer(axum::middleware::from_fn(refuse_query))
        .layer(axum::middleware::from_fn_with_state(access, guard))
        .with_state(ApiState { studio, subscriptions, subscribers, painters })
}

async fn generate_image(
    State(state): State<ApiState>,
    JsonBody(request): JsonBody<PictureRequest>,
) -> Accepted {
    let started = state.studio.send(|reply| StudioRequest::Picture(request, reply)).await?;
    Ok((StatusCode::ACCEPTED, Json(started)))
}

async fn generate_caption(
    State(state): State<ApiState>,
    JsonBody(request): JsonBody<CaptionRequest>,
) -> Accepted {
    let started = state.studio.send(|reply| StudioRequest::Caption(request, reply)).await?;
    Ok((StatusCode::ACCEPTED, Json(started)))
}

async fn enhance_prompt(
    State(state): State<ApiState>,
    JsonBody(request): JsonBody<EnhanceRequest>,
) -> ApiResult<EnhanceResponse> {
    state.studio.send(|reply| StudioRequest::Enhance(request, reply)).await.map(Json)
}

async fn result(
    State(state): State<ApiState>,
    id: Result<Path<JobId>, PathRejection>,
) -> ApiResult<ResultResponse> {
    let Path(id) = id?;
    state.studio.send(|reply| StudioRequest::Result(id, reply)).await.map(Json)
}

async fn jobs(
    State(state): State<ApiState>,
    QueryParts(parts): QueryParts,
) -> ApiResult<JobsResponse> {
    let page = PageQuery::read(parts)?;
    state.studio.send(|reply| StudioRequest::Jobs(page, reply)).await.map(Json)
}

async fn cancel(State(state): State<ApiState>, id: Result<Path<JobId>, PathRejection>) -> Accepted {
    let Path(id) = id?;
    let started = state.studio.send(|reply| StudioRequest::Cancel(id, reply)).await?;
    Ok((StatusCode::ACCEPTED, Json(started)))
}

async fn queue(
    State(state): State<ApiState>,
    JsonBody(request): JsonBody<QueueRequest>,
) -> ApiResult<HealthResponse> {
    state.studio.send(|reply| StudioRequest::Queue(request, reply)).await.map(Json)
}

async fn image(
    State(state): State<ApiState>,
    name: Result<Path<String>, PathRejection>,
) -> Result<Response, ApiError> {
    let Path(name) = name?;
    let folder = state.studio.send(StudioRequest::Folder).await?;
    let read = tokio::task::spawn_blocking(move || pictures::read(&folder, &name)).await;
    let bytes = read.map_err(|_| ApiError::not_answering())??;
    Ok(([(header::CONTENT_TYPE, "image/png")], bytes).into_response())
}

async fn add_photo(
    State(state): State<ApiState>,
    PhotoBytes(bytes): PhotoBytes,
) -> Result<(StatusCode, Json<PhotoResponse>), ApiError> {
    let permit = state.painters.clone().try_acquire_owned();
    let _permit = permit.map_err(|_| ApiError::too_many("photos and requests for posts"))?;
    let folder = state.studio.send(StudioRequest::PhotosFolder).await?;
    let kept = tokio::task::spawn_blocking(move || photos::keep(&folder, &bytes)).await;
    kept.map_err(|_| ApiError::not_answering())?.map(|photo| (StatusCode::CREATED, Json(photo)))
}

async fn make_posts(
    State(state): State<ApiState>,
    JsonBody(request): JsonBody<PostsRequest>,
) -> ApiResult<PostsResponse> {
    let permit = state.painters.clone().try_acquire_owned();
    let _permit = permit.map_err(|_| ApiError::too_many("requests for posts"))?;
    let plan = state.studio.send(|reply| StudioRequest::Posts(request, reply)).await?;
    let made = tokio::task::spawn_blocking(move || plan.make()).await;
    made.map_err(|_| ApiError::not_answering())?.map(Json)
}

async fn post_file(
    State(state): State<ApiState>,
    name: Result<Path<String>, PathRejection>,
) -> Result<Response, ApiError> {
    let Path(name) = name?;
    let folder = state.studio.send(StudioRequest::PostsFolder).await?;
    let read = tokio::task::spawn_blocking(move || posts::read(&folder, &name)).await;
    let (kind, bytes) = read.map_err(|_| ApiError::not_answering())??;
    Ok(([(header::CONTENT_TYPE, kind)], bytes).into_response())
}

async fn elements(
    State(state): State<ApiState>,
    QueryParts(parts): QueryParts,
) -> ApiResult<ElementsResponse> {
    let query = ElementsQuery::read(parts)?;
    let permit = state.painters.clone().try_acquire_owned();
    let _permit = permit.map_err(|_| ApiError::too_many("searches and requests for posts"))?;
    let search = state.studio.send(|reply| StudioRequest::Elements(query, reply)).await?;
    let found = tokio::task::spawn_blocking(move || search.find()).await;
    found.map_err(|_| ApiError::not_answering())?.map(Json)
}

async fn personas(State(state): State<ApiState>) -> ApiResult<PersonasResponse> {
    state.studio.send(StudioRequest::Personas).await.map(Json)
}

async fn models(State(state): State<ApiState>) -> ApiResult<ModelsResponse> {
    state.studio.send(StudioRequest::Models).await.map(Json)
}

async fn health(State(state): State<ApiState>) -> ApiResult<HealthResponse> {
    state.studio.send(StudioRequest::Health).await.map(Json)
}

async fn events(State(state): State<ApiState>) -> Result<Response, ApiError> {
    let permit = state.subscribers.clone().try_acquire_owned();
    let permit = permit.map_err(|_| ApiError::too_many("subscribers"))?;
    let stream = state.subscriptions.subscribe(permit).ok_or_else(ApiError::not_answering)?;
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

/// Refuses a query where a call takes none.
async fn refuse_query(
    QueryParts(parts): QueryParts,
    request: Request,
    next: Next,
) -> Result<Response, ApiError> {
    match parts.first() {
        Some((name, _)) if !matches!(request.uri().path(), "/" | "/jobs" | "/elements") => {
            Err(unknown_field(name, &[]))
        }
        _ => Ok(next.run(request).await),
    }
}

/// What answers while too many connections are open: the health, and a refusal of all else.
pub(super) fn busy_router(studio: RequestSender, access: Arc<Guard>) -> Router {
    Router::new()
        .route("/health", get(busy_health))
        .fallback(busy)
        .layer(axum::middleware::from_fn_with_state(access, guard))
        .with_state(studio)
}

async fn busy_health(State(studio): State<RequestSender>) -> ApiResult<HealthResponse> {
    studio.send(StudioRequest::Health).await.map(Json)
}

async fn busy() -> ApiError {
    ApiError::too_many_connections()
}

async fn no_such_call() -> ApiError {
    let sentence = "There is nothing here. See /openapi.json.";
    ApiError::new(StatusCode::NOT_FOUND, "no_such_call", sentence)
}

async fn no_such_method() -> ApiError {
    let sentence = "This method is not supported here. See /openapi.json.";
    ApiError::new(StatusCode::METHOD_NOT_ALLOWED, "no_such_method", sentence)
}
