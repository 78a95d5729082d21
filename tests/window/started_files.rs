//! Files that the program is started with, at the first start and at a later one while the window is open.

use crate::support::window::{Decided, Window, open, press, quick, until};
use brandish::files::{Home, WindowStart};
use brandish::ui::FileDialog;
use egui_kittest::kittest::Queryable;
use std::path::{Path, PathBuf};

fn photo(folder: &Path) -> PathBuf {
    let path = folder.join("holiday.png");
    let photo = image::RgbImage::from_fn(96, 64, |x, y| image::Rgb([x as u8 * 2, y as u8 * 3, 90]));
    photo.save(&path).unwrap();
    path
}

fn until_post(window: &mut Window) {
    until(window, "the post with the photo", |window| window.state().post().is_some());
}

#[test]
fn a_photo_opens_as_a_post() {
    let home = tempfile::tempdir().unwrap();
    let mut window = open(home.path(), quick, Decided::default());
    window.state_mut().open_files(vec![photo(home.path())]);
    until_post(&mut window);
}

#[test]
fn a_brand_is_imported_and_a_model_is_inspected() {
    let (home, desktop) = (tempfile::tempdir().unwrap(), Decided::default());
    let mut window = open(home.path(), quick, desktop.clone());
    let brand = home.path().join("Stride.brandish-persona");
    *desktop.goes_to.borrow_mut() = Some(brand.clone());
    press(&mut window, "Brands");
    press(&mut window, "Export…");
    assert!(matches!(desktop.asked.borrow()[..], [FileDialog::Brand(_)]));
    until(&mut window, "the exported brand", |_| brand.exists());
    let before = window.state().studio().brands().all().len();
    let model = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/sd/sd15");
    window.state_mut().open_files(vec![brand, model]);
    until(&mut window, "the imported brand", |window| {
        window.state().studio().brands().all().len() == before + 1
    });
    until(&mut window, "the question about the model", |window| {
        window.query_by_label_contains("sd15").is_some()
    });
}

#[test]
fn a_later_start_hands_its_photo_to_the_open_window_and_makes_no_logo_of_it() {
    let home = tempfile::tempdir().unwrap();
    let at = Home::in_folder(home.path());
    let Ok(WindowStart::First(Some(claim))) = WindowStart::claim(&at, &[]) else {
        panic!("no window is open");
    };
    let mut window = open(home.path(), quick, Decided::default());
    window.state_mut().follow(claim.listen(|| {}));
    press(&mut window, "Brands");
    let second = WindowStart::claim(&at, &[photo(home.path())]).unwrap();
    assert!(matches!(second, WindowStart::HandedOver));
    until_post(&mut window);
}

#[test]
fn a_file_that_is_gone_gets_a_sentence() {
    let home = tempfile::tempdir().unwrap();
    let mut window = open(home.path(), quick, Decided::default());
    window.state_mut().open_files(vec![home.path().join("gone.png")]);
    until(&mut window, "a sentence", |window| window.query_by_label_contains("gone.png").is_some());
}
