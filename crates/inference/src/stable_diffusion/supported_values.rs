//! Which values of a config file are supported, key by key, so that none that would change the picture is ignored.
//! Knows diffusers' keys and no more; ranges of sizes are checked in `config`.

use std::path::Path;

use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::weights::LoadError;

/// A key, and its supported values. A key that is missing or null has its default, which is supported.
pub(super) struct Rule {
    key: &'static str,
    supported: Supported,
    /// The beginnings of the classes that read the key; none for all.
    classes: &'static [&'static str],
}

enum Supported {
    False,
    True,
    Number(f64),
    AnyInteger,
    EmptyList,
    OneOf(&'static [&'static str]),
    /// A list of this word only.
    ListOf(&'static str),
    /// The key must be present and true.
    RequiredTrue,
}

impl Supported {
    fn allows(&self, value: &Value) -> bool {
        let one_of = |words: &[&str]| value.as_str().is_some_and(|word| words.contains(&word));
        if value.is_null() {
            return !matches!(self, Self::RequiredTrue);
        }
        match self {
            Self::False => match value.as_array() {
                Some(list) => list.iter().all(|each| each == false),
                None => value == false,
            },
            Self::True | Self::RequiredTrue => value == true,
            Self::Number(number) => value.as_f64() == Some(*number),
            Self::AnyInteger => value.is_u64(),
            Self::EmptyList => value.as_array().is_some_and(Vec::is_empty),
            Self::OneOf(words) => one_of(words),
            Self::ListOf(word) => {
                value.as_array().is_some_and(|list| list.iter().all(|each| each == word))
            }
        }
    }
}

const fn rule(key: &'static str, supported: Supported) -> Rule {
    Rule { key, supported, classes: &[] }
}

const fn rule_for(
    classes: &'static [&'static str],
    key: &'static str,
    supported: Supported,
) -> Rule {
    Rule { key, supported, classes }
}

const DPM: &[&str] = &["DPMSolverMultistep"];
const UNIPC: &[&str] = &["UniPC"];
const SOLVERS: &[&str] = &["DPMSolverMultistep", "UniPC", "DEIS"];
const SIGMA_LIMITS: &[&str] = &["EulerDiscrete", "UniPC"];

/// `scheduler_config.json`. Which classes are supported is known to `scheduler_table`.
pub(super) const SCHEDULER: &[Rule] = &[
    rule("prediction_type", Supported::OneOf(&["epsilon", "v_prediction", "sample"])),
    rule("timestep_spacing", Supported::OneOf(&["linspace", "leading", "trailing"])),
    rule("beta_schedule", Supported::OneOf(&["linear", "scaled_linear", "squaredcos_cap_v2"])),
    rule("final_sigmas_type", Supported::OneOf(&["zero", "sigma_min"])),
    rule("thresholding", Supported::False),
    rule_for(&["PNDM"], "skip_prk_steps", Supported::RequiredTrue),
    rule_for(DPM, "algorithm_type", Supported::OneOf(&["dpmsolver++", "sde-dpmsolver++"])),
    rule_for(DPM, "use_lu_lambdas", Supported::False),
    rule_for(DPM, "lambda_min_clipped", Supported::OneOf(&[])),
    rule_for(DPM, "variance_type", Supported::OneOf(&[])),
    rule_for(
        &["DDPM"],
        "variance_type",
        Supported::OneOf(&["fixed_small", "fixed_small_log", "fixed_large"]),
    ),
    rule_for(UNIPC, "predict_x0", Supported::True),
    rule_for(UNIPC, "disable_corrector", Supported::EmptyList),
    rule_for(UNIPC, "solver_p", Supported::OneOf(&[])),
    rule_for(SOLVERS, "use_flow_sigmas", Supported::False),
    rule_for(SOLVERS, "use_dynamic_shifting", Supported::False),
    rule_for(SIGMA_LIMITS, "sigma_min", Supported::OneOf(&[])),
    rule_for(SIGMA_LIMITS, "sigma_max", Supported::OneOf(&[])),
    rule_for(&["EulerDiscrete"], "interpolation_type", Supported::OneOf(&["linear"])),
    rule_for(&["EulerDiscrete"], "timestep_type", Supported::OneOf(&["discrete"])),
];

/// `unet/config.json`.
pub(super) const UNET: &[Rule] = &[
    rule("_class_name", Supported::OneOf(&["UNet2DConditionModel"])),
    rule("act_fn", Supported::OneOf(&["silu", "swish"])),
    rule("addition_embed_type", Supported::OneOf(&["text_time"])),
    rule("attention_type", Supported::OneOf(&["default"])),
    rule("center_input_sample", Supported::False),
    rule("class_embed_type", Supported::OneOf(&[])),
    rule("conv_in_kernel", Supported::Number(3.0)),
    rule("conv_out_kernel", Supported::Number(3.0)),
    rule("cross_attention_dim", Supported::AnyInteger),
    rule("cross_attention_norm", Supported::OneOf(&[])),
    rule("downsample_padding", Supported::Number(1.0)),
    rule("dual_cross_attention", Supported::False),
    rule("encoder_hid_dim", Supported::OneOf(&[])),
    rule("encoder_hid_dim_type", Supported::OneOf(&[])),
    rule("flip_sin_to_cos", Supported::True),
    rule("freq_shift", Supported::Number(0.0)),
    rule("layers_per_block", Supported::AnyInteger),
    rule("mid_block_only_cross_attention", Supported::False),
    rule("mid_block_scale_factor", Supported::Number(1.0)),
    rule("mid_block_type", Supported::OneOf(&["UNetMidBlock2DCrossAttn"])),
    rule("num_class_embeds", Supported::OneOf(&[])),
    rule("only_cross_attention", Supported::False),
    rule("resnet_out_scale_factor", Supported::Number(1.0)),
    rule("resnet_skip_time_act", Supported::False),
    rule("resnet_time_scale_shift", Supported::OneOf(&["default"])),
    rule("reverse_transformer_layers_per_block", Supported::OneOf(&[])),
    rule("time_embedding_act_fn", Supported::OneOf(&[])),
    rule("time_embedding_dim", Supported::OneOf(&[])),
    rule("time_embedding_type", Supported::OneOf(&["positional"])),
    rule("timestep_post_act", Supported::OneOf(&[])),
];

/// `vae/config.json` of an AutoencoderKL.
pub(super) const VAE: &[Rule] = &[
    rule("_class_name", Supported::OneOf(&["AutoencoderKL"])),
    rule("act_fn", Supported::OneOf(&["silu", "swish"])),
    rule("down_block_types", Supported::ListOf("DownEncoderBlock2D")),
    rule("up_block_types", Supported::ListOf("UpDecoderBlock2D")),
    rule("in_channels", Supported::Number(3.0)),
    rule("out_channels", Supported::Number(3.0)),
];

/// `config.json` of an AutoencoderTiny.
pub(super) const TAESD: &[Rule] = &[
    rule("_class_name", Supported::OneOf(&["AutoencoderTiny"])),
    rule("act_fn", Supported::OneOf(&["relu"])),
    rule("upsample_fn", Supported::OneOf(&["nearest"])),
    rule("upsampling_scaling_factor", Supported::Number(2.0)),
    rule("in_channels", Supported::Number(3.0)),
    rule("out_channels", Supported::Number(3.0)),
];

/// `text_encoder/config.json`.
pub(super) const TEXT: &[Rule] = &[rule(
    "hidden_act",
    Supported::OneOf(&["quick_gelu", "gelu", "gelu_new", "gelu_pytorch_tanh"]),
)];

/// `model_index.json`.
pub(super) const INDEX: &[Rule] = &[rule("requires_aesthetics_score", Supported::False)];

/// Reads a config file of which every value is supported.
///
/// # Errors
/// Where it is missing or no JSON; [`LoadError::Unsupported`] with key and value where it has another.
pub(super) fn read_supported<T: DeserializeOwned>(
    path: &Path,
    rules: &[Rule],
) -> Result<T, LoadError> {
    let value: Value = read_json(path)?;
    let class = value["_class_name"].as_str().unwrap_or("");
    let applies = |rule: &&Rule| {
        rule.classes.is_empty() || rule.classes.iter().any(|begin| class.starts_with(begin))
    };
    for Rule { key, supported, .. } in rules.iter().filter(applies) {
        let found = &value[*key];
        if !supported.allows(found) {
            let detail = match found {
                Value::Null => format!("it has no {key}, which is needed"),
                found => format!("{key} is {found}"),
            };
            return Err(LoadError::Unsupported { path: path.to_owned(), detail });
        }
    }
    let schedules = ["use_karras_sigmas", "use_exponential_sigmas", "use_beta_sigmas"];
    let chosen: Vec<&str> = schedules.into_iter().filter(|way| value[*way] == true).collect();
    if let [first, second, ..] = chosen[..] {
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
    serde_json::from_str(&without_infinities(&text))
        .map_err(|error| LoadError::damaged(path, error))
}

/// Python writes infinite numbers as words that JSON does not have; where they stand in a config they mean no limit.
fn without_infinities(text: &str) -> String {
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
        read_supported::<Value>(&path, SCHEDULER).err().map(|error| error.to_string())
    }

    #[test]
    fn unsupported_values_are_refused_by_file_key_and_value() {
        for (json, words) in [
            (r#"{"_class_name":"DDIMScheduler","thresholding":true}"#, "thresholding is true"),
            (
                r#"{"_class_name":"PNDMScheduler","skip_prk_steps":false}"#,
                "skip_prk_steps is false",
            ),
            (r#"{"_class_name":"PNDMScheduler"}"#, "has no skip_prk_steps"),
            (r#"{"_class_name":"DDPMScheduler","variance_type":"learned"}"#, "is \"learned\""),
            (r#"{"_class_name":"UniPCMultistepScheduler","disable_corrector":[0]}"#, "[0]"),
            (r#"{"use_beta_sigmas":true,"use_karras_sigmas":true}"#, "use_beta_sigmas too"),
        ] {
            let error = refused(json).unwrap_or_else(|| panic!("{json} was accepted"));
            assert!(error.contains(words) && error.contains("config.json"), "{error}");
        }
    }

    #[test]
    fn a_key_that_a_class_does_not_read_and_an_infinite_number_are_accepted() {
        assert_eq!(refused(r#"{"_class_name":"DDIMScheduler","predict_x0":false}"#), None);
        let json = r#"{"_class_name":"DPMSolverMultistepScheduler","lambda_min_clipped":-Infinity,
            "a":"NaN \" Infinity é","b":[NaN]}"#;
        assert_eq!(refused(json), None);
        assert_eq!(without_infinities(r#"{"a":"NaN\\"}"#), r#"{"a":"NaN\\"}"#);
    }
}
