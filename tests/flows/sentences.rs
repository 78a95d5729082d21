//! Sentences that the layers below the window write beside errors: what models are good at, their terms, notes on pictures
//! and captions, and what a file holds. Each must have its pattern in the catalogues; errors are tested in `texts`.

use crate::texts::{called, has_words, literals, root, texts, without_values};
use std::collections::BTreeSet;

/// The files with such sentences, and what begins those that the window never shows, or that have a pattern for each of
/// their values, such as a unit.
const FILES: [(&str, &[&str]); 13] = [
    ("assets/models.toml", &[]),
    ("src/engine/catalog.rs", &[]),
    ("src/engine/stable_diffusion.rs", &[]),
    ("src/engine/device.rs", &[]),
    ("src/engine/photo.rs", &[]),
    ("src/engine/spark.rs", &[]),
    ("src/engine/writer.rs", &[]),
    ("src/brief/caption/mend.rs", &["Shortened to the {} {} that"]),
    ("src/brief/caption/frame.rs", &[]),
    ("crates/inference/src/device.rs", &["The processor of this laptop"]),
    ("crates/inference/src/file_kind.rs", &[]),
    ("crates/inference/src/weights/content.rs", &[]),
    ("crates/inference/src/stable_diffusion/lora.rs", &[]),
];

/// Whether a text is a whole sentence, or what ends one about a file.
fn is_sentence(text: &str) -> bool {
    let ends_a_sentence = text.starts_with("it is ") || text.starts_with("its weights ");
    (text.ends_with('.') || ends_a_sentence) && text.split(' ').count() > 2 && has_words(text)
}

/// A text of the code as it is shown: in one line, and without what stands before its first sentence.
fn shown(text: &str) -> String {
    let mut lines = text.split("\\\n");
    let first = lines.next().unwrap_or_default().to_owned();
    let whole = lines.fold(first, |whole, line| whole + line.trim_start());
    let draws = "Brandish draws with Stable Diffusion 1, 2, XL and Turbo";
    let whole = without_values(&whole.replace("{draws}", draws));
    whole.strip_prefix("{} The ").map_or(whole.clone(), |rest| format!("The {rest}"))
}

#[test]
fn each_sentence_beside_errors_can_be_said_in_every_language() {
    let english = texts("en");
    let patterns: BTreeSet<String> = english.values().map(|text| without_values(text)).collect();
    let (mut found, mut missing) = (0, Vec::new());
    for (file, never_shown) in FILES {
        let text = std::fs::read_to_string(root(file)).unwrap();
        let code = text.split("#[cfg(test)]\nmod tests").next().unwrap();
        for literal in literals(code) {
            let is_for_developers = ["expect", "warn!", "error!", "debug!", "info!"]
                .iter()
                .any(|name| called(code, literal.at).ends_with(name));
            let text = shown(&literal.text);
            let is_shown = !never_shown.iter().any(|begin| text.starts_with(begin));
            if is_sentence(&text) && is_shown && !is_for_developers {
                found += 1;
                missing.extend((!patterns.contains(&text)).then(|| format!("{file}: {text}")));
            }
        }
    }
    assert!(found > 60, "{found} sentences");
    assert!(missing.is_empty(), "no pattern in the catalogues:\n{}", missing.join("\n"));
}
