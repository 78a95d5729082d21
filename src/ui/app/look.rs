//! How the window looks and in which language it speaks: applied where the settings or the brand have changed.
//! Colours are defined in `theme`, texts in `text`.

use super::App;
use crate::files::Theme;
use crate::ui::text;
use crate::ui::theme::Look;
use egui::Context;

impl App {
    /// The colours of the chosen theme and brand; applied to the window when they change.
    pub(super) fn apply_look(&mut self, ctx: &Context) -> Look {
        let dark = match self.studio.settings().theme {
            Theme::System => ctx.system_theme() == Some(egui::Theme::Dark),
            Theme::Light => false,
            Theme::Dark => true,
        };
        let persona = self.draft.brief.persona.as_ref().and_then(|id| self.studio.brands().get(id));
        let look = Look::new(dark, persona.map(|persona| persona.look.palette.primary));
        if self.look != Some(look) {
            look.apply(ctx);
            self.look = Some(look);
        }
        look
    }

    /// Has this thread say its texts in the language of this window.
    pub(super) fn apply_language(&self) {
        text::show_in(self.studio.settings().language.unwrap_or(self.system_language));
    }
}
