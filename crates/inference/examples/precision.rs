//! How far a picture in bf16 is from the same picture in f32, and how long each takes.
//! Run with `cargo run --release --example precision -- FOLDER [SIDE] [STEPS] [GUIDANCE]`. On a processor without bf16
//! products a slow loop takes their place, which rounds as they do.

use std::ops::ControlFlow;
use std::path::Path;
use std::time::Instant;

use brandish_inference::DrawOutcome;
use brandish_inference::nn::{Placement, Precision};
use brandish_inference::stable_diffusion::{DiffusionRequest, StableDiffusion};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let Some(folder) = arguments.first() else {
        println!("no model folder was named");
        return Ok(());
    };
    let number = |at: usize, other: u32| arguments.get(at).map_or(Ok(other), |text| text.parse());
    let (side, steps) = (number(1, 512)?, number(2, 1)?);
    let guidance = arguments.get(3).map_or(Ok(1.0), |text| text.parse())?;
    let request = DiffusionRequest {
        prompt: "red shoes on a table",
        seed: 1,
        steps: steps as usize,
        guidance,
        width: side,
        height: side,
        truncate: true,
        ..DiffusionRequest::default()
    };
    let draw = |precision| -> Result<Vec<f32>, Box<dyn std::error::Error>> {
        let placement = Placement::kernels().with_precision(precision);
        let mut model = StableDiffusion::open(Path::new(folder), &placement)?;
        let begun = Instant::now();
        match model.draw(&request, &mut |_| ControlFlow::Continue(()))? {
            DrawOutcome::Drawn(picture) => {
                println!("{precision:?}: {:.1} s", begun.elapsed().as_secs_f64());
                Ok(picture.rgb)
            }
            DrawOutcome::Stopped => Err("nobody stopped it".into()),
        }
    };
    let (exact, rounded) = (draw(Precision::F32)?, draw(Precision::Bf16)?);
    let squares = exact.iter().zip(&rounded).map(|(a, b)| f64::from(a - b).powi(2)).sum::<f64>();
    let worst = exact.iter().zip(&rounded).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
    println!("{:.1} dB, at most {worst:.3} of 1", -10.0 * (squares / exact.len() as f64).log10());
    Ok(())
}
