//! Reads the input as the header of a GGUF file.
//! What a reader must answer is tested in `tests/flows/strangers`.
#![no_main]

#[path = "file_in_memory.rs"]
mod file_in_memory;

use brandish_inference::language::LanguageModel;
use file_in_memory::file_in_memory;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    LanguageModel::read_info(file_in_memory(bytes)).ok();
});
