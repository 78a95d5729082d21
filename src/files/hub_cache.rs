//! Finds the Hugging Face cache of this machine.
//! What is in it is read by the model library.

use std::path::PathBuf;

/// The hub's cache folder, where there is one.
pub(super) fn hub_cache() -> Option<PathBuf> {
    let set = |name| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let folder = set("HF_HUB_CACHE").or_else(|| set("HF_HOME").map(|home| home.join("hub")));
    let default = || {
        let user = directories::UserDirs::new()?;
        Some(user.home_dir().join(".cache").join("huggingface").join("hub"))
    };
    folder.or_else(default).filter(|folder| folder.is_dir())
}
