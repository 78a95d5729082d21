//! The right column: a sample post of the brand, picture and caption, updated with every letter.
//! It is a preview only: it makes no job and saves nothing.

use super::Brands;
use super::editor::scrolled;
use crate::brand::{Palette, Persona, Rgb};
use crate::brief::caption::{Caption, sample_words};
use crate::brief::{CaptionBrief, NETWORKS, Network};
use crate::job::{Job, State};
use crate::post::Gradient;
use crate::studio::Studio;
use crate::ui::bidi;
use crate::ui::context::PanelContext;
use crate::ui::text;
use crate::ui::textures::Shown;
use crate::ui::theme::{STRONG, colour, strong};
use crate::ui::widgets;
use egui::{
    Align2, Color32, FontFamily, FontId, Image, Label, Mesh, Rect, RichText, Sense, TextWrapMode,
    Ui, WidgetText, pos2, vec2,
};

/// The networks whose captions are shown: a long one, a formal one, a short one.
const NETWORK_IDS: [&str; 3] = ["instagram", "linkedin", "x"];

/// The caption shown last; it is written again only when the brand or the network has changed.
#[derive(Default)]
pub struct BrandPreview {
    network: usize,
    written: Option<(Persona, usize, Option<Caption>)>,
}

impl BrandPreview {
    fn caption(&mut self, persona: &Persona, network: &Network) -> Option<&Caption> {
        let is_current = matches!(&self.written, Some((other, at, _)) if other == persona && *at == self.network);
        if !is_current {
            let brief = CaptionBrief {
                prompt: prompt(persona).to_owned(),
                network: network.id.to_owned(),
                ..CaptionBrief::default()
            };
            let caption = crate::studio::sample_caption(persona, &brief);
            self.written = Some((persona.clone(), self.network, caption));
        }
        self.written.as_ref().and_then(|(_, _, caption)| caption.as_ref())
    }
}

impl Brands {
    /// Draws the sample, whose caption scrolls by itself where the column does not.
    pub(super) fn preview_ui(
        &mut self,
        ui: &mut Ui,
        cx: &mut PanelContext<'_>,
        persona: &Persona,
        scrolls: bool,
    ) {
        ui.add_space(8.0);
        widgets::caption(ui, cx.look, text!("brands-sample-post"));
        cx.look.card().inner_margin(0).show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = 0.0;
            self.account_ui(ui, cx, persona);
            let width = ui.available_width();
            let height = (ui.available_height() * 0.42).clamp(170.0, width);
            self.picture_ui(ui, cx, persona, height);
            egui::Frame::new().inner_margin(12).show(ui, |ui| {
                ui.spacing_mut().item_spacing = vec2(4.0, 8.0);
                self.caption_ui(ui, cx, persona, scrolls);
            });
        });
    }

    fn account_ui(&mut self, ui: &mut Ui, cx: &PanelContext<'_>, persona: &Persona) {
        let size = vec2(ui.available_width(), 52.0);
        let (rect, _) = ui.allocate_exact_size(size, Sense::hover());
        let palette = &persona.look.palette;
        let centre = rect.left_center() + vec2(28.0, 0.0);
        ui.painter().circle_filled(centre, 16.0, colour(palette.primary));
        let initial: String = persona.name.chars().take(1).flat_map(char::to_uppercase).collect();
        let font = FontId::new(15.0, FontFamily::Name(STRONG.into()));
        let ink = colour(palette.primary.ink());
        ui.painter().text(centre, Align2::CENTER_CENTER, initial, font, ink);
        let width = rect.width() - 66.0;
        let name = line(ui, strong(&persona.name, 14.0).color(cx.look.ink), width);
        let under = [&persona.handle, &persona.link].into_iter().find(|text| !text.is_empty());
        let top = if under.is_some() { 8.0 } else { 16.0 };
        ui.painter().galley(rect.min + vec2(54.0, top), name, cx.look.ink);
        if let Some(under) = under {
            let under = line(ui, RichText::new(under).size(12.0).color(cx.look.quiet), width);
            ui.painter().galley(rect.min + vec2(54.0, 28.0), under, cx.look.quiet);
        }
    }

    fn picture_ui(
        &mut self,
        ui: &mut Ui,
        cx: &mut PanelContext<'_>,
        persona: &Persona,
        height: f32,
    ) {
        let (rect, response) =
            ui.allocate_exact_size(vec2(ui.available_width(), height), Sense::hover());
        let name = text!("brands-sample-picture", name = persona.name);
        response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Image, true, &name));
        let palette = &persona.look.palette;
        let ground = Gradient::over(palette.primary, palette);
        paint_gradient(ui, rect, &ground);
        let inner = rect.shrink(16.0);
        let painter = ui.painter().with_clip_rect(rect);
        let call = call_ui(ui, inner, persona);
        self.logo_or_name_ui(ui, cx, persona, inner, ground.centre);
        let free = Rect::from_min_max(
            pos2(inner.left(), inner.top() + 34.0),
            pos2(inner.right(), call.top() - 10.0),
        );
        if let Some(job) = last_picture(cx.studio, persona)
            && let Some(picture) = job.picture()
        {
            let shown = cx.textures.thumbnail(cx.studio.disk(), job.id, &picture.path);
            if let Shown::Ready(texture) = shown {
                let size = texture.size_vec2();
                let scale = (free.width() / size.x).min(free.height() / size.y);
                let fitted = Rect::from_center_size(free.center(), size * scale);
                Image::from_texture(texture).corner_radius(8).paint_at(ui, fitted);
                return;
            }
        }
        let ink = ink_on(palette, ground.centre);
        let size = if free.height() < 90.0 { 19.0 } else { 24.0 };
        let text = WidgetText::from(strong(prompt(persona), size).color(colour(ink)));
        let text =
            text.into_galley(ui, Some(TextWrapMode::Wrap), free.width(), egui::TextStyle::Body);
        let top = (free.center().y - text.size().y / 2.0).max(free.top());
        painter.with_clip_rect(free).galley(pos2(free.left(), top), text, colour(ink));
    }

    /// The logo, or the name where there is none: light on primary.
    fn logo_or_name_ui(
        &mut self,
        ui: &Ui,
        cx: &PanelContext<'_>,
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
            && let Shown::Ready(texture) = self.logos.logo(cx.studio.disk(), &persona.id, name)
        {
            let size = texture.size_vec2();
            let scale = (26.0 / size.y).min(inner.width() * 0.6 / size.x);
            let fitted = Rect::from_min_size(inner.min - vec2(0.0, 2.0), size * scale);
            Image::from_texture(texture).paint_at(ui, fitted);
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

    fn caption_ui(&mut self, ui: &mut Ui, cx: &PanelContext<'_>, persona: &Persona, scrolls: bool) {
        let networks: Vec<&'static Network> =
            NETWORKS.iter().filter(|network| NETWORK_IDS.contains(&network.id)).collect();
        ui.horizontal(|ui| {
            for (at, network) in networks.iter().enumerate() {
                let chip = widgets::chip(ui, cx.look, self.preview.network == at, network.name);
                let name = text!("brands-sample-for", network = network.name);
                if chip.accessible_name(name).clicked() {
                    self.preview.network = at;
                }
            }
        });
        let network = networks[self.preview.network];
        // Where the whole column scrolls, the caption does not.
        scrolled(ui, scrolls, "sample caption", |ui| {
            match self.preview.caption(persona, network) {
                Some(caption) => {
                    let text = RichText::new(caption.text(network)).color(cx.look.ink);
                    ui.add(Label::new(text).wrap().selectable(true));
                    let unit = network.count.unit();
                    let count = text!(
                        "brands-sample-length",
                        count = caption.count(network),
                        limit = network.limit,
                        unit = text::value("unit-of-text", unit, unit),
                    );
                    ui.label(RichText::new(count).size(12.0).color(cx.look.quiet));
                }
                None => {
                    let text = text!("brands-describe-picture-under-first-picture");
                    ui.add(Label::new(RichText::new(text).color(cx.look.quiet)).wrap());
                }
            }
        });
    }
}

/// The call to action, dark on secondary: the first that fits on one line.
fn call_ui(ui: &Ui, inner: Rect, persona: &Persona) -> Rect {
    let palette = &persona.look.palette;
    let ink = colour(palette.dark);
    let laid_out = |call: &str| line(ui, strong(call, 13.0).color(ink), inner.width() - 28.0);
    let calls = &persona.voice.calls_to_action;
    let fitting = calls.iter().map(|call| laid_out(call)).find(|text| !text.elided);
    let (_, call) = sample_words(persona.voice.language.of_posts().unwrap_or_default());
    let first = || laid_out(calls.first().map_or(call, String::as_str));
    let text = fitting.unwrap_or_else(first);
    let size = text.size() + vec2(28.0, 14.0);
    let rect = Rect::from_min_size(pos2(inner.left(), inner.bottom() - size.y), size);
    ui.painter().rect_filled(rect, size.y / 2.0, colour(palette.secondary));
    ui.painter().galley(rect.min + vec2(14.0, 7.0), text, ink);
    rect
}

fn prompt(persona: &Persona) -> &str {
    let prompt = persona.sample_prompt.trim();
    let (subject, _) = sample_words(persona.voice.language.of_posts().unwrap_or_default());
    if prompt.is_empty() { subject } else { prompt }
}

/// The newest picture of a brand.
fn last_picture<'a>(studio: &'a Studio, persona: &Persona) -> Option<&'a Job> {
    let of_brand = |job: &&Job| {
        let style = job.task.picture().and_then(|spec| spec.persona());
        *job.state() == State::Done && style.is_some_and(|style| style.persona == persona.id)
    };
    studio.jobs().find(of_brand)
}

/// The ink of the palette with the higher contrast on a ground.
fn ink_on(palette: &Palette, ground: Rgb) -> Rgb {
    let light = palette.light.contrast(ground) > palette.dark.contrast(ground);
    if light { palette.light } else { palette.dark }
}

/// Text on one line, cut with an ellipsis where it is too long.
fn line(ui: &Ui, text: RichText, width: f32) -> std::sync::Arc<egui::Galley> {
    bidi::line(ui, text, width)
}

/// The gradient behind a cut-out, as a grid of coloured corners.
fn paint_gradient(ui: &Ui, rect: Rect, gradient: &Gradient) {
    const CELLS: u32 = 16;
    let light = pos2(0.5, 0.44);
    let mut mesh = Mesh::default();
    for row in 0..=CELLS {
        for column in 0..=CELLS {
            let at = pos2(column as f32, row as f32) / CELLS as f32;
            let distance = ((at - light).length() / 0.75).min(1.0);
            let share = distance * distance * (3.0 - 2.0 * distance);
            let rgb = gradient.centre.mix(gradient.edge, share);
            let corner = rect.min + at.to_vec2() * rect.size();
            mesh.colored_vertex(corner, Color32::from_rgb(rgb.r, rgb.g, rgb.b));
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
