//! `brandish elements`: illustrations found by what they show, and drawn in a brand's colours.
//! What an illustration looks like and how it is found are the business of `brandish-elements`.

use super::output::{note, print, print_json};
use super::{CliError, assets, home, shown};
use crate::brief::ElementStyle;
use crate::engine::ElementLibrary;
use crate::files::{self, read_personas};
use brandish_elements::{
    Drawing, ElementError, Ground, Recolour, Rgb, SceneRequest, Style, Tone, read_own_folder, scene,
};
use clap::Subcommand;
use image::{ImageFormat, RgbaImage};
use serde_json::json;
use std::collections::HashSet;
use std::io::Cursor;
use std::path::{Path, PathBuf};

#[derive(clap::Args)]
pub(super) struct Elements {
    #[command(subcommand)]
    command: ElementsCommand,
}

#[derive(Subcommand)]
enum ElementsCommand {
    /// Find illustrations that show what a text says, best first.
    Search(Search),
    /// Draw one illustration, or two or three as a scene, as PNG or SVG.
    Draw(Draw),
    /// Check a folder of your own SVG, PNG and WebP files, and say which cannot be used and why.
    Check(Check),
}

impl Elements {
    pub(super) fn run(self) -> Result<(), CliError> {
        match self.command {
            ElementsCommand::Search(command) => command.run(),
            ElementsCommand::Draw(command) => command.run(),
            ElementsCommand::Check(command) => command.run(),
        }
    }
}

#[derive(clap::Args)]
struct Search {
    /// What to show, in English by meaning, or by words in German, Spanish, French, Italian, Portuguese or Dutch
    text: String,
    /// How many at most
    #[arg(long, value_name = "N", default_value_t = 6)]
    limit: usize,
    /// Print JSON: an array of the illustrations
    #[arg(long)]
    json: bool,
}

impl Search {
    fn run(self) -> Result<(), CliError> {
        if self.text.trim().is_empty() {
            return Err(CliError::BadInput("Write what the illustration shows.".into()));
        }
        let library = ElementLibrary::in_assets(&assets()?);
        let found = library.search(&self.text, self.limit).map_err(CliError::Failed)?;
        if self.json {
            let rows = found.iter().map(|found| {
                let element = found.element;
                let score = (f64::from(found.score) * 1000.0).round() / 1000.0;
                json!({ "name": element.name, "group": element.group, "tones": element.tones, "score": score })
            });
            return print_json(&rows.collect::<Vec<_>>());
        }
        for found in found {
            print(format_args!("{:.2}  {}", found.score, found.element.name))?;
        }
        Ok(())
    }
}

#[derive(clap::Args)]
struct Draw {
    /// One to three names (see `brandish elements search`), with commas between
    #[arg(value_delimiter = ',', required = true)]
    names: Vec<String>,
    /// The file to write: PNG or SVG
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// Paint in the brand's colours; skin stays skin
    #[arg(long)]
    recolour: bool,
    /// The brand, by its id (see `brandish personas`)
    #[arg(long, value_name = "ID", default_value = "stride")]
    persona: String,
    /// How it is painted: original, flat, outline (in the brand's dark colour), sticker (with a white rim) or grey
    #[arg(long, value_name = "STYLE", default_value = "original")]
    style: ElementStyle,
    /// The colour of skin: yellow, light, medium-light, medium, medium-dark or dark
    #[arg(long, default_value = "yellow", value_parser = tone)]
    tone: Tone,
    /// Compose a scene on a ground, and choose its arrangement by this number
    #[arg(long, value_name = "SEED")]
    scene: Option<u64>,
    /// How many of the first, in a scene
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u8).range(1..=9))]
    count: u8,
    /// Leave the ground of a scene transparent
    #[arg(long)]
    transparent: bool,
    /// The longer side of a PNG, in pixels
    #[arg(long, value_name = "PIXELS", default_value_t = 1080, value_parser = clap::value_parser!(u32).range(1..=8192))]
    size: u32,
    /// A folder of your own SVG, PNG and WebP files, which are found by their names first
    #[arg(long, value_name = "DIR")]
    folder: Option<PathBuf>,
}

impl Draw {
    fn run(self) -> Result<(), CliError> {
        let is_svg = match ending(&self.out).as_str() {
            "svg" => true,
            "png" => false,
            _ => {
                let sentence = format!("{} must end in .png or .svg.", self.out.display());
                return Err(CliError::BadInput(sentence));
            }
        };
        let colours = palette(&self.persona)?;
        let drawings = self.drawings(&colours)?;
        let drawing = match (drawings.as_slice(), self.scene) {
            ([one], None) if self.count == 1 => one.clone(),
            (drawings, seed) => {
                let request = SceneRequest {
                    drawings,
                    count: self.count.into(),
                    colours: &colours[..3],
                    base: None,
                    aspect: 1.0,
                    ground: self.transparent.then_some(Ground::Transparent),
                    seed: seed.unwrap_or_default(),
                };
                scene(&request).map_err(bad_input)?.drawing
            }
        };
        let bytes = match is_svg {
            true => drawing.svg().into_bytes(),
            false => png(&drawing, self.size)?,
        };
        files::write_over(&self.out, &bytes).map_err(|error| {
            CliError::Failed(format!("{} cannot be written: {error}", self.out.display()))
        })?;
        print(shown(&self.out))
    }

    fn drawings(&self, colours: &[Rgb; 4]) -> Result<Vec<Drawing>, CliError> {
        let library = ElementLibrary::in_assets(&assets()?);
        let library = library.library().map_err(CliError::Failed)?;
        let own = match &self.folder {
            Some(folder) => own_elements(folder)?,
            None => Vec::new(),
        };
        let one = |name: &String| {
            let name = name.trim();
            let (drawing, skin) = match own.iter().find(|own| own.name == name) {
                Some(own) => (own.drawing.clone(), HashSet::new()),
                None => {
                    let drawing = library.drawing(name, self.tone).map_err(bad_input)?;
                    (drawing, library.skin(name, self.tone).map_err(bad_input)?)
                }
            };
            let recoloured = match (self.style, self.recolour) {
                (ElementStyle::Grey, _) => drawing.recoloured(&Recolour::Grey, &HashSet::new()),
                (_, true) => drawing.recoloured(&Recolour::All(colours[..3].to_vec()), &skin),
                _ => Ok(drawing),
            };
            let style = match self.style {
                ElementStyle::Original | ElementStyle::Grey => Style::Original,
                ElementStyle::Flat => Style::Flat,
                ElementStyle::Outline => Style::Outline(colours[3]),
                ElementStyle::Sticker => Style::Sticker,
            };
            Ok(recoloured.map_err(bad_input)?.styled(style))
        };
        self.names.iter().map(one).collect()
    }
}

#[derive(clap::Args)]
struct Check {
    /// The folder
    folder: PathBuf,
    /// Print JSON: an array of the files that cannot be used
    #[arg(long)]
    json: bool,
}

impl Check {
    fn run(self) -> Result<(), CliError> {
        let (own, refused) = read_own_folder(&self.folder).map_err(bad_input)?;
        if self.json {
            let row = |file: &brandish_elements::Refused| json!({ "path": file.path, "reason": file.reason.to_string() });
            print_json(&refused.iter().map(row).collect::<Vec<_>>())?;
        } else {
            for file in &refused {
                print(format_args!("{}: {}", shown(&file.path), file.reason))?;
            }
            note(format_args!("{} can be used.", own.len()));
        }
        if refused.is_empty() { Ok(()) } else { Err(CliError::Reported) }
    }
}

fn own_elements(folder: &Path) -> Result<Vec<brandish_elements::OwnElement>, CliError> {
    let (own, refused) = read_own_folder(folder).map_err(bad_input)?;
    for file in refused {
        note(format_args!("{}: {}", shown(&file.path), file.reason));
    }
    Ok(own)
}

/// The brand's primary, secondary, accent and dark.
fn palette(id: &str) -> Result<[Rgb; 4], CliError> {
    let (personas, errors) = read_personas(&home()?.personas());
    errors.iter().for_each(note);
    let persona = personas.into_iter().find(|persona| persona.id.0 == id).ok_or_else(|| {
        CliError::BadInput(format!("There is no persona “{id}”. See brandish personas."))
    })?;
    let palette = persona.look.palette;
    let colours = [palette.primary, palette.secondary, palette.accent, palette.dark];
    Ok(colours.map(|colour| Rgb([colour.r, colour.g, colour.b])))
}

fn png(drawing: &Drawing, longer: u32) -> Result<Vec<u8>, CliError> {
    let (width, height) = drawing.size().map_err(bad_input)?;
    let scale = longer as f32 / width.max(height);
    let side = |length: f32| ((length * scale).round() as u32).max(1);
    let pixels = drawing.pixels(side(width), side(height)).map_err(bad_input)?;
    let picture = RgbaImage::from_raw(pixels.width, pixels.height, pixels.rgba)
        .expect("a drawing has four bytes for each of its pixels");
    let mut bytes = Cursor::new(Vec::new());
    let written = picture.write_to(&mut bytes, ImageFormat::Png);
    written.map_err(|error| CliError::Failed(format!("The PNG cannot be made: {error}")))?;
    Ok(bytes.into_inner())
}

fn bad_input(error: ElementError) -> CliError {
    CliError::BadInput(error.to_string())
}

fn ending(path: &Path) -> String {
    path.extension().unwrap_or_default().to_string_lossy().to_lowercase()
}

fn tone(text: &str) -> Result<Tone, String> {
    let named = Tone::ALL.into_iter().find(|tone| tone.name() == text);
    named.ok_or_else(|| format!("one of {}", Tone::ALL.map(Tone::name).join(", ")))
}
