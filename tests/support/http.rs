//! The program as a server on a port of its own, and an HTTP client for it.
//! It asserts nothing about what a test checks.

use crate::support::brandish;
use serde_json::Value;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

/// `brandish serve`, killed when the test is over.
pub struct Server {
    child: Child,
    pub address: SocketAddr,
    /// The token that it generated, if any.
    pub token: Option<String>,
}

pub fn serve(home: &Path, arguments: &[&str]) -> Server {
    let listen: &[&str] =
        if arguments.contains(&"--listen") { &[] } else { &["--listen", "127.0.0.1:0"] };
    let mut command = brandish(home);
    command.arg("serve").args(listen).args(arguments).env_remove("BRANDISH_TOKEN");
    let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let printed: Value = serde_json::from_str(&line).expect(&line);
    let address = printed["listening"].as_str().unwrap().strip_prefix("http://").unwrap();
    let token = printed["token"].as_str().map(str::to_owned);
    Server { child, address: address.parse().unwrap(), token }
}

impl Server {
    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    pub fn get(&self, path: &str) -> (u16, Value) {
        parts(agent().get(self.url(path)).call().unwrap())
    }

    pub fn post(&self, path: &str, body: Value) -> (u16, Value) {
        parts(agent().post(self.url(path)).send_json(body).unwrap())
    }

    pub fn delete(&self, path: &str) -> (u16, Value) {
        parts(agent().delete(self.url(path)).call().unwrap())
    }

    /// Polls until a job is no longer processing.
    pub fn wait(&self, id: &str) -> Value {
        let begun = Instant::now();
        loop {
            let (status, result) = self.get(&format!("/result/{id}"));
            assert_eq!(status, 200, "{result}");
            if result["status"] != "processing" {
                return result;
            }
            assert!(begun.elapsed() < Duration::from_secs(120), "waited in vain: {result}");
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    /// Sends bytes as they are and returns the whole response.
    pub fn raw(&self, text: &str) -> String {
        let mut stream = TcpStream::connect(self.address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
        stream.write_all(text.as_bytes()).unwrap();
        let mut response = Vec::new();
        // A server that closes before it has read the whole body may reset the connection.
        stream.read_to_end(&mut response).ok();
        String::from_utf8_lossy(&response).into_owned()
    }

    pub fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Interrupts the program as Ctrl+C does, and waits for its end.
    #[cfg(unix)]
    pub fn interrupt(mut self) -> bool {
        let id = self.child.id().to_string();
        std::process::Command::new("kill").args(["-INT", &id]).status().unwrap();
        self.child.wait().unwrap().success()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

/// A client that returns every status as a response.
pub fn agent() -> ureq::Agent {
    let config = ureq::Agent::config_builder().http_status_as_error(false);
    config.timeout_global(Some(Duration::from_secs(60))).build().into()
}

pub fn parts(mut response: ureq::http::Response<ureq::Body>) -> (u16, Value) {
    let status = response.status().as_u16();
    let text = response.body_mut().read_to_string().unwrap();
    (status, serde_json::from_str(&text).unwrap_or(Value::String(text)))
}
