//! The keyboard: every shortcut with its words, read once a frame and turned into actions.

use super::Place;
use super::action::Action;
use super::theme::{Look, strong};
use crate::job::Job;
use egui::{Context, Key, KeyboardShortcut, Modifiers, RichText};

const fn with(modifiers: Modifiers, key: Key) -> KeyboardShortcut {
    KeyboardShortcut::new(modifiers, key)
}

const COMMAND_SHIFT: Modifiers = Modifiers { shift: true, ..Modifiers::COMMAND };

pub const GENERATE: KeyboardShortcut = with(Modifiers::COMMAND, Key::Enter);
pub const GENERATE_FIRST: KeyboardShortcut = with(COMMAND_SHIFT, Key::Enter);
pub const SAVE: KeyboardShortcut = with(Modifiers::COMMAND, Key::S);
pub const UNDO: KeyboardShortcut = with(Modifiers::COMMAND, Key::Z);
pub const REDO: KeyboardShortcut = with(COMMAND_SHIFT, Key::Z);
/// As Windows has it.
pub const REDO_TOO: KeyboardShortcut = with(Modifiers::COMMAND, Key::Y);
pub const PROMPT: KeyboardShortcut = with(Modifiers::COMMAND, Key::L);
pub const FAVOURITE: KeyboardShortcut = with(Modifiers::NONE, Key::F);
pub const REMOVE: KeyboardShortcut = with(Modifiers::NONE, Key::Delete);
pub const NEXT: KeyboardShortcut = with(Modifiers::NONE, Key::ArrowRight);
pub const PREVIOUS: KeyboardShortcut = with(Modifiers::NONE, Key::ArrowLeft);
pub const HELP: KeyboardShortcut = with(Modifiers::NONE, Key::Questionmark);
const PLACES: [Key; 5] = [Key::Num1, Key::Num2, Key::Num3, Key::Num4, Key::Num5];

/// The shortcut of a place.
pub fn place(place: Place) -> KeyboardShortcut {
    with(Modifiers::COMMAND, PLACES[place as usize])
}

/// What the keys pressed since the last frame ask for. `shown` is the picture on the canvas.
pub fn read(ctx: &Context, shown: Option<&Job>, actions: &mut Vec<Action>) {
    let pressed =
        |shortcut: &KeyboardShortcut| ctx.input_mut(|input| input.consume_shortcut(shortcut));
    // The one with more modifiers goes first, as the other would match it too.
    if pressed(&GENERATE_FIRST) {
        actions.push(Action::Generate { first: true });
    }
    if pressed(&GENERATE) {
        actions.push(Action::Generate { first: false });
    }
    if pressed(&PROMPT) {
        actions.push(Action::FocusPrompt);
    }
    for to in Place::ALL {
        if pressed(&place(to)) {
            actions.push(Action::Go(to));
        }
    }
    if let Some(job) = shown.filter(|job| job.picture().is_some())
        && pressed(&SAVE)
    {
        actions.push(Action::SaveAs(vec![job.id]));
    }
    if ctx.text_edit_focused() {
        return;
    }
    if pressed(&UNDO) {
        actions.push(Action::UndoRemove);
    }
    if ctx.input_mut(|input| input.consume_key(Modifiers::SHIFT, Key::Questionmark))
        || pressed(&HELP)
    {
        actions.push(Action::ToggleHelp);
    }
    // The rest acts on the picture, unless a control holds the focus and wants the key itself.
    let Some(job) = shown.filter(|_| ctx.memory(|memory| memory.focused().is_none())) else {
        return;
    };
    if pressed(&FAVOURITE) && job.picture().is_some() {
        actions.push(Action::Favourite(job.id, !job.favourite));
    }
    if pressed(&REMOVE) && job.state().is_over() {
        actions.push(Action::Remove(job.id));
    }
    if pressed(&NEXT) {
        actions.push(Action::Walk(1));
    }
    if pressed(&PREVIOUS) {
        actions.push(Action::Walk(-1));
    }
}

/// The list of all shortcuts, over everything else. Returns whether it stays open.
pub fn help_ui(ctx: &Context, look: &Look) -> bool {
    let rows = [
        (GENERATE, "Generate"),
        (GENERATE_FIRST, "Generate before everything that waits"),
        (PROMPT, "To the prompt"),
        (with(Modifiers::NONE, Key::Escape), "Leave a field"),
        (SAVE, "Save the picture as…"),
        (NEXT, "Next variation"),
        (PREVIOUS, "Previous variation"),
        (FAVOURITE, "Favourite"),
        (REMOVE, "Remove the picture"),
        (UNDO, "Undo removing; in Brands, any change"),
        (REDO, "Do it again, in Brands"),
        (place(Place::Create), "Create; 2 to 5 for the other places"),
        (HELP, "This list"),
    ];
    let answer = egui::Modal::new(egui::Id::unique("keys")).show(ctx, |ui| {
        ui.set_width(420.0);
        ui.label(strong("Keys", 17.0).color(look.ink));
        egui::Grid::new("keys").num_columns(2).spacing([24.0, 6.0]).show(ui, |ui| {
            for (shortcut, words) in rows {
                let name = match shortcut.logical_key {
                    Key::Questionmark => "?".to_owned(),
                    _ => ctx.format_shortcut(&shortcut),
                };
                ui.label(RichText::new(name).color(look.quiet));
                ui.label(words);
                ui.end_row();
            }
        });
        ui.add_space(8.0);
        ui.button("Close").clicked()
    });
    !(answer.inner || answer.should_close())
}
