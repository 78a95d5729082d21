//! Jobs against a real history on disk, also one that cannot be written.

use super::*;
use crate::brief::{Brief, ModelTraits, PictureSpec};
use crate::files::{History, save_picture};
use crate::job::{Ending, Failure, SavedPicture, Task};
use std::path::{Path, PathBuf};

const FAIL_WRITES: &str = "
    CREATE TRIGGER full_insert BEFORE INSERT ON jobs BEGIN SELECT RAISE(ABORT, 'disk full'); END;
    CREATE TRIGGER full_update BEFORE UPDATE ON jobs BEGIN SELECT RAISE(ABORT, 'disk full'); END;
";
const LET_WRITES_PASS: &str = "DROP TRIGGER full_insert; DROP TRIGGER full_update;";

struct Fixture {
    folder: tempfile::TempDir,
    store: JobStore,
}

impl Fixture {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let history = History::open(&folder.path().join("history.sqlite")).unwrap();
        let history = HistoryThread::start(history, || {});
        let store = JobStore::new(Vec::new(), RecentCaptions::default(), history);
        Self { folder, store }
    }

    fn path(&self) -> PathBuf {
        self.folder.path().join("history.sqlite")
    }

    /// Receives until something is true; returns the jobs that ended by it.
    #[track_caller]
    fn until(&mut self, mut is_true: impl FnMut(&JobStore) -> bool) -> Vec<JobId> {
        let (begun, mut ended) = (Instant::now(), Vec::new());
        while !is_true(&self.store) {
            assert!(begun.elapsed() < Duration::from_secs(30), "waited in vain");
            std::thread::sleep(Duration::from_millis(1));
            ended.extend(self.store.receive().ended);
        }
        ended
    }

    fn rows(&self) -> Vec<Job> {
        History::open_to_read(&self.path()).unwrap().recent(100).unwrap().items
    }

    /// A finished job with its picture on disk.
    fn finished(&mut self) -> (JobId, PathBuf) {
        let mut job = job();
        let (id, path) = (job.id, picture(self.folder.path(), job.id));
        let took = Duration::from_secs(1);
        let saved = SavedPicture {
            path: path.clone(),
            width: 1,
            height: 1,
            took,
            notes: vec![],
            scene: None,
        };
        for event in [Event::Started, Event::Finishing, Event::Ended(Ending::Picture(saved))] {
            job.apply(event).unwrap();
        }
        self.store.add(vec![job]);
        self.until(|store| store.is_saved(id));
        (id, path)
    }
}

fn picture(folder: &Path, id: JobId) -> PathBuf {
    save_picture(folder, id, "mug", b"a picture").unwrap()
}

fn job() -> Job {
    let brief = Brief { prompt: "mug".into(), ..Brief::default() };
    let specs = PictureSpec::from_brief(&brief, None, &ModelTraits::like_spark(), 1);
    let id = JobId::fresh();
    Job::new(id, id, Task::Picture(specs.unwrap().remove(0)), 0)
}

#[test]
fn a_job_is_accepted_when_its_row_is_on_disk() {
    let mut fixture = Fixture::new();
    let job = job();
    let id = job.id;
    fixture.store.add(vec![job.clone()]);
    assert!(!fixture.store.is_accepted(id) && !fixture.store.is_ready(&job));
    fixture.until(|store| store.is_saved(id));
    assert!(fixture.store.is_accepted(id) && fixture.store.is_ready(&job));
    assert_eq!(fixture.rows(), [job]);
}

#[test]
fn a_job_that_cannot_be_saved_fails_is_reported_once_and_can_be_retried() {
    let mut fixture = Fixture::new();
    History::run_sql(&fixture.path(), FAIL_WRITES);
    let job = job();
    let id = job.id;
    fixture.store.add(vec![job]);
    let ended = fixture.until(|store| store.is_failed(id));
    assert_eq!(ended, [id]);
    let state = fixture.store.get(id).unwrap().state().clone();
    assert!(matches!(state, State::Failed(Failure::NotSaved { .. })), "{state:?}");
    let errors = fixture.store.take_errors();
    assert!(errors.len() == 1 && errors[0].contains("disk full"), "{errors:?}");
    fixture.store.save_failed();
    fixture.until(|store| store.is_failed(id));
    assert_eq!(fixture.store.take_errors(), Vec::<String>::new(), "it was reported before");

    History::run_sql(&fixture.path(), LET_WRITES_PASS);
    fixture.store.apply(id, Event::Requeued).unwrap();
    fixture.until(|store| store.is_saved(id));
    assert_eq!(*fixture.rows()[0].state(), State::Queued);
}

#[test]
fn a_change_that_could_not_be_written_is_written_later() {
    let mut fixture = Fixture::new();
    let (id, _) = fixture.finished();
    History::run_sql(&fixture.path(), FAIL_WRITES);
    fixture.store.set_favourite(id, true).unwrap();
    fixture.until(|store| store.is_failed(id));
    History::run_sql(&fixture.path(), LET_WRITES_PASS);
    fixture.store.retry_at = Instant::now();
    fixture.until(|store| store.is_saved(id));
    assert!(fixture.rows()[0].favourite);
}

#[test]
fn all_jobs_of_one_removal_are_restored_together() {
    let mut fixture = Fixture::new();
    let finished: Vec<_> = (0..4).map(|_| fixture.finished()).collect();
    let ids: Vec<_> = finished.iter().map(|(id, _)| *id).collect();
    fixture.store.remove(&ids[..1]).unwrap();
    fixture.store.remove(&ids[1..]).unwrap();
    assert_eq!(fixture.store.iter().count(), 0);
    let gone = |_: &JobStore| finished.iter().all(|(_, path)| !path.exists());
    fixture.until(gone);
    assert_eq!(fixture.store.undo_remove(), ids[1..]);
    fixture.until(|store| {
        store.iter().count() == 3 && finished[1..].iter().all(|(_, path)| path.exists())
    });
    assert!(!finished[0].1.exists(), "that was another removal");
    assert_eq!(fixture.store.undo_remove(), ids[..1]);
    assert_eq!(fixture.store.undo_remove(), []);
    fixture.until(|_| finished[0].1.exists());
}

#[test]
fn a_removal_that_fails_leaves_the_jobs_and_their_pictures() {
    let mut fixture = Fixture::new();
    let (id, path) = fixture.finished();
    History::run_sql(&fixture.path(), FAIL_WRITES);
    fixture.store.remove(&[id]).unwrap();
    assert!(fixture.store.get(id).is_none(), "it is hidden at once");
    fixture.until(|store| store.get(id).is_some());
    assert!(path.exists());
    assert_eq!(fixture.store.take_errors().len(), 1);
    assert_eq!(fixture.store.undo_remove(), [], "nothing was removed");
}

#[test]
fn what_runs_is_not_removed() {
    let mut fixture = Fixture::new();
    let (over, waiting) = (fixture.finished().0, job());
    let id = waiting.id;
    fixture.store.add(vec![waiting]);
    let refused = fixture.store.remove(&[over, id]);
    assert!(matches!(refused, Err(StudioError::NotNow(_))));
    assert_eq!(fixture.store.iter().count(), 2, "all or none");
}

#[test]
fn an_old_job_is_loaded_and_can_be_changed() {
    let mut fixture = Fixture::new();
    let (id, _) = fixture.finished();
    fixture.store.jobs.clear();
    assert!(matches!(fixture.store.set_favourite(id, true), Err(StudioError::NoSuchJob(_))));
    fixture.store.load(id);
    assert!(fixture.store.is_loading(id));
    fixture.until(|store| !store.is_loading(id));
    fixture.store.set_favourite(id, true).unwrap();
    fixture.until(|store| store.is_saved(id));
    assert!(fixture.rows()[0].favourite);
    let unknown = JobId::fresh();
    fixture.store.load(unknown);
    fixture.until(|store| !store.is_loading(unknown));
    assert!(fixture.store.get(unknown).is_none());
}

#[test]
fn the_oldest_finished_jobs_leave_the_memory_but_not_what_was_loaded_or_is_unsaved() {
    let mut fixture = Fixture::new();
    let (loaded, _) = fixture.finished();
    fixture.store.jobs.clear();
    fixture.store.load(loaded);
    fixture.until(|store| store.get(loaded).is_some());
    let (oldest, _) = fixture.finished();
    let mut jobs: Vec<_> = (0..MAX_FINISHED).map(|_| job()).collect();
    for job in &mut jobs {
        job.apply(Event::Ended(Ending::Cancelled)).unwrap();
    }
    let newest = jobs.last().unwrap().id;
    fixture.store.add(jobs);
    fixture.store.drop_oldest();
    assert!(fixture.store.get(oldest).is_some(), "the others are not saved yet");
    fixture.until(|store| store.is_saved(newest));
    fixture.store.drop_oldest();
    assert!(fixture.store.get(oldest).is_none());
    assert!(fixture.store.get(loaded).is_some());
}
