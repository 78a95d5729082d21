//! What a client may send, and the brief it becomes. Strict: an unknown key is refused rather than ignored, since it is
//! most likely misspelt. Limits of a brief are checked where a brief becomes a spec.

use super::body_errors::unknown_field;
use super::elements_request::ElementsRequest;
use super::error::ApiError;
use super::placed_photo::{placed, product_of};
use super::size_request::SizeRequest;
use crate::brand::Product;
use crate::brief::caption::MAX_FACTS;
use crate::brief::{
    Brief, BriefError, CaptionBrief, Details, FORMATS, Goal, ModelId, Revision, StyleId, format,
    network,
};
use crate::job::JobId;
use crate::studio::{Studio, check_style};
use schemars::JsonSchema;
use serde::Deserialize;

/// A request for pictures.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct PictureRequest {
    /// What the picture should show.
    #[schemars(length(min = 1, max = 1999), extend("examples" = ["Red Running Shoes"]))]
    prompt: String,
    /// The brand, by its id; `none` for no brand. Default: the one chosen last.
    #[serde(default)]
    #[schemars(extend("examples" = ["stride"]))]
    persona: Option<String>,
    #[serde(default)]
    #[schemars(extend("examples" = ["spark"]))]
    model: Option<String>,
    /// A style, for models that know styles.
    #[serde(default)]
    style: Option<String>,
    /// What the picture should not show.
    #[serde(default)]
    negative: Option<String>,
    #[serde(default)]
    size: Option<SizeRequest>,
    /// A network's format with its exact pixels, instead of a size: `instagram-4x5`, or
    /// `instagram` for the format it prefers.
    #[serde(default)]
    #[schemars(extend("examples" = ["instagram-4x5"]))]
    network: Option<String>,
    /// How many variations.
    #[serde(default)]
    #[schemars(range(min = 1, max = 16))]
    count: Option<u32>,
    /// The first picture's seed; the same seed makes the same picture.
    #[serde(default)]
    #[schemars(range(min = 0, max = 9_223_372_036_854_775_791_u64))]
    seed: Option<u64>,
    /// Denoising steps.
    #[serde(default)]
    #[schemars(range(min = 1))]
    steps: Option<u32>,
    /// What lies behind the subject: `brand`, one colour of it (`primary`, `secondary` or `light`), `transparent`, or a
    /// colour as #RRGGBB.
    #[serde(default)]
    #[schemars(extend("examples" = ["primary"]))]
    backdrop: Option<String>,
    /// The illustrations that the picture is composed of, by name; no model draws then.
    #[serde(default)]
    elements: Option<ElementsRequest>,
    /// A product of the brand, by its id or name: its photo is placed, and no model draws.
    #[serde(default)]
    product: Option<String>,
    /// A photo in Brandish's folder of photos, by its file's name, which is placed instead.
    #[serde(default)]
    photo: Option<String>,
    /// Keep the placed photo whole.
    #[serde(default)]
    whole: bool,
}

/// A request for a caption.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct CaptionRequest {
    /// What the picture shows.
    #[schemars(length(min = 1, max = 1999), extend("examples" = ["Red Running Shoes"]))]
    prompt: String,
    /// The brand, by its id; `none` for no brand. Default: the one chosen last.
    #[serde(default)]
    persona: Option<String>,
    /// instagram, facebook, linkedin, x, pinterest, tiktok, youtube, threads, bluesky, mastodon or telegram.
    #[serde(default)]
    #[schemars(extend("examples" = ["instagram"]))]
    network: Option<String>,
    /// story, launch, offer, event, tip or thanks.
    #[serde(default)]
    #[schemars(extend("examples" = ["launch"]))]
    goal: Option<String>,
    /// What the caption may state, such as an offer or a date.
    #[serde(default)]
    #[schemars(length(max = 12), inner(length(max = 280)))]
    facts: Vec<String>,
    /// What it does for whoever buys it.
    #[serde(default)]
    #[schemars(length(max = 140), extend("examples" = ["Your heels stay where they are"]))]
    benefit: String,
    /// What it is made of, where it comes from, how it is made.
    #[serde(default)]
    #[schemars(length(max = 140))]
    detail: String,
    /// Why a reader may believe it: a customer's words, a test.
    #[serde(default)]
    #[schemars(length(max = 140))]
    proof: String,
    /// Whom it is for.
    #[serde(default)]
    #[schemars(length(max = 140))]
    audience: String,
    /// When it is used or given.
    #[serde(default)]
    #[schemars(length(max = 140))]
    occasion: String,
    /// statement, question, before-after, list, story, quote, how-to, countdown or behind-the-scenes.
    #[serde(default)]
    #[schemars(extend("examples" = ["question"]))]
    structure: Option<String>,
    /// `builtin`, or the id of a language model.
    #[serde(default)]
    #[schemars(extend("examples" = ["builtin"]))]
    writer: Option<String>,
    #[serde(default)]
    #[schemars(range(min = 0, max = 9_223_372_036_854_775_807_u64))]
    seed: Option<u64>,
    /// A product of the brand, by its id or name: the caption says its name and its facts.
    #[serde(default)]
    product: Option<String>,
    /// `shorter` or `warmer`.
    #[serde(default)]
    #[schemars(with = "Option<RevisionSchema>")]
    wish: Option<Revision>,
}

/// The schema of a revision.
#[derive(JsonSchema)]
#[schemars(rename_all = "lowercase")]
#[expect(dead_code, reason = "only its schema is used, as `Revision` has none")]
enum RevisionSchema {
    Shorter,
    Warmer,
}

/// A request for an enhanced prompt, without a picture.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct EnhanceRequest {
    #[schemars(length(min = 1, max = 1999), extend("examples" = ["Red Running Shoes"]))]
    prompt: String,
    #[serde(default)]
    persona: Option<String>,
    #[serde(default)]
    model: Option<String>,
    #[serde(default)]
    style: Option<String>,
    #[serde(default)]
    negative: Option<String>,
    #[serde(default)]
    size: Option<SizeRequest>,
    #[serde(default)]
    network: Option<String>,
    #[serde(default)]
    #[schemars(range(min = 0, max = 9_223_372_036_854_775_791_u64))]
    seed: Option<u64>,
}

/// A request to pause or resume the queue.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct QueueRequest {
    pub(super) paused: bool,
}

/// The query of a page of jobs.
#[derive(Clone, Copy, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct PageQuery {
    /// Only jobs older than this one.
    #[serde(default)]
    #[schemars(with = "uuid::Uuid")]
    pub(super) before: Option<JobId>,
    /// How many jobs.
    #[serde(default)]
    #[schemars(with = "usize", range(min = 1, max = 100), extend("default" = 20))]
    limit: Option<usize>,
}

impl PageQuery {
    const DEFAULT_LIMIT: usize = 20;
    const LARGEST_LIMIT: usize = 100;

    /// Reads the parts of a query.
    ///
    /// # Errors
    /// Where a part is unknown, given twice, or of the wrong kind.
    pub(super) fn read(parts: Vec<(String, String)>) -> Result<Self, ApiError> {
        let mut page = Self::default();
        for (name, value) in parts {
            let twice = match name.as_str() {
                "before" => {
                    let id = value.parse().map_err(|_| {
                        ApiError::bad_value(
                            "“before” is the id of a job: the “next” of the page before.",
                        )
                    })?;
                    page.before.replace(id).is_some()
                }
                "limit" => {
                    let limit = value.parse().map_err(|_| Self::limit_error())?;
                    page.limit.replace(limit).is_some()
                }
                _ => return Err(unknown_field(&name, &["before", "limit"])),
            };
            if twice {
                return Err(ApiError::bad_value(format!("“{name}” is given twice.")));
            }
        }
        Ok(page)
    }

    fn limit_error() -> ApiError {
        let sentence = format!("“limit” is a whole number from 1 to {}.", Self::LARGEST_LIMIT);
        ApiError::bad_value(sentence)
    }

    /// # Errors
    /// If the limit is out of range.
    pub(super) fn limit(&self) -> Result<usize, ApiError> {
        let limit = self.limit.unwrap_or(Self::DEFAULT_LIMIT);
        if (1..=Self::LARGEST_LIMIT).contains(&limit) {
            return Ok(limit);
        }
        Err(Self::limit_error())
    }
}

impl PictureRequest {
    /// # Errors
    /// Where a value cannot be read, or a field would have no effect.
    pub(super) fn brief(self, studio: &Studio) -> Result<Brief, ApiError> {
        let plain = Brief::default();
        if self.size.is_some() && self.network.is_some() {
            let sentence =
                "Send “size” or “network”, not both: a network's format has its own pixels.";
            return Err(ApiError::not_used(sentence));
        }
        let drawn = self.model.is_some() || self.style.is_some() || self.negative.is_some();
        let model = self.model.map_or(plain.model, ModelId);
        if let Some(style) = &self.style
            && self.elements.is_none()
        {
            check_style(&StyleId(style.clone()), &model, studio.styles(), studio.catalog())?;
        }
        let persona = studio.speaker(self.persona.as_deref());
        let product = self.product.as_deref();
        let photo = placed(studio, persona.as_ref(), product, self.photo.as_deref(), self.whole)?;
        if photo.is_some() && drawn {
            let sentence =
                "No model draws a placed photo: leave “model”, “style” and “negative” out.";
            return Err(ApiError::not_used(sentence));
        }
        let elements = self
            .elements
            .map_or(Ok(plain.elements), |elements| elements.choice(persona.as_ref(), studio))?;
        Ok(Brief {
            photo,
            prompt: self.prompt,
            negative: self.negative.unwrap_or_default(),
            persona,
            style: self.style.map(StyleId),
            model,
            size: self.size.map_or(Ok(plain.size), |size| size.read())?,
            format: self.network.as_deref().map(format_of).transpose()?,
            count: self.count.unwrap_or(1),
            seed: self.seed,
            steps: self.steps,
            backdrop: self.backdrop.map_or(Ok(plain.backdrop), |text| text.parse())?,
            elements,
            ..Brief::default()
        })
    }
}

impl EnhanceRequest {
    /// # Errors
    /// As for pictures.
    pub(super) fn brief(self, studio: &Studio) -> Result<Brief, ApiError> {
        let Self { prompt, persona, model, style, negative, size, network, seed } = self;
        let (count, steps, backdrop, elements) = (None, None, None, None);
        let (product, photo, whole) = (None, None, false);
        PictureRequest {
            prompt,
            persona,
            model,
            style,
            negative,
            size,
            network,
            count,
            seed,
            steps,
            backdrop,
            elements,
            product,
            photo,
            whole,
        }
        .brief(studio)
    }
}

impl CaptionRequest {
    pub(super) fn brief(self, studio: &Studio) -> Result<CaptionBrief, BriefError> {
        let plain = CaptionBrief::default();
        if self.facts.len() > MAX_FACTS {
            // A brief ignores empty facts; a client gets an error for every one too many.
            return Err(BriefError::TooManyFacts(self.facts.len()));
        }
        let persona = studio.speaker(self.persona.as_deref());
        let product = match &self.product {
            Some(wanted) => product_of(studio, persona.as_ref(), wanted)?.1.clone(),
            None => Product::default(),
        };
        Ok(CaptionBrief {
            prompt: self.prompt,
            product: product.name,
            alt_text: product.alt_text,
            persona,
            network: self.network.unwrap_or(plain.network),
            goal: self.goal.map_or(Ok(Goal::default()), |goal| goal.parse())?,
            facts: self.facts,
            details: Details {
                benefit: self.benefit,
                detail: self.detail,
                proof: self.proof,
                audience: self.audience,
                occasion: self.occasion,
            },
            structure: self.structure.map(|name| name.parse()).transpose()?,
            writer: self.writer.map_or(plain.writer, ModelId),
            seed: self.seed,
            revision: self.wish,
            ..plain
        })
    }
}

/// A format by its id, or a network's default one.
fn format_of(name: &str) -> Result<String, BriefError> {
    let default = || {
        let network = network(name)?;
        FORMATS.iter().find(|row| row.network == network.name)
    };
    let found = format(name).or_else(default);
    found.map(|row| row.id.to_owned()).ok_or_else(|| BriefError::FormatUnknown(name.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::brief::Size;

    #[test]
    fn a_network_is_its_default_format_and_a_size_has_two_forms() {
        assert_eq!(format_of("instagram").unwrap(), "instagram-4x5");
        assert_eq!(format_of("x-1x1").unwrap(), "x-1x1");
        assert!(format_of("myspace").is_err());
        for text in [r#""512x256""#, r#"{"width":512,"height":256}"#] {
            let size: SizeRequest = serde_json::from_str(text).unwrap();
            assert_eq!(size.read().unwrap(), Size::new(512, 256));
        }
    }
}
