//! `POST /posts`: the picture of a job or a photo becomes finished posts, and their files are fetched from `/posts/{name}`.
//! The request is checked where the Studio is; painting and writing happen on a thread that may wait.

use super::error::ApiError;
use crate::brief::{BriefError, FORMATS, formats_named};
use crate::engine::ElementLibrary;
use crate::job::{Job, JobId, State};
use crate::post::{
    AddedPicture, CutSelection, FIRST_LAYOUT, MOST_PICTURES, PictureSource, PostDocument,
    PostVersion, every_layout,
};
use crate::studio::{
    ExportExtras, ExportKind, PostExport, Studio, StudioError, make_post_files, photo_named,
};
use axum::http::StatusCode;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The most characters of one text.
const MAX_WORDS: usize = crate::brief::caption::MAX_FACT_CHARS;
/// The files that are kept for fetching; older ones are removed.
const KEPT: usize = 400;

/// A request for finished posts of a job's picture or of a photo.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct PostsRequest {
    /// The job of the picture, which must be completed. Either this or `photo`.
    #[serde(default)]
    #[schemars(with = "Option<uuid::Uuid>")]
    job_id: Option<JobId>,
    /// A photo of your own in place of a job's picture, by its name; see /photos.
    #[serde(default)]
    #[schemars(extend("examples" = ["mug.jpg"]))]
    photo: Option<String>,
    /// Further pictures, by the ids of their jobs or the names of photos: beside the first, or in places of their own in
    /// the layouts before-after (2) and collage (2 to 4).
    #[serde(default)]
    #[schemars(length(max = 3))]
    added: Vec<String>,
    /// Show photos whole; by default their subjects are cut out.
    #[serde(default)]
    whole: bool,
    /// What the posts say first; words between asterisks get the brand's colour.
    #[schemars(length(min = 1, max = 280), extend("examples" = ["Run *lighter*"]))]
    headline: String,
    /// The brand, by its id; `none` for no brand. Default: the one chosen last.
    #[serde(default)]
    persona: Option<String>,
    /// The layout, by its id. Default: split.
    #[serde(default)]
    #[schemars(extend("examples" = ["split"]))]
    layout: Option<String>,
    /// A supporting line.
    #[serde(default)]
    #[schemars(length(max = 280))]
    line: Option<String>,
    /// A price, a date or a share.
    #[serde(default)]
    #[schemars(length(max = 280))]
    fact: Option<String>,
    /// What the reader is asked to do.
    #[serde(default)]
    #[schemars(length(max = 280))]
    call: Option<String>,
    /// Networks or formats, such as `instagram` or `x-wide`. Default: instagram.
    #[serde(default)]
    #[schemars(length(max = 28), extend("examples" = [["instagram", "x-wide"]]))]
    networks: Vec<String>,
}

/// The finished posts.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct PostsResponse {
    posts: Vec<PostRow>,
}

/// One post.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct PostRow {
    network: String,
    format: String,
    width: u32,
    height: u32,
    bytes: usize,
    /// The path of the file on this server; it stays for some hundred further posts.
    url: String,
    /// What the brand check found, one sentence each.
    findings: Vec<String>,
}

/// What is made, once it was checked.
pub(super) struct PostPlan {
    export: PostExport,
    personas: PathBuf,
    folder: PathBuf,
    /// Draws illustrations again.
    library: Option<Arc<ElementLibrary>>,
}

/// The folder of the files that programs fetch.
pub(super) fn folder(studio: &Studio) -> PathBuf {
    studio.home().data.join("posts-by-http")
}

impl PostsRequest {
    /// Checks everything that needs no painting.
    ///
    /// # Errors
    /// Where a value is invalid, or the job has no picture.
    pub(super) fn plan(self, studio: &Studio) -> Result<PostPlan, ApiError> {
        let headline = self.headline.trim().to_owned();
        if headline.is_empty() {
            return Err(ApiError::bad_value("“headline” is empty. Say what the posts say first."));
        }
        let [line, fact, call] = [self.line, self.fact, self.call].map(Option::unwrap_or_default);
        for (name, text) in
            [("headline", &headline), ("line", &line), ("fact", &fact), ("call", &call)]
        {
            let length = text.chars().count();
            if length > MAX_WORDS {
                let sentence =
                    format!("“{name}” has {length} characters; at most {MAX_WORDS} fit on a post.");
                return Err(ApiError::bad_value(sentence));
            }
        }
        let layout = self.layout.unwrap_or_else(|| FIRST_LAYOUT.to_owned());
        let count = 1 + self.added.len();
        check_layout(&layout, count)?;
        let networks = match self.networks.is_empty() {
            true => vec!["instagram".to_owned()],
            false => self.networks,
        };
        if networks.len() > FORMATS.len() {
            let sentence =
                format!("“networks” has {} names; at most {} fit.", networks.len(), FORMATS.len());
            return Err(ApiError::bad_value(sentence));
        }
        let formats = formats_named(&networks);
        let formats = formats.map_err(|error| ApiError::bad_value(error.to_string()))?;
        let persona = studio.speaker(self.persona.as_deref());
        let brand = match &persona {
            None => None,
            Some(id) => Some(studio.brands().get(id).ok_or_else(|| {
                ApiError::bad_value(format!("There is no persona “{id}”. See /personas."))
            })?),
        };
        let first = match (self.job_id, &self.photo) {
            (Some(id), None) => of_job(studio, id)?,
            (None, Some(name)) => of_photo(studio, name)?,
            (Some(_), Some(_)) => {
                return Err(ApiError::not_used("Send “job_id” or “photo”, not both."));
            }
            (None, None) => {
                return Err(ApiError::bad_value("Send “job_id” or “photo”: what the posts show."));
            }
        };
        let added: Vec<_> =
            self.added.iter().map(|name| named(studio, name)).collect::<Result<_, _>>()?;
        let mut sources = std::iter::once(&first).chain(&added);
        if self.whole && !sources.any(|(source, _)| matches!(source, PictureSource::Photo(_))) {
            return Err(ApiError::not_used(
                "“whole” is for photos, and these are pictures of jobs.",
            ));
        }
        let cut = |source: &PictureSource| CutSelection {
            enabled: !(self.whole && matches!(source, PictureSource::Photo(_))),
            ..CutSelection::default()
        };
        let version = PostVersion {
            layout,
            headline,
            line,
            fact,
            call,
            handle: brand.map_or(String::new(), |brand| brand.handle.clone()),
            ..PostVersion::default()
        };
        let document = PostDocument {
            cut: cut(&first.0),
            added: added
                .iter()
                .map(|(source, _)| AddedPicture {
                    source: source.clone(),
                    cut: cut(source),
                    product: None,
                })
                .collect(),
            source: first.0,
            brand: persona,
            version,
            formats: formats.iter().map(|format| format.id.to_owned()).collect(),
            ..PostDocument::default()
        };
        let folder = folder(studio);
        let (texts, extras) = (Vec::new(), ExportExtras::default());
        let kind = ExportKind::All { folder: folder.clone(), name: String::new(), texts, extras };
        let persona = brand.cloned().map(Arc::new);
        let pictures = std::iter::once(first.1).chain(added.into_iter().map(|(_, path)| path));
        let pictures = pictures.map(Some).collect();
        let export = PostExport { document, persona, pictures, kind, clean: false };
        let (personas, library) = (studio.home().personas(), studio.catalog().elements.clone());
        Ok(PostPlan { export, personas, library, folder })
    }
}

/// A picture with its file.
type Named = (PictureSource, PathBuf);

fn of_job(studio: &Studio, id: JobId) -> Result<Named, ApiError> {
    let job = studio.job(id).ok_or_else(|| ApiError::from(StudioError::NoSuchJob(id)))?;
    Ok((PictureSource::Job(id), picture_of(job)?))
}

fn of_photo(studio: &Studio, name: &str) -> Result<Named, ApiError> {
    let path = photo_named(studio.home(), name);
    let path = path.ok_or_else(|| BriefError::PhotoUnknown(name.to_owned()))?;
    Ok((PictureSource::Photo(path.clone()), path))
}

/// A further picture: of a job where it is the id of one, else a photo.
fn named(studio: &Studio, name: &str) -> Result<Named, ApiError> {
    match name.parse::<JobId>() {
        Ok(id) => of_job(studio, id),
        Err(_) => of_photo(studio, name),
    }
}

/// Whether a layout shows so many pictures.
fn check_layout(id: &str, count: usize) -> Result<(), ApiError> {
    let Some(layout) = every_layout().iter().find(|layout| layout.id == id) else {
        let ids: Vec<_> = every_layout().iter().map(|layout| layout.id.as_str()).collect();
        let ids = ids.join(", ");
        return Err(ApiError::bad_value(format!("There is no layout “{id}”. There are: {ids}.")));
    };
    // In a layout with one place, further pictures stand beside the first.
    let most = if layout.pictures > 1 { layout.pictures_most } else { MOST_PICTURES };
    if count > most {
        let sentence =
            format!("“added”: the layout “{id}” shows {most} pictures at most, not {count}.");
        return Err(ApiError::bad_value(sentence));
    }
    if count < layout.pictures {
        let needs = layout.pictures;
        let sentence =
            format!("The layout “{id}” needs {needs} pictures. Name the others in “added”.");
        return Err(ApiError::bad_value(sentence));
    }
    Ok(())
}

fn picture_of(job: &Job) -> Result<PathBuf, ApiError> {
    match (job.picture(), job.state()) {
        (Some(picture), State::Done) => Ok(picture.path.clone()),
        (_, state) => {
            let state = match job.task.picture() {
                Some(_) => state.words().to_lowercase(),
                None => "a caption, which has no picture".to_owned(),
            };
            let sentence = format!("The job {} is {state}. Its posts need its picture.", job.id);
            Err(ApiError::new(StatusCode::CONFLICT, "no_picture", sentence))
        }
    }
}

impl PostPlan {
    /// Makes the posts. Waits for the disk and for the painting.
    ///
    /// # Errors
    /// Where words do not fit, the picture cannot be read, or the files cannot be written.
    pub(super) fn make(self) -> Result<PostsResponse, ApiError> {
        let refused = |sentence: String| {
            ApiError::new(StatusCode::UNPROCESSABLE_ENTITY, "post_refused", sentence)
        };
        let files = make_post_files(&self.export, &self.folder, self.personas, self.library);
        let files = files.map_err(refused)?;
        crate::files::keep_newest(&self.folder, KEPT);
        let row = |file: crate::studio::PostFile| PostRow {
            network: file.format.of_network().id.to_owned(),
            format: file.format.id.to_owned(),
            width: file.format.width,
            height: file.format.height,
            bytes: file.bytes,
            url: format!("/posts/{}", file.name),
            findings: file.findings,
        };
        Ok(PostsResponse { posts: files.into_iter().map(row).collect() })
    }
}

/// The bytes of a post's file and their kind. Waits for the disk.
///
/// # Errors
/// The same for every name that is not a post's.
pub(super) fn read(folder: &Path, name: &str) -> Result<(&'static str, Vec<u8>), ApiError> {
    let kind = if name.ends_with(".png") { "image/png" } else { "image/jpeg" };
    super::pictures::read_ending(folder, name, &[".png", ".jpg"]).map(|bytes| (kind, bytes))
}
