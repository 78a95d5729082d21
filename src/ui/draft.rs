//! The state of the brief panel: the brief under edit, half-typed text, and which sections are open.
//! It decides nothing: `brief` checks the brief, the studio submits it.

use crate::brand::{Persona, PersonaId};
use crate::brief::{self, Brief, Captions, Size};
use crate::files::Settings;

/// The brief under edit.
#[derive(Clone, Debug)]
pub struct Draft {
    pub brief: Brief,
    /// Whether the next pictures keep the seed; otherwise each gets a new one.
    pub seed_locked: bool,
    pub seed_text: String,
    pub size_text: String,
    /// The key facts, one in each line.
    pub facts_text: String,
    pub caption_details_open: bool,
    pub sent_open: bool,
    pub details_open: bool,
    pub advanced_open: bool,
    /// The prompt field takes the focus in the next frame.
    pub focus_prompt: bool,
    pub scene: SceneState,
}

/// Where the scene stands that a language model adds to the prompt.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum SceneState {
    #[default]
    None,
    Writing,
    /// The prompt before and after.
    Added {
        before: String,
        after: String,
    },
}

impl Draft {
    /// The saved draft, or the first brand with its sample prompt.
    pub fn new(settings: &Settings, personas: &[Persona]) -> Self {
        let brief = settings.draft.clone().unwrap_or_else(|| {
            let chosen = settings.persona.as_ref();
            let known = chosen.and_then(|id| personas.iter().find(|persona| persona.id == *id));
            let persona = known.or(personas.first());
            Brief {
                prompt: persona.map_or(String::new(), |persona| persona.sample_prompt.clone()),
                persona: persona.map(|persona| persona.id.clone()),
                format: Some("instagram-4x5".into()),
                captions: Captions { networks: vec!["instagram".into()], ..Captions::default() },
                ..Brief::default()
            }
        });
        let mut draft = Self {
            brief: Brief::default(),
            seed_locked: false,
            seed_text: String::new(),
            size_text: String::new(),
            facts_text: String::new(),
            caption_details_open: false,
            sent_open: false,
            details_open: false,
            advanced_open: false,
            focus_prompt: true,
            scene: SceneState::None,
        };
        draft.set(brief);
        // The brand may have been removed since.
        let known = |id: &PersonaId| personas.iter().any(|persona| persona.id == *id);
        draft.brief.persona = draft.brief.persona.filter(known);
        draft
    }

    /// Replaces the brief.
    pub fn set(&mut self, brief: Brief) {
        self.seed_locked = brief.seed.is_some();
        self.seed_text = brief.seed.map_or(String::new(), |seed| seed.to_string());
        self.size_text = brief.size.to_string();
        self.facts_text = brief.captions.facts.join("\n");
        self.caption_details_open |= !brief.captions.details.is_empty();
        self.brief = brief;
    }

    /// Chooses a network's format, or a size of the user's own.
    /// Where the only caption was for the network of the old format, it follows.
    pub fn set_format(&mut self, format: Option<&str>) {
        let network = |id: &str| brief::format(id).map(|format| format.of_network().id.to_owned());
        let before = self.brief.format.as_deref().and_then(network);
        let followed = before.is_some_and(|id| self.brief.captions.networks == [id]);
        if let (true, Some(now)) = (followed, format.and_then(network)) {
            self.brief.captions.networks = vec![now];
        }
        self.brief.format = format.map(str::to_owned);
    }

    /// Parses the key facts.
    pub fn parse_facts(&mut self) {
        let lines = self.facts_text.lines().map(str::trim).filter(|line| !line.is_empty());
        self.brief.captions.facts = lines.map(str::to_owned).collect();
    }

    /// Parses the size; false where it is no size.
    pub fn parse_size(&mut self) -> bool {
        match self.size_text.parse::<Size>() {
            Ok(size) => {
                self.brief.size = size;
                true
            }
            Err(_) => false,
        }
    }

    /// Parses the seed; false where it is no seed. An empty field means a random one.
    pub fn parse_seed(&mut self) -> bool {
        let text = self.seed_text.trim();
        if text.is_empty() || !self.seed_locked {
            self.brief.seed = None;
            return true;
        }
        match text.parse() {
            Ok(seed) => {
                self.brief.seed = Some(seed);
                true
            }
            Err(_) => false,
        }
    }
}
