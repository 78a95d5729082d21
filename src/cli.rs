//! The command line over the same Studio: one file per command.
//! Answers go to stdout (with `--json` as JSON, one object a line), everything else to stderr.

mod advanced_options;
mod caption;
mod cutout;
mod enhance;
mod enlarge;
mod generate;
mod jobs;
mod models;
mod personas;
mod photo;
mod recipe;
mod serve;
mod styles;
mod worker;

use crate::brand::PersonaId;
use crate::brief::BriefError;
use crate::engine::{Catalog, Stock};
use crate::files::models::find;
use crate::files::{self, HistoryError, Home, HomeError, Settings};
use crate::studio::{OpenError, Studio, StudioError};
use clap::{Parser, Subcommand};
use std::path::PathBuf;
use std::process::ExitCode;

/// On-brand pictures, made on your own laptop. Without a command, the window opens.
#[derive(Parser)]
#[command(name = "brandish", version, max_term_width = 100)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Make pictures of a prompt.
    Generate(generate::Generate),
    /// Write a caption for a network.
    Caption(caption::WriteCaption),
    /// Show what becomes of a prompt before it is drawn.
    Enhance(enhance::EnhancePrompt),
    /// List jobs, newest first.
    Jobs(jobs::Jobs),
    /// Show one job.
    Result(jobs::JobResult),
    /// List, show, import, export or start personas.
    Personas(personas::Personas),
    /// List the styles, or take in more.
    Styles(styles::Styles),
    /// List, add, download, show or remove models.
    Models(models::Models),
    /// Show how a picture was made.
    Recipe(recipe::ReadRecipe),
    /// Cut the subject out of a photo.
    Cutout(cutout::CutOut),
    /// Enlarge a photo or picture.
    Enlarge(enlarge::Enlarge),
    /// Let other programs ask by HTTP.
    Serve(serve::Serve),
    /// Draw for a team, from its queue.
    Worker(worker::WorkForTeam),
}

/// Why a command ended badly; the exit code tells bad input from a failed job.
#[derive(Debug)]
enum Trouble {
    /// Exit code 2.
    BadInput(String),
    /// Exit code 1.
    Failed(String),
    /// Exit code 1; it was said already.
    Told,
}

/// Runs the command in the program's arguments.
pub fn run() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => {
            // Help and version are no errors; clap knows where each goes.
            error.print().ok();
            return ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2));
        }
    };
    crate::log::to_stderr();
    let outcome = match arguments.command {
        Command::Generate(command) => command.run(),
        Command::Caption(command) => command.run(),
        Command::Enhance(command) => command.run(),
        Command::Jobs(command) => command.run(),
        Command::Result(command) => command.run(),
        Command::Personas(command) => command.run(),
        Command::Styles(command) => command.run(),
        Command::Models(command) => command.run(),
        Command::Recipe(command) => command.run(),
        Command::Cutout(command) => command.run(),
        Command::Enlarge(command) => command.run(),
        Command::Serve(command) => command.run(),
        Command::Worker(command) => command.run(),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(Trouble::Told) => ExitCode::from(1),
        Err(Trouble::Failed(sentence)) => {
            eprintln!("{sentence}");
            ExitCode::from(1)
        }
        Err(Trouble::BadInput(sentence)) => {
            eprintln!("{sentence}");
            ExitCode::from(2)
        }
    }
}

/// The home, for commands that only read.
fn home() -> Result<Home, Trouble> {
    Home::find().map_err(|error| Trouble::Failed(error.to_string()))
}

/// Every model that can be used.
fn catalog() -> Result<Catalog, Trouble> {
    Ok(stock()?.catalog)
}

/// The folder that came with the program.
fn assets() -> Result<PathBuf, Trouble> {
    files::find_assets().map_err(|places| {
        let places: Vec<_> = places.iter().map(|place| format!("  {}", place.display())).collect();
        Trouble::Failed(format!(
            "The files that came with Brandish are not there. Looked for models/spark in:\n{}\n\
             Install Brandish again, or set BRANDISH_ASSETS to its assets folder.",
            places.join("\n")
        ))
    })
}

/// What is installed, wherever it lies.
fn stock() -> Result<Stock, Trouble> {
    let assets = assets()?;
    let home = home()?;
    let named = Settings::read(&home.settings).model_places;
    let (found, _) = find(Some(&home.models()), home.hub_cache.as_deref(), &named);
    Ok(Stock::take(Catalog::built_in(&assets), found))
}

/// Who speaks: the persona that is named, none, or the one chosen last.
fn speaker(named: Option<&str>, studio: &Studio) -> Option<PersonaId> {
    studio.speaker(named)
}

/// A path as the user would write it: from the current folder where it lies below.
fn shown(path: &std::path::Path) -> String {
    let here = std::env::current_dir().unwrap_or_default();
    let path = path.strip_prefix(&here).map_or_else(|_| path.to_owned(), PathBuf::from);
    path.display().to_string()
}

impl From<BriefError> for Trouble {
    fn from(error: BriefError) -> Self {
        Self::BadInput(error.to_string())
    }
}

impl From<StudioError> for Trouble {
    fn from(error: StudioError) -> Self {
        match error {
            StudioError::Brief(error) => error.into(),
            other => Self::Failed(other.to_string()),
        }
    }
}

impl From<OpenError> for Trouble {
    fn from(error: OpenError) -> Self {
        Self::Failed(error.to_string())
    }
}

impl From<HomeError> for Trouble {
    fn from(error: HomeError) -> Self {
        Self::Failed(error.to_string())
    }
}

impl From<HistoryError> for Trouble {
    fn from(error: HistoryError) -> Self {
        Self::Failed(error.to_string())
    }
}
