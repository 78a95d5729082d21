//! The team queue of a build without the feature `team`: no address is accepted, so there is no client either.
//! Its types have no values, and whatever would use one compiles unchanged.

use super::{TeamError, TeamStatus, WorkerInfo};
use crate::engine::{Order, Renderer, Report};
use crate::job::JobId;
use crossbeam_channel::Sender;
use std::convert::Infallible;

/// Has no value: [`TeamAddress::parse`] refuses each.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TeamAddress(Infallible);

impl TeamAddress {
    /// # Errors
    /// Always [`TeamError::NotIncluded`].
    pub fn parse(_queue: &str, _store: Option<&str>) -> Result<Self, TeamError> {
        Err(TeamError::NotIncluded)
    }

    pub fn host(&self) -> String {
        match self.0 {}
    }
}

/// Has no value, as there is no address to start it with.
pub struct QueueClient(Infallible);

impl QueueClient {
    pub fn start(
        address: TeamAddress,
        _outbox: Sender<Report>,
        _wake: impl Fn() + Send + 'static,
    ) -> Result<Self, TeamError> {
        match address.0 {}
    }

    pub fn status(&self) -> Option<TeamStatus> {
        match self.0 {}
    }
}

impl Renderer for QueueClient {
    fn send(&self, _order: Order) {
        match self.0 {}
    }

    fn capacity(&self) -> usize {
        match self.0 {}
    }

    fn acknowledge(&self, _job: JobId) {
        match self.0 {}
    }
}

/// A client closes its connection when it is dropped.
impl Drop for QueueClient {
    fn drop(&mut self) {}
}

pub fn probe(address: &TeamAddress) -> Result<Vec<WorkerInfo>, TeamError> {
    match address.0 {}
}
