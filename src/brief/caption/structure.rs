//! The structures of a caption: question, list of three, mini story and others, and what each needs to be known.
//! Their lines are in `assets/copy/`; how the parts are put together is the writer's part.

use super::{CaptionSpec, Detail, Details, Goal};
use crate::brief::BriefError;
use crate::brief::described_values::described_values;

described_values! {
    /// How a caption is built.
    Structure:
    Statement = "statement", "Statement", "the benefit first, then a detail";
    Question = "question", "Question", "a question that the benefit answers";
    BeforeAfter = "before-after", "Before and after", "without it and with it";
    List = "list", "List of three", "three points, one a line";
    Story = "story", "Mini story", "a moment, then what happens in it";
    Quote = "quote", "Quote", "somebody's words, or the brand's promise";
    HowTo = "how-to", "How-to", "steps or advice, one a line";
    Countdown = "countdown", "Countdown", "a day to come, and why to keep it free";
    BehindTheScenes = "behind-the-scenes", "Behind the scenes", "how it is made, what is in it";
}

impl std::str::FromStr for Structure {
    type Err = BriefError;

    fn from_str(text: &str) -> Result<Self, BriefError> {
        let known = Self::ALL.iter().find(|structure| structure.word() == text.to_lowercase());
        known.copied().ok_or_else(|| BriefError::StructureUnknown(text.to_owned()))
    }
}

impl Structure {
    /// Whether enough is known for it, and the network shows it as it is meant.
    pub(super) fn suits(self, spec: &CaptionSpec) -> bool {
        let details = spec.details();
        let known = |detail| !details.get(detail).is_empty();
        let points = [Detail::Benefit, Detail::Made, Detail::Proof]
            .into_iter()
            .filter(|d| known(*d))
            .count();
        let has_lines = !spec.network().one_paragraph;
        match self {
            Self::Statement => true,
            Self::Question | Self::BeforeAfter => known(Detail::Benefit),
            Self::List => has_lines && points + spec.facts().len() >= 3,
            Self::Story => {
                known(Detail::Occasion) && (known(Detail::Benefit) || known(Detail::Made))
            }
            Self::Quote => known(Detail::Proof) && details.is_quotation(),
            Self::HowTo => {
                has_lines && spec.goal() == Goal::Tip && points + spec.facts().len() >= 2
            }
            Self::Countdown => {
                let is_ahead = matches!(spec.goal(), Goal::Event | Goal::Launch | Goal::Offer);
                is_ahead && Details::has_date(spec.facts(), spec.language())
            }
            Self::BehindTheScenes => known(Detail::Made),
        }
    }

    /// Whether its body is a list, one point a line.
    pub(super) fn is_list(self) -> bool {
        matches!(self, Self::List | Self::HowTo)
    }

    /// The details in the order in which its body says them.
    pub(super) fn order(self) -> [Detail; 5] {
        use Detail::{Audience, Benefit, Made, Occasion, Proof};
        match self {
            Self::Story => [Occasion, Made, Benefit, Proof, Audience],
            Self::Quote | Self::Question => [Benefit, Made, Audience, Occasion, Proof],
            _ => [Benefit, Made, Proof, Occasion, Audience],
        }
    }
}
