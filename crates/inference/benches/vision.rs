//! What the networks for photographs take here, with two threads and the files of `assets/models`.
//! `cargo bench --bench vision` prints the shortest of five. With `-- --lines` each line of stdin, `map`, `enlarge`,
//! `describe` or `object`, is answered with milliseconds, for `benches/peers/photographs.py`, which lets others work between.
//! `BRANDISH_DESCRIBER` (a folder) and `BRANDISH_SEGMENTER` (a file) name models that do not come with the program.

use std::io::BufRead;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use brandish_inference::vision::{Enlarger, Photo, PhotoDescriber, Scale, Segmenter, U2Net};

type Failure = Box<dyn std::error::Error>;

fn main() -> Result<(), Failure> {
    let mut networks = Networks::load()?;
    if std::env::args().any(|argument| argument == "--lines") {
        for line in std::io::stdin().lock().lines() {
            match networks.time(line?.trim())? {
                Some(time) => println!("{}", time.as_secs_f64() * 1e3),
                None => println!("none"),
            }
        }
        return Ok(());
    }
    println!("{} threads", rayon::current_num_threads());
    for (task, what) in [
        ("map", "map of a photo, 320 x 320 (U2-Net-P)"),
        ("enlarge", "256 x 256 to 1024 x 1024 (Real-ESRGAN)"),
        ("describe", "a photo described (BLIP)"),
        ("object", "the object at a place (MobileSAM)"),
    ] {
        let mut shortest = None;
        for _ in 0..5 {
            shortest = match (shortest, networks.time(task)?) {
                (Some(one), Some(other)) => Some(std::cmp::min::<Duration>(one, other)),
                (one, other) => one.or(other),
            };
        }
        match shortest {
            Some(time) => println!("{what:<44} {:>9.1} ms", time.as_secs_f64() * 1e3),
            None => println!("{what:<44} no model named"),
        }
    }
    Ok(())
}

struct Networks {
    map: U2Net,
    enlarger: Enlarger,
    describer: Option<PhotoDescriber>,
    segmenter: Option<Segmenter>,
}

impl Networks {
    fn load() -> Result<Networks, Failure> {
        let models = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../assets/models");
        let named = |variable| std::env::var_os(variable).map(PathBuf::from);
        Ok(Networks {
            map: U2Net::load(&models.join("u2netp"))?,
            enlarger: Enlarger::load(
                &models.join("realesrgan/realesr-animevideov3-x4.safetensors"),
            )?,
            describer: named("BRANDISH_DESCRIBER")
                .map(|at| PhotoDescriber::load(&at))
                .transpose()?,
            segmenter: named("BRANDISH_SEGMENTER").map(|at| Segmenter::load(&at)).transpose()?,
        })
    }

    /// How long one task takes, or nothing where its model is not there.
    fn time(&mut self, task: &str) -> Result<Option<Duration>, Failure> {
        let go_on = || ControlFlow::Continue(());
        let photo = disc(if task == "enlarge" { 256 } else { 1024 });
        let begun = Instant::now();
        match (task, &mut self.describer, &self.segmenter) {
            ("map", ..) => drop(self.map.map(&photo)?),
            ("enlarge", ..) => {
                drop(self.enlarger.enlarge(&photo, Scale::Four, &mut |_, _| go_on())?)
            }
            ("describe", Some(describer), _) => {
                drop(describer.describe(&photo, &mut go_on.clone())?)
            }
            ("object", _, Some(segmenter)) => {
                drop(segmenter.object_at(&segmenter.see(&photo)?, [0.6, 0.4])?);
            }
            ("describe" | "object", ..) => return Ok(None),
            _ => return Err(format!("{task} is no task").into()),
        }
        Ok(Some(begun.elapsed()))
    }
}

/// A disc on a gradient.
fn disc(side: usize) -> Photo {
    let pixel = |at: usize| {
        let (x, y) = ((at % side) as f32 / side as f32, (at / side) as f32 / side as f32);
        let inside = (x - 0.6).powi(2) + (y - 0.4).powi(2) < 0.06;
        let level = |value: f32| (value * 255.0) as u8;
        match inside {
            true => [200, 40, 30, 255],
            false => [level(x), level(y), level((x + y) / 2.0), 255],
        }
    };
    let rgba = (0..side * side).flat_map(pixel).collect();
    Photo::new(side, side, rgba).expect("four bytes for each pixel")
}
