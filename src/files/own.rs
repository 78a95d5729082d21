//! What the user adds to what came with the program: a folder of TOML files, one thing each.
//! It reads them; what a thing is, its own module knows.

use super::bounded_read::read_bounded;
use std::path::Path;

/// The largest file of one thing, in bytes.
const MAX_OWN_BYTES: u64 = 4 << 20;

/// The shipped things, then the user's own of a folder, sorted by file name; an own thing takes the place of a
/// shipped one of the same id. The sentences name the files that are left out.
pub fn read_own<T, Id: PartialEq, E: std::fmt::Display>(
    folder: &Path,
    mut things: Vec<T>,
    parse: impl Fn(&str) -> Result<T, E>,
    id: impl Fn(&T) -> &Id,
) -> (Vec<T>, Vec<String>) {
    let mut troubles = Vec::new();
    let Ok(entries) = std::fs::read_dir(folder) else { return (things, troubles) };
    let mut paths: Vec<_> = entries.flatten().map(|entry| entry.path()).collect();
    paths.retain(|path| path.extension().is_some_and(|ending| ending == "toml"));
    paths.sort();
    for path in paths {
        let bytes = read_bounded(&path, MAX_OWN_BYTES).map_err(|error| error.to_string());
        let text =
            bytes.and_then(|bytes| String::from_utf8(bytes).map_err(|_| "it is not text".into()));
        match text.and_then(|text: String| parse(&text).map_err(|error| error.to_string())) {
            Ok(thing) => match things.iter_mut().find(|other| id(other) == id(&thing)) {
                Some(other) => *other = thing,
                None => things.push(thing),
            },
            Err(error) => troubles.push(format!("{} is left out: {error}", path.display())),
        }
    }
    (things, troubles)
}
