//! The command `brandish models`: a download that is killed, refused or paused, and models that are added, shown and
//! removed. The hub is a server on this machine.

use crate::support::hub::{Hub, Script, noise, sha256};
use brandish::model_library::MANIFEST_FILE;
use std::path::Path;
use std::time::Duration;

/// Kills the program at random times and starts it again until the download is complete.
#[cfg(unix)]
#[test]
fn a_download_completes_although_the_program_is_killed_twenty_times() {
    use std::io::Read;
    use std::process::Stdio;
    let home = tempfile::tempdir().unwrap();
    let bytes = noise(24_000_000);
    let script = Script {
        rest: Duration::from_millis(3),
        sha256: Some(sha256(&bytes)),
        redirects: true,
        ..Script::of(bytes.clone())
    };
    let hub = Hub::new(script);
    let models = home.path().join("models/smollm2-1.7b-instruct");
    let whole = models.join("SmolLM2-1.7B-Instruct-Q4_K_M.gguf");
    let part = models.join("SmolLM2-1.7B-Instruct-Q4_K_M.gguf.part");
    let start = || {
        crate::support::brandish(home.path())
            .args(["models", "download", "smollm2-1.7b-instruct"])
            .env("BRANDISH_HUB", &hub.address)
            .stderr(Stdio::piped())
            .stdout(Stdio::null())
            .spawn()
            .unwrap()
    };
    let mut grew = 0;
    let mut have = 0;
    for round in 0..20 {
        let mut child = start();
        // From before the first byte to well into the file.
        let random = brandish::studio::fresh_seed() % 200;
        std::thread::sleep(Duration::from_millis(5 + random));
        child.kill().unwrap();
        child.wait().unwrap();
        assert!(!whole.exists() && !models.join(MANIFEST_FILE).exists(), "round {round}");
        let now = std::fs::metadata(&part).map_or(0, |data| data.len());
        assert!(now >= have, "round {round}: the part is kept ({have}, then {now})");
        assert!(std::fs::read(&part).unwrap_or_default() == bytes[..now as usize]);
        grew += u32::from(now > have);
        have = now;
    }
    println!("{grew} of 20 runs downloaded something, {have} bytes in all");
    assert!(grew >= 5, "{grew} of 20 runs downloaded something");
    hub.change(|script| script.rest = Duration::ZERO);
    let mut child = start();
    let mut message = String::new();
    child.stderr.take().unwrap().read_to_string(&mut message).unwrap();
    assert!(child.wait().unwrap().success(), "{message}");
    assert_eq!(sha256(&std::fs::read(&whole).unwrap()), sha256(&bytes));
    assert!(models.join(MANIFEST_FILE).exists() && !part.exists());
}

#[test]
fn the_command_line_reports_why_a_download_stopped_and_what_to_do() {
    let home = tempfile::tempdir().unwrap();
    let hub = Hub::new(Script { status: Some(404), ..Script::of(Vec::new()) });
    let run = |arguments: &[&str]| {
        let mut command = crate::support::brandish(home.path());
        command.args(["models"]).args(arguments).env("BRANDISH_HUB", &hub.address).output().unwrap()
    };
    let output = run(&["download", "smollm2-1.7b-instruct"]);
    assert_eq!(output.status.code(), Some(1));
    let message = crate::support::stderr(&output);
    assert!(message.contains("not published there any more") && message.contains("Choose another"));
    let output = run(&["download", "nothing"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(crate::support::stderr(&output).contains("smollm2-1.7b-instruct"));
}

#[cfg(unix)]
#[test]
fn ctrl_c_pauses_and_the_same_command_resumes() {
    use std::process::{Command, Stdio};
    let home = tempfile::tempdir().unwrap();
    let bytes = noise(4_000_000);
    let slow = Script { rest: Duration::from_millis(10), ..Script::of(bytes) };
    let hub = Hub::new(slow);
    let command = || {
        let mut command = crate::support::brandish(home.path());
        command.args(["models", "download", "qwen2.5-1.5b-instruct", "--json"]);
        command.env("BRANDISH_HUB", &hub.address).stderr(Stdio::piped()).stdout(Stdio::piped());
        command
    };
    let child = command().spawn().unwrap();
    std::thread::sleep(Duration::from_millis(700));
    Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(
        crate::support::stderr(&output).contains("resumes it"),
        "{}",
        crate::support::stderr(&output)
    );
    hub.change(|script| script.rest = Duration::ZERO);
    let output = command().output().unwrap();
    assert!(output.status.success(), "{}", crate::support::stderr(&output));
    assert_eq!(crate::support::answers(&output)[0]["id"], "qwen2.5-1.5b-instruct");
    assert!(hub.seen().last().unwrap().1.is_some(), "it resumed the part");
}

#[test]
fn a_model_is_added_shown_and_removed() {
    let home = tempfile::tempdir().unwrap();
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/language");
    let path = home.path().join("mine.gguf");
    std::fs::copy(fixtures.join("llama.gguf"), &path).unwrap();
    let run = |arguments: &[&str]| {
        crate::support::brandish(home.path())
            .args(["models", "--json"])
            .args(arguments)
            .output()
            .unwrap()
    };
    let ids = || -> Vec<String> {
        let answers = crate::support::listed(&run(&["list"]));
        answers.iter().map(|row| row["id"].as_str().unwrap().to_owned()).collect()
    };
    for how in [None, Some("--copy"), Some("--link")] {
        let output = run(&[&["add", "mine.gguf"], how.as_slice()].concat());
        assert!(output.status.success(), "{}", crate::support::stderr(&output));
        assert_eq!(ids(), ["spark", "builtin", "mine"], "{how:?}");
        let shown = &crate::support::answers(&run(&["show", "mine"]))[0];
        assert_eq!(shown["bytes"], path.metadata().unwrap().len());
        assert!(run(&["remove", "mine"]).status.success());
        assert_eq!(ids(), ["spark", "builtin"], "{how:?}");
        assert!(path.exists(), "{how:?}: the file itself is the user's");
    }
    assert_eq!(crate::support::answers(&run(&["show", "sd-turbo"]))[0]["kind"], "pictures");
    std::fs::write(home.path().join("half.gguf"), b"GGUF and then nothing").unwrap();
    std::fs::write(home.path().join("old.ckpt"), b"whatever").unwrap();
    for (arguments, words) in [
        (&["add", "half.gguf"][..], "half.gguf"),
        (&["add", "old.ckpt"], "can run programs"),
        (&["add", "gone.gguf"], "not there"),
        (&["remove", "spark"], "stays"),
        (&["remove", "nobody"], "no model"),
        (&["show", "nobody"], "no model"),
    ] {
        let output = run(arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        let message = crate::support::stderr(&output);
        assert!(message.contains(words), "{arguments:?}: {message}");
    }
}
