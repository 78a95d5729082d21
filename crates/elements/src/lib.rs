#![doc = include_str!("../README.md")]
#![warn(missing_docs)]

// In reading order: each module uses only those above it.
mod colour;
mod cost;
mod drawing;
mod error;
mod library;
mod markup;
mod own_folder;
mod parts;
mod raster;
mod scene;
mod search;
mod shapes;
mod style;
mod vectors;
mod words;

pub use colour::Rgb;
pub use drawing::{Drawing, Pixels};
pub use error::ElementError;
pub use library::{Element, Library, Tone};
pub use own_folder::{OwnElement, Refused, read_own_file, read_own_folder};
pub use parts::{Part, Recolour};
pub use scene::{Ground, Scene, SceneRequest, count_in, scene};
pub use search::Found;
pub use shapes::{Shape, shape};
pub use style::Style;
pub use vectors::vector_texts;
