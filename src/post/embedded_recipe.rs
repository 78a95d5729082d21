//! Finds the recipe in a picture file, whichever program wrote it, and says what of it was not understood.
//! The keys that programs use are known here; the forms of their texts are in `recipe` and `foreign_recipe`.

use super::embedded_text::{EmbeddedText, embedded_texts};
use super::encode::EncodeError;
use super::foreign_recipe;
use super::recipe::Recipe;
use super::unused_settings::unused_settings;

/// A recipe that a picture file carries.
#[derive(Clone, Debug, PartialEq)]
pub struct FoundRecipe {
    /// As it is shown: the text in the file, or for JSON the same facts as text.
    pub text: String,
    pub recipe: Recipe,
    /// A sentence for each part that was not understood, or that is not used.
    pub troubles: Vec<String>,
}

/// Keys under which JSON may lie, those that say most first.
const JSON_KEYS: [&str; 12] = [
    "parameters",
    "UserComment",
    "XPComment",
    "invokeai_metadata",
    "sd-metadata",
    "prompt",
    "Comment",
    "Description",
    "ImageDescription",
    "Model",
    "Make",
    "Software",
];

/// The recipe in a picture file; `None` where it carries none.
///
/// # Errors
/// If the bytes are not a picture that can be opened, if their texts unpack to more than 8 MB, or if another program wrote
/// settings in a form that is not known.
pub fn recipe_in(bytes: &[u8]) -> Result<Option<FoundRecipe>, EncodeError> {
    let texts = embedded_texts(bytes)?;
    if let Some(found) = JSON_KEYS.iter().flat_map(|key| under(&texts, key)).find_map(from_json) {
        return Ok(Some(found));
    }
    let settings = ["parameters", "UserComment", "XPComment"];
    let plain = settings.iter().flat_map(|key| under(&texts, key)).find(|text| !is_json(text));
    // Elsewhere any words may stand; only what has the settings' form is a recipe.
    let elsewhere = || {
        let keys = ["Comment", "Description", "ImageDescription"];
        keys.iter().flat_map(|key| under(&texts, key)).find(|text| text.contains("Steps: "))
    };
    if let Some(text) = plain.or_else(elsewhere) {
        let recipe = Recipe::from_parameters(text);
        let troubles = unused_settings(&recipe);
        return Ok(Some(FoundRecipe { text: text.to_owned(), recipe, troubles }));
    }
    if texts.iter().any(|found| is_workflow(&found.text)) {
        return Err(EncodeError::Recipe(
            "it holds only ComfyUI's drawing of the nodes, not the values that the picture was made with. \
             Open it in ComfyUI",
        ));
    }
    if settings.iter().flat_map(|key| under(&texts, key)).any(is_json) {
        return Err(EncodeError::Recipe(
            "its settings are in the form of a program that Brandish does not know",
        ));
    }
    Ok(None)
}

fn under<'a>(texts: &'a [EmbeddedText], key: &str) -> impl Iterator<Item = &'a str> {
    let found = texts.iter().filter(move |text| text.key == key);
    found.map(|found| found.text.as_str())
}

fn from_json(text: &str) -> Option<FoundRecipe> {
    // A ComfyUI WebP has this before the JSON, in fields meant for a camera's name.
    let text = text.strip_prefix("prompt:").unwrap_or(text);
    let (recipe, mut troubles) = foreign_recipe::from_json(text)?;
    troubles.extend(unused_settings(&recipe));
    Some(FoundRecipe { text: recipe.to_parameters(), recipe, troubles })
}

/// A prompt may begin with a brace, as in `{red|blue} shoes`.
fn is_json(text: &str) -> bool {
    text.trim_start().starts_with('{')
        && serde_json::from_str::<serde::de::IgnoredAny>(text.trim()).is_ok()
}

fn is_workflow(text: &str) -> bool {
    let text = text.strip_prefix("workflow:").unwrap_or(text).trim_start();
    text.starts_with('{') && text.contains("\"nodes\"") && text.contains("\"links\"")
}
