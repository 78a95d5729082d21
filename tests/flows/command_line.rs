//! The command line from the outside: what a person or a script types, and what it prints.
//! Faults of the machine are in `faults`.

use crate::support::{answers, brandish, listed, stderr};
use std::process::Command;

#[test]
fn a_prompt_becomes_a_png_below_the_current_folder() {
    let home = tempfile::tempdir().unwrap();
    let output = brandish(home.path())
        .args(["generate", "Red running shoes", "--json", "--seed", "1", "--size", "512x512"])
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", stderr(&output));
    let answer = &answers(&output)[0];
    assert_eq!(answer["status"], "completed");
    let path = answer["image_path"].as_str().unwrap();
    assert!(path.starts_with("generated_images/") && path.ends_with(".png"), "{path}");
    let picture = image::open(home.path().join(path)).unwrap();
    assert_eq!((picture.width(), picture.height()), (512, 512));

    let id = answer["job_id"].as_str().unwrap();
    let again = brandish(home.path()).args(["result", id, "--json"]).output().unwrap();
    assert_eq!(answers(&again)[0]["image_path"], answer["image_path"]);
    let jobs = brandish(home.path()).args(["jobs", "--json"]).output().unwrap();
    assert_eq!(listed(&jobs)[0]["job_id"], answer["job_id"]);

    let recipe = brandish(home.path()).args(["recipe", path]).output().unwrap();
    let text = String::from_utf8_lossy(&recipe.stdout).into_owned();
    assert!(text.starts_with("Red running shoes"), "{text}");
    assert!(text.contains("Seed: 1") && text.contains("Model: spark"), "{text}");
}

#[test]
fn the_same_seed_gives_the_same_file_and_out_copies_it_in_the_format_its_name_asks_for() {
    let home = tempfile::tempdir().unwrap();
    let make = |out: &str| {
        let output = brandish(home.path())
            .args(["generate", "Mug", "--seed", "5", "--steps", "2", "--size", "256x256"])
            .args(["--backdrop", "transparent", "--out", out, "--json"])
            .output()
            .unwrap();
        assert!(output.status.success(), "{}", stderr(&output));
        let answer = answers(&output).remove(0);
        let path = answer["image_path"].as_str().unwrap().to_owned();
        (std::fs::read(home.path().join(path)).unwrap(), answer["copied_to"].clone())
    };
    let (first, copied) = make("mug.jpg");
    let (second, _) = make("./");
    assert_eq!(first, second);
    assert_eq!(copied, "mug.jpg");
    assert!(std::fs::read(home.path().join("mug.jpg")).unwrap().starts_with(&[0xFF, 0xD8]));
    assert!(image::load_from_memory(&first).unwrap().color().has_alpha());
}

#[test]
fn spark_draws_what_a_prompt_means_and_keeps_it_as_typed() {
    let home = tempfile::tempdir().unwrap();
    let make = |prompt: &str| {
        let output = brandish(home.path())
            .args(["generate", prompt, "--seed", "5", "--steps", "2", "--size", "256x256"])
            .args(["--backdrop", "transparent", "--no-enhance", "--json"])
            .output()
            .unwrap();
        assert!(output.status.success(), "{}", stderr(&output));
        let answer = answers(&output).remove(0);
        let path = home.path().join(answer["image_path"].as_str().unwrap());
        (image::open(&path).unwrap().to_rgba8(), answer)
    };
    let (umbrella, plain) = make("umbrella");
    let (brolly, printed) = make("Our new brolly!");
    assert_eq!(brolly, umbrella);
    assert_eq!(printed["prompt"], "Our new brolly!");
    assert!(plain["notes"].is_null() && printed["notes"].is_null(), "{printed}");
    let (sale, printed) = make("The great summer sale");
    assert_ne!(sale, umbrella);
    let note = printed["notes"][0].as_str().unwrap();
    assert!(note.contains("“summer sale”") && note.contains("“price tag”"), "{note}");
}

#[test]
fn several_pictures_print_one_line_each_with_seeds_counting_up() {
    let home = tempfile::tempdir().unwrap();
    let output = brandish(home.path())
        .args(["generate", "Mug", "--count", "3", "--seed", "5", "--steps", "1"])
        .args(["--size", "256x256", "--json", "--persona", "lumen"])
        .output()
        .unwrap();
    let seeds: Vec<_> = answers(&output).iter().map(|a| a["seed"].as_u64().unwrap()).collect();
    assert_eq!(seeds, [5, 6, 7]);
}

#[test]
fn bad_input_is_refused_with_a_sentence_and_exit_code_2() {
    let home = tempfile::tempdir().unwrap();
    let cases: &[(&[&str], &str)] = &[
        (&["generate", ""], "Say what the picture should show"),
        (&["generate", &"x".repeat(2_001)], "characters"),
        (&["generate", "mug", "--size", "1001x1001"], "multiples of 8"),
        (&["generate", "mug", "--size", "8x8"], "from 256 to 2048"),
        (&["generate", "mug", "--size", "big"], "not a size"),
        (&["generate", "mug", "--count", "0"], "1 to 16"),
        (&["generate", "mug", "--count", "17"], "1 to 16"),
        (&["generate", "mug", "--steps", "0"], "takes 1 to 50"),
        (&["generate", "mug", "--guidance", "-1"], "takes 1 to 12"),
        (&["generate", "mug", "--backdrop", "plaid"], "not a backdrop"),
        (&["generate", "mug", "--persona", "nobody"], "no persona"),
        (&["generate", "mug", "--model", "nothing"], "no model"),
        (&["generate", "mug", "--format", "myspace"], "no format"),
        (&["generate", "mug", "--out", "mug.gif"], "names no picture format"),
        (&["generate", "mug", "--out", "nowhere/mug.png"], "no folder"),
        (&["generate"], "PROMPT"),
        (&["result", "not-an-id"], "not a job id"),
        (&["result", "01930000-0000-7000-8000-000000000000"], "no job"),
        (&["recipe", "gone.png"], "not there"),
        (&["paint"], "paint"),
    ];
    for (arguments, words) in cases {
        let output = brandish(home.path()).args(*arguments).output().unwrap();
        let text = stderr(&output);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {text}");
        assert!(text.contains(words), "{arguments:?}: {text}");
        assert!(output.stdout.is_empty());
    }
    let pictures = home.path().join("generated_images");
    assert!(!pictures.exists(), "nothing was made");
}

#[test]
fn personas_and_models_are_listed() {
    let home = tempfile::tempdir().unwrap();
    let personas = brandish(home.path()).args(["personas", "--json"]).output().unwrap();
    assert!(listed(&personas).iter().any(|persona| persona["id"] == "stride"));
    let models = brandish(home.path()).args(["models", "--json"]).output().unwrap();
    assert_eq!(listed(&models)[0]["id"], "spark");
}

#[test]
fn every_listing_prints_one_array_and_every_command_about_one_thing_an_object() {
    let home = tempfile::tempdir().unwrap();
    let run = |arguments: &[&str]| {
        let output = brandish(home.path()).args(arguments).arg("--json").output().unwrap();
        assert!(output.status.success(), "{arguments:?}: {}", stderr(&output));
        output
    };
    assert_eq!(listed(&run(&["jobs"])), Vec::<serde_json::Value>::new());
    run(&["caption", "Red running shoes"]);
    let listings: &[&[&str]] = &[
        &["jobs"],
        &["personas"],
        &["personas", "list"],
        &["styles"],
        &["styles", "list"],
        &["models"],
        &["models", "list"],
        &["models", "list", "--recommended"],
    ];
    for arguments in listings {
        assert!(!listed(&run(arguments)).is_empty(), "{arguments:?}");
    }
    let objects: &[&[&str]] =
        &[&["personas", "show", "stride"], &["models", "show", "spark"], &["enhance", "mug"]];
    for arguments in objects {
        let object: serde_json::Value = serde_json::from_slice(&run(arguments).stdout).unwrap();
        assert!(object.is_object(), "{arguments:?}: {object}");
    }
    let help = brandish(home.path()).arg("--help").output().unwrap();
    assert!(String::from_utf8_lossy(&help.stdout).contains("one JSON array"));
}

#[test]
fn an_own_persona_speaks() {
    let home = tempfile::tempdir().unwrap();
    let folder = home.path().join("personas");
    std::fs::create_dir(&folder).unwrap();
    let starter = crate::support::assets().join("personas/01-stride.toml");
    let text = std::fs::read_to_string(starter).unwrap().replace("\"stride\"", "\"mine\"");
    std::fs::write(folder.join("mine.toml"), text).unwrap();
    std::fs::write(folder.join("broken.toml"), "name =").unwrap();
    let output = brandish(home.path())
        .args(["generate", "mug", "--persona", "mine", "--steps", "1", "--size", "256x256"])
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", stderr(&output));
    let personas = brandish(home.path()).args(["personas"]).output().unwrap();
    assert!(stderr(&personas).contains("broken.toml"));
}

#[test]
fn without_a_display_the_program_says_so_and_names_the_command_line() {
    let home = tempfile::tempdir().unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_brandish"))
        .env("BRANDISH_HOME", home.path())
        .env("BRANDISH_ASSETS", crate::support::assets())
        .env_remove("DISPLAY")
        .env_remove("WAYLAND_DISPLAY")
        .env_remove("WAYLAND_SOCKET")
        .output()
        .unwrap();
    if cfg!(target_os = "linux") {
        assert_eq!(output.status.code(), Some(1));
        assert!(stderr(&output).contains("brandish generate"), "{}", stderr(&output));
    }
}

#[cfg(target_os = "linux")]
#[test]
fn without_a_display_the_command_line_is_named() {
    let home = tempfile::tempdir().unwrap();
    let mut command = brandish(home.path());
    for name in ["DISPLAY", "WAYLAND_DISPLAY", "WAYLAND_SOCKET"] {
        command.env_remove(name);
    }
    let output = command.output().unwrap();
    let text = stderr(&output);
    assert_eq!(output.status.code(), Some(1), "{text}");
    assert!(text.contains("no display") && text.contains("brandish generate"), "{text}");
}

#[test]
fn a_prompt_is_enhanced_and_explained_without_drawing_it() {
    let home = tempfile::tempdir().unwrap();
    let enhance = |more: &[&str]| {
        let mut command = brandish(home.path());
        command.args(["enhance", "running shoes with our logo", "--json"]).args(more);
        command.output().unwrap()
    };
    let sd = ["--model", "stable-diffusion", "--style", "flat-lay", "--format", "instagram-story"];
    let output = enhance(&[&["--persona", "stride"][..], &sd].concat());
    let answer = &answers(&output)[0];
    let prompt = answer["prompt"].as_str().unwrap();
    assert!(prompt.starts_with("running shoes with our logo, flat lay"), "{prompt}");
    assert!(answer["negative_prompt"].as_str().unwrap().starts_with("crowds, medals"));
    assert_eq!(answer["parts"][0]["source"], "subject");
    assert_eq!(answer["parts"][1]["source"], "style");
    assert_eq!(answer["advice"][0]["topic"], "lettering");
    let again = enhance(&[&["--persona", "stride"][..], &sd].concat());
    assert_eq!(answers(&again)[0], *answer);
    assert_eq!(answers(&enhance(&[]))[0]["prompt"], "running shoes with our logo");
    for unknown in [["--persona", "x"], ["--style", "x"], ["--model", "x"], ["--format", "x"]] {
        let output = enhance(&unknown);
        assert_eq!(output.status.code(), Some(2), "{unknown:?}");
        assert!(stderr(&output).contains("There is no"), "{}", stderr(&output));
    }
    assert!(!home.path().join("history.sqlite").exists());
}

#[test]
fn styles_are_listed_and_a_list_of_them_is_imported() {
    let home = tempfile::tempdir().unwrap();
    let styles = |arguments: &[&str]| {
        brandish(home.path()).arg("styles").args(arguments).arg("--json").output().unwrap()
    };
    let shipped = listed(&styles(&["list"])).len();
    assert!(shipped >= 14);
    let list = home.path().join("styles.csv");
    let rows = "name,prompt,negative_prompt\nOur ink,{prompt} in ink,colour\n,nameless,\n";
    std::fs::write(&list, rows).unwrap();
    for _ in 0..2 {
        let output = styles(&["import", list.to_str().unwrap()]);
        assert!(output.status.success(), "{}", stderr(&output));
        assert_eq!(listed(&output)[0]["id"], "our-ink");
        assert!(stderr(&output).contains("Line 3"), "{}", stderr(&output));
    }
    assert_eq!(listed(&styles(&[])).len(), shipped + 1);
    let enhanced = brandish(home.path())
        .args(["enhance", "mug", "--style", "our-ink", "--model", "turbo", "--json"])
        .output()
        .unwrap();
    let prompt = answers(&enhanced)[0]["prompt"].as_str().unwrap().to_owned();
    assert!(prompt.starts_with("mug in ink"), "{prompt}");
    assert_eq!(styles(&["import", "nowhere.csv"]).status.code(), Some(2));
}

#[test]
fn the_processor_can_be_limited_and_a_wrong_limit_is_named() {
    let home = tempfile::tempdir().unwrap();
    let make = |limit: &str| {
        brandish(home.path())
            .args(["generate", "Mug", "--seed", "5", "--steps", "2", "--size", "256x256", "--json"])
            .env("BRANDISH_CPU", limit)
            .output()
            .unwrap()
    };
    let output = make("sse9");
    assert!(!output.status.success() && output.stdout.is_empty());
    assert!(stderr(&output).contains("plain, avx2, avx512, bf16 or amx"), "{}", stderr(&output));
    let picture = |limit: &str| {
        let output = make(limit);
        assert!(output.status.success(), "{}", stderr(&output));
        let path = answers(&output)[0]["image_path"].as_str().unwrap().to_owned();
        image::open(home.path().join(path)).unwrap().to_rgb8()
    };
    let (plain, avx2) = (picture("plain"), picture("avx2"));
    let far = plain.iter().zip(avx2.iter()).map(|(a, b)| a.abs_diff(*b)).max();
    assert!(far <= Some(3), "{far:?}");
}

#[test]
fn a_number_of_threads_that_there_is_no_use_for_is_refused_before_any_job() {
    let home = tempfile::tempdir().unwrap();
    for command in [&["generate", "Mug"][..], &["serve"], &["worker"], &[]] {
        for threads in ["0", "-1", "9999", "two"] {
            let output =
                brandish(home.path()).args(command).args(["--threads", threads]).output().unwrap();
            let text = stderr(&output);
            assert_eq!(output.status.code(), Some(2), "{command:?} {threads}: {text}");
            assert!(
                text.contains("--threads") && text.contains("a number from 1 to "),
                "{command:?}: {text}"
            );
        }
    }
    assert!(listed(&brandish(home.path()).args(["jobs", "--json"]).output().unwrap()).is_empty());
}

#[test]
fn the_picture_is_the_same_on_any_number_of_threads_and_in_quiet_mode() {
    let home = tempfile::tempdir().unwrap();
    let picture = |arguments: &[&str]| {
        let output = brandish(home.path())
            .args(["generate", "Mug", "--seed", "5", "--steps", "2", "--size", "256x256", "--json"])
            .args(arguments)
            .output()
            .unwrap();
        assert!(output.status.success(), "{}", stderr(&output));
        let path = answers(&output)[0]["image_path"].as_str().unwrap().to_owned();
        std::fs::read(home.path().join(path)).unwrap()
    };
    let usual = picture(&[]);
    assert!(picture(&["--threads", "1"]) == usual && picture(&["--quiet-mode"]) == usual);
}

#[test]
fn a_precision_that_the_processor_lacks_is_refused_and_another_is_used() {
    let home = tempfile::tempdir().unwrap();
    let generate = |precision: &str, limit: &str| {
        brandish(home.path())
            .args(["generate", "Mug", "--steps", "2", "--size", "256x256", "--json"])
            .args(["--precision", precision])
            .env("BRANDISH_CPU", limit)
            .output()
            .unwrap()
    };
    let refused = generate("bf16", "avx2");
    assert_eq!(refused.status.code(), Some(2));
    assert!(stderr(&refused).contains("no instructions for bf16"), "{}", stderr(&refused));
    let unknown = generate("f64", "avx2");
    assert_eq!(unknown.status.code(), Some(2));
    assert!(stderr(&unknown).contains("auto, f32 or bf16"), "{}", stderr(&unknown));
    assert!(listed(&brandish(home.path()).args(["jobs", "--json"]).output().unwrap()).is_empty());
    let exact = generate("f32", "");
    assert!(exact.status.success(), "{}", stderr(&exact));
}
