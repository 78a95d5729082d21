//! Pictures by name: one file directly in the pictures folder, and nothing else on the disk.
//! A name that could lead elsewhere (with a separator or a leading dot, or of a link) is refused.

use super::error::ApiError;
use axum::http::StatusCode;
use std::io;
use std::path::Path;

/// The path of a picture's URL on this server.
pub(super) fn url(name: &str) -> String {
    let mut url = "/images/".to_owned();
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte) {
            url.push(char::from(byte));
        } else {
            url.push_str(&format!("%{byte:02X}"));
        }
    }
    url
}

/// The bytes of a picture. Waits for the disk.
///
/// # Errors
/// The same for every name that is not a picture's, so that it reveals nothing about other files.
pub(super) fn read(folder: &Path, name: &str) -> Result<Vec<u8>, ApiError> {
    read_ending(folder, name, &[".png"])
}

/// The same for files of these endings in another folder of ours.
pub(super) fn read_ending(
    folder: &Path,
    name: &str,
    endings: &[&str],
) -> Result<Vec<u8>, ApiError> {
    let unknown = || {
        let sentence = format!("There is no picture “{name}”.");
        ApiError::new(StatusCode::NOT_FOUND, "no_such_picture", sentence)
    };
    if !is_name(name, endings) {
        return Err(unknown());
    }
    let path = folder.join(name);
    let is_plain_file = || -> io::Result<bool> { Ok(std::fs::symlink_metadata(&path)?.is_file()) };
    if !is_plain_file().unwrap_or(false) {
        return Err(unknown());
    }
    std::fs::read(&path).map_err(|_| unknown())
}

fn is_name(name: &str, endings: &[&str]) -> bool {
    endings.iter().any(|ending| name.ends_with(ending)) && is_plain_name(name)
}

/// Whether a name stays in the folder that it is looked for in.
pub(super) fn is_plain_name(name: &str) -> bool {
    let separates = |letter: char| matches!(letter, '/' | '\\' | ':') || letter.is_control();
    !name.starts_with('.') && name.len() <= 255 && !name.contains(separates)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_name_leads_out_of_the_folder() {
        let home = tempfile::tempdir().unwrap();
        let folder = home.path().join("pictures");
        std::fs::create_dir(&folder).unwrap();
        std::fs::write(home.path().join("secret.png"), b"secret").unwrap();
        std::fs::write(folder.join("a b.png"), b"picture").unwrap();
        std::fs::write(folder.join(".hidden.png"), b"half").unwrap();
        std::fs::create_dir(folder.join("folder.png")).unwrap();
        #[cfg(unix)]
        std::os::unix::fs::symlink("../secret.png", folder.join("link.png")).unwrap();
        assert_eq!(read(&folder, "a b.png").unwrap(), b"picture");
        let absolute = home.path().join("secret.png");
        for name in [
            "../secret.png",
            "..\\secret.png",
            "./../secret.png",
            "x/../../secret.png",
            absolute.to_str().unwrap(),
            "C:secret.png",
            ".hidden.png",
            "folder.png",
            "link.png",
            "..",
            "",
            "a b.png\0",
        ] {
            assert!(read(&folder, name).is_err(), "{name}");
        }
        assert_eq!(url("a b_ü.png"), "/images/a%20b_%C3%BC.png");
    }
}
