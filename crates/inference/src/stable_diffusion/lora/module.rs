//! One module of a LoRA file: which tensors belong together, and how they change their matrix.
//! Knows the endings of names; which matrix is changed follows from what stands before them.

use crate::weights::{Delta, DeltaKind, DenseMatrix, LoadError, LowRank, Magnitudes, Weights};

/// What the names of a change's tensors end with: that of the first half, or of a whole, and of the second.
const HALVES: &[(&str, &str)] = &[
    (".lora_up.weight", ".lora_down.weight"),
    (".lora_B.weight", ".lora_A.weight"),
    (".lora_B.default.weight", ".lora_A.default.weight"),
    (".lora.up.weight", ".lora.down.weight"),
    ("_lora.up.weight", "_lora.down.weight"),
];
const HADAMARD: &str = ".hada_w1_a";
const KRONECKER: &[&str] = &[".lokr_w1", ".lokr_w1_a"];

/// Where DoRA's magnitudes stand: by kohya's names, and by those of the peft library, which are always of rows.
const MAGNITUDES: &[&str] = &[
    ".dora_scale",
    ".lora_magnitude_vector",
    ".lora_magnitude_vector.weight",
    ".lora_magnitude_vector.default.weight",
];

/// Kinds of change that are not supported, by what their tensors' names hold. Without them the rest of such a file would
/// give another picture than it was made for.
const UNSUPPORTED: &[(&str, &str)] = &[
    (".oft_", "OFT"),
    (".glora_", "GLoRA"),
    (".hada_t1", "LoHa with Tucker parts"),
    (".lokr_t2", "LoKr with Tucker parts"),
    (".lora_mid.", "LoCon with Tucker parts"),
];

/// Refuses a file with changes of a kind that is not supported.
///
/// # Errors
/// `Unsupported`, by the kind's name.
pub(super) fn refuse_unsupported(file: &Weights) -> Result<(), LoadError> {
    let kind = |name: &str| UNSUPPORTED.iter().find(|(component, _)| name.contains(component));
    match file.names().find_map(kind) {
        None => Ok(()),
        Some((_, kind)) => {
            let detail =
                format!("it is a {kind}, and only LoRA, DoRA, LoHa and LoKr are understood");
            Err(LoadError::Unsupported { path: file.path().to_owned(), detail })
        }
    }
}

/// A change in a file.
pub(super) struct LoraModule {
    /// What the names of all its tensors begin with.
    pub base: String,
    kind: Kind,
}

enum Kind {
    LowRank { up: String, down: String },
    Hadamard,
    Kronecker,
}

impl LoraModule {
    /// Of its first tensor, by that one's name.
    pub(super) fn of(name: &str) -> Option<LoraModule> {
        let halves = HALVES.iter().find_map(|(up, down)| {
            let base = name.strip_suffix(up)?.to_owned();
            let (up, down) = (name.to_owned(), format!("{base}{down}"));
            Some(LoraModule { base, kind: Kind::LowRank { up, down } })
        });
        let of = |ending: &str, kind| {
            name.strip_suffix(ending).map(|base| LoraModule { base: base.to_owned(), kind })
        };
        let kronecker = || KRONECKER.iter().find_map(|ending| of(ending, Kind::Kronecker));
        halves.or_else(|| of(HADAMARD, Kind::Hadamard)).or_else(kronecker)
    }

    /// The change to a tensor of the shape `whole`, `weight` times as strong as it was made, and the names of the
    /// tensors that were read.
    ///
    /// # Errors
    /// Where a tensor is missing, the tensors do not fit each other, or they fit another shape.
    pub(super) fn read(
        &self,
        file: &Weights,
        weight: f32,
        whole: &[usize],
    ) -> Result<(Delta, Vec<String>), LoadError> {
        let mut reader = Reader { file, base: &self.base, read: Vec::new() };
        let (added, rank) = match &self.kind {
            Kind::LowRank { up, down } => {
                let delta = reader.low_rank(up, down)?;
                let rank = delta.up.columns;
                (DeltaKind::LowRank(delta), Some(rank))
            }
            Kind::Hadamard => {
                let one = reader.low_rank_of(".hada_w1")?;
                let rank = one.up.columns;
                let other = reader.low_rank_of(".hada_w2")?;
                if one.size() != other.size() {
                    return Err(reader.mismatched());
                }
                (DeltaKind::Hadamard(one, other), Some(rank))
            }
            Kind::Kronecker => {
                let (left, rank) = reader.factor(".lokr_w1")?;
                let (right, other) = reader.factor(".lokr_w2")?;
                (DeltaKind::Kronecker(left, right), rank.or(other))
            }
        };
        // Two whole matrices have no rank, and the number is of no meaning then.
        let scale = match (reader.number(".alpha")?, rank) {
            (Some(alpha), Some(rank)) => alpha / rank as f32,
            _ => 1.0,
        };
        let magnitudes = reader.magnitudes(weight, whole)?;
        let scale = if magnitudes.is_some() { scale } else { scale * weight };
        let delta = Delta { added, scale, magnitudes };
        let (rows, columns) = delta.size();
        let fits =
            whole.first() == Some(&rows) && rows * columns == whole.iter().product::<usize>();
        if !fits {
            let base = &self.base;
            let detail =
                format!("it changes {base} as if that were of another size than {whole:?}");
            return Err(LoadError::Unsupported { path: file.path().to_owned(), detail });
        }
        Ok((delta, reader.read))
    }
}

/// A tensor's values and its shape.
type Shaped = (Vec<f32>, Vec<usize>);

/// Reads the tensors of one change and notes their names.
struct Reader<'a> {
    file: &'a Weights,
    base: &'a str,
    read: Vec<String>,
}

impl Reader<'_> {
    fn find(&mut self, name: &str) -> Result<Option<Shaped>, LoadError> {
        let Some(shape) = self.file.shape(name).map(<[usize]>::to_vec) else { return Ok(None) };
        self.read.push(name.to_owned());
        Ok(Some((self.file.read(name, &shape)?, shape)))
    }

    /// A tensor as rows of all that is in its first dimension.
    fn matrix(&mut self, name: &str) -> Result<DenseMatrix, LoadError> {
        let missing =
            || LoadError::TensorMissing { path: self.file.path().to_owned(), tensor: name.into() };
        let (values, shape) = self.find(name)?.ok_or_else(missing)?;
        match shape.iter().skip(1).product() {
            0 => Err(self.mismatched()),
            _ if shape.is_empty() || values.is_empty() => Err(self.mismatched()),
            columns => Ok(DenseMatrix { values, columns }),
        }
    }

    fn low_rank(&mut self, up: &str, down: &str) -> Result<LowRank, LoadError> {
        let (up, down) = (self.matrix(up)?, self.matrix(down)?);
        match up.columns == down.rows() {
            true => Ok(LowRank { up, down }),
            false => Err(self.mismatched()),
        }
    }

    fn low_rank_of(&mut self, name: &str) -> Result<LowRank, LoadError> {
        let base = self.base;
        self.low_rank(&format!("{base}{name}_a"), &format!("{base}{name}_b"))
    }

    /// One of Kronecker's matrices, whole or as a product, and the product's rank.
    fn factor(&mut self, name: &str) -> Result<(DenseMatrix, Option<usize>), LoadError> {
        let whole = format!("{}{name}", self.base);
        if self.file.shape(&whole).is_some() {
            return Ok((self.matrix(&whole)?, None));
        }
        let halves = self.low_rank_of(name)?;
        Ok((halves.product(), Some(halves.up.columns)))
    }

    fn number(&mut self, ending: &str) -> Result<Option<f32>, LoadError> {
        let found = self.find(&format!("{}{ending}", self.base))?;
        Ok(found.and_then(|(values, _)| values.first().copied()))
    }

    fn magnitudes(
        &mut self,
        strength: f32,
        whole: &[usize],
    ) -> Result<Option<Magnitudes>, LoadError> {
        for ending in MAGNITUDES {
            if let Some((values, shape)) = self.find(&format!("{}{ending}", self.base))? {
                let is_peft = *ending != MAGNITUDES[0];
                let of_rows = is_peft || shape.first() == whole.first();
                let wanted = if of_rows { whole.first() } else { whole.get(1) };
                return match wanted == Some(&values.len()) {
                    true => Ok(Some(Magnitudes { values, of_rows, strength })),
                    false => Err(self.mismatched()),
                };
            }
        }
        Ok(None)
    }

    fn mismatched(&self) -> LoadError {
        LoadError::damaged(self.file.path(), format!("the tensors of {} do not fit", self.base))
    }
}
