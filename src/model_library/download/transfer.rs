//! Downloads one file: resume its part, verify it, rename it. What another attempt cannot repair is returned as a
//! failure; the order of the files is the worker's part.

use super::connection::Connection;
use super::failure::{DownloadFailure, free_space};
use super::hub_endpoint::{HubEndpoint, RangeRequest, ResponseHead};
use super::plan::{Journal, PlannedFile, part_path};
use sha2::{Digest, Sha256};
use std::fs::File;
use std::io::{Read, Write};
use std::ops::ControlFlow;
use std::path::Path;
use std::time::Duration;
use ureq::Agent;

/// Bytes that are hashed between two events.
const BLOCK: usize = 1024 * 1024;
/// Bytes of the disk that are left to the rest of the system.
const RESERVE: u64 = 32_000_000;
/// After so many attempts in a row that brought no byte, the transfer fails.
const MAX_EMPTY_ATTEMPTS: u32 = 4;
/// Pause before the second attempt; doubled for each further one.
const FIRST_PAUSE: Duration = Duration::from_millis(500);
/// After so many changes of the published file, the transfer fails.
const MAX_RESTARTS: u32 = 3;

/// What a transfer reports while it runs.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum TransferEvent {
    /// So many bytes of the file are on disk, of its length.
    Bytes { done: u64, length: Option<u64> },
    /// Nothing arrives at the moment.
    Idle,
    /// The part was deleted: the published file changed, or the server does not support ranges.
    Restarted,
    /// The connection was lost; the next attempt follows after a pause.
    Reconnecting,
    /// All bytes are on disk and the checksum is being computed.
    Checking,
}

/// Why a transfer stopped.
#[derive(Debug)]
pub(super) enum Stop {
    /// The receiver of the events returned `Break`.
    Requested,
    Failed(DownloadFailure),
}

/// Why one attempt ended.
enum AttemptError {
    Stop(Stop),
    /// Worth another attempt.
    Disconnected(DownloadFailure),
    /// The part belongs to other contents than the server's.
    Restart,
}

impl From<DownloadFailure> for AttemptError {
    fn from(failure: DownloadFailure) -> Self {
        Self::Stop(Stop::Failed(failure))
    }
}

impl From<Stop> for AttemptError {
    fn from(stop: Stop) -> Self {
        Self::Stop(stop)
    }
}

/// One file with its address and its path on disk.
pub(super) struct Transfer<'a> {
    pub endpoint: &'a HubEndpoint,
    pub repository: &'a str,
    pub url: String,
    pub file: &'a PlannedFile,
    /// The path of the complete file.
    pub target: &'a Path,
    /// Bytes of the files that follow, which need space too.
    pub later: u64,
}

/// Receives the events of a transfer; `Break` stops it.
type OnEvent<'a> = dyn FnMut(TransferEvent) -> ControlFlow<()> + 'a;

impl Transfer<'_> {
    /// Downloads the file, unless it is on disk.
    pub fn run(&self, on_event: &mut OnEvent<'_>) -> Result<(), Stop> {
        if self.target.exists() {
            return Ok(());
        }
        let agent = self.endpoint.agent().map_err(Stop::Failed)?;
        let part = part_path(self.target);
        let folder = part.parent().unwrap_or(Path::new("."));
        let created = std::fs::create_dir_all(folder);
        created.map_err(|error| Stop::Failed(DownloadFailure::writing(&part, &error, 0)))?;
        let (mut empty_attempts, mut restarts) = (0, 0);
        loop {
            let before = length_of(&part);
            match self.attempt(&agent, &part, on_event) {
                Ok(()) => return Ok(()),
                Err(AttemptError::Stop(stop)) => return Err(stop),
                Err(AttemptError::Restart) if restarts < MAX_RESTARTS => {
                    restarts += 1;
                    delete_part(&part);
                    send(on_event, TransferEvent::Restarted)?;
                }
                Err(AttemptError::Restart) => {
                    return Err(Stop::Failed(self.offline("the published file keeps changing")));
                }
                Err(AttemptError::Disconnected(failure)) => {
                    tracing::info!("{}: {}", self.url, failure.detail());
                    let grew = length_of(&part) > before;
                    empty_attempts = if grew { 0 } else { empty_attempts + 1 };
                    if empty_attempts == MAX_EMPTY_ATTEMPTS {
                        return Err(Stop::Failed(failure));
                    }
                    pause(FIRST_PAUSE * 2u32.pow(empty_attempts), on_event)?;
                }
            }
        }
    }

    fn attempt(
        &self,
        agent: &Agent,
        part: &Path,
        on_event: &mut OnEvent<'_>,
    ) -> Result<(), AttemptError> {
        let mut journal = Journal::read(part).filter(|journal| journal.url == self.url);
        // Without ETag and checksum, the rest of other contents could be appended.
        let is_identified =
            |journal: &&Journal| journal.etag.is_some() || self.file.sha256.is_some();
        let done = journal.as_ref().filter(is_identified).map_or(0, |_| length_of(part));
        let is_all = journal.as_ref().is_some_and(|known| known.length == Some(done) && done > 0);
        if !is_all {
            let range = (done > 0).then(|| RangeRequest {
                from: done,
                etag: journal.as_ref().and_then(|journal| journal.etag.clone()),
            });
            let connection = Connection::start(agent, &self.url, range);
            let head = self.receive(|| connection.head(), on_event)?;
            self.check_status(&head)?;
            let known = journal.as_ref().and_then(|journal| journal.etag.as_ref());
            let same = known.zip(head.etag.as_ref()).is_none_or(|(a, b)| a == b);
            let resumes = head.status == 206;
            if resumes && !(same && done > 0 && head.from == done) {
                return Err(AttemptError::Restart);
            }
            if !resumes {
                journal = Some(self.start_part(part, &head)?);
                if done > 0 {
                    send(on_event, TransferEvent::Restarted)?;
                }
            }
            let length = journal.as_ref().and_then(|journal| journal.length).or(head.length);
            self.append(&connection, part, if resumes { done } else { 0 }, length, on_event)?;
        }
        self.finish(part, &journal.unwrap_or_default(), on_event)
    }

    /// Deletes the old part and writes the journal of a new one.
    fn start_part(&self, part: &Path, head: &ResponseHead) -> Result<Journal, DownloadFailure> {
        // Part and journal are deleted before the new ETag is written, so that it never names old bytes.
        delete_part(part);
        let journal = Journal {
            url: self.url.clone(),
            etag: head.etag.clone(),
            length: head.length,
            sha256: self.file.sha256.clone().or_else(|| head.sha256.clone()),
        };
        let written = journal.write(part);
        written.map_err(|error| DownloadFailure::writing(part, &error, self.missing(0)))?;
        Ok(journal)
    }

    /// Waits for the next message of a connection and reports [`TransferEvent::Idle`] meanwhile.
    fn receive<T>(
        &self,
        next: impl Fn() -> Option<Result<T, String>>,
        on_event: &mut OnEvent<'_>,
    ) -> Result<T, AttemptError> {
        loop {
            match next() {
                Some(received) => {
                    return received
                        .map_err(|detail| AttemptError::Disconnected(self.offline(&detail)));
                }
                None => send(on_event, TransferEvent::Idle)?,
            }
        }
    }

    fn check_status(&self, head: &ResponseHead) -> Result<(), AttemptError> {
        let refused =
            || DownloadFailure::Refused { host: self.endpoint.host(), status: head.status };
        match head.status {
            200 | 206 => Ok(()),
            416 => Err(AttemptError::Restart),
            401 | 403 => {
                Err(DownloadFailure::NeedsAccount { repository: self.repository.into() }.into())
            }
            404 | 410 => Err(DownloadFailure::Gone { url: self.url.clone() }.into()),
            408 | 425 | 429 | 500.. => Err(AttemptError::Disconnected(refused())),
            _ => Err(refused().into()),
        }
    }

    /// Appends the body to the part.
    fn append(
        &self,
        connection: &Connection,
        part: &Path,
        mut done: u64,
        length: Option<u64>,
        on_event: &mut OnEvent<'_>,
    ) -> Result<(), AttemptError> {
        let missing = length.map_or(self.missing(done), |length| length.saturating_sub(done));
        self.check_space(part, missing)?;
        let opened = File::options().create(true).append(true).open(part);
        let mut file = opened.map_err(|error| DownloadFailure::writing(part, &error, missing))?;
        let outcome = loop {
            if let Err(stop) = send(on_event, TransferEvent::Bytes { done, length }) {
                break Err(AttemptError::Stop(stop));
            }
            let block = match self.receive(|| connection.block(), on_event) {
                Ok(block) if block.is_empty() => break Ok(()),
                Ok(block) => block,
                Err(error) => break Err(error),
            };
            if let Err(error) = file.write_all(&block) {
                let missing = missing.saturating_sub(done);
                break Err(DownloadFailure::writing(part, &error, missing).into());
            }
            done += block.len() as u64;
        };
        if let Err(error) = file.sync_all() {
            tracing::warn!("{} could not be synced to disk: {error}", part.display());
        }
        outcome?;
        match length {
            Some(length) if done < length => {
                Err(AttemptError::Disconnected(self.offline("the response ended early")))
            }
            _ => Ok(()),
        }
    }

    /// Verifies the part and renames it.
    fn finish(
        &self,
        part: &Path,
        journal: &Journal,
        on_event: &mut OnEvent<'_>,
    ) -> Result<(), AttemptError> {
        let wrong_length = journal.length.is_some_and(|length| length != length_of(part));
        let digest = self.file.sha256.as_ref().or(journal.sha256.as_ref());
        let wrong_digest = match digest {
            Some(expected) if !wrong_length => {
                !expected.eq_ignore_ascii_case(&sha256_of(part, on_event)?)
            }
            _ => false,
        };
        if wrong_length || wrong_digest {
            delete_part(part);
            let name = self.target.file_name().unwrap_or_default().to_string_lossy();
            return Err(DownloadFailure::WrongBytes { file: name.into_owned() }.into());
        }
        let failed = |error| DownloadFailure::writing(self.target, &error, 0);
        // The bytes are synced before the rename: a power cut never leaves the name without them.
        File::open(part).and_then(|file| file.sync_all()).map_err(failed)?;
        std::fs::rename(part, self.target).map_err(failed)?;
        crate::files::sync_folder(self.target);
        std::fs::remove_file(Journal::path(part)).ok();
        Ok(())
    }

    fn check_space(&self, part: &Path, missing: u64) -> Result<(), DownloadFailure> {
        let folder = part.parent().unwrap_or(Path::new("."));
        let needed = missing + self.later;
        match free_space(folder) {
            Some(free) if free < needed.saturating_add(RESERVE) => {
                Err(DownloadFailure::DiskFull { folder: folder.to_owned(), needed, free })
            }
            _ => Ok(()),
        }
    }

    /// Missing bytes, an estimate.
    fn missing(&self, done: u64) -> u64 {
        self.file.bytes.saturating_sub(done)
    }

    fn offline(&self, detail: &str) -> DownloadFailure {
        DownloadFailure::Offline { host: self.endpoint.host(), detail: detail.to_owned() }
    }
}

/// The SHA-256 of a file in hexadecimal digits.
fn sha256_of(part: &Path, on_event: &mut OnEvent<'_>) -> Result<String, AttemptError> {
    let unreadable = |error: std::io::Error| DownloadFailure::CannotWrite {
        path: part.to_owned(),
        detail: error.to_string(),
    };
    let mut file = File::open(part).map_err(unreadable)?;
    let (mut digest, mut block) = (Sha256::new(), vec![0; BLOCK]);
    loop {
        send(on_event, TransferEvent::Checking)?;
        match file.read(&mut block).map_err(unreadable)? {
            0 => break,
            count => digest.update(&block[..count]),
        }
    }
    Ok(digest.finalize().iter().map(|byte| format!("{byte:02x}")).collect())
}

fn delete_part(part: &Path) {
    std::fs::remove_file(part).ok();
    std::fs::remove_file(Journal::path(part)).ok();
}

fn send(on_event: &mut OnEvent<'_>, event: TransferEvent) -> Result<(), Stop> {
    match on_event(event) {
        ControlFlow::Continue(()) => Ok(()),
        ControlFlow::Break(()) => Err(Stop::Requested),
    }
}

fn pause(time: Duration, on_event: &mut OnEvent<'_>) -> Result<(), Stop> {
    const STEP: Duration = Duration::from_millis(50);
    for _ in 0..time.as_millis() / STEP.as_millis() {
        send(on_event, TransferEvent::Reconnecting)?;
        std::thread::sleep(STEP);
    }
    Ok(())
}

fn length_of(path: &Path) -> u64 {
    std::fs::metadata(path).map_or(0, |data| data.len())
}
