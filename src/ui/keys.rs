//! The keyboard: every shortcut with its description, read once a frame and turned into actions.
//! What an action does is decided by the app.

use super::Screen;
use super::action::{Action, BriefAction, JobAction, Neighbour};
use super::library::Library;
use super::text;
use super::theme::{Look, strong};
use crate::job::Job;
use egui::{Context, Event, ImeEvent, Key, KeyboardShortcut, Modifiers, RichText};

const fn with(modifiers: Modifiers, key: Key) -> KeyboardShortcut {
    KeyboardShortcut::new(modifiers, key)
}

const COMMAND_SHIFT: Modifiers = Modifiers { shift: true, ..Modifiers::COMMAND };

pub const GENERATE: KeyboardShortcut = with(Modifiers::COMMAND, Key::Enter);
pub const GENERATE_FIRST: KeyboardShortcut = with(COMMAND_SHIFT, Key::Enter);
pub const SAVE: KeyboardShortcut = with(Modifiers::COMMAND, Key::S);
pub const UNDO: KeyboardShortcut = with(Modifiers::COMMAND, Key::Z);
pub const REDO: KeyboardShortcut = with(COMMAND_SHIFT, Key::Z);
/// The usual key of Windows.
pub const REDO_ALTERNATIVE: KeyboardShortcut = with(Modifiers::COMMAND, Key::Y);
pub const PROMPT: KeyboardShortcut = with(Modifiers::COMMAND, Key::L);
pub const QUIT: KeyboardShortcut = with(Modifiers::COMMAND, Key::Q);
pub const FAVOURITE: KeyboardShortcut = with(Modifiers::NONE, Key::F);
pub const REMOVE: KeyboardShortcut = with(Modifiers::NONE, Key::Delete);
pub const NEXT: KeyboardShortcut = with(Modifiers::NONE, Key::ArrowRight);
pub const PREVIOUS: KeyboardShortcut = with(Modifiers::NONE, Key::ArrowLeft);
pub const HELP: KeyboardShortcut = with(Modifiers::NONE, Key::Questionmark);
const SCREENS: [Key; 5] = [Key::Num1, Key::Num2, Key::Num3, Key::Num4, Key::Num5];

/// The shortcut of a screen.
pub fn screen(screen: Screen) -> KeyboardShortcut {
    with(Modifiers::COMMAND, SCREENS[screen as usize])
}

/// What the keys of pictures act on: what the screen visibly shows or selects, and nothing else.
#[derive(Clone, Copy)]
pub enum Target<'a> {
    /// The picture on the canvas.
    Canvas(&'a Job),
    /// The pictures that are selected in the Library.
    Library(&'a Library),
    /// Another screen, or a dialog over the window.
    Nothing,
}

/// Notes at the beginning of a frame whether an input method composes letters, or did so when the frame began: the keys that
/// choose and end a composition are not those of the window.
pub fn follow_composition(ctx: &Context) {
    let id = egui::Id::unique("composition");
    let was = ctx.data(|data| data.get_temp::<Composition>(id)).unwrap_or_default();
    let mut now = was.goes_on;
    ctx.input(|input| {
        for event in &input.events {
            match event {
                Event::Ime(ImeEvent::Preedit { text, .. }) => now = !text.is_empty(),
                Event::Ime(ImeEvent::Commit(_)) => now = false,
                _ => {}
            }
        }
    });
    let composition = Composition { goes_on: now, in_this_frame: was.goes_on || now };
    ctx.data_mut(|data| data.insert_temp(id, composition));
}

#[derive(Clone, Copy, Default)]
struct Composition {
    goes_on: bool,
    in_this_frame: bool,
}

/// Whether the keys of this frame belong to an input method.
fn is_composing(ctx: &Context) -> bool {
    let id = egui::Id::unique("composition");
    ctx.data(|data| data.get_temp::<Composition>(id)).is_some_and(|one| one.in_this_frame)
}

/// Whether Enter was pressed, and not to end a composition.
pub fn is_entered(ctx: &Context) -> bool {
    ctx.input(|input| input.key_pressed(Key::Enter)) && !is_composing(ctx)
}

/// Pushes the actions of the keys pressed since the last frame.
pub fn read(ctx: &Context, target: Target<'_>, actions: &mut Vec<Action>) {
    if is_composing(ctx) {
        return;
    }
    let pressed =
        |shortcut: &KeyboardShortcut| ctx.input_mut(|input| input.consume_shortcut(shortcut));
    // The shortcut with more modifiers comes first, as the other one would match it too.
    if pressed(&GENERATE_FIRST) {
        actions.push(BriefAction::Generate { first: true }.into());
    }
    if pressed(&GENERATE) {
        actions.push(BriefAction::Generate { first: false }.into());
    }
    if pressed(&PROMPT) {
        actions.push(Action::FocusPrompt);
    }
    if pressed(&QUIT) {
        actions.push(Action::Quit);
    }
    for to in Screen::ALL {
        if pressed(&screen(to)) {
            actions.push(Action::OpenScreen(to));
        }
    }
    let pictures = match target {
        Target::Canvas(job) if job.picture().is_some() => vec![job.id],
        Target::Library(library) => library.selected().to_vec(),
        Target::Canvas(_) | Target::Nothing => Vec::new(),
    };
    if !pictures.is_empty() && pressed(&SAVE) {
        actions.push(JobAction::SaveAs(pictures.clone()).into());
    }
    if ctx.text_edit_focused() {
        return;
    }
    if pressed(&UNDO) {
        actions.push(JobAction::UndoRemove.into());
    }
    if ctx.input_mut(|input| input.consume_key(Modifiers::SHIFT, Key::Questionmark))
        || pressed(&HELP)
    {
        actions.push(Action::ToggleHelp);
    }
    // The other keys act on the pictures, unless a focused control uses them.
    let is_free = ctx.memory(|memory| memory.focused().is_none());
    let job = match target {
        // A click on a picture of the Library gives that picture the focus.
        Target::Library(_) if !pictures.is_empty() => {
            if pressed(&REMOVE) {
                actions.push(JobAction::Remove(pictures).into());
            }
            return;
        }
        Target::Canvas(job) if is_free => job,
        Target::Canvas(_) | Target::Library(_) | Target::Nothing => return,
    };
    if pressed(&FAVOURITE) && job.picture().is_some() {
        actions.push(JobAction::SetFavourite(job.id, !job.favourite).into());
    }
    if pressed(&REMOVE) && job.state().is_over() {
        actions.push(JobAction::Remove(vec![job.id]).into());
    }
    if pressed(&NEXT) {
        actions.push(JobAction::ShowNeighbour(Neighbour::Next).into());
    }
    if pressed(&PREVIOUS) {
        actions.push(JobAction::ShowNeighbour(Neighbour::Previous).into());
    }
}

/// The list of all shortcuts, over the window. Returns whether it stays open.
pub fn help_ui(ctx: &Context, look: &Look) -> bool {
    let rows = [
        (GENERATE, text!("keys-generate")),
        (GENERATE_FIRST, text!("keys-generate-before-all-waiting-jobs")),
        (PROMPT, text!("keys-go-prompt")),
        (with(Modifiers::NONE, Key::Escape), text!("keys-leave-a-field")),
        (SAVE, text!("keys-save-picture")),
        (NEXT, text!("keys-next-variation")),
        (PREVIOUS, text!("keys-previous-variation")),
        (FAVOURITE, text!("keys-favourite")),
        (REMOVE, text!("keys-remove-the-picture")),
        (UNDO, text!("keys-undo-removing-brands-undo-any")),
        (REDO, text!("keys-redo-in-brands")),
        (screen(Screen::Create), text!("keys-create-2-5-for-other")),
        (HELP, text!("keys-this-list")),
        (QUIT, text!("closing-close")),
    ];
    let modal = egui::Modal::new(egui::Id::unique("keys")).show(ctx, |ui| {
        ui.set_width(420.0);
        ui.label(strong(text!("keys-keys"), 17.0).color(look.ink));
        // With room for the title, the button and the frame.
        let height = ctx.content_rect().height() - 160.0;
        egui::ScrollArea::vertical().max_height(height).show(ui, |ui| {
            let grid = egui::Grid::new("keys").num_columns(2).min_row_height(22.0);
            grid.spacing([24.0, 4.0]).show(ui, |ui| {
                for (shortcut, description) in rows {
                    let name = match shortcut.logical_key {
                        Key::Questionmark => "?".to_owned(),
                        Key::ArrowRight => "→".to_owned(),
                        Key::ArrowLeft => "←".to_owned(),
                        _ => text::shortcut(ctx, &shortcut),
                    };
                    ui.label(RichText::new(name).color(look.quiet));
                    ui.label(description);
                    ui.end_row();
                }
            });
        });
        ui.add_space(8.0);
        ui.button(text!("keys-close")).clicked()
    });
    !(modal.inner || modal.should_close())
}
