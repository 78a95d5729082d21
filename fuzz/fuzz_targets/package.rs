//! Reads the input as a persona package. One that is accepted can be written.
//! What a reader must answer is tested in `tests/flows/strangers`.
#![no_main]

use brandish::brand::PersonaPackage;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(package) = PersonaPackage::from_bytes(bytes) {
        let written = package.to_bytes().expect("a package that was read can be written");
        assert!(PersonaPackage::from_bytes(&written).is_ok(), "it is not read back");
    }
});
