//! Products with quantised weights: eight-bit activations times four- or eight-bit codes, summed exactly in integers.
//! Knows the block formats of GGUF files and the layout the kernels read; which layer a matrix serves is not its matter.

mod blocks;
mod kernel;
mod matrix;
mod rows;
mod x86;

pub use blocks::{Kind, widen};
pub use kernel::Level;
pub use matrix::{Matrix, multiply};
pub use rows::Rows;
