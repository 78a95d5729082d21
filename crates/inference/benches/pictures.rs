//! How long the stages of a picture by a Stable Diffusion model take here, and how much memory.
//! Run with `cargo bench --bench pictures -- FOLDER [SIDE] [STEPS]`; benches/peers/random_models.py writes folders.
//! With `--stop` it also measures how long a picture takes to stop that is stopped after 1, 2, … 5 seconds: between steps,
//! and within them. With `--guided` every step takes two predictions. With `--lines` it draws once for every line on stdin and answers each with a line of JSON, for
//! benches/peers/pictures.py.

use std::io::{self, BufRead};
use std::ops::ControlFlow;
use std::path::Path;
use std::time::{Duration, Instant};

use brandish_inference::DrawOutcome;
use brandish_inference::nn::{Placement, Precision, StopFlag, until};
use brandish_inference::stable_diffusion::{DiffusionRequest, StableDiffusion};
use candle_core::Device;

/// Without `--lines`; the first maps the file's pages.
const ROUNDS: usize = 3;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    // cargo adds an option of its own.
    let mut arguments: Vec<String> = std::env::args().skip(1).filter(|a| a != "--bench").collect();
    let lines = arguments.iter().any(|argument| argument == "--lines");
    let stop = arguments.iter().any(|argument| argument == "--stop");
    let guided = arguments.iter().any(|argument| argument == "--guided");
    arguments.retain(|argument| !argument.starts_with("--"));
    let guidance = if guided { 7.5 } else { 1.0 };
    let Some(folder) = arguments.first() else {
        println!("no model folder was named");
        return Ok(());
    };
    let number =
        |at: usize, other: u32| arguments.get(at).map_or(Ok(other), |text| text.parse::<u32>());
    let (side, steps) = (number(1, 512)?, number(2, 1)?);
    let begun = Instant::now();
    let placement = Placement::on(&Device::Cpu).with_precision(Precision::native());
    let mut model = StableDiffusion::open(Path::new(folder), &placement)?;
    model.load()?;
    println!("{{\"load\": {:.3}}}", begun.elapsed().as_secs_f64());
    if lines {
        for line in io::stdin().lock().lines() {
            line?;
            draw(&mut model, side, steps as usize, guidance)?;
        }
    } else if stop {
        for seconds in 1..=5 {
            for within in [false, true] {
                stopped(&mut model, side, steps as usize, seconds, within)?;
            }
        }
    } else {
        (0..ROUNDS).try_for_each(|_| draw(&mut model, side, steps as usize, guidance))?;
    }
    Ok(())
}

fn request(side: u32, steps: usize) -> DiffusionRequest<'static> {
    DiffusionRequest {
        prompt: "red shoes on a table",
        seed: 1,
        steps,
        guidance: 1.0,
        width: side,
        height: side,
        truncate: true,
        ..DiffusionRequest::default()
    }
}

fn draw(
    model: &mut StableDiffusion,
    side: u32,
    steps: usize,
    guidance: f32,
) -> Result<(), Box<dyn std::error::Error>> {
    let request = DiffusionRequest { guidance, ..request(side, steps) };
    let mut peak = Peak::default();
    let DrawOutcome::Drawn(picture) = model.draw(&request, &mut |_| {
        peak.look();
        ControlFlow::Continue(())
    })?
    else {
        return Err("nobody stopped it".into());
    };
    peak.look();
    let stage_times = model.stage_times();
    let mean = picture.rgb.iter().sum::<f32>() / picture.rgb.len() as f32;
    println!(
        "{{\"text\": {:.3}, \"denoise\": {:.3}, \"decode\": {:.3}, \"mean\": {mean:.4}, \"peak_gib\": {:.2}, \
         \"mapped_gib\": {:.2}}}",
        stage_times.text.as_secs_f64(),
        stage_times.denoise.as_secs_f64(),
        stage_times.decode.as_secs_f64(),
        peak.resident,
        peak.mapped,
    );
    Ok(())
}

/// Prints how long a picture takes to stop that is stopped after so many seconds, within a step or after it.
fn stopped(
    model: &mut StableDiffusion,
    side: u32,
    steps: usize,
    seconds: u64,
    within: bool,
) -> Result<(), Box<dyn std::error::Error>> {
    let request = request(side, steps);
    let flag = StopFlag::default();
    let raiser = flag.clone();
    let raised = std::thread::spawn(move || {
        std::thread::sleep(Duration::from_secs(seconds));
        raiser.raise();
        Instant::now()
    });
    let stopped_by = if within { flag.clone() } else { StopFlag::default() };
    let drawn = until(&stopped_by, || {
        model.draw(&request, &mut |_| match flag.is_raised() {
            true => ControlFlow::Break(()),
            false => ControlFlow::Continue(()),
        })
    });
    let took = raised.join().map_err(|_| "the thread panicked")?.elapsed().as_secs_f64();
    let early = matches!(drawn, Ok(DrawOutcome::Drawn(_)));
    println!(
        "{{\"after\": {seconds}, \"within\": {within}, \"took\": {took:.3}, \"early\": {early}}}"
    );
    Ok(())
}

/// GiB resident at the most, as Linux counts it, and pages of mapped files among them when last looked at.
#[derive(Default)]
struct Peak {
    resident: f64,
    mapped: f64,
}

impl Peak {
    fn look(&mut self) {
        let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
        let of = |name: &str| {
            let line = status.lines().find(|line| line.starts_with(name));
            let number = line.and_then(|line| line.split_whitespace().nth(1)?.parse::<f64>().ok());
            number.unwrap_or(0.0) / (1 << 20) as f64
        };
        self.resident = of("VmHWM:");
        self.mapped = self.mapped.max(of("RssFile:"));
    }
}
