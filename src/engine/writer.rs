//! Writers of captions behind one trait, and the checker over every one of them: of up to three drafts the first that is
//! right is taken, or else the best, which is completed and mended by rule. What a caption may say is `brief::caption`'s.

mod language;
mod rewrite;

pub use language::LanguageWriter;
pub use rewrite::{RewriteError, RewriteRequest, rewrite_prompt, write_scene};

use crate::brand::Persona;
use crate::brief::caption::{self, Caption, CaptionSpec, Violation, check, complete, mend, review};
use crate::job::Failure;
use std::ops::ControlFlow;

/// How many drafts are written where none is right.
const DRAFTS: u32 = 3;

/// Writes captions. The built-in one needs no model.
pub trait Writer: Send {
    /// One draft. `complaints` are what was wrong with the draft before; empty for the first. `on_text`
    /// gets all that is written so far, again and again; `Break` stops the writing.
    ///
    /// # Errors
    /// A failure of the job; a bad draft is none. `None` where `on_text` stopped it.
    fn draft(
        &mut self,
        spec: &CaptionSpec,
        attempt: u32,
        complaints: &[Violation],
        on_text: &mut dyn FnMut(&str) -> ControlFlow<()>,
    ) -> Result<Option<Caption>, Failure>;

    /// A scene around what a prompt names, in the brand's taste, for a model that draws. `None` of a writer without a model.
    ///
    /// # Errors
    /// A failure of the model.
    fn scene(
        &mut self,
        _prompt: &str,
        _persona: &Persona,
        _seed: u64,
    ) -> Result<Option<String>, Failure> {
        Ok(None)
    }

    /// What a draft should be written again for.
    fn review(&self, draft: &Caption, spec: &CaptionSpec) -> Vec<Violation> {
        review(draft, spec)
    }
}

/// The writer in `brief::caption`.
pub(super) struct BuiltIn;

impl Writer for BuiltIn {
    fn draft(
        &mut self,
        spec: &CaptionSpec,
        _attempt: u32,
        _complaints: &[Violation],
        on_text: &mut dyn FnMut(&str) -> ControlFlow<()>,
    ) -> Result<Option<Caption>, Failure> {
        let caption = caption::write(spec);
        let stopped = on_text(&caption.text(spec.network())).is_break();
        Ok((!stopped).then_some(caption))
    }

    /// It leaves out what does not fit, repeats what the user wrote, and writes the same again.
    fn review(&self, draft: &Caption, spec: &CaptionSpec) -> Vec<Violation> {
        check(draft, spec)
    }
}

/// Has a caption written, checked, and written again while it is wrong. Where every draft is, the one of which least is wrong
/// is completed and mended.
///
/// # Errors
/// A failure of the writer. `None` where `on_text` stopped it.
pub fn write_checked(
    writer: &mut dyn Writer,
    spec: &CaptionSpec,
    on_text: &mut dyn FnMut(&str) -> ControlFlow<()>,
) -> Result<Option<Caption>, Failure> {
    let mut complaints = Vec::new();
    let mut best: Option<(usize, Caption)> = None;
    for attempt in 0..DRAFTS {
        let Some(draft) = writer.draft(spec, attempt, &complaints, on_text)? else {
            return Ok(None);
        };
        complaints = writer.review(&draft, spec);
        if complaints.is_empty() {
            return Ok(Some(draft));
        }
        tracing::debug!("draft {attempt} is refused: {complaints:?}");
        if best.as_ref().is_none_or(|(wrong, _)| complaints.len() < *wrong) {
            best = Some((complaints.len(), draft));
        }
    }
    let (_, mut caption) = best.expect("there was a draft");
    mend(&mut caption, spec);
    complete(&mut caption, spec);
    // What was added may be too much for the network.
    mend(&mut caption, spec);
    if [&caption.hook, &caption.body, &caption.call_to_action].iter().all(|part| part.is_empty()) {
        // Nothing of it could stay: the built-in writer is always right.
        let notes = std::mem::take(&mut caption.mended);
        caption = caption::write(spec);
        caption.mended.extend(notes);
        caption
            .mended
            .push("Nothing of the draft could stay; the built-in writer wrote this.".into());
    }
    Ok(Some(caption))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::brief::CaptionBrief;

    /// Writes the drafts of a list, one after the other.
    struct Scripted(Vec<&'static str>, usize);

    impl Writer for Scripted {
        fn draft(
            &mut self,
            _spec: &CaptionSpec,
            attempt: u32,
            complaints: &[Violation],
            on_text: &mut dyn FnMut(&str) -> ControlFlow<()>,
        ) -> Result<Option<Caption>, Failure> {
            assert_eq!(complaints.is_empty(), attempt == 0);
            let text = self.0[(attempt as usize).min(self.0.len() - 1)];
            self.1 += 1;
            let stopped = on_text(text).is_break();
            Ok((!stopped).then(|| Caption { hook: text.into(), ..Caption::default() }))
        }
    }

    fn spec() -> CaptionSpec {
        let brief = CaptionBrief { prompt: "Red running shoes".into(), ..CaptionBrief::default() };
        CaptionSpec::from_brief(&brief, None, Vec::new(), 1).unwrap()
    }

    fn write(drafts: &[&'static str]) -> (Caption, usize) {
        let mut writer = Scripted(drafts.to_vec(), 0);
        let mut on_text = |_: &str| ControlFlow::Continue(());
        let caption = write_checked(&mut writer, &spec(), &mut on_text).unwrap().unwrap();
        (caption, writer.1)
    }

    #[test]
    fn a_good_draft_is_taken_as_it_is() {
        let (caption, drafts) = write(&["Lace up."]);
        assert_eq!((caption.hook.as_str(), drafts), ("Lace up.", 1));
        assert!(caption.mended.is_empty());
    }

    #[test]
    fn a_wrong_draft_is_written_again_and_the_first_right_one_taken() {
        let (caption, drafts) = write(&["Only $20!", "By Friday.", "Lace up."]);
        assert_eq!((caption.hook.as_str(), drafts), ("Lace up.", 3));
    }

    #[test]
    fn what_stays_wrong_is_mended_and_told() {
        let (caption, drafts) = write(&["Lace up. Only $20 each. Run on."]);
        assert_eq!(drafts, 3);
        assert_eq!(caption.hook, "Lace up. Run on.");
        assert!(caption.mended[0].contains("$20"), "{:?}", caption.mended);
        assert!(check(&caption, &spec()).is_empty());
    }

    #[test]
    fn an_edit_by_a_model_keeps_the_facts_that_the_user_wrote() {
        let standing = Caption {
            hook: "Lace up.".into(),
            edited: Some("Lace up. Only $20 on Friday. See you there.".into()),
            ..Caption::default()
        };
        let brief = CaptionBrief {
            prompt: "Red running shoes".into(),
            standing: Some(Box::new(standing)),
            ..CaptionBrief::default()
        };
        let spec = CaptionSpec::from_brief(&brief, None, Vec::new(), 1).unwrap();
        let mut on_text = |_: &str| ControlFlow::Continue(());
        let mut write = |drafts: &[&'static str]| {
            let mut writer = Scripted(drafts.to_vec(), 0);
            write_checked(&mut writer, &spec, &mut on_text).unwrap().unwrap()
        };
        let kept = write(&["Run with us: only $20 on Friday."]);
        assert_eq!(
            (kept.hook.as_str(), kept.mended.len()),
            ("Run with us: only $20 on Friday.", 0)
        );
        let lost = write(&["Run with us."]);
        assert_eq!(lost.body, "Only $20 on Friday.");
    }

    #[test]
    fn where_nothing_can_stay_the_built_in_writer_steps_in() {
        let (caption, _) = write(&["Only $20 each."]);
        assert!(!caption.hook.is_empty() && check(&caption, &spec()).is_empty());
        assert!(caption.mended.iter().any(|note| note.contains("built-in")));
    }

    #[test]
    fn a_cancelled_draft_ends_the_writing() {
        let mut writer = Scripted(vec!["Lace up."], 0);
        let stopped = write_checked(&mut writer, &spec(), &mut |_| ControlFlow::Break(()));
        assert_eq!(stopped, Ok(None));
    }
}
