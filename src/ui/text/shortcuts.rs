//! Shortcuts as the keyboards of a language name their keys: `Ctrl+Enter`, `Strg+Eingabe`, `Ctrl+Entrée`.
//! What a shortcut does is known in `ui/keys.rs`.

use egui::{Context, KeyboardShortcut};

/// The keys of a shortcut; on a Mac with its signs.
pub fn shortcut(ctx: &Context, shortcut: &KeyboardShortcut) -> String {
    let keys = ctx.format_shortcut(shortcut);
    let own = keys.split('+').map(|key| match key {
        "Ctrl" => text!("key-ctrl"),
        "Shift" => text!("key-shift"),
        "Enter" => text!("key-enter"),
        "Escape" => text!("key-escape"),
        "Delete" => text!("key-delete"),
        other => other,
    });
    own.collect::<Vec<_>>().join("+")
}
