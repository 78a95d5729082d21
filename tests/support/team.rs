//! A Redis server and workers of the test's own, which end with it.
//! It asserts nothing about what a test checks.

use crate::support::{brandish, fetch};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::time::{Duration, Instant};

/// A server with its append-only file in a folder of its own.
pub struct Server {
    folder: tempfile::TempDir,
    pub port: u16,
    process: Option<Child>,
}

impl Server {
    /// A server at a free port that is not started yet.
    pub fn prepared() -> Self {
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        Self { folder: tempfile::tempdir().unwrap(), port, process: None }
    }

    pub fn started() -> Self {
        let mut server = Self::prepared();
        server.start();
        server
    }

    pub fn start(&mut self) {
        let process = Command::new(redis_server())
            .args(["--port", &self.port.to_string(), "--bind", "127.0.0.1", "--save", ""])
            .args(["--appendonly", "yes", "--appendfsync", "everysec"])
            .arg("--dir")
            .arg(self.folder.path())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn();
        self.process = Some(process.unwrap());
        let begun = Instant::now();
        while self.try_connect().is_err() {
            assert!(begun.elapsed() < Duration::from_secs(20), "redis-server did not start");
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// Kills it, as a crash of the machine would, but its disk stays.
    pub fn kill(&mut self) {
        if let Some(mut process) = self.process.take() {
            process.kill().unwrap();
            process.wait().unwrap();
        }
    }

    /// The id of its process, to freeze it.
    pub fn process_id(&self) -> u32 {
        self.process.as_ref().unwrap().id()
    }

    pub fn url(&self) -> String {
        format!("redis://127.0.0.1:{}/0", self.port)
    }

    fn try_connect(&self) -> redis::RedisResult<redis::Connection> {
        let mut connection = redis::Client::open(self.url())?.get_connection()?;
        redis::cmd("PING").query::<()>(&mut connection)?;
        Ok(connection)
    }

    pub fn connection(&self) -> redis::Connection {
        self.try_connect().unwrap()
    }

    pub fn keys(&self, pattern: &str) -> Vec<String> {
        redis::cmd("KEYS").arg(pattern).query(&mut self.connection()).unwrap()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.kill();
    }
}

/// The server program: that on PATH, or one fetched into `target/test-tools`.
fn redis_server() -> &'static Path {
    static PROGRAM: OnceLock<PathBuf> = OnceLock::new();
    PROGRAM.get_or_init(|| {
        let path = std::env::var_os("PATH").unwrap_or_default();
        let mut installed = std::env::split_paths(&path).map(|folder| folder.join("redis-server"));
        let installed = installed.find(|program| program.is_file());
        installed.unwrap_or_else(|| fetch::fetched("fetch_redis.py", "test-tools", "redis-server"))
    })
}

/// A worker as a process of its own.
pub struct WorkerProcess {
    pub process: Child,
    pub name: String,
}

impl WorkerProcess {
    pub fn start(home: &Path, server: &Server, name: &str, more: &[&str]) -> Self {
        let process = brandish(home)
            .args(["worker", "--queue", &server.url(), "--name", name, "--lease", "2"])
            .args(more)
            .stderr(Stdio::null())
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        Self { process, name: name.to_owned() }
    }

    pub fn kill(&mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }

    /// Terminates it, as a service manager does.
    #[cfg(unix)]
    pub fn terminate(&mut self) -> std::process::ExitStatus {
        let id = self.process.id().to_string();
        assert!(Command::new("kill").args(["-TERM", &id]).status().unwrap().success());
        self.process.wait().unwrap()
    }
}

impl Drop for WorkerProcess {
    fn drop(&mut self) {
        self.process.kill().ok();
        self.process.wait().ok();
    }
}
