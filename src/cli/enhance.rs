//! `brandish enhance`: a prompt as brand, format, style and model complete it, before it is drawn.
//! It reads and computes; nothing is queued or changed.

use super::output::{print, print_json};
use super::{CliError, catalog, home};
use crate::brand::{Persona, PersonaId};
use crate::brief::{
    BriefError, EnhanceRequest, Enhanced, Family, Size, StyleId, StylePreset, SyntaxOptions,
    enhance, family, format, read_prompt,
};
use crate::engine::{RewriteRequest, rewrite_prompt};
use crate::files::read_personas;
use crate::job::Failure;
use crate::studio::read_styles;
use brandish_inference::TokenCounter;
use serde_json::json;

#[derive(clap::Args)]
pub(super) struct EnhancePrompt {
    /// What the picture should show
    prompt: String,
    /// The brand, by its id (see `brandish personas`), or `none`
    #[arg(long, value_name = "ID", default_value = "none")]
    persona: String,
    /// The model, by its id, a folder or file of Stable Diffusion, or a family: spark, stable-diffusion, turbo
    #[arg(long, default_value = "spark")]
    model: String,
    /// A network's format, such as instagram-4x5
    #[arg(long, value_name = "ID", conflicts_with = "size")]
    format: Option<String>,
    /// Width x height in pixels
    #[arg(long, value_name = "WxH", default_value = "1024x1024")]
    size: Size,
    /// The style, by its id (see `brandish styles`)
    #[arg(long, value_name = "ID")]
    style: Option<String>,
    /// What the picture should not show
    #[arg(long, value_name = "TEXT", default_value = "")]
    negative: String,
    /// Have a language model add a scene to the prompt, by its id (see `brandish models`) or a .gguf file
    #[arg(long, value_name = "MODEL")]
    writer: Option<String>,
    /// Chooses between words that fit equally well
    #[arg(long, default_value_t = 0)]
    seed: u64,
    /// Print a JSON object
    #[arg(long)]
    json: bool,
}

impl EnhancePrompt {
    pub(super) fn run(self) -> Result<(), CliError> {
        let prompt = self.prompt.trim();
        if prompt.is_empty() {
            return Err(BriefError::PromptEmpty.into());
        }
        let (personas, styles) = {
            let home = home()?;
            (read_personas(&home.personas()).0, read_styles(&home.styles()).0)
        };
        let row = match &self.format {
            None => None,
            Some(id) => Some(format(id).ok_or_else(|| BriefError::FormatUnknown(id.clone()))?),
        };
        let family = self.family()?;
        let options = SyntaxOptions { family, variation: 0, steps: family.facts().default_steps };
        let (read, unwanted) =
            (read_prompt(prompt, &options), read_prompt(&self.negative, &options));
        let negatives = [unwanted.text.as_str(), &read.negative, &unwanted.negative];
        let negatives: Vec<_> = negatives.into_iter().filter(|text| !text.is_empty()).collect();
        let persona = self.persona(&personas)?;
        let words = match &self.writer {
            Some(writer) => self.rewritten(writer, &read.text, persona)?,
            None => read.text.clone(),
        };
        let mut enhanced = enhance(&EnhanceRequest {
            prompt: &words,
            negative: &negatives.join(", "),
            persona,
            style: self.style(&styles)?,
            size: row.map_or(self.size, |row| Size::new(row.width, row.height)),
            format: row,
            family,
            guidance: None,
            seed: self.seed,
        });
        enhanced.advice.extend(read.notes.into_iter().chain(unwanted.notes));
        if self.json {
            print_json(&json!({
                "prompt": enhanced.text(),
                "negative_prompt": enhanced.negative_text(),
                "parts": enhanced.parts,
                "negative_parts": enhanced.negative,
                "advice": enhanced.advice,
            }))
        } else {
            print_prompt(&enhanced)
        }
    }

    /// The prompt with a scene by a language model.
    fn rewritten(
        &self,
        writer: &str,
        prompt: &str,
        persona: Option<&Persona>,
    ) -> Result<String, CliError> {
        let facts = self.family()?.facts();
        if facts.draws_only_things {
            return Err(CliError::BadInput(format!(
                "{} draws single things and no scenes. Name a Stable Diffusion model with --model.",
                facts.subject
            )));
        }
        let (catalog, writer) = catalog()?
            .with_writer(writer)
            .map_err(|failure| CliError::BadInput(failure.detail()))?;
        let unknown = || BriefError::WriterUnknown(writer.to_string());
        let row = catalog.writer(&writer).ok_or_else(unknown)?;
        let failed = |failure: Failure| {
            CliError::Failed(format!("{} {}", failure.sentence(), failure.advice()))
        };
        let mut writer = (row.load)(&row.file).map_err(failed)?;
        let counter = self.token_counter()?;
        let count = |text: &str| {
            let counted = counter.as_ref().and_then(|counter| counter.count(text, true).ok());
            counted.map_or_else(|| text.split_whitespace().count(), |counted| counted.tokens)
        };
        let request = RewriteRequest {
            prompt,
            persona,
            tokens: &count,
            limit: facts.pieces,
            seed: self.seed,
        };
        rewrite_prompt(writer.as_mut(), &request)
            .map_err(|error| CliError::Failed(error.to_string()))
    }

    /// The counter of the model's own tokens, where a model and no family is named.
    fn token_counter(&self) -> Result<Option<Box<dyn TokenCounter>>, CliError> {
        if family(&self.model).is_some() {
            return Ok(None);
        }
        let (catalog, id) = catalog()?.with_model(&self.model).map_err(|failure| {
            CliError::BadInput(format!("{} {}", failure.detail(), failure.advice()))
        })?;
        let Some(row) = catalog.row(&id) else { return Ok(None) };
        Ok((row.token_counter)(&row.folder).ok())
    }

    fn persona<'a>(&self, personas: &'a [Persona]) -> Result<Option<&'a Persona>, BriefError> {
        let id = PersonaId(self.persona.clone());
        let found = personas.iter().find(|persona| persona.id == id);
        match self.persona.as_str() {
            "none" => Ok(None),
            _ => found.map(Some).ok_or(BriefError::PersonaUnknown(id.0)),
        }
    }

    fn style<'a>(&self, styles: &'a [StylePreset]) -> Result<Option<&'a StylePreset>, BriefError> {
        let Some(id) = &self.style else { return Ok(None) };
        let found = styles.iter().find(|style| style.id == StyleId(id.clone()));
        found.map(Some).ok_or_else(|| BriefError::StyleUnknown(id.clone()))
    }

    fn family(&self) -> Result<Family, CliError> {
        if let Some(family) = family(&self.model) {
            return Ok(family);
        }
        let (catalog, id) = catalog()?.with_model(&self.model).map_err(|failure| {
            CliError::BadInput(format!("{} {}", failure.detail(), failure.advice()))
        })?;
        let row = catalog.row(&id);
        let unknown = || BriefError::ModelUnknown(self.model.clone());
        Ok(row.ok_or_else(unknown)?.traits.family)
    }
}

fn print_prompt(enhanced: &Enhanced) -> Result<(), CliError> {
    print(enhanced.text())?;
    if !enhanced.negative.is_empty() {
        print(format_args!("Negative prompt: {}", enhanced.negative_text()))?;
    }
    print("")?;
    for part in &enhanced.parts {
        print(format_args!("  {:<40} {}", part.text, part.source.reason()))?;
    }
    for part in &enhanced.negative {
        print(format_args!("  - {:<38} {}", part.text, part.source.reason()))?;
    }
    for advice in &enhanced.advice {
        print(format_args!("\n{} {}", advice.sentence, advice.todo))?;
    }
    Ok(())
}
