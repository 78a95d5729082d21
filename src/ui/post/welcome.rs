//! The canvas of a window without pictures: a finished sample post of the brand that is chosen in the brief.
//! Its picture came with the program and its words are the brand's; the user can edit and export it.

use super::stage::post_ui;
use super::suggestions::{Topic, first_version};
use super::{PostAction, PostEditor};
use crate::brand::Persona;
use crate::post::{PictureSource, PostDocument, PostVersion};
use crate::studio::ShotId;
use crate::ui::context::PanelContext;
use crate::ui::theme::strong;
use crate::ui::{icons, widgets};
use egui::{RichText, Ui, vec2};

/// The starter brands whose sample picture came with the program, and the layout that suits it.
const SAMPLES: &[(&str, &str)] = &[
    ("stride", "product"),
    ("kettle-and-crumb", "split"),
    ("verdant", "product"),
    ("lumen", "split"),
    ("paws-and-co", "floating"),
    ("salt-and-sail", "split"),
    ("dewfall", "arch"),
    ("tempo-house", "offset"),
    ("scoop-street", "product"),
];
/// The layout of a brand without a sample picture.
const WITHOUT_PICTURE: &str = "big-type";

/// The sample post of a brand.
pub fn sample(brand: Option<&Persona>) -> PostDocument {
    let prompt = brand.map_or("", |brand| &brand.sample_prompt).to_owned();
    let topic = Topic { prompt, ..Topic::default() };
    let id = brand.map(|brand| brand.id.clone());
    let known = SAMPLES.iter().find(|(known, _)| id.as_ref().is_some_and(|id| id.0 == *known));
    let layout = known.map_or(WITHOUT_PICTURE, |(_, layout)| layout);
    PostDocument {
        source: PictureSource::Sample(id.clone().unwrap_or_default()),
        brand: id,
        version: PostVersion { layout: layout.into(), ..first_version(&topic, brand) },
        ..PostDocument::default()
    }
}

impl PostEditor {
    /// The sample post in the place of the canvas.
    pub fn welcome_ui(&mut self, ui: &mut Ui, cx: &mut PanelContext<'_>) {
        self.prepare(cx.studio);
        let name =
            self.persona.as_ref().map_or(text!("post-no-brand"), |persona| persona.name.as_str());
        let name = name.to_owned();
        let bottom = egui::Panel::bottom("sample post").show_separator_line(false);
        bottom.resizable(false).frame(egui::Frame::new()).show(ui, |ui| {
            ui.add_space(10.0);
            ui.vertical_centered(|ui| {
                ui.label(strong(text!("post-finished-of", name = name), 15.0).color(cx.look.ink));
                let text = text!("post-sample-generate-picture-use-photo");
                ui.add(egui::Label::new(RichText::new(text).color(cx.look.quiet)).wrap());
            });
            ui.add_space(2.0);
            let (edit, photo) = (text!("post-edit-this-post"), text!("post-use-my-photo"));
            let gap = ui.spacing().item_spacing.x;
            let width = widgets::button_width(ui, edit) + gap + widgets::button_width(ui, photo);
            let room = ui.available_width();
            let mut buttons = |ui: &mut Ui| {
                if widgets::button(ui, icons::BRUSH, edit).clicked() {
                    cx.push(PostAction::OpenSample);
                }
                if widgets::button(ui, icons::IMAGE, photo).clicked() {
                    cx.push(PostAction::ChoosePhoto { beside: false });
                }
            };
            if width > room {
                ui.vertical_centered(buttons);
            } else {
                ui.horizontal(|ui| {
                    ui.add_space((room - width) / 2.0);
                    buttons(ui);
                });
            }
            ui.add_space(4.0);
            self.products_ui(ui, cx);
            self.photos_ui(ui, cx);
        });
        let room = ui.available_rect_before_wrap().shrink2(vec2(4.0, 2.0));
        let (format, version) = (self.shown, self.document.version.clone());
        let side = super::layouts::longer_side(room.size(), format) * ui.pixels_per_point();
        let painting = self.shots.get(ShotId::Shown, &version, format, side);
        if let Some(texture) = &painting.texture {
            let rect = widgets::fitted(room, texture.size_vec2());
            post_ui(ui, cx.look, rect, texture);
            let id = ui.scope_id().with("sample post");
            let response = ui.interact(rect, id, egui::Sense::click());
            let name = text!("post-sample-of", name = name);
            response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Image, true, &name));
            if response.on_hover_text(text!("post-edit-this-post")).clicked() {
                cx.push(PostAction::OpenSample);
            }
        }
        self.request_shots(cx.studio);
    }
}
