//! Opens the input as a safetensors file and reads its first tensors.
//! What a reader must answer is tested in `tests/flows/strangers`.
#![no_main]

#[path = "file_in_memory.rs"]
mod file_in_memory;

use brandish_inference::nn::Placement;
use brandish_inference::weights::Weights;
use file_in_memory::file_in_memory;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let Ok(weights) = Weights::open(file_in_memory(bytes), &Placement::kernels()) else { return };
    let names: Vec<String> = weights.names().take(8).map(str::to_owned).collect();
    for name in names {
        let shape = weights.shape(&name).unwrap_or_default().to_vec();
        weights.read(&name, &shape).ok();
    }
});
