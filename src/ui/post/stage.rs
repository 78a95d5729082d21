//! The middle of the post editor: the post large or all networks side by side, what their own controls cover, and the
//! strip of networks. Dragging the post moves its product, or what of the whole picture stays in sight.

use super::layouts::longer_side;
use super::rows::{GAP, LABEL, ratio, rows};
use super::{PostEditor, PostPictureState};
use crate::brief::{FORMATS, Format};
use crate::post::{PlacedPicture, Placement};
use crate::studio::ShotId;
use crate::ui::context::PanelContext;
use crate::ui::text;
use crate::ui::theme::{Look, strong};
use crate::ui::widgets::Emphasis;
use crate::ui::{icons, scroll, widgets};
use egui::{
    Align, Align2, Button, Color32, FontId, Layout, Popup, Rect, RichText, ScrollArea, Sense,
    StrokeKind, Ui, Vec2, vec2,
};

/// The height of a network's thumbnail in the strip, points.
const STRIP: f32 = 68.0;

/// How posts are shown.
#[derive(Clone, Copy, Default)]
pub struct Stage {
    pub side_by_side: bool,
    pub safe_zones: bool,
}

impl PostEditor {
    pub(super) fn stage_ui(&mut self, ui: &mut Ui, cx: &mut PanelContext<'_>) {
        self.title_ui(ui, cx);
        let strip = egui::Panel::bottom("post networks").show_separator_line(false);
        strip
            .resizable(false)
            .frame(egui::Frame::new().inner_margin(egui::Margin { top: 8, ..Default::default() }))
            .show(ui, |ui| {
                self.advice_ui(ui, cx.look);
                self.strip_ui(ui, cx);
            });
        match self.stage.side_by_side {
            true => self.all_ui(ui, cx),
            false => self.one_ui(ui, cx),
        }
    }

    fn title_ui(&mut self, ui: &mut Ui, cx: &PanelContext<'_>) {
        ui.horizontal(|ui| {
            let format = self.shown;
            let (title, facts) = match self.stage.side_by_side {
                true => (text!("post-all-networks").to_owned(), String::new()),
                false => {
                    let size = format!("{} x {}", format.width, format.height);
                    (text::format_label(format).to_owned(), format!("{} · {size}", format.network))
                }
            };
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                ui.spacing_mut().item_spacing.x = 6.0;
                let tip = text!("post-shade-networks-own-controls-cover");
                let zones =
                    widgets::chip(ui, cx.look, self.stage.safe_zones, text!("post-safe-zones"));
                if zones.on_hover_text(tip).clicked() {
                    self.stage.safe_zones = !self.stage.safe_zones;
                }
                let tip = text!("post-all-chosen-networks-once");
                let all =
                    widgets::chip(ui, cx.look, self.stage.side_by_side, text!("post-side-by-side"));
                if all.on_hover_text(tip).clicked() {
                    self.stage.side_by_side = !self.stage.side_by_side;
                }
                // Beside the chips of a narrow window, the strip below says which network it is.
                if ui.available_width() > 120.0 {
                    ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                        let title = strong(title, 15.0).color(cx.look.ink);
                        ui.add(egui::Label::new(title).truncate());
                        let facts = RichText::new(facts).small().color(cx.look.quiet);
                        ui.add(egui::Label::new(facts).truncate());
                    });
                }
            });
        });
        ui.add_space(8.0);
    }

    /// The shown format's post, as large as it goes.
    fn one_ui(&mut self, ui: &mut Ui, cx: &mut PanelContext<'_>) {
        let room = ui.available_rect_before_wrap().shrink(2.0);
        let format = self.shown;
        let side = longer_side(room.size(), format) * ui.pixels_per_point();
        let version = self.document.version_for(format.id).clone();
        let painting = self.shots.get(ShotId::Shown, &version, format, side);
        let pictures = painting.pictures.clone();
        let Some(texture) = &painting.texture else {
            let sentence = painting.refusal.clone();
            self.nothing_ui(ui, cx, room, sentence);
            return;
        };
        let rect = widgets::fitted(room, texture.size_vec2());
        post_ui(ui, cx.look, rect, texture);
        if self.stage.safe_zones {
            safe_zone_ui(ui, rect, format);
        }
        let name = text!("post-for", format = text::format_label(format));
        let response = ui.interact(rect, ui.scope_id().with("shown post"), Sense::click_and_drag());
        response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Image, true, &name));
        self.select(&response, rect, &pictures);
        if self.document.picture_count() > 1 {
            selection_ui(ui, cx.look, rect, &pictures, self.selected);
        }
        self.drag(&response, rect);
    }

    /// Selects the picture in front that lies under a click, or where a drag begins.
    fn select(&mut self, response: &egui::Response, rect: Rect, pictures: &[PlacedPicture]) {
        if !(response.clicked() || response.drag_started()) {
            return;
        }
        let Some(at) = response.interact_pointer_pos() else { return };
        let under = pictures.iter().rev().find(|one| area(one, rect).contains(at));
        if let Some(one) = under {
            self.selected = one.number;
        }
    }

    fn drag(&mut self, response: &egui::Response, rect: Rect) {
        if !matches!(self.picture, PostPictureState::Ready(_)) {
            return;
        }
        let moves = self.moves();
        if response.hovered() {
            let zoom = response.ctx.input(|input| input.zoom_delta());
            if moves && zoom != 1.0 {
                self.scale_by(zoom);
            }
            response.ctx.set_cursor_icon(egui::CursorIcon::Grab);
        }
        if !response.dragged() {
            return;
        }
        response.ctx.set_cursor_icon(egui::CursorIcon::Grabbing);
        self.move_by(response.drag_delta() / rect.size());
    }

    /// Moves the product, or the part of a whole picture that stays in sight, by shares of the post's sides.
    pub fn move_by(&mut self, by: Vec2) {
        if by == Vec2::ZERO {
            return;
        }
        if self.moves() {
            let selected = self.selected;
            self.edit("place", |version| {
                let Placement { offset: [x, y], .. } = version.placement_of(selected);
                let place = [x + by.x, y + by.y].map(|share| share.clamp(-0.8, 0.8));
                version.placement_mut(selected).offset = place;
            });
        } else if self.selected == 0 || self.shows_each() {
            let selected = self.selected;
            self.edit("focus", |version| {
                let focus = version.focus_mut(selected);
                let [x, y] = focus.unwrap_or([0.5, 0.45]);
                *focus = Some([x - by.x, y - by.y].map(|share| share.clamp(0.0, 1.0)));
            });
        }
    }

    /// Whether the selected picture is a cut-out, which has a place.
    fn moves(&self) -> bool {
        self.part().is_some_and(|part| part.picture.is_cutout())
    }

    fn scale_by(&mut self, by: f32) {
        let selected = self.selected;
        self.edit("size", |version| {
            let placement = version.placement_mut(selected);
            let scale = placement.scale * by;
            placement.scale = scale.clamp(*crate::post::SCALES.start(), *crate::post::SCALES.end());
        });
    }

    /// The chosen formats in rows, each with its name, as large as all of them go.
    fn all_ui(&mut self, ui: &mut Ui, cx: &PanelContext<'_>) {
        let formats = self.document.known_formats();
        let room = ui.available_size() - vec2(10.0, 4.0);
        let (height, rows) = rows(&formats, room);
        ScrollArea::vertical().id_salt("side by side").auto_shrink(false).show(ui, |ui| {
            ui.spacing_mut().item_spacing = vec2(GAP, GAP);
            for row in rows {
                let width: f32 = row.iter().map(|format| height * ratio(format)).sum();
                let width = width + GAP * (row.len() - 1) as f32;
                ui.horizontal_top(|ui| {
                    ui.add_space(((room.x - width) / 2.0).max(4.0));
                    for format in row {
                        let size = vec2(height * ratio(format), height);
                        self.format_ui(ui, cx, format, size, self.stage.safe_zones);
                    }
                });
            }
        });
    }

    /// Below the post: what is wrong with it.
    fn advice_ui(&self, ui: &mut Ui, look: &Look) {
        let Some(painting) = self.shots.painting(ShotId::Shown) else { return };
        if let (Some(fault), false) = (painting.faults.first(), self.stage.side_by_side) {
            ui.horizontal(|ui| {
                ui.label(widgets::icon(icons::WARNING, 14.0).color(look.warn));
                ui.add(egui::Label::new(RichText::new(fault).small().color(look.warn)).wrap());
            });
        }
    }

    /// The thumbnails of all chosen formats, and the menu that adds and removes them.
    fn strip_ui(&mut self, ui: &mut Ui, cx: &PanelContext<'_>) {
        let formats = self.document.known_formats();
        ui.horizontal(|ui| {
            let width = ui.available_width() - 44.0;
            if self.stage.side_by_side {
                let text = RichText::new(text!("post-click-post-see-large")).small();
                ui.allocate_ui(vec2(width, 32.0), |ui| {
                    ui.add(egui::Label::new(text.color(cx.look.quiet)).wrap());
                });
                self.networks_ui(ui, cx);
                return;
            }
            let area = ScrollArea::horizontal().id_salt("networks").max_width(width);
            scroll::show_inner(ui, area, |ui| {
                ui.horizontal(|ui| {
                    ui.spacing_mut().item_spacing.x = 10.0;
                    // The frame of the first one lies outside of it.
                    ui.add_space(4.0);
                    for format in formats {
                        let size = vec2((STRIP * ratio(format)).max(40.0), STRIP);
                        self.format_ui(ui, cx, format, size, false);
                    }
                });
            });
            self.networks_ui(ui, cx);
        });
    }

    /// At the right: the menu of networks.
    fn networks_ui(&mut self, ui: &mut Ui, cx: &PanelContext<'_>) {
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let tip = text!("post-add-remove-networks");
            let more = widgets::icon_button(ui, icons::PLUS, text!("post-networks-post"), tip);
            self.formats_menu(&more, cx.look);
        });
    }

    fn format_ui(
        &mut self,
        ui: &mut Ui,
        cx: &PanelContext<'_>,
        format: &'static Format,
        size: Vec2,
        zone: bool,
    ) {
        let (rect, response) = ui.allocate_exact_size(size + vec2(0.0, LABEL), Sense::click());
        let is_shown = self.shown.id == format.id && !self.stage.side_by_side;
        let name = text!("post-show-format", format = text::format_label(format));
        response.widget_info(|| {
            egui::WidgetInfo::selected(egui::Role::RadioButton, true, is_shown, &name)
        });
        let picture = Rect::from_min_size(rect.min, size);
        let version = self.document.version_for(format.id).clone();
        let side = longer_side(size, format) * ui.pixels_per_point();
        let painting = self.shots.get(ShotId::Format(format.id), &version, format, side);
        let inner = match &painting.texture {
            Some(texture) => {
                let inner = widgets::fitted(picture, texture.size_vec2());
                egui::Image::from_texture(texture).corner_radius(4).paint_at(ui, inner);
                inner
            }
            None => {
                let mark = if painting.refusal.is_some() { icons::WARNING } else { icons::IMAGE };
                widgets::placeholder(ui, cx.look, picture, mark);
                picture
            }
        };
        let refusal = painting.refusal.clone();
        if zone {
            safe_zone_ui(ui, inner, format);
        }
        let line = Emphasis::of(is_shown, &response).stroke(cx.look, 2.5);
        ui.painter().rect_stroke(inner, 4.0, line, StrokeKind::Outside);
        let own = self.document.own_versions.contains_key(format.id);
        let label = text::format_label(format);
        let label = if own { format!("{label} •") } else { label.to_owned() };
        let ink = if is_shown { cx.look.ink } else { cx.look.quiet };
        let at = egui::pos2(picture.center().x, picture.bottom() + 5.0);
        ui.painter().text(at, Align2::CENTER_TOP, label, FontId::proportional(11.5), ink);
        let tip = refusal.unwrap_or_else(|| {
            let size = format!("{} x {}", format.width, format.height);
            let facts = format!("{}, {size}", format.network);
            if own { format!("{facts}\n{}", text!("post-has-own-version")) } else { facts }
        });
        if response.on_hover_text(tip).clicked() {
            self.show_format(format);
        }
    }

    fn formats_menu(&mut self, button: &egui::Response, look: &Look) {
        let mut toggled = None;
        let menu = Popup::menu(button).accessible_name(text!("post-networks-post"));
        menu.close_behavior(egui::PopupCloseBehavior::CloseOnClickOutside).show(|ui| {
            ui.set_width(260.0);
            ScrollArea::vertical().max_height(380.0).auto_shrink([false, true]).show(ui, |ui| {
                ui.set_max_width(ui.available_width() - 12.0);
                for format in FORMATS {
                    let is_on = self.document.formats.iter().any(|id| id == format.id);
                    let mark = if is_on { icons::DONE } else { icons::PLUS };
                    let ink = if is_on { look.accent } else { look.quiet };
                    let size = format!("{} x {}", format.width, format.height);
                    let atoms = (
                        widgets::icon(mark, 14.0).color(ink),
                        text::format_label(format),
                        egui::Atom::grow(),
                        RichText::new(size).small().weak(),
                    );
                    let row = Button::selectable(is_on, atoms);
                    let row = row.min_size(vec2(ui.available_width(), 0.0));
                    let name = text!("post-for-too", format = text::format_label(format));
                    if ui.add(row).accessible_name(name).clicked() {
                        toggled = Some(format);
                    }
                }
            });
        });
        let Some(format) = toggled else { return };
        // One network at least stays.
        if self.document.formats.len() == 1 && self.document.formats[0] == format.id {
            return;
        }
        self.edit_document("networks", |document| document.toggle_format(format.id));
    }
}

/// The post with its shadow.
pub(super) fn post_ui(ui: &Ui, look: &Look, rect: Rect, texture: &egui::TextureHandle) {
    widgets::picture_shadow(ui, look, rect);
    egui::Image::from_texture(texture).corner_radius(2).paint_at(ui, rect);
}

/// Where a picture stands within the post.
fn area(picture: &PlacedPicture, post: Rect) -> Rect {
    let [left, top, width, height] = picture.area;
    let min = post.min + vec2(left, top) * post.size();
    Rect::from_min_size(min, vec2(width, height) * post.size())
}

/// A frame around the selected one of several pictures.
fn selection_ui(ui: &Ui, look: &Look, post: Rect, pictures: &[PlacedPicture], selected: usize) {
    let painter = ui.painter().with_clip_rect(post);
    for picture in pictures.iter().filter(|picture| picture.number == selected) {
        let rect = area(picture, post).expand(4.0);
        let under = egui::Stroke::new(3.5, Color32::from_white_alpha(200));
        painter.rect_stroke(rect, 6.0, under, StrokeKind::Middle);
        let line = egui::Stroke::new(1.5, look.accent);
        painter.rect_stroke(rect, 6.0, line, StrokeKind::Middle);
    }
}

/// Shades what the network's own controls cover.
fn safe_zone_ui(ui: &Ui, rect: Rect, format: &Format) {
    let free = widgets::free_area(&format.safe_zone, rect);
    let shade = Color32::from_black_alpha(110);
    let painter = ui.painter().with_clip_rect(rect);
    for covered in [
        Rect::from_min_max(rect.min, egui::pos2(rect.right(), free.top())),
        Rect::from_min_max(egui::pos2(rect.left(), free.bottom()), rect.max),
        Rect::from_min_max(egui::pos2(rect.left(), free.top()), free.left_bottom()),
        Rect::from_min_max(free.right_top(), egui::pos2(rect.right(), free.bottom())),
    ] {
        if covered.is_positive() {
            painter.rect_filled(covered, 0.0, shade);
        }
    }
    painter.rect_stroke(free, 0.0, egui::Stroke::new(1.5, Color32::WHITE), StrokeKind::Inside);
}
