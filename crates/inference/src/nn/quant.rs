//! Products with quantised weights: eight-bit activations times four- or eight-bit codes, summed exactly in integers.
//! Knows the block formats of GGUF files and the layout the kernels read; layers and models stand above it.

mod candle_product;
mod ggml_type;
mod kernel;
mod quant_matrix;
mod quant_rows;
mod x86;

pub use ggml_type::{GgmlType, widen};
pub use quant_matrix::{QuantMatrix, multiply};
