//! Actions on jobs that only history holds: the job is loaded first, in the background, then the action runs.
//! What each action does is known in `act`.

use super::App;
use crate::job::JobId;
use crate::ui::action::Action;
use egui::Context;

impl App {
    /// Runs an action, now or when the jobs that it concerns are loaded.
    pub(super) fn act_when_loaded(&mut self, ctx: &Context, action: Action) {
        let mut missing = jobs_of(&action).iter().filter(|id| self.studio.job(**id).is_none());
        let missing: Vec<JobId> = missing.by_ref().copied().collect();
        if missing.is_empty() {
            self.act(ctx, action);
            return;
        }
        missing.into_iter().for_each(|id| self.studio.load(id));
        self.unloaded.push(action);
    }

    /// Runs the actions whose jobs have been loaded, or are not in history either.
    pub(super) fn act_on_loaded(&mut self, ctx: &Context) {
        let is_loading =
            |action: &Action| jobs_of(action).iter().any(|id| self.studio.is_loading(*id));
        let (waiting, ready) = std::mem::take(&mut self.unloaded).into_iter().partition(is_loading);
        self.unloaded = waiting;
        let ready: Vec<Action> = ready;
        ready.into_iter().for_each(|action| self.act(ctx, action));
    }
}

/// The jobs that must be in memory for an action.
fn jobs_of(action: &Action) -> &[JobId] {
    match action {
        Action::Show(id)
        | Action::CopyPicture(id)
        | Action::Reveal(id)
        | Action::Favourite(id, _)
        | Action::UseRecipe(id)
        | Action::EditCaption(id, _)
        | Action::Rewrite(id, _)
        | Action::WriteCaption(id, _)
        | Action::NewSeed(id)
        | Action::Retry(id) => std::slice::from_ref(id),
        Action::SaveAs(ids) => ids,
        _ => &[],
    }
}
