//! Recipes that other programs write as JSON: Fooocus, SwarmUI, InvokeAI, NovelAI, and ComfyUI's graphs of nodes.
//! It turns them into a [`Recipe`]; where in a file they lie is not known here.

use super::recipe::Recipe;
use super::unused_settings::{add_from_nodes, add_from_object};
use serde_json::{Map, Value};
use std::collections::{HashSet, VecDeque};

/// What the programs call each fact, in lower case with underscores; the first that is there counts.
const FACTS: [(&str, &[&str]); 7] = [
    ("Steps", &["steps", "num_inference_steps"]),
    ("CFG scale", &["cfg_scale", "cfgscale", "guidance_scale", "scale", "cfg", "guidance"]),
    ("Seed", &["seed", "noise_seed"]),
    ("Sampler", &["sampler", "sampler_name"]),
    ("Schedule type", &["scheduler", "noise_schedule"]),
    ("Clip skip", &["clip_skip", "clipskip"]),
    ("Model", &["model", "base_model", "model_weights", "ckpt_name", "unet_name"]),
];
/// Samplers by what AUTOMATIC1111 calls them, whose form a recipe has; then what the other programs call them.
const SAMPLERS: [(&str, &[&str]); 17] = [
    ("Euler", &["euler"]),
    ("Euler a", &["euler_a", "euler_ancestral"]),
    ("Heun", &["heun"]),
    ("LMS", &["lms"]),
    ("DDIM", &["ddim"]),
    ("DDPM", &["ddpm"]),
    ("PLMS", &["plms", "pndm"]),
    ("DPM2", &["kdpm_2", "dpm_2"]),
    ("DPM2 a", &["kdpm_2_a", "dpm_2_a", "dpm_2_ancestral"]),
    ("DPM++ SDE", &["dpmpp_sde"]),
    ("DPM++ 2S a", &["dpmpp_2s", "dpmpp_2s_ancestral"]),
    ("DPM++ 2M", &["dpmpp_2m"]),
    ("DPM++ 2M SDE", &["dpmpp_2m_sde"]),
    ("DPM++ 3M SDE", &["dpmpp_3m_sde"]),
    ("UniPC", &["unipc", "uni_pc"]),
    ("LCM", &["lcm"]),
    ("DEIS", &["deis"]),
];
/// The most nodes of a graph that are followed for one fact.
const MAX_NODES: usize = 2_000;

/// Reads a recipe in JSON, with a sentence for each part that was not understood; `None` if the text is not a JSON
/// object with a prompt or with nodes.
pub(super) fn from_json(text: &str) -> Option<(Recipe, Vec<String>)> {
    let text = text.trim();
    if !text.starts_with('{') {
        return None;
    }
    let value = serde_json::from_str(text).or_else(|_| serde_json::from_str(&without_nan(text)));
    let Ok(Value::Object(object)) = value else { return None };
    let is_node = |node: &Value| node.get("class_type").is_some_and(Value::is_string);
    if object.values().any(is_node) {
        // Civitai states the values of its own graphs beside them.
        let stated = object.get("extraMetadata").and_then(Value::as_str);
        let stated = stated.and_then(|text| serde_json::from_str(text).ok());
        let stated = stated.and_then(|stated| from_object(&stated, "Civitai"));
        return Some(stated.map_or_else(|| from_graph(&object), |recipe| (recipe, Vec::new())));
    }
    if let Some(Value::Object(inner)) = object.get("sui_image_params") {
        return from_object(inner, "SwarmUI").map(|recipe| (recipe, Vec::new()));
    }
    if let Some(Value::Object(image)) = object.get("image") {
        // InvokeAI 2 names the model outside.
        let mut inner = object.clone();
        inner.remove("model");
        inner.extend(image.clone());
        return from_object(&inner, "InvokeAI").map(|recipe| (recipe, Vec::new()));
    }
    let has = |key: &str| object.contains_key(key);
    let version = object.get("version").and_then(Value::as_str).unwrap_or_default();
    let program = if has("positive_prompt") {
        "InvokeAI"
    } else if has("uc") {
        "NovelAI"
    } else if version.starts_with("Fooocus") || has("performance") || has("Performance") {
        "Fooocus"
    } else {
        "another program"
    };
    from_object(&object, program).map(|recipe| (recipe, Vec::new()))
}

/// ComfyUI writes `NaN` and `Infinity`, which JSON does not have. Those in words stay.
fn without_nan(text: &str) -> String {
    let (mut words, mut escaped) = (false, false);
    let mut cleaned = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let wrong =
            ["NaN", "-Infinity", "Infinity"].into_iter().find(|name| rest.starts_with(name));
        if let Some(name) = wrong.filter(|_| !words) {
            cleaned += "null";
            rest = &rest[name.len()..];
            continue;
        }
        words ^= c == '"' && !escaped;
        escaped = c == '\\' && !escaped;
        cleaned.push(c);
        rest = &rest[c.len_utf8()..];
    }
    cleaned
}

/// The sampler as AUTOMATIC1111 names it, and the schedule where the name says it.
fn sampler_of(name: &str) -> (String, Option<&'static str>) {
    let plain = name.trim().to_lowercase().replace([' ', '-'], "_");
    // `k_euler` means the library of that letter, `euler_k` Karras' schedule.
    let plain = plain.strip_prefix("k_").unwrap_or(&plain);
    let plain = plain.strip_suffix("_gpu").unwrap_or(plain);
    let karras = plain.strip_suffix("_karras").or_else(|| plain.strip_suffix("_k"));
    let bare = karras.unwrap_or(plain);
    let known = SAMPLERS.iter().find(|(_, names)| names.contains(&bare));
    match known {
        Some((ours, _)) => ((*ours).to_owned(), karras.map(|_| "Karras")),
        None => (name.to_owned(), None),
    }
}

fn add_sampler(recipe: &mut Recipe) {
    let Some(name) = recipe.facts.get("Sampler") else { return };
    let (name, schedule) = sampler_of(name);
    recipe.facts.insert("Sampler".into(), name);
    if let Some(schedule) = schedule {
        recipe.facts.insert("Schedule type".into(), schedule.into());
    }
}

fn from_object(object: &Map<String, Value>, program: &str) -> Option<Recipe> {
    let object: Map<String, Value> = object
        .iter()
        .map(|(key, value)| (key.to_lowercase().replace(' ', "_"), value.clone()))
        .collect();
    let find = |keys: &[&str]| keys.iter().find_map(|key| object.get(*key).and_then(word));
    let mut recipe = Recipe {
        prompt: find(&["positive_prompt", "prompt"])?,
        negative: find(&["negative_prompt", "negativeprompt", "uc"]).unwrap_or_default(),
        ..Recipe::default()
    };
    for (name, keys) in FACTS {
        if let Some(value) = find(keys) {
            recipe.facts.insert(name.into(), value);
        }
    }
    // InvokeAI calls the sampler so.
    if program == "InvokeAI"
        && !recipe.facts.contains_key("Sampler")
        && let Some(name) = recipe.facts.remove("Schedule type")
    {
        recipe.facts.insert("Sampler".into(), name);
    }
    add_sampler(&mut recipe);
    let sides = find(&["width"]).zip(find(&["height"]));
    let size = sides.map(|(width, height)| format!("{width}x{height}")).or_else(|| {
        let text = find(&["resolution"])?;
        let (width, height) = text.trim_matches(['(', ')']).split_once([',', 'x', '×'])?;
        Some(format!("{}x{}", width.trim(), height.trim()))
    });
    recipe.facts.extend(size.map(|size| ("Size".to_owned(), size)));
    let mut loras: Vec<String> = Vec::new();
    if let Some(Value::Array(list)) = object.get("loras") {
        let weights = object.get("loraweights").and_then(Value::as_array);
        let weight = |at: usize| weights.and_then(|weights| weights.get(at)).and_then(word);
        loras.extend(list.iter().enumerate().filter_map(|(at, lora)| lora_of(lora, weight(at))));
    }
    let numbered = |key: &str| key.starts_with("lora_");
    loras.extend(object.iter().filter(|(key, _)| numbered(key)).filter_map(|(_, lora)| word(lora)));
    if !loras.is_empty() {
        recipe.facts.insert("LoRAs".into(), loras.join("; "));
    }
    add_from_object(&object, &mut recipe);
    recipe.facts.insert("Program".into(), program.into());
    Some(recipe)
}

/// A LoRA as a name, `[name, weight]`, or an object with both.
fn lora_of(lora: &Value, weight: Option<String>) -> Option<String> {
    let (name, own) = match lora {
        Value::Array(parts) => (word(parts.first()?)?, parts.get(1).and_then(word)),
        Value::Object(parts) => {
            let model = parts.get("model").or(parts.get("lora")).unwrap_or(lora);
            (word(model)?, parts.get("weight").and_then(word))
        }
        other => (word(other)?, None),
    };
    Some(own.or(weight).map_or(name.clone(), |weight| format!("{name}: {weight}")))
}

/// A text or number as a word; of a model's object its name, of a list of weighted prompts their texts.
fn word(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string().trim_end_matches(".0").to_owned()),
        Value::Object(parts) => {
            ["name", "model_name", "prompt"].iter().find_map(|key| parts.get(*key).and_then(word))
        }
        Value::Array(parts) => parts.first().and_then(word),
        _ => None,
    }
}

/// A graph of nodes: the sampler's words and numbers, and what the nodes before it say.
fn from_graph(graph: &Map<String, Value>) -> (Recipe, Vec<String>) {
    let mut recipe = Recipe::default();
    recipe.facts.insert("Program".into(), "ComfyUI".into());
    let is_sampler = |node: &Value| {
        let class = node["class_type"].as_str().unwrap_or_default();
        class.contains("Sampler") && (!node["inputs"]["latent_image"].is_null())
    };
    // Of several samplers the first pass counts, which has the fewest nodes before it.
    let samplers = graph.iter().filter(|(_, node)| is_sampler(node));
    let passes = samplers.clone().count();
    let Some(nodes) = samplers.map(|(id, _)| before(graph, id)).min_by_key(Vec::len) else {
        let sentence = "The picture was made by nodes of ComfyUI without a sampler that Brandish knows: only the \
                        program's name was read.";
        return (recipe, vec![sentence.into()]);
    };
    let input = |key: &str| nodes.iter().find_map(|node| node["inputs"].get(key));
    let scalar = |value: &Value| match value {
        Value::Array(link) => {
            let id = link.first().and_then(Value::as_str)?;
            before(graph, id).iter().find_map(|node| {
                ["value", "seed", "int", "float", "number"]
                    .iter()
                    .find_map(|key| node["inputs"].get(*key).filter(|value| !value.is_array()))
                    .and_then(word)
            })
        }
        plain => word(plain),
    };
    let positive = input("positive").or_else(|| input("conditioning"));
    recipe.prompt = positive.map(|link| graph_text(graph, link, "positive")).unwrap_or_default();
    recipe.negative =
        input("negative").map(|link| graph_text(graph, link, "negative")).unwrap_or_default();
    for (name, keys) in FACTS {
        // Elsewhere in a graph, `model` and `sampler` are links between nodes.
        let keys = keys.iter().filter(|key| !matches!(**key, "model" | "sampler"));
        if let Some(value) = keys.filter_map(|key| input(key)).find_map(&scalar) {
            recipe.facts.insert(name.into(), value);
        }
    }
    add_sampler(&mut recipe);
    let size_of = |node: &&Value| {
        let inputs = &node["inputs"];
        inputs.get("width").and_then(scalar).zip(inputs.get("height").and_then(scalar))
    };
    // Text encoders name sides too, which need not be the picture's.
    let is_latent =
        |node: &&&Value| node["class_type"].as_str().is_some_and(|c| c.contains("Latent"));
    let sides = nodes.iter().filter(is_latent).find_map(size_of);
    let sides = sides.or_else(|| nodes.iter().find_map(size_of));
    if let Some((width, height)) = sides {
        recipe.facts.insert("Size".into(), format!("{width}x{height}"));
    }
    let loras = nodes.iter().filter_map(|node| {
        let weight = node["inputs"].get("strength_model").and_then(word);
        lora_of(node["inputs"].get("lora_name")?, weight)
    });
    let loras = loras.collect::<Vec<_>>().join("; ");
    if !loras.is_empty() {
        recipe.facts.insert("LoRAs".into(), loras);
    }
    // A ControlNet, an upscaler or a VAE may lie behind the first pass.
    add_from_nodes(graph.values(), &mut recipe);
    let missing = "The prompt was made by nodes of ComfyUI that Brandish does not know; the other values were read.";
    let mut troubles = Vec::new();
    if recipe.prompt.is_empty() {
        troubles.push(missing.to_owned());
    }
    if passes > 1 {
        troubles.push(format!(
            "The picture went through {passes} samplers; the values are those of the first."
        ));
    }
    (recipe, troubles)
}

/// A node and all that it reads from, nearest first, each once.
fn before<'a>(graph: &'a Map<String, Value>, id: &str) -> Vec<&'a Value> {
    let (mut nodes, mut seen) = (Vec::new(), HashSet::new());
    let mut waiting = VecDeque::from([id.to_owned()]);
    while let Some(id) = waiting.pop_front().filter(|_| nodes.len() < MAX_NODES) {
        let Some(node) = graph.get(&id).filter(|_| seen.insert(id.clone())) else { continue };
        nodes.push(node);
        let inputs = node["inputs"].as_object().into_iter().flat_map(Map::values);
        waiting.extend(inputs.filter_map(|input| Some(input.get(0)?.as_str()?.to_owned())));
    }
    nodes
}

/// The words that a link leads to: the nearest texts behind it, by the side of the sampler that asks.
fn graph_text(graph: &Map<String, Value>, link: &Value, side: &str) -> String {
    let mut texts: Vec<String> = Vec::new();
    let (mut waiting, mut seen) = (VecDeque::from([link]), HashSet::new());
    while let Some(value) = waiting.pop_front() {
        if let Value::String(text) = value {
            if !text.trim().is_empty() && !texts.contains(text) {
                texts.push(text.clone());
            }
            continue;
        }
        let Some(id) = value.get(0).and_then(Value::as_str) else { continue };
        let Some(node) = graph.get(id).filter(|_| seen.insert(id) && seen.len() < MAX_NODES) else {
            continue;
        };
        let inputs = &node["inputs"];
        let words = ["text", "text_g", "text_l", "clip_l", "t5xxl", "prompt", "string", "value"];
        let found = words.iter().filter_map(|key| inputs.get(*key)).collect::<Vec<_>>();
        if !found.is_empty() {
            waiting.extend(found);
            continue;
        }
        let links =
            [side, "conditioning", "conditioning_1", "conditioning_2", "string_a", "string_b"];
        waiting.extend(links.iter().filter_map(|key| inputs.get(*key)));
    }
    texts.join(", ")
}
