//! The keyboard's focus: the control that it reaches by keys is scrolled into view and has a ring around it.
//! Which control comes next is decided by egui.

use super::theme::{CONTROL_RADIUS, Look};
use egui::accesskit::{Action, ActionRequest, TreeId};
use egui::{Context, Event, Id, Response, Stroke, StrokeKind};

/// Frames in which a control that came out of sight is scrolled to: areas within each other scroll one after the other.
const TRIES: u8 = 3;
/// From a key to the frame in which the focus has moved.
const FRAMES_AFTER_A_KEY: u8 = 3;

/// What is kept between frames.
#[derive(Clone, Copy, Default)]
struct Followed {
    focused: Option<Id>,
    /// Whether keys moved the focus there; a click shows by itself where it was.
    by_keys: bool,
    /// Frames since the last key, counted down.
    after_a_key: u8,
    /// How often the control may still be scrolled to.
    tries: u8,
    /// A control to scroll to in the next frame.
    out_of_sight: Option<Id>,
}

fn state_id() -> Id {
    Id::unique("followed focus")
}

/// Before a frame is drawn: scrolls to the focused control where it was out of sight, as a screen reader would.
pub fn scroll_to_focused(ctx: &Context) {
    let mut followed: Followed = ctx.data(|data| data.get_temp(state_id())).unwrap_or_default();
    let Some(id) = followed.out_of_sight.take() else { return };
    ctx.data_mut(|data| data.insert_temp(state_id(), followed));
    let request = ActionRequest {
        action: Action::ScrollIntoView,
        target_tree: TreeId::ROOT,
        target_node: id.accesskit_id(),
        data: None,
    };
    ctx.input_mut(|input| input.events.push(Event::AccessKitActionRequest(request)));
}

/// After a frame is drawn: follows where the focus went, and draws its ring.
pub fn show_focus(ctx: &Context, look: &Look) {
    let mut followed: Followed = ctx.data(|data| data.get_temp(state_id())).unwrap_or_default();
    let (is_key, is_click) = ctx.input(|input| {
        let is_key = |event: &Event| matches!(event, Event::Key { pressed: true, .. });
        (input.events.iter().any(is_key), input.pointer.any_pressed())
    });
    followed.after_a_key = match is_key {
        true => FRAMES_AFTER_A_KEY,
        false => followed.after_a_key.saturating_sub(1),
    };
    if is_click {
        (followed.by_keys, followed.after_a_key, followed.tries) = (false, 0, 0);
    }
    let focused = ctx.memory(|memory| memory.focused());
    if focused != followed.focused {
        followed.focused = focused;
        followed.by_keys = followed.after_a_key > 0;
        followed.tries = if followed.by_keys { TRIES } else { 0 };
    }
    if let Some(control) = focused.and_then(|id| ctx.read_response(id)).filter(|_| followed.by_keys)
    {
        draw_ring(ctx, look, &control);
        if followed.tries > 0 && !is_in_sight(&control) {
            followed.out_of_sight = Some(control.id);
            followed.tries -= 1;
            ctx.request_repaint();
        }
    }
    ctx.data_mut(|data| data.insert_temp(state_id(), followed));
}

/// Whether nothing clips the control.
fn is_in_sight(control: &Response) -> bool {
    let (whole, visible) = (control.rect.size(), control.interact_rect.size());
    visible.x > whole.x - 1.0 && visible.y > whole.y - 1.0
}

/// A line around the control, within what it is clipped by.
fn draw_ring(ctx: &Context, look: &Look, control: &Response) {
    if !control.interact_rect.is_positive() {
        return;
    }
    let painter = ctx.layer_painter(control.layer_id);
    let painter = painter.with_clip_rect(control.interact_rect.expand(3.0));
    let stroke = Stroke::new(2.0, look.ink);
    painter.rect_stroke(control.rect.expand(1.0), CONTROL_RADIUS, stroke, StrokeKind::Outside);
}
