//! Why a brief is refused: every reason is a sentence for the user.

use super::spec::{MAX_COUNT, MAX_PROMPT_CHARS};
use super::{Goal, MAX_ELEMENTS, Size, caption, networks};

/// Why a brief was refused; each reads as a sentence to the user.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum BriefError {
    #[error("Say what the picture should show.")]
    PromptEmpty,
    #[error("The prompt has {0} characters; at most {MAX_PROMPT_CHARS} fit. Shorten it a little.")]
    PromptTooLong(usize),
    #[error("The list of what to leave out has {0} characters; at most {MAX_PROMPT_CHARS} fit.")]
    NegativeTooLong(usize),
    #[error("“{0}” is not a size. Write width x height in pixels, for example 1024x1024.")]
    SizeUnreadable(String),
    #[error("{0} cannot be made: width and height must be multiples of 8. The nearest is {1}.")]
    SizeNotMultiple(Size, Size),
    #[error("{size} is out of range: {model} makes pictures from {min} to {max} pixels a side.")]
    SizeOutOfRange { size: Size, model: String, min: u32, max: u32 },
    #[error("{0} pictures at once cannot be made: choose 1 to {MAX_COUNT}.")]
    CountOutOfRange(u32),
    #[error("{given} steps are out of range: {model} takes {min} to {max}.")]
    StepsOutOfRange { given: u32, model: String, min: u32, max: u32 },
    #[error("Guidance {given} is out of range: {model} takes {min} to {max}.")]
    GuidanceOutOfRange { given: f32, model: String, min: f32, max: f32 },
    #[error(
        "“{0}” is not a backdrop. Choose brand, primary, secondary, light, transparent, or a colour as #RRGGBB."
    )]
    BackdropUnknown(String),
    #[error("There is no format “{0}”. Name a network ({networks}) or a format such as instagram-4x5.", networks = networks::network_ids())]
    FormatUnknown(String),
    #[error("There is no model “{0}”.")]
    ModelUnknown(String),
    #[error("There is no persona “{0}”.")]
    PersonaUnknown(String),
    #[error(
        "There is no illustration “{0}”. Search by what it shows: brandish elements search TEXT."
    )]
    ElementUnknown(String),
    #[error("The drawing {path} cannot be used. {reason}")]
    ElementUnusable { path: String, reason: String },
    #[error("The illustrations cannot be used. {0}")]
    ElementsMissing(String),
    #[error("A picture holds up to {MAX_ELEMENTS} illustrations; {0} are chosen.")]
    TooManyElements(usize),
    #[error(
        "“{0}” is not a style of illustrations. Choose original, flat, outline, sticker or grey."
    )]
    ElementStyleUnknown(String),
    #[error(
        "“{0}” is not a skin tone. Choose yellow, light, medium-light, medium, medium-dark or dark."
    )]
    SkinToneUnknown(String),
    #[error("“{0}” is not a colour of a brand. Choose primary, secondary, accent, light or dark.")]
    BrandColourUnknown(String),
    #[error(
        "“{0}” does not name a part and its colour. Write NAME:NUMBER=COLOUR, such as cupcake:2=accent."
    )]
    PartUnreadable(String),
    #[error("A part of “{0}” cannot be painted: it is not one of the illustrations.")]
    PartOfOther(String),
    #[error("“{element}” has {count} coloured parts; there is no part {part}.")]
    PartUnknown { element: String, count: usize, part: usize },
    #[error("There is no style “{0}”.")]
    StyleUnknown(String),
    #[error("{0} knows no styles. Leave the style out, or choose a Stable Diffusion model.")]
    StyleUnused(String),
    #[error(
        "{0} draws from words alone. Choose a Stable Diffusion model, or take out the start picture, \
         LoRAs and sampler."
    )]
    WordsOnly(String),
    #[error("{0} of the start picture cannot go: strength is from 0 to 1.")]
    StrengthOutOfRange(f32),
    #[error(
        "A part to draw anew needs the picture that it is a part of. Choose the start picture."
    )]
    PartOfNothing,
    #[error("{0} is not a weight of a LoRA. Give a number from -10 to 10, such as 0.8.")]
    LoraWeight(f32),
    /// A sentence that names the LoRA and the reason.
    #[error("{0}")]
    LoraUnfit(String),
    #[error("The LoRA {0} is being read to see whether it fits the model.")]
    LoraUnread(String),
    #[error("One photo makes one picture, not {0}. Choose 1.")]
    PhotoOnce(u32),
    #[error(
        "There is no photo “{0}” in the folder of photos. Name a file that lies there, such as mug.jpg."
    )]
    PhotoUnknown(String),
    #[error("{0}")]
    ProductUnknown(String),
    #[error("The seed is too large to count up from; choose a smaller one.")]
    SeedTooLarge,
    #[error("There is no network “{0}”. Choose one of {networks}.", networks = networks::network_ids())]
    NetworkUnknown(String),
    #[error("{0} was chosen twice for captions.")]
    NetworkTwice(String),
    #[error("There is no writer “{0}” here. See brandish models.")]
    WriterUnknown(String),
    #[error("“{0}” is not a goal. Choose one of {goals}.", goals = known_goals())]
    GoalUnknown(String),
    #[error("{0} facts are too many: {max} are the most.", max = caption::MAX_FACTS)]
    TooManyFacts(usize),
    #[error("A fact has {0} characters; at most {max} fit.", max = caption::MAX_FACT_CHARS)]
    FactTooLong(usize),
    #[error("“{0}” has {1} characters; at most {max} fit.", max = caption::MAX_DETAIL_CHARS)]
    DetailTooLong(&'static str, usize),
    #[error("“{0}” is not a structure of captions. Choose one of {structures}.", structures = known_structures())]
    StructureUnknown(String),
}

fn known_structures() -> String {
    caption::Structure::ALL.iter().map(|one| one.word()).collect::<Vec<_>>().join(", ")
}

fn known_goals() -> String {
    Goal::ALL.iter().map(|goal| goal.word()).collect::<Vec<_>>().join(", ")
}
