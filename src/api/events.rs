//! Server-sent events: whoever listens is told each step of each job.
//! The owner tells; a listener who is too slow misses steps, never an answer of `/result`.

use super::answers::{JobEvent, ResultAnswer};
use crate::job::{JobId, State};
use crate::studio::Studio;
use axum::response::sse::Event;
use futures_util::Stream;
use std::collections::HashMap;
use std::convert::Infallible;
use tokio::sync::{OwnedSemaphorePermit, broadcast};

/// How many events wait for a slow listener.
const HELD: usize = 256;

/// The owner's side.
pub(super) struct Told {
    sender: broadcast::Sender<String>,
    /// The running jobs as they were told last.
    last: HashMap<JobId, State>,
}

/// The listeners' side. Holds no sender, so that all streams end when the door is dropped.
#[derive(Clone)]
pub(super) struct News(broadcast::WeakSender<String>);

impl Told {
    pub(super) fn new() -> (Self, News) {
        let (sender, _) = broadcast::channel(HELD);
        let news = News(sender.downgrade());
        (Self { sender, last: HashMap::new() }, news)
    }

    pub(super) fn tell(&mut self, studio: &Studio, ended: &[JobId]) {
        if self.sender.receiver_count() == 0 {
            return;
        }
        for id in ended {
            self.say(studio, *id);
        }
        let now: HashMap<_, _> =
            studio.running().map(|job| (job.id, job.state().clone())).collect();
        for (id, state) in &now {
            if self.last.get(id) != Some(state) {
                self.say(studio, *id);
            }
        }
        self.last = now;
    }

    fn say(&self, studio: &Studio, id: JobId) {
        if let Some(job) = studio.job(id) {
            let event = JobEvent { job_id: id, result: ResultAnswer::of(job, studio) };
            let text = serde_json::to_string(&event).expect("answers are plain text and numbers");
            // The last listener may have left just now.
            self.sender.send(text).ok();
        }
    }
}

impl News {
    /// What is told from now on; `None` where the door is closing. The stream keeps `place` until
    /// it ends.
    pub(super) fn listen(
        &self,
        place: OwnedSemaphorePermit,
    ) -> Option<impl Stream<Item = Result<Event, Infallible>> + use<>> {
        let receiver = self.0.upgrade()?.subscribe();
        Some(futures_util::stream::unfold((receiver, place), |(mut receiver, place)| async move {
            loop {
                match receiver.recv().await {
                    Ok(text) => {
                        let event = Event::default().event("job").data(text);
                        return Some((Ok(event), (receiver, place)));
                    }
                    Err(broadcast::error::RecvError::Lagged(_)) => {}
                    Err(broadcast::error::RecvError::Closed) => return None,
                }
            }
        }))
    }
}
