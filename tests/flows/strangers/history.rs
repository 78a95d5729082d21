//! Homes that others or a crash have changed: rows that cannot be read, damaged files, files of a newer version. Each
//! is brought as it would be found, and what every command makes of it is in a table.

use crate::support::{brandish, listed, stderr};
use brandish::brief::{Brief, Family, ModelId, ModelTraits, PictureSpec};
use brandish::files::History;
use brandish::job::{Ending, Event, Job, JobId, SavedPicture, Task};
use std::path::{Path, PathBuf};
use std::process::Output;
use std::time::Duration;

/// A home with the rows of `count` finished jobs.
fn home(count: usize) -> (tempfile::TempDir, Vec<JobId>) {
    let home = tempfile::tempdir().unwrap();
    let model = ModelTraits::of_family(ModelId::spark(), "Spark".into(), Family::Spark);
    let finished = |number: usize| {
        let brief = Brief { prompt: format!("mug {number}"), ..Brief::default() };
        let spec = PictureSpec::from_brief(&brief, None, &model, 1).unwrap().remove(0);
        let id = JobId::fresh();
        let mut job = Job::new(id, id, Task::Picture(spec), 0);
        let (path, took) = (home.path().join(format!("{number}.png")), Duration::ZERO);
        let picture =
            SavedPicture { path, width: 8, height: 8, took, notes: Vec::new(), scene: None };
        for event in [Event::Started, Event::Finishing, Event::Ended(Ending::Picture(picture))] {
            job.apply(event).unwrap();
        }
        job
    };
    let jobs: Vec<_> = (0..count).map(finished).collect();
    History::open(&history(home.path())).unwrap().save(&jobs).unwrap();
    (home, jobs.iter().map(|job| job.id).collect())
}

fn history(home: &Path) -> PathBuf {
    home.join("history.sqlite")
}

fn run(home: &Path, arguments: &[&str]) -> Output {
    brandish(home).args(arguments).output().unwrap()
}

#[track_caller]
fn succeeds(home: &Path, arguments: &[&str]) -> Output {
    let output = run(home, arguments);
    assert!(output.status.success(), "{arguments:?}: {}", stderr(&output));
    output
}

const GENERATE: [&str; 7] = ["generate", "mug", "--json", "--steps", "1", "--size", "256x256"];

#[test]
fn a_row_that_cannot_be_read_is_listed_and_blocks_no_command() {
    // What versions before this one wrote for `--lora FILE:nan`, and what a damaged disk or another program may leave.
    for (case, change) in [
        (
            "a weight that is no number",
            "task = replace(task, '\"guidance\":', '\"guidance\":null,\"x\":')",
        ),
        ("an unknown state", "state = 'dreaming'"),
        ("half a task", "task = substr(task, 1, 50)"),
        ("bytes that are no text", "task = x'fffe00'"),
    ] {
        let (home, ids) = home(3);
        let database = rusqlite::Connection::open(history(home.path())).unwrap();
        let sql = format!("UPDATE jobs SET {change} WHERE id = '{}'", ids[1]);
        assert_eq!(database.execute(&sql, []).unwrap(), 1, "{case}");
        drop(database);

        let rows = listed(&succeeds(home.path(), &["jobs", "--json"]));
        assert_eq!(rows.len(), 3, "{case}");
        let unreadable: Vec<_> = rows.iter().filter(|row| !row["unreadable"].is_null()).collect();
        assert_eq!(unreadable.len(), 1, "{case}");
        assert_eq!(unreadable[0]["job_id"], ids[1].to_string(), "{case}");
        let text = succeeds(home.path(), &["jobs"]);
        let lines = String::from_utf8_lossy(&text.stdout).into_owned();
        assert!(lines.contains("Unreadable") && lines.contains("mug 0"), "{case}: {lines}");

        let refused = run(home.path(), &["result", &ids[1].to_string()]);
        assert_eq!(refused.status.code(), Some(1), "{case}");
        let sentence = stderr(&refused);
        assert!(sentence.contains("cannot be read") && !sentence.contains("disk"), "{sentence}");
        succeeds(home.path(), &["result", &ids[0].to_string()]);
        let output = succeeds(home.path(), &GENERATE);
        assert!(stderr(&output).contains("1 job in history cannot be read"), "{}", stderr(&output));
        succeeds(home.path(), &["caption", "mug"]);
        assert_eq!(listed(&succeeds(home.path(), &["jobs", "--json"])).len(), 5, "{case}");
    }
}

#[test]
fn a_damaged_history_is_set_aside_what_reads_is_saved_and_pictures_are_listed_again() {
    type Damage = fn(&mut Vec<u8>);
    let cases: &[(&str, Damage, usize)] = &[
        // Here the upper pages of the tree were the last that were written, so its rows are not found.
        ("cut off at half", |bytes| bytes.truncate(bytes.len() / 2), 0),
        ("pages of noise", |bytes| bytes[16 * 4096..24 * 4096].fill(0xA5), 30),
        ("no database", |bytes| *bytes = b"a letter".to_vec(), 0),
        ("emptied", Vec::clear, 0),
    ];
    for (case, damage, at_least) in cases {
        let (home, ids) = home(200);
        succeeds(home.path(), &GENERATE);
        let path = history(home.path());
        let mut bytes = std::fs::read(&path).unwrap();
        damage(&mut bytes);
        std::fs::write(&path, &bytes).unwrap();
        if !bytes.is_empty() {
            let refused = run(home.path(), &["jobs"]);
            assert_eq!(refused.status.code(), Some(1), "{case}");
            let sentence = stderr(&refused);
            assert!(
                sentence.contains("is damaged") && sentence.contains("next start"),
                "{sentence}"
            );
            assert_eq!(std::fs::read(&path).unwrap(), bytes, "{case}: reading changes nothing");
        }

        let output = succeeds(home.path(), &GENERATE);
        let sentence = stderr(&output);
        assert!(sentence.contains("listed again by their recipes"), "{case}: {sentence}");
        let rows = listed(&succeeds(home.path(), &["jobs", "--json", "--limit", "1000"]));
        let of_before =
            |row: &&serde_json::Value| ids.iter().any(|id| row["job_id"] == id.to_string());
        let saved = rows.iter().filter(of_before).count();
        assert!(saved >= *at_least, "{case}: {saved} of {} rows", ids.len());
        // The picture that was drawn before is there, by its row or by its recipe.
        assert_eq!(rows.len(), saved + 2, "{case}: {sentence}");
        let kept = home.path().join("history.sqlite.damaged");
        match bytes.is_empty() {
            true => assert!(!kept.exists(), "{case}"),
            false => assert_eq!(std::fs::read(kept).unwrap(), bytes, "{case}"),
        }
        let again = succeeds(home.path(), &GENERATE);
        assert!(!stderr(&again).contains("history"), "{case}: it is said once");
    }
}

#[test]
fn a_newer_versions_history_is_not_touched() {
    let (home, _) = home(3);
    let path = history(home.path());
    let database = rusqlite::Connection::open(&path).unwrap();
    database.pragma_update(None, "user_version", 99).unwrap();
    drop(database);
    let bytes = std::fs::read(&path).unwrap();
    for command in
        [&["jobs"][..], &GENERATE, &["caption", "mug"], &["serve", "--listen", "127.0.0.1:0"]]
    {
        let refused = run(home.path(), command);
        assert_eq!(refused.status.code(), Some(1), "{command:?}");
        assert!(stderr(&refused).contains("newer Brandish"), "{command:?}: {}", stderr(&refused));
    }
    assert_eq!(std::fs::read(&path).unwrap(), bytes);
    for ending in ["history.sqlite-wal", "history.sqlite-shm", "history.sqlite.damaged"] {
        assert!(!home.path().join(ending).exists(), "{ending}");
    }
}

#[test]
fn a_built_in_style_stays_when_a_list_has_one_of_its_name() {
    let (home, _) = home(0);
    let styles = |home: &Path| listed(&succeeds(home, &["styles", "--json"]));
    let before = styles(home.path());
    let list = home.path().join("list.csv");
    std::fs::write(&list, "name,prompt\nFlat lay,mine\ncon,device\n").unwrap();
    let output = succeeds(home.path(), &["styles", "import", list.to_str().unwrap()]);
    assert!(stderr(&output).contains("built-in style"), "{}", stderr(&output));
    let after = styles(home.path());
    assert_eq!(after[..before.len()], before[..], "no built-in style has changed");
    let ids: Vec<_> = after[before.len()..].iter().map(|style| style["id"].clone()).collect();
    assert_eq!(ids, ["con-2", "flat-lay-2"]);
    succeeds(home.path(), &["styles", "import", list.to_str().unwrap()]);
    assert_eq!(styles(home.path()), after, "a list that is imported again replaces its own");
}

#[test]
fn a_persona_with_a_name_that_means_something_else_gets_another_id() {
    let (home, _) = home(0);
    for (name, id) in [("None", "none-2"), ("CON", "con-2"), ("lpt1", "lpt1-2"), ("Mine", "mine")] {
        let output = succeeds(home.path(), &["personas", "new", name, "--json"]);
        assert_eq!(crate::support::answers(&output)[0]["id"], id);
    }
    let refused = run(home.path(), &["personas", "new", &"n".repeat(100_000)]);
    assert_eq!(refused.status.code(), Some(2));
    assert!(stderr(&refused).contains("100000 characters"), "{}", stderr(&refused));
}
