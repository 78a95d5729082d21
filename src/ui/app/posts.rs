//! What the actions of posts do to the app: open and close the editor, take photos, ask for files, export.
//! The studio's threads read and write; the editor holds the document.

use super::App;
use crate::brand::Product;
use crate::brief::caption::MAX_FACTS;
use crate::brief::{CaptionBrief, Format, Network};
use crate::job::JobId;
use crate::post::{FileFormat, MOST_PICTURES, PictureSource};
use crate::studio::{
    DescribedSubject, ExportKind, ExportedText, PostExport, PostRequest, PostResponse, StudioError,
    sample_caption,
};
use crate::ui::action::Action;
use crate::ui::desktop::{FileDialog, PostDialog};
use crate::ui::post::{PostAction, PostFile, picture_file};
use crate::ui::{Screen, keys};
use egui::{Context, Event, Key, Modifiers, Vec2, vec2};
use image::RgbaImage;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// How far an arrow key moves a product, in shares of the post's sides.
const SMALL_STEP: f32 = 0.01;
const LARGE_STEP: f32 = 0.05;

impl App {
    pub(super) fn dispatch_post(&mut self, action: PostAction) -> Result<(), StudioError> {
        match action {
            PostAction::Open(id) => self.open_post(id)?,
            PostAction::OpenSample => self.post.open_sample(),
            PostAction::Close => self.post.close(&self.studio),
            PostAction::ChoosePhoto { beside } => {
                self.desktop.open_dialog(FileDialog::Post(PostDialog::Photo { beside }), None);
            }
            PostAction::UseProduct { id, beside } => self.use_product(&id, beside),
            PostAction::AddJobs(ids) => self.add_jobs(&ids)?,
            PostAction::AddKept(path) => self.add_beside(PictureSource::Photo(path), None),
            PostAction::Describe => {
                if let PictureSource::Photo(photo) = &self.post.document().source {
                    self.describe(photo.clone(), DescribedSubject::Post);
                }
            }
            PostAction::RemovePicture if self.post.remove_picture() => {}
            PostAction::RemovePicture => self.toasts.info(text!("message-post-keeps-one-picture")),
            PostAction::AddPixels(pixels) => {
                self.studio.posts().send(PostRequest::AddPixels(pixels));
            }
            PostAction::OpenPhoto(path) => {
                self.post.open_photo(&self.studio, path, &self.draft.brief);
            }
            PostAction::UndoPhoto => {
                self.toasts.withdraw_undo(PostAction::UndoPhoto);
                if !self.post.undo_photo() {
                    self.toasts.info(text!("message-nothing-undo"));
                }
            }
            PostAction::SaveAs => {
                let dialog = PostDialog::SaveAs {
                    format: self.post.shown_format(),
                    name: format!("{}.png", self.post.file_name()),
                };
                self.open_post_dialog(dialog);
            }
            PostAction::Save(file) => {
                let (format, folder) = (self.post.shown_format(), self.export_folder());
                let file_format = match file {
                    PostFile::Png => FileFormat::Png,
                    PostFile::Jpeg => FileFormat::Jpeg(self.studio.settings().jpeg_quality),
                };
                let name = format!("{}-{}", self.post.file_name(), format.id);
                self.export(ExportKind::Into { format, folder, name, file_format });
            }
            PostAction::ExportAll => self.open_post_dialog(PostDialog::ExportAll),
            PostAction::Undo if self.post.undo() => {}
            PostAction::Redo if self.post.redo() => {}
            PostAction::Undo => self.toasts.info(text!("message-nothing-undo")),
            PostAction::Redo => self.toasts.info(text!("message-nothing-redo")),
        }
        Ok(())
    }

    fn open_post(&mut self, id: JobId) -> Result<(), StudioError> {
        self.campaign.close();
        self.show_job(id)?;
        self.screen = Screen::Create;
        self.post.open_job(&self.studio, id, &self.draft.brief);
        Ok(())
    }

    /// Puts the pictures of jobs into the open post, or into one that begins with the first of them.
    fn add_jobs(&mut self, ids: &[JobId]) -> Result<(), StudioError> {
        let is_open = self.post.is_open();
        let first = ids.first().filter(|_| !is_open);
        if let Some(first) = first {
            self.open_post(*first)?;
        }
        self.screen = Screen::Create;
        self.campaign.close();
        for id in ids.iter().skip(usize::from(!is_open)) {
            self.add_beside(PictureSource::Job(*id), None);
        }
        Ok(())
    }

    fn add_beside(&mut self, source: PictureSource, product: Option<&Product>) {
        if !self.post.add_beside(source, product) {
            self.toasts.info(text!("message-most-pictures", most = MOST_PICTURES));
        }
    }

    /// Has a product of the post's brand copied into the home; then it is in the post.
    fn use_product(&mut self, id: &str, beside: bool) {
        let Some(persona) = self.post.persona() else { return };
        let Some(product) = persona.products.iter().find(|product| product.id == id) else {
            return;
        };
        let (brand, product) = (persona.id.clone(), Box::new(product.clone()));
        let beside = beside && self.post.is_open();
        self.studio.posts().send(PostRequest::UseProduct { brand, product, beside });
    }

    /// A photo is in the home, on its way into the post.
    fn photo_added(&mut self, path: PathBuf, product: Option<&Product>, beside: bool) {
        self.studio.posts().send(PostRequest::ListPhotos);
        self.screen = Screen::Create;
        self.campaign.close();
        if beside && self.post.is_open() {
            self.add_beside(PictureSource::Photo(path), product);
            return;
        }
        self.post.use_photo(&self.studio, path, product, &self.draft.brief);
        let text = match product {
            Some(product) => text!("message-product-in-post", name = product.name),
            None => text!("message-photo-in-post").to_owned(),
        };
        self.toasts.offer_undo(text, PostAction::UndoPhoto);
    }

    fn open_post_dialog(&mut self, dialog: PostDialog) {
        let folder = self.export_folder();
        self.desktop.open_dialog(FileDialog::Post(dialog), Some(folder));
    }

    /// Where files were saved last, or where pictures are.
    pub(super) fn export_folder(&self) -> PathBuf {
        let last = self.studio.settings().last_saved_in.clone();
        last.unwrap_or_else(|| self.studio.pictures_folder())
    }

    /// The user chose a file or folder for a post.
    pub(super) fn post_path_chosen(&mut self, dialog: &PostDialog, path: &Path) {
        let saved_in = match dialog {
            PostDialog::Photo { beside } => {
                let (path, beside) = (path.to_owned(), *beside);
                self.studio.posts().send(PostRequest::AddPhoto { path, beside });
                return;
            }
            PostDialog::SaveAs { format, .. } => {
                let name = path.file_name().unwrap_or_default().to_string_lossy();
                let quality = self.studio.settings().jpeg_quality;
                let (to, file_format) = match FileFormat::of_name(&name, quality) {
                    Some(format) => (path.to_owned(), format),
                    // A name without an ending gets one, so that other programs know the file.
                    None => (path.with_file_name(format!("{name}.png")), FileFormat::Png),
                };
                self.export(ExportKind::As { format, to, file_format });
                path.parent().map(Path::to_owned)
            }
            PostDialog::ExportAll => {
                let (folder, name) = (path.to_owned(), self.post.file_name());
                let texts = self.texts();
                let extras = self.post.export_extras();
                self.export(ExportKind::All { folder, name, texts, extras });
                Some(path.to_owned())
            }
        };
        self.studio.change_settings(|settings| settings.last_saved_in = saved_in);
    }

    fn export(&mut self, kind: ExportKind) {
        let (document, persona, clean) = self.post.begin_export();
        let files = document.pictures().map(|(source, _)| picture_file(source, &self.studio));
        let pictures = files.collect();
        let export = PostExport { document, persona, pictures, kind, clean };
        self.studio.posts().send(PostRequest::Export(Box::new(export)));
    }

    /// The text of each network of the post: the finished caption, or one of the built-in writer.
    fn texts(&self) -> Vec<ExportedText> {
        let document = self.post.document();
        let mut texts: Vec<ExportedText> = Vec::new();
        let batch = match &document.source {
            PictureSource::Job(id) => self.studio.job(*id).map(|job| job.batch),
            PictureSource::Photo(_) | PictureSource::Sample(_) => None,
        };
        for network in document.known_formats().into_iter().map(Format::of_network) {
            if texts.iter().any(|text| text.network == network.id) {
                continue;
            }
            let captions =
                batch.into_iter().flat_map(|batch| self.studio.job_store().captions(batch).rev());
            let mut captions = captions.filter(|job| {
                job.task.caption().is_some_and(|spec| spec.network().id == network.id)
            });
            let written = captions.find_map(|job| job.caption().cloned());
            let caption = written.or_else(|| {
                let brief = self.caption_brief(network);
                sample_caption(self.post.persona()?, &brief)
            });
            let Some(caption) = caption else { continue };
            texts.push(ExportedText {
                network: network.id.to_owned(),
                title: caption.title(network).map(str::to_owned),
                caption: caption.text(network),
                alt_text: caption.alt_text,
                hashtags: caption.hashtags,
            });
        }
        texts
    }

    /// What the built-in writer is told for the post's text on a network: the products that it shows by their names, or
    /// what the picture shows.
    fn caption_brief(&self, network: &Network) -> CaptionBrief {
        let document = self.post.document();
        let names: Vec<_> = document.products().map(|product| product.name.as_str()).collect();
        let alt_texts = document.products().map(|product| product.alt_text.trim());
        let alt_text: Vec<_> = alt_texts.filter(|text| !text.is_empty()).collect();
        let mut facts: Vec<String> =
            Some(document.version.fact.trim().to_owned()).into_iter().collect();
        for fact in document.products().flat_map(|product| &product.facts) {
            if !facts.contains(fact) && facts.len() < MAX_FACTS {
                facts.push(fact.clone());
            }
        }
        CaptionBrief {
            prompt: self.post.subject(),
            product: names.join(" and "),
            // One product's words do not say what the others look like.
            alt_text: if names.is_empty() {
                document.alt_text.trim().to_owned()
            } else if alt_text.len() == names.len() {
                alt_text.join(" ")
            } else {
                String::new()
            },
            network: network.id.to_owned(),
            facts,
            ..CaptionBrief::default()
        }
    }

    /// Applies what the studio's threads of posts have sent.
    pub(super) fn poll_posts(&mut self, ctx: &Context) {
        while let Some((subject, text)) = self.studio.posts().description() {
            self.described(subject, text);
        }
        for response in self.post.receive(ctx, &self.studio) {
            match response {
                PostResponse::Added { photo: Ok(path), product, beside } => {
                    self.photo_added(path, product.as_deref(), beside);
                }
                PostResponse::ProductAdded { brand, product } => {
                    self.product_added(&brand, product);
                }
                PostResponse::Exported(Ok(path)) => {
                    self.toasts.info(text!("message-saved-as", path = path.display()));
                }
                PostResponse::Added { photo: Err(sentence), .. }
                | PostResponse::Exported(Err(sentence))
                | PostResponse::NotKept(sentence) => self.toasts.error(sentence),
                PostResponse::Opened { .. }
                | PostResponse::Cut { .. }
                | PostResponse::Checked(..)
                | PostResponse::Photos(_) => {}
            }
        }
    }

    /// The keys of the post editor, which go before those of the picture on the canvas; and a pasted picture.
    pub(super) fn post_keys(&mut self, ctx: &Context, actions: &mut Vec<Action>) {
        if self.screen != Screen::Create {
            return;
        }
        let pasted = ctx.input(|input| {
            input.events.iter().find_map(|event| match event {
                Event::PasteImage(image) => Some(Arc::clone(image)),
                _ => None,
            })
        });
        if let Some(image) = pasted {
            let [width, height] = image.size.map(|side| side as u32);
            let rgba = image.pixels.iter().flat_map(|pixel| pixel.to_srgba_unmultiplied());
            if let Some(pixels) = RgbaImage::from_raw(width, height, rgba.collect()) {
                actions.push(PostAction::AddPixels(Arc::new(pixels)).into());
            }
        }
        if !self.post.is_open() || self.campaign.is_open() {
            return;
        }
        let pressed = |key| ctx.input_mut(|input| input.consume_shortcut(key));
        if pressed(&keys::SAVE) {
            actions.push(PostAction::SaveAs.into());
        }
        if ctx.text_edit_focused() {
            return;
        }
        if pressed(&keys::REDO) || pressed(&keys::REDO_ALTERNATIVE) {
            actions.push(PostAction::Redo.into());
        } else if pressed(&keys::UNDO) {
            actions.push(PostAction::Undo.into());
        }
        // An open menu or dialog has the keys first.
        let is_busy = egui::Popup::is_any_open(ctx) || self.post.is_modal();
        if is_busy || ctx.memory(|memory| memory.focused().is_some()) {
            return;
        }
        let key = |modifiers, key| ctx.input_mut(|input| input.consume_key(modifiers, key));
        let several = self.post.document().picture_count() > 1;
        if several && key(Modifiers::NONE, Key::Delete) {
            actions.push(PostAction::RemovePicture.into());
        }
        if key(Modifiers::NONE, Key::Escape) {
            actions.push(PostAction::Close.into());
        }
        let mut by = Vec2::ZERO;
        for (direction, arrow) in [
            (vec2(-1.0, 0.0), Key::ArrowLeft),
            (vec2(1.0, 0.0), Key::ArrowRight),
            (vec2(0.0, -1.0), Key::ArrowUp),
            (vec2(0.0, 1.0), Key::ArrowDown),
        ] {
            if key(Modifiers::SHIFT, arrow) {
                by += direction * LARGE_STEP;
            }
            if key(Modifiers::NONE, arrow) {
                by += direction * SMALL_STEP;
            }
        }
        self.post.move_by(by);
    }
}
