//! Reads the input as a persona in TOML. One that is accepted is written and read back as the same.
//! What a reader must answer is tested in `tests/flows/strangers`.
#![no_main]

use brandish::brand::Persona;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    if let Ok(persona) = Persona::from_toml(text) {
        let again = Persona::from_toml(&persona.to_toml());
        assert!(again.is_ok_and(|again| again == persona), "it is read back as another");
    }
});
