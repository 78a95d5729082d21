//! The places of the window with real content, in every language: how each is reached, whatever the language.
//! What is checked of them is in `cut` and `sheets`.

use crate::support::campaign::table;
use crate::support::window::{
    Decided, Window, add_arabic, add_hebrew, click, drop_file, press, quick, retype, type_prompt,
    until,
};
use crate::support::{copy, scripted};
use brandish::brief::ModelId;
use brandish::files::{Home, Settings, WindowLanguage};
use brandish::studio::Studio;
use brandish::ui::App;
use egui::accesskit::Role;
use egui::{Key, Modifiers};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT, Queryable, by};
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

/// A brand, a product, a prompt and a headline in scripts from right to left.
const BRAND: &str = "مخبز النخيل الذهبي";
const PRODUCT: &str = "خبز التمر بالسمسم";
const PROMPT: &str = "כיכר לחם תמרים טרייה על שולחן עץ, 20% הנחה";
const HEADLINE: &str = "خبز طازج كل صباح";
pub const LONG_PROMPT: &str =
    "A basket with freshly baked sourdough bread, two croissants and a jar of apricot jam";

/// A place of the window.
pub struct Place {
    pub name: &'static str,
    /// Shown in a home without any content.
    pub is_first_start: bool,
    /// A dialog, a menu or a message covers a part of it.
    pub is_covered: bool,
    /// Its brief starts from a picture, by a model that takes one.
    has_start_picture: bool,
    show: fn(&mut Window, &Words, &Path),
}

const fn place(name: &'static str, show: fn(&mut Window, &Words, &Path)) -> Place {
    Place { name, is_first_start: false, is_covered: false, has_start_picture: false, show }
}

const fn covered(name: &'static str, show: fn(&mut Window, &Words, &Path)) -> Place {
    Place { is_covered: true, ..place(name, show) }
}

pub const PLACES: [Place; 23] = [
    Place { is_first_start: true, ..place("first-start", |_, _, _| {}) },
    place("create", |window, _, _| shows_a_picture(window)),
    place("create-details", create_details),
    place("create-failed", create_failed),
    place("post", |window, words, _| post(window, words)),
    place("post-findings", post_findings),
    place("post-side-by-side", post_side_by_side),
    place("library", library),
    place("brand-identity", |window, words, _| brand(window, words, "section-who-it-is")),
    place("brand-voice", |window, words, _| brand(window, words, "section-how-it-sounds")),
    place("brand-look", |window, words, _| brand(window, words, "section-what-it-looks-like")),
    place("brand-products", |window, words, _| brand(window, words, "brands-products")),
    place("models", models),
    place("campaign", campaign),
    place("settings", settings),
    covered("dialog-keys", |window, words, _| named(window, &words.of("keys-keys"))),
    covered("dialog-closing", closing),
    covered("dialog-path", path_field),
    covered("dialog-cut-out", cut_out),
    Place { has_start_picture: true, ..covered("dialog-mask", mask) },
    covered("dialog-captions", choose_caption),
    covered("menu-brands", brands_menu),
    covered("menu-formats", |window, words, _| named(window, &words.of("create-more-formats"))),
];

/// The texts of a language, by their keys.
pub struct Words(HashMap<String, String>);

impl Words {
    pub fn of_language(language: WindowLanguage) -> Self {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/languages");
        let mut texts = HashMap::new();
        for entry in std::fs::read_dir(folder.join(language.tag())).unwrap().flatten() {
            let file = std::fs::read_to_string(entry.path()).unwrap();
            let lines = file.lines().filter_map(|line| line.split_once(" = "));
            texts.extend(lines.map(|(key, text)| (key.to_owned(), text.to_owned())));
        }
        Self(texts)
    }

    /// A text without values.
    #[track_caller]
    fn of(&self, key: &str) -> String {
        self.0.get(key).unwrap_or_else(|| panic!("no text {key}")).clone()
    }

    /// A text with one value.
    #[track_caller]
    fn with(&self, key: &str, value: &str) -> String {
        let text = self.of(key);
        let (before, rest) = text.split_once("{ $").unwrap();
        format!("{before}{value}{}", rest.split_once('}').unwrap().1)
    }
}

/// A window at a place, in a copy of the home with content, or in an empty one.
pub struct Shown {
    pub window: Window,
    _home: tempfile::TempDir,
}

/// Opens a window of that language at a place; `prepare` sets up what draws it.
pub fn shown(
    place: &Place,
    language: WindowLanguage,
    renderer: impl egui_kittest::TestRenderer + 'static,
) -> Shown {
    let home = tempfile::tempdir().unwrap();
    if !place.is_first_start {
        copy(content(), home.path());
    }
    let file = home.path().join("settings.toml");
    let mut settings = Settings { language: Some(language), ..Settings::read(&file) };
    if place.has_start_picture {
        let draft = settings.draft.get_or_insert_default();
        draft.model = ModelId("sd15".into());
        draft.advanced.init_image = Some(photo(home.path()));
    }
    settings.write(&file).unwrap();
    let desktop = Decided::default();
    desktop.lacks_dialogs.set(place.name == "dialog-path");
    let mut window = opened(home.path(), desktop, renderer);
    until(&mut window, "what history holds", |window| {
        place.is_first_start || window.state().studio().jobs().count() > 2
    });
    window.run_steps(6);
    (place.show)(&mut window, &Words::of_language(language), home.path());
    window.run_steps(6);
    Shown { window, _home: home }
}

fn opened(
    home: &Path,
    desktop: Decided,
    renderer: impl egui_kittest::TestRenderer + 'static,
) -> Window {
    let studio = Studio::open(Home::in_folder(home), scripted(quick), || {}).unwrap();
    let app = App::new(studio, Box::new(desktop));
    let mut window = Harness::builder()
        .with_size([1280.0, 800.0])
        .renderer(renderer)
        .with_context_setup(|ctx: &egui::Context| {
            brandish::ui::install_fonts(ctx);
            add_hebrew(ctx);
            add_arabic(ctx);
            // What is scrolled to is there in the next frame.
            ctx.all_styles_mut(|style| {
                style.scroll_animation = egui::style::ScrollAnimation::none();
            });
        })
        .build_ui_state(|ui, app: &mut App| app.show(ui), app);
    window.step();
    window
}

/// A home with a brand and its product, pictures, captions, posts and a failed job, made once for all tests.
fn content() -> &'static Path {
    static HOME: OnceLock<tempfile::TempDir> = OnceLock::new();
    HOME.get_or_init(|| {
        let home = tempfile::tempdir().unwrap();
        make_content(home.path());
        home
    })
    .path()
}

fn make_content(home: &Path) {
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures");
    std::fs::create_dir_all(home.join("models")).unwrap();
    copy(&fixtures.join("sd/sd15"), &home.join("models/sd15"));
    std::fs::write(home.join("models/a damaged model.safetensors"), [7; 64]).unwrap();
    let mut window = opened(home, Decided::default(), crate::raster::Raster::default());
    press(&mut window, "Brands");
    press(&mut window, "New");
    window.get_by_label("Name of the new brand").type_text(BRAND);
    window.run_steps(2);
    click(&mut window, "Create the brand");
    press(&mut window, "Use this brand");
    click(&mut window, "Products");
    drop_file(&mut window, &photo(home));
    until(&mut window, "the product", |window| {
        window.query_by_label("Picture of Date bread").is_some()
    });
    retype(&mut window, "Price of Date bread", "€ 4,90");
    retype(&mut window, "Name of Date bread", PRODUCT);
    click(&mut window, "Create");
    for prompt in ["a blank cup", LONG_PROMPT, PROMPT] {
        type_prompt(&mut window, prompt);
        press(&mut window, "Generate");
        until(&mut window, "the end of the job", |window| {
            window.state().studio().jobs().all(|job| job.state().is_over())
        });
    }
    press(&mut window, "Post");
    until(&mut window, "the post", |window| window.query_by_label("Post for IG 4:5").is_some());
    let headline = window.get_by_role_and_label(Role::MultilineTextInput, "Headline");
    headline.focus();
    window.step();
    window.key_press_modifiers(Modifiers::COMMAND, Key::A);
    window.step();
    window.event(egui::Event::Text(HEADLINE.into()));
    window.run_steps(4);
    window.key_press(Key::Escape);
    window.run_steps(4);
    let caption = window.query_all(by().predicate(|node| {
        node.role() == Role::MultilineTextInput
            && node.label().is_some_and(|label| label.starts_with("Caption for"))
    }));
    let field = caption.map(|node| node.accesskit_node().label().unwrap()).next().unwrap();
    retype(&mut window, &field, &format!("{HEADLINE} — {PRODUCT}, 4.90 €\n#خبز #تمر"));
    window.run_steps(10);
}

/// A loaf on a light table.
fn photo(folder: &Path) -> PathBuf {
    let path = folder.join("date bread.jpg");
    let pixel = |x: u32, y: u32| {
        let inside = ((x as f32 - 160.0) / 1.4).hypot(y as f32 - 120.0) < 70.0;
        if inside { image::Rgb([140, 84, 40]) } else { image::Rgb([235, 230, 225]) }
    };
    image::RgbImage::from_fn(320, 240, pixel).save(&path).unwrap();
    path
}

/// Waits for the first control of that name, and clicks it.
#[track_caller]
fn named(window: &mut Window, name: &str) {
    until(window, name, |window| {
        let first = window.query_all_by_label(name).next();
        first.is_some_and(|control| !control.accesskit_node().is_disabled())
    });
    window.query_all_by_label(name).next().unwrap().scroll_to_me();
    window.run_steps(4);
    window.query_all_by_label(name).next().unwrap().click();
    window.run_steps(4);
}

fn screen(window: &mut Window, key: Key) {
    window.key_press_modifiers(Modifiers::COMMAND, key);
    window.run_steps(6);
}

/// Waits for the picture on the canvas, whose title stands below it.
fn shows_a_picture(window: &mut Window) {
    for _ in 0..40 {
        window.step();
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
}

fn create_details(window: &mut Window, words: &Words, _: &Path) {
    for key in ["create-model-and-details", "create-advanced"] {
        named(window, &words.of(key));
    }
    let field = words.of("create-should-show");
    retype(
        window,
        &field,
        "no text, a photo of Stride shoes by Nike, “SALE” in letters, ACME logo",
    );
    named(window, &words.of("create-will-sent"));
    shows_a_picture(window);
}

fn create_failed(window: &mut Window, _: &Words, _: &Path) {
    let failed = window
        .query_all(by().predicate(|node| {
            node.role() == Role::Button
                && node.label().is_some_and(|label| label.starts_with("a blank cup:"))
        }))
        .next()
        .unwrap();
    // Not by its middle, where its own buttons may stand.
    failed.click_accesskit();
    window.run_steps(6);
}

fn post(window: &mut Window, words: &Words) {
    shows_a_picture(window);
    named(window, &words.of("create-post"));
    let label = words.with("post-for", "");
    until(window, "the post", |window| window.query_all_by_label_contains(&label).next().is_some());
    shows_a_picture(window);
}

fn post_findings(window: &mut Window, words: &Words, _: &Path) {
    post(window, words);
    let field = words.of("post-headline");
    window.get_by_role_and_label(Role::MultilineTextInput, &field).focus();
    window.step();
    let long = "A headline of very many words that no layout has room for: ".repeat(6);
    window.event(egui::Event::Text(long));
    window.run_steps(4);
    shows_a_picture(window);
}

fn post_side_by_side(window: &mut Window, words: &Words, _: &Path) {
    post(window, words);
    named(window, &words.of("post-side-by-side"));
    shows_a_picture(window);
}

fn library(window: &mut Window, words: &Words, _: &Path) {
    screen(window, Key::Num2);
    let pictures = [PROMPT, LONG_PROMPT].map(|prompt| words.with("library-picture-of", prompt));
    for name in pictures {
        until(window, &name, |window| window.query_by_label(&name).is_some());
        window.get_by_label(&name).click_modifiers(Modifiers::COMMAND);
        window.run_steps(4);
    }
}

fn brand(window: &mut Window, words: &Words, section: &str) {
    screen(window, Key::Num3);
    named(window, &words.of(section));
    shows_a_picture(window);
}

fn models(window: &mut Window, _: &Words, home: &Path) {
    screen(window, Key::Num4);
    let other = home.join("other");
    std::fs::create_dir_all(&other).unwrap();
    copy(
        &Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/sd/sd15"),
        &other.join("tiny"),
    );
    drop_file(window, &other.join("tiny"));
    until(window, "the question", |window| window.state().studio().models().candidate().is_some());
    shows_a_picture(window);
}

fn campaign(window: &mut Window, words: &Words, home: &Path) {
    let text = format!(
        "product,networks,{BRAND},price,deadline of the offer and what else is said about it\n\
         {PRODUCT},\"instagram, x\",a,4.90,Friday\n{LONG_PROMPT},myspace,b,,\nCup,linkedin,c,1,\n"
    );
    drop_file(window, &table(home, &text));
    let waiting = words.of("campaign-checking-the-table");
    until(window, "the table", |window| {
        window.query_all_by_label_contains("autumn.csv").next().is_some()
            && window.query_all_by_label(&waiting).next().is_none()
    });
    shows_a_picture(window);
}

fn settings(window: &mut Window, words: &Words, _: &Path) {
    screen(window, Key::Num5);
    named(window, &words.of("settings-team-queue"));
}

fn closing(window: &mut Window, words: &Words, _: &Path) {
    named(window, &words.of("jobs-pause-the-queue"));
    named(window, &words.of("create-generate"));
    let root = egui::ViewportId::ROOT;
    let viewport = window.input_mut().viewports.entry(root).or_default();
    viewport.events.push(egui::ViewportEvent::Close);
    window.step();
}

fn path_field(window: &mut Window, words: &Words, _: &Path) {
    shows_a_picture(window);
    named(window, &words.of("create-save-as"));
}

fn cut_out(window: &mut Window, words: &Words, home: &Path) {
    drop_file(window, &photo(home));
    named(window, &words.of("post-edit-cut-out"));
    let picture = words.of("post-picture-cut-out");
    until(window, "the picture", |window| window.query_by_label(&picture).is_some());
}

fn mask(window: &mut Window, words: &Words, _: &Path) {
    named(window, &words.of("create-only-a-part"));
    let picture = words.of("create-picture-paint");
    until(window, "the picture", |window| window.query_by_label(&picture).is_some());
}

fn choose_caption(window: &mut Window, words: &Words, _: &Path) {
    shows_a_picture(window);
    named(window, &words.of("captions-choose-from-3"));
    let choice = words.of("captions-choose-a-caption");
    until(window, "the choice", |window| window.query_all_by_label(&choice).next().is_some());
    shows_a_picture(window);
}

fn brands_menu(window: &mut Window, words: &Words, _: &Path) {
    named(window, &words.with("create-brand-named", BRAND));
}
