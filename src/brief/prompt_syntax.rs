//! Prompts in the syntax of other programs, brought to the one that the models read: `(text:1.3)` and `BREAK`.
//! What has no meaning here is taken out of the words and reported; how weights change a picture is the model's part.

mod choices;
mod editing;
mod flags;
mod groups;
mod tags;

pub use tags::{LoraTag, take_loras};

use super::enhance::{Advice, Topic};
use super::{Brief, Enhance, Family, ModelTraits};

/// What decides how a prompt is read.
#[derive(Clone, Copy, Debug)]
pub struct SyntaxOptions {
    pub family: Family,
    /// Which variation of the brief it is for, from 0: of `{red|blue}`, each takes the next.
    pub variation: u32,
    /// Denoising steps, which `[before:after:step]` counts in.
    pub steps: u32,
}

/// A prompt as the models read it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ReadPrompt {
    pub text: String,
    /// What should be left out, where the prompt itself says so.
    pub negative: String,
    /// What was understood in another way, or not at all.
    pub notes: Vec<Advice>,
}

/// Reads a prompt. Reading the result again changes nothing, so that an old picture's prompt can be drawn again.
pub fn read_prompt(whole: &str, options: &SyntaxOptions) -> ReadPrompt {
    if !has_syntax(whole) {
        return ReadPrompt { text: whole.to_owned(), ..ReadPrompt::default() };
    }
    let mut notes = Notes::default();
    let (text, mut negative) = flags::take_blocks(whole, &mut notes);
    let text = tags::take(&text, options.family, &mut notes);
    let (text, excluded) = flags::take(&text, &mut notes);
    if !excluded.is_empty() {
        negative = [negative, excluded]
            .into_iter()
            .filter(|text| !text.is_empty())
            .collect::<Vec<_>>()
            .join(", ");
    }
    let text = choices::take_wildcards(&text, &mut notes);
    let text = choices::choose(&text, options.variation, &mut notes);
    let text = editing::settle(&text, options.steps, &mut notes);
    let reads_weights = options.family.facts().takes_pictures;
    let text = flags::settle_words(&text, reads_weights, &mut notes);
    let segments = groups::segments(&text, &mut notes);
    let text = match reads_weights {
        true => groups::weighted(&segments),
        false => groups::plain(&segments, options.family.facts().subject, &mut notes),
    };
    let text = if text == whole { text } else { tidied(&text) };
    ReadPrompt { text, negative: tidied(&negative), notes: notes.0 }
}

/// The words of a prompt without any syntax, for captions and names.
pub fn plain_words(text: &str) -> String {
    read_prompt(text, &SyntaxOptions { family: Family::Spark, variation: 0, steps: 1 }).text
}

/// A brief with its prompts read, for one of its variations, and what the user should know.
pub fn read_brief(brief: &Brief, model: &ModelTraits, variation: u32) -> (Brief, Vec<Advice>) {
    let mut read = brief.clone();
    if brief.advanced.truncate_prompt && model.family.facts().takes_pictures {
        // The reference reads such a prompt as plain text.
        let sent = match &brief.enhance {
            Enhance::Edited(text) => text,
            _ => &brief.prompt,
        };
        let mut notes = Notes::default();
        let options = SyntaxOptions { family: model.family, variation, steps: 1 };
        let is_weighted = groups::segments(sent, &mut Notes::default())
            .iter()
            .any(|segment| segment.weight != 1.0);
        if is_weighted || read_prompt(sent, &options).text != *sent {
            notes.add(
                "The prompt is cut at the model's limit and read as plain text, brackets and numbers included.",
                "Leave the cut out to have weights read.",
            );
        }
        return (read, notes.0);
    }
    let steps = brief.steps.unwrap_or(model.default_steps);
    let options = SyntaxOptions { family: model.family, variation, steps };
    let negative = read_prompt(&brief.negative, &options);
    let mut prompt = read_prompt(&brief.prompt, &options);
    let mut notes = std::mem::take(&mut prompt.notes);
    if let Enhance::Edited(text) = &brief.enhance {
        let edited = read_prompt(text, &options);
        notes = edited.notes;
        read.enhance = Enhance::Edited(edited.text);
    }
    notes.extend(negative.notes);
    read.prompt = prompt.text;
    let negatives = [negative.text, negative.negative, prompt.negative];
    let said = negatives.iter().map(|text| text.trim()).filter(|text| !text.is_empty());
    read.negative = match said.clone().count() {
        0 | 1 if negatives[1].is_empty() && negatives[2].is_empty() => negatives[0].clone(),
        _ => said.collect::<Vec<_>>().join(", "),
    };
    (read, notes)
}

/// Whether there is anything to read beyond words.
fn has_syntax(text: &str) -> bool {
    let marks = ['<', '(', ')', '[', ']', '{', '}', '\\'];
    text.contains(marks)
        || ["__", "--", "—", "++", "BREAK", "AND", "embedding:"]
            .iter()
            .any(|mark| text.contains(mark))
        || text.to_lowercase().contains("negative prompt:")
}

/// What is reported, each only once.
#[derive(Default)]
struct Notes(Vec<Advice>);

impl Notes {
    fn add(&mut self, sentence: impl Into<String>, todo: &str) {
        let advice = Advice::new(Topic::Syntax, sentence, todo);
        if !self.0.contains(&advice) {
            self.0.push(advice);
        }
    }
}

/// The text without the gaps that a part leaves behind that was taken out.
fn tidied(text: &str) -> String {
    let mut tidy = text.to_owned();
    for (gap, closed) in [("  ", " "), (" ,", ","), (",,", ",")] {
        while tidy.contains(gap) {
            tidy = tidy.replace(gap, closed);
        }
    }
    tidy.trim_matches(|c: char| c == ',' || c.is_whitespace()).to_owned()
}

#[cfg(test)]
mod tests;
