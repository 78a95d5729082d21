//! `kill -9` at random moments of a queue of 50 pictures, of `brandish serve` and of the window in turn: nothing that
//! was accepted is lost, no picture is half, and every job is accounted for. It ends with an error otherwise.
//!
//!     cargo bench --bench kills -- 1000 3000
//!
//! The numbers are how often, and how long after a start at the latest, in milliseconds: long enough for this machine to
//! start the program and draw.
//! The window needs Xvfb; without it only the server is killed. Both are driven by HTTP, the window's by its own server.

#[path = "../tests/support/mod.rs"]
mod support;

fn main() {
    let mut numbers = std::env::args().skip(1).filter_map(|text| text.parse().ok());
    let (rounds, latest) = (numbers.next().unwrap_or(20), numbers.next().unwrap_or(3_000));
    let display = support::kills::Display::start();
    support::kills::run(rounds, latest, display.as_ref());
}
