//! The laptop's subscription: a connection of its own that receives what workers publish about its jobs. It forwards
//! messages, and reports when the connection breaks.

use super::QueueAddress;
use super::redis_connection::QueueConnection;
use super::wire::Message;
use crossbeam_channel::Sender;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

pub(super) enum Received {
    Message(Message),
    /// The connection of the subscriber with this number broke.
    Disconnected(u32),
}

/// The thread that receives beside the one that sends.
pub(super) struct Subscriber {
    pub(super) number: u32,
    closed: Arc<AtomicBool>,
}

impl Drop for Subscriber {
    fn drop(&mut self) {
        self.closed.store(true, Ordering::Relaxed);
    }
}

impl Subscriber {
    /// Subscribes on a thread that ends when this value is dropped or the connection breaks.
    pub(super) fn spawn(
        number: u32,
        address: QueueAddress,
        channel: String,
        sender: Sender<Received>,
    ) -> Self {
        let closed = Arc::new(AtomicBool::new(false));
        let subscriber = Self { number, closed: Arc::clone(&closed) };
        let receive = move || {
            let outcome = QueueConnection::open(&address).and_then(|connection| {
                connection.subscribe(&[channel], |message| {
                    if let Some(message) = message.and_then(|(_, bytes)| Message::read(bytes)) {
                        sender.send(Received::Message(message)).ok();
                    }
                    !closed.load(Ordering::Relaxed)
                })
            });
            if outcome.is_err() {
                sender.send(Received::Disconnected(number)).ok();
            }
        };
        if let Err(error) = std::thread::Builder::new().name("team-events".into()).spawn(receive) {
            tracing::warn!("previews of the team will not be shown: {error}");
        }
        subscriber
    }
}
