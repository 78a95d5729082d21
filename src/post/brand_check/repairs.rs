//! What mends a finding: each repair is one change of a document, tried before it is offered.
//! What is wrong is known in the check.

use super::{Finding, PostWords, Trial};
use crate::brief::Format;
use crate::brief::caption::BannedWords;
use crate::post::document::PostDocument;
use crate::post::painting::post_layouts;
use crate::post::version::{Placement, PostVersion};
use brandish_posts::{Fault, PostError};

/// One change that removes a finding.
#[derive(Clone, Debug, PartialEq)]
pub enum Repair {
    /// Leave the words out that the brand avoids: what the text is then.
    DropWord { words: PostWords, text: String },
    /// Shorten a text to this.
    Shorten { words: PostWords, text: String },
    /// Set the words in another layout, on a panel of their own.
    UseLayout { id: String, name: String },
    /// Put the picture back to the place that the layout gives it.
    ResetPlacement,
    /// Cut the subject out, so that it stands on the brand's own colours.
    CutOut,
}

impl Repair {
    /// For a button.
    pub fn label(&self) -> String {
        match self {
            Self::DropWord { .. } => "Leave the word out".into(),
            Self::Shorten { words, .. } => format!("Shorten the {}", words.name()),
            Self::UseLayout { name, .. } => format!("Use “{name}”"),
            Self::ResetPlacement => "Put the picture back".into(),
            Self::CutOut => "Use the brand's colours behind".into(),
        }
    }

    /// Changes a document for the format that the finding is about. A word and a cut-out change for all formats; what
    /// is about room changes for this one alone.
    pub fn apply(&self, document: &mut PostDocument, format: &Format) {
        match self {
            Self::DropWord { words, text } => {
                document.change(|version| text.clone_into(words.of_mut(version)));
                if document.own_versions.contains_key(format.id) {
                    self.change_format(document, format);
                }
            }
            Self::CutOut => document.cut.enabled = true,
            Self::Shorten { .. } | Self::UseLayout { .. } | Self::ResetPlacement => {
                self.change_format(document, format);
            }
        }
    }

    fn change_format(&self, document: &mut PostDocument, format: &Format) {
        document.change_for(format.id, |version| self.change(version));
    }

    fn change(&self, version: &mut PostVersion) {
        match self {
            Self::DropWord { words, text } | Self::Shorten { words, text } => {
                text.clone_into(words.of_mut(version));
            }
            Self::UseLayout { id, .. } => id.clone_into(&mut version.layout),
            Self::ResetPlacement => version.placement = Placement::default(),
            Self::CutOut => {}
        }
    }
}

/// The repair of a finding: the first of those that suit it after which it is gone and nothing new is found.
pub(super) fn repair_of(
    finding: &Finding,
    document: &PostDocument,
    trial: &Trial<'_>,
) -> Option<Repair> {
    let version = document.version_for(trial.format.id);
    let before = trial.findings(version).len();
    let mends = |repair: &Repair| {
        let mut changed = version.clone();
        repair.change(&mut changed);
        changed != *version && {
            let after = trial.findings(&changed);
            !after.iter().any(|other| alike(other, finding)) && after.len() < before.max(1)
        }
    };
    if let Finding::OffPalette { .. } = finding {
        // Cutting out needs a model, so that it cannot be tried here; the ground is the brand's own afterwards.
        return (!document.cut.enabled).then_some(Repair::CutOut);
    }
    candidates(finding, version, trial).find(|repair| mends(repair))
}

/// Whether two findings are about the same thing.
fn alike(one: &Finding, other: &Finding) -> bool {
    match (one, other) {
        (Finding::Layout(one), Finding::Layout(other)) => {
            std::mem::discriminant(one) == std::mem::discriminant(other)
        }
        (Finding::Word { words, word }, Finding::Word { words: other, word: second }) => {
            (words, word) == (other, second)
        }
        _ => std::mem::discriminant(one) == std::mem::discriminant(other),
    }
}

fn candidates<'a>(
    finding: &'a Finding,
    version: &'a PostVersion,
    trial: &'a Trial<'_>,
) -> Box<dyn Iterator<Item = Repair> + 'a> {
    match finding {
        Finding::Word { words, .. } => Box::new(without_words(*words, version, trial).into_iter()),
        Finding::DoesNotFit(PostError::TooLong { what, .. } | PostError::TooWide { what, .. }) => {
            let shorter = PostWords::named(what).into_iter();
            let shorter = shorter.flat_map(move |words| shorter_texts(words, version));
            Box::new(shorter.chain(other_layouts(version)))
        }
        Finding::Layout(Fault::Small { what, .. } | Fault::OutOfBox { what, .. }) => {
            let shorter = PostWords::named(what).into_iter();
            let shorter = shorter.flat_map(move |words| shorter_texts(words, version));
            Box::new(other_layouts(version).chain(shorter))
        }
        Finding::Layout(_) | Finding::LogoCrowded { .. } | Finding::DoesNotFit(_) => {
            Box::new(std::iter::once(Repair::ResetPlacement).chain(other_layouts(version)))
        }
        Finding::OffPalette { .. } => Box::new(std::iter::empty()),
    }
}

fn without_words(words: PostWords, version: &PostVersion, trial: &Trial<'_>) -> Option<Repair> {
    let voice = &trial.persona?.voice;
    let banned = BannedWords::new(&voice.words_to_avoid, &voice.language);
    let lines = words.of(version).lines().map(|line| banned.removed_from(line));
    let text = lines.filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n");
    Some(Repair::DropWord { words, text })
}

/// A text with ever fewer words at its end.
fn shorter_texts(words: PostWords, version: &PostVersion) -> impl Iterator<Item = Repair> {
    let text = words.of(version);
    let ends: Vec<usize> =
        text.char_indices().filter(|(_, c)| c.is_whitespace()).map(|(at, _)| at).collect();
    let shorter: Vec<_> = ends
        .into_iter()
        .rev()
        .map(|end| text[..end].trim_end_matches([' ', ',', ';', ':', '–', '-']).to_owned())
        // A mark of the brand's colour that is opened stays closed.
        .map(|text| if text.matches('*').count() % 2 == 1 { text.replace('*', "") } else { text })
        .filter(|text| !text.is_empty())
        .collect();
    shorter.into_iter().map(move |text| Repair::Shorten { words, text })
}

/// The other layouts, those with the words on a panel of their own first.
fn other_layouts(version: &PostVersion) -> impl Iterator<Item = Repair> {
    const PANELS: [&str; 5] = ["card", "split", "minimal", "announcement", "product"];
    let mut layouts: Vec<_> = post_layouts().filter(|layout| layout.id != version.layout).collect();
    let rank = |id: &str| PANELS.iter().position(|panel| *panel == id).unwrap_or(PANELS.len());
    layouts.sort_by_key(|layout| rank(&layout.id));
    layouts
        .into_iter()
        .map(|layout| Repair::UseLayout { id: layout.id.clone(), name: layout.name.clone() })
}

/// A text without the words at its end that are too many; none where nothing would be left.
pub(super) fn shortened(text: &str, fits: impl Fn(&str) -> bool) -> Option<String> {
    let ends = text.char_indices().filter(|(_, c)| c.is_whitespace()).map(|(at, _)| at);
    let ends: Vec<usize> = ends.collect();
    let shorter = ends.into_iter().rev().map(|end| text[..end].trim_end());
    shorter.into_iter().find(|text| !text.is_empty() && fits(text)).map(str::to_owned)
}
