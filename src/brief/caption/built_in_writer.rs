//! The built-in writer: puts what the brief says into a structure, in the brand's language and voice. It states nothing
//! else, needs no model and no time, and is the same for the same spec.

use super::check::Rules;
use super::copy_lines::EMOJI;
use super::filling::Filled;
use super::frame::frame;
use super::line_choice::{Draws, LineChoice};
use super::sentence::as_sentence;
use super::{
    Caption, CaptionSpec, Detail, Goal, LINE_MEMORY, Revision, Structure, claims, mend, revise,
};
use crate::brand::{EmojiUse, PostLanguage, Tone, Voice};

/// A network that shows at least so many characters shows a further detail too.
const ROOMY: usize = 200;

/// Writes a caption. The same spec gives the same caption.
pub fn write(spec: &CaptionSpec) -> Caption {
    let voice = voice_of(spec);
    let rules = Rules::new(spec);
    let mut choice = LineChoice::new(spec, &voice, &rules, Draws::of_seed(spec.seed()));
    let mut caption = match spec.standing() {
        Some(standing) => revise::revise(standing, spec, &mut choice),
        None => compose(spec, &voice, &mut choice),
    };
    if let Some(unknown) = spec.unknown_language() {
        let names = PostLanguage::NAMES.join(", ");
        caption.mended.push(format!(
            "The brand's language “{unknown}” is none of {names}; the caption is in English. Choose a language in the \
             brand's editor."
        ));
    }
    mend(&mut caption, spec);
    caption
}

/// The facts of a brief, and of the sentences that the user wrote into the caption that is edited, which a text leaves out,
/// as sentences: those of whose figures, dates and promises one is missing, or where there are none, whose words are.
pub fn missing_facts(spec: &CaptionSpec, text: &str) -> Vec<String> {
    let language = spec.language();
    let (said, lower) = (claims::claims_in(text, language), text.to_lowercase());
    let is_missing = |fact: &&String| {
        let own = claims::claims_in(fact, language);
        if own.is_empty() { !lower.contains(&fact.to_lowercase()) } else { !own.is_subset(&said) }
    };
    let own = spec.standing().map(|standing| revise::own_sentences(standing, spec));
    let states = |sentence: &String| !claims::claims_in(sentence, language).is_empty();
    let own: Vec<String> = own.unwrap_or_default().into_iter().filter(states).collect();
    let facts = spec.facts().iter().chain(&own);
    facts.filter(is_missing).map(|fact| as_sentence(fact)).collect()
}

/// The persona's voice, changed by the revision.
fn voice_of(spec: &CaptionSpec) -> Voice {
    let mut voice = spec.persona().map(|persona| persona.voice.clone()).unwrap_or_default();
    if spec.revision() == Some(Revision::Warmer) {
        voice.warm = Tone::new(2);
        voice.playful = Tone::new(voice.playful.value().max(0));
    }
    voice
}

/// The parts of a caption before they are joined; what is least missed is left out where it does not fit.
struct Parts {
    hook: String,
    /// The points of a list, or the sentences that state the first details.
    details: Vec<String>,
    /// Further details.
    more: Vec<String>,
    facts: Vec<String>,
    /// A line that states nothing.
    line: String,
    /// A sentence around one of the brand's words to use.
    brand_word: String,
    call: String,
    is_list: bool,
    is_terse: bool,
}

fn compose(spec: &CaptionSpec, voice: &Voice, choice: &mut LineChoice<'_>) -> Caption {
    let structure = choice.structure();
    let mut hook = choice.hook(structure);
    let mut parts = parts(spec, structure, &hook, choice);
    let is_short = spec.revision() == Some(Revision::Shorter);
    let nothing_known = spec.details().is_empty() && spec.facts().is_empty();
    if nothing_known && !is_short {
        parts.line = own_line(spec, choice);
    }
    parts.call = choice.call();
    if !is_short {
        let said = [&parts.details[..], &parts.more, &parts.facts].concat().join(" ");
        let said = [&hook.text, &said, &parts.line, &parts.call].map(String::as_str).join(" ");
        parts.brand_word = choice.brand_word(&said);
    }
    parts.is_terse = voice.rich.value() < 0;
    if spec.persona().is_some() && voice.emoji != EmojiUse::None {
        dress(spec, voice, &mut hook.text, &mut parts.call, choice);
    }
    if spec.network().one_paragraph && hook.text.ends_with(char::is_alphanumeric) {
        hook.text.push('.');
    }
    parts.hook = hook.text;
    parts.call = with_link(parts.call, spec);
    let around = frame(spec);
    let lines = std::mem::take(&mut choice.used);
    let mut caption = Caption { lines, ..around };
    if let Some(wanted) = spec.structure().filter(|wanted| *wanted != structure) {
        let (wanted, taken) = (wanted.label(), structure.label());
        caption.mended.push(format!(
            "Too little is known for “{wanted}”, or the network shows no lists: this is “{taken}”."
        ));
    }
    // Level by level, less is said, until it fits.
    for level in 0..=4 {
        parts.fill(&mut caption, level, spec);
        if caption.count(spec.network()) <= spec.network().limit {
            return caption;
        }
    }
    while caption.count(spec.network()) > spec.network().limit && caption.hashtags.pop().is_some() {
    }
    caption
}

/// The details and facts that the hook does not state, in the order of the structure.
fn parts(
    spec: &CaptionSpec,
    structure: Structure,
    hook: &Filled,
    choice: &mut LineChoice<'_>,
) -> Parts {
    let known =
        |detail: &Detail| !spec.details().get(*detail).is_empty() && !hook.details.contains(detail);
    let mut left: Vec<Detail> = structure.order().into_iter().filter(known).collect();
    let mut facts: Vec<String> = spec.facts()[usize::from(hook.has_fact).min(spec.facts().len())..]
        .iter()
        .map(|fact| as_sentence(fact))
        .collect();
    let mut details = Vec::new();
    if structure.is_list() {
        let is_point = |detail: &Detail| !matches!(detail, Detail::Audience | Detail::Occasion);
        let points = left
            .iter()
            .filter(|detail| is_point(detail))
            .map(|d| spec.details().get(*d).to_owned());
        details = points.take(3).collect();
        left.retain(|detail| !is_point(detail));
        while details.len() < 3 && !facts.is_empty() {
            details.push(facts.remove(0));
        }
        details
            .iter_mut()
            .for_each(|point| *point = format!("– {}", without_stop(&as_sentence(point))));
    } else {
        let is_said_first =
            |detail: &Detail| !matches!(detail, Detail::Audience | Detail::Occasion);
        let first: Vec<Detail> = left.iter().copied().filter(is_said_first).take(2).collect();
        left.retain(|detail| !first.contains(detail));
        details.extend(first.into_iter().map(|detail| choice.detail(detail)));
    }
    let most = 1 + usize::from(spec.network().shown >= ROOMY && choice.draws.chance(40));
    let more = left.into_iter().take(most).map(|detail| choice.detail(detail)).collect();
    let is_list = structure.is_list();
    Parts {
        hook: String::new(),
        details,
        more,
        facts,
        line: String::new(),
        brand_word: String::new(),
        call: String::new(),
        is_list,
        is_terse: false,
    }
}

impl Parts {
    /// Fills a caption. The higher the level, the less is said: 1 no line of ours, 2 no further details and no word of the
    /// brand's, 3 no call to action, 4 hook and facts alone.
    fn fill(&self, caption: &mut Caption, level: u32, spec: &CaptionSpec) {
        let one_paragraph = spec.network().one_paragraph;
        let between = if one_paragraph { " " } else { "\n\n" };
        let among = if self.is_terse && !one_paragraph { "\n" } else { " " };
        let details = match (level, self.is_list) {
            (4.., false) => String::new(),
            (2.., true) => self.details.join("\n"),
            (_, true) => [self.details.join("\n"), self.more.join(among)].join("\n\n"),
            (2.., _) => self.details.join(among),
            _ => [&self.details[..], &self.more].concat().join(among),
        };
        let between_facts = if one_paragraph || self.facts.len() < 3 { " " } else { "\n" };
        let none = String::new();
        let line = if level == 0 { &self.line } else { &none };
        let brand_word = if level < 2 { &self.brand_word } else { &none };
        let facts = self.facts.join(between_facts);
        let parts = [details.trim(), &facts, line, brand_word];
        let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        caption.hook.clone_from(&self.hook);
        caption.body = parts.join(between);
        caption.call_to_action = if level < 3 { self.call.clone() } else { String::new() };
    }
}

fn without_stop(text: &str) -> &str {
    text.strip_suffix('.').filter(|rest| !rest.ends_with('.')).unwrap_or(text)
}

/// Where nothing is known: a line that suits any product, or now and then what the brand promises.
fn own_line(spec: &CaptionSpec, choice: &mut LineChoice<'_>) -> String {
    let promise = spec.persona().map_or("", |persona| persona.promise.trim());
    let suits = matches!(spec.goal(), Goal::Launch | Goal::Offer | Goal::Story);
    let used = spec.recent_lines().iter().any(|line| line == promise);
    if suits && !promise.is_empty() && !used && choice.draws.chance(25) {
        choice.used.push(promise.to_owned());
        return as_sentence(promise);
    }
    choice.body()
}

/// The persona's link behind the call to action, where the network makes links of it; an edit adds none that the user took
/// out.
pub fn with_link(call: String, spec: &CaptionSpec) -> String {
    let link = spec.persona().map_or("", |persona| persona.link.trim());
    let links = !matches!(spec.network().id, "instagram" | "tiktok")
        && spec.standing().is_none_or(|standing| standing.text(spec.network()).contains(link));
    match (crate::brand::is_link(link) && links, call.is_empty()) {
        (false, _) => call,
        (true, true) => link.to_owned(),
        (true, false) => format!("{call} {link}"),
    }
}

/// Emoji as the persona likes them: few is one in most posts, many is two or three.
fn dress(
    spec: &CaptionSpec,
    voice: &Voice,
    hook: &mut String,
    call: &mut String,
    choice: &mut LineChoice<'_>,
) {
    let many = voice.emoji == EmojiUse::Many;
    let subject = spec.subject().filter(|_| spec.language() == PostLanguage::English);
    let of_subject = subject.as_ref().and_then(|subject| {
        let core = subject.core.iter().rev().map(String::as_str);
        core.chain(subject.words.split(' ')).find_map(|word| EMOJI.of_word(word))
    });
    let of_goal = EMOJI.of_goal(spec.goal());
    let drawn = of_goal[choice.draws.below(of_goal.len() as u32) as usize].as_str();
    let of_kind = choice.kind.and_then(|kind| EMOJI.of_kind(kind));
    let first = of_subject.or(of_kind).unwrap_or(drawn);
    if many || choice.draws.chance(60) {
        *hook = format!("{hook} {first}");
    }
    if many && drawn != first && !call.is_empty() {
        *call = format!("{call} {drawn}");
    }
}

/// The persona's lines of late, newest caption first, as a spec takes them.
pub fn recent_lines<'a>(newest_first: impl Iterator<Item = &'a Caption>) -> Vec<String> {
    let own = |caption: &'a Caption| {
        let call = std::iter::once(&caption.call_to_action);
        caption.lines.iter().chain(call).filter(|line| !line.is_empty())
    };
    newest_first.take(LINE_MEMORY).flat_map(own).cloned().collect()
}
