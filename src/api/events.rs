//! Server-sent events: every subscriber receives each step of each job.
//! The Studio's owner publishes; a subscriber that is too slow loses steps, but `/result` always has the outcome.

use super::responses::{JobEvent, ResultResponse};
use crate::job::{JobId, State};
use crate::studio::Studio;
use axum::response::sse::Event;
use futures_util::Stream;
use std::collections::HashMap;
use std::convert::Infallible;
use tokio::sync::{OwnedSemaphorePermit, broadcast};

/// How many events are kept for a slow subscriber.
const CAPACITY: usize = 256;

/// The publishing side.
pub(super) struct JobBroadcaster {
    sender: broadcast::Sender<String>,
    /// The states of the running jobs as they were last published.
    published: HashMap<JobId, State>,
}

/// The subscribing side. It holds no sender, so that all streams end when the server is dropped.
#[derive(Clone)]
pub(super) struct JobSubscriptions(broadcast::WeakSender<String>);

impl JobBroadcaster {
    pub(super) fn new() -> (Self, JobSubscriptions) {
        let (sender, _) = broadcast::channel(CAPACITY);
        let subscriptions = JobSubscriptions(sender.downgrade());
        (Self { sender, published: HashMap::new() }, subscriptions)
    }

    pub(super) fn publish(&mut self, studio: &Studio, ended: &[JobId]) {
        if self.sender.receiver_count() == 0 {
            return;
        }
        for id in ended {
            self.send(studio, *id);
        }
        let running: HashMap<_, _> =
            studio.running().map(|job| (job.id, job.state().clone())).collect();
        for (id, state) in &running {
            if self.published.get(id) != Some(state) {
                self.send(studio, *id);
            }
        }
        self.published = running;
    }

    fn send(&self, studio: &Studio, id: JobId) {
        if let Some(job) = studio.job(id) {
            let event = JobEvent { job_id: id, result: ResultResponse::of(job, studio) };
            let text = serde_json::to_string(&event).expect("it holds plain text and numbers");
            // The last subscriber may just have left.
            self.sender.send(text).ok();
        }
    }
}

impl JobSubscriptions {
    /// The events from now on; `None` while the server stops. The stream keeps `permit` until it ends.
    pub(super) fn subscribe(
        &self,
        permit: OwnedSemaphorePermit,
    ) -> Option<impl Stream<Item = Result<Event, Infallible>> + use<>> {
        let receiver = self.0.upgrade()?.subscribe();
        let state = (receiver, permit);
        Some(futures_util::stream::unfold(state, |(mut receiver, permit)| async move {
            loop {
                match receiver.recv().await {
                    Ok(text) => {
                        let event = Event::default().event("job").data(text);
                        return Some((Ok(event), (receiver, permit)));
                    }
                    Err(broadcast::error::RecvError::Lagged(_)) => {}
                    Err(broadcast::error::RecvError::Closed) => return None,
                }
            }
        }))
    }
}
