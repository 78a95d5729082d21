//! `brandish campaign` as a marketer uses it: a table is checked as a whole, a run that is killed goes on, nothing is
//! made twice, and what comes out can be imported, approved and given to a client.

use crate::support::campaign::{files, table};
use crate::support::{answers, brandish, listed, stderr};
use serde_json::Value;
use std::collections::BTreeSet;
use std::path::Path;
use std::process::{Output, Stdio};
use std::time::{Duration, Instant};

/// Small pictures in few steps: what is tested is not how they look.
const QUICK: [&str; 4] = ["--size", "256x256", "--steps", "2"];

fn photo(folder: &Path, name: &str) {
    let picture = image::RgbImage::from_fn(300, 200, |x, y| image::Rgb([x as u8, y as u8, 90]));
    picture.save(folder.join(name)).unwrap();
}

fn campaign(home: &Path, arguments: &[&str]) -> Output {
    brandish(home).args(["campaign", "autumn.csv"]).args(QUICK).args(arguments).output().unwrap()
}

fn journal(out: &Path) -> Option<Value> {
    serde_json::from_str(&std::fs::read_to_string(out.join("campaign.json")).ok()?).ok()
}

fn made(out: &Path) -> usize {
    let rows = journal(out).and_then(|journal| journal["rows"].as_array().cloned());
    rows.unwrap_or_default().iter().filter(|row| row["state"] == "made").count()
}

#[test]
fn the_whole_table_is_checked_before_anything_is_made() {
    let home = tempfile::tempdir().unwrap();
    table(
        home.path(),
        "Produkt,Überschrift,Marke,Kanäle,Datum,Foto,Vorlage\n\
         Mug,Warm hands,,instagram,1.12.2026,,\n\
         Cup,,nobody,myspace,1/2/2026,gone.jpg,wobble\n\
         Pot,Tea,,x,,,offer\n",
    );
    for arguments in [&["--out", "out"][..], &["--dry-run"]] {
        let output = campaign(home.path(), &[arguments, &["--json"]].concat());
        assert!(!output.status.success());
        let report = answers(&output).remove(0);
        assert_eq!((&report["rows"], &report["made"]), (&3.into(), &0.into()));
        let errors: Vec<_> = report["errors"].as_array().unwrap().iter().collect();
        let places: Vec<_> = errors
            .iter()
            .map(|error| (error["row"].as_u64().unwrap(), error["column"].as_str().unwrap()))
            .collect();
        let expected = [(3, "Foto"), (3, "Marke"), (3, "Vorlage"), (3, "Datum"), (3, "Kanäle")];
        assert_eq!(places[..5], expected);
        // A layout that needs a fact is named before anything is drawn.
        assert_eq!((places.len(), places[5].0), (6, 4), "{errors:?}");
    }
    let output = campaign(home.path(), &["--out", "out"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("Row 3, Marke: There is no persona “nobody”"));
    assert!(stderr(&output).contains("--keep-going to make the other 1"), "{}", stderr(&output));
    assert!(!home.path().join("out").exists());
    let output = campaign(home.path(), &["--out", "out", "--map", "Produkt=colour"]);
    assert!(stderr(&output).contains("no field “colour”"), "{}", stderr(&output));
}

/// What a whole run leaves in its folder.
const FILES: [&str; 25] = [
    "approval.html",
    "approval.pdf",
    "bluesky/007-green-pot.png",
    "bluesky/007-green-pot.txt",
    "campaign.json",
    "campaign.zip",
    "instagram/002-red-mug.png",
    "instagram/002-red-mug.txt",
    "instagram/003-blue-cup.png",
    "instagram/003-blue-cup.txt",
    "instagram/004-our-shop.png",
    "instagram/004-our-shop.txt",
    "instagram/005-blue-cup.png",
    "instagram/005-blue-cup.txt",
    "instagram/008-white-plate.png",
    "instagram/008-white-plate.txt",
    "linkedin/002-red-mug.pdf",
    "linkedin/002-red-mug.txt",
    "linkedin/002-red-mug_linkedin-1x1.png",
    "linkedin/002-red-mug_linkedin-4x5.png",
    "posts.csv",
    "tiktok/007-green-pot.jpg",
    "tiktok/007-green-pot.txt",
    "x/004-our-shop.png",
    "x/004-our-shop.txt",
];

/// Starts a run and kills it once so many rows are made, of as many as there are.
fn start_and_kill(home: &Path, arguments: &[&str], (kill_at, rows): (usize, usize)) {
    let out = home.join("out");
    let mut child = brandish(home)
        .args(["campaign", "autumn.csv"])
        .args(QUICK)
        .args(arguments)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let begun = Instant::now();
    while made(&out) < kill_at && child.try_wait().unwrap().is_none() {
        assert!(begun.elapsed() < Duration::from_secs(300), "nothing is made");
        std::thread::sleep(Duration::from_millis(5));
    }
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(made(&out) >= kill_at && made(&out) < rows, "killed in the middle");
}

#[test]
fn a_killed_run_goes_on_with_nothing_double_and_nothing_missing() {
    let home = tempfile::tempdir().unwrap();
    photo(home.path(), "shop.jpg");
    table(
        home.path(),
        "product,headline,networks,date,photo\n\
         Red mug,Warm hands,\"instagram, linkedin-1x1, linkedin-4x5\",2026-12-01,\n\
         Blue cup,,instagram,2026-12-02 09:30,\n\
         Our shop,Come in,\"x, instagram\",,shop.jpg\n\
         Blue cup,,instagram,2026-12-03,\n\
         Bad row,,myspace,,\n\
         Green pot,Tea time,\"tiktok, bluesky\",,\n\
         White plate,@stride dinner,instagram,,\n",
    );
    let arguments = ["--out", "out", "--keep-going", "--zip", "--whole-photos", "--clean"];
    let out = home.path().join("out");
    let rows = 6;
    for kill_at in [1, 3] {
        start_and_kill(home.path(), &arguments, (kill_at, rows));
    }
    let output = campaign(home.path(), &[&arguments[..], &["--json"]].concat());
    assert_eq!(output.status.code(), Some(1), "one row is bad: {}", stderr(&output));
    let report = answers(&output).remove(0);
    assert_eq!((&report["made"], &report["left"]), (&rows.into(), &0.into()), "{report}");
    assert_eq!(report["posts"], 10);
    assert_eq!(report["errors"][0]["row"], 6);

    // Each drawn row has one picture in history, and each row one caption for each network.
    let jobs = listed(&brandish(home.path()).args(["jobs", "--json"]).output().unwrap());
    let pictures: Vec<_> = jobs.iter().filter(|job| job.get("image_path").is_some()).collect();
    let captions = jobs.iter().filter(|job| job.get("hook").is_some()).count();
    assert_eq!((pictures.len(), captions), (5, 9), "{jobs:?}");

    let expected = BTreeSet::from(FILES.map(str::to_owned));
    assert_eq!(files(&out), expected);
    check_table(&out);
    check_marks(&out);

    // Once more: all is there, and nothing is made anew.
    let before =
        std::fs::metadata(out.join("instagram/002-red-mug.png")).unwrap().modified().unwrap();
    campaign(home.path(), &arguments);
    let after =
        std::fs::metadata(out.join("instagram/002-red-mug.png")).unwrap().modified().unwrap();
    assert_eq!((before, files(&out)), (after, expected));
    let jobs_now = listed(&brandish(home.path()).args(["jobs", "--json"]).output().unwrap());
    assert_eq!(jobs_now.len(), jobs.len());
}

/// The table has a row for each picture, with its date and its caption, and no cell that a spreadsheet runs.
fn check_table(out: &Path) {
    let text = std::fs::read_to_string(out.join("posts.csv")).unwrap();
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let rows: Vec<_> = reader.records().map(Result::unwrap).collect();
    assert_eq!(rows.len(), 10);
    assert_eq!((&rows[0][0], &rows[0][1]), ("Instagram", "2026-12-01"));
    assert_eq!(&rows[3][1], "2026-12-02 09:30");
    for row in &rows {
        assert!(out.join(&row[2]).is_file() && !row[3].is_empty() && !row[4].is_empty(), "{row:?}");
        assert!(row.iter().all(|cell| !cell.starts_with(['=', '+', '-', '@'])), "{row:?}");
    }
}

/// A clean file of a model's picture is marked as machine-made and holds no prompt; a photo has no such mark.
fn check_marks(out: &Path) {
    for (name, is_drawn) in [
        ("instagram/002-red-mug.png", true),
        ("tiktok/007-green-pot.jpg", true),
        ("x/004-our-shop.png", false),
    ] {
        let bytes = std::fs::read(out.join(name)).unwrap();
        let has = |text: &str| bytes.windows(text.len()).any(|window| window == text.as_bytes());
        assert_eq!(has("compositeWithTrainedAlgorithmicMedia"), is_drawn, "{name}");
        for prompt in ["Red mug", "Green pot", "Our shop", "\"prompt\"", "Steps:"] {
            assert!(!has(prompt), "{name} holds {prompt}");
        }
    }
}

#[test]
fn a_folder_of_other_files_is_not_touched_and_a_failed_row_is_named_and_tried_again() {
    let home = tempfile::tempdir().unwrap();
    photo(home.path(), "a.png");
    table(home.path(), "product,photo\nMug,a.png\n");
    std::fs::create_dir(home.path().join("full")).unwrap();
    std::fs::write(home.path().join("full/mine.txt"), "mine").unwrap();
    let output = campaign(home.path(), &["--out", "full"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("overwrites nothing"), "{}", stderr(&output));

    // A word that the brand avoids fails the row where the check is strict, and nothing of it is written.
    table(home.path(), "product,headline,photo\nMug,The cheapest mug,a.png\nCup,A cup,a.png\n");
    let arguments = ["--out", "out", "--whole-photos", "--persona", "stride", "--keep-going"];
    let output = campaign(home.path(), &[&arguments[..], &["--strict", "--json"]].concat());
    assert_eq!(output.status.code(), Some(1));
    let report = answers(&output).remove(0);
    assert_eq!((&report["made"], &report["failed"][0]["row"]), (&1.into(), &2.into()), "{report}");
    assert!(report["failed"][0]["message"].as_str().unwrap().contains("“cheap”"), "{report}");
    assert!(!home.path().join("out/instagram/002-mug.png").exists());
    // Without the check, the same folder gets the row.
    let output = campaign(home.path(), &arguments);
    assert!(output.status.success(), "{}", stderr(&output));
    assert!(home.path().join("out/instagram/002-mug.png").is_file());
}
