//! An opened model: its networks, LoRAs and memory. Networks are read when they are first needed, and given back early
//! where memory is short; how a picture is drawn with them stands in `draw`.

use std::path::{Path, PathBuf};
use std::time::Duration;

use super::autoencoder::LatentDecoder;
use super::clip::ClipTextEncoder;
use super::clip_tokenizer::ClipTokenizer;
use super::components::Components;
use super::conditioning::TextEncoders;
use super::lora::{LoraUsage, Loras, Targets};
use super::preview::{LatentToRgb, Taesd};
use super::prompt_chunks::ClipTokenCounter;
use super::scheduler_config::Spacing;
use super::unet::Unet;
use crate::nn::Placement;
use crate::weights::{LoadError, SlowRead};

/// An opened model.
pub struct StableDiffusion {
    pub(super) components: Components,
    pub(super) placement: Placement,
    pub(super) memory: Memory,
    pub(super) text_encoders: Option<TextEncoders>,
    pub(super) unet: Option<Unet>,
    pub(super) decoder: Option<LatentDecoder>,
    /// The tiny autoencoder beside the model, once it was searched for.
    pub(super) taesd: Option<Taesd>,
    pub(super) latent_to_rgb: Option<LatentToRgb>,
    /// The LoRAs that are in the weights, and their files.
    loras: Loras,
    lora_files: Vec<(PathBuf, f32)>,
    lora_usage: Vec<LoraUsage>,
    /// What the last picture was sampled with instead, where its model names a sampler that is not supported.
    pub(super) sampler_substitution: Option<String>,
    pub(super) stage_times: StageTimes,
    /// What `load` took to read, until the first picture reports it.
    pub(super) slow_read: Option<SlowRead>,
}

/// What the stages of a picture took, opening their weights included.
#[derive(Clone, Copy, Debug, Default)]
pub struct StageTimes {
    /// Reading the files, where they lie on a slow disk: before the first picture alone.
    pub read: Option<SlowRead>,
    /// The text encoders.
    pub text: Duration,
    /// All steps of the denoiser, previews included.
    pub denoise: Duration,
    /// The decode of the last latents.
    pub decode: Duration,
}

/// How memory is used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Memory {
    /// Whether each network is dropped before the next is read.
    pub short: bool,
    /// Bytes that a decode may take; a larger one is decoded in tiles. `None`: what is free by then.
    pub decode: Option<u64>,
}

impl StableDiffusion {
    /// Opens a folder or a file, reading configs and headers only.
    ///
    /// # Errors
    /// A [`LoadError`] that names the file, and the tensor if there is one, that is missing or makes no sense.
    pub fn open(path: &Path, placement: &Placement) -> Result<Self, LoadError> {
        let placement = placement.clone().mapped();
        let components = Components::open(path, &placement)?;
        let stage_times = StageTimes::default();
        Ok(Self {
            stage_times,
            components,
            placement,
            memory: Memory { short: false, decode: None },
            text_encoders: None,
            unet: None,
            decoder: None,
            taesd: None,
            latent_to_rgb: None,
            loras: Loras::default(),
            lora_files: Vec::new(),
            lora_usage: Vec::new(),
            sampler_substitution: None,
            slow_read: None,
        })
    }

    /// Draws with these LoRA files, each with a weight, and no others from now on. What other ones changed is read
    /// anew from the mapped files, so that nothing of them is left. Reports of each file how much of it fits this model.
    ///
    /// # Errors
    /// Where a file cannot be read, is of a kind that is not supported, or changes nothing of this model.
    pub fn set_loras(&mut self, files: &[(PathBuf, f32)]) -> Result<&[LoraUsage], LoadError> {
        if self.lora_files != files {
            (self.loras, self.lora_usage) = Loras::read(files, &self.lora_targets())?;
            self.lora_files = files.to_vec();
            (self.text_encoders, self.unet) = (None, None);
        }
        Ok(&self.lora_usage)
    }

    /// Checks that a LoRA file can be used with this model, without using it.
    ///
    /// # Errors
    /// As for [`StableDiffusion::set_loras`].
    pub fn check_lora(&self, file: &Path) -> Result<(), LoadError> {
        Loras::read(&[(file, 1.0)], &self.lora_targets()).map(|_| ())
    }

    fn lora_targets(&self) -> Targets<'_> {
        let unet = &self.components.unet;
        Targets {
            unet: &unet.0,
            layers: unet.1.layers_per_block,
            levels: unet.1.block_out_channels.len(),
            text_encoders: self.components.text_encoders.iter().map(|part| &part.weights).collect(),
        }
    }

    /// Counts prompts with the model's tokenizers, without its weights.
    ///
    /// # Errors
    /// Where a tokenizer cannot be read.
    pub fn token_counter(&self) -> Result<ClipTokenCounter, LoadError> {
        let text_encoders = self.components.text_encoders.iter();
        let tokenizers = text_encoders.map(|text| ClipTokenizer::load(&text.tokenizer));
        Ok(ClipTokenCounter(tokenizers.collect::<Result<_, _>>()?))
    }

    /// How much of each LoRA file fits, as `set_loras` found.
    pub fn lora_usage(&self) -> &[LoraUsage] {
        &self.lora_usage
    }

    /// Bytes that a model takes at its peak: with all parts at once, and one after the other. Weights count as the file
    /// stores them, as the layers read them where they are mapped. What a stage does not need of a mapped file is the
    /// system's to keep or to read again.
    pub fn bytes(&self) -> (u64, u64) {
        let text_encoders: u64 =
            self.components.text_encoders.iter().map(|part| part.weights.stored_bytes()).sum();
        let (unet, vae) =
            (self.components.unet.0.stored_bytes(), self.components.vae.0.stored_bytes());
        let side = self.components.unet.1.sample_size.unwrap_or(64).clamp(8, 256) as u64;
        let activations = 4 * self.components.vae.1.decode_values(side * side);
        (text_encoders + unet + vae + activations, unet.max(text_encoders).max(vae + activations))
    }

    /// A sentence where the last picture was not sampled as its model's config names.
    pub fn sampler_substitution(&self) -> Option<&str> {
        self.sampler_substitution.as_deref()
    }

    /// How many steps a distilled model takes, by the scheduler its config names; `None` for models that take many.
    pub fn distilled_steps(&self) -> Option<u32> {
        let config = &self.components.scheduler;
        match config.class.as_str() {
            "LCMScheduler" | "TCDScheduler" => Some(4),
            class
                if class.starts_with("Euler")
                    && config.timestep_spacing == Some(Spacing::Trailing) =>
            {
                Some(if class.contains("Ancestral") { 4 } else { 1 })
            }
            _ => None,
        }
    }

    /// Sets how memory is used from now on.
    pub fn set_memory(&mut self, memory: Memory) {
        self.memory = memory;
    }

    /// Reads all weights, unless memory is short: then each part is left until it is needed. Where the disk is slow, the
    /// files are read in order first.
    ///
    /// # Errors
    /// As for `open`.
    pub fn load(&mut self) -> Result<(), LoadError> {
        if !self.memory.short {
            self.slow_read = self.components.read_ahead();
            self.text_encoders()?;
            self.unet()?;
            self.decoder()?;
        }
        Ok(())
    }

    /// What the stages of the last picture took.
    pub fn stage_times(&self) -> StageTimes {
        self.stage_times
    }

    /// Whether it is a model of the XL kind, with two text encoders.
    pub fn is_xl(&self) -> bool {
        self.components.unet.1.is_xl()
    }

    /// Checks that the files of the model are as they were when they were opened.
    ///
    /// # Errors
    /// `Changed`, with the file.
    pub(super) fn check_files(&self) -> Result<(), LoadError> {
        self.components.check()?;
        match &self.taesd {
            Some(Taesd::Found { weights, .. }) => weights.check(),
            _ => Ok(()),
        }
    }

    /// Reads a model anew whose files another program wrote to since they were opened.
    ///
    /// # Errors
    /// As for `open` and `set_loras`, where the files are no longer those of a model.
    pub(super) fn reopen_if_changed(&mut self) -> Result<(), LoadError> {
        let Err(error) = self.check_files() else { return Ok(()) };
        tracing::warn!("{error}");
        let mut reopened = Self::open(&self.components.path, &self.placement)?;
        reopened.memory = self.memory;
        reopened.set_loras(&self.lora_files)?;
        *self = reopened;
        Ok(())
    }

    pub(super) fn text_encoders(&mut self) -> Result<&TextEncoders, LoadError> {
        if self.text_encoders.is_none() {
            let mut encoders = Vec::new();
            for (part, deltas) in
                self.components.text_encoders.iter().zip(&self.loras.text_encoders)
            {
                let tokenizer = ClipTokenizer::load(&part.tokenizer)?;
                let weights = part.weights.with_deltas(deltas.clone());
                encoders.push((tokenizer, ClipTextEncoder::load(&weights, &part.config)?));
            }
            self.text_encoders =
                Some(TextEncoders { encoders, penultimate: self.components.unet.1.is_xl() });
        }
        Ok(self.text_encoders.as_ref().expect("loaded just now"))
    }

    pub(super) fn unet(&mut self) -> Result<&Unet, LoadError> {
        if self.unet.is_none() {
            self.unet = Some(Unet::load(
                &self.components.unet.0.with_deltas(self.loras.unet.clone()),
                &self.components.unet.1,
            )?);
        }
        Ok(self.unet.as_ref().expect("loaded just now"))
    }

    pub(super) fn decoder(&mut self) -> Result<(), LoadError> {
        if self.decoder.is_none() {
            let (weights, autoencoder) = &self.components.vae;
            self.decoder = Some(autoencoder.decoder(weights)?);
        }
        Ok(())
    }
}
