//! Spark's denoiser: a small U-Net that predicts the velocity of noisy latents, given time and text.
//! What stays the same over all steps of a picture is computed once, in a [`FlowConditioning`]; the steps are taken elsewhere.

mod layer;

use candle_core::{Result, Tensor};

use self::layer::{Layer, StepContext};
use super::config::SparkConfig;
use super::pose::Pose;
use super::text::TextEmbedding;
use crate::nn::{
    Activation, Conv2d, GroupNorm, LayerNorm, Linear, Placement, Resize, pixel_shuffle,
    pixel_unshuffle,
};
use crate::weights::{LoadError, Weights};

const GROUPS: usize = 16;
/// Half the width of the time's encoding.
const FREQUENCIES: usize = 64;

pub(super) struct Denoiser {
    placement: Placement,
    patch: usize,
    text_width: usize,
    pooled_scale: f64,
    time_in: Linear,
    time_out: Linear,
    pool: Linear,
    text_norm: LayerNorm,
    text_proj: Linear,
    /// `[1, text width]`: the token that stands before every prompt, and alone for no prompt.
    no_token: Tensor,
    /// `[1, embedding]`
    no_pool: Tensor,
    /// `[1, height, width, channels]`
    positions: Tensor,
    /// What is added to them for the pose: where in the thing each position is.
    pose_embedding: Option<PoseEmbedding>,
    conv_in: Conv2d,
    down: Vec<Vec<Layer>>,
    shrink: Vec<Conv2d>,
    middle: Layer,
    up: Vec<Vec<Layer>>,
    grow: Vec<Conv2d>,
    norm: GroupNorm,
    conv_out: Conv2d,
}

struct PoseEmbedding {
    octaves: usize,
    linear: Linear,
}

/// What all steps of one picture share. A batch holds one item per text.
pub(super) struct FlowConditioning {
    /// Per layer `[steps, batch, 2 channels]`: scale and shift of its second norm.
    modulations: Vec<Tensor>,
    /// Per layer `[batch, tokens, 2 channels]`: the text's keys and values.
    keys: Vec<Option<Tensor>>,
    /// Per item, how many of these count.
    lengths: Vec<usize>,
    positions: Tensor,
}

impl Denoiser {
    pub(super) fn load(
        weights: &Weights,
        config: &SparkConfig,
    ) -> std::result::Result<Denoiser, LoadError> {
        let sizes = &config.denoiser;
        let (ch, levels) = (&sizes.ch, sizes.ch.len());
        let patched = sizes.zc * sizes.patch * sizes.patch;
        let side = sizes.hw / sizes.patch;
        let mut count = 0;
        let mut layer = |weights: Weights, inputs: usize, level: usize| {
            count += 1;
            Layer::load(&weights, config, count - 1, inputs, level)
        };
        let mut level_of = |name: &str, index: usize, level: usize, inputs: usize| {
            let weights = weights.at(name).at(index);
            (0..sizes.depth[level])
                .map(|depth| layer(weights.at(depth), inputs, level))
                .collect::<std::result::Result<_, _>>()
        };
        let (mut down, mut shrink, mut up, mut grow) =
            (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        for level in 0..levels {
            down.push(level_of("down", level, level, ch[level])?);
            if level + 1 < levels {
                let weights = weights.at("downs").at(level);
                shrink.push(Conv2d::load(&weights, ch[level], ch[level + 1], 3, Resize::Halve)?);
            }
        }
        for (index, level) in (0..levels).rev().enumerate() {
            up.push(level_of("up", index, level, 2 * ch[level])?);
            if level > 0 {
                let weights = weights.at("ups").at(index);
                grow.push(Conv2d::load(&weights, ch[level], ch[level - 1], 3, Resize::Double)?);
            }
        }
        let middle = layer(weights.at("mid"), ch[levels - 1], levels - 1)?;
        let device = &weights.placement().device;
        let tensor = |values: Vec<f32>, shape: &[usize]| {
            Tensor::from_vec(values, shape, device).map_err(|error| weights.failed(error))
        };
        let positions =
            tensor(weights.read("pos", &[1, ch[0], side, side])?, &[1, ch[0], side, side])?;
        let positions =
            positions.permute((0, 2, 3, 1)).and_then(|positions| positions.contiguous());
        let pose_embedding = (sizes.octaves > 0).then(|| -> std::result::Result<_, LoadError> {
            let linear = Linear::load_unbiased(&[weights.at("place")], 4 * sizes.octaves, ch[0])?;
            Ok(PoseEmbedding { octaves: sizes.octaves, linear })
        });
        Ok(Denoiser {
            placement: weights.placement().clone(),
            patch: sizes.patch,
            text_width: sizes.txt,
            pooled_scale: f64::from(config.text.pooled_scale),
            time_in: Linear::load(&weights.at("t1"), 2 * FREQUENCIES, sizes.emb)?,
            time_out: Linear::load(&weights.at("t2"), sizes.emb, sizes.emb)?,
            pool: Linear::load(&weights.at("pool"), sizes.txt_in, sizes.emb)?,
            text_norm: LayerNorm::load(&weights.at("txt_ln"), sizes.txt_in, config.layernorm_eps)?,
            text_proj: Linear::load(&weights.at("txt_proj"), sizes.txt_in, sizes.txt)?,
            no_token: tensor(weights.read("null_tok", &[sizes.txt])?, &[1, sizes.txt])?,
            no_pool: tensor(weights.read("null_pool", &[sizes.emb])?, &[1, sizes.emb])?,
            positions: positions.map_err(|error| weights.failed(error))?,
            pose_embedding: pose_embedding.transpose()?,
            conv_in: Conv2d::load(&weights.at("conv_in"), patched, ch[0], 3, Resize::Same)?,
            down,
            shrink,
            middle,
            up,
            grow,
            norm: GroupNorm::load(&weights.at("norm"), GROUPS, ch[0], config.groupnorm_eps)?,
            conv_out: Conv2d::load(&weights.at("conv_out"), ch[0], patched, 3, Resize::Same)?,
        })
    }

    /// What the steps at `times` share, for a batch of one item per text, of which `None` is the absence of a prompt, all
    /// in one pose.
    pub(super) fn conditioning(
        &self,
        times: &[f32],
        texts: &[Option<&TextEmbedding>],
        pose: &Pose,
    ) -> Result<FlowConditioning> {
        let (mut tokens, mut pools) = (Vec::new(), Vec::new());
        for text in texts {
            tokens.push(match text {
                Some(text) => {
                    let words = self.text_proj.forward(&self.text_norm.forward(&text.tokens)?)?;
                    Tensor::cat(&[&self.no_token, &words], 0)?
                }
                None => self.no_token.clone(),
            });
            pools.push(match text {
                Some(text) => {
                    self.pool.forward(&(text.pooled.unsqueeze(0)? * self.pooled_scale)?)?
                }
                None => self.no_pool.clone(),
            });
        }
        let lengths = tokens.iter().map(|tokens| tokens.dim(0)).collect::<Result<Vec<_>>>()?;
        let longest = lengths.iter().copied().max().unwrap_or(0);
        let padded = tokens
            .iter()
            .zip(&lengths)
            .map(|(tokens, length)| tokens.pad_with_zeros(0, 0, longest - length));
        let tokens = Tensor::stack(&padded.collect::<Result<Vec<_>>>()?, 0)?;
        debug_assert_eq!(tokens.dims(), [texts.len(), longest, self.text_width]);

        let time = Tensor::from_vec(
            times.iter().flat_map(|&t| encode_time(t)).collect(),
            (times.len(), 2 * FREQUENCIES),
            &self.placement.device,
        )?;
        let time =
            self.time_out.forward(&self.time_in.forward_with(&time, Activation::Silu, None)?)?;
        let embedding = time.unsqueeze(1)?.broadcast_add(&Tensor::cat(&pools, 0)?.unsqueeze(0)?)?;
        let embedding = Activation::Silu.forward(&embedding, self.placement.backend)?;

        let (mut modulations, mut keys) = (Vec::new(), Vec::new());
        for layer in self.layers() {
            modulations.push(layer.residual.modulate.forward(&embedding)?);
            keys.push(
                layer
                    .attention
                    .as_ref()
                    .map(|attention| attention.text.forward(&tokens))
                    .transpose()?,
            );
        }
        let (_, height, width, channels) = self.positions.dims4()?;
        let positions = match &self.pose_embedding {
            Some(PoseEmbedding { octaves, linear }) => {
                let sinusoids = pose.sinusoids(width, *octaves);
                let shape = (1, height, width, 4 * octaves);
                let sinusoids = Tensor::from_vec(sinusoids, shape, &self.placement.device)?;
                (&self.positions + linear.forward(&sinusoids)?)?
            }
            None => self.positions.clone(),
        };
        let positions = positions.expand((texts.len(), height, width, channels))?.contiguous()?;
        Ok(FlowConditioning { modulations, keys, lengths, positions })
    }

    /// The velocity at step `step` of the guide's times: `[batch, height, width, channels]` to the same shape, for the
    /// first `batch` texts.
    pub(super) fn forward(
        &self,
        latents: &Tensor,
        step: usize,
        conditioning: &FlowConditioning,
    ) -> Result<Tensor> {
        let backend = self.placement.backend;
        let batch = latents.dim(0)?;
        let placement = &self.placement;
        let context = StepContext { step, batch, conditioning, placement };
        let positions = conditioning.positions.narrow(0, 0, batch)?;
        let latents = pixel_unshuffle(latents, self.patch, backend)?;
        let mut x = self.conv_in.forward(&latents, Some(&positions))?;
        let mut kept = Vec::new();
        for (level, layers) in self.down.iter().enumerate() {
            for layer in layers {
                x = layer.forward(&x, &context)?;
                kept.push(x.clone());
            }
            if let Some(shrink) = self.shrink.get(level) {
                x = shrink.forward(&x, None)?;
            }
        }
        x = self.middle.forward(&x, &context)?;
        for (level, layers) in self.up.iter().enumerate() {
            for layer in layers {
                if let Some(skipped) = kept.pop() {
                    x = Tensor::cat(&[&x, &skipped], 3)?;
                }
                x = layer.forward(&x, &context)?;
            }
            if let Some(grow) = self.grow.get(level) {
                x = grow.forward(&x, None)?;
            }
        }
        let x = self.conv_out.forward(&self.norm.forward(&x, None, Activation::Silu)?, None)?;
        pixel_shuffle(&x, self.patch, backend)
    }

    /// All layers, in the order of their indices.
    fn layers(&self) -> impl Iterator<Item = &Layer> {
        self.down.iter().chain(&self.up).flatten().chain(std::iter::once(&self.middle))
    }
}

/// `[cos(1000 t f), sin(1000 t f)]` for 64 frequencies `f = 10000^(-i / 64)`.
fn encode_time(time: f32) -> impl Iterator<Item = f32> {
    let angle = move |index: usize| {
        let frequency = (-(10_000f32.ln()) * index as f32 / FREQUENCIES as f32).exp();
        time * 1000.0 * frequency
    };
    (0..FREQUENCIES)
        .map(move |index| angle(index).cos())
        .chain((0..FREQUENCIES).map(move |index| angle(index).sin()))
}
