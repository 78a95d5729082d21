//! Makes the sentence vectors of the packed drawings' words: `make_element_vectors DRAWINGS.zip SPARK_FOLDER VECTORS`.
//! The encoder is the one that Spark reads prompts with.

use brandish_elements::{Element, vector_texts};
use brandish_inference::spark::SentenceEncoder;
use std::error::Error;
use std::path::Path;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [drawings, spark, to] = arguments.as_slice() else {
        return Err("usage: make_element_vectors DRAWINGS.zip SPARK_FOLDER VECTORS".into());
    };
    let mut archive = zip::ZipArchive::new(std::fs::File::open(drawings)?)?;
    let elements: Vec<Element> = serde_json::from_reader(archive.by_name("index.json")?)?;
    let texts = vector_texts(&elements);
    let encoder = SentenceEncoder::load(Path::new(spark))?;
    let mut rows = Vec::new();
    let mut width = 0;
    for (at, text) in texts.iter().enumerate() {
        let vector = encoder.vector(text)?;
        width = vector.len();
        rows.extend(
            vector.iter().map(|v| ((v * 127.0).round().clamp(-127.0, 127.0) as i8).cast_unsigned()),
        );
        if at % 500 == 0 {
            eprintln!("{at} of {}", texts.len());
        }
    }
    let mut bytes = b"elemvec1".to_vec();
    bytes.extend((texts.len() as u32).to_le_bytes());
    bytes.extend((width as u32).to_le_bytes());
    bytes.extend(rows);
    std::fs::write(to, &bytes)?;
    println!("{} vectors of {width} values, {:.1} MB", texts.len(), bytes.len() as f64 / 1e6);
    Ok(())
}
