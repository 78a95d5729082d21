//! The thread that reads and writes what belongs to posts: documents, photos, cut-outs, exports, in the order in which
//! they are requested. Where several cut-outs wait, only the newest is made.

use super::PostPaths;
use super::cutting::{OpenPicture, Opened};
use super::export::{CHECKED_SIDE, PostExport, export};
use super::photos::{KeptPhoto, add_photo, add_pixels, newest_photos};
use super::themes::Themes;
use crate::brand::Persona;
use crate::files::write_over;
use crate::post::{
    BrandFinding, CutSelection, PictureSource, PostDocument, PostPicture, check_brand,
};
use crossbeam_channel::{Receiver, Sender};
use image::RgbaImage;
use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What is done on request.
#[derive(Clone, Debug)]
pub enum PostRequest {
    /// Reads the document of a source, if there is one.
    Open {
        source: PictureSource,
    },
    /// Reads the picture of a source if it is another than last time, and cuts it out.
    Cut {
        source: PictureSource,
        path: PathBuf,
        cut: CutSelection,
    },
    /// Writes a document.
    Keep(Box<PostDocument>),
    /// Copies a photo of the user into the home.
    AddPhoto(PathBuf),
    /// Keeps a pasted picture in the home.
    AddPixels(Arc<RgbaImage>),
    /// Lists the newest photos of the home.
    ListPhotos,
    Export(Box<PostExport>),
    /// Checks a post against its brand on every network.
    Check(Box<PostCheck>),
}

/// A post to be checked.
#[derive(Clone, Debug)]
pub struct PostCheck {
    pub document: PostDocument,
    pub persona: Option<Arc<Persona>>,
    pub picture: PostPicture,
}

/// A response. An error is a sentence for the user.
#[derive(Clone, Debug)]
pub enum PostResponse {
    /// The kept document of a source; `None` where there is none that can be read.
    Opened {
        source: PictureSource,
        document: Option<Box<PostDocument>>,
    },
    Cut {
        source: PictureSource,
        cut: CutSelection,
        picture: Result<OpenPicture, String>,
    },
    /// A document could not be kept.
    NotKept(String),
    /// The photo's path in the home.
    Added(Result<PathBuf, String>),
    /// The newest photos of the home, newest first.
    Photos(Vec<KeptPhoto>),
    /// The file or folder that was written.
    Exported(Result<PathBuf, String>),
    /// What the brand check found on this document.
    Checked(Box<PostDocument>, Vec<BrandFinding>),
}

/// Works until the window is closed and every request is worked off.
pub(super) fn handle_all(
    inbox: &Receiver<PostRequest>,
    outbox: &Sender<PostResponse>,
    paths: PostPaths,
    wake: &dyn Fn(),
) {
    let mut thread = FileThread { paths, themes: None, opened: None, photos: Vec::new() };
    let mut waiting = VecDeque::new();
    while let Some(request) = waiting.pop_front().or_else(|| inbox.recv().ok()) {
        waiting.extend(inbox.try_iter());
        let is_cut = |request: &PostRequest| matches!(request, PostRequest::Cut { .. });
        if is_cut(&request) && waiting.iter().any(is_cut) {
            continue;
        }
        if let Some(response) = thread.handle(request) {
            // The receiver may be gone; the request is carried out all the same.
            outbox.send(response).ok();
            wake();
        }
    }
}

struct FileThread {
    paths: PostPaths,
    themes: Option<Themes>,
    opened: Option<Opened>,
    photos: Vec<KeptPhoto>,
}

impl FileThread {
    fn handle(&mut self, request: PostRequest) -> Option<PostResponse> {
        Some(match request {
            PostRequest::Open { source } => {
                let document = read_document(&self.paths.documents, &source).map(Box::new);
                PostResponse::Opened { source, document }
            }
            PostRequest::Cut { source, path, cut } => {
                let picture = guarded(|| self.cut(&source, &path, &cut));
                PostResponse::Cut { source, cut, picture }
            }
            PostRequest::Keep(document) => {
                let error = keep_document(&self.paths.documents, &document).err()?;
                PostResponse::NotKept(error)
            }
            PostRequest::AddPhoto(path) => {
                PostResponse::Added(guarded(|| add_photo(&self.paths.photos, &path)))
            }
            PostRequest::AddPixels(picture) => {
                PostResponse::Added(add_pixels(&self.paths.photos, &picture))
            }
            PostRequest::ListPhotos => {
                self.photos = newest_photos(&self.paths.photos, &self.photos);
                PostResponse::Photos(self.photos.clone())
            }
            PostRequest::Export(request) => {
                let personas = self.paths.personas.clone();
                let themes = self.themes.get_or_insert_with(|| Themes::new(personas));
                PostResponse::Exported(guarded(|| export(&request, themes)))
            }
            PostRequest::Check(request) => self.check(*request),
        })
    }

    fn check(&mut self, request: PostCheck) -> PostResponse {
        let PostCheck { document, persona, picture } = request;
        let personas = self.paths.personas.clone();
        let themes = self.themes.get_or_insert_with(|| Themes::new(personas));
        let theme = themes.theme(persona.as_ref()).theme;
        let brand = (persona.as_deref(), &theme, themes.fonts());
        let of_format =
            |format| check_brand(&document, format, Some(&picture), brand, CHECKED_SIDE);
        let found = document.known_formats().into_iter().flat_map(of_format).collect();
        PostResponse::Checked(Box::new(document), found)
    }

    fn cut(
        &mut self,
        source: &PictureSource,
        path: &Path,
        cut: &CutSelection,
    ) -> Result<OpenPicture, String> {
        let opened = match self.opened.take().filter(|opened| opened.source == *source) {
            Some(opened) => self.opened.insert(opened),
            None => self.opened.insert(Opened::read(source, path)?),
        };
        opened.cut(cut)
    }
}

/// What panics inside becomes an error, so that one damaged file does not end the thread.
fn guarded<T>(work: impl FnOnce() -> Result<T, String>) -> Result<T, String> {
    let done = catch_unwind(AssertUnwindSafe(work));
    done.unwrap_or_else(|_| Err("This picture cannot be used. Choose another one.".into()))
}

fn document_path(folder: &Path, source: &PictureSource) -> PathBuf {
    folder.join(format!("{}.json", source.file_stem()))
}

fn read_document(folder: &Path, source: &PictureSource) -> Option<PostDocument> {
    let path = document_path(folder, source);
    let text = std::fs::read_to_string(&path).ok()?;
    match serde_json::from_str::<PostDocument>(&text) {
        Ok(document) => Some(PostDocument { source: source.clone(), ..document }),
        Err(error) => {
            tracing::warn!("{} cannot be read: {error}", path.display());
            // Set aside: the next version is written under the same name.
            std::fs::rename(&path, path.with_extension("damaged")).ok();
            None
        }
    }
}

fn keep_document(folder: &Path, document: &PostDocument) -> Result<(), String> {
    let failed = |error: &dyn std::fmt::Display| format!("The post could not be saved: {error}");
    let text = serde_json::to_string_pretty(document).map_err(|error| failed(&error))?;
    let path = document_path(folder, &document.source);
    write_over(&path, text.as_bytes()).map_err(|error| failed(&error))
}
