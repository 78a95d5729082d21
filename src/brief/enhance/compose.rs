//! The positive prompt: the user's words, and around them style, light, lens, room and colours.
//! Each piece has a weight; where a model reads few words, the lightest pieces go first.

use super::habits::{medium_words, pieces, quality_words};
use super::lexicon::NormalizedText;
use super::word_lists::{COLOURABLE, COLOURS, LIGHT, MEDIUM};
use super::wording::{composition_words, palette_words};
use super::{Advice, EnhanceRequest, Part, Source, Topic};
use crate::brand::{Medium, Persona};
use crate::brief::StylePreset;
use brandish_inference::random::SplitMix64;

/// The parts of a prompt, and what the user should know of how they came about.
pub(super) struct Composed<'a> {
    pub parts: Vec<Part>,
    /// The style, where its words are among the parts.
    pub style: Option<&'a StylePreset>,
    pub notes: Vec<Advice>,
}

/// Puts the prompt together. `prompt_words` are the user's own.
pub(super) fn compose<'a>(
    request: &EnhanceRequest<'a>,
    prompt_words: &NormalizedText,
) -> Composed<'a> {
    let subject = request.prompt.trim();
    let facts = request.family.facts();
    let mut notes = Vec::new();
    let mut style = style_that_fits(request, prompt_words, &mut notes);
    let (before, after) = style.map_or(("", ""), StylePreset::around);
    let mut parts = vec![Part { text: subject.to_owned(), source: Source::Subject, joint: "" }];
    if let Some(text) = Some(before.trim()).filter(|text| !text.is_empty()) {
        parts[0].joint = if before.ends_with(char::is_whitespace) { " " } else { "" };
        parts.insert(0, Part { text: text.to_owned(), source: Source::Style, joint: "" });
    }
    parts.extend(after_subject(after));
    if facts.knows_styles {
        let shown = NormalizedText::of(&format!("{subject} {before} {after}"));
        let additions = additions(request, style, &shown);
        parts.extend(additions.map(|(text, source)| Part { text, source, joint: ", " }));
    } else if let Some(colour) = own_colour(request.persona, prompt_words) {
        parts.push(Part { text: format!("in {colour}"), source: Source::BrandColour, joint: " " });
    }
    fit(&mut parts, facts.pieces);
    let worded = !before.trim().is_empty() || !after.trim().is_empty();
    if worded && !parts.iter().any(|part| part.source == Source::Style) {
        notes.extend(style.take().map(no_room));
    }
    mend_joints(&mut parts);
    Composed { parts, style, notes }
}

/// The chosen style, unless the model knows none or it would show what the brand never shows.
fn style_that_fits<'a>(
    request: &EnhanceRequest<'a>,
    prompt_words: &NormalizedText,
    notes: &mut Vec<Advice>,
) -> Option<&'a StylePreset> {
    let style = request.style?;
    let facts = request.family.facts();
    if !facts.knows_styles {
        let (subject, name) = (facts.subject, &style.name);
        let advice = Advice::new(
            Topic::Style,
            format!("{subject} has one look, soft 3D: the style “{name}” is not used."),
            "Choose another model for this style.",
        );
        let values = [("model", subject), ("style", name.as_str())];
        notes.push(advice.named("style-unused", "style-model", values));
        return None;
    }
    let Some(persona) = request.persona else { return Some(style) };
    let words = NormalizedText::of(&style.prompt);
    let never = |what: &&String| words.mention(what) && !prompt_words.mention(what);
    if let Some(what) = persona.look.never_show.iter().find(never) {
        let advice = Advice::new(
            Topic::NeverShow,
            format!(
                "“{}” shows {what}, which {} never shows: it is left out.",
                style.name, persona.name
            ),
            "Choose another style.",
        );
        let values = [("style", &*style.name), ("words", what), ("brand", &persona.name)];
        notes.push(advice.named("style-never-shown", "another-style", values));
        return None;
    }
    let (own, chosen) = (persona.look.medium, style.medium);
    if own != chosen && own != Medium::Any && chosen != Medium::Any {
        let (own, made) = (pictures_of(own), pictures_of(chosen));
        let advice = Advice::new(
            Topic::Style,
            format!("{} usually shows {own}, and “{}” makes {made}.", persona.name, style.name),
            "Keep it for this picture, or choose a style of that kind.",
        );
        let (brand, name) = (persona.name.as_str(), style.name.as_str());
        let values = [("brand", brand), ("own", own), ("style", name), ("made", made)];
        notes.push(advice.named("style-kind", "keep-style", values));
    }
    Some(style)
}

fn pictures_of(medium: Medium) -> &'static str {
    match medium {
        Medium::Any => "any picture",
        Medium::Photo => "photographs",
        Medium::ThreeD => "3D pictures",
        Medium::Flat => "flat pictures",
    }
}

fn no_room(style: &StylePreset) -> Advice {
    Advice::new(
        Topic::Length,
        format!("Your words leave no room for the style “{}”.", style.name),
        "Shorten them if the style matters more.",
    )
    .named("no-room", "shorten-words", [("style", &style.name)])
}

/// The style's words after the user's, cut from the comma that joins them.
fn after_subject(after: &str) -> Option<Part> {
    let text = after.trim_start_matches([',', ';', ' ']);
    let joint = match &after[..after.len() - text.len()] {
        joint if joint.contains([',', ';']) => ", ",
        "" => "",
        _ => " ",
    };
    let text = text.trim_end().trim_end_matches([',', ';']).trim_end();
    (!text.is_empty()).then(|| Part { text: text.to_owned(), source: Source::Style, joint })
}

/// What follows the style, in the order in which it is read. `shown` are the words so far.
fn additions<'a>(
    request: &EnhanceRequest<'a>,
    style: Option<&'a StylePreset>,
    shown: &NormalizedText,
) -> impl Iterator<Item = (String, Source)> {
    let never = request.persona.map_or(&[][..], |persona| &persona.look.never_show);
    let allowed = |text: &String| {
        let words = NormalizedText::of(text);
        !never.iter().any(|what| words.mention(what))
    };
    let choice = |texts: &[String], salt: u64| {
        let texts: Vec<_> = texts.iter().filter(|text| allowed(text)).collect();
        texts.get(choose(request.seed, salt, texts.len())).map(|text| text.to_string())
    };
    let prompt_words = NormalizedText::of(request.prompt);
    let facts = request.family.facts();
    let lit = prompt_words.mention_any(&LIGHT).is_some();
    let light = style.filter(|_| !lit).and_then(|style| choice(&style.light, 1));
    let aimed = prompt_words.mention("lens") || prompt_words.mention("mm");
    let lens =
        style.filter(|_| !aimed && facts.adds_finish).and_then(|style| choice(&style.lens, 2));

    let medium = style.map(|style| style.medium).filter(|medium| *medium != Medium::Any);
    let medium = medium.or(request.persona.map(|persona| persona.look.medium)).unwrap_or_default();
    let medium_is_named = style.is_some_and(|style| style.medium != Medium::Any)
        || shown.mention_any(&MEDIUM).is_some();
    let medium_text = medium_words(medium).filter(|_| !medium_is_named).map(str::to_owned);

    let brand = request.persona.map(|persona| {
        let one_light = |words: &&String| {
            !(light.is_some() || lit) || NormalizedText::of(words).mention_any(&LIGHT).is_none()
        };
        // The style was chosen for this picture, the brand's words for all.
        let spoilt = style.map_or(&[][..], |style| &style.negative);
        let spoilt: Vec<_> = spoilt.iter().map(|text| NormalizedText::of(text)).collect();
        let fits = |words: &&String| !spoilt.iter().any(|text| text.mention(words));
        let own = persona.look.visual_style.iter().filter(|words| !shown.mention(words));
        let own = own.filter(one_light).filter(fits).filter(|words| allowed(words));
        own.map(String::as_str).collect::<Vec<_>>().join(", ")
    });
    let guided = request.persona.is_some() || style.is_some();
    let composition = guided.then(|| {
        let zone = request.format.map(|format| &format.safe_zone);
        composition_words(request.size, zone, choose(request.seed, 3, 2))
    });
    let coloured = prompt_words.mention_any(&COLOURS).is_some();
    let palette = request.persona.filter(|_| !coloured).map(|p| palette_words(&p.look.palette));
    let quality = (guided && facts.adds_finish).then(|| quality_words(medium).to_owned());
    [
        (light, Source::Light),
        (lens, Source::Lens),
        (medium_text, Source::Medium),
        (brand, Source::BrandStyle),
        (composition, Source::Composition),
        (palette, Source::BrandColour),
        (quality, Source::Model),
    ]
    .into_iter()
    .filter_map(move |(text, source)| {
        let text = text.filter(|text| !text.is_empty() && allowed(text))?;
        Some((text, source))
    })
}

/// The brand's primary colour in a word, for a thing that comes in any colour and was given none.
fn own_colour(persona: Option<&Persona>, prompt_words: &NormalizedText) -> Option<&'static str> {
    let colourable = prompt_words.last().is_some_and(|word| COLOURABLE.has(word));
    let coloured = prompt_words.mention_any(&COLOURS).is_some();
    let name = persona?.look.palette.primary.name();
    let fits = colourable && !coloured && !matches!(name, "brown" | "grey" | "white");
    fits.then_some(name)
}

/// Leaves out the lightest parts until the rest is read. The subject always stays.
fn fit(parts: &mut Vec<Part>, limit: usize) {
    let length =
        |parts: &[Part]| parts.iter().map(|p| pieces(p.joint) + pieces(&p.text)).sum::<usize>();
    while length(parts) > limit {
        let added = parts.iter().filter(|part| part.source != Source::Subject);
        let Some(lightest) = added.map(|part| weight(part.source)).min() else { break };
        parts.retain(|part| part.source == Source::Subject || weight(part.source) > lightest);
    }
}

fn weight(source: Source) -> u8 {
    match source {
        Source::Subject | Source::Edit => 9,
        Source::Style => 8,
        Source::Medium => 7,
        Source::BrandStyle => 6,
        Source::BrandColour => 5,
        Source::Composition => 4,
        Source::Light => 3,
        Source::Lens => 2,
        Source::Model | Source::LeaveOut | Source::NeverShow => 1,
    }
}

/// The first part joins nothing, and after a sentence's end stands no comma.
fn mend_joints(parts: &mut [Part]) {
    let mut ended = true;
    for (number, part) in parts.iter_mut().enumerate() {
        if number == 0 {
            part.joint = "";
        } else if ended && part.joint == ", " {
            part.joint = " ";
        }
        ended = part.text.ends_with(['.', '!', '?', '…', ',', ';', ':', '。', '！', '？', '、']);
    }
}

/// One of `count` equally right choices.
fn choose(seed: u64, salt: u64, count: usize) -> usize {
    (SplitMix64::new(seed).nth(salt) % count.max(1) as u64) as usize
}
