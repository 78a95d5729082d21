//! Homes whose program is killed at random moments while it fills and draws a queue of 50, and what must be true of
//! them afterwards: nothing that was accepted is lost, and nothing is half. How often, the callers decide.

use brandish::files::{self, History, Settings};
use brandish::job::{Job, JobId, State};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

/// The jobs of one home.
pub const JOBS: usize = 50;
/// Where the window's server listens.
const WINDOW: &str = "127.0.0.1:8137";

/// A home under test, and what its clients were told.
pub struct Target {
    folder: tempfile::TempDir,
    accepted: Arc<Mutex<BTreeSet<JobId>>>,
    kills: usize,
}

/// What all homes came to.
#[derive(Default)]
pub struct Totals {
    pub kills: [usize; 2],
    pub homes: usize,
    pub accepted: usize,
    pub pictures: usize,
    pub interrupted: usize,
    /// Pictures that were whole on disk when the program died before their job was done.
    pub adopted: usize,
}

/// Kills `brandish serve` and, on a display, the window in turn, each time at a random moment within `latest`
/// milliseconds of its start. Panics where anything is lost or half.
pub fn run(rounds: u64, latest: u64, display: Option<&Display>) -> Totals {
    let mut draw = Draw(std::process::id().into());
    let (mut totals, mut target) = (Totals::default(), Target::new());
    let begun = Instant::now();
    for round in 1..=rounds {
        let in_window = display.filter(|_| round % 2 == 0);
        let wait = Duration::from_millis(draw.next() % latest);
        target.run_and_kill(in_window, wait);
        totals.kills[usize::from(in_window.is_some())] += 1;
        if target.check() {
            target.finish(&mut totals);
            target = Target::new();
        }
        if round % 50 == 0 {
            println!(
                "{round} kills after {} s, {} homes done",
                begun.elapsed().as_secs(),
                totals.homes
            );
        }
    }
    target.finish(&mut totals);
    let [server, window] = totals.kills;
    println!(
        "{server} kills of brandish serve and {window} of the window in {} s: {} jobs accepted in {} queues, none lost; \
         {} pictures whole, none half; {} jobs interrupted, {} whose picture was whole are done",
        begun.elapsed().as_secs(),
        totals.accepted,
        totals.homes,
        totals.pictures,
        totals.interrupted,
        totals.adopted,
    );
    totals
}

impl Target {
    pub fn new() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let settings = Settings { serve: true, notify: false, ..Settings::default() };
        settings.write(&folder.path().join("settings.toml")).expect("a folder of one's own");
        Self { folder, accepted: Arc::default(), kills: 0 }
    }

    /// Starts the program, has it fill its queue and draw, and kills it.
    pub fn run_and_kill(&mut self, display: Option<&Display>, wait: Duration) {
        let begun = Instant::now();
        let (mut program, address) = self.start(display);
        let stop = Arc::new(AtomicBool::new(false));
        let (stopped, accepted) = (Arc::clone(&stop), Arc::clone(&self.accepted));
        let client = std::thread::spawn(move || fill(address, &accepted, &stopped));
        std::thread::sleep(wait.saturating_sub(begun.elapsed()));
        program.kill().expect("it is this process's child");
        program.wait().expect("it is this process's child");
        stop.store(true, Ordering::Relaxed);
        client.join().expect("the client does not panic");
        self.kills += 1;
    }

    fn start(&self, display: Option<&Display>) -> (Child, Address) {
        let mut command = super::brandish(self.folder.path());
        command.stderr(Stdio::null());
        let Some(display) = display else {
            let mut child = command
                .args(["serve", "--listen", "127.0.0.1:0"])
                .stdout(Stdio::piped())
                .spawn()
                .expect("the program");
            let out = child.stdout.take().expect("it is piped");
            // It is killed at times before it has printed where it listens.
            return (child, Address::Printed(BufReader::new(out)));
        };
        // Otherwise another Brandish would be asked.
        std::net::TcpListener::bind(WINDOW)
            .expect("no other program listens where the window does");
        command.env_remove("WAYLAND_DISPLAY").env("DISPLAY", &display.name);
        command.env("LIBGL_ALWAYS_SOFTWARE", "1").stdout(Stdio::null());
        (command.spawn().expect("the program"), Address::Known(WINDOW.to_owned()))
    }

    /// Checks what the killed program left; true where every job of the full queue is over.
    pub fn check(&self) -> bool {
        let jobs = self.jobs();
        let known: BTreeSet<_> = jobs.iter().map(|job| job.id).collect();
        let accepted = self.accepted.lock().expect("no client panicked");
        let lost: Vec<_> = accepted.difference(&known).collect();
        assert!(lost.is_empty(), "after {} kills {lost:?} are lost", self.kills);
        for job in jobs.iter().filter(|job| *job.state() == State::Done) {
            let picture = job.picture().expect("a job that is done has a picture");
            let size = files::read_pixels(&picture.path).expect("a whole picture").dimensions();
            assert_eq!(size, (picture.width, picture.height));
        }
        for path in self.pictures() {
            files::read_pixels(&path)
                .unwrap_or_else(|error| panic!("{} is half: {error}", path.display()));
            let name = path.file_stem().expect("a name").to_string_lossy().into_owned();
            let owned = known.iter().any(|id| name.ends_with(&id.short()));
            assert!(owned, "{name} belongs to no job");
        }
        let over = |job: &Job| job.state().is_over();
        jobs.len() >= JOBS && jobs.iter().all(over)
    }

    /// Lets the program draw the rest, and checks the whole.
    pub fn finish(&self, totals: &mut Totals) {
        let (mut program, address) = self.start(None);
        let stop = Arc::new(AtomicBool::new(false));
        let (stopped, accepted) = (Arc::clone(&stop), Arc::clone(&self.accepted));
        let client = std::thread::spawn(move || fill(address, &accepted, &stopped));
        let begun = Instant::now();
        loop {
            let jobs = self.jobs();
            if jobs.len() >= JOBS && jobs.iter().all(|job| job.state().is_over()) {
                break;
            }
            assert!(begun.elapsed() < Duration::from_secs(300), "the queue does not end");
            std::thread::sleep(Duration::from_millis(200));
        }
        stop.store(true, Ordering::Relaxed);
        client.join().expect("the client does not panic");
        program.kill().expect("it is this process's child");
        program.wait().expect("it is this process's child");
        assert!(self.check());
        let jobs = self.jobs();
        let adopted = jobs.iter().filter_map(Job::picture).filter(|picture| picture.took.is_zero());
        totals.adopted += adopted.count();
        let count = |state: &State| jobs.iter().filter(|job| job.state() == state).count();
        let (done, interrupted) = (count(&State::Done), count(&State::Interrupted));
        assert_eq!(done + interrupted, jobs.len(), "each is done or was interrupted");
        let pictures = self.pictures().len();
        assert_eq!(pictures, done, "one picture for each job that is done, and nothing else");
        totals.homes += 1;
        totals.accepted += self.accepted.lock().expect("no client panicked").len();
        totals.pictures += pictures;
        totals.interrupted += interrupted;
    }

    fn jobs(&self) -> Vec<Job> {
        let path = self.folder.path().join("history.sqlite");
        let found = History::open_to_read(&path).and_then(|history| history.before(None, 10_000));
        let found = found.expect("history is whole");
        assert_eq!(found.unreadable, []);
        found.items
    }

    /// The picture files, without what a killed program had begun to write and the next start removes.
    fn pictures(&self) -> Vec<PathBuf> {
        let entries = std::fs::read_dir(self.folder.path().join("generated_images"));
        let paths = entries.into_iter().flatten().flatten().map(|entry| entry.path());
        paths.filter(|path| !is_unfinished(path)).collect()
    }
}

fn is_unfinished(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(".brandish-"))
}

/// Where a program listens: printed by `serve` when it does.
enum Address {
    Known(String),
    Printed(BufReader<std::process::ChildStdout>),
}

impl Address {
    fn get(self) -> Option<String> {
        match self {
            Self::Known(address) => Some(address),
            Self::Printed(mut out) => {
                let mut line = String::new();
                out.read_line(&mut line).ok()?;
                let printed: Value = serde_json::from_str(&line).ok()?;
                Some(printed["listening"].as_str()?.strip_prefix("http://")?.to_owned())
            }
        }
    }
}

/// Resumes the queue, and posts until the home has its jobs or the program is gone. An id counts once the program
/// has answered with it.
fn fill(address: Address, accepted: &Mutex<BTreeSet<JobId>>, stop: &AtomicBool) {
    let Some(address) = address.get() else { return };
    let config = ureq::Agent::config_builder().http_status_as_error(false);
    let agent: ureq::Agent = config.timeout_global(Some(Duration::from_secs(2))).build().into();
    let post = |path: &str, body: Value| -> Option<Value> {
        let mut response = agent.post(format!("http://{address}{path}")).send_json(body).ok()?;
        response.body_mut().read_json().ok()
    };
    let resumed = || post("/queue", json!({ "paused": false })).is_some();
    while !stop.load(Ordering::Relaxed) && !resumed() {
        std::thread::sleep(Duration::from_millis(10));
    }
    let count = || accepted.lock().expect("no client panics").len();
    while !stop.load(Ordering::Relaxed) && count() < JOBS {
        let body = json!({ "prompt": "Red mug", "size": "256x256", "steps": 4, "count": 5 });
        // A request that the program died upon may have been accepted or not: nobody was told.
        let Some(answer) = post("/generate-image", body) else { return };
        let ids = answer["job_ids"].as_array().cloned().unwrap_or_default();
        let ids = ids.iter().filter_map(|id| id.as_str()?.parse::<JobId>().ok());
        accepted.lock().expect("no client panics").extend(ids);
    }
}

/// An X server for the window.
pub struct Display {
    server: Child,
    name: String,
}

impl Display {
    /// `None` where Xvfb is missing.
    pub fn start() -> Option<Self> {
        let mut command = Command::new("Xvfb");
        command.args([
            "-displayfd",
            "1",
            "-screen",
            "0",
            "1280x800x24",
            "-nolisten",
            "tcp",
            "-noreset",
        ]);
        let server = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn();
        let Ok(mut server) = server else {
            println!("Xvfb is missing, so only brandish serve is killed");
            return None;
        };
        let mut number = String::new();
        BufReader::new(server.stdout.take()?).read_line(&mut number).ok()?;
        Some(Self { server, name: format!(":{}", number.trim()) })
    }
}

impl Drop for Display {
    fn drop(&mut self) {
        self.server.kill().ok();
        self.server.wait().ok();
    }
}

/// Random numbers, by xorshift64*.
struct Draw(u64);

impl Draw {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 16
    }
}
