//! What a stage has read of a mapped model is given back before the next stage: read from Linux's `/proc/self/smaps`.

use std::fs;
use std::ops::ControlFlow;
use std::path::Path;

use crate::support::stable_diffusion::copy_of;
use brandish_inference::DrawProgress;
use brandish_inference::nn::Placement;
use brandish_inference::stable_diffusion::{DiffusionRequest, StableDiffusion};

/// KiB of the files in a folder that this process has in memory.
fn resident(folder: &Path) -> u64 {
    let (maps, folder) =
        (fs::read_to_string("/proc/self/smaps").unwrap(), folder.to_str().unwrap());
    let mut is_of_folder = false;
    let mut sum = 0;
    for line in maps.lines() {
        match line.strip_prefix("Rss:") {
            Some(size) if is_of_folder => {
                sum += size.trim_end_matches("kB").trim().parse::<u64>().unwrap();
            }
            // The first line of a mapping names its file; those that follow start with a word and a colon.
            None if line.contains('/') => is_of_folder = line.contains(folder),
            None if !line.split_whitespace().next().is_some_and(|word| word.ends_with(':')) => {
                is_of_folder = false;
            }
            _ => {}
        }
    }
    sum
}

#[test]
fn pages_of_the_text_encoder_and_the_denoiser_are_given_back_before_the_next_stage() {
    let (_scratch, path) = copy_of("sd15");
    let mut model = StableDiffusion::open(&path, &Placement::kernels().mapped()).unwrap();
    model.load().unwrap();
    let request = DiffusionRequest {
        prompt: "red shoes on the beach",
        steps: 2,
        width: 16,
        height: 16,
        ..DiffusionRequest::default()
    };
    let mut seen = Vec::new();
    let drawn = model.draw(&request, &mut |progress| {
        let parts = ["text_encoder", "unet"].map(|part| resident(&path.join(part)));
        seen.push((matches!(progress, DrawProgress::Decoding), parts));
        ControlFlow::Continue(())
    });
    drawn.unwrap();
    let (stage, [text_encoder, unet]) = seen[0];
    assert!(!stage && text_encoder == 0 && unet > 0, "{seen:?}");
    let decoding: Vec<_> = seen.iter().filter(|(is_decoding, _)| *is_decoding).collect();
    assert!(!decoding.is_empty() && decoding.iter().all(|(_, parts)| *parts == [0, 0]), "{seen:?}");
}
