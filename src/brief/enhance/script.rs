//! The script of a text, for prompts that a model trained in English cannot read.
//! Only letters count; how a language is told from another of the same script is not known here.

/// First and last letter of a script, and its name.
const SCRIPTS: [(char, char, &str); 18] = [
    ('\u{0370}', '\u{03ff}', "Greek"),
    ('\u{0400}', '\u{052f}', "Cyrillic"),
    ('\u{0530}', '\u{058f}', "Armenian"),
    ('\u{0590}', '\u{05ff}', "Hebrew"),
    ('\u{0600}', '\u{06ff}', "Arabic"),
    ('\u{0750}', '\u{077f}', "Arabic"),
    ('\u{0900}', '\u{097f}', "Devanagari"),
    ('\u{0980}', '\u{09ff}', "Bengali"),
    ('\u{0b80}', '\u{0bff}', "Tamil"),
    ('\u{0e00}', '\u{0e7f}', "Thai"),
    ('\u{10a0}', '\u{10ff}', "Georgian"),
    ('\u{1200}', '\u{137f}', "Ethiopic"),
    ('\u{1f00}', '\u{1fff}', "Greek"),
    ('\u{3040}', '\u{30ff}', "Japanese"),
    ('\u{3400}', '\u{9fff}', "Chinese"),
    ('\u{ac00}', '\u{d7af}', "Korean"),
    ('\u{1100}', '\u{11ff}', "Korean"),
    ('\u{fb50}', '\u{fdff}', "Arabic"),
];

/// The script of the first letter that is not Latin: its name, or “another script”. `None` where all are Latin.
pub(super) fn other_script(text: &str) -> Option<&'static str> {
    let is_other =
        |c: &char| c.is_alphabetic() && *c > '\u{024f}' && !('\u{1e00}'..='\u{1eff}').contains(c);
    let first = text.chars().find(is_other)?;
    // Japanese mixes its own letters with Chinese ones.
    if text.chars().any(|c| ('\u{3040}'..='\u{30ff}').contains(&c)) {
        return Some("Japanese");
    }
    let named = SCRIPTS.iter().find(|(from, to, _)| (*from..=*to).contains(&first));
    Some(named.map_or("another script", |(.., name)| name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scripts_are_named() {
        for (text, script) in [
            ("a birthday cake", None),
            ("Würstchen und Crêpes, œuf", None),
            ("50 % € 🎂", None),
            ("كعكة عيد ميلاد", Some("Arabic")),
            ("торт на день рождения", Some("Cyrillic")),
            ("生日蛋糕", Some("Chinese")),
            ("誕生日ケーキ", Some("Japanese")),
            ("생일 케이크", Some("Korean")),
            ("עוגת יום הולדת", Some("Hebrew")),
            ("जन्मदिन का केक", Some("Devanagari")),
            ("τούρτα γενεθλίων", Some("Greek")),
            ("เค้กวันเกิด", Some("Thai")),
            ("ᐊᐃᓐᓇ", Some("another script")),
        ] {
            assert_eq!(other_script(text), script, "{text}");
        }
    }
}
