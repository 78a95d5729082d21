//! The built-in writer: chooses lines for goal and voice, fills them, and adds what the brief and the
//! persona say. It states nothing else, needs no model and no time, and is the same for the same spec.

use super::check::Rules;
use super::copy_lines::{EMOJI, Filling, Group, copy_for};
use super::frame::frame;
use super::{Caption, CaptionSpec, Goal, LINE_MEMORY, Revision, Subject, claims, mend};
use crate::brand::{EmojiUse, Reading, Tone, Voice};
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

/// Lines longer than this are not simple to read, in characters.
const SIMPLE_LINE: usize = 62;

/// Writes a caption. The same spec gives the same caption.
pub fn write(spec: &CaptionSpec) -> Caption {
    let mut draws = Draws::of_seed(spec.seed());
    let voice = voice_of(spec);
    let speaks_english = matches!(voice.language.0.split(['-', '_']).next(), Some("en" | ""));
    let mut caption = if speaks_english {
        in_english(spec, &voice, &mut draws)
    } else {
        in_the_brands_own_words(spec, &mut draws)
    };
    let around = frame(spec);
    (caption.hashtags, caption.alt_text) = (around.hashtags, around.alt_text);
    caption.mended.extend(around.mended);
    fit(&mut caption, spec);
    mend(&mut caption, spec);
    caption
}

/// The facts of a brief that a text leaves out, as sentences: those of whose figures, dates and promises
/// one is missing, or where there are none, whose words are.
pub fn missing_facts(spec: &CaptionSpec, text: &str) -> Vec<String> {
    let (said, lower) = (claims::claims(text), text.to_lowercase());
    let is_missing = |fact: &&String| {
        let own = claims::claims(fact);
        if own.is_empty() { !lower.contains(&fact.to_lowercase()) } else { !own.is_subset(&said) }
    };
    spec.facts().iter().filter(is_missing).map(|fact| as_sentence(fact)).collect()
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

fn in_english(spec: &CaptionSpec, voice: &Voice, draws: &mut Draws) -> Caption {
    let subject = spec.subject();
    let filling = Filling::new(subject.as_ref(), spec.persona());
    let copy = copy_for(spec.goal());
    let rules = Rules::new(spec);
    let mut choice =
        Choice { spec, voice, filling: &filling, rules: &rules, draws, used: Vec::new() };
    let mut hook = choice.line(&copy.hooks);
    let facts: Vec<String> = spec.facts().iter().map(|fact| as_sentence(fact)).collect();
    let short = spec.revision() == Some(Revision::Shorter);
    let own_line = if short { String::new() } else { choice.body(&copy.bodies) };
    let second =
        !short && facts.is_empty() && !spec.network().one_paragraph && choice.draws.chance(35);
    let more = if second { choice.line(&copy.bodies) } else { String::new() };
    let mut closer = match call_to_action(spec, choice.draws) {
        Some(call) => call,
        None => choice.line(&copy.closers),
    };
    let lines = choice.used;
    if spec.persona().is_some_and(|persona| persona.voice.emoji != EmojiUse::None) {
        dress(spec, subject.as_ref(), &mut hook, &mut closer, draws);
    }
    let between = if spec.network().one_paragraph { " " } else { "\n\n" };
    let body = paragraphs([facts.join(between_facts(spec)), format!("{own_line} {more}")], between);
    Caption { hook, body, call_to_action: with_link(closer, spec), lines, ..Caption::default() }
}

/// For a language that the copy does not speak: what the brief and the persona say, and nothing else.
fn in_the_brands_own_words(spec: &CaptionSpec, draws: &mut Draws) -> Caption {
    let facts: Vec<String> = spec.facts().iter().map(|fact| as_sentence(fact)).collect();
    let own = spec.persona().map_or("", |persona| persona.promise.as_str());
    let call = call_to_action(spec, draws).unwrap_or_default();
    Caption {
        hook: as_sentence(spec.prompt()),
        body: if facts.is_empty() { own.to_owned() } else { facts.join(between_facts(spec)) },
        call_to_action: with_link(call, spec),
        mended: vec![
            "The built-in writer speaks English only; it used your own words. A language model writes more."
                .into(),
        ],
        ..Caption::default()
    }
}

/// Draws lines, so that none comes again soon and the voice leans where the persona leans.
struct Choice<'a> {
    spec: &'a CaptionSpec,
    voice: &'a Voice,
    filling: &'a Filling,
    /// No word the brand never uses, whatever the subject brings into a line.
    rules: &'a Rules,
    draws: &'a mut Draws,
    used: Vec<String>,
}

impl Choice<'_> {
    /// A line of its own, or now and then what the persona promises.
    fn body(&mut self, groups: &[Group]) -> String {
        let promise = self.spec.persona().map_or("", |persona| persona.promise.trim());
        let suits = matches!(self.spec.goal(), Goal::Launch | Goal::Offer | Goal::Story);
        let used = self.spec.recent_lines().iter().any(|line| line == promise);
        if suits && !promise.is_empty() && !used && self.draws.chance(25) {
            self.used.push(promise.to_owned());
            return as_sentence(promise);
        }
        self.line(groups)
    }

    /// Whether a line ends as one that was used in this caption: “tell us what you think”.
    fn echoes(&self, line: &str) -> bool {
        let end = |line: &str| {
            let words: Vec<String> =
                line.split_whitespace().rev().take(3).map(str::to_lowercase).collect();
            words
        };
        self.used.iter().any(|used| end(used) == end(line))
    }

    /// One line of the groups that suit the voice. Where all were used of late, the one longest ago.
    fn line(&mut self, groups: &[Group]) -> String {
        let suits = |line: &str| {
            self.voice.reading != Reading::Simple || line.chars().count() <= SIMPLE_LINE
        };
        let mut fresh: Vec<(u32, &str, String)> = Vec::new();
        let mut stale: Option<(usize, &str, String)> = None;
        for group in groups {
            let weight = match group.tone {
                _ if group.needs_facts && self.spec.facts().is_empty() => 0,
                None => 2,
                Some(tone) => 4 * tone.lean(self.voice),
            };
            for line in group.lines.iter().filter(|line| weight > 0 && suits(line)) {
                let Some(text) = self.filling.fill(line) else {
                    continue;
                };
                if !self.rules.broken_by(&text).is_empty() {
                    continue;
                }
                let recent = self.spec.recent_lines().iter().position(|used| used == line);
                match recent {
                    None if !self.echoes(line) => fresh.push((weight, line, text)),
                    Some(at) if stale.as_ref().is_none_or(|(other, ..)| at > *other) => {
                        stale = Some((at, line, text));
                    }
                    _ => {}
                }
            }
        }
        for (weight, _, text) in &mut fresh {
            if self
                .voice
                .words_to_use
                .iter()
                .any(|word| text.to_lowercase().contains(&word.to_lowercase()))
            {
                *weight *= 3;
            }
        }
        let total: u32 = fresh.iter().map(|(weight, ..)| weight).sum();
        let (line, text) = if total == 0 {
            let Some((_, line, text)) = stale else { return String::new() };
            (line, text)
        } else {
            let mut left = self.draws.below(total);
            let at = fresh.iter().position(|(weight, ..)| {
                let here = left < *weight;
                left = left.saturating_sub(*weight);
                here
            });
            let (_, line, text) = fresh.swap_remove(at.unwrap_or(0));
            (line, text)
        };
        self.used.push(line.to_owned());
        text
    }
}

/// One of the persona's own calls to action, most times.
fn call_to_action(spec: &CaptionSpec, draws: &mut Draws) -> Option<String> {
    let own = &spec.persona()?.voice.calls_to_action;
    let unused = |call: &&String| !spec.recent_lines().contains(call);
    let fresh: Vec<_> = own.iter().filter(unused).collect();
    let pool = if fresh.is_empty() { own.iter().collect() } else { fresh };
    (!pool.is_empty() && draws.chance(65))
        .then(|| pool[draws.below(pool.len() as u32) as usize].clone())
}

/// The persona's link behind the call to action, where the network makes links of it.
fn with_link(call: String, spec: &CaptionSpec) -> String {
    let link = spec.persona().map_or("", |persona| persona.link.trim());
    let links = !matches!(spec.network().id, "instagram" | "tiktok");
    match (link.is_empty() || !links, call.is_empty()) {
        (true, _) => call,
        (false, true) => link.to_owned(),
        (false, false) => format!("{call} {link}"),
    }
}

/// Emoji as the persona likes them: few is one in most posts, many is two or three.
fn dress(
    spec: &CaptionSpec,
    subject: Option<&Subject>,
    hook: &mut String,
    closer: &mut String,
    draws: &mut Draws,
) {
    let many = spec.persona().is_some_and(|persona| persona.voice.emoji == EmojiUse::Many);
    let of_subject = subject.and_then(|subject| {
        let core = subject.core.iter().rev().map(String::as_str);
        core.chain(subject.words.split(' ')).find_map(|word| EMOJI.of_word(word))
    });
    let of_goal = EMOJI.of_goal(spec.goal());
    let drawn = of_goal[draws.below(of_goal.len() as u32) as usize].as_str();
    let first = of_subject.unwrap_or(drawn);
    if many || draws.chance(60) {
        *hook = format!("{hook} {first}");
    }
    if many && drawn != first && !closer.is_empty() {
        *closer = format!("{closer} {drawn}");
    }
}

/// Leaves out what is least missed, until the caption fits: the writer's own line, the call to action,
/// hashtags from the end. Facts stay; what is still too long is for `mend`.
fn fit(caption: &mut Caption, spec: &CaptionSpec) {
    let network = spec.network();
    let fits = |caption: &Caption| caption.count(network) <= network.limit;
    let facts: Vec<String> = spec.facts().iter().map(|fact| as_sentence(fact)).collect();
    let facts = facts.join(between_facts(spec));
    if !fits(caption) {
        caption.body = facts;
    }
    if !fits(caption) {
        caption.call_to_action.clear();
    }
    while !fits(caption) && caption.hashtags.pop().is_some() {}
}

fn between_facts(spec: &CaptionSpec) -> &'static str {
    if spec.network().one_paragraph || spec.facts().len() < 3 { " " } else { "\n" }
}

fn paragraphs(parts: [String; 2], between: &str) -> String {
    let parts = parts.iter().map(|part| part.trim()).filter(|part| !part.is_empty());
    parts.collect::<Vec<_>>().join(between)
}

/// A fact as the user wrote it, with a capital and a full stop.
fn as_sentence(fact: &str) -> String {
    let fact = fact.trim();
    let closed = fact.ends_with(['.', '!', '?', '…', '。', '！', '？', ':', ';']);
    let is_link = claims::links(fact).iter().any(|link| link.start == 0);
    let begins_so = is_link || fact.split_whitespace().next().is_some_and(is_like_an_address);
    let text = if begins_so { fact.to_owned() } else { capitalised(fact) };
    let ends_in_link = claims::links(fact).iter().any(|link| link.end == fact.len())
        || fact.split_whitespace().next_back().is_some_and(is_like_an_address);
    if closed || fact.is_empty() || ends_in_link { text } else { format!("{text}.") }
}

/// Whether a word is written like an address, also one whose ending is not known: `foo.notatld`, `me@home`.
fn is_like_an_address(word: &str) -> bool {
    let is_letter = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    let joins = |(at, c): (usize, char)| {
        matches!(c, '.' | '@')
            && is_letter(word[..at].chars().next_back())
            && is_letter(word[at + 1..].chars().next())
    };
    word.chars().any(char::is_alphabetic) && word.char_indices().any(joins)
}

pub(super) fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or(String::new(), |first| first.to_uppercase().chain(letters).collect())
}

/// Seeded draws.
pub(super) struct Draws(ChaCha8Rng);

impl Draws {
    pub fn of_seed(seed: u64) -> Self {
        Self(ChaCha8Rng::seed_from_u64(seed))
    }

    pub fn below(&mut self, end: u32) -> u32 {
        ((u64::from(self.0.next_u32()) * u64::from(end.max(1))) >> 32) as u32
    }

    fn chance(&mut self, percent: u32) -> bool {
        self.below(100) < percent
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fact_that_begins_with_an_address_keeps_its_letters() {
        for (fact, sentence) in [
            ("foo.notatld is open", "foo.notatld is open."),
            ("book at foo.notatld", "Book at foo.notatld"),
            ("me@home answers", "me@home answers."),
            ("shop.example/new", "shop.example/new"),
            ("3.5 kg lighter", "3.5 kg lighter."),
            ("open on Sunday. always", "Open on Sunday. always."),
        ] {
            assert_eq!(as_sentence(fact), sentence);
        }
    }
}
