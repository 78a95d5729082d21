//! The left column of the post editor: the brand, the picture and how it is used, and the words.
//! Each control changes the document of the editor, for all networks or for the shown one.

use super::suggestions::another_headline;
use super::{PostAction, PostEditor};
use crate::brand::Persona;
use crate::ui::context::PanelContext;
use crate::ui::theme::strong;
use crate::ui::{bidi, icons, keys, text, text_field, widgets};
use egui::{Align, Button, Id, Layout, Popup, RichText, ScrollArea, TextEdit, Ui, vec2};

/// The characters of a headline after which it is shortened by most readers.
const LONG_HEADLINE: usize = 60;
/// How many suggestions are looked at for one that differs.
const MOST_SUGGESTIONS: u32 = 12;

impl PostEditor {
    pub(super) fn words_ui(&mut self, ui: &mut Ui, cx: &mut PanelContext<'_>) {
        header_ui(ui, cx);
        ui.add_space(4.0);
        ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = 6.0;
            ui.set_max_width(ui.available_width() - 4.0);
            self.scope_ui(ui, cx);
            widgets::caption(ui, cx.look, text!("post-brand"));
            self.brand_ui(ui, cx);
            ui.add_space(8.0);
            self.fields_ui(ui, cx);
            ui.add_space(8.0);
            widgets::caption(ui, cx.look, text!("post-picture"));
            self.picture_ui(ui, cx);
            ui.add_space(4.0);
            self.products_ui(ui, cx);
            self.photos_ui(ui, cx);
        });
    }

    /// Whether edits are for all networks or for the one that is shown.
    fn scope_ui(&mut self, ui: &mut Ui, cx: &PanelContext<'_>) {
        let own = self.document.own_versions.contains_key(self.shown.id);
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing.x = 6.0;
            let tip = text!("post-changes-for-every-network");
            let all = widgets::chip(ui, cx.look, !self.only_shown, text!("post-all-networks"));
            if all.on_hover_text(tip).clicked() {
                self.only_shown = false;
            }
            let text = text!("post-only", format = text::format_label(self.shown));
            let tip = text!("post-changes-for-network-alone-others");
            let only = widgets::chip(ui, cx.look, self.only_shown, &text);
            if only.on_hover_text(tip).clicked() {
                self.only_shown = true;
            }
            if own {
                let (tip, shown) = (text!("post-show-all-networks-show"), self.shown.id);
                let back = widgets::icon_button(ui, icons::UNDO, text!("post-same-others"), tip);
                if back.clicked() {
                    self.edit_document("own version", |document| {
                        document.own_versions.remove(shown);
                    });
                    self.only_shown = false;
                }
            }
        });
        ui.add_space(4.0);
    }

    fn brand_ui(&mut self, ui: &mut Ui, cx: &PanelContext<'_>) {
        let name = self
            .persona
            .as_ref()
            .map_or(text!("post-without-brand"), |persona| persona.name.as_str());
        let caret = widgets::icon(icons::DOWN, 14.0).color(cx.look.quiet);
        // Beside the name stand the colours and the caret.
        let words = bidi::line(ui, strong(name, 14.0), ui.available_width() - 130.0);
        let is_elided = words.elided;
        let atoms = (egui::WidgetText::Galley(words), egui::Atom::grow(), caret);
        let button = Button::new(atoms).min_size(vec2(ui.available_width(), 36.0));
        let mut response = ui.add(button).accessible_name(text!("post-brand-named", name = name));
        if is_elided {
            response = response.on_hover_text(name);
        }
        if let Some(persona) = &self.persona {
            let centre = response.rect.right_center() - vec2(76.0, 0.0);
            let swatches = egui::Rect::from_center_size(centre, vec2(70.0, 16.0));
            let mut inner = ui.new_child(egui::UiBuilder::new().max_rect(swatches));
            widgets::swatches(&mut inner, cx.look, &persona.look.palette, 14.0);
        }
        let response = response.on_hover_text(text!("post-colours-fonts-logo-post"));
        let width = response.rect.width();
        let mut chosen = None;
        Popup::menu(&response).width(width).accessible_name(text!("post-brands")).show(|ui| {
            ui.set_min_width(width - 16.0);
            let height = widgets::menu_height(ui.ctx(), 360.0);
            ScrollArea::vertical().max_height(height).show(ui, |ui| {
                for persona in cx.studio.brands().all() {
                    let is_chosen = self.document.brand.as_ref() == Some(&persona.id);
                    let words = bidi::line(ui, RichText::new(&persona.name), width - 40.0);
                    let atoms = (egui::WidgetText::Galley(words), egui::Atom::grow());
                    let row = Button::selectable(is_chosen, atoms);
                    let row = ui.add(row.min_size(vec2(width - 16.0, 32.0)));
                    if row.accessible_name(&persona.name).clicked() {
                        chosen = Some(persona.clone());
                        ui.close();
                    }
                }
            });
        });
        if let Some(persona) = chosen {
            let before = self.persona.clone();
            self.edit_document("brand", |document| {
                document.brand = Some(persona.id.clone());
                document.change(|version| {
                    // What the last brand brought goes with it; what the user wrote stays.
                    let Some(before) = before else { return };
                    for (text, old, new) in [
                        (&mut version.handle, &before.handle, &persona.handle),
                        (&mut version.line, &before.promise, &persona.promise),
                    ] {
                        if text == old {
                            text.clone_from(new);
                        }
                    }
                });
            });
        }
    }

    fn fields_ui(&mut self, ui: &mut Ui, cx: &PanelContext<'_>) {
        self.headline_ui(ui, cx);
        self.field_ui(
            ui,
            cx,
            text!("post-supporting-line"),
            "line",
            text!("post-does-for-reader"),
            2,
        );
        self.field_ui(
            ui,
            cx,
            text!("post-fact-or-price"),
            "fact",
            text!("post-20-off-fri-14-nov"),
            1,
        );
        self.field_ui(ui, cx, text!("post-call-to-action"), "call", text!("post-try-a-pair"), 1);
        self.field_ui(ui, cx, text!("post-handle"), "handle", text!("post-your-handle"), 1);
    }

    fn headline_ui(&mut self, ui: &mut Ui, cx: &PanelContext<'_>) {
        ui.horizontal(|ui| {
            widgets::caption(ui, cx.look, text!("post-headline"));
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                let tip = text!("post-another-headline-caption-writer-undo");
                let Some(persona) = self.persona.clone() else { return };
                if widgets::icon_button(ui, icons::DICE, text!("post-another-headline"), tip)
                    .clicked()
                {
                    self.suggest_headline(&persona);
                }
            });
        });
        let mut text = self.version().headline.clone();
        let strong = egui::FontFamily::Name(crate::ui::theme::STRONG.into());
        let field =
            text_field::multiline_in(ui, egui::FontId::new(16.0, strong), &mut text, |field| {
                field
                    .id(Id::unique("post headline"))
                    .desired_rows(2)
                    .margin(10)
                    .desired_width(f32::INFINITY)
            });
        let tip = text!("post-words-between-asterisks-have-brands");
        let response = field.accessible_name(text!("post-headline")).on_hover_text(tip);
        if response.changed() {
            self.edit("headline", |version| version.headline = text.clone());
        }
        let length = text.chars().count();
        if length > LONG_HEADLINE {
            let words = text!("post-headline-length", count = length);
            ui.label(RichText::new(words).small().color(cx.look.quiet));
        }
    }

    /// The next headline of the caption writer that differs from the one that is there.
    fn suggest_headline(&mut self, persona: &Persona) {
        for _ in 0..MOST_SUGGESTIONS {
            self.suggestion += 1;
            let product = self.document.product.as_ref().map_or("", |product| &product.name);
            let other = another_headline((&self.prompt, product), persona, self.suggestion);
            if let Some(other) = other.filter(|other| *other != self.version().headline) {
                self.edit("another headline", |version| version.headline = other);
                // The next one is a change of its own, however soon it is asked for.
                self.history.end_of_go();
                return;
            }
        }
    }

    fn field_ui(
        &mut self,
        ui: &mut Ui,
        cx: &PanelContext<'_>,
        name: &'static str,
        what: &'static str,
        hint: &str,
        rows: usize,
    ) {
        let version = self.version();
        let mut text = match what {
            "line" => version.line.clone(),
            "fact" => version.fact.clone(),
            "call" => version.call.clone(),
            _ => version.handle.clone(),
        };
        let label = widgets::caption(ui, cx.look, name);
        let field = if rows == 1 {
            text_field::singleline(ui, &mut text, |field| wide(field, what, hint))
        } else {
            text_field::multiline(ui, &mut text, |field| wide(field, what, hint).desired_rows(rows))
        };
        let response = field.labelled_by(label.id);
        if response.changed() {
            self.edit(what, |version| match what {
                "line" => version.line = text,
                "fact" => version.fact = text,
                "call" => version.call = text,
                _ => version.handle = text,
            });
        }
    }
}

/// The look of a field of the words.
fn wide<'t>(field: TextEdit<'t>, what: &str, hint: &str) -> TextEdit<'t> {
    field.id(field_id(what)).hint_text(hint).margin(8).desired_width(f32::INFINITY)
}

/// The id of a text field, so that the cursor can be put there.
pub(super) fn field_id(what: &str) -> Id {
    Id::unique(("post", what))
}

/// The way back, and undo.
fn header_ui(ui: &mut Ui, cx: &mut PanelContext<'_>) {
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 2.0;
        let back = widgets::icon_button(
            ui,
            icons::LEFT,
            text!("post-back-picture"),
            text!("post-back-esc"),
        );
        if back.clicked() {
            cx.push(PostAction::Close);
        }
        ui.label(strong(text!("post-post"), 17.0).color(cx.look.ink));
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let key = |shortcut| text::shortcut(ui.ctx(), shortcut);
            let (redo, undo) = (key(&keys::REDO), key(&keys::UNDO));
            let tip = text!("post-redo-key", key = redo);
            if widgets::icon_button(ui, icons::REDO, text!("post-redo"), &tip).clicked() {
                cx.push(PostAction::Redo);
            }
            let tip = text!("post-undo-key", key = undo);
            // “Undo” alone is the button of messages.
            if widgets::icon_button(ui, icons::UNDO, text!("post-undo-last-change"), &tip).clicked()
            {
                cx.push(PostAction::Undo);
            }
        });
    });
}
