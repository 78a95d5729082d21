//! The icons by name: code points of the Phosphor fonts in `assets/fonts/`.
//! It lists only those that the window uses.

macro_rules! icons {
    ($($name:ident = $code:literal),* $(,)?) => {
        $(pub const $name: &str = $code;)*
    };
}

icons! {
    IMAGE = "\u{e2ca}",
    IMAGES = "\u{e836}",
    BRANDS = "\u{e470}",
    MODELS = "\u{e1da}",
    SETTINGS = "\u{e272}",
    PLAY = "\u{e3d0}",
    PAUSE = "\u{e39e}",
    CLOSE = "\u{e4f6}",
    RETRY = "\u{e036}",
    RUN_NEXT = "\u{e5a6}",
    SAVE = "\u{e248}",
    COPY = "\u{e1ca}",
    FOLDER = "\u{e256}",
    HEART = "\u{e2a8}",
    SEARCH = "\u{e30c}",
    DICE = "\u{e1ee}",
    LOCKED = "\u{e308}",
    UNLOCKED = "\u{e30a}",
    MINUS = "\u{e32a}",
    PLUS = "\u{e3d4}",
    DOWN = "\u{e136}",
    RIGHT = "\u{e13a}",
    LEFT = "\u{e138}",
    TEXT = "\u{e17a}",
    HELP = "\u{e3e8}",
    SPARKLE = "\u{e6a2}",
    TRASH = "\u{e4a6}",
    DONE = "\u{e184}",
    WARNING = "\u{e4e2}",
    CLOCK = "\u{e19a}",
    FIT = "\u{e626}",
    ZOOM = "\u{e310}",
    USE = "\u{e34c}",
    STOPPED = "\u{e3de}",
    SAFE_ZONE = "\u{e746}",
    LIST = "\u{e466}",
    BROOM = "\u{ec54}",
    UNDO = "\u{e08a}",
    REDO = "\u{e08c}",
    IMPORT = "\u{e20c}",
    EXPORT = "\u{eaf0}",
    MEGAPHONE = "\u{e642}",
    PALETTE = "\u{e6c8}",
    EYEDROPPER = "\u{e568}",
    BRUSH = "\u{e6f0}",
    ERASER = "\u{e21e}",
    WAND = "\u{e6b6}",
}
