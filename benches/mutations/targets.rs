//! The readers of strangers' bytes, each with files to start from. A reader's answer is a text; it may refuse, not panic.
//! What it is to answer is tested in `tests/flows/strangers`.

use super::containers::*;
use brandish::api::check_body;
use brandish::brand::{Persona, PersonaPackage, starters};
use brandish::brief::{StylePreset, import_styles, shipped_styles};
use brandish::job::Task;
use brandish::post::{read_photo, recipe_in};
use brandish_inference::language::LanguageModel;
use brandish_inference::nn::Placement;
use brandish_inference::weights::Weights;
use std::collections::BTreeMap;
use std::fmt::Display;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

pub struct Target {
    pub name: &'static str,
    pub seeds: fn() -> Vec<Vec<u8>>,
    pub read: fn(&[u8]) -> String,
    /// What the reader looks for.
    pub words: &'static [&'static [u8]],
}

pub const TARGETS: &[Target] = &[
    Target { name: "recipe", seeds: recipe_seeds, read: recipe, words: RECIPE_WORDS },
    Target {
        name: "exif",
        seeds: exif_seeds,
        read: exif_block,
        words: &[b"II*\0", b"MM\0*", b"UNICODE\0", b"\x87\x69\0\x04"],
    },
    Target {
        name: "photo",
        seeds: photo_seeds,
        read: photo,
        words: &[b"IHDR", b"PLTE", b"tRNS", b"iCCP", b"\xFF\xC0", b"\xFF\xDA", b"VP8X", b"ALPH"],
    },
    Target {
        name: "styles",
        seeds: style_seeds,
        read: styles,
        words: &[
            b"{prompt}",
            b"\"",
            b"\"\"",
            b";",
            b"\xFF\xFE",
            b"\xFE\xFF",
            b"\xEF\xBB\xBF",
            b"\r\n",
        ],
    },
    Target {
        name: "package",
        seeds: package_seeds,
        read: package,
        words: &[b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06", b"persona.toml"],
    },
    Target {
        name: "persona",
        seeds: persona_seeds,
        read: persona,
        words: &[
            b"[look]",
            b"[voice]",
            b"version = ",
            b"\"\"\"",
            b"#FFFFFF",
            b"nan",
            b"\xE2\x80\xAE",
        ],
    },
    Target {
        name: "safetensors",
        seeds: safetensors_seeds,
        read: safetensors,
        words: &[
            b"\"dtype\":\"F32\"",
            b"\"shape\":[",
            b"\"data_offsets\":[",
            b"__metadata__",
            b"18446744073709551615",
        ],
    },
    Target {
        name: "gguf",
        seeds: gguf_seeds,
        read: gguf,
        words: &[b"GGUF", b"general.architecture", b"tokenizer.ggml.tokens"],
    },
    Target {
        name: "history",
        seeds: history_seeds,
        read: history,
        words: &[b"null", b"1e999", b"-1", b"NaN", b"\"advanced\":{", b"18446744073709551615"],
    },
    Target {
        name: "http",
        seeds: http_seeds,
        read: http_body,
        words: &[b"null", b"-1", b"\"size\":", b"\"width\":", b"\xEF\xBB\xBF", b"4294967296"],
    },
];

const RECIPE_WORDS: &[&[u8]] = &[
    b"parameters",
    b"Negative prompt: ",
    b"Steps: ",
    b"Seed: ",
    b"\"class_type\":",
    b"\"inputs\":",
    b"tEXt",
    b"zTXt",
    b"iTXt",
    b"prompt:",
    b"[\"3\",0]",
    b"\"sui_image_params\":{",
    b"\"positive_prompt\":",
    b"[[\"6\", 0], 1]",
    b": \"",
    b"NaN",
];

fn answer<T, E: Display>(found: Result<T, E>, of: impl FnOnce(&T) -> String) -> String {
    match &found {
        Ok(value) => of(value),
        Err(error) => error.to_string(),
    }
}

fn fixtures(folder: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(folder)
}

fn files(folder: &str, ending: &[&str]) -> Vec<Vec<u8>> {
    let mut paths: Vec<_> = std::fs::read_dir(fixtures(folder))
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.path())
        .collect();
    paths.sort();
    paths.retain(|path| {
        path.extension().is_some_and(|found| ending.iter().any(|ending| found == *ending))
    });
    paths.iter().filter_map(|path| std::fs::read(path).ok()).collect()
}

const SETTINGS: &str = "a cat\nNegative prompt: blurry\nSteps: 20, Sampler: Euler a, Seed: 1, Size: 512x768, \
    Civitai resources: [{\"a\":1, \"b\":2}], Lora hashes: \"a: 1, b: 2\"";
const GRAPH: &str = r#"{"3":{"class_type":"KSampler","inputs":{"seed":1,"steps":20,"cfg":8.0,"sampler_name":"euler",
    "model":["4",0],"positive":["6",0],"negative":["7",0],"latent_image":["5",0]}},"4":{"class_type":"Load","inputs":
    {"ckpt_name":"a"}},"5":{"class_type":"EmptyLatentImage","inputs":{"width":512,"height":768}},"6":{"class_type":
    "CLIPTextEncode","inputs":{"text":"a cat"}},"7":{"class_type":"CLIPTextEncode","inputs":{"text":["6",0]}}}"#;
const INVOKE: &str = r#"{"positive_prompt":"a cat","seed":1,"steps":20,"width":512,"height":768,"scheduler":"euler_k",
    "model":{"name":"a"},"loras":[{"model":{"name":"b"},"weight":0.5},["c",1],"d"]}"#;

fn comment(text: &str) -> Field {
    let units = text.encode_utf16().flat_map(u16::to_be_bytes).collect::<Vec<u8>>();
    Field::comment([&b"UNICODE\0"[..], &units].concat())
}

fn recipe_seeds() -> Vec<Vec<u8>> {
    let mut seeds = Vec::new();
    for text in [SETTINGS, GRAPH, INVOKE] {
        seeds.push(png_with(&[plain_text("parameters", text.as_bytes())]));
        seeds.push(png_with(&[packed_text("parameters", text.as_bytes())]));
        seeds.push(png_with(&[unicode_text("parameters", text, true)]));
        seeds.push(jpeg_with_exif(&exif(&[comment(text)], false)));
        seeds.push(webp_with_exif(&exif(&[comment(text)], true)));
        seeds.push(png_with(&[
            plain_text("prompt", text.as_bytes()),
            plain_text("workflow", b"{\"nodes\":[],\"links\":[]}"),
        ]));
    }
    seeds
}

fn recipe(bytes: &[u8]) -> String {
    answer(recipe_in(bytes), |found| match found {
        Some(found) => {
            let known =
                ["Steps", "Seed", "Size", "Sampler", "Model", "LoRAs", "Program", "CFG scale"];
            let facts = known.map(|key| found.recipe.facts.contains_key(key));
            format!("{:?} {facts:?}", found.troubles)
        }
        None => "none".into(),
    })
}

fn exif_seeds() -> Vec<Vec<u8>> {
    let fields = |little| {
        let fields = [
            Field::orientation(6, little),
            Field::text(0x010E, SETTINGS),
            Field::text(0x0110, "prompt:{}"),
            comment(SETTINGS),
        ];
        exif(&fields, little)
    };
    vec![fields(true), fields(false), exif(&[Field::orientation(3, true)], true)]
}

fn exif_block(block: &[u8]) -> String {
    let block = &block[..block.len().min(60_000)];
    let jpeg = jpeg_with_exif(block);
    format!("{} {}", recipe(&jpeg), photo(&jpeg))
}

fn photo_seeds() -> Vec<Vec<u8>> {
    files("photos", &["png", "jpg", "webp", "gif"])
}

fn photo(bytes: &[u8]) -> String {
    answer(read_photo(bytes), |picture| {
        format!("a picture, wide {}", picture.width() > picture.height())
    })
}

fn style_seeds() -> Vec<Vec<u8>> {
    let list = "name,prompt,negative_prompt\r\nInk,\"{prompt} in ink, bold\",\"colour\"\r\n\"A \"\"b\"\"\";c;d\n";
    let wide = |order: fn(u16) -> [u8; 2]| {
        format!("\u{feff}{list}").encode_utf16().flat_map(order).collect::<Vec<u8>>()
    };
    vec![
        list.into(),
        list.replace(',', ";").into(),
        list.replace(',', "\t").into(),
        wide(u16::to_le_bytes),
        wide(u16::to_be_bytes),
    ]
}

fn styles(bytes: &[u8]) -> String {
    static OWN: LazyLock<Vec<StylePreset>> = LazyLock::new(shipped_styles);
    answer(import_styles(bytes, &OWN, &[]), |found| {
        let first = found.problems.first().map(String::as_str).unwrap_or_default();
        format!("{} styles, {first}", found.styles.len().min(4))
    })
}

fn package_seeds() -> Vec<Vec<u8>> {
    let mut persona = starters().remove(0);
    let plain = PersonaPackage { persona: persona.clone(), files: BTreeMap::new() };
    persona.look.logo_light = "logo.png".into();
    let files = BTreeMap::from([("logo.png".to_owned(), small(image::ImageFormat::Png))]);
    let with_logo = PersonaPackage { persona, files };
    [plain, with_logo].iter().filter_map(|package| package.to_bytes().ok()).collect()
}

fn package(bytes: &[u8]) -> String {
    answer(PersonaPackage::from_bytes(bytes), |package| {
        format!("a package of {}", package.files.len())
    })
}

fn persona_seeds() -> Vec<Vec<u8>> {
    starters().iter().take(4).map(|persona| persona.to_toml().into_bytes()).collect()
}

/// A persona that is accepted is written and read back as the same.
fn persona(bytes: &[u8]) -> String {
    let Ok(text) = std::str::from_utf8(bytes) else { return "not text".into() };
    answer(Persona::from_toml(text), |persona| {
        let again = Persona::from_toml(&persona.to_toml());
        assert!(again.is_ok_and(|again| again == *persona), "it is read back as another");
        "a persona".into()
    })
}

/// A file in memory that the readers of mapped files can open.
fn in_memory(name: &str, bytes: &[u8]) -> PathBuf {
    let shared = Path::new("/dev/shm");
    let folder = if shared.is_dir() { shared.to_owned() } else { std::env::temp_dir() };
    let path = folder.join(format!("brandish-mutations-{}.{name}", std::process::id()));
    std::fs::write(&path, bytes).expect("the temporary folder can be written");
    path
}

fn safetensors_seeds() -> Vec<Vec<u8>> {
    let mut seeds = files("sd", &["safetensors"]);
    seeds.retain(|seed| seed.len() < 100_000);
    let head =
        br#"{"a":{"dtype":"F16","shape":[2,2],"data_offsets":[0,8]},"__metadata__":{"b":"c"}}"#;
    seeds.push([&(head.len() as u64).to_le_bytes()[..], head, &[0; 8]].concat());
    seeds
}

fn safetensors(bytes: &[u8]) -> String {
    let path = in_memory("safetensors", bytes);
    let text = answer(Weights::open(&path, &Placement::kernels()), |weights| {
        let names: Vec<String> = weights.names().map(str::to_owned).collect();
        let read = names.iter().take(2).map(|name| {
            let shape = weights.shape(name).unwrap_or_default().to_vec();
            // A shape without values may be of any size; it must not be reserved.
            weights.read(name, &shape).is_ok()
        });
        format!("weights, {:?}", read.collect::<Vec<_>>())
    });
    std::fs::remove_file(&path).ok();
    text
}

fn gguf_seeds() -> Vec<Vec<u8>> {
    // The header is what counts; most of a file is values.
    let mut seeds = files("language", &["gguf"]);
    seeds.retain(|seed| seed.len() < 120_000);
    seeds
}

fn gguf(bytes: &[u8]) -> String {
    let path = in_memory("gguf", bytes);
    let text =
        answer(LanguageModel::read_info(&path), |info| format!("a model of {}", info.quantisation));
    std::fs::remove_file(&path).ok();
    text
}

fn history_seeds() -> Vec<Vec<u8>> {
    use brandish::brief::{Brief, Family, ModelId, ModelTraits, PictureSpec};
    let model = ModelTraits::of_family(ModelId::spark(), "Spark".into(), Family::Spark);
    let brief = Brief { prompt: "a red mug".into(), negative: "blue".into(), ..Brief::default() };
    let persona = starters().remove(0);
    let specs = PictureSpec::from_brief(&brief, Some(&persona), &model, 7).unwrap_or_default();
    specs.into_iter().filter_map(|spec| serde_json::to_vec(&Task::Picture(spec)).ok()).collect()
}

/// A task that is read can be written and read again.
fn history(bytes: &[u8]) -> String {
    answer(serde_json::from_slice::<Task>(bytes), |task| {
        let text = serde_json::to_string(task).expect("a task has a form in JSON");
        assert!(serde_json::from_str::<Task>(&text).is_ok(), "it is not read back");
        "a task".into()
    })
}

fn http_seeds() -> Vec<Vec<u8>> {
    let sides = r#"0{"prompt":"a red mug","size":{"width":512,"height":256},"count":2,"seed":7}"#;
    let caption = r#"1{"prompt":"a red mug","facts":["20 % off"],"wish":"shorter"}"#;
    [sides, caption, r#"2{"prompt":"a red mug","size":"512x256"}"#, r#"3{"paused":true}"#]
        .map(|body| body.as_bytes().to_vec())
        .to_vec()
}

/// The first byte chooses the call. What is refused is refused with a reason.
fn http_body(bytes: &[u8]) -> String {
    let paths = ["/generate-image", "/generate-caption", "/enhance-prompt", "/queue"];
    let Some((choice, body)) = bytes.split_first() else { return "no call".into() };
    match check_body(paths[usize::from(*choice) % paths.len()], body) {
        Ok(()) => "a request".into(),
        Err(sentence) => {
            assert!(!sentence.starts_with("The body does not have the form"), "no reason is named");
            sentence
        }
    }
}
