//! Recipes in pictures of other programs: the forms that they write, and bytes that are made to harm.

mod programs;

use super::containers::*;
use crate::support::brandish;
use brandish::post::{FoundRecipe, recipe_in};
use image::ImageFormat;
use serde_json::json;

/// A file and what must be read from it: prompt, negative prompt, seed, and further facts.
struct Case {
    name: &'static str,
    file: Vec<u8>,
    prompt: &'static str,
    negative: &'static str,
    seed: Option<u64>,
    facts: &'static [(&'static str, &'static str)],
}

const SETTINGS: &str = "a cat\nNegative prompt: blurry\nSteps: 20, Sampler: Euler a, CFG scale: 7, Seed: 123, Size: 512x768";

fn case(name: &'static str, file: Vec<u8>) -> Case {
    let facts: &[_] = &[("Steps", "20"), ("Size", "512x768")];
    Case { name, file, prompt: "a cat", negative: "blurry", seed: Some(123), facts }
}

fn utf16(text: &str, little: bool) -> Vec<u8> {
    let bytes = |unit: u16| if little { unit.to_le_bytes() } else { unit.to_be_bytes() };
    text.encode_utf16().flat_map(bytes).collect()
}

fn comment(code: &[u8; 8], text: &[u8]) -> Field {
    Field::comment([code, text].concat())
}

fn in_parameters(text: &str) -> Vec<u8> {
    png_with(&[plain_text("parameters", text.as_bytes())])
}

/// The same settings, wherever a file may hold them.
fn places() -> Vec<Case> {
    let unicode = b"UNICODE\0";
    let marked = |text: &str| [&[0xFF, 0xFE][..], &utf16(text, true)].concat();
    let main = |tag, kind, value: Vec<u8>| Field { directory: Directory::Main, tag, kind, value };
    let jpeg = |field: Field, little| jpeg_with_exif(&exif(&[field], little));
    let text = SETTINGS.as_bytes();
    vec![
        case("PNG tEXt", in_parameters(SETTINGS)),
        case("PNG zTXt", png_with(&[packed_text("parameters", text)])),
        case("PNG iTXt", png_with(&[unicode_text("parameters", SETTINGS, false)])),
        case("PNG iTXt, packed", png_with(&[unicode_text("parameters", SETTINGS, true)])),
        case("PNG text behind the pixels", png_ending_with(&[plain_text("parameters", text)])),
        case(
            "PNG with other texts first",
            png_with(&[plain_text("Software", b"Some editor"), plain_text("parameters", text)]),
        ),
        case(
            "PNG eXIf",
            png_with(&[chunk(b"eXIf", &exif(&[comment(unicode, &utf16(SETTINGS, false))], false))]),
        ),
        case(
            "PNG cut off after the text",
            in_parameters(SETTINGS)[..33 + 24 + text.len()].to_vec(),
        ),
        case("JPEG, big-endian", jpeg(comment(unicode, &utf16(SETTINGS, false)), false)),
        case("JPEG, little-endian", jpeg(comment(unicode, &utf16(SETTINGS, true)), true)),
        case(
            "JPEG, little-endian block, big-endian text",
            jpeg(comment(unicode, &utf16(SETTINGS, false)), true),
        ),
        case("JPEG, UTF-16 with a mark", jpeg(comment(unicode, &marked(SETTINGS)), false)),
        case("JPEG, UTF-8 behind UNICODE", jpeg(comment(unicode, text), true)),
        case("JPEG, ASCII", jpeg(comment(b"ASCII\0\0\0", text), true)),
        case("JPEG, encoding not named", jpeg(comment(&[0; 8], text), true)),
        case("JPEG, UTF-16 of no name", jpeg(comment(&[0; 8], &utf16(SETTINGS, true)), true)),
        case("JPEG, no encoding at all", jpeg(Field::comment(text.to_vec()), true)),
        case(
            "JPEG, comment as BYTE",
            jpeg(Field { kind: BYTE, ..comment(unicode, &utf16(SETTINGS, false)) }, false),
        ),
        case(
            "JPEG, comment in the first directory",
            jpeg(
                Field { directory: Directory::Main, ..comment(unicode, &utf16(SETTINGS, false)) },
                false,
            ),
        ),
        case("JPEG, XPComment", jpeg(main(0x9C9C, BYTE, utf16(SETTINGS, true)), true)),
        case("JPEG, ImageDescription", jpeg(Field::text(0x010E, SETTINGS), true)),
        case("JPEG comment segment", with_segment(&small(ImageFormat::Jpeg), 0xFE, text)),
        case("WebP", webp_with_exif(&exif(&[comment(unicode, &utf16(SETTINGS, false))], false))),
        case("WebP, UTF-8 behind UNICODE", webp_with_exif(&exif(&[comment(unicode, text)], true))),
        case("line ends of Windows", in_parameters(&SETTINGS.replace('\n', "\r\n"))),
        case("settings in one line", in_parameters(&SETTINGS.replace('\n', " "))),
        case(
            "lines after the settings",
            in_parameters(&format!("{SETTINGS}\nTemplate: a cat\nNegative Template: blurry")),
        ),
    ]
}

/// Texts of the common form that were read wrongly once.
fn texts() -> Vec<Case> {
    let with = |tail: &str| {
        format!("a cat\nNegative prompt: blurry\nSteps: 20, Seed: 123, Size: 512x768{tail}")
    };
    vec![
        Case {
            facts: &[
                (
                    "Civitai resources",
                    r#"[{"type":"checkpoint","modelVersionId":1, "modelName":"A, B: C"}, {"weight":0.8}]"#,
                ),
                ("Version", "v1"),
            ],
            ..case(
                "Civitai's list",
                in_parameters(&with(
                    r#", Civitai resources: [{"type":"checkpoint","modelVersionId":1, "modelName":"A, B: C"}, {"weight":0.8}], Version: v1"#,
                )),
            )
        },
        Case {
            facts: &[("Civitai metadata", "{}"), ("Version", "v1")],
            ..case("Civitai's object", in_parameters(&with(", Civitai metadata: {}, Version: v1")))
        },
        Case {
            facts: &[("Lora hashes", "a: 12, b: 34"), ("Version", "v1")],
            ..case(
                "hashes in quotation marks",
                in_parameters(&with(r#", Lora hashes: "a: 12, b: 34", Version: v1"#)),
            )
        },
        Case {
            prompt: "{red|blue} shoes",
            ..case(
                "a prompt that begins with a brace",
                in_parameters(&SETTINGS.replace("a cat", "{red|blue} shoes")),
            )
        },
        Case {
            prompt: "a cat,\n(masterpiece:1.2), [dog]",
            ..case(
                "a prompt of several lines",
                in_parameters(&SETTINGS.replace("a cat", "a cat,\n(masterpiece:1.2), [dog]")),
            )
        },
        Case {
            prompt: "日本の猫 ☕",
            ..case(
                "UTF-8 in a chunk for Latin-1",
                in_parameters(&SETTINGS.replace("a cat", "日本の猫 ☕")),
            )
        },
        Case {
            prompt: "café",
            ..case(
                "Latin-1",
                png_with(&[plain_text(
                    "parameters",
                    &SETTINGS
                        .replace("a cat", "caf#")
                        .bytes()
                        .map(|b| if b == b'#' { 0xE9 } else { b })
                        .collect::<Vec<_>>(),
                )]),
            )
        },
        Case {
            negative: "",
            facts: &[],
            seed: None,
            prompt: "a staircase. Steps: many, in marble",
            ..case("words only", in_parameters("a staircase. Steps: many, in marble"))
        },
        Case { prompt: "", ..case("no prompt", in_parameters(&SETTINGS["a cat\n".len()..])) },
    ]
}

#[test]
fn every_form_of_a_recipe_is_read() {
    for case in places().into_iter().chain(texts()).chain(programs::cases()) {
        let name = case.name;
        let found = recipe_in(&case.file).unwrap_or_else(|error| panic!("{name}: {error}"));
        let FoundRecipe { recipe, .. } = found.unwrap_or_else(|| panic!("{name}: no recipe"));
        assert_eq!(
            (recipe.prompt.as_str(), recipe.negative.as_str()),
            (case.prompt, case.negative),
            "{name}"
        );
        assert_eq!(recipe.seed(), case.seed, "{name}");
        for (key, value) in case.facts {
            assert_eq!(recipe.facts.get(*key).map(String::as_str), Some(*value), "{name}: {key}");
        }
    }
}

#[test]
fn what_is_not_understood_is_named_and_what_is_no_recipe_is_none() {
    let png = |key: &str, text: &str| png_with(&[plain_text(key, text.as_bytes())]);
    for (name, file, word) in [
        (
            "only the drawing of a workflow",
            png("workflow", r#"{"nodes": [], "links": []}"#),
            "ComfyUI",
        ),
        ("JSON of an unknown program", png("parameters", r#"{"words": "a cat"}"#), "does not know"),
        ("no picture", b"hello".to_vec(), "not a picture"),
        ("HEIC", b"\0\0\0\x18ftypheic\0\0\0\0mif1heic".to_vec(), "HEIC"),
        ("an empty file", Vec::new(), "not a picture"),
    ] {
        let sentence = recipe_in(&file).unwrap_err().to_string();
        assert!(sentence.contains(word), "{name}: {sentence}");
    }
    let unread = json!({"1": {"class_type": "MySampler9", "inputs": {"latent": 1}}}).to_string();
    let found = recipe_in(&png("prompt", &unread)).unwrap().unwrap();
    assert_eq!((found.recipe.prompt.as_str(), found.troubles.len()), ("", 1));
    for (name, file) in [
        ("a PNG without texts", small(ImageFormat::Png)),
        ("a JPEG without EXIF", small(ImageFormat::Jpeg)),
        ("a GIF", small(ImageFormat::Gif)),
        (
            "a camera's EXIF",
            jpeg_with_exif(&exif(
                &[Field::text(0x010F, "Canon"), Field::text(0x0110, "EOS R5")],
                true,
            )),
        ),
        ("a JPEG with damaged EXIF", jpeg_with_exif(b"II*\0\xFF\xFF\xFF\xFF")),
        ("a title of an editor", png("Comment", "Created with GIMP")),
        (
            "an empty comment",
            jpeg_with_exif(&exif(&[Field::comment(b"UNICODE\0".to_vec())], false)),
        ),
    ] {
        assert_eq!(recipe_in(&file).unwrap(), None, "{name}");
    }
}

#[test]
fn what_is_read_and_not_used_is_reported_by_both_forms_of_the_command() {
    let fooocus = json!({
        "version": "Fooocus v2.5.5", "prompt": "a cat", "steps": 20, "styles": "['Fooocus V2']",
        "refiner_model": "xl-refiner", "vae": "Default (model)",
    });
    let graph = json!({
        "3": {"class_type": "KSampler", "inputs": {"steps": 20, "positive": ["12", 0], "latent_image": ["5", 0]}},
        "6": {"class_type": "CLIPTextEncode", "inputs": {"text": "a cat"}},
        "12": {"class_type": "ControlNetApply", "inputs": {"conditioning": ["6", 0], "control_net": ["13", 0]}},
        "13": {"class_type": "ControlNetLoader", "inputs": {"control_net_name": "canny.pth"}},
        "14": {"class_type": "UpscaleModelLoader", "inputs": {"model_name": "4x-UltraSharp.pth"}},
        "15": {"class_type": "VAELoader", "inputs": {"vae_name": "ema.safetensors"}},
    });
    let plain =
        format!("{SETTINGS}, VAE: ema.safetensors, Hires upscaler: Latent, Refiner: xl [1a]");
    let home = tempfile::tempdir().unwrap();
    for (key, text, expected) in [
        ("parameters", fooocus.to_string(), &["styles “Fooocus V2”", "refiner “xl-refiner”"][..]),
        ("prompt", graph.to_string(), &["“canny.pth”", "“4x-UltraSharp.pth”", "“ema.safetensors”"]),
        ("parameters", plain, &["“ema.safetensors”", "upscaler “Latent”", "refiner “xl [1a]”"]),
    ] {
        let file = png_with(&[plain_text(key, text.as_bytes())]);
        std::fs::write(home.path().join("a.png"), file).unwrap();
        let run = |arguments: &[&str]| {
            brandish(home.path()).args(["recipe", "a.png"]).args(arguments).output().unwrap()
        };
        let told = crate::support::stderr(&run(&[]));
        let answer: serde_json::Value = serde_json::from_slice(&run(&["--json"]).stdout).unwrap();
        let troubles = answer["troubles"].as_array().unwrap();
        assert_eq!(troubles.len(), expected.len(), "{troubles:?}");
        assert_eq!(
            (answer["prompt"].as_str(), told.lines().count()),
            (Some("a cat"), expected.len())
        );
        for words in expected {
            assert!(
                told.contains(words) && answer["troubles"].to_string().contains(words),
                "{told}"
            );
        }
    }
}

#[test]
fn a_file_that_unpacks_without_end_is_refused() {
    let bomb = vec![b'a'; 9 << 20];
    let many: Vec<_> = (0..5).map(|_| packed_text("x", &bomb[..2 << 20])).collect();
    for file in [
        png_with(&[packed_text("parameters", &bomb)]),
        png_with(&[unicode_text("parameters", std::str::from_utf8(&bomb).unwrap(), true)]),
        png_with(&many),
    ] {
        assert!(file.len() < 100_000);
        assert!(recipe_in(&file).unwrap_err().to_string().contains("8 MB"));
    }
}

#[test]
fn a_recipe_cannot_steer_the_terminal() {
    let home = tempfile::tempdir().unwrap();
    let words = "a \u{1b}]0;title\u{7} cat\u{9b}2J \u{202e}txt";
    let file = png_with(&[unicode_text("parameters", &SETTINGS.replace("a cat", words), false)]);
    std::fs::write(home.path().join("a.png"), file).unwrap();
    for arguments in [&["recipe", "a.png"][..], &["recipe", "a.png", "--json"]] {
        let output = brandish(home.path()).args(arguments).output().unwrap();
        let text = String::from_utf8(output.stdout).unwrap();
        assert!(text.contains("title") && text.contains("1b"), "{text:?}");
        assert!(text.chars().all(|c| c == '\n' || !c.is_control()), "{text:?}");
    }
}

#[test]
fn deep_and_broken_json_ends_in_no_panic() {
    let deep = "{\"a\":".repeat(200_000);
    let lists = format!("{SETTINGS}, A: {}", "[".repeat(200_000));
    let open = format!("{SETTINGS}{}", ", A: [{\"b\": [{\"b\": 1".repeat(20_000));
    let text = format!("x{}", " Steps: 1, Negative prompt: ".repeat(20_000));
    for text in [&deep, &lists, &open, &text] {
        recipe_in(&in_parameters(text)).ok();
    }
}
