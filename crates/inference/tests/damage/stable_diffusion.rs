//! Stable Diffusion files that are bent, cut short or of another kind: each gives an error that names a file, or loads;
//! never a panic, and never more memory than the file could fill.

use std::alloc::{GlobalAlloc, Layout, System};
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::support::stable_diffusion::{copy, copy_of, fixtures};
use brandish_inference::nn::Placement;
use brandish_inference::sampling::Noise;
use brandish_inference::stable_diffusion::StableDiffusion;
use brandish_inference::weights::LoadError;

/// The system's allocator, which remembers the largest piece that was requested.
struct Watched;

static LARGEST: AtomicUsize = AtomicUsize::new(0);

// SAFETY: every call goes to the system's allocator as it came.
unsafe impl GlobalAlloc for Watched {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        LARGEST.fetch_max(layout.size(), Ordering::Relaxed);
        // SAFETY: as the caller promised.
        unsafe { System.alloc(layout) }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        LARGEST.fetch_max(layout.size(), Ordering::Relaxed);
        // SAFETY: as the caller promised.
        unsafe { System.alloc_zeroed(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        // SAFETY: as the caller promised.
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Watched = Watched;

/// No tiny model, bent or not, may request a larger piece than this.
const MOST: usize = 64 << 20;

/// Numbers below a bound, one after the other from a seed.
struct Dice(Noise);

impl Dice {
    fn below(&mut self, bound: usize) -> usize {
        let bits = self.0.normal(2)[0].to_bits() as usize;
        (bits.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 24) % bound.max(1)
    }
}

/// Opens and reads a whole model. An error must name a file that was given.
fn try_model(path: &Path, folder: &Path, what: &str) -> Option<LoadError> {
    let load = || -> Result<(), LoadError> {
        let mut model = StableDiffusion::open(path, &Placement::kernels())?;
        model.load()
    };
    LARGEST.store(0, Ordering::Relaxed);
    let ended = catch_unwind(AssertUnwindSafe(load));
    let ended = ended.unwrap_or_else(|_| panic!("{what}: it panicked"));
    let largest = LARGEST.load(Ordering::Relaxed);
    assert!(largest < MOST, "{what}: {largest} bytes were requested at once");
    let error = ended.err()?;
    assert!(error.path().starts_with(folder), "{what}: {error}");
    let name = error.path().file_name().unwrap().to_string_lossy().into_owned();
    assert!(error.to_string().contains(&name), "{what}: {error}");
    Some(error)
}

/// A safetensors file with its header's text changed and its length set right, so that it is read on.
fn with_header(bytes: &[u8], change: impl FnOnce(&mut Vec<u8>)) -> Vec<u8> {
    let length = u64::from_le_bytes(bytes[..8].try_into().unwrap()) as usize;
    let mut header = bytes[8..8 + length].to_vec();
    change(&mut header);
    [&(header.len() as u64).to_le_bytes()[..], &header, &bytes[8 + length..]].concat()
}

/// One of a few ways to bend a header.
fn bend(bytes: &[u8], dice: &mut Dice) -> Vec<u8> {
    let header = u64::from_le_bytes(bytes[..8].try_into().unwrap()) as usize;
    match dice.below(8) {
        // Cut short, in the header or after it.
        0 => bytes[..dice.below(bytes.len())].to_vec(),
        1 => bytes[..dice.below(header + 16)].to_vec(),
        // A byte of the header.
        2 => {
            let mut bent = bytes.to_vec();
            bent[dice.below(header + 8)] = dice.below(256) as u8;
            bent
        }
        // A digit: a shape or an offset.
        3 | 4 => with_header(bytes, |header| {
            let digits: Vec<usize> =
                (0..header.len()).filter(|&at| header[at].is_ascii_digit()).collect();
            header[digits[dice.below(digits.len())]] = b'0' + dice.below(10) as u8;
        }),
        // A size in the place of another.
        5 => with_header(bytes, |header| {
            let text = String::from_utf8(header.clone()).unwrap();
            let shapes: Vec<usize> =
                text.match_indices("\"shape\":[").map(|(at, _)| at + 9).collect();
            let at = shapes[dice.below(shapes.len())];
            let new = ["", "0,", "1,", "99999999999,", "-1,", "[],", "2.5,"][dice.below(7)];
            *header = format!("{}{new}{}", &text[..at], &text[at..]).into_bytes();
        }),
        // A tensor under another name.
        6 => with_header(bytes, |header| {
            let text = String::from_utf8(header.clone()).unwrap();
            let names: Vec<usize> = text.match_indices("\":{").map(|(at, _)| at).collect();
            let at = names[dice.below(names.len())];
            let new = ["x", "/../../x", "\\\\", "é", ".0.0.0"][dice.below(5)];
            *header = format!("{}{new}{}", &text[..at], &text[at..]).into_bytes();
        }),
        // Another kind of number.
        _ => with_header(bytes, |header| {
            let text = String::from_utf8(header.clone()).unwrap();
            let kinds: Vec<usize> = text.match_indices("\"F16\"").map(|(at, _)| at).collect();
            let at = kinds[dice.below(kinds.len())];
            let new = ["\"F32\"", "\"I8\"", "\"BF16\"", "\"F17\"", "null"][dice.below(5)];
            *header = format!("{}{new}{}", &text[..at], &text[at + 5..]).into_bytes();
        }),
    }
}

#[test]
fn bent_files_of_folders_end_in_an_error_that_names_them_or_load() {
    let mut dice = Dice(Noise::new(1));
    let (mut refused, mut rounds) = (0, 0);
    for model in ["sd15", "sdxl"] {
        let (_scratch, folder) = copy_of(model);
        for part in
            ["unet/diffusion_pytorch_model", "vae/diffusion_pytorch_model", "text_encoder/model"]
        {
            let path = folder.join(format!("{part}.safetensors"));
            let whole = fs::read(&path).unwrap();
            for round in 0..250 {
                fs::write(&path, bend(&whole, &mut dice)).unwrap();
                let error = try_model(&folder, &folder, &format!("{model}, {part}, {round}"));
                refused += usize::from(error.is_some());
                rounds += 1;
            }
            fs::write(&path, whole).unwrap();
            assert!(try_model(&folder, &folder, "whole").is_none());
        }
    }
    println!("{refused} of {rounds} were refused");
    assert!(refused * 2 > rounds, "most of them are not fit to be read");
}

#[test]
fn bent_single_files_end_in_an_error_that_names_them_or_load() {
    let mut dice = Dice(Noise::new(2));
    let mut refused = 0;
    for (from, file) in
        [("sd/single", "sd15"), ("sd/single", "sdxl"), ("sd-variants/single", "sd2")]
    {
        let scratch = tempfile::tempdir().unwrap();
        copy(&fixtures(from), scratch.path());
        let path: PathBuf = scratch.path().join(format!("{file}.safetensors"));
        let whole = fs::read(&path).unwrap();
        for round in 0..250 {
            fs::write(&path, bend(&whole, &mut dice)).unwrap();
            let error = try_model(&path, scratch.path(), &format!("{file}, {round}"));
            refused += usize::from(error.is_some());
        }
    }
    println!("{refused} of 750 were refused");
    assert!(refused > 375);
}

#[test]
fn bent_configs_end_in_an_error_that_names_them_or_load() {
    let mut dice = Dice(Noise::new(3));
    let (_scratch, folder) = copy_of("sdxl");
    for file in [
        "model_index.json",
        "unet/config.json",
        "vae/config.json",
        "text_encoder/config.json",
        "text_encoder_2/config.json",
        "scheduler/scheduler_config.json",
        "tokenizer/tokenizer_config.json",
    ] {
        let path = folder.join(file);
        let whole = fs::read(&path).unwrap();
        for round in 0..150 {
            let mut bent = whole.clone();
            let digits: Vec<usize> =
                (0..bent.len()).filter(|&at| bent[at].is_ascii_digit()).collect();
            match dice.below(4) {
                0 => bent.truncate(dice.below(bent.len())),
                1 => bent[dice.below(whole.len())] = dice.below(256) as u8,
                _ if digits.is_empty() => bent.clear(),
                kind => {
                    let at = digits[dice.below(digits.len())];
                    let new: &[u8] = if kind == 2 { b"00000000" } else { b"-" };
                    bent.splice(at..at, new.iter().copied());
                }
            }
            fs::write(&path, bent).unwrap();
            try_model(&folder, &folder, &format!("{file}, {round}"));
        }
        fs::write(&path, whole).unwrap();
    }
    assert!(try_model(&folder, &folder, "whole").is_none());
}

#[test]
fn bent_loras_end_in_an_error_that_names_them_or_are_used() {
    let mut dice = Dice(Noise::new(4));
    let scratch = tempfile::tempdir().unwrap();
    let path = scratch.path().join("lora.safetensors");
    let mut model = StableDiffusion::open(&fixtures("sd/sd15"), &Placement::kernels()).unwrap();
    for from in [
        "sd/lora-kohya.safetensors",
        "sd/lora-diffusers.safetensors",
        "sd-variants/loha.safetensors",
    ] {
        let whole = fs::read(fixtures(from)).unwrap();
        for round in 0..250 {
            fs::write(&path, bend(&whole, &mut dice)).unwrap();
            // Another weight each time, so that the file is read anew.
            let files = [(path.clone(), 1.0 + round as f32)];
            let used = catch_unwind(AssertUnwindSafe(|| {
                model.set_loras(&files).map(drop).and_then(|()| model.load())
            }));
            let used = used.unwrap_or_else(|_| panic!("{from}, {round}: it panicked"));
            if let Err(error) = used {
                assert_eq!(error.path(), path, "{from}, {round}: {error}");
            }
        }
    }
}
