//! LoRAs, LoHas, LoKrs and DoRAs against the diffusers and peft libraries (`tests/reference/make_sd_variant_fixtures.py`),
//! and files that are none of them.

use crate::support::stable_diffusion::{Tensors, drawn, fixtures, open, read, write};
use crate::support::variants::{ddim, expect, request, variants};

#[test]
fn a_lora_by_the_block_names_is_used_and_what_does_not_fit_is_reported() {
    let path = variants("lora-blocks.safetensors");
    let mut model = open(&fixtures("sd/sdxl"));
    let uses = model.set_loras(&[(path.clone(), 0.9)]).unwrap();
    assert_eq!(uses.len(), 1);
    assert_eq!((uses[0].unused, uses[0].used % 3), (2, 0));
    let note = uses[0].note().unwrap();
    assert!(note.contains("2 of ") && note.contains("lora-blocks.safetensors"), "{note}");
    expect("lora-blocks", &drawn(&mut model, &request()));
    let whole = fixtures("sd/lora-kohya.safetensors");
    let mut other = open(&fixtures("sd/sd15"));
    assert_eq!(other.set_loras(&[(whole, 1.0)]).unwrap()[0].note(), None);
}

#[test]
fn a_loha_is_the_product_of_two() {
    let mut model = open(&fixtures("sd/sd15"));
    let before = drawn(&mut model, &ddim());
    model.set_loras(&[(variants("loha.safetensors"), 0.7)]).unwrap();
    expect("loha", &drawn(&mut model, &ddim()));
    model.set_loras(&[]).unwrap();
    assert_eq!(drawn(&mut model, &ddim()), before);
}

#[test]
fn a_lokr_is_kroneckers_product() {
    let mut model = open(&fixtures("sd/sd15"));
    let uses = model.set_loras(&[(variants("lokr.safetensors"), 0.8)]).unwrap();
    assert_eq!(uses[0].note(), None);
    expect("lokr", &drawn(&mut model, &ddim()));
}

#[test]
fn a_dora_brings_rows_or_inputs_to_their_lengths() {
    let mut model = open(&fixtures("sd/sd15"));
    let before = drawn(&mut model, &ddim());
    for (name, weight) in [("dora", 0.6), ("dora-peft", 1.0)] {
        let path = variants(&format!("{name}.safetensors"));
        let uses = model.set_loras(&[(path.clone(), weight)]).unwrap();
        assert_eq!(uses[0].note(), None);
        expect(name, &drawn(&mut model, &ddim()));
        model.set_loras(&[(path, 0.0)]).unwrap();
        assert_eq!(drawn(&mut model, &ddim()), before, "no strength is no change");
    }
}

#[test]
fn files_that_change_nothing_or_in_another_way_are_refused_by_name() {
    let scratch = tempfile::tempdir().unwrap();
    let path = scratch.path().join("other.safetensors");
    let mut model = open(&fixtures("sd/sd15"));
    for (ending, words) in
        [(".oft_blocks", "OFT"), (".lokr_t2", "LoKr"), (".lora_mid.weight", "LoCon")]
    {
        let mut tensors = read(&fixtures("sd/lora-kohya.safetensors"));
        let (name, tensor) = tensors.iter().next().map(|(a, b)| (a.clone(), b.clone())).unwrap();
        tensors.insert(format!("{}{ending}", name.split('.').next().unwrap()), tensor);
        write(&path, &tensors);
        let error = model.set_loras(&[(path.clone(), 1.0)]).unwrap_err().to_string();
        assert!(error.contains(words) && error.contains("other.safetensors"), "{error}");
    }
    let tensors = read(&fixtures("sd/lora-kohya.safetensors"));
    let bent = tensors.into_iter().map(|(name, tensor)| (name.replace("blocks", "blobs"), tensor));
    let bent: Tensors = bent.filter(|(name, _)| name.contains("blobs")).collect();
    write(&path, &bent);
    let error = model.set_loras(&[(path.clone(), 1.0)]).unwrap_err().to_string();
    assert!(error.contains("none of its tensors") && error.contains("blobs"), "{error}");
}
