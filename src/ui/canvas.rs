//! The middle of Create: the chosen picture large, its variations, and the buttons that act on it.
//! It only shows the picture; the disk thread saves and copies it after an action.

mod picture;

use super::action::{BriefAction, JobAction};
use super::caption_card::CaptionCard;
use super::context::PanelContext;
use super::post::PostAction;
use super::textures::Shown;
use super::theme::{Look, strong};
use super::widgets::Emphasis;
use super::{bidi, icons, scroll, text, widgets};
use crate::brief::PictureSpec;
use crate::job::{Job, JobId, State};
use crate::studio::Studio;
use egui::{Rect, RichText, ScrollArea, Sense, Stroke, StrokeKind, TextWrapMode, Ui, pos2, vec2};
use picture::{backdrop, fitted, paint, paint_texture, safe_zone};
pub use picture::{paint_thumbnail, thumbnail};
use std::path::Path;

/// Side of a variation's small picture, points.
const VARIATION: f32 = 64.0;
/// Below this height, the picture and what is below it scroll together, points.
const LOW: f32 = 460.0;

/// What the canvas shows and how.
#[derive(Default)]
pub struct Canvas {
    pub shown: Option<JobId>,
    view: View,
    pub captions: CaptionCard,
}

/// How the picture is drawn.
#[derive(Clone, Copy, Default)]
struct View {
    /// One pixel of the picture for one of the screen, scrolled; otherwise the whole picture fits.
    zoomed: bool,
    safe_zone: bool,
}

impl Canvas {
    /// A canvas that shows a job, or nothing yet.
    pub fn of(shown: Option<JobId>) -> Self {
        Self { shown, ..Self::default() }
    }

    pub fn ui(&mut self, ui: &mut Ui, cx: &mut PanelContext<'_>) {
        let Self { shown, view, captions } = self;
        let Some(job) = shown.and_then(|id| cx.studio.job(id)) else {
            ui.add_space((ui.available_height() - 160.0).max(0.0) / 2.0);
            let advice = text!("create-describe-choose-brand-press-generate");
            widgets::empty(ui, cx.look, icons::IMAGE, text!("create-picture-appears"), advice);
            return;
        };
        let mut below = |ui: &mut Ui, cx: &mut PanelContext<'_>, view: &mut View| {
            ui.add_space(8.0);
            variations_ui(ui, cx, job);
            title_ui(ui, cx.look, job);
            if *job.state() == State::Done {
                buttons_ui(ui, cx, job, view);
            }
            ui.add_space(8.0);
            captions.ui(ui, cx, job);
        };
        if ui.available_height() < LOW {
            ScrollArea::vertical().id_salt("canvas").auto_shrink(false).show(ui, |ui| {
                ui.set_max_width(ui.available_width() - 10.0);
                let size = vec2(ui.available_width(), ui.clip_rect().height() * 0.8);
                ui.allocate_ui(size, |ui| {
                    ui.set_min_size(size);
                    job_ui(ui, cx, job, *view);
                });
                below(ui, cx, view);
            });
            return;
        }
        let bar = egui::Panel::bottom("picture actions").show_separator_line(false);
        bar.frame(egui::Frame::new()).resizable(false).show(ui, |ui| below(ui, cx, view));
        job_ui(ui, cx, job, *view);
    }

    /// The job on the canvas.
    pub fn job<'a>(&self, studio: &'a Studio) -> Option<&'a Job> {
        studio.job(self.shown?)
    }
}

/// A job's picture, finished or not.
fn job_ui(ui: &mut Ui, cx: &mut PanelContext<'_>, job: &Job, view: View) {
    match job.picture().filter(|_| *job.state() == State::Done) {
        Some(picture) => {
            let size = vec2(picture.width as f32, picture.height as f32);
            picture_ui(ui, cx, job, &picture.path, size, view);
        }
        None => unfinished_ui(ui, cx, job),
    }
}

/// The finished picture, fitted or zoomed.
fn picture_ui(
    ui: &mut Ui,
    cx: &mut PanelContext<'_>,
    job: &Job,
    path: &Path,
    size: egui::Vec2,
    view: View,
) {
    let free = ui.available_rect_before_wrap();
    match cx.textures.picture(cx.studio.disk(), job.id, path) {
        Shown::Ready(texture) => {
            let zone = safe_zone(job).filter(|_| view.safe_zone);
            if view.zoomed {
                let points = size / ui.pixels_per_point();
                ScrollArea::both().auto_shrink(false).show(ui, |ui| {
                    let (rect, _) = ui.allocate_exact_size(points, Sense::hover());
                    paint(ui, cx.look, rect, texture.id(), job, zone);
                });
            } else {
                let rect = fitted(free.shrink(4.0), size);
                paint(ui, cx.look, rect, texture.id(), job, zone);
            }
        }
        Shown::Loading => {
            // The small picture until the large one is read.
            let small = cx.textures.thumbnail(cx.studio.disk(), job.id, path);
            if let Shown::Ready(texture) = small {
                paint_texture(ui, fitted(free.shrink(4.0), size), texture.id());
            }
        }
        Shown::Missing(sentence) => {
            ui.add_space(free.height() / 3.0);
            let title = text!("create-picture-cannot-shown");
            widgets::empty(ui, cx.look, icons::WARNING, title, &text::said(sentence));
        }
    }
}

fn variations_ui(ui: &mut Ui, cx: &mut PanelContext<'_>, job: &Job) {
    let siblings: Vec<_> = cx.studio.job_store().variations(job.batch).collect();
    if siblings.len() < 2 {
        return;
    }
    let area = ScrollArea::horizontal().id_salt("variations").max_height(VARIATION + 16.0);
    scroll::show_inner(ui, area, |ui| {
        ui.horizontal(|ui| {
            for (index, sibling) in siblings.iter().enumerate() {
                variation_ui(ui, cx, sibling, index, sibling.id == job.id);
            }
        });
    });
}

fn variation_ui(
    ui: &mut Ui,
    cx: &mut PanelContext<'_>,
    sibling: &Job,
    index: usize,
    is_shown: bool,
) {
    let (rect, response) = ui.allocate_exact_size(vec2(VARIATION, VARIATION), Sense::click());
    let name = text!("create-variation", number = index + 1);
    response
        .widget_info(|| egui::WidgetInfo::selected(egui::Role::RadioButton, true, is_shown, &name));
    thumbnail(ui, cx, sibling, rect);
    let line = Emphasis::of(is_shown, &response).stroke(cx.look, 2.0);
    ui.painter().rect_stroke(rect, 8.0, line, StrokeKind::Inside);
    let tip = format!("{name}: {}", text::state(sibling.state()));
    if response.on_hover_text(tip).clicked() {
        cx.push(JobAction::Show(sibling.id));
    }
}

/// The prompt with brand, size and drawing time.
fn title_ui(ui: &mut Ui, look: &Look, job: &Job) {
    let Some(spec) = job.task.picture() else { return };
    bidi::label(ui, strong(spec.prompt(), 15.0).color(look.ink), TextWrapMode::Truncate);
    let brand = spec.persona().map_or(text!("create-without-brand"), |style| style.name.as_str());
    let mut facts = format!("{brand} · {}", spec.deliver());
    let took = job.picture().map(|picture| picture.took);
    if let Some(took) = took.filter(|took| !took.is_zero()) {
        facts += &format!(" · {}", text::elapsed(took));
    }
    let facts = RichText::new(facts).small().color(look.quiet);
    let label = bidi::label(ui, facts, TextWrapMode::Truncate);
    let (steps, seed) = (spec.steps(), spec.seed().to_string());
    label.on_hover_text(text!("create-drawn-in-steps", count = steps, seed = seed));
}

fn buttons_ui(ui: &mut Ui, cx: &mut PanelContext<'_>, job: &Job, view: &mut View) {
    let key = |shortcut| text::shortcut(ui.ctx(), shortcut);
    let (save, favourite) = (key(&super::keys::SAVE), key(&super::keys::FAVOURITE));
    ui.horizontal_wrapped(|ui| {
        // Close enough for one row at the usual width.
        ui.spacing_mut().item_spacing.x = 4.0;
        if job.picture().is_some() {
            let tip = text!("create-lay-picture-out-with-headline");
            let text = egui::RichText::new(text!("create-post")).color(cx.look.on_accent);
            let mark = widgets::icon(icons::MEGAPHONE, 16.0).color(cx.look.on_accent);
            let post = ui.add(egui::Button::new((mark, text)).fill(cx.look.accent));
            if post.accessible_name(text!("create-post")).on_hover_text(tip).clicked() {
                cx.push(PostAction::Open(job.id));
            }
        }
        let tip = text!("create-save-formats", key = save);
        if widgets::button(ui, icons::SAVE, text!("create-save-as")).on_hover_text(tip).clicked() {
            cx.push(JobAction::SaveAs(vec![job.id]));
        }
        let tip = text!("create-copy-words-all-other-settings");
        if widgets::icon_button(ui, icons::USE, text!("create-use-recipe"), tip).clicked() {
            cx.push(BriefAction::UseRecipe(job.id));
        }
        let mut rows = cx.studio.catalog().rows.iter();
        let takes = rows.any(|row| row.traits.family.facts().takes_pictures);
        let tip = text!("create-start-next-pictures-from-one");
        let (mark, name) = (widgets::icon(icons::IMAGES, 18.0), text!("create-start-from-picture"));
        let start = widgets::icon_button_if(ui, takes, mark, name, tip);
        let start = start.on_disabled_hover_text(text!("create-no-model-starts-from-pictures"));
        if let (true, Some(picture)) = (start.clicked(), job.picture()) {
            cx.push(BriefAction::SetStartPicture(Some(picture.path.clone())));
        }
        if widgets::icon_button(
            ui,
            icons::COPY,
            text!("create-copy"),
            text!("create-copy-the-picture"),
        )
        .clicked()
        {
            cx.push(JobAction::CopyPicture(job.id));
        }
        if widgets::icon_button(
            ui,
            icons::FOLDER,
            text!("create-show-in-folder"),
            text!("create-show-in-folder"),
        )
        .clicked()
        {
            cx.push(JobAction::ShowInFolder(job.id));
        }
        let heart = match job.favourite {
            true => widgets::icon_filled(icons::HEART, 18.0).color(cx.look.bad),
            false => widgets::icon(icons::HEART, 18.0),
        };
        let name = if job.favourite {
            text!("create-remove-from-favourites")
        } else {
            text!("create-favourite")
        };
        let tip = format!("{name} ({favourite})");
        if widgets::icon_button_of(ui, heart, name, &tip).clicked() {
            cx.push(JobAction::SetFavourite(job.id, !job.favourite));
        }
        let (mark, name) = match view.zoomed {
            true => (icons::FIT, text!("create-fit-the-picture")),
            false => (icons::ZOOM, text!("create-actual-pixels")),
        };
        if widgets::icon_button(ui, mark, name, name).clicked() {
            view.zoomed = !view.zoomed;
        }
        // Disabled where it does not apply, so that the bin never stands in its place.
        let has_zone = safe_zone(job).is_some();
        let mark = widgets::icon(icons::SAFE_ZONE, 18.0);
        let mark = if view.safe_zone && has_zone { mark.color(cx.look.accent) } else { mark };
        let tip = text!("create-area-networks-own-controls-do");
        let zone = widgets::icon_button_if(ui, has_zone, mark, text!("create-safe-zone"), tip);
        if zone.on_disabled_hover_text(text!("create-network-covers-nothing")).clicked() {
            view.safe_zone = !view.safe_zone;
        }
        let tip = text!("create-remove-delete-undone");
        if widgets::icon_button(ui, icons::TRASH, text!("create-remove-picture"), tip).clicked() {
            cx.push(JobAction::Remove(vec![job.id]));
        }
    });
}

/// A job without a finished picture: its preview and its state.
fn unfinished_ui(ui: &mut Ui, cx: &mut PanelContext<'_>, job: &Job) {
    let Some(size) = job.task.picture().map(PictureSpec::deliver) else { return };
    let rect = fitted(
        ui.available_rect_before_wrap().shrink(4.0),
        vec2(size.width as f32, size.height as f32),
    );
    ui.painter().rect_filled(rect, 8.0, backdrop(cx.look, job));
    ui.painter().rect_stroke(rect, 8.0, Stroke::new(1.0, cx.look.line), StrokeKind::Inside);
    if let Some(texture) = cx.textures.preview(ui.ctx(), job) {
        // A whole picture fills its frame; a cut-out has the size that it will have on its backdrop.
        let row = cx.studio.catalog().row(job.task.model());
        let inner = match row.is_some_and(|row| !row.traits.draws_cutouts) {
            true => rect,
            false => {
                let side = rect.size().min_elem() * 0.72;
                Rect::from_center_size(rect.center(), vec2(side, side))
            }
        };
        paint_texture(ui, inner, texture.id());
    }
    let text = match job.state() {
        State::Failed(failure) => text::sentence(failure),
        State::Queued => cx.studio.scheduler().why_waits(job).map_or_else(
            || text!("create-waiting-for-turn").to_owned(),
            |reason| text::said(&reason).into_owned(),
        ),
        State::Interrupted => text!("create-brandish-closed-while-drawn-press").into(),
        state => text::state(state),
    };
    let label = Rect::from_min_max(pos2(rect.left() + 16.0, rect.bottom() - 48.0), rect.max);
    let left = cx.studio.progress(job.id).and_then(|progress| progress.left);
    let text = match left {
        Some(left) if job.state().is_running() => {
            text!("create-state-left", state = text, time = text::duration(left))
        }
        _ => text,
    };
    let mut ui = ui.new_child(egui::UiBuilder::new().max_rect(label));
    ui.scope(|ui| {
        egui::Frame::new().fill(cx.look.panel).corner_radius(8).inner_margin(8).show(ui, |ui| {
            let is_failed = matches!(job.state(), State::Failed(_));
            let ink = if is_failed { cx.look.bad } else { cx.look.ink };
            ui.label(RichText::new(text).color(ink));
        });
    });
}
