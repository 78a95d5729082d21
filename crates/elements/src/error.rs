//! Why an element was refused, in the user's words, with the way out.
//! Knows nothing of how elements are drawn.

/// Why there is no element.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum ElementError {
    /// The packed drawings or their vectors are damaged; the text says where.
    #[error(
        "The illustrations that come with the program are damaged: {0}. Install the program again."
    )]
    Damaged(String),
    /// No element has this name.
    #[error("There is no illustration named “{0}”. Search for one by what it shows.")]
    Unknown(String),
    /// The element comes in one skin tone only.
    #[error("“{0}” comes in one skin tone only.")]
    NoTone(String),
    /// A drawing cannot be read.
    #[error("It is no SVG that can be read: {0}.")]
    Unreadable(String),
    /// A picture cannot be read.
    #[error("It is no SVG, PNG or WebP that can be read.")]
    UnreadablePicture,
    /// The file is too large.
    #[error("It is larger than {0} MB. Save it smaller.")]
    TooLarge(usize),
    /// The drawing names a file or an address.
    #[error("It links to “{0}” outside of the file. Embed what it links to, or remove the link.")]
    Link(String),
    /// The drawing has text, which would look different on every computer.
    #[error(
        "Its letters are text. Convert them to outlines, so that they look the same everywhere."
    )]
    Text,
    /// The drawing holds something that is never run or read.
    #[error("It has “{0}” in it, which is not allowed in an illustration. Save it as plain SVG.")]
    Forbidden(String),
    /// The drawing is nested or repeated so much that it would not be drawn in reasonable time.
    #[error("It is too complex to draw: it has more than {0} parts. Simplify it.")]
    TooComplex(usize),
    /// The drawing's groups lie within each other too often, or a part is repeated within itself.
    #[error(
        "Its groups lie more than {0} deep within each other, or a part repeats itself. Ungroup some of it."
    )]
    TooDeep(usize),
    /// So many blurs, masks, patterns and such steps would take minutes.
    #[error(
        "It has more than {0} effects, such as blurs, masks and patterns. Simplify it, or save it as a PNG picture."
    )]
    TooManyEffects(usize),
    /// So long lines would take minutes.
    #[error("Its lines have more than {0} pieces. Simplify them, or save it as a PNG picture.")]
    TooManyPieces(usize),
    /// Noise of so many octaves would take hours.
    #[error(
        "Its noise (feTurbulence) has more than {0} octaves. Use fewer, or save it as a PNG picture."
    )]
    TooManyOctaves(u32),
    /// So large a matrix on every pixel would take minutes.
    #[error(
        "Its matrix (feConvolveMatrix) has more than {0} values. Use a smaller one, or save it as a PNG picture."
    )]
    MatrixTooLarge(u32),
    /// Nothing of the file can be seen.
    #[error(
        "It shows nothing: all of it is empty or transparent. Save it again with something on its page."
    )]
    Empty,
    /// A folder, a link or a device.
    #[error("It is a folder, a link or a device. Put the file itself into the folder.")]
    NoFile,
    /// A size in pixels that is not drawn.
    #[error("An illustration of {0}x{1} pixels cannot be drawn; each side may have 1 to 8,192.")]
    Size(u32, u32),
    /// A scene without elements, or with too many.
    #[error("A scene has one to three illustrations; this one has {0}.")]
    SceneOf(usize),
    /// The user's folder cannot be read.
    #[error("The folder {0} cannot be read: {1}.")]
    Folder(String, String),
}
