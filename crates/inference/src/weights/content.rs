//! Content that stands in a model file in place of a model, recognised by its first bytes.
//! Knows files of other kinds only; what a model file holds is known to its readers.

/// What a file holds instead of weights.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OtherContent {
    /// The few lines that git-lfs leaves where a large file was not fetched.
    GitLfsPointer,
    /// A page of a web site, such as a form to log in.
    WebPage,
    /// A file of Python's `pickle`, also within a zip file as PyTorch writes it.
    Pickle,
}

impl OtherContent {
    /// Recognises the content by the first bytes of a file.
    pub fn of(bytes: &[u8]) -> Option<OtherContent> {
        let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes).trim_ascii_start();
        let begins = |word: &[u8]| {
            text.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word))
        };
        if begins(b"version https://git-lfs") {
            Some(OtherContent::GitLfsPointer)
        } else if begins(b"<!doctype") || begins(b"<html") || begins(b"<?xml") {
            Some(OtherContent::WebPage)
        } else if matches!(
            bytes,
            [b'P', b'K', 3, 4, ..] | [0x80, 2..=5, b'}' | b']' | b'c' | 0x8a | 0x95, ..]
        ) {
            Some(OtherContent::Pickle)
        } else {
            None
        }
    }

    /// What it is, and the way out, as the end of a sentence about the file.
    pub fn reason(self) -> &'static str {
        match self {
            OtherContent::GitLfsPointer => {
                "it is a git-lfs pointer, a few lines that stand for a file that was not fetched; run `git lfs pull`, \
                 or download the file itself"
            }
            OtherContent::WebPage => {
                "it is a web page, as a server sends it in place of a file that needs a login; download the file \
                 itself"
            }
            OtherContent::Pickle => {
                "it is a pickle file, which can run any program when it is opened, so Brandish does not read it; get \
                 the model as .safetensors"
            }
        }
    }
}
