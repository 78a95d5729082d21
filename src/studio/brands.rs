//! Brands under edit: changed, made, copied, imported, removed; each step can be undone and redone.
//! The disk thread writes a brand when its changes pause; which values are valid is known in `brand`.

use crate::brand::{Language, Palette, Persona, PersonaError, PersonaId, Voice, starters};
use crate::files::{DiskRequest, PersonaRequest};
use crossbeam_channel::Sender;
use std::collections::BTreeMap;
use std::time::{Duration, Instant};

/// Changes of one field within this time are one step.
const BURST: Duration = Duration::from_millis(1_200);
/// How long a brand stays unchanged before it is written.
const PAUSE: Duration = Duration::from_millis(600);
/// How many steps can be undone.
const STEPS: usize = 200;

/// Where a brand comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// A starter as it came.
    Starter,
    /// The user's own version of a starter.
    Changed,
    /// The user's own.
    Own,
}

/// The personas, the steps that led to them, and what is not on disk yet.
pub struct Brands {
    personas: Vec<Persona>,
    starters: Vec<Persona>,
    done: Vec<Step>,
    undone: Vec<Step>,
    /// Brands that differ from the disk, and since when.
    unsaved: BTreeMap<PersonaId, Instant>,
    disk: Sender<DiskRequest>,
}

/// One change of one brand; `None` is a brand that does not exist.
struct Step {
    id: PersonaId,
    before: Option<Persona>,
    after: Option<Persona>,
    /// In the user's words, such as the name of a field.
    what: &'static str,
    at: Instant,
}

impl Brands {
    /// The personas that were read from disk; `disk` receives what is to be written.
    pub(super) fn new(personas: Vec<Persona>, disk: Sender<DiskRequest>) -> Self {
        Self {
            personas,
            starters: starters(),
            done: Vec::new(),
            undone: Vec::new(),
            unsaved: BTreeMap::new(),
            disk,
        }
    }

    /// Every persona: starters first, then the user's own by id.
    pub fn all(&self) -> &[Persona] {
        &self.personas
    }

    pub fn get(&self, id: &PersonaId) -> Option<&Persona> {
        self.personas.iter().find(|persona| persona.id == *id)
    }

    /// The persona that is named, nobody for `none`, else the one chosen last, else the first.
    pub fn speaker(&self, named: Option<&str>, last: Option<&PersonaId>) -> Option<PersonaId> {
        match named {
            Some("none") => None,
            Some(id) => Some(PersonaId(id.to_owned())),
            None => last.or(self.all().first().map(|persona| &persona.id)).cloned(),
        }
    }

    pub fn ids(&self) -> Vec<PersonaId> {
        self.personas.iter().map(|persona| persona.id.clone()).collect()
    }

    /// Replaces a brand by another version. `what` names what was changed; changes of the same in
    /// quick succession are undone together. The disk thread writes the brand when its changes pause.
    ///
    /// # Errors
    /// What is wrong with the new version; then nothing is changed.
    pub fn change(&mut self, persona: Persona, what: &'static str) -> Result<(), PersonaError> {
        persona.check()?;
        let before = self.get(&persona.id).cloned();
        if before.as_ref() == Some(&persona) {
            return Ok(());
        }
        let id = persona.id.clone();
        self.put(&id, Some(persona.clone()));
        let now = Instant::now();
        self.undone.clear();
        let same_step = |last: &&mut Step| {
            let same = last.id == id && last.what == what && last.before.is_some();
            same && now.duration_since(last.at) < BURST
        };
        match self.done.last_mut().filter(same_step) {
            Some(last) => (last.after, last.at) = (Some(persona), now),
            None => self.push(Step { id, before, after: Some(persona), what, at: now }),
        }
        Ok(())
    }

    /// Adds an empty brand with a name, which posts in a language.
    ///
    /// # Errors
    /// Where the name is empty.
    pub fn create(&mut self, name: &str, language: Language) -> Result<PersonaId, PersonaError> {
        let persona = Persona {
            id: PersonaId::of_name(name, &self.ids()),
            name: name.trim().to_owned(),
            voice: Voice { language, ..Voice::default() },
            ..Persona::default()
        };
        persona.check()?;
        Ok(self.add(persona, "the new brand"))
    }

    /// Adds a copy under a name and id of its own; `None` where there is no such brand.
    pub fn duplicate(&mut self, from: &PersonaId) -> Option<PersonaId> {
        let mut copy = self.get(from)?.clone();
        copy.name = format!("{} copy", copy.name);
        copy.id = PersonaId::of_name(&copy.name, &self.ids());
        if copy.files().next().is_some() {
            let to = Box::new(copy.clone());
            self.send(PersonaRequest::CopyFiles { from: from.clone(), to });
        }
        Some(self.add(copy, "the copy"))
    }

    /// Adds a brand that the disk thread imported.
    pub fn add_imported(&mut self, persona: Persona) -> PersonaId {
        self.add(persona, "the import")
    }

    /// Removes an own brand, or resets a starter to what it was.
    pub fn remove(&mut self, id: &PersonaId) {
        let before = self.get(id).cloned();
        let after = self.starter(id).cloned();
        if before == after {
            return;
        }
        self.put(id, after.clone());
        let what = if after.is_some() { "back to the starter" } else { "removing" };
        self.undone.clear();
        self.push(Step { id: id.clone(), before, after, what, at: Instant::now() });
    }

    /// Gives a brand the colours found in a picture.
    pub fn set_palette(&mut self, id: &PersonaId, palette: Palette, what: &'static str) {
        if let Some(persona) = self.get(id) {
            let mut persona = persona.clone();
            persona.look.palette = palette;
            self.change(persona, what).expect("a valid persona stays valid with any palette");
        }
    }

    /// Undoes the last step. Returns its brand, which may not exist any more.
    pub fn undo(&mut self) -> Option<PersonaId> {
        let step = self.done.pop()?;
        let id = step.id.clone();
        self.put(&id, step.before.clone());
        self.undone.push(step);
        Some(id)
    }

    /// Redoes the step that was undone last. Returns its brand, which may not exist any more.
    pub fn redo(&mut self) -> Option<PersonaId> {
        let step = self.undone.pop()?;
        let id = step.id.clone();
        self.put(&id, step.after.clone());
        self.done.push(step);
        Some(id)
    }

    /// What an undo would undo and a redo would redo, in the user's words.
    pub fn steps(&self) -> (Option<&'static str>, Option<&'static str>) {
        let what = |steps: &[Step]| steps.last().map(|step| step.what);
        (what(&self.done), what(&self.undone))
    }

    /// Where a brand comes from.
    pub fn origin(&self, persona: &Persona) -> Origin {
        match self.starter(&persona.id) {
            None => Origin::Own,
            Some(starter) if starter == persona => Origin::Starter,
            Some(_) => Origin::Changed,
        }
    }

    /// Has the brands written whose changes have paused. Returns how long to wait until the next one has.
    pub fn save_paused(&mut self) -> Option<Duration> {
        let paused = |since: &Instant| since.elapsed() >= PAUSE;
        let unsaved = self.unsaved.iter();
        let ready: Vec<_> =
            unsaved.filter(|(_, since)| paused(since)).map(|(id, _)| id.clone()).collect();
        ready.iter().for_each(|id| self.save(id));
        (!self.unsaved.is_empty()).then_some(PAUSE)
    }

    /// Has every brand written that is not on disk yet.
    pub fn save_all(&mut self) {
        while let Some(id) = self.unsaved.keys().next().cloned() {
            self.save(&id);
        }
    }

    fn save(&mut self, id: &PersonaId) {
        self.unsaved.remove(id);
        let own = self.get(id).filter(|persona| self.origin(persona) != Origin::Starter);
        self.send(match own {
            Some(persona) => PersonaRequest::Save(Box::new(persona.clone())),
            None => PersonaRequest::SetAside(id.clone()),
        });
    }

    fn send(&self, request: PersonaRequest) {
        // The disk thread outlives this value.
        self.disk.send(DiskRequest::Persona(request)).ok();
    }

    fn starter(&self, id: &PersonaId) -> Option<&Persona> {
        self.starters.iter().find(|starter| starter.id == *id)
    }

    fn add(&mut self, persona: Persona, what: &'static str) -> PersonaId {
        let id = persona.id.clone();
        self.put(&id, Some(persona.clone()));
        self.undone.clear();
        let (id_of_step, after) = (id.clone(), Some(persona));
        self.push(Step { id: id_of_step, before: None, after, what, at: Instant::now() });
        id
    }

    fn push(&mut self, step: Step) {
        self.done.push(step);
        let surplus = self.done.len().saturating_sub(STEPS);
        self.done.drain(..surplus);
    }

    /// Lists a brand as it is now, in the order of `all`.
    fn put(&mut self, id: &PersonaId, persona: Option<Persona>) {
        let at = self.personas.iter().position(|other| other.id == *id);
        match (persona, at) {
            (Some(persona), Some(at)) => self.personas[at] = persona,
            (None, Some(at)) => _ = self.personas.remove(at),
            (None, None) => {}
            (Some(persona), None) => {
                let first = self.starters.len().min(self.personas.len());
                let own = &self.personas[first..];
                let at = first + own.partition_point(|other| other.id < *id);
                self.personas.insert(at, persona);
            }
        }
        self.unsaved.insert(id.clone(), Instant::now());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::files::{handle_persona_request, read_personas};
    use crossbeam_channel::{Receiver, unbounded};
    use std::path::Path;

    fn brands() -> (Brands, Receiver<DiskRequest>) {
        let (sender, requests) = unbounded();
        (Brands::new(starters(), sender), requests)
    }

    /// Carries out what was sent to the disk thread, and reads the folder as the next start does.
    fn written(requests: &Receiver<DiskRequest>, folder: &Path) -> Vec<Persona> {
        for request in requests.try_iter() {
            let DiskRequest::Persona(request) = request else { panic!("{request:?}") };
            assert!(handle_persona_request(request, folder).is_none(), "an error was reported");
        }
        read_personas(folder).0
    }

    fn stride() -> PersonaId {
        PersonaId("stride".into())
    }

    fn rename(brands: &mut Brands, id: &PersonaId, name: &str) -> Result<(), PersonaError> {
        let persona = Persona { name: name.into(), ..brands.get(id).unwrap().clone() };
        brands.change(persona, "Name")
    }

    #[test]
    fn a_burst_of_changes_is_one_step_and_another_field_another() {
        let (mut brands, _requests) = brands();
        for name in ["S", "St", "Str"] {
            rename(&mut brands, &stride(), name).unwrap();
        }
        let mut persona = brands.get(&stride()).unwrap().clone();
        persona.promise = "Another.".into();
        brands.change(persona, "Promise").unwrap();
        assert_eq!(brands.steps(), (Some("Promise"), None));
        brands.undo();
        assert_eq!(brands.get(&stride()).unwrap().name, "Str");
        brands.undo();
        assert_eq!(brands.origin(brands.get(&stride()).unwrap()), Origin::Starter);
        assert_eq!(brands.undo(), None);
        brands.redo();
        brands.redo();
        assert_eq!(brands.get(&stride()).unwrap().promise, "Another.");
        assert_eq!(brands.redo(), None);
    }

    #[test]
    fn what_is_wrong_is_refused_and_leaves_no_step() {
        let (mut brands, _requests) = brands();
        assert_eq!(rename(&mut brands, &stride(), " "), Err(PersonaError::Empty("name")));
        assert_eq!(brands.create("  ", Language::default()), Err(PersonaError::Empty("name")));
        assert_eq!(brands.steps(), (None, None));
    }

    #[test]
    fn every_step_of_a_life_is_undone_and_what_is_left_is_on_disk() {
        let folder = tempfile::tempdir().unwrap();
        let (mut brands, requests) = brands();
        let own = brands.create("Oak", Language::default()).unwrap();
        let before = brands.all().to_vec();
        let copy = brands.duplicate(&own).unwrap();
        assert_eq!(copy.0, "oak-copy");
        rename(&mut brands, &copy, "Elm").unwrap();
        brands.remove(&copy);
        assert_eq!(brands.all(), before);
        brands.save_all();
        for _ in 0..3 {
            brands.undo();
        }
        assert_eq!(brands.all(), before);
        brands.save_all();
        assert_eq!(written(&requests, folder.path()), before);
    }

    #[test]
    fn own_brands_are_listed_as_after_a_restart() {
        let folder = tempfile::tempdir().unwrap();
        let (mut brands, requests) = brands();
        for name in ["Willow", "Ash", "Beech"] {
            brands.create(name, Language::default()).unwrap();
        }
        brands.save_all();
        assert_eq!(written(&requests, folder.path()), brands.all());
    }

    #[test]
    fn a_brand_is_written_when_its_changes_pause_and_not_before() {
        let (mut brands, requests) = brands();
        rename(&mut brands, &stride(), "Strider").unwrap();
        assert_eq!(brands.save_paused(), Some(PAUSE));
        assert!(requests.is_empty());
        *brands.unsaved.get_mut(&stride()).unwrap() = Instant::now() - PAUSE;
        assert_eq!(brands.save_paused(), None);
        assert_eq!(requests.len(), 1);
    }
}
