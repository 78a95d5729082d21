//! Which lines of the copy a caption gets: those that state what is known before those that would suit any product,
//! none that was used of late, and the more those that sound like the brand. How lines are put together is the writer's.

use super::check::Rules;
use super::copy_lines::{Address, Group, Kind, LanguageCopy, copy_of};
use super::filling::{Filled, Filling};
use super::{CaptionSpec, Detail, Structure};
use crate::brand::{Person, Reading, Voice};
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

/// Lines longer than this are not simple to read, in characters.
const SIMPLE_LINE: usize = 62;
/// How often, in percent, a detail stands as the user wrote it, by a plain voice and by another.
const BARE: [u32; 2] = [70, 40];

/// Draws lines for one caption.
pub(super) struct LineChoice<'a> {
    pub(super) spec: &'a CaptionSpec,
    pub(super) voice: &'a Voice,
    pub(super) copy: &'static LanguageCopy,
    pub(super) filling: Filling,
    /// No word that the brand never uses, whatever the subject brings into a line.
    rules: &'a Rules,
    address: Option<Address>,
    pub kind: Option<Kind>,
    pub draws: Draws,
    /// The lines that were taken.
    pub used: Vec<String>,
}

pub(super) struct Candidate {
    pub(super) weight: u32,
    pub(super) line: &'static str,
    pub(super) filled: Filled,
    /// How many lines ago it was used; `None` for not of late.
    pub(super) age: Option<usize>,
}

impl Candidate {
    fn is_specific(&self) -> bool {
        !self.filled.details.is_empty() || self.filled.has_fact
    }
}

impl<'a> LineChoice<'a> {
    pub fn new(spec: &'a CaptionSpec, voice: &'a Voice, rules: &'a Rules, draws: Draws) -> Self {
        let copy = copy_of(spec.language());
        let subject = format!("{} {}", spec.product(), spec.prompt());
        Self {
            spec,
            voice,
            copy,
            filling: Filling::new(spec),
            rules,
            address: address(spec, voice, copy),
            kind: copy.kind_of(&subject),
            draws,
            used: Vec::new(),
        }
    }

    /// The structure that was used longest ago, of those that suit the brief; the one of the brief where it names one.
    pub fn structure(&mut self) -> Structure {
        if let Some(wanted) = self.spec.structure().filter(|wanted| wanted.suits(self.spec)) {
            return wanted;
        }
        let is_usable = |one: &Candidate| {
            one.age.is_none() && self.rules.broken_by(&one.filled.text).is_empty()
        };
        let is_fresh = |structure: Structure| self.hooks(structure).iter().any(is_usable);
        let suits = |structure: &&Structure| structure.suits(self.spec) && is_fresh(**structure);
        let suitable: Vec<Structure> = Structure::ALL.iter().filter(suits).copied().collect();
        let age = |structure: Structure| {
            let groups = self.copy.hooks.iter().filter(|group| of_structure(group, structure));
            let lines: Vec<&String> = groups.flat_map(|group| &group.lines).collect();
            let used = self.spec.recent_lines().iter().position(|recent| lines.contains(&recent));
            used.unwrap_or(usize::MAX)
        };
        let oldest = suitable.iter().map(|structure| age(*structure)).max().unwrap_or(0);
        let oldest: Vec<Structure> =
            suitable.into_iter().filter(|structure| age(*structure) == oldest).collect();
        match oldest.len() {
            0 => Structure::Statement,
            count => oldest[self.draws.below(count as u32) as usize],
        }
    }

    /// The first line of a caption: one that states a detail where any is known, and one that suits any product only
    /// where nothing is.
    pub fn hook(&mut self, structure: Structure) -> Filled {
        let mut candidates = self.hooks(structure);
        let known = !self.spec.details().is_empty();
        if known && !structure.is_list() {
            let is_fresh = |one: &Candidate| one.age.is_none();
            let keep: fn(&Candidate) -> bool =
                if candidates.iter().any(|one| one.is_specific() && is_fresh(one)) {
                    Candidate::is_specific
                } else if candidates.iter().any(|one| one.filled.has_subject && is_fresh(one)) {
                    |one| one.filled.has_subject
                } else {
                    Candidate::is_specific
                };
            candidates.retain(keep);
        }
        for one in &mut candidates {
            one.weight *= match (one.is_specific(), one.filled.has_subject) {
                (true, _) => 6,
                (_, true) => 3,
                _ => 1,
            };
        }
        self.draw(candidates, true).unwrap_or_else(|| self.plain_hook())
    }

    /// A detail as a sentence, within a line of the copy or as the user wrote it.
    pub fn detail(&mut self, detail: Detail) -> String {
        let own = super::sentence::as_sentence(self.spec.details().get(detail));
        // For whom and when are no sentences of their own.
        let must = matches!(detail, Detail::Audience | Detail::Occasion);
        let bare = BARE[usize::from(self.voice.rich.value() >= 0)];
        let is_quotation = detail == Detail::Proof && self.spec.details().is_quotation();
        if !must && (detail == Detail::Benefit || is_quotation || self.draws.chance(bare)) {
            return own;
        }
        let says = |one: &Candidate| one.filled.details == [detail] && !one.filled.has_fact;
        let mut candidates = self.candidates(&self.copy.bodies, |_| true);
        candidates.retain(says);
        self.draw(candidates, must).map_or(own, |filled| filled.text)
    }

    /// A line of the body that states nothing; empty where all were used of late.
    pub fn body(&mut self) -> String {
        let mut candidates = self.candidates(&self.copy.bodies, |_| true);
        candidates.retain(|one| !one.is_specific());
        self.draw(candidates, false).map_or(String::new(), |filled| filled.text)
    }

    /// What "Warmer" adds, if there is a line that was not used of late.
    pub fn warm(&mut self) -> String {
        let candidates = self.candidates(&self.copy.warm, |_| true);
        self.draw(candidates, true).map_or(String::new(), |filled| filled.text)
    }

    /// A call to action: the brand's own, most times, if it suits the subject; else one for this kind of subject. Empty
    /// where all were used of late.
    pub fn call(&mut self) -> String {
        let (copy, kind, recent) = (self.copy, self.kind, self.spec.recent_lines());
        let own = self.spec.persona().map_or(&[][..], |persona| &persona.voice.calls_to_action);
        let suits = |call: &&String| copy.call_suits(call, kind) && !recent.contains(call);
        let fresh: Vec<&String> = own.iter().filter(suits).collect();
        if !fresh.is_empty() && self.draws.chance(65) {
            let call = fresh[self.draws.below(fresh.len() as u32) as usize].clone();
            self.used.push(call.clone());
            return call;
        }
        let mut candidates =
            self.candidates(&self.copy.calls, |group| group.kind.is_none() || group.kind == kind);
        let of_kind =
            self.copy.calls.iter().filter(|group| group.kind.is_some() && group.kind == kind);
        let of_kind: Vec<&String> = of_kind.flat_map(|group| &group.lines).collect();
        let is_of_kind = |one: &Candidate| of_kind.iter().any(|line| *line == one.line);
        // A call that suits any product only where none for this kind is left.
        if !self.spec.details().is_empty()
            && candidates.iter().any(|one| is_of_kind(one) && one.age.is_none())
        {
            candidates.retain(is_of_kind);
        }
        self.draw(candidates, false).map_or(String::new(), |filled| filled.text)
    }

    /// Where no line of the copy can be used: what is known, as a sentence.
    fn plain_hook(&self) -> Filled {
        let line = ["{benefit}.", "{shown}.", "{fact}.", "{detail}.", "{promise}."];
        let filled = line.iter().find_map(|line| self.filling.fill(line));
        let prompt = || Filled {
            text: super::sentence::as_sentence(self.spec.prompt()),
            details: Vec::new(),
            has_fact: false,
            has_subject: true,
        };
        filled.filter(|filled| self.rules.broken_by(&filled.text).is_empty()).unwrap_or_else(prompt)
    }

    /// The hooks of a structure that can be filled and that the network shows whole.
    fn hooks(&self, structure: Structure) -> Vec<Candidate> {
        let network = self.spec.network();
        let room = network.title_limit.unwrap_or(network.shown);
        let mut found = self.candidates(&self.copy.hooks, |group| of_structure(group, structure));
        let fits = |one: &Candidate| one.filled.text.chars().count() <= room;
        if found.iter().any(fits) {
            found.retain(fits);
        }
        found
    }

    /// The lines of the groups that suit the brief and the voice, filled.
    fn candidates(
        &self,
        groups: &'static [Group],
        suits: impl Fn(&Group) -> bool,
    ) -> Vec<Candidate> {
        let is_short = |line: &str| {
            self.voice.reading != Reading::Simple || line.chars().count() <= SIMPLE_LINE
        };
        let mut found = Vec::new();
        for group in groups.iter().filter(|group| suits(group)) {
            let weight = self.weight(group);
            for line in group.lines.iter().filter(|line| weight > 0 && is_short(line)) {
                let Some(filled) = self.filling.fill(line) else { continue };
                let lower = filled.text.to_lowercase();
                let mut wanted = self.voice.words_to_use.iter().map(|word| word.to_lowercase());
                let weight =
                    if wanted.any(|word| lower.contains(&word)) { weight * 3 } else { weight };
                let age = self.spec.recent_lines().iter().position(|used| used == line);
                found.push(Candidate { weight, line, filled, age });
            }
        }
        found
    }

    /// How well a group suits goal, voice, address and subject; 0 for not at all.
    pub(super) fn weight(&self, group: &Group) -> u32 {
        let person = self.spec.persona().map_or(Person::We, |persona| persona.voice.person);
        let misses_facts = group.needs_facts && self.spec.facts().is_empty();
        let other_goal = !group.goals.is_empty() && !group.goals.contains(&self.spec.goal());
        let other_address = group.address.is_some() && group.address != self.address;
        // Lines of "we" serve a brand that speaks of itself by its name too.
        let other_person =
            group.person.is_some_and(|of| (of == Person::I) != (person == Person::I));
        if misses_facts || other_goal || other_address || other_person {
            return 0;
        }
        let of_tone = group.tone.map_or(2, |tone| 4 * tone.lean(self.voice));
        let of_kind = if group.kind.is_some() { 4 } else { 1 };
        of_tone * of_kind
    }

    /// One of the candidates that were not used of late, nor echo a line of this caption; else, where it must be one, the
    /// one that was used longest ago.
    pub(super) fn draw(&mut self, candidates: Vec<Candidate>, must: bool) -> Option<Filled> {
        let end = |line: &str| -> Vec<String> {
            line.split_whitespace().rev().take(3).map(str::to_lowercase).collect()
        };
        let echoes = |line: &str| {
            self.used
                .iter()
                .any(|used| used == line || (!line.ends_with("}.") && end(used) == end(line)))
        };
        let (mut fresh, mut stale): (Vec<Candidate>, Vec<Candidate>) =
            candidates.into_iter().partition(|one| one.age.is_none() && !echoes(one.line));
        stale.retain(|one| must && !echoes(one.line));
        let chosen = loop {
            let one = match fresh.is_empty() {
                false => fresh.swap_remove(self.weighted(&fresh)),
                true => {
                    let at = (0..stale.len()).max_by_key(|at| stale[*at].age)?;
                    stale.swap_remove(at)
                }
            };
            // Only what is drawn is checked: a check costs more than all the rest.
            if self.rules.broken_by(&one.filled.text).is_empty() {
                break one;
            }
        };
        self.used.push(chosen.line.to_owned());
        Some(chosen.filled)
    }

    /// The place of one of the candidates, drawn by their weights.
    fn weighted(&mut self, candidates: &[Candidate]) -> usize {
        let total: u32 = candidates.iter().map(|one| one.weight).sum();
        let mut left = self.draws.below(total);
        let at = candidates.iter().position(|one| {
            let here = left < one.weight;
            left = left.saturating_sub(one.weight);
            here
        });
        at.unwrap_or(0)
    }
}

fn of_structure(group: &Group, structure: Structure) -> bool {
    group.structure.unwrap_or(Structure::Statement) == structure
}

/// How the brand addresses its readers: as its own posts do; where they do not show it, a serious and distant voice is
/// formal. `None` where the language has one form.
fn address(spec: &CaptionSpec, voice: &Voice, copy: &LanguageCopy) -> Option<Address> {
    if copy.formal_words.is_empty() {
        return None;
    }
    let promise = spec.persona().map(|persona| &persona.promise);
    let own = voice.calls_to_action.iter().chain(&voice.sample_posts).chain(promise);
    let words: Vec<&str> =
        own.flat_map(|text| text.split(|c: char| !c.is_alphanumeric())).collect();
    let formal =
        words.iter().filter(|word| copy.formal_words.iter().any(|own| own == *word)).count();
    let is_informal = |word: &&&str| copy.informal_words.contains(&word.to_lowercase());
    let informal = words.iter().filter(is_informal).count();
    let distant = voice.playful.value() < 0 && voice.warm.value() <= 0;
    Some(match formal.cmp(&informal) {
        std::cmp::Ordering::Greater => Address::Formal,
        std::cmp::Ordering::Less => Address::Informal,
        std::cmp::Ordering::Equal if distant => Address::Formal,
        std::cmp::Ordering::Equal => Address::Informal,
    })
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

    pub fn chance(&mut self, percent: u32) -> bool {
        self.below(100) < percent
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::brand::{Persona, PostLanguage};
    use crate::brief::{CaptionBrief, Details};

    #[test]
    fn no_line_of_any_language_claims_anything_of_its_own() {
        for language in PostLanguage::ALL {
            let mut persona =
                Persona { name: "Orbit".into(), promise: "Orbit".into(), ..Persona::default() };
            persona.voice.language.0 = language.tag().into();
            let word = || "orbit".to_owned();
            let details = Details {
                benefit: word(),
                detail: word(),
                proof: "“orbit” – Orbit".into(),
                audience: word(),
                occasion: word(),
            };
            let (prompt, product) = ("a red bicycle".into(), "Orbit".into());
            let brief = CaptionBrief {
                prompt,
                product,
                facts: vec![word()],
                details,
                ..CaptionBrief::default()
            };
            let spec = CaptionSpec::from_brief(&brief, Some(&persona), Vec::new(), 1).unwrap();
            let (rules, filling) = (Rules::new(&spec), Filling::new(&spec));
            let copy = copy_of(*language);
            let groups = copy.hooks.iter().chain(&copy.bodies).chain(&copy.calls).chain(&copy.warm);
            let lines = groups.chain(&copy.brand_words.lines).flat_map(|group| &group.lines);
            let words = [("word", "orbit"), ("other", "orbit")];
            let text = |line: &String| filling.fill_with(line, &words).unwrap().text;
            let broken = lines.map(|line| (line, rules.broken_by(&text(line))));
            let broken: Vec<_> = broken.filter(|(_, broken)| !broken.is_empty()).collect();
            assert!(broken.is_empty(), "{language:?}: {broken:?}");
        }
    }
}
