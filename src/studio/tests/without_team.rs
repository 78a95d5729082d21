//! A build without the feature `team`, on the settings of one that has it.

use super::*;
use crate::files::RenderOn;

#[test]
fn pictures_are_drawn_here_although_the_settings_name_the_team() {
    let folder = tempfile::tempdir().unwrap();
    let mut studio = open(folder.path());
    studio.change_settings(|settings| {
        settings.render_on = RenderOn::Team;
        settings.queue = Some("redis://queue.example/0".into());
    });
    assert!(!studio.dispatcher().renders_on_team());
    let id = submit(&mut studio, "mug");
    assert_eq!(wait(&mut studio, id), State::Done);
    assert_eq!(studio.take_errors(), Vec::<String>::new());
    drop(studio);
    // The build with the team finds them again.
    let settings = Settings::read(&Home::in_folder(folder.path()).settings);
    assert_eq!(settings.render_on, RenderOn::Team);
    assert_eq!(settings.queue.as_deref(), Some("redis://queue.example/0"));
}

#[test]
fn a_queue_is_refused_by_name() {
    let folder = tempfile::tempdir().unwrap();
    let mut studio = open(folder.path());
    let refused = studio.render_on_team("redis://queue.example/0", None).unwrap_err();
    assert_eq!(refused.to_string(), "This Brandish was built without the team queue.");
}

#[test]
fn what_the_team_had_waits_here_and_is_drawn() {
    let folder = tempfile::tempdir().unwrap();
    let home = Home::in_folder(folder.path());
    let mut studio = open(folder.path());
    studio.set_paused(true);
    let id = submit(&mut studio, "mug");
    drop(studio);
    // As the build with the team leaves it.
    let mut history = History::open(&home.history()).unwrap();
    let mut jobs = history.recent(10).unwrap().items;
    jobs[0].sent = true;
    history.save(&jobs).unwrap();
    drop(history);
    let queue = Some("redis://queue.example/0".into());
    let settings = Settings { render_on: RenderOn::Team, queue, ..Settings::default() };
    settings.write(&home.settings).unwrap();
    let mut studio = open(folder.path());
    let errors = studio.take_errors();
    assert!(errors.iter().any(|error| error.contains("without the team queue")), "{errors:?}");
    studio.set_paused(false);
    assert_eq!(wait(&mut studio, id), State::Done);
}
