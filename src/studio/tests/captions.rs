//! Captions as a user meets them: written with the pictures, by a language model, and edited.

use super::*;
use crate::brief::CaptionBrief;

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
    assert_eq!(studio.job_store().variations(ids[0]).count(), 2);
    let hooks: Vec<_> = studio
        .job_store()
        .captions(ids[0])
        .map(|job| job.caption().unwrap().hook.clone())
        .collect();
    assert_eq!(hooks.len(), 2);
    assert_ne!(hooks[0], hooks[1], "no two captions of a brief begin alike");
    assert_eq!(wait(&mut studio, ids[0]), State::Done);
    studio.scheduler_mut().edit_caption(ids[2], Some("My own words.".into())).unwrap();
    let batch = ids[0];
    drop(studio);

    let mut studio = open(folder.path());
    let kept = studio.job_store().captions(batch).next().unwrap().caption().unwrap().clone();
    assert_eq!(kept.edited.as_deref(), Some("My own words."));
    assert_eq!(kept.hook, hooks[0]);
    studio.scheduler_mut().edit_caption(ids[2], None).unwrap();
    assert_eq!(studio.job(ids[2]).unwrap().caption().unwrap().edited, None);
}

#[test]
fn alternative_text_says_what_was_drawn_once_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let mut studio = open(folder.path());
    let alt_text = |studio: &Studio, batch| {
        let job = studio.job_store().captions(batch).next().unwrap();
        job.caption().unwrap().alt_text.clone()
    };
    let ids = studio.submit(&with_captions(&["x"]), false).unwrap();
    assert_eq!(alt_text(&studio, ids[0]), "A red mug, a 3D illustration.");
    assert_eq!(wait(&mut studio, ids[0]), State::Done);
    let drawn = "A blue coffee mug, in the middle: a 3D illustration.";
    assert_eq!(alt_text(&studio, ids[0]), drawn);

    let several = studio.submit(&Brief { count: 2, ..with_captions(&["x"]) }, false).unwrap();
    several.iter().for_each(|id| assert_eq!(wait(&mut studio, *id), State::Done));
    let common = "A coffee mug, in the middle: a 3D illustration.";
    assert_eq!(alt_text(&studio, several[0]), common, "the colours of variations differ");

    drop(studio);
    assert_eq!(alt_text(&open(folder.path()), ids[0]), drawn);
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
