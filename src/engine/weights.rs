//! Weight files: a safetensors file, mapped into memory, and its tensors by name, widened to `f32`.
//! Knows what can be wrong with a file and says so; what the tensors mean is the models' matter.

use std::collections::HashMap;
use std::fmt;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use half::slice::HalfFloatSliceExt;
use half::{bf16, f16};
use memmap2::Mmap;
use rayon::prelude::*;
use safetensors::{Dtype, SafeTensors};

use super::nn::Place;

/// Why a model could not be loaded. Each names the file; those about one tensor name the tensor too.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    #[error("{} is missing", path.display())]
    Missing { path: PathBuf },
    #[error("{} is damaged: {detail}", path.display())]
    Damaged { path: PathBuf, detail: String },
    #[error("{} has no tensor {tensor}", path.display())]
    TensorMissing { path: PathBuf, tensor: String },
    #[error("{}: tensor {tensor} has shape {found:?}, not {expected:?}", path.display())]
    WrongShape { path: PathBuf, tensor: String, expected: Vec<usize>, found: Vec<usize> },
    #[error("{} cannot be read: {source}", path.display())]
    Io { path: PathBuf, source: std::io::Error },
    #[error("{} could not be put on the device: {source}", path.display())]
    Candle { path: PathBuf, source: candle_core::Error },
}

impl LoadError {
    /// The error for reading `path`: missing when it is not there.
    pub fn reading(path: &Path, source: std::io::Error) -> LoadError {
        let path = path.to_path_buf();
        match source.kind() {
            std::io::ErrorKind::NotFound => LoadError::Missing { path },
            _ => LoadError::Io { path, source },
        }
    }

    /// The file it is about.
    pub fn path(&self) -> &Path {
        match self {
            Self::Missing { path }
            | Self::Damaged { path, .. }
            | Self::TensorMissing { path, .. }
            | Self::WrongShape { path, .. }
            | Self::Io { path, .. }
            | Self::Candle { path, .. } => path,
        }
    }

    /// The error for a file whose content makes no sense.
    pub fn damaged(path: &Path, detail: impl fmt::Display) -> LoadError {
        LoadError::Damaged { path: path.to_path_buf(), detail: detail.to_string() }
    }
}

/// Maps a file into memory.
///
/// # Errors
/// `Missing`, `Io`, or `Damaged` when it is empty.
pub fn map(path: &Path) -> Result<Mmap, LoadError> {
    let file = File::open(path).map_err(|source| LoadError::reading(path, source))?;
    let length = file.metadata().map_err(|source| LoadError::reading(path, source))?.len();
    if length == 0 {
        return Err(LoadError::damaged(path, "it is empty"));
    }
    // SAFETY: the map is read-only, and model files are replaced whole (written aside, then renamed), never
    // changed in place.
    unsafe { Mmap::map(&file) }.map_err(|source| LoadError::reading(path, source))
}

/// The tensors of one file whose names begin with a prefix. Cheap to clone.
#[derive(Clone)]
pub struct Weights {
    file: Arc<Mapped>,
    prefix: String,
    place: Place,
}

struct Mapped {
    path: PathBuf,
    bytes: Mmap,
    entries: HashMap<String, Entry>,
}

struct Entry {
    dtype: Dtype,
    shape: Vec<usize>,
    /// Where the values start and end in the file.
    start: usize,
    end: usize,
}

impl Weights {
    /// Maps a file and checks its header, without reading any weight. Layers built from it live at `place`.
    ///
    /// # Errors
    /// `Missing`, `Io`, or `Damaged` when the header is broken or the file shorter or longer than it says.
    pub fn open(path: &Path, place: &Place) -> Result<Weights, LoadError> {
        let bytes = map(path)?;
        let tensors =
            SafeTensors::deserialize(&bytes).map_err(|error| LoadError::damaged(path, error))?;
        let base = bytes.as_ptr() as usize;
        let entries = tensors
            .tensors()
            .into_iter()
            .map(|(name, view)| {
                let start = view.data().as_ptr() as usize - base;
                let end = start + view.data().len();
                (name, Entry { dtype: view.dtype(), shape: view.shape().to_vec(), start, end })
            })
            .collect();
        let file = Arc::new(Mapped { path: path.to_path_buf(), bytes, entries });
        Ok(Weights { file, prefix: String::new(), place: place.clone() })
    }

    /// The tensors below `name`, as in `weights.at("down.0").at("conv1")`.
    pub fn at(&self, name: impl fmt::Display) -> Weights {
        Weights { prefix: format!("{}.", self.name(name)), ..self.clone() }
    }

    /// Where layers built from these weights live.
    pub fn place(&self) -> &Place {
        &self.place
    }

    /// The file they come from.
    pub fn path(&self) -> &Path {
        &self.file.path
    }

    /// How many values the whole file holds.
    pub fn values(&self) -> usize {
        self.file.entries.values().map(|entry| entry.shape.iter().product::<usize>()).sum()
    }

    /// The values of a tensor, widened to `f32`, row-major.
    ///
    /// # Errors
    /// `TensorMissing`, `WrongShape`, or `Damaged` when it is of no kind we read (F16, BF16, F32).
    pub fn read(&self, name: &str, shape: &[usize]) -> Result<Vec<f32>, LoadError> {
        let (entry, bytes) = self.find(name, shape)?;
        let mut values = vec![0.0f32; shape.iter().product()];
        const CHUNK: usize = 64 * 1024;
        let widen: fn(&[u8], &mut [f32]) = match entry.dtype {
            Dtype::F16 => widen_f16,
            Dtype::BF16 => widen_bf16,
            Dtype::F32 => copy_f32,
            other => {
                let detail =
                    format!("tensor {} is stored as {other:?}, which is not read", self.name(name));
                return Err(LoadError::damaged(self.path(), detail));
            }
        };
        let width = bytes.len().checked_div(values.len()).unwrap_or(1).max(1);
        if values.len() <= CHUNK {
            widen(bytes, &mut values);
        } else {
            let pieces = bytes.par_chunks(CHUNK * width).zip(values.par_chunks_mut(CHUNK));
            pieces.for_each(|(bytes, values)| widen(bytes, values));
        }
        Ok(values)
    }

    /// A table of `shape[0]` rows kept in half precision, of which a few are looked up at a time.
    ///
    /// # Errors
    /// As for [`Weights::read`].
    pub fn table(&self, name: &str, shape: [usize; 2]) -> Result<Table, LoadError> {
        let (entry, bytes) = self.find(name, &shape)?;
        let values = match entry.dtype {
            Dtype::F16 => {
                bytes.chunks_exact(2).map(|pair| f16::from_le_bytes([pair[0], pair[1]])).collect()
            }
            _ => self.read(name, &shape)?.into_iter().map(f16::from_f32).collect(),
        };
        Ok(Table { width: shape[1], values })
    }

    /// The full name of a tensor below this prefix.
    pub fn name(&self, name: impl fmt::Display) -> String {
        format!("{}{name}", self.prefix)
    }

    /// The error of a layer that candle could not build.
    pub fn failed(&self, source: candle_core::Error) -> LoadError {
        LoadError::Candle { path: self.path().to_path_buf(), source }
    }

    fn find(&self, name: &str, shape: &[usize]) -> Result<(&Entry, &[u8]), LoadError> {
        let (path, tensor) = (self.path().to_path_buf(), self.name(name));
        let Some(entry) = self.file.entries.get(&tensor) else {
            return Err(LoadError::TensorMissing { path, tensor });
        };
        if entry.shape != shape {
            let (expected, found) = (shape.to_vec(), entry.shape.clone());
            return Err(LoadError::WrongShape { path, tensor, expected, found });
        }
        Ok((entry, &self.file.bytes[entry.start..entry.end]))
    }
}

/// A table in half precision, such as the vectors of a vocabulary.
pub struct Table {
    width: usize,
    values: Vec<f16>,
}

impl Table {
    /// Adds row `index` to `sum`, which is as long as a row. `None` when there is no such row.
    pub fn add_row(&self, index: usize, sum: &mut [f32]) -> Option<()> {
        let start = index.checked_mul(self.width)?;
        let row = self.values.get(start..start.checked_add(self.width)?)?;
        sum.iter_mut().zip(row).for_each(|(sum, value)| *sum += value.to_f32());
        Some(())
    }
}

fn widen_f16(bytes: &[u8], values: &mut [f32]) {
    let mut block = [f16::ZERO; 1024];
    for (bytes, values) in bytes.chunks(2048).zip(values.chunks_mut(1024)) {
        let block = &mut block[..values.len()];
        let pairs = bytes.chunks_exact(2);
        block
            .iter_mut()
            .zip(pairs)
            .for_each(|(value, pair)| *value = f16::from_le_bytes([pair[0], pair[1]]));
        block.convert_to_f32_slice(values);
    }
}

fn widen_bf16(bytes: &[u8], values: &mut [f32]) {
    let pairs = bytes.chunks_exact(2);
    values
        .iter_mut()
        .zip(pairs)
        .for_each(|(value, pair)| *value = bf16::from_le_bytes([pair[0], pair[1]]).to_f32());
}

fn copy_f32(bytes: &[u8], values: &mut [f32]) {
    let fours = bytes.as_chunks::<4>().0;
    values.iter_mut().zip(fours).for_each(|(value, four)| *value = f32::from_le_bytes(*four));
}
