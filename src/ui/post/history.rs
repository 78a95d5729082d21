//! The undo of the post editor: whole documents, one for each change that the user made in one go.
//! Text fields have their own undo while they are in use.

use crate::post::PostDocument;
use std::time::{Duration, Instant};

/// Changes of one field within this time are one.
const ONE_GO: Duration = Duration::from_millis(1200);
/// Documents kept at most.
const STEPS: usize = 100;

#[derive(Default)]
pub struct History {
    undo: Vec<PostDocument>,
    redo: Vec<PostDocument>,
    last: Option<(&'static str, Instant)>,
}

impl History {
    /// To be called before each change with the field that changes.
    pub fn before_edit(&mut self, document: &PostDocument, what: &'static str) {
        let now = Instant::now();
        let goes_on = self.last.is_some_and(|(last, at)| last == what && now - at < ONE_GO);
        self.last = Some((what, now));
        self.redo.clear();
        if goes_on {
            return;
        }
        if self.undo.len() == STEPS {
            self.undo.remove(0);
        }
        self.undo.push(document.clone());
    }

    /// The next change is one of its own, however soon it follows.
    pub fn end_of_go(&mut self) {
        self.last = None;
    }

    /// Puts the document before the last change in its place; false where there is none.
    pub fn undo(&mut self, document: &mut PostDocument) -> bool {
        Self::step(&mut self.undo, &mut self.redo, document, &mut self.last)
    }

    pub fn redo(&mut self, document: &mut PostDocument) -> bool {
        Self::step(&mut self.redo, &mut self.undo, document, &mut self.last)
    }

    fn step(
        from: &mut Vec<PostDocument>,
        to: &mut Vec<PostDocument>,
        document: &mut PostDocument,
        last: &mut Option<(&'static str, Instant)>,
    ) -> bool {
        *last = None;
        let Some(other) = from.pop() else { return false };
        to.push(std::mem::replace(document, other));
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_typed_in_one_go_are_undone_together() {
        let (mut history, mut post) = (History::default(), PostDocument::default());
        for text in ["R", "Ru", "Run"] {
            history.before_edit(&post, "headline");
            post.version.headline = text.into();
        }
        history.before_edit(&post, "layout");
        post.version.layout = "card".into();
        assert!(history.undo(&mut post));
        assert_eq!((post.version.headline.as_str(), post.version.layout.as_str()), ("Run", ""));
        assert!(history.undo(&mut post));
        assert_eq!(post.version.headline, "");
        assert!(!history.undo(&mut post));
        assert!(history.redo(&mut post) && history.redo(&mut post));
        assert_eq!(post.version.layout, "card");
        history.undo(&mut post);
        history.before_edit(&post, "fact");
        assert!(!history.redo(&mut post), "another change was made since");
    }
}
