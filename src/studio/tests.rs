//! The studio with scripted models in the place of real ones: what a user does, and what must hold.

mod captions;
#[cfg(target_os = "linux")]
mod quiet_mode;
#[cfg(not(feature = "team"))]
mod without_team;

use super::*;
use crate::brief::PictureSpec;
use crate::brief::caption::{DrawnScene, Violation};
use crate::brief::{Caption, CaptionSpec, Family, ModelId, ModelTraits, Size};
use crate::engine::{Drawn, Model, Progress, Row, Writer, WriterRow};
use crate::files::{self, History};
use crate::job::Event;
use crate::job::{Failure, State};
use crate::post::Cutout;
use std::path::Path;
use std::time::Instant;

/// Draws a grey square in as many steps as asked; the prompt can tell it to misbehave.
struct Scripted;

impl Model for Scripted {
    fn draw(
        &mut self,
        spec: &PictureSpec,
        watch: &mut dyn FnMut(Progress) -> ControlFlow<()>,
    ) -> Result<Drawn, Failure> {
        let square = |value| Cutout { width: 16, height: 16, rgba: vec![value; 16 * 16 * 4] };
        for done in 1..=spec.steps() {
            std::thread::sleep(Duration::from_millis(if spec.prompt() == "slow" { 20 } else { 1 }));
            let step = Progress::Step { done, total: spec.steps(), preview: Some(square(0.5)) };
            if watch(step).is_break() {
                return Ok(Drawn::Stopped);
            }
        }
        match spec.prompt() {
            "panic" => panic!("scripted"),
            "nan" => Ok(Drawn::Cutout(square(f32::NAN))),
            "blank" => Ok(Drawn::Cutout(square(0.0))),
            _ if watch(Progress::Decoding).is_break() => Ok(Drawn::Stopped),
            _ => Ok(Drawn::Cutout(square(0.5))),
        }
    }

    fn scene(&self) -> Option<DrawnScene> {
        let things = |thing: &str| vec![thing.to_owned()];
        let (things, asked) = (things("blue coffee mug"), things("coffee mug"));
        Some(DrawnScene { things, asked, is_3d: true, ..DrawnScene::default() })
    }
}

fn row(id: &str, memory: fn(&Path) -> Result<u64, Failure>) -> Row {
    Row {
        traits: ModelTraits {
            id: ModelId(id.into()),
            name: id.into(),
            sides: 64..=2048,
            steps: 1..=500,
            default_steps: 5,
            guidance: 1.0..=12.0,
            default_guidance: 4.0,
            draws_cutouts: true,
            family: Family::Spark,
        },
        about: "scripted".into(),
        licence: "none".into(),
        sample: None,
        folder: PathBuf::new(),
        memory_bytes: 1,
        memory,
        load: |_, _| Ok(Box::new(Scripted)),
        token_counter: |_| Err(Failure::Blank),
    }
}

/// Writes a word at a time, as a language model does.
struct SlowWriter;

impl Writer for SlowWriter {
    fn draft(
        &mut self,
        _spec: &CaptionSpec,
        _attempt: u32,
        _complaints: &[Violation],
        say: &mut dyn FnMut(&str) -> ControlFlow<()>,
    ) -> Result<Option<Caption>, Failure> {
        let mut text = String::new();
        for _ in 0..30 {
            std::thread::sleep(Duration::from_millis(10));
            text += "word ";
            if say(&text).is_break() {
                return Ok(None);
            }
        }
        Ok(Some(Caption { hook: text.trim().to_owned(), ..Caption::default() }))
    }
}

fn slow_writer() -> WriterRow {
    WriterRow {
        id: ModelId("slow".into()),
        name: "Slow".into(),
        load: |_| Ok(Box::new(SlowWriter)),
        ..WriterRow::built_in()
    }
}

fn catalog() -> Catalog {
    let gone = |_: &Path| Err(Failure::WeightsMissing { model: "gone".into(), path: "a".into() });
    Catalog {
        rows: vec![row("spark", |_| Ok(1)), row("huge", |_| Ok(u64::MAX)), row("gone", gone)],
        writers: vec![WriterRow::built_in(), slow_writer()],
        ..Catalog::default()
    }
}

fn open(folder: &Path) -> Studio {
    Studio::open(Home::in_folder(folder), catalog(), || {}).unwrap()
}

fn brief(prompt: &str) -> Brief {
    Brief { prompt: prompt.into(), size: Size::new(64, 64), ..Brief::default() }
}

fn submit(studio: &mut Studio, prompt: &str) -> JobId {
    studio.submit(&brief(prompt), false).unwrap()[0]
}

fn wait(studio: &mut Studio, id: JobId) -> State {
    let sleeping = |studio: &Studio| {
        assert!(!studio.scheduler.is_finished(id).unwrap(), "it slept after the job's end");
        ControlFlow::Continue(())
    };
    studio.wait(id, sleeping).unwrap().state().clone()
}

/// Polls until the job is past its first step.
fn let_it_render(studio: &mut Studio, id: JobId) {
    while !matches!(studio.job(id).unwrap().state(), State::Rendering { .. }) {
        studio.poll();
        std::thread::sleep(Duration::from_millis(1));
    }
}

#[test]
fn a_prompt_becomes_a_picture_on_disk_with_its_recipe() {
    let folder = tempfile::tempdir().unwrap();
    let mut studio = open(folder.path());
    let id = submit(&mut studio, "mug");
    assert_eq!(*studio.job(id).unwrap().state(), State::Queued);
    assert_eq!(wait(&mut studio, id), State::Done);
    let picture = studio.job(id).unwrap().picture().unwrap().clone();
    let recipe = files::read_recipe(&picture.path).unwrap().unwrap().recipe;
    assert_eq!(recipe.prompt, "mug");
    assert_eq!(files::read_pixels(&picture.path).unwrap().dimensions(), (64, 64));
    assert!(files::thumbnail_path(&studio.home().thumbnails(), id).exists());
}

#[test]
fn every_failure_has_its_ending_and_the_next_job_is_made() {
    let folder = tempfile::tempdir().unwrap();
    let mut studio = open(folder.path());
    for (prompt, expected) in [
        ("panic", Failure::Panicked { detail: "scripted".into() }),
        ("nan", Failure::NotFinite),
        ("blank", Failure::Blank),
    ] {
        let id = submit(&mut studio, prompt);
        assert_eq!(wait(&mut studio, id), State::Failed(expected));
    }
    for model in ["huge", "gone"] {
        let brief = Brief { model: ModelId(model.into()), ..brief("mug") };
        let id = studio.submit(&brief, false).unwrap()[0];
        let State::Failed(failure) = wait(&mut studio, id) else { panic!("{model} was loaded") };
        let fits = match model {
            "huge" => matches!(failure, Failure::OutOfMemory { .. }),
            _ => matches!(failure, Failure::WeightsMissing { .. }),
        };
        assert!(fits, "{failure:?}");
    }
    let id = submit(&mut studio, "mug");
    assert_eq!(wait(&mut studio, id), State::Done);
}

#[test]
fn a_full_or_missing_folder_is_told_apart_and_a_retry_works_elsewhere() {
    let folder = tempfile::tempdir().unwrap();
    let mut studio = open(folder.path());
    let file = folder.path().join("a-file");
    std::fs::write(&file, b"").unwrap();
    studio.change_settings(|settings| settings.pictures_folder = Some(file.join("below")));
    let id = submit(&mut studio, "mug");
    assert!(matches!(wait(&mut studio, id), State::Failed(Failure::CannotWrite { .. })));
    studio.change_settings(|settings| settings.pictures_folder = None);
    studio.scheduler_mut().retry(id).unwrap();
    assert_eq!(wait(&mut studio, id), State::Done);
}

#[test]
fn a_cancel_is_honoured_within_a_step_and_the_queue_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    let mut studio = open(folder.path());
    let slow = Brief { steps: Some(500), ..brief("slow") };
    let running = studio.submit(&slow, false).unwrap()[0];
    let waiting = submit(&mut studio, "waiting");
    let last = submit(&mut studio, "last");
    let_it_render(&mut studio, running);
    studio.scheduler_mut().cancel(waiting).unwrap();
    assert_eq!(*studio.job(waiting).unwrap().state(), State::Cancelled);
    let asked = Instant::now();
    studio.scheduler_mut().cancel(running).unwrap();
    assert_eq!(wait(&mut studio, running), State::Cancelled);
    assert!(asked.elapsed() < Duration::from_secs(5), "500 steps take 10 s");
    assert_eq!(wait(&mut studio, last), State::Done);
    studio.scheduler_mut().retry(waiting).unwrap();
    assert_eq!(wait(&mut studio, waiting), State::Done);
}

#[test]
fn jobs_run_in_the_order_the_user_puts_them_in() {
    let folder = tempfile::tempdir().unwrap();
    let mut studio = open(folder.path());
    studio.set_paused(true);
    let ids: Vec<_> = ["a", "b", "c", "d"].map(|prompt| submit(&mut studio, prompt)).into();
    let first = studio.submit(&brief("first"), true).unwrap()[0];
    studio.scheduler_mut().run_next(ids[3]).unwrap();
    studio.scheduler_mut().move_before(ids[0], None).unwrap();
    let order: Vec<_> = studio.queue().map(|job| job.id).collect();
    assert_eq!(order, [ids[3], first, ids[1], ids[2], ids[0]]);
    drop(studio);
    let mut studio = open(folder.path());
    let again: Vec<_> = studio.queue().map(|job| job.id).collect();
    assert_eq!(again, order, "the order survives a restart");
    assert!(studio.poll().is_empty());
    let mut ended = Vec::new();
    while ended.len() < 5 {
        ended.extend(studio.poll());
        std::thread::sleep(Duration::from_millis(1));
    }
    assert_eq!(ended, order);
}

#[test]
fn a_paused_queue_starts_nothing_until_it_is_resumed() {
    let folder = tempfile::tempdir().unwrap();
    let mut studio = open(folder.path());
    studio.set_paused(true);
    let id = submit(&mut studio, "mug");
    std::thread::sleep(Duration::from_millis(50));
    studio.poll();
    assert_eq!(*studio.job(id).unwrap().state(), State::Queued);
    studio.set_paused(false);
    assert_eq!(wait(&mut studio, id), State::Done);
}

#[test]
fn closing_while_a_job_renders_holds_it_as_interrupted_and_it_is_not_run_again_by_itself() {
    let folder = tempfile::tempdir().unwrap();
    let mut studio = open(folder.path());
    let slow = Brief { steps: Some(500), ..brief("slow") };
    let id = studio.submit(&slow, false).unwrap()[0];
    let_it_render(&mut studio, id);
    drop(studio);
    let mut studio = open(folder.path());
    studio.poll();
    assert_eq!(*studio.job(id).unwrap().state(), State::Interrupted);
    studio.scheduler_mut().retry(id).unwrap();
    assert!(matches!(studio.job(id).unwrap().state(), State::Queued));
}

#[test]
fn after_a_crash_the_queue_is_there_paused_and_a_saved_picture_counts() {
    let folder = tempfile::tempdir().unwrap();
    let home = Home::in_folder(folder.path());
    let mut studio = open(folder.path());
    studio.set_paused(true);
    let ids: Vec<_> = ["a", "b", "c"].map(|prompt| submit(&mut studio, prompt)).into();
    drop(studio);
    // As a killed process leaves it: two rows running, one of them with its picture saved.
    let mut history = History::open(&home.history()).unwrap();
    let mut jobs = history.recent(10).unwrap().items;
    jobs[0].apply(Event::Started).unwrap();
    jobs[1].apply(Event::Started).unwrap();
    history.save(&jobs).unwrap();
    drop(history);
    let png = crate::post::encode(&image::RgbaImage::new(8, 8), crate::post::FileFormat::Png, None);
    files::save_picture(&home.pictures, ids[1], "b", &png.unwrap()).unwrap();
    std::fs::write(home.pictures.join(".brandish-half"), b"half").unwrap();
    let mut studio = open(folder.path());
    studio.poll();
    let states: Vec<_> = ids.iter().map(|id| studio.job(*id).unwrap().state().clone()).collect();
    assert_eq!(states, [State::Interrupted, State::Done, State::Queued]);
    assert!(studio.job_queue().is_paused());
    assert!(!home.pictures.join(".brandish-half").exists());
}

/// Polls until something is true.
#[track_caller]
fn until(studio: &mut Studio, mut is_true: impl FnMut(&Studio) -> bool) {
    let begun = Instant::now();
    while !is_true(studio) {
        assert!(begun.elapsed() < Duration::from_secs(30), "waited in vain");
        studio.poll();
        std::thread::sleep(Duration::from_millis(1));
    }
}

#[test]
fn what_is_removed_can_be_brought_back_with_its_picture() {
    let folder = tempfile::tempdir().unwrap();
    let mut studio = open(folder.path());
    let id = submit(&mut studio, "mug");
    assert!(matches!(studio.scheduler_mut().remove(&[id]), Err(StudioError::NotNow(_))));
    wait(&mut studio, id);
    let path = studio.job(id).unwrap().picture().unwrap().path.clone();
    studio.scheduler_mut().remove(&[id]).unwrap();
    assert!(studio.job(id).is_none());
    until(&mut studio, |_| !path.exists());
    assert_eq!(studio.scheduler_mut().undo_remove(), [id]);
    assert!(studio.job(id).is_some());
    until(&mut studio, |_| path.exists());
    assert_eq!(studio.scheduler_mut().undo_remove(), []);
}

#[test]
fn an_undo_restores_every_job_of_a_removal() {
    let folder = tempfile::tempdir().unwrap();
    let mut studio = open(folder.path());
    let ids: Vec<_> = ["nan", "blank", "nan"].map(|prompt| submit(&mut studio, prompt)).into();
    ids.iter().for_each(|id| drop(wait(&mut studio, *id)));
    studio.scheduler_mut().remove(&ids).unwrap();
    assert_eq!(studio.jobs().count(), 0);
    assert_eq!(studio.scheduler_mut().undo_remove(), ids);
    assert_eq!(studio.jobs().count(), 3);
    drop(studio);
    assert_eq!(open(folder.path()).jobs().count(), 3, "history has them, too");
}

#[test]
fn a_door_that_waits_runs_only_its_own_jobs() {
    let folder = tempfile::tempdir().unwrap();
    let mut studio = open(folder.path());
    studio.set_paused(true);
    let older = submit(&mut studio, "older");
    let ids = studio.submit(&Brief { count: 2, ..brief("mine") }, true).unwrap();
    studio.run_only(ids[0]);
    for id in &ids {
        assert_eq!(wait(&mut studio, *id), State::Done);
    }
    studio.poll();
    std::thread::sleep(Duration::from_millis(50));
    studio.poll();
    assert_eq!(*studio.job(older).unwrap().state(), State::Queued);
}

#[test]
fn the_same_spec_gives_the_same_bytes() {
    let folder = tempfile::tempdir().unwrap();
    let mut studio = open(folder.path());
    let brief = Brief { seed: Some(7), ..brief("mug") };
    let bytes: Vec<_> = (0..2)
        .map(|_| {
            let id = studio.submit(&brief, false).unwrap()[0];
            wait(&mut studio, id);
            std::fs::read(&studio.job(id).unwrap().picture().unwrap().path).unwrap()
        })
        .collect();
    assert_eq!(bytes[0], bytes[1]);
}

#[test]
fn a_cost_is_learned_from_pictures_made_here() {
    let folder = tempfile::tempdir().unwrap();
    let mut studio = open(folder.path());
    assert!(!studio.cost(&brief("mug")).unwrap().measured);
    let id = submit(&mut studio, "mug");
    wait(&mut studio, id);
    let cost = studio.cost(&Brief { count: 3, ..brief("mug") }).unwrap();
    assert!(cost.measured && cost.time > Duration::ZERO);
    assert_eq!(cost.pictures, 3);
}
