//! The prompts that the ranking of illustrations is measured on: thirty trades, ten prompts each, and what each should find.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use brandish_elements::Found;

/// A prompt, and which illustrations or families of them are right.
pub struct Prompt {
    pub text: String,
    wanted: Vec<String>,
    /// Whether the ranking was not tuned on it: every other one.
    pub is_held_out: bool,
}

impl Prompt {
    /// The place of the first right illustration among those that were found.
    pub fn place(&self, found: &[Found<'_>]) -> Option<usize> {
        let is_wanted = |name: &str| self.wanted.iter().any(|wanted| wanted == name);
        found.iter().position(|one| is_wanted(&one.element.name) || is_wanted(one.element.family()))
    }

    /// The right ones in words.
    pub fn wanted(&self) -> String {
        self.wanted.join(", ")
    }
}

/// All prompts, trade by trade.
pub fn prompts() -> Vec<Prompt> {
    let file = "../elements/tests/fixtures/prompts.toml";
    let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(file)).unwrap();
    let trades: BTreeMap<String, BTreeMap<String, Vec<String>>> = toml::from_str(&text).unwrap();
    let of_trade = |trade: BTreeMap<String, Vec<String>>| {
        let numbered = trade.into_iter().enumerate();
        numbered.map(|(at, (text, wanted))| Prompt { text, wanted, is_held_out: at % 2 == 1 })
    };
    trades.into_values().flat_map(of_trade).collect()
}
