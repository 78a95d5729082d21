//! The thread that reads and writes what belongs to posts: documents, photos, cut-outs, exports, in the order in which
//! they are requested. Where several cut-outs wait, only the newest is made.

use super::PostPaths;
use super::cutting::{Cutters, OpenPart, OpenPicture, Opened, WantedPicture};
use super::export::{CHECKED_SIDE, PostExport, export};
use super::photos::{KeptPhoto, add_photo, add_pixels, add_with_cutout, newest_photos};
use super::themes::Themes;
use crate::brand::{Persona, PersonaId, Product};
use crate::files::write_over;
use crate::post::{BrandFinding, PictureSource, PostDocument, PostPicture, check_brand};
use crate::studio::products::{NewProduct, product_files, product_of_photo};
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
    /// Reads the pictures of a post, those that are others than last time, and cuts them out.
    Cut(Vec<WantedPicture>),
    /// Writes a document.
    Keep(Box<PostDocument>),
    /// Copies a photo of the user into the home: to be the post's picture, or another one beside it.
    AddPhoto {
        path: PathBuf,
        beside: bool,
    },
    /// Keeps a pasted picture in the home.
    AddPixels(Arc<RgbaImage>),
    /// Copies a product's photo and its cut-out into the home, as `AddPhoto`.
    UseProduct {
        brand: PersonaId,
        product: Box<Product>,
        beside: bool,
    },
    /// Copies a photo into a brand's folder and cuts it out: a new product, beside `others`.
    AddProduct {
        brand: PersonaId,
        others: Vec<Product>,
        photo: PathBuf,
    },
    /// Lists the newest photos of the home.
    ListPhotos,
    /// The model that finds the object at a place is installed in this folder, or there is none.
    UseFinder(Option<PathBuf>),
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
        wanted: Vec<WantedPicture>,
        picture: Result<Box<OpenPicture>, String>,
    },
    /// A document could not be kept.
    NotKept(String),
    /// The photo's path in the home.
    Added {
        photo: Result<PathBuf, String>,
        /// The product that the photo shows, where it is known.
        product: Option<Box<Product>>,
        beside: bool,
    },
    ProductAdded {
        brand: PersonaId,
        product: Result<Box<NewProduct>, String>,
    },
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
    (paths, cutters): (PostPaths, Cutters),
    wake: &dyn Fn(),
) {
    let mut thread =
        FileThread { paths, cutters, themes: None, opened: Vec::new(), photos: Vec::new() };
    let mut waiting = VecDeque::new();
    while let Some(request) = waiting.pop_front().or_else(|| inbox.recv().ok()) {
        waiting.extend(inbox.try_iter());
        let is_cut = |request: &PostRequest| matches!(request, PostRequest::Cut(_));
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
    cutters: Cutters,
    themes: Option<Themes>,
    /// The pictures of the last request.
    opened: Vec<Opened>,
    photos: Vec<KeptPhoto>,
}

impl FileThread {
    fn handle(&mut self, request: PostRequest) -> Option<PostResponse> {
        Some(match request {
            PostRequest::Open { source } => {
                let document = read_document(&self.paths.documents, &source).map(Box::new);
                PostResponse::Opened { source, document }
            }
            PostRequest::Cut(wanted) => {
                let picture = self.cut(&wanted).map(Box::new);
                PostResponse::Cut { wanted, picture }
            }
            PostRequest::Keep(document) => {
                let error = keep_document(&self.paths.documents, &document).err()?;
                PostResponse::NotKept(error)
            }
            PostRequest::AddPhoto { path, beside } => {
                let photo = guarded(|| add_photo(&self.paths.photos, &path));
                PostResponse::Added { photo, product: None, beside }
            }
            PostRequest::AddPixels(picture) => {
                let photo = add_pixels(&self.paths.photos, &picture);
                PostResponse::Added { photo, product: None, beside: false }
            }
            PostRequest::UseProduct { brand, product, beside } => {
                let photo = product_files(&self.paths.personas, &brand, &product).and_then(
                    |(photo, cutout)| {
                        add_with_cutout(&self.paths.photos, &photo, cutout.as_deref())
                    },
                );
                PostResponse::Added { photo, product: Some(product), beside }
            }
            PostRequest::AddProduct { brand, others, photo } => {
                let add = || product_of_photo(&self.paths.personas, &brand, &others, &photo);
                let product = guarded(add).map(Box::new);
                PostResponse::ProductAdded { brand, product }
            }
            PostRequest::ListPhotos => {
                self.photos = newest_photos(&self.paths.photos, &self.photos);
                PostResponse::Photos(self.photos.clone())
            }
            PostRequest::UseFinder(folder) => {
                self.cutters.finder.set_folder(folder);
                return None;
            }
            PostRequest::Export(request) => {
                let personas = self.paths.personas.clone();
                let themes = self.themes.get_or_insert_with(|| Themes::new(personas));
                let cutters = &mut self.cutters;
                PostResponse::Exported(guarded(|| export(&request, themes, cutters)))
            }
            PostRequest::Check(request) => self.check(*request),
        })
    }

    /// Cuts out every picture. Without the first there is no post; an added one that cannot be had is left out and named.
    fn cut(&mut self, wanted: &[WantedPicture]) -> Result<OpenPicture, String> {
        let mut parts = Vec::new();
        let mut notes = Vec::new();
        let mut opened = Vec::new();
        for (number, one) in wanted.iter().enumerate() {
            match (guarded(|| self.cut_one(one, &mut opened)), number) {
                (Err(sentence), 0) => return Err(sentence),
                (Err(sentence), _) => {
                    notes.push(sentence);
                    parts.push(None);
                }
                (Ok(part), _) => parts.push(Some(part)),
            }
        }
        self.opened = opened;
        let picture = |part: &Option<OpenPart>| part.as_ref().map(|part| part.picture.clone());
        let mut pictures = parts.iter().map(picture);
        let first = pictures.next().flatten().ok_or("A post needs a picture.")?;
        Ok(OpenPicture { picture: first.with_added(pictures.collect()), parts, notes })
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

    fn cut_one(
        &mut self,
        wanted: &WantedPicture,
        opened: &mut Vec<Opened>,
    ) -> Result<OpenPart, String> {
        let path = wanted.path.as_ref().ok_or("The picture was removed.")?;
        let known = self.opened.iter().position(|opened| opened.source == wanted.source);
        let mut picture = match known {
            Some(at) => self.opened.swap_remove(at),
            None => Opened::read(&wanted.source, path, &self.cutters.elements)?,
        };
        let part = picture.cut(&wanted.cut, &mut self.cutters.finder);
        opened.push(picture);
        part
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
