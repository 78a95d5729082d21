//! The window.
/// Opens the window.
pub fn run() -> Result<(), String> { Err("stub".into()) }
