//! Ranks elements for a text: by its words, where it has words of theirs, and by meaning, where it has a vector.
//! Knows nothing of the encoder; weights were tuned on one half of `tests/fixtures/prompts.toml`.

use crate::Element;
use crate::vectors::{Nearness, Vectors};
use crate::words::{LANGUAGES, Stems, head, words};
use std::collections::{HashMap, HashSet};

/// One element that a text asks for.
#[derive(Clone, Copy, Debug)]
pub struct Found<'a> {
    /// What was found.
    pub element: &'a Element,
    /// How well it suits: about 1 where text and name are the same, below 0.3 where nothing suits.
    pub score: f32,
}

/// How much each sign counts.
struct Weights {
    name: f32,
    described: f32,
    word: f32,
    /// The share of the text's words that the element has.
    shared: f32,
    /// The share of the name's words that the text has.
    named: f32,
}

const WEIGHTS: Weights =
    Weights { name: 0.2, described: 0.3, word: 0.2, shared: 0.25, named: 0.15 };
/// A word in a name, a word that is a whole entry of the list, and a word within a longer entry.
const IN_NAME: f32 = 1.0;
const WHOLE: f32 = 0.85;
const WITHIN: f32 = 0.5;
/// The last part of a compound word, such as German “torte” in “Geburtstagstorte”.
const COMPOUND: f32 = 0.6;
const SHORTEST_PART: usize = 4;
/// How much more the word counts that says what a thing is: a blueberry muffin is a muffin.
const HEAD: f32 = 1.5;
/// The share of the best score with which an element may stand for it, and with which one may stand beside it.
const AS_GOOD: f32 = 0.93;
const BESIDE: f32 = 0.55;
/// The most drawings that share a word which names a thing.
const FEW: usize = 3;

/// Which elements have which words, by language.
pub(crate) struct SearchIndex {
    stems: Stems,
    languages: Vec<HashMap<String, Vec<(u32, f32)>>>,
    names: Vec<Vec<String>>,
    /// Entries of two words and more in English, with whose they are.
    phrases: Vec<(u32, Vec<String>)>,
}

impl SearchIndex {
    pub(crate) fn new(elements: &[Element]) -> Self {
        let stems = Stems::new();
        let mut languages = Vec::new();
        for (language, (code, _)) in LANGUAGES.iter().enumerate() {
            let mut index: HashMap<String, Vec<(u32, f32)>> = HashMap::new();
            for (at, element) in (0u32..).zip(elements) {
                let mut strengths: HashMap<String, f32> = HashMap::new();
                for (rank, entry) in element.words.get(*code).into_iter().flatten().enumerate() {
                    let parts = words(entry);
                    let strength = match (rank, parts.len()) {
                        (0, _) => IN_NAME,
                        (_, 1) => WHOLE,
                        _ => WITHIN,
                    };
                    for part in parts {
                        let best = strengths.entry(stems.stem(language, &part)).or_default();
                        *best = best.max(strength);
                    }
                }
                for (stem, strength) in strengths {
                    index.entry(stem).or_default().push((at, strength));
                }
            }
            languages.push(index);
        }
        let stemmed = |text: &str| -> Vec<String> {
            words(text).iter().map(|word| stems.stem(0, word)).collect()
        };
        let names = elements.iter().map(|element| stemmed(&element.label())).collect();
        let mut phrases = Vec::new();
        for (at, element) in (0u32..).zip(elements) {
            let entries = element.words.get("en").into_iter().flatten();
            let stemmed = entries.map(|entry| stemmed(entry)).filter(|entry| entry.len() > 1);
            phrases.extend(stemmed.map(|entry| (at, entry)));
        }
        Self { stems, languages, names, phrases }
    }

    pub(crate) fn search<'a>(
        &self,
        elements: &'a [Element],
        vectors: &Vectors,
        text: &str,
        vector: Option<&[f32]>,
        limit: usize,
    ) -> Vec<Found<'a>> {
        let words = words(text);
        let stems: HashSet<String> = words.iter().map(|word| self.stems.stem(0, word)).collect();
        let said = |(_, entry): &&(u32, Vec<String>)| entry.iter().all(|stem| stems.contains(stem));
        let mut phrases: HashMap<u32, HashSet<&str>> = HashMap::new();
        for (at, entry) in self.phrases.iter().filter(said) {
            phrases.entry(*at).or_default().extend(entry.iter().map(String::as_str));
        }
        let shared = self.shared(&words, head(text).as_deref(), &phrases, elements.len());
        let near = vector.and_then(|vector| vectors.nearness(vector));
        let score = |at: usize| {
            let near = near.as_ref().map_or_else(Nearness::default, |near| near[at]);
            let name = &self.names[at];
            let named = name.iter().filter(|word| stems.contains(*word)).count();
            let named = match phrases.contains_key(&(at as u32)) {
                true => 1.0,
                false => named as f32 / name.len().max(1) as f32,
            };
            WEIGHTS.name * near.name
                + WEIGHTS.described * near.described
                + WEIGHTS.word * near.word
                + WEIGHTS.shared * shared[at]
                + WEIGHTS.named * named
        };
        let found = elements.iter().enumerate();
        let mut found: Vec<Found<'_>> =
            found.map(|(at, element)| Found { element, score: score(at) }).collect();
        if near.is_none() {
            found.retain(|found| found.score > 0.0);
        }
        found.sort_by(|a, b| b.score.total_cmp(&a.score));
        families_first(found, limit)
    }

    /// What a picture of the text shows: the best element, or with another seed one nearly as good, and up to two more that the text
    /// names beside it.
    pub(crate) fn choose<'a>(
        &self,
        elements: &'a [Element],
        found: &[Found<'a>],
        text: &str,
        seed: u64,
    ) -> Vec<&'a Element> {
        let Some(best) = found.first() else { return Vec::new() };
        let stems: Vec<String> = words(text).iter().map(|word| self.stems.stem(0, word)).collect();
        let entries =
            |stem: &str| self.languages[0].get(stem).map(Vec::as_slice).unwrap_or_default();
        let has = |element: &Element, stem: &str, least: f32| {
            let owner = |at: u32| elements[at as usize].family() == element.family();
            entries(stem).iter().any(|&(at, own)| own >= least && owner(at))
        };
        // A word that few have names a thing; one that many have, such as “red”, only describes it.
        let names_a_thing = |stem: &str| {
            let strong = entries(stem).iter().filter(|(_, own)| *own >= WHOLE);
            let families: HashSet<&str> =
                strong.map(|&(at, _)| elements[at as usize].family()).collect();
            families.len() <= FEW
        };
        let as_good: Vec<&Found<'_>> = found
            .iter()
            .filter(|found| {
                found.score >= best.score * AS_GOOD && found.element.group == best.element.group
            })
            .collect();
        // Every third seed shows another one.
        let main = match seed % 3 {
            2 => as_good[(seed / 3) as usize % as_good.len()].element,
            _ => best.element,
        };
        let mut open: Vec<&String> = stems.iter().filter(|stem| !has(main, stem, WITHIN)).collect();
        let mut chosen = vec![main];
        for beside in found.iter().filter(|found| found.score >= best.score * BESIDE) {
            let element = beside.element;
            let another_person =
                element.group == "people" && main.group == "people" && !text.contains(" and ");
            let named = |stem: &str| has(element, stem, WHOLE) && names_a_thing(stem);
            if chosen.len() < 3 && !another_person && open.iter().any(|stem| named(stem)) {
                open.retain(|stem| !has(element, stem, WITHIN));
                chosen.push(element);
            }
        }
        // What the text is about stands first: of a blueberry muffin the muffin.
        let about = head(text).map(|word| self.stems.stem(0, &word));
        let has_head =
            |element: &&Element| about.as_ref().is_some_and(|stem| has(element, stem, WHOLE));
        if let Some(at) = chosen.iter().position(has_head) {
            chosen.swap(0, at);
        }
        chosen
    }

    /// For each element the weighted share of the words that it has, 0..=1, in the language that suits it best. `phrases` has the
    /// words of each element's entries that the text says whole.
    fn shared(
        &self,
        words: &[String],
        head: Option<&str>,
        phrases: &HashMap<u32, HashSet<&str>>,
        count: usize,
    ) -> Vec<f32> {
        let mut best = vec![0.0f32; count];
        for language in 0..self.languages.len() {
            let mut sum = vec![0.0f32; count];
            let mut all = 0.0;
            for word in words {
                let (entries, strength) = self.entries(language, word);
                // A word of few elements says more (Spärck Jones 1972).
                let mut rarity = (1.0 + count as f32 / (1 + entries.len()) as f32).ln();
                if head == Some(word) {
                    rarity *= HEAD;
                }
                let stem = self.stems.stem(language, word);
                all += rarity;
                for &(at, own) in entries {
                    let whole = language == 0
                        && phrases.get(&at).is_some_and(|said| said.contains(stem.as_str()));
                    let own = if whole { IN_NAME } else { own };
                    sum[at as usize] += rarity * own * strength;
                }
            }
            for (best, sum) in best.iter_mut().zip(sum) {
                *best = best.max(sum / f32::max(all, 1e-6));
            }
        }
        best
    }

    fn entries(&self, language: usize, word: &str) -> (&[(u32, f32)], f32) {
        let index = &self.languages[language];
        if let Some(entries) = index.get(&self.stems.stem(language, word)) {
            return (entries, 1.0);
        }
        let starts = word.char_indices().map(|(at, _)| at).skip(SHORTEST_PART - 1);
        for start in starts.take_while(|start| start + SHORTEST_PART <= word.len()) {
            if let Some(entries) = index.get(&self.stems.stem(language, &word[start..])) {
                return (entries, COMPOUND);
            }
        }
        (&[], 0.0)
    }
}

/// The best of each family in their order, then the others.
fn families_first(found: Vec<Found<'_>>, limit: usize) -> Vec<Found<'_>> {
    let mut seen = HashSet::new();
    let (mut first, others): (Vec<_>, Vec<_>) =
        found.into_iter().partition(|found| seen.insert(found.element.family()));
    first.extend(others);
    first.truncate(limit);
    first
}
