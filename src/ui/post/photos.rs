//! The row of the user's newest photos: each opens its post as it was left.
//! The studio lists them; here are their textures and buttons.

use super::{PostAction, PostEditor};
use crate::post::PictureSource;
use crate::studio::{KeptPhoto, PostRequest};
use crate::ui::context::PanelContext;
use crate::ui::widgets::Emphasis;
use crate::ui::{canvas, textures, widgets};
use egui::{Context, Modifiers, Sense, StrokeKind, TextureOptions, Ui, vec2};

/// The side of a photo's thumbnail, points.
const SIDE: f32 = 40.0;

impl PostEditor {
    /// Takes the list of photos.
    pub(super) fn photos_listed(&mut self, ctx: &Context, photos: Vec<KeptPhoto>) {
        let photo = |photo: KeptPhoto| {
            let image = textures::image(&photo.thumbnail);
            (photo.path, ctx.load_texture("photo", image, TextureOptions::LINEAR))
        };
        self.photos = Some(photos.into_iter().map(photo).collect());
    }

    /// The newest photos, where there are any; requests their list at the first time.
    pub(super) fn photos_ui(&mut self, ui: &mut Ui, cx: &mut PanelContext<'_>) {
        let Some(photos) = &self.photos else {
            cx.studio.posts().send(PostRequest::ListPhotos);
            self.photos = Some(Vec::new());
            return;
        };
        if photos.is_empty() {
            return;
        }
        widgets::caption(ui, cx.look, text!("post-your-photos"));
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing = vec2(6.0, 6.0);
            for (path, texture) in photos {
                let (rect, response) = ui.allocate_exact_size(vec2(SIDE, SIDE), Sense::click());
                let is_shown =
                    matches!(&self.document.source, PictureSource::Photo(shown) if shown == path);
                let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
                let label = text!("post-photo-named", name = name);
                response.widget_info(|| {
                    egui::WidgetInfo::selected(egui::Role::RadioButton, true, is_shown, &label)
                });
                canvas::paint_thumbnail(ui, cx.look, texture, cx.look.panel, rect);
                let line = Emphasis::of(is_shown, &response).stroke(cx.look, 2.0);
                ui.painter().rect_stroke(rect, 8.0, line, StrokeKind::Inside);
                let tip = text!("post-of-photo", name = name);
                let tip = format!("{tip}\n{}", text!("post-shift-click-adds-to-post"));
                let adds = ui.input(|input| input.modifiers.matches_logically(Modifiers::SHIFT));
                let response = response.on_hover_text(tip);
                response.context_menu(|ui| {
                    if ui.button(text!("post-add-post")).clicked() {
                        cx.push(PostAction::AddKept(path.clone()));
                        ui.close();
                    }
                });
                match (response.clicked(), adds) {
                    (true, true) => cx.push(PostAction::AddKept(path.clone())),
                    (true, false) => cx.push(PostAction::OpenPhoto(path.clone())),
                    (false, _) => {}
                }
            }
        });
    }
}
