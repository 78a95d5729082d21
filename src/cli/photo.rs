//! What the commands that work on a photo share: the file that is read, the file that is written, and the answer.

use super::{CliError, shown};
use crate::files;
use crate::post::{EncodeError, FileFormat, encode_photo, read_photo};
use image::RgbaImage;
use std::path::{Path, PathBuf};

/// A photo with its file, and where its result goes.
pub(super) struct Task {
    pub(super) picture: RgbaImage,
    source: Vec<u8>,
    out: PathBuf,
    format: FileFormat,
}

impl Task {
    /// Checks the name of the result first, then reads the photo.
    pub(super) fn new(file: &Path, out: &Path) -> Result<Task, CliError> {
        let name = out.file_name().unwrap_or_default().to_string_lossy();
        let format = FileFormat::of_name(&name, 95).ok_or_else(|| {
            CliError::BadInput(format!(
                "“{name}” names no picture format. End it in .png, .jpg or .webp."
            ))
        })?;
        let folder = out.parent().filter(|folder| !folder.as_os_str().is_empty());
        if let Some(folder) = folder.filter(|folder| !folder.is_dir()) {
            return Err(CliError::BadInput(format!("There is no folder {}.", folder.display())));
        }
        let source = files::read_picture_file(file)
            .map_err(|error| CliError::BadInput(error.to_string()))?;
        let picture = read_photo(&source)
            .map_err(|error| CliError::BadInput(format!("{}: {error}", file.display())))?;
        Ok(Task { picture, source, out: out.to_owned(), format })
    }

    /// Writes the result whole, in the place of an older file of that name.
    pub(super) fn write(&self, picture: &RgbaImage) -> Result<(), CliError> {
        let bytes = encode_photo(picture, self.format, &self.source)
            .map_err(|error: EncodeError| CliError::Failed(error.to_string()))?;
        files::write_over(&self.out, &bytes).map_err(|error| {
            CliError::Failed(format!("{} cannot be written: {error}", self.out.display()))
        })
    }

    pub(super) fn out(&self) -> String {
        shown(&self.out)
    }
}
