//! The table of a persona's fields: what the editor shows, what the file holds and what a writer reads.
//! To add a field, add it to its struct and a row here.

use super::address;
use super::{
    ColourError, Corners, EmojiUse, FontMood, Medium, Person, Persona, PostLanguage, Reading, Rgb,
    Tone,
};

/// One field of a persona.
pub struct Field {
    /// Its place in the file, such as `voice.words_to_avoid`.
    pub key: &'static str,
    /// As the editor names it.
    pub label: &'static str,
    /// What to write there, for someone who never did.
    pub hint: &'static str,
    pub section: Section,
    /// Whether a language model that writes captions reads it.
    pub for_writer: bool,
    pub kind: Kind,
}

/// Where the editor shows a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Section {
    Identity,
    Voice,
    Words,
    Look,
}

impl Section {
    pub const ALL: [Self; 4] = [Self::Identity, Self::Voice, Self::Words, Self::Look];

    pub fn label(self) -> &'static str {
        match self {
            Self::Identity => "Who it is",
            Self::Voice => "How it sounds",
            Self::Words => "Its words",
            Self::Look => "What it looks like",
        }
    }
}

type Place<T> = fn(&mut Persona) -> &mut T;

/// How a field is edited, and where its value lies.
pub enum Kind {
    Line(Place<String>),
    /// Several short entries, written with commas between them.
    List(Place<Vec<String>>),
    /// Several longer entries, one a line.
    Lines(Place<Vec<String>>),
    /// Hashtags; one is a word with its `#`.
    Tags(Place<Vec<String>>),
    Tone {
        low: &'static str,
        high: &'static str,
        place: Place<Tone>,
    },
    Choice {
        words: &'static [&'static str],
        get: fn(&Persona) -> &'static str,
        set: fn(&mut Persona, &str),
    },
    Colour(Place<Rgb>),
    /// The name of a file beside the persona's.
    File {
        endings: &'static [&'static str],
        place: Place<String>,
    },
}

macro_rules! at {
    ($($path:ident).+) => { |persona: &mut Persona| &mut persona.$($path).+ };
}

macro_rules! choice {
    ($kind:ident, $($path:ident).+) => {
        Kind::Choice {
            words: $kind::WORDS,
            get: |persona| persona.$($path).+.word(),
            set: |persona, word| {
                if let Some(value) = $kind::from_word(word) {
                    persona.$($path).+ = value;
                }
            },
        }
    };
}

macro_rules! fields {
    ($($section:ident $for_writer:literal $key:literal, $label:literal, $hint:literal, $kind:expr;)*) => {
        &[$(Field {
            key: $key, label: $label, hint: $hint, section: Section::$section, for_writer: $for_writer, kind: $kind,
        }),*]
    };
}

/// The language by its own name; empty for one that captions are not written in.
const LANGUAGE: Kind = Kind::Choice {
    words: PostLanguage::NAMES,
    get: |persona| persona.voice.language.of_posts().map_or("", PostLanguage::name),
    set: |persona, name| persona.voice.language.choose(name),
};

const PICTURES: &[&str] = &["png", "jpg", "jpeg", "webp"];
const FONTS: &[&str] = &["otf", "ttf"];

/// Every field, in the order of the editor. The id is not among them: it is the file's name.
pub const FIELDS: &[Field] = fields! {
    Identity true  "name", "Name", "The name people see", Kind::Line(at!(name));
    Identity true  "promise", "Promise", "What the brand promises, in one line", Kind::Line(at!(promise));
    Identity true  "audience", "Audience", "Who it speaks to", Kind::Line(at!(audience));
    Identity false "handle", "Handle", "The account, such as @stride", Kind::Line(at!(handle));
    Identity false "link", "Link", "Where a post leads, such as stride.example", Kind::Line(at!(link));
    Identity false "sample_prompt", "First picture", "What a first picture could show", Kind::Line(at!(sample_prompt));
    Voice true  "voice.sound", "Sound", "How it sounds, in a sentence", Kind::Line(at!(voice.sound));
    Voice true  "voice.playful", "Mood", "", Kind::Tone { low: "serious", high: "playful", place: at!(voice.playful) };
    Voice true  "voice.rich", "Wording", "", Kind::Tone { low: "plain", high: "rich", place: at!(voice.rich) };
    Voice true  "voice.warm", "Distance", "", Kind::Tone { low: "cool", high: "warm", place: at!(voice.warm) };
    Voice true  "voice.person", "Speaks as", "", choice!(Person, voice.person);
    Voice true  "voice.emoji", "Emoji", "", choice!(EmojiUse, voice.emoji);
    Voice true  "voice.reading", "Reading level", "", choice!(Reading, voice.reading);
    Voice true  "voice.language", "Language", "What its captions are written in", LANGUAGE;
    Words true  "voice.words_to_use", "Words to use", "Commas between them", Kind::List(at!(voice.words_to_use));
    Words true  "voice.words_to_avoid", "Words never to use", "Commas between them", Kind::List(at!(voice.words_to_avoid));
    Words false "voice.hashtags", "Hashtags", "Standing ones, such as #morningmiles", Kind::Tags(at!(voice.hashtags));
    Words true  "voice.calls_to_action", "Calls to action", "One a line, such as: Come and try it on.", Kind::Lines(at!(voice.calls_to_action));
    Words true  "voice.sample_posts", "Posts that sound right", "One a line", Kind::Lines(at!(voice.sample_posts));
    Look  false "look.medium", "Pictures as", "", choice!(Medium, look.medium);
    Look  false "look.visual_style", "Style words", "The most important first", Kind::List(at!(look.visual_style));
    Look  false "look.never_show", "Never show", "Commas between them", Kind::List(at!(look.never_show));
    Look  false "look.palette.primary", "Primary", "The colour it is known by", Kind::Colour(at!(look.palette.primary));
    Look  false "look.palette.secondary", "Secondary", "", Kind::Colour(at!(look.palette.secondary));
    Look  false "look.palette.accent", "Accent", "", Kind::Colour(at!(look.palette.accent));
    Look  false "look.palette.light", "Light", "The brand's near-white", Kind::Colour(at!(look.palette.light));
    Look  false "look.palette.dark", "Dark", "The brand's near-black", Kind::Colour(at!(look.palette.dark));
    Look  false "look.logo_light", "Logo for light grounds", "A picture", Kind::File { endings: PICTURES, place: at!(look.logo_light) };
    Look  false "look.logo_dark", "Logo for dark grounds", "A picture", Kind::File { endings: PICTURES, place: at!(look.logo_dark) };
    Look  false "look.corners", "Corners", "", choice!(Corners, look.corners);
    Look  false "look.font_mood", "Fonts", "", choice!(FontMood, look.font_mood);
    Look  false "look.heading_font", "Headline font", "An .otf or .ttf file", Kind::File { endings: FONTS, place: at!(look.heading_font) };
    Look  false "look.body_font", "Text font", "An .otf or .ttf file", Kind::File { endings: FONTS, place: at!(look.body_font) };
};

impl Field {
    /// Whether it is the file of a picture.
    pub fn is_picture(&self) -> bool {
        matches!(self.kind, Kind::File { endings, .. } if endings.contains(&"png"))
    }

    /// Whether it is the file of a font.
    pub fn is_font(&self) -> bool {
        matches!(self.kind, Kind::File { endings, .. } if endings.contains(&"ttf"))
    }

    /// The value in words; empty where nothing is said.
    pub fn words(&self, persona: &Persona) -> String {
        // The accessors need a mutable borrow; the copy is never changed.
        let mut copy = persona.clone();
        match &self.kind {
            Kind::Line(place) | Kind::File { place, .. } => place(&mut copy).clone(),
            Kind::List(place) => place(&mut copy).join(", "),
            Kind::Tags(place) => place(&mut copy).join(" "),
            Kind::Lines(place) => place(&mut copy).join("\n"),
            Kind::Choice { get, .. } => get(persona).to_owned(),
            Kind::Colour(place) => place(&mut copy).to_string(),
            Kind::Tone { low, high, place } => match place(&mut copy).value() {
                -2 => format!("very {low}"),
                -1 => (*low).to_owned(),
                1 => (*high).to_owned(),
                2 => format!("very {high}"),
                _ => String::new(),
            },
        }
    }

    /// Reads what was typed for it: the reverse of [`words`](Self::words), for every kind but a tone.
    ///
    /// # Errors
    /// A sentence for the user; the persona is then as it was.
    pub fn read(&self, persona: &mut Persona, text: &str) -> Result<(), String> {
        let mut changed = persona.clone();
        let entries = |parted_by: &[char]| -> Vec<String> {
            let parts = text.split(parted_by).map(str::trim);
            parts.filter(|part| !part.is_empty()).map(str::to_owned).collect()
        };
        match &self.kind {
            Kind::Line(place) => {
                let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
                match self.key {
                    "link" => address::check_link(&line)?,
                    "handle" => address::check_handle(&line)?,
                    _ => {}
                }
                *place(&mut changed) = line;
            }
            Kind::File { place, .. } => *place(&mut changed) = text.to_owned(),
            Kind::List(place) => *place(&mut changed) = entries(&[',', '\n']),
            Kind::Lines(place) => *place(&mut changed) = entries(&['\n']),
            Kind::Tags(place) => *place(&mut changed) = hashtags(text),
            Kind::Choice { set, .. } => set(&mut changed, text),
            Kind::Colour(place) => {
                let text = text.trim();
                let with_sign =
                    if text.starts_with('#') { text.to_owned() } else { format!("#{text}") };
                let refused = |_| ColourError(text.to_owned()).to_string();
                *place(&mut changed) = with_sign.parse().map_err(refused)?;
            }
            Kind::Tone { .. } => {}
        }
        changed.check().map_err(|error| error.to_string())?;
        *persona = changed;
        Ok(())
    }
}

/// The hashtags of a text, however they are parted, each once and with its `#`.
fn hashtags(text: &str) -> Vec<String> {
    let mut tags: Vec<String> = Vec::new();
    for word in text.split(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | '#')) {
        let tag = format!("#{word}");
        if !word.is_empty() && !tags.contains(&tag) {
            tags.push(tag);
        }
    }
    tags
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::brand::starters;
    use std::collections::BTreeSet;

    fn keys(value: &toml::Value, under: &str, found: &mut BTreeSet<String>) {
        match value {
            toml::Value::Table(table) => table.iter().for_each(|(key, value)| {
                let path = if under.is_empty() { key.clone() } else { format!("{under}.{key}") };
                keys(value, &path, found);
            }),
            _ => {
                found.insert(under.to_owned());
            }
        }
    }

    #[test]
    fn the_table_and_the_file_hold_the_same_fields() {
        let mut in_file = BTreeSet::new();
        let mut persona = starters().remove(0);
        // What a persona leaves to its voice is not in its file.
        (persona.look.corners, persona.look.font_mood) = (Corners::Sharp, FontMood::Elegant);
        let table: toml::Value = toml::from_str(&persona.to_toml()).unwrap();
        keys(&table, "", &mut in_file);
        for own in ["id", "version"] {
            in_file.remove(own);
        }
        let in_table: BTreeSet<_> = FIELDS.iter().map(|field| field.key.to_owned()).collect();
        assert_eq!(in_table, in_file);
    }

    #[test]
    fn a_field_says_its_value_in_words() {
        let persona = &starters()[0];
        let words = |key| FIELDS.iter().find(|field| field.key == key).unwrap().words(persona);
        assert_eq!(words("name"), persona.name);
        assert_eq!(words("look.palette.primary"), persona.look.palette.primary.to_string());
        assert_eq!(words("voice.words_to_avoid"), persona.voice.words_to_avoid.join(", "));
    }

    #[test]
    fn what_a_field_says_it_also_reads() {
        for persona in starters() {
            for field in FIELDS.iter().filter(|field| !matches!(field.kind, Kind::Tone { .. })) {
                let mut read = persona.clone();
                field.read(&mut read, &field.words(&persona)).unwrap();
                assert_eq!(read, persona, "{}", field.key);
            }
        }
    }

    #[test]
    fn what_is_typed_is_tidied_and_what_cannot_be_is_refused() {
        let mut persona = starters().remove(0);
        let mut read = |key: &str, text: &str| {
            let field = FIELDS.iter().find(|field| field.key == key).unwrap();
            field.read(&mut persona, text).map(|()| field.words(&persona))
        };
        assert_eq!(read("name", " Two \n words "), Ok("Two words".into()));
        assert!(read("name", "  ").unwrap_err().contains("name"));
        assert_eq!(read("voice.words_to_use", "a,, b c ,\nd"), Ok("a, b c, d".into()));
        assert_eq!(read("voice.hashtags", "one, #two#three #one"), Ok("#one #two #three".into()));
        assert_eq!(read("look.palette.primary", "00ff7f"), Ok("#00FF7F".into()));
        assert!(read("look.palette.primary", "#00ff7").unwrap_err().contains("“#00ff7”"));
        assert!(read("look.logo_dark", "../x.png").is_err());
    }
}
