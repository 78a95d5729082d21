//! The enhanced prompt and the check of the brief, kept until the brief, or what it names, changes.
//! Both run the enhancer, which is too slow for each frame; what they decide is known in `brief`.

use crate::brand::Persona;
use crate::brief::{Brief, BriefError, Enhanced, ModelTraits, StylePreset};
use crate::studio::{PromptTexts, Studio};
use std::rc::Rc;

/// What the enhancer makes of the brief under edit.
#[derive(Debug)]
pub struct Prepared {
    pub enhanced: Enhanced,
    /// The texts whose tokens are counted.
    pub texts: PromptTexts,
    /// Why the brief cannot be submitted.
    pub refusal: Option<BriefError>,
}

/// The last result, with the inputs it was computed from.
#[derive(Default)]
pub struct PromptCache {
    last: Option<(Inputs, Rc<Prepared>)>,
}

/// Everything that decides the result.
#[derive(Clone, PartialEq)]
struct Inputs {
    brief: Brief,
    persona: Option<Persona>,
    style: Option<StylePreset>,
    model: Option<ModelTraits>,
    has_writer: bool,
    /// The state of what is known of LoRAs.
    lora_checks: u64,
}

/// The same, borrowed from their owners: a frame without a change copies nothing.
#[derive(Clone, Copy)]
struct InputsRef<'a> {
    brief: &'a Brief,
    persona: Option<&'a Persona>,
    style: Option<&'a StylePreset>,
    model: Option<&'a ModelTraits>,
    has_writer: bool,
    lora_checks: u64,
}

impl PromptCache {
    /// The prompt that a brief becomes, computed if the brief or what it names has changed.
    pub fn prepare(&mut self, studio: &Studio, brief: &Brief) -> Rc<Prepared> {
        let catalog = studio.catalog();
        let inputs = InputsRef {
            brief,
            persona: brief.persona.as_ref().and_then(|id| studio.brands().get(id)),
            style: brief
                .style
                .as_ref()
                .and_then(|id| studio.styles().iter().find(|style| style.id == *id)),
            model: catalog.traits(&brief.renders_with()),
            has_writer: catalog.writer(&brief.captions.writer).is_some(),
            lora_checks: studio.models().lora_checks().revision(),
        };
        self.get_or_run(inputs, || {
            let enhanced = studio.builder().enhance(brief);
            let texts = PromptTexts::of(brief, enhanced.text());
            Prepared { enhanced, texts, refusal: studio.builder().check(brief).err() }
        })
    }

    fn get_or_run(
        &mut self,
        inputs: InputsRef<'_>,
        run: impl FnOnce() -> Prepared,
    ) -> Rc<Prepared> {
        match &self.last {
            Some((last, prepared)) if inputs.equals(last) => prepared.clone(),
            _ => {
                let prepared = Rc::new(run());
                self.last = Some((inputs.to_owned(), prepared.clone()));
                prepared
            }
        }
    }
}

impl InputsRef<'_> {
    fn equals(&self, other: &Inputs) -> bool {
        *self.brief == other.brief
            && self.persona == other.persona.as_ref()
            && self.style == other.style.as_ref()
            && self.model == other.model.as_ref()
            && self.has_writer == other.has_writer
            && self.lora_checks == other.lora_checks
    }

    fn to_owned(self) -> Inputs {
        Inputs {
            brief: self.brief.clone(),
            persona: self.persona.cloned(),
            style: self.style.cloned(),
            model: self.model.cloned(),
            has_writer: self.has_writer,
            lora_checks: self.lora_checks,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::brand::starters;

    /// How often the enhancer ran for a sequence of frames.
    fn runs<'a>(frames: impl IntoIterator<Item = InputsRef<'a>>) -> usize {
        let (mut cache, mut runs) = (PromptCache::default(), 0);
        for inputs in frames {
            cache.get_or_run(inputs, || {
                runs += 1;
                let enhanced = Enhanced::default();
                let texts = PromptTexts::of(inputs.brief, enhanced.text());
                Prepared { enhanced, texts, refusal: None }
            });
        }
        runs
    }

    #[test]
    fn the_enhancer_runs_once_for_a_hundred_frames_without_a_change() {
        let brief = Brief { prompt: "red shoes".into(), ..Brief::default() };
        let inputs = InputsRef {
            brief: &brief,
            persona: None,
            style: None,
            model: None,
            has_writer: true,
            lora_checks: 0,
        };
        assert_eq!(runs([inputs; 100]), 1);
    }

    #[test]
    fn a_change_of_brief_brand_style_model_or_writer_runs_it_again() {
        let brief = Brief { prompt: "red shoes".into(), ..Brief::default() };
        let longer = Brief { prompt: "red shoes, new".into(), ..Brief::default() };
        let persona = starters().remove(0);
        let edited = Persona { name: "Another".into(), ..persona.clone() };
        let style = StylePreset::default();
        let model =
            crate::engine::Catalog::built_in(std::path::Path::new("")).rows.remove(0).traits;
        let first = InputsRef {
            brief: &brief,
            persona: None,
            style: None,
            model: None,
            has_writer: true,
            lora_checks: 0,
        };
        let frames = [
            first,
            InputsRef { brief: &longer, ..first },
            InputsRef { persona: Some(&persona), ..first },
            InputsRef { persona: Some(&edited), ..first },
            InputsRef { style: Some(&style), ..first },
            InputsRef { model: Some(&model), ..first },
            InputsRef { has_writer: false, ..first },
            InputsRef { lora_checks: 1, ..first },
        ];
        assert_eq!(runs(frames), frames.len());
        assert_eq!(runs(frames.into_iter().flat_map(|inputs| [inputs; 3])), frames.len());
    }
}
