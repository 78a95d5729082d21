//! Which values of a config file are done, key by key, so that none that would change the picture is passed over.
//! Knows diffusers' keys and no more; ranges of sizes are checked in `config`.

use std::path::Path;

use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::weights::LoadError;

/// A key, and the values of it that are done. A key that is missing or null has its default, which is.
pub(super) struct Rule {
    key: &'static str,
    done: Done,
    /// The beginnings of the classes that read the key; none for all.
    classes: &'static [&'static str],
}

enum Done {
    No,
    Yes,
    Number(f64),
    AnyNumber,
    Nothing,
    Words(&'static [&'static str]),
    /// A list of nothing but this word.
    Each(&'static str),
    /// The key must be there and true.
    Said,
}

impl Done {
    fn allows(&self, value: &Value) -> bool {
        let one_of = |words: &[&str]| value.as_str().is_some_and(|word| words.contains(&word));
        if value.is_null() {
            return !matches!(self, Self::Said);
        }
        match self {
            Self::No => match value.as_array() {
                Some(list) => list.iter().all(|each| each == false),
                None => value == false,
            },
            Self::Yes | Self::Said => value == true,
            Self::Number(number) => value.as_f64() == Some(*number),
            Self::AnyNumber => value.is_u64(),
            Self::Nothing => value.as_array().is_some_and(Vec::is_empty),
            Self::Words(words) => one_of(words),
            Self::Each(word) => {
                value.as_array().is_some_and(|list| list.iter().all(|each| each == word))
            }
        }
    }
}

const fn rule(key: &'static str, done: Done) -> Rule {
    Rule { key, done, classes: &[] }
}

const fn of(classes: &'static [&'static str], key: &'static str, done: Done) -> Rule {
    Rule { key, done, classes }
}

const DPM: &[&str] = &["DPMSolverMultistep"];
const UNIPC: &[&str] = &["UniPC"];
const SOLVERS: &[&str] = &["DPMSolverMultistep", "UniPC", "DEIS"];
const LEVELS: &[&str] = &["EulerDiscrete", "UniPC"];

/// `scheduler_config.json`. Which classes are done is `method`'s matter.
pub(super) const SCHEDULER: &[Rule] = &[
    rule("prediction_type", Done::Words(&["epsilon", "v_prediction", "sample"])),
    rule("timestep_spacing", Done::Words(&["linspace", "leading", "trailing"])),
    rule("beta_schedule", Done::Words(&["linear", "scaled_linear", "squaredcos_cap_v2"])),
    rule("final_sigmas_type", Done::Words(&["zero", "sigma_min"])),
    rule("thresholding", Done::No),
    of(&["PNDM"], "skip_prk_steps", Done::Said),
    of(DPM, "algorithm_type", Done::Words(&["dpmsolver++", "sde-dpmsolver++"])),
    of(DPM, "use_lu_lambdas", Done::No),
    of(DPM, "lambda_min_clipped", Done::Words(&[])),
    of(DPM, "variance_type", Done::Words(&[])),
    of(&["DDPM"], "variance_type", Done::Words(&["fixed_small", "fixed_small_log", "fixed_large"])),
    of(UNIPC, "predict_x0", Done::Yes),
    of(UNIPC, "disable_corrector", Done::Nothing),
    of(UNIPC, "solver_p", Done::Words(&[])),
    of(SOLVERS, "use_flow_sigmas", Done::No),
    of(SOLVERS, "use_dynamic_shifting", Done::No),
    of(LEVELS, "sigma_min", Done::Words(&[])),
    of(LEVELS, "sigma_max", Done::Words(&[])),
    of(&["EulerDiscrete"], "interpolation_type", Done::Words(&["linear"])),
    of(&["EulerDiscrete"], "timestep_type", Done::Words(&["discrete"])),
];

/// `unet/config.json`.
pub(super) const UNET: &[Rule] = &[
    rule("_class_name", Done::Words(&["UNet2DConditionModel"])),
    rule("act_fn", Done::Words(&["silu", "swish"])),
    rule("addition_embed_type", Done::Words(&["text_time"])),
    rule("attention_type", Done::Words(&["default"])),
    rule("center_input_sample", Done::No),
    rule("class_embed_type", Done::Words(&[])),
    rule("conv_in_kernel", Done::Number(3.0)),
    rule("conv_out_kernel", Done::Number(3.0)),
    rule("cross_attention_dim", Done::AnyNumber),
    rule("cross_attention_norm", Done::Words(&[])),
    rule("downsample_padding", Done::Number(1.0)),
    rule("dual_cross_attention", Done::No),
    rule("encoder_hid_dim", Done::Words(&[])),
    rule("encoder_hid_dim_type", Done::Words(&[])),
    rule("flip_sin_to_cos", Done::Yes),
    rule("freq_shift", Done::Number(0.0)),
    rule("layers_per_block", Done::AnyNumber),
    rule("mid_block_only_cross_attention", Done::No),
    rule("mid_block_scale_factor", Done::Number(1.0)),
    rule("mid_block_type", Done::Words(&["UNetMidBlock2DCrossAttn"])),
    rule("num_class_embeds", Done::Words(&[])),
    rule("only_cross_attention", Done::No),
    rule("resnet_out_scale_factor", Done::Number(1.0)),
    rule("resnet_skip_time_act", Done::No),
    rule("resnet_time_scale_shift", Done::Words(&["default"])),
    rule("reverse_transformer_layers_per_block", Done::Words(&[])),
    rule("time_embedding_act_fn", Done::Words(&[])),
    rule("time_embedding_dim", Done::Words(&[])),
    rule("time_embedding_type", Done::Words(&["positional"])),
    rule("timestep_post_act", Done::Words(&[])),
];

/// `vae/config.json` of an AutoencoderKL.
pub(super) const VAE: &[Rule] = &[
    rule("_class_name", Done::Words(&["AutoencoderKL"])),
    rule("act_fn", Done::Words(&["silu", "swish"])),
    rule("down_block_types", Done::Each("DownEncoderBlock2D")),
    rule("up_block_types", Done::Each("UpDecoderBlock2D")),
    rule("in_channels", Done::Number(3.0)),
    rule("out_channels", Done::Number(3.0)),
];

/// `config.json` of an AutoencoderTiny.
pub(super) const TINY: &[Rule] = &[
    rule("_class_name", Done::Words(&["AutoencoderTiny"])),
    rule("act_fn", Done::Words(&["relu"])),
    rule("upsample_fn", Done::Words(&["nearest"])),
    rule("upsampling_scaling_factor", Done::Number(2.0)),
    rule("in_channels", Done::Number(3.0)),
    rule("out_channels", Done::Number(3.0)),
];

/// `text_encoder/config.json`.
pub(super) const TEXT: &[Rule] =
    &[rule("hidden_act", Done::Words(&["quick_gelu", "gelu", "gelu_new", "gelu_pytorch_tanh"]))];

/// `model_index.json`.
pub(super) const INDEX: &[Rule] = &[rule("requires_aesthetics_score", Done::No)];

/// Reads a config file of which every value is done.
///
/// # Errors
/// Where it is missing or no JSON; [`LoadError::Unsupported`] with key and value where it asks for something else.
pub(super) fn understood<T: DeserializeOwned>(path: &Path, rules: &[Rule]) -> Result<T, LoadError> {
    let value: Value = read_json(path)?;
    let class = value["_class_name"].as_str().unwrap_or("");
    let concerns = |rule: &&Rule| {
        rule.classes.is_empty() || rule.classes.iter().any(|begin| class.starts_with(begin))
    };
    for Rule { key, done, .. } in rules.iter().filter(concerns) {
        let found = &value[*key];
        if !done.allows(found) {
            let detail = match found {
                Value::Null => format!("it does not say {key}, which is needed"),
                found => format!("{key} is {found}"),
            };
            return Err(LoadError::Unsupported { path: path.to_owned(), detail });
        }
    }
    let ways = ["use_karras_sigmas", "use_exponential_sigmas", "use_beta_sigmas"];
    let said: Vec<&str> = ways.into_iter().filter(|way| value[*way] == true).collect();
    if let [first, second, ..] = said[..] {
        let detail = format!("{first} is true, and {second} too");
        return Err(LoadError::Unsupported { path: path.to_owned(), detail });
    }
    serde_json::from_value(value).map_err(|error| LoadError::damaged(path, error))
}

/// Reads a JSON file as Python writes it.
///
/// # Errors
/// Where it is missing or no JSON.
pub(super) fn read_json<T: DeserializeOwned>(path: &Path) -> Result<T, LoadError> {
    let text = std::fs::read_to_string(path).map_err(|error| LoadError::reading(path, error))?;
    serde_json::from_str(&finite(&text)).map_err(|error| LoadError::damaged(path, error))
}

/// Python writes infinite numbers as words that JSON does not have; where they stand in a config they mean no limit.
fn finite(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let (mut rest, mut quoted) = (text, false);
    while let Some(next) = rest.chars().next() {
        let word = ["-Infinity", "Infinity", "NaN"].into_iter().find(|word| rest.starts_with(word));
        let length = match (quoted, word, next) {
            (false, Some(word), _) => {
                out.push_str("null");
                word.len()
            }
            (true, _, '\\') => {
                let length = 1 + rest[1..].chars().next().map_or(0, char::len_utf8);
                out.push_str(&rest[..length]);
                length
            }
            _ => {
                quoted ^= next == '"';
                out.push(next);
                next.len_utf8()
            }
        };
        rest = &rest[length..];
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(json: &str) -> Option<String> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("config.json");
        std::fs::write(&path, json).unwrap();
        understood::<Value>(&path, SCHEDULER).err().map(|error| error.to_string())
    }

    #[test]
    fn what_is_not_done_is_refused_by_file_key_and_value() {
        for (json, words) in [
            (r#"{"_class_name":"DDIMScheduler","thresholding":true}"#, "thresholding is true"),
            (
                r#"{"_class_name":"PNDMScheduler","skip_prk_steps":false}"#,
                "skip_prk_steps is false",
            ),
            (r#"{"_class_name":"PNDMScheduler"}"#, "does not say skip_prk_steps"),
            (r#"{"_class_name":"DDPMScheduler","variance_type":"learned"}"#, "is \"learned\""),
            (r#"{"_class_name":"UniPCMultistepScheduler","disable_corrector":[0]}"#, "[0]"),
            (r#"{"use_beta_sigmas":true,"use_karras_sigmas":true}"#, "use_beta_sigmas too"),
        ] {
            let error = refused(json).unwrap_or_else(|| panic!("{json} was taken"));
            assert!(error.contains(words) && error.contains("config.json"), "{error}");
        }
    }

    #[test]
    fn a_key_that_a_class_does_not_read_and_an_infinite_number_are_taken() {
        assert_eq!(refused(r#"{"_class_name":"DDIMScheduler","predict_x0":false}"#), None);
        let json = r#"{"_class_name":"DPMSolverMultistepScheduler","lambda_min_clipped":-Infinity,
            "a":"NaN \" Infinity é","b":[NaN]}"#;
        assert_eq!(refused(json), None);
        assert_eq!(finite(r#"{"a":"NaN\\"}"#), r#"{"a":"NaN\\"}"#);
    }
}
