//! Actions on jobs that only history holds: the job is loaded first, in the background, then the action runs.
//! What each action does stands in `dispatch`.

use super::App;
use crate::job::JobId;
use crate::ui::action::{Action, BriefAction, CaptionAction, JobAction};
use crate::ui::post::PostAction;
use egui::Context;

impl App {
    /// Runs an action, now or when the jobs that it concerns are loaded.
    pub(super) fn dispatch_when_loaded(&mut self, ctx: &Context, action: Action) {
        let missing = jobs_of(&action).iter().filter(|id| self.studio.job(**id).is_none());
        let missing: Vec<JobId> = missing.copied().collect();
        if missing.is_empty() {
            self.dispatch(ctx, action);
            return;
        }
        missing.into_iter().for_each(|id| self.studio.scheduler_mut().load(id));
        self.unloaded.push(action);
    }

    /// Runs the actions whose jobs have been loaded, or are not in history either.
    pub(super) fn dispatch_loaded(&mut self, ctx: &Context) {
        let is_loading = |action: &Action| {
            jobs_of(action).iter().any(|id| self.studio.job_store().is_loading(*id))
        };
        let (waiting, ready): (Vec<_>, Vec<_>) =
            std::mem::take(&mut self.unloaded).into_iter().partition(is_loading);
        self.unloaded = waiting;
        ready.into_iter().for_each(|action| self.dispatch(ctx, action));
    }
}

/// The jobs that must be in memory for an action.
fn jobs_of(action: &Action) -> &[JobId] {
    match action {
        Action::Job(action) => jobs_of_job_action(action),
        Action::Post(PostAction::AddJobs(ids)) => ids,
        Action::Caption(
            CaptionAction::Edit(id, _)
            | CaptionAction::Rewrite(id, _)
            | CaptionAction::WriteSeveral(id, _)
            | CaptionAction::Write(id, _),
        )
        | Action::Brief(BriefAction::UseRecipe(id))
        | Action::Post(PostAction::Open(id)) => std::slice::from_ref(id),
        Action::OpenScreen(_)
        | Action::ToggleHelp
        | Action::Quit
        | Action::FocusPrompt
        | Action::CopyText(_)
        | Action::OpenDropped { .. }
        | Action::OpenFiles(_)
        | Action::Brief(_)
        | Action::Campaign(_)
        | Action::Post(_)
        | Action::Brand(_)
        | Action::Model(_)
        | Action::Settings(_) => &[],
    }
}

fn jobs_of_job_action(action: &JobAction) -> &[JobId] {
    match action {
        JobAction::Show(id)
        | JobAction::CopyPicture(id)
        | JobAction::ShowInFolder(id)
        | JobAction::SetFavourite(id, _)
        | JobAction::NewSeed(id)
        | JobAction::Retry(id) => std::slice::from_ref(id),
        JobAction::SaveAs(ids) | JobAction::Remove(ids) => ids,
        JobAction::Cancel(_)
        | JobAction::RunNext(_)
        | JobAction::MoveBefore(..)
        | JobAction::PauseQueue
        | JobAction::ResumeQueue
        | JobAction::RemoveUnfinished
        | JobAction::UndoRemove
        | JobAction::ShowNeighbour(_) => &[],
    }
}
