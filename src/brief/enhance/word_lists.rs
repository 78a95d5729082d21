//! The lists of English words that the enhancer looks for, read from `assets/words/enhance.toml`.
//! How words are compared is `lexicon`'s.

crate::brief::word_list::word_lists! {
    "enhance.toml":
    COLOURABLE,
    COLOURS,
    LIGHT,
    MEDIUM,
    NEGATIONS,
    PEOPLE,
    AFTER_PEOPLE,
    LETTERING,
    TRADEMARKS,
    PHOTOGRAPH,
    SCENES,
    STYLES,
}
