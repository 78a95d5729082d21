//! The middle of Create: the chosen picture large, its variations, and what can be done with it.
//! It shows; files are written by the disk thread after an action.

use super::action::Action;
use super::caption_card::CaptionCard;
use super::textures::{Shown, Textures};
use super::theme::{Look, colour, strong};
use super::{icons, parts};
use crate::brief::{Backdrop, FORMATS, PictureSpec, SafeZone};
use crate::job::{Job, JobId, State};
use crate::studio::Studio;
use egui::{Color32, Rect, RichText, ScrollArea, Sense, Stroke, StrokeKind, Ui, pos2, vec2};

/// Side of a variation's small picture, points.
const VARIATION: f32 = 64.0;

/// What the canvas shows and how.
#[derive(Default)]
pub struct Canvas {
    pub shown: Option<JobId>,
    /// Pixel for point, scrolled; else the whole picture fits.
    zoomed: bool,
    safe_zone: bool,
    pub captions: CaptionCard,
}

impl Canvas {
    /// A canvas that shows a job, or nothing yet.
    pub fn of(shown: Option<JobId>) -> Self {
        Self { shown, ..Self::default() }
    }

    pub fn ui(
        &mut self,
        ui: &mut Ui,
        look: &Look,
        studio: &Studio,
        textures: &mut Textures,
        actions: &mut Vec<Action>,
    ) {
        let Some(job) = self.job(studio).cloned() else {
            ui.add_space((ui.available_height() - 160.0).max(0.0) / 2.0);
            let advice = "Say what it should show, choose who speaks, and press Generate.";
            parts::empty(ui, look, icons::IMAGE, "Your picture appears here", advice);
            return;
        };
        let done = *job.state() == State::Done;
        let bar = egui::Panel::bottom("picture actions").show_separator_line(false);
        bar.frame(egui::Frame::new()).resizable(false).show(ui, |ui| {
            ui.add_space(8.0);
            self.variations_ui(ui, look, studio, textures, &job, actions);
            self.caption_ui(ui, look, &job);
            if done {
                self.actions_ui(ui, look, studio, &job, actions);
            }
            ui.add_space(8.0);
            self.captions.ui(ui, look, studio, &job, actions);
        });
        let room = ui.available_rect_before_wrap();
        match (done, job.picture()) {
            (true, Some(picture)) => match textures.picture(studio.disk(), job.id, &picture.path) {
                Shown::Ready(texture) => {
                    let size = vec2(picture.width as f32, picture.height as f32);
                    let zone = safe_zone(&job).filter(|_| self.safe_zone);
                    if self.zoomed {
                        let points = size / ui.pixels_per_point();
                        ScrollArea::both().auto_shrink(false).show(ui, |ui| {
                            let (rect, _) = ui.allocate_exact_size(points, Sense::hover());
                            paint(ui, look, rect, texture, &job, zone);
                        });
                    } else {
                        let rect = fitted(room.shrink(4.0), size);
                        paint(ui, look, rect, texture, &job, zone);
                    }
                }
                Shown::Coming => {}
                Shown::Missing(sentence) => {
                    ui.add_space(room.height() / 3.0);
                    parts::empty(ui, look, icons::WARNING, "The picture cannot be shown", sentence);
                }
            },
            _ => unfinished_ui(ui, look, studio, textures, &job, room),
        }
    }

    /// The job on the canvas.
    pub fn job<'a>(&'a self, studio: &'a Studio) -> Option<&'a Job> {
        let id = self.shown?;
        studio.job(id)
    }

    fn variations_ui(
        &self,
        ui: &mut Ui,
        look: &Look,
        studio: &Studio,
        textures: &mut Textures,
        job: &Job,
        actions: &mut Vec<Action>,
    ) {
        let siblings: Vec<_> = studio.variations(job.batch).collect();
        if siblings.len() < 2 {
            return;
        }
        ScrollArea::horizontal().id_salt("variations").max_height(VARIATION + 16.0).show(
            ui,
            |ui| {
                ui.horizontal(|ui| {
                    for (index, sibling) in siblings.iter().enumerate() {
                        let (rect, response) =
                            ui.allocate_exact_size(vec2(VARIATION, VARIATION), Sense::click());
                        let name = format!("Variation {}", index + 1);
                        let chosen = sibling.id == job.id;
                        response.widget_info(|| {
                            egui::WidgetInfo::selected(egui::Role::RadioButton, true, chosen, &name)
                        });
                        thumbnail(ui, look, studio, textures, sibling, rect);
                        let line = match (chosen, response.hovered() || response.has_focus()) {
                            (true, _) => Stroke::new(2.0, look.accent),
                            (false, true) => Stroke::new(1.5, look.edge()),
                            (false, false) => Stroke::new(1.0, look.line),
                        };
                        ui.painter().rect_stroke(rect, 8.0, line, StrokeKind::Inside);
                        let tip = format!("{name}: {}", sibling.state().words());
                        if response.on_hover_text(tip).clicked() {
                            actions.push(Action::Show(sibling.id));
                        }
                    }
                });
            },
        );
    }

    fn caption_ui(&self, ui: &mut Ui, look: &Look, job: &Job) {
        let Some(spec) = job.task.picture() else { return };
        ui.add(egui::Label::new(strong(spec.prompt(), 15.0).color(look.ink)).truncate());
        let brand = spec.style().map_or("no brand", |style| style.name.as_str());
        let mut facts = format!("{brand} · {} · seed {}", spec.deliver(), spec.seed());
        if let Some(took) = job.picture().map(|picture| picture.took).filter(|took| !took.is_zero())
        {
            facts += &format!(" · {:.1} s", took.as_secs_f32());
        }
        ui.label(RichText::new(facts).small().color(look.quiet));
    }

    fn actions_ui(
        &mut self,
        ui: &mut Ui,
        look: &Look,
        studio: &Studio,
        job: &Job,
        actions: &mut Vec<Action>,
    ) {
        let key = |shortcut| ui.ctx().format_shortcut(shortcut);
        let (save, favourite) = (key(&super::keys::SAVE), key(&super::keys::FAVOURITE));
        ui.horizontal_wrapped(|ui| {
            // As close as keeps all of it in one row at the usual width.
            ui.spacing_mut().item_spacing.x = 4.0;
            let tip = format!("PNG, JPEG or WebP ({save})");
            if parts::button(ui, icons::SAVE, "Save as…").on_hover_text(tip).clicked() {
                actions.push(Action::SaveAs(vec![job.id]));
            }
            if parts::button(ui, icons::COPY, "Copy").on_hover_text("Copy the picture").clicked() {
                actions.push(Action::CopyPicture(job.id));
            }
            let tip = "Put its prompt, seed and all into the brief";
            if parts::button(ui, icons::USE, "Use recipe").on_hover_text(tip).clicked() {
                actions.push(Action::UseRecipe(job.id));
            }
            let mut rows = studio.catalog().rows.iter();
            let takes = rows.any(|row| row.traits.family.takes_pictures());
            if let (true, Some(picture)) = (takes, job.picture()) {
                let tip = "Let the next pictures grow from this one";
                if parts::icon_button(ui, icons::IMAGES, "Start from this picture", tip).clicked() {
                    actions.push(Action::StartFrom(Some(picture.path.clone())));
                }
            }
            if parts::icon_button(ui, icons::FOLDER, "Show in folder", "Show in folder").clicked() {
                actions.push(Action::Reveal(job.id));
            }
            let heart = match job.favourite {
                true => parts::icon_filled(icons::HEART, 18.0).color(look.bad),
                false => parts::icon(icons::HEART, 18.0),
            };
            let words = if job.favourite { "No longer a favourite" } else { "Favourite" };
            let tip = format!("{words} ({favourite})");
            if parts::icon_button_of(ui, heart, words, &tip).clicked() {
                actions.push(Action::Favourite(job.id, !job.favourite));
            }
            let (mark, words) = match self.zoomed {
                true => (icons::FIT, "Fit the picture"),
                false => (icons::ZOOM, "Pixel by pixel"),
            };
            if parts::icon_button(ui, mark, words, words).clicked() {
                self.zoomed = !self.zoomed;
            }
            if safe_zone(job).is_some() {
                let mark = parts::icon(icons::SAFE_ZONE, 18.0);
                let mark = if self.safe_zone { mark.color(look.accent) } else { mark };
                let tip = "What the network's own controls leave free";
                if parts::icon_button_of(ui, mark, "Safe zone", tip).clicked() {
                    self.safe_zone = !self.safe_zone;
                }
            }
            let tip = "Remove (Delete); it can be undone";
            if parts::icon_button(ui, icons::TRASH, "Remove picture", tip).clicked() {
                actions.push(Action::Remove(job.id));
            }
        });
    }
}

/// A job that has no picture, or not yet: its preview, or what became of it.
fn unfinished_ui(
    ui: &mut Ui,
    look: &Look,
    studio: &Studio,
    textures: &mut Textures,
    job: &Job,
    room: Rect,
) {
    let Some(size) = job.task.picture().map(PictureSpec::deliver) else { return };
    let rect = fitted(room.shrink(4.0), vec2(size.width as f32, size.height as f32));
    ui.painter().rect_filled(rect, 8.0, backdrop(look, job));
    ui.painter().rect_stroke(rect, 8.0, Stroke::new(1.0, look.line), StrokeKind::Inside);
    if let Some(texture) = textures.preview(ui.ctx(), job) {
        // A whole picture fills its frame; a thing by itself stands in it as it will on its backdrop.
        let row = studio.catalog().row(job.task.model());
        let place = match row.is_some_and(|row| !row.traits.draws_cutouts) {
            true => rect,
            false => {
                let side = rect.size().min_elem() * 0.72;
                Rect::from_center_size(rect.center(), vec2(side, side))
            }
        };
        paint_texture(ui, place, texture.id());
    }
    let words = match job.state() {
        State::Failed(failure) => failure.sentence(),
        State::Queued => studio.why_waits(job).unwrap_or_else(|| "Waiting for its turn".into()),
        State::Interrupted => {
            "Brandish was closed while this was drawn. Press Retry in its card.".into()
        }
        state => state.words(),
    };
    let place = Rect::from_min_max(pos2(rect.left() + 16.0, rect.bottom() - 48.0), rect.max);
    let is_bad = matches!(job.state(), State::Failed(_));
    let left = studio.progress(job.id).and_then(|progress| progress.left);
    let words = match left {
        Some(left) if job.state().is_running() => {
            format!("{words} · {} left", parts::duration(left))
        }
        _ => words,
    };
    let mut ui = ui.new_child(egui::UiBuilder::new().max_rect(place));
    ui.scope(|ui| {
        egui::Frame::new().fill(look.panel).corner_radius(8).inner_margin(8).show(ui, |ui| {
            let ink = if is_bad { look.bad } else { look.ink };
            ui.label(RichText::new(words).color(ink));
        });
    });
}

/// What will lie behind a picture, roughly: the colour of an unfinished one.
fn backdrop(look: &Look, job: &Job) -> Color32 {
    let Some(spec) = job.task.picture() else { return look.panel };
    match (spec.backdrop(), spec.style()) {
        (Backdrop::Colour(rgb), _) => colour(rgb),
        (Backdrop::Brand, Some(style)) => colour(style.palette.light),
        _ => look.panel,
    }
}

fn paint(
    ui: &Ui,
    look: &Look,
    rect: Rect,
    texture: &egui::TextureHandle,
    job: &Job,
    zone: Option<SafeZone>,
) {
    let shadow = egui::epaint::Shadow {
        offset: [0, 6],
        blur: 24,
        spread: 0,
        color: Color32::from_black_alpha(if look.dark { 120 } else { 45 }),
    };
    ui.painter().add(shadow.as_shape(rect, 4));
    if job.task.picture().is_some_and(|spec| spec.backdrop() == Backdrop::Transparent) {
        parts::checkerboard(ui, look, rect);
    }
    paint_texture(ui, rect, texture.id());
    let words = format!("Picture: {}", job.task.prompt());
    let response = ui.interact(rect, ui.scope_id().with("picture"), Sense::hover());
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Image, true, &words));
    if let Some(zone) = zone {
        let free = Rect::from_min_max(
            rect.lerp_inside(vec2(zone.sides, zone.top)),
            rect.lerp_inside(vec2(1.0 - zone.sides, 1.0 - zone.bottom)),
        );
        ui.painter().rect_stroke(
            free,
            0.0,
            Stroke::new(3.0, Color32::from_black_alpha(120)),
            StrokeKind::Middle,
        );
        ui.painter().rect_stroke(free, 0.0, Stroke::new(1.5, Color32::WHITE), StrokeKind::Middle);
    }
}

fn paint_texture(ui: &Ui, rect: Rect, texture: egui::TextureId) {
    let whole = Rect::from_min_max(pos2(0.0, 0.0), pos2(1.0, 1.0));
    ui.painter().image(texture, rect, whole, Color32::WHITE);
}

/// A job's small picture: its thumbnail, its preview, or a sign of its state.
pub fn thumbnail(
    ui: &Ui,
    look: &Look,
    studio: &Studio,
    textures: &mut Textures,
    job: &Job,
    rect: Rect,
) {
    let texture = match job.picture() {
        Some(picture) => match textures.thumbnail(studio.disk(), job.id, &picture.path) {
            Shown::Ready(texture) => Some(texture.clone()),
            Shown::Coming | Shown::Missing(_) => None,
        },
        None => textures.preview(ui.ctx(), job).cloned(),
    };
    match texture {
        Some(texture) => paint_thumbnail(ui, look, &texture, backdrop(look, job), rect),
        None => {
            let mark = match job.state() {
                State::Failed(_) => icons::WARNING,
                State::Cancelled => icons::STOPPED,
                State::Queued | State::Interrupted => icons::CLOCK,
                _ => icons::IMAGE,
            };
            parts::placeholder(ui, look, rect, mark);
        }
    }
}

/// Paints a thumbnail so that it fills a square: its middle is seen.
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

/// The largest rectangle of that shape in the room, no larger than the picture itself at 2x.
fn fitted(room: Rect, size: egui::Vec2) -> Rect {
    let scale = (room.width() / size.x).min(room.height() / size.y).clamp(0.01, 2.0);
    Rect::from_center_size(room.center(), size * scale)
}

fn safe_zone(job: &Job) -> Option<SafeZone> {
    let size = job.task.picture()?.deliver();
    let row = FORMATS.iter().find(|row| {
        let zone = row.safe_zone;
        (row.width, row.height) == (size.width, size.height)
            && zone.top + zone.bottom + zone.sides > 0.0
    })?;
    Some(row.safe_zone)
}
