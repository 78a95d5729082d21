//! How long clients of the HTTP server wait while a picture is rendered: 50 clients that post for a minute,
//! first to `brandish serve`, then to an open window, whose frames are timed with and without them.
//!
//!     cargo bench --bench http_load
//!
//! `BRANDISH_LOAD_SECONDS`, `BRANDISH_LOAD_CLIENTS` and `BRANDISH_LOAD_PAUSE_MS` change it.

#[path = "../tests/support/mod.rs"]
mod support;

use brandish::engine::Catalog;
use brandish::files::Home;
use brandish::studio::Studio;
use brandish::ui::{App, NativeDesktop};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable;
use std::collections::{HashMap, HashSet};
use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};
use support::http;

/// What one client saw: how long each post took, with its status, and the ids that it was given.
#[derive(Default)]
struct Seen {
    posts: Vec<(u16, Duration)>,
    ids: Vec<String>,
}

fn setting(name: &str, usual: u64) -> u64 {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(usual)
}

fn main() {
    let seconds = setting("BRANDISH_LOAD_SECONDS", 60);
    to_a_server(seconds);
    to_a_window(seconds.min(20));
}

fn to_a_server(seconds: u64) {
    let home = tempfile::tempdir().expect("a temporary folder");
    let server = http::serve(home.path(), &["--queue-limit", "1000000"]);
    let stop = Arc::new(AtomicBool::new(false));
    let clients = start(server.address, &stop);
    std::thread::sleep(Duration::from_secs(seconds));
    stop.store(true, Ordering::Relaxed);
    let seen = gather(clients);
    tell("brandish serve", seconds, &seen);

    let (mut listed, mut before) = (HashSet::new(), String::new());
    loop {
        let (_, page) = server.get(&format!("/jobs?limit=100{before}"));
        let jobs = page["jobs"].as_array().expect("a page").iter();
        listed.extend(jobs.map(|job| job["job_id"].as_str().expect("an id").to_owned()));
        let Some(next) = page["next"].as_str() else { break };
        before = format!("&before={next}");
    }
    let lost = seen.ids.iter().filter(|id| !listed.contains(*id)).count();
    println!("  {} jobs taken, {lost} lost; health {}", seen.ids.len(), server.get("/health").1);
}

fn to_a_window(seconds: u64) {
    let home = tempfile::tempdir().expect("a temporary folder");
    let catalog = Catalog::built_in(&support::assets());
    let studio = Studio::open(Home::in_folder(home.path()), catalog, || {}).expect("it opens");
    let mut app = App::new(studio, Box::new(NativeDesktop::new(egui::Context::default())));
    app.serve_at(SocketAddr::from(([127, 0, 0, 1], 0)));
    let mut window = Harness::builder()
        .with_size([1280.0, 800.0])
        .with_context_setup(brandish::ui::install_fonts)
        .build_ui_state(|ui, app: &mut App| app.show(ui), app);
    window.run_steps(3);
    window.get_by_label("Settings").click();
    window.run_steps(3);
    // It lies below the fold.
    window.get_by_label_contains("Let other programs").click_accesskit();
    window.run_steps(3);
    let address = window.state().served_at().expect("the switch is on");
    window.get_by_label("Create").click();
    window.run_steps(3);
    // As many jobs as the queue takes, so that both measurements list the same.
    let fill = Arc::new(AtomicBool::new(false));
    let clients = start(address, &fill);
    let begun = Instant::now();
    while window.state().studio().job_queue().len() < 1_000
        && begun.elapsed() < Duration::from_secs(60)
    {
        window.step();
    }
    fill.store(true, Ordering::Relaxed);
    while clients.iter().any(|client| !client.is_finished()) {
        window.step();
    }
    gather(clients);
    frames("frames, nobody calls", &mut window, seconds);
    let stop = Arc::new(AtomicBool::new(false));
    let clients = start(address, &stop);
    frames("frames, while they call", &mut window, seconds);
    stop.store(true, Ordering::Relaxed);
    while clients.iter().any(|client| !client.is_finished()) {
        window.step();
    }
    tell("the open window", seconds, &gather(clients));
}

/// Frames at 60 a second, as a screen asks for them.
fn frames(what: &str, window: &mut Harness<'_, App>, seconds: u64) {
    let begun = Instant::now();
    let mut times = Vec::new();
    while begun.elapsed() < Duration::from_secs(seconds) {
        let frame = Instant::now();
        window.step();
        times.push(frame.elapsed());
        std::thread::sleep(Duration::from_micros(16_667).saturating_sub(frame.elapsed()));
    }
    times.sort();
    println!("{what}: {}", spread(&times));
}

fn spread(times: &[Duration]) -> String {
    let at = |share: f64| times[((times.len() - 1) as f64 * share) as usize].as_secs_f64() * 1e3;
    format!(
        "{} times, p50 {:.2} ms, p99 {:.2} ms, longest {:.2} ms",
        times.len(),
        at(0.5),
        at(0.99),
        at(1.0)
    )
}

fn tell(what: &str, seconds: u64, seen: &Seen) {
    let mut by_status: HashMap<u16, Vec<Duration>> = HashMap::new();
    for (status, time) in &seen.posts {
        by_status.entry(*status).or_default().push(*time);
    }
    println!("{what}: {:.0} posts a second", seen.posts.len() as f64 / seconds as f64);
    for (status, mut times) in by_status {
        times.sort();
        println!("  {status}: {}", spread(&times));
    }
}

type Clients = Vec<std::thread::JoinHandle<Seen>>;

fn start(address: SocketAddr, stop: &Arc<AtomicBool>) -> Clients {
    let pause = Duration::from_millis(setting("BRANDISH_LOAD_PAUSE_MS", 100));
    let client = |number: u64| {
        let stop = Arc::clone(stop);
        std::thread::spawn(move || {
            // Not all at the same moment.
            std::thread::sleep(pause.mul_f64(number as f64 / 50.0));
            post_until(address, number, pause, &stop)
        })
    };
    (0..setting("BRANDISH_LOAD_CLIENTS", 50)).map(client).collect()
}

fn gather(clients: Clients) -> Seen {
    let mut all = Seen::default();
    for client in clients {
        let seen = client.join().expect("a client does not fail");
        all.posts.extend(seen.posts);
        all.ids.extend(seen.ids);
    }
    all
}

/// Posts over one connection, by hand, so that the client costs next to nothing.
fn post_until(address: SocketAddr, number: u64, pause: Duration, stop: &AtomicBool) -> Seen {
    let mut stream = TcpStream::connect(address).expect("it listens");
    stream.set_nodelay(true).expect("a socket");
    let mut reader = BufReader::new(stream.try_clone().expect("a socket"));
    let mut seen = Seen::default();
    while !stop.load(Ordering::Relaxed) {
        let body = format!("{{\"prompt\":\"Red running shoes, {number}\"}}");
        let request = format!(
            "POST /generate-image HTTP/1.1\r\nHost: {address}\r\nContent-Type: application/json\r\n\
             Content-Length: {}\r\n\r\n{body}",
            body.len()
        );
        let begun = Instant::now();
        stream.write_all(request.as_bytes()).expect("the server reads");
        let (status, answer) = read(&mut reader);
        seen.posts.push((status, begun.elapsed()));
        if let (202, Some(id)) = (status, answer["job_id"].as_str()) {
            seen.ids.push(id.to_owned());
        }
        std::thread::sleep(pause.saturating_sub(begun.elapsed()));
    }
    seen
}

fn read(reader: &mut impl BufRead) -> (u16, serde_json::Value) {
    let mut line = String::new();
    reader.read_line(&mut line).expect("a status");
    let status = line.split(' ').nth(1).and_then(|text| text.parse().ok()).expect("a status");
    let mut length = 0;
    loop {
        line.clear();
        reader.read_line(&mut line).expect("a header");
        let Some((name, value)) = line.split_once(':') else { break };
        if name.eq_ignore_ascii_case("content-length") {
            length = value.trim().parse().expect("a length");
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).expect("a body");
    (status, serde_json::from_slice(&body).expect("JSON"))
}
