//! The local HTTP door while the window is open: opened and closed by its switch in Settings.
//! What callers may ask is known in `api`; here they are only answered, with what drawing leaves of each frame.

use crate::api::{Door, Opening};
use crate::job::JobId;
use crate::studio::Studio;
use egui::Context;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

/// How long a frame may take with callers in it; a screen of 60 Hz shows one each 16.7 ms.
const FRAME: Duration = Duration::from_millis(13);
/// How long callers are answered in one frame: what drawing leaves of it, within these.
const LEAST: Duration = Duration::from_millis(2);
const MOST: Duration = Duration::from_millis(10);

/// The door as the switch last left it.
#[derive(Default)]
pub struct Serving {
    door: Option<Door>,
    /// The switch, as it was seen last.
    wanted: bool,
    /// Why it is closed although it is wanted.
    trouble: Option<String>,
    opening: Opening,
    /// What the last frame took without its callers.
    drawing: Duration,
    /// What its callers took.
    answering: Duration,
}

impl Serving {
    /// Listens at another address than the usual one, from the next opening on.
    pub fn at(&mut self, address: SocketAddr) {
        self.opening.address = address;
    }

    /// Where callers reach it; where they would, while it is closed.
    pub fn address(&self) -> SocketAddr {
        self.door.as_ref().map_or(self.opening.address, Door::address)
    }

    pub fn is_open(&self) -> bool {
        self.door.is_some()
    }

    pub fn trouble(&self) -> Option<&str> {
        self.trouble.as_deref()
    }

    /// Follows the switch, answers callers and tells listeners. Returns what the user should know.
    pub fn attend(
        &mut self,
        ctx: &Context,
        studio: &mut Studio,
        ended: &[JobId],
    ) -> Option<String> {
        let wanted = studio.settings().serve;
        let turned = std::mem::replace(&mut self.wanted, wanted) != wanted;
        let trouble = turned.then(|| self.turn(ctx)).flatten();
        if let Some(door) = &mut self.door {
            door.tell(studio, ended);
            let begun = Instant::now();
            if door.attend(studio, FRAME.saturating_sub(self.drawing).clamp(LEAST, MOST)) {
                ctx.request_repaint();
            }
            self.answering = begun.elapsed();
        }
        trouble
    }

    /// To be told how long a frame took, so that callers get what is left of the next.
    pub fn frame_took(&mut self, all: Duration) {
        self.drawing = all.saturating_sub(std::mem::take(&mut self.answering));
    }

    fn turn(&mut self, ctx: &Context) -> Option<String> {
        if let Some(door) = self.door.take() {
            // Answers under way get a moment, which no frame waits for.
            std::thread::spawn(move || drop(door));
        }
        self.trouble = None;
        if self.wanted {
            let ctx = ctx.clone();
            match Door::open(self.opening.clone(), move || ctx.request_repaint()) {
                Ok(door) => self.door = Some(door),
                Err(error) => self.trouble = Some(error.to_string()),
            }
        }
        self.trouble.clone()
    }
}
