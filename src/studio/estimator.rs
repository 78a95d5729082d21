//! What a picture or caption will take on this laptop: from the model's family at first, then from what was made
//! here with that model, nearest in size. Pure arithmetic over finished jobs; nothing is measured in this file.

use crate::brief::{Brief, Family, ModelId, ModelTraits, Size, format};
use crate::job::{Job, State, Task};
use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, HashMap};
use std::time::{Duration, Instant};

/// Seconds for a caption by a language model before one was written here.
const UNKNOWN_CAPTION: f64 = 20.0;
/// Words of an ordinary caption, to guess how far one is.
const CAPTION_WORDS: f32 = 70.0;
/// The share of a picture's time that comes after its last step.
const AFTER_STEPS: f32 = 0.2;
/// How much the newest measurement counts, so that a laptop on battery is estimated rightly soon.
const NEWEST: f64 = 1.0 / 3.0;

/// How fast each model is here.
#[derive(Debug, Default)]
pub struct Estimator {
    /// Seconds per step and megapixel, everything around the steps included, by model and number of pixels.
    pictures: HashMap<ModelId, BTreeMap<u64, f64>>,
    /// Seconds per caption, by the language model that writes it.
    captions: HashMap<ModelId, f64>,
}

/// What a brief will cost.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Cost {
    pub pictures: u32,
    /// For these pictures alone.
    pub time: Duration,
    /// Until the last of them is there, with what waits before.
    pub with_queue: Duration,
    pub memory_bytes: u64,
    /// Whether a picture was made with this model here, so that the time is learned and not guessed.
    pub measured: bool,
}

/// How far a running job is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct JobProgress {
    /// 0..=1, decoding and saving included.
    pub fraction: f32,
    pub left: Option<Duration>,
}

impl Estimator {
    /// Learns from a job that was done on this laptop.
    pub(super) fn learn(&mut self, job: &Job) {
        if *job.state() != State::Done {
            return;
        }
        let model = job.task.model().clone();
        match (&job.task, job.picture(), job.written()) {
            (Task::Picture(spec), Some(picture), _) if !picture.took.is_zero() => {
                let pixels = pixels(spec.size());
                let work = f64::from(spec.steps()) * megapixels(pixels);
                let seconds = picture.took.as_secs_f64() / work;
                average(self.pictures.entry(model).or_default().entry(pixels), seconds);
            }
            (Task::Caption(_), _, Some(written)) if !written.took.is_zero() => {
                let seconds = written.took.as_secs_f64();
                let known = self.captions.entry(model).or_insert(seconds);
                *known += (seconds - *known) * NEWEST;
            }
            _ => {}
        }
    }

    /// What a caption of a language model took here; `None` before the first.
    pub(super) fn measured_caption(&self, writer: &ModelId) -> Option<Duration> {
        self.captions.get(writer).copied().map(Duration::from_secs_f64)
    }

    /// What one task will take. `family` is that of its model, if the catalog still has it.
    fn task(&self, task: &Task, family: Option<Family>) -> Duration {
        match task {
            Task::Picture(spec) => self.picture(spec.model(), family, spec.size(), spec.steps()),
            Task::Caption(spec) => {
                let known = self.captions.get(spec.writer()).copied();
                Duration::from_secs_f64(known.unwrap_or(UNKNOWN_CAPTION))
            }
        }
    }

    fn picture(&self, model: &ModelId, family: Option<Family>, size: Size, steps: u32) -> Duration {
        let pixels = pixels(size);
        let steps = f64::from(steps);
        let seconds = match self.pictures.get(model).and_then(|sizes| nearest(sizes, pixels)) {
            Some(per_step) => per_step * steps * megapixels(pixels),
            None => {
                let (step, around) =
                    family.unwrap_or(Family::StableDiffusion).facts().seconds_per_megapixel;
                (step * steps + around) * megapixels(pixels)
            }
        };
        Duration::from_secs_f64(seconds)
    }

    /// What a brief will cost, with the tasks that wait before it and the families of their models.
    pub(super) fn cost<'a>(
        &self,
        brief: &Brief,
        (traits, memory_bytes): (&ModelTraits, u64),
        waiting: impl Iterator<Item = (&'a Task, Option<Family>)>,
    ) -> Cost {
        let steps = brief.steps.filter(|steps| traits.steps.contains(steps));
        let steps = steps.unwrap_or(traits.default_steps).clamp(1, 1000);
        let one = self.picture(&traits.id, Some(traits.family), drawn_size(brief), steps);
        let time = one * brief.count.min(1000);
        let before: Duration = waiting.map(|(task, family)| self.task(task, family)).sum();
        Cost {
            pictures: brief.count,
            time,
            with_queue: before + time,
            memory_bytes,
            measured: self.pictures.contains_key(&traits.id),
        }
    }

    /// How far a running job is: by its own steps once there are some, else by what was learned.
    pub(super) fn progress(
        &self,
        job: &Job,
        family: Option<Family>,
        since: Instant,
        first_step: Option<(u32, Instant)>,
    ) -> JobProgress {
        let fraction = match job.state() {
            State::Rendering { done, total } => {
                (1.0 - AFTER_STEPS) * *done as f32 / (*total).max(1) as f32
            }
            State::Writing { words } => (*words as f32 / CAPTION_WORDS).min(0.95),
            State::Finishing => 1.0 - AFTER_STEPS / 2.0,
            State::Done => 1.0,
            _ => 0.0,
        };
        let left = match (job.state(), first_step) {
            (State::Rendering { done, total }, Some((first, at))) if *done > first => {
                let step = at.elapsed() / (*done - first);
                let steps = step * (*total - *done);
                Some(steps + step.mul_f32(*total as f32 * AFTER_STEPS / (1.0 - AFTER_STEPS)))
            }
            _ => self.task(&job.task, family).checked_sub(since.elapsed()),
        };
        JobProgress { fraction, left }
    }
}

/// What one picture of a brief's size takes with a model that is not installed, by its family alone.
pub fn unmeasured_time(family: Family, steps: u32, brief: &Brief) -> Duration {
    let unknown = ModelId(String::new());
    Estimator::default().picture(&unknown, Some(family), drawn_size(brief), steps)
}

/// The size that the model draws for a brief; a format that is unknown has the brief's own.
fn drawn_size(brief: &Brief) -> Size {
    let known = brief.format.as_ref().and_then(|id| format(id));
    known.map_or(brief.size, |format| Size::new(format.width, format.height).covering())
}

fn pixels(size: Size) -> u64 {
    (u64::from(size.width) * u64::from(size.height)).max(1)
}

fn megapixels(pixels: u64) -> f64 {
    pixels as f64 / 1e6
}

fn average(entry: Entry<'_, u64, f64>, newest: f64) {
    let known = entry.or_insert(newest);
    *known += (newest - *known) * NEWEST;
}

/// The value of the size nearest by ratio.
fn nearest(sizes: &BTreeMap<u64, f64>, pixels: u64) -> Option<f64> {
    let below = sizes.range(..=pixels).next_back();
    let above = sizes.range(pixels..).next();
    let ratio = |known: u64| (known.max(pixels) as f64) / (known.min(pixels) as f64);
    let nearest = below.into_iter().chain(above);
    nearest.min_by(|one, other| ratio(*one.0).total_cmp(&ratio(*other.0))).map(|(_, known)| *known)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::brief::PictureSpec;
    use crate::job::{Ending, Event, JobId, SavedPicture};

    fn model(family: Family, id: &str) -> ModelTraits {
        ModelTraits { id: ModelId(id.into()), family, ..ModelTraits::like_spark() }
    }

    fn task(model: &ModelTraits, side: u32, steps: u32) -> Task {
        let size = Size::new(side, side);
        let brief =
            Brief { prompt: "mug".into(), model: model.id.clone(), size, ..Brief::default() };
        let brief = Brief { steps: Some(steps), ..brief };
        Task::Picture(PictureSpec::from_brief(&brief, None, model, 1).unwrap().remove(0))
    }

    fn finished(task: Task, took: Duration) -> Job {
        let id = JobId::fresh();
        let mut job = Job::new(id, id, task, 0);
        let picture = SavedPicture {
            path: "a.png".into(),
            width: 8,
            height: 8,
            took,
            notes: Vec::new(),
            scene: None,
        };
        for event in [Event::Started, Event::Finishing, Event::Ended(Ending::Picture(picture))] {
            job.apply(event).unwrap();
        }
        job
    }

    fn seconds(estimator: &Estimator, task: &Task, family: Family) -> f64 {
        estimator.task(task, Some(family)).as_secs_f64()
    }

    #[test]
    fn before_the_first_picture_the_size_the_steps_and_the_model_count() {
        let estimator = Estimator::default();
        let slow = model(Family::StableDiffusion, "sd");
        let spark = model(Family::Spark, "spark");
        let small = seconds(&estimator, &task(&slow, 512, 20), slow.family);
        let large = seconds(&estimator, &task(&slow, 1024, 20), slow.family);
        assert!((large / small - 4.0).abs() < 0.01, "four times the pixels: {small} and {large}");
        assert!(seconds(&estimator, &task(&slow, 512, 40), slow.family) > 1.5 * small);
        assert!(seconds(&estimator, &task(&spark, 512, 20), spark.family) < small / 20.0);
    }

    #[test]
    fn what_was_made_here_counts_for_its_own_size_first() {
        let (mut estimator, sd) = (Estimator::default(), model(Family::StableDiffusion, "sd"));
        estimator.learn(&finished(task(&sd, 512, 10), Duration::from_secs(10)));
        estimator.learn(&finished(task(&sd, 1024, 10), Duration::from_secs(90)));
        let estimate = |side, steps| seconds(&estimator, &task(&sd, side, steps), sd.family);
        assert!((estimate(512, 20) - 20.0).abs() < 0.01);
        assert!((estimate(1024, 10) - 90.0).abs() < 0.01);
        assert!(estimate(960, 10) > 70.0, "1024 is nearer than 512");
    }

    #[test]
    fn a_brief_counts_its_pictures_and_what_waits_before_it() {
        let (mut estimator, spark) = (Estimator::default(), model(Family::Spark, "spark"));
        let waiting = task(&spark, 512, 10);
        estimator.learn(&finished(waiting.clone(), Duration::from_secs(2)));
        let size = Size::new(512, 512);
        let brief = Brief { count: 3, steps: Some(10), size, ..Brief::default() };
        let cost =
            estimator.cost(&brief, (&spark, 1), [(&waiting, Some(Family::Spark))].into_iter());
        assert!(cost.measured);
        assert!((cost.time.as_secs_f64() - 6.0).abs() < 0.01, "{cost:?}");
        assert!((cost.with_queue.as_secs_f64() - 8.0).abs() < 0.01, "{cost:?}");
    }
}
