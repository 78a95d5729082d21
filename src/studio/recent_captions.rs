//! The last captions of each persona, held in memory so that a new caption repeats none of their lines and no
//! frame waits for a look-up in history. Which lines count is known in `brief::caption`.

use crate::brand::PersonaId;
use crate::brief::Caption;
use crate::brief::caption::{LINE_MEMORY, recent_lines};
use crate::job::{Job, JobId};
use std::collections::{BTreeMap, HashMap};

/// Captions by persona (`None`: of no persona) and job.
#[derive(Debug, Default)]
pub(super) struct RecentCaptions {
    captions: HashMap<Option<PersonaId>, BTreeMap<JobId, Caption>>,
}

impl RecentCaptions {
    /// Takes a job's caption, if it has one; an edited one takes the place of the older version.
    pub(super) fn update(&mut self, job: &Job) {
        if let Some(caption) = job.caption() {
            self.insert(job.task.persona().cloned(), job.id, caption.clone());
        }
    }

    pub(super) fn insert(&mut self, persona: Option<PersonaId>, job: JobId, caption: Caption) {
        let captions = self.captions.entry(persona).or_default();
        captions.insert(job, caption);
        if captions.len() > LINE_MEMORY {
            captions.pop_first();
        }
    }

    /// The lines that a new caption should not repeat; `batch` holds the jobs made with it, not kept here yet.
    pub(super) fn lines(&self, persona: Option<&PersonaId>, batch: &[Job]) -> Vec<String> {
        let newest = batch.iter().rev().filter_map(Job::caption);
        let older = self.captions.get(&persona.cloned());
        let older = older.into_iter().flat_map(|captions| captions.values().rev());
        recent_lines(newest.chain(older))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn caption(line: &str) -> Caption {
        Caption { lines: vec![line.into()], ..Caption::default() }
    }

    #[test]
    fn the_newest_captions_of_a_persona_are_kept_and_no_others() {
        let stride = Some(PersonaId("stride".into()));
        let mut recent = RecentCaptions::default();
        for number in 0..LINE_MEMORY + 5 {
            recent.insert(stride.clone(), JobId::fresh(), caption(&number.to_string()));
        }
        recent.insert(None, JobId::fresh(), caption("nobody"));
        let lines = recent.lines(stride.as_ref(), &[]);
        assert_eq!(lines.len(), LINE_MEMORY);
        assert_eq!(lines[0], (LINE_MEMORY + 4).to_string(), "newest first");
        assert_eq!(recent.lines(None, &[]), ["nobody"]);
    }

    #[test]
    fn an_edited_caption_takes_the_place_of_the_older_version() {
        let (id, mut recent) = (JobId::fresh(), RecentCaptions::default());
        recent.insert(None, id, caption("before"));
        recent.insert(None, id, caption("after"));
        assert_eq!(recent.lines(None, &[]), ["after"]);
    }
}
