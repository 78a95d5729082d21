//! The list of installed fonts, each in its own type, searched by typing; a click chooses one for a brand's field.
//! A thread of the studio lists and paints them; the app has the chosen file copied to the brand.

use super::{BrandAction, Brands};
use crate::brand::{Field, Persona, PersonaId};
use crate::post::InstalledFont;
use crate::studio::{FontResponse, FontThread};
use crate::ui::context::PanelContext;
use crate::ui::text;
use crate::ui::theme::strong;
use crate::ui::{icons, text_field, textures, widgets};
use egui::{
    Context, Id, Modal, Rect, RichText, ScrollArea, Sense, TextureHandle, TextureOptions, Ui, vec2,
};
use std::collections::HashMap;
use std::path::PathBuf;

/// The height of a row, and of the letters in it, points.
const ROW: f32 = 44.0;
const LETTERS: f32 = 20.0;
/// Samples that one frame hands to the graphics card at most.
const AT_ONCE: usize = 8;

/// A font's name in its own type.
enum Sample {
    Requested,
    Painted(TextureHandle),
    /// It cannot be painted; its name stands in the window's type.
    Missing,
}

/// The list, once it was opened.
#[derive(Default)]
pub(super) struct InstalledFonts {
    thread: Option<FontThread>,
    fonts: Option<Vec<InstalledFont>>,
    samples: HashMap<PathBuf, Sample>,
    words: String,
    /// The brand and the field that a font is chosen for.
    open_for: Option<(PersonaId, &'static Field)>,
    just_opened: bool,
}

impl InstalledFonts {
    /// Opens the list for a field of a brand.
    pub fn open(&mut self, ctx: &Context, persona: &Persona, field: &'static Field) {
        let waker = ctx.clone();
        self.thread.get_or_insert_with(|| FontThread::start(move || waker.request_repaint()));
        (self.open_for, self.just_opened) = (Some((persona.id.clone(), field)), true);
    }

    /// Takes what the thread has sent.
    fn receive(&mut self, ctx: &Context) {
        for _ in 0..AT_ONCE {
            match self.thread.as_ref().and_then(FontThread::response) {
                Some(FontResponse::Listed(fonts)) => self.fonts = Some(fonts),
                Some(FontResponse::Sample { path, pixels }) => {
                    let sample = match pixels {
                        Some(pixels) => {
                            let image = textures::image(&pixels);
                            let name = path.display().to_string();
                            Sample::Painted(ctx.load_texture(name, image, TextureOptions::LINEAR))
                        }
                        None => Sample::Missing,
                    };
                    self.samples.insert(path, sample);
                }
                None => return,
            }
        }
        ctx.request_repaint();
    }

    /// Draws the list over the window. Returns the font that was chosen.
    fn ui(&mut self, ctx: &Context, cx: &PanelContext<'_>) -> Option<PathBuf> {
        let (_, field) = self.open_for.as_ref()?;
        let title = text!("brands-fonts-on-this-computer", name = text::field_label(field));
        let mut chosen = None;
        let modal = Modal::new(Id::unique("installed fonts")).show(ctx, |ui| {
            let room = ctx.content_rect();
            ui.set_width(520.0_f32.min(room.width() - 64.0));
            ui.label(strong(title, 17.0).color(cx.look.ink));
            let search = text_field::singleline(ui, &mut self.words, |field| {
                field
                    .hint_text(text!("brands-search-by-name"))
                    .desired_width(f32::INFINITY)
                    .margin(8)
            });
            let search = search.accessible_name(text!("brands-search-the-fonts"));
            if std::mem::take(&mut self.just_opened) {
                search.request_focus();
            }
            let height = (room.height() - 240.0).clamp(120.0, 420.0);
            chosen = self.list_ui(ui, cx, height);
            let text = text!("brands-file-copied-brand-fonts-licence");
            ui.label(RichText::new(text).small().color(cx.look.quiet));
            ui.button(text!("brands-close")).clicked()
        });
        if chosen.is_some() || modal.inner || modal.should_close() {
            self.open_for = None;
        }
        chosen
    }

    fn list_ui(&mut self, ui: &mut Ui, cx: &PanelContext<'_>, height: f32) -> Option<PathBuf> {
        let Some(fonts) = &self.fonts else {
            ui.allocate_ui(vec2(ui.available_width(), height), |ui| {
                ui.set_min_height(height);
                ui.centered_and_justified(|ui| ui.add(egui::Spinner::new().size(24.0)));
            });
            return None;
        };
        let words = self.words.to_lowercase();
        let has_all = |font: &&InstalledFont| {
            let name = font.name.to_lowercase();
            words.split_whitespace().all(|word| name.contains(word))
        };
        let found: Vec<&InstalledFont> = fonts.iter().filter(has_all).collect();
        if found.is_empty() {
            ui.allocate_ui(vec2(ui.available_width(), height), |ui| {
                ui.set_min_height(height);
                let advice = text!("brands-try-fewer-letters");
                widgets::empty(ui, cx.look, icons::SEARCH, text!("brands-no-font-name"), advice);
            });
            return None;
        }
        let mut chosen = None;
        let area = ScrollArea::vertical().id_salt("installed fonts").auto_shrink(false);
        area.max_height(height).show_rows(ui, ROW, found.len(), |ui, shown| {
            for at in shown {
                let font = found[at];
                let letters = LETTERS * ui.pixels_per_point();
                let sample = self.samples.entry(font.path.clone()).or_insert_with(|| {
                    if let Some(thread) = &self.thread {
                        thread.sample(font, letters);
                    }
                    Sample::Requested
                });
                if row_ui(ui, cx, font, sample) {
                    chosen = Some(font.path.clone());
                }
            }
        });
        chosen
    }
}

/// One font; true where it was clicked.
fn row_ui(ui: &mut Ui, cx: &PanelContext<'_>, font: &InstalledFont, sample: &Sample) -> bool {
    let size = vec2(ui.available_width() - 12.0, ROW - ui.spacing().item_spacing.y);
    let (rect, response) = ui.allocate_exact_size(size, Sense::click());
    let role = egui::Role::Button;
    let label = text!("brands-font-named", name = font.name);
    response.widget_info(|| egui::WidgetInfo::labeled(role, true, &label));
    if response.hovered() || response.has_focus() {
        ui.painter().rect_filled(rect, 8.0, cx.look.hovered());
    }
    let inside = rect.shrink2(vec2(8.0, 0.0));
    match sample {
        Sample::Painted(texture) => {
            let own = texture.size_vec2() / ui.pixels_per_point();
            let scale = (inside.width() / own.x).min(inside.height() / own.y).min(1.0);
            let left = egui::Align2::LEFT_CENTER;
            let place: Rect = left.align_size_within_rect(own * scale, inside);
            egui::Image::from_texture(texture).tint(cx.look.ink).paint_at(ui, place);
        }
        Sample::Requested | Sample::Missing => {
            let id = egui::FontId::proportional(14.0);
            let left = egui::Align2::LEFT_CENTER;
            ui.painter().text(inside.left_center(), left, &font.name, id, cx.look.quiet);
        }
    }
    response.on_hover_text(font.path.display().to_string()).clicked()
}

impl Brands {
    /// The list of installed fonts where it is open.
    pub(super) fn installed_fonts_ui(&mut self, ctx: &Context, cx: &mut PanelContext<'_>) {
        self.installed_fonts.receive(ctx);
        let Some((id, field)) = self.installed_fonts.open_for.clone() else { return };
        if let Some(path) = self.installed_fonts.ui(ctx, cx) {
            cx.push(BrandAction::UseFile { id, field: field.key, path });
        }
    }
}
