//! What can differ between the networks of a post: layout, words, and where its pictures stand.
//! A value only; which networks have a version of their own is known in `document`.

use serde::{Deserialize, Serialize};

/// How a cut-out differs from the size and the place that the layout gives it.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Placement {
    /// 1 is the layout's own size.
    pub scale: f32,
    /// How far it is moved, in shares of the post's width and height.
    pub offset: [f32; 2],
}

/// The scales that a cut-out may have.
pub const SCALES: std::ops::RangeInclusive<f32> = 0.3..=2.0;

impl Default for Placement {
    fn default() -> Self {
        Self { scale: 1.0, offset: [0.0; 2] }
    }
}

macro_rules! versions {
    ($($(#[$about:meta])* $field:ident: $type:ty),* $(,)?) => {
        /// What can differ between networks.
        #[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
        #[serde(default)]
        pub struct PostVersion { $($(#[$about])* pub $field: $type),* }

        impl PostVersion {
            /// Takes over what has changed from `before` to `after`, where this version did not differ from `before`.
            pub(super) fn follow(&mut self, before: &Self, after: &Self) {
                $(if self.$field == before.$field {
                    self.$field.clone_from(&after.$field);
                })*
            }
        }
    };
}

versions! {
    /// The layout's id.
    layout: String,
    headline: String,
    line: String,
    /// A price, a date or a share.
    fact: String,
    /// What the reader is asked to do.
    call: String,
    handle: String,
    /// The place of the first picture that must stay in sight where it is whole, in shares of its sides.
    focus: Option<[f32; 2]>,
    /// The same of the added pictures, in their order.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    added_focus: Vec<Option<[f32; 2]>>,
    /// That of the first picture.
    placement: Placement,
    /// Those of the added pictures, in their order; where one is missing, the layout's own place and size.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    added_placements: Vec<Placement>,
    /// The numbers of the pictures from the one behind to the one in front; empty for their own order.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    order: Vec<usize>,
}

impl PostVersion {
    /// The place of a whole picture that must stay in sight, by the picture's number.
    pub fn focus_of(&self, picture: usize) -> Option<[f32; 2]> {
        match picture.checked_sub(1) {
            None => self.focus,
            Some(at) => self.added_focus.get(at).copied().flatten(),
        }
    }

    /// The same, to be changed.
    pub fn focus_mut(&mut self, picture: usize) -> &mut Option<[f32; 2]> {
        let Some(at) = picture.checked_sub(1) else { return &mut self.focus };
        if self.added_focus.len() <= at {
            self.added_focus.resize(at + 1, None);
        }
        &mut self.added_focus[at]
    }

    /// Where a picture stands, by its number.
    pub fn placement_of(&self, picture: usize) -> Placement {
        match picture.checked_sub(1) {
            None => self.placement,
            Some(at) => self.added_placements.get(at).copied().unwrap_or_default(),
        }
    }

    /// The same, to be changed.
    pub fn placement_mut(&mut self, picture: usize) -> &mut Placement {
        let Some(at) = picture.checked_sub(1) else { return &mut self.placement };
        if self.added_placements.len() <= at {
            self.added_placements.resize(at + 1, Placement::default());
        }
        &mut self.added_placements[at]
    }

    /// The numbers of `count` pictures from the one behind to the one in front.
    pub fn painting_order(&self, count: usize) -> Vec<usize> {
        let mut order: Vec<usize> = Vec::with_capacity(count);
        for at in self.order.iter().copied().chain(0..count) {
            if at < count && !order.contains(&at) {
                order.push(at);
            }
        }
        order
    }

    /// Exchanges a picture with the one before it; the one in front goes behind all others.
    pub fn bring_forward(&mut self, picture: usize, count: usize) {
        let mut order = self.painting_order(count);
        let Some(at) = order.iter().position(|other| *other == picture) else { return };
        match at + 1 < order.len() {
            true => order.swap(at, at + 1),
            false => order.rotate_right(1),
        }
        self.order = order;
    }

    /// Follows the removal of a picture: those behind it in number move up.
    pub(super) fn without(&mut self, picture: usize, count: usize) {
        let mut order = self.painting_order(count);
        order.retain(|at| *at != picture);
        order.iter_mut().filter(|at| **at > picture).for_each(|at| *at -= 1);
        self.order = if order.is_sorted() { Vec::new() } else { order };
        if picture == 0 {
            (self.placement, self.focus) = (self.placement_of(1), self.focus_of(1));
        }
        // The first added one takes the place of the first.
        let at = picture.saturating_sub(1);
        if at < self.added_placements.len() {
            self.added_placements.remove(at);
        }
        if at < self.added_focus.len() {
            self.added_focus.remove(at);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_that_are_none_change_no_order() {
        let version = PostVersion { order: vec![7, 2, 2, 0], ..PostVersion::default() };
        assert_eq!(version.painting_order(3), [2, 0, 1]);
        assert_eq!(version.painting_order(1), [0]);
    }
}
