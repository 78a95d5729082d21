//! Of 200 captions that a language model writes: how many drafts are whole JSON, how many the checker lets pass at once and
//! within three drafts, how many captions are right in the end, and how fast the drafts are written.
//! It takes many minutes: `cargo bench --bench model_captions`, with another number behind `--` for fewer or more.

use brandish::brief::caption::{Violation, check};
use brandish::brief::{Caption, CaptionSpec};
use brandish::engine::{LanguageWriter, Writer, write_checked};
use brandish::job::Failure;
use brandish_inference::language::{LanguageModel, StoppedBy};
use std::ops::ControlFlow;
use std::time::{Duration, Instant};

#[path = "../tests/support/fetch.rs"]
mod fetch;
#[path = "../tests/support/language.rs"]
mod language;
#[path = "../tests/support/model_captions.rs"]
mod model_captions;

/// A language model whose drafts are counted.
struct Counted {
    writer: LanguageWriter,
    drafts: Vec<Draft>,
}

/// What is known of one draft.
struct Draft {
    is_first: bool,
    is_whole_json: bool,
    ended_by_itself: bool,
    is_checked: bool,
    is_right: bool,
    chosen_tokens: usize,
    /// From the first text to the end; the reading of the prompt is not in it.
    writing: Duration,
}

impl Writer for Counted {
    fn draft(
        &mut self,
        spec: &CaptionSpec,
        attempt: u32,
        complaints: &[Violation],
        on_text: &mut dyn FnMut(&str) -> ControlFlow<()>,
    ) -> Result<Option<Caption>, Failure> {
        let mut begun = None;
        let caption = self.writer.draft(spec, attempt, complaints, &mut |text| {
            if !text.is_empty() {
                begun.get_or_insert_with(Instant::now);
            }
            on_text(text)
        })?;
        let writing = begun.map_or(Duration::ZERO, |begun| begun.elapsed());
        if let (Some(object), Some(caption)) = (self.writer.last_object(), &caption) {
            let json = serde_json::from_str::<serde_json::Value>(&object.json);
            self.drafts.push(Draft {
                is_first: attempt == 0,
                is_whole_json: json.is_ok_and(|value| value.is_object()),
                ended_by_itself: object.stopped_by == StoppedBy::End,
                is_checked: check(caption, spec).is_empty(),
                is_right: self.writer.review(caption, spec).is_empty(),
                chosen_tokens: object.chosen_tokens,
                writing,
            });
        }
        Ok(caption)
    }
}

fn main() {
    let count = std::env::args().find_map(|argument| argument.parse().ok()).unwrap_or(200);
    let writer = LanguageWriter::new(LanguageModel::load(&language::model()).unwrap());
    let mut writer = Counted { writer, drafts: Vec::new() };
    let (mut within_three, mut right) = (0, 0);
    for number in 0..count {
        let spec = model_captions::spec(number);
        let caption = write_checked(&mut writer, &spec, &mut model_captions::go_on);
        let caption = caption.unwrap().unwrap();
        within_three += usize::from(writer.drafts.last().is_some_and(|draft| draft.is_right));
        right += usize::from(check(&caption, &spec).is_empty());
        if number % 20 == 19 {
            println!("{}\n  {:?}\n", caption.text(spec.network()), caption.mended);
            print_counts(&writer.drafts, number + 1, within_three, right);
        }
    }
    print_counts(&writer.drafts, count, within_three, right);
}

fn print_counts(drafts: &[Draft], captions: usize, within_three: usize, right: usize) {
    let first = || drafts.iter().filter(|draft| draft.is_first);
    let count_of = |is_so: fn(&Draft) -> bool| first().filter(|draft| is_so(draft)).count();
    let whole = count_of(|draft| draft.is_whole_json);
    let all_whole = drafts.iter().filter(|draft| draft.is_whole_json).count();
    let ended = count_of(|draft| draft.ended_by_itself);
    let checked = count_of(|draft| draft.is_checked);
    let at_once = count_of(|draft| draft.is_right);
    let tokens: usize = drafts.iter().map(|draft| draft.chosen_tokens).sum();
    let seconds: f64 = drafts.iter().map(|draft| draft.writing.as_secs_f64()).sum();
    println!(
        "first drafts of {captions} captions: {whole} whole JSON, {ended} ended by the model, {checked} pass the checker, \
         {at_once} right at once"
    );
    println!(
        "{all_whole} of all {} drafts whole JSON; captions right within three drafts: {within_three}, in the end: {right}; \
         {:.1} tokens/s",
        drafts.len(),
        tokens as f64 / seconds
    );
}
