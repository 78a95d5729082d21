//! The header of a GGUF file: its metadata, and where its tensors lie, checked against the bytes that are there.
//! Reads no tensor; what keys mean is known to the callers.

use std::collections::HashMap;
use std::ops::Range;

pub(super) const TEXT: u32 = 8;
const ARRAY: u32 = 9;

#[derive(Clone, Debug)]
pub(super) enum MetadataValue {
    Whole(i64),
    Real(f64),
    Flag(bool),
    /// Where the text lies in the file.
    Text(Range<usize>),
    /// The type of the elements, how many, and where they lie.
    Array(u32, usize, Range<usize>),
}

pub(super) struct TensorInfo {
    pub code: u32,
    /// Row-major, the outermost first.
    pub shape: Vec<usize>,
    /// Which of the files it lies in.
    pub file: usize,
    /// Where its data starts, counted from the start of the file.
    pub start: usize,
}

pub(super) type Header = (HashMap<String, MetadataValue>, HashMap<String, TensorInfo>);

/// Metadata and tensors; what makes no sense is a phrase.
pub(super) fn read_header(bytes: &[u8]) -> Result<Header, String> {
    let mut reader = Reader { bytes, at: 0 };
    if reader.take(4)? != b"GGUF" {
        return Err("it is not a GGUF file".into());
    }
    let version = reader.u32()?;
    if !(2..=3).contains(&version) {
        return Err(format!("it is of GGUF version {version}, and 2 and 3 are read"));
    }
    let (tensor_count, pair_count) = (reader.u64()?, reader.u64()?);
    let mut metadata = HashMap::new();
    for _ in 0..pair_count {
        let key = reader.name()?;
        let kind = reader.u32()?;
        let value = reader.value(kind).map_err(|detail| format!("{key}: {detail}"))?;
        metadata.insert(key, value);
    }
    let mut tensors = HashMap::new();
    for _ in 0..tensor_count {
        let name = reader.name()?;
        let dimensions = reader.u32()?;
        if !(1..=4).contains(&dimensions) {
            return Err(format!("tensor {name} has {dimensions} dimensions"));
        }
        let mut shape = Vec::new();
        for _ in 0..dimensions {
            shape.push(usize::try_from(reader.u64()?).map_err(|error| error.to_string())?);
        }
        shape.reverse();
        let code = reader.u32()?;
        let start = usize::try_from(reader.u64()?).map_err(|error| error.to_string())?;
        tensors.insert(name, TensorInfo { code, shape, file: 0, start });
    }
    let alignment = match metadata.get("general.alignment") {
        Some(MetadataValue::Whole(value)) if (1..=1 << 20).contains(value) => *value as usize,
        Some(_) => return Err("its alignment makes no sense".into()),
        None => 32,
    };
    let data = reader.at.next_multiple_of(alignment);
    for (name, entry) in &mut tensors {
        let start = data.checked_add(entry.start).filter(|start| *start <= bytes.len());
        entry.start = start
            .ok_or_else(|| format!("tensor {name} starts beyond its end; the file is cut short"))?;
    }
    Ok((metadata, tensors))
}

/// Walks the header; every step is checked against the bytes that are left.
pub(super) struct Reader<'a> {
    pub bytes: &'a [u8],
    pub at: usize,
}

impl<'a> Reader<'a> {
    fn take(&mut self, count: usize) -> Result<&'a [u8], String> {
        let end = self.at.checked_add(count).filter(|end| *end <= self.bytes.len());
        let end = end.ok_or("its header ends too early; the file is cut short")?;
        let taken = &self.bytes[self.at..end];
        self.at = end;
        Ok(taken)
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], String> {
        Ok(self.take(N)?.as_chunks::<N>().0[0])
    }

    fn u32(&mut self) -> Result<u32, String> {
        Ok(u32::from_le_bytes(self.array()?))
    }

    fn u64(&mut self) -> Result<u64, String> {
        Ok(u64::from_le_bytes(self.array()?))
    }

    pub fn text(&mut self) -> Result<Range<usize>, String> {
        let length = usize::try_from(self.u64()?).map_err(|error| error.to_string())?;
        self.take(length)?;
        Ok(self.at - length..self.at)
    }

    fn name(&mut self) -> Result<String, String> {
        let range = self.text()?;
        let text = std::str::from_utf8(&self.bytes[range]);
        text.map(str::to_owned).map_err(|_| "a name in its header is not text".into())
    }

    pub fn value(&mut self, kind: u32) -> Result<MetadataValue, String> {
        Ok(match kind {
            0 => MetadataValue::Whole(i64::from(self.array::<1>()?[0])),
            1 => MetadataValue::Whole(i64::from(i8::from_le_bytes(self.array()?))),
            2 => MetadataValue::Whole(i64::from(u16::from_le_bytes(self.array()?))),
            3 => MetadataValue::Whole(i64::from(i16::from_le_bytes(self.array()?))),
            4 => MetadataValue::Whole(i64::from(self.u32()?)),
            5 => MetadataValue::Whole(i64::from(i32::from_le_bytes(self.array()?))),
            6 => MetadataValue::Real(f64::from(f32::from_le_bytes(self.array()?))),
            7 => MetadataValue::Flag(self.array::<1>()?[0] != 0),
            TEXT => MetadataValue::Text(self.text()?),
            ARRAY => return self.list(),
            10 => MetadataValue::Whole(i64::try_from(self.u64()?).unwrap_or(i64::MAX)),
            11 => MetadataValue::Whole(i64::from_le_bytes(self.array()?)),
            12 => MetadataValue::Real(f64::from_le_bytes(self.array()?)),
            other => return Err(format!("a value of the unknown type {other}")),
        })
    }

    fn list(&mut self) -> Result<MetadataValue, String> {
        let kind = self.u32()?;
        let count = usize::try_from(self.u64()?).map_err(|error| error.to_string())?;
        let start = self.at;
        let width = match kind {
            0 | 1 | 7 => 1,
            2 | 3 => 2,
            4..=6 => 4,
            10..=12 => 8,
            TEXT => {
                for _ in 0..count {
                    self.text()?;
                }
                return Ok(MetadataValue::Array(kind, count, start..self.at));
            }
            other => return Err(format!("a list of the type {other}, which is not read")),
        };
        self.take(count.checked_mul(width).ok_or("a list longer than any file")?)?;
        Ok(MetadataValue::Array(kind, count, start..self.at))
    }
}
