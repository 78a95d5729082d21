//! Of 200 captions that a language model writes, how many drafts the checker lets pass as they are, and how many captions
//! are right in the end. Every draft is one whole JSON object. It takes many minutes: `cargo bench --bench model_captions`.

use brandish::brand::starters;
use brandish::brief::caption::check;
use brandish::brief::{Caption, CaptionBrief, CaptionSpec, Details, NETWORKS};
use brandish::engine::{Writer, WriterRow, write_checked};
use std::ops::ControlFlow;

#[path = "../tests/support/fetch.rs"]
mod fetch;
#[path = "../tests/support/language.rs"]
mod language;

const PRODUCTS: [(&str, &str, &str, &str); 5] = [
    ("Red running shoes", "Your heels stay where they are", "212 grams, wide toe box", ""),
    (
        "Country loaf",
        "Still crisp in the evening",
        "Rye and wheat, 24 hours in the bowl",
        "20% off until Friday",
    ),
    ("Hand cream", "Soft hands after one minute", "Shea butter and oats", ""),
    (
        "Potted fern",
        "Grows in dark corners",
        "Raised in Kent, in a clay pot",
        "Open on Sunday from 10 to 4",
    ),
    ("Puppy food", "Calm stomachs", "Turkey and rice, nothing else", ""),
];

fn writer() -> Box<dyn Writer> {
    let row = WriterRow::of_file(&language::model()).unwrap();
    (row.load)(&row.file).unwrap()
}

fn spec(number: usize) -> CaptionSpec {
    let personas = starters();
    let (product, benefit, detail, fact) = PRODUCTS[number % PRODUCTS.len()];
    let brief = CaptionBrief {
        prompt: product.into(),
        product: product.into(),
        details: Details { benefit: benefit.into(), detail: detail.into(), ..Details::default() },
        facts: Some(fact).filter(|fact| !fact.is_empty()).into_iter().map(str::to_owned).collect(),
        network: NETWORKS[number % NETWORKS.len()].id.into(),
        seed: Some(number as u64),
        ..CaptionBrief::default()
    };
    CaptionSpec::from_brief(&brief, Some(&personas[number % personas.len()]), Vec::new(), 0)
        .unwrap()
}

fn go_on(_: &str) -> ControlFlow<()> {
    ControlFlow::Continue(())
}

fn write(writer: &mut dyn Writer, spec: &CaptionSpec) -> Caption {
    write_checked(writer, spec, &mut go_on).unwrap().unwrap()
}

fn main() {
    let mut writer = writer();
    let (mut first, mut within_three, mut right) = (0, 0, 0);
    for number in 0..200 {
        let spec = spec(number);
        let mut complaints = Vec::new();
        for attempt in 0..3 {
            let draft = writer.draft(&spec, attempt, &complaints, &mut go_on).unwrap().unwrap();
            complaints = writer.review(&draft, &spec);
            if complaints.is_empty() {
                first += usize::from(attempt == 0);
                within_three += 1;
                break;
            }
        }
        let caption = write(writer.as_mut(), &spec);
        right += usize::from(check(&caption, &spec).is_empty());
        if number % 20 == 0 {
            println!("{}\n  {:?}\n", caption.text(spec.network()), caption.mended);
        }
    }
    println!(
        "of 200: {first} right at once, {within_three} within three drafts, {right} in the end"
    );
}
