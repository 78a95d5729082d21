//! Model files that another program writes to, or cuts shorter, while they are in use: the process goes on, and each
//! ends in an error that names the file, or in the picture of the files as they are now.

use std::fs::{self, File};
use std::io::Write;
use std::ops::ControlFlow;
use std::path::Path;
use std::time::Duration;

use crate::support::stable_diffusion::{copy_of, drawn, open};
use brandish_inference::stable_diffusion::{DiffusionError, DiffusionRequest, StableDiffusion};
use brandish_inference::weights::LoadError;
use brandish_inference::{DrawOutcome, DrawProgress, Picture};

const UNET: &str = "unet/diffusion_pytorch_model.safetensors";

fn request<'a>() -> DiffusionRequest<'a> {
    let prompt = "red shoes on the beach";
    DiffusionRequest { prompt, steps: 4, width: 16, height: 16, ..DiffusionRequest::default() }
}

fn cut_short(path: &Path) {
    File::options().write(true).open(path).unwrap().set_len(100).unwrap();
}

/// Writes other bytes into a file, without replacing it.
fn overwrite(path: &Path, bytes: &[u8]) {
    // Times of modification may be as coarse as the system's timer.
    std::thread::sleep(Duration::from_millis(20));
    File::options().write(true).open(path).unwrap().write_all(bytes).unwrap();
}

/// Draws, with something done to the files after the second step.
fn draw(
    model: &mut StableDiffusion,
    mut after_two: impl FnMut(),
) -> Result<DrawOutcome<Picture>, DiffusionError> {
    model.draw(&request(), &mut |progress| {
        if matches!(progress, DrawProgress::Step { done: 2, .. }) {
            after_two();
        }
        ControlFlow::Continue(())
    })
}

fn load_error(drawn: Result<DrawOutcome<Picture>, DiffusionError>) -> LoadError {
    match drawn {
        Err(DiffusionError::Load(error)) => error,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_model_that_is_cut_short_between_load_and_draw_is_an_error_that_names_the_file() {
    for file in [UNET, "vae/diffusion_pytorch_model.safetensors", "text_encoder/model.safetensors"]
    {
        let (_scratch, folder) = copy_of("sd15");
        let (path, mut model) = (folder.join(file), open(&folder));
        model.load().unwrap();
        let whole = fs::read(&path).unwrap();
        cut_short(&path);
        let error = load_error(draw(&mut model, || ()));
        assert!(matches!(&error, LoadError::Damaged { path: named, .. } if *named == path));
        assert!(error.to_string().contains(file), "{error}");
        // Whole again, it draws again.
        fs::write(&path, whole).unwrap();
        drawn(&mut model, &request());
    }
}

#[cfg(any(target_os = "linux", target_os = "macos"))]
#[test]
fn a_model_that_is_cut_short_while_it_draws_is_an_error_that_names_the_file() {
    let (_scratch, folder) = copy_of("sd15");
    let (path, mut model) = (folder.join(UNET), open(&folder));
    let error = load_error(draw(&mut model, || cut_short(&path)));
    assert!(matches!(&error, LoadError::Changed { path: named } if *named == path), "{error}");
    assert!(error.to_string().contains(UNET), "{error}");
}

#[test]
fn weights_that_are_overwritten_are_never_mixed_with_the_old_ones() {
    let (_scratch, folder) = copy_of("sd15");
    let (path, mut model) = (folder.join(UNET), open(&folder));
    let old = drawn(&mut model, &request());
    let mut bytes = fs::read(&path).unwrap();
    let length = bytes.len();
    // Half-precision values near the end, a little larger.
    bytes[length / 2..].chunks_exact_mut(2).for_each(|pair| pair[0] ^= 0x40);
    let error = load_error(draw(&mut model, || overwrite(&path, &bytes)));
    assert!(matches!(&error, LoadError::Changed { path: named } if *named == path), "{error}");
    let new = drawn(&mut model, &request());
    assert_ne!(new, old);
    assert_eq!(new, drawn(&mut open(&folder), &request()), "as the files are now");
}
