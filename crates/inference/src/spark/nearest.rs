//! What a prompt means whose words do not say it: the known phrases that the text encoder finds nearest to it.
//! Which phrases are known, and when this is asked, is the vocabulary's matter; `training/spark/words.py` is the
//! definition that this is tested against.

use std::path::Path;

use candle_core::{Result, Tensor};

use super::words::{Vocabulary, key};
use crate::english::singular_of_phrase;
use crate::nn::Placement;
use crate::weights::{LoadError, Weights};

/// What is less like a prompt, as a cosine, is not meant by it.
const NEAR: f32 = 0.42;
/// By how much another thing must be nearer than the only one that is named.
const NEARER: f32 = 0.07;
/// So many of the nearest phrases say together what is meant, each with this power of its cosine.
const SPOKESMEN: usize = 8;
const POWER: i32 = 6;

/// The vectors of the known phrases.
pub(super) struct Nearest {
    /// One row of unit length for every phrase.
    vectors: Vec<f32>,
    width: usize,
    /// What each phrase is read as, and the same as a key.
    wordings: Vec<(String, String)>,
}

impl Nearest {
    /// Reads `words.safetensors`, which belongs to the vocabulary; `None` where a model has none.
    pub(super) fn load(
        path: &Path,
        vocabulary: &Vocabulary,
        width: usize,
        place: &Placement,
    ) -> std::result::Result<Option<Nearest>, LoadError> {
        if !path.exists() {
            return Ok(None);
        }
        let wordings: Vec<_> =
            vocabulary.phrases().map(|wording| (wording.to_owned(), key(wording))).collect();
        let vectors = Weights::open(path, place)?.read("vectors", &[wordings.len(), width])?;
        Ok(Some(Nearest { vectors, width, wordings }))
    }

    /// What is drawn for `prompt`, in which at most one thing is `named`; `None` where nothing is near, or what is
    /// named is about as near. `vector` gives a text's vector, `[width]` and of unit length.
    pub(super) fn meant<Error: From<candle_core::Error>>(
        &self,
        prompt: &str,
        named: Option<&str>,
        vector: impl Fn(&str) -> std::result::Result<Tensor, Error>,
    ) -> std::result::Result<Option<String>, Error> {
        let sense = vector(prompt)?;
        let cosines = self.cosines(&sense)?;
        let Some(meant) = self.elected(&cosines) else { return Ok(None) };
        let likeness = |key: &str| {
            let same = cosines.iter().zip(&self.wordings).filter(|(_, (_, other))| other == key);
            same.map(|(cosine, _)| *cosine).reduce(f32::max)
        };
        let least = match named {
            None => NEAR,
            Some(named) => {
                let phrase = key(named);
                let known = likeness(&phrase).or_else(|| likeness(&singular_of_phrase(&phrase)));
                let cosine = match known {
                    Some(cosine) => cosine,
                    None => (vector(named)? * sense)?.sum_all()?.to_scalar::<f32>()?,
                };
                NEAR.max(cosine + NEARER)
            }
        };
        let (wording, key) = meant;
        Ok(likeness(key).filter(|cosine| *cosine > least).map(|_| wording.clone()))
    }

    fn cosines(&self, prompt: &Tensor) -> Result<Vec<f32>> {
        let prompt = prompt.to_vec1::<f32>()?;
        let cosine = |row: &[f32]| row.iter().zip(&prompt).map(|(a, b)| a * b).sum::<f32>();
        Ok(self.vectors.chunks_exact(self.width).map(cosine).collect())
    }

    /// The wording that the nearest phrases give most votes.
    fn elected(&self, cosines: &[f32]) -> Option<&(String, String)> {
        let mut nearest: Vec<usize> = (0..cosines.len()).collect();
        nearest.sort_by(|one, other| cosines[*other].total_cmp(&cosines[*one]));
        let mut votes: Vec<(&(String, String), f32)> = Vec::new();
        for &phrase in nearest.iter().take(SPOKESMEN) {
            let (wording, vote) = (&self.wordings[phrase], cosines[phrase].max(0.0).powi(POWER));
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
