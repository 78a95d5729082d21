//! `brandish serve`: the local HTTP server without a window. It owns the Studio and polls the server;
//! what clients may request is in `api`.

use super::device::DeviceArguments;
use super::output::{note, print_json};
use super::stop_flag::stop_flag_with;
use super::{CliError, catalog, home};
use crate::api::{self, ApiServer, ServerError, ServerOptions};
use crate::files::{HomeError, Program};
use crate::studio::{OpenError, Studio};
use crossbeam_channel::bounded;
use serde_json::json;
use std::net::SocketAddr;
use std::sync::atomic::Ordering;
use std::time::Duration;

/// How long requests are handled before the engine's reports are processed again.
const BUDGET: Duration = Duration::from_millis(10);
/// How long the thread waits for a wake-up: while a job runs, since one `poll` may leave reports behind, and while
/// none does.
const RUNNING_TIMEOUT: Duration = Duration::from_millis(250);
const IDLE_TIMEOUT: Duration = Duration::from_secs(60);

#[derive(clap::Args)]
pub(super) struct Serve {
    /// Where to listen; port 0 takes any free port
    #[arg(long, value_name = "ADDRESS:PORT", default_value_t = api::DEFAULT_ADDRESS)]
    listen: SocketAddr,
    /// The token that clients must send, also from BRANDISH_TOKEN; beyond this machine one is generated if none is given
    #[arg(long)]
    token: Option<String>,
    /// A host name by which clients on other machines name this one; may be given several times
    #[arg(long = "host", value_name = "NAME")]
    hosts: Vec<String>,
    #[command(flatten)]
    device: DeviceArguments,
    /// How many jobs may wait
    #[arg(long, value_name = "JOBS", default_value_t = api::DEFAULT_QUEUE_LIMIT)]
    queue_limit: usize,
}

impl Serve {
    pub(super) fn run(self) -> Result<(), CliError> {
        self.device.apply();
        let given = self.token.or_else(|| std::env::var("BRANDISH_TOKEN").ok());
        let given = given.filter(|token| !token.trim().is_empty());
        let generated = given.is_none() && !self.listen.ip().is_loopback();
        let token = match (given, generated) {
            (None, true) => Some(api::generate_token().map_err(CliError::Failed)?),
            (given, _) => given,
        };
        let (waker, woken) = bounded(1);
        let wake = {
            let waker = waker.clone();
            // If a wake-up is waiting already, a second one changes nothing.
            move || {
                waker.try_send(()).ok();
            }
        };
        let mut studio = Studio::open(home()?.of_program(Program::Serve), catalog()?, wake)
            .map_err(open_error)?;
        let options = ServerOptions {
            address: self.listen,
            token: token.clone(),
            hosts: self.hosts,
            queue_limit: self.queue_limit,
        };
        let mut server = ApiServer::start(options, || {})?;
        let stop = stop_flag_with(move || {
            waker.try_send(()).ok();
        });
        print_address(&server, token.filter(|_| generated))?;
        if studio.job_queue().is_paused() {
            note(
                "Brandish ended unexpectedly the last time, so the queue is paused. \
                 POST {\"paused\": false} to /queue to resume it.",
            );
        }
        while !stop.load(Ordering::Relaxed) {
            let ended = studio.poll();
            server.publish(&studio, &ended);
            studio.take_errors().iter().for_each(note);
            let is_running = studio.running().next().is_some();
            server.wait(if is_running { RUNNING_TIMEOUT } else { IDLE_TIMEOUT }, &woken);
            server.poll(&mut studio, BUDGET);
        }
        // The server first, so that no request reaches a Studio that is closing.
        drop(server);
        drop(studio);
        Ok(())
    }
}

/// An open window can run the server itself; two programs never write in one home.
fn open_error(error: OpenError) -> CliError {
    let more = match error {
        OpenError::Home(HomeError::AlreadyOpen { holder: Program::Window, .. }) => {
            " An open window can run this server itself: Settings, Other programs."
        }
        _ => "",
    };
    CliError::Failed(format!("{error}{more}"))
}

/// Prints the address as one line of JSON, for the program that started this one.
fn print_address(server: &ApiServer, token: Option<String>) -> Result<(), CliError> {
    let mut line = json!({ "listening": format!("http://{}", server.address()) });
    if let Some(token) = token {
        line["token"] = token.into();
    }
    print_json(&line)
}

impl From<ServerError> for CliError {
    fn from(error: ServerError) -> Self {
        Self::Failed(error.to_string())
    }
}
