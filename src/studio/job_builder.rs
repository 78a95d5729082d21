//! Makes jobs of briefs: checks them against models, personas and styles, and writes the built-in captions at once.
//! It changes nothing; the studio adds the jobs and queues them.

use super::brands::Brands;
use super::recent_captions::RecentCaptions;
use crate::brand::{Persona, PersonaId, PostLanguage};
use crate::brief::caption::{DrawnScene, Shade, alt_text_as_drawn};
use crate::brief::{
    Advice, Brief, BriefError, CaptionBrief, CaptionSpec, Enhance, Enhanced, ModelId, ModelTraits,
    PHOTO_TRAITS, PictureSpec, StylePreset, caption, plain_words, take_loras,
};
use crate::engine::{Catalog, ElementLibrary};
use crate::job::{Ending, Event, Job, JobId, Task, WrittenCaption};
use crate::model_library::LoraChecks;
use std::collections::HashSet;
use std::hash::{BuildHasher, Hasher, RandomState};
use std::path::Path;
use std::time::{Duration, Instant};

/// What a brief may name.
pub struct JobBuilder<'a> {
    pub(super) brands: &'a Brands,
    pub(super) catalog: &'a Catalog,
    pub(super) styles: &'a [StylePreset],
    pub(super) captions: &'a RecentCaptions,
    pub(super) lora_checks: &'a LoraChecks,
}

impl JobBuilder<'_> {
    /// The jobs of a brief with their ranks counting up from `rank`: pictures first, then captions. They share
    /// the first one's id as their batch.
    pub(super) fn jobs(&self, brief: &Brief, rank: i64) -> Result<Vec<Job>, BriefError> {
        let persona = self.persona(brief.persona.as_ref())?;
        let (style, model) = (self.style(brief), self.model(brief)?);
        let brief = &self.with_loras(brief).0;
        if !brief.elements.is_empty() {
            self.elements()?.check(&brief.elements)?;
        }
        let brief = &*brief.for_elements();
        let specs = PictureSpec::styled(brief, persona, style, model, fresh_seed())?;
        // What is not known yet is no reason to refuse; the renderer reads the file again.
        self.known_misfits(brief)?;
        self.check_captions(brief)?;
        let batch = JobId::fresh();
        let (picture_style, drawn) = (self.picture_style(&specs[0]), self.drawn_words(&specs[0]));
        let mut ranks = rank..;
        let mut jobs = Vec::with_capacity(specs.len() + brief.captions.networks.len());
        for (spec, rank) in specs.into_iter().zip(&mut ranks) {
            let id = if jobs.is_empty() { batch } else { JobId::fresh() };
            jobs.push(Job::new(id, batch, Task::Picture(spec), rank));
        }
        let mut captions: Vec<Job> = Vec::new();
        for (network, rank) in brief.captions.networks.iter().zip(&mut ranks) {
            let brief = caption_brief(brief, network, picture_style.clone(), drawn.clone());
            let job = self.caption(&brief, JobId::fresh(), batch, rank, &captions)?;
            captions.push(job);
        }
        jobs.append(&mut captions);
        Ok(jobs)
    }

    /// How many jobs a brief makes.
    pub(super) fn count(brief: &Brief) -> i64 {
        i64::from(brief.count) + brief.captions.networks.len() as i64
    }

    /// A caption job; done where the built-in writer writes it here and now. `batch_captions` are those made
    /// with it, whose lines it does not repeat.
    pub(super) fn caption(
        &self,
        brief: &CaptionBrief,
        id: JobId,
        batch: JobId,
        rank: i64,
        batch_captions: &[Job],
    ) -> Result<Job, BriefError> {
        let persona = self.persona(brief.persona.as_ref())?;
        self.check_writer(&brief.writer)?;
        let lines = self.captions.lines(brief.persona.as_ref(), batch_captions);
        let spec = CaptionSpec::from_brief(brief, persona, lines, fresh_seed())?;
        let begun = Instant::now();
        let at_once = spec.writer() == &ModelId::builtin_writer();
        let caption = at_once.then(|| caption::write(&spec));
        let mut job = Job::new(id, batch, Task::Caption(spec), rank);
        if let Some(caption) = caption {
            let took = begun.elapsed().max(Duration::from_micros(1));
            let ending = Ending::Caption(Box::new(WrittenCaption { caption, took }));
            for event in [Event::Started, Event::Finishing, Event::Ended(ending)] {
                job.apply(event).expect("a new caption job goes through these states");
            }
        }
        Ok(job)
    }

    /// Whether a brief could be submitted now, and if not, why.
    pub fn check(&self, brief: &Brief) -> Result<(), BriefError> {
        let persona = self.persona(brief.persona.as_ref())?;
        let (style, model) = (self.style(brief), self.model(brief)?);
        let brief = &self.with_loras(brief).0;
        if let Some(elements) = &self.catalog.elements {
            elements.check_names(&brief.elements)?;
        }
        PictureSpec::styled(&brief.for_elements(), persona, style, model, 0)?;
        self.known_misfits(brief)?;
        if let Some(lora) = self.loras(brief).find(|lora| self.lora_fit(lora).is_none()) {
            let name = lora.file.file_name().unwrap_or_default().to_string_lossy();
            return Err(BriefError::LoraUnread(name.into_owned()));
        }
        self.check_captions(brief)
    }

    /// What will be sent for a brief, and what the user should know about it.
    pub fn enhance(&self, brief: &Brief) -> Enhanced {
        match self.model(brief) {
            Ok(model) => {
                let persona = brief.persona.as_ref().and_then(|id| self.brands.get(id));
                let (brief, notes) = self.with_loras(brief);
                let brief = brief.for_elements();
                let mut enhanced = Enhanced::of_brief(&brief, persona, self.style(&brief), model);
                enhanced.advice.extend(notes);
                if !brief.elements.is_empty() {
                    // The words choose nothing any more.
                    enhanced.advice.clear();
                }
                enhanced
            }
            Err(_) => Enhanced::default(),
        }
    }

    /// A brief with the LoRAs that its prompt names taken out of the words and into its options, and what the user
    /// should know about those that are not installed. A model that takes no LoRAs keeps the words, which are reported
    /// where they are read.
    pub fn with_loras(&self, brief: &Brief) -> (Brief, Vec<Advice>) {
        let (mut found, mut notes) = (brief.clone(), Vec::new());
        if !self.takes_loras(brief) || brief.advanced.truncate_prompt {
            return (found, notes);
        }
        let loras = &mut found.advanced.loras;
        let mut take = |text: &str| {
            take_loras(text, |tag| {
                match self.catalog.lora(&tag.name) {
                    Some(lora) if loras.iter().any(|(path, _)| *path == lora.path) => {}
                    Some(lora) => loras.push((lora.path.clone(), tag.weight)),
                    None => notes.push(Advice::lora_missing(&tag.name)),
                }
                true
            })
        };
        match &brief.enhance {
            Enhance::Edited(text) => found.enhance = Enhance::Edited(take(text)),
            // The words as typed are kept beside an edit that replaces them.
            Enhance::On | Enhance::Off => found.prompt = take(&brief.prompt),
        }
        (found, notes)
    }

    /// Whether the model of a brief takes LoRAs.
    pub(super) fn takes_loras(&self, brief: &Brief) -> bool {
        self.model(brief).is_ok_and(|model| model.family.facts().takes_pictures)
    }

    /// The LoRA files of a brief whose prompt names none any more, each with the model that it has to fit.
    pub(super) fn loras<'b>(&'b self, brief: &'b Brief) -> impl Iterator<Item = NamedLora<'b>> {
        let row = self.catalog.row(&brief.model);
        let row = row.filter(|row| row.traits.family.facts().takes_pictures);
        let files = brief.advanced.loras.iter().map(|(file, _)| file.as_path());
        row.into_iter()
            .flat_map(move |row| files.clone().map(|file| NamedLora { file, model: &row.folder }))
    }

    fn lora_fit(&self, lora: &NamedLora<'_>) -> Option<Result<(), &str>> {
        self.lora_checks.get(lora.model, lora.file)
    }

    /// Refuses a brief with a LoRA that is known not to fit its model.
    fn known_misfits(&self, brief: &Brief) -> Result<(), BriefError> {
        let reason = self.loras(brief).find_map(|lora| self.lora_fit(&lora)?.err());
        reason.map_or(Ok(()), |reason| Err(BriefError::LoraUnfit(reason.to_owned())))
    }

    /// How a picture is made, for its alternative text.
    pub fn picture_style(&self, picture: &PictureSpec) -> String {
        let traits = self.catalog.traits(picture.model());
        let drawn = traits.is_some_and(|traits| traits.family.facts().drawn_by_people);
        let cutout = traits.is_some_and(|traits| traits.draws_cutouts);
        let medium = match (drawn, cutout) {
            (true, _) => "an illustration",
            (false, true) => "a 3D illustration",
            (false, false) => return String::new(),
        };
        let ground = picture.ground_colour().map_or(String::new(), |(name, shade)| {
            let words = match shade {
                Shade::Light => format!("light {name}"),
                Shade::Dark => format!("dark {name}"),
                Shade::Medium => name,
            };
            let article = if words.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" };
            format!(" on {article} {words} background")
        });
        format!("{medium}{ground}")
    }

    /// What a picture of illustrations shows, in the language of the brand's captions; empty for another picture.
    pub fn drawn_words(&self, picture: &PictureSpec) -> String {
        let persona = picture.persona().and_then(|snapshot| self.brands.get(&snapshot.persona));
        let language = persona.and_then(|persona| persona.voice.language.of_posts());
        let language = language.unwrap_or_default();
        if picture.elements().is_empty() {
            return String::new();
        }
        if language == PostLanguage::English {
            return format!(
                "{}: {}.",
                picture.elements().description(),
                self.picture_style(picture)
            );
        }
        let library = self.catalog.elements.as_deref();
        let name = |name: &String| library.and_then(|library| library.name_in(name, language));
        let names: Vec<String> = picture.elements().names.iter().map_while(name).collect();
        if names.len() < picture.elements().names.len() {
            return String::new();
        }
        let scene = DrawnScene { names, ground: picture.ground_colour(), ..DrawnScene::default() };
        alt_text_as_drawn(&scene, language).unwrap_or_default()
    }

    fn model(&self, brief: &Brief) -> Result<&ModelTraits, BriefError> {
        if !brief.elements.is_empty() {
            return Ok(self.elements()?.traits());
        }
        if brief.photo.is_some() {
            return Ok(&PHOTO_TRAITS);
        }
        let row = self.catalog.row(&brief.model);
        row.map(|row| &row.traits).ok_or_else(|| BriefError::ModelUnknown(brief.model.to_string()))
    }

    fn elements(&self) -> Result<&ElementLibrary, BriefError> {
        let missing = || BriefError::ElementsMissing("Install Brandish again.".into());
        self.catalog.elements.as_deref().ok_or_else(missing)
    }

    /// The style that a brief names, if there is one of that name.
    fn style(&self, brief: &Brief) -> Option<&StylePreset> {
        let id = brief.style.as_ref()?;
        self.styles.iter().find(|style| style.id == *id)
    }

    fn persona(&self, id: Option<&PersonaId>) -> Result<Option<&Persona>, BriefError> {
        let known = |id: &PersonaId| {
            self.brands.get(id).ok_or_else(|| BriefError::PersonaUnknown(id.to_string()))
        };
        id.map(known).transpose()
    }

    fn check_captions(&self, brief: &Brief) -> Result<(), BriefError> {
        let mut seen = HashSet::new();
        for network in &brief.captions.networks {
            let brief = caption_brief(brief, network, String::new(), String::new());
            CaptionSpec::from_brief(&brief, None, Vec::new(), 0)?;
            self.check_writer(&brief.writer)?;
            if !seen.insert(network) {
                return Err(BriefError::NetworkTwice(network.clone()));
            }
        }
        Ok(())
    }

    fn check_writer(&self, id: &ModelId) -> Result<(), BriefError> {
        let known = self.catalog.writer(id).map(|_| ());
        known.ok_or_else(|| BriefError::WriterUnknown(id.to_string()))
    }
}

/// A LoRA file and the folder or file of the model that it has to fit.
pub(super) struct NamedLora<'a> {
    pub file: &'a Path,
    pub model: &'a Path,
}

/// The brief for one network's caption of a brief for pictures.
fn caption_brief(
    brief: &Brief,
    network: &str,
    picture_style: String,
    alt_text: String,
) -> CaptionBrief {
    CaptionBrief {
        prompt: plain_words(&brief.prompt),
        persona: brief.persona.clone(),
        network: network.to_owned(),
        goal: brief.captions.goal,
        facts: brief.captions.facts.clone(),
        details: brief.captions.details.clone(),
        structure: brief.captions.structure,
        writer: brief.captions.writer.clone(),
        picture_style,
        alt_text,
        ..CaptionBrief::default()
    }
}

/// A caption that is not submitted, for an editor that shows how a persona sounds.
pub fn sample_caption(persona: &Persona, brief: &CaptionBrief) -> Option<caption::Caption> {
    let spec = CaptionSpec::from_brief(brief, Some(persona), Vec::new(), 7).ok()?;
    Some(caption::write(&spec))
}

/// A seed of 32 bits from the system's randomness: enough, and short enough to be read out.
pub fn fresh_seed() -> u64 {
    RandomState::new().build_hasher().finish() >> 32
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::brand::starters;
    use crate::engine::{Row, WriterRow};
    use crate::job::State;
    use crossbeam_channel::unbounded;

    fn with_builder(test: impl FnOnce(&JobBuilder<'_>)) {
        let row = Row::unopened(ModelTraits::like_spark());
        let catalog =
            Catalog { rows: vec![row], writers: vec![WriterRow::built_in()], ..Catalog::default() };
        let brands = Brands::new(starters(), unbounded().0);
        let captions = RecentCaptions::default();
        let lora_checks = LoraChecks::default();
        let (brands, captions, lora_checks) = (&brands, &captions, &lora_checks);
        test(&JobBuilder { brands, catalog: &catalog, styles: &[], captions, lora_checks });
    }

    fn brief() -> Brief {
        let mut brief = Brief { prompt: "a red mug".into(), count: 2, ..Brief::default() };
        brief.captions.networks = vec!["x".into(), "linkedin".into()];
        brief
    }

    #[test]
    fn a_brief_makes_pictures_then_captions_of_one_batch_in_one_order() {
        with_builder(|builder| {
            let jobs = builder.jobs(&brief(), 7).unwrap();
            assert_eq!(jobs.len() as i64, JobBuilder::count(&brief()));
            assert_eq!(jobs.iter().map(|job| job.rank).collect::<Vec<_>>(), [7, 8, 9, 10]);
            assert!(jobs.iter().all(|job| job.batch == jobs[0].id));
            assert!(jobs.is_sorted_by_key(|job| job.id));
            let states: Vec<_> = jobs.iter().map(|job| job.state().clone()).collect();
            assert_eq!(states, [State::Queued, State::Queued, State::Done, State::Done]);
        });
    }

    #[test]
    fn what_a_brief_names_and_nobody_knows_is_refused() {
        with_builder(|builder| {
            let refused = |change: &dyn Fn(&mut Brief)| {
                let mut brief = brief();
                change(&mut brief);
                let error = builder.check(&brief).unwrap_err();
                assert_eq!(builder.jobs(&brief, 0).unwrap_err().to_string(), error.to_string());
                error
            };
            let nobody = Some(PersonaId("nobody".into()));
            let error = refused(&|brief| brief.persona.clone_from(&nobody));
            assert!(matches!(error, BriefError::PersonaUnknown(_)), "{error}");
            let error = refused(&|brief| brief.model = ModelId("gone".into()));
            assert!(matches!(error, BriefError::ModelUnknown(_)), "{error}");
            let error = refused(&|brief| brief.captions.writer = ModelId("gone".into()));
            assert!(matches!(error, BriefError::WriterUnknown(_)), "{error}");
            let error = refused(&|brief| brief.captions.networks.push("x".into()));
            assert!(matches!(error, BriefError::NetworkTwice(_)), "{error}");
        });
    }
}
