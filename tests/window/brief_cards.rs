//! The cards of Jobs: a brief with one picture and seven captions is one card, which holds all of them.

use crate::support::window::{Decided, Window, click, open, press, quick, type_prompt, until};
use egui_kittest::kittest::{NodeT, Queryable};

fn count(window: &Window, words: &str) -> usize {
    window.query_all_by_label_contains(words).count()
}

/// Has captions written for every network that has a chip.
fn all_networks(window: &mut Window) {
    for network in brandish::brief::NETWORKS {
        let name = format!("Write for {}", network.name);
        let chip = window.query_by_label(&name);
        if chip.is_some_and(|chip| chip.accesskit_node().is_selected() != Some(true)) {
            click(window, &name);
        }
    }
}

#[test]
fn a_picture_and_its_captions_are_one_card_and_go_together() {
    let home = tempfile::tempdir().unwrap();
    let mut window = open(home.path(), quick, Decided::default());
    all_networks(&mut window);
    type_prompt(&mut window, "Yellow taxi");
    click(&mut window, "Generate");
    until(&mut window, "the picture", |window| {
        window.query_by_label("Yellow taxi: Done").is_some()
    });
    let captions = window.state().studio().jobs().filter(|job| job.caption().is_some()).count();
    assert!(captions > 2, "{captions} captions were ordered");
    assert_eq!(count(&window, " caption: Done"), captions, "one chip for each");
    assert_eq!(window.query_all_by_label("Remove job").count(), 1, "one card");
    // Another version of a caption takes the place of the first one.
    let job = window.state().studio().jobs().find(|job| job.caption().is_some()).unwrap();
    let network = job.task.caption().unwrap().network().name;
    click(&mut window, &format!("{network} caption: Done"));
    assert_eq!(window.query_all_by_label("Remove job").count(), 1);
    click(&mut window, "Post of this picture");
    until(&mut window, "the post", |window| window.state().post().is_some());
    window.key_press(egui::Key::Escape);
    window.run_steps(3);
    click(&mut window, "Remove job");
    until(&mut window, "nothing left", |window| window.state().studio().jobs().next().is_none());
    assert_eq!(count(&window, " caption: Done"), 0);
    click(&mut window, "Undo");
    until(&mut window, "all of it again", |window| {
        window.state().studio().jobs().filter(|job| job.caption().is_some()).count() == captions
    });
}

#[test]
fn several_pictures_of_a_brief_are_a_card_each_and_the_captions_stay_with_one() {
    let home = tempfile::tempdir().unwrap();
    let mut window = open(home.path(), quick, Decided::default());
    type_prompt(&mut window, "Yellow taxi");
    press(&mut window, "More pictures");
    click(&mut window, "Generate");
    until(&mut window, "both pictures", |window| {
        window.query_all_by_label("Yellow taxi: Done").count() == 2
    });
    let captions = window.state().studio().jobs().filter(|job| job.caption().is_some()).count();
    assert!(captions > 0);
    assert_eq!(count(&window, " caption: Done"), captions);
    window.get_all_by_label("Remove job").last().unwrap().click();
    window.run_steps(3);
    assert_eq!(window.query_all_by_label("Yellow taxi: Done").count(), 1);
    assert_eq!(count(&window, " caption: Done"), captions, "they are those of the other picture");
}
