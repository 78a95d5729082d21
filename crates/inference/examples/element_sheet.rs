//! Paints elements on a contact sheet, uncurated: `element_sheet ELEMENTS SPARK OUT.jpg [--variations N] PROMPTS.txt`.
//! One picture for each line of the file, or N variations of each line; what was chosen is printed.

use brandish_elements::{Drawing, Library, Recolour, Rgb, SceneRequest, Tone, count_in, scene};
use brandish_inference::spark::SentenceEncoder;
use image::{RgbImage, codecs::jpeg::JpegEncoder};
use std::error::Error;
use std::path::Path;
use std::time::Instant;

const SIDE: u32 = 240;
const COLUMNS: u32 = 10;
/// The brands in turn.
const BRANDS: [[Rgb; 3]; 5] = [
    [Rgb([36, 84, 196]), Rgb([250, 176, 5]), Rgb([16, 152, 173])],
    [Rgb([224, 49, 49]), Rgb([255, 212, 59]), Rgb([73, 80, 87])],
    [Rgb([47, 158, 68]), Rgb([247, 103, 7]), Rgb([11, 114, 133])],
    [Rgb([156, 54, 181]), Rgb([240, 101, 149]), Rgb([250, 176, 5])],
    [Rgb([25, 113, 94]), Rgb([222, 184, 135]), Rgb([201, 89, 63])],
];

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments: Vec<String> = std::env::args().skip(1).collect();
    let variations = match arguments.iter().position(|word| word == "--variations") {
        Some(at) => {
            arguments.drain(at..at + 2).nth(1).ok_or("--variations needs a number")?.parse()?
        }
        None => 1u64,
    };
    let recolour = arguments.iter().position(|word| word == "--recolour");
    recolour.inspect(|&at| drop(arguments.remove(at)));
    let [elements, spark, out, prompts] = arguments.as_slice() else {
        return Err(
            "usage: element_sheet ELEMENTS SPARK OUT.jpg [--variations N] [--recolour] PROMPTS.txt"
                .into(),
        );
    };
    let elements = Path::new(elements);
    let library = Library::read(
        std::fs::read(elements.join("drawings.zip"))?,
        &std::fs::read(elements.join("vectors.bin"))?,
    )?;
    let encoder = SentenceEncoder::load(Path::new(spark))?;
    let prompts = std::fs::read_to_string(prompts)?;
    let mut pictures = Vec::new();
    for (row, prompt) in prompts.lines().filter(|line| !line.trim().is_empty()).enumerate() {
        let vector = encoder.vector(prompt)?;
        for seed in 0..variations {
            let start = Instant::now();
            let found = library.search(prompt, Some(&vector), 12);
            let chosen = library.choose(&found, prompt, seed);
            let colours = BRANDS[row % BRANDS.len()];
            let mut drawings: Vec<Drawing> = Vec::new();
            for element in &chosen {
                let tone = if element.tones {
                    Tone::ALL[1 + (row + seed as usize) % 5]
                } else {
                    Tone::Yellow
                };
                let drawing = library.drawing(&element.name, tone)?;
                drawings.push(match recolour {
                    None => drawing,
                    Some(_) => {
                        let skin = library.skin(&element.name, tone)?;
                        drawing.recoloured(&Recolour::All(colours.to_vec()), &skin)?
                    }
                });
            }
            let request = SceneRequest {
                base: None,
                aspect: 1.0,
                drawings: &drawings,
                count: count_in(prompt),
                colours: &colours,
                ground: None,
                seed: seed + 3 * row as u64 * u64::from(variations == 1),
            };
            let made = scene(&request)?;
            pictures.push(made.drawing.pixels(SIDE, SIDE)?);
            let names: Vec<&str> = chosen.iter().map(|element| element.name.as_str()).collect();
            let (score, took) =
                (found.first().map_or(0.0, |found| found.score), start.elapsed().as_millis());
            println!("{:3} {score:.2} {took:4} ms {prompt}: {}", pictures.len(), names.join(" + "));
        }
    }
    let rows = (pictures.len() as u32).div_ceil(COLUMNS);
    let mut sheet = RgbImage::from_pixel(COLUMNS * SIDE, rows * SIDE, image::Rgb([255; 3]));
    for (at, picture) in (0u32..).zip(&pictures) {
        for (pixel, colour) in (0u32..).zip(picture.rgba.chunks_exact(4)) {
            let over = |value: u8| {
                (u32::from(value) * u32::from(colour[3]) + 255 * (255 - u32::from(colour[3]))) / 255
            };
            let x = at % COLUMNS * SIDE + pixel % SIDE;
            let y = at / COLUMNS * SIDE + pixel / SIDE;
            sheet.put_pixel(x, y, image::Rgb([0, 1, 2].map(|channel| over(colour[channel]) as u8)));
        }
    }
    let mut file = std::io::BufWriter::new(std::fs::File::create(out)?);
    sheet.write_with_encoder(JpegEncoder::new_with_quality(&mut file, 88))?;
    Ok(())
}
