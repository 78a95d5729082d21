//! Reads the input as the task in a row of history. One that is read can be written and read again.
//! What a reader must answer is tested in `tests/flows/strangers`.
#![no_main]

use brandish::job::Task;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(task) = serde_json::from_slice::<Task>(bytes) {
        let text = serde_json::to_string(&task).expect("a task has a form in JSON");
        assert!(serde_json::from_str::<Task>(&text).is_ok(), "it is not read back");
    }
});
