//! The life of a job as a table: each state against each event.

use super::*;
use crate::brief::{Brief, CaptionBrief, ModelTraits};

fn job_in(state: State) -> Job {
    let model = ModelTraits::like_spark();
    let brief = Brief { prompt: "mug".into(), ..Brief::default() };
    let spec = PictureSpec::from_brief(&brief, None, &model, 1).unwrap().remove(0);
    let id = JobId::fresh();
    Job::restored((id, id), Task::Picture(spec), (0, false, false), state, (None, None))
}

fn caption_job_in(state: State) -> Job {
    let brief = CaptionBrief { prompt: "mug".into(), ..CaptionBrief::default() };
    let spec = CaptionSpec::from_brief(&brief, None, Vec::new(), 1).unwrap();
    let id = JobId::fresh();
    Job::restored((id, id), Task::Caption(spec), (0, false, false), state, (None, None))
}

fn written() -> WrittenCaption {
    let caption = Caption { hook: "A mug.".into(), ..Caption::default() };
    WrittenCaption { caption, took: Duration::ZERO }
}

fn saved() -> SavedPicture {
    SavedPicture {
        path: "a.png".into(),
        width: 8,
        height: 8,
        took: Duration::from_secs(1),
        notes: Vec::new(),
        scene: None,
    }
}

#[test]
fn every_state_answers_every_event_as_the_table_says() {
    let states = [
        State::Queued,
        State::Loading("Spark".into()),
        State::Rendering { done: 3, total: 20 },
        State::Writing { words: 3 },
        State::Finishing,
        State::Done,
        State::Failed(Failure::Blank),
        State::Cancelled,
        State::Interrupted,
    ];
    let events = [
        Event::Started,
        Event::Loading { what: "Spark".into() },
        Event::Step { done: 4, total: 20, preview: None },
        Event::Words("A mug".into()),
        Event::Finishing,
        Event::Ended(Ending::Picture(saved())),
        Event::Ended(Ending::Cancelled),
        Event::Ended(Ending::Failed(Failure::NotFinite)),
        Event::Interrupted,
        Event::Requeued,
        Event::Edited(Some("Mine.".into())),
        Event::GivenBack,
        Event::NotSaved { detail: "full".into() },
    ];
    // Rows are states, columns events; a letter is the state that follows, a dot a refusal.
    // L loading, R rendering, W writing, F finishing, D done, X failed, C cancelled, I interrupted,
    // Q queued
    let table = [
        "L.....C.....X", // queued
        ".LRWF.CXI..Q.", // loading
        "..R.F.CXI..Q.", // rendering
        "...WF.CXI..Q.", // writing
        ".....DCXI..Q.", // finishing
        ".............", // done
        ".........Q...", // failed
        ".........Q...", // cancelled
        ".........Q...", // interrupted
    ];
    for (state, row) in states.iter().zip(table) {
        for (event, expected) in events.iter().zip(row.chars()) {
            let mut job = job_in(state.clone());
            let outcome = job.apply(event.clone());
            let letter = match (&outcome, job.state()) {
                (Err(_), _) => '.',
                (Ok(()), State::Queued) => 'Q',
                (Ok(()), State::Loading(_)) => 'L',
                (Ok(()), State::Rendering { .. }) => 'R',
                (Ok(()), State::Writing { .. }) => 'W',
                (Ok(()), State::Finishing) => 'F',
                (Ok(()), State::Done) => 'D',
                (Ok(()), State::Failed(_)) => 'X',
                (Ok(()), State::Cancelled) => 'C',
                (Ok(()), State::Interrupted) => 'I',
            };
            assert_eq!(letter, expected, "{event:?} in {state:?}");
            if outcome.is_err() {
                assert_eq!(job.state(), state, "a refused event changes nothing");
            }
        }
    }
}

#[test]
fn a_preview_is_kept_until_the_job_is_over() {
    let mut job = job_in(State::Rendering { done: 0, total: 2 });
    let preview = Preview { width: 1, height: 1, rgba: vec![1, 2, 3, 255].into() };
    job.apply(Event::Step { done: 1, total: 2, preview: Some(preview) }).unwrap();
    job.apply(Event::Step { done: 2, total: 2, preview: None }).unwrap();
    assert!(job.preview().is_some());
    job.apply(Event::Finishing).unwrap();
    job.apply(Event::Ended(Ending::Picture(saved()))).unwrap();
    assert!(job.preview().is_none());
    assert_eq!(job.picture(), Some(&saved()));
}

#[test]
fn a_caption_shows_its_draft_while_it_is_written_and_can_be_edited_when_it_is_done() {
    let mut job = caption_job_in(State::Loading(String::new()));
    job.apply(Event::Edited(None)).unwrap_err();
    job.apply(Event::Words("A mug for".into())).unwrap();
    assert_eq!((job.draft(), job.state()), ("A mug for", &State::Writing { words: 3 }));
    job.apply(Event::Finishing).unwrap();
    job.apply(Event::Ended(Ending::Picture(saved()))).unwrap_err();
    assert_eq!(job.draft(), "A mug for", "a refused event changes nothing");
    job.apply(Event::Ended(Ending::Caption(Box::new(written())))).unwrap();
    assert_eq!((job.draft(), job.caption().unwrap().hook.as_str()), ("", "A mug."));
    job.apply(Event::Edited(Some("My mug.".into()))).unwrap();
    assert_eq!(job.caption().unwrap().edited.as_deref(), Some("My mug."));
    job.apply(Event::Edited(None)).unwrap();
    assert_eq!(job.caption().unwrap().edited, None);
}

#[test]
fn ids_sort_by_the_time_they_were_given() {
    let ids: Vec<_> = (0..1000).map(|_| JobId::fresh()).collect();
    assert!(ids.is_sorted());
    assert!((ids[0].created_ms() - jiff::Timestamp::now().as_millisecond()).abs() < 60_000);
    assert_eq!(ids[0].to_string().parse::<JobId>().unwrap(), ids[0]);
}
