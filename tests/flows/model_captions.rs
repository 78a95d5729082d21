//! Captions of a real language model over many briefs: each is right in the end. `benches/model_captions.rs` counts the drafts.

use crate::support::model_captions::{go_on, spec};
use brandish::brief::caption::check;
use brandish::engine::{WriterRow, write_checked};

#[test]
fn every_caption_of_a_language_model_is_right_in_the_end() {
    let row = WriterRow::of_file(&crate::support::language::model()).unwrap();
    let mut writer = (row.load)(&row.file).unwrap();
    for number in 0..4 {
        let spec = spec(number);
        let caption = write_checked(writer.as_mut(), &spec, &mut go_on).unwrap().unwrap();
        assert_eq!(check(&caption, &spec), [], "{}", caption.text(spec.network()));
        let text = caption.text(spec.network());
        for fact in spec.facts() {
            assert!(text.contains(fact), "{text}");
        }
    }
}
