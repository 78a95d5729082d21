//! The rendering thread's loop: for each order it sends exactly one `Event::Ended`, also after a panic.
//! It owns the loaded model; it knows neither queue nor history.

use super::cores::Cores;
use super::device::ChosenDevice;
use super::threads::RenderingThreads;
use super::{
    DeviceChoice, Drawn, Model, Order, Progress, Report, Row, Writer, element_picture, photo,
    write_checked,
};
use crate::brief::caption::DrawnScene;
use crate::brief::{CaptionSpec, ModelId, PictureSpec};
use crate::files;
use crate::job::{Ending, Event, Failure, Preview, SavedPicture, Task, WrittenCaption};
use crate::post::{
    Cutout, EncodeError, FileFormat, Recipe, SourceType, compose, delivered, encode, encode_from,
};
use brandish_inference::nn::until;
use brandish_inference::{ComputeDevice, DeviceKind, free_memory};
use crossbeam_channel::{Receiver, Sender};
use image::RgbaImage;
use rayon::prelude::*;
use std::any::Any;
use std::io;
use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::time::Instant;

/// Runs until the other end of `inbox` is dropped.
pub(super) fn work(inbox: &Receiver<Order>, outbox: &Sender<Report>, wake: &(dyn Fn() + Sync)) {
    ComputeDevice::found();
    Cores::of_machine();
    let (mut worker, mut threads) = (Worker::default(), RenderingThreads::default());
    for order in inbox {
        let report = |event| {
            // There is no receiver while the program closes; the next start then finds the saved picture.
            outbox.send(Report { job: order.job, event }).ok();
            wake();
        };
        report(Event::Started);
        let run = || catch_unwind(AssertUnwindSafe(|| worker.run(&order, &report)));
        let ending = match threads.run(order.quiet, run) {
            Ok(ending) => ending,
            Err(panic) => {
                // A model may be in any state after a panic.
                (worker.loaded, worker.writer) = (None, None);
                Ending::Failed(Failure::Panicked { detail: panic_text(panic.as_ref()) })
            }
        };
        if let Ending::Failed(failure) = &ending {
            tracing::error!(job = %order.job, "{}", failure.detail());
        }
        report(Event::Ended(ending));
    }
}

/// What is loaded, by its id and path: another model may be installed under the same id.
struct Worker {
    /// Kept while the next picture needs the same model on the same device.
    loaded: Option<(ModelId, PathBuf, DeviceKind, Box<dyn Model>)>,
    /// Finds the device of a choice; tests have graphics cards of their own.
    device_of: fn(DeviceChoice) -> ChosenDevice,
    /// Kept while the next caption needs the same writer, and memory suffices for both.
    writer: Option<(ModelId, PathBuf, Box<dyn Writer>)>,
}

impl Default for Worker {
    fn default() -> Self {
        Self { loaded: None, writer: None, device_of: ChosenDevice::find }
    }
}

/// What a model drew, what the user should know of it, and what it shows.
struct DrawnPicture {
    drawn: Drawn,
    notes: Vec<String>,
    scene: Option<DrawnScene>,
}

impl Worker {
    fn run(&mut self, order: &Order, report: &dyn Fn(Event)) -> Ending {
        let begun = Instant::now();
        if order.cancel.is_raised() {
            return Ending::Cancelled;
        }
        let ending = match &order.task {
            Task::Picture(spec) => {
                self.picture(order, spec, report, begun).map(|made| made.map(Ending::Picture))
            }
            Task::Caption(spec) => self
                .caption(order, spec, report, begun)
                .map(|made| made.map(|written| Ending::Caption(Box::new(written)))),
        };
        ending.map_or_else(Ending::Failed, |made| made.unwrap_or(Ending::Cancelled))
    }

    /// `None` where the job was cancelled.
    fn caption(
        &mut self,
        order: &Order,
        spec: &CaptionSpec,
        report: &dyn Fn(Event),
        begun: Instant,
    ) -> Result<Option<WrittenCaption>, Failure> {
        let writer = self.load_writer(order, spec.writer(), report)?;
        let mut on_draft = |words: &str| {
            report(Event::Words(words.to_owned()));
            if order.cancel.is_raised() {
                ControlFlow::Break(())
            } else {
                ControlFlow::Continue(())
            }
        };
        let Some(caption) = write_checked(writer, spec, &mut on_draft)? else { return Ok(None) };
        report(Event::Finishing);
        Ok(Some(WrittenCaption { caption, took: begun.elapsed() }))
    }

    /// `None` where the job was cancelled.
    fn picture(
        &mut self,
        order: &Order,
        spec: &PictureSpec,
        report: &dyn Fn(Event),
        begun: Instant,
    ) -> Result<Option<SavedPicture>, Failure> {
        if !spec.elements().is_empty() {
            return compose_elements(order, spec, report, begun);
        }
        if let Some(placed) = spec.photo() {
            report(Event::Loading { what: "the photo".into() });
            let made = photo::place(spec, placed)?;
            report(Event::Finishing);
            return save(order, spec, &made.picture, || Ok(&made.file), made.notes, begun);
        }
        let Some(DrawnPicture { drawn, notes, scene }) = self.draw(order, spec, report)? else {
            return Ok(None);
        };
        let picture = match drawn {
            Drawn::Cutout(cutout) => {
                check_shows_something(&cutout.rgba, cutout.bounds().is_none())?;
                compose(&cutout, spec)
            }
            Drawn::Picture(picture) => {
                check_shows_something(&picture.rgb, picture.is_flat())?;
                delivered(&picture, spec.deliver())
            }
            Drawn::Stopped => return Ok(None),
        };
        let file = || encode(&picture, FileFormat::Png, Some(&Recipe::of(spec)));
        let saved = save(order, spec, &picture, file, notes, begun)?;
        Ok(saved.map(|picture| SavedPicture { scene, ..picture }))
    }

    /// Draws on the order's device, and on the processor where that one fails; `None` where the job was cancelled.
    fn draw(
        &mut self,
        order: &Order,
        spec: &PictureSpec,
        report: &dyn Fn(Event),
    ) -> Result<Option<DrawnPicture>, Failure> {
        let chosen = (self.device_of)(order.device);
        let mut used = None;
        let drawn =
            catch_unwind(AssertUnwindSafe(|| self.draw_on(chosen, order, spec, report, &mut used)));
        let drawn = drawn.unwrap_or_else(|panic| {
            self.loaded = None;
            Err(Failure::Panicked { detail: panic_text(panic.as_ref()) })
        });
        let failure = match drawn {
            Err(failure) if !order.cancel.is_raised() => failure,
            drawn => return drawn,
        };
        match used.as_ref().and_then(|used: &ChosenDevice| used.after(&failure)) {
            Some(processor) => self.draw_on(processor, order, spec, report, &mut None),
            None => Err(failure),
        }
    }

    /// Draws on a device; `used` becomes the one that it was drawn on.
    fn draw_on(
        &mut self,
        chosen: ChosenDevice,
        order: &Order,
        spec: &PictureSpec,
        report: &dyn Fn(Event),
        used: &mut Option<ChosenDevice>,
    ) -> Result<Option<DrawnPicture>, Failure> {
        let row = order.catalog.row(spec.model());
        let row = row.ok_or_else(|| Failure::ModelUnknown { model: spec.model().to_string() })?;
        let chosen = match self.holds(row, &chosen) {
            true => chosen,
            false => chosen.with_room_for(&row.traits.name, (row.memory)(&row.folder)?),
        };
        let chosen = used.insert(chosen);
        let model = self.load(order, row, chosen, report)?;
        let mut watch = |progress| {
            match progress {
                Progress::Step { done, total, preview } => {
                    let preview = preview.as_ref().map(preview_of);
                    report(Event::Step { done, total, preview });
                }
                Progress::Decoding if !order.cancel.is_raised() => report(Event::Finishing),
                Progress::Decoding => {}
            }
            if order.cancel.is_raised() {
                ControlFlow::Break(())
            } else {
                ControlFlow::Continue(())
            }
        };
        let drawn = until(order.cancel.stop_flag(), || model.draw(spec, &mut watch));
        if order.cancel.is_raised() {
            // A model that was stopped within a step reports it as an error.
            return Ok(None);
        }
        let drawn = drawn?;
        let notes = chosen.note.clone().into_iter().chain(model.notes()).collect();
        Ok(Some(DrawnPicture { drawn, notes, scene: model.scene() }))
    }

    /// Whether the model of a row is loaded on a device.
    fn holds(&self, row: &Row, chosen: &ChosenDevice) -> bool {
        self.loaded.as_ref().is_some_and(|(id, folder, kind, _)| {
            *id == row.traits.id && *folder == row.folder && *kind == chosen.device.kind
        })
    }

    fn load(
        &mut self,
        order: &Order,
        row: &Row,
        chosen: &ChosenDevice,
        report: &dyn Fn(Event),
    ) -> Result<&mut dyn Model, Failure> {
        let (id, kind) = (&row.traits.id, chosen.device.kind);
        if !self.holds(row, chosen) {
            // The old model is dropped before the new one is loaded, so that memory never holds both.
            self.loaded = None;
            let name = &row.traits.name;
            report(Event::Loading { what: name.clone() });
            let needed = (row.memory)(&row.folder)?;
            if needed > free_memory() {
                self.writer = None;
            }
            if kind == DeviceKind::Cpu {
                check_memory(name, needed)?;
            }
            let begun = Instant::now();
            let placement = &chosen.device.placement;
            let model = until(order.cancel.stop_flag(), || (row.load)(&row.folder, placement))?;
            self.loaded = Some((id.clone(), row.folder.clone(), kind, model));
            tracing::info!("{name} loaded for {} in {:.0?}", kind.word(), begun.elapsed());
        }
        let (_, _, _, model) = self.loaded.as_mut().expect("it was loaded above if it was missing");
        Ok(model.as_mut())
    }

    fn load_writer(
        &mut self,
        order: &Order,
        id: &ModelId,
        report: &dyn Fn(Event),
    ) -> Result<&mut dyn Writer, Failure> {
        let row = order.catalog.writer(id);
        let row = row.ok_or_else(|| Failure::ModelUnknown { model: id.to_string() })?;
        let is_same = |(known, file, _): &(_, _, _)| known == id && *file == row.file;
        if !self.writer.as_ref().is_some_and(is_same) {
            self.writer = None;
            report(Event::Loading { what: row.name.clone() });
            let needed = (row.memory)(&row.file)?;
            if needed > free_memory() {
                self.loaded = None;
            }
            check_memory(&row.name, needed)?;
            let begun = Instant::now();
            self.writer = Some((id.clone(), row.file.clone(), (row.load)(&row.file)?));
            tracing::info!("{} loaded in {:.0?}", row.name, begun.elapsed());
        }
        let (_, _, writer) = self.writer.as_mut().expect("it was loaded above if it was missing");
        Ok(writer.as_mut())
    }
}

/// Composes a picture of illustrations. No model is needed, and one that is loaded stays loaded.
fn compose_elements(
    order: &Order,
    spec: &PictureSpec,
    report: &dyn Fn(Event),
    begun: Instant,
) -> Result<Option<SavedPicture>, Failure> {
    let unknown = || Failure::ModelUnknown { model: spec.model().to_string() };
    let library = order.catalog.elements.as_ref().ok_or_else(unknown)?;
    let picture = element_picture(library, spec)?;
    if picture.pixels().all(|pixel| pixel[3] == 0) {
        return Err(Failure::Blank);
    }
    report(Event::Finishing);
    let recipe = Recipe::of(spec);
    let file = || encode_from(&picture, FileFormat::Png, Some(&recipe), SourceType::Drawing);
    save(order, spec, &picture, file, Vec::new(), begun)
}

/// Saves a finished picture, whose file `file` makes, and beside it its thumbnail; `None` where the job was cancelled.
fn save<File: AsRef<[u8]>>(
    order: &Order,
    spec: &PictureSpec,
    picture: &RgbaImage,
    file: impl FnOnce() -> Result<File, EncodeError> + Send,
    notes: Vec<String>,
    begun: Instant,
) -> Result<Option<SavedPicture>, Failure> {
    if order.cancel.is_raised() {
        return Ok(None);
    }
    let save_picture = || {
        let file = file().map_err(|error| Failure::Engine { detail: error.to_string() })?;
        files::save_picture(&order.pictures, order.job, spec.prompt(), file.as_ref())
            .map_err(|error| write_failure(&order.pictures, &error))
    };
    let save_thumbnail = || files::save_thumbnail(&order.thumbnails, order.job, picture);
    let (path, thumbnail) = rayon::join(save_picture, save_thumbnail);
    let path = path?;
    // The disk thread makes a missing thumbnail when it is shown.
    if let Err(error) = thumbnail {
        tracing::warn!("a thumbnail could not be saved: {error}");
    }
    let (width, height) = picture.dimensions();
    Ok(Some(SavedPicture { path, width, height, took: begun.elapsed(), notes, scene: None }))
}

/// Refuses a picture with values that are not finite, or with nothing in it.
fn check_shows_something(values: &[f32], blank: bool) -> Result<(), Failure> {
    if !values.par_chunks(1 << 16).all(|part| part.iter().all(|value| value.is_finite())) {
        return Err(Failure::NotFinite);
    }
    if blank { Err(Failure::Blank) } else { Ok(()) }
}

/// Refuses a load that would not fit into memory.
fn check_memory(model: &str, needed_bytes: u64) -> Result<(), Failure> {
    let free_bytes = free_memory();
    if needed_bytes > free_bytes {
        return Err(Failure::OutOfMemory { model: model.to_owned(), needed_bytes, free_bytes });
    }
    Ok(())
}

/// The failure of a job whose picture could not be written.
pub fn write_failure(folder: &Path, error: &io::Error) -> Failure {
    let folder = folder.to_owned();
    match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Failure::DiskFull { folder },
        _ => Failure::CannotWrite { folder, detail: error.to_string() },
    }
}

fn preview_of(cutout: &Cutout) -> Preview {
    Preview { width: cutout.width, height: cutout.height, rgba: cutout.to_straight().into() }
}

fn panic_text(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    text.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_else(|| "a panic".into())
}

#[cfg(test)]
mod tests;
