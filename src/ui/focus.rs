//! The keyboard's focus: the control that it reaches by keys is scrolled into view and has a ring around it, and where a menu,
//! a dialog or a button is gone, the focus goes back to the control before. Which control comes next is decided by egui.

use super::theme::{CONTROL_RADIUS, Look};
use egui::accesskit::{Action, ActionRequest, TreeId};
use egui::{Context, Event, Id, Key, Order, Response, Stroke, StrokeKind};

/// Frames in which a control that came out of sight is scrolled to: areas within each other scroll one after the other.
const TRIES: u8 = 3;
/// From a key to the frame in which the focus has moved.
const FRAMES_AFTER_A_KEY: u8 = 3;
/// Until a control that is no longer drawn is known to be gone.
const FRAMES_UNTIL_GONE: u8 = 3;
/// Controls that are remembered: more than a menu has entries.
const MOST_BEFORE: usize = 64;

/// What is kept between frames.
#[derive(Clone, Default)]
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
    /// The controls that keys reached, the latest last.
    before: Vec<Id>,
    /// Whether a menu or a dialog is open.
    is_covered: bool,
    /// Frames until the focus goes back to the control before.
    returns_in: u8,
}

impl Followed {
    fn of(ctx: &Context) -> Self {
        ctx.data(|data| data.get_temp(Self::id())).unwrap_or_default()
    }

    fn keep(self, ctx: &Context) {
        ctx.data_mut(|data| data.insert_temp(Self::id(), self));
    }

    fn id() -> Id {
        Id::unique("followed focus")
    }

    /// The latest control with the focus that is still there.
    fn last_drawn(&self, ctx: &Context) -> Option<Id> {
        self.before.iter().rev().copied().find(|id| ctx.read_response(*id).is_some())
    }
}

/// Before a frame is drawn: scrolls to the focused control where it was out of sight, as a screen reader would, and has Tab
/// go on from the field that Escape left.
pub fn follow_keys(ctx: &Context) {
    let mut followed = Followed::of(ctx);
    let is_tab = ctx.input(|input| input.key_pressed(Key::Tab));
    if is_tab
        && ctx.memory(|memory| memory.focused().is_none())
        && let Some(id) = followed.last_drawn(ctx)
    {
        ctx.memory_mut(|memory| memory.request_focus(id));
    }
    let Some(id) = followed.out_of_sight.take() else { return };
    followed.keep(ctx);
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
    let mut followed = Followed::of(ctx);
    let (is_key, is_click, is_escape) = ctx.input(|input| {
        // A screen reader moves the focus by requests.
        let is_key = |event: &Event| match event {
            Event::Key { pressed, .. } => *pressed,
            Event::AccessKitActionRequest(request) => request.action == Action::Focus,
            _ => false,
        };
        let is_escape = input.key_pressed(Key::Escape);
        (input.events.iter().any(is_key), input.pointer.any_pressed(), is_escape)
    });
    followed.after_a_key = match is_key {
        true => FRAMES_AFTER_A_KEY,
        false => followed.after_a_key.saturating_sub(1),
    };
    if is_click {
        followed = Followed { focused: followed.focused, ..Followed::default() };
    }
    let focused = ctx.memory(|memory| memory.focused());
    if focused != followed.focused {
        // Escape leaves a field on purpose; of a menu or a dialog, it closes that alone.
        let is_left = is_escape && !followed.is_covered;
        follow(&mut followed, focused, is_left);
    }
    go_back(ctx, &mut followed);
    if let Some(control) = focused.and_then(|id| ctx.read_response(id)) {
        followed.is_covered =
            egui::Popup::is_any_open(ctx) || control.layer_id.order != Order::Background;
        if followed.by_keys {
            draw_ring(ctx, look, &control);
            if followed.tries > 0 && !is_in_sight(&control) {
                followed.out_of_sight = Some(control.id);
                followed.tries -= 1;
                ctx.request_repaint();
            }
        }
    }
    followed.keep(ctx);
}

/// Notes that the focus is elsewhere now.
fn follow(followed: &mut Followed, focused: Option<Id>, is_left: bool) {
    let was_by_keys = std::mem::replace(&mut followed.by_keys, followed.after_a_key > 0);
    followed.focused = focused;
    followed.returns_in = 0;
    match focused {
        Some(id) => {
            followed.tries = if followed.by_keys { TRIES } else { 0 };
            followed.before.retain(|one| *one != id);
            followed.before.push(id);
            let surplus = followed.before.len().saturating_sub(MOST_BEFORE);
            followed.before.drain(..surplus);
        }
        None if was_by_keys && !is_left => followed.returns_in = FRAMES_UNTIL_GONE,
        None => {}
    }
}

/// Gives the focus back where what had it is gone.
fn go_back(ctx: &Context, followed: &mut Followed) {
    if followed.returns_in == 0 {
        return;
    }
    followed.returns_in -= 1;
    ctx.request_repaint();
    if followed.returns_in == 0
        && let Some(id) = followed.last_drawn(ctx)
    {
        followed.after_a_key = FRAMES_AFTER_A_KEY;
        ctx.memory_mut(|memory| memory.request_focus(id));
    }
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
