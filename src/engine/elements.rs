//! The illustrations that come with the program, opened once for all threads: found by a text, checked by name.
//! How they are drawn, recoloured and composed is known in `brandish_elements`; here is what a brief means by them.

mod picture;

pub use picture::{draw_element, element_cutout, element_parts, element_picture};

use crate::brand::PostLanguage;
use crate::brief::{
    BriefError, ElementChoice, Family, ModelId, ModelTraits, element_words, is_element_file,
};
use brandish_elements::{Element, Found, Library, read_own_file, read_own_folder};
use brandish_inference::spark::SentenceEncoder;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

/// The drawings of a folder.
pub struct OwnDrawings {
    /// Files that can be used as illustrations.
    pub files: Vec<PathBuf>,
    /// Files that cannot, each with the reason.
    pub refused: Vec<(PathBuf, String)>,
}

impl OwnDrawings {
    /// # Errors
    /// A sentence, where the folder cannot be read.
    pub fn read(folder: &Path) -> Result<Self, String> {
        let (own, refused) = read_own_folder(folder).map_err(|error| error.to_string())?;
        let files = own.into_iter().map(|drawing| drawing.path).collect();
        let refused = refused.into_iter().map(|file| (file.path, file.reason.to_string()));
        Ok(Self { files, refused: refused.collect() })
    }
}

/// A score from which an illustration suits a text; below it, it only resembles it.
const SUITS: f32 = 0.3;
/// How many of the best are looked at for what a picture shows.
const CONSIDERED: usize = 24;

/// What is rude, and the words that ask for it; “a pile of books” does not.
const RUDE: (&str, [&str; 2]) = ("pile-of-poo", ["poo", "poop"]);

/// The illustrations and the encoder that finds them. Both are read when they are first needed, which takes a moment;
/// a later call gets the same ones.
pub struct ElementLibrary {
    folder: PathBuf,
    encoder_folder: PathBuf,
    traits: ModelTraits,
    library: OnceLock<Result<Library, String>>,
    encoder: OnceLock<Result<SentenceEncoder, String>>,
}

impl std::fmt::Debug for ElementLibrary {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "ElementLibrary in {}", self.folder.display())
    }
}

impl ElementLibrary {
    /// The illustrations in the folder of the files that come with the program; nothing is read yet.
    pub fn in_assets(assets: &Path) -> Self {
        Self {
            folder: assets.join("elements"),
            encoder_folder: assets.join("models/spark"),
            traits: ModelTraits::of_family(
                ModelId::elements(),
                "Illustrations".into(),
                Family::Elements,
            ),
            library: OnceLock::new(),
            encoder: OnceLock::new(),
        }
    }

    /// Sizes and options of pictures that are composed of illustrations.
    pub fn traits(&self) -> &ModelTraits {
        &self.traits
    }

    /// # Errors
    /// A sentence, where the files are missing or damaged.
    pub fn library(&self) -> Result<&Library, String> {
        let read = || {
            let bytes = |name: &str| {
                let path = self.folder.join(name);
                std::fs::read(&path).map_err(|error| {
                    format!("{} cannot be read: {error}. Install Brandish again.", path.display())
                })
            };
            Library::read(bytes("drawings.zip")?, &bytes("vectors.bin")?)
                .map_err(|error| error.to_string())
        };
        self.library.get_or_init(read).as_ref().map_err(Clone::clone)
    }

    /// The vector of a text, at unit length: texts that mean nearly the same have a product near 1.
    ///
    /// # Errors
    /// A sentence, where the encoder's files are missing or damaged.
    pub fn vector(&self, text: &str) -> Result<Vec<f32>, String> {
        let load = || SentenceEncoder::load(&self.encoder_folder).map_err(|e| e.to_string());
        let encoder = self.encoder.get_or_init(load).as_ref().map_err(Clone::clone)?;
        encoder.vector(text).map_err(|error| error.to_string())
    }

    /// The illustrations that a text asks for, best first, in English by meaning, and by words in six more languages.
    ///
    /// # Errors
    /// A sentence, where the files are missing or damaged.
    pub fn search(&self, text: &str, limit: usize) -> Result<Vec<Found<'_>>, String> {
        let vector = self.vector(text)?;
        Ok(self.library()?.search(text, Some(&vector), limit))
    }

    /// The illustrations that suit a text: what a picture of it shows first, then the others, best first.
    ///
    /// # Errors
    /// As [`ElementLibrary::search`].
    pub fn suiting(&self, text: &str, limit: usize) -> Result<Vec<&Element>, String> {
        let mut found = self.search(text, CONSIDERED.max(limit))?;
        found.retain(|found| suits(found, text));
        let mut elements = self.library()?.choose(&found, text, 0);
        for Found { element, .. } in found {
            if elements.iter().all(|known| known.name != element.name) {
                elements.push(element);
            }
        }
        elements.truncate(limit);
        Ok(elements)
    }

    /// The illustrations that a picture of a text shows, the main one first; none where nothing suits.
    ///
    /// # Errors
    /// As [`ElementLibrary::search`].
    pub fn choose(&self, text: &str) -> Result<Vec<&Element>, String> {
        let mut found = self.search(text, CONSIDERED)?;
        found.retain(|found| suits(found, text));
        Ok(self.library()?.choose(&found, text, 0))
    }

    /// What an illustration is called in a language; the name of a file of the user's own. `None` where it is not known, or the
    /// illustrations are not in memory.
    pub fn name_in(&self, name: &str, language: PostLanguage) -> Option<String> {
        if is_element_file(name) {
            return Some(element_words(name));
        }
        let element = self.library.get()?.as_ref().ok()?.element(name).ok()?;
        element.words.get(language.tag())?.first().cloned()
    }

    /// Whether a picture can be composed of a choice: every name is known, and every file of the user's own can be drawn.
    ///
    /// # Errors
    /// What is wrong, in the user's words.
    pub fn check(&self, choice: &ElementChoice) -> Result<(), BriefError> {
        self.library().map_err(BriefError::ElementsMissing)?;
        for name in choice.names.iter().filter(|name| is_element_file(name)) {
            read_own_file(Path::new(name)).map_err(|error| BriefError::ElementUnusable {
                path: name.clone(),
                reason: error.to_string(),
            })?;
        }
        self.check_names(choice)?;
        for painted in &choice.parts {
            let (element, part) = (&painted.element, painted.part + 1);
            let unusable = |reason| BriefError::ElementUnusable { path: element.clone(), reason };
            let parts = element_parts(self, (element, choice), None).map_err(unusable)?;
            if part > parts.len() {
                let (element, count) = (element.clone(), parts.len());
                return Err(BriefError::PartUnknown { element, count, part });
            }
        }
        Ok(())
    }

    /// The same for the names alone, and only where the illustrations are in memory: nothing is read.
    ///
    /// # Errors
    /// `ElementUnknown`.
    pub fn check_names(&self, choice: &ElementChoice) -> Result<(), BriefError> {
        let Some(Ok(library)) = self.library.get() else { return Ok(()) };
        let mut names = choice.names.iter().filter(|name| !is_element_file(name));
        match names.find(|name| library.element(name).is_err()) {
            Some(name) => Err(BriefError::ElementUnknown(name.clone())),
            None => Ok(()),
        }
    }
}

/// Whether an illustration that was found suits the text. What is rude does only where the text asks for it.
fn suits(found: &Found<'_>, text: &str) -> bool {
    let (rude, words) = RUDE;
    let lower = text.to_lowercase();
    let is_asked_for = || lower.split_whitespace().any(|word| words.contains(&word));
    found.score >= SUITS && (found.element.name != rude || is_asked_for())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_rude_is_offered_only_where_it_is_asked_for() {
        let assets = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets");
        let library = ElementLibrary::in_assets(&assets);
        let names = |text: &str| -> Vec<String> {
            let found = library.suiting(text, 6).unwrap();
            found.iter().map(|element| element.name.clone()).collect()
        };
        assert!(!names("pile of law books").contains(&"pile-of-poo".to_owned()));
        assert!(names("a pile of poo").contains(&"pile-of-poo".to_owned()));
    }
}
