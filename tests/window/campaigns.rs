//! A campaign in the window by accessible names: a table is dropped, a column mapped, a bad row named, and the posts are
//! in the folder; a window that was closed in the middle offers to go on.

use crate::support::campaign::{files, table};
use crate::support::window::{
    Decided, Window, click, drop_file, open, press, quick, retype, until,
};
use brandish::files::Settings;
use brandish::ui::{CampaignDialog, FileDialog};
use egui_kittest::kittest::{NodeT, Queryable};

fn has(window: &Window, words: &str) -> bool {
    window.query_all_by_label_contains(words).next().is_some()
}

#[track_caller]
fn until_shown(window: &mut Window, words: &str) {
    until(window, words, |window| has(window, words));
}

/// Starts the campaign, and waits until nothing of the table is being checked.
#[track_caller]
fn start(window: &mut Window, button: &str) {
    until(window, button, |window| {
        let button = window.query_by_label(button);
        button.is_some_and(|button| !button.accesskit_node().is_disabled())
    });
    click(window, button);
}

#[test]
fn a_dropped_table_is_mapped_checked_and_made() {
    let (home, desktop) = (tempfile::tempdir().unwrap(), Decided::default());
    let mut window = open(home.path(), quick, desktop.clone());
    let text = "SKU,Überschrift,Kanäle\n\
                Mug,Warm hands,\"instagram, x\"\n\
                Cup,Tea time,myspace\n\
                Pot,,linkedin\n";
    drop_file(&mut window, &table(home.path(), text));
    // The first column has a name of the shop's own: nothing says what is posted.
    until_shown(&mut window, "no column for what is posted");
    assert!(window.get_by_label("Start").accesskit_node().is_disabled());
    click(&mut window, "What the column SKU holds");
    press(&mut window, "product: what is advertised");
    until_shown(&mut window, "Row 3, Kanäle:");
    until_shown(&mut window, "3 rows, 1 with an error");
    // Two rows with three posts and captions each, the approval sheet, the table and the journal.
    until_shown(&mut window, "2 rows, 3 posts, 10 files: done at about");

    let out = home.path().join("out");
    *desktop.goes_to.borrow_mut() = Some(out.clone());
    click(&mut window, "Another folder…");
    until(&mut window, "the folder", |window| has(window, &out.display().to_string()));
    assert_eq!(desktop.asked.borrow()[..], [FileDialog::Campaign(CampaignDialog::Folder)]);
    start(&mut window, "Start without the rows in red");
    until(&mut window, "the end", |window| has(window, "2 rows made, 3 posts"));
    assert_eq!(files(&out).len(), 10, "{:?}", files(&out));
    for name in ["instagram/002-mug.png", "x/002-mug.txt", "linkedin/004-pot.png", "posts.csv"] {
        assert!(out.join(name).is_file(), "{name}");
    }
    // The laptop was kept awake for all of it, and no longer.
    assert_eq!(desktop.awake.borrow()[..], [true, false]);
    assert!(!has(&window, "Go on"));
    click(&mut window, "Show the posts");
    assert_eq!(desktop.revealed.borrow()[..], [out]);
    let settings = home.path().join("settings.toml");
    until(&mut window, "nothing left to go on with", |_| {
        Settings::read(&settings).campaign.is_none()
    });
}

#[test]
fn a_failed_row_is_named_and_tried_again_and_one_message_tells_of_the_end() {
    let (home, desktop) = (tempfile::tempdir().unwrap(), Decided::default());
    let mut window = open(home.path(), quick, desktop.clone());
    window.input_mut().viewports.entry(egui::ViewportId::ROOT).or_default().focused = Some(false);
    let text = "product,networks\nMug,x\na blank cup,x\nPot,x\n";
    drop_file(&mut window, &table(home.path(), text));
    start(&mut window, "Start");
    until(&mut window, "the end", |window| has(window, "2 rows made, 2 posts, 1 failed"));
    assert!(has(&window, "Failed: "));
    let notified: Vec<_> = desktop.notified.borrow().iter().map(|one| one.title.clone()).collect();
    assert_eq!(notified, ["Your campaign stopped before its end"]);
    let kept = home.path().join("generated_images/autumn/x");
    assert_eq!(files(&kept).len(), 4);
    start(&mut window, "Go on");
    until(&mut window, "the end", |window| {
        desktop.notified.borrow().len() == 2 && has(window, "2 rows made, 2 posts, 1 failed")
    });
    click(&mut window, "Back to Create");
    click(&mut window, "Forget the campaign");
    window.run_steps(2);
    assert!(!has(&window, "Campaign autumn"));
    assert_eq!(files(&kept).len(), 4, "its files stay");
}

#[test]
fn a_closed_window_offers_to_go_on_and_nothing_is_made_twice() {
    let home = tempfile::tempdir().unwrap();
    let rows: String = (1..=12).map(|row| format!("Mug {row},x\n")).collect();
    let table = table(home.path(), &format!("product,networks\n{rows}"));
    let out = home.path().join("generated_images/autumn");
    let mut window = open(home.path(), quick, Decided::default());
    drop_file(&mut window, &table);
    start(&mut window, "Start");
    until(&mut window, "some rows", |window| has(window, "3 of 12 rows"));
    drop(window);
    let first = out.join("x/002-mug-1.png");
    let before = first.metadata().unwrap().modified().unwrap();
    assert!(!out.join("posts.csv").exists(), "closed in the middle");

    let mut window = open(home.path(), quick, Decided::default());
    until_shown(&mut window, "The campaign “autumn” is not finished");
    assert!(has(&window, "Campaign autumn"));
    click(&mut window, "Go on");
    until(&mut window, "the end", |window| has(window, "12 rows made, 12 posts"));
    assert_eq!(first.metadata().unwrap().modified().unwrap(), before);
    let pictures = files(&out.join("x")).iter().filter(|name| name.ends_with(".png")).count();
    assert_eq!(pictures, 12);
    let jobs = window.state().studio().jobs().filter(|job| job.picture().is_some()).count();
    assert_eq!(jobs, 12, "one picture for each row");
    drop(window);
    let window = open(home.path(), quick, Decided::default());
    assert!(!has(&window, "autumn"), "nothing is left to go on with");
}

#[test]
fn a_campaign_is_stopped_and_goes_on() {
    let home = tempfile::tempdir().unwrap();
    let rows: String = (1..=10).map(|row| format!("Mug {row},x\n")).collect();
    let mut window = open(home.path(), quick, Decided::default());
    drop_file(&mut window, &table(home.path(), &format!("product,networks\n{rows}")));
    start(&mut window, "Start");
    until(&mut window, "a row", |window| has(window, "1 of 10 rows"));
    click(&mut window, "Stop the campaign");
    until(&mut window, "the stop", |window| has(window, " left"));
    assert!(home.path().join("generated_images/autumn/posts.csv").exists());
    start(&mut window, "Go on");
    until(&mut window, "the end", |window| has(window, "10 rows made, 10 posts"));
}

#[test]
fn a_file_that_is_no_table_gets_a_sentence_and_a_path_can_be_typed() {
    let (home, desktop) = (tempfile::tempdir().unwrap(), Decided::default());
    desktop.lacks_dialogs.set(true);
    let mut window = open(home.path(), quick, desktop);
    let path = table(home.path(), "%PDF-1.7");
    click(&mut window, "Make posts from a table…");
    until(&mut window, "the field", |window| window.query_by_label("Path").is_some());
    retype(&mut window, "Path", &path.display().to_string());
    click(&mut window, "Open");
    until_shown(&mut window, "This is a PDF file, not a table");
}
