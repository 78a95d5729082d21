//! `brandish serve`: the local HTTP door without a window. It owns the Studio and answers what the
//! door's callers ask; what they may ask is known in `api`.

use super::{Trouble, catalog, home};
use crate::api::{self, Door, DoorError, Opening};
use crate::files::HomeError;
use crate::studio::{OpenError, Studio};
use crossbeam_channel::bounded;
use serde_json::json;
use std::io::Write;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// How long callers are answered before the engine's reports are taken in again.
const BUDGET: Duration = Duration::from_millis(10);
/// The thread wakes this often, also when nothing calls it: while a job runs, since one `poll` may
/// leave reports behind, and while none does.
const REST_AT_WORK: Duration = Duration::from_millis(250);
const REST: Duration = Duration::from_secs(60);

#[derive(clap::Args)]
pub(super) struct Serve {
    /// Where to listen; port 0 takes any that is free
    #[arg(long, value_name = "ADDRESS:PORT", default_value_t = api::USUAL_ADDRESS)]
    listen: SocketAddr,
    /// What callers must show, also from BRANDISH_TOKEN; beyond this machine one is made up where none is given
    #[arg(long)]
    token: Option<String>,
    /// A name by which callers on other machines know this one; may be given several times
    #[arg(long = "host", value_name = "NAME")]
    hosts: Vec<String>,
    /// How many jobs may wait
    #[arg(long, value_name = "JOBS", default_value_t = api::USUAL_QUEUE_LIMIT)]
    queue_limit: usize,
}

impl Serve {
    pub(super) fn run(self) -> Result<(), Trouble> {
        let given = self.token.or_else(|| std::env::var("BRANDISH_TOKEN").ok());
        let given = given.filter(|token| !token.trim().is_empty());
        let made_up = given.is_none() && !self.listen.ip().is_loopback();
        let token = match (given, made_up) {
            (None, true) => Some(api::fresh_token().map_err(Trouble::Failed)?),
            (given, _) => given,
        };
        let (waker, woken) = bounded(1);
        let wake = {
            let waker = waker.clone();
            // Where a call is waiting already, a second one changes nothing.
            move || {
                waker.try_send(()).ok();
            }
        };
        let mut studio = Studio::open(home()?, catalog()?, wake).map_err(taken)?;
        let opening = Opening {
            address: self.listen,
            token: token.clone(),
            hosts: self.hosts,
            queue_limit: self.queue_limit,
        };
        let mut door = Door::open(opening, || {})?;
        let stop = stop_flag(move || {
            waker.try_send(()).ok();
        });
        tell(&door, token.filter(|_| made_up));
        if studio.job_queue().is_paused() {
            eprintln!(
                "Brandish did not end well the last time, so the queue is paused. \
                 POST {{\"paused\": false}} to /queue lets it go on."
            );
        }
        while !stop.load(Ordering::Relaxed) {
            let ended = studio.poll();
            door.tell(&studio, &ended);
            for trouble in studio.take_errors() {
                eprintln!("{trouble}");
            }
            let rest = if studio.running().next().is_some() { REST_AT_WORK } else { REST };
            door.asked(rest, &woken);
            door.attend(&mut studio, BUDGET);
        }
        // The door first, so that nobody asks a studio that is closing.
        drop(door);
        drop(studio);
        Ok(())
    }
}

/// A window that is open can open the door itself; two programs never write in one home.
fn taken(error: OpenError) -> Trouble {
    let more = match error {
        OpenError::Home(HomeError::AlreadyOpen(_)) => {
            " A window opens the same door itself: Settings, Other programs."
        }
        _ => "",
    };
    Trouble::Failed(format!("{error}{more}"))
}

/// The address as one line of JSON, for whoever started this program.
fn tell(door: &Door, token: Option<String>) {
    let mut answer = json!({ "listening": format!("http://{}", door.address()) });
    if let Some(token) = token {
        answer["token"] = token.into();
    }
    println!("{answer}");
    std::io::stdout().flush().ok();
}

/// Raised by the first Ctrl+C, which also calls `wake`; the second ends the program.
fn stop_flag(wake: impl Fn() + Send + 'static) -> Arc<AtomicBool> {
    let flag = Arc::new(AtomicBool::new(false));
    let raised = Arc::clone(&flag);
    let set = ctrlc::set_handler(move || {
        if raised.swap(true, Ordering::Relaxed) {
            std::process::exit(130);
        }
        wake();
    });
    if let Err(error) = set {
        tracing::warn!("Ctrl+C cannot be caught: {error}");
    }
    flag
}

impl From<DoorError> for Trouble {
    fn from(error: DoorError) -> Self {
        Self::Failed(error.to_string())
    }
}
