//! The known phrases that the text encoder finds nearest to a prompt, for prompts of unknown words.
//! Which phrases are known, and when this is used, is decided in `phrase_table`; `training/spark/words.py` is the
//! definition that this is tested against.

use std::path::Path;

use candle_core::{Result, Tensor};

use super::phrase_table::{PhraseTable, key};
use crate::english::singular_of_phrase;
use crate::nn::Placement;
use crate::weights::{LoadError, Weights};

/// The least cosine between a prompt and a phrase that is drawn for it.
const MIN_COSINE: f32 = 0.42;
/// By how much another thing must be nearer than the only one that the prompt names.
const MIN_LEAD: f32 = 0.07;
/// So many of the nearest phrases vote on the wording, each with this power of its cosine.
const VOTERS: usize = 8;
const VOTE_POWER: i32 = 6;

/// The vectors of the known phrases.
pub(super) struct NearestPhrases {
    /// One row of unit length for every phrase.
    vectors: Vec<f32>,
    width: usize,
    /// What each phrase is read as, and the same as a key.
    wordings: Vec<(String, String)>,
}

impl NearestPhrases {
    /// Reads `words.safetensors`, which belongs to the vocabulary; `None` where a model has none.
    pub(super) fn load(
        path: &Path,
        phrase_table: &PhraseTable,
        width: usize,
        placement: &Placement,
    ) -> std::result::Result<Option<NearestPhrases>, LoadError> {
        if !path.exists() {
            return Ok(None);
        }
        let wordings: Vec<_> =
            phrase_table.phrases().map(|wording| (wording.to_owned(), key(wording))).collect();
        let vectors = Weights::open(path, placement)?.read("vectors", &[wordings.len(), width])?;
        Ok(Some(NearestPhrases { vectors, width, wordings }))
    }

    /// What is drawn for `prompt`, in which at most one thing is `named`; `None` where nothing is near, or what is
    /// named is about as near. `embed` gives a text's vector, `[width]` and of unit length.
    pub(super) fn find<Error: From<candle_core::Error>>(
        &self,
        prompt: &str,
        named: Option<&str>,
        embed: impl Fn(&str) -> std::result::Result<Tensor, Error>,
    ) -> std::result::Result<Option<String>, Error> {
        let embedding = embed(prompt)?;
        let cosines = self.cosines(&embedding)?;
        let Some(find) = self.most_voted(&cosines) else { return Ok(None) };
        let cosine_of = |key: &str| {
            let same = cosines.iter().zip(&self.wordings).filter(|(_, (_, other))| other == key);
            same.map(|(cosine, _)| *cosine).reduce(f32::max)
        };
        let threshold = match named {
            None => MIN_COSINE,
            Some(named) => {
                let phrase = key(named);
                let known = cosine_of(&phrase).or_else(|| cosine_of(&singular_of_phrase(&phrase)));
                let cosine = match known {
                    Some(cosine) => cosine,
                    None => (embed(named)? * embedding)?.sum_all()?.to_scalar::<f32>()?,
                };
                MIN_COSINE.max(cosine + MIN_LEAD)
            }
        };
        let (wording, key) = find;
        Ok(cosine_of(key).filter(|cosine| *cosine > threshold).map(|_| wording.clone()))
    }

    fn cosines(&self, prompt: &Tensor) -> Result<Vec<f32>> {
        let prompt = prompt.to_vec1::<f32>()?;
        let cosine = |row: &[f32]| row.iter().zip(&prompt).map(|(a, b)| a * b).sum::<f32>();
        Ok(self.vectors.chunks_exact(self.width).map(cosine).collect())
    }

    /// The wording that the nearest phrases give most votes.
    fn most_voted(&self, cosines: &[f32]) -> Option<&(String, String)> {
        let mut nearest: Vec<usize> = (0..cosines.len()).collect();
        nearest.sort_by(|one, other| cosines[*other].total_cmp(&cosines[*one]));
        let mut votes: Vec<(&(String, String), f32)> = Vec::new();
        for &phrase in nearest.iter().take(VOTERS) {
            let (wording, vote) =
                (&self.wordings[phrase], cosines[phrase].max(0.0).powi(VOTE_POWER));
            match votes.iter_mut().find(|(other, _)| *other == wording) {
                Some((_, votes)) => *votes += vote,
                None => votes.push((wording, vote)),
            }
        }
        // Of equal ones the nearest, so the last in reverse.
        let best = votes.into_iter().rev().max_by(|(_, one), (_, other)| one.total_cmp(other));
        best.map(|(wording, _)| wording)
    }
}
