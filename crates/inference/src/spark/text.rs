//! What a prompt means to Spark: its tokens, and the vectors that the text encoder (a BERT: Devlin et al. 2018,
//! arXiv:1810.04805) gives them. How they condition a picture is decided in the denoiser.

use std::cell::OnceCell;
use std::path::Path;

use candle_core::{Device, Result, Tensor};
use tokenizers::models::wordpiece::WordPiece;
use tokenizers::{
    DecoderWrapper, NormalizerWrapper, PostProcessorWrapper, PreTokenizerWrapper, TokenizerImpl,
    TruncationParams,
};

use super::config::{Files, SparkConfig, TextEncoderConfig};
use super::nearest_phrases::NearestPhrases;
use super::phrase_table::PhraseTable;
use crate::nn::{Activation, LayerNorm, Linear, Placement, in_pool, self_attention};
use crate::token_count::{TokenCount, TokenCounter, TokenizeError};
use crate::weights::{LoadError, Weights};

/// The sense of one prompt.
#[derive(Clone, Debug)]
pub struct TextEmbedding {
    /// `[tokens, width]`: the last hidden state, `[CLS]` and `[SEP]` included.
    pub tokens: Tensor,
    /// `[width]`: the mean over the tokens, at unit length.
    pub pooled: Tensor,
}

/// `tokenizer.json` of a BERT. Read as a tokenizer of any model, its vocabulary would be parsed three times over.
type Tokenizer = TokenizerImpl<
    WordPiece,
    NormalizerWrapper,
    PreTokenizerWrapper,
    PostProcessorWrapper,
    DecoderWrapper,
>;

/// Cuts prompts into tokens.
pub(super) struct PromptTokenizer {
    tokenizer: Tokenizer,
}

impl PromptTokenizer {
    /// Reads `tokenizer.json`; prompts are cut to `max_tokens`, `[CLS]` and `[SEP]` included.
    pub(super) fn load(
        path: &Path,
        max_tokens: usize,
    ) -> std::result::Result<PromptTokenizer, LoadError> {
        let bytes = std::fs::read(path).map_err(|error| LoadError::reading(path, error))?;
        let mut tokenizer: Tokenizer =
            serde_json::from_slice(&bytes).map_err(|error| LoadError::damaged(path, error))?;
        let truncation = TruncationParams { max_length: max_tokens, ..TruncationParams::default() };
        tokenizer
            .with_truncation(Some(truncation))
            .map_err(|error| LoadError::damaged(path, error))?;
        tokenizer.with_padding(None);
        Ok(PromptTokenizer { tokenizer })
    }

    pub(super) fn tokens(&self, prompt: &str) -> tokenizers::Result<Vec<u32>> {
        Ok(self.tokenizer.encode(prompt, true)?.get_ids().to_vec())
    }
}

/// Counts prompts as Spark reads them, without the networks that draw.
pub struct SparkTokenCounter {
    files: Files,
    phrase_table: PhraseTable,
    /// Cuts nothing off.
    tokenizer: PromptTokenizer,
    /// Tokens that the text encoder reads, marks included.
    max_tokens: usize,
    width: usize,
    /// Read when it is first needed; `None` where that failed, as loading the model will report.
    phrase_search: OnceCell<Option<PhraseSearch>>,
}

/// What finds the known phrase that a prompt is nearest to.
struct PhraseSearch {
    nearest: NearestPhrases,
    tokenizer: PromptTokenizer,
    encoder: BertEncoder,
}

impl SparkTokenCounter {
    /// Reads config and tokenizer of a model folder.
    ///
    /// # Errors
    /// Where one of them is missing or makes no sense.
    pub fn load(folder: &Path) -> std::result::Result<SparkTokenCounter, LoadError> {
        let files = Files::of(folder);
        let config = SparkConfig::read(&files.config)?;
        Ok(SparkTokenCounter {
            phrase_table: PhraseTable::read_file(&files.phrase_table)?,
            tokenizer: PromptTokenizer::load(&files.tokenizer, usize::MAX)?,
            max_tokens: config.text.max_tokens,
            width: config.denoiser.txt_in,
            phrase_search: OnceCell::new(),
            files,
        })
    }

    fn phrase_search(&self) -> std::result::Result<Option<PhraseSearch>, LoadError> {
        let (files, width) = (&self.files, self.width);
        let placement = Placement::on(&Device::Cpu);
        let Some(nearest) =
            NearestPhrases::load(&files.phrase_vectors, &self.phrase_table, width, &placement)?
        else {
            return Ok(None);
        };
        let config = TextEncoderConfig::read(&files.text_encoder_config, width, self.max_tokens)?;
        let encoder = BertEncoder::open(&files.text_encoder, &placement, &config, self.max_tokens)?;
        let tokenizer = PromptTokenizer::load(&files.tokenizer, self.max_tokens)?;
        Ok(Some(PhraseSearch { nearest, tokenizer, encoder }))
    }

    fn nearest(&self, prompt: &str, named: Option<&str>) -> Option<String> {
        let phrase_search =
            self.phrase_search.get_or_init(|| self.phrase_search().ok().flatten()).as_ref()?;
        let vector = |text: &str| {
            let tokens = phrase_search.tokenizer.tokens(text).map_err(candle_core::Error::wrap)?;
            Ok::<_, candle_core::Error>(in_pool(|| phrase_search.encoder.encode(&tokens))?.pooled)
        };
        phrase_search.nearest.find(prompt, named, vector).ok()?
    }
}

impl TokenCounter for SparkTokenCounter {
    fn count(
        &self,
        prompt: &str,
        _truncate: bool,
    ) -> std::result::Result<TokenCount, TokenizeError> {
        let count = |text: &str| match self.tokenizer.tokens(text) {
            Ok(tokens) => Ok(tokens.len()),
            Err(error) => Err(TokenizeError(error)),
        };
        // Of nothing there are only the marks.
        let special_tokens = count("")?;
        let limit = self.max_tokens.saturating_sub(special_tokens).max(1);
        // Each thing is read by itself.
        let interpretation =
            self.phrase_table.interpret(prompt, |prompt, named| self.nearest(prompt, named));
        let mut longest = 0;
        for thing in &interpretation.things {
            longest = longest.max(count(thing)?.saturating_sub(special_tokens));
        }
        let count = TokenCount::truncated(longest, limit);
        let fit = interpretation.fit;
        Ok(TokenCount { interpretation: Some(interpretation.text()), fit, ..count })
    }
}

/// Makes the vectors of texts alone, without the networks that draw.
pub struct SentenceEncoder {
    tokenizer: PromptTokenizer,
    encoder: BertEncoder,
}

impl SentenceEncoder {
    /// Reads the text encoder of a model folder.
    ///
    /// # Errors
    /// Where a file of it is missing or makes no sense.
    pub fn load(folder: &Path) -> std::result::Result<SentenceEncoder, LoadError> {
        let files = Files::of(folder);
        let config = SparkConfig::read(&files.config)?;
        let (tokens, width) = (config.text.max_tokens, config.denoiser.txt_in);
        let text = TextEncoderConfig::read(&files.text_encoder_config, width, tokens)?;
        let placement = Placement::on(&Device::Cpu);
        Ok(SentenceEncoder {
            tokenizer: PromptTokenizer::load(&files.tokenizer, tokens)?,
            encoder: BertEncoder::open(&files.text_encoder, &placement, &text, tokens)?,
        })
    }

    /// The vector of a text, at unit length: texts that mean nearly the same have a product near 1.
    ///
    /// # Errors
    /// Where the text cannot be cut into tokens, or a layer fails.
    pub fn vector(&self, text: &str) -> Result<Vec<f32>> {
        let tokens = self.tokenizer.tokens(text).map_err(candle_core::Error::wrap)?;
        in_pool(|| self.encoder.encode(&tokens))?.pooled.to_vec1()
    }
}

/// The encoder, for one prompt at a time.
pub(super) struct BertEncoder {
    placement: Placement,
    width: usize,
    /// The vectors of words, `[vocabulary, width]`, which stay in the file too: a text needs few of them.
    words: Weights,
    vocabulary: usize,
    /// Position and token-type vectors, which every prompt adds to its words: `[positions, width]`.
    positions: Vec<f32>,
    norm: LayerNorm,
    layers: Vec<Layer>,
}

struct Layer {
    heads: usize,
    joined: Linear,
    out: Linear,
    norm: LayerNorm,
    widen: Linear,
    narrow: Linear,
    out_norm: LayerNorm,
}

impl BertEncoder {
    /// Opens the weights, which stay in the file: a text has so few tokens that to pack them would take longer.
    pub(super) fn open(
        path: &Path,
        placement: &Placement,
        config: &TextEncoderConfig,
        max_tokens: usize,
    ) -> std::result::Result<BertEncoder, LoadError> {
        let weights = Weights::open(path, &placement.clone().mapped())?;
        let width = config.hidden_size;
        let embeddings = weights.at("embeddings");
        let positions = embeddings.at("position_embeddings");
        let mut positions = positions.read("weight", &[config.max_position_embeddings, width])?;
        positions.truncate(max_tokens * width);
        let kinds = embeddings
            .at("token_type_embeddings")
            .read("weight", &[config.type_vocab_size, width])?;
        for row in positions.chunks_exact_mut(width) {
            row.iter_mut().zip(&kinds[..width]).for_each(|(position, kind)| *position += kind);
        }
        let words = embeddings.at("word_embeddings");
        words.read_rows("weight", [config.vocab_size, width], &[0])?;
        let layers = (0..config.num_hidden_layers)
            .map(|index| Layer::load(&weights.at("encoder").at("layer").at(index), config));
        Ok(BertEncoder {
            placement: weights.placement().clone(),
            width,
            words,
            vocabulary: config.vocab_size,
            positions,
            norm: LayerNorm::load(&embeddings.at("LayerNorm"), width, config.layer_norm_eps)?,
            layers: layers.collect::<std::result::Result<_, _>>()?,
        })
    }

    /// The vectors of a prompt's tokens.
    pub(super) fn encode(&self, tokens: &[u32]) -> Result<TextEmbedding> {
        let mut values =
            self.positions.get(..tokens.len() * self.width).unwrap_or(&self.positions).to_vec();
        let tokens: Vec<usize> = tokens.iter().map(|token| *token as usize).collect();
        let words = self.words.read_rows("weight", [self.vocabulary, self.width], &tokens);
        let words = words.map_err(candle_core::Error::wrap)?;
        values.iter_mut().zip(words).for_each(|(value, word)| *value += word);
        let count = values.len() / self.width;
        let x = Tensor::from_vec(values, (1, count, self.width), &self.placement.device)?;
        let mut x = self.norm.forward(&x)?;
        for layer in &self.layers {
            x = layer.forward(&x, &self.placement)?;
        }
        let tokens = x.squeeze(0)?;
        let mean = tokens.mean(0)?;
        let length = mean.sqr()?.sum_all()?.sqrt()?;
        Ok(TextEmbedding { pooled: mean.broadcast_div(&length)?, tokens })
    }
}

impl Layer {
    fn load(
        weights: &Weights,
        config: &TextEncoderConfig,
    ) -> std::result::Result<Layer, LoadError> {
        let (width, wide, epsilon) =
            (config.hidden_size, config.intermediate_size, config.layer_norm_eps);
        let attention = weights.at("attention");
        let parts = ["query", "key", "value"].map(|part| attention.at("self").at(part));
        Ok(Layer {
            heads: config.num_attention_heads,
            joined: Linear::load_joined(&parts, width, width)?,
            out: Linear::load(&attention.at("output.dense"), width, width)?,
            norm: LayerNorm::load(&attention.at("output.LayerNorm"), width, epsilon)?,
            widen: Linear::load(&weights.at("intermediate.dense"), width, wide)?,
            narrow: Linear::load(&weights.at("output.dense"), wide, width)?,
            out_norm: LayerNorm::load(&weights.at("output.LayerNorm"), width, epsilon)?,
        })
    }

    fn forward(&self, x: &Tensor, placement: &Placement) -> Result<Tensor> {
        let y = self_attention(&self.joined.forward(x)?, self.heads, placement)?;
        let x = self.norm.forward(&self.out.forward_with(&y, Activation::None, Some(x))?)?;
        let y = self.widen.forward_with(&x, Activation::GeluErf, None)?;
        self.out_norm.forward(&self.narrow.forward_with(&y, Activation::None, Some(&x))?)
    }
}

#[cfg(test)]
mod tests {
    use super::super::config::read_json;
    use super::*;
    use crate::token_count::PromptFit;

    #[test]
    fn a_prompt_is_counted_whole_and_read_as_far_as_the_encoder_reads() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../assets/models/spark");
        let words = SparkTokenCounter {
            phrase_search: OnceCell::from(None),
            ..SparkTokenCounter::load(&folder).unwrap()
        };
        let max = SparkConfig::read(&Files::of(&folder).config).unwrap().text.max_tokens;
        let reads = PromptTokenizer::load(&Files::of(&folder).tokenizer, max).unwrap();
        for (prompt, tokens) in [("", 0), ("good old", 2), (&"good ".repeat(14), 14)] {
            let reading = words.count(prompt, false).unwrap();
            let interpretation = Some(prompt.to_owned());
            assert_eq!(
                reading,
                TokenCount {
                    tokens,
                    limit: max - 2,
                    chunks: 1,
                    interpretation,
                    fit: PromptFit::Guess
                },
                "{prompt}"
            );
            assert!(!reading.is_cut());
            assert_eq!(reads.tokens(prompt).unwrap().len(), tokens + 2, "{prompt}");
        }
        let reading = words.count(&"good ".repeat(15), false).unwrap();
        assert!(reading.is_cut() && reading.tokens == 15);
        assert_eq!(reads.tokens(&"good ".repeat(15)).unwrap().len(), max);
    }

    #[test]
    fn what_is_counted_is_what_is_drawn() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../assets/models/spark");
        let reading = SparkTokenCounter::load(&folder)
            .unwrap()
            .count("Our new brollies are here!", false)
            .unwrap();
        assert_eq!((reading.tokens, reading.interpretation.as_deref()), (1, Some("umbrella")));
    }

    /// Cases by `training/spark/words.py` with the reference's text encoder.
    #[test]
    fn what_is_nearest_equals_the_reference() {
        #[derive(serde::Deserialize)]
        struct Case {
            prompt: String,
            reading: String,
        }
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        let cases: Vec<Case> = read_json(&root.join("tests/fixtures/spark-nearest.json")).unwrap();
        assert!(cases.len() > 15);
        let words = SparkTokenCounter::load(&root.join("assets/models/spark")).unwrap();
        for Case { prompt, reading } in cases {
            assert_eq!(
                words.count(&prompt, false).unwrap().interpretation,
                Some(reading),
                "{prompt}"
            );
        }
    }
}
