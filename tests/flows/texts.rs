//! The texts of the window: each language has every text with the same values, the code uses each, and no text stands in
//! the code itself. Reads `assets/languages` and the files of `src/ui`.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

const LANGUAGES: [&str; 7] = ["en", "de", "es", "fr", "it", "pt", "nl"];

/// What shows the text that it is given.
const SHOWS_TEXT: &[&str] = &[
    "label",
    "button",
    "small_button",
    "checkbox",
    "menu_button",
    "RichText::new",
    "Button::new",
    "Button::selectable",
    "Checkbox::new",
    "on_hover_text",
    "on_disabled_hover_text",
    "hint_text",
    "accessible_name",
    "selected_text",
    "selectable_value",
    "strong",
    "caption",
    "caption_with",
    "chip",
    "narrow_chip",
    "swatch_chip",
    "icon_button",
    "icon_button_of",
    "icon_button_if",
    "primary_button",
    "unfold",
    "empty",
    "heading",
    "words",
    "small_words",
    "group_ui",
    "name",
    "set_title",
    "add_filter",
    "info",
    "error",
    "offer",
    "offer_undo",
    "WidgetInfo::labeled",
    "WidgetInfo::selected",
    "format!",
    "map_or",
    "suffix",
];

/// Literals that are no text of the window: names of files and fonts, proper names, and words of the user's posts.
const NO_TEXT: &[&str] = &[
    "Brandish",
    "LoRA",
    "PNG",
    "JPEG",
    "WebP",
    "Brandish ",
    "memory",
    "warning-{}",
    "remedy-{}",
    "Zip",
    "Glass",
    // Keys as egui writes them.
    "Ctrl",
    "Shift",
    "Enter",
    "Escape",
    "Delete",
    "Default",
    "Inter",
    "Inter SemiBold",
    "Noto Emoji",
    "Phosphor",
    "Phosphor Fill",
    "{name}.png",
    "{}.png",
    ".{PACKAGE}",
    "{id}.brandish-persona",
    "http://{}",
    "instagram",
    "Our new arrivals",
    "Red running shoes",
    "Find out more",
    "no thread for the {name}: {error}",
];

/// The files whose errors a user of the window may read.
const ERRORS: &[&str] = &[
    "src/table.rs",
    "src/post/photo.rs",
    "src/post/finished.rs",
    "src/brand/file.rs",
    "src/brand/package.rs",
    "src/brand/product.rs",
    "src/brand/colour.rs",
    "src/files/personas.rs",
    "src/files/pictures.rs",
    "src/files/home.rs",
    "src/files/history/error.rs",
    "src/studio/error.rs",
    "src/model_library/add.rs",
    "src/campaign/columns.rs",
    "src/engine/vision.rs",
    "src/team.rs",
    "crates/posts/src/error.rs",
    "crates/posts/src/logo.rs",
    "crates/posts/src/fonts.rs",
    "crates/elements/src/error.rs",
];

/// The beginnings of errors in these files that the window never shows: what only a typed command or a damaged program makes.
const NEVER_SHOWN: &[&str] = &[
    "“{}” is no choice of a column.",
    "There is no field “{}”.",
    "The table has no column “{}”.",
    "A post of {} pixels cannot be made",
    "There is no illustration named",
    "The illustrations that come with the program",
    "An illustration of {}",
    "A scene has one to three",
    "The folder {} cannot be read",
];

pub fn root(folder: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)
}

fn files(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap().flatten() {
        let path = entry.path();
        if path.is_dir() {
            found.extend(files(&path, ending));
        } else if path.extension().is_some_and(|known| known == ending) {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// The texts of a language by their keys, as they are written.
pub fn texts(language: &str) -> BTreeMap<String, String> {
    let mut texts = BTreeMap::new();
    for path in files(&root("assets/languages").join(language), "ftl") {
        let mut key = String::new();
        for line in std::fs::read_to_string(&path).unwrap().lines() {
            if line.starts_with(|c: char| c.is_ascii_lowercase()) {
                let (name, text) = line.split_once(" = ").unwrap_or_else(|| panic!("{line}"));
                name.clone_into(&mut key);
                let before = texts.insert(key.clone(), text.to_owned());
                assert_eq!(before, None, "{language} has {key} twice");
            } else if line.starts_with(' ') {
                *texts.get_mut(&key).unwrap() += line;
            } else {
                assert!(line.is_empty() || line.starts_with('#'), "{}: {line}", path.display());
            }
        }
    }
    texts
}

/// The values that a text contains.
fn values(text: &str) -> BTreeSet<&str> {
    let names = text.split('$').skip(1);
    names.map(|rest| rest.split(|c: char| !c.is_ascii_lowercase()).next().unwrap()).collect()
}

/// The forms of a text: one for each count that has its own.
fn forms(text: &str) -> BTreeSet<&str> {
    text.match_indices('[').filter_map(|(at, _)| text[at + 1..].split(']').next()).collect()
}

/// The code of the window without tests: each file with its text.
fn code() -> Vec<(PathBuf, String)> {
    let mut found = vec![root("src/ui.rs")];
    found.extend(files(&root("src/ui"), "rs"));
    let is_test = |path: &PathBuf| path.iter().any(|part| part == "tests" || part == "tests.rs");
    found
        .retain(|path| !is_test(path.strip_prefix(root("")).map(Path::to_owned).as_ref().unwrap()));
    let read = |path: PathBuf| {
        let text = std::fs::read_to_string(&path).unwrap();
        let code = text.split("#[cfg(test)]\nmod tests").next().unwrap().to_owned();
        (path, code)
    };
    found.into_iter().map(read).collect()
}

/// A string in the code, and where it begins.
pub struct Literal {
    pub at: usize,
    pub text: String,
}

/// The strings of a file, without comments, attributes and characters.
pub fn literals(code: &str) -> Vec<Literal> {
    let bytes = code.as_bytes();
    let (mut found, mut at) = (Vec::new(), 0);
    while at < bytes.len() {
        let rest = &code[at..];
        if rest.starts_with("//") || rest.starts_with("#[") || rest.starts_with("#!") {
            at += rest.find('\n').unwrap_or(rest.len());
        } else if rest.starts_with("'\"'") {
            at += 3;
        } else if bytes[at] == b'"' {
            let mut end = at + 1;
            while bytes[end] != b'"' {
                end += if bytes[end] == b'\\' { 2 } else { 1 };
            }
            found.push(Literal { at, text: code[at + 1..end].to_owned() });
            at = end + 1;
        } else {
            at += rest.chars().next().map_or(1, char::len_utf8);
        }
    }
    found
}

/// The name of the function or macro whose argument begins at a place in the code.
pub fn called(code: &str, at: usize) -> &str {
    let mut depth = 0;
    for (place, c) in code[..at].char_indices().rev() {
        match c {
            ')' | ']' | '}' => depth += 1,
            '(' | '[' | '{' if depth > 0 => depth -= 1,
            '(' => {
                let before = code[..place].trim_end();
                let of_name = |c: char| c.is_alphanumeric() || "_:!".contains(c);
                let begin = before.trim_end_matches(of_name).len();
                return before[begin..]
                    .trim_start_matches("egui::")
                    .trim_start_matches("widgets::");
            }
            '[' | '{' | ';' => return "",
            _ => {}
        }
    }
    ""
}

/// Whether a string has words beside its values, such as `{ $count }` in a text or `{count}` in the code.
pub fn has_words(text: &str) -> bool {
    let mut parts = text.split('{');
    let mut outside = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        outside.push(' ');
        outside += part.split_once('}').map_or(part, |(_, after)| after);
    }
    outside.split(|c: char| !c.is_alphabetic()).any(|word| word.chars().count() > 1)
}

/// The keys that the code asks for by `text!`.
fn used_keys() -> BTreeSet<String> {
    let mut keys = BTreeSet::new();
    for (_, code) in code() {
        for (at, _) in code.match_indices("text!(") {
            let rest = code[at + "text!(".len()..].trim_start();
            if let Some(rest) = rest.strip_prefix('"') {
                keys.insert(rest.split('"').next().unwrap().to_owned());
            }
        }
    }
    keys
}

#[test]
fn every_language_has_every_text_with_the_same_values_and_forms() {
    let english = texts("en");
    assert!(english.len() > 1_000, "{} texts", english.len());
    for language in LANGUAGES {
        let own = texts(language);
        let keys =
            |texts: &BTreeMap<String, String>| texts.keys().cloned().collect::<BTreeSet<_>>();
        let differing: Vec<_> = keys(&english).symmetric_difference(&keys(&own)).cloned().collect();
        assert_eq!(differing, [""; 0], "{language}");
        for (key, text) in &english {
            assert_eq!(values(&own[key]), values(text), "{language}: {key}");
            assert_eq!(forms(&own[key]), forms(text), "{language}: {key}");
            assert!(!own[key].trim().is_empty(), "{language}: {key} is empty");
        }
    }
}

#[test]
fn the_code_uses_each_text_and_asks_for_no_other() {
    let (english, used) = (texts("en"), used_keys());
    let unknown: Vec<_> = used.iter().filter(|key| !english.contains_key(*key)).collect();
    assert_eq!(unknown, [""; 0], "in the code, but in no catalogue");
    // Labels of plain values and advice are found by their names, reasons by their words; the unit tests of `ui::text`
    // compare them.
    let values = std::fs::read_to_string(root("assets/languages/en/values.ftl")).unwrap();
    let is_label = |key: &str| {
        values.contains(&format!("\n{key} = "))
            || ["warning-", "remedy-", "reason-", "catalog-"]
                .iter()
                .any(|begin| key.starts_with(begin))
    };
    let unused: Vec<_> =
        english.keys().filter(|key| !used.contains(*key) && !is_label(key)).collect();
    assert_eq!(unused, [""; 0], "in the catalogue, but used nowhere");
}

#[test]
fn no_english_is_left_in_another_language() {
    let english = texts("en");
    let listed = std::fs::read_to_string(root("tests/fixtures/texts-as-in-english.txt")).unwrap();
    let allowed: BTreeSet<&str> = listed.lines().filter(|line| !line.starts_with('#')).collect();
    let mut same = BTreeSet::new();
    for language in &LANGUAGES[1..] {
        for (key, text) in texts(language) {
            // What holds no word of two letters, such as `{ $done } / { $total }`, is the same everywhere.
            if english[&key] == text && has_words(&text) {
                same.insert(format!("{language} {key}"));
            }
        }
    }
    let same: BTreeSet<&str> = same.iter().map(String::as_str).collect();
    assert_eq!(same.difference(&allowed).collect::<Vec<_>>(), [&""; 0], "untranslated");
    assert_eq!(allowed.difference(&same).collect::<Vec<_>>(), [&""; 0], "listed in vain");
}

#[test]
fn no_text_of_the_window_stands_in_the_code() {
    let mut found = Vec::new();
    for (path, code) in code() {
        for Literal { at, text } in literals(&code) {
            if NO_TEXT.contains(&text.as_str()) || !has_words(&text) {
                continue;
            }
            let called = called(&code, at);
            let mut letters = text.chars();
            let is_sentence = letters.next().is_some_and(char::is_uppercase)
                && letters.next().is_some_and(|c| c.is_lowercase() || c == ' ');
            // Messages of the log and reasons why something cannot fail are for developers.
            let is_log = ["expect", "warn!", "error!", "debug!", "info!", "trace!"]
                .iter()
                .any(|name| called.ends_with(name));
            if !is_log && (is_sentence || SHOWS_TEXT.contains(&called.trim_start_matches("ui."))) {
                let line = code[..at].matches('\n').count() + 1;
                found.push(format!("{}:{line}: {called}(\"{text}\")", path.display()));
            }
        }
    }
    assert!(found.is_empty(), "texts outside of assets/languages:\n{}", found.join("\n"));
}

/// The texts of a file's errors: what stands in `#[error("…")]`.
fn errors(code: &str) -> Vec<String> {
    let attributes = code.split("#[error(").skip(1).map(str::trim_start);
    let quoted = attributes.filter_map(|rest| rest.strip_prefix('"')?.split('"').next());
    let whole = quoted.map(|text| {
        // A line that ends with a backslash goes on behind the spaces of the next one.
        let mut lines = text.split("\\\n");
        let first = lines.next().unwrap_or_default().to_owned();
        lines.fold(first, |whole, line| whole + line.trim_start())
    });
    whole.collect()
}

/// A text with every value as `{}`, and a size as one value.
pub fn without_values(text: &str) -> String {
    let mut parts = text.split('{');
    let first = parts.next().unwrap_or_default().to_owned();
    let whole = parts.fold(first, |whole, part| {
        whole + "{}" + part.split_once('}').map_or("", |(_, after)| after)
    });
    whole.replace("{}x{}", "{}")
}

#[test]
fn every_error_that_a_user_reads_can_be_said_in_every_language() {
    let english = texts("en");
    let patterns: BTreeSet<String> = english.values().map(|text| without_values(text)).collect();
    let mut found = 0;
    let mut missing = Vec::new();
    for file in ERRORS {
        let code = std::fs::read_to_string(root(file)).unwrap();
        for text in errors(&code) {
            let text = without_values(&text);
            let is_shown = !NEVER_SHOWN.iter().any(|begin| text.starts_with(begin));
            if is_shown && has_words(&text) {
                found += 1;
                missing.extend((!patterns.contains(&text)).then(|| format!("{file}: {text}")));
            }
        }
    }
    assert!(found > 80, "{found} errors");
    assert!(missing.is_empty(), "no pattern in reasons.ftl:\n{}", missing.join("\n"));
}
