//! Captions of a real language model over many briefs: each is right in the end. `benches/model_captions.rs` counts the drafts.

use crate::support::model_captions::{spec, write, writer};
use brandish::brief::caption::check;

#[test]
fn every_caption_of_a_language_model_is_right_in_the_end() {
    let mut writer = writer();
    for number in 0..4 {
        let spec = spec(number);
        let caption = write(writer.as_mut(), &spec);
        assert_eq!(check(&caption, &spec), [], "{}", caption.text(spec.network()));
        let text = caption.text(spec.network());
        for fact in spec.facts() {
            assert!(text.contains(fact), "{text}");
        }
    }
}
