//! Model files that are cut short, bent, or of another kind: each gives an error that names the file, never a panic.

use crate::support::root;
use std::path::{Path, PathBuf};

use brandish_inference::language::LanguageModel;
use brandish_inference::sampling::Noise;
use brandish_inference::weights::LoadError;

fn whole() -> Vec<u8> {
    let path = root().join("tests/fixtures/language/qwen3.gguf");
    std::fs::read(path).unwrap()
}

/// Loads these bytes from a file.
fn load(folder: &Path, bytes: &[u8]) -> Result<(), LoadError> {
    let path: PathBuf = folder.join("model.gguf");
    std::fs::write(&path, bytes).unwrap();
    let info = LanguageModel::read_info(&path).map(drop);
    let needed = LanguageModel::bytes_to_load(&path).map(drop);
    let loaded = LanguageModel::load(&path).map(drop);
    for error in [&info, &needed, &loaded].into_iter().filter_map(|result| result.as_ref().err()) {
        assert_eq!(error.path(), path);
        assert!(error.to_string().contains("model.gguf"), "{error}");
    }
    loaded
}

/// The bytes with one text in place of another of the same length.
fn with(bytes: &[u8], old: &str, new: &str) -> Vec<u8> {
    assert_eq!(old.len(), new.len());
    let at = bytes.windows(old.len()).position(|part| part == old.as_bytes()).unwrap();
    let mut bytes = bytes.to_vec();
    bytes[at..at + old.len()].copy_from_slice(new.as_bytes());
    bytes
}

#[test]
fn the_whole_file_loads() {
    let folder = tempfile::tempdir().unwrap();
    load(folder.path(), &whole()).unwrap();
}

#[test]
fn a_missing_file_is_named() {
    let error = LanguageModel::load(Path::new("nowhere/model.gguf")).err().unwrap();
    assert!(matches!(error, LoadError::Missing { .. }), "{error}");
}

#[test]
fn a_file_cut_short_anywhere_is_refused() {
    let (folder, bytes) = (tempfile::tempdir().unwrap(), whole());
    let early = (0..200).chain((200..12_000).step_by(331));
    let late = (12_000..bytes.len() - 64).step_by(2_999);
    for length in early.chain(late) {
        assert!(load(folder.path(), &bytes[..length]).is_err(), "{length} bytes loaded");
    }
}

#[test]
fn bent_headers_never_panic() {
    let (folder, bytes) = (tempfile::tempdir().unwrap(), whole());
    let mut noise = Noise::new(41);
    let mut random = |below: usize| (noise.normal(1)[0].abs() * 1e6) as usize % below;
    // The header is made of the keys, the vocabulary and the list of tensors.
    let tensors = bytes.windows(12).position(|part| part == b"blk.0.attn_k").unwrap();
    for round in 0..600 {
        let mut bent = bytes.clone();
        for _ in 0..1 + round % 3 {
            let at = if round % 2 == 0 { random(1_000) } else { tensors - 300 + random(1_500) };
            bent[at] = match random(4) {
                0 => 0xFF,
                1 => 0,
                _ => random(256) as u8,
            };
        }
        load(folder.path(), &bent).ok();
    }
}

#[test]
fn a_count_of_everything_takes_no_memory() {
    let (folder, bytes) = (tempfile::tempdir().unwrap(), whole());
    for at in [8, 16] {
        let mut bent = bytes.clone();
        bent[at..at + 8].fill(0xFF);
        let error = load(folder.path(), &bent).unwrap_err();
        assert!(matches!(error, LoadError::Damaged { .. }), "{error}");
    }
}

#[test]
fn an_unknown_architecture_is_reported_with_the_supported_ones() {
    let folder = tempfile::tempdir().unwrap();
    let error = load(folder.path(), &with(&whole(), "qwen3", "mamba")).unwrap_err().to_string();
    assert!(error.contains("mamba") && error.contains("smollm3, qwen2, qwen3"), "{error}");
}

#[test]
fn a_missing_tensor_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let bent = with(&whole(), "blk.1.ffn_down.weight", "blk.1.ffn_gone.weight");
    let error = load(folder.path(), &bent).unwrap_err();
    assert!(matches!(error, LoadError::TensorMissing { .. }), "{error}");
    assert!(error.to_string().contains("blk.1.ffn_down.weight"), "{error}");
}

#[test]
fn another_kind_of_file_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    for bytes in [b"PK\x03\x04 not a model at all".as_slice(), b"GGUF", b"", b"GGUF\x01\0\0\0"] {
        assert!(load(folder.path(), bytes).is_err());
    }
}
