//! The typefaces: eight bundled pairs by mood, the brand's own, and the system's for other scripts.
//! Knows nothing of sizes or lines.

use parley::FontContext;
use parley::fontique::{
    Blob, Collection, CollectionOptions, FontInfoOverride, FontStyle, FontWeight, FontWidth,
    SourceCache,
};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// A face that was registered with [`Fonts`]: the name it has there.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Face(pub(crate) Arc<str>);

/// Two faces that go together.
#[derive(Debug)]
pub struct Pair {
    /// As written in files and on the command line.
    pub id: &'static str,
    /// What it sounds like.
    pub mood: &'static str,
    heading: &'static str,
    body: &'static str,
    strong: &'static str,
}

impl Pair {
    pub fn heading(&self) -> Face {
        Face(self.heading.into())
    }

    pub fn body(&self) -> Face {
        Face(self.body.into())
    }

    pub fn strong(&self) -> Face {
        Face(self.strong.into())
    }
}

macro_rules! pairs {
    ($($id:literal, $mood:literal, $heading:literal, $body:literal, $strong:literal;)*) => {
        &[$(Pair { id: $id, mood: $mood, heading: $heading, body: $body, strong: $strong }),*]
    };
}

/// The bundled pairs.
pub const PAIRS: &[Pair] = pairs! {
    // id, mood, headline, body, heavier body
    "modern",   "clear and confident",  "PlusJakartaSans-ExtraBold",    "PlusJakartaSans-Medium", "PlusJakartaSans-Bold";
    "sporty",   "fast and loud",        "BarlowCondensed-ExtraBold",    "Barlow-Medium",          "Barlow-Bold";
    "elegant",  "quiet and fine",       "CormorantGaramond-SemiBold",   "Jost-Regular",           "Jost-SemiBold";
    "warm",     "homely and handmade",  "Fraunces-SemiBold",            "DMSans-Medium",          "DMSans-Bold";
    "friendly", "round and playful",    "Fredoka-SemiBold",             "Nunito-SemiBold",        "Nunito-ExtraBold";
    "technical", "exact and new",       "SpaceGrotesk-Bold",            "Figtree-Medium",         "Figtree-Bold";
    "editorial", "a magazine's voice",  "DMSerifDisplay-Regular",       "DMSans-Medium",          "DMSans-Bold";
    "lively",   "with a mind of its own", "BricolageGrotesque-ExtraBold", "Figtree-Medium",       "Figtree-Bold";
};

macro_rules! bundled {
    ($($name:literal)*) => {
        &[$(($name, include_bytes!(concat!("../../../assets/fonts/posts/", $name, ".ttf")))),*]
    };
}

const BUNDLED: &[(&str, &[u8])] = bundled! {
    "Barlow-Bold" "Barlow-Medium" "BarlowCondensed-ExtraBold" "BricolageGrotesque-ExtraBold"
    "CormorantGaramond-SemiBold" "DMSans-Bold" "DMSans-Medium" "DMSerifDisplay-Regular"
    "Figtree-Bold" "Figtree-Medium" "Fraunces-SemiBold" "Fredoka-SemiBold" "Jost-Regular"
    "Jost-SemiBold" "Nunito-ExtraBold" "Nunito-SemiBold" "PlusJakartaSans-Bold"
    "PlusJakartaSans-ExtraBold" "PlusJakartaSans-Medium" "SpaceGrotesk-Bold"
};

/// Why bytes are no font.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FontError {
    #[error("The file is not a font that can be read. Choose a TTF or OTF file.")]
    Unreadable,
    #[error("The font is larger than 32 MB. Choose a smaller one.")]
    TooLarge,
}

const MAX_BYTES: usize = 32 << 20;

/// Every face that posts may be set in. Made once; cheap to clone, clones share their faces.
#[derive(Clone)]
pub struct Fonts(Arc<Mutex<FontContext>>);

impl std::fmt::Debug for Fonts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Fonts")
    }
}

impl Fonts {
    /// The bundled faces, with the system's for characters that those lack.
    pub fn with_system() -> Self {
        Self::new(true)
    }

    /// The bundled faces alone, which give the same post on every machine.
    pub fn bundled() -> Self {
        Self::new(false)
    }

    fn new(system_fonts: bool) -> Self {
        let options = CollectionOptions { shared: false, system_fonts };
        let context = FontContext {
            collection: Collection::new(options),
            source_cache: SourceCache::default(),
        };
        let fonts = Self(Arc::new(Mutex::new(context)));
        for (name, bytes) in BUNDLED {
            fonts.register(name, Blob::new(Arc::new(*bytes)));
        }
        fonts
    }

    /// One face alone, without any other for what it lacks.
    pub(crate) fn of_one(bytes: Vec<u8>) -> Result<(Self, Face), FontError> {
        let options = CollectionOptions { shared: false, system_fonts: false };
        let context = FontContext {
            collection: Collection::new(options),
            source_cache: SourceCache::default(),
        };
        let fonts = Self(Arc::new(Mutex::new(context)));
        let face = fonts.add("sample", bytes)?;
        Ok((fonts, face))
    }

    /// Registers a brand's own face under a name of its own, such as the file's.
    pub fn add(&self, name: &str, bytes: Vec<u8>) -> Result<Face, FontError> {
        if bytes.len() > MAX_BYTES {
            return Err(FontError::TooLarge);
        }
        let name = format!("own {name}");
        let found = self.register(&name, Blob::new(Arc::new(bytes)));
        if found { Ok(Face(name.into())) } else { Err(FontError::Unreadable) }
    }

    /// Every face is the only one of its family, so that it is found by name alone.
    fn register(&self, name: &str, bytes: Blob<u8>) -> bool {
        let only = FontInfoOverride {
            family_name: Some(name),
            width: Some(FontWidth::NORMAL),
            style: Some(FontStyle::Normal),
            weight: Some(FontWeight::NORMAL),
            axes: None,
        };
        let families = self.lock().collection.register_fonts(bytes, Some(only));
        families.iter().any(|(_, fonts)| !fonts.is_empty())
    }

    pub(crate) fn lock(&self) -> MutexGuard<'_, FontContext> {
        // A panic while shaping leaves only caches behind.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pair_is_bundled() {
        for pair in PAIRS {
            for name in [pair.heading, pair.body, pair.strong] {
                assert!(BUNDLED.iter().any(|(known, _)| *known == name), "{name}");
            }
        }
    }

    #[test]
    fn a_brands_own_face_is_accepted_and_rubbish_is_not() {
        let fonts = Fonts::bundled();
        assert!(fonts.add("mine.ttf", BUNDLED[0].1.to_vec()).is_ok());
        assert_eq!(fonts.add("bad.ttf", b"no font".to_vec()), Err(FontError::Unreadable));
    }
}
