//! Of 200 captions that a language model writes, how many drafts the checker lets pass as they are, and how many captions
//! are right in the end. Every draft is one whole JSON object. It takes many minutes: `cargo bench --bench model_captions`.

use brandish::brief::caption::check;

#[path = "../tests/support/fetch.rs"]
mod fetch;
#[path = "../tests/support/language.rs"]
mod language;
#[path = "../tests/support/model_captions.rs"]
mod model_captions;

use model_captions::{go_on, spec, write, writer};

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
