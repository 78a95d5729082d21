//! Reads the input as the body of an HTTP request: the first byte chooses the call, the rest is the body.
//! A body that is refused is refused with a sentence that names what is wrong.
#![no_main]

use brandish::api::check_body;
use libfuzzer_sys::fuzz_target;

const PATHS: [&str; 4] = ["/generate-image", "/generate-caption", "/enhance-prompt", "/queue"];
/// The sentence where no reason was found.
const NO_REASON: &str = "The body does not have the form";

fuzz_target!(|bytes: &[u8]| {
    let Some((choice, body)) = bytes.split_first() else { return };
    let path = PATHS[usize::from(*choice) % PATHS.len()];
    if let Err(sentence) = check_body(path, body) {
        assert!(!sentence.starts_with(NO_REASON), "{path}: no reason is named");
    }
});
