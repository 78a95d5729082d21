//! The post editor of Create: the finished post large, its words at the left, its layouts and exports at the right.
//! It edits a document and shows what the studio's threads make of it; it paints no post itself.

mod arrival;
mod cutter;
mod findings;
mod history;
mod layouts;
mod photos;
mod pictures;
mod products;
mod rows;
mod shots;
mod stage;
mod suggestions;
mod welcome;
mod words;

use super::brands::Logos;
use super::context::PanelContext;
use crate::brand::{Persona, PersonaId};
use crate::brief::{FORMATS, Format, format};
use crate::job::JobId;
use crate::post::{PictureSource, PostDocument, PostVersion};
use crate::studio::{ExportExtras, OpenPart, OpenPicture, PostRequest, Studio, WantedPicture};
use cutter::Cutter;
use egui::{Frame, Margin, Panel, TextureHandle, Ui};
use findings::CheckState;
use history::History;
use image::RgbaImage;
use shots::Shots;
use stage::Stage;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// From this width on, post and layouts stand side by side, points.
const SIDE_BY_SIDE: f32 = 840.0;
/// How long editing pauses before the document is written.
const PAUSE: Duration = Duration::from_millis(800);

/// An action on posts.
#[derive(Clone, Debug, PartialEq)]
pub enum PostAction {
    /// Show a job's finished picture as a post.
    Open(JobId),
    /// Edit the sample post.
    OpenSample,
    Close,
    /// Choose a photo of the user's own: the post's picture, or another one beside it.
    ChoosePhoto {
        beside: bool,
    },
    /// Show a product of the post's brand, by its id: as the post's picture, or beside it.
    UseProduct {
        id: String,
        beside: bool,
    },
    /// Put the pictures of jobs into the post beside those that are there, or begin one with them.
    AddJobs(Vec<JobId>),
    /// Put a photo of the home beside those that are there.
    AddKept(PathBuf),
    /// Draft the alternative text from the photo.
    Describe,
    /// Remove the selected one of several pictures.
    RemovePicture,
    /// Use a pasted picture.
    AddPixels(Arc<RgbaImage>),
    /// Open the post of a photo that was added before.
    OpenPhoto(PathBuf),
    /// Go back to what was there before the last photo.
    UndoPhoto,
    SaveAs,
    Save(PostFile),
    ExportAll,
    Undo,
    Redo,
}

/// A format of a post's file that has a button of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PostFile {
    Png,
    Jpeg,
}

/// The picture of the document, as far as it has arrived.
#[derive(Default)]
enum PostPictureState {
    #[default]
    Loading,
    Ready(Box<OpenPicture>),
    /// A sentence for the user.
    Missing(String),
}

/// The post under edit, and how it is shown.
pub struct PostEditor {
    open: bool,
    document: PostDocument,
    /// What is written on disk, or needs not be.
    kept: PostDocument,
    changed: Option<Instant>,
    history: History,
    picture: PostPictureState,
    /// The last request: the pictures that are there or under way.
    requested: Option<Vec<WantedPicture>>,
    persona: Option<Arc<Persona>>,
    /// The words that suggestions are made of.
    prompt: String,
    suggestion: u64,
    shots: Shots,
    shown: &'static Format,
    /// Whether edits are for the shown format alone.
    only_shown: bool,
    /// In a narrow window: the layouts are shown in place of the post.
    layouts_in_front: bool,
    stage: Stage,
    /// The number of the picture that is moved, scaled and cut out.
    selected: usize,
    /// The pictures of the brand's products.
    product_pictures: Logos,
    cutter: Option<Cutter>,
    /// The newest photos in the home, once they are listed.
    photos: Option<Vec<(PathBuf, TextureHandle)>>,
    exporting: bool,
    /// Leave the prompt out of exported files.
    clean: bool,
    /// What Export all makes beside pictures and captions.
    extras: ExportExtras,
    check: CheckState,
    /// The document before the last photo, and whether the editor was open.
    before_photo: Option<(bool, PostDocument)>,
}

impl PostEditor {
    /// A closed editor that holds the sample post of a brand.
    pub fn new(brand: Option<&Persona>) -> Self {
        let document = welcome::sample(brand);
        Self {
            open: false,
            kept: document.clone(),
            document,
            changed: None,
            history: History::default(),
            picture: PostPictureState::default(),
            requested: None,
            persona: brand.cloned().map(Arc::new),
            prompt: brand.map_or(String::new(), |brand| brand.sample_prompt.clone()),
            suggestion: 0,
            shots: Shots::default(),
            shown: &FORMATS[0],
            only_shown: false,
            layouts_in_front: false,
            stage: Stage::default(),
            selected: 0,
            product_pictures: Logos::default(),
            cutter: None,
            photos: None,
            exporting: false,
            clean: false,
            extras: ExportExtras::default(),
            check: CheckState::default(),
            before_photo: None,
        }
    }

    pub fn is_open(&self) -> bool {
        self.open
    }

    pub fn document(&self) -> &PostDocument {
        &self.document
    }

    /// Whether a dialog of the editor has the keys.
    pub fn is_modal(&self) -> bool {
        self.cutter.is_some()
    }

    pub fn shown_format(&self) -> &'static Format {
        self.shown
    }

    pub fn persona(&self) -> Option<&Persona> {
        self.persona.as_deref()
    }

    /// What the picture shows, in words: the prompt, or else the headline.
    pub fn subject(&self) -> String {
        let headline = self.document.version.headline.replace('*', "");
        if let Some(product) = &self.document.product {
            return product.name.clone();
        }
        if self.prompt.trim().is_empty() { headline } else { self.prompt.clone() }
    }

    /// The document for an export, which has begun now; its brand, and whether the prompt is left out.
    pub fn begin_export(&mut self) -> (PostDocument, Option<Arc<Persona>>, bool) {
        self.exporting = true;
        (self.document.clone(), self.persona.clone(), self.clean)
    }

    /// What Export all makes beside pictures and captions.
    pub fn export_extras(&self) -> ExportExtras {
        self.extras
    }

    /// The headline as a part of a file name.
    pub fn file_name(&self) -> String {
        crate::files::slug(&self.document.version.headline)
    }

    /// Fills the Create screen.
    pub fn ui(&mut self, ui: &mut Ui, cx: &mut PanelContext<'_>) {
        self.prepare(cx.studio);
        let is_wide = ui.available_width() >= 1180.0;
        // As Create does with its jobs, an enlarged window shows either the post or its layouts.
        let is_narrow = ui.available_width() < SIDE_BY_SIDE;
        let side = Margin { left: 16, right: 12, top: 12, bottom: 12 };
        let words = Panel::left("post words").exact_size(if is_wide { 320.0 } else { 284.0 });
        words
            .resizable(false)
            .frame(Frame::new().fill(cx.look.panel).inner_margin(side))
            .show(ui, |ui| self.words_ui(ui, cx));
        if !is_narrow {
            let width = if is_wide { 300.0 } else { 244.0 };
            Panel::right("post layouts")
                .exact_size(width)
                .resizable(false)
                .frame(Frame::new().fill(cx.look.panel).inner_margin(side))
                .show(ui, |ui| self.layouts_ui(ui, cx));
        }
        let margin = if is_narrow { 10 } else { 16 };
        let frame = Frame::new().fill(cx.look.ground).inner_margin(margin);
        egui::CentralPanel::default().frame(frame).show(ui, |ui| {
            if is_narrow {
                ui.horizontal(|ui| self.tabs_ui(ui, cx));
            }
            match is_narrow && self.layouts_in_front {
                true => self.layouts_ui(ui, cx),
                false => self.stage_ui(ui, cx),
            }
        });
        self.request_shots(cx.studio);
        self.cutter_ui(ui.ctx(), cx);
    }

    /// Brings the persona and the picture up to date with the document.
    fn prepare(&mut self, studio: &Studio) {
        let brand = self.document.brand.as_ref().and_then(|id| studio.brands().get(id));
        if self.persona.as_deref() != brand {
            self.persona = brand.cloned().map(Arc::new);
            self.shots.outdate();
        }
        self.selected = self.selected.min(self.document.picture_count() - 1);
        let pictures = self.document.pictures();
        let wanted: Vec<_> = pictures
            .map(|(source, cut)| WantedPicture {
                source: source.clone(),
                path: picture_file(source, studio),
                cut: cut.clone(),
            })
            .collect();
        if self.requested.as_ref() == Some(&wanted) {
            return;
        }
        let shown = self.requested.as_ref().and_then(|before| before.first());
        if shown.is_none_or(|shown| shown.source != wanted[0].source) {
            self.picture = PostPictureState::Loading;
            self.shots.clear();
        }
        studio.posts().send(PostRequest::Cut(wanted.clone()));
        self.requested = Some(wanted);
    }

    /// The selected picture, once it is there.
    fn part(&self) -> Option<&OpenPart> {
        match &self.picture {
            PostPictureState::Ready(open) => open.parts.get(self.selected)?.as_ref(),
            PostPictureState::Loading | PostPictureState::Missing(_) => None,
        }
    }

    /// Requests the paintings that this frame lacks. Before the picture is there, none: they would show nothing.
    fn request_shots(&mut self, studio: &Studio) {
        let picture = match &self.picture {
            PostPictureState::Loading => return,
            PostPictureState::Ready(open) => Some(&open.picture),
            PostPictureState::Missing(_) => None,
        };
        self.shots.request(studio.posts(), self.persona.as_ref(), picture);
    }

    /// What the shown format shows.
    fn version(&self) -> &PostVersion {
        match self.only_shown {
            true => self.document.version_for(self.shown.id),
            false => &self.document.version,
        }
    }

    /// Changes all networks or the shown one; `what` names the field, so that one undo takes back a whole word.
    fn edit(&mut self, what: &'static str, change: impl FnOnce(&mut PostVersion)) {
        self.history.before_edit(&self.document, what);
        match self.only_shown {
            true => self.document.change_for(self.shown.id, change),
            false => self.document.change(change),
        }
        self.changed = Some(Instant::now());
    }

    /// Changes something else of the document.
    fn edit_document(&mut self, what: &'static str, change: impl FnOnce(&mut PostDocument)) {
        self.history.before_edit(&self.document, what);
        change(&mut self.document);
        self.changed = Some(Instant::now());
        if !self.document.formats.iter().any(|id| id == self.shown.id) {
            let first = self.document.formats.first().and_then(|id| format(id));
            self.shown = first.unwrap_or(self.shown);
        }
    }

    pub fn undo(&mut self) -> bool {
        // A post that began with a photo has the photo as its first change.
        let undone = self.history.undo(&mut self.document) || self.undo_photo();
        self.changed = Some(Instant::now());
        undone
    }

    pub fn redo(&mut self) -> bool {
        let redone = self.history.redo(&mut self.document);
        self.changed = Some(Instant::now());
        redone
    }

    /// Shows a format's post large.
    fn show_format(&mut self, shown: &'static Format) {
        self.shown = shown;
        self.stage.side_by_side = false;
        self.only_shown &= self.document.own_versions.contains_key(shown.id);
    }

    pub fn close(&mut self, studio: &Studio) {
        self.keep_now(studio);
        self.open = false;
        self.cutter = None;
    }

    /// Writes the document where editing has paused.
    pub fn keep(&mut self, ctx: &egui::Context, studio: &Studio) {
        let Some(since) = self.changed else { return };
        match since.elapsed() < PAUSE {
            true => ctx.request_repaint_after(PAUSE),
            false => self.keep_now(studio),
        }
    }

    /// Writes the document where it was changed.
    pub fn keep_now(&mut self, studio: &Studio) {
        self.changed = None;
        if self.document != self.kept {
            self.kept = self.document.clone();
            studio.posts().send(PostRequest::Keep(Box::new(self.document.clone())));
        }
    }

    /// Where the sample is shown and was not changed, it is that of the brand in the brief.
    pub fn follow_brand(&mut self, brand: Option<&Persona>) {
        let is_sample = matches!(self.document.source, PictureSource::Sample(_));
        let id: Option<&PersonaId> = brand.map(|persona| &persona.id);
        if self.open
            || !is_sample
            || self.document != self.kept
            || self.document.brand.as_ref() == id
        {
            return;
        }
        self.document = welcome::sample(brand);
        self.kept = self.document.clone();
        self.prompt = brand.map_or(String::new(), |brand| brand.sample_prompt.clone());
    }
}

/// The file of a source's picture; `None` where it is gone.
pub fn picture_file(source: &PictureSource, studio: &Studio) -> Option<PathBuf> {
    match source {
        PictureSource::Job(id) => studio.job(*id)?.picture().map(|picture| picture.path.clone()),
        PictureSource::Photo(path) => Some(path.clone()),
        PictureSource::Sample(_) => Some(PathBuf::new()),
    }
}
