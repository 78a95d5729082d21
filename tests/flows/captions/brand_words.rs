//! The brand's words to use in captions: nearly every caption says one, within a sentence, and each in its turn.

use super::spec;
use brandish::brand::{Persona, starters};
use brandish::brief::caption::{check, recent_lines, sentences, write};
use brandish::brief::{Caption, CaptionBrief, Details, NETWORKS};

/// Thirteen captions of a brand in a row, over all networks in turn.
fn captions(persona: &Persona) -> Vec<String> {
    let things = [
        ("Blanket", "Warm without weight", "Lambswool from Yorkshire"),
        ("Notebook", "Opens flat", "Stitched, not glued"),
        ("Umbrella", "Stays open in wind", "Steel ribs"),
    ];
    let mut past: Vec<Caption> = Vec::new();
    let mut texts = Vec::new();
    for number in 0..13 {
        let (thing, benefit, detail) = things[number % things.len()];
        let details =
            Details { benefit: benefit.into(), detail: detail.into(), ..Details::default() };
        let brief = CaptionBrief {
            prompt: thing.into(),
            product: thing.into(),
            details,
            network: NETWORKS[number % NETWORKS.len()].id.into(),
            seed: Some(number as u64 * 7919 + 3),
            ..CaptionBrief::default()
        };
        let spec = spec(&brief, Some(persona), recent_lines(past.iter().rev()));
        let caption = write(&spec);
        assert_eq!(check(&caption, &spec), [], "{}", caption.text(spec.network()));
        texts.push(format!(
            "{}\n\n{}",
            caption.title(spec.network()).unwrap_or(""),
            caption.text(spec.network())
        ));
        past.push(caption);
    }
    texts
}

fn words_of(text: &str) -> Vec<String> {
    let words = text.split(|c: char| !c.is_alphanumeric() && c != '’');
    let words = words.map(|word| word.trim_matches('’').to_lowercase());
    words.filter(|word| !word.is_empty()).collect()
}

fn holds(text: &str, word: &str) -> bool {
    let (text, word) = (words_of(text), words_of(word));
    text.windows(word.len()).any(|part| part == word)
}

#[test]
fn nearly_every_caption_says_a_word_of_the_brand_within_a_sentence() {
    let (mut count, mut with_word) = (0, 0);
    for persona in starters().iter().take(7) {
        let words = &persona.voice.words_to_use;
        let texts = captions(persona);
        for text in &texts {
            count += 1;
            println!("{}: {}\n", persona.name, text.trim().replace("\n\n", " / "));
            let said = words.iter().filter(|word| holds(text, word)).count();
            with_word += usize::from(said > 0);
            for sentence in sentences(text) {
                let bare = words_of(sentence);
                let is_word = |word: &String| words.iter().any(|own| words_of(own).contains(word));
                assert!(bare.is_empty() || !bare.iter().all(is_word), "a bare word: {text}");
            }
        }
        for word in words {
            assert!(texts.iter().any(|text| holds(text, word)), "{}: {word}", persona.name);
        }
    }
    println!("{with_word} of {count} captions say a word to use");
    assert_eq!(count, 91);
    assert!(with_word * 100 >= 95 * count, "{with_word} of {count}");
}

#[test]
fn a_word_of_every_kind_stands_in_a_sentence_of_every_language() {
    for (language, words) in [
        ("en", ["steady", "mend", "harbour", "on time"]),
        ("de", ["Frisch", "reparieren", "Handwerk", "mit Ruhe"]),
        ("es", ["sencillo", "compartir", "hogar", "sin prisa"]),
        ("fr", ["simple", "partager", "atelier", "sans hâte"]),
        ("it", ["semplice", "condividere", "bottega", "senza fretta"]),
        ("pt", ["simples", "partilhar", "oficina", "sem pressa"]),
        ("nl", ["eerlijk", "delen", "ambacht", "zonder haast"]),
    ] {
        let mut persona = Persona::default();
        persona.voice.language.0 = language.into();
        persona.voice.words_to_use = words.map(str::to_owned).to_vec();
        let texts = captions(&persona);
        for text in &texts {
            println!("{language}: {}\n", text.trim().replace("\n\n", " / "));
        }
        let with_word =
            texts.iter().filter(|text| words.iter().any(|word| holds(text, word))).count();
        assert!(with_word >= 12, "{language}: {with_word} of {}", texts.len());
    }
}
