//! A disk that takes 300 ms for each write of history, and a team queue that accepts connections and never answers.
//! What must not wait for them stands in the tests.

use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;

/// How long history cannot be written, again and again.
pub const WRITE: Duration = Duration::from_millis(300);
/// Longer than SQLite sleeps between two attempts, so that each pause lets waiting writes through.
const PAUSE: Duration = Duration::from_millis(150);

/// Holds the write lock of a history file from outside, until it is dropped.
pub struct SlowDisk {
    stop: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl SlowDisk {
    pub fn start(history: &Path) -> Self {
        let stop = Arc::new(AtomicBool::new(false));
        let (stopped, path) = (Arc::clone(&stop), history.to_owned());
        let thread = std::thread::spawn(move || {
            let database = rusqlite::Connection::open(path).unwrap();
            database.busy_timeout(Duration::from_secs(5)).unwrap();
            while !stopped.load(Ordering::Relaxed) {
                database.execute_batch("BEGIN IMMEDIATE").unwrap();
                std::thread::sleep(WRITE);
                database.execute_batch("COMMIT").unwrap();
                std::thread::sleep(PAUSE);
            }
        });
        Self { stop, thread: Some(thread) }
    }
}

impl Drop for SlowDisk {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
        if let Some(thread) = self.thread.take() {
            thread.join().unwrap();
        }
    }
}

/// A port that accepts connections and keeps them open, until the program ends.
pub struct SilentQueue {
    pub url: String,
    connections: Arc<std::sync::Mutex<Vec<TcpStream>>>,
}

impl SilentQueue {
    pub fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("redis://127.0.0.1:{}/0", listener.local_addr().unwrap().port());
        let connections = Arc::new(std::sync::Mutex::new(Vec::new()));
        let accepted = Arc::clone(&connections);
        std::thread::spawn(move || {
            for connection in listener.incoming().flatten() {
                accepted.lock().unwrap().push(connection);
            }
        });
        Self { url, connections }
    }

    /// How many connections were accepted.
    pub fn connections(&self) -> usize {
        self.connections.lock().unwrap().len()
    }
}
