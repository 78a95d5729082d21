//! The HTTP API of a build without the feature `serve`: no server starts, so there is none to poll.
//! Its server has no values, and the window that would hold one compiles unchanged.

use crate::job::JobId;
use crate::studio::Studio;
use std::convert::Infallible;
use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

/// Whether this program was built with the HTTP API.
pub const IS_INCLUDED: bool = false;

#[derive(Clone, Debug)]
pub struct ServerOptions {
    pub address: SocketAddr,
}

impl Default for ServerOptions {
    fn default() -> Self {
        Self { address: (Ipv4Addr::LOCALHOST, 0).into() }
    }
}

#[derive(Debug, thiserror::Error)]
#[error("This Brandish was built without its HTTP server.")]
pub struct ServerError;

/// Has no value: [`ApiServer::start`] always fails.
pub struct ApiServer(Infallible);

impl ApiServer {
    /// # Errors
    /// Always.
    pub fn start(
        _options: ServerOptions,
        _wake: impl Fn() + Send + Sync + 'static,
    ) -> Result<Self, ServerError> {
        Err(ServerError)
    }

    pub fn address(&self) -> SocketAddr {
        match self.0 {}
    }

    pub fn poll(&mut self, _studio: &mut Studio, _budget: Duration) -> bool {
        match self.0 {}
    }

    pub fn publish(&mut self, _studio: &Studio, _ended: &[JobId]) {
        match self.0 {}
    }
}

/// A server stops when it is dropped.
impl Drop for ApiServer {
    fn drop(&mut self) {}
}
