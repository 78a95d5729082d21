//! One request and what it brings, on a thread of its own: a server that says nothing keeps nobody from being heard.
//! It hands blocks over as they come; what becomes of them is the transfer's business.

use super::line::{Answer, Rest, ask};
use crossbeam_channel::{Receiver, RecvTimeoutError, Sender, bounded};
use std::io::Read;
use std::time::Duration;
use ureq::Agent;

/// Bytes of a block.
const BLOCK: usize = 64 * 1024;
/// So long is waited for the next block before something else is looked at.
const GLANCE: Duration = Duration::from_millis(100);

/// A request that was made. Dropping it leaves its thread to end by itself: with the next block that comes, or when the
/// server has been silent for too long.
pub(super) struct Connection {
    answers: Receiver<Result<Answer, String>>,
    /// An empty block is the end.
    blocks: Receiver<Result<Vec<u8>, String>>,
}

impl Connection {
    /// Asks for a file, or for the rest of one.
    pub(super) fn ask(agent: &Agent, url: &str, rest: Option<Rest>) -> Self {
        let (heads, answers) = bounded(1);
        let (outbox, blocks) = bounded(1);
        let (agent, url) = (agent.clone(), url.to_owned());
        let fetch = move || match ask(&agent, &url, rest.as_ref()) {
            Ok((answer, body)) => {
                if heads.send(Ok(answer)).is_ok() {
                    hand_over(body, &outbox);
                }
            }
            Err(detail) => drop(heads.send(Err(detail))),
        };
        // Where no thread can be started both channels are closed, and that is told as a cut.
        std::thread::Builder::new().name("download".into()).spawn(fetch).ok();
        Self { answers, blocks }
    }

    /// What the server answered; `None` where it has not yet.
    pub(super) fn answer(&self) -> Option<Result<Answer, String>> {
        next(&self.answers)
    }

    /// What came next, empty at the end; `None` where nothing has yet.
    pub(super) fn block(&self) -> Option<Result<Vec<u8>, String>> {
        next(&self.blocks)
    }
}

fn next<T>(from: &Receiver<Result<T, String>>) -> Option<Result<T, String>> {
    match from.recv_timeout(GLANCE) {
        Ok(came) => Some(came),
        Err(RecvTimeoutError::Timeout) => None,
        Err(RecvTimeoutError::Disconnected) => Some(Err("the connection was lost".into())),
    }
}

/// Reads to the end, or until nobody wants it any more.
fn hand_over(mut body: Box<dyn Read>, outbox: &Sender<Result<Vec<u8>, String>>) {
    loop {
        let mut block = vec![0; BLOCK];
        let came = match body.read(&mut block) {
            // A signal is no reason to stop.
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => continue,
            Err(error) => Err(error.to_string()),
            Ok(count) => {
                block.truncate(count);
                Ok(block)
            }
        };
        let is_last = came.as_ref().map_or(true, Vec::is_empty);
        if outbox.send(came).is_err() || is_last {
            return;
        }
    }
}
