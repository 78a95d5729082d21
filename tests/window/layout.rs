//! What is in sight and in which order, by accessible names: small windows, the order of Tab, the tops of screens, the brands'
//! menu, the list of models.

use crate::support::window::{
    Decided, Window, add_hebrew, click, open, press, quick, type_prompt, until,
};
use egui::{Key, vec2};
use egui_kittest::kittest::{NodeT, Queryable};

fn shows(window: &Window, name: &str) -> bool {
    window.query_all_by_label(name).next().is_some()
}

#[test]
fn generate_and_its_job_are_in_sight_on_a_small_screen_at_twice_the_scale() {
    let home = tempfile::tempdir().unwrap();
    let mut window = open(home.path(), quick, Decided::default());
    for size in [vec2(640.0, 372.0), vec2(683.0, 356.0), vec2(1_024.0, 640.0), vec2(1_280.0, 772.0)]
    {
        window.set_size(size);
        window.run_steps(5);
        let button = window.get_by_label("Generate");
        let rect = button.rect();
        assert!(rect.bottom() <= size.y && rect.right() <= size.x, "{rect:?} in {size:?}");
        assert!(!button.accesskit_node().is_disabled());
    }
    window.set_size(vec2(640.0, 372.0));
    type_prompt(&mut window, "a mug");
    click(&mut window, "Generate");
    until(&mut window, "the picture", |window| shows(window, "Picture: a mug"));
    click(&mut window, "Show the jobs");
    window.run_steps(3);
    let card = window.get_by_label("a mug: Done").rect();
    assert!(card.right() <= 640.0 && card.top() < 372.0, "{card:?}");
    window.get_by_label("a mug: Done").click();
    window.run_steps(3);
    assert!(shows(&window, "Picture: a mug"), "the canvas comes back with the picture");
}

#[test]
fn tab_goes_from_the_prompt_over_the_chips_to_generate() {
    let home = tempfile::tempdir().unwrap();
    let mut window = open(home.path(), quick, Decided::default());
    window.get_by_label("What should it show?").focus();
    window.run_steps(2);
    let (mut met_chip, mut presses) = (false, 0);
    while !window.get_by_label("Generate").accesskit_node().is_focused() {
        presses += 1;
        assert!(presses < 40, "Generate is not met");
        window.key_press(Key::Tab);
        window.run_steps(2);
        met_chip |= window.get_by_label("Transparent").accesskit_node().is_focused();
    }
    assert!(met_chip, "the chips come before it");
    window.key_press(Key::Enter);
    window.run_steps(2);
    assert!(window.state().studio().jobs().next().is_some());
}

#[test]
fn settings_open_at_their_top() {
    let home = tempfile::tempdir().unwrap();
    let mut window = open(home.path(), quick, Decided::default());
    window.set_size(vec2(900.0, 480.0));
    click(&mut window, "Settings");
    window.run_steps(3);
    let top = |window: &Window| window.get_by_label("Open the folder").rect().top();
    let first = top(&window);
    window.get_by_label_contains("Let other programs").scroll_to_me();
    window.run_steps(30);
    assert!(top(&window) < first - 50.0, "it is scrolled");
    click(&mut window, "Library");
    click(&mut window, "Settings");
    window.run_steps(3);
    assert_eq!(top(&window), first);
}

#[test]
fn the_users_own_brand_is_the_first_of_the_menu() {
    let home = tempfile::tempdir().unwrap();
    let mut window = open(home.path(), quick, Decided::default());
    click(&mut window, "Brands");
    click(&mut window, "New");
    window.run_steps(3);
    window.get_by_label("Name of the new brand").type_text("Zebra Works");
    window.run_steps(2);
    click(&mut window, "Create the brand");
    click(&mut window, "Create");
    window.run_steps(3);
    let starter = window.state().studio().brands().all()[0].name.clone();
    click(&mut window, &format!("Brand: {starter}"));
    window.run_steps(3);
    let top = |name: &str| window.get_by_label(name).rect().top();
    assert!(top("Zebra Works") < top(&starter));
}

#[test]
fn the_list_of_models_says_what_each_is_for_how_long_it_takes_and_shows_its_picture() {
    let home = tempfile::tempdir().unwrap();
    let mut window = open(home.path(), quick, Decided::default());
    click(&mut window, "Models");
    window.run_steps(3);
    let top = |window: &Window, name: &str| window.get_by_label(name).rect().top();
    let (pictures, captions) = ("Download SD-Turbo", "Download SmolLM2 1.7B Instruct");
    assert!(top(&window, pictures) < top(&window, captions));
    let contains = |window: &Window, words: &str| window.query_all_by_label_contains(words).count();
    assert!(contains(&window, "on this laptop, estimated") >= 4);
    assert!(contains(&window, "guidance") == 0);
    click(&mut window, "Create");
    type_prompt(&mut window, "a mug");
    click(&mut window, "Generate");
    until(&mut window, "the picture", |window| shows(window, "Picture: a mug"));
    press(&mut window, "Models");
    until(&mut window, "its picture", |window| shows(window, "Drawn by this model: a mug"));
}

#[test]
fn exact_terms_stand_under_advanced_only() {
    let home = tempfile::tempdir().unwrap();
    let mut window = open(home.path(), quick, Decided::default());
    press(&mut window, "Model and details");
    window.run_steps(3);
    let exact = ["Steps", "Guidance", "Seed"];
    assert!(exact.iter().all(|name| !shows(&window, name)));
    press(&mut window, "Advanced");
    until(&mut window, "the exact terms", |window| exact.iter().all(|name| shows(window, name)));
}

#[test]
fn a_click_at_either_end_of_a_right_to_left_prompt_types_there() {
    let home = tempfile::tempdir().unwrap();
    let mut window = open(home.path(), quick, Decided::default());
    add_hebrew(&window.ctx);
    window.step();
    type_prompt(&mut window, "שלום עולם");
    window.run_steps(3);
    let field = |window: &Window| window.get_by_label("What should it show?").rect();
    let first_line = field(&window).top() + 20.0;
    for (x, typed) in [(field(&window).right() - 12.0, "א"), (field(&window).left() + 14.0, "ת")]
    {
        let at = egui::pos2(x, first_line);
        window.drag_at(at);
        window.run_steps(2);
        window.drop_at(at);
        window.run_steps(2);
        window.event(egui::Event::Text(typed.into()));
        window.run_steps(2);
    }
    let prompt = window.get_by_label("What should it show?");
    assert_eq!(prompt.value().as_deref(), Some("אשלום עולםת"));
}

#[test]
fn a_long_paste_leaves_the_rest_of_the_brief_in_sight() {
    let home = tempfile::tempdir().unwrap();
    let mut window = open(home.path(), quick, Decided::default());
    type_prompt(&mut window, &"many words in a line\n".repeat(80));
    window.run_steps(3);
    let formats = window.get_by_label("More formats").rect();
    assert!(formats.bottom() < 700.0, "{formats:?}");
}

#[test]
fn a_prompt_that_nobody_typed_follows_the_brand_and_a_typed_one_stays() {
    let home = tempfile::tempdir().unwrap();
    let mut window = open(home.path(), quick, Decided::default());
    let names: Vec<String> = {
        let brands = window.state().studio().brands().all();
        brands.iter().map(|persona| persona.name.clone()).collect()
    };
    let prompt =
        |window: &Window| window.get_by_label("What should it show?").value().unwrap_or_default();
    let choose = |window: &mut Window, from: &str, to: &str| {
        click(window, &format!("Brand: {from}"));
        window.run_steps(2);
        click(window, to);
        window.run_steps(2);
    };
    assert_eq!(prompt(&window), "Red running shoes");
    choose(&mut window, &names[0], &names[1]);
    assert_eq!(prompt(&window), "Cup of coffee with croissant");
    type_prompt(&mut window, "Green kettle");
    choose(&mut window, &names[1], &names[0]);
    assert_eq!(prompt(&window), "Green kettle");
}
