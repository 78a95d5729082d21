//! The channel between the server's thread and the thread that owns the Studio: typed requests, each with the way back
//! for its response. How a request is handled is in `handlers`.

use super::elements::{ElementSearch, ElementsQuery};
use super::error::ApiError;
use super::posts::{PostPlan, PostsRequest};
use super::requests::{CaptionRequest, EnhanceRequest, PageQuery, PictureRequest, QueueRequest};
use super::responses::{
    EnhanceResponse, HealthResponse, JobsResponse, ModelsResponse, PersonasResponse,
    ResultResponse, Started,
};
use crate::job::JobId;
use crossbeam_channel::{Receiver, Sender, TrySendError, bounded};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::oneshot;

/// How many requests the channel holds.
const CAPACITY: usize = 512;
/// How long a request waits for its response.
const TIMEOUT: Duration = Duration::from_secs(20);

/// The way back for a response.
pub(super) type Reply<T> = oneshot::Sender<Result<T, ApiError>>;

/// Every request to the owner of the Studio.
pub(super) enum StudioRequest {
    Picture(PictureRequest, Reply<Started>),
    Caption(CaptionRequest, Reply<Started>),
    /// Checks a request for posts, which are made elsewhere.
    Posts(PostsRequest, Reply<PostPlan>),
    /// The folder of the user's own photos.
    PhotosFolder(Reply<PathBuf>),
    /// The folder of the posts' files.
    PostsFolder(Reply<PathBuf>),
    /// Checks a search for illustrations, which is made elsewhere.
    Elements(ElementsQuery, Reply<ElementSearch>),
    Enhance(EnhanceRequest, Reply<EnhanceResponse>),
    Result(JobId, Reply<ResultResponse>),
    Jobs(PageQuery, Reply<JobsResponse>),
    Cancel(JobId, Reply<Started>),
    Queue(QueueRequest, Reply<HealthResponse>),
    Personas(Reply<PersonasResponse>),
    Models(Reply<ModelsResponse>),
    Health(Reply<HealthResponse>),
    /// The folder of the pictures.
    Folder(Reply<PathBuf>),
}

/// The server's end of the channel.
#[derive(Clone)]
pub(super) struct RequestSender {
    requests: Sender<StudioRequest>,
    wake: Arc<dyn Fn() + Send + Sync>,
}

pub(super) fn channel(
    wake: impl Fn() + Send + Sync + 'static,
) -> (RequestSender, Receiver<StudioRequest>) {
    let (sender, requests) = bounded(CAPACITY);
    (RequestSender { requests: sender, wake: Arc::new(wake) }, requests)
}

impl RequestSender {
    /// Sends a request and waits for its response.
    ///
    /// # Errors
    /// The handler's error, or one of ours if the channel is full or the owner gone.
    pub(super) async fn send<T>(
        &self,
        request: impl FnOnce(Reply<T>) -> StudioRequest,
    ) -> Result<T, ApiError> {
        let (reply, response) = oneshot::channel();
        self.requests.try_send(request(reply)).map_err(|error| match error {
            TrySendError::Full(_) => ApiError::too_many("requests"),
            TrySendError::Disconnected(_) => ApiError::not_answering(),
        })?;
        (self.wake)();
        match tokio::time::timeout(TIMEOUT, response).await {
            Ok(Ok(response)) => response,
            _ => Err(ApiError::not_answering()),
        }
    }
}
