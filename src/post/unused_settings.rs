//! Which values of another program's recipe Brandish reads and cannot use, in words, since a picture drawn without them
//! differs. Where in a file a recipe lies, and its form, are known elsewhere.

use super::recipe::Recipe;
use serde_json::{Map, Value};

/// A kind of value that is not used.
struct Unused {
    /// The fact of a recipe, as AUTOMATIC1111 calls it where it does.
    fact: &'static str,
    /// What others call it in JSON, in lower case with underscores.
    json: &'static [&'static str],
    /// Parts of the names of ComfyUI's nodes, and the input that names the file.
    nodes: &'static [&'static str],
    inputs: &'static [&'static str],
    /// The sentence: what stands before and behind the value.
    before: &'static str,
    behind: &'static str,
}

const UNUSED: [Unused; 9] = [
    Unused {
        fact: "Styles",
        json: &["styles"],
        nodes: &["StylesLoader", "StyleSelector"],
        inputs: &["styles", "style"],
        before: "The styles",
        behind: "are not used: their words are not in the recipe. Choose a style of Brandish, or add the words.",
    },
    Unused {
        fact: "Refiner",
        json: &["refiner_model", "refinermodel", "refiner"],
        nodes: &[],
        inputs: &[],
        before: "The refiner",
        behind: "is not used: one model draws the whole picture.",
    },
    Unused {
        fact: "ControlNet",
        json: &[
            "controlnets",
            "controlnet",
            "controlnetmodel",
            "controlnet_model",
            "control_layers",
        ],
        nodes: &["ControlNetLoader"],
        inputs: &["control_net_name"],
        before: "The ControlNet",
        behind: "is not used. A start picture comes nearest to it.",
    },
    Unused {
        fact: "IP-Adapter",
        json: &["ipadapters", "ip_adapters", "t2iadapters", "ipadaptermodel", "image_prompts"],
        nodes: &["IPAdapterModelLoader", "IPAdapterUnifiedLoader"],
        inputs: &["ipadapter_file", "preset"],
        before: "The picture prompt (IP-Adapter)",
        behind: "is not used. A start picture comes nearest to it.",
    },
    Unused {
        fact: "VAE",
        json: &["vae"],
        nodes: &["VAELoader"],
        inputs: &["vae_name"],
        before: "The autoencoder (VAE)",
        behind: "is not used: the one of the model is.",
    },
    Unused {
        fact: "Hires upscaler",
        json: &["upscale_model", "upscaler", "refinerupscalemethod", "hrf_method"],
        nodes: &["UpscaleModelLoader", "LatentUpscale"],
        inputs: &["model_name", "upscale_method"],
        before: "The upscaler",
        behind: "is not used: the picture has the size at which it is drawn. Enlarge it afterwards.",
    },
    Unused {
        fact: "Face restoration",
        json: &["facerestorationmodel", "facetool", "postprocessing"],
        nodes: &["FaceRestoreModelLoader"],
        inputs: &["model_name"],
        before: "The face restoration",
        behind: "is not used.",
    },
    Unused {
        fact: "ADetailer model",
        json: &[],
        nodes: &["FaceDetailer", "UltralyticsDetectorProvider"],
        inputs: &["model_name"],
        before: "The second pass over faces (ADetailer)",
        behind: "is not made.",
    },
    Unused {
        fact: "TI hashes",
        json: &["embeddings", "used_embeddings"],
        nodes: &[],
        inputs: &[],
        before: "The added words (textual inversions)",
        behind: "are not used.",
    },
];
/// Values that stand for none.
const NONE: [&str; 8] = ["", "none", "automatic", "default (model)", "null", "false", "[]", "{}"];
/// The most characters of a value that a sentence repeats.
const MAX_SHOWN: usize = 80;

/// Adds the values of a JSON object, whose keys are in lower case with underscores, to the facts of its recipe.
pub(super) fn add_from_object(object: &Map<String, Value>, recipe: &mut Recipe) {
    for kind in &UNUSED {
        let value = kind.json.iter().find_map(|key| names(object.get(*key)?));
        add(recipe, kind, value);
    }
}

/// Adds the values of the nodes of ComfyUI that a picture went through.
pub(super) fn add_from_nodes<'a>(
    nodes: impl Iterator<Item = &'a Value> + Clone,
    recipe: &mut Recipe,
) {
    for kind in &UNUSED {
        let is_kind = |node: &&Value| {
            let class = node["class_type"].as_str().unwrap_or_default();
            kind.nodes.iter().any(|part| class.contains(part))
        };
        let value = nodes.clone().find(is_kind).map(|node| {
            let named = kind.inputs.iter().find_map(|input| names(node["inputs"].get(*input)?));
            named.unwrap_or_else(|| node["class_type"].as_str().unwrap_or_default().to_owned())
        });
        add(recipe, kind, value);
    }
}

fn add(recipe: &mut Recipe, kind: &Unused, value: Option<String>) {
    if let Some(value) = value {
        recipe.facts.entry(kind.fact.to_owned()).or_insert(value);
    }
}

/// A sentence for each value of a recipe that is not used.
pub(super) fn unused_settings(recipe: &Recipe) -> Vec<String> {
    let mut sentences = Vec::new();
    for kind in &UNUSED {
        // Several are numbered: `ControlNet 0`, `ADetailer model 2nd`.
        let is_number = |rest: &str| rest.trim_start().starts_with(|c: char| c.is_ascii_digit());
        let has_name = |key: &str| {
            key.strip_prefix(kind.fact).is_some_and(|rest| rest.is_empty() || is_number(rest))
        };
        let found = recipe.facts.iter().filter(|(key, _)| has_name(key)).map(|(_, value)| value);
        let found = found.filter(|value| !NONE.contains(&value.trim().to_lowercase().as_str()));
        let found: Vec<_> = found.map(|value| shown(value)).collect();
        if !found.is_empty() {
            sentences.push(format!("{} {} {}", kind.before, found.join(", "), kind.behind));
        }
    }
    let skipped = recipe.facts.get("Clip skip").and_then(|skip| skip.parse::<i32>().ok());
    if skipped.is_some_and(|skip| skip.abs() > 1) {
        sentences.push(
            "Clip skip is not used: the text encoder is read as the model's own settings say."
                .into(),
        );
    }
    sentences
}

/// A value as a sentence repeats it. ControlNet's is a list of its own, of which the model says most.
fn shown(value: &str) -> String {
    let model = value.split("Model: ").nth(1).and_then(|rest| rest.split(',').next());
    let value = model.unwrap_or(value).trim();
    match value.char_indices().nth(MAX_SHOWN) {
        Some((end, _)) => format!("“{}…”", &value[..end]),
        None => format!("“{value}”"),
    }
}

/// The names in a value: of a text itself, of a list or an object those within.
fn names(value: &Value) -> Option<String> {
    let text = match value {
        // Fooocus writes a list as Python does.
        Value::String(text) => text.trim_matches(['[', ']']).replace('\'', ""),
        Value::Array(list) => list.iter().filter_map(names).collect::<Vec<_>>().join(", "),
        Value::Object(parts) => {
            let keys = ["name", "model_name", "model", "control_model", "ip_adapter_model", "type"];
            keys.iter().find_map(|key| names(parts.get(*key)?))?
        }
        Value::Bool(_) | Value::Number(_) | Value::Null => return None,
    };
    (!NONE.contains(&text.trim().to_lowercase().as_str())).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn sentences(object: Value) -> Vec<String> {
        let mut recipe = Recipe::default();
        add_from_object(object.as_object().unwrap(), &mut recipe);
        unused_settings(&recipe)
    }

    #[test]
    fn each_value_that_is_not_used_has_a_sentence() {
        for (object, words) in [
            (
                json!({"styles": "['Fooocus V2', 'Fooocus Sharp']"}),
                "styles “Fooocus V2, Fooocus Sharp”",
            ),
            (json!({"styles": ["SAI Anime"]}), "styles “SAI Anime”"),
            (json!({"refiner_model": "xl-refiner"}), "refiner “xl-refiner”"),
            (json!({"vae": {"name": "ema-560"}}), "(VAE) “ema-560”"),
            (
                json!({"controlnets": [{"control_model": {"name": "canny"}}, {"control_model": {"name": "depth"}}]}),
                "ControlNet “canny, depth”",
            ),
            (
                json!({"ipadapters": [{"ip_adapter_model": {"name": "face"}}]}),
                "(IP-Adapter) “face”",
            ),
            (json!({"upscaler": "x4-ultra"}), "upscaler “x4-ultra”"),
        ] {
            let found = sentences(object.clone());
            assert_eq!(found.len(), 1, "{object}: {found:?}");
            assert!(found[0].contains(words), "{object}: {found:?}");
        }
    }

    #[test]
    fn a_value_that_stands_for_none_is_not_reported() {
        let none = json!({
            "styles": "[]", "refiner_model": "None", "vae": "Automatic", "controlnets": [], "upscaler": null,
            "refiner_switch": 0.5, "embeddings": {},
        });
        assert_eq!(sentences(none), Vec::<String>::new());
        let plain =
            "a cat\nSteps: 20, Seed: 1, Size: 512x512, Model: x, VAE: Automatic, Clip skip: 1";
        assert_eq!(unused_settings(&Recipe::from_parameters(plain)), Vec::<String>::new());
    }

    #[test]
    fn the_settings_of_automatic1111_are_named_by_what_they_are() {
        let text = "a cat\nSteps: 20, Seed: 1, Size: 512x512, VAE hash: 1a, VAE: ema.safetensors, Clip skip: 2, \
            Hires upscale: 2, Hires upscaler: 4x-UltraSharp, Refiner: xl [1a], Refiner switch at: 0.8, \
            ControlNet 0: \"Module: canny, Model: control_canny [1a], Weight: 1\", \
            ADetailer model: face.pt, ADetailer version: 1, TI hashes: \"bad-hands: 1a\"";
        let found = unused_settings(&Recipe::from_parameters(text));
        assert_eq!(found.len(), 7, "{found:?}");
        for words in [
            "“ema.safetensors”",
            "“4x-UltraSharp”",
            "“xl [1a]”",
            "“control_canny [1a]”",
            "“face.pt”",
        ] {
            assert_eq!(
                found.iter().filter(|one| one.contains(words)).count(),
                1,
                "{words}: {found:?}"
            );
        }
    }
}
