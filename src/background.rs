//! A named thread that works beside the window, and a bounded wait for its end.
//! What the thread does, and how it is asked to end, is known to whoever starts it.

use crossbeam_channel::{Receiver, RecvTimeoutError, Sender, bounded};
use std::convert::Infallible;
use std::io;
use std::thread::JoinHandle;
use std::time::Duration;

/// The handle to a thread. Dropping it waits for nothing.
#[derive(Debug)]
pub struct BackgroundThread {
    handle: Option<JoinHandle<()>>,
    /// Disconnected when the thread has returned or panicked.
    ended: Receiver<Infallible>,
}

impl BackgroundThread {
    /// Starts a thread.
    ///
    /// # Errors
    /// Where the system gives no more threads.
    pub fn spawn(name: &str, work: impl FnOnce() + Send + 'static) -> io::Result<Self> {
        let (alive, ended): (Sender<Infallible>, _) = bounded(0);
        let handle = std::thread::Builder::new().name(name.to_owned()).spawn(move || {
            let _alive = alive;
            work();
        })?;
        Ok(Self { handle: Some(handle), ended })
    }

    /// Waits until the thread has ended, at most for `limit`. False where it still works.
    pub fn join_within(&mut self, limit: Duration) -> bool {
        match self.ended.recv_timeout(limit) {
            Err(RecvTimeoutError::Timeout) => false,
            Ok(_) | Err(RecvTimeoutError::Disconnected) => {
                if let Some(handle) = self.handle.take() {
                    // A panic of the thread was printed when it happened.
                    handle.join().ok();
                }
                true
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wait_is_bounded_and_an_end_is_seen() {
        let (release, held) = bounded::<()>(0);
        let mut thread = BackgroundThread::spawn("held", move || {
            held.recv().ok();
        })
        .unwrap();
        assert!(!thread.join_within(Duration::from_millis(10)));
        drop(release);
        assert!(thread.join_within(Duration::from_secs(20)));
        assert!(thread.join_within(Duration::ZERO), "an ended thread stays ended");
    }

    #[test]
    fn a_panic_is_an_end() {
        let mut thread = BackgroundThread::spawn("panics", || panic!("for the test")).unwrap();
        assert!(thread.join_within(Duration::from_secs(20)));
    }
}
