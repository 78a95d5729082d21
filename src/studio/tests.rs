//! The studio with scripted models in the place of real ones: what a user does, and what must hold.

use super::*;
use crate::brief::caption::Violation;
use crate::brief::{Caption, CaptionBrief, CaptionSpec, Family, ModelId, Size};
use crate::engine::{Drawn, Model, Progress, Row, Writer, WriterRow};
use crate::job::{Failure, State};
use crate::post::Cutout;
use std::path::Path;
use std::path::PathBuf;

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
        folder: PathBuf::new(),
        memory_bytes: 1,
        memory,
        load: |_| Ok(Box::new(Scripted)),
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
    studio.wait(id, |_| ControlFlow::Continue(())).unwrap().state().clone()
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
    let (_, recipe) = files::read_recipe(&picture.path).unwrap().unwrap();
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
    studio.retry(id).unwrap();
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
    studio.cancel(waiting).unwrap();
    assert_eq!(*studio.job(waiting).unwrap().state(), State::Cancelled);
    let asked = Instant::now();
    studio.cancel(running).unwrap();
    assert_eq!(wait(&mut studio, running), State::Cancelled);
    assert!(asked.elapsed() < Duration::from_secs(5), "500 steps take 10 s");
    assert_eq!(wait(&mut studio, last), State::Done);
    studio.retry(waiting).unwrap();
    assert_eq!(wait(&mut studio, waiting), State::Done);
}

#[test]
fn jobs_run_in_the_order_the_user_puts_them_in() {
    let folder = tempfile::tempdir().unwrap();
    let mut studio = open(folder.path());
    studio.pause();
    let ids: Vec<_> = ["a", "b", "c", "d"].map(|prompt| submit(&mut studio, prompt)).into();
    let first = studio.submit(&brief("first"), true).unwrap()[0];
    studio.run_next(ids[3]).unwrap();
    studio.move_before(ids[0], None).unwrap();
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
    studio.pause();
    let id = submit(&mut studio, "mug");
    std::thread::sleep(Duration::from_millis(50));
    studio.poll();
    assert_eq!(*studio.job(id).unwrap().state(), State::Queued);
    studio.resume();
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
    studio.retry(id).unwrap();
    assert!(matches!(studio.job(id).unwrap().state(), State::Queued));
}

#[test]
fn after_a_crash_the_queue_is_there_paused_and_a_saved_picture_counts() {
    let folder = tempfile::tempdir().unwrap();
    let home = Home::in_folder(folder.path());
    let mut studio = open(folder.path());
    studio.pause();
    let ids: Vec<_> = ["a", "b", "c"].map(|prompt| submit(&mut studio, prompt)).into();
    drop(studio);
    // As a killed process leaves it: two rows running, one of them with its picture saved.
    let mut history = History::open(&home.history()).unwrap();
    let mut jobs = history.recent(10).unwrap();
    jobs[0].apply(Event::Started).unwrap();
    jobs[1].apply(Event::Started).unwrap();
    history.update(&jobs).unwrap();
    drop(history);
    let png = crate::post::encode(&image::RgbaImage::new(8, 8), crate::post::FileFormat::Png, None);
    files::save_picture(&home.pictures, ids[1], "b", &png.unwrap()).unwrap();
    std::fs::write(home.pictures.join(".brandish-half"), b"half").unwrap();
    let mut studio = open(folder.path());
    studio.poll();
    let states: Vec<_> = ids.iter().map(|id| studio.job(*id).unwrap().state().clone()).collect();
    assert_eq!(states, [State::Interrupted, State::Done, State::Queued]);
    assert!(studio.is_paused());
    assert!(!home.pictures.join(".brandish-half").exists());
}

#[test]
fn what_is_removed_can_be_brought_back_with_its_picture() {
    let folder = tempfile::tempdir().unwrap();
    let mut studio = open(folder.path());
    let id = submit(&mut studio, "mug");
    assert!(matches!(studio.remove(id), Err(StudioError::NotNow(_))));
    wait(&mut studio, id);
    let path = studio.job(id).unwrap().picture().unwrap().path.clone();
    studio.remove(id).unwrap();
    assert!(studio.job(id).is_none() && !path.exists());
    assert_eq!(studio.undo_remove().unwrap(), Some(id));
    assert!(studio.job(id).is_some() && path.exists());
    assert_eq!(studio.undo_remove().unwrap(), None);
}

#[test]
fn a_door_that_waits_runs_only_its_own_jobs() {
    let folder = tempfile::tempdir().unwrap();
    let mut studio = open(folder.path());
    studio.pause();
    let older = submit(&mut studio, "older");
    let ids = studio.submit_alone(&Brief { count: 2, ..brief("mine") }).unwrap();
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

fn with_captions(networks: &[&str]) -> Brief {
    let mut brief = brief("a red mug");
    brief.persona = Some(crate::brand::PersonaId("stride".into()));
    brief.captions.networks = networks.iter().map(|id| (*id).to_owned()).collect();
    brief
}

#[test]
fn one_submit_asks_for_pictures_and_captions_and_the_built_in_ones_are_there_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let mut studio = open(folder.path());
    let ids =
        studio.submit(&Brief { count: 2, ..with_captions(&["x", "linkedin"]) }, false).unwrap();
    assert_eq!(ids.len(), 4);
    assert_eq!(studio.variations(ids[0]).count(), 2);
    let hooks: Vec<_> =
        studio.captions(ids[0]).map(|job| job.caption().unwrap().hook.clone()).collect();
    assert_eq!(hooks.len(), 2);
    assert_ne!(hooks[0], hooks[1], "no two captions of a brief begin alike");
    assert_eq!(wait(&mut studio, ids[0]), State::Done);
    studio.edit_caption(ids[2], Some("My own words.".into())).unwrap();
    let batch = ids[0];
    drop(studio);

    let mut studio = open(folder.path());
    studio.recall_captions(batch).unwrap();
    let kept = studio.captions(batch).next().unwrap().caption().unwrap().clone();
    assert_eq!(kept.edited.as_deref(), Some("My own words."));
    assert_eq!(kept.hook, hooks[0]);
    studio.edit_caption(ids[2], None).unwrap();
    assert_eq!(studio.job(ids[2]).unwrap().caption().unwrap().edited, None);
}

#[test]
fn a_language_models_caption_waits_its_turn_shows_its_words_and_can_be_stopped() {
    let folder = tempfile::tempdir().unwrap();
    let mut studio = open(folder.path());
    let brief = CaptionBrief {
        prompt: "mug".into(),
        writer: ModelId("slow".into()),
        ..CaptionBrief::default()
    };
    let id = studio.submit_caption(&brief, None).unwrap();
    assert_eq!(*studio.job(id).unwrap().state(), State::Queued);
    let mut drafts = 0;
    let ended = studio.wait(id, |studio| {
        drafts = drafts.max(studio.job(id).unwrap().draft().len());
        ControlFlow::Continue(())
    });
    assert_eq!(*ended.unwrap().state(), State::Done);
    assert!(drafts > 0);
    assert!(studio.job(id).unwrap().caption().unwrap().hook.starts_with("word word"));

    let id = studio.submit_caption(&brief, None).unwrap();
    let mut seen = false;
    let job = studio.wait(id, |studio| {
        seen |= matches!(studio.job(id).unwrap().state(), State::Writing { .. });
        if seen { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    });
    assert_eq!(*job.unwrap().state(), State::Cancelled);
}

#[test]
fn captions_that_cannot_be_are_refused_before_anything_is_queued() {
    let folder = tempfile::tempdir().unwrap();
    let mut studio = open(folder.path());
    let refused = |studio: &mut Studio, change: &dyn Fn(&mut Brief)| {
        let mut brief = with_captions(&["x"]);
        change(&mut brief);
        studio.submit(&brief, false).unwrap_err().to_string()
    };
    let sentence = refused(&mut studio, &|brief| brief.captions.networks[0] = "myspace".into());
    assert!(sentence.contains("no network"), "{sentence}");
    let twice = refused(&mut studio, &|brief| brief.captions.networks.push("x".into()));
    assert!(twice.contains("twice"), "{twice}");
    let many = refused(&mut studio, &|brief| brief.captions.facts = vec!["fact".into(); 13]);
    assert!(many.contains("too many"), "{many}");
    let writer = refused(&mut studio, &|brief| brief.captions.writer = ModelId("gone".into()));
    assert!(writer.contains("no writer"), "{writer}");
    assert_eq!(studio.jobs().count(), 0);
}
