//! Posts as a whole: every layout at every ratio with every kind of words, by the checker, by the
//! pixels, and against reference pictures.

mod matrix;
mod pixels;
mod reference;
#[path = "../support/mod.rs"]
mod support;
