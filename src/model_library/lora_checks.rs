//! Which LoRA files fit which picture models, as far as it was asked: what is known on the owner's side, and the reader on
//! the library's thread, which reads a pair again only where one of its files changed.

use crate::engine::check_lora;
use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant, SystemTime};

/// A result of this age is asked for again, since files change.
const MAX_AGE: Duration = Duration::from_secs(2);

/// A LoRA file and a model, by their paths.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct LoraPair {
    pub lora: PathBuf,
    pub model: PathBuf,
}

/// Nothing where the LoRA fits, else a sentence that names it and the reason.
pub(super) type LoraFit = Result<(), String>;

/// What is known of LoRAs and models.
#[derive(Debug, Default)]
pub struct LoraChecks {
    known: HashMap<LoraPair, (LoraFit, Instant)>,
    asked: HashSet<LoraPair>,
    revision: u64,
}

impl LoraChecks {
    /// Whether a LoRA fits the model in a folder or file, or a sentence why not; `None` where that is not known yet.
    pub fn get(&self, model: &Path, lora: &Path) -> Option<Result<(), &str>> {
        let (fit, _) = self.known.get(&pair(model, lora))?;
        Some(match fit {
            Ok(()) => Ok(()),
            Err(reason) => Err(reason.as_str()),
        })
    }

    /// Counts the changes of what is known.
    pub fn revision(&self) -> u64 {
        self.revision
    }

    /// Whether the result for a pair is as new as it has to be.
    pub(super) fn is_fresh(&self, model: &Path, lora: &Path) -> bool {
        self.known.get(&pair(model, lora)).is_some_and(|(_, at)| at.elapsed() < MAX_AGE)
    }

    /// Those of the LoRAs that have to be read and are not asked for yet; from now on they are.
    pub(super) fn ask<'a>(
        &mut self,
        model: &Path,
        loras: impl Iterator<Item = &'a Path>,
    ) -> Vec<LoraPair> {
        let stale = loras.filter(|lora| !self.is_fresh(model, lora)).map(|lora| pair(model, lora));
        let stale: Vec<_> = stale.collect();
        stale.into_iter().filter(|pair| self.asked.insert(pair.clone())).collect()
    }

    pub(super) fn add(&mut self, pair: LoraPair, fit: LoraFit) {
        self.asked.remove(&pair);
        let before = self.known.insert(pair, (fit.clone(), Instant::now()));
        self.revision += u64::from(before.is_none_or(|(before, _)| before != fit));
    }
}

fn pair(model: &Path, lora: &Path) -> LoraPair {
    LoraPair { lora: lora.to_owned(), model: model.to_owned() }
}

/// Reads pairs, and remembers each with the state of its files.
#[derive(Default)]
pub(super) struct LoraReader {
    read: HashMap<LoraPair, ([FileState; 2], LoraFit)>,
}

/// By what a changed file or folder is known.
type FileState = Option<(SystemTime, u64)>;

impl LoraReader {
    /// Whether a LoRA fits a model. Reads headers and the LoRA, unless it did so and nothing changed since.
    pub fn read(&mut self, pair: &LoraPair) -> LoraFit {
        let states = [file_state(&pair.lora), file_state(&pair.model)];
        match self.read.get(pair) {
            Some((before, fit)) if *before == states => fit.clone(),
            _ => {
                let fit = check_lora(&pair.model, &pair.lora);
                let fit = fit.map_err(|failure| failure.sentence());
                self.read.insert(pair.clone(), (states, fit.clone()));
                fit
            }
        }
    }
}

fn file_state(path: &Path) -> FileState {
    let data = path.metadata().ok()?;
    Some((data.modified().ok()?, data.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pair_is_asked_for_once_and_its_changes_are_counted() {
        let (model, lora) = (Path::new("model"), Path::new("lora"));
        let mut checks = LoraChecks::default();
        assert_eq!(checks.get(model, lora), None);
        let asked = checks.ask(model, [lora, lora].into_iter());
        assert_eq!(asked, [pair(model, lora)]);
        assert!(checks.ask(model, [lora].into_iter()).is_empty(), "it is asked for");
        checks.add(pair(model, lora), Err("It does not fit.".into()));
        assert_eq!(checks.get(model, lora), Some(Err("It does not fit.")));
        assert!(checks.is_fresh(model, lora) && checks.ask(model, [lora].into_iter()).is_empty());
        checks.add(pair(model, lora), Err("It does not fit.".into()));
        assert_eq!(checks.revision(), 1);
        checks.add(pair(model, lora), Ok(()));
        assert_eq!((checks.get(model, lora), checks.revision()), (Some(Ok(())), 2));
    }

    #[test]
    fn a_file_that_changed_is_read_again() {
        let folder = tempfile::tempdir().unwrap();
        let model = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/sd/sd15");
        let pair = pair(&model, &folder.path().join("a.safetensors"));
        let mut reader = LoraReader::default();
        let missing = reader.read(&pair).unwrap_err();
        assert!(missing.contains("a.safetensors"), "{missing}");
        std::fs::write(&pair.lora, b"<html>").unwrap();
        let page = reader.read(&pair).unwrap_err();
        assert!(page.contains("a web page"), "{page}");
        assert_eq!(reader.read(&pair).unwrap_err(), page);
        assert_eq!(reader.read.len(), 1);
    }
}
