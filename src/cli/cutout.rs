//! `brandish cutout`: the subject of a photo on nothing, as PNG or WebP.
//! What stands out is found by the engine; here a place may be named where it is.

use super::output::{note, print, print_json};
use super::photo::Task;
use super::{CliError, assets, installed_models};
use crate::engine::{CutPhoto, ObjectFinder, PhotoTask, VisionError, cut_by_map, cut_out};
use brandish_inference::vision::Selection;
use image::RgbaImage;
use std::path::PathBuf;

#[derive(clap::Args)]
pub(super) struct CutOut {
    /// A photo: PNG, JPEG, WebP or GIF
    file: PathBuf,
    /// The picture to write; its ending names the format (JPEG has a white background)
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// A place on the object, in pixels from the upper left corner; most exact with the model mobile-sam [default: the
    /// largest object]
    #[arg(long, value_name = "X,Y", value_parser = place)]
    at: Option<[f32; 2]>,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

impl CutOut {
    pub(super) fn run(self) -> Result<(), CliError> {
        let mut task = Task::new(&self.file, &self.out)?;
        let (width, height) = task.picture.dimensions();
        if let Some([x, y]) = self.at
            && !(x < width as f32 && y < height as f32)
        {
            let sentence =
                format!("{x},{y} is not in the photo, which has {width} x {height} pixels.");
            return Err(CliError::BadInput(sentence));
        }
        let selection = Selection { seed: self.at, strokes: Vec::new() };
        let picture = std::mem::take(&mut task.picture);
        let finder = match self.at {
            Some(_) => finder()?,
            None => None,
        };
        let cut = match (finder, self.at) {
            (Some(finder), Some(place)) if !has_transparency(&picture) => {
                cut_at(&finder, picture, place, &selection)
            }
            _ => cut_out(&assets()?, picture, &selection),
        };
        let cut = cut.map_err(|error| match error {
            VisionError::NoObject => CliError::Failed(format!("{}: {error}", self.file.display())),
            other => CliError::Failed(other.to_string()),
        })?;
        task.write(&cut.picture)?;
        if self.json {
            return print_json(&serde_json::json!({
                "picture": task.out(), "width": width, "height": height, "kept_own_transparency": cut.kept,
            }));
        }
        if cut.kept {
            note("The picture is transparent already; its own transparency was kept.");
        }
        print(task.out())
    }
}

/// The downloaded model that finds the object at a place, if there is one.
fn finder() -> Result<Option<ObjectFinder>, CliError> {
    let installed = installed_models()?;
    let model = installed.catalog.photo_model(PhotoTask::Segment);
    let finder = model.map(|model| ObjectFinder::load(&model.folder)).transpose();
    finder.map_err(|error| CliError::Failed(error.to_string()))
}

fn has_transparency(picture: &RgbaImage) -> bool {
    picture.pixels().any(|pixel| pixel[3] < 255)
}

fn cut_at(
    finder: &ObjectFinder,
    picture: RgbaImage,
    [x, y]: [f32; 2],
    selection: &Selection,
) -> Result<CutPhoto, VisionError> {
    let place = [x / picture.width() as f32, y / picture.height() as f32];
    let map = finder.map_at(&finder.see(&picture)?, place)?;
    Ok(CutPhoto { picture: cut_by_map(&map, picture, selection)?, kept: false })
}

fn place(text: &str) -> Result<[f32; 2], String> {
    let parse = |text: &str| text.trim().parse::<f32>().ok().filter(|value| *value >= 0.0);
    text.split_once(',')
        .and_then(|(x, y)| Some([parse(x)?, parse(y)?]))
        .ok_or_else(|| "two numbers with a comma between, such as 320,200".to_owned())
}
