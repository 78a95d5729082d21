//! From a persona to the look of its posts, and from a post's pixels to the file that a network accepts.
//! How a post is laid out is known in `brandish_posts`; folders are not known here.

use super::encode::{EncodeError, FileFormat, encode_from};
use super::photo_encode::encode_photo;
use super::recipe::Recipe;
use super::source_type::SourceType;
use super::{read_photo, recipe_in};
use crate::brand::{Corners, FontMood, Persona, Rgb};
use crate::brief::Network;
use brandish_posts::{
    Face, FontError, Fonts, Logo, LogoError, PAIRS, Pair, Palette, Picture, Theme,
};
use image::RgbaImage;

/// The bytes of the files that a persona names; `None` where it names none.
#[derive(Clone, Debug, Default)]
pub struct BrandFiles {
    pub heading_font: Option<Vec<u8>>,
    pub body_font: Option<Vec<u8>>,
    /// For light grounds.
    pub logo_light: Option<Vec<u8>>,
    /// For dark grounds.
    pub logo_dark: Option<Vec<u8>>,
}

/// Why a post has no file, or a brand no look. Reads as a sentence to the user.
#[derive(Debug, thiserror::Error)]
pub enum PostFileError {
    #[error("The font {name} of the brand cannot be used. {source}")]
    Font { name: String, source: FontError },
    #[error("The logo {name} of the brand cannot be used. {source}")]
    Logo { name: String, source: LogoError },
    #[error("The logo {name} of the brand cannot be used: {detail}")]
    LogoPicture { name: String, detail: String },
    #[error(transparent)]
    Encode(#[from] EncodeError),
    #[error("{network} accepts at most {} of a picture, and this post is larger even as a JPEG of quality {LEAST_QUALITY}.",
        crate::units::bytes(*limit as u64))]
    TooLarge { network: &'static str, limit: usize },
    #[error("{network} accepts at most {} of a picture, and this file would have {}. Save it as JPEG.",
        crate::units::bytes(*limit as u64), crate::units::bytes(*size as u64))]
    NeedsJpeg { network: &'static str, size: usize, limit: usize },
}

/// The JPEG qualities that are tried for a network with a limit, from the first down to the last.
const BEST_QUALITY: u8 = 92;
const LEAST_QUALITY: u8 = 40;

/// How a persona's posts look: its colours, its own fonts and logos, or the bundled pair that suits its voice.
///
/// # Errors
/// Where a font or logo file cannot be read.
pub fn theme_of(
    persona: &Persona,
    files: BrandFiles,
    fonts: &Fonts,
) -> Result<Theme, PostFileError> {
    let (look, colours) = (&persona.look, &persona.look.palette);
    let pair = pair_of(persona);
    let face = |bytes: Option<Vec<u8>>, name: &str| -> Result<Option<Face>, PostFileError> {
        let added = bytes.map(|bytes| fonts.add(name, bytes)).transpose();
        added.map_err(|source| PostFileError::Font { name: name.to_owned(), source })
    };
    let heading = face(files.heading_font, &look.heading_font)?;
    let body = face(files.body_font, &look.body_font)?;
    let strong = body.clone();
    Ok(Theme {
        name: persona.name.clone(),
        palette: Palette {
            primary: rgb(colours.primary),
            secondary: rgb(colours.secondary),
            accent: rgb(colours.accent),
            light: rgb(colours.light),
            dark: rgb(colours.dark),
        },
        heading: heading.unwrap_or_else(|| pair.heading()),
        body: body.unwrap_or_else(|| pair.body()),
        strong: strong.unwrap_or_else(|| pair.strong()),
        logo_light: logo(files.logo_light, &look.logo_light)?,
        logo_dark: logo(files.logo_dark, &look.logo_dark)?,
        roundness: roundness_of(persona),
        language: persona.voice.language.0.clone(),
    })
}

/// How round corners are: as the brand says, or by its voice.
fn roundness_of(persona: &Persona) -> f32 {
    match persona.look.corners {
        Corners::ByVoice => (f32::from(persona.voice.playful.value()) * 0.4 + 0.8).clamp(0.0, 2.0),
        Corners::Sharp => 0.0,
        Corners::Soft => 0.6,
        Corners::Round => 1.2,
        Corners::VeryRound => 2.0,
    }
}

/// The bundled pair of typefaces: of the brand's mood, or by its voice.
fn pair_of(persona: &Persona) -> &'static Pair {
    let voice = &persona.voice;
    let by_voice = match (voice.playful.value(), voice.warm.value(), voice.rich.value()) {
        (2, ..) => "friendly",
        (1, _, 1..) => "lively",
        (1, ..) => "sporty",
        (_, 1.., _) => "warm",
        (..=-1, ..=-1, _) => "technical",
        (..=-1, _, 1..) => "elegant",
        (_, _, 1..) => "editorial",
        _ => "modern",
    };
    let id = match persona.look.font_mood {
        FontMood::ByVoice => by_voice,
        mood => mood.word(),
    };
    PAIRS.iter().find(|pair| pair.id == id).unwrap_or(&PAIRS[0])
}

fn rgb(colour: Rgb) -> brandish_posts::Rgb {
    brandish_posts::Rgb(colour.r, colour.g, colour.b)
}

fn logo(bytes: Option<Vec<u8>>, name: &str) -> Result<Option<Logo>, PostFileError> {
    let Some(bytes) = bytes else { return Ok(None) };
    if name.to_ascii_lowercase().ends_with(".svg") {
        let logo = Logo::from_svg(&bytes);
        return logo
            .map(Some)
            .map_err(|source| PostFileError::Logo { name: name.to_owned(), source });
    }
    let refused = |detail: String| PostFileError::LogoPicture { name: name.to_owned(), detail };
    let picture = read_photo(&bytes).map_err(|error| refused(error.to_string()))?;
    let (width, height) = picture.dimensions();
    let picture = Picture::new(width as usize, height as usize, picture.as_raw());
    Ok(Some(Logo::from_picture(picture.map_err(|error| refused(error.to_string()))?)))
}

/// The file of a finished post for one network: PNG where it accepts that within its limit, else the best JPEG that
/// is small enough. A post with a picture of a model is marked as a composite and carries the recipe of the first one,
/// unless `clean`: then the mark stays and the recipe, which holds the prompt, goes.
///
/// # Errors
/// `TooLarge` where no quality is small enough; `Encode`.
pub fn encode_post(
    post: &RgbaImage,
    network: &'static Network,
    sources: &[Vec<u8>],
    clean: bool,
) -> Result<(FileFormat, Vec<u8>), PostFileError> {
    let encoder = PostEncoder::new(post, sources, clean);
    if network.accepts_png {
        let bytes = encoder.encoded(FileFormat::Png)?;
        if fits(network, &bytes) {
            return Ok((FileFormat::Png, bytes));
        }
    }
    encoder.best_jpeg(network, BEST_QUALITY)
}

/// The same in a format of the user's choice. A JPEG's quality is lowered as far as the network's limit asks.
///
/// # Errors
/// `TooLarge` where the network accepts no file of that size; `Encode`.
pub fn encode_post_as(
    post: &RgbaImage,
    format: FileFormat,
    network: &'static Network,
    sources: &[Vec<u8>],
    clean: bool,
) -> Result<Vec<u8>, PostFileError> {
    let encoder = PostEncoder::new(post, sources, clean);
    if let FileFormat::Jpeg(quality) = format {
        return encoder.best_jpeg(network, quality).map(|(_, bytes)| bytes);
    }
    let bytes = encoder.encoded(format)?;
    match network.max_file_bytes {
        Some(limit) if bytes.len() > limit => {
            Err(PostFileError::NeedsJpeg { network: network.name, size: bytes.len(), limit })
        }
        _ => Ok(bytes),
    }
}

fn fits(network: &Network, bytes: &[u8]) -> bool {
    network.max_file_bytes.is_none_or(|limit| bytes.len() <= limit)
}

/// A post with what its files say of its making.
struct PostEncoder<'a> {
    post: &'a RgbaImage,
    /// Where its picture comes from, unless from a camera.
    kind: Option<SourceType>,
    recipe: Option<Recipe>,
}

impl<'a> PostEncoder<'a> {
    fn new(post: &'a RgbaImage, sources: &[Vec<u8>], clean: bool) -> Self {
        let kind = |source: &&Vec<u8>| SourceType::of_file(source);
        let machine_made =
            sources.iter().find(|file| kind(file).is_some_and(SourceType::is_machine_made));
        let source = machine_made.or_else(|| sources.iter().find(|file| kind(file).is_some()));
        let found = source.filter(|_| !clean).and_then(|source| recipe_in(source).ok().flatten());
        let recipe = found.map(|found| found.recipe);
        // Words and a logo were added: a model's picture is then a part of the post.
        let kind = source.as_ref().and_then(kind).map(|kind| match kind {
            SourceType::Model | SourceType::Composite => SourceType::Composite,
            SourceType::Drawing | SourceType::Photo => kind,
        });
        Self { post, kind, recipe }
    }

    fn encoded(&self, format: FileFormat) -> Result<Vec<u8>, EncodeError> {
        match self.kind {
            Some(kind) => encode_from(self.post, format, self.recipe.as_ref(), kind),
            None => encode_photo(self.post, format, &[]),
        }
    }

    fn best_jpeg(
        &self,
        network: &'static Network,
        first: u8,
    ) -> Result<(FileFormat, Vec<u8>), PostFileError> {
        let least = LEAST_QUALITY.min(first);
        for quality in (least..=first).rev().step_by(4) {
            let format = FileFormat::Jpeg(quality);
            let bytes = self.encoded(format)?;
            if fits(network, &bytes) {
                return Ok((format, bytes));
            }
        }
        let limit = network.max_file_bytes.unwrap_or(usize::MAX);
        Err(PostFileError::TooLarge { network: network.name, limit })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::brand::starters;
    use crate::brief::network;
    use crate::post::{Recipe, encode, is_machine_made};
    use image::Rgba;

    fn noisy(side: u32) -> RgbaImage {
        let value = |x: u32, y: u32| (x.wrapping_mul(2_654_435_761) ^ y.wrapping_mul(40_503)) as u8;
        RgbaImage::from_fn(side, side, |x, y| {
            Rgba([value(x, y), value(y, x), value(x + y, x), 255])
        })
    }

    #[test]
    fn each_starter_has_a_look_in_its_own_colours() {
        let fonts = Fonts::bundled();
        for persona in starters() {
            let theme = theme_of(&persona, BrandFiles::default(), &fonts).unwrap();
            let primary = persona.look.palette.primary;
            assert_eq!(theme.palette.primary, rgb(primary), "{}", persona.name);
            assert!((0.0..=2.0).contains(&theme.roundness));
        }
    }

    #[test]
    fn a_brand_that_names_its_fonts_and_corners_has_them() {
        let fonts = Fonts::bundled();
        let mut persona = starters().remove(0);
        let mut headings = Vec::new();
        for mood in FontMood::WORDS.iter().skip(1) {
            persona.look.font_mood = FontMood::from_word(mood).unwrap();
            assert!(PAIRS.iter().any(|pair| pair.id == *mood), "{mood}");
            headings.push(theme_of(&persona, BrandFiles::default(), &fonts).unwrap().heading);
        }
        assert_eq!(headings.len(), PAIRS.len());
        headings.dedup();
        assert_eq!(headings.len(), PAIRS.len(), "each has its own");
        let mut roundness = |corners| {
            persona.look.corners = corners;
            theme_of(&persona, BrandFiles::default(), &fonts).unwrap().roundness
        };
        let all = [Corners::Sharp, Corners::Soft, Corners::Round, Corners::VeryRound];
        assert!(all.map(&mut roundness).is_sorted());
        assert_eq!(roundness(Corners::Sharp), 0.0);
    }

    #[test]
    fn a_network_gets_a_file_that_it_accepts() {
        let post = noisy(900);
        let (format, bytes) =
            encode_post(&post, network("instagram").unwrap(), &[], false).unwrap();
        assert!(format == FileFormat::Png && bytes.len() > 2_000_000);
        let (format, _) = encode_post(&post, network("tiktok").unwrap(), &[], false).unwrap();
        assert_eq!(format, FileFormat::Jpeg(BEST_QUALITY));
        let (format, bytes) = encode_post(&post, network("youtube").unwrap(), &[], false).unwrap();
        assert!(matches!(format, FileFormat::Jpeg(_)) && bytes.len() <= 2_000_000);
        let youtube = network("youtube").unwrap();
        let chosen = |format| encode_post_as(&post, format, youtube, &[], false);
        assert!(chosen(FileFormat::Jpeg(98)).unwrap().len() <= 2_000_000);
        let refused = chosen(FileFormat::Png).unwrap_err().to_string();
        assert!(refused.contains("Save it as JPEG"), "{refused}");
    }

    #[test]
    fn a_post_of_a_drawing_is_not_marked_as_machine_made_and_keeps_its_recipe() {
        let recipe = Recipe { prompt: "two burgers".into(), ..Recipe::default() };
        let (format, kind) = (FileFormat::Png, SourceType::Drawing);
        let drawn = encode_from(&noisy(8), format, Some(&recipe), kind).unwrap();
        for id in ["instagram", "tiktok"] {
            let network = network(id).unwrap();
            let file = |sources: &[Vec<u8>], clean| {
                encode_post(&noisy(64), network, sources, clean).unwrap().1
            };
            let post = file(std::slice::from_ref(&drawn), false);
            assert_eq!(SourceType::of_file(&post), Some(SourceType::Drawing), "{id}");
            assert!(!is_machine_made(&post), "{id}");
            assert!(recipe_in(&post).unwrap().unwrap().text.contains("two burgers"), "{id}");
            let clean = file(std::slice::from_ref(&drawn), true);
            assert_eq!(recipe_in(&clean).unwrap(), None, "{id}");
        }
    }

    #[test]
    fn a_models_picture_makes_a_composite_and_a_clean_file_holds_no_prompt() {
        let recipe = Recipe { prompt: "secret mug".into(), ..Recipe::default() };
        let drawn = encode(&noisy(8), FileFormat::Png, Some(&recipe)).unwrap();
        let has = |bytes: &[u8], text: &str| {
            bytes.windows(text.len()).any(|window| window == text.as_bytes())
        };
        for id in ["instagram", "tiktok"] {
            let network = network(id).unwrap();
            let file = |sources: &[Vec<u8>], clean| {
                encode_post(&noisy(64), network, sources, clean).unwrap().1
            };
            let post = file(std::slice::from_ref(&drawn), false);
            assert!(has(&post, "compositeWithTrainedAlgorithmicMedia"), "{id}");
            assert!(recipe_in(&post).unwrap().unwrap().text.contains("secret mug"), "{id}");
            let clean = file(std::slice::from_ref(&drawn), true);
            assert!(has(&clean, "compositeWithTrainedAlgorithmicMedia"), "{id}");
            assert_eq!(recipe_in(&clean).unwrap(), None, "{id}");
            assert!(!is_machine_made(&file(&[b"a camera's file".to_vec()], false)), "{id}");
        }
    }
}
