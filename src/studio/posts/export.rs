//! The files of a finished post: one picture, or a folder with a picture for each format, captions and a table of all.
//! Everything is made before anything is written, and no older file is touched unless the user chose it.

use super::cutting::{cut_whole, file_of};
use super::element_cut::ElementCutter;
use super::themes::Themes;
use crate::brand::Persona;
use crate::brief::{Format, Network};
use crate::files::{write_new, write_over};
use crate::post::{FileFormat, PaintedPost, PostDocument, encode_post, encode_post_as, paint_post};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A post to be exported.
#[derive(Clone, Debug)]
pub struct PostExport {
    pub document: PostDocument,
    pub persona: Option<Arc<Persona>>,
    /// The file of its picture; not looked at for the sample.
    pub picture: PathBuf,
    pub kind: ExportKind,
    /// Leave the prompt out of the files; the mark of a model's picture stays.
    pub clean: bool,
}

/// Which files are made.
#[derive(Clone, Debug)]
pub enum ExportKind {
    /// One format's post as this file, which replaces an older one: the dialog has asked.
    As { format: &'static Format, to: PathBuf, file_format: FileFormat },
    /// One format's post in a folder, under a name that is free.
    Into { format: &'static Format, folder: PathBuf, name: String, file_format: FileFormat },
    /// Every format's post with the texts, in a new folder of that name inside of `folder`.
    All { folder: PathBuf, name: String, texts: Vec<ExportedText> },
}

/// The text that goes with the posts on one network.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ExportedText {
    /// The network's id.
    pub network: String,
    pub title: Option<String>,
    /// As it is posted, hashtags included.
    pub caption: String,
    pub alt_text: String,
    pub hashtags: Vec<String>,
}

/// Writes the files; returns the file or the folder that was written.
///
/// # Errors
/// In the user's words, naming the format where it is about one. Nothing half-written stays.
pub(super) fn export(
    export: &PostExport,
    themes: &mut Themes,
    elements: &ElementCutter,
) -> Result<PathBuf, String> {
    let file = file_of(&export.document.source, &export.picture)?;
    let source = read(&file)?;
    let picture = cut_whole(&file, &export.document.cut, elements)?;
    let dressed = themes.theme(export.persona.as_ref());
    let paint = |format: &'static Format| -> Result<PaintedPost, String> {
        let version = export.document.version_for(format.id);
        let side = format.width.max(format.height);
        let look = (&dressed.theme, themes.fonts());
        let post = paint_post(version, Some(&picture), look, format, side);
        post.map_err(|error| format!("{}: {error}", format.label))
    };
    let sources = [source];
    let one = |format: &'static Format, file_format: FileFormat| -> Result<Vec<u8>, String> {
        let (image, network) = (paint(format)?.image, format.of_network());
        let bytes = encode_post_as(&image, file_format, network, &sources, export.clean);
        bytes.map_err(|error| error.to_string())
    };
    match &export.kind {
        ExportKind::As { format, to, file_format } => {
            let bytes = one(format, *file_format)?;
            write_over(to, &bytes).map_err(|error| unwritable(to, &error))?;
            Ok(to.clone())
        }
        ExportKind::Into { format, folder, name, file_format } => {
            let bytes = one(format, *file_format)?;
            let to = folder.join(format!("{name}.{}", file_format.extension()));
            write_new(&to, &bytes).map_err(|error| unwritable(&to, &error))
        }
        ExportKind::All { folder, name, texts } => {
            let mut files = Vec::new();
            for format in export.document.known_formats() {
                let (image, network) = (paint(format)?.image, format.of_network());
                let encoded = encode_post(&image, network, &sources, export.clean);
                let (file_format, bytes) = encoded.map_err(|error| error.to_string())?;
                files.push(ExportedFile { format, file_format, bytes });
            }
            if files.is_empty() {
                return Err("Choose at least one network first.".into());
            }
            write_all(folder, name, &files, texts)
        }
    }
}

/// A post's file before it is written.
struct ExportedFile {
    format: &'static Format,
    file_format: FileFormat,
    bytes: Vec<u8>,
}

impl ExportedFile {
    /// Below the export's folder, with `/` between.
    fn name(&self) -> String {
        let network = self.format.of_network().id;
        format!("{network}/{}.{}", self.format.id, self.file_format.extension())
    }
}

fn write_all(
    parent: &Path,
    name: &str,
    files: &[ExportedFile],
    texts: &[ExportedText],
) -> Result<PathBuf, String> {
    let failed = |error: io::Error| unwritable(parent, &error);
    std::fs::create_dir_all(parent).map_err(failed)?;
    // Written aside and renamed when it is whole: a folder with the name holds all of its files.
    let aside = tempfile::Builder::new().prefix(".brandish-").tempdir_in(parent).map_err(failed)?;
    let inner = aside.path().join("posts");
    for file in files {
        write_over(&inner.join(file.name()), &file.bytes).map_err(failed)?;
    }
    let mut networks: Vec<&Network> = files.iter().map(|file| file.format.of_network()).collect();
    networks.sort_unstable_by_key(|network| network.id);
    networks.dedup_by_key(|network| network.id);
    for network in networks {
        let Some(text) = texts.iter().find(|text| text.network == network.id) else { continue };
        let write = |name: &str, text: &str| {
            let path = inner.join(network.id).join(name);
            write_over(&path, format!("{text}\n").as_bytes()).map_err(failed)
        };
        let title = text.title.as_ref().map_or(String::new(), |title| format!("{title}\n\n"));
        write("caption.txt", &format!("{title}{}", text.caption))?;
        write("alternative-text.txt", &text.alt_text)?;
    }
    let table = table(files, texts)?;
    write_over(&inner.join("posts.csv"), &table).map_err(failed)?;
    for attempt in 1.. {
        let goal = match attempt {
            1 => parent.join(name),
            attempt => parent.join(format!("{name}-{attempt}")),
        };
        // A rename would silently take the place of an empty folder.
        if goal.exists() {
            continue;
        }
        return std::fs::rename(&inner, &goal).map(|()| goal).map_err(failed);
    }
    unreachable!("some number is free")
}

/// One line for each picture, as importers of planners read it.
fn table(files: &[ExportedFile], texts: &[ExportedText]) -> Result<Vec<u8>, String> {
    let now = jiff::Timestamp::now().to_zoned_datetime(jiff::tz::TimeZone::system());
    let date = now.date().to_string();
    let mut table = csv::Writer::from_writer(Vec::new());
    let none = ExportedText::default();
    let write = |table: &mut csv::Writer<Vec<u8>>| -> csv::Result<()> {
        table.write_record([
            "network",
            "date",
            "file",
            "caption",
            "alternative text",
            "hashtags",
        ])?;
        for file in files {
            let network = file.format.of_network();
            let text = texts.iter().find(|text| text.network == network.id).unwrap_or(&none);
            let hashtags = text.hashtags.join(" ");
            let name = file.name();
            let row = [network.name, &date, &name, &text.caption, &text.alt_text, &hashtags];
            table.write_record(row)?;
        }
        Ok(())
    };
    write(&mut table).map_err(|error| error.to_string())?;
    table.into_inner().map_err(|error| error.to_string())
}

fn read(path: &Path) -> Result<Vec<u8>, String> {
    std::fs::read(path).map_err(|error| format!("{} cannot be read: {error}.", path.display()))
}

fn unwritable(path: &Path, error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
            format!("The disk is full: nothing more fits into {}.", path.display())
        }
        _ => format!("{} cannot be written: {error}", path.display()),
    }
}
