//! One file from its first byte to its final name: go on where it stopped, check, rename.
//! What it cannot mend by trying again it returns; which file comes next is the desk's business.

use super::connection::Connection;
use super::failure::{DownloadFailure, free_space};
use super::line::{Answer, Line, Rest};
use super::wanted::{Journal, WantedFile, part_of};
use sha2::{Digest, Sha256};
use std::fs::File;
use std::io::{Read, Write};
use std::ops::ControlFlow;
use std::path::Path;
use std::time::Duration;
use ureq::Agent;

/// Bytes that are checked between two looks at what the user wants.
const BLOCK: usize = 1024 * 1024;
/// So much of the disk is left to the rest of the system.
const RESERVE: u64 = 32_000_000;
/// A connection that brings nothing so often in a row is given up.
const FRUITLESS: u32 = 4;
/// Before the second try; doubled each time.
const FIRST_WAIT: Duration = Duration::from_millis(500);
/// A content that changes so often while it is fetched is given up.
const RESTARTS: u32 = 3;

/// What is told on the way.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Sign {
    /// So many bytes of the file are here.
    Bytes { done: u64, length: Option<u64> },
    /// Nothing comes just now.
    Silent,
    /// It was changed where it is published, or the server gives only whole files.
    FromZero,
    /// The connection is down; the next try is due.
    Waiting,
    /// All is here and being checked.
    Checking,
}

/// Why a file is not whole.
#[derive(Debug)]
pub(super) enum Stop {
    /// The user or the program's end asked for it.
    Asked,
    Failed(DownloadFailure),
}

/// Why one try ended.
enum Broken {
    Stop(Stop),
    /// Worth another try.
    Cut(DownloadFailure),
    /// What is here belongs to another content.
    Restart,
}

impl From<DownloadFailure> for Broken {
    fn from(failure: DownloadFailure) -> Self {
        Self::Stop(Stop::Failed(failure))
    }
}

/// A file and where it is to go.
pub(super) struct Transfer<'a> {
    pub line: &'a Line,
    pub repository: &'a str,
    pub url: String,
    pub file: &'a WantedFile,
    pub whole: &'a Path,
    /// Bytes that other files will still need.
    pub later: u64,
}

type Watch<'a> = dyn FnMut(Sign) -> ControlFlow<()> + 'a;

impl Transfer<'_> {
    /// Fetches the file, unless it is there.
    pub fn run(&self, watch: &mut Watch<'_>) -> Result<(), Stop> {
        if self.whole.exists() {
            return Ok(());
        }
        let agent = self.line.agent().map_err(Stop::Failed)?;
        let part = part_of(self.whole);
        let folder = part.parent().unwrap_or(Path::new("."));
        let made = std::fs::create_dir_all(folder);
        made.map_err(|error| Stop::Failed(DownloadFailure::writing(&part, &error, 0)))?;
        let (mut fruitless, mut restarts) = (0, 0);
        loop {
            let before = length_of(&part);
            match self.attempt(&agent, &part, watch) {
                Ok(()) => return Ok(()),
                Err(Broken::Stop(stop)) => return Err(stop),
                Err(Broken::Restart) if restarts < RESTARTS => {
                    restarts += 1;
                    self.throw_away(&part);
                    told(watch, Sign::FromZero)?;
                }
                Err(Broken::Restart) => {
                    return Err(Stop::Failed(self.offline("what is published keeps changing")));
                }
                Err(Broken::Cut(failure)) => {
                    tracing::info!("{}: {}", self.url, failure.detail());
                    fruitless = if length_of(&part) > before { 0 } else { fruitless + 1 };
                    if fruitless == FRUITLESS {
                        return Err(Stop::Failed(failure));
                    }
                    wait(FIRST_WAIT * 2u32.pow(fruitless), watch)?;
                }
            }
        }
    }

    fn attempt(&self, agent: &Agent, part: &Path, watch: &mut Watch<'_>) -> Result<(), Broken> {
        let mut journal = Journal::read(part).filter(|journal| journal.url == self.url);
        // Without any mark of the content, the rest of another could be joined to it.
        let marked = |journal: &&Journal| journal.etag.is_some() || self.file.sha256.is_some();
        let have = journal.as_ref().filter(marked).map_or(0, |_| length_of(part));
        let is_all = journal.as_ref().is_some_and(|known| known.length == Some(have) && have > 0);
        if !is_all {
            let rest = (have > 0).then(|| Rest {
                from: have,
                of: journal.as_ref().and_then(|journal| journal.etag.clone()),
            });
            let connection = Connection::ask(agent, &self.url, rest);
            let answer = self.awaited(|| connection.answer(), watch)?;
            self.check_status(&answer)?;
            let known = journal.as_ref().and_then(|journal| journal.etag.as_ref());
            let same = known.zip(answer.etag.as_ref()).is_none_or(|(a, b)| a == b);
            let goes_on = answer.status == 206;
            if goes_on && !(same && have > 0 && answer.from == have) {
                return Err(Broken::Restart);
            }
            if !goes_on {
                // Both go before the new mark stands, so that no old bytes are ever under it.
                self.throw_away(part);
                if have > 0 {
                    told(watch, Sign::FromZero).map_err(Broken::Stop)?;
                }
                let fresh = Journal {
                    url: self.url.clone(),
                    etag: answer.etag.clone(),
                    length: answer.length,
                    sha256: self.file.sha256.clone().or_else(|| answer.sha256.clone()),
                };
                let wrote = fresh.write(part);
                wrote.map_err(|error| DownloadFailure::writing(part, &error, self.missing(0)))?;
                journal = Some(fresh);
            }
            let length = journal.as_ref().and_then(|journal| journal.length).or(answer.length);
            self.take_in(&connection, part, if goes_on { have } else { 0 }, length, watch)?;
        }
        self.finish(part, &journal.unwrap_or_default(), watch)
    }

    /// Waits for what a connection brings next, and hears meanwhile what the user wants.
    fn awaited<T>(
        &self,
        next: impl Fn() -> Option<Result<T, String>>,
        watch: &mut Watch<'_>,
    ) -> Result<T, Broken> {
        loop {
            match next() {
                Some(came) => {
                    return came.map_err(|detail| Broken::Cut(self.offline(&detail)));
                }
                None => told(watch, Sign::Silent).map_err(Broken::Stop)?,
            }
        }
    }

    fn check_status(&self, answer: &Answer) -> Result<(), Broken> {
        let refused = || DownloadFailure::Refused { host: self.line.host(), status: answer.status };
        match answer.status {
            200 | 206 => Ok(()),
            416 => Err(Broken::Restart),
            401 | 403 => {
                Err(DownloadFailure::NeedsAccount { repository: self.repository.into() }.into())
            }
            404 | 410 => Err(DownloadFailure::Gone { url: self.url.clone() }.into()),
            408 | 425 | 429 | 500.. => Err(Broken::Cut(refused())),
            _ => Err(refused().into()),
        }
    }

    /// Appends what comes to the part.
    fn take_in(
        &self,
        connection: &Connection,
        part: &Path,
        mut done: u64,
        length: Option<u64>,
        watch: &mut Watch<'_>,
    ) -> Result<(), Broken> {
        let missing = length.map_or(self.missing(done), |length| length.saturating_sub(done));
        self.check_space(part, missing)?;
        let opened = File::options().create(true).append(true).open(part);
        let mut file = opened.map_err(|error| DownloadFailure::writing(part, &error, missing))?;
        let ended = loop {
            if let Err(stop) = told(watch, Sign::Bytes { done, length }) {
                break Err(Broken::Stop(stop));
            }
            let block = match self.awaited(|| connection.block(), watch) {
                Ok(block) if block.is_empty() => break Ok(()),
                Ok(block) => block,
                Err(broken) => break Err(broken),
            };
            if let Err(error) = file.write_all(&block) {
                let missing = missing.saturating_sub(done);
                break Err(DownloadFailure::writing(part, &error, missing).into());
            }
            done += block.len() as u64;
        };
        if let Err(error) = file.sync_all() {
            tracing::warn!("{} is not safely on disk: {error}", part.display());
        }
        ended?;
        match length {
            Some(length) if done < length => Err(Broken::Cut(self.offline("it was cut short"))),
            _ => Ok(()),
        }
    }

    /// Checks the part and gives it its name.
    fn finish(&self, part: &Path, journal: &Journal, watch: &mut Watch<'_>) -> Result<(), Broken> {
        let wrong_length = journal.length.is_some_and(|length| length != length_of(part));
        let digest = self.file.sha256.as_ref().or(journal.sha256.as_ref());
        let wrong_digest = match digest {
            Some(expected) if !wrong_length => {
                !expected.eq_ignore_ascii_case(&self.digest(part, watch)?)
            }
            _ => false,
        };
        if wrong_length || wrong_digest {
            self.throw_away(part);
            let name = self.whole.file_name().unwrap_or_default().to_string_lossy();
            return Err(DownloadFailure::WrongBytes { file: name.into_owned() }.into());
        }
        let failed = |error| DownloadFailure::writing(self.whole, &error, 0);
        // Its bytes first, then its name: after a power cut there is never a name without them.
        File::open(part).and_then(|file| file.sync_all()).map_err(failed)?;
        std::fs::rename(part, self.whole).map_err(failed)?;
        crate::files::atomic::sync_folder(self.whole);
        std::fs::remove_file(Journal::path(part)).ok();
        Ok(())
    }

    fn digest(&self, part: &Path, watch: &mut Watch<'_>) -> Result<String, Broken> {
        let unreadable = |error: std::io::Error| DownloadFailure::CannotWrite {
            path: part.to_owned(),
            detail: error.to_string(),
        };
        let mut file = File::open(part).map_err(unreadable)?;
        let (mut digest, mut block) = (Sha256::new(), vec![0; BLOCK]);
        loop {
            told(watch, Sign::Checking).map_err(Broken::Stop)?;
            match file.read(&mut block).map_err(unreadable)? {
                0 => break,
                count => digest.update(&block[..count]),
            }
        }
        Ok(digest.finalize().iter().map(|byte| format!("{byte:02x}")).collect())
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

    /// Bytes still to come, about.
    fn missing(&self, done: u64) -> u64 {
        self.file.bytes.saturating_sub(done)
    }

    fn throw_away(&self, part: &Path) {
        std::fs::remove_file(part).ok();
        std::fs::remove_file(Journal::path(part)).ok();
    }

    fn offline(&self, detail: &str) -> DownloadFailure {
        DownloadFailure::Offline { host: self.line.host(), detail: detail.to_owned() }
    }
}

fn told(watch: &mut Watch<'_>, sign: Sign) -> Result<(), Stop> {
    match watch(sign) {
        ControlFlow::Continue(()) => Ok(()),
        ControlFlow::Break(()) => Err(Stop::Asked),
    }
}

fn wait(time: Duration, watch: &mut Watch<'_>) -> Result<(), Stop> {
    const STEP: Duration = Duration::from_millis(50);
    for _ in 0..time.as_millis() / STEP.as_millis() {
        told(watch, Sign::Waiting)?;
        std::thread::sleep(STEP);
    }
    Ok(())
}

fn length_of(path: &Path) -> u64 {
    std::fs::metadata(path).map_or(0, |data| data.len())
}
