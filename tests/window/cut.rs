//! Nothing of the window is cut: every place, in every language and both themes, from an enlarged small screen to a large
//! one. A text lies within what clips it, a button's text within the button, controls apart; what is shortened has a
//! tooltip with all of it, and scrolling reaches the rest.

use crate::frame::{Control, Frame, PaintedText, is_background};
use crate::places::{PLACES, Place, shown};
use crate::raster::Unseen;
use crate::support::window::Window;
use brandish::files::WindowLanguage;
use egui::{Pos2, Rect, Theme, Vec2, pos2, vec2};
use egui_kittest::kittest::{NodeT, Queryable, by};
use std::collections::{BTreeMap, BTreeSet};

/// The sizes of windows, points, with their scale: the first is a screen of 1280 x 800 at 200 %, less its title bar.
const SIZES: [(Vec2, f32); 5] = [
    (vec2(640.0, 372.0), 2.0),
    (vec2(1_024.0, 640.0), 1.0),
    (vec2(1_280.0, 800.0), 1.0),
    (vec2(1_920.0, 1_080.0), 1.0),
    (vec2(2_560.0, 1_440.0), 1.0),
];
/// How often a place is scrolled at most.
const SCROLLS: usize = 240;
/// How many frames a scrolled place may take to come to rest, and how many alike are a rest.
const SETTLING: usize = 60;
/// What the edges of letters may stand out, points.
const EDGE: f32 = 1.5;

/// What is wrong with a place at one size.
struct Check<'a> {
    place: &'a Place,
    window: Rect,
    findings: BTreeSet<String>,
    /// Rows of texts that were seen, and whether all of each was.
    rows: BTreeMap<(String, usize, i32), bool>,
    /// Controls that were in sight; a list that draws its visible rows alone uses an id for several.
    reached: BTreeSet<(u64, String)>,
    /// Shortened texts whose tooltip was looked for.
    hovered: BTreeSet<String>,
}

/// Everything that is wrong with a place at a size.
fn findings(window: &mut Window, place: &Place, (size, scale): (Vec2, f32)) -> BTreeSet<String> {
    window.set_size(size);
    let viewport = window.input_mut().viewports.entry(egui::ViewportId::ROOT).or_default();
    viewport.native_pixels_per_point = Some(scale);
    leave(window, size);
    if place.name.starts_with("post") {
        settle(window);
    }
    let mut check = Check {
        place,
        window: Rect::from_min_size(Pos2::ZERO, size),
        findings: BTreeSet::new(),
        rows: BTreeMap::new(),
        reached: BTreeSet::new(),
        hovered: BTreeSet::new(),
    };
    let mut tried = BTreeSet::new();
    for _ in 0..SCROLLS {
        let frame = Frame::of(window);
        check.look(&frame);
        check.look_for_tooltips(window, &frame, size);
        let hidden = |control: &&Control| {
            check.counts(control)
                && !check.has_reached(control)
                && !tried.contains(&(control.id, control.name.clone()))
        };
        let Some(next) = frame.controls.iter().find(hidden) else {
            break;
        };
        tried.insert((next.id, next.name.clone()));
        scroll_to(window, next.id);
    }
    // A text may be higher than its place, and its rows in sight one after the other.
    let mut tried = BTreeSet::new();
    while let Some((words, row, clip)) = check.cut_row(&Frame::of(window), &tried) {
        tried.insert(words);
        turn_wheel(window, clip.center(), vec2(0.0, clip.center().y - row.center().y));
        check.look(&Frame::of(window));
    }
    check.conclude(&Frame::of(window));
    check.findings
}

/// Draws frames until what threads paint for this size is there.
fn settle(window: &mut Window) {
    let words = |window: &Window| -> Vec<String> {
        Frame::of(window).texts.into_iter().map(|text| text.words).collect()
    };
    let (mut before, mut same) = (Vec::new(), 0);
    for _ in 0..200 {
        std::thread::sleep(std::time::Duration::from_millis(5));
        window.step();
        let now = words(window);
        same = if now == before { same + 1 } else { 0 };
        before = now;
        if same == SETTLING {
            break;
        }
    }
}

/// Moves the pointer to where no tooltip is.
fn leave(window: &mut Window, size: Vec2) {
    window.hover_at(pos2(size.x - 2.0, size.y - 2.0));
    window.run_steps(5);
}

fn scroll_to(window: &mut Window, id: u64) {
    let place = |window: &Window, scroll: bool| {
        let mut nodes = window.query_all(by().predicate(|_| true));
        let node = nodes.find(|node| node.accesskit_node().locate().0.0 == id)?;
        if scroll {
            node.scroll_to_me();
        }
        Some(node.rect())
    };
    let mut before = place(window, true);
    window.run_steps(3);
    // A long way takes its time.
    for _ in 0..SETTLING {
        let now = place(window, false);
        if now == before {
            break;
        }
        before = now;
        window.step();
    }
    let frame = Frame::of(window);
    if let Some(control) = frame.controls.iter().find(|control| control.id == id) {
        turn_wheel_to(window, control);
    }
}

/// Scrolls sideways to what lies beside its place, as a touchpad does: of areas within each other, egui moves the inner one
/// alone to a control.
fn turn_wheel_to(window: &mut Window, control: &Control) {
    let (rect, visible) = (control.rect, control.visible);
    if visible.width() > 0.0 || visible.height() <= 0.0 {
        return;
    }
    // Of what is out of sight, the visible part ends where it would begin.
    let (at, way) = match rect.left() < visible.left() {
        true => (visible.left() + 24.0, visible.left() - rect.left() + 8.0),
        false => (visible.right() - 24.0, visible.right() - rect.right() - 8.0),
    };
    turn_wheel(window, pos2(at, rect.center().y), vec2(way, 0.0));
}

fn turn_wheel(window: &mut Window, at: Pos2, delta: Vec2) {
    window.hover_at(at);
    window.step();
    window.event(egui::Event::MouseWheel {
        unit: egui::MouseWheelUnit::Point,
        delta,
        phase: egui::TouchPhase::Move,
        source: egui::MouseWheelSource::Trackpad,
        modifiers: egui::Modifiers::NONE,
    });
    window.run_steps(30);
}

impl Check<'_> {
    /// Whether a control can be used: a dialog has those behind it wait.
    fn counts(&self, control: &Control) -> bool {
        !(self.place.is_covered && is_background(control.layer))
    }

    fn has_reached(&self, control: &Control) -> bool {
        self.reached.contains(&(control.id, control.name.clone()))
    }

    fn look(&mut self, frame: &Frame) {
        for control in frame.controls.iter().filter(|control| control.is_in_sight()) {
            self.reached.insert((control.id, control.name.clone()));
        }
        for text in
            frame.texts.iter().filter(|text| !self.place.is_covered || frame.is_in_front(text))
        {
            self.look_at_rows(frame, text);
            self.look_at_button(frame, text);
            if let Some(cover) = frame.cover_of(text).filter(|_| !self.place.is_covered) {
                self.findings.insert(format!("something covers “{}”: {cover:?}", text.words));
            }
        }
        self.look_at_pairs(frame);
    }

    /// Remembers which rows were seen whole.
    fn look_at_rows(&mut self, frame: &Frame, text: &PaintedText) {
        let clip = text.clip.intersect(self.window);
        for (number, row) in text.rows.iter().enumerate() {
            let visible = row.intersect(clip);
            if visible.width() <= EDGE || visible.height() <= EDGE {
                continue;
            }
            // What stands on a control is read when the control is in sight.
            let stands_on = |one: &&Control| one.is_input() && one.rect.contains(row.center());
            if frame.controls.iter().find(stands_on).is_some_and(|one| !one.is_in_sight()) {
                continue;
            }
            // A text higher than its place is read by scrolling.
            let is_high = text.height() > clip.height() - 8.0;
            let beside =
                |row: &Rect| row.left() >= clip.left() - EDGE && row.right() <= clip.right() + EDGE;
            let is_whole = clip.expand(EDGE).contains_rect(*row) || is_high && beside(row);
            // A field scrolls its own text under the cursor; what it proposes must be seen.
            let field =
                frame.control_at(visible.center()).filter(|control| control.is_text_field());
            if is_whole || field.is_none_or(|field| field.value.is_empty()) {
                let key = (text.words.clone(), number, row.height() as i32);
                *self.rows.entry(key).or_default() |= is_whole;
            }
        }
    }

    /// The text of a button lies within it.
    fn look_at_button(&mut self, frame: &Frame, text: &PaintedText) {
        let Some(control) = text.middle().and_then(|middle| frame.control_at(middle)) else {
            return;
        };
        if control.is_text_field() || !self.counts(control) {
            return;
        }
        let room = control.rect.expand(EDGE);
        if text.rows.iter().any(|row| !room.contains_rect(*row)) {
            let (words, name) = (&text.words, &control.name);
            self.findings.insert(format!("“{words}” is larger than its button “{name}”"));
        }
    }

    /// No two controls and no two texts lie partly over each other.
    fn look_at_pairs(&mut self, frame: &Frame) {
        let is_apart = |a: Rect, b: Rect, width: f32, height: f32| {
            let both = a.intersect(b);
            both.width() <= width || both.height() <= height
        };
        let inputs = frame.controls.iter().filter(|one| one.is_input() && self.counts(one));
        let inputs: Vec<_> = inputs.filter(|control| control.visible.is_positive()).collect();
        for (at, a) in inputs.iter().enumerate() {
            for b in &inputs[at + 1..] {
                let (one, other) = (a.visible.expand(0.5), b.visible.expand(0.5));
                let is_inside = one.contains_rect(b.visible) || other.contains_rect(a.visible);
                if a.layer == b.layer && !is_inside && !is_apart(a.visible, b.visible, EDGE, EDGE) {
                    let places = format!("{:?} and {:?}", a.visible, b.visible);
                    self.findings.insert(format!("“{}” lies over “{}”: {places}", a.name, b.name));
                }
            }
        }
        if self.place.is_covered {
            return;
        }
        let rows = |text: &PaintedText| -> Vec<Rect> {
            let shown = text.rows.iter().map(|row| row.intersect(text.clip));
            shown.filter(Rect::is_positive).collect()
        };
        let texts: Vec<_> = frame.texts.iter().map(|text| (text, rows(text))).collect();
        for (at, (a, rows)) in texts.iter().enumerate() {
            for (b, others) in &texts[at + 1..] {
                let overlap = |row: &Rect| others.iter().any(|b| !is_apart(*row, *b, 2.0, 3.0));
                if rows.iter().any(overlap) {
                    self.findings.insert(format!("“{}” is written over “{}”", b.words, a.words));
                }
            }
        }
    }

    /// A shortened text shows all of it under the pointer.
    fn look_for_tooltips(&mut self, window: &mut Window, frame: &Frame, size: Vec2) {
        let elided: Vec<_> = frame.texts.iter().filter(|text| text.is_elided).collect();
        for text in elided {
            let Some(middle) = text.middle().filter(|at| self.window.contains(*at)) else {
                continue;
            };
            let is_behind = self.place.is_covered && !frame.is_in_front(text);
            if is_behind || !self.hovered.insert(text.words.clone()) {
                continue;
            }
            window.hover_at(middle);
            window.run_steps(5);
            let is_whole =
                |shown: &PaintedText| !shown.is_elided && shown.words.contains(text.words.trim());
            if !Frame::of(window).texts.iter().any(is_whole) {
                self.findings.insert(format!("“{}” is shortened without a tooltip", text.words));
            }
            leave(window, size);
        }
    }

    /// A row of text that was not seen whole so far, with what clips it; not of a text that was tried.
    fn cut_row(&self, frame: &Frame, tried: &BTreeSet<String>) -> Option<(String, Rect, Rect)> {
        let is_cut = |text: &PaintedText, row: usize| {
            let mut rows =
                self.rows.iter().filter(|((words, at, _), _)| *words == text.words && *at == row);
            rows.any(|(_, is_whole)| !is_whole)
        };
        frame.texts.iter().find_map(|text| {
            let key = |row: usize| format!("{row} {}", text.words);
            let row = (0..text.rows.len())
                .find(|row| is_cut(text, *row) && !tried.contains(&key(*row)))?;
            let clip = text.clip.intersect(self.window);
            clip.is_positive().then(|| (key(row), text.rows[row], clip))
        })
    }

    /// What was never seen whole, however the place was scrolled.
    fn conclude(&mut self, frame: &Frame) {
        let cut = self.rows.iter().filter(|(_, is_whole)| !**is_whole);
        self.findings
            .extend(cut.map(|((words, row, _), _)| format!("row {row} of “{words}” is cut")));

        let never = frame
            .controls
            .iter()
            .filter(|control| self.counts(control) && !self.has_reached(control));
        let never: Vec<_> = never
            .map(|one| {
                format!(
                    "{:?} “{}” is not reached: {:?} of {:?}",
                    one.role, one.name, one.visible, one.rect
                )
            })
            .collect();
        self.findings.extend(never);
    }
}

/// Checks every place in a language, at each size in one of the themes by turns.
#[track_caller]
fn nothing_is_cut(language: WindowLanguage, sizes: &[(Vec2, f32)]) {
    let only = std::env::var("BRANDISH_TEST_PLACE").unwrap_or_default();
    let mut all = Vec::new();
    for (number, place) in PLACES.iter().enumerate().filter(|(_, place)| place.name.contains(&only))
    {
        let mut shown = shown(place, language, Unseen);
        for (at, size) in sizes.iter().enumerate() {
            let is_dark = (number + at) % 2 == 0;
            let theme = if is_dark { Theme::Dark } else { Theme::Light };
            shown.window.input_mut().system_theme = Some(theme);
            for finding in findings(&mut shown.window, place, *size) {
                let name = place.name;
                all.push(format!("{name} at {} x {}: {finding}", size.0.x, size.0.y));
            }
        }
    }
    assert!(all.is_empty(), "{} findings in {language:?}:\n{}", all.len(), all.join("\n"));
}

#[test]
fn nothing_is_cut_in_english() {
    nothing_is_cut(WindowLanguage::English, &SIZES);
}

#[test]
fn nothing_is_cut_in_german() {
    nothing_is_cut(WindowLanguage::German, &SIZES);
}

#[test]
fn nothing_is_cut_in_the_other_languages() {
    for language in WindowLanguage::ALL {
        if !matches!(language, WindowLanguage::English | WindowLanguage::German) {
            nothing_is_cut(language, &SIZES[2..3]);
        }
    }
}
