//! Files that come from outside the window: dropped onto it, or given to the program at its start or a later one.
//! Each goes where its kind is taken; what is done with it there is known in the other parts of the app.

use super::App;
use crate::files::{DiskRequest, LaterStarts};
use crate::studio::PostRequest;
use crate::ui::Screen;
use crate::ui::action::Action;
use egui::{Context, ViewportCommand};
use std::path::PathBuf;

impl App {
    /// Opens the files that the program was started with, in the first frame.
    pub fn open_files(&mut self, files: Vec<PathBuf>) {
        self.unloaded.push(Action::OpenFiles(files));
    }

    /// Comes to the front and opens the files at each later start of the program.
    pub fn follow(&mut self, starts: LaterStarts) {
        self.later_starts = Some(starts);
    }

    /// Comes to the front where a later start asks for it. A minimised window draws no frame, but it calls this.
    pub fn come_to_front(&self, ctx: &Context) {
        if self.later_starts.as_ref().is_some_and(LaterStarts::is_waiting) {
            for command in [ViewportCommand::Minimized(false), ViewportCommand::Focus] {
                ctx.send_viewport_cmd(command);
            }
        }
    }

    pub(super) fn poll_later_starts(&mut self, ctx: &Context, actions: &mut Vec<Action>) {
        self.come_to_front(ctx);
        while let Some(files) = self.later_starts.as_ref().and_then(LaterStarts::take) {
            actions.push(Action::OpenFiles(files));
        }
    }

    /// Opens what the user chose in a file manager, which knows nothing of the screen that is open.
    pub(super) fn open_all(&mut self, paths: Vec<PathBuf>) {
        for path in paths {
            // There, a picture would become the brand's logo.
            if self.screen == Screen::Brands {
                self.open_screen(Screen::Create);
            }
            self.open_dropped(path, false);
        }
    }

    /// A brand's package or logo, a table and a model go where they belong; any other picture is read for its recipe, or goes
    /// `beside` those of the post that is open.
    pub(super) fn open_dropped(&mut self, path: PathBuf, beside: bool) {
        let others = self.brand_dropped(path);
        let others = others.and_then(|path| self.table_dropped(path));
        let Some(path) = others.and_then(|path| self.model_dropped(path)) else { return };
        if beside && self.screen == Screen::Create && self.post.is_open() {
            self.studio.posts().send(PostRequest::AddPhoto { path, beside });
        } else {
            self.studio.disk().send(DiskRequest::Recipe { path });
        }
    }
}
