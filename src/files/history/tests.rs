//! What is written is found again, also by the next process.

use super::*;
use crate::brand::starters;
use crate::brief::{Brief, ModelTraits, PictureSpec};
use crate::job::{Ending, Event};

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
    assert_eq!(found, jobs);
}

#[test]
fn what_is_not_over_is_found_however_old_it_is() {
    let (_folder, _path, mut history) = open();
    let mut jobs: Vec<_> = (0..6).map(|n| job(&format!("mug {n}"))).collect();
    jobs[1..].iter_mut().for_each(finish);
    history.save(&jobs).unwrap();
    history.save(&jobs).unwrap();
    let found: Vec<_> = history.recent(2).unwrap().iter().map(|job| job.id).collect();
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
    assert!(history.recent(10).unwrap().is_empty());
    assert_eq!(history.job(mug.id).unwrap(), None);
    history.set_removed(&[mug.id], false).unwrap();
    assert_eq!(history.job(mug.id).unwrap(), Some(mug));
}

#[test]
fn a_file_of_a_newer_version_or_no_database_is_refused_and_left_alone() {
    let (_folder, path, history) = open();
    history.database.pragma_update(None, "user_version", 99).unwrap();
    drop(history);
    assert!(matches!(History::open(&path), Err(HistoryError::Newer(_))));
    std::fs::write(&path, "these are not the tables you are looking for").unwrap();
    for side in ["history.sqlite-wal", "history.sqlite-shm"] {
        std::fs::remove_file(path.with_file_name(side)).ok();
    }
    let Err(error) = History::open(&path) else { panic!("a text file was opened") };
    assert!(error.to_string().contains("history.sqlite"), "{error}");
}

#[test]
fn a_reader_sees_what_the_writer_wrote() {
    let (_folder, path, mut history) = open();
    let reader = History::open_to_read(&path).unwrap();
    let mug = job("mug");
    history.save([&mug]).unwrap();
    assert_eq!(reader.job(mug.id).unwrap(), Some(mug));
}
