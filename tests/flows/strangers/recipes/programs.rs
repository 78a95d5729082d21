//! JSON that Fooocus, SwarmUI, InvokeAI, NovelAI, ComfyUI and Civitai write, cut down to what is read.

use super::super::containers::*;
use super::{Case, case, utf16};
use serde_json::json;

fn fooocus() -> String {
    json!({
        "adm_guidance": "(1.5, 0.8, 0.3)", "base_model": "juggernautXL", "guidance_scale": 4.0, "prompt": "a cat",
        "loras": [["offset", 0.1, "hash"]], "negative_prompt": "blurry", "performance": "Speed",
        "resolution": "(512, 768)", "sampler": "dpmpp_2m_sde_gpu", "scheduler": "karras", "seed": "123", "steps": 20,
        "version": "Fooocus v2.5.5",
    })
    .to_string()
}

fn invoke() -> String {
    json!({
        "app_version": "5.4.0", "positive_prompt": "a cat", "negative_prompt": "blurry", "width": 512, "height": 768,
        "seed": 123, "cfg_scale": 7.5, "steps": 20, "scheduler": "dpmpp_2m_k",
        "model": {"key": "1", "name": "Dreamshaper 8", "base": "sd-1", "type": "main"},
        "loras": [{"model": {"key": "2", "name": "ink"}, "weight": 0.75}],
    })
    .to_string()
}

fn comfy() -> serde_json::Value {
    json!({
        "3": {"class_type": "KSampler", "inputs": {
            "seed": 123, "steps": 20, "cfg": 8.0, "sampler_name": "euler_ancestral", "scheduler": "normal",
            "model": ["10", 0], "positive": ["6", 0], "negative": ["7", 0], "latent_image": ["5", 0]}},
        "4": {"class_type": "CheckpointLoaderSimple", "inputs": {"ckpt_name": "dream.safetensors"}},
        "5": {"class_type": "EmptyLatentImage", "inputs": {"width": 512, "height": 768, "batch_size": 1}},
        "6": {"class_type": "CLIPTextEncode", "inputs": {"text": "a cat", "clip": ["10", 1]}},
        "7": {"class_type": "CLIPTextEncode", "inputs": {"text": "blurry", "clip": ["10", 1]}},
        "8": {"class_type": "VAEDecode", "inputs": {"samples": ["3", 0], "vae": ["4", 2]}},
        "9": {"class_type": "SaveImage", "inputs": {"images": ["8", 0]}},
        "10": {"class_type": "LoraLoader", "inputs": {
            "lora_name": "ink.safetensors", "strength_model": 0.8, "model": ["4", 0], "clip": ["4", 1]}},
    })
}

/// A graph for FLUX, whose sampler has its values in nodes of their own.
fn comfy_custom() -> String {
    json!({
        "1": {"class_type": "SamplerCustomAdvanced", "inputs": {
            "noise": ["2", 0], "guider": ["3", 0], "sampler": ["4", 0], "sigmas": ["5", 0], "latent_image": ["6", 0]}},
        "2": {"class_type": "RandomNoise", "inputs": {"noise_seed": ["9", 0]}},
        "3": {"class_type": "BasicGuider", "inputs": {"model": ["7", 0], "conditioning": ["8", 0]}},
        "4": {"class_type": "KSamplerSelect", "inputs": {"sampler_name": "euler"}},
        "5": {"class_type": "BasicScheduler", "inputs": {"scheduler": "simple", "steps": 20, "model": ["7", 0]}},
        "6": {"class_type": "EmptySD3LatentImage", "inputs": {"width": 512, "height": 768}},
        "7": {"class_type": "UNETLoader", "inputs": {"unet_name": "flux1-dev.safetensors"}},
        "8": {"class_type": "FluxGuidance", "inputs": {"guidance": 3.5, "conditioning": ["10", 0]}},
        "9": {"class_type": "Seed", "inputs": {"seed": 123}},
        "10": {"class_type": "CLIPTextEncode", "inputs": {"text": ["11", 0]}},
        "11": {"class_type": "PrimitiveString", "inputs": {"value": "a cat"}},
    })
    .to_string()
}

/// JSON of other programs, where each of them puts it.
pub(super) fn cases() -> Vec<Case> {
    let mut cases = value_cases();
    cases.extend(graph_cases());
    cases
}

fn png(key: &str, text: &str) -> Vec<u8> {
    png_with(&[plain_text(key, text.as_bytes())])
}

fn unicode(text: &str) -> Vec<u8> {
    [b"UNICODE\0".to_vec(), utf16(text, false)].concat()
}

fn novel() -> String {
    json!({
        "prompt": "a cat", "uc": "blurry", "steps": 20, "seed": 123, "scale": 5.0, "sampler": "k_euler_ancestral",
        "width": 512, "height": 768, "noise_schedule": "karras",
    })
    .to_string()
}

/// Programs that write their values by name.
fn value_cases() -> Vec<Case> {
    let swarm = json!({"sui_image_params": {
        "prompt": "a cat", "negativeprompt": "blurry", "model": "dream", "seed": 123, "steps": 20, "cfgscale": 7.0,
        "width": 512, "height": 768, "sampler": "euler_ancestral", "loras": ["ink"], "loraweights": ["0.8"],
    }})
    .to_string();
    let invoke_two = json!({"model": "stable diffusion", "model_weights": "dream", "image": {
        "prompt": [{"prompt": "a cat", "weight": 1}], "steps": 20, "cfg_scale": 7.5, "sampler": "k_euler_a",
        "seed": 123, "width": 512, "height": 768,
    }})
    .to_string();
    let fooocus_facts: &[_] = &[
        ("Program", "Fooocus"),
        ("Steps", "20"),
        ("Size", "512x768"),
        ("Sampler", "DPM++ 2M SDE"),
        ("Schedule type", "karras"),
        ("Model", "juggernautXL"),
        ("LoRAs", "offset: 0.1"),
        ("CFG scale", "4"),
    ];
    vec![
        Case { facts: fooocus_facts, ..case("Fooocus PNG", png("parameters", &fooocus())) },
        Case {
            facts: fooocus_facts,
            ..case(
                "Fooocus JPEG",
                jpeg_with_exif(&exif(&[Field::comment(unicode(&fooocus()))], false)),
            )
        },
        Case {
            facts: &[
                ("Program", "SwarmUI"),
                ("LoRAs", "ink: 0.8"),
                ("Sampler", "Euler a"),
                ("CFG scale", "7"),
            ],
            ..case("SwarmUI PNG", png("parameters", &swarm))
        },
        Case {
            facts: &[
                ("Program", "InvokeAI"),
                ("Model", "Dreamshaper 8"),
                ("Sampler", "DPM++ 2M"),
                ("Schedule type", "Karras"),
                ("LoRAs", "ink: 0.75"),
                ("CFG scale", "7.5"),
            ],
            ..case("InvokeAI", png("invokeai_metadata", &invoke()))
        },
        Case {
            negative: "",
            facts: &[
                ("Program", "InvokeAI"),
                ("Sampler", "Euler a"),
                ("Size", "512x768"),
                ("Model", "dream"),
            ],
            ..case("InvokeAI 2", png("sd-metadata", &invoke_two))
        },
        Case {
            facts: &[
                ("Program", "NovelAI"),
                ("Sampler", "Euler a"),
                ("Schedule type", "karras"),
                ("CFG scale", "5"),
            ],
            ..case(
                "NovelAI",
                png_with(&[
                    plain_text("Software", b"NovelAI"),
                    plain_text("Description", b"a cat"),
                    plain_text("Comment", novel().as_bytes()),
                ]),
            )
        },
    ]
}

/// Programs that write the graph that was run.
fn graph_cases() -> Vec<Case> {
    let graph = comfy().to_string();
    let with_nan = graph.replace("\"batch_size\":1", "\"batch_size\":NaN,\"is_changed\":[NaN]");
    let civitai = {
        let mut graph = comfy();
        let values = json!({"prompt": "a cat", "negativePrompt": "blurry", "steps": 20, "seed": 123, "width": 512, "height": 768});
        graph["extraMetadata"] = values.to_string().into();
        graph.to_string()
    };
    let refined = {
        let mut graph = comfy();
        graph["20"] = json!({"class_type": "KSampler", "inputs": {
            "seed": 9, "steps": 5, "cfg": 3.0, "sampler_name": "euler", "scheduler": "normal", "model": ["4", 0],
            "positive": ["6", 0], "negative": ["7", 0], "latent_image": ["3", 0]}});
        graph.to_string()
    };
    let circle = {
        let mut graph = comfy();
        graph["6"]["inputs"]["text"] = json!(["6", 0]);
        graph["10"]["inputs"]["model"] = json!(["10", 0]);
        graph.to_string()
    };
    let comfy_facts: &[_] = &[
        ("Program", "ComfyUI"),
        ("Steps", "20"),
        ("Size", "512x768"),
        ("Sampler", "Euler a"),
        ("CFG scale", "8"),
        ("Model", "dream.safetensors"),
        ("LoRAs", "ink.safetensors: 0.8"),
    ];
    vec![
        Case { facts: comfy_facts, ..case("ComfyUI PNG", png("prompt", &graph)) },
        Case {
            facts: comfy_facts,
            ..case(
                "ComfyUI PNG with its workflow",
                png_with(&[
                    plain_text("workflow", br#"{"nodes": [], "links": []}"#),
                    plain_text("prompt", graph.as_bytes()),
                ]),
            )
        },
        Case { facts: comfy_facts, ..case("ComfyUI with NaN", png("prompt", &with_nan)) },
        Case {
            facts: comfy_facts,
            ..case(
                "ComfyUI WebP",
                webp_with_exif(&exif(&[Field::text(0x0110, &format!("prompt:{graph}"))], true)),
            )
        },
        Case { facts: comfy_facts, ..case("ComfyUI, two samplers", png("prompt", &refined)) },
        Case {
            negative: "",
            facts: &[
                ("Program", "ComfyUI"),
                ("Model", "flux1-dev.safetensors"),
                ("CFG scale", "3.5"),
                ("Size", "512x768"),
                ("Schedule type", "simple"),
            ],
            ..case("ComfyUI, custom sampler", png("prompt", &comfy_custom()))
        },
        Case {
            prompt: "",
            facts: &[("Program", "ComfyUI"), ("Steps", "20")],
            ..case("ComfyUI, nodes in a circle", png("prompt", &circle))
        },
        Case {
            facts: &[("Program", "Civitai"), ("Steps", "20")],
            ..case(
                "Civitai's graph",
                jpeg_with_exif(&exif(&[Field::comment(unicode(&civitai))], false)),
            )
        },
    ]
}
