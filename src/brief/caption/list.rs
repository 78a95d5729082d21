//! A list of words or phrases, written as one readable text.
//! It only answers whether something is in it.

/// Words parted by spaces, or phrases parted by `|`.
#[derive(Clone, Copy)]
pub(super) struct List(pub &'static str);

impl List {
    pub fn has(self, word: &str) -> bool {
        self.items().any(|item| item == word)
    }

    pub fn items(self) -> impl Iterator<Item = &'static str> {
        let phrases = self.0.contains('|');
        self.0.split(move |c: char| if phrases { c == '|' } else { c == ' ' })
    }
}
