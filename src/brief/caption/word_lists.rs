//! The lists of English words that the captions' writer and checker look for, read from `assets/words/caption.toml`.
//! What is done with them is known by their users alone.

crate::brief::word_list::word_lists! {
    "caption.toml":
    LEAD_INS,
    DETERMINERS,
    PREPOSITIONS,
    JOINS,
    COUNTS,
    MASS,
    PEOPLE,
    VERBS,
    PROPER,
    KNOWN_ING,
    NO_DOERS,
    WEEKDAYS,
    MONTHS,
    DOUBTFUL_MONTHS,
    SHORT_DAYS,
    SHORT_MONTHS,
    RELATIVE_DAYS,
    HOLIDAYS,
    PERIODS,
    CURRENCY_WORDS,
    NUMBER_WORDS,
    MEASURES,
    PROMISES,
    REMARKS,
}
