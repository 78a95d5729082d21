//! The local HTTP door while the window is open: opened and closed by its switch in Settings.
//! What callers may ask is known in `api`; here they are only answered, a little in each frame.

use crate::api::{Door, Opening};
use crate::job::JobId;
use crate::studio::Studio;
use egui::Context;
use std::net::SocketAddr;
use std::time::Duration;

/// How long callers are answered in one frame.
const BUDGET: Duration = Duration::from_millis(2);

/// The door as the switch last left it.
#[derive(Default)]
pub struct Serving {
    door: Option<Door>,
    /// The switch, as it was seen last.
    wanted: bool,
    /// Why it is closed although it is wanted.
    trouble: Option<String>,
    opening: Opening,
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
            if door.attend(studio, BUDGET) {
                ctx.request_repaint();
            }
        }
        trouble
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
