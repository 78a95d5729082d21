//! The check of a post against its brand and its network before it is exported, and the repairs of what it finds.
//! Values only: a repair changes a document or a text, and whoever applies it keeps what was there before.

mod repairs;
#[cfg(test)]
mod tests;

pub use repairs::Repair;

use super::document::PostDocument;
use super::painting::{PostPicture, rendered};
use super::version::PostVersion;
use crate::brand::{Oklab, Persona, Rgb};
use crate::brief::caption::{BannedWords, count_hashtags};
use crate::brief::{Format, Network};
use brandish_posts::{Fault, Fonts, PostError, Rendered, Theme, What, check};

/// The texts of a post that a reader sees on the picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PostWords {
    Headline,
    Line,
    Fact,
    Call,
}

impl PostWords {
    pub const ALL: [Self; 4] = [Self::Headline, Self::Line, Self::Fact, Self::Call];

    /// In the user's words.
    pub fn name(self) -> &'static str {
        match self {
            Self::Headline => "headline",
            Self::Line => "line",
            Self::Fact => "fact",
            Self::Call => "call to action",
        }
    }

    /// The text of a version.
    pub fn of(self, version: &PostVersion) -> &str {
        match self {
            Self::Headline => &version.headline,
            Self::Line => &version.line,
            Self::Fact => &version.fact,
            Self::Call => &version.call,
        }
    }

    fn of_mut(self, version: &mut PostVersion) -> &mut String {
        match self {
            Self::Headline => &mut version.headline,
            Self::Line => &mut version.line,
            Self::Fact => &mut version.fact,
            Self::Call => &mut version.call,
        }
    }

    fn named(name: &str) -> Option<Self> {
        let name = if name == "checklist" { "line" } else { name };
        Self::ALL.into_iter().find(|words| words.name() == name)
    }
}

/// One thing that is wrong with a post.
#[derive(Clone, Debug, PartialEq)]
pub enum Finding {
    /// Contrast, safe zone, overlap, letters too small.
    Layout(Fault),
    /// The words do not fit, or the layout lacks something.
    DoesNotFit(PostError),
    /// So much of the post, 0..=1, has strong colours that the brand does not have.
    OffPalette { share: f32 },
    /// A word that the brand avoids.
    Word { words: PostWords, word: String },
    /// Something stands closer to the logo than a quarter of its height, in pixels.
    LogoCrowded { by: String, gap: f32, needed: f32 },
}

impl std::fmt::Display for Finding {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Layout(fault) => fault.fmt(f),
            Self::DoesNotFit(error) => error.fmt(f),
            Self::OffPalette { share } => {
                let percent = share * 100.0;
                write!(f, "{percent:.0} % of the post has colours that are not the brand's.")
            }
            Self::Word { words, word } => {
                write!(f, "The {} says “{word}”, which the brand avoids.", words.name())
            }
            Self::LogoCrowded { by, gap, needed } => write!(
                f,
                "The {by} stands {gap:.0} px from the logo, which needs {needed:.0} px to itself."
            ),
        }
    }
}

/// A finding on one format, with the repair that removes it where one does.
#[derive(Clone, Debug, PartialEq)]
pub struct BrandFinding {
    pub format: &'static Format,
    pub finding: Finding,
    pub repair: Option<Repair>,
}

/// The share of a post's pixels that may have strong colours of others.
const OFF_PALETTE: f32 = 0.3;
/// The chroma in Oklab from which a colour counts as strong, and how far its hue may lie from the brand's, in degrees.
const STRONG: f32 = 0.1;
const HUE_REACH: f32 = 38.0;
/// The space around a logo, in shares of its height.
const LOGO_SPACE: f32 = 0.25;

/// Everything that is wrong with a post on one format, painted with `side` pixels on its longer side. A repair is
/// offered only where the post was painted with it and the finding was gone.
pub fn check_brand(
    document: &PostDocument,
    format: &'static Format,
    picture: Option<&PostPicture>,
    (persona, theme, fonts): (Option<&Persona>, &Theme, &Fonts),
    side: u32,
) -> Vec<BrandFinding> {
    let trial = Trial { picture, persona, theme, fonts, format, side };
    let version = document.version_for(format.id);
    let found = trial.findings(version);
    let with_repair = |finding: Finding| {
        let repair = repairs::repair_of(&finding, document, &trial);
        BrandFinding { format, finding, repair }
    };
    found.into_iter().map(with_repair).collect()
}

/// What versions of one post are painted with.
struct Trial<'a> {
    picture: Option<&'a PostPicture>,
    persona: Option<&'a Persona>,
    theme: &'a Theme,
    fonts: &'a Fonts,
    format: &'static Format,
    side: u32,
}

impl Trial<'_> {
    fn findings(&self, version: &PostVersion) -> Vec<Finding> {
        let look = (self.theme, self.fonts);
        match rendered(version, self.picture, look, self.format, self.side) {
            Ok(post) => findings_of(&post, version, self.persona),
            Err(error) => {
                let mut found = words_to_avoid(version, self.persona);
                found.push(Finding::DoesNotFit(error));
                found
            }
        }
    }
}

/// Everything that is wrong with a post that was painted. Of `version`, only the words are read.
pub fn findings_of(
    post: &Rendered,
    version: &PostVersion,
    persona: Option<&Persona>,
) -> Vec<Finding> {
    let mut found = words_to_avoid(version, persona);
    found.extend(check(post).into_iter().map(Finding::Layout));
    found.extend(crowded_logo(post));
    found.extend(off_palette(post, persona));
    found
}

fn words_to_avoid(version: &PostVersion, persona: Option<&Persona>) -> Vec<Finding> {
    let Some(persona) = persona else { return Vec::new() };
    let banned = BannedWords::new(&persona.voice.words_to_avoid, &persona.voice.language);
    let of_words = |words: PostWords| {
        let found = banned.found_in(words.of(version)).into_iter();
        found.map(move |word| Finding::Word { words, word })
    };
    PostWords::ALL.into_iter().flat_map(of_words).collect()
}

/// Strong colours that are none of the brand's. A post without a brand has none to keep to.
fn off_palette(post: &Rendered, persona: Option<&Persona>) -> Option<Finding> {
    let palette = &persona?.look.palette;
    let own = [palette.primary, palette.secondary, palette.accent].map(Oklab::from);
    let hues: Vec<f32> =
        own.iter().filter(|colour| colour.chroma() > STRONG / 2.0).map(|c| c.hue()).collect();
    let is_foreign = |pixel: &[u8]| {
        let colour = Oklab::from(Rgb::new(pixel[0], pixel[1], pixel[2]));
        let apart = |hue: &f32| {
            let apart = (colour.hue() - hue).to_degrees().abs() % 360.0;
            apart.min(360.0 - apart) > HUE_REACH
        };
        colour.chroma() > STRONG && hues.iter().all(apart)
    };
    // Every seventh pixel is enough for a share.
    let sampled = post.rgba.chunks_exact(4).step_by(7);
    let (all, foreign) = sampled.fold((0_usize, 0_usize), |(all, foreign), pixel| {
        (all + 1, foreign + usize::from(is_foreign(pixel)))
    });
    let share = foreign as f32 / all.max(1) as f32;
    (share > OFF_PALETTE).then_some(Finding::OffPalette { share })
}

/// The first thing that stands too close to the logo.
fn crowded_logo(post: &Rendered) -> Option<Finding> {
    let logo = post.placed.iter().find(|placed| placed.what == What::Logo)?;
    let needed = logo.rect.h * LOGO_SPACE;
    for other in post.placed.iter().filter(|other| other.what != What::Logo) {
        for line in &other.lines {
            let across = (line.x - logo.rect.right()).max(logo.rect.x - line.right()).max(0.0);
            let along = (line.y - logo.rect.bottom()).max(logo.rect.y - line.bottom()).max(0.0);
            let gap = across.hypot(along);
            if gap < needed {
                let by = match other.what {
                    What::Words(name) => name,
                    What::Portrait => "portrait",
                    What::Ornament => "ornament",
                    What::Logo => continue,
                };
                return Some(Finding::LogoCrowded { by: by.to_owned(), gap, needed });
            }
        }
    }
    None
}

/// The text that is posted beside a picture.
#[derive(Clone, Copy, Debug)]
pub struct CheckedText<'a> {
    pub network: &'static Network,
    pub title: Option<&'a str>,
    pub caption: &'a str,
    pub alt_text: &'a str,
}

/// One thing that is wrong with a text beside a picture, with a text that has it no more where one is found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TextFinding {
    pub network: &'static str,
    pub sentence: String,
    /// The caption without what is wrong.
    pub repaired: Option<String>,
}

/// Everything that is wrong with the text beside a picture: words to avoid, and the network's limits.
pub fn check_text(text: &CheckedText<'_>, persona: Option<&Persona>) -> Vec<TextFinding> {
    let network = text.network;
    let mut found = Vec::new();
    let mut add = |sentence: String, repaired: Option<String>| {
        found.push(TextFinding { network: network.name, sentence, repaired });
    };
    if let Some(persona) = persona {
        let banned = BannedWords::new(&persona.voice.words_to_avoid, &persona.voice.language);
        for word in banned.found_in(text.caption) {
            let sentence = format!("The caption says “{word}”, which the brand avoids.");
            let lines = text.caption.lines().map(|line| banned.removed_from(line));
            add(sentence, Some(lines.collect::<Vec<_>>().join("\n")));
        }
    }
    let count = network.count.of(text.caption);
    if count > network.limit {
        let sentence = format!(
            "The caption has {count} {}; {} takes {}.",
            network.count.unit(),
            network.name,
            network.limit
        );
        add(
            sentence,
            repairs::shortened(text.caption, |text| network.count.of(text) <= network.limit),
        );
    }
    let tags = count_hashtags(text.caption);
    if let Some(limit) = network.hashtag_limit.filter(|limit| tags > *limit) {
        let sentence = format!("The caption has {tags} hashtags; {} takes {limit}.", network.name);
        let fits = |text: &str| count_hashtags(text) <= limit;
        add(sentence, repairs::shortened(text.caption, fits));
    }
    let characters = |text: &str| text.encode_utf16().count();
    for (name, length, limit) in [
        ("title", characters(text.title.unwrap_or("")), network.title_limit.unwrap_or(usize::MAX)),
        ("alternative text", characters(text.alt_text), network.alt_limit),
    ] {
        if length > limit {
            add(
                format!("The {name} has {length} characters; {} takes {limit}.", network.name),
                None,
            );
        }
    }
    found
}
