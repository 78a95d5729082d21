//! `brandish enlarge`: a photo or picture twice or four times as wide and high, with the detail that a network adds.
//! Ctrl+C stops it between two tiles, and nothing is written.

use super::output::{print, print_json};
use super::photo::Task;
use super::{CliError, assets};
use crate::engine::enlarge;
use brandish_inference::vision::Scale;
use indicatif::ProgressBar;
use std::ops::ControlFlow;
use std::path::PathBuf;
use std::sync::atomic::Ordering;

#[derive(clap::Args)]
pub(super) struct Enlarge {
    /// A photo or picture: PNG, JPEG, WebP or GIF
    file: PathBuf,
    /// How many times wider and higher
    #[arg(long, value_name = "2|4", default_value = "4", value_parser = scale)]
    scale: Scale,
    /// The picture to write; its ending names the format
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

impl Enlarge {
    pub(super) fn run(self) -> Result<(), CliError> {
        let mut task = Task::new(&self.file, &self.out)?;
        let stop = super::stop_flag::stop_flag();
        // Hidden by itself where stderr is no terminal.
        let bar = if self.json { ProgressBar::hidden() } else { ProgressBar::new(0) };
        let picture = std::mem::take(&mut task.picture);
        let enlarged = enlarge(&assets()?, picture, self.scale, &mut |ready, total| {
            bar.set_length(total as u64);
            bar.set_position(ready as u64);
            match stop.load(Ordering::Relaxed) {
                true => ControlFlow::Break(()),
                false => ControlFlow::Continue(()),
            }
        });
        bar.finish_and_clear();
        let enlarged = enlarged.map_err(|error| CliError::BadInput(error.to_string()))?;
        let Some(picture) = enlarged else {
            return Err(CliError::Failed("Stopped; nothing was written.".to_owned()));
        };
        task.write(&picture)?;
        let (width, height) = picture.dimensions();
        if self.json {
            return print_json(
                &serde_json::json!({ "picture": task.out(), "width": width, "height": height }),
            );
        }
        print(task.out())
    }
}

fn scale(text: &str) -> Result<Scale, String> {
    match text {
        "2" => Ok(Scale::Two),
        "4" => Ok(Scale::Four),
        _ => Err("2 or 4".to_owned()),
    }
}
