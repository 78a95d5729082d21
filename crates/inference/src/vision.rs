//! Photographs: finding what stands in front (U2-Net), cutting it out at full resolution, and enlarging (Real-ESRGAN).
//! Values in, values out; which file a photo comes from and where a cut-out is laid is not known here.

mod enlarge;
mod foreground;
mod guided;
mod matte;
mod objects;
mod photo;
mod real_esrgan;
mod spread;
mod u2net;

pub use enlarge::{Enlarger, Scale};
pub use matte::Matte;
pub use objects::{Selection, Stroke};
pub use photo::Photo;
pub use u2net::{MAP_SIDE, Map, U2Net};

#[cfg(test)]
mod tests;
