//! The catalog: one row for each model and writer that can be used, with what it needs and how it is loaded.
//! The facts of a family are in `brief/family.rs`; which models are installed is the model library's part.

use super::spark::SparkModel;
use super::vision::PictureEnlarger;
use super::writer::{BuiltIn, LanguageWriter};
use super::{ElementLibrary, Model, Writer};
use crate::brief::{Family, ModelId, ModelTraits};
use crate::job::Failure;
use brandish_inference::language::LanguageModel;
use brandish_inference::nn::Placement;
use brandish_inference::weights::LoadError;
use brandish_inference::{FileKind, TokenCounter, Usage, spark};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Reads a model's files for a device.
pub type LoadModel = fn(&Path, &Placement) -> Result<Box<dyn Model>, Failure>;

/// A model that can be used.
#[derive(Clone, Debug)]
pub struct Row {
    pub traits: ModelTraits,
    /// What it is good for, in the user's words.
    pub about: String,
    pub licence: String,
    /// A picture that it drew, where one came with the program.
    pub sample: Option<PathBuf>,
    /// The folder or file of the model.
    pub folder: PathBuf,
    /// Peak bytes of memory that loading and one picture take, for the window; computed again
    /// before a load.
    pub memory_bytes: u64,
    pub memory: fn(&Path) -> Result<u64, Failure>,
    pub load: LoadModel,
    /// Opens its tokenizer alone.
    pub token_counter: fn(&Path) -> Result<Box<dyn TokenCounter>, Failure>,
}

#[cfg(test)]
impl Row {
    /// A model of these traits whose files cannot be opened.
    pub fn unopened(traits: ModelTraits) -> Self {
        Self {
            traits,
            about: String::new(),
            licence: String::new(),
            sample: None,
            folder: PathBuf::new(),
            memory_bytes: 1,
            memory: |_| Ok(1),
            load: |_, _| Err(Failure::Blank),
            token_counter: |_| Err(Failure::Blank),
        }
    }
}

/// A writer of captions that can be used.
#[derive(Clone, Debug)]
pub struct WriterRow {
    pub id: ModelId,
    pub name: String,
    /// What it is good for, in the user's words.
    pub about: String,
    pub licence: String,
    /// Its weights; empty for the built-in writer.
    pub file: PathBuf,
    /// Peak bytes of memory that loading and writing take, for the window.
    pub memory_bytes: u64,
    pub memory: fn(&Path) -> Result<u64, Failure>,
    pub load: fn(&Path) -> Result<Box<dyn Writer>, Failure>,
}

/// A LoRA file that prompts may name.
#[derive(Clone, Debug, PartialEq)]
pub struct LoraFile {
    /// The file's name without its ending.
    pub name: String,
    pub path: PathBuf,
}

/// What a model does with a photo.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PhotoTask {
    /// It says in a sentence what the photo shows.
    Describe,
    /// It finds the object at a place.
    Segment,
}

/// A model that works on photos.
#[derive(Clone, Debug)]
pub struct PhotoModel {
    pub id: ModelId,
    pub name: String,
    /// What it is good for, in the user's words.
    pub about: String,
    pub licence: String,
    pub task: PhotoTask,
    pub folder: PathBuf,
}

/// The models and the writers, the default of each first, and the LoRAs that were found beside them.
#[derive(Clone, Debug, Default)]
pub struct Catalog {
    pub rows: Vec<Row>,
    pub writers: Vec<WriterRow>,
    pub loras: Vec<LoraFile>,
    pub photo_models: Vec<PhotoModel>,
    /// The illustrations; none where the program's own files are not there.
    pub elements: Option<Arc<ElementLibrary>>,
}

impl Catalog {
    /// The models that are installed with the program.
    pub fn built_in(assets: &Path) -> Self {
        Self {
            rows: vec![spark_row(assets)],
            writers: vec![WriterRow::built_in()],
            loras: Vec::new(),
            photo_models: Vec::new(),
            elements: Some(Arc::new(ElementLibrary::in_assets(assets))),
        }
    }

    /// The first model for a task on photos.
    pub fn photo_model(&self, task: PhotoTask) -> Option<&PhotoModel> {
        self.photo_models.iter().find(|model| model.task == task)
    }

    /// Finds a writer by its id, or adds the language model in a `.gguf` file as one.
    ///
    /// # Errors
    /// A failure where the file cannot be used.
    pub fn with_writer(mut self, named: &str) -> Result<(Self, ModelId), Failure> {
        let id = ModelId(named.to_owned());
        if self.writer(&id).is_some() || !named.ends_with(".gguf") {
            return Ok((self, id));
        }
        let row = WriterRow::of_file(Path::new(named))?;
        let id = row.id.clone();
        if self.writer(&id).is_none() {
            self.writers.push(row);
        }
        Ok((self, id))
    }

    /// Finds a model by its id, or adds the Stable Diffusion model in a folder or file as one.
    ///
    /// # Errors
    /// A failure where the folder or file cannot be used.
    pub fn with_model(mut self, named: &str) -> Result<(Self, ModelId), Failure> {
        let id = ModelId(named.to_owned());
        let path = Path::new(named);
        if self.row(&id).is_some() || !path.exists() {
            return Ok((self, id));
        }
        let row = Row::of_path(path)?;
        let id = row.traits.id.clone();
        // The given path has precedence over a known model with the same id.
        self.rows.retain(|known| known.traits.id != id);
        self.rows.push(row);
        Ok((self, id))
    }

    pub fn writer(&self, id: &ModelId) -> Option<&WriterRow> {
        self.writers.iter().find(|row| row.id == *id)
    }

    /// The LoRA of a name, whatever its case.
    pub fn lora(&self, name: &str) -> Option<&LoraFile> {
        let name = name.to_lowercase();
        self.loras.iter().find(|lora| lora.name.to_lowercase() == name)
    }

    /// What a brief must respect of whatever makes its pictures, by the id that a spec names.
    pub fn traits(&self, id: &ModelId) -> Option<&ModelTraits> {
        let elements = self.elements.as_ref().map(|elements| elements.traits());
        let row = self.row(id).map(|row| &row.traits);
        row.or_else(|| elements.filter(|traits| traits.id == *id))
    }

    pub fn row(&self, id: &ModelId) -> Option<&Row> {
        self.rows.iter().find(|row| row.traits.id == *id)
    }
}

impl WriterRow {
    /// The writer that needs no model.
    pub fn built_in() -> Self {
        Self {
            id: ModelId::builtin_writer(),
            name: "Built-in writer".into(),
            about: "For quick captions: writes at once, in the language and tone of the brand, and states only what the brief states."
                .into(),
            licence: "MIT or Apache-2.0".into(),
            file: PathBuf::new(),
            memory_bytes: 0,
            memory: |_| Ok(0),
            load: |_| Ok(Box::new(BuiltIn)),
        }
    }

    /// The language model in a GGUF file. Its id is the file's name without the ending.
    ///
    /// # Errors
    /// Where the file's header cannot be read or its family is not understood.
    pub fn of_file(file: &Path) -> Result<Self, Failure> {
        let stem = file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        refuse_other_kind(file, &stem, Usage::Text)?;
        let named = |error: &LoadError| failure(&stem, error);
        let about = LanguageModel::read_info(file).map_err(|error| named(&error))?;
        let memory_bytes = LanguageModel::bytes_to_load(file).map_err(|error| named(&error))?;
        let millions = about.parameters as f64 / 1e6;
        let (family, number_type) = (&about.architecture, &about.quantisation);
        let good_at = if millions < 950.0 {
            format!(
                "For captions in your brand's voice: a language model of {millions:.0} million parameters ({family}, \
                 {number_type})."
            )
        } else {
            format!(
                "For captions in your brand's voice: a language model of {:.1} billion parameters ({family}, \
                 {number_type}).",
                millions / 1e3
            )
        };
        Ok(Self {
            id: ModelId(stem.clone()),
            about: good_at,
            // The name inside a file is often a note of its maker; users know the file's name.
            name: stem,
            licence: about.licence.unwrap_or_else(|| "not named in the file".into()),
            file: file.to_owned(),
            memory_bytes,
            memory: |file| {
                LanguageModel::bytes_to_load(file).map_err(|error| failure_of_file(file, &error))
            },
            load: |file| {
                let model =
                    LanguageModel::load(file).map_err(|error| failure_of_file(file, &error))?;
                Ok(Box::new(LanguageWriter::new(model)))
            },
        })
    }
}

fn failure_of_file(file: &Path, error: &LoadError) -> Failure {
    failure(&file.file_stem().unwrap_or_default().to_string_lossy(), error)
}

const SPARK: &str = "Spark";

fn spark_row(assets: &Path) -> Row {
    let folder = assets.join("models/spark");
    let mut traits = ModelTraits::of_family(ModelId::spark(), SPARK.into(), Family::Spark);
    // A damaged config is reported when the model is loaded; until then the family's defaults apply.
    if let Ok(config) = spark::SparkConfig::read(&folder.join("config.json")) {
        traits.default_steps = config.sampler.steps as u32;
        traits.default_guidance = config.sampler.cfg;
    }
    Row {
        traits,
        about: "For product pictures and icons: one thing as a soft 3D illustration, in seconds on any laptop."
            .into(),
        licence: "MIT and Apache-2.0 (see assets/NOTICE.md)".into(),
        sample: Some(assets.join("samples/stride.png")),
        memory_bytes: spark::Spark::bytes_to_load(&folder).unwrap_or(0),
        folder,
        memory: |folder| {
            spark::Spark::bytes_to_load(folder).map_err(|error| failure(SPARK, &error))
        },
        load: |folder, placement| {
            // Beside the model lie the other networks that came with the program.
            let assets = folder.parent().and_then(Path::parent).unwrap_or(folder);
            let load_enlarger = || PictureEnlarger::load(assets);
            let (spark, enlarger) =
                rayon::join(|| spark::Spark::load_at(folder, placement), load_enlarger);
            let spark = spark.map_err(|error| failure(SPARK, &error))?;
            let enlarger = enlarger.map_err(|error| failure(SPARK, &error))?;
            Ok(Box::new(SparkModel::new(spark, enlarger)))
        },
        token_counter: |folder| {
            let counter = spark::SparkTokenCounter::load(folder);
            Ok(Box::new(counter.map_err(|error| failure(SPARK, &error))?))
        },
    }
}

/// Refuses a file that is recognised as something else than `usage` needs. A damaged file, and one that is not
/// recognised, is left to its reader.
pub(super) fn refuse_other_kind(path: &Path, model: &str, usage: Usage) -> Result<(), Failure> {
    let kind = FileKind::of(path);
    match kind {
        FileKind::Damaged(_) | FileKind::Truncated(..) => Ok(()),
        FileKind::GgufPart(..) if usage == Usage::Text => Ok(()),
        FileKind::Unknown if path.is_dir() => Ok(()),
        _ if kind.usage() == Some(usage) => Ok(()),
        _ => Err(Failure::ModelUnsupported {
            model: model.to_owned(),
            path: path.to_owned(),
            detail: kind.reason(),
        }),
    }
}

/// A load error as the failure of a job.
pub(super) fn failure(model: &str, error: &LoadError) -> Failure {
    let model = model.to_owned();
    let (path, detail) = (error.path().to_owned(), error.reason());
    match error {
        LoadError::Missing { .. } => Failure::WeightsMissing { model, path },
        LoadError::Changed { .. } => Failure::WeightsChanged { model, path },
        LoadError::Candle { .. } => Failure::Engine { detail },
        LoadError::Unsupported { .. } => Failure::ModelUnsupported { model, path, detail },
        // A tensor that is missing or has another shape: the bytes of a user's file are not wrong for that.
        LoadError::TensorMissing { .. } | LoadError::WrongShape { .. } if model != SPARK => {
            Failure::ModelUnsupported { model, path, detail }
        }
        _ => Failure::WeightsDamaged { model, path, detail },
    }
}
