//! Products through their accessible names: kept with a brand, put into a post by a click, beside another one, and spoken
//! of in what is exported.

use crate::support::install_describer;
use crate::support::window::{
    Decided, Window, click, drop_file, open, press, quick, retype, until,
};
use brandish::brand::{PersonaId, Product};
use brandish::post::PostDocument;
use egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable;
use std::path::{Path, PathBuf};

/// A dark disc on a light table, as a JPEG.
fn photo(folder: &Path, name: &str) -> PathBuf {
    let path = folder.join(name);
    let pixel = |x: u32, y: u32| {
        let inside = (x as f32 - 160.0).hypot(y as f32 - 120.0) < 70.0;
        if inside { image::Rgb([30, 40, 120]) } else { image::Rgb([235, 230, 225]) }
    };
    image::RgbImage::from_fn(320, 240, pixel).save(&path).unwrap();
    path
}

fn has(window: &Window, name: &str) -> bool {
    window.query_by_label(name).is_some()
}

fn says(window: &Window, words: &str) -> bool {
    window.query_all_by_label_contains(words).next().is_some()
}

fn products(window: &Window) -> Vec<Product> {
    let stride = window.state().studio().brands().get(&PersonaId("stride".into()));
    stride.unwrap().products.clone()
}

fn post(window: &Window) -> PostDocument {
    window.state().post().unwrap().clone()
}

/// A window whose brand has a product.
fn with_product(home: &Path, desktop: &Decided) -> Window {
    let mut window = open(home, quick, desktop.clone());
    click(&mut window, "Brands");
    click(&mut window, "Products");
    *desktop.goes_to.borrow_mut() = Some(photo(home, "blue disc.jpg"));
    click(&mut window, "Add a product…");
    until(&mut window, "the product", |window| has(window, "Picture of Blue disc"));
    window
}

#[test]
fn a_product_is_kept_with_its_brand_changed_removed_and_there_after_a_restart() {
    let (home, desktop) = (tempfile::tempdir().unwrap(), Decided::default());
    let mut window = with_product(home.path(), &desktop);
    let product = products(&window).remove(0);
    assert_eq!((product.id.as_str(), product.cutout.is_empty()), ("blue-disc", false));
    retype(&mut window, "Price of Blue disc", "£18");
    retype(&mut window, "Name of Blue disc", "");
    assert!(says(&window, "A product needs a name."));
    assert_eq!(products(&window)[0].name, "Blue disc", "what is not valid is not saved");
    retype(&mut window, "Name of Blue disc", "Orbit");
    assert!(!says(&window, "A product needs a name."));
    assert_eq!(
        (products(&window)[0].name.as_str(), &*products(&window)[0].price),
        ("Orbit", "£18")
    );

    // Another one by drop; both photos are cut out.
    let second = photo(home.path(), "mug.jpg");
    drop_file(&mut window, &second);
    until(&mut window, "the second product", |window| has(window, "Picture of Mug"));
    press(&mut window, "Remove Orbit");
    assert_eq!(products(&window).len(), 1);
    click(&mut window, "Undo");
    until(&mut window, "the product again", |window| has(window, "Picture of Orbit"));
    drop(window);

    let mut window = open(home.path(), quick, desktop);
    click(&mut window, "Brands");
    click(&mut window, "Products");
    assert!(has(&window, "Picture of Orbit") && has(&window, "Picture of Mug"));
    let files = home.path().join("personas/stride");
    assert!(files.join("blue-disc-cutout.png").exists());
}

#[test]
fn a_click_puts_a_product_into_a_post_and_a_second_one_stands_beside_it() {
    let (home, desktop) = (tempfile::tempdir().unwrap(), Decided::default());
    let mut window = with_product(home.path(), &desktop);
    retype(&mut window, "Price of Blue disc", "£18");
    retype(&mut window, "Alternative text of Blue disc", "A blue disc on its edge");
    retype(&mut window, "Name of Blue disc", "Orbit");
    click(&mut window, "Create");
    until(&mut window, "the product's button", |window| has(window, "Product: Orbit"));
    click(&mut window, "Product: Orbit");
    until(&mut window, "the post", |window| has(window, "Post for IG 4:5"));
    let first = post(&window);
    assert_eq!((first.version.fact.as_str(), first.picture_count()), ("£18", 1));
    assert_eq!(first.product.as_ref().unwrap().name, "Orbit");
    assert!(!first.version.headline.is_empty());

    *desktop.goes_to.borrow_mut() = Some(photo(home.path(), "second.jpg"));
    press(&mut window, "Add another…");
    until(&mut window, "the second picture", |window| post(window).picture_count() == 2);
    until(&mut window, "its chip", |window| has(window, "Picture 2"));
    window.run_steps(3);
    // The added one is selected: the arrow keys move it alone, as soon as it is cut out.
    for _ in 0..500 {
        window.key_press(Key::ArrowRight);
        window.step();
        if post(&window).version.placement_of(1).offset[0] > 0.0 {
            break;
        }
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    let moved = post(&window).version;
    assert!(moved.placement_of(1).offset[0] > 0.0 && moved.placement_of(0).offset == [0.0; 2]);
    click(&mut window, "Send to the back");
    assert_eq!(post(&window).version.painting_order(2), [1, 0]);
    click(&mut window, "Orbit");
    window.key_press(Key::ArrowLeft);
    window.step();
    assert!(post(&window).version.placement_of(0).offset[0] < 0.0);

    window.key_press(Key::Delete);
    window.run_steps(2);
    assert_eq!(post(&window).picture_count(), 1, "the selected one was removed");
    assert_ne!(post(&window).source, first.source);
    window.key_press_modifiers(Modifiers::COMMAND, Key::Z);
    window.run_steps(2);
    assert_eq!((post(&window).picture_count(), &post(&window).source), (2, &first.source));

    let out = home.path().join("out");
    *desktop.goes_to.borrow_mut() = Some(out.clone());
    click(&mut window, "Export all");
    until(&mut window, "the export", |window| says(window, "Saved as"));
    let folder = std::fs::read_dir(&out).unwrap().next().unwrap().unwrap().path();
    let caption = std::fs::read_to_string(folder.join("instagram/caption.txt")).unwrap();
    assert!(caption.contains("Orbit") && caption.contains("£18"), "{caption}");
    let alt = std::fs::read_to_string(folder.join("instagram/alternative-text.txt")).unwrap();
    assert_eq!(alt.trim(), "A blue disc on its edge");
}

#[test]
fn an_alternative_text_is_drafted_from_the_photo_once_a_model_for_it_is_there() {
    let home = tempfile::tempdir().unwrap();
    let desktop = Decided::default();
    let window = with_product(home.path(), &desktop);
    assert!(says(&window, "can be had in Models"));
    drop(window);
    install_describer(home.path());
    let mut window = open(home.path(), quick, desktop);
    click(&mut window, "Brands");
    click(&mut window, "Products");
    let draft = "Draft the alternative text of Blue disc";
    until(&mut window, "the model", |window| has(window, draft));
    click(&mut window, draft);
    until(&mut window, "the draft", |window| !products(window)[0].alt_text.is_empty());
    let text = products(&window)[0].alt_text.clone();
    assert!(text.ends_with('.'), "{text}");
    until(&mut window, "the notice", |window| says(window, "read it before you post it"));
    click(&mut window, "Undo");
    assert_eq!(products(&window)[0].alt_text, "");
}
