//! The local HTTP API: other programs on this laptop request pictures and captions from the same Studio.
//! The Studio stays with the thread that owns it; requests reach that thread through a channel, and it answers
//! them when it polls the [`ApiServer`].

mod server;
mod size_request;

mod body_errors;
mod extract;
mod guard;
mod routes;

mod document;
mod elements;
mod elements_request;
mod error;
mod events;
mod handlers;
mod photos;
mod pictures;
mod placed_photo;
mod posts;
mod request_channel;
mod requests;
mod responses;

pub use document::openapi;
pub use guard::generate_token;

use crate::job::JobId;
use crate::studio::Studio;
use crossbeam_channel::Receiver;
use events::JobBroadcaster;
use extract::read_body;
use request_channel::StudioRequest;
use requests::{CaptionRequest, EnhanceRequest, PictureRequest, QueueRequest};
use std::io;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

/// Whether this program was built with the HTTP API.
pub const IS_INCLUDED: bool = true;
/// The default address: reachable from this laptop only.
pub const DEFAULT_ADDRESS: SocketAddr =
    SocketAddr::new(std::net::IpAddr::V4(std::net::Ipv4Addr::LOCALHOST), 8137);
/// How many jobs may wait before further ones are refused.
pub const DEFAULT_QUEUE_LIMIT: usize = 1_000;

/// How a server listens, and whom it answers.
#[derive(Clone, Debug)]
pub struct ServerOptions {
    pub address: SocketAddr,
    /// The token that every request must carry. Required beyond loopback.
    pub token: Option<String>,
    /// Host names, beside addresses, by which clients beyond loopback may name this machine.
    pub hosts: Vec<String>,
    pub queue_limit: usize,
}

impl Default for ServerOptions {
    fn default() -> Self {
        Self {
            address: DEFAULT_ADDRESS,
            token: None,
            hosts: Vec::new(),
            queue_limit: DEFAULT_QUEUE_LIMIT,
        }
    }
}

/// Why a server cannot start. Reads as a sentence to the user.
#[derive(Debug, thiserror::Error)]
pub enum ServerError {
    #[error("{0} can be reached from other machines, so a token is required.")]
    TokenMissing(SocketAddr),
    #[error("{0} is taken by another program. Close that one, or choose another port.")]
    Taken(SocketAddr),
    #[error("{address} cannot be listened on: {detail}.")]
    Listen { address: SocketAddr, detail: String },
}

/// The handle to a running server. Dropping it stops the server, after a moment for the last responses.
pub struct ApiServer {
    // Dropped in this order: requests that still wait are refused before the server ends.
    requests: Receiver<StudioRequest>,
    /// Requests that wait for the model library.
    waiting: Vec<StudioRequest>,
    broadcaster: JobBroadcaster,
    server: server::Server,
    queue_limit: usize,
}

impl ApiServer {
    /// Starts to listen; `wake` is called from another thread for each request.
    ///
    /// # Errors
    /// If the address cannot be listened on, or is reachable from other machines without a token.
    pub fn start(
        options: ServerOptions,
        wake: impl Fn() + Send + Sync + 'static,
    ) -> Result<Self, ServerError> {
        let address = options.address;
        if !address.ip().is_loopback() && options.token.is_none() {
            return Err(ServerError::TokenMissing(address));
        }
        let queue_limit = options.queue_limit;
        let (broadcaster, subscriptions) = JobBroadcaster::new();
        let (sender, requests) = request_channel::channel(wake);
        let server = server::Server::start(options, sender, subscriptions).map_err(|error| {
            if error.kind() == io::ErrorKind::AddrInUse {
                return ServerError::Taken(address);
            }
            ServerError::Listen { address, detail: error.to_string() }
        })?;
        Ok(Self { requests, waiting: Vec::new(), broadcaster, server, queue_limit })
    }

    /// The address, with the actual port if port 0 was requested.
    pub fn address(&self) -> SocketAddr {
        self.server.address()
    }

    /// Waits until a request arrives, `woken` receives something, or the time is over.
    pub fn wait(&self, timeout: Duration, woken: &Receiver<()>) {
        let mut select = crossbeam_channel::Select::new();
        select.recv(&self.requests);
        select.recv(woken);
        if select.ready_timeout(timeout).is_ok() {
            woken.try_iter().for_each(drop);
        }
    }

    /// Handles waiting requests for about as long as `budget`. True if more are waiting.
    pub fn poll(&mut self, studio: &mut Studio, budget: Duration) -> bool {
        let begun = Instant::now();
        for request in std::mem::take(&mut self.waiting) {
            self.waiting.extend(handlers::handle(request, studio, self.queue_limit));
        }
        while let Ok(request) = self.requests.try_recv() {
            self.waiting.extend(handlers::handle(request, studio, self.queue_limit));
            if begun.elapsed() >= budget {
                return !self.requests.is_empty();
            }
        }
        false
    }

    /// Publishes the jobs that ended and the progress of the running ones to all subscribers.
    pub fn publish(&mut self, studio: &Studio, ended: &[JobId]) {
        self.broadcaster.publish(studio, ended);
    }
}

/// Reads a body as the call at `path` does, or answers the sentence that refuses it. Public for the fuzzers alone.
#[doc(hidden)]
pub fn check_body(path: &str, body: &[u8]) -> Result<(), String> {
    let outcome = match path {
        "/generate-image" => read_body::<PictureRequest>(body).map(drop),
        "/generate-caption" => read_body::<CaptionRequest>(body).map(drop),
        "/enhance-prompt" => read_body::<EnhanceRequest>(body).map(drop),
        _ => read_body::<QueueRequest>(body).map(drop),
    };
    outcome.map_err(|error| error.sentence().to_owned())
}
