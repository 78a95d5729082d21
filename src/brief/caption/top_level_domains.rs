//! The top-level domains that exist, from `assets/words/top-level-domains.txt`.
//! How links are found is known to its users, the counter for X and the finder of claims.

use std::collections::HashSet;
use std::sync::LazyLock;

/// In lower case; a line of the file that begins with `#` is a comment.
static KNOWN: LazyLock<HashSet<&str>> = LazyLock::new(|| {
    let text = include_str!("../../../assets/words/top-level-domains.txt");
    text.lines().filter(|line| !line.starts_with('#') && !line.is_empty()).collect()
});
static LONGEST: LazyLock<usize> =
    LazyLock::new(|| KNOWN.iter().map(|name| name.chars().count()).max().unwrap_or(0));

/// Whether a label in lower case is a top-level domain.
pub(super) fn is_top_level(label: &str) -> bool {
    KNOWN.contains(label)
}

/// The most letters of a top-level domain.
pub(super) fn longest_top_level() -> usize {
    *LONGEST
}
