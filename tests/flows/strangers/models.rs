//! Files that are brought as models, LoRAs and writers: each is used, or refused with what it is and the way out, before
//! a job is made. Nothing healthy is called damaged.

use super::{draw, fixtures, pixels, text};
use crate::support::{brandish, copy};
use safetensors::SafeTensors;
use serde_json::{Value, json};

/// A safetensors file of tensors with these names and one type, of two values each.
fn tensors(names: &[&str], dtype: &str) -> Vec<u8> {
    let width = match dtype {
        "F64" => 8,
        "F32" => 4,
        "F16" => 2,
        _ => 1,
    };
    let entries = names.iter().enumerate().map(|(at, name)| {
        let offsets = [at * 2 * width, (at + 1) * 2 * width];
        let entry = json!({"dtype": dtype, "shape": [2], "data_offsets": offsets});
        ((*name).to_owned(), entry)
    });
    let header = Value::Object(entries.collect()).to_string().into_bytes();
    let data = vec![0; names.len() * 2 * width];
    [&(header.len() as u64).to_le_bytes()[..], &header, &data].concat()
}

/// A GGUF file of an architecture, without tensors.
fn gguf(architecture: &str) -> Vec<u8> {
    let text = |text: &str| [&(text.len() as u64).to_le_bytes()[..], text.as_bytes()].concat();
    let counts = [0u64.to_le_bytes(), 1u64.to_le_bytes()].concat();
    let key = text("general.architecture");
    let kind = 8u32.to_le_bytes();
    [b"GGUF\x03\0\0\0", &counts[..], &key, &kind, &text(architecture), &[0; 64]].concat()
}

const UNET: &str = "model.diffusion_model.input_blocks.0.0.weight";

/// A file that is brought as a model or a writer: its name, its bytes, and words of the answer.
type Brought = (&'static str, Vec<u8>, &'static str);

/// Files with the header of a safetensors file.
fn safetensors_files() -> Vec<Brought> {
    let f16 = |names: &[&str]| tensors(names, "F16");
    vec![
        ("kohya.safetensors", f16(&["lora_unet_mid_block.lora_up.weight"]), "it is a LoRA"),
        ("peft.safetensors", f16(&["unet.down.to_q.lora_A.weight"]), "it is a LoRA"),
        ("lokr.safetensors", f16(&["lora_unet_x.lokr_w1"]), "it is a LoRA"),
        (
            "flux-lora.safetensors",
            f16(&["lora_unet_double_blocks_0.lora_down.weight"]),
            "it is a LoRA",
        ),
        ("control.safetensors", f16(&["control_model.input_blocks.0.0.weight"]), "a ControlNet"),
        (
            "control-xl.safetensors",
            f16(&["controlnet_cond_embedding.conv_in.weight"]),
            "a ControlNet",
        ),
        (
            "vae.safetensors",
            f16(&["first_stage_model.decoder.conv_in.weight"]),
            "an autoencoder (VAE)",
        ),
        (
            "vae-diffusers.safetensors",
            f16(&["decoder.conv_in.weight", "encoder.conv_in.weight"]),
            "an autoencoder (VAE)",
        ),
        ("word.safetensors", f16(&["emb_params"]), "a textual inversion"),
        ("word-xl.safetensors", f16(&["clip_g", "clip_l"]), "a textual inversion"),
        ("esrgan.safetensors", f16(&["model.1.sub.0.RDB1.conv1.0.weight"]), "an upscaler"),
        ("unet.safetensors", f16(&["down_blocks.0.resnets.0.conv1.weight"]), "the denoiser alone"),
        (
            "clip.safetensors",
            f16(&["text_model.encoder.layers.0.mlp.fc1.weight"]),
            "a text encoder alone",
        ),
        (
            "t5.safetensors",
            f16(&["encoder.block.0.layer.0.SelfAttention.q.weight"]),
            "a text encoder alone",
        ),
        ("llm.safetensors", f16(&["model.layers.0.mlp.up_proj.weight"]), "get it as a GGUF file"),
        ("flux.safetensors", f16(&["double_blocks.0.img_attn.qkv.weight"]), "a FLUX model"),
        (
            "flux-fp8.safetensors",
            tensors(&["model.diffusion_model.double_blocks.0.qkv.weight"], "F8_E4M3"),
            "a FLUX model",
        ),
        (
            "sd3.safetensors",
            f16(&["model.diffusion_model.joint_blocks.0.x.weight"]),
            "a Stable Diffusion 3 model",
        ),
        ("cascade.safetensors", f16(&["effnet_mapper.0.weight"]), "a Stable Cascade model"),
        ("pixart.safetensors", f16(&["adaln_single.linear.weight"]), "a PixArt model"),
        (
            "fp8.safetensors",
            tensors(&[UNET], "F8_E4M3"),
            "F8_E4M3, which is not read; get the model in F16",
        ),
        (
            "f64.safetensors",
            tensors(&[UNET], "F64"),
            "F64, which is not read; get the model in F16",
        ),
        ("other.safetensors", f16(&["weight"]), "no model that Brandish supports"),
    ]
}

/// Files of all other kinds, whatever their ending.
fn other_files() -> Vec<Brought> {
    let llama = std::fs::read(fixtures().join("language/llama.gguf")).unwrap();
    vec![
        ("old.ckpt", b"PK\x03\x04archive/data.pkl".to_vec(), "can run"),
        ("old.pt", b"\x80\x02}q\x00".to_vec(), "can run"),
        ("renamed.safetensors", b"PK\x03\x04archive/data.pkl".to_vec(), "a pickle file"),
        (
            "pointer.safetensors",
            b"version https://git-lfs.github.com/spec/v1\noid sha256:0".to_vec(),
            "git lfs pull",
        ),
        (
            "pointer.gguf",
            b"version https://git-lfs.github.com/spec/v1\noid sha256:0".to_vec(),
            "git lfs pull",
        ),
        ("page.safetensors", b"<!DOCTYPE html><html>".to_vec(), "a web page"),
        ("page.gguf", b"\xef\xbb\xbf\n<html><head>".to_vec(), "a web page"),
        ("empty.safetensors", Vec::new(), "it is empty; download it again"),
        ("empty.gguf", Vec::new(), "it is empty; download it again"),
        ("flux.gguf", gguf("flux"), "the architecture flux, which is not supported"),
        ("gemma4.gguf", gguf("gemma4"), "the architecture gemma4, which is not supported"),
        ("qwen35.gguf", gguf("qwen35"), "the architecture qwen35, which is not supported"),
        ("mmproj.gguf", gguf("clip"), "a projector"),
        ("m-00002-of-00003.gguf", llama, "part 2 of a model in 3 files"),
        ("notes.txt", b"hello".to_vec(), "no model that Brandish supports"),
        ("picture.png", b"\x89PNG\r\n\x1a\n".to_vec(), "no model that Brandish supports"),
    ]
}

/// Files whose bytes are wrong, which are to be downloaded again.
fn damaged() -> Vec<(&'static str, Vec<u8>)> {
    let llama = std::fs::read(fixtures().join("language/llama.gguf")).unwrap();
    vec![
        ("cut.safetensors", tensors(&[UNET], "F16")[..60].to_vec()),
        (
            "short.safetensors",
            tensors(&[UNET], "F16")[..tensors(&[UNET], "F16").len() - 1].to_vec(),
        ),
        ("endless.safetensors", vec![0xff; 64]),
        ("cut.gguf", llama[..200].to_vec()),
        ("version.gguf", [&b"GGUF\x09\0\0\0"[..], &llama[8..]].concat()),
    ]
}

#[test]
fn a_file_of_another_kind_is_named_as_what_it_is_wherever_it_is_brought() {
    let home = tempfile::tempdir().unwrap();
    let mut wrong = Vec::new();
    for (name, bytes, words) in safetensors_files().into_iter().chain(other_files()) {
        std::fs::write(home.path().join(name), bytes).unwrap();
        let draw = ["generate", "shoes", "--persona", "none", "--model", name];
        let write = ["caption", "shoes", "--persona", "none", "--writer", name];
        let add = ["models", "add", name];
        let mut ways = vec![&add[..], &draw[..]];
        if name.ends_with(".gguf") {
            ways.push(&write[..]);
        }
        for arguments in ways {
            let output = brandish(home.path()).args(arguments).output().unwrap();
            let said = text(&output);
            // The first part of a model in several files is not there.
            let is_named =
                said.contains(words) || said.contains("m-00001-of-00003.gguf is missing");
            let is_told = output.status.code() == Some(2) && is_named;
            // A file that is added by a link counts by what it is; an unsupported GGUF file is listed with its reason.
            let is_listed = arguments[0] == "models" && output.status.success();
            let misleads = ["damaged", "Install Brandish again", "panicked", "install"]
                .iter()
                .any(|word| said.contains(word));
            if !(is_told || is_listed) || misleads {
                wrong.push(format!("{arguments:?}: {:?}: {said}", output.status.code()));
            }
        }
        brandish(home.path()).args(["models", "remove", name]).output().unwrap();
    }
    let jobs = brandish(home.path()).args(["jobs", "--json"]).output().unwrap();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(String::from_utf8_lossy(&jobs.stdout).trim(), "[]", "no job was made");
}

#[test]
fn a_file_with_wrong_bytes_is_called_damaged_or_cut_short() {
    let home = tempfile::tempdir().unwrap();
    for (name, bytes) in damaged() {
        std::fs::write(home.path().join(name), bytes).unwrap();
        let how =
            if name.ends_with("gguf") { ["caption", "--writer"] } else { ["generate", "--model"] };
        let output = brandish(home.path()).args([how[0], "shoes", how[1], name]).output().unwrap();
        let said = text(&output);
        assert_eq!(output.status.code(), Some(2), "{name}: {said}");
        let words = ["damaged", "cut short", "version"];
        assert!(words.iter().any(|word| said.contains(word)), "{name}: {said}");
    }
}

#[test]
fn a_lora_is_checked_before_a_job_is_made_with_a_sentence_of_its_own() {
    let home = tempfile::tempdir().unwrap();
    let model = fixtures().join("sd/sd15");
    let f16 = |names: &[&str]| tensors(names, "F16");
    let wide = |width: usize| {
        let bytes = vec![0u8; 4 * width * 2];
        let down =
            safetensors::tensor::TensorView::new(safetensors::Dtype::F16, vec![4, width], &bytes)
                .unwrap();
        let name =
            "lora_unet_down_blocks_0_attentions_0_transformer_blocks_0_attn2_to_k.lora_down.weight";
        safetensors::serialize([(name, down)], None).unwrap()
    };
    for (name, bytes, words) in [
        ("vae.safetensors", f16(&["first_stage_model.decoder.conv_in.weight"]), "an autoencoder"),
        ("model.safetensors", f16(&[UNET]), "it is a picture model"),
        ("control.safetensors", f16(&["control_model.input_blocks.0.0.weight"]), "a ControlNet"),
        ("other.safetensors", f16(&["weight"]), "none of its tensors, such as weight"),
        (
            "flux.safetensors",
            f16(&["lora_unet_double_blocks_0.lora_down.weight"]),
            "it was made for FLUX",
        ),
        ("xl.safetensors", wide(2048), "none of its tensors"),
        ("oft.safetensors", f16(&["lora_unet_x.oft_blocks"]), "OFT"),
        ("page.safetensors", b"<html>".to_vec(), "a web page"),
        ("pointer.safetensors", b"version https://git-lfs".to_vec(), "git lfs pull"),
        ("old.safetensors", b"PK\x03\x04".to_vec(), "a pickle file"),
        (
            "cut.safetensors",
            f16(&["lora_unet_x.lora_up.weight"])[..50].to_vec(),
            "download it again",
        ),
        ("empty.safetensors", Vec::new(), "it is empty"),
    ] {
        std::fs::write(home.path().join(name), bytes).unwrap();
        let output = draw(home.path(), &model, "red shoe", &["--lora", name]);
        let said = text(&output);
        assert_eq!(output.status.code(), Some(2), "{name}: {said}");
        assert!(said.contains(&format!("The LoRA {name} cannot be used")), "{name}: {said}");
        assert!(said.contains(words), "{name}: {said}");
    }
    let jobs = brandish(home.path()).args(["jobs", "--json"]).output().unwrap();
    assert_eq!(String::from_utf8_lossy(&jobs.stdout).trim(), "[]", "no job was made");
}

#[test]
fn checkpoints_of_other_layouts_draw_the_same_picture() {
    let home = tempfile::tempdir().unwrap();
    let single = fixtures().join("sd/single");
    let bytes = std::fs::read(single.join("sd15.safetensors")).unwrap();
    copy(&single.join("tokenizer"), &home.path().join("tokenizer"));
    let put = |name: &str, bytes: &[u8]| {
        let path = home.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        path
    };
    let plain =
        pixels(&draw(home.path(), &put("plain.safetensors", &bytes), "shoe", &[]), home.path());
    let tail = put("tail.safetensors", &[&bytes[..], &[7; 100]].concat());
    assert_eq!(pixels(&draw(home.path(), &tail, "shoe", &[]), home.path()), plain);
    let file = SafeTensors::deserialize(&bytes).unwrap();
    let some = |keep: &dyn Fn(&str) -> Option<String>| {
        let kept = file.tensors().into_iter().filter_map(|(name, view)| Some((keep(&name)?, view)));
        safetensors::serialize(kept, None).unwrap()
    };
    // Merges leave out `text_model.`
    let merged = some(&|name| Some(name.replace("transformer.text_model.", "transformer.")));
    let merged = put("merged.safetensors", &merged);
    assert_eq!(pixels(&draw(home.path(), &merged, "shoe", &[]), home.path()), plain);
    // The autoencoder in a file beside it.
    let without = some(&|name| (!name.starts_with("first_stage_model.")).then(|| name.to_owned()));
    let without = put("without.safetensors", &without);
    let refused = text(&draw(home.path(), &without, "shoe", &[]));
    assert!(refused.contains("autoencoder") && !refused.contains("damaged"), "{refused}");
    let vae = some(&|name| Some(name.strip_prefix("first_stage_model.")?.to_owned()));
    put("without.vae.safetensors", &vae);
    assert_eq!(pixels(&draw(home.path(), &without, "shoe", &[]), home.path()), plain);
}
