use super::*;

fn vocabulary() -> PhraseTable {
    let project = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let path = project.join("assets/models/spark/words.json");
    assert!(path.exists(), "{} is missing", path.display());
    PhraseTable::read_file(&path).unwrap()
}

/// Cases by `training/spark/words.py`, whose own words are those of the model's folder.
#[test]
fn readings_equal_the_reference() {
    #[derive(Deserialize)]
    struct Case {
        prompt: String,
        reading: String,
    }
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures/spark-words.json");
    let cases: Vec<Case> = read_json(&path).unwrap();
    assert!(cases.len() > 500);
    let words = vocabulary();
    // The reference reads English alone.
    let (foreign, english): (Vec<Case>, Vec<Case>) =
        cases.into_iter().partition(|case| words.in_english(&case.prompt).is_some());
    let foreign: Vec<&str> = foreign.iter().map(|case| case.prompt.as_str()).collect();
    assert_eq!(foreign, ["sandales"]);
    for Case { prompt, reading } in english {
        assert_eq!(words.interpret(&prompt, |_, _| None).text(), reading, "{prompt:?}");
    }
}

#[test]
fn looks_equal_the_reference() {
    #[derive(Deserialize)]
    struct Case {
        thing: String,
        seed: u64,
        prompt: String,
        pose: [[f64; 3]; 2],
    }
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures/spark-looks.json");
    let cases: Vec<Case> = read_json(&path).unwrap();
    let mirrored = |case: &Case| case.pose[0][0] * case.pose[1][1] < 0.0;
    assert!(cases.iter().any(mirrored) && cases.iter().any(|case| case.prompt != case.thing));
    let words = vocabulary();
    for Case { thing, seed, prompt, pose } in cases {
        let variation = words.variation(&thing, seed);
        assert_eq!(variation.0, prompt, "{thing:?}, {seed}");
        for (one, other) in variation.1.rows.iter().flatten().zip(pose.iter().flatten()) {
            assert!((f64::from(*one) - other).abs() < 1e-6, "{thing:?}, {seed}: {one}, {other}");
        }
    }
}

#[test]
fn colour_and_side_vary_only_where_both_are_free() {
    let words = vocabulary();
    let variations =
        |thing: &str| -> Vec<_> { (0..40).map(|seed| words.variation(thing, seed)).collect() };
    let prompts = |thing: &str| {
        variations(thing)
            .into_iter()
            .map(|variation| variation.0)
            .collect::<std::collections::HashSet<_>>()
    };
    assert!(prompts("umbrella").len() > 5 && prompts("umbrella").contains("umbrella"));
    assert_eq!(prompts("green umbrella").len(), 1, "a colour that is named stays");
    assert_eq!(prompts("loaf of bread").len(), 1, "bread is never teal");
    let mirrored = |thing: &str| {
        variations(thing).iter().any(|(_, pose)| pose.rows[0][0] * pose.rows[1][1] < 0.0)
    };
    assert!(mirrored("loaf of bread") && mirrored("red running shoes"));
    assert!(!mirrored("growth chart") && !mirrored("blue growth chart flat style"));
}

#[test]
fn an_idea_is_drawn_as_a_thing_only_where_no_thing_is_named() {
    let interpret = vocabulary().interpret("Our great pink summer sale!", |_, _| None);
    assert_eq!(interpret.text(), "pink price tag");
    assert_eq!(interpret.idea.as_deref(), Some("summer sale"));
    let interpret = vocabulary().interpret("summer sale on sneakers", |_, _| None);
    assert_eq!((interpret.text().as_str(), interpret.idea), ("running shoes", None));
}

#[test]
fn colours_stay_with_their_things() {
    for (prompt, text) in [
        ("Two SETTEES & a navy cuppa", "sofa and blue tea cup"),
        ("Bright red sneakers, on a table", "red running shoes"),
        ("a scarf in crimson", "red scarf"),
        ("black friday bargain", "price tag"),
        ("t-shirt in flat style", "t-shirt flat style"),
        ("Clip-art of a teal settee", "teal sofa flat style"),
    ] {
        assert_eq!(vocabulary().interpret(prompt, |_, _| None).text(), text, "{prompt}");
    }
}

#[test]
fn emoji_are_things_where_no_word_is() {
    for (prompt, text) in [
        ("your order is on its way 📦", "cardboard box"),
        ("🥐☕️", "croissant and cup of coffee"),
        ("Our oat lattes 🥐", "cup of coffee"),
        ("two pink ☂️ for you", "pink umbrella"),
        ("happy birthday 🎉", "birthday cake"),
        ("🎉", "party popper"),
    ] {
        assert_eq!(vocabulary().interpret(prompt, |_, _| None).text(), text, "{prompt}");
    }
}

#[test]
fn the_nearest_phrase_is_searched_for_only_where_words_are_unknown() {
    let near = |_: &str, named: Option<&str>| {
        assert_eq!(named, None);
        Some("puzzle piece".to_owned())
    };
    let interpret = vocabulary().interpret(" the absent green bit", near);
    assert_eq!(interpret.text(), "green puzzle piece");
    assert_eq!(interpret.idea.as_deref(), Some("the absent green bit"));
    vocabulary().interpret("my old green sofa", |_, named| {
        assert_eq!(named, Some("sofa"));
        None
    });
    for prompt in ["", " ?!", "🎂", "summer sale", "a sofa and a lemon"] {
        vocabulary().interpret(prompt, |_, _| panic!("searched for {prompt:?}"));
    }
}

#[test]
fn what_is_drawn_poorly_is_known_in_every_wording_and_colour() {
    let fit = |prompt: &str| vocabulary().interpret(prompt, |_, _| None).fit;
    for prompt in
        ["handshake", "two people shaking hands", "red drums", "a volleyball and a cup of coffee"]
    {
        assert_eq!(fit(prompt), PromptFit::Poor, "{prompt}");
    }
    assert_eq!(fit("red apple"), PromptFit::Good);
    let near = |_: &str, _: Option<&str>| Some("handshake".to_owned());
    assert_eq!(vocabulary().interpret("flumph", near).fit, PromptFit::Guess);
    let near = |_: &str, _: Option<&str>| Some("lemon tree".to_owned());
    assert_eq!(vocabulary().interpret("my lemon trees", near).fit, PromptFit::Good);
    let cookie = |_: &str, _: Option<&str>| Some("chip cookie".to_owned());
    assert_eq!(vocabulary().interpret("chocolate chip cookies", cookie).fit, PromptFit::Good);
    assert_eq!(vocabulary().interpret("my lemon", near).fit, PromptFit::Guess);
}

#[test]
fn a_verb_is_no_thing() {
    assert_eq!(vocabulary().interpret("book a table for two", |_, _| None).text(), "dinner plate");
    assert_eq!(vocabulary().interpret("a good book", |_, _| None).text(), "stack of books");
}

#[test]
fn a_model_without_a_table_takes_prompts_as_they_are() {
    let none = PhraseTable::read_file(Path::new("nowhere/words.json")).unwrap();
    assert_eq!(
        none.interpret("settee", |_, _| None),
        Interpretation { things: vec!["settee".into()], idea: None, fit: PromptFit::Good }
    );
}

#[test]
fn no_prompt_is_too_strange() {
    let words = vocabulary();
    for prompt in
        ["", "'", "’s", "ß’ß", "-'-", "İstanbul's", "a'", "夜の霓虹灯", "\u{301}e", "🎂 cake's"]
    {
        let text = words.interpret(prompt, |_, _| None).text();
        assert!(!text.is_empty() || prompt.is_empty(), "{prompt:?}");
    }
}

/// The prompts were written before the words; each is read as its English is: as many things, each in the same colour and
/// called by the same word, "loaf of bread" for "fresh bread".
#[test]
fn prompts_of_six_languages_are_read_as_their_english() {
    use std::collections::BTreeMap;

    let path =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures/spark-languages.toml");
    let text = std::fs::read_to_string(path).unwrap();
    let languages: BTreeMap<String, BTreeMap<String, String>> = toml::from_str(&text).unwrap();
    let words = vocabulary();
    let mut wrong = Vec::new();
    for (language, prompts) in &languages {
        assert_eq!(prompts.len(), 10, "{language}");
        for (prompt, english) in prompts {
            let (read, wanted) =
                (words.interpret(prompt, |_, _| None), words.interpret(english, |_, _| None));
            let colour = |thing: &str| {
                let first = thing.split(' ').next().unwrap_or_default().to_owned();
                words.colours.values().find(|colour| **colour == first).cloned()
            };
            let is_alike = |(one, other): (&String, &String)| {
                let key = super::key(other);
                let shares = super::key(one).split(' ').any(|word| {
                    word.len() > 3
                        && key
                            .split(' ')
                            .any(|other| singular_of_phrase(other) == singular_of_phrase(word))
                });
                (shares || one == other) && colour(one) == colour(other)
            };
            let pairs = || read.things.iter().zip(&wanted.things);
            if read.things.len() != wanted.things.len() || !pairs().all(is_alike) {
                wrong.push(format!(
                    "{language} {prompt:?}: {:?}, not {:?}",
                    read.things, wanted.things
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{} of 60:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn english_is_read_as_english() {
    let words = vocabulary();
    for prompt in [
        "new boots for the pet",
        "a bear with a boot",
        "chat with us",
        "one more pair",
        "bad hair day",
        "a six pack",
        "best pan ever",
        "pain au chocolat",
        "a gift for mum",
        "brief news",
        "red hat",
        "Pizza",
        "die cut stickers",
        "lower costs",
    ] {
        assert_eq!(words.in_english(prompt), None, "{prompt}");
    }
}

#[test]
fn several_glasses_of_wine_are_no_glasses() {
    let words = vocabulary();
    for (prompt, thing) in [
        ("two glasses of wine", "glass of wine"),
        ("three cups of coffee", "cup of coffee"),
        ("a pair of glasses", "glasses"),
    ] {
        assert_eq!(words.interpret(prompt, |_, _| None).text(), thing, "{prompt}");
    }
}

#[test]
fn a_colour_follows_its_thing_into_english() {
    let words = vocabulary();
    for (prompt, english) in [
        ("des chaussures rouges et un chapeau bleu", "red shoes and blue hat"),
        ("rote Schuhe und ein blauer Hut", "red shoes and blue hat"),
        ("una rosa", "rose"),
        ("Kuchen 🎂", "cake🎂"),
    ] {
        assert_eq!(words.in_english(prompt).as_deref(), Some(english), "{prompt}");
    }
}
