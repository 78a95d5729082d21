//! What Stable Diffusion models may have besides the usual, against the diffusers library
//! (`tests/reference/make_sd_variant_fixtures.py`): tiny autoencoders, options of schedulers, shards, other checkpoints.

use std::collections::BTreeMap;
use std::fs;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use crate::support::stable_diffusion::{
    Tensors, apart, change, copy, copy_of, drawn, expected, fixtures, open, read, write,
};
use crate::support::variants::{MEAN, MOST, ddim, expect, request, variants};
use brandish_inference::nn::Placement;
use brandish_inference::stable_diffusion::{
    DiffusionError, DiffusionRequest, InitImage, Memory, StableDiffusion, Stage,
};
use brandish_inference::weights::LoadError;
use brandish_inference::{Cutout, Picture};
use brandish_inference::{DrawOutcome, DrawProgress};
use safetensors::Dtype;

const WEIGHTS: &str = "diffusion_pytorch_model.safetensors";

fn refused(path: &Path) -> LoadError {
    match StableDiffusion::open(path, &Placement::kernels()) {
        Ok(_) => panic!("{} was opened", path.display()),
        Err(error) => error,
    }
}

#[test]
fn schedulers_do_what_their_configs_say() {
    let configs = fs::read(variants("schedulers.json")).unwrap();
    let configs: BTreeMap<String, String> = serde_json::from_slice(&configs).unwrap();
    let init_image = expected(&variants("cases.safetensors"))["source"].clone();
    for (name, config) in configs {
        let (_scratch, folder) = copy_of("sd15");
        fs::write(folder.join("scheduler/scheduler_config.json"), config).unwrap();
        let from = InitImage { rgb: &init_image, strength: 0.6, mask: None };
        let init_image = name.ends_with("-from-picture").then_some(from);
        expect(
            &name,
            &drawn(&mut open(&folder), &DiffusionRequest { steps: 8, init_image, ..request() }),
        );
    }
}

#[test]
fn a_denoiser_that_reads_the_guidance_is_conditioned_on_it() {
    let (_scratch, folder) = copy_of("sd15");
    copy(&variants("lcm/unet"), &folder.join("unet"));
    copy(&variants("lcm/scheduler"), &folder.join("scheduler"));
    let request = DiffusionRequest { steps: 4, guidance: 8.5, ..request() };
    expect("lcm", &drawn(&mut open(&folder), &request));
}

#[test]
fn a_model_whose_own_autoencoder_is_the_tiny_one_draws_with_it() {
    let (_scratch, folder) = copy_of("sd15");
    copy(&variants("taesd"), &folder.join("vae"));
    let mut model = open(&folder);
    expect("tiny", &drawn(&mut model, &ddim()));
    let rgb = &expected(&variants("cases.safetensors"))["source"];
    let init_image = Some(InitImage { rgb, strength: 0.6, mask: None });
    expect(
        "tiny-from-picture",
        &drawn(&mut model, &DiffusionRequest { steps: 8, init_image, ..ddim() }),
    );
}

#[test]
fn a_tiny_autoencoder_beside_a_model_decodes_fast_where_that_is_requested() {
    let fast = DiffusionRequest { fast_decode: true, ..ddim() };
    let (_scratch, plain) = copy_of("sd15");
    let full = drawn(&mut open(&plain), &ddim());
    match open(&plain).draw(&fast, &mut |_| ControlFlow::Continue(())) {
        Err(DiffusionError::InvalidRequest(sentence)) => {
            assert!(sentence.contains("taesd_decoder.safetensors"), "{sentence}");
        }
        other => panic!("{other:?}"),
    }
    for (from, to) in [
        ("taesd_decoder.safetensors", "sd15/taesd_decoder.safetensors"),
        ("taesd_decoder.safetensors", "vae_approx/taesd_decoder.safetensors"),
        ("taesd", "taesd"),
    ] {
        let (scratch, folder) = copy_of("sd15");
        let to = scratch.path().join(to);
        fs::create_dir_all(to.parent().unwrap()).unwrap();
        copy(&variants(from), &to);
        let mut model = open(&folder);
        expect("tiny", &drawn(&mut model, &fast));
        assert_eq!(drawn(&mut model, &ddim()), full, "only where it is requested");
    }
}

/// The picture, and every preview on the way to it.
fn watched(model: &mut StableDiffusion, request: &DiffusionRequest) -> (Picture, Vec<Cutout>) {
    let mut previews = Vec::new();
    let outcome = model.draw(request, &mut |progress| {
        if let DrawProgress::Step { preview, .. } = progress {
            previews.push(preview.expect("every step has a preview"));
        }
        ControlFlow::Continue(())
    });
    match outcome.unwrap() {
        DrawOutcome::Drawn(picture) => (picture, previews),
        DrawOutcome::Stopped => panic!("it stopped"),
    }
}

#[test]
fn previews_are_as_small_as_latents_and_whole_with_a_tiny_autoencoder() {
    let large = DiffusionRequest { width: 64, height: 48, ..ddim() };
    let (_scratch, folder) = copy_of("sd15");
    let (picture, rough) = watched(&mut open(&folder), &large);
    assert_eq!(rough.len(), 6);
    assert!(rough.iter().all(|preview| (preview.width, preview.height) == (32, 24)));
    copy(&variants("taesd"), &folder.join("taesd"));
    let mut model = open(&folder);
    let (same, whole) = watched(&mut model, &large);
    assert_eq!(same, picture, "previews change nothing");
    let sizes: Vec<_> = whole.iter().map(|preview| (preview.width, preview.height)).collect();
    assert_eq!(sizes, [(64, 48), (64, 48), (64, 48), (64, 48), (64, 48), (32, 24)]);
    // The guess of the step before the last is nearly the picture.
    let fast = drawn(&mut model, &DiffusionRequest { fast_decode: true, ..large });
    let colours = whole[4].rgba.chunks_exact(4).flat_map(|pixel| pixel[..3].to_vec());
    let (mean, _) = apart(&fast.rgb, &colours.collect::<Vec<_>>());
    assert!(mean < 0.1, "{mean}");
}

#[test]
fn previews_that_cannot_be_made_whole_are_rough() {
    let (_scratch, folder) = copy_of("sd15");
    fs::write(folder.join("taesd_decoder.safetensors"), b"no tensors at all").unwrap();
    let (_, previews) = watched(&mut open(&folder), &ddim());
    assert!(previews.iter().all(|preview| (preview.width, preview.height) == (8, 8)));
    let fast = DiffusionRequest { fast_decode: true, ..ddim() };
    let error = open(&folder).draw(&fast, &mut |_| ControlFlow::Continue(())).unwrap_err();
    assert!(error.to_string().contains("taesd_decoder.safetensors"), "{error}");
}

#[test]
fn a_checkpoint_of_the_second_release_draws_what_its_parts_draw() {
    expect("sd2-single", &drawn(&mut open(&variants("single/sd2.safetensors")), &ddim()));
}

/// The single file of sd15 with its tokenizer, changed.
fn single(to_change: impl FnOnce(&mut Tensors)) -> (tempfile::TempDir, PathBuf) {
    let scratch = tempfile::tempdir().unwrap();
    let path = scratch.path().join("model.safetensors");
    copy(&fixtures("sd/single/sd15.safetensors"), &path);
    copy(&fixtures("sd/single/tokenizer"), &scratch.path().join("tokenizer"));
    change(&path, to_change);
    (scratch, path)
}

#[test]
fn a_checkpoint_of_averaged_weights_alone_draws_with_them() {
    let (_scratch, path) = single(|tensors| {
        let averaged = std::mem::take(tensors).into_iter().map(|(name, tensor)| {
            let flat =
                name.strip_prefix("model.").filter(|rest| rest.starts_with("diffusion_model."));
            let flat = flat.map(|rest| {
                let rest = rest.strip_prefix("diffusion_model.").unwrap();
                format!("model_ema.diffusion_model{}", rest.replace('.', ""))
            });
            (flat.unwrap_or(name), tensor)
        });
        *tensors = averaged.collect();
        assert!(tensors.keys().filter(|name| name.starts_with("model_ema.")).count() > 50);
    });
    let expected = expected(&fixtures("sd/cases.safetensors"));
    let (mean, most) = apart(&drawn(&mut open(&path), &ddim()).rgb, &expected["sd15-ddim"]);
    assert!(mean < MEAN && most < MOST, "off by {mean}, at most {most}");
}

#[test]
fn a_single_file_of_the_usual_vocabulary_needs_nothing_beside_it() {
    let (scratch, path) = single(|tensors| {
        let words = tensors
            .get_mut("cond_stage_model.transformer.text_model.embeddings.token_embedding.weight")
            .unwrap();
        let whole = words.bytes.iter().copied().cycle().take(49_408 * words.shape[1] * 2);
        (words.bytes, words.shape[0]) = (whole.collect(), 49_408);
    });
    fs::remove_dir_all(scratch.path().join("tokenizer")).unwrap();
    let mut model = open(&path);
    let picture = drawn(&mut model, &ddim());
    let other = drawn(&mut model, &DiffusionRequest { prompt: "a blue teapot", ..ddim() });
    assert!(apart(&picture.rgb, &other.rgb).0 > MEAN, "words count");

    let (scratch, path) = single(|_| {});
    fs::remove_dir_all(scratch.path().join("tokenizer")).unwrap();
    let error = refused(&path);
    assert!(matches!(error, LoadError::Unsupported { .. }), "{error}");
    assert!(error.to_string().contains("tokenizer"), "{error}");
}

/// Cuts the denoiser of a folder into two files and an index.
fn cut_in_two(folder: &Path, index: &str) {
    let unet = folder.join("unet");
    let mut first = read(&unet.join(WEIGHTS));
    let middle = first.keys().nth(first.len() / 2).unwrap().clone();
    let second = first.split_off(&middle);
    let names = ["a-00001-of-00002.safetensors", "a-00002-of-00002.safetensors"];
    write(&unet.join(names[0]), &first);
    write(&unet.join(names[1]), &second);
    fs::remove_file(unet.join(WEIGHTS)).unwrap();
    let map = [(first, names[0]), (second, names[1])];
    let map = map.iter().flat_map(|(tensors, file)| tensors.keys().map(move |name| (name, *file)));
    let map: BTreeMap<_, _> = map.collect();
    let text =
        serde_json::json!({ "metadata": { "total_size": 1 }, "weight_map": map }).to_string();
    fs::write(unet.join(index), text).unwrap();
}

#[test]
fn a_model_in_shards_is_the_model_in_one_piece() {
    let whole = drawn(&mut open(&fixtures("sd/sd15")), &ddim());
    for index in [
        "diffusion_pytorch_model.safetensors.index.json",
        "diffusion_pytorch_model.fp16.safetensors.index.json",
        "diffusion_pytorch_model.safetensors.index.fp16.json",
    ] {
        let (_scratch, folder) = copy_of("sd15");
        cut_in_two(&folder, index);
        assert_eq!(drawn(&mut open(&folder), &ddim()), whole, "{index}");
    }
}

#[test]
fn shards_that_are_not_there_or_lie_elsewhere_are_refused() {
    let index = "diffusion_pytorch_model.safetensors.index.json";
    let (_scratch, folder) = copy_of("sd15");
    cut_in_two(&folder, index);
    let path = folder.join("unet").join(index);
    let text = fs::read_to_string(&path).unwrap();
    for name in
        ["../vae/x.safetensors", "/etc/x.safetensors", "..\\x.safetensors", "C:x.safetensors", "x"]
    {
        let name = serde_json::to_string(name).unwrap();
        fs::write(&path, text.replace("\"a-00001-of-00002.safetensors\"", &name)).unwrap();
        let error = refused(&folder).to_string();
        assert!(error.contains("index.json") && error.contains("no shard"), "{error}");
    }
    fs::write(&path, text.replace("conv_in.bias", "conv_in.bent")).unwrap();
    let error = refused(&folder);
    assert!(
        matches!(&error, LoadError::TensorMissing { tensor, path } if tensor == "conv_in.bent" && path.ends_with("a-00001-of-00002.safetensors")),
        "{error}"
    );
    fs::write(&path, &text).unwrap();
    fs::remove_file(folder.join("unet/a-00002-of-00002.safetensors")).unwrap();
    let error = refused(&folder);
    assert!(
        matches!(&error, LoadError::Missing { path } if path.ends_with("a-00002-of-00002.safetensors"))
    );
}

#[test]
fn unsupported_values_of_a_config_are_refused_by_file_key_and_value() {
    for (file, key, value) in [
        ("scheduler/scheduler_config.json", "skip_prk_steps", "false"),
        ("scheduler/scheduler_config.json", "thresholding", "true"),
        ("scheduler/scheduler_config.json", "prediction_type", "\"flow_prediction\""),
        ("unet/config.json", "act_fn", "\"mish\""),
        ("unet/config.json", "dual_cross_attention", "true"),
        ("unet/config.json", "layers_per_block", "[1,2]"),
        ("vae/config.json", "act_fn", "\"relu\""),
        ("text_encoder/config.json", "hidden_act", "\"relu\""),
        ("model_index.json", "requires_aesthetics_score", "true"),
    ] {
        let (_scratch, folder) = copy_of("sd15");
        let path = folder.join(file);
        let mut config: serde_json::Value =
            serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
        config[key] = serde_json::from_str(value).unwrap();
        fs::write(&path, config.to_string()).unwrap();
        let error = refused(&folder);
        assert!(matches!(error, LoadError::Unsupported { .. }), "{error}");
        let text = error.to_string();
        assert!(text.contains(file) && text.contains(&format!("{key} is {value}")), "{text}");
    }
}

#[test]
fn where_memory_is_short_the_same_picture_comes_part_by_part() {
    let request = DiffusionRequest { width: 40, height: 24, ..ddim() };
    for model in ["sd15", "sdxl"] {
        let path = fixtures("sd").join(model);
        let plain = drawn(&mut open(&path), &request);
        let mut model = open(&path);
        model.set_memory(Memory { short: true, decode: None });
        model.load().unwrap();
        assert_eq!(drawn(&mut model, &request), plain);
        assert_eq!(drawn(&mut model, &request), plain, "parts that went come again");
    }
}

#[test]
fn a_decode_in_tiles_in_a_whole_draw_is_close_to_one_in_one_piece() {
    let request = DiffusionRequest { width: 176, height: 144, steps: 3, ..ddim() };
    let path = fixtures("sd/sd15");
    let plain = drawn(&mut open(&path), &request);
    let mut model = open(&path);
    model.set_memory(Memory { short: true, decode: Some(0) });
    let mut tiles = 0;
    let outcome = model.draw(&request, &mut |progress| {
        tiles += usize::from(matches!(progress, DrawProgress::Decoding));
        ControlFlow::Continue(())
    });
    let Ok(DrawOutcome::Drawn(tiled)) = outcome else { panic!("{outcome:?}") };
    // Latents of 88 by 72 are two tiles a side; the first word comes before any of them.
    assert_eq!(tiles, 1 + 4);
    let (mean, most) = apart(&tiled.rgb, &plain.rgb);
    println!("tiles: mean {mean:.6} max {most:.6}");
    assert_ne!(tiled, plain, "norms and attention see a tile only");
    assert!(mean < 0.02, "off by {mean}, at most {most}");
    // With memory for the whole it is decoded in one piece.
    model.set_memory(Memory { short: true, decode: Some(u64::MAX) });
    assert_eq!(drawn(&mut model, &request), plain);
}

/// What comes of a model with one tensor of one part filled with a number.
fn with_filled(part: &str, tensor: &str, value: f32) -> DiffusionError {
    let (_scratch, folder) = copy_of("sd15");
    change(&folder.join(part), |tensors| {
        let name = tensors.keys().find(|name| name.ends_with(tensor)).unwrap().clone();
        let tensor = tensors.get_mut(&name).unwrap();
        let count = tensor.shape.iter().product();
        tensor.dtype = Dtype::F32;
        tensor.bytes = std::iter::repeat_n(value.to_le_bytes(), count).flatten().collect();
    });
    match open(&folder).draw(&ddim(), &mut |_| ControlFlow::Continue(())) {
        Err(error) => error,
        Ok(outcome) => panic!("{outcome:?}"),
    }
}

#[test]
fn a_broken_picture_is_reported_with_the_stage_that_broke() {
    let vae = "vae/diffusion_pytorch_model.safetensors";
    let unet = "unet/diffusion_pytorch_model.safetensors";
    let text = "text_encoder/model.safetensors";
    for (part, tensor, value, stage) in [
        (text, "final_layer_norm.bias", f32::NAN, Stage::Text),
        (unet, "conv_out.bias", f32::INFINITY, Stage::Denoiser),
        (vae, "decoder.conv_out.bias", f32::NAN, Stage::Autoencoder),
    ] {
        let error = with_filled(part, tensor, value);
        assert!(matches!(error, DiffusionError::NotFinite(at) if at == stage), "{part}: {error}");
    }
    let error = with_filled(vae, "decoder.conv_out.weight", 0.0);
    // Without weights only the bias is left: one colour.
    assert!(matches!(error, DiffusionError::Blank), "{error}");
}
