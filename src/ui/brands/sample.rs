//! The right column: a post as this brand would make it, picture and caption, anew with every letter.
//! Only a look at it: nothing shown here is a job, and nothing of it is kept.

use super::{Brands, View};
use crate::brand::{Palette, Persona, Rgb};
use crate::brief::caption::Caption;
use crate::brief::{CaptionBrief, NETWORKS, Network};
use crate::job::{Job, State};
use crate::post::Gradient;
use crate::studio::{Studio, sample_caption};
use crate::ui::parts;
use crate::ui::textures::{Shown, Textures};
use crate::ui::theme::{STRONG, colour, strong};
use egui::{
    Align2, Color32, FontFamily, FontId, Image, Label, Mesh, Rect, RichText, ScrollArea, Sense,
    TextWrapMode, Ui, WidgetText, pos2, vec2,
};

/// The networks whose captions are shown: a long text, a businesslike one, a short one.
const SHOWN: [&str; 3] = ["instagram", "linkedin", "x"];
/// What a brand without a first picture shows.
const ANYTHING: &str = "Our new arrivals";

/// The caption shown last, written anew only when the brand is another.
#[derive(Default)]
pub struct Sample {
    network: usize,
    written: Option<(Persona, usize, Option<Caption>)>,
}

impl Sample {
    fn caption(&mut self, persona: &Persona, network: &Network) -> Option<&Caption> {
        let fresh = matches!(&self.written, Some((other, at, _)) if other == persona && *at == self.network);
        if !fresh {
            let brief = CaptionBrief {
                prompt: prompt(persona).to_owned(),
                network: network.id.to_owned(),
                ..CaptionBrief::default()
            };
            let caption = sample_caption(persona, &brief);
            self.written = Some((persona.clone(), self.network, caption));
        }
        self.written.as_ref().and_then(|(_, _, caption)| caption.as_ref())
    }
}

impl Brands {
    pub(super) fn sample_ui(
        &mut self,
        ui: &mut Ui,
        view: &View<'_>,
        textures: &mut Textures,
        persona: &Persona,
    ) {
        let look = view.look;
        ui.add_space(8.0);
        parts::caption(ui, look, "A post in its name");
        look.card().inner_margin(0).show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = 0.0;
            self.account_ui(ui, view, persona);
            let width = ui.available_width();
            let height = (ui.available_height() * 0.42).clamp(170.0, width);
            self.picture_ui(ui, view, textures, persona, height);
            egui::Frame::new().inner_margin(12).show(ui, |ui| {
                ui.spacing_mut().item_spacing = vec2(4.0, 8.0);
                self.caption_ui(ui, view, persona);
            });
        });
    }

    fn account_ui(&mut self, ui: &mut Ui, view: &View<'_>, persona: &Persona) {
        let size = vec2(ui.available_width(), 52.0);
        let (rect, _) = ui.allocate_exact_size(size, Sense::hover());
        let palette = &persona.look.palette;
        let centre = rect.left_center() + vec2(28.0, 0.0);
        ui.painter().circle_filled(centre, 16.0, colour(palette.primary));
        let initial: String = persona.name.chars().take(1).flat_map(char::to_uppercase).collect();
        let font = FontId::new(15.0, FontFamily::Name(STRONG.into()));
        let ink = colour(palette.primary.ink());
        ui.painter().text(centre, Align2::CENTER_CENTER, initial, font, ink);
        let room = rect.width() - 66.0;
        let name = line(ui, strong(&persona.name, 14.0).color(view.look.ink), room);
        let under = [&persona.handle, &persona.link].into_iter().find(|text| !text.is_empty());
        let top = if under.is_some() { 8.0 } else { 16.0 };
        ui.painter().galley(rect.min + vec2(54.0, top), name, view.look.ink);
        if let Some(under) = under {
            let under = line(ui, RichText::new(under).size(12.0).color(view.look.quiet), room);
            ui.painter().galley(rect.min + vec2(54.0, 28.0), under, view.look.quiet);
        }
    }

    fn picture_ui(
        &mut self,
        ui: &mut Ui,
        view: &View<'_>,
        textures: &mut Textures,
        persona: &Persona,
        height: f32,
    ) {
        let (rect, response) =
            ui.allocate_exact_size(vec2(ui.available_width(), height), Sense::hover());
        let name = format!("Sample picture of {}", persona.name);
        response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Image, true, &name));
        let palette = &persona.look.palette;
        let ground = Gradient::over(palette.primary, palette);
        paint_gradient(ui, rect, &ground);
        let inner = rect.shrink(16.0);
        let painter = ui.painter().with_clip_rect(rect);
        let pill = pill_ui(ui, inner, persona);
        self.signature_ui(ui, view, persona, inner, ground.centre);
        let free = Rect::from_min_max(
            pos2(inner.left(), inner.top() + 34.0),
            pos2(inner.right(), pill.top() - 10.0),
        );
        if let Some(job) = last_picture(view.studio, persona)
            && let Some(picture) = job.picture()
        {
            let shown = textures.thumbnail(view.studio.disk(), job.id, &picture.path);
            if let Shown::Ready(texture) = shown {
                let size = texture.size_vec2();
                let scale = (free.width() / size.x).min(free.height() / size.y);
                let place = Rect::from_center_size(free.center(), size * scale);
                Image::from_texture(texture).corner_radius(8).paint_at(ui, place);
                return;
            }
        }
        let ink = reads_better(palette, ground.centre);
        let size = if free.height() < 90.0 { 19.0 } else { 24.0 };
        let words = WidgetText::from(strong(prompt(persona), size).color(colour(ink)));
        let words =
            words.into_galley(ui, Some(TextWrapMode::Wrap), free.width(), egui::TextStyle::Body);
        let top = (free.center().y - words.size().y / 2.0).max(free.top());
        painter.with_clip_rect(free).galley(pos2(free.left(), top), words, colour(ink));
    }

    /// The logo, or the name where there is none: light on primary.
    fn signature_ui(
        &mut self,
        ui: &Ui,
        view: &View<'_>,
        persona: &Persona,
        inner: Rect,
        ground: Rgb,
    ) {
        let look = &persona.look;
        let dark_ground = ground.luminance() < 0.3;
        let (first, second) = if dark_ground {
            (&look.logo_dark, &look.logo_light)
        } else {
            (&look.logo_light, &look.logo_dark)
        };
        let logo = [first, second].into_iter().find(|name| !name.is_empty());
        if let Some(name) = logo
            && let Shown::Ready(texture) = self.logos.logo(view.studio.disk(), &persona.id, name)
        {
            let size = texture.size_vec2();
            let scale = (26.0 / size.y).min(inner.width() * 0.6 / size.x);
            let place = Rect::from_min_size(inner.min - vec2(0.0, 2.0), size * scale);
            Image::from_texture(texture).paint_at(ui, place);
            return;
        }
        let palette = &look.palette;
        let text =
            line(ui, strong(&persona.name, 12.0).color(colour(palette.light)), inner.width());
        let size = text.size() + vec2(18.0, 8.0);
        let tag = Rect::from_min_size(inner.min - vec2(0.0, 2.0), size);
        ui.painter().rect_filled(tag, 6.0, colour(palette.primary));
        ui.painter().galley(tag.min + vec2(9.0, 4.0), text, colour(palette.light));
    }

    fn caption_ui(&mut self, ui: &mut Ui, view: &View<'_>, persona: &Persona) {
        let look = view.look;
        let networks: Vec<&'static Network> =
            NETWORKS.iter().filter(|network| SHOWN.contains(&network.id)).collect();
        ui.horizontal(|ui| {
            for (at, network) in networks.iter().enumerate() {
                let chip = parts::chip(ui, look, self.sample.network == at, network.name);
                let name = format!("Sample for {}", network.name);
                if chip.accessible_name(name).clicked() {
                    self.sample.network = at;
                }
            }
        });
        let network = networks[self.sample.network];
        ScrollArea::vertical().id_salt("sample caption").auto_shrink([false, false]).show(ui, |ui| {
            match self.sample.caption(persona, network) {
                Some(caption) => {
                    let text = RichText::new(caption.text(network)).color(look.ink);
                    ui.add(Label::new(text).wrap().selectable(true));
                    let count = format!("{} of {} characters", caption.count(network), network.limit);
                    ui.label(RichText::new(count).size(12.0).color(look.quiet));
                }
                None => {
                    let words = "Say under “First picture” what a picture could show, and a caption \
                                 stands here.";
                    ui.add(Label::new(RichText::new(words).color(look.quiet)).wrap());
                }
            }
        });
    }
}

/// What the post asks for, dark on secondary: the first call that fits on one line.
fn pill_ui(ui: &Ui, inner: Rect, persona: &Persona) -> Rect {
    let palette = &persona.look.palette;
    let ink = colour(palette.dark);
    let written = |call: &str| line(ui, strong(call, 13.0).color(ink), inner.width() - 28.0);
    let calls = &persona.voice.calls_to_action;
    let fitting = calls.iter().map(|call| written(call)).find(|text| !text.elided);
    let first = || written(calls.first().map_or("Find out more", String::as_str));
    let text = fitting.unwrap_or_else(first);
    let size = text.size() + vec2(28.0, 14.0);
    let rect = Rect::from_min_size(pos2(inner.left(), inner.bottom() - size.y), size);
    ui.painter().rect_filled(rect, size.y / 2.0, colour(palette.secondary));
    ui.painter().galley(rect.min + vec2(14.0, 7.0), text, ink);
    rect
}

fn prompt(persona: &Persona) -> &str {
    let prompt = persona.sample_prompt.trim();
    if prompt.is_empty() { ANYTHING } else { prompt }
}

/// The newest picture made in a brand's name.
fn last_picture<'a>(studio: &'a Studio, persona: &Persona) -> Option<&'a Job> {
    let of_brand = |job: &&Job| {
        let style = job.task.picture().and_then(|spec| spec.style());
        *job.state() == State::Done && style.is_some_and(|style| style.persona == persona.id)
    };
    studio.jobs().find(of_brand)
}

/// The palette's own ink for a ground.
fn reads_better(palette: &Palette, ground: Rgb) -> Rgb {
    let light = palette.light.contrast(ground) > palette.dark.contrast(ground);
    if light { palette.light } else { palette.dark }
}

/// Text on one line, cut with an ellipsis where it is too long.
fn line(ui: &Ui, text: RichText, room: f32) -> std::sync::Arc<egui::Galley> {
    let text = WidgetText::from(text);
    text.into_galley(ui, Some(TextWrapMode::Truncate), room, egui::TextStyle::Body)
}

/// The gradient that stands behind a cut-out, as a grid of coloured corners.
fn paint_gradient(ui: &Ui, rect: Rect, gradient: &Gradient) {
    const CELLS: u32 = 16;
    let lamp = pos2(0.5, 0.44);
    let mut mesh = Mesh::default();
    for row in 0..=CELLS {
        for column in 0..=CELLS {
            let at = pos2(column as f32, row as f32) / CELLS as f32;
            let away = ((at - lamp).length() / 0.75).min(1.0);
            let share = away * away * (3.0 - 2.0 * away);
            let rgb = gradient.centre.mix(gradient.edge, share);
            let place = rect.min + at.to_vec2() * rect.size();
            mesh.colored_vertex(place, Color32::from_rgb(rgb.r, rgb.g, rgb.b));
        }
    }
    let corner = |row: u32, column: u32| row * (CELLS + 1) + column;
    for row in 0..CELLS {
        for column in 0..CELLS {
            let (a, b) = (corner(row, column), corner(row, column + 1));
            let (c, d) = (corner(row + 1, column), corner(row + 1, column + 1));
            mesh.add_triangle(a, b, c);
            mesh.add_triangle(b, d, c);
        }
    }
    ui.painter().add(mesh);
}
