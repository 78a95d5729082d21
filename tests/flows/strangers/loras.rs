//! LoRAs over HTTP: one that does not fit its model is refused before a job is made, by the sentence of the command line; one
//! that fits, or that was mended, is used.

use serde_json::{Value, json};

use super::fixtures;
use crate::support::{copy, http};

/// A safetensors file with one tensor of this name, `[4, width]` in F16.
fn lora(name: &str, width: usize) -> Vec<u8> {
    let bytes = vec![0u8; 4 * width * 2];
    let view =
        safetensors::tensor::TensorView::new(safetensors::Dtype::F16, vec![4, width], &bytes);
    safetensors::serialize([(name, view.unwrap())], None).unwrap()
}

#[test]
fn a_lora_that_does_not_fit_is_refused_over_http_before_a_job_is_made() {
    let home = tempfile::tempdir().unwrap();
    let models = home.path().join("models");
    copy(&fixtures().join("sd/sd15"), &{
        std::fs::create_dir_all(&models).unwrap();
        models.join("sd15")
    });
    let put = |name: &str, bytes: Vec<u8>| std::fs::write(models.join(name), bytes).unwrap();
    put("flux.safetensors", lora("lora_unet_double_blocks_0_img_attn_qkv.lora_down.weight", 8));
    put("wide.safetensors", {
        let layer = "down_blocks_0_attentions_0_transformer_blocks_0_attn2_to_k";
        lora(&format!("lora_unet_{layer}.lora_down.weight"), 2048)
    });
    std::fs::copy(fixtures().join("sd/lora-kohya.safetensors"), models.join("fits.safetensors"))
        .unwrap();
    let server = http::serve(home.path(), &[]);
    let ask = |path: &str, name: &str| -> (u16, Value) {
        let prompt = format!("a red shoe <lora:{name}:0.8>");
        let mut body = json!({"prompt": prompt, "persona": "none", "model": "sd15"});
        if path == "/generate-image" {
            body["size"] = "64x64".into();
            body["steps"] = 2.into();
        }
        server.post(path, body)
    };
    for (name, words) in [("flux", "it was made for FLUX"), ("wide", "none of its tensors")] {
        for path in ["/generate-image", "/enhance-prompt"] {
            let (status, answer) = ask(path, name);
            assert_eq!((status, answer["code"].as_str()), (422, Some("lora_unfit")), "{answer}");
            let sentence = answer["error"].as_str().unwrap();
            let begin = format!("The LoRA {name}.safetensors cannot be used: ");
            assert!(sentence.starts_with(&begin) && sentence.contains(words), "{sentence}");
        }
    }
    assert_eq!(server.get("/jobs").1["jobs"], json!([]), "no job was made");
    let (status, started) = ask("/generate-image", "fits");
    assert_eq!(status, 202, "{started}");
    let id = started["job_id"].as_str().unwrap_or_else(|| panic!("{started}")).to_owned();
    assert_eq!(server.wait(&id)["status"], "completed");
    // A file that is replaced is read again.
    std::fs::copy(models.join("fits.safetensors"), models.join("flux.safetensors")).unwrap();
    std::thread::sleep(std::time::Duration::from_millis(2_100));
    assert_eq!(ask("/generate-image", "flux").0, 202);
}
