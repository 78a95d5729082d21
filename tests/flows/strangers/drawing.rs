//! Drawing as other programs' users expect it: prompts in their syntax, masks, negative words, tags of the outputs.

use std::ops::Range;

use super::{draw, fixtures, pixels, text};
use crate::support::{answers, brandish, stderr};

/// What a prompt is, the model's family, what is drawn, and words of what the user is told.
#[rustfmt::skip]
const PROMPTS: &[(&str, &str, &str, &str)] = &[
    ("a red shoe", "turbo", "a red shoe", ""),
    ("a (red) shoe", "turbo", "a (red:1.1) shoe", ""),
    ("a ((red)) shoe", "turbo", "a (red:1.21) shoe", ""),
    ("a (red:1.3) shoe", "turbo", "a (red:1.3) shoe", ""),
    ("a [red] shoe", "turbo", "a (red:0.909) shoe", ""),
    ("a (red:1.3) shoe", "spark", "a red shoe", "Spark reads no weights"),
    ("a [red] shoe", "spark", "a red shoe", "Spark reads no weights"),
    ("[cat:dog:0.3]", "turbo", "dog", "from step to step"),
    ("[cow|horse]", "turbo", "cow horse", "from step to step"),
    ("{red|blue} shoe", "turbo", "red shoe", "Make 2 pictures"),
    ("{red|blue} shoe", "spark", "red shoe", "Make 2 pictures"),
    ("__colour__ shoe", "turbo", "shoe", "stands for a list of words"),
    ("__colour__ shoe", "spark", "shoe", "stands for a list of words"),
    ("shoe <lora:nobody:0.8>", "turbo", "shoe", "LoRA"),
    ("shoe <lora:nobody:0.8>", "spark", "shoe", "Spark uses no LoRAs"),
    ("shoe <hypernet:x:1>", "turbo", "shoe", "hypernetwork"),
    ("shoe embedding:bad-hands", "turbo", "shoe", "added word"),
    ("a cat BREAK a dog", "turbo", "a cat BREAK a dog", ""),
    ("a cat BREAK a dog", "spark", "a cat, a dog", ""),
    ("a cat AND a dog", "turbo", "a cat, a dog", "read as a comma"),
    ("shoe --ar 16:9 --v 6", "turbo", "shoe", "setting of another program"),
    ("shoe --ar 16:9", "spark", "shoe", "setting of another program"),
    ("red++ shoe", "turbo", "(red:1.21) shoe", ""),
    ("shoes (2 for 1", "turbo", "shoes (2 for 1", ""),
    ("a post (4:5)", "spark", "a post (4:5)", ""),
];

#[test]
fn signs_of_other_programs_are_read_or_reported_before_drawing() {
    let home = tempfile::tempdir().unwrap();
    for (prompt, family, drawn, told) in PROMPTS {
        let output = brandish(home.path())
            .args(["enhance", prompt, "--model", family, "--json"])
            .output()
            .unwrap();
        assert!(output.status.success(), "{prompt}: {}", stderr(&output));
        let answer = &answers(&output)[0];
        let subject =
            answer["parts"].as_array().unwrap().iter().find(|part| part["source"] == "subject");
        assert_eq!(subject.unwrap()["text"], *drawn, "“{prompt}” for {family}");
        let advice = answer["advice"].to_string();
        assert!(advice.contains(told), "“{prompt}” for {family}: {advice}");
    }
    let output = brandish(home.path())
        .args(["enhance", "shoe --no text, hands", "--model", "stable-diffusion", "--json"])
        .output()
        .unwrap();
    let negative = answers(&output)[0]["negative_prompt"].as_str().unwrap().to_owned();
    assert!(negative.starts_with("text, hands"), "{negative}");
}

#[test]
fn a_lora_that_a_prompt_names_is_used_and_one_that_is_missing_is_named() {
    let home = tempfile::tempdir().unwrap();
    let (model, lora) = (fixtures().join("sd/sd15"), fixtures().join("sd/lora-kohya.safetensors"));
    let plain = pixels(&draw(home.path(), &model, "red shoe", &[]), home.path());
    let given = format!("{}:0.8", lora.display());
    let chosen = pixels(&draw(home.path(), &model, "red shoe", &["--lora", &given]), home.path());
    assert_ne!(plain, chosen);
    let models = home.path().join("models");
    std::fs::create_dir_all(&models).unwrap();
    std::fs::copy(&lora, models.join("My Style.safetensors")).unwrap();
    let named = draw(home.path(), &model, "red shoe <lora:my style:0.8>", &[]);
    assert_eq!(pixels(&named, home.path()), chosen, "the same as the chosen file");
    let missing = draw(home.path(), &model, "red shoe <lora:nobody:0.8>", &[]);
    assert!(stderr(&missing).contains("There is no LoRA “nobody” here"), "{}", stderr(&missing));
    assert_eq!(pixels(&missing, home.path()), plain, "the tag is not drawn");
}

#[test]
fn masks_keep_what_they_keep_and_a_model_for_painting_draws_without_one() {
    let home = tempfile::tempdir().unwrap();
    let model = fixtures().join("sd/sd15");
    let start = image::RgbImage::from_fn(64, 64, |x, y| image::Rgb([x as u8 * 3, y as u8 * 3, 99]));
    start.save(home.path().join("start.png")).unwrap();
    type Pixel = fn(u32) -> [u8; 4];
    let masks: [(&str, Pixel); 3] = [
        ("black.png", |_| [0, 0, 0, 255]),
        ("half.png", |x| if x < 32 { [0, 0, 0, 255] } else { [255; 4] }),
        ("alpha.png", |x| if x < 32 { [0; 4] } else { [255, 0, 0, 255] }),
    ];
    for (name, pixel) in masks {
        image::RgbaImage::from_fn(64, 64, |x, _| image::Rgba(pixel(x)))
            .save(home.path().join(name))
            .unwrap();
        let drawn =
            draw(home.path(), &model, "shoe", &["--init-image", "start.png", "--mask", name]);
        let drawn = pixels(&drawn, home.path());
        let differ = |columns: Range<usize>| {
            (0..64)
                .flat_map(|y| columns.clone().map(move |x| (y * 64 + x) * 3))
                .any(|at| drawn[at] != start.as_raw()[at])
        };
        assert!(!differ(0..32), "{name}: what is not painted keeps its pixels");
        assert_eq!(differ(32..64), name != "black.png", "{name}");
    }
    let inpaint = fixtures().join("sd/sd15-inpaint");
    let asked = text(&draw(home.path(), &inpaint, "shoe", &[]));
    assert!(asked.contains("draws into a picture: give it one, and a mask"), "{asked}");
    pixels(&draw(home.path(), &inpaint, "shoe", &["--init-image", "start.png"]), home.path());
}

#[test]
fn a_turbo_model_leaves_words_out_where_its_guidance_is_turned_on() {
    let home = tempfile::tempdir().unwrap();
    let model = fixtures().join("sd/turbo");
    let plain = pixels(&draw(home.path(), &model, "shoe", &["--guidance", "3"]), home.path());
    let without = draw(home.path(), &model, "shoe", &["--guidance", "3", "--negative", "grey"]);
    assert_ne!(pixels(&without, home.path()), plain);
    let off = pixels(&draw(home.path(), &model, "shoe", &[]), home.path());
    let unread = draw(home.path(), &model, "shoe", &["--negative", "grey"]);
    assert!(stderr(&unread).contains("grey") || !stderr(&unread).is_empty(), "it is told");
    assert_eq!(pixels(&unread, home.path()), off);
}

#[test]
fn outputs_are_tagged_and_a_copy_that_fails_names_the_picture() {
    let home = tempfile::tempdir().unwrap();
    let spark = |out: &str| {
        brandish(home.path())
            .args([
                "generate",
                "a red mug",
                "--persona",
                "none",
                "--size",
                "256x256",
                "--steps",
                "2",
            ])
            .args(["--json", "--seed", "1", "--out", out])
            .output()
            .unwrap()
    };
    let output = spark("mug.png");
    assert!(output.status.success(), "{}", text(&output));
    let png = std::fs::read(home.path().join("mug.png")).unwrap();
    assert!(png.windows(4).any(|chunk| chunk == b"sRGB"));
    assert!(spark("mug.webp").status.success());
    let webp = image::open(home.path().join("mug.webp")).unwrap();
    assert!(!webp.color().has_alpha(), "an opaque WebP is RGB");
    if cfg!(target_os = "linux") {
        // A folder that takes no files.
        let output = spark("/proc/self/mug.png");
        assert_eq!(output.status.code(), Some(1));
        let path = answers(&output)[0]["image_path"].as_str().unwrap().to_owned();
        assert!(home.path().join(&path).is_file(), "{path}");
        assert!(stderr(&output).contains("The picture is in"), "{}", stderr(&output));
    }
    let output = brandish(home.path()).args(["models", "add", "/proc"]).output().unwrap();
    assert_eq!(output.status.code(), Some(2), "it ends: {}", text(&output));
}

#[test]
fn enhance_takes_the_models_that_generate_takes() {
    let home = tempfile::tempdir().unwrap();
    let folder = fixtures().join("sd/turbo");
    for model in ["spark", "turbo", "stable-diffusion", folder.to_str().unwrap()] {
        let output =
            brandish(home.path()).args(["enhance", "a mug", "--model", model]).output().unwrap();
        assert!(output.status.success(), "{model}: {}", stderr(&output));
    }
    let output =
        brandish(home.path()).args(["enhance", "a mug", "--model", "nobody"]).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
}
