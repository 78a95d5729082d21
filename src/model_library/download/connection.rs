//! One HTTP request and its response body, on a thread of its own, so that a silent server never blocks the
//! download thread. It passes blocks on and does not interpret them.

use super::hub_endpoint::{RangeRequest, ResponseHead, request};
use crossbeam_channel::{Receiver, RecvTimeoutError, Sender, bounded};
use std::io::Read;
use std::time::Duration;
use ureq::Agent;

/// Bytes of a block.
const BLOCK: usize = 64 * 1024;
/// How long one call waits for the next block.
const POLL_INTERVAL: Duration = Duration::from_millis(100);

/// An open request. After it is dropped its thread ends with the next block, or when the server's silence times out.
pub(super) struct Connection {
    heads: Receiver<Result<ResponseHead, String>>,
    /// An empty block is the end.
    blocks: Receiver<Result<Vec<u8>, String>>,
}

impl Connection {
    /// Requests a file, or a range of it.
    pub(super) fn start(agent: &Agent, url: &str, range: Option<RangeRequest>) -> Self {
        let (head_sender, heads) = bounded(1);
        let (block_sender, blocks) = bounded(1);
        let (agent, url) = (agent.clone(), url.to_owned());
        let fetch = move || match request(&agent, &url, range.as_ref()) {
            Ok((head, body)) => {
                if head_sender.send(Ok(head)).is_ok() {
                    send_blocks(body, &block_sender);
                }
            }
            Err(detail) => drop(head_sender.send(Err(detail))),
        };
        // Where no thread can be started both channels are closed, which is reported as a lost connection.
        std::thread::Builder::new().name("download".into()).spawn(fetch).ok();
        Self { heads, blocks }
    }

    /// The response's head; `None` while the server has not answered.
    pub(super) fn head(&self) -> Option<Result<ResponseHead, String>> {
        next(&self.heads)
    }

    /// The next block, empty at the end; `None` while nothing has arrived.
    pub(super) fn block(&self) -> Option<Result<Vec<u8>, String>> {
        next(&self.blocks)
    }
}

fn next<T>(from: &Receiver<Result<T, String>>) -> Option<Result<T, String>> {
    match from.recv_timeout(POLL_INTERVAL) {
        Ok(received) => Some(received),
        Err(RecvTimeoutError::Timeout) => None,
        Err(RecvTimeoutError::Disconnected) => Some(Err("the connection was lost".into())),
    }
}

/// Reads to the end of the body, or until the receiver is dropped.
fn send_blocks(mut body: Box<dyn Read>, blocks: &Sender<Result<Vec<u8>, String>>) {
    loop {
        let mut block = vec![0; BLOCK];
        let read = match body.read(&mut block) {
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => continue,
            Err(error) => Err(error.to_string()),
            Ok(count) => {
                block.truncate(count);
                Ok(block)
            }
        };
        let is_last = read.as_ref().map_or(true, Vec::is_empty);
        if blocks.send(read).is_err() || is_last {
            return;
        }
    }
}
