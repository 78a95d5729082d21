//! Painting pictures: a finished one with shadow and safe zone, thumbnails, and the rectangle a picture fits.
//! It paints into given rectangles; which picture is shown is decided by the panels.

use crate::brief::{Backdrop, FORMATS, SafeZone};
use crate::job::{Job, State};
use crate::ui::context::PanelContext;
use crate::ui::textures::Shown;
use crate::ui::theme::{Look, colour};
use crate::ui::{icons, widgets};
use egui::{Color32, Rect, Sense, Stroke, StrokeKind, TextureId, Ui, Vec2, pos2};

/// The colour behind an unfinished picture or a cut-out, close to that of its backdrop.
pub(super) fn backdrop(look: &Look, job: &Job) -> Color32 {
    let Some(spec) = job.task.picture() else { return look.panel };
    match (spec.backdrop(), spec.persona()) {
        (Backdrop::Colour(rgb), _) => colour(rgb),
        (Backdrop::Brand, Some(style)) => colour(style.palette.light),
        _ => look.panel,
    }
}

/// Paints a finished picture with its shadow, and the safe zone over it.
pub(super) fn paint(
    ui: &Ui,
    look: &Look,
    rect: Rect,
    texture: TextureId,
    job: &Job,
    zone: Option<SafeZone>,
) {
    widgets::picture_shadow(ui, look, rect);
    if job.task.picture().is_some_and(|spec| spec.backdrop() == Backdrop::Transparent) {
        widgets::checkerboard(ui, look, rect);
    }
    paint_texture(ui, rect, texture);
    let name = text!("create-picture-of", prompt = job.task.prompt());
    let response = ui.interact(rect, ui.scope_id().with("picture"), Sense::hover());
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Image, true, &name));
    if let Some(zone) = zone {
        let free = widgets::free_area(&zone, rect);
        ui.painter().rect_stroke(
            free,
            0.0,
            Stroke::new(3.0, Color32::from_black_alpha(120)),
            StrokeKind::Middle,
        );
        ui.painter().rect_stroke(free, 0.0, Stroke::new(1.5, Color32::WHITE), StrokeKind::Middle);
    }
}

/// Paints a whole texture into a rectangle.
pub(super) fn paint_texture(ui: &Ui, rect: Rect, texture: TextureId) {
    let whole = Rect::from_min_max(pos2(0.0, 0.0), pos2(1.0, 1.0));
    ui.painter().image(texture, rect, whole, Color32::WHITE);
}

/// A job's small picture: its thumbnail, its preview, or an icon of its state.
pub fn thumbnail(ui: &Ui, cx: &mut PanelContext<'_>, job: &Job, rect: Rect) {
    let texture = match job.picture() {
        Some(picture) => match cx.textures.thumbnail(cx.studio.disk(), job.id, &picture.path) {
            Shown::Ready(texture) => Some(texture),
            Shown::Loading | Shown::Missing(_) => None,
        },
        None => cx.textures.preview(ui.ctx(), job),
    };
    match texture {
        Some(texture) => paint_thumbnail(ui, cx.look, texture, backdrop(cx.look, job), rect),
        None => {
            let icon = match job.state() {
                State::Failed(_) => icons::WARNING,
                State::Cancelled => icons::STOPPED,
                State::Queued | State::Interrupted => icons::CLOCK,
                _ => icons::IMAGE,
            };
            widgets::placeholder(ui, cx.look, rect, icon);
        }
    }
}

/// Paints the middle of a thumbnail so that it fills a square.
pub fn paint_thumbnail(
    ui: &Ui,
    look: &Look,
    texture: &egui::TextureHandle,
    behind: Color32,
    rect: Rect,
) {
    let size = texture.size_vec2();
    let (wide, high) = (size.x / size.y, size.y / size.x);
    let (u, v) = (((1.0 - high) / 2.0).max(0.0), ((1.0 - wide) / 2.0).max(0.0));
    let part = Rect::from_min_max(pos2(u, v), pos2(1.0 - u, 1.0 - v));
    ui.painter().rect_filled(rect, 8.0, if behind == look.panel { look.ground } else { behind });
    let image = egui::Image::from_texture(egui::load::SizedTexture::from_handle(texture));
    image.uv(part).corner_radius(8).paint_at(ui, rect);
}

/// The largest rectangle of a shape within another one, at most twice the size of the picture itself.
pub(super) fn fitted(outer: Rect, size: Vec2) -> Rect {
    let largest = widgets::fitted(outer, size);
    let scale = (largest.width() / size.x).clamp(0.01, 2.0);
    Rect::from_center_size(outer.center(), size * scale)
}

/// The safe zone of the network whose format a job has, unless it is the whole picture.
pub(super) fn safe_zone(job: &Job) -> Option<SafeZone> {
    let size = job.task.picture()?.deliver();
    let row = FORMATS.iter().find(|row| {
        let zone = row.safe_zone;
        (row.width, row.height) == (size.width, size.height)
            && zone.top + zone.bottom + zone.sides > 0.0
    })?;
    Some(row.safe_zone)
}
