//! Short messages at the upper edge that close by themselves, with an undo button where an action can be undone.
//! What belongs to a job is shown in its card, not here.

use super::action::Action;
use super::theme::Look;
use super::{icons, text, widgets};
use egui::{Align2, Area, Context, Id, Order, RichText, Stroke, Ui, vec2};
use std::time::{Duration, Instant};

const SHOWN_FOR: Duration = Duration::from_secs(6);
/// An error is read longer, and closes too: its cause may be gone, and it must not cover buttons for ever.
const ERROR_SHOWN_FOR: Duration = Duration::from_secs(20);
/// Messages at once; a new one closes the oldest.
const AT_ONCE: usize = 3;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Severity {
    Info,
    Error,
}

struct Toast {
    text: String,
    severity: Severity,
    /// A button with its label.
    offer: Option<(&'static str, Action)>,
    since: Instant,
}

/// The messages that are shown now.
#[derive(Default)]
pub struct Toasts {
    list: Vec<Toast>,
}

impl Toasts {
    pub fn info(&mut self, text: impl Into<String>) {
        self.push(text.into(), Severity::Info, None);
    }

    pub fn error(&mut self, text: impl Into<String>) {
        self.push(text.into(), Severity::Error, None);
    }

    /// A message with an undo button.
    pub fn offer_undo(&mut self, text: impl Into<String>, undo: impl Into<Action>) {
        let undo = undo.into();
        // Only the newest undo of a kind: an older button would undo something else than its text names.
        self.close_undo(&undo);
        self.push(text.into(), Severity::Info, Some((text!("message-undo"), undo)));
    }

    /// A message with a button for what can be done.
    pub fn offer(
        &mut self,
        text: impl Into<String>,
        label: &'static str,
        action: impl Into<Action>,
    ) {
        self.push(text.into(), Severity::Info, Some((label, action.into())));
    }

    /// Closes the message of an undo that was done in another way.
    pub fn withdraw_undo(&mut self, undo: impl Into<Action>) {
        self.close_undo(&undo.into());
    }

    fn close_undo(&mut self, undo: &Action) {
        self.list.retain(|toast| toast.offer.as_ref().is_none_or(|(_, action)| action != undo));
    }

    fn push(&mut self, text: String, severity: Severity, offer: Option<(&'static str, Action)>) {
        // What a plain layer wrote; a text of the window stays as it is.
        let text = text::said(&text).into_owned();
        self.list.retain(|toast| toast.text != text);
        self.list.push(Toast { text, severity, offer, since: Instant::now() });
        let surplus = self.list.len().saturating_sub(AT_ONCE);
        self.list.drain(..surplus);
    }

    pub fn ui(&mut self, ctx: &Context, look: &Look, actions: &mut Vec<Action>) {
        let shown_for = |toast: &Toast| match toast.severity {
            Severity::Info if toast.offer.is_none() => SHOWN_FOR,
            Severity::Info | Severity::Error => ERROR_SHOWN_FOR,
        };
        self.list.retain(|toast| toast.since.elapsed() < shown_for(toast));
        if self.list.is_empty() {
            return;
        }
        ctx.request_repaint_after(Duration::from_millis(500));
        let area = Area::new(Id::unique("messages")).anchor(Align2::CENTER_TOP, vec2(0.0, 12.0));
        area.order(Order::Foreground).show(ctx, |ui| {
            self.list.retain(|toast| toast_ui(ui, look, toast, actions));
        });
    }
}

/// One message; returns whether it stays open.
fn toast_ui(ui: &mut Ui, look: &Look, toast: &Toast, actions: &mut Vec<Action>) -> bool {
    let (mark, ink, line) = match toast.severity {
        Severity::Error => (icons::WARNING, look.bad, look.bad),
        Severity::Info => (icons::DONE, look.good, look.edge()),
    };
    let mut stays = true;
    let frame = look.card().inner_margin(10).stroke(Stroke::new(1.0, line));
    frame.shadow(ui.visuals().popup_shadow).show(ui, |ui| {
        ui.set_max_width(520.0);
        ui.horizontal(|ui| {
            ui.label(widgets::icon(mark, 18.0).color(ink));
            let text = RichText::new(&toast.text).color(look.ink);
            ui.add(egui::Label::new(text).wrap());
            if let Some((label, action)) = &toast.offer
                && ui.button(*label).clicked()
            {
                actions.push(action.clone());
                stays = false;
            }
            if widgets::icon_button(
                ui,
                icons::CLOSE,
                text!("message-close-message"),
                text!("message-close"),
            )
            .clicked()
            {
                stays = false;
            }
        });
    });
    stays
}
