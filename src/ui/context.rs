//! What every panel draws with: the colours of the theme, the studio to read, textures, and the actions to push.
//! Draft text, selections and other state of a panel are passed beside it.

use super::action::Action;
use super::textures::Textures;
use super::theme::Look;
use crate::studio::Studio;

/// One frame's context, the same for all panels.
pub struct PanelContext<'a> {
    pub look: &'a Look,
    /// Read only: a panel changes the studio by an action.
    pub studio: &'a Studio,
    pub textures: &'a mut Textures,
    /// The actions of this frame, run after it is drawn.
    pub actions: &'a mut Vec<Action>,
}

impl PanelContext<'_> {
    /// Requests an action.
    pub fn push(&mut self, action: impl Into<Action>) {
        self.actions.push(action.into());
    }
}
