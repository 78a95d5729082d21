//! What the window looks like: five small pictures of it, compared pixel by pixel with those in `tests/snapshots`.
//! After a wanted change of the look, `UPDATE_SNAPSHOTS=1 cargo test --release --test window snapshots` writes them anew.

use crate::raster::Raster;
use crate::support::scripted;
use crate::support::window::{Decided, Window, add_hebrew, click, quick, type_prompt, until};
use brandish::files::{Home, Settings, Theme};
use brandish::studio::Studio;
use brandish::ui::App;
use egui_kittest::kittest::Queryable;
use egui_kittest::{Harness, SnapshotOptions, image_snapshot_options};
use std::path::Path;

/// Half of a screen's resolution: layout and colours show, single letters need not.
const SCALE: f32 = 0.5;
/// The status bar, points: it names this machine's memory and cores.
const STATUS_BAR: f32 = 28.0;

fn opened(home: &Path, theme: Theme) -> Window {
    let settings = Settings { theme, ..Settings::default() };
    settings.write(&home.join("settings.toml")).unwrap();
    let studio = Studio::open(Home::in_folder(home), scripted(quick), || {}).unwrap();
    let app = App::new(studio, Box::new(Decided::default()));
    let mut window = Harness::builder()
        .with_size([1280.0, 800.0])
        .with_pixels_per_point(SCALE)
        .renderer(Raster::default())
        .with_context_setup(install_fonts)
        .build_ui_state(|ui, app: &mut App| app.show(ui), app);
    until(&mut window, "the sample post and the count of its prompt", |window| {
        window.query_by_label("3 of 14 words").is_some()
            && window.query_by_label("Sample post of Stride").is_some()
    });
    window
}

/// The program's own fonts, and one with Hebrew letters in place of the system's.
fn install_fonts(ctx: &egui::Context) {
    brandish::ui::install_fonts(ctx);
    add_hebrew(ctx);
}

/// Compares the window above its status bar with its picture.
#[track_caller]
fn compare(window: &mut Window, name: &str) {
    // Hints come by time, and the caret, 11 pixels, blinks: both pictures of it are right.
    window.hover_at(egui::pos2(640.0, 790.0));
    window.run_steps(8);
    let whole = window.render().unwrap();
    let height = whole.height() - (STATUS_BAR * SCALE) as u32;
    let image = image::imageops::crop_imm(&whole, 0, 0, whole.width(), height).to_image();
    let options = SnapshotOptions::new().threshold(0.6).max_failed_pixels(16);
    image_snapshot_options(&image, name, &options);
}

#[test]
fn an_empty_home_in_the_light_theme() {
    let home = tempfile::tempdir().unwrap();
    compare(&mut opened(home.path(), Theme::Light), "create-light");
}

#[test]
fn an_empty_home_in_the_dark_theme() {
    let home = tempfile::tempdir().unwrap();
    compare(&mut opened(home.path(), Theme::Dark), "create-dark");
}

#[test]
fn an_empty_library() {
    let home = tempfile::tempdir().unwrap();
    let mut window = opened(home.path(), Theme::Light);
    click(&mut window, "Library");
    until(&mut window, "the empty page", |window| {
        window.query_by_label("No pictures yet").is_some()
    });
    compare(&mut window, "library-empty");
}

#[test]
fn a_brand_with_a_long_name() {
    let home = tempfile::tempdir().unwrap();
    let mut window = opened(home.path(), Theme::Dark);
    click(&mut window, "Brands");
    window.get_by_label("Name").focus();
    window.step();
    window.get_by_label("Name").type_text(&" Donaudampfschifffahrtsgesellschaft".repeat(3));
    window.step();
    compare(&mut window, "brand-long-name");
}

#[test]
fn a_prompt_from_right_to_left() {
    let home = tempfile::tempdir().unwrap();
    let mut window = opened(home.path(), Theme::Light);
    type_prompt(&mut window, "נעלי ריצה אדומות של Stride, ב-20% הנחה");
    until(&mut window, "the count of this prompt", |window| {
        window.query_by_label("7 of 14 words").is_some()
    });
    window.run_steps(5);
    compare(&mut window, "create-right-to-left");
}
