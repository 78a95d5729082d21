//! Every action of the user, grouped by what it changes. Panels push actions while they draw; the app runs them
//! after drawing (`app/dispatch.rs`), so no panel changes what another one is showing.

use super::Screen;
use super::brands::BrandAction;
use super::campaign::CampaignAction;
use super::caption_choice::Several;
use super::desktop::PictureInput;
use super::models::ModelAction;
use super::post::PostAction;
use crate::brand::PersonaId;
use crate::brief::{DeviceChoice, Revision};
use crate::files::{RenderOn, Theme, WindowLanguage};
use crate::job::JobId;
use crate::studio::{ElementQuery, PromptTexts};
use std::path::PathBuf;

/// An action of the user.
#[derive(Clone, Debug, PartialEq)]
pub enum Action {
    OpenScreen(Screen),
    ToggleHelp,
    /// Close the window, as its own button does.
    Quit,
    /// Put the cursor into the prompt.
    FocusPrompt,
    CopyText(String),
    /// Open a dropped file: a brand, a model, or a picture with its recipe; `beside` the post's own picture, while a post
    /// is open.
    OpenDropped {
        path: PathBuf,
        beside: bool,
    },
    /// Open the files that the program was started with, as if dropped where every kind is taken.
    OpenFiles(Vec<PathBuf>),
    Brief(BriefAction),
    Job(JobAction),
    Caption(CaptionAction),
    Campaign(CampaignAction),
    Post(PostAction),
    Brand(BrandAction),
    Model(ModelAction),
    Settings(SettingsAction),
}

/// An action on the brief under edit.
#[derive(Clone, Debug, PartialEq)]
pub enum BriefAction {
    /// Queue the brief; `first` puts it before all waiting jobs.
    Generate {
        first: bool,
    },
    /// Find illustrations for the prompt.
    FindElements(Box<ElementQuery>),
    /// Open the folder of the brand's own drawings, which is created first.
    OpenElementFolder,
    /// Count how much of the prompt the model reads.
    CountTokens(PromptTexts),
    SelectBrand(Option<PersonaId>),
    /// Put a job's whole recipe into the brief; `UndoRecipe` restores what was typed.
    UseRecipe(JobId),
    UndoRecipe,
    /// Choose a file that pictures are made with.
    ChooseInput(PictureInput),
    /// Start the next pictures from this one, or from words alone.
    SetStartPicture(Option<PathBuf>),
    /// Paint the part of the start picture to redraw.
    PaintMask,
    /// Have a language model add a scene to the prompt, in the place of the one that it added last.
    AddScene,
    /// Restore the prompt before the scene.
    UndoScene,
}

/// An action on jobs, their queue and their pictures.
#[derive(Clone, Debug, PartialEq)]
pub enum JobAction {
    Cancel(JobId),
    Retry(JobId),
    /// Make the picture again with another seed.
    NewSeed(JobId),
    RunNext(JobId),
    /// Put a waiting job before another, or at the end.
    MoveBefore(JobId, Option<JobId>),
    PauseQueue,
    ResumeQueue,
    Remove(Vec<JobId>),
    /// Remove every job that ended without a result.
    RemoveUnfinished,
    UndoRemove,
    /// Show a job on the canvas.
    Show(JobId),
    ShowNeighbour(Neighbour),
    SetFavourite(JobId, bool),
    SaveAs(Vec<JobId>),
    CopyPicture(JobId),
    ShowInFolder(JobId),
}

/// Which picture beside the one on the canvas: in its batch, or in the Library.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Neighbour {
    Previous,
    Next,
}

/// An action on captions.
#[derive(Clone, Debug, PartialEq)]
pub enum CaptionAction {
    /// Keep the user's own version of a caption; `None` restores the written one.
    Edit(JobId, Option<String>),
    /// Write another version of a caption.
    Rewrite(JobId, Option<Revision>),
    /// Write several like a caption, to choose from.
    WriteSeveral(JobId, Several),
    /// Write a caption for a finished picture, for a network or for that of the brief.
    Write(JobId, Option<&'static str>),
}

/// An action on the settings.
#[derive(Clone, Debug, PartialEq)]
pub enum SettingsAction {
    SetTheme(Theme),
    /// Show the window in a language; none follows the system.
    SetLanguage(Option<WindowLanguage>),
    SetNotify(bool),
    SetSound(bool),
    SetKeepAwake(bool),
    SetQuietMode(bool),
    SetDevice(DeviceChoice),
    /// Save what someone who helps needs to know of this program and laptop.
    SaveSupportFile,
    SetJpegQuality(u8),
    /// Draw new pictures on this laptop or on the team queue.
    SetRenderOn(RenderOn),
    /// The addresses of the team's queue and store.
    SetTeam {
        queue: Option<String>,
        store: Option<String>,
    },
    TestTeam,
    /// Start or stop the HTTP server for other programs on this laptop.
    SetHttpServer(bool),
    /// Choose the folder of new pictures, then retry a job that could not be saved.
    ChoosePicturesFolder(Option<JobId>),
    UseDefaultFolder,
    OpenPicturesFolder,
}

macro_rules! into_action {
    ($($group:ident($part:ty)),* $(,)?) => {
        $(impl From<$part> for Action {
            fn from(action: $part) -> Self {
                Self::$group(action)
            }
        })*
    };
}

into_action! {
    Post(PostAction),
    Brief(BriefAction),
    Job(JobAction),
    Caption(CaptionAction),
    Campaign(CampaignAction),
    Brand(BrandAction),
    Model(ModelAction),
    Settings(SettingsAction),
}
