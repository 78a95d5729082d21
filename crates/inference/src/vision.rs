//! Photographs: finding what stands in front (U2-Net) or at a place (MobileSAM), cutting it out at full resolution,
//! enlarging (Real-ESRGAN), and saying what they show (BLIP).
//! Values in, values out; which file a photo comes from and where a cut-out is laid is not known here.

mod describe;
mod enlarge;
mod foreground;
mod guided;
mod matte;
mod objects;
mod photo;
mod real_esrgan;
mod segment;
mod spread;
mod u2net;

pub use describe::PhotoDescriber;
pub use enlarge::{Enlarger, Scale};
pub use matte::Matte;
pub use objects::{Selection, Stroke};
pub use photo::Photo;
pub use segment::{SeenPhoto, Segmenter};
pub use u2net::{MAP_SIDE, Map, U2Net};

#[cfg(test)]
mod tests;
