//! Alternative texts of captions whose picture was drawn beside them: what the picture shows takes the place of its prompt.
//! How a scene is put into words is `brief::caption`'s.

use super::JobStore;
use crate::brief::caption::{BannedWords, DrawnScene, alt_text_as_drawn};
use crate::brief::{Caption, CaptionSpec};
use crate::job::{Event, Job, JobId};

impl JobStore {
    /// Describes the picture of a batch in those of its captions that were made of the prompt alone.
    pub(super) fn describe(&mut self, batch: JobId) {
        let scenes: Vec<_> =
            self.variations(batch).map(|job| job.picture().and_then(|p| p.scene.clone())).collect();
        let Some(Some(scene)) = scenes.first() else { return };
        // A caption stands beside all variations, whose colours differ.
        let things = if scenes.len() > 1 { &scene.asked } else { &scene.things };
        let scene = DrawnScene { things: things.clone(), ..scene.clone() };
        let described: Vec<(JobId, String)> = self
            .captions(batch)
            .filter_map(|job| Some((job.id, description(job, &scene)?)))
            .collect();
        for (id, text) in described {
            if self.change(id, |job| drop(job.apply(Event::Described(text)))).is_ok() {
                self.save(&[id]);
            }
        }
    }
}

/// The alternative text of a finished caption, where it has one of the prompt and gets another.
fn description(job: &Job, scene: &DrawnScene) -> Option<String> {
    let (spec, caption): (&CaptionSpec, &Caption) = (job.task.caption()?, job.caption()?);
    if !spec.alt_text().is_empty() {
        return None;
    }
    let text = alt_text_as_drawn(scene, spec.language())?;
    let voice = spec.persona().map(|persona| &persona.voice);
    let is_allowed = voice.is_none_or(|voice| {
        BannedWords::new(&voice.words_to_avoid, &voice.language).found_in(&text).is_empty()
    });
    let fits = text.chars().count() <= spec.network().alt_limit;
    (is_allowed && fits && text != caption.alt_text).then_some(text)
}
