//! Captions and their checker in seven languages: a brand is answered in its own, and nothing is invented in any.

use super::spec;
use brandish::brand::{Persona, starters};
use brandish::brief::caption::{Violation, check, mend, write};
use brandish::brief::{Caption, CaptionBrief, Details};

#[test]
fn a_persona_is_answered_in_its_language_and_an_unknown_one_is_named() {
    let mut persona = starters().remove(0);
    persona.voice.language.0 = "de-DE".into();
    persona.promise = "Laufschuhe, die nicht stören.".into();
    persona.voice.calls_to_action = vec!["Komm vorbei.".into()];
    let brief = CaptionBrief {
        prompt: "Rote Laufschuhe".into(),
        facts: vec!["20 % bis Freitag".into()],
        details: Details {
            benefit: "Die Ferse bleibt, wo sie hingehört".into(),
            ..Details::default()
        },
        seed: Some(1),
        ..CaptionBrief::default()
    };
    let german = spec(&brief, Some(&persona), Vec::new());
    let caption = write(&german);
    let text = caption.text(german.network());
    assert!(text.contains("Die Ferse bleibt") && text.contains("20 % bis Freitag"), "{text}");
    assert_eq!((check(&caption, &german), caption.mended), (Vec::new(), Vec::new()));
    persona.voice.language.0 = "xx".into();
    let caption = write(&spec(&brief, Some(&persona), Vec::new()));
    assert!(caption.mended.iter().any(|note| note.contains("“xx”") && note.contains("English")));
}

/// What must be refused in each language; each of the sentences claims one thing.
/// What nobody said: a date, an offer, an age, a price and a time.
const CLAIMS: [(&str, [&str; 5]); 7] = [
    (
        "de",
        [
            "Nur bis Freitag.",
            "Kostenlose Lieferung.",
            "Seit zehn Jahren dabei.",
            "Nur zwei Euro.",
            "Nächste Woche.",
        ],
    ),
    (
        "es",
        [
            "Hasta el viernes.",
            "Con envío gratis.",
            "Más de diez años.",
            "Solo dos euros.",
            "Esta semana.",
        ],
    ),
    (
        "fr",
        [
            "Jusqu’à vendredi.",
            "Livraison gratuite.",
            "Plus de dix ans.",
            "Deux euros.",
            "Cette semaine.",
        ],
    ),
    (
        "it",
        [
            "Fino a venerdì.",
            "Spedizione gratuita.",
            "Da dieci anni.",
            "Solo due euro.",
            "Questa settimana.",
        ],
    ),
    (
        "pt",
        [
            "Até sexta-feira.",
            "Com portes grátis.",
            "Há dez anos.",
            "Só dois euros.",
            "Esta semana.",
        ],
    ),
    (
        "nl",
        ["Tot vrijdag.", "Gratis verzending.", "Al tien jaar.", "Maar twee euro.", "Deze week."],
    ),
    ("en", ["Until Friday.", "Free shipping.", "For ten years.", "Only two euros.", "This week."]),
];

#[test]
fn the_checker_finds_claims_in_every_language() {
    for (language, sentences) in CLAIMS {
        let mut persona = Persona::default();
        persona.voice.language.0 = language.into();
        let brief = CaptionBrief { prompt: "Orbit".into(), ..CaptionBrief::default() };
        let spec = spec(&brief, Some(&persona), Vec::new());
        for sentence in sentences {
            let caption =
                Caption { hook: sentence.into(), alt_text: "Orbit.".into(), ..Caption::default() };
            let found = check(&caption, &spec);
            assert!(
                matches!(found[..], [Violation::Invented { .. }, ..]),
                "{language}: {sentence}: {found:?}"
            );
            let mut mended = caption.clone();
            mend(&mut mended, &spec);
            assert_eq!(check(&mended, &spec), [Violation::Empty], "{sentence}");
        }
    }
}
