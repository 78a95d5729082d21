//! Draws every thing that Spark was trained on from several seeds, for the judge of `training/evaluate`:
//! `draw_vocabulary SPARK_FOLDER WORDINGS SEEDS PICTURES`. WORDINGS has one thing a line.
//! PICTURES becomes raw bytes: premultiplied RGBA, `[things, SEEDS, side, side, 4]`. What has been drawn before is kept.

use brandish_inference::DrawOutcome;
use brandish_inference::spark::{Spark, SparkRequest};
use std::error::Error;
use std::fs::OpenOptions;
use std::io::Write;
use std::ops::ControlFlow;
use std::path::Path;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [folder, wordings, seeds, to] = arguments.as_slice() else {
        return Err("usage: draw_vocabulary SPARK_FOLDER WORDINGS SEEDS PICTURES".into());
    };
    let spark = Spark::load(Path::new(folder))?;
    let seeds: u64 = seeds.parse()?;
    let sampler = &spark.config().sampler;
    let (steps, guidance) = (sampler.steps, sampler.cfg);
    let picture_bytes = (spark.config().image.size.pow(2) * 4) as u64;
    let mut pictures = OpenOptions::new().create(true).append(true).open(to)?;
    let whole = pictures.metadata()?.len() / picture_bytes;
    pictures.set_len(whole * picture_bytes)?;
    let wordings = std::fs::read_to_string(wordings)?;
    let jobs = wordings.lines().flat_map(|thing| (0..seeds).map(move |seed| (thing, seed)));
    for (number, (thing, seed)) in jobs.enumerate().skip(whole as usize) {
        let seed = seed + 1000 * (number as u64 / seeds);
        let (prompt, pose) = spark.variation(thing, seed);
        let request = SparkRequest { prompt: &prompt, negative: "", seed, steps, guidance, pose };
        let DrawOutcome::Drawn(picture) =
            spark.draw(&request, &mut |_| ControlFlow::Continue(()))?
        else {
            return Err("nothing stops this drawing".into());
        };
        let bytes: Vec<u8> =
            picture.rgba.iter().map(|value| (value * 255.0).round() as u8).collect();
        pictures.write_all(&bytes)?;
        if number % 50 == 0 {
            println!("{number} {prompt}");
        }
    }
    Ok(())
}
