//! The thread that paints posts for the window: the newest request wins, and its shots are painted in their order.
//! Which shots are needed, and which of them are still good, is decided by whoever requests them.

use super::themes::Themes;
use crate::brand::Persona;
use crate::brief::Format;
use crate::files::Pixels;
use crate::post::{PlacedPicture, PostPicture, PostVersion, paint_post};
use crossbeam_channel::{Receiver, Sender};
use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::Arc;

/// Where in the window a shot belongs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ShotId {
    /// The large one.
    Shown,
    /// The post in this layout, small.
    Layout(&'static str),
    /// The post for this format, small.
    Format(&'static str),
}

/// One painting of a post.
#[derive(Clone, Debug)]
pub struct Shot {
    pub id: ShotId,
    /// Returned with the pixels, so that whoever requested them knows what they show.
    pub stamp: u64,
    pub version: PostVersion,
    pub format: &'static Format,
    /// The longer side, in pixels.
    pub side: u32,
}

/// Shots of one post, most urgent first.
#[derive(Clone)]
pub struct PaintRequest {
    pub persona: Option<Arc<Persona>>,
    pub picture: Option<PostPicture>,
    pub shots: Vec<Shot>,
}

/// A shot's pixels, or a sentence that says why there are none.
pub struct PaintedShot {
    pub id: ShotId,
    pub stamp: u64,
    pub pixels: Result<Arc<Pixels>, String>,
    /// What is wrong with the post, in sentences.
    pub faults: Vec<String>,
    /// Where its cut-outs stand, from the one behind to the one in front.
    pub pictures: Vec<PlacedPicture>,
}

/// Paints until the window is closed.
pub(super) fn paint_all(
    inbox: &Receiver<PaintRequest>,
    outbox: &Sender<PaintedShot>,
    personas: PathBuf,
    wake: &dyn Fn(),
) {
    let mut themes = None;
    while let Ok(mut request) = inbox.recv() {
        // Fonts take a moment to list, and many windows never show a post.
        let themes = themes.get_or_insert_with(|| Themes::new(personas.clone()));
        let mut shots = VecDeque::from(std::mem::take(&mut request.shots));
        while let Some(newer) = inbox.try_iter().last() {
            request = newer;
            shots = VecDeque::from(std::mem::take(&mut request.shots));
        }
        while let Some(shot) = shots.pop_front() {
            if outbox.send(painted(&request, shot, themes)).is_err() {
                return;
            }
            wake();
            if let Some(newer) = inbox.try_iter().last() {
                request = newer;
                shots = VecDeque::from(std::mem::take(&mut request.shots));
            }
        }
    }
}

fn painted(request: &PaintRequest, shot: Shot, themes: &mut Themes) -> PaintedShot {
    let dressed = themes.theme(request.persona.as_ref());
    let look = (&dressed.theme, themes.fonts());
    let paint = || {
        let picture = request.picture.as_ref();
        paint_post(&shot.version, picture, look, shot.format, shot.side)
    };
    // One post that cannot be painted must not end the painting of all others.
    let post = match catch_unwind(AssertUnwindSafe(paint)) {
        Ok(post) => post.map_err(|error| error.to_string()),
        Err(_) => Err("This post cannot be painted. Change its words or its layout.".into()),
    };
    let (pixels, mut faults, pictures) = match post {
        Ok(post) => (Ok(Arc::new(Pixels::from(post.image))), post.faults, post.pictures),
        Err(sentence) => (Err(sentence), Vec::new(), Vec::new()),
    };
    faults.extend(dressed.fault);
    PaintedShot { id: shot.id, stamp: shot.stamp, pixels, faults, pictures }
}
