//! Stable Diffusion as a model of the catalog: its row, and from a spec to a request and back to a drawing.
//! Reads and writes the few files that a spec may name beside the model; how a picture is drawn is decided in `brandish_inference`.

mod mask;

use std::ops::ControlFlow;
use std::path::Path;
use std::time::Duration;

use image::RgbaImage;
use image::imageops::{self, FilterType};
use safetensors::tensor::TensorView;
use safetensors::{Dtype, SafeTensors};

use crate::brand::Rgb;
use crate::brief::{Family, ModelId, ModelTraits, PictureSpec, Size};
use crate::engine::{Drawn, Model, Row, catalog, precision};
use crate::files;
use crate::job::Failure;
use crate::post::{Picture, on_colour, scaled};
use crate::units;
use brandish_inference::nn::Placement;
use brandish_inference::stable_diffusion::{
    DiffusionError, DiffusionRequest, InitImage, LoraUsage, Memory, SamplerName, StableDiffusion,
};
use brandish_inference::weights::{LoadError, SlowRead, Weights};
use brandish_inference::{DrawOutcome, DrawProgress, FileKind, Usage, free_memory};
use mask::{keep_outside, mask_values, whole_cells};

/// A disk is slow below so many bytes a second.
const SLOW_DISK: f64 = 100e6;
/// A read of so long is worth a note.
const LONG_READ: Duration = Duration::from_secs(5);

/// How much of a picture to start from changes where the spec has no strength.
const STRENGTH: f32 = 0.75;

impl Row {
    /// The Stable Diffusion model in a folder or a file. Its id is the name without the ending.
    ///
    /// # Errors
    /// Where the configs or headers cannot be read or are not supported.
    pub fn of_path(path: &Path) -> Result<Row, Failure> {
        let id = name(path);
        catalog::refuse_other_kind(path, &id, Usage::Pictures)?;
        let model = open(path)?;
        let (xl, distilled) = (model.is_xl(), model.distilled_steps());
        let family = if distilled.is_some() { Family::Turbo } else { Family::StableDiffusion };
        let mut traits = ModelTraits::of_family(ModelId(id.clone()), id, family);
        traits.default_steps = distilled.unwrap_or(traits.default_steps);
        if xl {
            traits.default_guidance = family.facts().default_guidance_xl;
        }
        Ok(Row {
            traits,
            about: match (xl, distilled.is_some()) {
                (true, true) => "For detailed scenes in a few steps (Stable Diffusion XL).",
                (true, false) => {
                    "For detailed scenes, people and products; slow (Stable Diffusion XL)."
                }
                (false, true) => "For whole scenes in a few steps (Stable Diffusion).",
                (false, false) => {
                    "For scenes, people and products in many styles (Stable Diffusion)."
                }
            }
            .into(),
            licence: "see where it comes from".into(),
            sample: None,
            folder: path.to_owned(),
            memory_bytes: model.bytes().0,
            memory: |path| {
                let (together, apart) = open(path)?.bytes();
                Ok(if together > free_memory() { apart } else { together })
            },
            load: |path, placement| {
                let placement = placement.clone().with_precision(precision::of_process());
                let mut model = open_at(path, &placement)?;
                let short = model.bytes().0 > free_memory();
                model.set_memory(Memory { short, decode: None });
                model.load().map_err(|error| catalog::failure(&name(path), &error))?;
                Ok(Box::new(model))
            },
            token_counter: |path| {
                let counter = open(path)?.token_counter();
                Ok(Box::new(counter.map_err(|error| catalog::failure(&name(path), &error))?))
            },
        })
    }
}

fn open(path: &Path) -> Result<StableDiffusion, Failure> {
    open_at(path, &Placement::kernels())
}

fn open_at(path: &Path, placement: &Placement) -> Result<StableDiffusion, Failure> {
    StableDiffusion::open(path, placement).map_err(|error| catalog::failure(&name(path), &error))
}

fn name(path: &Path) -> String {
    let name = if path.is_dir() { path.file_name() } else { path.file_stem() };
    name.unwrap_or_default().to_string_lossy().into_owned()
}

/// Checks that a LoRA file is there, is one, and fits the model in a folder or file. Reads headers and the LoRA; for before
/// a job is made.
///
/// # Errors
/// A failure that names the LoRA, or the model where that cannot be read.
pub fn check_lora(model: &Path, lora: &Path) -> Result<(), Failure> {
    open(model)?.check_lora(lora).map_err(|error| lora_failure(&error))
}

/// The failure of a job whose LoRA cannot be used: it names the LoRA and not the model.
fn lora_failure(error: &LoadError) -> Failure {
    let file = error.path().file_name().unwrap_or_default().to_string_lossy();
    let kind = FileKind::of(error.path());
    let reason = match kind {
        FileKind::Lora | FileKind::Unknown => error.reason(),
        other => other.reason(),
    };
    Failure::Unfit { detail: format!("The LoRA {file} cannot be used: {reason}.") }
}

impl Model for StableDiffusion {
    fn draw(
        &mut self,
        spec: &PictureSpec,
        watch: &mut dyn FnMut(crate::engine::Progress) -> ControlFlow<()>,
    ) -> Result<Drawn, Failure> {
        let (advanced, size) = (spec.advanced(), spec.size());
        self.set_loras(&advanced.loras).map_err(|error| lora_failure(&error))?;
        let inputs = InputFiles::read(spec).map_err(|detail| Failure::Unfit { detail })?;
        let sampler = match &advanced.sampler {
            None => None,
            Some(name) => Some(SamplerName::read(name).ok_or_else(|| Failure::Engine {
                detail: format!("there is no sampler {name}"),
            })?),
        };
        let request = DiffusionRequest {
            prompt: spec.sent_prompt(),
            negative: spec.negative(),
            seed: spec.seed(),
            steps: spec.steps() as usize,
            guidance: spec.guidance(),
            width: size.width,
            height: size.height,
            sampler,
            truncate: advanced.truncate_prompt,
            latents: inputs.latents.as_deref(),
            init_image: inputs.rgb.as_deref().map(|rgb| InitImage {
                rgb,
                strength: advanced.strength.unwrap_or(STRENGTH),
                mask: inputs.mask.as_deref(),
            }),
            fast_decode: advanced.fast_decode,
        };
        let outcome = StableDiffusion::draw(self, &request, &mut |progress| {
            watch(match progress {
                DrawProgress::Step { done, total, preview } => crate::engine::Progress::Step {
                    done: done as u32,
                    total: total as u32,
                    preview,
                },
                DrawProgress::Decoding => crate::engine::Progress::Decoding,
            })
        });
        match outcome {
            Ok(DrawOutcome::Drawn(mut picture)) => {
                if let (Some(rgb), Some(mask)) = (&inputs.rgb, &inputs.painted) {
                    keep_outside(&mut picture, rgb, mask);
                }
                if let Some(path) = &advanced.raw_out {
                    write_raw(&picture, path)?;
                }
                Ok(Drawn::Picture(picture))
            }
            Ok(DrawOutcome::Stopped) => Ok(Drawn::Stopped),
            Err(error @ DiffusionError::NotFinite(_)) => {
                tracing::error!("{error}");
                Err(Failure::NotFinite)
            }
            Err(DiffusionError::InvalidRequest(detail)) => Err(Failure::Unfit { detail }),
            Err(DiffusionError::Blank) => Err(Failure::Blank),
            Err(DiffusionError::Load(error)) => {
                Err(catalog::failure(spec.model().0.as_str(), &error))
            }
            Err(error) => Err(Failure::Engine { detail: error.to_string() }),
        }
    }

    fn notes(&self) -> Vec<String> {
        let loras = self.lora_usage().iter().filter_map(LoraUsage::note);
        let slow = self.stage_times().read.and_then(|read| slow_disk(&read));
        loras.chain(self.sampler_substitution().map(str::to_owned)).chain(slow).collect()
    }
}

/// What the user should know of a model whose disk made them wait.
fn slow_disk(read: &SlowRead) -> Option<String> {
    let is_slow = read.speed() < SLOW_DISK && read.took >= LONG_READ;
    is_slow.then(|| {
        format!(
            "The model lies on a slow disk or network drive: reading its {} took {}. On this laptop's own disk it starts \
             sooner; brandish models add --copy puts it there.",
            units::bytes(read.bytes),
            units::duration(read.took)
        )
    })
}

/// What a spec names beside the model.
struct InputFiles {
    latents: Option<Vec<f32>>,
    rgb: Option<Vec<f32>>,
    /// What the user painted, 0..=1 per pixel.
    painted: Option<Vec<f32>>,
    /// The same, with each cell of latents whole that it touches.
    mask: Option<Vec<f32>>,
}

impl InputFiles {
    /// Reads the files; what is wrong with one is a sentence.
    fn read(spec: &PictureSpec) -> Result<InputFiles, String> {
        let (advanced, size) = (spec.advanced(), spec.size());
        let ground = spec.start_ground().unwrap_or(Rgb::new(255, 255, 255));
        let latents = advanced.init_latents.as_deref().map(read_latents).transpose()?;
        let picture = advanced.init_image.as_deref();
        let picture = picture.map(|path| read_picture(path, size, ground)).transpose()?;
        let image = advanced.mask.as_deref().map(|path| read_image(path, size)).transpose()?;
        let painted = image.map(|image| mask_values(&image));
        let mask = painted.as_ref().map(|painted| whole_cells(painted, size.width as usize));
        Ok(InputFiles { latents, rgb: picture.map(|picture| picture.rgb), painted, mask })
    }
}

/// The tensor `latents`, `[1, channels, height, width]`.
fn read_latents(path: &Path) -> Result<Vec<f32>, String> {
    let read = || -> Result<Vec<f32>, LoadError> {
        let shape = {
            let bytes = std::fs::read(path).map_err(|error| LoadError::reading(path, error))?;
            let tensors = SafeTensors::deserialize(&bytes);
            let tensors = tensors.map_err(|error| LoadError::damaged(path, error))?;
            let tensor =
                tensors.tensor("latents").map_err(|error| LoadError::damaged(path, error))?;
            tensor.shape().to_vec()
        };
        Weights::open(path, &Placement::kernels())?.read("latents", &shape)
    };
    read().map_err(|error| error.to_string())
}

fn read_picture(path: &Path, size: Size, ground: Rgb) -> Result<Picture, String> {
    // What is transparent would be drawn from, though nobody sees it.
    let image = on_colour(&read_image(path, size)?, ground);
    let rgb =
        image.pixels().flat_map(|pixel| [0, 1, 2].map(|channel| f32::from(pixel[channel]) / 255.0));
    Ok(Picture { width: size.width as usize, height: size.height as usize, rgb: rgb.collect() })
}

/// A picture, brought to a size; what does not fit its shape is cut off on both sides alike.
fn read_image(path: &Path, size: Size) -> Result<RgbaImage, String> {
    let image = files::read_pixels(path).map_err(|error| error.to_string())?;
    if image.dimensions() == (size.width, size.height) {
        return Ok(image);
    }
    let (x, y, width, height) = middle(image.dimensions(), size);
    let part = imageops::crop_imm(&image, x, y, width, height).to_image();
    Ok(scaled(&part, size.width, size.height, FilterType::Lanczos3))
}

/// The largest part in the middle of a picture that has the shape of `size`: x, y, width, height.
fn middle((width, height): (u32, u32), size: Size) -> (u32, u32, u32, u32) {
    let (wide, high) = (u64::from(size.width), u64::from(size.height));
    // Rounded, as a whole number of pixels is cut.
    let across = ((u64::from(height) * wide + high / 2) / high).clamp(1, u64::from(width)) as u32;
    let down = ((u64::from(width) * high + wide / 2) / wide).clamp(1, u64::from(height)) as u32;
    ((width - across) / 2, (height - down) / 2, across, down)
}

/// Writes the tensor `image`, `[height, width, 3]`.
fn write_raw(picture: &Picture, path: &Path) -> Result<(), Failure> {
    let folder = path.parent().unwrap_or(Path::new("")).to_owned();
    let failed = |detail: String| Failure::CannotWrite { folder: folder.clone(), detail };
    let bytes: Vec<u8> = picture.rgb.iter().flat_map(|value| value.to_le_bytes()).collect();
    let view = TensorView::new(Dtype::F32, vec![picture.height, picture.width, 3], &bytes)
        .map_err(|error| failed(error.to_string()))?;
    let file = safetensors::serialize([("image", view)], None)
        .map_err(|error| failed(error.to_string()))?;
    files::write_over(path, &file).map_err(|error| failed(error.to_string()))
}
