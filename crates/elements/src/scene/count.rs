//! How many of a thing a text asks for, in seven languages.
//! Knows number words, and what is no thing to draw.

/// How many of a thing a text asks for, 1..=9: “two burgers”, “drei Kerzen”. People who do something together are one drawing.
pub fn count_in(text: &str) -> usize {
    const NUMBERS: [&[&str]; 5] = [
        &["2", "two", "pair", "couple", "zwei", "dos", "deux", "due", "dois", "duas", "twee"],
        &["3", "three", "drei", "tres", "trois", "tre", "três", "drie"],
        &["4", "four", "vier", "cuatro", "quatre", "quattro", "quatro"],
        &["5", "five", "fünf", "cinco", "cinq", "cinque", "vijf"],
        &["6", "six", "sechs", "seis", "sei", "zes", "half-dozen"],
    ];
    const NOT_THINGS: &[&str] = &[
        "people",
        "persons",
        "friends",
        "men",
        "women",
        "children",
        "hands",
        "for",
        "percent",
        "euro",
        "euros",
        "dollars",
        "pounds",
        "am",
        "pm",
        "days",
        "weeks",
        "hours",
        "minutes",
        "years",
        "off",
        "menschen",
        "hände",
        "tage",
        "personas",
        "personnes",
        "jours",
        "persone",
        "giorni",
        "pessoas",
        "dias",
        "mensen",
        "dagen",
        "hearts",
    ];
    let lower = text.to_lowercase();
    let words: Vec<&str> =
        lower.split_whitespace().map(|w| w.trim_matches([',', '.', '!', '?', ':'])).collect();
    for (at, word) in words.iter().enumerate() {
        let number = NUMBERS.iter().position(|names| names.contains(word)).map(|place| place + 2);
        let next = words
            .get(at + 1)
            .map(|next| if *next == "of" { words.get(at + 2) } else { Some(next) });
        let thing = next.flatten().is_some_and(|next| !NOT_THINGS.contains(next));
        // “for two” counts the guests.
        let guests =
            at > 0 && matches!(words[at - 1], "for" | "für" | "para" | "pour" | "per" | "voor");
        if let Some(number) = number.filter(|_| thing && !guests) {
            return number;
        }
    }
    1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_say_how_many() {
        for (text, count) in [
            ("two burgers", 2),
            ("a pair of shoes", 2),
            ("drei Kerzen", 3),
            ("5 balloons", 5),
            ("a burger", 1),
            ("table for two tonight", 1),
            ("two people shaking hands", 1),
            ("20 percent off", 1),
            ("3 days left", 1),
        ] {
            assert_eq!(count_in(text), count, "{text}");
        }
    }
}
