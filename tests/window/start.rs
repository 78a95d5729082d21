//! Starting from a picture, through accessible names: choose it, set how much may change, paint the part to
//! redraw, add a LoRA, generate; and the reason where a model cannot.

use crate::support::window::{Decided, Window, click, open, press, quick, until};
use brandish::brief::{Brief, Captions, Enhance, ModelId, PictureSpec, Size};
use brandish::files::Settings;
use brandish::job::State;
use brandish::ui::{FileDialog, PictureInput};
use egui_kittest::kittest::{NodeT, Queryable};
use std::path::{Path, PathBuf};

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/sd")
}

fn copy_folder(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let to = to.join(entry.file_name());
        match entry.file_type().unwrap().is_dir() {
            true => copy_folder(&entry.path(), &to),
            false => _ = std::fs::copy(entry.path(), to).unwrap(),
        }
    }
}

/// A home with a tiny Stable Diffusion model, a half-written brief and a picture to start from.
fn home(model: &str) -> tempfile::TempDir {
    let home = tempfile::tempdir().unwrap();
    copy_folder(&fixtures().join("sd15"), &home.path().join("models/sd15"));
    let draft = Brief {
        prompt: "a red shoe".into(),
        model: ModelId(model.into()),
        size: Size::new(64, 64),
        steps: Some(2),
        enhance: Enhance::Off,
        captions: Captions::default(),
        ..Brief::default()
    };
    let settings = Settings { draft: Some(draft), ..Settings::default() };
    settings.write(&home.path().join("settings.toml")).unwrap();
    let photo = image::RgbImage::from_fn(96, 64, |x, y| image::Rgb([x as u8 * 2, y as u8 * 3, 90]));
    photo.save(home.path().join("photo.png")).unwrap();
    home
}

fn opened(home: &Path, desktop: &Decided) -> Window {
    let mut window = open(home, quick, desktop.clone());
    until(&mut window, "the tiny model", |window| {
        let catalog = window.state().studio().catalog();
        catalog.rows.iter().any(|row| row.traits.id.0 == "sd15")
    });
    window
}

/// Answers the next dialog with a path.
#[track_caller]
fn choose(window: &mut Window, desktop: &Decided, button: &str, path: &Path) {
    *desktop.goes_to.borrow_mut() = Some(path.to_owned());
    press(window, button);
    window.run_steps(3);
}

/// The spec of the newest picture, when it is over.
fn finished(window: &mut Window) -> PictureSpec {
    until(window, "the picture", |window| {
        window.state().studio().jobs().next().is_some_and(|job| job.state().is_over())
    });
    let job = window.state().studio().jobs().next().unwrap();
    assert_eq!(*job.state(), State::Done, "{:?}", job.state());
    job.task.picture().unwrap().clone()
}

#[test]
fn a_part_of_a_start_picture_is_painted_and_redrawn() {
    let (home, desktop) = (home("sd15"), Decided::default());
    let mut window = opened(home.path(), &desktop);
    choose(&mut window, &desktop, "A picture…", &home.path().join("photo.png"));
    assert_eq!(desktop.asked.borrow()[..], [FileDialog::PictureInput(PictureInput::StartPicture)]);
    press(&mut window, "Only a part…");
    until(&mut window, "the picture", |window| {
        window.query_by_label("Picture to paint on").is_some()
    });
    window.run_steps(3);
    let rect = window.get_by_label("Picture to paint on").rect();
    let (left, right) = (rect.lerp_inside([0.4, 0.5]), rect.lerp_inside([0.6, 0.5]));
    for step in [left, rect.center(), right] {
        window.drag_at(step);
        window.step();
    }
    window.drop_at(right);
    window.step();
    click(&mut window, "Use this part");
    until(&mut window, "the part", |window| {
        window.query_by_label("Only a part is redrawn").is_some()
    });
    click(&mut window, "Generate");
    let spec = finished(&mut window);
    let advanced = spec.advanced();
    assert_eq!(advanced.init_image.as_deref(), Some(&*home.path().join("photo.png")));
    let mask = image::open(advanced.mask.as_ref().unwrap()).unwrap().to_luma8();
    let (width, height) = mask.dimensions();
    assert_eq!((width, height), (512, 341), "the picture's own shape");
    let at =
        |x: f32, y: f32| mask.get_pixel((x * width as f32) as u32, (y * height as f32) as u32)[0];
    assert_eq!((at(0.5, 0.5), at(0.38, 0.5), at(0.05, 0.05), at(0.5, 0.95)), (255, 255, 0, 0));
}

#[test]
fn a_picture_that_cannot_be_opened_is_named_and_not_used() {
    let (home, desktop) = (home("sd15"), Decided::default());
    let path = home.path().join("phone.jpg");
    std::fs::write(&path, b"\0\0\0\x18ftypheic\0\0\0\0mif1heic").unwrap();
    let mut window = opened(home.path(), &desktop);
    choose(&mut window, &desktop, "A picture…", &path);
    until(&mut window, "the refusal", |window| {
        window.query_by_label("A picture…").is_some()
            && window.query_all_by_label_contains("HEIC").next().is_some()
    });
    assert!(window.query_by_label("Only a part…").is_none());
}

#[test]
fn a_lora_has_its_weight_and_is_part_of_the_picture() {
    let (home, desktop) = (home("sd15"), Decided::default());
    let mut window = opened(home.path(), &desktop);
    press(&mut window, "Model and details");
    press(&mut window, "Advanced");
    choose(&mut window, &desktop, "A LoRA…", &fixtures().join("lora-kohya.safetensors"));
    assert!(window.query_by_label("Weight of lora-kohya.safetensors").is_some());
    until(&mut window, "the LoRA to be read", can_generate);
    click(&mut window, "Generate");
    let spec = finished(&mut window);
    assert_eq!(spec.advanced().loras, [(fixtures().join("lora-kohya.safetensors"), 1.0)]);
    press(&mut window, "Remove lora-kohya.safetensors");
    assert!(window.query_by_label("Weight of lora-kohya.safetensors").is_none());
}

fn can_generate(window: &Window) -> bool {
    !window.get_by_label("Generate").accesskit_node().is_disabled()
}

#[test]
fn a_lora_that_does_not_fit_is_named_before_a_job_is_made_until_it_is_replaced() {
    let (home, desktop) = (home("sd15"), Decided::default());
    let lora = home.path().join("flux.safetensors");
    let name = "lora_unet_double_blocks_0_img_attn_qkv.lora_down.weight";
    let bytes = [0u8; 64];
    let view = safetensors::tensor::TensorView::new(safetensors::Dtype::F16, vec![4, 8], &bytes);
    let file = safetensors::serialize([(name, view.unwrap())], None).unwrap();
    std::fs::write(&lora, file).unwrap();
    let mut window = opened(home.path(), &desktop);
    press(&mut window, "Model and details");
    press(&mut window, "Advanced");
    choose(&mut window, &desktop, "A LoRA…", &lora);
    until(&mut window, "the refusal", |window| {
        let refusal = "The LoRA flux.safetensors cannot be used: it was made for FLUX";
        window.query_all_by_label_contains(refusal).next().is_some()
    });
    assert!(!can_generate(&window));
    assert_eq!(window.state().studio().jobs().count(), 0);
    std::fs::copy(fixtures().join("lora-kohya.safetensors"), &lora).unwrap();
    until(&mut window, "the file that fits", can_generate);
}

#[test]
fn a_model_that_draws_from_words_alone_is_named_until_the_picture_is_removed() {
    let (home, desktop) = (home("sd15"), Decided::default());
    let mut window = opened(home.path(), &desktop);
    choose(&mut window, &desktop, "A picture…", &home.path().join("photo.png"));
    press(&mut window, "Model and details");
    window.run_steps(3);
    press(&mut window, "Model");
    press(&mut window, "Scripted");
    let says = |window: &Window| {
        window.query_all_by_label_contains("draws from words alone").next().is_some()
    };
    until(&mut window, "the reason", says);
    press(&mut window, "Remove");
    until(&mut window, "a brief that can be sent", |window| !says(window));
}
