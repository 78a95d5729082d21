//! A hub server on this machine with faults that a test sets: lost connections, slow, changed or refused files.
//! It serves the same bytes under every address.

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// How the next responses are sent.
#[derive(Clone)]
pub struct Script {
    pub bytes: Vec<u8>,
    pub etag: Option<String>,
    /// The checksum that the hub sends; `None` sends none.
    pub sha256: Option<String>,
    /// Respond with this status and no body.
    pub status: Option<u16>,
    /// Close the connection after so many bytes of a body.
    pub cut_after: Option<usize>,
    /// Close so many connections before the response.
    pub hang_up: usize,
    /// Support `Range`.
    pub ranges: bool,
    /// Send the length.
    pub sends_length: bool,
    /// Pause after each 16 KB.
    pub rest: Duration,
    /// Send nothing more after so many bytes of a body, and keep the connection open.
    pub silent_after: Option<usize>,
    /// Redirect to another address first, as the hub does.
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
            sends_length: true,
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
                // Some tests are about clients that close the connection.
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

/// The first line of a request, its `Range` and its `If-Range`.
fn read_request(stream: &TcpStream) -> std::io::Result<(String, Option<String>, Option<String>)> {
    let mut reader = BufReader::new(stream.try_clone()?);
    let (mut first, mut range, mut if_range) = (String::new(), None, None);
    reader.read_line(&mut first)?;
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line)? == 0 || line.trim().is_empty() {
            break;
        }
        let (name, value) = line.split_once(':').unwrap_or_default();
        match name.to_lowercase().as_str() {
            "range" => range = Some(value.trim().to_owned()),
            "if-range" => if_range = Some(value.trim().to_owned()),
            _ => {}
        }
    }
    Ok((first, range, if_range))
}

fn answer(
    stream: TcpStream,
    script: &Mutex<Script>,
    seen: &Mutex<Vec<Request>>,
) -> std::io::Result<()> {
    let mut stream = stream;
    let (first, range, if_range) = read_request(&stream)?;
    seen.lock().unwrap().push((first.trim().to_owned(), range.clone()));
    let script = {
        let mut script = script.lock().unwrap();
        if script.hang_up > 0 {
            script.hang_up -= 1;
            return Ok(());
        }
        script.clone()
    };
    let linked = script.sha256.as_ref().map(|sha| format!("X-Linked-Etag: \"{sha}\"\r\n"));
    let linked = linked.unwrap_or_default();
    if script.redirects && !first.contains("/elsewhere") {
        let head = "HTTP/1.1 302 Found\r\nLocation: /elsewhere?signed=yes\r\n";
        return write!(stream, "{head}{linked}Content-Length: 0\r\nConnection: close\r\n\r\n");
    }
    if let Some(status) = script.status {
        return write!(
            stream,
            "HTTP/1.1 {status} No\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
        );
    }
    let is_unchanged = if_range.is_none() || if_range == script.etag;
    let from: usize = match &range {
        Some(range) if script.ranges && is_unchanged => {
            range.trim_start_matches("bytes=").trim_end_matches('-').parse().unwrap()
        }
        _ => 0,
    };
    let whole = script.bytes.len();
    let mut head = String::new();
    if from > 0 {
        head += "HTTP/1.1 206 Partial Content\r\n";
        head += &format!("Content-Range: bytes {from}-{}/{whole}\r\n", whole.max(1) - 1);
    } else {
        head += "HTTP/1.1 200 OK\r\n";
    }
    if let Some(etag) = &script.etag {
        head += &format!("ETag: {etag}\r\n");
    }
    if script.sends_length {
        head += &format!("Content-Length: {}\r\n", whole - from.min(whole));
    }
    write!(stream, "{head}{linked}Connection: close\r\n\r\n")?;
    let mut sent = 0;
    for block in script.bytes[from.min(whole)..].chunks(16 * 1024) {
        let left = script.cut_after.map_or(block.len(), |cut| cut.saturating_sub(sent));
        stream.write_all(&block[..left.min(block.len())])?;
        stream.flush()?;
        if left < block.len() {
            return Ok(());
        }
        sent += block.len();
        if script.silent_after.is_some_and(|bytes| sent >= bytes) {
            // Longer than the client's timeout.
            std::thread::sleep(Duration::from_secs(60));
            return Ok(());
        }
        std::thread::sleep(script.rest);
    }
    Ok(())
}

/// Pseudorandom bytes, the same ones each time.
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
