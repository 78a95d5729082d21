//! Brands under edit: changed, made, copied, taken in, removed; each of it can be undone and done again.
//! The disk thread keeps what rests; what a value may be is known in `brand`.

use super::Studio;
use crate::brand::{Palette, Persona, PersonaError, PersonaId, Voice, starters};
use crate::files::{Ask, PersonaAsk};
use std::collections::BTreeMap;
use std::time::{Duration, Instant};

/// Changes of one field that follow each other sooner than this are one step.
const BURST: Duration = Duration::from_millis(1_200);
/// How long a brand rests before it is kept.
const REST: Duration = Duration::from_millis(600);
/// How many steps are remembered.
const STEPS: usize = 200;

/// Where a brand comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// A starter as it came.
    Starter,
    /// The user's own version of a starter, which it stands in for.
    Changed,
    /// The user's own.
    Own,
}

/// What is remembered of the changes, and what is not on disk yet.
pub(super) struct BrandSteps {
    starters: Vec<Persona>,
    done: Vec<Step>,
    undone: Vec<Step>,
    unsaved: BTreeMap<PersonaId, Instant>,
}

/// One change of one brand; `None` is a brand that is not there.
struct Step {
    id: PersonaId,
    before: Option<Persona>,
    after: Option<Persona>,
    /// In the user's words, such as the name of a field.
    what: &'static str,
    at: Instant,
}

impl Default for BrandSteps {
    fn default() -> Self {
        Self {
            starters: starters(),
            done: Vec::new(),
            undone: Vec::new(),
            unsaved: BTreeMap::new(),
        }
    }
}

impl Studio {
    /// Puts another version in a brand's place. `what` says what was changed; changes of the same in
    /// quick succession are undone together. The disk thread keeps it when it rests.
    ///
    /// # Errors
    /// What is wrong with the new version; then nothing is changed.
    pub fn change_persona(
        &mut self,
        persona: Persona,
        what: &'static str,
    ) -> Result<(), PersonaError> {
        persona.check()?;
        let before = self.persona(&persona.id).cloned();
        if before.as_ref() == Some(&persona) {
            return Ok(());
        }
        let id = persona.id.clone();
        self.put(&id, Some(persona.clone()));
        let now = Instant::now();
        let steps = &mut self.brand_steps;
        steps.undone.clear();
        let goes_on = |last: &&mut Step| {
            let same = last.id == id && last.what == what && last.before.is_some();
            same && now.duration_since(last.at) < BURST
        };
        match steps.done.last_mut().filter(goes_on) {
            Some(last) => (last.after, last.at) = (Some(persona), now),
            None => self.did(Step { id, before, after: Some(persona), what, at: now }),
        }
        Ok(())
    }

    /// A new brand of a name: empty, and ready to speak.
    ///
    /// # Errors
    /// An empty name.
    pub fn new_persona(&mut self, name: &str) -> Result<PersonaId, PersonaError> {
        let persona = Persona {
            id: PersonaId::of_name(name, &self.persona_ids()),
            name: name.trim().to_owned(),
            voice: Voice::default(),
            ..Persona::default()
        };
        persona.check()?;
        Ok(self.add(persona, "the new brand"))
    }

    /// A copy under a name and id of its own; `None` where there is no such brand.
    pub fn duplicate_persona(&mut self, from: &PersonaId) -> Option<PersonaId> {
        let mut copy = self.persona(from)?.clone();
        copy.name = format!("{} copy", copy.name);
        copy.id = PersonaId::of_name(&copy.name, &self.persona_ids());
        if copy.files().next().is_some() {
            let to = Box::new(copy.clone());
            self.gallery.ask(Ask::Persona(PersonaAsk::CopyFiles { from: from.clone(), to }));
        }
        Some(self.add(copy, "the copy"))
    }

    /// Lists a brand that the disk thread took in.
    pub fn take_in_persona(&mut self, persona: Persona) -> PersonaId {
        self.add(persona, "the import")
    }

    /// Takes an own brand away; a starter comes back to what it was.
    pub fn remove_persona(&mut self, id: &PersonaId) {
        let before = self.persona(id).cloned();
        let after = self.starter(id).cloned();
        if before == after {
            return;
        }
        self.put(id, after.clone());
        let what = if after.is_some() { "back to the starter" } else { "removing" };
        self.brand_steps.undone.clear();
        self.did(Step { id: id.clone(), before, after, what, at: Instant::now() });
    }

    /// Gives a brand the colours found in a picture.
    pub fn set_palette(&mut self, id: &PersonaId, palette: Palette, what: &'static str) {
        if let Some(persona) = self.persona(id) {
            let mut persona = persona.clone();
            persona.look.palette = palette;
            let changed = self.change_persona(persona, what);
            changed.expect("it was good, and every palette is");
        }
    }

    /// Takes the last step back. Returns its brand, which may be gone by it.
    pub fn undo_persona(&mut self) -> Option<PersonaId> {
        let step = self.brand_steps.done.pop()?;
        let id = step.id.clone();
        self.put(&id, step.before.clone());
        self.brand_steps.undone.push(step);
        Some(id)
    }

    /// Does again what was undone last. Returns its brand, which may be gone by it.
    pub fn redo_persona(&mut self) -> Option<PersonaId> {
        let step = self.brand_steps.undone.pop()?;
        let id = step.id.clone();
        self.put(&id, step.after.clone());
        self.brand_steps.done.push(step);
        Some(id)
    }

    /// What an undo and what a redo would do, in the user's words.
    pub fn persona_steps(&self) -> (Option<&'static str>, Option<&'static str>) {
        let steps = &self.brand_steps;
        (steps.done.last().map(|step| step.what), steps.undone.last().map(|step| step.what))
    }

    /// Where a brand comes from.
    pub fn origin(&self, persona: &Persona) -> Origin {
        match self.starter(&persona.id) {
            None => Origin::Own,
            Some(starter) if starter == persona => Origin::Starter,
            Some(_) => Origin::Changed,
        }
    }

    /// Has the brands kept that rest. Returns how long to wait until the next one will.
    pub fn keep_personas(&mut self) -> Option<Duration> {
        let rested = |since: &Instant| since.elapsed() >= REST;
        let unsaved = self.brand_steps.unsaved.iter();
        let ready: Vec<_> =
            unsaved.filter(|(_, since)| rested(since)).map(|(id, _)| id.clone()).collect();
        ready.iter().for_each(|id| self.keep_persona(id));
        (!self.brand_steps.unsaved.is_empty()).then_some(REST)
    }

    /// Has every brand kept that is not on disk yet.
    pub fn keep_personas_now(&mut self) {
        while let Some(id) = self.brand_steps.unsaved.keys().next().cloned() {
            self.keep_persona(&id);
        }
    }

    fn keep_persona(&mut self, id: &PersonaId) {
        self.brand_steps.unsaved.remove(id);
        let own = self.persona(id).filter(|persona| self.origin(persona) != Origin::Starter);
        let ask = match own {
            Some(persona) => PersonaAsk::Save(Box::new(persona.clone())),
            None => PersonaAsk::SetAside(id.clone()),
        };
        self.gallery.ask(Ask::Persona(ask));
    }

    pub fn persona_ids(&self) -> Vec<PersonaId> {
        self.personas.iter().map(|persona| persona.id.clone()).collect()
    }

    fn starter(&self, id: &PersonaId) -> Option<&Persona> {
        self.brand_steps.starters.iter().find(|starter| starter.id == *id)
    }

    fn add(&mut self, persona: Persona, what: &'static str) -> PersonaId {
        let id = persona.id.clone();
        self.put(&id, Some(persona.clone()));
        self.brand_steps.undone.clear();
        let (id_of_step, after) = (id.clone(), Some(persona));
        self.did(Step { id: id_of_step, before: None, after, what, at: Instant::now() });
        id
    }

    fn did(&mut self, step: Step) {
        let done = &mut self.brand_steps.done;
        done.push(step);
        let surplus = done.len().saturating_sub(STEPS);
        done.drain(..surplus);
    }

    /// Lists a brand as it is now: starters first, then the user's own by id, as after a restart.
    fn put(&mut self, id: &PersonaId, persona: Option<Persona>) {
        let at = self.personas.iter().position(|other| other.id == *id);
        match (persona, at) {
            (Some(persona), Some(at)) => self.personas[at] = persona,
            (None, Some(at)) => _ = self.personas.remove(at),
            (None, None) => {}
            (Some(persona), None) => {
                let first = self.brand_steps.starters.len().min(self.personas.len());
                let own = &self.personas[first..];
                let at = first + own.partition_point(|other| other.id < *id);
                self.personas.insert(at, persona);
            }
        }
        self.brand_steps.unsaved.insert(id.clone(), Instant::now());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::Catalog;
    use crate::files::{Home, read_personas};

    fn studio(home: &std::path::Path) -> Studio {
        let catalog = Catalog { rows: Vec::new(), writers: Vec::new() };
        Studio::open(Home::in_folder(home), catalog, || {}).unwrap()
    }

    fn stride() -> PersonaId {
        PersonaId("stride".into())
    }

    fn rename(studio: &mut Studio, id: &PersonaId, name: &str) -> Result<(), PersonaError> {
        let persona = Persona { name: name.into(), ..studio.persona(id).unwrap().clone() };
        studio.change_persona(persona, "Name")
    }

    #[test]
    fn a_burst_of_changes_is_one_step_and_another_field_another() {
        let home = tempfile::tempdir().unwrap();
        let mut studio = studio(home.path());
        for name in ["S", "St", "Str"] {
            rename(&mut studio, &stride(), name).unwrap();
        }
        let mut persona = studio.persona(&stride()).unwrap().clone();
        persona.promise = "Another.".into();
        studio.change_persona(persona, "Promise").unwrap();
        assert_eq!(studio.persona_steps(), (Some("Promise"), None));
        studio.undo_persona();
        assert_eq!(studio.persona(&stride()).unwrap().name, "Str");
        studio.undo_persona();
        assert_eq!(studio.origin(studio.persona(&stride()).unwrap()), Origin::Starter);
        assert_eq!(studio.undo_persona(), None);
        studio.redo_persona();
        studio.redo_persona();
        assert_eq!(studio.persona(&stride()).unwrap().promise, "Another.");
        assert_eq!(studio.redo_persona(), None);
    }

    #[test]
    fn what_is_wrong_is_refused_and_leaves_no_step() {
        let home = tempfile::tempdir().unwrap();
        let mut studio = studio(home.path());
        assert_eq!(rename(&mut studio, &stride(), " "), Err(PersonaError::Empty("name")));
        assert_eq!(studio.new_persona("  "), Err(PersonaError::Empty("name")));
        assert_eq!(studio.persona_steps(), (None, None));
    }

    #[test]
    fn every_step_of_a_life_is_undone_and_what_is_left_is_on_disk() {
        let home = tempfile::tempdir().unwrap();
        let before = {
            let mut studio = studio(home.path());
            let own = studio.new_persona("Oak").unwrap();
            let before = studio.personas().to_vec();
            let copy = studio.duplicate_persona(&own).unwrap();
            assert_eq!(copy.0, "oak-copy");
            rename(&mut studio, &copy, "Elm").unwrap();
            studio.remove_persona(&copy);
            assert_eq!(studio.personas(), before);
            studio.keep_personas_now();
            for _ in 0..3 {
                studio.undo_persona();
            }
            assert_eq!(studio.personas(), before);
            before
        };
        assert_eq!(read_personas(&home.path().join("personas")).0, before);
        assert_eq!(studio(home.path()).personas(), before);
    }

    #[test]
    fn own_brands_are_listed_as_after_a_restart() {
        let home = tempfile::tempdir().unwrap();
        let names = {
            let mut studio = studio(home.path());
            for name in ["Willow", "Ash", "Beech"] {
                studio.new_persona(name).unwrap();
            }
            studio.persona_ids()
        };
        assert_eq!(studio(home.path()).persona_ids(), names);
    }
}
