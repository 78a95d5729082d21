//! A hub of models on this machine that behaves as a test tells it: whole, cut, slow, changed, refusing.
//! It serves the same bytes under every address.

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// How the next answers are given.
#[derive(Clone)]
pub struct Script {
    pub bytes: Vec<u8>,
    pub etag: Option<String>,
    /// The checksum that the hub tells, if it does.
    pub sha256: Option<String>,
    /// Answer with this and no bytes.
    pub status: Option<u16>,
    /// Hang up after so many bytes of an answer.
    pub cut_after: Option<usize>,
    /// Hang up before a byte of an answer, so many times.
    pub hang_up: usize,
    /// Honour `Range`.
    pub ranges: bool,
    /// Tell the length.
    pub tells_length: bool,
    /// Rest after each 16 KB.
    pub rest: Duration,
    /// Fall silent after so many bytes of an answer, and stay on the line.
    pub silent_after: Option<usize>,
    /// Point to another address first, as the hub does.
    pub redirects: bool,
}

impl Script {
    pub fn of(bytes: Vec<u8>) -> Self {
        Self {
            bytes,
            etag: Some("\"one\"".into()),
            sha256: None,
            status: None,
            cut_after: None,
            hang_up: 0,
            ranges: true,
            tells_length: true,
            rest: Duration::ZERO,
            silent_after: None,
            redirects: false,
        }
    }
}

/// A request's first line and its `Range`.
pub type Request = (String, Option<String>);

/// The running hub; its thread ends with the test's process.
pub struct Hub {
    pub address: String,
    script: Arc<Mutex<Script>>,
    seen: Arc<Mutex<Vec<Request>>>,
}

impl Hub {
    pub fn new(script: Script) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let hub = Self {
            address,
            script: Arc::new(Mutex::new(script)),
            seen: Arc::new(Mutex::new(Vec::new())),
        };
        let (script, seen) = (Arc::clone(&hub.script), Arc::clone(&hub.seen));
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (script, seen) = (Arc::clone(&script), Arc::clone(&seen));
                // A client that hangs up is what some tests are about.
                std::thread::spawn(move || answer(stream, &script, &seen).ok());
            }
        });
        hub
    }

    pub fn change(&self, change: impl FnOnce(&mut Script)) {
        change(&mut self.script.lock().unwrap());
    }

    pub fn seen(&self) -> Vec<Request> {
        self.seen.lock().unwrap().clone()
    }
}

fn answer(
    stream: TcpStream,
    script: &Mutex<Script>,
    seen: &Mutex<Vec<Request>>,
) -> std::io::Result<()> {
    let mut reader = BufReader::new(stream.try_clone()?);
    let (mut first, mut range, mut only) = (String::new(), None, None);
    reader.read_line(&mut first)?;
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line)? == 0 || line.trim().is_empty() {
            break;
        }
        let (name, value) = line.split_once(':').unwrap_or_default();
        match name.to_lowercase().as_str() {
            "range" => range = Some(value.trim().to_owned()),
            "if-range" => only = Some(value.trim().to_owned()),
            _ => {}
        }
    }
    let mut stream = stream;
    seen.lock().unwrap().push((first.trim().to_owned(), range.clone()));
    let said = {
        let mut script = script.lock().unwrap();
        if script.hang_up > 0 {
            script.hang_up -= 1;
            return Ok(());
        }
        script.clone()
    };
    let linked = said.sha256.as_ref().map(|sha| format!("X-Linked-Etag: \"{sha}\"\r\n"));
    let linked = linked.unwrap_or_default();
    if said.redirects && !first.contains("/elsewhere") {
        let head = "HTTP/1.1 302 Found\r\nLocation: /elsewhere?signed=yes\r\n";
        return write!(stream, "{head}{linked}Content-Length: 0\r\nConnection: close\r\n\r\n");
    }
    if let Some(status) = said.status {
        return write!(
            stream,
            "HTTP/1.1 {status} No\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
        );
    }
    let fresh = only.is_none() || only == said.etag;
    let from: usize = match &range {
        Some(range) if said.ranges && fresh => {
            range.trim_start_matches("bytes=").trim_end_matches('-').parse().unwrap()
        }
        _ => 0,
    };
    let whole = said.bytes.len();
    let mut head = String::new();
    if from > 0 {
        head += "HTTP/1.1 206 Partial Content\r\n";
        head += &format!("Content-Range: bytes {from}-{}/{whole}\r\n", whole.max(1) - 1);
    } else {
        head += "HTTP/1.1 200 OK\r\n";
    }
    if let Some(etag) = &said.etag {
        head += &format!("ETag: {etag}\r\n");
    }
    if said.tells_length {
        head += &format!("Content-Length: {}\r\n", whole - from.min(whole));
    }
    write!(stream, "{head}{linked}Connection: close\r\n\r\n")?;
    let mut sent = 0;
    for block in said.bytes[from.min(whole)..].chunks(16 * 1024) {
        let left = said.cut_after.map_or(block.len(), |cut| cut.saturating_sub(sent));
        stream.write_all(&block[..left.min(block.len())])?;
        stream.flush()?;
        if left < block.len() {
            return Ok(());
        }
        sent += block.len();
        if said.silent_after.is_some_and(|bytes| sent >= bytes) {
            // Longer than any client waits.
            std::thread::sleep(Duration::from_secs(60));
            return Ok(());
        }
        std::thread::sleep(said.rest);
    }
    Ok(())
}

/// Bytes that look like nothing in particular, the same ones each time.
pub fn noise(count: usize) -> Vec<u8> {
    let mut state = 0x9E37_79B9_7F4A_7C15_u64;
    let next = |_| {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 56) as u8
    };
    (0..count).map(next).collect()
}

pub fn sha256(bytes: &[u8]) -> String {
    use sha2::{Digest, Sha256};
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}
