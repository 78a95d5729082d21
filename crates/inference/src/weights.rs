//! Weight files: a safetensors file, mapped into memory, and its tensors by name, widened to `f32`.
//! Finds what is wrong with a file and reports it; what the tensors mean is known to the models.

#[cfg(any(target_os = "linux", target_os = "macos"))]
mod bus_error;
mod content;
mod deltas;
mod error;
mod float_type;
mod mapped_file;
mod read_ahead;
mod tensor_entry;

use std::collections::HashMap;
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rayon::prelude::*;
use safetensors::{Dtype, SafeTensors};

pub use self::content::OtherContent;
pub(crate) use self::deltas::{Delta, DeltaKind, Deltas, DenseMatrix, LowRank, Magnitudes};
pub use self::error::LoadError;
pub(crate) use self::float_type::{FloatType, MappedTensor};
use self::float_type::{copy_f32, widen_bf16, widen_f16};
pub use self::mapped_file::MappedFile;
pub use self::read_ahead::SlowRead;
pub(crate) use self::tensor_entry::TensorEntry;
use super::nn::Placement;

/// The tensors of one file whose names begin with a prefix. Cheap to clone.
#[derive(Clone)]
pub struct Weights {
    file: Arc<TensorFiles>,
    deltas: Arc<Deltas>,
    prefix: String,
    placement: Placement,
}

struct TensorFiles {
    path: PathBuf,
    /// The files that hold the tensors: one, or the shards of a large model.
    files: Vec<Arc<MappedFile>>,
    entries: HashMap<String, TensorEntry>,
}

/// Widens the bytes of values to as many `f32`.
type WidenFn = fn(&[u8], &mut [f32]);

impl Weights {
    /// Maps a file and checks its header, without reading any weight. Layers built from it live at `placement`.
    ///
    /// # Errors
    /// `Missing`, `Io`, `Unsupported` when it is a file of another kind, or `Damaged` when the header is broken or the
    /// file shorter than its header states. Bytes after the last tensor are left alone.
    pub fn open(path: &Path, placement: &Placement) -> Result<Weights, LoadError> {
        let mapped = MappedFile::open(path)?;
        if let Some(content) = OtherContent::of(mapped.bytes()) {
            return Err(LoadError::unsupported(path, content.reason()));
        }
        let bytes = without_trailing(mapped.bytes());
        let tensors =
            SafeTensors::deserialize(bytes).map_err(|error| damaged(path, bytes, error))?;
        let base = bytes.as_ptr().addr();
        let entries = tensors
            .tensors()
            .into_iter()
            .map(|(name, view)| {
                let start = view.data().as_ptr().addr() - base;
                let end = start + view.data().len();
                let (dtype, shape) = (view.dtype(), view.shape().to_vec());
                (name, TensorEntry { dtype, shape, file: 0, start, end, transposed: false })
            })
            .collect();
        mapped.check()?;
        let (path, files) = (path.to_path_buf(), vec![Arc::new(mapped)]);
        let file = Arc::new(TensorFiles { path, files, entries });
        let (deltas, prefix) = (Arc::default(), String::new());
        Ok(Weights { file, deltas, prefix, placement: placement.clone() })
    }

    /// The shards of one model as one: of each, the tensors that `index` says lie in it. `path` is the index's.
    ///
    /// # Errors
    /// `TensorMissing` where a shard does not hold a tensor that it should.
    pub fn joined(
        path: &Path,
        shards: &[(Weights, Vec<String>)],
        placement: &Placement,
    ) -> Result<Weights, LoadError> {
        let (mut files, mut entries) = (Vec::new(), HashMap::new());
        for (shard, names) in shards {
            for name in names {
                let Some(entry) = shard.file.entries.get(name) else {
                    let path = shard.path().to_path_buf();
                    return Err(LoadError::TensorMissing { path, tensor: name.clone() });
                };
                let file = files.len() + entry.file;
                entries.insert(name.clone(), TensorEntry { file, ..entry.clone() });
            }
            files.extend(shard.file.files.iter().cloned());
        }
        let file = Arc::new(TensorFiles { path: path.to_path_buf(), files, entries });
        let (deltas, prefix) = (Arc::default(), String::new());
        Ok(Weights { file, deltas, prefix, placement: placement.clone() })
    }

    /// The same file with its tensors under other names. `rename` is given every tensor of the file and lists what is
    /// made of it; what it leaves out cannot be found any more.
    pub(crate) fn renamed(
        &self,
        rename: impl Fn(&str, &TensorEntry) -> Vec<(String, TensorEntry)>,
    ) -> Weights {
        let entries = self.file.entries.iter().flat_map(|(name, entry)| rename(name, entry));
        let (path, files) = (self.file.path.clone(), self.file.files.clone());
        let file = Arc::new(TensorFiles { path, files, entries: entries.collect() });
        Weights { file, prefix: String::new(), ..self.clone() }
    }

    /// The same tensors, with `deltas` made as they are read. The file stays as it is.
    pub(crate) fn with_deltas(&self, deltas: Arc<Deltas>) -> Weights {
        Weights { deltas, ..self.clone() }
    }

    /// Whether there is such a tensor.
    pub fn has(&self, name: &str) -> bool {
        self.file.entries.contains_key(&self.name(name))
    }

    /// The shape of a tensor, where it is there.
    pub fn shape(&self, name: &str) -> Option<&[usize]> {
        self.file.entries.get(&self.name(name)).map(TensorEntry::shape)
    }

    /// The full names of all tensors of the file, in no order.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.file.entries.keys().map(String::as_str)
    }

    /// The first dimension's `rows` of a matrix, one after the other, without reading the others.
    ///
    /// # Errors
    /// As for [`Weights::read`], and `Damaged` for a row that is not there.
    pub fn read_rows(
        &self,
        name: &str,
        shape: [usize; 2],
        rows: &[usize],
    ) -> Result<Vec<f32>, LoadError> {
        let (entry, bytes) = self.find(name, &shape)?;
        let widen = self.widener(name, entry)?;
        let mut values = vec![0.0; rows.len() * shape[1]];
        let stride = bytes.len().checked_div(shape[0]).unwrap_or(0);
        for (row, values) in rows.iter().zip(values.chunks_mut(shape[1].max(1))) {
            let Some(bytes) = bytes.get(row * stride..(row + 1) * stride) else {
                let detail = format!("tensor {} has no row {row}", self.name(name));
                return Err(LoadError::damaged(self.path(), detail));
            };
            widen(bytes, values);
        }
        self.file.files[entry.file].check()?;
        Ok(values)
    }

    /// The tensors below `name`, as in `weights.at("down.0").at("conv1")`.
    pub fn at(&self, name: impl fmt::Display) -> Weights {
        Weights { prefix: format!("{}.", self.name(name)), ..self.clone() }
    }

    /// Where layers built from these weights live.
    pub fn placement(&self) -> &Placement {
        &self.placement
    }

    /// The file they come from.
    pub fn path(&self) -> &Path {
        &self.file.path
    }

    /// How many values the whole file holds.
    pub fn values(&self) -> usize {
        self.file.entries.values().map(|entry| entry.shape.iter().product::<usize>()).sum()
    }

    /// Bytes that its tensors take in the file.
    pub fn stored_bytes(&self) -> u64 {
        self.file.entries.values().map(|entry| (entry.end - entry.start) as u64).sum()
    }

    /// Checks that the files are as they were when they were opened. What was read before is their content, and what
    /// layers left in the mapped files may be used until the next check.
    ///
    /// # Errors
    /// `Changed`, with the file that another program wrote to or cut shorter.
    pub fn check(&self) -> Result<(), LoadError> {
        self.file.files.iter().try_for_each(|file| file.check())
    }

    /// Gives the pages of the files that are in memory back to the system, which reads them again when they are needed.
    pub fn release_pages(&self) {
        self.file.files.iter().for_each(|file| file.release_pages());
    }

    /// Reads the files into memory where their disk is slow; how long that took, where it was done.
    pub fn read_ahead(&self) -> Option<SlowRead> {
        self.file.files.iter().filter_map(|file| file.read_ahead()).reduce(SlowRead::and)
    }

    /// The values of a tensor, widened to `f32`, row-major.
    ///
    /// # Errors
    /// `TensorMissing`, `WrongShape`, or `Unsupported` when it is of no kind we read (F16, BF16, F32).
    pub fn read(&self, name: &str, shape: &[usize]) -> Result<Vec<f32>, LoadError> {
        let (entry, bytes) = self.find(name, shape)?;
        let mut values = vec![0.0f32; shape.iter().product()];
        const CHUNK: usize = 64 * 1024;
        let widen = self.widener(name, entry)?;
        let width = bytes.len().checked_div(values.len()).unwrap_or(1).max(1);
        if values.len() <= CHUNK {
            widen(bytes, &mut values);
        } else {
            let pieces = bytes.par_chunks(CHUNK * width).zip(values.par_chunks_mut(CHUNK));
            pieces.for_each(|(bytes, values)| widen(bytes, values));
        }
        self.file.files[entry.file].check()?;
        if entry.transposed {
            let (rows, columns) = (shape[0], shape[1]);
            let at = |index: usize| values[index % columns * rows + index / columns];
            values = (0..values.len()).map(at).collect();
        }
        for delta in self.deltas.get(&self.name(name)).into_iter().flatten() {
            if !delta.apply(&mut values) {
                let detail = format!("a change to {} has another shape", self.name(name));
                return Err(LoadError::damaged(self.path(), detail));
            }
        }
        Ok(values)
    }

    /// The bytes of a tensor where the file is mapped; `None` where values differ from the bytes, since the
    /// tensor is stored transposed or something is added to it.
    ///
    /// # Errors
    /// As for [`Weights::read`].
    pub(crate) fn mapped_tensor(
        &self,
        name: &str,
        shape: &[usize],
    ) -> Result<Option<MappedTensor>, LoadError> {
        let (entry, _) = self.find(name, shape)?;
        self.widener(name, entry)?;
        let float_type = match entry.dtype {
            Dtype::F16 => FloatType::F16,
            Dtype::BF16 => FloatType::Bf16,
            _ => FloatType::F32,
        };
        let with_deltas =
            self.deltas.get(&self.name(name)).is_some_and(|deltas| !deltas.is_empty());
        let file = Arc::clone(&self.file.files[entry.file]);
        Ok((!with_deltas && !entry.transposed).then_some(MappedTensor {
            file,
            float_type,
            start: entry.start,
            end: entry.end,
        }))
    }

    fn widener(&self, name: &str, entry: &TensorEntry) -> Result<WidenFn, LoadError> {
        match entry.dtype {
            Dtype::F16 => Ok(widen_f16),
            Dtype::BF16 => Ok(widen_bf16),
            Dtype::F32 => Ok(copy_f32),
            other => {
                let detail = format!(
                    "its tensor {} is stored as {other:?}, which is not read; get the model in F16, BF16 or F32",
                    self.name(name)
                );
                Err(LoadError::unsupported(self.path(), detail))
            }
        }
    }

    /// The full name of a tensor below this prefix.
    pub fn name(&self, name: impl fmt::Display) -> String {
        format!("{}{name}", self.prefix)
    }

    /// The error of a layer that candle could not build.
    pub fn failed(&self, source: candle_core::Error) -> LoadError {
        LoadError::Candle { path: self.path().to_path_buf(), source }
    }

    fn find(&self, name: &str, shape: &[usize]) -> Result<(&TensorEntry, &[u8]), LoadError> {
        let (path, tensor) = (self.path().to_path_buf(), self.name(name));
        let Some(entry) = self.file.entries.get(&tensor) else {
            return Err(LoadError::TensorMissing { path, tensor });
        };
        // A 1x1 convolution is a matrix, and some files store the one as the other.
        let plain = |shape: &[usize]| {
            let ones = shape.iter().rev().take_while(|&&size| size == 1).count();
            shape[..shape.len() - ones].to_vec()
        };
        if entry.shape != shape && (shape.len() < 2 || plain(&entry.shape) != plain(shape)) {
            let (expected, found) = (shape.to_vec(), entry.shape.clone());
            let path = self.file.files[entry.file].path().to_path_buf();
            return Err(LoadError::WrongShape { path, tensor, expected, found });
        }
        Ok((entry, &self.file.files[entry.file].bytes()[entry.start..entry.end]))
    }
}

/// The end of the last tensor of a safetensors file, counted from the start of the file, as its header states.
fn end_of_tensors(bytes: &[u8]) -> Option<usize> {
    let length = usize::try_from(u64::from_le_bytes(*bytes.first_chunk::<8>()?)).ok()?;
    let header = bytes.get(8..length.checked_add(8)?)?;
    let header: serde_json::Map<String, serde_json::Value> = serde_json::from_slice(header).ok()?;
    let ends = header.values().filter_map(|entry| entry["data_offsets"][1].as_u64());
    usize::try_from(ends.max()?).ok()?.checked_add(8 + length)
}

/// A file without what follows its last tensor, which some programs append.
fn without_trailing(bytes: &[u8]) -> &[u8] {
    end_of_tensors(bytes).and_then(|end| bytes.get(..end)).unwrap_or(bytes)
}

/// The error for a safetensors file that cannot be read, with its length where it is cut short.
fn damaged(path: &Path, bytes: &[u8], error: safetensors::SafeTensorError) -> LoadError {
    match end_of_tensors(bytes).filter(|end| *end > bytes.len()) {
        Some(end) => {
            let detail = format!(
                "it is cut short: {} of {end} bytes are there; download it again",
                bytes.len()
            );
            LoadError::damaged(path, detail)
        }
        None => LoadError::damaged(path, error),
    }
}
