//! Finds the folder that came with the program (weights, icons): in a checkout or when installed.
//! It looks only for a folder that holds the built-in model; what is in it is the engine's business.

use std::path::{Path, PathBuf};

/// What distinguishes the right `assets` folder from another.
const MARK: &str = "models/spark";

/// The `assets` folder: `BRANDISH_ASSETS`, beside the executable, installed
/// (`../share/brandish/assets`, a macOS bundle's `../Resources/assets`, the user's data folder),
/// or a checkout around the executable or the current folder.
///
/// # Errors
/// Every place that was looked at.
pub fn find_assets() -> Result<PathBuf, Vec<PathBuf>> {
    let places = places();
    places.iter().find(|place| place.join(MARK).is_dir()).cloned().ok_or(places)
}

fn places() -> Vec<PathBuf> {
    if let Some(folder) = std::env::var_os("BRANDISH_ASSETS").filter(|value| !value.is_empty()) {
        return vec![folder.into()];
    }
    let mut places = Vec::new();
    if let Some(folder) = executable_folder() {
        places.push(folder.join("assets"));
        places.push(folder.join("../share/brandish/assets"));
        places.push(folder.join("../Resources/assets"));
    }
    if let Some(dirs) = directories::ProjectDirs::from("", "", "Brandish") {
        places.push(dirs.data_dir().join("assets"));
    }
    places.extend(checkout().map(|folder| folder.join("assets")));
    places
}

/// The checkout the program runs from, if it does.
pub fn checkout() -> Option<PathBuf> {
    let around = |folder: PathBuf| folder.ancestors().find(|f| is_checkout(f)).map(Path::to_owned);
    executable_folder().and_then(around).or_else(|| std::env::current_dir().ok().and_then(around))
}

fn executable_folder() -> Option<PathBuf> {
    let executable = std::env::current_exe().ok()?.canonicalize().ok()?;
    executable.parent().map(Path::to_owned)
}

fn is_checkout(folder: &Path) -> bool {
    folder.join("Cargo.toml").is_file() && folder.join("assets/personas/01-stride.toml").is_file()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_test_runs_from_the_checkout() {
        assert_eq!(checkout().as_deref(), Some(Path::new(env!("CARGO_MANIFEST_DIR"))));
    }
}
