//! What every picture model reports while it draws, and how drawing ends. Why a picture could not be drawn is each
//! model's own error.

use crate::Cutout;

/// What is reported after every step, and before the latents are decoded.
#[derive(Debug)]
pub enum DrawProgress {
    /// A step has ended.
    Step {
        /// Steps that have ended, this one included: `1..=total`.
        done: usize,
        /// Steps of the whole picture.
        total: usize,
        /// What the picture would be by now, where the model makes a preview after this step.
        preview: Option<Cutout>,
    },
    /// All steps have ended, and the picture, or its next tile, is about to be decoded.
    Decoding,
}

/// How drawing ended.
#[derive(Debug)]
pub enum DrawOutcome<Drawn> {
    /// The picture.
    Drawn(Drawn),
    /// The callback stopped it.
    Stopped,
}
