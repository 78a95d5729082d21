//! The local HTTP server of an open window: started and stopped by its switch in Settings.
//! What it answers is in `api`; here is how much of each frame its requests may take.

use crate::api::{self, ApiServer, ServerOptions};
use crate::job::JobId;
use crate::studio::Studio;
use egui::Context;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

/// How long a frame with requests may take; a screen of 60 Hz shows one each 16.7 ms.
const FRAME_BUDGET: Duration = Duration::from_millis(13);
/// The time for requests in one frame: what drawing leaves of it, within these bounds.
const MIN_BUDGET: Duration = Duration::from_millis(2);
const MAX_BUDGET: Duration = Duration::from_millis(10);

/// The server as the switch last left it.
#[derive(Default)]
pub struct Serving {
    server: Option<ApiServer>,
    /// The switch at the last poll.
    enabled: bool,
    /// Why it does not run although it is enabled.
    error: Option<String>,
    options: ServerOptions,
    /// How long the last frame took without its requests.
    drawing: Duration,
    /// How long its requests took.
    handling: Duration,
}

impl Serving {
    /// Sets another address than the default, from the next start on.
    pub fn set_address(&mut self, address: SocketAddr) {
        self.options.address = address;
    }

    /// The address it listens on, or would if it ran.
    pub fn address(&self) -> SocketAddr {
        self.server.as_ref().map_or(self.options.address, ApiServer::address)
    }

    pub fn is_running(&self) -> bool {
        self.server.is_some()
    }

    pub fn error(&self) -> Option<&str> {
        self.error.as_deref()
    }

    /// Follows the switch, publishes events and handles requests. Returns an error to show.
    pub fn poll(&mut self, ctx: &Context, studio: &mut Studio, ended: &[JobId]) -> Option<String> {
        let enabled = api::IS_INCLUDED && studio.settings().serve;
        let changed = std::mem::replace(&mut self.enabled, enabled) != enabled;
        let error = changed.then(|| self.restart(ctx)).flatten();
        if let Some(server) = &mut self.server {
            server.publish(studio, ended);
            let begun = Instant::now();
            if server.poll(
                studio,
                FRAME_BUDGET.saturating_sub(self.drawing).clamp(MIN_BUDGET, MAX_BUDGET),
            ) {
                ctx.request_repaint();
            }
            self.handling = begun.elapsed();
        }
        error
    }

    /// Records how long a frame took, so that requests get the rest of the next.
    pub fn frame_took(&mut self, all: Duration) {
        self.drawing = all.saturating_sub(std::mem::take(&mut self.handling));
    }

    fn restart(&mut self, ctx: &Context) -> Option<String> {
        if let Some(server) = self.server.take() {
            // Stopping waits for open responses, which no frame may do.
            std::thread::spawn(move || drop(server));
        }
        self.error = None;
        if self.enabled {
            let ctx = ctx.clone();
            match ApiServer::start(self.options.clone(), move || ctx.request_repaint()) {
                Ok(server) => self.server = Some(server),
                Err(error) => self.error = Some(error.to_string()),
            }
        }
        self.error.clone()
    }
}
