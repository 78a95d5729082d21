//! One window for each home: a second start hands its files to the window that is open, and ends.
//! What the window does with the files is the window's business.
//!
//! The first start holds `window.lock` and listens on a local socket beside it (a named pipe on Windows).

use super::Home;
use crossbeam_channel::{Receiver, Sender, unbounded};
use interprocess::local_socket::prelude::*;
use interprocess::local_socket::{Listener, ListenerOptions, Name, Stream};
use std::fs::{File, TryLockError};
use std::io::{self, BufRead, BufReader, Read, Write};
use std::path::PathBuf;
use std::time::{Duration, Instant};

/// How long a second start tries to reach the window, which may be opening still.
const REACH_WITHIN: Duration = Duration::from_secs(5);
/// How long either side waits for the other's line.
const ANSWER_WITHIN: Duration = Duration::from_secs(10);
/// The longest request, bytes: some thousand paths.
const MAX_REQUEST: u64 = 1 << 20;
/// What the window answers.
const RECEIVED: &str = "received";

/// How a start of the window goes on.
#[derive(Debug)]
pub enum WindowStart {
    /// It opens its window. The claim is missing where the folder cannot hold one.
    First(Option<WindowClaim>),
    /// The window that was open has the files.
    HandedOver,
}

/// The right to be the one window of a home, until the process ends.
#[derive(Debug)]
pub struct WindowClaim {
    _lock: File,
    listener: Listener,
}

/// Files that later starts want to be opened: one list for each start, possibly empty.
#[derive(Debug)]
pub struct LaterStarts {
    requests: Receiver<Vec<PathBuf>>,
}

impl WindowStart {
    /// Claims the window of a home, or hands `files`, absolute paths, to the window that is open.
    ///
    /// # Errors
    /// A sentence, where a window is open and does not answer.
    pub fn claim(home: &Home, files: &[PathBuf]) -> Result<Self, String> {
        let folder = home.data.display();
        match claim(home) {
            Ok(Some(claim)) => Ok(Self::First(Some(claim))),
            Ok(None) => match hand_over(home, files) {
                Ok(()) => Ok(Self::HandedOver),
                Err(error) => {
                    tracing::warn!("the open window cannot be reached: {error}");
                    Err(format!(
                        "Brandish is open already with this folder ({folder}), and its window does not answer. Close \
                         that window, then start Brandish again."
                    ))
                }
            },
            Err(error) => {
                tracing::info!("a second start cannot reach this window: {error}");
                Ok(Self::First(None))
            }
        }
    }
}

impl WindowClaim {
    /// Receives the requests of later starts on a thread of its own. `wake` is called after each.
    pub fn listen(self, wake: impl Fn() + Send + 'static) -> LaterStarts {
        let (sender, requests) = unbounded();
        let thread = std::thread::Builder::new().name("later-starts".into());
        let started = thread.spawn(move || {
            // The whole claim moves here, so that its lock is held as long as the thread listens.
            let claim = self;
            for stream in claim.listener.incoming() {
                match stream.and_then(|stream| receive(stream, &sender)) {
                    Ok(()) => wake(),
                    Err(error) => tracing::warn!("a second start was not understood: {error}"),
                }
            }
        });
        if let Err(error) = started {
            tracing::error!("no thread for later starts: {error}");
        }
        LaterStarts { requests }
    }
}

impl LaterStarts {
    /// Whether a start has come since the last call of `take`.
    pub fn is_waiting(&self) -> bool {
        !self.requests.is_empty()
    }

    /// The files of a start since the last call.
    pub fn take(&self) -> Option<Vec<PathBuf>> {
        self.requests.try_recv().ok()
    }
}

/// The claim, or `None` where another process has it.
fn claim(home: &Home) -> io::Result<Option<WindowClaim>> {
    std::fs::create_dir_all(&home.data)?;
    let mut options = File::options();
    let lock = options.create(true).truncate(false).write(true).open(home.window_lock())?;
    match lock.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => return Ok(None),
        Err(TryLockError::Error(error)) => return Err(error),
    }
    // The socket of a process that was killed is still there; whoever holds the lock may replace it.
    let options = ListenerOptions::new().name(socket_name(home)?).try_overwrite(true);
    let listener = only_for_this_user(options).create_sync()?;
    Ok(Some(WindowClaim { _lock: lock, listener }))
}

#[cfg(unix)]
fn only_for_this_user(options: ListenerOptions<'_>) -> ListenerOptions<'_> {
    use interprocess::os::unix::local_socket::ListenerOptionsExt;
    options.mode(0o600)
}

/// A named pipe is its user's own unless it is shared.
#[cfg(not(unix))]
fn only_for_this_user(options: ListenerOptions<'_>) -> ListenerOptions<'_> {
    options
}

#[cfg(unix)]
fn socket_name(home: &Home) -> io::Result<Name<'static>> {
    use interprocess::local_socket::GenericFilePath;
    home.data.join("window.socket").to_fs_name::<GenericFilePath>()
}

/// Pipes have one namespace on the whole machine, so the name tells homes apart.
#[cfg(not(unix))]
fn socket_name(home: &Home) -> io::Result<Name<'static>> {
    use interprocess::local_socket::GenericNamespaced;
    use std::hash::{DefaultHasher, Hash, Hasher};
    let mut hasher = DefaultHasher::new();
    home.data.hash(&mut hasher);
    format!("brandish-{:016x}", hasher.finish()).to_ns_name::<GenericNamespaced>()
}

fn hand_over(home: &Home, files: &[PathBuf]) -> io::Result<()> {
    let request = serde_json::to_string(files).map_err(io::Error::other)?;
    let begun = Instant::now();
    let stream = loop {
        match Stream::connect(socket_name(home)?) {
            Ok(stream) => break stream,
            Err(error) if begun.elapsed() > REACH_WITHIN => return Err(error),
            // It took the lock a moment ago.
            Err(_) => std::thread::sleep(Duration::from_millis(50)),
        }
    };
    stream.set_recv_timeout(Some(ANSWER_WITHIN)).ok();
    (&stream).write_all(format!("{request}\n").as_bytes())?;
    let mut answer = String::new();
    BufReader::new((&stream).take(MAX_REQUEST)).read_line(&mut answer)?;
    match answer.trim_end() {
        RECEIVED => Ok(()),
        odd => Err(io::Error::other(format!("it answered {odd:?}"))),
    }
}

fn receive(stream: Stream, requests: &Sender<Vec<PathBuf>>) -> io::Result<()> {
    stream.set_recv_timeout(Some(ANSWER_WITHIN)).ok();
    let mut line = String::new();
    BufReader::new((&stream).take(MAX_REQUEST)).read_line(&mut line)?;
    let files: Vec<PathBuf> = serde_json::from_str(&line).map_err(io::Error::other)?;
    // The window may be closing; then nobody receives them, and the answer is missing.
    requests.send(files).map_err(io::Error::other)?;
    (&stream).write_all(format!("{RECEIVED}\n").as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wait_for(starts: &LaterStarts) -> Vec<PathBuf> {
        starts.requests.recv_timeout(Duration::from_secs(10)).unwrap()
    }

    #[test]
    fn a_second_start_hands_its_files_to_the_first() {
        let folder = tempfile::tempdir().unwrap();
        let home = Home::in_folder(&folder.path().join("new"));
        let WindowStart::First(Some(claim)) = WindowStart::claim(&home, &[]).unwrap() else {
            panic!("nothing was open");
        };
        let (woken, waker) = unbounded();
        let starts = claim.listen(move || woken.send(()).unwrap());
        let files = ["/tmp/a photo.png", "/tmp/brand “ö”\n.brandish-persona"].map(PathBuf::from);
        for files in [&files[..], &[]] {
            let second = WindowStart::claim(&home, files).unwrap();
            assert!(matches!(second, WindowStart::HandedOver));
            assert_eq!(wait_for(&starts), files);
            waker.recv_timeout(Duration::from_secs(10)).unwrap();
        }
    }

    #[test]
    fn noise_on_the_socket_ends_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let home = Home::in_folder(folder.path());
        let starts = claim(&home).unwrap().unwrap().listen(|| {});
        for noise in ["", "\n", "{\"a\":1}\n", "[\"\\ud800\"]\n", "\u{1b}[2J"] {
            let stream = Stream::connect(socket_name(&home).unwrap()).unwrap();
            (&stream).write_all(noise.as_bytes()).unwrap();
            drop(stream);
        }
        hand_over(&home, &["/tmp/photo.png".into()]).unwrap();
        assert_eq!(wait_for(&starts), [PathBuf::from("/tmp/photo.png")]);
    }

    #[test]
    fn a_socket_that_a_killed_window_left_is_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let home = Home::in_folder(folder.path());
        std::fs::write(folder.path().join("window.socket"), "").unwrap();
        let starts = claim(&home).unwrap().unwrap().listen(|| {});
        hand_over(&home, &[]).unwrap();
        assert!(wait_for(&starts).is_empty());
    }

    #[cfg(unix)]
    #[test]
    fn only_this_user_can_reach_the_window() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let home = Home::in_folder(folder.path());
        let _claim = claim(&home).unwrap().unwrap();
        let mode = std::fs::metadata(folder.path().join("window.socket")).unwrap().permissions();
        assert_eq!(mode.mode() & 0o177, 0);
    }

    #[test]
    fn a_folder_that_cannot_hold_a_socket_opens_its_window_all_the_same() {
        let folder = tempfile::tempdir().unwrap();
        let long = folder.path().join("x".repeat(120));
        let start = WindowStart::claim(&Home::in_folder(&long), &[]).unwrap();
        assert!(!matches!(start, WindowStart::HandedOver));
    }
}
