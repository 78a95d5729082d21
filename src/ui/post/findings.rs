//! The brand check in the post editor: what it found, each with the button that repairs it.
//! The check runs on a thread of the studio; a repair is a change of the document, which undo takes back.

use super::{PostEditor, PostPictureState};
use crate::post::{BrandFinding, PostDocument, Repair};
use crate::studio::{PostCheck, PostRequest, Studio};
use crate::ui::context::PanelContext;
use crate::ui::text;
use egui::{RichText, ScrollArea, Ui};

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
    ScrollArea::vertical().id_salt("findings").max_height(LIST).show(ui, |ui| {
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
