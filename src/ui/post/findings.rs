//! What is wrong with a post in its editor: why there is none, and what the brand check found, each with the button that
//! repairs it.
//! The check runs on a thread of the studio; a repair is a change of the document, which undo takes back.

use super::{PostAction, PostEditor, PostPictureState};
use crate::post::{BrandFinding, PostDocument, Repair};
use crate::studio::{PostCheck, PostRequest, Studio};
use crate::ui::context::PanelContext;
use crate::ui::{icons, scroll, text, widgets};
use egui::{Rect, RichText, ScrollArea, Ui};

/// The height of the list at most, points.
const LIST: f32 = 132.0;

/// Where the check of the open post stands.
#[derive(Default)]
pub(super) enum CheckState {
    #[default]
    NotAsked,
    Asked,
    /// Of this document.
    Found(Box<PostDocument>, Vec<BrandFinding>),
}

impl PostEditor {
    /// What is shown while there is no painting.
    pub(super) fn nothing_ui(
        &self,
        ui: &mut Ui,
        cx: &mut PanelContext<'_>,
        room: Rect,
        sentence: Option<String>,
    ) {
        let mut ui = ui.new_child(egui::UiBuilder::new().max_rect(room));
        let area = ScrollArea::vertical().id_salt("no post").auto_shrink(false);
        area.show(&mut ui, |ui| self.reason_ui(ui, cx, sentence));
    }

    fn reason_ui(&self, ui: &mut Ui, cx: &mut PanelContext<'_>, sentence: Option<String>) {
        ui.add_space(((ui.available_height() - 150.0) / 2.0).max(0.0));
        match sentence {
            Some(sentence) => {
                let title = text!("post-layout-cannot-show-post");
                widgets::empty(ui, cx.look, icons::WARNING, title, &sentence);
                if self.lacks_pictures() {
                    ui.vertical_centered(|ui| {
                        if ui.button(text!("post-add-a-picture")).clicked() {
                            cx.push(PostAction::ChoosePhoto { beside: true });
                        }
                    });
                }
            }
            None => _ = ui.vertical_centered(|ui| ui.spinner()),
        }
    }

    /// Has the post checked on all of its networks. Before its picture is there, nothing can be checked.
    pub(super) fn request_check(&mut self, studio: &Studio) {
        let PostPictureState::Ready(open) = &self.picture else { return };
        let check = PostCheck {
            document: self.document.clone(),
            persona: self.persona.clone(),
            picture: open.picture.clone(),
        };
        studio.posts().send(PostRequest::Check(Box::new(check)));
        self.check = CheckState::Asked;
    }

    pub(super) fn checked(&mut self, document: Box<PostDocument>, findings: Vec<BrandFinding>) {
        self.check = CheckState::Found(document, findings);
    }

    /// The button, and below it what was found, as long as the post is the one that was checked.
    pub(super) fn check_ui(&mut self, ui: &mut Ui, cx: &PanelContext<'_>) {
        let is_ready = matches!(self.picture, PostPictureState::Ready(_));
        let is_asked = matches!(self.check, CheckState::Asked);
        let mut is_wanted = false;
        ui.horizontal(|ui| {
            let button =
                ui.add_enabled(is_ready && !is_asked, egui::Button::new(text!("post-brand-check")));
            let tip = text!("post-contrast-colours-words-avoid-safe");
            is_wanted = button.on_hover_text(tip).clicked();
            super::layouts::extras_ui(ui, &mut self.extras);
            if is_asked {
                ui.add(egui::Spinner::new().size(16.0));
            }
        });
        let repair = match &self.check {
            CheckState::Found(document, found) if **document == self.document => {
                let text = text!("post-findings", count = found.len());
                ui.label(RichText::new(text).small().color(cx.look.quiet));
                findings_ui(ui, cx, found).cloned()
            }
            _ => None,
        };
        if let Some(BrandFinding { format, repair: Some(repair), .. }) = repair {
            self.history.end_of_go();
            self.edit_document("repair", |document| repair.apply(document, format));
            // What is cut out is checked when its picture is there.
            is_wanted = repair != Repair::CutOut;
        }
        if is_wanted {
            self.request_check(cx.studio);
        }
    }
}

/// The findings; returns the one whose button was pressed.
fn findings_ui<'a>(
    ui: &mut Ui,
    cx: &PanelContext<'_>,
    found: &'a [BrandFinding],
) -> Option<&'a BrandFinding> {
    let mut pressed = None;
    let area = ScrollArea::vertical().id_salt("findings").max_height(LIST);
    scroll::show_inner(ui, area, |ui| {
        for (at, finding) in found.iter().enumerate() {
            ui.push_id(at, |ui| {
                let text = format!(
                    "{}: {}",
                    text::format_label(finding.format),
                    text::finding(&finding.finding)
                );
                ui.label(RichText::new(text).small().color(cx.look.ink));
                if let Some(repair) = &finding.repair
                    && ui.small_button(text::repair(repair)).clicked()
                {
                    pressed = Some(finding);
                }
            });
        }
    });
    pressed
}
