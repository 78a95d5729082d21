use super::*;

/// A safetensors file of tensors with these names and one type, of two values each.
fn safetensors(names: &[&str], dtype: &str, bytes_each: usize) -> Vec<u8> {
    let entries = names.iter().enumerate().map(|(at, name)| {
        let (start, end) = (at * 2 * bytes_each, (at + 1) * 2 * bytes_each);
        (
            (*name).to_owned(),
            serde_json::json!({"dtype": dtype, "shape": [2], "data_offsets": [start, end]}),
        )
    });
    let header = serde_json::to_vec(&entries.collect::<Map<_, _>>()).unwrap();
    let data = vec![0; names.len() * 2 * bytes_each];
    [&(header.len() as u64).to_le_bytes()[..], &header, &data].concat()
}

/// A GGUF file with an architecture and no tensors.
fn gguf(architecture: &str) -> Vec<u8> {
    let mut bytes = b"GGUF\x03\0\0\0".to_vec();
    bytes.extend(0u64.to_le_bytes());
    bytes.extend(1u64.to_le_bytes());
    for (at, text) in ["general.architecture", architecture].iter().enumerate() {
        if at == 1 {
            bytes.extend(8u32.to_le_bytes());
        }
        bytes.extend((text.len() as u64).to_le_bytes());
        bytes.extend(text.as_bytes());
    }
    bytes.resize(bytes.len().next_multiple_of(32), 0);
    bytes
}

#[test]
fn every_kind_of_file_is_named_as_what_it_is() {
    let f16 = |names: &[&str]| safetensors(names, "F16", 2);
    let unet = "model.diffusion_model.input_blocks.0.0.weight";
    let cases: Vec<(&str, Vec<u8>, &str)> = vec![
        ("checkpoint.safetensors", f16(&[unet]), "picture model"),
        ("fp8.safetensors", safetensors(&[unet], "F8_E4M3", 1), "F8_E4M3, which is not read"),
        ("f64.safetensors", safetensors(&[unet], "F64", 8), "F64, which is not read"),
        ("kohya.safetensors", f16(&["lora_unet_mid_block.lora_up.weight"]), "it is a LoRA"),
        ("peft.safetensors", f16(&["unet.down.to_q.lora_A.weight"]), "it is a LoRA"),
        ("loha.safetensors", f16(&["lora_unet_x.hada_w1_a"]), "it is a LoRA"),
        ("control.safetensors", f16(&["control_model.input_blocks.0.0.weight"]), "a ControlNet"),
        (
            "control2.safetensors",
            f16(&["controlnet_cond_embedding.conv_in.weight"]),
            "a ControlNet",
        ),
        ("vae.safetensors", f16(&["decoder.conv_in.weight", "encoder.conv_in.weight"]), "(VAE)"),
        ("vae2.safetensors", f16(&["first_stage_model.decoder.conv_in.weight"]), "(VAE)"),
        ("word.safetensors", f16(&["emb_params"]), "textual inversion"),
        ("word-xl.safetensors", f16(&["clip_g", "clip_l"]), "textual inversion"),
        ("esrgan.safetensors", f16(&["model.1.sub.0.RDB1.conv1.0.weight"]), "an upscaler"),
        ("unet.safetensors", f16(&["down_blocks.0.resnets.0.conv1.weight"]), "denoiser alone"),
        (
            "clip.safetensors",
            f16(&["text_model.encoder.layers.0.mlp.fc1.weight"]),
            "text encoder alone",
        ),
        ("llm.safetensors", f16(&["model.layers.0.mlp.up_proj.weight"]), "get it as a GGUF file"),
        ("flux.safetensors", f16(&["double_blocks.0.img_attn.qkv.weight"]), "a FLUX model"),
        (
            "flux8.safetensors",
            safetensors(&["model.diffusion_model.double_blocks.0.qkv.weight"], "F8_E5M2", 1),
            "a FLUX model",
        ),
        (
            "sd3.safetensors",
            f16(&["model.diffusion_model.joint_blocks.0.x.weight"]),
            "Stable Diffusion 3",
        ),
        ("other.safetensors", f16(&["weight"]), "no model that Brandish supports"),
        ("model.ckpt", b"PK".to_vec(), "pickle"),
        ("renamed.safetensors", b"PK\x03\x04archive/data.pkl".to_vec(), "pickle"),
        ("old.safetensors", b"\x80\x02}q\x00".to_vec(), "pickle"),
        (
            "pointer.safetensors",
            b"version https://git-lfs.github.com/spec/v1\noid sha256:0".to_vec(),
            "git lfs pull",
        ),
        ("page.gguf", b"\n<!DOCTYPE html><html>".to_vec(), "a web page"),
        ("empty.safetensors", Vec::new(), "it is empty"),
        ("cut.safetensors", f16(&[unet])[..100].to_vec(), "download it again"),
        ("tail.safetensors", [f16(&[unet]), vec![7; 99]].concat(), "picture model"),
        ("llama.gguf", gguf("llama"), "a language model (llama)"),
        ("flux.gguf", gguf("flux"), "architecture flux, which is not supported"),
        ("gemma4.gguf", gguf("gemma4"), "architecture gemma4, which is not supported"),
        ("qwen35.gguf", gguf("qwen35"), "architecture qwen35, which is not supported"),
        ("mmproj.gguf", gguf("clip"), "a projector"),
        ("m-00002-of-00003.gguf", gguf("llama"), "part 2 of a model in 3 files"),
        ("cut.gguf", gguf("llama")[..30].to_vec(), "cut short"),
        ("notes.txt", b"hello".to_vec(), "no model that Brandish supports"),
    ];
    let folder = tempfile::tempdir().unwrap();
    for (name, bytes, words) in cases {
        let path = folder.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        let reason = FileKind::of(&path).reason();
        assert!(reason.contains(words), "{name}: {reason}");
        let says_damaged = reason.contains("damaged");
        assert_eq!(
            says_damaged,
            name == "cut.gguf" || (name == "cut.safetensors" && says_damaged),
            "{name}: {reason}"
        );
    }
}
