//! The input as a file in memory, for readers that map files.
//! What it holds is not known here.

use std::path::{Path, PathBuf};
use std::sync::LazyLock;

/// One file a process, written anew for each input.
pub fn file_in_memory(bytes: &[u8]) -> &'static Path {
    static PATH: LazyLock<PathBuf> = LazyLock::new(|| {
        let shared = Path::new("/dev/shm");
        let folder = if shared.is_dir() { shared.to_owned() } else { std::env::temp_dir() };
        folder.join(format!("brandish-fuzz-{}", std::process::id()))
    });
    std::fs::write(&*PATH, bytes).expect("the temporary folder can be written");
    &PATH
}
