//! Captions and personas on the command line: what a script asks for and what comes back, with the
//! built-in writer and with a real language model.

use crate::support::{answers, brandish, stderr};
use brandish::brand::Persona;
use serde_json::Value;
use std::path::Path;

fn caption(home: &Path, arguments: &[&str]) -> Value {
    let output = brandish(home).arg("caption").args(arguments).arg("--json").output().unwrap();
    assert!(output.status.success(), "{arguments:?}: {}", stderr(&output));
    answers(&output).remove(0)
}

#[test]
fn a_caption_is_answered_with_its_parts_its_count_and_its_limit() {
    let home = tempfile::tempdir().unwrap();
    let arguments = ["Red running shoes", "--persona", "stride", "--network", "x", "--seed", "4"];
    let offer = ["--goal", "offer", "--fact", "20% off until Friday"];
    let answer = caption(home.path(), &[&arguments[..], &offer[..]].concat());
    assert_eq!(
        (answer["status"].as_str(), answer["network"].as_str()),
        (Some("completed"), Some("x"))
    );
    let text = answer["text"].as_str().unwrap();
    assert!(text.contains("20% off until Friday.") && text.contains("#"), "{text}");
    assert_eq!(answer["limit"], 280);
    assert!(answer["count"].as_u64().unwrap() <= 280);
    assert!(answer["hashtags"].as_array().unwrap().len() <= 1);
    assert!(answer["alt_text"].as_str().unwrap().starts_with("Red running shoes"));

    let pin = caption(home.path(), &["mug", "--network", "pinterest", "--persona", "none"]);
    assert!(!pin["title"].as_str().unwrap().is_empty());

    let id = answer["job_id"].as_str().unwrap();
    let found = brandish(home.path()).args(["result", id, "--json"]).output().unwrap();
    assert_eq!(answers(&found)[0]["text"], answer["text"]);
    let jobs = brandish(home.path()).args(["jobs", "--json"]).output().unwrap();
    assert_eq!(crate::support::listed(&jobs).len(), 2);
}

#[test]
fn the_next_caption_of_a_persona_begins_otherwise() {
    let home = tempfile::tempdir().unwrap();
    let hooks: Vec<_> = (0..6)
        .map(|_| caption(home.path(), &["Red running shoes", "--seed", "1"])["hook"].clone())
        .collect();
    let different: std::collections::HashSet<_> = hooks.iter().map(Value::to_string).collect();
    assert_eq!(different.len(), hooks.len(), "{hooks:?}");
}

#[test]
fn a_language_model_writes_a_caption_that_the_checker_lets_pass() {
    let home = tempfile::tempdir().unwrap();
    let model = crate::support::language::model();
    let write = |home: &Path| {
        let arguments = ["Red running shoes", "--persona", "stride", "--network", "instagram"];
        let writer = ["--fact", "20% off until Friday", "--seed", "3", "--writer"];
        let model = [model.to_str().unwrap()];
        caption(home, &[&arguments[..], &writer[..], &model[..]].concat())
    };
    let answer = write(home.path());
    let text = answer["text"].as_str().unwrap();
    assert!(text.split_whitespace().count() > 5, "{text}");
    assert!(answer["count"].as_u64() <= answer["limit"].as_u64());
    assert!(text.contains("20% off until Friday"), "{text}");
    for digits in text.split(|c: char| !c.is_ascii_digit()).filter(|part| !part.is_empty()) {
        assert_eq!(digits, "20", "a number was invented: {text}");
    }
    // In a home of its own: a caption does not repeat those before it.
    let other = tempfile::tempdir().unwrap();
    assert_eq!(write(other.path())["text"], answer["text"], "the same seed writes the same");
}

#[test]
fn a_language_model_adds_a_scene_to_a_prompt_for_stable_diffusion() {
    let home = tempfile::tempdir().unwrap();
    let model = crate::support::language::model();
    let enhance = |family: &str, writer: &str| {
        let mut command = brandish(home.path());
        command.args(["enhance", "red running shoes", "--persona", "stride", "--model", family]);
        command.args(["--writer", writer, "--json"]).output().unwrap()
    };
    let output = enhance("stable-diffusion", model.to_str().unwrap());
    assert!(output.status.success(), "{}", stderr(&output));
    let answer = answers(&output).remove(0);
    let prompt = answer["prompt"].as_str().unwrap();
    let scene = prompt.strip_prefix("red running shoes, ").unwrap_or_default();
    assert!(scene.split_whitespace().count() > 2, "{prompt}");
    for never in ["crowd", "medal"] {
        assert!(!prompt.to_lowercase().contains(never), "{prompt}");
    }
    for (family, writer, words) in [
        ("spark", model.to_str().unwrap(), "draws single things"),
        ("stable-diffusion", "builtin", "rewrites no prompts"),
        ("stable-diffusion", "nobody", "no writer"),
    ] {
        let output = enhance(family, writer);
        assert!(!output.status.success() && stderr(&output).contains(words), "{}", stderr(&output));
    }
}

#[test]
fn a_language_model_in_the_models_folder_is_listed_and_can_be_named() {
    let home = tempfile::tempdir().unwrap();
    let models = home.path().join("models");
    std::fs::create_dir_all(&models).unwrap();
    std::fs::copy(crate::support::language::model(), models.join("small.gguf")).unwrap();
    std::fs::write(models.join("broken.gguf"), b"GGUF and then nothing").unwrap();
    let output = brandish(home.path()).args(["models", "--json"]).output().unwrap();
    let listed = crate::support::listed(&output);
    let ids: Vec<_> = listed.iter().filter_map(|row| row["id"].as_str()).collect();
    assert_eq!(ids, ["spark", "builtin", "small"]);
    let answer =
        caption(home.path(), &["mug", "--writer", "small", "--network", "x", "--seed", "1"]);
    assert_eq!(answer["writer"], "small");
}

#[test]
fn bad_input_for_a_caption_is_refused_with_a_sentence() {
    let home = tempfile::tempdir().unwrap();
    std::fs::write(home.path().join("broken.gguf"), b"GGUF and then nothing").unwrap();
    let long = "x".repeat(300);
    let cases: &[(&[&str], &str)] = &[
        (&["caption", ""], "Say what the picture should show"),
        (&["caption", "mug", "--network", "myspace"], "no network"),
        (&["caption", "mug", "--goal", "fame"], "not a goal"),
        (&["caption", "mug", "--fact", &long], "at most 280"),
        (&["caption", "mug", "--writer", "nobody"], "no writer"),
        (&["caption", "mug", "--writer", "gone.gguf"], "gone.gguf"),
        (&["caption", "mug", "--writer", "broken.gguf"], "broken.gguf"),
        (&["caption", "mug", "--persona", "nobody"], "no persona"),
        (&["personas", "show", "nobody"], "no persona"),
        (&["personas", "import", "gone.toml"], "gone.toml"),
        (&["personas", "new", " "], "needs a name"),
    ];
    for (arguments, words) in cases {
        let output = brandish(home.path()).args(*arguments).output().unwrap();
        let text = stderr(&output);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {text}");
        assert!(text.contains(words), "{arguments:?}: {text}");
    }
}

#[test]
fn a_persona_is_started_shown_given_away_and_taken_in() {
    let home = tempfile::tempdir().unwrap();
    let run = |arguments: &[&str]| {
        let output = brandish(home.path()).arg("personas").args(arguments).output().unwrap();
        assert!(output.status.success(), "{arguments:?}: {}", stderr(&output));
        String::from_utf8(output.stdout).unwrap()
    };
    run(&["new", "Night Owl Books", "--like", "lumen"]);
    let toml = run(&["show", "night-owl-books"]);
    let persona = Persona::from_toml(&toml).unwrap();
    assert_eq!(persona.name, "Night Owl Books");
    run(&["export", "night-owl-books", "owl.brandish-persona"]);
    let came = run(&["import", "owl.brandish-persona"]);
    assert!(came.starts_with("night-owl-books-2"), "{came}");
    assert!(run(&["list"]).contains("night-owl-books-2"));
    let speaks = caption(home.path(), &["Old lamp", "--persona", "night-owl-books", "--seed", "2"]);
    assert_eq!(speaks["status"], "completed");
}
