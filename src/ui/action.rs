//! Everything the user can ask for, one variant each. Panels push actions while they draw; the app
//! carries them out after drawing (`app/act.rs`), so no panel changes what another one is showing.

use super::Place;
use super::brands::BrandAction;
use super::models::ModelAction;
use crate::brand::PersonaId;
use crate::brief::Revision;
use crate::files::{RenderOn, Theme};
use crate::job::JobId;
use crate::studio::PromptTexts;
use std::path::PathBuf;

/// A wish of the user.
#[derive(Clone, Debug, PartialEq)]
pub enum Action {
    /// Queue the brief; `first` puts it before everything that waits.
    Generate {
        first: bool,
    },
    /// Count how much of the prompt the model reads.
    CountTokens(PromptTexts),
    Cancel(JobId),
    Retry(JobId),
    /// Make it again with another seed.
    NewSeed(JobId),
    RunNext(JobId),
    /// Put a waiting job before another, or at the end.
    MoveBefore(JobId, Option<JobId>),
    PauseQueue(bool),
    Remove(JobId),
    /// Remove every job that is over and made no picture.
    ClearUnfinished,
    UndoRemove,
    /// Show a job on the canvas.
    Show(JobId),
    /// The next or the previous variation, or picture of the Library.
    Walk(isize),
    SaveAs(Vec<JobId>),
    CopyPicture(JobId),
    CopyText(String),
    Reveal(JobId),
    Favourite(JobId, bool),
    /// Put a job's whole recipe into the brief; what was typed can be had back.
    UseRecipe(JobId),
    /// Read how a dropped file was made.
    ReadFile(PathBuf),
    UndoRecipe,
    /// Choose the picture to start from.
    ChooseStart,
    /// Start the next pictures from this one, or from words alone.
    StartFrom(Option<PathBuf>),
    /// Paint the part of the start picture that is to be drawn anew.
    PaintPart,
    /// Choose a black-and-white picture of that part instead.
    ChoosePart,
    ChooseLora,
    /// Keep the user's own version of a caption; `None` goes back to what was written.
    EditCaption(JobId, Option<String>),
    /// Write a caption again, differently.
    Rewrite(JobId, Option<Revision>),
    /// Write a caption for a picture that is there, for a network or for that of its format.
    WriteCaption(JobId, Option<&'static str>),
    Go(Place),
    SpeakAs(Option<PersonaId>),
    Brand(BrandAction),
    Model(ModelAction),
    SetTheme(Theme),
    SetNotify(bool),
    SetJpegQuality(u8),
    /// Have new pictures drawn here or by the team.
    RenderOn(RenderOn),
    /// Where the team's queue and store are.
    SetTeam(Option<String>, Option<String>),
    TestTeam,
    /// Let other programs on this laptop ask for pictures, or no longer.
    Serve(bool),
    /// Choose where new pictures go, and then retry a job that could not be saved.
    ChooseFolder(Option<JobId>),
    UsualFolder,
    ShowFolder,
    ToggleHelp,
    /// Put the cursor into the prompt.
    FocusPrompt,
}
