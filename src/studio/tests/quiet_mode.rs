//! The settings' quiet mode as the threads that draw see it, from one order to the next.

use super::*;
use crate::engine::niceness;
use std::sync::Mutex;

/// How many threads each picture was drawn on, and at what niceness.
static SEEN: Mutex<Vec<(usize, i32)>> = Mutex::new(Vec::new());

struct Watching;

impl Model for Watching {
    fn draw(
        &mut self,
        _: &PictureSpec,
        watch: &mut dyn FnMut(Progress) -> ControlFlow<()>,
    ) -> Result<Drawn, Failure> {
        let _ = watch(Progress::Step { done: 1, total: 1, preview: None });
        let _ = watch(Progress::Decoding);
        SEEN.lock().unwrap().push((rayon::current_num_threads(), niceness()));
        Ok(Drawn::Cutout(Cutout { width: 16, height: 16, rgba: vec![0.5; 16 * 16 * 4] }))
    }
}

#[test]
fn quiet_mode_holds_from_the_next_order_on_and_keeps_the_loaded_model() {
    let folder = tempfile::tempdir().unwrap();
    let watching = Row {
        load: |_, _| {
            SEEN.lock().unwrap().clear();
            Ok(Box::new(Watching))
        },
        ..row("spark", |_| Ok(1))
    };
    let catalog = Catalog { rows: vec![watching], ..Catalog::default() };
    let mut studio = Studio::open(Home::in_folder(folder.path()), catalog, || {}).unwrap();
    for quiet in [false, true, false] {
        studio.change_settings(|settings| settings.quiet_mode = quiet);
        let id = submit(&mut studio, "mug");
        assert_eq!(wait(&mut studio, id), State::Done);
    }
    let seen = SEEN.lock().unwrap();
    // A model that were loaded again would have cleared the list.
    assert_eq!(seen.len(), 3);
    assert_eq!([seen[0].1, seen[1].1, seen[2].1], [niceness(), 19, niceness()]);
    assert!(seen[1].0 <= seen[0].0 && seen[0].0 == seen[2].0, "{seen:?}");
}
