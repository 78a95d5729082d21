//! The laptop's ears: a connection of its own that hears what workers tell of its jobs. It passes news on, and says when
//! it hears nothing any more.

use super::QueueAddress;
use super::line::Line;
use super::wire::Message;
use crossbeam_channel::Sender;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

pub(super) enum Heard {
    Message(Message),
    /// The ears of this number hear nothing any more.
    Deaf(u32),
}

/// The thread that listens beside the one that asks.
pub(super) struct Ears {
    pub(super) number: u32,
    closed: Arc<AtomicBool>,
}

impl Drop for Ears {
    fn drop(&mut self) {
        self.closed.store(true, Ordering::Relaxed);
    }
}

impl Ears {
    /// Starts to listen, on a thread that ends when this value is dropped or the connection breaks.
    pub(super) fn prick_up(
        number: u32,
        address: QueueAddress,
        reply: String,
        sender: Sender<Heard>,
    ) -> Self {
        let closed = Arc::new(AtomicBool::new(false));
        let ears = Self { number, closed: Arc::clone(&closed) };
        let listen = move || {
            let listening = Line::open(&address).and_then(|line| {
                line.listen(&[reply], |message| {
                    if let Some(message) = message.and_then(|(_, bytes)| Message::read(bytes)) {
                        sender.send(Heard::Message(message)).ok();
                    }
                    !closed.load(Ordering::Relaxed)
                })
            });
            if listening.is_err() {
                sender.send(Heard::Deaf(number)).ok();
            }
        };
        if let Err(error) = std::thread::Builder::new().name("team-news".into()).spawn(listen) {
            tracing::warn!("previews of the team will not be seen: {error}");
        }
        ears
    }
}
