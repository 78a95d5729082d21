//! The pictures of the post in its left column: cut out or whole, their sizes, and which of several is in front.
//! Each control changes the selected picture; the stage selects by a click and moves by a drag.

use super::{PostAction, PostEditor, PostPictureState};
use crate::post::{
    CutSelection, MOST_PICTURES, PictureSource, Placement, PostLayout, SCALES, every_layout,
};
use crate::studio::DescribedSubject;
use crate::ui::context::PanelContext;
use crate::ui::text;
use crate::ui::{describe, icons, text_field, widgets};
use egui::{Label, RichText, Slider, Ui, vec2};

impl PostEditor {
    pub(super) fn picture_ui(&mut self, ui: &mut Ui, cx: &mut PanelContext<'_>) {
        self.selection_ui(ui, cx);
        let is_cut = self.document.cut_of(self.selected).enabled;
        // Beside another picture, only a cut-out has a place; in a place of its own, each may be whole.
        if self.selected == 0 || self.shows_each() {
            ui.horizontal_wrapped(|ui| {
                ui.spacing_mut().item_spacing = vec2(6.0, 6.0);
                let tip = text!("post-subject-alone-before-brands-colours");
                if widgets::chip(ui, cx.look, is_cut, text!("post-use-cut-out"))
                    .on_hover_text(tip)
                    .clicked()
                {
                    self.edit_cut("cut", |cut| cut.enabled = true);
                }
                let tip = text!("post-picture-with-background");
                if widgets::chip(ui, cx.look, !is_cut, text!("post-whole-picture"))
                    .on_hover_text(tip)
                    .clicked()
                {
                    self.edit_cut("cut", |cut| cut.enabled = false);
                }
            });
        }
        self.state_ui(ui, cx);
        if is_cut {
            self.placement_ui(ui, cx);
        } else {
            let text = text!("post-drag-post-choose-stays-sight");
            ui.add(Label::new(RichText::new(text).small().color(cx.look.quiet)).wrap());
        }
        self.sources_ui(ui, cx, is_cut);
        self.alt_text_ui(ui, cx);
    }

    /// What a photo shows, where no product says it.
    fn alt_text_ui(&mut self, ui: &mut Ui, cx: &mut PanelContext<'_>) {
        let is_photo = matches!(self.document.source, PictureSource::Photo(_));
        if !is_photo || self.document.product.is_some() {
            return;
        }
        let label = widgets::caption(ui, cx.look, text!("post-alternative-text"));
        let mut text = self.document.alt_text.clone();
        let hint = text!("post-photo-shows-for-people-who");
        let field = text_field::multiline(ui, &mut text, |field| {
            field.desired_rows(2).hint_text(hint).desired_width(f32::INFINITY)
        });
        if field.labelled_by(label.id).changed() {
            self.edit_document("alternative text", |document| document.alt_text = text);
        }
        let subject = DescribedSubject::Post;
        if describe::button(ui, cx, &subject, text!("post-draft-alternative-text"), true) {
            cx.push(PostAction::Describe);
        }
    }

    /// Puts a draft into the post; it can be undone.
    pub fn set_alt_text(&mut self, text: String) {
        self.history.end_of_go();
        self.edit_document("alternative text", |document| document.alt_text = text);
        self.history.end_of_go();
    }

    /// Which of several pictures is selected, with what is done to it among the others.
    fn selection_ui(&mut self, ui: &mut Ui, cx: &mut PanelContext<'_>) {
        let count = self.document.picture_count();
        if count == 1 {
            return;
        }
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing = vec2(6.0, 6.0);
            for number in 0..count {
                let name = match self.document.product_of(number) {
                    Some(product) => product.name.chars().take(18).collect(),
                    None => text!("post-picture-number", number = number + 1),
                };
                let tip = text!("post-select-click-post-does-too");
                let chip = widgets::chip(ui, cx.look, self.selected == number, &name);
                if chip.on_hover_text(tip).clicked() {
                    self.selected = number;
                }
            }
            // In places of their own, none is in front of another.
            if !self.shows_each() {
                self.order_ui(ui, count);
            }
            let tip = text!("post-remove-picture-from-post-delete");
            if widgets::icon_button(ui, icons::TRASH, text!("post-remove-the-picture"), tip)
                .clicked()
            {
                cx.push(PostAction::RemovePicture);
            }
        });
    }

    /// Brings the selected one of several pictures forward, or behind the others.
    fn order_ui(&mut self, ui: &mut Ui, count: usize) {
        let front = self.version().painting_order(count).last() == Some(&self.selected);
        let tip =
            if front { text!("post-behind-the-others") } else { text!("post-front-next-one") };
        let name = if front { text!("post-send-back") } else { text!("post-bring-forward") };
        if widgets::icon_button(ui, icons::LAYERS, name, tip).clicked() {
            let selected = self.selected;
            self.edit("order", |version| version.bring_forward(selected, count));
            self.history.end_of_go();
        }
    }

    /// What has become of the selected picture.
    fn state_ui(&self, ui: &mut Ui, cx: &PanelContext<'_>) {
        let sentence = |ui: &mut Ui, text: &str, ink| {
            ui.add(Label::new(RichText::new(text).small().color(ink)).wrap());
        };
        match &self.picture {
            PostPictureState::Missing(text) => sentence(ui, text, cx.look.bad),
            PostPictureState::Ready(open) => {
                let own = self.part().and_then(|part| part.note.as_ref());
                own.into_iter()
                    .chain(&open.notes)
                    .for_each(|note| sentence(ui, &text::said(note), cx.look.warn));
            }
            PostPictureState::Loading => {
                ui.horizontal(|ui| {
                    ui.add(egui::Spinner::new().size(16.0));
                    ui.label(
                        RichText::new(text!("post-reading-the-picture"))
                            .small()
                            .color(cx.look.quiet),
                    );
                });
            }
        }
    }

    /// Where pictures come from, and the brush.
    fn sources_ui(&mut self, ui: &mut Ui, cx: &mut PanelContext<'_>, is_cut: bool) {
        ui.vertical(|ui| {
            ui.spacing_mut().item_spacing = vec2(6.0, 6.0);
            let tip = text!("post-put-own-product-post-dropping");
            if widgets::button(ui, icons::IMAGE, text!("post-use-my-photo"))
                .on_hover_text(tip)
                .clicked()
            {
                cx.push(PostAction::ChoosePhoto { beside: false });
            }
            if self.document.picture_count() < MOST_PICTURES {
                let tip = text!("post-another-picture-for-post-dropping");
                let another =
                    widgets::button(ui, icons::PLUS, text!("post-add-another")).on_hover_text(tip);
                if another.clicked() {
                    cx.push(PostAction::ChoosePhoto { beside: true });
                }
            }
            let tip = text!("post-add-cut-out-remove-from");
            let edit = ui.add_enabled_ui(self.part().is_some() && is_cut, |ui| {
                widgets::button(ui, icons::BRUSH, text!("post-edit-cut-out")).on_hover_text(tip)
            });
            if edit.inner.clicked() {
                self.open_cutter();
            }
        });
        if matches!(self.document.source, PictureSource::Sample(_)) {
            let text = text!("post-sample-picture-use-photo-own");
            ui.add(Label::new(RichText::new(text).small().color(cx.look.quiet)).wrap());
        }
    }

    fn placement_ui(&mut self, ui: &mut Ui, cx: &PanelContext<'_>) {
        let selected = self.selected;
        let placement = self.version().placement_of(selected);
        ui.horizontal(|ui| {
            ui.spacing_mut().slider_width = 120.0;
            let label = ui.label(RichText::new(text!("post-size")).color(cx.look.quiet));
            let mut percent = placement.scale * 100.0;
            let range = SCALES.start() * 100.0..=SCALES.end() * 100.0;
            let slider = Slider::new(&mut percent, range).integer().suffix(" %");
            let tip = text!("post-drag-post-move-product-arrow");
            if ui.add(slider).labelled_by(label.id).on_hover_text(tip).changed() {
                self.edit("size", |version| {
                    version.placement_mut(selected).scale = percent / 100.0;
                });
            }
            if placement != Placement::default() {
                let tip = text!("post-back-layouts-own-place-size");
                if widgets::icon_button(ui, icons::UNDO, text!("post-reset-the-place"), tip)
                    .clicked()
                {
                    self.edit("place", |version| {
                        *version.placement_mut(selected) = Placement::default();
                    });
                }
            }
        });
    }

    /// Whether the layout has a place for each picture.
    pub(super) fn shows_each(&self) -> bool {
        let mut layouts = every_layout().iter();
        layouts.any(|layout| layout.id == self.version().layout && layout.pictures > 1)
    }

    /// Whether the layout needs more pictures than there are.
    pub(super) fn lacks_pictures(&self) -> bool {
        let shown = self.document.version_for(self.shown.id);
        let layout = every_layout().iter().find(|layout| layout.id == shown.layout);
        layout.is_some_and(|layout| layout.pictures > self.document.picture_count())
    }

    /// Shows the post in another layout. Where each picture has a place of its own, photos that nobody has cut out by hand
    /// are shown whole; beside each other, those after the first are cut out.
    pub(super) fn use_layout(&mut self, layout: &PostLayout) {
        let (gets_each, had_each) = (layout.pictures > 1, self.shows_each());
        if self.only_shown || gets_each == had_each {
            self.edit("layout", |version| version.layout.clone_from(&layout.id));
            return;
        }
        self.edit_document("layout", |document| {
            document.change(|version| version.layout.clone_from(&layout.id));
            let is_photo = |source: &PictureSource| matches!(source, PictureSource::Photo(_));
            let by_hand = |cut: &CutSelection| cut.object.is_some() || !cut.strokes.is_empty();
            if gets_each && is_photo(&document.source) && !by_hand(&document.cut) {
                document.cut.enabled = false;
            }
            for added in &mut document.added {
                if !by_hand(&added.cut) && is_photo(&added.source) {
                    added.cut.enabled = !gets_each;
                }
            }
        });
    }

    /// Changes which part of the selected picture is used.
    pub(super) fn edit_cut(&mut self, what: &'static str, change: impl FnOnce(&mut CutSelection)) {
        let selected = self.selected;
        self.edit_document(what, |document| change(document.cut_mut(selected)));
    }

    /// Removes the selected one of several pictures; false where there is only one.
    pub fn remove_picture(&mut self) -> bool {
        if self.document.picture_count() == 1 {
            return false;
        }
        let selected = self.selected;
        self.history.end_of_go();
        self.edit_document("removed picture", |document| document.remove_picture(selected));
        self.selected = selected.saturating_sub(1);
        true
    }
}
