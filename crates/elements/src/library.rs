//! The drawings that come with the program: what each is called and shows, and its SVG by name.
//! Knows nothing of folders; it is given the bytes of the packed drawings.

use crate::colour::GREY;
use crate::search::SearchIndex;
use crate::vectors::Vectors;
use crate::{Drawing, ElementError, Found, Rgb};
use serde::Deserialize;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::io::{Cursor, Read};
use std::sync::Arc;
use zip::ZipArchive;

/// The most bytes of one unpacked drawing or of the index.
const MAX_UNPACKED: u64 = 8 << 20;

/// One drawing, in all its skin tones.
#[derive(Clone, Debug, Deserialize)]
pub struct Element {
    /// What it is asked for by, such as `woman-cook`.
    pub name: String,
    /// `faces`, `people`, `nature`, `food`, `places`, `activities`, `things` or `signs`.
    pub group: String,
    /// What man, woman and person have in common, such as `cook`; empty where there is one drawing only.
    #[serde(default)]
    pub family: String,
    /// Whether it comes in the five skin tones.
    #[serde(default)]
    pub tones: bool,
    /// What it is called, by language code; the first word is its name.
    pub words: BTreeMap<String, Vec<String>>,
}

impl Element {
    /// The family, or the name where there is no family.
    pub fn family(&self) -> &str {
        if self.family.is_empty() { &self.name } else { &self.family }
    }

    /// The name in English words.
    pub fn label(&self) -> String {
        self.name.replace('-', " ")
    }
}

/// The colour of skin.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tone {
    /// The yellow of no particular skin.
    #[default]
    Yellow,
    /// The lightest of five.
    Light,
    /// The second.
    MediumLight,
    /// The third.
    Medium,
    /// The fourth.
    MediumDark,
    /// The darkest.
    Dark,
}

impl Tone {
    /// Every tone, yellow first.
    pub const ALL: [Self; 6] =
        [Self::Yellow, Self::Light, Self::MediumLight, Self::Medium, Self::MediumDark, Self::Dark];

    /// As on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Yellow => "yellow",
            Self::Light => "light",
            Self::MediumLight => "medium-light",
            Self::Medium => "medium",
            Self::MediumDark => "medium-dark",
            Self::Dark => "dark",
        }
    }
}

/// All drawings. Reading one by name unpacks that one only.
pub struct Library {
    archive: ZipArchive<Cursor<Arc<[u8]>>>,
    elements: Vec<Element>,
    by_name: HashMap<String, usize>,
    search_index: SearchIndex,
    vectors: Vectors,
}

impl Library {
    /// Reads the index of the packed drawings, and the vectors of their words.
    ///
    /// # Errors
    /// `Damaged`, with where.
    pub fn read(packed: impl Into<Arc<[u8]>>, vectors: &[u8]) -> Result<Self, ElementError> {
        let damaged = |error: &dyn std::fmt::Display| ElementError::Damaged(error.to_string());
        let mut archive =
            ZipArchive::new(Cursor::new(packed.into())).map_err(|error| damaged(&error))?;
        let index = unpacked(&mut archive, "index.json")?;
        let elements: Vec<Element> =
            serde_json::from_slice(&index).map_err(|error| damaged(&error))?;
        let numbered = elements.iter().enumerate();
        let by_name = numbered.map(|(at, element)| (element.name.clone(), at)).collect();
        let vectors = Vectors::read(vectors, &elements)?;
        Ok(Self { search_index: SearchIndex::new(&elements), archive, elements, by_name, vectors })
    }

    /// Every element, by name.
    pub fn elements(&self) -> &[Element] {
        &self.elements
    }

    /// The element of that name, or the first of that family.
    ///
    /// # Errors
    /// `Unknown`.
    pub fn element(&self, name: &str) -> Result<&Element, ElementError> {
        let unknown = || ElementError::Unknown(name.to_owned());
        if let Some(&at) = self.by_name.get(name) {
            return Ok(&self.elements[at]);
        }
        self.elements.iter().rfind(|element| element.family == name).ok_or_else(unknown)
    }

    /// The drawing of an element.
    ///
    /// # Errors
    /// `Unknown`, `NoTone` or `Damaged`.
    pub fn drawing(&self, name: &str, tone: Tone) -> Result<Drawing, ElementError> {
        let element = self.element(name)?;
        let file = match tone {
            Tone::Yellow => format!("{}.svg", element.name),
            _ if !element.tones => return Err(ElementError::NoTone(element.name.clone())),
            tone => format!("{}-{}.svg", element.name, tone.name()),
        };
        let text = unpacked(&mut self.archive.clone(), &file)?;
        Ok(Drawing { root: crate::markup::read(&text)? })
    }

    /// The elements that a text asks for, best first, by its words in seven languages, and by meaning where the caller gives
    /// the sentence vector of the text, at unit length. A family is shown once before any is shown twice.
    pub fn search(&self, text: &str, vector: Option<&[f32]>, limit: usize) -> Vec<Found<'_>> {
        self.search_index.search(&self.elements, &self.vectors, text, vector, limit)
    }

    /// What a picture of the text shows, of what [`Library::search`] found for it: the best element, or with another seed one nearly
    /// as good, and up to two more that the text names beside it. Empty where nothing was found.
    pub fn choose<'a>(&'a self, found: &[Found<'a>], text: &str, seed: u64) -> Vec<&'a Element> {
        self.search_index.choose(&self.elements, found, text, seed)
    }

    /// The colours of skin in a drawing of this element; empty where it has none.
    ///
    /// # Errors
    /// As [`Library::drawing`].
    pub fn skin(&self, name: &str, tone: Tone) -> Result<HashSet<Rgb>, ElementError> {
        if !self.element(name)?.tones {
            return Ok(HashSet::new());
        }
        let own = self.drawing(name, tone)?;
        let other = if tone == Tone::Dark { Tone::Light } else { Tone::Dark };
        let mut skin = own.colours_unlike(&self.drawing(name, other)?);
        // The shade of a cloth may differ between two tones, too.
        skin.retain(|colour| is_like_skin(*colour));
        Ok(skin)
    }
}

/// Whether a colour may be of a face: grey, or of a hue from pink by red and brown to yellow.
fn is_like_skin(colour: Rgb) -> bool {
    let colour = colour.lch();
    let degrees = colour.h.to_degrees().rem_euclid(360.0);
    colour.c <= GREY || !(115.0..=325.0).contains(&degrees)
}

fn unpacked(
    archive: &mut ZipArchive<Cursor<Arc<[u8]>>>,
    name: &str,
) -> Result<Vec<u8>, ElementError> {
    let damaged = |error: &dyn std::fmt::Display| ElementError::Damaged(format!("{name}: {error}"));
    let file = archive.by_name(name).map_err(|error| damaged(&error))?;
    let mut bytes = Vec::with_capacity(file.size().min(MAX_UNPACKED) as usize);
    file.take(MAX_UNPACKED).read_to_end(&mut bytes).map_err(|error| damaged(&error))?;
    Ok(bytes)
}
