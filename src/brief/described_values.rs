//! Closed lists of values that the user chooses from: each with its word in files and commands, its label in the window,
//! and what it means. What a value does is known where it is used.

/// Declares an enum of such values, and what is known of each.
macro_rules! described_values {
    (
        $(#[$note:meta])* $list:ident:
        $($(#[$attribute:meta])* $name:ident = $word:literal, $label:literal, $about:literal;)*
    ) => {
        $(#[$note])*
        #[derive(
            Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize,
        )]
        pub enum $list { $($(#[$attribute])* #[serde(rename = $word)] $name),* }

        impl $list {
            pub const ALL: &[Self] = &[$(Self::$name),*];

            /// As in files and on the command line.
            pub fn word(self) -> &'static str {
                match self { $(Self::$name => $word),* }
            }

            /// As in the window.
            pub fn label(self) -> &'static str {
                match self { $(Self::$name => $label),* }
            }

            /// What it means, for a tooltip and a language model.
            pub fn about(self) -> &'static str {
                match self { $(Self::$name => $about),* }
            }
        }
    };
}

pub(super) use described_values;
