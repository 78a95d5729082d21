//! Captions to choose from: three side by side, and a week's with its days, by accessible names.

use crate::support::window::{Decided, Window, click, open, quick};
use egui_kittest::kittest::Queryable;
use std::collections::HashSet;

/// The hooks of all captions, oldest first.
fn hooks(window: &Window) -> Vec<String> {
    let jobs = window.state().studio().jobs().rev();
    jobs.filter_map(|job| job.caption()).map(|caption| caption.hook.clone()).collect()
}

fn with_a_caption(home: &std::path::Path) -> Window {
    let mut window = open(home, quick, Decided::default());
    click(&mut window, "Generate");
    window.run_steps(3);
    assert_eq!(hooks(&window).len(), 1);
    window
}

#[test]
fn one_of_three_captions_is_used_and_the_others_are_taken_away() {
    let home = tempfile::tempdir().unwrap();
    let mut window = with_a_caption(home.path());
    click(&mut window, "Choose from 3");
    window.run_steps(3);
    let written = hooks(&window);
    assert_eq!(written.iter().collect::<HashSet<_>>().len(), 4, "{written:?}");
    assert!(window.query_by_label("Choose a caption").is_some());
    click(&mut window, "Use Caption 2");
    window.run_steps(4);
    assert_eq!(hooks(&window), [written[0].clone(), written[2].clone()]);
    assert!(window.query_by_label("Choose a caption").is_none());
    let shown = window.get_by_label("Caption for Instagram").value().unwrap_or_default();
    assert!(shown.starts_with(&written[2]), "{shown}");
}

#[test]
fn a_week_has_a_caption_for_each_day_and_all_can_be_kept() {
    let home = tempfile::tempdir().unwrap();
    let mut window = with_a_caption(home.path());
    click(&mut window, "A week");
    window.run_steps(3);
    let written = hooks(&window);
    assert_eq!(written.iter().collect::<HashSet<_>>().len(), 8, "{written:?}");
    let tomorrow = brandish::units::next_days(1).remove(0).strftime("%A, %-d %B").to_string();
    assert!(window.query_by_label(&tomorrow).is_some(), "{tomorrow}");
    click(&mut window, "Keep all");
    window.run_steps(3);
    assert_eq!(hooks(&window), written);
    assert!(window.query_by_label("A week of captions").is_none());
}
