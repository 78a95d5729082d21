//! Layers that the model families share, and the CPU kernels under them. Activations are channels-last
//! (`[batch, height, width, channels]`, or `[batch, tokens, channels]`) from end to end.
//!
//! A layer owns its weights, packed once at load, and knows nothing of any model. On the CPU it calls our kernels
//! through candle's custom operations; on other devices it uses candle's own operations.

mod activation;
mod attention;
mod block;
mod causal;
mod channels;
mod conv;
mod gemm;
mod group_norm;
mod joined_conv;
mod layer_norm;
mod linear;
mod matrix;
mod op;
pub mod quant;
mod resample;
mod rms_norm;
mod room;
mod rotary;
mod shuffle;
mod simd;
mod turn;

pub use activation::{Activation, gate};
pub use attention::{cross_attention, self_attention};
pub use causal::{Cache, Heads, causal_attention};
pub use channels::{add_per_channel, geglu};
pub use conv::{Conv2d, Resize};
pub use group_norm::GroupNorm;
pub use joined_conv::{JoinedConv2d, JoinedOptions, Slope};
pub use layer_norm::LayerNorm;
pub use linear::Linear;
pub use op::{Backend, Placement};
pub use resample::{max_pool, resize_bilinear};
pub use rms_norm::rms_norm;
pub use rotary::{Pairs, Rotary};
pub use shuffle::{pixel_shuffle, pixel_unshuffle};
pub use simd::in_pool;
