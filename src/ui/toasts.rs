//! Short messages at the upper edge that go away by themselves; an undo is offered where there is one.
//! What belongs to a job is said in its card, not here.

use super::action::Action;
use super::theme::Look;
use super::{icons, parts};
use egui::{Align2, Area, Context, Id, Order, RichText, Stroke, vec2};
use std::time::{Duration, Instant};

const SHOWN_FOR: Duration = Duration::from_secs(6);
/// At most so many at once; older ones go first.
const AT_ONCE: usize = 3;

struct Toast {
    text: String,
    is_trouble: bool,
    /// The words of its button and what it does.
    offer: Option<(&'static str, Action)>,
    since: Instant,
}

/// The messages that are shown now.
#[derive(Default)]
pub struct Toasts {
    list: Vec<Toast>,
}

impl Toasts {
    pub fn say(&mut self, text: impl Into<String>) {
        self.push(text.into(), false, None);
    }

    pub fn trouble(&mut self, text: impl Into<String>) {
        self.push(text.into(), true, None);
    }

    pub fn offer(&mut self, text: impl Into<String>, button: &'static str, action: Action) {
        // One undo at a time: an older one would no longer do what it says.
        self.withdraw(&action);
        self.push(text.into(), false, Some((button, action)));
    }

    /// Takes an offer back that was taken up in another way.
    pub fn withdraw(&mut self, action: &Action) {
        self.list.retain(|toast| toast.offer.as_ref().is_none_or(|(_, other)| other != action));
    }

    fn push(&mut self, text: String, is_trouble: bool, offer: Option<(&'static str, Action)>) {
        self.list.retain(|toast| toast.text != text);
        self.list.push(Toast { text, is_trouble, offer, since: Instant::now() });
        let surplus = self.list.len().saturating_sub(AT_ONCE);
        self.list.drain(..surplus);
    }

    pub fn ui(&mut self, ctx: &Context, look: &Look, actions: &mut Vec<Action>) {
        // A trouble stays until it is closed.
        self.list.retain(|toast| toast.is_trouble || toast.since.elapsed() < SHOWN_FOR);
        if self.list.is_empty() {
            return;
        }
        ctx.request_repaint_after(Duration::from_millis(500));
        let mut closed = None;
        Area::new(Id::unique("messages"))
            .anchor(Align2::CENTER_TOP, vec2(0.0, 12.0))
            .order(Order::Foreground)
            .show(ctx, |ui| {
                for (index, toast) in self.list.iter().enumerate() {
                    let line = if toast.is_trouble { look.bad } else { look.edge() };
                    let frame = look.card().inner_margin(10).stroke(Stroke::new(1.0, line));
                    frame.shadow(ui.visuals().popup_shadow).show(ui, |ui| {
                        ui.set_max_width(520.0);
                        ui.horizontal(|ui| {
                            let (mark, ink) = match toast.is_trouble {
                                true => (icons::WARNING, look.bad),
                                false => (icons::DONE, look.good),
                            };
                            ui.label(parts::icon(mark, 18.0).color(ink));
                            let text = RichText::new(&toast.text).color(look.ink);
                            ui.add(egui::Label::new(text).wrap());
                            if let Some((words, action)) = &toast.offer
                                && ui.button(*words).clicked()
                            {
                                actions.push(action.clone());
                                closed = Some(index);
                            }
                            let close =
                                parts::icon_button(ui, icons::CLOSE, "Close message", "Close");
                            if close.clicked() {
                                closed = Some(index);
                            }
                        });
                    });
                }
            });
        if let Some(index) = closed {
            self.list.remove(index);
        }
    }
}
