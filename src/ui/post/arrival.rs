//! What arrives at the post editor: a job or a photo to make a post of, its document from disk, its picture,
//! its paintings. What the user should know about it is returned to the app.

use super::products::{headline, spoken};
use super::suggestions::{Topic, first_version};
use super::{PostEditor, PostPictureState};
use crate::brand::{Persona, Product};
use crate::brief::{Brief, format};
use crate::job::JobId;
use crate::post::{CutSelection, PictureSource, PostDocument, PostVersion};
use crate::studio::{PostRequest, PostResponse, Studio};
use crate::ui::text;
use egui::Context;
use std::path::PathBuf;
use std::time::Instant;

/// Paintings taken in one frame at most: each is handed to the graphics card.
const PAINTINGS: usize = 6;

impl PostEditor {
    /// Opens the post of a job's picture: as it was left, or with first words.
    pub fn open_job(&mut self, studio: &Studio, id: JobId, brief: &Brief) {
        let source = PictureSource::Job(id);
        self.open = true;
        if self.document.source == source {
            return;
        }
        self.keep_now(studio);
        let Some(job) = studio.job(id) else { return };
        let spec = job.task.picture();
        let own = spec.and_then(|spec| spec.persona()).map(|snapshot| snapshot.persona.clone());
        let brand = own.or_else(|| brief.persona.clone());
        let persona = brand.as_ref().and_then(|id| studio.brands().get(id));
        let topic = Topic::of_job(studio, job);
        let draws_things = studio.catalog().traits(job.task.model());
        let draws_things = draws_things.is_some_and(|traits| traits.draws_cutouts);
        let mut document = PostDocument {
            source: source.clone(),
            brand: persona.map(|persona| persona.id.clone()),
            cut: CutSelection { enabled: draws_things, ..CutSelection::default() },
            version: first_version(&topic, persona),
            ..PostDocument::default()
        };
        // The format that the picture was drawn for comes first.
        let drawn = brief.format.as_deref().filter(|id| format(id).is_some());
        if let Some(drawn) = drawn {
            document.formats.retain(|id| id != drawn);
            document.formats.insert(0, drawn.to_owned());
        }
        self.begin(document, topic.prompt);
        studio.posts().send(PostRequest::Open { source });
    }

    /// Opens the sample as it is.
    pub fn open_sample(&mut self) {
        self.open = true;
    }

    /// Puts a photo of the user's own into the post, or begins one with it; `product` is what it shows, if that is known.
    pub fn use_photo(
        &mut self,
        studio: &Studio,
        path: PathBuf,
        product: Option<&Product>,
        brief: &Brief,
    ) {
        self.before_photo = Some((self.open, self.document.clone()));
        let source = PictureSource::Photo(path);
        self.selected = 0;
        if self.open {
            self.history.end_of_go();
            self.show_product(source, product);
            return;
        }
        self.begin_photo(studio, source, product, brief);
        // Kept also where nothing is changed: the photo is found by it.
        self.changed = Some(Instant::now());
        self.kept = PostDocument::default();
    }

    /// Opens the post of a photo that was added before: as it was left, or with first words.
    pub fn open_photo(&mut self, studio: &Studio, path: PathBuf, brief: &Brief) {
        let source = PictureSource::Photo(path);
        self.open = true;
        if self.document.source != source {
            self.begin_photo(studio, source.clone(), None, brief);
            studio.posts().send(PostRequest::Open { source });
        }
    }

    fn begin_photo(
        &mut self,
        studio: &Studio,
        source: PictureSource,
        product: Option<&Product>,
        brief: &Brief,
    ) {
        self.keep_now(studio);
        let persona = brief.persona.as_ref().and_then(|id| studio.brands().get(id));
        let facts = brief.captions.facts.clone();
        let version = first_version(&Topic { facts, ..Topic::default() }, persona);
        let version = match product {
            Some(product) => PostVersion {
                headline: persona
                    .and_then(|persona| headline(product, persona))
                    .unwrap_or_else(|| product.name.clone()),
                line: product.benefit.trim().to_owned(),
                fact: product.fact(),
                ..version
            },
            None => {
                PostVersion { headline: photo_headline(persona), line: String::new(), ..version }
            }
        };
        let brand = persona.map(|persona| persona.id.clone());
        let product = product.map(spoken);
        let document = PostDocument { source, brand, version, product, ..PostDocument::default() };
        self.begin(document, String::new());
        self.open = true;
    }

    /// Goes back to the document before the last photo.
    pub fn undo_photo(&mut self) -> bool {
        let Some((was_open, document)) = self.before_photo.take() else { return false };
        self.history.before_edit(&self.document, "undo photo");
        self.document = document;
        self.changed = Some(Instant::now());
        self.open = was_open;
        true
    }

    fn begin(&mut self, document: PostDocument, prompt: String) {
        let shown = document.formats.first().and_then(|id| format(id));
        self.shown = shown.unwrap_or(self.shown);
        self.kept = document.clone();
        self.document = document;
        self.history = Default::default();
        self.changed = None;
        self.only_shown = false;
        self.stage.side_by_side = false;
        self.selected = 0;
        self.cutter = None;
        self.check = Default::default();
        (self.prompt, self.suggestion) = (prompt, 0);
        self.shots.clear();
    }

    /// Takes what has arrived since the last frame. Returns photos, exports and errors for the app.
    pub fn receive(&mut self, ctx: &Context, studio: &Studio) -> Vec<PostResponse> {
        for _ in 0..PAINTINGS {
            let Some(shot) = studio.posts().painted() else { break };
            self.shots.insert(ctx, shot);
            ctx.request_repaint();
        }
        let mut others = Vec::new();
        while let Some(response) = studio.posts().response() {
            match response {
                PostResponse::Opened { source, document } => {
                    if let Some(document) = document
                        && source == self.document.source
                        && self.document == self.kept
                    {
                        let prompt = std::mem::take(&mut self.prompt);
                        self.begin(*document, prompt);
                    }
                }
                PostResponse::Cut { wanted, picture } => {
                    if self.requested.as_ref() == Some(&wanted) {
                        self.picture = match picture {
                            Ok(picture) => PostPictureState::Ready(picture),
                            Err(sentence) => {
                                PostPictureState::Missing(text::said(&sentence).into_owned())
                            }
                        };
                        self.shots.outdate();
                    }
                }
                PostResponse::Exported(_) => {
                    self.exporting = false;
                    others.push(response);
                }
                PostResponse::Checked(document, findings) => self.checked(document, findings),
                PostResponse::Photos(photos) => self.photos_listed(ctx, photos),
                PostResponse::NotKept(_)
                | PostResponse::Added { .. }
                | PostResponse::ProductAdded { .. } => others.push(response),
            }
            ctx.request_repaint();
        }
        others
    }
}

/// The headline of a photo's post before the user has written one: nothing is known of what it shows.
fn photo_headline(persona: Option<&Persona>) -> String {
    let promise = persona.map(|persona| persona.promise.trim().trim_end_matches('.'));
    promise.filter(|promise| !promise.is_empty()).unwrap_or(text!("post-say-it-here")).to_owned()
}
