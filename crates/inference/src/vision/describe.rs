//! BLIP (Li et al. 2022, arXiv:2201.12086): one English sentence about what a photo shows.
//! The network is that of candle-transformers; this file reads the model's files, prepares the photo and turns the
//! network's tokens into a sentence. Where the sentence is used is not known here.

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use candle_core::{D, Device, IndexOp, Result, Tensor};
use candle_transformers::models::blip::Config;
use candle_transformers::models::quantized_blip::{BlipForConditionalGeneration, VarBuilder};
use tokenizers::Tokenizer;

use super::photo::Photo;
use crate::weights::LoadError;

/// What the network's inputs were brought to: mean and deviation of red, green and blue, as for CLIP.
const MEAN: [f32; 3] = [0.481_454_66, 0.457_827_5, 0.408_210_73];
const DEVIATION: [f32; 3] = [0.268_629_54, 0.261_302_6, 0.275_777_1];
/// The token that ends a description.
const END: &str = "[SEP]";
/// A longer description is cut here, tokens.
const MAX_TOKENS: usize = 40;
/// Words of no meaning that the published weights begin many descriptions with.
const NOISE: [&str; 6] = ["araf", "arafed", "araffe", "araffes", "arafy", "arafly"];

/// A network that describes photos, with its tokenizer.
pub struct PhotoDescriber {
    network: BlipForConditionalGeneration,
    tokenizer: Tokenizer,
    start: u32,
    end: u32,
    /// Pixels of a side of the square that the network sees.
    side: usize,
}

impl PhotoDescriber {
    /// Loads the model in a folder: one `.gguf` file with the tensor names of transformers, and `tokenizer.json`.
    /// Without a `config.json`, in the layout of transformers, it is BLIP's large captioning network.
    ///
    /// # Errors
    /// `Missing` for a file that is not there, `Damaged` for one that cannot be read as what it is, `Candle` where a
    /// tensor is missing or has another shape.
    pub fn load(folder: &Path) -> std::result::Result<PhotoDescriber, LoadError> {
        let config = config(&folder.join("config.json"))?;
        let path = weights_in(folder)?;
        let tensors = VarBuilder::from_gguf(&path, &Device::Cpu).map_err(|error| {
            LoadError::damaged(&path, format!("it is no GGUF file that can be read ({error})"))
        })?;
        let network = BlipForConditionalGeneration::new(&config, tensors)
            .map_err(|source| LoadError::Candle { path, source })?;
        let path = folder.join("tokenizer.json");
        let bytes = std::fs::read(&path).map_err(|error| LoadError::reading(&path, error))?;
        let tokenizer = Tokenizer::from_bytes(bytes)
            .map_err(|error| LoadError::damaged(&path, error.to_string()))?;
        let end = tokenizer
            .token_to_id(END)
            .ok_or_else(|| LoadError::damaged(&path, format!("it has no token {END}")))?;
        // BLIP adds two tokens behind those of BERT: one that starts a text to decode, one that starts a text to encode.
        let start = config.text_config.vocab_size.saturating_sub(2) as u32;
        Ok(PhotoDescriber { network, tokenizer, start, end, side: config.vision_config.image_size })
    }

    /// Describes a photo in one sentence with a capital and a full stop, the likeliest word each time. `watch` is called
    /// before each word; where it breaks, or the network finds no word, the result is `None`.
    ///
    /// # Errors
    /// Those of candle, which a valid photo does not cause.
    pub fn describe(
        &mut self,
        photo: &Photo,
        watch: &mut dyn FnMut() -> ControlFlow<()>,
    ) -> Result<Option<String>> {
        let seen = self.see(photo)?;
        let mut tokens = vec![self.start];
        self.network.reset_kv_cache();
        while tokens.len() <= MAX_TOKENS {
            if watch().is_break() {
                return Ok(None);
            }
            let logits = self.next(&tokens, &seen)?;
            let token = logits.argmax(D::Minus1)?.to_scalar::<u32>()?;
            if token == self.end {
                break;
            }
            tokens.push(token);
        }
        let text = self.tokenizer.decode(&tokens[1..], true).map_err(candle_core::Error::wrap)?;
        Ok(sentence(&text))
    }

    /// The tokens of a description and the logits that each was chosen by, for comparison with another implementation.
    ///
    /// # Errors
    /// As [`PhotoDescriber::describe`].
    pub fn tokens(&mut self, photo: &Photo, most: usize) -> Result<Vec<(u32, Vec<f32>)>> {
        let seen = self.see(photo)?;
        let mut tokens = vec![self.start];
        let mut chosen = Vec::new();
        self.network.reset_kv_cache();
        while chosen.len() < most {
            let logits = self.next(&tokens, &seen)?;
            let token = logits.argmax(D::Minus1)?.to_scalar::<u32>()?;
            chosen.push((token, logits.to_vec1()?));
            tokens.push(token);
        }
        Ok(chosen)
    }

    /// What the network's eye makes of a photo, `[1, patches + 1, channels]`. Transparent pixels count as white.
    fn see(&self, photo: &Photo) -> Result<Tensor> {
        let rgb = photo.resampled(self.side, self.side);
        let planes: Vec<f32> = (0..3)
            .flat_map(|channel| {
                let values = rgb[channel..].iter().step_by(3);
                values.map(move |value| (value - MEAN[channel]) / DEVIATION[channel])
            })
            .collect();
        let pixels = Tensor::from_vec(planes, (1, 3, self.side, self.side), &Device::Cpu)?;
        pixels.apply(self.network.vision_model())
    }

    /// The logits of the token that follows, `[vocabulary]`. All tokens but the last were given before.
    fn next(&mut self, tokens: &[u32], seen: &Tensor) -> Result<Tensor> {
        let last = Tensor::new(&tokens[tokens.len() - 1..], &Device::Cpu)?.unsqueeze(0)?;
        let logits = self.network.text_decoder().forward(&last, seen)?;
        let length = logits.dim(1)?;
        logits.i((0, length - 1))
    }
}

fn config(path: &Path) -> std::result::Result<Config, LoadError> {
    match std::fs::read_to_string(path) {
        Ok(text) => {
            serde_json::from_str(&text).map_err(|error| LoadError::damaged(path, error.to_string()))
        }
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            Ok(Config::image_captioning_large())
        }
        Err(error) => Err(LoadError::reading(path, error)),
    }
}

fn weights_in(folder: &Path) -> std::result::Result<PathBuf, LoadError> {
    let entries = std::fs::read_dir(folder).map_err(|error| LoadError::reading(folder, error))?;
    let is_gguf = |path: &PathBuf| path.extension().is_some_and(|ending| ending == "gguf");
    let first = entries.flatten().map(|entry| entry.path()).filter(is_gguf).min();
    first.ok_or_else(|| LoadError::Missing { path: folder.join("*.gguf") })
}

/// A description as a sentence: without noise and without a word twice in a row, with a capital and a full stop.
fn sentence(text: &str) -> Option<String> {
    let mut words: Vec<&str> = Vec::new();
    for word in text.split_whitespace().filter(|word| !NOISE.contains(word)) {
        if words.last() != Some(&word) {
            words.push(word);
        }
    }
    let text = words.join(" ");
    let mut letters = text.trim_end_matches(['.', ' ']).chars();
    let first = letters.next()?;
    Some(format!("{}{}.", first.to_uppercase(), letters.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_description_becomes_a_sentence() {
        let read = |text| sentence(text);
        assert_eq!(read("arafed cup of coffee on a table").unwrap(), "Cup of coffee on a table.");
        assert_eq!(read("a cat cat with a hat .").unwrap(), "A cat with a hat.");
        assert_eq!(read("arafed"), None);
        assert_eq!(read(""), None);
    }

    #[test]
    fn a_folder_without_weights_and_files_of_another_kind_are_named() {
        let folder = tempfile::tempdir().unwrap();
        let error = |folder: &Path| PhotoDescriber::load(folder).err().unwrap().to_string();
        assert!(error(&folder.path().join("none")).contains("is missing"));
        assert!(error(folder.path()).contains(".gguf is missing"), "{}", error(folder.path()));
        std::fs::write(folder.path().join("a.gguf"), "<html>").unwrap();
        assert!(error(folder.path()).contains("a.gguf is damaged"), "{}", error(folder.path()));
        std::fs::write(folder.path().join("config.json"), "{}").unwrap();
        assert!(error(folder.path()).contains("config.json is damaged"));
    }
}
