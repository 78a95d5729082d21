//! `POST /posts`: the picture of a job becomes finished posts, and their files are fetched from `/posts/{name}`.
//! The request is checked where the Studio is; painting and writing happen on a thread that may wait.

use super::error::ApiError;
use crate::brief::{FORMATS, formats_named};
use crate::engine::ElementLibrary;
use crate::job::{Job, JobId, State};
use crate::post::{FIRST_LAYOUT, PictureSource, PostDocument, PostVersion, post_layouts};
use crate::studio::{ExportExtras, ExportKind, PostExport, Studio, StudioError, make_post_files};
use axum::http::StatusCode;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The most characters of one text.
const MAX_WORDS: usize = crate::brief::caption::MAX_FACT_CHARS;
/// The files that are kept for fetching; older ones are removed.
const KEPT: usize = 400;

/// A request for finished posts of a job's picture.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct PostsRequest {
    /// The job of the picture, which must be completed.
    #[schemars(with = "uuid::Uuid")]
    job_id: JobId,
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
        if !post_layouts().any(|known| known.id == layout) {
            let ids: Vec<_> = post_layouts().map(|layout| layout.id.as_str()).collect();
            let ids = ids.join(", ");
            let sentence = format!("There is no layout “{layout}”. There are: {ids}.");
            return Err(ApiError::bad_value(sentence));
        }
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
        let job = studio
            .job(self.job_id)
            .ok_or_else(|| ApiError::from(StudioError::NoSuchJob(self.job_id)))?;
        let picture = picture_of(job)?;
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
            source: PictureSource::Job(job.id),
            brand: persona,
            version,
            formats: formats.iter().map(|format| format.id.to_owned()).collect(),
            ..PostDocument::default()
        };
        let folder = folder(studio);
        let (texts, extras) = (Vec::new(), ExportExtras::default());
        let kind = ExportKind::All { folder: folder.clone(), name: String::new(), texts, extras };
        let persona = brand.cloned().map(Arc::new);
        let pictures = vec![Some(picture)];
        let export = PostExport { document, persona, pictures, kind, clean: false };
        let (personas, library) = (studio.home().personas(), studio.catalog().elements.clone());
        Ok(PostPlan { export, personas, library, folder })
    }
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
