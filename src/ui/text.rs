//! The texts of the window, in the language that it is shown in: `text!("create-generate")` for a text as it stands,
//! `text!("library-pictures", count = 3)` for one with values. The texts themselves are in `assets/languages`.

/// A text of the window by its key: `&'static str`, or a `String` where values are given.
macro_rules! text {
    ($key:literal) => {
        $crate::ui::text::fixed($key)
    };
    ($key:literal, $($name:ident = $value:expr),+ $(,)?) => {
        $crate::ui::text::with_values(
            $key,
            [$((stringify!($name), $crate::ui::text::Argument::argument(&$value))),+],
        )
    };
}

mod catalogue;
mod checks;
mod failures;
mod quantities;
mod reasons;
mod refusals;
mod shortcuts;
mod states;
mod values;
mod warnings;

use crate::files::WindowLanguage;
use catalogue::Catalogue;
pub use checks::{finding, repair, violation};
pub use failures::{advice, sentence};
use fluent_bundle::{FluentArgs, FluentValue};
pub use quantities::{bytes, count, day, decimal, duration, elapsed, weekday};
pub use reasons::said;
pub use refusals::refusal;
pub use shortcuts::shortcut;
pub use states::state;
use std::borrow::Cow;
use std::cell::Cell;
pub use values::{
    field_hint, field_label, format_label, licence, pixels_a_side, section_label, source_reason,
    value,
};
pub use warnings::warning;

thread_local! {
    /// A window is drawn by one thread; tests draw several windows at once, each in its own language.
    static LANGUAGE: Cell<WindowLanguage> = const { Cell::new(WindowLanguage::English) };
}

/// Shows this thread's texts in a language from now on.
pub fn show_in(language: WindowLanguage) {
    LANGUAGE.set(language);
}

/// The language of this thread's texts.
pub fn language() -> WindowLanguage {
    LANGUAGE.get()
}

/// A text without values; its key where no language has it.
pub fn fixed(key: &'static str) -> &'static str {
    Catalogue::of(language()).fixed(key).unwrap_or(key)
}

/// A text with values; its key where no language has it.
pub fn with_values<const N: usize>(key: &str, values: [(&str, FluentValue<'_>); N]) -> String {
    let mut arguments = FluentArgs::with_capacity(N);
    for (name, value) in values {
        arguments.set(Cow::Owned(name.to_owned()), value);
    }
    Catalogue::of(language()).with_values(key, &arguments)
}

/// What a text can contain.
pub trait Argument {
    fn argument(&self) -> FluentValue<'_>;
}

impl Argument for str {
    fn argument(&self) -> FluentValue<'_> {
        FluentValue::from(self)
    }
}

impl Argument for String {
    fn argument(&self) -> FluentValue<'_> {
        FluentValue::from(self.as_str())
    }
}

impl Argument for Cow<'_, str> {
    fn argument(&self) -> FluentValue<'_> {
        FluentValue::from(self.as_ref())
    }
}

impl Argument for std::path::Display<'_> {
    fn argument(&self) -> FluentValue<'_> {
        FluentValue::from(self.to_string())
    }
}

impl<T: Argument + ?Sized> Argument for &T {
    fn argument(&self) -> FluentValue<'_> {
        (**self).argument()
    }
}

macro_rules! numbers {
    ($($number:ty),*) => {
        $(impl Argument for $number {
            fn argument(&self) -> FluentValue<'_> {
                FluentValue::from(*self)
            }
        })*
    };
}

numbers!(i32, u32, usize);

#[cfg(test)]
mod tests;
