//! Forms of English nouns: singular, plural and article, by rules and their exceptions.
//! It knows neither sentences nor what a word means; a name that looks like a plural is taken for one.
//!
//! The rules are our own because Spark's vocabulary was made with them (`training/spark/words.py` has the same
//! [`singular`]): other rules would miss its entries. Of 54 nouns that prompts name, the crate `pluralizer` 0.6
//! gives another form for five, such as `len` for `lens` and `oasi` for `oasis`.

/// Plurals without the ending of one.
const IRREGULAR_PLURALS: &[&str] = &[
    "mice",
    "geese",
    "feet",
    "teeth",
    "sheep",
    "jeans",
    "trousers",
    "scissors",
    "glasses",
    "sunglasses",
    "headphones",
    "clothes",
];
/// Singulars with the ending of a plural.
const SINGULARS_IN_S: &[&str] = &[
    "bus",
    "gas",
    "lens",
    "cactus",
    "tennis",
    "canvas",
    "christmas",
    "iris",
    "compass",
    "atlas",
    "octopus",
    "citrus",
    "campus",
    "bonus",
    "oasis",
    "hummus",
    "hibiscus",
    "walrus",
    "asparagus",
    "yoghurts",
];
/// Endings of singulars, and of their plurals where the rules would make another.
const IRREGULAR_ENDINGS: &[(&str, &str)] = &[
    ("fe", "ves"),
    ("leaf", "leaves"),
    ("loaf", "loaves"),
    ("scarf", "scarves"),
    ("shelf", "shelves"),
    ("half", "halves"),
    ("wolf", "wolves"),
    ("mouse", "mice"),
    ("goose", "geese"),
    ("foot", "feet"),
    ("tooth", "teeth"),
    ("cactus", "cacti"),
    ("fish", "fish"),
    ("sheep", "sheep"),
    ("potato", "potatoes"),
    ("tomato", "tomatoes"),
    ("mango", "mangoes"),
    ("quiz", "quizzes"),
];

/// A word in lower case without the ending of a plural; any other word as it is.
pub fn singular(word: &str) -> String {
    if word.chars().count() > 4
        && let Some(stem) = word.strip_suffix("ies")
    {
        return format!("{stem}y");
    }
    if ["shes", "ches", "sses", "xes", "zes"].iter().any(|ending| word.ends_with(ending)) {
        return word[..word.len() - 2].to_owned();
    }
    match word.strip_suffix('s') {
        Some(stem) if word.chars().count() > 3 && !ends_like_a_singular(word) => {
            stem.strip_suffix('\'').unwrap_or(stem).to_owned()
        }
        _ => word.to_owned(),
    }
}

/// A phrase with its last word in the singular.
pub fn singular_of_phrase(phrase: &str) -> String {
    match phrase.rsplit_once(' ') {
        Some((before, last)) => format!("{before} {}", singular(last)),
        None => singular(phrase),
    }
}

/// The word itself and what it may be the plural of, to be looked up in a list of singulars.
pub fn possible_singulars(word: &str) -> impl Iterator<Item = String> {
    let endings = [("", ""), ("ies", "y"), ("ies", ""), ("es", ""), ("s", "")];
    let forms = endings.map(|(plural, one)| Some(format!("{}{one}", word.strip_suffix(plural)?)));
    forms.into_iter().flatten()
}

/// The plural of a noun in the singular.
pub fn plural(noun: &str) -> String {
    let irregular = IRREGULAR_ENDINGS
        .iter()
        .find_map(|(one, many)| Some(format!("{}{many}", noun.strip_suffix(one)?)));
    let vowel_before_y = ["ay", "ey", "oy", "uy"].iter().any(|ending| noun.ends_with(ending));
    irregular.unwrap_or_else(|| match noun.strip_suffix('y') {
        Some(stem) if !vowel_before_y => format!("{stem}ies"),
        _ if ["s", "x", "z", "ch", "sh"].iter().any(|ending| noun.ends_with(ending)) => {
            format!("{noun}es")
        }
        _ => format!("{noun}s"),
    })
}

/// Whether a noun in lower case stands in the plural.
pub fn is_plural(noun: &str) -> bool {
    IRREGULAR_PLURALS.contains(&noun)
        || (noun.ends_with('s')
            && noun.len() > 3
            && !ends_like_a_singular(noun)
            && !SINGULARS_IN_S.contains(&noun))
}

/// `a` or `an`, by the sound of the first of these words.
pub fn article(words: &str) -> &'static str {
    let lower = words.to_lowercase();
    let begins = |starts: &[&str]| starts.iter().any(|start| lower.starts_with(start));
    let silent_h = begins(&["hour", "honest", "heir", "honour", "honor"]);
    let like_you =
        begins(&["uni", "use", "usu", "euro", "one", "ukulele", "utensil", "ute", "once", "u-"]);
    let not_like_you = begins(&["unin", "unim", "unid"]);
    let vowel = lower.starts_with(['a', 'e', 'i', 'o', 'u']);
    if silent_h || (vowel && (not_like_you || !like_you)) { "an" } else { "a" }
}

fn ends_like_a_singular(word: &str) -> bool {
    ["ss", "us", "is"].iter().any(|ending| word.ends_with(ending))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plurals_become_singulars_and_others_stay() {
        for (many, one) in [
            ("shoes", "shoe"),
            ("dresses", "dress"),
            ("boxes", "box"),
            ("cherries", "cherry"),
            ("brushes", "brush"),
            ("pies", "pie"),
            ("kids's", "kids"),
            ("glass", "glass"),
            ("cactus", "cactus"),
            ("iris", "iris"),
            ("gas", "gas"),
        ] {
            assert_eq!(singular(many), one);
        }
        assert_eq!(singular_of_phrase("running shoes"), "running shoe");
    }

    #[test]
    fn singulars_become_plurals() {
        for (one, many) in [
            ("bicycle", "bicycles"),
            ("box", "boxes"),
            ("strawberry", "strawberries"),
            ("toy", "toys"),
            ("knife", "knives"),
            ("scarf", "scarves"),
            ("lens", "lenses"),
            ("mango", "mangoes"),
            ("fish", "fish"),
        ] {
            assert_eq!(plural(one), many);
        }
    }

    #[test]
    fn a_plural_is_told_from_a_singular() {
        for many in ["shoes", "mice", "jeans", "glasses"] {
            assert!(is_plural(many), "{many}");
        }
        for one in ["shoe", "bus", "dress", "iris", "lens", "gas"] {
            assert!(!is_plural(one), "{one}");
        }
    }

    #[test]
    fn the_article_follows_the_sound() {
        for (words, expected) in [
            ("orange sofa", "an"),
            ("umbrella", "an"),
            ("Unicorn", "a"),
            ("uninvited guest", "an"),
            ("hour", "an"),
            ("one-piece suit", "a"),
            ("red bicycle", "a"),
        ] {
            assert_eq!(article(words), expected, "{words}");
        }
    }

    #[test]
    fn every_possible_singular_is_offered_the_word_itself_first() {
        let forms: Vec<_> = possible_singulars("berries").collect();
        assert_eq!(forms, ["berries", "berry", "berr", "berri", "berrie"]);
        assert_eq!(possible_singulars("mug").collect::<Vec<_>>(), ["mug"]);
    }
}
