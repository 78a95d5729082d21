//! Captions by a language model: a JSON object of the caption's parts, which the model fills, and the caption made of it.
//! What the model is asked is in `request`; the model itself is in `brandish_inference`; the caller checks the caption.

mod request;

use super::Writer;
use crate::brand::Persona;
use crate::brief::caption::{
    self, Caption, CaptionSpec, Violation, frame, is_hashtag, own_within, standing_hashtags,
    with_link,
};
use crate::brief::{Network, Revision};
use crate::job::Failure;
use brandish_inference::language::{
    GenerateError, GeneratedObject, LanguageModel, ObjectSchema, Sampling, StoppedBy, TextField,
};
use std::ops::ControlFlow;

/// Writes captions with a language model.
pub struct LanguageWriter {
    model: LanguageModel,
    last: Option<GeneratedObject>,
}

impl LanguageWriter {
    pub fn new(model: LanguageModel) -> Self {
        Self { model, last: None }
    }

    /// The object of the last draft, as the model wrote it.
    pub fn last_object(&self) -> Option<&GeneratedObject> {
        self.last.as_ref()
    }
}

impl Writer for LanguageWriter {
    fn draft(
        &mut self,
        spec: &CaptionSpec,
        attempt: u32,
        complaints: &[Violation],
        on_text: &mut dyn FnMut(&str) -> ControlFlow<()>,
    ) -> Result<Option<Caption>, Failure> {
        let schema = schema(spec);
        let chat = request::chat(spec, complaints);
        let sampling = Sampling {
            // A draft that was refused is followed by a more careful one.
            temperature: if attempt == 0 { 0.7 } else { 0.5 },
            seed: spec.seed().wrapping_add(u64::from(attempt)),
            max_tokens: MOST_TOKENS,
            ..Sampling::default()
        };
        let mut report = |texts: &[String]| on_text(&shown(texts, spec.network()));
        match self.model.generate_object(&chat, &schema, &sampling, &mut report) {
            Ok(written) if written.stopped_by == StoppedBy::Caller => Ok(None),
            Ok(written) => {
                let caption = in_parts(&written.texts, &schema, spec);
                self.last = Some(written);
                Ok(Some(caption))
            }
            Err(error) => Err(failure(&error)),
        }
    }

    fn scene(
        &mut self,
        prompt: &str,
        persona: &Persona,
        seed: u64,
    ) -> Result<Option<String>, Failure> {
        let field = TextField { name: "scene", min_chars: 12, max_chars: LONGEST_SCENE };
        let schema = ObjectSchema { fields: vec![field] };
        let sampling = Sampling { seed, max_tokens: MOST_TOKENS, ..Sampling::default() };
        let chat = request::scene(prompt, persona);
        let go_on = &mut |_: &[String]| ControlFlow::Continue(());
        let written = self.model.generate_object(&chat, &schema, &sampling, go_on);
        let text = written.map_err(|error| failure(&error))?.texts.concat();
        let is_full = text.chars().count() >= LONGEST_SCENE;
        // What was cut off ends with its last whole phrase.
        let end = if is_full { text.rfind(',').or_else(|| text.rfind(' ')) } else { None };
        let scene = tidied(&text[..end.unwrap_or(text.len())]).trim_end_matches('.');
        Ok(Some(scene.to_owned()))
    }
}

fn failure(error: &GenerateError) -> Failure {
    match error {
        GenerateError::NotFinite => Failure::NotFinite,
        error => Failure::Engine { detail: error.to_string() },
    }
}

/// More than the texts of a schema can be; a model that spells every letter is ended.
const MOST_TOKENS: usize = 1_000;

/// A body of more characters is read by few.
const LONGEST_BODY: usize = 420;
const LONGEST_TAGS: usize = 60;
const LONGEST_SCENE: usize = 120;

/// The parts of a caption, as long as the network shows and takes them. Hashtags are asked for where the brand's own and the
/// subject's leave room.
fn schema(spec: &CaptionSpec) -> ObjectSchema {
    let network = spec.network();
    let hook = network.shown.clamp(60, 110).min(network.title_limit.unwrap_or(usize::MAX));
    let call = if network.limit < 400 { 50 } else { 90 };
    let tags = match spec.standing() {
        // An edit keeps the hashtags that stand there.
        Some(_) => 0,
        None => network.hashtags.saturating_sub(frame(spec).hashtags.len()) * 20,
    };
    let facts: usize = spec.facts().iter().map(|fact| fact.chars().count() + 2).sum();
    let most = match spec.revision() {
        Some(Revision::Shorter) => LONGEST_BODY / 3,
        _ => LONGEST_BODY,
    };
    let room = network.limit.saturating_sub(hook + call + tags);
    let body = (most + facts).min(room).max(60);
    let mut fields = vec![
        TextField { name: "hook", min_chars: 8, max_chars: hook },
        TextField { name: "body", min_chars: 20, max_chars: body },
        TextField { name: "call", min_chars: 0, max_chars: call },
    ];
    if tags > 0 {
        fields.push(TextField {
            name: "hashtags",
            min_chars: 0,
            max_chars: tags.min(LONGEST_TAGS),
        });
    }
    ObjectSchema { fields }
}

/// What the user sees of a draft as it grows.
fn shown(texts: &[String], network: &Network) -> String {
    let between = if network.one_paragraph { " " } else { "\n\n" };
    let parts: Vec<&str> =
        texts.iter().take(3).map(|text| text.trim()).filter(|text| !text.is_empty()).collect();
    parts.join(between)
}

/// The texts of an object as a caption; alternative text and the brand's hashtags come from `frame`.
fn in_parts(texts: &[String], schema: &ObjectSchema, spec: &CaptionSpec) -> Caption {
    let mut caption = frame(spec);
    if let Some(kept) = standing_hashtags(spec) {
        caption.hashtags = kept;
    }
    let part = |name: &str| {
        let at = schema.fields.iter().position(|field| field.name == name)?;
        let text = texts.get(at)?;
        Some((text.as_str(), text.chars().count() >= schema.fields[at].max_chars))
    };
    let whole = |name: &str| {
        let (text, is_full) = part(name).unwrap_or_default();
        let text = without_hashtags(tidied(text));
        if is_full { up_to_its_last_sentence(&text).to_owned() } else { text }
    };
    caption.hook = whole("hook");
    if let (true, Some((text, _))) = (caption.hook.is_empty(), part("hook")) {
        // A first line without an end ends with its last whole word.
        let text = without_hashtags(tidied(text));
        let words = text.rsplit_once(' ').map_or(text.as_str(), |(words, _)| words);
        caption.hook = format!("{}…", words.trim_end_matches(|c: char| !c.is_alphanumeric()));
    }
    caption.body = whole("body");
    caption.call_to_action = with_link(whole("call"), spec);
    let (tags, _) = part("hashtags").unwrap_or_default();
    add_hashtags(&mut caption.hashtags, tags, spec.network().hashtags);
    caption.lines = vec![caption.hook.clone()];
    caption.own = own_within(&caption, spec);
    caption
}

/// A text without the quotation marks around it or a name before it.
fn tidied(text: &str) -> &str {
    let mut text = text.trim();
    for name in ["Caption:", "caption:", "**Caption:**"] {
        text = text.strip_prefix(name).unwrap_or(text).trim_start();
    }
    for (open, close) in [("\"", "\""), ("“", "”"), ("„", "“"), ("«", "»")] {
        if let Some(inner) = text.strip_prefix(open).and_then(|text| text.strip_suffix(close))
            && !inner.contains(open)
        {
            text = inner.trim();
        }
    }
    text
}

fn without_hashtags(text: &str) -> String {
    let kept = text.split_inclusive(char::is_whitespace).map(|token| {
        // The space behind a tag stays, so that paragraphs do. "#1" is a number, not a tag.
        let is_tag = token.starts_with('#') && token.chars().any(char::is_alphabetic);
        if is_tag { &token[token.trim_end().len()..] } else { token }
    });
    kept.collect::<String>().trim().to_owned()
}

/// A text that was cut off, up to the last sentence that is whole; empty where none is.
fn up_to_its_last_sentence(text: &str) -> &str {
    let mut end = 0;
    let mut at = 0;
    for sentence in caption::sentences(text) {
        at += sentence.len();
        if sentence.trim_end().ends_with(['.', '!', '?', '…', '。', '！', '？']) {
            end = at;
        }
    }
    text[..end].trim_end()
}

/// Adds the model's hashtags behind those that stand there, as far as they fit and are new.
fn add_hashtags(tags: &mut Vec<String>, text: &str, most: usize) {
    for word in text.split(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | '#')) {
        let tag = format!("#{}", word.trim_end_matches('.').to_lowercase());
        let is_new = !tags.iter().any(|other| other.to_lowercase() == tag);
        if (3..=24).contains(&word.chars().count()) && is_hashtag(&tag[1..]) && is_new {
            tags.push(tag);
        }
    }
    tags.truncate(most);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::brand::starters;
    use crate::brief::CaptionBrief;

    fn spec(network: &str) -> CaptionSpec {
        let brief = CaptionBrief {
            prompt: "Red running shoes".into(),
            network: network.into(),
            facts: vec!["20% off until Friday".into()],
            ..CaptionBrief::default()
        };
        CaptionSpec::from_brief(&brief, Some(&starters()[0]), Vec::new(), 1).unwrap()
    }

    fn caption(network: &str, texts: &[&str]) -> Caption {
        let spec = spec(network);
        let texts: Vec<String> = texts.iter().map(|text| (*text).to_owned()).collect();
        in_parts(&texts, &schema(&spec), &spec)
    }

    #[test]
    fn an_object_becomes_a_caption_in_parts() {
        let texts =
            ["\"Lace up!\"", " Your shoes are ready. #run #fast", "Tell us.", "#Trail, #1 miles"];
        let caption = caption("instagram", &texts);
        assert_eq!(caption.hook, "Lace up!");
        assert_eq!(caption.body, "Your shoes are ready.");
        assert_eq!(caption.call_to_action, "Tell us.");
        assert!(caption.hashtags.contains(&"#runwithstride".to_owned()));
        assert!(caption.hashtags.len() <= 4 && !caption.hashtags.contains(&"#1".to_owned()));
        assert!(caption.alt_text.starts_with("Red running shoes"));
    }

    #[test]
    fn hashtags_are_asked_for_where_there_is_room() {
        let names = |network| -> Vec<&str> {
            schema(&spec(network)).fields.iter().map(|field| field.name).collect()
        };
        assert_eq!(names("instagram"), ["hook", "body", "call", "hashtags"]);
        assert_eq!(names("x"), ["hook", "body", "call"]);
    }

    #[test]
    fn a_text_that_fills_its_room_ends_with_a_whole_sentence() {
        let full = "The road is quiet. ".repeat(40);
        let caption = caption("x", &["Lace up, ".repeat(40).as_str(), &full[..500], ""]);
        assert!(caption.body.ends_with("quiet."), "{}", caption.body);
        assert!(caption.hook.ends_with("Lace…"), "{}", caption.hook);
    }

    #[test]
    fn every_network_s_caption_fits_it() {
        for network in crate::brief::NETWORKS {
            let fields = schema(&spec(network.id)).fields;
            let title = usize::from(network.title_limit.is_some());
            let all: usize = fields.iter().skip(title).map(|field| field.max_chars).sum();
            assert!(all <= network.limit, "{}: {all}", network.name);
            assert!(fields[0].max_chars <= network.title_limit.unwrap_or(usize::MAX));
        }
    }
}
