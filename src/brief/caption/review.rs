//! What a draft of a writer lacks beside what the checker finds: a fact that is left out, none of the details, a sentence that
//! was posted before. Of several drafts the one of which least is wrong is taken.

use super::sentence::{as_sentence, sentences};
use super::{Caption, CaptionSpec, Detail, Violation, check, missing_facts};
use std::collections::HashSet;

/// A sentence of fewer words may stand in several captions.
const OWN_SENTENCE_WORDS: usize = 4;

/// Everything that a draft should be written again for: what [`check`](check()) finds, and what the draft lacks.
pub fn review(draft: &Caption, spec: &CaptionSpec) -> Vec<Violation> {
    let mut found = check(draft, spec);
    let text = whole(draft);
    found.extend(missing_facts(spec, &text).into_iter().map(Violation::LeavesOut));
    if !spec.details().is_empty() && !names_a_detail(&text, spec) {
        found.push(Violation::Unspecific);
    }
    let mut posted = Posted::of(spec);
    let repeated = sentences(&text).filter(|sentence| !posted.is_new(sentence));
    found.extend(repeated.map(|sentence| Violation::Repeated(sentence.trim().to_owned())));
    found
}

/// Leaves out what a draft repeats, and adds the facts that it leaves out and, where it names none of the details, the first
/// of them; each with a note.
pub fn complete(draft: &mut Caption, spec: &CaptionSpec) {
    let mut posted = Posted::of(spec);
    for part in [&mut draft.hook, &mut draft.body, &mut draft.call_to_action] {
        let kept: String = sentences(part).filter(|sentence| posted.is_new(sentence)).collect();
        if kept.len() < part.len() {
            draft.mended.push("Left out a sentence that was posted before.".into());
            *part = kept.trim().to_owned();
        }
    }
    let text = whole(draft);
    let mut added = Vec::new();
    if !spec.details().is_empty() && !names_a_detail(&text, spec) {
        let said_first =
            [Detail::Benefit, Detail::Made, Detail::Proof, Detail::Audience, Detail::Occasion];
        let first = said_first.iter().map(|detail| spec.details().get(*detail));
        added.extend(first.filter(|words| !words.is_empty()).take(1).map(as_sentence));
        draft.mended.push("Added a detail; the draft named none.".into());
    }
    let missing = missing_facts(spec, &text);
    if !missing.is_empty() {
        added.extend(missing);
        draft.mended.push("Added facts that the draft left out.".into());
    }
    if added.is_empty() {
        return;
    }
    let between = if spec.network().one_paragraph { " " } else { "\n\n" };
    let added = added.join(" ");
    draft.body =
        if draft.body.is_empty() { added } else { format!("{}{between}{added}", draft.body) };
}

fn whole(caption: &Caption) -> String {
    [&caption.hook, &caption.body, &caption.call_to_action].map(String::as_str).join("\n\n")
}

/// Whether a text says one of the details: at least two fifths of its longer words, whatever their ends are. The other words of
/// a sentence are such as "your" and "where".
fn names_a_detail(text: &str, spec: &CaptionSpec) -> bool {
    let said: Vec<String> = words(text).collect();
    let is_said = |word: &String| {
        let letters = word.chars().count();
        let stem: String = word.chars().take(letters.saturating_sub(2).max(4)).collect();
        said.iter().any(|other| other.starts_with(&stem))
    };
    spec.details().texts().any(|detail| {
        let long: Vec<String> = words(detail).filter(|word| word.chars().count() > 3).collect();
        let found = long.iter().filter(|word| is_said(word)).count();
        if long.is_empty() { text.contains(detail) } else { found * 5 >= long.len() * 2 }
    })
}

fn words(text: &str) -> impl Iterator<Item = String> {
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_lowercase)
}

/// The sentences that may not be written any more: those of the brand's sample posts and of its last captions, and those that
/// stand in the draft already. The brand's own calls to action are made to be used again.
struct Posted {
    sentences: HashSet<String>,
    calls: HashSet<String>,
}

impl Posted {
    fn of(spec: &CaptionSpec) -> Posted {
        if spec.standing().is_some() {
            // An edit keeps sentences of the caption that it edits.
            return Posted { sentences: HashSet::new(), calls: HashSet::new() };
        }
        let voice = spec.persona().map(|persona| &persona.voice);
        let samples = voice.map_or(&[][..], |voice| &voice.sample_posts);
        let calls = voice.map_or(&[][..], |voice| &voice.calls_to_action);
        let posted = samples.iter().chain(spec.recent_lines()).flat_map(|text| sentences(text));
        Posted {
            sentences: posted.map(key).collect(),
            calls: calls.iter().map(|call| key(call)).collect(),
        }
    }

    /// Whether a sentence is the first of its words; the next one of the same words is not.
    fn is_new(&mut self, sentence: &str) -> bool {
        let key = key(sentence);
        let is_short = key.split(' ').count() < OWN_SENTENCE_WORDS;
        is_short || self.calls.contains(&key) || self.sentences.insert(key)
    }
}

/// The words of a sentence alone.
fn key(sentence: &str) -> String {
    words(sentence).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::brand::starters;
    use crate::brief::{CaptionBrief, Details};

    fn spec() -> CaptionSpec {
        let brief = CaptionBrief {
            prompt: "Red running shoes".into(),
            facts: vec!["20% off until Friday".into()],
            details: Details {
                benefit: "Your heels stay where they are".into(),
                ..Details::default()
            },
            ..CaptionBrief::default()
        };
        let recent = vec!["The road is quiet before six.".into()];
        CaptionSpec::from_brief(&brief, Some(&starters()[0]), recent, 1).unwrap()
    }

    fn draft(hook: &str, body: &str) -> Caption {
        Caption { hook: hook.into(), body: body.into(), ..Caption::default() }
    }

    #[test]
    fn a_draft_that_says_everything_anew_is_right() {
        let good = draft("Heels that stay put.", "20% off until Friday.");
        assert_eq!(review(&good, &spec()), []);
    }

    #[test]
    fn what_is_left_out_or_repeated_is_found() {
        let wrong = |hook: &str, body: &str| review(&draft(hook, body), &spec());
        let offer = "20% off until Friday.";
        assert_eq!(wrong("Heels that stay put.", ""), [Violation::LeavesOut(offer.into())]);
        assert_eq!(wrong("Lace up.", offer), [Violation::Unspecific]);
        let heels = format!("Heels that stay put. {offer}");
        for posted in [
            "The road is quiet before six!",
            "Your alarm is early. Your shoes are ready.",
            "Lace up with us today. Lace up with us today.",
        ] {
            let found = wrong(posted, &heels);
            let is_repeated = |found: &Violation| matches!(found, Violation::Repeated(_));
            assert!(!found.is_empty() && found.iter().all(is_repeated), "{posted}: {found:?}");
        }
        assert_eq!(
            wrong("Lace up and tell us where you went.", &heels),
            [],
            "the brand's own call"
        );
    }

    #[test]
    fn what_a_draft_leaves_out_is_added_with_a_note() {
        let mut bare = draft("Lace up.", "");
        complete(&mut bare, &spec());
        assert_eq!(bare.body, "Your heels stay where they are. 20% off until Friday.");
        assert_eq!(bare.mended.len(), 2);
        assert_eq!(review(&bare, &spec()), []);
        let whole = bare.clone();
        complete(&mut bare, &spec());
        assert_eq!(bare, whole, "nothing is added twice");
        let mut twice =
            draft("Your alarm is early.", "Heels stay put with us. Heels stay put with us.");
        complete(&mut twice, &spec());
        assert_eq!(
            (twice.hook.as_str(), twice.body.as_str()),
            ("", "Heels stay put with us.\n\n20% off until Friday.")
        );
    }
}
