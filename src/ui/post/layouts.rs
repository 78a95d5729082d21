//! The right column of the post editor: this very post in every layout, and below it the exports.
//! A click on a layout changes the document; the exports are actions of the app.

use super::shots::Painting;
use super::words::field_id;
use super::{PostAction, PostEditor, PostFile};
use crate::post::{PostLayout, PostVersion, every_layout};
use crate::studio::{ExportExtras, ShotId};
use crate::ui::context::PanelContext;
use crate::ui::text;
use crate::ui::theme::Look;
use crate::ui::widgets::Emphasis;
use crate::ui::{bidi, icons, keys, widgets};
use egui::text::LayoutJob;
use egui::{Rect, RichText, ScrollArea, Sense, Stroke, StrokeKind, Ui, pos2, vec2};

const COLUMNS: usize = 2;
const GAP: f32 = 10.0;
/// Below this height, the exports scroll with the layouts, points.
const LOW: f32 = 420.0;
/// The height of a layout's name below its thumbnail, points.
const NAME: f32 = 20.0;

impl PostEditor {
    /// Chooses between the post and its layouts.
    pub(super) fn tabs_ui(&mut self, ui: &mut Ui, cx: &PanelContext<'_>) {
        ui.spacing_mut().item_spacing.x = 6.0;
        for (name, in_front) in [(text!("post-post"), false), (text!("post-layout"), true)] {
            let is_shown = self.layouts_in_front == in_front;
            if widgets::chip(ui, cx.look, is_shown, name).clicked() {
                self.layouts_in_front = in_front;
            }
        }
    }

    pub(super) fn layouts_ui(&mut self, ui: &mut Ui, cx: &mut PanelContext<'_>) {
        let is_low = ui.available_height() < LOW;
        if !is_low {
            let bottom = egui::Panel::bottom("post export").show_separator_line(true);
            let margin = egui::Margin { top: 10, ..Default::default() };
            let frame = egui::Frame::new().inner_margin(margin);
            bottom.resizable(false).frame(frame).show(ui, |ui| self.export_ui(ui, cx));
        }
        widgets::caption(ui, cx.look, text!("post-layout"));
        ui.add_space(2.0);
        ScrollArea::vertical().id_salt("layouts").auto_shrink(false).show(ui, |ui| {
            let width = (ui.available_width() - 10.0 - GAP) / COLUMNS as f32;
            let ratio = self.shown.height as f32 / self.shown.width as f32;
            let size = vec2(width, (width * ratio).min(width * 1.5));
            ui.spacing_mut().item_spacing = vec2(GAP, GAP);
            for row in every_layout().chunks(COLUMNS) {
                ui.horizontal(|ui| {
                    for layout in row {
                        self.layout_ui(ui, cx, layout, size);
                    }
                });
            }
            ui.add_space(8.0);
            if is_low {
                ui.set_max_width(ui.available_width() - 10.0);
                self.export_ui(ui, cx);
            }
        });
    }

    fn layout_ui(
        &mut self,
        ui: &mut Ui,
        cx: &PanelContext<'_>,
        layout: &'static PostLayout,
        size: egui::Vec2,
    ) {
        let whole = size + vec2(0.0, NAME);
        let (rect, response) = ui.allocate_exact_size(whole, Sense::click());
        let is_chosen = self.version().layout == layout.id;
        let shown_name = text::value("layout", &layout.id, &layout.name);
        let name = text!("post-layout-named", name = shown_name);
        response.widget_info(|| {
            egui::WidgetInfo::selected(egui::Role::RadioButton, true, is_chosen, &name)
        });
        if ui.is_rect_visible(rect) {
            let picture = Rect::from_min_size(rect.min, size);
            let (format, id) = (self.shown, layout.id.as_str());
            let version = PostVersion { layout: layout.id.clone(), ..self.version().clone() };
            let side = longer_side(size, format) * ui.pixels_per_point();
            let painting = self.shots.get(ShotId::Layout(id), &version, format, side);
            ui.painter().rect_filled(picture, 6.0, cx.look.ground);
            if let Some(texture) = &painting.texture {
                egui::Image::from_texture(texture)
                    .corner_radius(6)
                    .paint_at(ui, widgets::fitted(picture, texture.size_vec2()));
            } else if let Some(sentence) = &painting.refusal {
                refusal_ui(ui, cx.look, picture, sentence);
            }
            let line = Emphasis::of(is_chosen, &response).stroke(cx.look, 2.5);
            ui.painter().rect_stroke(picture, 6.0, line, StrokeKind::Outside);
            let ink = if is_chosen { cx.look.ink } else { cx.look.quiet };
            let name = bidi::line(ui, RichText::new(shown_name).size(11.5), size.x);
            let at = pos2(picture.center().x - name.size().x / 2.0, picture.bottom() + 5.0);
            ui.painter().galley(at, name, ink);
        }
        let about = text::value("layout-about", &layout.id, &layout.about);
        let tip = match self.shots.painting(ShotId::Layout(layout.id.as_str())) {
            Some(Painting { refusal: Some(why), .. }) => format!("{shown_name}: {why}"),
            _ => format!("{shown_name}: {about}"),
        };
        if response.on_hover_text(tip).clicked() {
            self.use_layout(layout);
            self.ask_for_words(ui, layout);
        }
    }

    /// Puts the cursor into the field of the words that a layout cannot do without.
    fn ask_for_words(&self, ui: &Ui, layout: &PostLayout) {
        let version = self.version();
        let fields = [("fact", &version.fact), ("line", &version.line), ("call", &version.call)];
        let empty = |(what, text): &(&str, &String)| {
            let needed = layout.needs.iter().any(|words| match words.name() {
                "checklist" => *what == "line",
                name => name == *what,
            });
            needed && text.trim().is_empty()
        };
        if let Some((what, _)) = fields.iter().find(|field| empty(field)) {
            ui.memory_mut(|memory| memory.request_focus(field_id(what)));
        }
    }

    fn export_ui(&mut self, ui: &mut Ui, cx: &mut PanelContext<'_>) {
        ui.spacing_mut().item_spacing.y = 8.0;
        self.check_ui(ui, cx);
        let refused = self.shots.painting(ShotId::Shown).is_some_and(|one| one.refusal.is_some());
        ui.add_enabled_ui(!self.exporting && !refused, |ui| {
            let name = text::format_label(self.shown);
            let key = text::shortcut(ui.ctx(), &keys::SAVE);
            ui.horizontal_wrapped(|ui| {
                ui.spacing_mut().item_spacing.x = 6.0;
                // Close enough for one row in the smallest window, in English at least.
                ui.spacing_mut().button_padding.x = 8.0;
                let tip = text!("post-save-as-where", format = name, key = key);
                if widgets::button(ui, icons::SAVE, text!("post-save-as"))
                    .on_hover_text(tip)
                    .clicked()
                {
                    cx.push(PostAction::SaveAs);
                }
                for (file, text) in [(PostFile::Png, "PNG"), (PostFile::Jpeg, "JPEG")] {
                    let tip = text!("post-save-where-last", format = name, file = text);
                    if ui.button(text).on_hover_text(tip).clicked() {
                        cx.push(PostAction::Save(file));
                    }
                }
            });
            let count = self.document.known_formats().len();
            let tip = text!("post-pictures-captions-table-for-planner");
            let on = count > 0;
            let all =
                widgets::primary_button(ui, cx.look, icons::EXPORT, text!("post-export-all"), on);
            if all.on_hover_text(tip).clicked() {
                cx.push(PostAction::ExportAll);
            }
        });
        ui.horizontal(|ui| {
            let tip = text!("post-prompt-left-out-files-model");
            let clean = ui.checkbox(&mut self.clean, text!("post-without-the-prompt"));
            clean.on_hover_text(tip);
            if self.exporting {
                ui.add(egui::Spinner::new().size(16.0));
            } else {
                let count = self.document.known_formats().len();
                let text = text!("post-count", count = count);
                ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                    ui.label(RichText::new(text).small().color(cx.look.quiet));
                });
            }
        });
    }
}

/// What Export all makes beside pictures and captions.
pub(super) fn extras_ui(ui: &mut Ui, extras: &mut ExportExtras) {
    let chosen = [extras.approval_sheet, extras.carousel, extras.zip];
    let count = chosen.into_iter().filter(|chosen| *chosen).count();
    let text = text!("post-also", count = count);
    let menu = ui.menu_button(text, |ui| {
        let sheet = text!("post-page-for-client-approve-posts");
        ui.checkbox(&mut extras.approval_sheet, text!("post-approval-sheet")).on_hover_text(sheet);
        let carousel = text!("post-one-pdf-linkedin-posts-linkedin");
        ui.checkbox(&mut extras.carousel, text!("post-linkedin-carousel")).on_hover_text(carousel);
        ui.checkbox(&mut extras.zip, text!("post-as-zip"))
            .on_hover_text(text!("post-everything-once-more-one-file"));
    });
    menu.response.on_hover_text(text!("post-export-all-makes-beside-pictures"));
}

/// The longer side that a format's picture has in a room, points.
pub(super) fn longer_side(room: egui::Vec2, format: &crate::brief::Format) -> f32 {
    let size = vec2(format.width as f32, format.height as f32);
    let scale = (room.x / size.x).min(room.y / size.y);
    size.max_elem() * scale
}

/// Why a layout cannot show this post, in its place.
fn refusal_ui(ui: &Ui, look: &Look, rect: Rect, sentence: &str) {
    ui.painter().rect_stroke(rect, 6.0, Stroke::new(1.0, look.line), StrokeKind::Inside);
    // The sentence begins with what is wrong; the way out is said when the layout is chosen.
    let first = sentence.split(". ").next().unwrap_or(sentence);
    let font = egui::FontId::proportional(11.0);
    let width = rect.width() - 12.0;
    let mut job = LayoutJob::simple(first.to_owned(), font, look.quiet, width);
    // All of it is in the tooltip.
    job.wrap.max_rows = ((rect.height() - 8.0) / 16.0).max(1.0) as usize;
    let text = ui.fonts_mut(|fonts| fonts.layout_job(job));
    let at = rect.center() - text.size() / 2.0;
    ui.painter().with_clip_rect(rect).galley(at, text, look.quiet);
}
