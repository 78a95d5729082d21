//! Says what is wrong with a post that was made: cut, overlapping, outside, hard to read.
//! Knows only what [`Rendered`] says; paints nothing.

use crate::Rect;
use crate::render::{Placed, Rendered, What};
use std::fmt;

/// One thing that is wrong.
#[derive(Clone, Debug, PartialEq)]
pub enum Fault {
    /// Reaches out of the area that the network leaves free, by pixels.
    Outside {
        what: String,
        by: f32,
    },
    /// Reaches out of its own box, by pixels.
    OutOfBox {
        what: String,
        by: f32,
    },
    Overlap {
        what: String,
        other: String,
    },
    Contrast {
        what: String,
        ratio: f32,
        needed: f32,
    },
    /// Letters of fewer pixels than can be read on a telephone.
    Small {
        what: String,
        pixels: f32,
    },
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Outside { what, by } => {
                write!(f, "The {what} reaches {by:.0} px under the network's own controls.")
            }
            Self::OutOfBox { what, by } => write!(f, "The {what} leaves its place by {by:.0} px."),
            Self::Overlap { what, other } => write!(f, "The {what} lies over the {other}."),
            Self::Contrast { what, ratio, needed } => {
                write!(f, "The {what} has a contrast of {ratio:.1}; {needed:.1} reads well.")
            }
            Self::Small { what, pixels } => {
                write!(f, "The {what} is {pixels:.0} px high, which a telephone hardly shows.")
            }
        }
    }
}

/// Pixels that rounding may add.
const SLACK: f32 = 1.5;
/// The smallest letters, in shares of the post's width as it is seen: 7.5 of 390 CSS pixels.
const SMALLEST: f32 = 7.5 / 390.0;

/// Everything that is wrong with a post; nothing for one that may go out.
pub fn check(post: &Rendered) -> Vec<Fault> {
    let mut faults = Vec::new();
    for placed in &post.placed {
        let name = name(placed);
        let extent = placed.lines.iter().fold(placed.rect, |all, line| all.around(*line));
        let outside = beyond(post.free, extent);
        if outside > SLACK {
            faults.push(Fault::Outside { what: name.clone(), by: outside });
        }
        // Descenders and marks hang over; they belong to the margin.
        let hang = placed.size * 0.45;
        let out = beyond(placed.room.grown(hang), extent);
        if out > SLACK {
            faults.push(Fault::OutOfBox { what: name.clone(), by: out });
        }
        if placed.contrast < placed.needed {
            let (ratio, needed) = (placed.contrast, placed.needed);
            faults.push(Fault::Contrast { what: name.clone(), ratio, needed });
        }
        let smallest = SMALLEST * (post.size.width as f32).min(post.size.height as f32 * 1.35);
        if matches!(placed.what, What::Words(_)) && placed.size < smallest {
            faults.push(Fault::Small { what: name, pixels: placed.size });
        }
    }
    for (at, one) in post.placed.iter().enumerate() {
        for other in &post.placed[at + 1..] {
            if overlap(one, other) {
                faults.push(Fault::Overlap { what: name(one), other: name(other) });
            }
        }
    }
    faults
}

fn name(placed: &Placed) -> String {
    match placed.what {
        What::Words(name) => name.to_owned(),
        What::Logo => "logo".to_owned(),
        What::Portrait => "portrait".to_owned(),
        What::Ornament => "ornament".to_owned(),
    }
}

/// How far a box reaches out of another.
fn beyond(outer: Rect, inner: Rect) -> f32 {
    let sides = [
        outer.x - inner.x,
        outer.y - inner.y,
        inner.right() - outer.right(),
        inner.bottom() - outer.bottom(),
    ];
    sides.into_iter().fold(0.0, f32::max)
}

/// Whether two parts share more than a line's descenders.
fn overlap(one: &Placed, other: &Placed) -> bool {
    let slim = |placed: &Placed| {
        let less = if matches!(placed.what, What::Words(_)) { placed.size * 0.24 } else { 1.0 };
        placed
            .lines
            .iter()
            .map(|line| Rect { h: (line.h - less).max(1.0), ..*line })
            .collect::<Vec<_>>()
    };
    let (these, those) = (slim(one), slim(other));
    these.iter().any(|a| {
        those.iter().any(|b| {
            let common = a.common(*b);
            common.w > SLACK && common.h > SLACK
        })
    })
}
