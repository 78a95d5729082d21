//! Layers that the model families share, and the CPU kernels under them. Activations are channels-last
//! (`[batch, height, width, channels]`, or `[batch, tokens, channels]`) from end to end.
//!
//! A layer owns its weights, packed once at load, and knows nothing of any model. On the CPU it calls our kernels
//! through candle's custom operations; on other devices it uses candle's own operations.

mod activation;
mod allocation;
mod attention;
mod bf16;
mod channels;
mod conv;
mod cpu_limit;
mod dispatch;
mod gemm;
mod group_norm;
mod joined_conv;
mod kv_cache;
mod layer_norm;
mod linear;
mod microkernel;
mod op;
mod pack;
mod parallel;
mod pixel_shuffle;
pub(crate) mod quant;
mod registers;
mod resample;
mod rms_norm;
mod rotary;
mod stop;
mod weight_matrix;
mod winograd;

pub use activation::Activation;
pub(crate) use activation::gate;
pub use attention::{cross_attention, self_attention};
pub use bf16::Precision;
pub(crate) use channels::add_per_channel;
pub use conv::{Conv2d, Resize};
pub use cpu_limit::{CpuLimit, UnknownCpuLimit};
pub use group_norm::GroupNorm;
pub use joined_conv::{JoinedConv2d, JoinedOptions, Slope};
pub(crate) use kv_cache::{Heads, KvCache, causal_attention};
pub use layer_norm::LayerNorm;
pub use linear::Linear;
pub use op::{Backend, Placement};
pub(crate) use parallel::in_pool;
pub(crate) use pixel_shuffle::{pixel_shuffle, pixel_unshuffle};
pub use resample::{max_pool, resize_bilinear};
pub(crate) use rms_norm::rms_norm;
pub(crate) use rotary::{Rotary, RotaryPairs};
pub(crate) use stop::current as current_stop;
pub use stop::{StopFlag, until};
