//! The local HTTP door: other programs on this laptop ask the same Studio for pictures and captions.
//! The Studio stays with the thread that owns it; requests reach that thread by channel, and it answers
//! them when it attends to the [`Door`].

mod server;

mod guard;
mod routes;

mod answers;
mod asks;
mod desk;
mod document;
mod events;
mod pictures;
mod refusal;

pub use document::openapi;
pub use guard::fresh_token;

use crate::job::JobId;
use crate::studio::Studio;
use crossbeam_channel::Receiver;
use desk::Request;
use events::Told;
use std::io;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

/// Where the door is opened unless asked otherwise: to this laptop only.
pub const USUAL_ADDRESS: SocketAddr =
    SocketAddr::new(std::net::IpAddr::V4(std::net::Ipv4Addr::LOCALHOST), 8137);
/// How many jobs may wait before further ones are refused.
pub const USUAL_QUEUE_LIMIT: usize = 1_000;

/// How a door is to be opened.
#[derive(Clone, Debug)]
pub struct Opening {
    pub address: SocketAddr,
    /// What every caller must show. Beyond loopback there has to be one.
    pub token: Option<String>,
    /// Names, beside numbers, by which callers beyond loopback know this machine.
    pub hosts: Vec<String>,
    pub queue_limit: usize,
}

impl Default for Opening {
    fn default() -> Self {
        Self {
            address: USUAL_ADDRESS,
            token: None,
            hosts: Vec::new(),
            queue_limit: USUAL_QUEUE_LIMIT,
        }
    }
}

/// Why a door cannot be opened. Reads as a sentence to the user.
#[derive(Debug, thiserror::Error)]
pub enum DoorError {
    #[error("{0} can be reached from other machines, so callers must show a token.")]
    TokenMissing(SocketAddr),
    #[error("{0} is taken by another program. Close that one, or choose another port.")]
    Taken(SocketAddr),
    #[error("{address} cannot be listened on: {detail}.")]
    Listen { address: SocketAddr, detail: String },
}

/// An open door. Dropping it closes it, after a moment for the answers under way.
pub struct Door {
    // Dropped in this order: whoever still waits for an answer is refused before the server ends.
    requests: Receiver<Request>,
    told: Told,
    server: server::Server,
    queue_limit: usize,
}

impl Door {
    /// Opens the door; `wake` is called from another thread whenever somebody asked for something.
    ///
    /// # Errors
    /// Where the address cannot be listened on, or is open to others without a token.
    pub fn open(
        opening: Opening,
        wake: impl Fn() + Send + Sync + 'static,
    ) -> Result<Self, DoorError> {
        let address = opening.address;
        if !address.ip().is_loopback() && opening.token.is_none() {
            return Err(DoorError::TokenMissing(address));
        }
        let queue_limit = opening.queue_limit;
        let (told, news) = Told::new();
        let (inbox, requests) = desk::inbox(wake);
        let server = server::Server::start(opening, inbox, news).map_err(|error| {
            if error.kind() == io::ErrorKind::AddrInUse {
                return DoorError::Taken(address);
            }
            DoorError::Listen { address, detail: error.to_string() }
        })?;
        Ok(Self { requests, told, server, queue_limit })
    }

    /// The address, with the port that was given where any was asked for.
    pub fn address(&self) -> SocketAddr {
        self.server.address()
    }

    /// Wakes its owner, where it waits for several things at once. Read it with `attend`.
    pub fn asked(&self, timeout: Duration, woken: &Receiver<()>) {
        let mut select = crossbeam_channel::Select::new();
        select.recv(&self.requests);
        select.recv(woken);
        if select.ready_timeout(timeout).is_ok() {
            woken.try_iter().for_each(drop);
        }
    }

    /// Answers what was asked, for about as long as `budget`. True where more is waiting.
    pub fn attend(&mut self, studio: &mut Studio, budget: Duration) -> bool {
        let begun = Instant::now();
        while let Ok(request) = self.requests.try_recv() {
            desk::answer(request, studio, self.queue_limit);
            if begun.elapsed() >= budget {
                return !self.requests.is_empty();
            }
        }
        false
    }

    /// Tells those who listen what became of the jobs: which ended, and how far the running one is.
    pub fn tell(&mut self, studio: &Studio, ended: &[JobId]) {
        self.told.tell(studio, ended);
    }
}
