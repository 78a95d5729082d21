//! A persona's TOML file: its version, how older versions are read, and what is refused.
//! Text in, value out; where the file lies is not known here.

use super::{Corners, FontMood, Persona, PersonaId, Product, ProductError};
use toml::{Table, Value};

/// The newest version that is read and written. Files without one are of version 0, which had no sections; version 2
/// has products, version 3 fonts by mood and corners. A persona is written as the lowest version that holds what it
/// says, which an older Brandish reads.
pub const FORMAT_VERSION: i64 = 3;
const WITH_PRODUCTS: i64 = 2;
const WITHOUT_PRODUCTS: i64 = 1;

/// No persona file is longer, in bytes.
const MAX_BYTES: usize = 1 << 20;
/// The longest name, in characters.
const MAX_NAME: usize = 200;

/// Why a persona file was refused.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum PersonaError {
    #[error("This is no brand that Brandish can read; choose one that it exported ({0}).")]
    Unreadable(String),
    #[error("A persona needs a {0}, and this one leaves it empty.")]
    Empty(&'static str),
    #[error("“{0}” cannot be a persona id: use small letters, digits and hyphens, 64 at most.")]
    BadId(String),
    #[error(
        "“{0}” cannot be a persona id: “none” stands for no persona, and Windows keeps con, prn, aux, nul, com1 and \
         the like for itself. Change the id in the persona's file."
    )]
    ReservedId(String),
    #[error("The persona's name has {0} characters; at most {MAX_NAME} fit.")]
    NameTooLong(usize),
    #[error("“{0}” cannot be a file beside a persona: it must be a plain name.")]
    BadFileName(String),
    #[error(transparent)]
    Product(#[from] ProductError),
    #[error(
        "This persona was written by a newer Brandish (format {0}). Update Brandish to use it."
    )]
    TooNew(i64),
}

/// Where a file is wrong, and how. The parser's own text repeats the line with a drawing of arrows.
fn place_of(text: &str, error: &toml::de::Error) -> String {
    let before = error.span().and_then(|span| text.get(..span.start));
    match before {
        Some(before) => {
            format!("line {}: {}", before.matches('\n').count() + 1, error.message().trim())
        }
        None => error.message().trim().to_owned(),
    }
}

impl Persona {
    /// Reads a persona from the text of its TOML file and checks it. Older versions are understood.
    ///
    /// # Errors
    /// A sentence for the user about the first thing that is wrong.
    pub fn from_toml(text: &str) -> Result<Self, PersonaError> {
        if text.len() > MAX_BYTES {
            return Err(PersonaError::Unreadable("it is larger than a megabyte".into()));
        }
        let unreadable = |error: toml::de::Error| PersonaError::Unreadable(place_of(text, &error));
        let mut table: Table = toml::from_str(text).map_err(unreadable)?;
        match table.remove("version") {
            None if table.get("voice").is_some_and(Value::is_table) => {}
            None => table = sectioned(table),
            Some(Value::Integer(version)) if (0..=FORMAT_VERSION).contains(&version) => {}
            Some(Value::Integer(version)) => return Err(PersonaError::TooNew(version)),
            Some(_) => return Err(PersonaError::Unreadable("its version is no number".into())),
        }
        let is_current = table.get("voice").is_some_and(Value::is_table);
        let persona: Self = Value::Table(table).try_into().map_err(|error| {
            // Values have lost their places; the text still has them, unless it was of an older form.
            let placed = is_current.then(|| toml::from_str::<Self>(text).err()).flatten();
            unreadable(placed.unwrap_or(error))
        })?;
        persona.check()?;
        Ok(persona)
    }

    /// The text of its TOML file.
    pub fn to_toml(&self) -> String {
        let fields = toml::to_string_pretty(self).expect("a persona is plain text and numbers");
        let by_voice = (FontMood::default(), Corners::default());
        let version = match (self.look.font_mood, self.look.corners) {
            look if look != by_voice => FORMAT_VERSION,
            _ if self.products.is_empty() => WITHOUT_PRODUCTS,
            _ => WITH_PRODUCTS,
        };
        format!("version = {version}\n{fields}")
    }

    /// Whether every value is one that the program can work with.
    pub fn check(&self) -> Result<(), PersonaError> {
        let id = &self.id.0;
        if !PersonaId::is_well_formed(id) {
            return Err(PersonaError::BadId(shortened(id)));
        }
        if is_reserved(id) {
            return Err(PersonaError::ReservedId(id.clone()));
        }
        if self.name.chars().count() > MAX_NAME {
            return Err(PersonaError::NameTooLong(self.name.chars().count()));
        }
        if self.name.trim().is_empty() {
            return Err(PersonaError::Empty("name"));
        }
        let look = &self.look;
        for file in [&look.logo_light, &look.logo_dark, &look.heading_font, &look.body_font] {
            if !file.is_empty() && !is_plain_name(file) {
                return Err(PersonaError::BadFileName(file.clone()));
            }
        }
        Ok(Product::check_all(&self.products)?)
    }

    /// Where it names the files beside its own.
    pub fn file_places(&mut self) -> impl Iterator<Item = &mut String> {
        let look = &mut self.look;
        let own = [
            &mut look.logo_light,
            &mut look.logo_dark,
            &mut look.heading_font,
            &mut look.body_font,
        ];
        let of_products =
            self.products.iter_mut().flat_map(|product| [&mut product.photo, &mut product.cutout]);
        own.into_iter().chain(of_products)
    }

    /// The files that lie beside the persona's own: logos, fonts and pictures of products.
    pub fn files(&self) -> impl Iterator<Item = &str> {
        let look = &self.look;
        [&look.logo_light, &look.logo_dark, &look.heading_font, &look.body_font]
            .into_iter()
            .filter(|name| !name.is_empty())
            .map(String::as_str)
            .chain(self.products.iter().flat_map(Product::files))
    }
}

impl PersonaId {
    fn is_well_formed(id: &str) -> bool {
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        (1..=64).contains(&id.len()) && id.chars().all(plain)
    }

    /// An id made of a name, different from all of `taken`, and none that is reserved: `Kettle & Crumb` gives `kettle-crumb`.
    pub fn of_name(name: &str, taken: &[PersonaId]) -> PersonaId {
        let lower = name.to_lowercase();
        let words =
            lower.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
        let mut id = words.collect::<Vec<_>>().join("-");
        id.truncate(48);
        let id = id.trim_matches('-');
        let id = if id.is_empty() { "brand" } else { id };
        (1..)
            .map(|n| PersonaId(if n == 1 { id.to_owned() } else { format!("{id}-{n}") }))
            .find(|id| !taken.contains(id) && !is_reserved(&id.0))
            .expect("numbers do not end")
    }
}

/// Whether an id means something else: no one, or a device of Windows, which has no files of that name
/// (learn.microsoft.com, “Naming Files, Paths, and Namespaces”).
pub(crate) fn is_reserved(id: &str) -> bool {
    let port = id.strip_prefix("com").or_else(|| id.strip_prefix("lpt"));
    matches!(id, "none" | "con" | "prn" | "aux" | "nul")
        || port.is_some_and(|number| number.len() == 1 && number.as_bytes()[0].is_ascii_digit())
}

/// A text as a message can show it.
fn shortened(text: &str) -> String {
    match text.char_indices().nth(MAX_NAME) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// A name without folders, which every system takes as a file's.
pub(super) fn is_plain_name(name: &str) -> bool {
    let allowed = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | ' ');
    name.len() <= 120
        && name.chars().all(allowed)
        && !name.starts_with(['.', ' '])
        && !name.ends_with(['.', ' '])
}

/// A table of version 0 as one of version 1.
fn sectioned(mut old: Table) -> Table {
    let (mut voice, mut look) = (Table::new(), Table::new());
    if let Some(sound) = old.remove("voice") {
        voice.insert("sound".into(), sound);
    }
    for key in ["words_to_use", "words_to_avoid", "hashtags"] {
        voice.extend(old.remove(key).map(|value| (key.to_owned(), value)));
    }
    for key in ["visual_style", "palette"] {
        look.extend(old.remove(key).map(|value| (key.to_owned(), value)));
    }
    old.insert("voice".into(), Value::Table(voice));
    old.insert("look".into(), Value::Table(look));
    old
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::brand::{Tone, starters};

    #[test]
    fn a_persona_survives_the_round_trip_through_its_file() {
        for persona in starters() {
            assert_eq!(Persona::from_toml(&persona.to_toml()).unwrap(), persona);
        }
    }

    #[test]
    fn products_are_part_of_the_file_and_raise_its_version() {
        let mut persona = starters().remove(0);
        assert!(persona.to_toml().starts_with("version = 1\n"));
        let product = Product { photo: "mug.jpg".into(), ..Product::named("Blue mug", &[]) };
        persona.products = vec![product.clone(), Product::named("Cap", &[product])];
        let text = persona.to_toml();
        assert!(text.starts_with("version = 2\n"), "{text}");
        assert_eq!(Persona::from_toml(&text).unwrap(), persona);
        assert!(persona.files().any(|name| name == "mug.jpg"));
        persona.products[1].id = "blue-mug".into();
        let twice = Persona::from_toml(&persona.to_toml()).unwrap_err();
        assert!(matches!(twice, PersonaError::Product(ProductError::IdTwice(_))), "{twice}");
    }

    #[test]
    fn a_file_of_the_first_version_is_read() {
        let old = r##"
            id = "stride"
            name = "Stride"
            promise = "Gear."
            audience = "Runners"
            voice = "Short and warm."
            visual_style = ["glossy"]
            words_to_use = ["mile"]
            words_to_avoid = ["cheap"]
            hashtags = ["#runs"]
            sample_prompt = "Red shoes"
            [palette]
            primary = "#FF5A36"
            secondary = "#FFC53D"
            accent = "#12355B"
            light = "#FFF6EE"
            dark = "#1B1F3B"
        "##;
        let persona = Persona::from_toml(old).unwrap();
        assert_eq!(persona.voice.sound, "Short and warm.");
        assert_eq!(persona.voice.words_to_avoid, ["cheap"]);
        assert_eq!(persona.look.visual_style, ["glossy"]);
        assert_eq!(persona.look.palette.primary.to_string(), "#FF5A36");
        assert_eq!(Persona::from_toml(&persona.to_toml()).unwrap(), persona);
    }

    #[test]
    fn a_wrong_file_is_refused_in_one_sentence_that_names_the_line() {
        for (text, line) in [
            ("name = \"A\"\nid = a b\n", "line 2"),
            ("# a brand\n\n[voice]\nwarm = \"very\"\n", "line 4"),
            ("Dear all,\nhere is our brand.\n", "line 1"),
            ("<html><body>Not found</body></html>", "line 1"),
            ("{\"name\": \"A\"}", "line 1"),
        ] {
            let sentence = Persona::from_toml(text).unwrap_err().to_string();
            assert!(!sentence.contains(['\n', '|', '^']), "{sentence}");
            assert!(sentence.contains(line), "{text}: {sentence}");
            assert!(sentence.starts_with("This is no brand"), "{sentence}");
        }
    }

    #[test]
    fn a_bad_persona_is_refused_with_a_reason() {
        let refused = |change: &dyn Fn(&mut Persona)| {
            let mut persona = starters().remove(0);
            change(&mut persona);
            Persona::from_toml(&persona.to_toml()).unwrap_err()
        };
        let bad = refused(&|persona| persona.id = PersonaId("Two Words".into()));
        assert_eq!(bad, PersonaError::BadId("Two Words".into()));
        assert_eq!(refused(&|persona| persona.name = " ".into()), PersonaError::Empty("name"));
        let traversal = refused(&|persona| persona.look.logo_light = "../secret.png".into());
        assert_eq!(traversal, PersonaError::BadFileName("../secret.png".into()));
        assert!(matches!(Persona::from_toml("name = 3"), Err(PersonaError::Unreadable(_))));
        assert_eq!(Persona::from_toml("version = 9"), Err(PersonaError::TooNew(9)));
    }

    #[test]
    fn no_text_however_odd_makes_the_reader_panic() {
        // A generator of its own, so that a failure can be run again by its seed.
        let good = starters()[0].to_toml();
        let mut state = 0x9E37_79B9_7F4A_7C15_u64;
        let mut draw = |below: usize| {
            state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
            (state >> 33) as usize % below.max(1)
        };
        let junk = [
            "\"",
            "[",
            "]",
            "=",
            "\n",
            "é",
            "999999999999999999999",
            "-3",
            "[voice]",
            "\0",
            "{}",
            "true",
        ];
        for _ in 0..3_000 {
            let mut letters: Vec<char> = good.chars().collect();
            for _ in 0..=draw(4) {
                let (at, piece) = (draw(letters.len()), junk[draw(junk.len())]);
                let end = (at + draw(12)).min(letters.len());
                letters.splice(at..end, piece.chars());
            }
            let text: String = letters.into_iter().collect();
            if let Ok(persona) = Persona::from_toml(&text) {
                assert_eq!(Persona::from_toml(&persona.to_toml()).unwrap(), persona, "{text}");
            }
        }
    }

    #[test]
    fn an_id_is_made_of_the_name_and_is_new() {
        let taken = [PersonaId("kettle-crumb".into())];
        assert_eq!(PersonaId::of_name("Kettle & Crumb", &taken).0, "kettle-crumb-2");
        assert_eq!(PersonaId::of_name("Ünïcode", &[]).0, "n-code");
        assert_eq!(PersonaId::of_name("茶", &[]).0, "brand");
    }

    #[test]
    fn an_id_that_means_something_else_is_refused_and_never_made() {
        let with_id = |id: &str| {
            let mut persona = starters().remove(0);
            persona.id = PersonaId(id.into());
            Persona::from_toml(&persona.to_toml())
        };
        for id in ["none", "con", "prn", "aux", "nul", "com0", "com1", "com9", "lpt1", "lpt9"] {
            assert_eq!(with_id(id), Err(PersonaError::ReservedId(id.into())));
            assert_eq!(PersonaId::of_name(id, &[]).0, format!("{id}-2"));
            assert_eq!(PersonaId::of_name(&id.to_uppercase(), &[]).0, format!("{id}-2"));
        }
        for id in ["nones", "con-1", "com", "com10", "lpt", "cons", "none-2", "a"] {
            assert!(with_id(id).is_ok(), "{id}");
        }
        let long = "a".repeat(100_000);
        let error = with_id(&long).unwrap_err();
        assert!(matches!(error, PersonaError::BadId(_)) && error.to_string().len() < 400);
        let mut persona = starters().remove(0);
        persona.name = long.clone();
        assert_eq!(persona.check(), Err(PersonaError::NameTooLong(100_000)));
        assert!(PersonaId::of_name(&long, &[]).0.len() <= 64);
    }

    #[test]
    fn a_tone_off_the_scale_is_refused() {
        assert!(Tone::try_from(3).is_err());
        assert_eq!(Tone::new(7).value(), 2);
    }
}
