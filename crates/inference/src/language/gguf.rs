//! GGUF files: their metadata and tensors by name, checked against the file's length before anything is read.
//! Knows the container alone; what keys and tensors mean is known to the callers.
//!
//! The format is described in ggml's `docs/gguf.md`. Nothing in a file is trusted: every count is bounded by the
//! bytes that are there, and memory is taken in proportion to what has been read.

mod header;

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use self::header::{MetadataValue, Reader, TEXT, TensorInfo, read_header};
use crate::nn::quant::{GgmlType, QuantMatrix};
use crate::weights::{LoadError, MappedFile, OtherContent};

/// An opened file, mapped into memory.
pub struct Gguf {
    /// The file with the metadata, then the other parts of a split file.
    files: Vec<MappedFile>,
    metadata: HashMap<String, MetadataValue>,
    tensors: HashMap<String, TensorInfo>,
}

/// A tensor of the file.
#[derive(Clone, Debug)]
pub struct GgufTensor<'a> {
    pub kind: GgmlType,
    /// Row-major, the outermost dimension first.
    pub shape: &'a [usize],
    pub bytes: &'a [u8],
}

impl Gguf {
    /// Opens a file and reads its header; no tensor data is touched. Any part of a split file opens all of them.
    ///
    /// # Errors
    /// `Missing`, `Io`, `Unsupported` where it is a file of another kind, or `Damaged` where the header is not that of
    /// a GGUF file of version 2 or 3, or promises more than the file holds.
    pub fn open(path: &Path) -> Result<Gguf, LoadError> {
        let Some((_, parts)) = split_part(path) else { return Gguf::open_one(path) };
        let mut gguf = Gguf::open_one(&part_path(path, 1, parts))?;
        for part in 2..=parts {
            let other = Gguf::open_one(&part_path(path, part, parts))?;
            let file = gguf.files.len();
            let tensors = other.tensors.into_iter();
            gguf.tensors.extend(tensors.map(|(name, info)| (name, TensorInfo { file, ..info })));
            gguf.files.extend(other.files);
        }
        Ok(gguf)
    }

    /// Opens one file, whatever its name.
    ///
    /// # Errors
    /// As for [`Gguf::open`].
    pub fn open_one(path: &Path) -> Result<Gguf, LoadError> {
        let file = MappedFile::open(path)?;
        if let Some(content) = OtherContent::of(file.bytes()) {
            return Err(LoadError::unsupported(path, content.reason()));
        }
        let (metadata, tensors) =
            read_header(file.bytes()).map_err(|detail| LoadError::damaged(path, detail))?;
        file.check()?;
        Ok(Gguf { files: vec![file], metadata, tensors })
    }

    /// The file with the metadata.
    fn first(&self) -> &MappedFile {
        &self.files[0]
    }

    pub fn path(&self) -> &Path {
        self.first().path()
    }

    /// What `read` makes of the file, where the file stayed as it was while it was read.
    ///
    /// # Errors
    /// `Changed`, else those of `read`.
    pub fn checked<Read>(
        &self,
        read: impl FnOnce(&Gguf) -> Result<Read, LoadError>,
    ) -> Result<Read, LoadError> {
        let found = read(self);
        self.files.iter().try_for_each(MappedFile::check)?;
        found
    }

    /// The error for invalid content.
    pub fn damaged(&self, detail: impl std::fmt::Display) -> LoadError {
        LoadError::damaged(self.path(), detail)
    }

    pub fn text(&self, key: &str) -> Option<&str> {
        match self.metadata.get(key)? {
            MetadataValue::Text(range) => {
                std::str::from_utf8(&self.first().bytes()[range.clone()]).ok()
            }
            _ => None,
        }
    }

    /// A whole number that is not negative.
    pub fn count(&self, key: &str) -> Option<usize> {
        match self.metadata.get(key)? {
            MetadataValue::Whole(value) => usize::try_from(*value).ok(),
            _ => None,
        }
    }

    pub fn real(&self, key: &str) -> Option<f32> {
        match self.metadata.get(key)? {
            MetadataValue::Real(value) => Some(*value as f32),
            MetadataValue::Whole(value) => Some(*value as f32),
            _ => None,
        }
    }

    pub fn flag(&self, key: &str) -> Option<bool> {
        match self.metadata.get(key)? {
            MetadataValue::Flag(value) => Some(*value),
            _ => None,
        }
    }

    /// The elements of a list of texts; what is not UTF-8 reads as empty.
    pub fn texts(&self, key: &str) -> Option<Vec<&str>> {
        let MetadataValue::Array(TEXT, count, range) = self.metadata.get(key)? else { return None };
        let mut reader = Reader { bytes: &self.first().bytes()[..range.end], at: range.start };
        let mut texts = Vec::with_capacity(*count);
        for _ in 0..*count {
            let range = reader.text().ok()?;
            texts.push(std::str::from_utf8(&self.first().bytes()[range]).unwrap_or_default());
        }
        Some(texts)
    }

    /// The elements of a list of numbers, whole or not.
    pub fn numbers(&self, key: &str) -> Option<Vec<f64>> {
        let MetadataValue::Array(kind, count, range) = self.metadata.get(key)? else { return None };
        let mut reader = Reader { bytes: &self.first().bytes()[..range.end], at: range.start };
        let number = |_| match reader.value(*kind).ok()? {
            MetadataValue::Whole(value) => Some(value as f64),
            MetadataValue::Real(value) => Some(value),
            MetadataValue::Flag(value) => Some(f64::from(u8::from(value))),
            MetadataValue::Text(_) | MetadataValue::Array(..) => None,
        };
        (0..*count).map(number).collect()
    }

    /// How many elements a list has.
    pub fn length(&self, key: &str) -> Option<usize> {
        match self.metadata.get(key)? {
            MetadataValue::Array(_, count, _) => Some(*count),
            _ => None,
        }
    }

    pub fn has(&self, tensor: &str) -> bool {
        self.tensors.contains_key(tensor)
    }

    /// The names of all tensors, in no order.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.tensors.keys().map(String::as_str)
    }

    /// A tensor by name.
    ///
    /// # Errors
    /// `TensorMissing`; `Damaged` where it is of a kind we do not read, or reaches beyond the end of the file.
    pub fn tensor(&self, name: &str) -> Result<GgufTensor<'_>, LoadError> {
        let Some(entry) = self.tensors.get(name) else {
            return Err(LoadError::TensorMissing {
                path: self.path().to_path_buf(),
                tensor: name.into(),
            });
        };
        let kind = GgmlType::from_code(entry.code).ok_or_else(|| {
            let detail =
                format!("its tensor {name} is stored as type {}, which is not read", entry.code);
            LoadError::unsupported(self.path(), detail)
        })?;
        let values =
            entry.shape.iter().try_fold(1usize, |product, side| product.checked_mul(*side));
        let length = values
            .filter(|values| values.is_multiple_of(kind.block_values()))
            .and_then(|values| (values / kind.block_values()).checked_mul(kind.block_bytes()))
            .ok_or_else(|| {
                self.damaged(format!("tensor {name} has the impossible shape {:?}", entry.shape))
            })?;
        let file = &self.files[entry.file];
        let end = entry.start.checked_add(length).filter(|end| *end <= file.bytes().len());
        let end = end.ok_or_else(|| {
            self.damaged(format!("tensor {name} reaches beyond its end; the file is cut short"))
        })?;
        Ok(GgufTensor { kind, shape: &entry.shape, bytes: &file.bytes()[entry.start..end] })
    }

    /// A matrix of the given outputs and inputs, packed for the kernels.
    ///
    /// # Errors
    /// Those of [`Gguf::tensor`], and `WrongShape`.
    pub fn matrix(
        &self,
        name: &str,
        rows: usize,
        columns: usize,
    ) -> Result<QuantMatrix, LoadError> {
        let stored = self.shaped(name, &[rows, columns])?;
        QuantMatrix::new(stored.kind, rows, columns, stored.bytes).ok_or_else(|| {
            self.damaged(format!("tensor {name} has rows of {columns} values, not whole blocks"))
        })
    }

    /// A vector of plain numbers.
    ///
    /// # Errors
    /// Those of [`Gguf::tensor`], `WrongShape`, and `Damaged` where it is quantised.
    pub fn vector(&self, name: &str, length: usize) -> Result<Vec<f32>, LoadError> {
        self.values(name, &[length])
    }

    /// Plain numbers of the given shape.
    ///
    /// # Errors
    /// As for [`Gguf::vector`].
    pub fn values(&self, name: &str, shape: &[usize]) -> Result<Vec<f32>, LoadError> {
        let stored = self.shaped(name, shape)?;
        stored.plain().ok_or_else(|| {
            let kind = stored.kind.name();
            self.damaged(format!("tensor {name} is a vector stored as {kind}, which is not read"))
        })
    }

    fn shaped(&self, name: &str, shape: &[usize]) -> Result<GgufTensor<'_>, LoadError> {
        let stored = self.tensor(name)?;
        if stored.shape != shape {
            return Err(LoadError::WrongShape {
                path: self.path().to_path_buf(),
                tensor: name.into(),
                expected: shape.to_vec(),
                found: stored.shape.to_vec(),
            });
        }
        Ok(stored)
    }
}

impl GgufTensor<'_> {
    /// The values, where they are plain numbers.
    pub fn plain(&self) -> Option<Vec<f32>> {
        crate::nn::quant::widen(self.kind, self.bytes)
    }

    pub fn values(&self) -> u64 {
        self.shape.iter().fold(1, |product, side| product.saturating_mul(*side as u64))
    }
}

/// Which part of a split file a name such as `model-00002-of-00003.gguf` is, and of how many.
pub fn split_part(path: &Path) -> Option<(usize, usize)> {
    let stem = path.file_stem()?.to_str()?;
    let (rest, parts) = stem.rsplit_once("-of-")?;
    let (_, part) = rest.rsplit_once('-')?;
    let number = |text: &str| text.parse::<usize>().ok().filter(|_| text.len() == 5);
    let (part, parts) = (number(part)?, number(parts)?);
    ((1..=parts).contains(&part) && parts <= 1000).then_some((part, parts))
}

/// The path of another part of the same split file.
fn part_path(path: &Path, part: usize, parts: usize) -> PathBuf {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    let base = &stem[..stem.len() - "-00001-of-00001".len()];
    path.with_file_name(format!("{base}-{part:05}-of-{parts:05}.gguf"))
}
