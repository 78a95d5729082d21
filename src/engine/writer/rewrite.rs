//! A prompt that a language model completes for a picture model: a scene around the user's words, which stay as they are.
//! What the brand never shows, and what the picture model would not read, is refused; the enhancer's own words come after it.

use super::Writer;
use crate::brand::Persona;
use crate::brief::{RewriteRefused, accept_rewrite};
use crate::job::Failure;

/// How many scenes are written where none fits.
const ATTEMPTS: u64 = 3;

/// What is to be rewritten.
pub struct RewriteRequest<'a> {
    /// The user's words.
    pub prompt: &'a str,
    pub persona: Option<&'a Persona>,
    /// Tokens of a prompt as the picture model counts them, and how many it reads.
    pub tokens: &'a dyn Fn(&str) -> usize,
    pub limit: usize,
    pub seed: u64,
}

/// Why a prompt stays as it is.
#[derive(Debug, PartialEq, thiserror::Error)]
pub enum RewriteError {
    #[error("{} {}", .0.sentence(), .0.advice())]
    Failed(Failure),
    #[error("The built-in writer rewrites no prompts. Name a language model: see brandish models.")]
    NoModel,
    #[error("{0}")]
    Refused(RewriteRefused),
    #[error(
        "With a scene the prompt has {tokens} tokens, and the model reads {limit}. Use fewer words."
    )]
    TooLong { tokens: usize, limit: usize },
}

/// The prompt with a scene behind it.
///
/// # Errors
/// Those of [`write_scene`].
pub fn rewrite_prompt(
    writer: &mut dyn Writer,
    request: &RewriteRequest<'_>,
) -> Result<String, RewriteError> {
    let scene = write_scene(writer, request)?;
    let words: Vec<&str> = without_end(request.prompt).split_whitespace().collect();
    Ok(format!("{}, {scene}", words.join(" ")))
}

/// A scene that may stand behind the prompt.
///
/// # Errors
/// Where the writer has no model or failed, and where each scene that it wrote was refused: why the last one was.
pub fn write_scene(
    writer: &mut dyn Writer,
    request: &RewriteRequest<'_>,
) -> Result<String, RewriteError> {
    let RewriteRequest { prompt, persona, tokens, limit, seed } = *request;
    let none = Persona::default();
    let persona = persona.unwrap_or(&none);
    let never = [&persona.look.never_show[..], &persona.voice.words_to_avoid].concat();
    let subject = without_end(prompt);
    let mut refused = RewriteError::Refused(RewriteRefused::Length);
    for attempt in 0..ATTEMPTS {
        let scene = writer.scene(subject, persona, seed.wrapping_add(attempt));
        let scene = scene.map_err(RewriteError::Failed)?.ok_or(RewriteError::NoModel)?;
        let scene = scene.split_whitespace().collect::<Vec<_>>().join(" ");
        let scene = without_end(&scene);
        if scene.is_empty() {
            continue;
        }
        match accept_rewrite(subject, &format!("{subject}, {scene}"), &never) {
            Ok(text) if tokens(&text) > limit => {
                refused = RewriteError::TooLong { tokens: tokens(&text), limit };
            }
            Ok(_) => return Ok(scene.to_owned()),
            Err(error) => refused = RewriteError::Refused(error),
        }
    }
    Err(refused)
}

/// A text without the mark at its end.
fn without_end(text: &str) -> &str {
    text.trim().trim_end_matches(['.', ',', ';'])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::brief::caption::{Caption, CaptionSpec, Violation};
    use std::ops::ControlFlow;

    struct Scenes(Vec<&'static str>);

    impl Writer for Scenes {
        fn draft(
            &mut self,
            _spec: &CaptionSpec,
            _attempt: u32,
            _complaints: &[Violation],
            _on_text: &mut dyn FnMut(&str) -> ControlFlow<()>,
        ) -> Result<Option<Caption>, Failure> {
            Ok(None)
        }

        fn scene(&mut self, _: &str, _: &Persona, seed: u64) -> Result<Option<String>, Failure> {
            Ok(self.0.get(seed as usize).map(|scene| (*scene).to_owned()))
        }
    }

    fn rewritten(scenes: &[&'static str]) -> Result<String, RewriteError> {
        let mut persona = crate::brand::starters().remove(0);
        persona.look.never_show = vec!["crowds".into()];
        let request = RewriteRequest {
            prompt: "Red running shoes.",
            persona: Some(&persona),
            tokens: &|text| text.split_whitespace().count(),
            limit: 10,
            seed: 0,
        };
        rewrite_prompt(&mut Scenes(scenes.to_vec()), &request)
    }

    #[test]
    fn the_first_scene_that_fits_stands_behind_the_user_s_words() {
        let scenes = ["among cheering crowds", "on a wet track.", "in a hall"];
        assert_eq!(rewritten(&scenes).as_deref(), Ok("Red running shoes, on a wet track"));
    }

    #[test]
    fn what_the_brand_never_shows_and_what_is_not_read_is_refused() {
        let crowds = rewritten(&["a crowd", "crowds", "crowds"]);
        assert_eq!(crowds, Err(RewriteError::Refused(RewriteRefused::NeverShown("crowds".into()))));
        let long = "on a long wet track in the early morning light";
        let error = rewritten(&[long; 3]).unwrap_err();
        assert_eq!(error, RewriteError::TooLong { tokens: 13, limit: 10 });
        assert_eq!(rewritten(&[]), Err(RewriteError::NoModel));
    }
}
