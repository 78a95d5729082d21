//! MobileSAM (Zhang et al. 2023, arXiv:2306.14289), a small Segment Anything: the object at a place of a photo.
//! The network is that of candle-transformers; this file prepares the photo and turns the network's mask into a map,
//! from which `matte` cuts the photo out.

use std::path::Path;

use candle_core::{DType, Device, IndexOp, Result, Tensor};
use candle_nn::VarBuilder;
use candle_transformers::models::segment_anything::sam::{IMAGE_SIZE, Sam};

use super::photo::Photo;
use super::u2net::{MAP_SIDE, Map};
use crate::weights::LoadError;

/// A network that finds the object at a place.
pub struct Segmenter {
    network: Sam,
}

/// A photo as the network sees it; made once, it answers for every place.
pub struct SeenPhoto {
    embedding: Tensor,
    /// The photo's size within the network's square, pixels.
    width: usize,
    height: usize,
}

impl Segmenter {
    /// Loads the network from a safetensors file with MobileSAM's tensors.
    ///
    /// # Errors
    /// `Missing` where the file is not there, `Damaged` where it is no safetensors file, `Candle` where a tensor is missing
    /// or has another shape.
    pub fn load(path: &Path) -> std::result::Result<Segmenter, LoadError> {
        let bytes = std::fs::read(path).map_err(|error| LoadError::reading(path, error))?;
        let tensors = VarBuilder::from_buffered_safetensors(bytes, DType::F32, &Device::Cpu)
            .map_err(|error| LoadError::damaged(path, error.to_string()))?;
        let network = Sam::new_tiny(tensors)
            .map_err(|source| LoadError::Candle { path: path.to_path_buf(), source })?;
        Ok(Segmenter { network })
    }

    /// Looks at a photo: most of the work, and the same for every place. Transparent pixels count as white.
    ///
    /// # Errors
    /// Those of candle, which a valid photo does not cause.
    pub fn see(&self, photo: &Photo) -> Result<SeenPhoto> {
        let longer = photo.width().max(photo.height());
        let side = |side: usize| ((side * IMAGE_SIZE + longer / 2) / longer).clamp(1, IMAGE_SIZE);
        let (width, height) = (side(photo.width()), side(photo.height()));
        let rgb = photo.resampled(width, height);
        let planes: Vec<f32> = (0..3)
            .flat_map(|channel| rgb[channel..].iter().step_by(3).map(|value| value * 255.0))
            .collect();
        let pixels = Tensor::from_vec(planes, (3, height, width), &Device::Cpu)?;
        Ok(SeenPhoto { embedding: self.network.embeddings(&pixels)?, width, height })
    }

    /// The map of the object at a place, given as shares of the photo's width and height. Of the three sizes of object
    /// that the network proposes, the one of which it is most certain.
    ///
    /// # Errors
    /// As [`Segmenter::see`].
    pub fn object_at(&self, seen: &SeenPhoto, [x, y]: [f32; 2]) -> Result<Map> {
        let place = [(f64::from(x), f64::from(y), true)];
        let (masks, certainty) = self.network.forward_for_embeddings(
            &seen.embedding,
            seen.height,
            seen.width,
            &place,
            true,
        )?;
        let certainty = certainty.i(0)?.to_vec1::<f32>()?;
        let best = (0..certainty.len()).max_by(|&a, &b| certainty[a].total_cmp(&certainty[b]));
        let mask = masks.i((0, best.unwrap_or(0)))?;
        let (rows, columns) = mask.dims2()?;
        let shown = |cells: usize, side: usize| cells as f32 * side as f32 / IMAGE_SIZE as f32;
        let (right, bottom) = (shown(columns, seen.width), shown(rows, seen.height));
        let logits = Grid { values: mask.flatten_all()?.to_vec1()?, columns, rows };
        let cell = |at: usize, length: f32| (at as f32 + 0.5) / MAP_SIDE as f32 * length - 0.5;
        let value = |at: usize| {
            let logit = logits.at(cell(at % MAP_SIDE, right), cell(at / MAP_SIDE, bottom));
            1.0 / (1.0 + (-logit).exp())
        };
        Ok(Map { values: (0..MAP_SIDE * MAP_SIDE).map(value).collect() })
    }
}

/// Row-major values that are read between their places.
struct Grid {
    values: Vec<f32>,
    columns: usize,
    rows: usize,
}

impl Grid {
    /// Bilinear; beyond the edge, the value at the edge.
    fn at(&self, x: f32, y: f32) -> f32 {
        let place = |at: f32, length: usize| {
            let at = at.clamp(0.0, (length - 1) as f32);
            let first = at as usize;
            (first, (first + 1).min(length - 1), at - first as f32)
        };
        let (left, right, across) = place(x, self.columns);
        let (above, below, down) = place(y, self.rows);
        let value = |x: usize, y: usize| self.values[y * self.columns + x];
        let row = |y: usize| value(left, y) + (value(right, y) - value(left, y)) * across;
        row(above) + (row(below) - row(above)) * down
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_between_places_are_mixed_and_the_edge_goes_on() {
        let grid = Grid { values: vec![0.0, 2.0, 4.0, 6.0], columns: 2, rows: 2 };
        assert_eq!(grid.at(0.5, 0.5), 3.0);
        assert_eq!((grid.at(-3.0, -1.0), grid.at(9.0, 9.0)), (0.0, 6.0));
        assert_eq!(grid.at(1.0, 0.25), 3.0);
    }

    #[test]
    fn a_file_of_another_kind_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.safetensors");
        let error = || Segmenter::load(&path).err().unwrap().to_string();
        assert!(error().contains("is missing"));
        std::fs::write(&path, "no tensors").unwrap();
        assert!(error().contains("is damaged"), "{}", error());
    }
}
