//! Why a post was refused, in the user's words, with the way out.
//! Knows nothing of how a post is made.

use crate::Size;

#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum PostError {
    /// A text is too long at its smallest size.
    #[error(
        "The {what} does not fit “{layout}” at {}x{}: it is about {over} characters too long. \
         Shorten it, or choose another layout or format.", size.width, size.height
    )]
    TooLong { layout: String, what: &'static str, over: usize, size: Size },
    /// A word is broader than its box at its smallest size.
    #[error(
        "The word “{word}” in the {what} is {percent} % too wide for “{layout}” at {}x{}. \
         Choose a shorter word, or another layout or format.", size.width, size.height
    )]
    TooWide { layout: String, what: &'static str, word: String, percent: u32, size: Size },
    #[error(
        "No installed font has the characters “{0}”. Leave them out, or install a font for them, \
         such as one of the Noto family."
    )]
    NoGlyphs(String),
    #[error(
        "“{layout}” needs {needs} and was given {given}. Add pictures, or choose another layout."
    )]
    Pictures { layout: String, needs: String, given: usize },
    #[error("“{layout}” needs a {what}. Write one, or choose another layout.")]
    Missing { layout: String, what: &'static str },
    #[error("A post of {}x{} pixels cannot be made; each side may have 64 to 8,192.", .0.width, .0.height)]
    Size(Size),
    #[error("The network's controls leave no room for words at {}x{}.", .0.width, .0.height)]
    NoRoom(Size),
}
