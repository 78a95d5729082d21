//! Tags in angle brackets: LoRAs and what other programs name in this way.
//! Knows names and weights; which LoRA files are installed is known to the model library.

use super::Notes;
use crate::brief::Family;

/// A LoRA that a prompt names, as `<lora:name:0.8>`.
#[derive(Clone, Debug, PartialEq)]
pub struct LoraTag {
    /// Without folders and ending.
    pub name: String,
    pub weight: f32,
}

/// Takes the LoRAs out of a prompt that `wanted` returns true for, and returns the words that are left.
pub fn take_loras(text: &str, mut wanted: impl FnMut(LoraTag) -> bool) -> String {
    let mut taken = false;
    let left = replaced(text, |tag| match lora(tag) {
        Some(tag) if wanted(tag.clone()) => {
            taken = true;
            Some(String::new())
        }
        _ => None,
    });
    if taken { super::tidied(&left) } else { text.to_owned() }
}

/// Takes every tag out, and says what each was.
pub(super) fn take(text: &str, family: Family, notes: &mut Notes) -> String {
    let left = replaced(text, |tag| {
        let (kind, rest) = tag.split_once(':').unwrap_or((tag, ""));
        match kind.trim().to_lowercase().as_str() {
            "random" | "alternate" => {
                return Some(format!("{{{}}}", rest.replace(',', "|")));
            }
            "lora" | "lyco" | "locon" if !family.facts().takes_pictures => notes.add(
                format!("{} uses no LoRAs: “<{tag}>” is taken out of the words.", family.facts().subject),
                "Choose a Stable Diffusion model for it.",
            ),
            "lora" | "lyco" | "locon" => notes.add(
                format!("The LoRA “<{tag}>” is not used here, and is taken out of the words."),
                "Put it into the prompt, or choose its file as a LoRA.",
            ),
            "hypernet" => notes.add(
                format!("“<{tag}>” names a hypernetwork, which is not supported: it is taken out of the words."),
                "Use a LoRA instead.",
            ),
            _ => notes.add(
                format!("“<{tag}>” is a tag of another program, which is not supported: it is taken out of the words."),
                "Describe what it stands for.",
            ),
        }
        Some(String::new())
    });
    left.split_inclusive(char::is_whitespace)
        .filter(|word| {
            let is_embedding = word.trim().trim_matches(['(', ',']).starts_with("embedding:");
            if is_embedding {
                notes.add(
                    format!(
                        "“{}” names an added word, which is not supported: it is taken out.",
                        word.trim()
                    ),
                    "Describe the thing in words, or use a LoRA.",
                );
            }
            !is_embedding
        })
        .collect()
}

/// The text with each `<tag>` replaced by what `replacement` returns for it; one of `None` stays.
fn replaced(text: &str, mut replacement: impl FnMut(&str) -> Option<String>) -> String {
    let (mut result, mut rest) = (String::new(), text);
    while let Some(start) = rest.find('<') {
        let after = &rest[start + 1..];
        let tag = after.find(['>', '<', '\n']).filter(|end| after[*end..].starts_with('>'));
        let tag = tag.map(|end| &after[..end]).filter(|tag| is_tag(tag));
        result += &rest[..start];
        match tag.and_then(|tag| Some((tag, replacement(tag)?))) {
            Some((tag, words)) => {
                result += &words;
                rest = &after[tag.len() + 1..];
            }
            None => {
                result.push('<');
                rest = after;
            }
        }
    }
    result + rest
}

/// Text between angle brackets that reads as a tag and not as a comparison.
fn is_tag(text: &str) -> bool {
    text.starts_with(|c: char| c.is_alphabetic() || c == '/' || c == '_')
}

fn lora(tag: &str) -> Option<LoraTag> {
    let (kind, rest) = tag.split_once(':')?;
    if !["lora", "lyco", "locon"].contains(&kind.trim().to_lowercase().as_str()) {
        return None;
    }
    let mut parts = rest.split(':').map(str::trim);
    let name = parts.next()?.rsplit(['/', '\\']).next()?;
    let lower = name.to_lowercase();
    let name = match lower.strip_suffix(".safetensors") {
        Some(stem) => &name[..stem.len().min(name.len())],
        None => name,
    };
    let weight = parts.find_map(|part| {
        let number = part.rsplit('=').next()?;
        number.parse().ok()
    });
    (!name.is_empty()).then(|| LoraTag { name: name.to_owned(), weight: weight.unwrap_or(1.0) })
}
