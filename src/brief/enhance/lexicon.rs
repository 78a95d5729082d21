//! Words as the enhancer compares them: without case, number and hyphens.
//! It compares words one by one and knows nothing of grammar.

use super::word_lists::NEGATIONS;
use crate::brief::word_list::WordList;
use brandish_inference::english::singular;

/// The words of a text in lower case and in the singular, which it compares with phrases.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct NormalizedText {
    list: Vec<String>,
    /// For scripts that put no spaces between words.
    whole: String,
}

impl NormalizedText {
    pub(super) fn of(text: &str) -> Self {
        let whole = text.to_lowercase();
        let list = whole
            .split(|c: char| !c.is_alphanumeric() && c != '\'')
            .map(|word| word.trim_matches('\''))
            .filter(|word| !word.is_empty())
            .map(singular)
            .collect();
        Self { list, whole }
    }

    /// Adds the words of another text, as a sentence of its own.
    pub(super) fn add(&mut self, text: &str) {
        let other = Self::of(text);
        self.list.push(",".into());
        self.list.extend(other.list);
        self.whole += "\n";
        self.whole += &other.whole;
    }

    pub(super) fn last(&self) -> Option<&str> {
        self.list.last().map(String::as_str)
    }

    /// Whether the text names this, in one or several words; an empty phrase is never named.
    pub(super) fn mention(&self, phrase: &str) -> bool {
        let wanted = Self::of(phrase);
        if wanted.list.is_empty() {
            return false;
        }
        if wanted.whole.chars().any(is_unspaced) {
            return self.whole.contains(wanted.whole.trim());
        }
        self.list.windows(wanted.list.len()).any(|run| run == wanted.list)
    }

    /// Whether the text names this as a thing of its own, not as the first half of another's name:
    /// the next word is one of `after`, or there is none.
    pub(super) fn stands_alone(&self, phrase: &str, after: &WordList) -> bool {
        let wanted = Self::of(phrase).list;
        let length = wanted.len();
        (0..self.list.len()).any(|at| {
            self.list[at..].starts_with(&wanted)
                && self
                    .list
                    .get(at + length)
                    .is_none_or(|next| after.has(next) || next.ends_with("ing"))
        })
    }

    /// What the text asks to be missing, such as `people` in `no people`.
    pub(super) fn negated(&self) -> Option<&str> {
        let at = self.list.iter().position(|word| NEGATIONS.has(word))?;
        let mut after = self.list[at + 1..].iter().map(String::as_str);
        let what = after.find(|word| !["a", "an", "any", "our", "the"].contains(word))?;
        what.chars().all(char::is_alphabetic).then_some(what)
    }

    /// The words without those that are asked to be missing.
    pub(super) fn without_negated(&self) -> Self {
        // The negation itself and two words after it.
        let mut left_out = 0_usize;
        let keep = |word: &&String| {
            if NEGATIONS.has(word) {
                left_out = 3;
            }
            let keep = left_out == 0;
            left_out = left_out.saturating_sub(1);
            keep
        };
        Self { list: self.list.iter().filter(keep).cloned().collect(), whole: self.whole.clone() }
    }

    pub(super) fn mention_any<'a>(&self, phrases: &'a WordList) -> Option<&'a str> {
        phrases.iter().find(|phrase| self.mention(phrase))
    }
}

/// Whether a letter belongs to a script that puts no spaces between words: Chinese, Japanese, Thai.
pub(super) fn is_unspaced(c: char) -> bool {
    matches!(c, '\u{0e00}'..='\u{0e7f}' | '\u{2e80}'..='\u{9fff}' | '\u{f900}'..='\u{faff}'
        | '\u{20000}'..='\u{3ffff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_phrase_is_found_whatever_its_case_and_number() {
        let words = NormalizedText::of("Two Red-Striped mugs, on a café's shelf");
        for phrase in ["mug", "MUGS", "red striped", "two red", "shelf"] {
            assert!(words.mention(phrase), "{phrase}");
        }
        for phrase in ["", " ", "-", "mu", "striped red", "shelf mug", "cafés bar"] {
            assert!(!words.mention(phrase), "{phrase}");
        }
    }

    #[test]
    fn plurals_meet_their_singulars() {
        for (many, one) in [("shoes", "shoe"), ("glass", "glass")] {
            assert!(NormalizedText::of(many).mention(one), "{many}");
        }
    }

    #[test]
    fn words_without_spaces_between_them_are_found() {
        assert!(NormalizedText::of("夜の霓虹灯").mention("霓虹"));
        assert!(!NormalizedText::of("茶").mention("霓虹"));
    }
}
