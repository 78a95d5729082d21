//! The files of a finished post: one picture, or a folder with a picture for each format, captions and a table of all.
//! Everything is made before anything is written, and no older file is touched unless the user chose it.

use super::bundle::{BundledPost, ExportExtras, pack, write_bundle};
use super::cutting::{Cutters, cut_whole, file_of};
use super::themes::Themes;
use crate::brand::Persona;
use crate::brief::{Format, Network};
use crate::engine::ElementLibrary;
use crate::files::{write_new, write_over};
use crate::post::{
    CheckedText, FileFormat, PostDocument, PostFonts, PostPicture, PostTheme, check_brand,
    check_text, encode_post, encode_post_as, paint_post,
};
use image::RgbaImage;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A post to be exported.
#[derive(Clone, Debug)]
pub struct PostExport {
    pub document: PostDocument,
    pub persona: Option<Arc<Persona>>,
    /// The files of its pictures by their numbers; not looked at for the sample, and none where one was removed.
    pub pictures: Vec<Option<PathBuf>>,
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
    All { folder: PathBuf, name: String, texts: Vec<ExportedText>, extras: ExportExtras },
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

/// The longer side at which posts are checked, pixels.
pub(super) const CHECKED_SIDE: u32 = 640;

/// What the posts of one document are made with.
pub(in crate::studio) struct PostMaker {
    document: PostDocument,
    persona: Option<Arc<Persona>>,
    picture: PostPicture,
    /// The bytes of the pictures' files, for their marks.
    sources: Vec<Vec<u8>>,
    theme: PostTheme,
    fonts: PostFonts,
    clean: bool,
}

impl PostMaker {
    /// Reads the pictures and cuts their subjects out. `pictures` are their files, in the document's order.
    ///
    /// # Errors
    /// In the user's words.
    pub fn open(
        document: &PostDocument,
        persona: Option<&Arc<Persona>>,
        files: &[Option<PathBuf>],
        clean: bool,
        themes: &mut Themes,
        cutters: &mut Cutters,
    ) -> Result<Self, String> {
        let (picture, sources) = pictures(document, files, cutters)?;
        let theme = themes.theme(persona).theme;
        let (document, persona, fonts) =
            (document.clone(), persona.cloned(), themes.fonts().clone());
        Ok(Self { document, persona, picture, sources, theme, fonts, clean })
    }

    fn paint(&self, format: &'static Format) -> Result<RgbaImage, String> {
        let version = self.document.version_for(format.id);
        let side = format.width.max(format.height);
        let look = (&self.theme, &self.fonts);
        let post = paint_post(version, Some(&self.picture), look, format, side);
        post.map(|post| post.image).map_err(|error| format!("{}: {error}", format.label))
    }

    /// The post in a format of the user's choice.
    ///
    /// # Errors
    /// In the user's words; so the next one.
    pub fn encoded(
        &self,
        format: &'static Format,
        file_format: FileFormat,
    ) -> Result<Vec<u8>, String> {
        let (image, network) = (self.paint(format)?, format.of_network());
        let bytes = encode_post_as(&image, file_format, network, &self.sources, self.clean);
        bytes.map_err(|error| error.to_string())
    }

    /// The post in the best file that its network accepts.
    pub fn best(&self, format: &'static Format) -> Result<(FileFormat, Vec<u8>), String> {
        let image = self.paint(format)?;
        let encoded = encode_post(&image, format.of_network(), &self.sources, self.clean);
        encoded.map_err(|error| error.to_string())
    }

    /// What the brand check finds on a post and in its text, in sentences.
    pub fn findings(&self, format: &'static Format, text: Option<&ExportedText>) -> Vec<String> {
        let persona = self.persona.as_deref();
        let brand = (persona, &self.theme, &self.fonts);
        let found = check_brand(&self.document, format, Some(&self.picture), brand, CHECKED_SIDE);
        let mut sentences: Vec<_> =
            found.iter().map(|finding| finding.finding.to_string()).collect();
        if let Some(text) = text {
            let text = CheckedText {
                network: format.of_network(),
                title: text.title.as_deref(),
                caption: &text.caption,
                alt_text: &text.alt_text,
            };
            sentences.extend(check_text(&text, persona).into_iter().map(|found| found.sentence));
        }
        sentences
    }
}

/// Writes the files; returns the file or the folder that was written.
///
/// # Errors
/// In the user's words, naming the format where it is about one. Nothing half-written stays.
pub(super) fn export(
    export: &PostExport,
    themes: &mut Themes,
    cutters: &mut Cutters,
) -> Result<PathBuf, String> {
    let (document, persona) = (&export.document, export.persona.as_ref());
    let maker =
        PostMaker::open(document, persona, &export.pictures, export.clean, themes, cutters)?;
    match &export.kind {
        ExportKind::As { format, to, file_format } => {
            let bytes = maker.encoded(format, *file_format)?;
            write_over(to, &bytes).map_err(|error| unwritable(to, &error))?;
            Ok(to.clone())
        }
        ExportKind::Into { format, folder, name, file_format } => {
            let bytes = maker.encoded(format, *file_format)?;
            let to = folder.join(format!("{name}.{}", file_format.extension()));
            write_new(&to, &bytes).map_err(|error| unwritable(&to, &error))
        }
        ExportKind::All { folder, name, texts, extras } => {
            let mut files = Vec::new();
            for format in document.known_formats() {
                let (file_format, bytes) = maker.best(format)?;
                let text = texts.iter().find(|text| text.network == format.of_network().id);
                let findings = match extras.approval_sheet {
                    true => maker.findings(format, text),
                    false => Vec::new(),
                };
                files.push(ExportedFile { format, file_format, bytes, findings });
            }
            if files.is_empty() {
                return Err("Choose at least one network first.".into());
            }
            let title = document.version.headline.replace('*', "");
            write_all((folder, name, &title), &files, texts, *extras, &maker.fonts)
        }
    }
}

/// The pictures of the post at their full size, and the bytes of their files for the marks that they carry.
fn pictures(
    document: &PostDocument,
    files: &[Option<PathBuf>],
    cutters: &mut Cutters,
) -> Result<(PostPicture, Vec<Vec<u8>>), String> {
    let mut cut = Vec::new();
    let mut sources = Vec::new();
    for ((source, selection), path) in document.pictures().zip(files) {
        let path = path.as_ref().ok_or("A picture of this post was removed.")?;
        let file = file_of(source, path)?;
        sources.push(read(&file)?);
        cut.push(cut_whole(source, &file, selection, cutters)?);
    }
    let mut cut = cut.into_iter();
    let first = cut.next().ok_or("The picture of this post was removed.")?;
    Ok((first.with_added(cut.map(Some).collect()), sources))
}

/// A post's file as it was written for a program that fetches it.
#[derive(Clone, Debug)]
pub struct PostFile {
    pub format: &'static Format,
    /// The file's name in its folder, which begins with the time.
    pub name: String,
    pub bytes: usize,
    /// What the brand check found, in sentences.
    pub findings: Vec<String>,
}

/// Makes the posts of all formats as files of one folder. Waits for the disk, and for the painting.
///
/// # Errors
/// In the user's words, naming the format where it is about one. Everything is made before anything is written.
pub fn make_post_files(
    export: &PostExport,
    folder: &Path,
    personas: PathBuf,
    library: Option<Arc<ElementLibrary>>,
) -> Result<Vec<PostFile>, String> {
    let mut themes = Themes::new(personas.clone());
    let cutters = &mut Cutters::new(library, personas);
    let (document, persona) = (&export.document, export.persona.as_ref());
    let maker =
        PostMaker::open(document, persona, &export.pictures, export.clean, &mut themes, cutters)?;
    let id = uuid::Uuid::now_v7();
    let mut made = Vec::new();
    for format in document.known_formats() {
        let (file_format, bytes) = maker.best(format)?;
        let name = format!("{id}_{}.{}", format.id, file_format.extension());
        made.push((name, format, bytes, maker.findings(format, None)));
    }
    let write = |(name, format, bytes, findings): (String, _, Vec<u8>, _)| {
        let path = folder.join(&name);
        write_over(&path, &bytes).map_err(|error| unwritable(&path, &error))?;
        Ok(PostFile { format, name, bytes: bytes.len(), findings })
    };
    made.into_iter().map(write).collect()
}

/// A post's file before it is written.
struct ExportedFile {
    format: &'static Format,
    file_format: FileFormat,
    bytes: Vec<u8>,
    findings: Vec<String>,
}

impl ExportedFile {
    /// Below the export's folder, with `/` between.
    fn name(&self) -> String {
        let network = self.format.of_network().id;
        format!("{network}/{}.{}", self.format.id, self.file_format.extension())
    }
}

fn write_all(
    (parent, name, title): (&Path, &str, &str),
    files: &[ExportedFile],
    texts: &[ExportedText],
    extras: ExportExtras,
    fonts: &PostFonts,
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
    write_bundle(&inner, title, &bundled(files, texts), extras, fonts)?;
    if extras.zip {
        pack(&inner, &inner.join(format!("{name}.zip")))?;
    }
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

/// The posts of the folder with their texts, planned for today.
fn bundled(files: &[ExportedFile], texts: &[ExportedText]) -> Vec<BundledPost> {
    let today = jiff::Timestamp::now().to_zoned_datetime(jiff::tz::TimeZone::system()).date();
    let post = |file: &ExportedFile| BundledPost {
        format: file.format,
        file: file.name(),
        date: today.to_string(),
        text: texts
            .iter()
            .find(|text| text.network == file.format.of_network().id)
            .cloned()
            .unwrap_or_default(),
        findings: file.findings.clone(),
        carousel: Some("carousel".into()),
    };
    files.iter().map(post).collect()
}

fn read(path: &Path) -> Result<Vec<u8>, String> {
    std::fs::read(path).map_err(|error| format!("{} cannot be read: {error}.", path.display()))
}

pub(in crate::studio) fn unwritable(path: &Path, error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
            format!("The disk is full: nothing more fits into {}.", path.display())
        }
        _ => format!("{} cannot be written: {error}", path.display()),
    }
}
