//! Team queues as they are met: down, frozen, full, locked, with another database, without a worker. A command says what
//! it waits for, leaves when it is told to, and gives up in time; a worker leaves a queue that is gone.

use crate::support::team::Server;
use crate::support::{brandish, listed};
use brandish::files::{RenderOn, Settings};
use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

/// Long on a machine with other work; a command that does not leave waits for ever.
const LEAVES_WITHIN: Duration = Duration::from_secs(15);
const SAYS_WITHIN: Duration = Duration::from_secs(60);

/// A command that runs, with what it has said so far.
struct Running {
    child: Child,
    said: Arc<Mutex<String>>,
}

impl Running {
    fn start(command: &mut Command) -> Self {
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let said = Arc::new(Mutex::new(String::new()));
        let (lines, writer) = (BufReader::new(child.stderr.take().unwrap()).lines(), said.clone());
        std::thread::spawn(move || {
            for line in lines.map_while(Result::ok) {
                *writer.lock().unwrap() += &format!("{line}\n");
            }
        });
        Self { child, said }
    }

    fn generate(home: &Path, url: &str, more: &[&str]) -> Self {
        let mut command = brandish(home);
        command.args(["generate", "Mug", "--json", "--queue", url]).args(more);
        if !more.contains(&"--steps") {
            command.args(["--size", "256x256", "--steps", "2"]);
        }
        Self::start(&mut command)
    }

    fn said(&self) -> String {
        self.said.lock().unwrap().clone()
    }

    /// Waits until it has said something.
    #[track_caller]
    fn says(&mut self, words: &str) {
        let begun = Instant::now();
        while !self.said().contains(words) {
            assert!(begun.elapsed() < SAYS_WITHIN, "“{words}” was never said: {}", self.said());
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// Waits for its end; the JSON that it printed.
    #[track_caller]
    fn ends(&mut self, within: Duration) -> (ExitStatus, String) {
        let begun = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                let mut printed = String::new();
                self.child.stdout.take().unwrap().read_to_string(&mut printed).unwrap();
                return (status, printed);
            }
            assert!(begun.elapsed() < within, "it still runs: {}", self.said());
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    /// Terminates it, as a service manager does.
    #[track_caller]
    fn is_terminated(&mut self) -> String {
        signal("-TERM", self.child.id());
        let begun = Instant::now();
        let (_, printed) = self.ends(LEAVES_WITHIN);
        println!("left after {:.1?}", begun.elapsed());
        printed
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

fn signal(which: &str, process: u32) {
    assert!(Command::new("kill").args([which, &process.to_string()]).status().unwrap().success());
}

/// Sets the server's memory limit; 0 is none.
fn memory_limit(connection: &mut redis::Connection, bytes: &str) {
    redis::cmd("CONFIG").arg(&["SET", "maxmemory", bytes]).query::<()>(connection).unwrap();
}

#[cfg(unix)]
#[test]
fn a_command_says_what_it_waits_for_and_leaves_when_it_is_terminated() {
    let cases: &[(&str, &str)] = &[
        ("down", "does not answer"),
        ("frozen", "The team queue"),
        ("full", "is out of memory"),
        ("without a worker", "No worker of the team has spark."),
    ];
    for (case, words) in cases {
        println!("{case}");
        let home = tempfile::tempdir().unwrap();
        let mut server = Server::prepared();
        if *case != "down" {
            server.start();
        }
        match *case {
            "frozen" => signal("-STOP", server.process_id()),
            "full" => memory_limit(&mut server.connection(), "1"),
            _ => {}
        }
        let mut command = Running::generate(home.path(), &server.url(), &[]);
        command.says(words);
        assert!(command.said().contains("Ctrl+C stops"), "{}", command.said());
        let printed = command.is_terminated();
        assert!(printed.contains("\"status\":\"cancelled\""), "{case}: {printed}");
        let jobs = brandish(home.path()).args(["jobs", "--json"]).output().unwrap();
        let jobs = listed(&jobs);
        assert_eq!((jobs.len(), &jobs[0]["status"]), (1, &"cancelled".into()), "{case}");
    }
}

#[test]
fn what_only_other_settings_mend_is_not_waited_for() {
    let server = Server::started();
    redis::cmd("CONFIG")
        .arg(&["SET", "requirepass", "se-cret"])
        .query::<()>(&mut server.connection())
        .unwrap();
    let at =
        |front: &str, database: u32| format!("redis://{front}127.0.0.1:{}/{database}", server.port);
    for (url, words) in [
        (at("", 0), "refuses this name or password"),
        (at(":wrong@", 0), "refuses this name or password"),
        (at("nobody:se-cret@", 0), "refuses this name or password"),
        (at(":se-cret@", 99), "has no database 99"),
    ] {
        let home = tempfile::tempdir().unwrap();
        let mut command = Running::generate(home.path(), &url, &[]);
        let (status, printed) = command.ends(SAYS_WITHIN);
        assert_eq!(status.code(), Some(1), "{url}");
        assert!(printed.contains("\"status\":\"cancelled\""), "{printed}");
        assert!(command.said().contains(words), "{url}: {}", command.said());
        assert!(!command.said().contains("se-cret"), "{}", command.said());
    }
}

#[test]
fn a_command_gives_up_after_its_limit() {
    let (home, server) = (tempfile::tempdir().unwrap(), Server::started());
    let mut command = Running::generate(home.path(), &server.url(), &["--wait-limit", "2"]);
    let (status, printed) = command.ends(SAYS_WITHIN);
    assert_eq!(status.code(), Some(1));
    assert!(printed.contains("\"status\":\"cancelled\""), "{printed}");
    let said = command.said();
    assert!(said.contains("No worker of the team has spark. Gave up after 2 s"), "{said}");
    assert!(server.keys("*:todo:*").iter().all(|stream| {
        redis::cmd("XLEN").arg(stream).query::<u32>(&mut server.connection()).unwrap() == 0
    }));
}

#[test]
fn a_caption_gives_up_after_its_limit() {
    let (home, server) = (tempfile::tempdir().unwrap(), Server::started());
    let queue = Some(server.url());
    let settings = Settings { render_on: RenderOn::Team, queue, ..Settings::default() };
    settings.write(&home.path().join("settings.toml")).unwrap();
    let mut command = brandish(home.path());
    let writer = super::fixtures().join("language/llama.gguf");
    command.args(["caption", "Mug", "--persona", "none", "--json", "--wait-limit", "2"]);
    let mut command = Running::start(command.arg("--writer").arg(writer));
    let (status, printed) = command.ends(SAYS_WITHIN);
    assert_eq!(status.code(), Some(1));
    assert!(printed.contains("\"status\":\"cancelled\""), "{printed}");
    let said = command.said();
    assert!(said.contains("No worker of the team has llama. Gave up after 2 s"), "{said}");
}

#[cfg(unix)]
#[test]
fn a_queue_that_is_killed_in_the_middle_is_named_and_left() {
    let (home, elsewhere) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let mut server = Server::started();
    let mut worker = Running::start(brandish(elsewhere.path()).args([
        "worker",
        "--queue",
        &server.url(),
        "--name",
        "ann",
        "--lease",
        "2",
    ]));
    worker.says("ann is ready");
    let mut command =
        Running::generate(home.path(), &server.url(), &["--steps", "50", "--size", "1024x1024"]);
    let begun = Instant::now();
    while server.keys("*:job:*").is_empty() {
        assert!(begun.elapsed() < SAYS_WITHIN, "{}", command.said());
        std::thread::sleep(Duration::from_millis(20));
    }
    std::thread::sleep(Duration::from_millis(500));
    server.kill();
    command.says("does not answer");
    let printed = command.is_terminated();
    assert!(printed.contains("\"status\":\"cancelled\""), "{printed}");
    // The worker gives back what it draws, or leaves what it has drawn to the next one.
    worker.says("does not answer");
    signal("-TERM", worker.child.id());
    signal("-TERM", worker.child.id());
    let (status, _) = worker.ends(LEAVES_WITHIN);
    assert!(status.success(), "{}", worker.said());
}

#[cfg(unix)]
#[test]
fn an_idle_worker_leaves_a_queue_that_is_gone_or_frozen() {
    for frozen in [false, true] {
        let home = tempfile::tempdir().unwrap();
        let mut server = Server::started();
        let mut worker = Running::start(brandish(home.path()).args([
            "worker",
            "--queue",
            &server.url(),
            "--name",
            "ann",
        ]));
        worker.says("ann is ready");
        if frozen {
            signal("-STOP", server.process_id());
        } else {
            server.kill();
        }
        worker.says("does not answer");
        worker.is_terminated();
    }
}

#[test]
fn a_worker_gives_up_after_its_limit() {
    let (home, server) = (tempfile::tempdir().unwrap(), Server::prepared());
    let mut worker = Running::start(brandish(home.path()).args([
        "worker",
        "--queue",
        &server.url(),
        "--wait-limit",
        "1",
    ]));
    let (status, _) = worker.ends(SAYS_WITHIN);
    assert_eq!(status.code(), Some(1), "{}", worker.said());
    assert!(worker.said().contains("does not answer"), "{}", worker.said());
}

/// Starts a worker and has it draw a job that takes a while; then the server reaches its memory limit.
fn full_while_drawing(home: &Path, elsewhere: &Path, server: &Server) -> (Running, Running) {
    let mut worker = start_worker(elsewhere, server, "ann");
    let command = Running::generate(home, &server.url(), &["--size", "512x512", "--steps", "50"]);
    let mut connection = server.connection();
    let begun = Instant::now();
    let mut is_taken = || {
        server.keys("*:job:*").iter().any(|job| {
            let mut get = redis::cmd("HGET");
            get.arg(job).arg("worker");
            get.query::<Option<String>>(&mut connection).unwrap().is_some()
        })
    };
    while !is_taken() {
        assert!(begun.elapsed() < SAYS_WITHIN, "{}", command.said());
        std::thread::sleep(Duration::from_millis(10));
    }
    memory_limit(&mut connection, "1");
    worker.says("is out of memory");
    (worker, command)
}

fn start_worker(home: &Path, server: &Server, name: &str) -> Running {
    let mut command = brandish(home);
    command.args(["worker", "--queue", &server.url(), "--name", name, "--lease", "2"]);
    let mut worker = Running::start(&mut command);
    worker.says("is ready");
    worker
}

/// A queue at its memory limit takes no picture; the worker keeps it until there is memory, and the job ends once.
#[test]
fn a_job_survives_a_queue_that_is_full_for_a_while() {
    let (home, elsewhere) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let server = Server::started();
    let (_worker, mut command) = full_while_drawing(home.path(), elsewhere.path(), &server);
    command.says("is out of memory");
    // More leases than a job is given attempts.
    std::thread::sleep(Duration::from_secs(12));
    memory_limit(&mut server.connection(), "0");
    let (status, printed) = command.ends(SAYS_WITHIN);
    assert!(status.success(), "{printed} {}", command.said());
    assert!(printed.contains("\"status\":\"completed\""), "{printed}");
}

/// A worker that cannot hand over what it has drawn leaves when it is told to, and another one draws the job.
#[cfg(unix)]
#[test]
fn a_worker_with_a_finished_picture_leaves_a_full_queue() {
    let (home, elsewhere) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let server = Server::started();
    let (mut worker, mut command) = full_while_drawing(home.path(), elsewhere.path(), &server);
    std::thread::sleep(Duration::from_secs(8));
    signal("-TERM", worker.child.id());
    // It draws for 20 s at most, then tries for 5 s.
    worker.ends(SAYS_WITHIN);
    memory_limit(&mut server.connection(), "0");
    let _other = start_worker(elsewhere.path(), &server, "ben");
    let (status, printed) = command.ends(SAYS_WITHIN);
    assert!(status.success(), "{printed} {}", command.said());
}
