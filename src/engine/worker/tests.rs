use super::*;
use crate::brief::{Brief, Family, ModelTraits, Size};
use crate::engine::{CancelFlag, Catalog, ComputeDevice, Priority};
use crate::job::JobId;
use brandish_inference::nn::{Backend, Placement};
use std::sync::{Arc, Mutex};

/// Draws a square, unless it was loaded for a graphics card.
struct Square {
    on_card: Trouble,
}

#[derive(Clone, Copy, PartialEq)]
enum Trouble {
    None,
    Fails,
    Panics,
}

impl Model for Square {
    fn draw(
        &mut self,
        _: &PictureSpec,
        _: &mut dyn FnMut(Progress) -> ControlFlow<()>,
    ) -> Result<Drawn, Failure> {
        match self.on_card {
            Trouble::None => {
                let rgba = [0.5, 0.2, 0.1, 1.0].repeat(64 * 64);
                Ok(Drawn::Cutout(Cutout { width: 64, height: 64, rgba }))
            }
            Trouble::Fails => Err(Failure::Engine { detail: "there is no kernel".into() }),
            Trouble::Panics => panic!("a card without a driver"),
        }
    }
}

/// A graphics card of 1 GB, whose layers run on the processor by candle's operations.
fn card(_: DeviceChoice) -> ChosenDevice {
    let device = ComputeDevice {
        kind: DeviceKind::Cuda,
        name: "Card".into(),
        memory: Some(1_000_000_000),
        placement: Placement { backend: Backend::Candle, ..Placement::kernels() },
    };
    ChosenDevice { device: Box::leak(Box::new(device)), note: None }
}

fn load(placement: &Placement, trouble: Trouble) -> Result<Box<dyn Model>, Failure> {
    let on_card = if placement.backend == Backend::Candle { trouble } else { Trouble::None };
    Ok(Box::new(Square { on_card }))
}

/// The notes of each of two pictures that were drawn one after the other, and what was loaded how often.
fn notes(row: impl Fn(&mut Row)) -> (Vec<Vec<String>>, usize) {
    let folder = tempfile::tempdir().unwrap();
    let traits = ModelTraits::of_family(ModelId::spark(), "Square".into(), Family::Spark);
    let brief = Brief { prompt: "cup".into(), size: Size::new(256, 256), ..Brief::default() };
    let spec = PictureSpec::from_brief(&brief, None, &traits, 1).unwrap().remove(0);
    let mut known = Row::unopened(traits);
    row(&mut known);
    let order = Order {
        job: JobId::fresh(),
        task: Task::Picture(spec),
        cancel: CancelFlag::default(),
        priority: Priority::Normal,
        catalog: Arc::new(Catalog { rows: vec![known], ..Catalog::default() }),
        device: DeviceChoice::Auto,
        quiet: false,
        pictures: folder.path().to_owned(),
        thumbnails: folder.path().join("thumbnails"),
    };
    let mut worker = Worker { device_of: card, ..Worker::default() };
    let loads = Mutex::new(0);
    let report = |event: Event| {
        if let Event::Loading { .. } = event {
            *loads.lock().unwrap() += 1;
        }
    };
    let made = (0..2).map(|_| match worker.run(&order, &report) {
        Ending::Picture(picture) => picture.notes,
        ending => panic!("{ending:?}"),
    });
    let made = made.collect();
    (made, loads.into_inner().unwrap())
}

#[test]
fn a_picture_is_drawn_on_the_card_where_that_works() {
    let (notes, loads) = notes(|row| row.load = |_, placement| load(placement, Trouble::None));
    assert_eq!((notes, loads), (vec![Vec::new(), Vec::new()], 1));
}

#[test]
fn where_the_card_fails_or_panics_the_processor_draws_and_a_note_says_so() {
    let rows: [fn(&mut Row); 2] = [
        |row| row.load = |_, placement| load(placement, Trouble::Fails),
        |row| row.load = |_, placement| load(placement, Trouble::Panics),
    ];
    for row in rows {
        let (notes, _) = notes(row);
        assert!(notes.iter().all(|notes| notes.len() == 1), "{notes:?}");
        assert!(notes[0][0].contains("so the processor did"), "{notes:?}");
    }
}

#[test]
fn a_model_too_large_for_the_card_is_drawn_by_the_processor_and_loaded_once() {
    let (notes, loads) = notes(|row| {
        row.memory = |_| Ok(1_500_000_000);
        row.load = |_, placement| load(placement, Trouble::Fails);
    });
    assert_eq!(loads, 1);
    for notes in notes {
        assert_eq!(
            notes,
            [
                "Square takes about 1.5 GB, and the graphics card has 1.0 GB free, so the processor drew this picture."
            ]
        );
    }
}
