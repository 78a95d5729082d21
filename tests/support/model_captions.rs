//! Briefs for captions of a language model, for the test that checks them and the bench that counts them.
//! The writer is theirs.

use brandish::brand::starters;
use brandish::brief::{CaptionBrief, CaptionSpec, Details, NETWORKS};
use std::ops::ControlFlow;

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

pub fn spec(number: usize) -> CaptionSpec {
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

pub fn go_on(_: &str) -> ControlFlow<()> {
    ControlFlow::Continue(())
}
