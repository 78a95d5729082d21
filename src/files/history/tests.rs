//! What is written is found again, also by the next process.

use super::*;
use crate::brand::starters;
use crate::brief::{Brief, ModelTraits, PictureSpec};
use crate::job::{Ending, Event, Failure, Task};
use std::time::Duration;

fn job(prompt: &str) -> Job {
    let model = ModelTraits::like_spark();
    let brief = Brief { prompt: prompt.into(), ..Brief::default() };
    let spec = PictureSpec::from_brief(&brief, Some(&starters()[0]), &model, 1).unwrap().remove(0);
    let id = JobId::fresh();
    Job::new(id, id, Task::Picture(spec), 5)
}

fn finish(job: &mut Job) {
    let picture = SavedPicture {
        path: "a.png".into(),
        width: 8,
        height: 8,
        took: Duration::from_millis(1234),
        notes: vec!["A note.".into()],
        scene: None,
    };
    for event in [Event::Started, Event::Finishing, Event::Ended(Ending::Picture(picture))] {
        job.apply(event).unwrap();
    }
}

fn open() -> (tempfile::TempDir, PathBuf, History) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("history.sqlite");
    let history = History::open(&path).unwrap();
    (folder, path, history)
}

#[test]
fn jobs_of_every_state_are_found_again_by_the_next_process() {
    let (_folder, path, mut history) = open();
    let mut jobs: Vec<_> = (0..5).map(|n| job(&format!("mug {n}"))).collect();
    history.save(&jobs).unwrap();
    jobs[1].apply(Event::Started).unwrap();
    finish(&mut jobs[2]);
    jobs[2].favourite = true;
    jobs[3].apply(Event::Ended(Ending::Cancelled)).unwrap();
    jobs[4].apply(Event::Started).unwrap();
    jobs[4].apply(Event::Ended(Ending::Failed(Failure::Blank))).unwrap();
    history.save(&jobs).unwrap();
    drop(history);
    let found = History::open(&path).unwrap().recent(100).unwrap();
    assert_eq!((found.items, found.unreadable), (jobs, Vec::new()));
}

#[test]
fn what_is_not_over_is_found_however_old_it_is() {
    let (_folder, _path, mut history) = open();
    let mut jobs: Vec<_> = (0..6).map(|n| job(&format!("mug {n}"))).collect();
    jobs[1..].iter_mut().for_each(finish);
    history.save(&jobs).unwrap();
    history.save(&jobs).unwrap();
    let found: Vec<_> = history.recent(2).unwrap().items.iter().map(|job| job.id).collect();
    assert_eq!(found, [jobs[0].id, jobs[4].id, jobs[5].id]);
}

#[test]
fn the_library_is_searched_by_words_and_paged_newest_first() {
    let (_folder, _path, mut history) = open();
    let mut jobs: Vec<_> = ["red shoes", "blue shoes 100%", "green hat"].map(job).into();
    jobs.iter_mut().for_each(finish);
    history.save(&jobs).unwrap();
    history.save(&jobs).unwrap();
    let find = |words: &str| {
        let query = Query { words: words.into(), ..Query::default() };
        let page = history.page(&query, 0, 10).unwrap();
        page.entries.into_iter().map(|entry| entry.prompt).collect::<Vec<_>>()
    };
    assert_eq!(find("shoes"), ["blue shoes 100%", "red shoes"]);
    assert_eq!(find("SHOES red"), ["red shoes"]);
    assert_eq!(find("100%"), ["blue shoes 100%"]);
    assert_eq!(find("%"), ["blue shoes 100%"]);
    let page = history.page(&Query::default(), 1, 1).unwrap();
    assert_eq!((page.total, page.entries[0].job), (3, jobs[1].id));
    let query = Query { favourites: true, ..Query::default() };
    assert_eq!(history.page(&query, 0, 10).unwrap().total, 0);
    let query = Query { persona: Some("stride".into()), ..Query::default() };
    assert_eq!(history.page(&query, 0, 10).unwrap().total, 3);
}

#[test]
fn what_is_removed_is_out_of_sight_until_it_is_brought_back() {
    let (_folder, _path, mut history) = open();
    let mut mug = job("mug");
    finish(&mut mug);
    history.save([&mug]).unwrap();
    history.save([&mug]).unwrap();
    history.set_removed(&[mug.id], true).unwrap();
    assert!(history.recent(10).unwrap().items.is_empty());
    assert_eq!(history.job(mug.id).unwrap(), None);
    history.set_removed(&[mug.id], false).unwrap();
    assert_eq!(history.job(mug.id).unwrap(), Some(mug));
}

/// What lies in a folder: names and bytes.
fn files(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let paths = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut files: Vec<_> =
        paths.map(|path| (path.clone(), std::fs::read(path).unwrap())).collect();
    files.sort();
    files
}

#[test]
fn a_newer_versions_file_is_refused_and_neither_it_nor_its_folder_is_touched() {
    for ending_in_log in [false, true] {
        let (folder, path, mut history) = open();
        history.save([&job("mug")]).unwrap();
        let newer = |database: &Connection| {
            database.pragma_update(None, "user_version", 99).unwrap();
        };
        if ending_in_log {
            // The newer program was killed: its version stands only in the log.
            newer(&history.database);
            let copy = tempfile::tempdir().unwrap();
            for (file, bytes) in files(folder.path()) {
                std::fs::write(copy.path().join(file.file_name().unwrap()), bytes).unwrap();
            }
            let path = copy.path().join("history.sqlite");
            let before = [path.clone(), open::beside(&path, "-wal")].map(std::fs::read);
            assert!(matches!(History::open(&path), Err(HistoryError::Newer(_))));
            assert!(matches!(History::open_to_read(&path), Err(HistoryError::Newer(_))));
            let after = [path.clone(), open::beside(&path, "-wal")].map(std::fs::read);
            assert_eq!(before.map(Result::unwrap), after.map(Result::unwrap));
        } else {
            newer(&history.database);
            drop(history);
            let before = files(folder.path());
            let error = History::open(&path).err().unwrap().to_string();
            assert!(error.contains("newer Brandish, and was not changed"), "{error}");
            assert!(matches!(History::open_to_read(&path), Err(HistoryError::Newer(_))));
            assert_eq!(files(folder.path()), before);
        }
    }
}

#[test]
fn an_older_versions_file_is_read_without_a_change_and_migrated_when_it_is_written() {
    let (_folder, path, mut history) = open();
    let mug = job("mug");
    history.save([&mug]).unwrap();
    for (version, sql) in [
        (3, ""),
        (2, "ALTER TABLE jobs DROP COLUMN sent;"),
        (
            1,
            "
        DROP INDEX captions_by_persona; ALTER TABLE jobs DROP COLUMN caption;
    ",
        ),
    ] {
        history.database.execute_batch(sql).unwrap();
        history.database.pragma_update(None, "user_version", version).unwrap();
        let reader = History::open_to_read(&path).unwrap();
        assert_eq!(reader.job(mug.id).unwrap().as_ref(), Some(&mug), "version {version}");
        assert_eq!(reader.recent(10).unwrap().items.len(), 1);
        assert!(reader.last_captions(10).unwrap().items.is_empty());
        assert_eq!(reader.page(&Query::default(), 0, 10).unwrap().total, 0);
    }
    drop(history);
    assert_eq!(History::open(&path).unwrap().job(mug.id).unwrap(), Some(mug));
}

#[test]
fn a_row_that_cannot_be_read_hides_no_other_and_stays() {
    for (case, change, reason) in [
        ("an unknown state", "state = 'dreaming'", "“dreaming” is not a state"),
        ("a damaged task", "task = substr(task, 1, 40)", "EOF while parsing"),
        ("an empty task", "task = ''", "EOF"),
        ("a task of another program", "task = '{\"video\":{}}'", "unknown variant"),
        (
            "a weight that is no number",
            "task = replace(task, '\"steps\":', '\"steps\":null,\"x\":')",
            "null",
        ),
        ("a task that is no text", "task = x'00ff'", "Invalid column type"),
        ("a damaged picture", "picture = '{'", "EOF"),
        ("a damaged failure", "state = 'failed', failure = '{'", "EOF"),
        ("a damaged caption", "caption = '[]'", "invalid length"),
        ("a batch that is no id", "batch = 'b'", "is not a job id"),
        ("a rank that is no number", "rank = 'first'", "Invalid column type"),
    ] {
        let (_folder, path, mut history) = open();
        let mut jobs: Vec<_> = (0..3).map(|n| job(&format!("mug {n}"))).collect();
        jobs.iter_mut().for_each(finish);
        history.save(&jobs).unwrap();
        let bad = jobs[1].id;
        let sql = format!("UPDATE jobs SET {change} WHERE id = '{bad}'");
        assert_eq!(history.database.execute(&sql, []).unwrap(), 1, "{case}");
        let good = [jobs[0].id, jobs[2].id];
        let ids = |jobs: &[Job]| jobs.iter().map(|job| job.id).collect::<Vec<_>>();

        let found = history.recent(10).unwrap();
        assert_eq!(ids(&found.items), good, "{case}");
        let [row] = &found.unreadable[..] else { panic!("{case}: {found:?}") };
        assert!(row.id == bad.to_string() && row.reason.contains(reason), "{case}: {row:?}");
        let found = history.before(None, 2).unwrap();
        assert_eq!(ids(&found.items), [good[1], good[0]], "{case}: it takes no place on a page");
        assert_eq!(found.unreadable.len(), 1, "{case}");
        history.captions_of(jobs[0].batch).unwrap();
        history.last_captions(10).unwrap();
        history.page(&Query::default(), 0, 10).unwrap();
        let error = history.job(bad).unwrap_err().to_string();
        assert!(error.contains(&bad.to_string()) && error.contains(reason), "{case}: {error}");
        assert!(!error.contains("written") && !error.contains("disk"), "{case}: {error}");

        // Others are written beside it, it can be removed, and it is in the file as it was.
        history.save(&jobs[2..]).unwrap();
        assert_eq!(history.pictures_of(&[bad], false).unwrap().0, 1, "{case}");
        drop(history);
        assert_eq!(History::open(&path).unwrap().recent(10).unwrap().unreadable.len(), 1, "{case}");
    }
}

#[test]
fn an_id_is_shown_without_its_control_characters_and_not_at_any_length() {
    let (_folder, path, history) = open();
    let id = format!("\u{1b}[31m{}", "x".repeat(100_000));
    let values = params![id];
    let sql = "INSERT INTO jobs (id, batch, rank, state, task, prompt, model)
               VALUES (?1, 'b', 0, 'done', '{', 'mug', 'spark')";
    history.database.execute(sql, values).unwrap();
    let found = History::open_to_read(&path).unwrap().recent(10).unwrap();
    let shown = &found.unreadable[0].id;
    assert!(!shown.contains('\u{1b}') && shown.chars().count() == 120, "{shown}");
}

/// A history of some hundred pages, and its jobs.
fn large() -> (tempfile::TempDir, PathBuf, Vec<JobId>) {
    let (folder, path, mut history) = open();
    let mut jobs: Vec<_> = (0..400).map(|n| job(&format!("mug {n}"))).collect();
    jobs.iter_mut().for_each(finish);
    history.save(&jobs).unwrap();
    drop(history);
    (folder, path, jobs.iter().map(|job| job.id).collect())
}

#[test]
fn what_can_be_read_of_a_damaged_file_is_saved_and_the_file_is_set_aside() {
    type Damage = fn(&mut Vec<u8>);
    let cases: &[(&str, Damage, usize)] = &[
        ("cut off at half", |bytes| bytes.truncate(bytes.len() / 2 / 4096 * 4096), 100),
        ("cut off within a page", |bytes| bytes.truncate(bytes.len() / 2 + 100), 100),
        ("cut off to its last page", |bytes| bytes.truncate(bytes.len() - 4096), 390),
        ("pages in the middle are zeros", |bytes| bytes[40 * 4096..48 * 4096].fill(0), 300),
        (
            "three pages are noise",
            |bytes| {
                for page in [20, 40, 60] {
                    (0..4096).for_each(|at| bytes[page * 4096 + at] = (at * 31 + page) as u8);
                }
            },
            250,
        ),
        (
            "no database",
            |bytes| *bytes = b"these are not the tables you are looking for".to_vec(),
            0,
        ),
        ("its header is gone", |bytes| bytes[..100].fill(0), 0),
        ("its first page is noise", |bytes| bytes[16..4096].fill(0xA5), 0),
    ];
    for (case, damage, at_least) in cases {
        let (folder, path, ids) = large();
        let mut bytes = std::fs::read(&path).unwrap();
        damage(&mut bytes);
        std::fs::write(&path, &bytes).unwrap();
        let error = History::open(&path).err().unwrap_or_else(|| panic!("{case}: opened"));
        assert!(matches!(error, HistoryError::Damaged { .. }), "{case}: {error}");
        let extra = job("made anew");
        let (history, salvage) = History::salvage(&path, |saved| {
            assert!(saved.pictures().unwrap().len() <= 1);
            vec![extra.clone()]
        })
        .unwrap_or_else(|error| panic!("{case}: {error}"));
        assert!(salvage.rows >= *at_least, "{case}: {} rows", salvage.rows);
        assert_eq!(salvage.relisted, 1, "{case}");
        let found = history.recent(1000).unwrap();
        assert_eq!(found.items.len() + found.unreadable.len(), salvage.rows + 1, "{case}");
        let known = found.items.iter().filter(|job| job.id != extra.id);
        assert!(known.clone().all(|job| ids.contains(&job.id)), "{case}");
        assert_eq!(std::fs::read(salvage.set_aside.clone().unwrap()).unwrap(), bytes, "{case}");
        assert!(!open::beside(&path, ".new").exists(), "{case}");
        println!("{case}: {} of {} rows", salvage.rows, ids.len());
        drop(history);
        // The next start finds a healthy file, and the one that is set aside is kept.
        assert_eq!(History::open(&path).unwrap().recent(1000).unwrap(), found, "{case}");
        assert_eq!(
            files(folder.path())
                .iter()
                .filter(|(path, _)| { path.to_string_lossy().contains("damaged") })
                .count(),
            1,
            "{case}"
        );
    }
}

#[test]
fn a_file_whose_pages_follow_each_other_in_a_circle_is_read_to_an_end() {
    // A history of 200 jobs that was cut off at half and written on before it was cut.
    let circle = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/history/circle.sqlite");
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("history.sqlite");
    std::fs::copy(circle, &path).unwrap();
    assert!(matches!(History::open(&path), Err(HistoryError::Damaged { .. })));
    let (history, salvage) = History::salvage(&path, |_| Vec::new()).unwrap();
    let found = history.recent(1000).unwrap();
    assert_eq!(found.items.len() + found.unreadable.len(), salvage.rows);
}

#[test]
fn rows_that_a_killed_program_left_in_the_log_are_saved_too() {
    let (_folder, path, mut history) = open();
    let jobs: Vec<_> = (0..400).map(|n| job(&format!("mug {n}"))).collect();
    history.save(&jobs[..200]).unwrap();
    history.database.pragma_update(None, "wal_checkpoint", "TRUNCATE").unwrap();
    history.database.pragma_update(None, "wal_autocheckpoint", 0).unwrap();
    history.save(&jobs[200..]).unwrap();
    let copy = tempfile::tempdir().unwrap();
    let damaged = copy.path().join("history.sqlite");
    std::fs::copy(open::beside(&path, "-wal"), open::beside(&damaged, "-wal")).unwrap();
    let mut bytes = std::fs::read(&path).unwrap();
    bytes[10 * 4096..11 * 4096].fill(0xA5);
    std::fs::write(&damaged, bytes).unwrap();
    assert!(matches!(History::open(&damaged), Err(HistoryError::Damaged { .. })));
    let (history, salvage) = History::salvage(&damaged, |_| Vec::new()).unwrap();
    assert!(salvage.rows >= 380, "{}", salvage.rows);
    let last: Vec<_> = history.before(None, 200).unwrap().items.iter().map(|job| job.id).collect();
    assert!(jobs[200..].iter().all(|job| last.contains(&job.id)), "the log's rows are there");
}

/// How a file is read that nobody may write beside: here as an ordinary folder, where only the way is another.
#[test]
fn a_file_is_read_without_files_beside_it_with_its_log() {
    for with_log in [false, true] {
        let (folder, path, mut history) = open();
        let mug = job("mug");
        history.save([&mug]).unwrap();
        let odd = folder.path().join("100% odd #name?é");
        std::fs::create_dir(&odd).unwrap();
        let copy = odd.join("history.sqlite");
        if with_log {
            std::fs::copy(&path, &copy).unwrap();
            std::fs::copy(open::beside(&path, "-wal"), open::beside(&copy, "-wal")).unwrap();
        } else {
            drop(history);
            std::fs::copy(&path, &copy).unwrap();
        }
        let before = files(&odd);
        let (database, copied) = open::connect_without_writing(&copy).unwrap();
        assert_eq!(copied.is_some(), with_log);
        let reader = History { database, path: copy, _copy: copied };
        assert_eq!(reader.job(mug.id).unwrap(), Some(mug));
        assert_eq!(files(&odd), before);
    }
}

#[test]
fn no_file_reads_as_an_empty_history_and_is_not_made() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("history.sqlite");
    assert!(History::open_to_read(&path).unwrap().recent(10).unwrap().items.is_empty());
    assert!(!path.exists());
    std::fs::write(&path, b"").unwrap();
    assert!(History::open_to_read(&path).unwrap().recent(10).unwrap().items.is_empty());
}

#[test]
fn a_reader_sees_what_the_writer_wrote() {
    let (_folder, path, mut history) = open();
    let reader = History::open_to_read(&path).unwrap();
    let mug = job("mug");
    history.save([&mug]).unwrap();
    assert_eq!(reader.job(mug.id).unwrap(), Some(mug));
}
