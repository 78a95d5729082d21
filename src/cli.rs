//! The command line over the same Studio: one file per command.
//! Results go to stdout, everything else to stderr. `--json` has one rule: see `JSON_RULE`.

mod advanced_options;
mod campaign;
mod caption;
mod cutout;
mod describe;
mod device;
mod elements;
mod enhance;
mod enlarge;
mod files;
mod generate;
mod guess;
mod jobs;
mod models;
mod output;
mod personas;
mod photo;
mod placed_photo;
mod post;
mod products;
mod recipe;
#[cfg(feature = "serve")]
mod serve;
mod stop_flag;
mod styles;
mod team_wait;
mod threads;
#[cfg(feature = "team")]
mod worker;

use crate::brand::PersonaId;
use crate::brief::BriefError;
use crate::engine::Catalog;
use crate::files::{HistoryError, Home, HomeError, Program, Settings};
use crate::model_library::{InstalledModels, ModelLibrary};
use crate::studio::{OpenError, Studio, StudioError};
use clap::{Parser, Subcommand};
pub use files::WindowArguments;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

/// The form of `--json`, as `brandish --help` states it.
const JSON_RULE: &str = "With --json, a command that lists things prints one JSON array, and a command \
about one thing prints one JSON object. `generate` prints one object per picture, each on its own line \
as soon as the picture is finished.";

/// On-brand pictures, made on your own laptop. Without a command, the window opens, with the files that are named:
/// pictures, brands (.brandish-persona) and models (.safetensors, .gguf).
#[derive(Parser)]
#[command(name = "brandish", version, max_term_width = 100, after_help = JSON_RULE)]
#[command(
    override_usage = "brandish [--threads N] [--quiet-mode] [FILE]...\n       brandish <COMMAND>"
)]
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
    /// Show how a prompt is completed before it is drawn.
    Enhance(enhance::EnhancePrompt),
    /// List jobs, newest first.
    Jobs(jobs::Jobs),
    /// Show one job.
    Result(jobs::JobResult),
    /// List, show, import, export or create personas.
    Personas(personas::Personas),
    /// List, add or remove the products of a brand.
    Products(products::Products),
    /// List the styles, or import more.
    Styles(styles::Styles),
    /// List, add, download, show or remove models.
    Models(models::Models),
    /// Show how a picture was made.
    Recipe(recipe::ReadRecipe),
    /// Make finished posts of pictures, words and a brand.
    Post(post::MakePost),
    /// Make the posts of a whole table of products.
    Campaign(campaign::MakeCampaign),
    /// List the layouts of posts, or check one of your own.
    Layouts(post::Layouts),
    /// Cut the subject out of a photo.
    Cutout(cutout::CutOut),
    /// Say what a photo shows, as a draft of its alternative text.
    Describe(describe::Describe),
    /// Find illustrations by what they show, and draw them in a brand's colours.
    Elements(elements::Elements),
    /// Enlarge a photo or picture.
    Enlarge(enlarge::Enlarge),
    /// Let other programs request pictures and captions by HTTP.
    #[cfg(feature = "serve")]
    Serve(serve::Serve),
    /// Draw the jobs of a team's queue.
    #[cfg(feature = "team")]
    Worker(worker::WorkForTeam),
}

/// Why a command failed. The exit code distinguishes bad input from a failed job.
#[derive(Debug)]
enum CliError {
    /// Exit code 2.
    BadInput(String),
    /// Exit code 1.
    Failed(String),
    /// Exit code 1; the reason was printed already.
    Reported,
    /// The reader of stdout is gone. Exit code 141, as a shell shows for a program that SIGPIPE ended.
    PipeClosed,
}

/// Runs the command in the program's arguments.
pub fn run() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => {
            // Help and version are no errors; clap prints each to the right stream.
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
        Command::Products(command) => command.run(),
        Command::Styles(command) => command.run(),
        Command::Models(command) => command.run(),
        Command::Recipe(command) => command.run(),
        Command::Post(command) => command.run(),
        Command::Campaign(command) => command.run(),
        Command::Layouts(command) => command.run(),
        Command::Cutout(command) => command.run(),
        Command::Describe(command) => command.run(),
        Command::Elements(command) => command.run(),
        Command::Enlarge(command) => command.run(),
        #[cfg(feature = "serve")]
        Command::Serve(command) => command.run(),
        #[cfg(feature = "team")]
        Command::Worker(command) => command.run(),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(CliError::Reported) => ExitCode::from(1),
        Err(CliError::PipeClosed) => ExitCode::from(141),
        Err(CliError::Failed(sentence)) => {
            output::note(sentence);
            ExitCode::from(1)
        }
        Err(CliError::BadInput(sentence)) => {
            output::note(sentence);
            ExitCode::from(2)
        }
    }
}

/// The home, for commands that only read.
fn home() -> Result<Home, CliError> {
    Home::find().map_err(|error| CliError::Failed(error.to_string()))
}

/// The home, for a command that writes there.
fn home_of(command: &str) -> Result<Home, CliError> {
    Ok(home()?.of_program(Program::Command(command.to_owned())))
}

/// Every model that can be used.
fn catalog() -> Result<Catalog, CliError> {
    Ok(Arc::unwrap_or_clone(installed_models()?.catalog))
}

/// The installed models of every location.
fn installed_models() -> Result<InstalledModels, CliError> {
    let built_in = built_in_catalog()?;
    let home = home()?;
    Ok(ModelLibrary::scan_now(&home, &Settings::read(&home.settings), built_in))
}

/// The models that are installed with the program.
fn built_in_catalog() -> Result<Catalog, CliError> {
    Ok(Catalog::built_in(&assets()?))
}

/// The folder of the files that come with the program.
fn assets() -> Result<PathBuf, CliError> {
    crate::files::find_assets().map_err(|places| {
        let places: Vec<_> = places.iter().map(|place| format!("  {}", place.display())).collect();
        CliError::Failed(format!(
            "The files that come with Brandish are missing. Looked for models/spark in:\n{}\n\
             Install Brandish again, or set BRANDISH_ASSETS to its assets folder.",
            places.join("\n")
        ))
    })
}

/// The persona of this name, none, or the one chosen last.
fn speaker(name: Option<&str>, studio: &Studio) -> Option<PersonaId> {
    studio.speaker(name)
}

/// A path as the user would write it: relative if it is below the current folder.
fn shown(path: &std::path::Path) -> String {
    let current = std::env::current_dir().unwrap_or_default();
    let path = path.strip_prefix(&current).map_or_else(|_| path.to_owned(), PathBuf::from);
    path.display().to_string()
}

impl From<BriefError> for CliError {
    fn from(error: BriefError) -> Self {
        Self::BadInput(error.to_string())
    }
}

impl From<StudioError> for CliError {
    fn from(error: StudioError) -> Self {
        match error {
            StudioError::Brief(error) => error.into(),
            other => Self::Failed(other.to_string()),
        }
    }
}

impl From<OpenError> for CliError {
    fn from(error: OpenError) -> Self {
        Self::Failed(error.to_string())
    }
}

impl From<HomeError> for CliError {
    fn from(error: HomeError) -> Self {
        Self::Failed(error.to_string())
    }
}

impl From<HistoryError> for CliError {
    fn from(error: HistoryError) -> Self {
        Self::Failed(error.to_string())
    }
}
