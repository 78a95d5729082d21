//! Puts the events of one job on the queue in order, whatever the connection loses or doubles: events may be lost, come
//! twice, or come from a worker that lost the job. It sends and receives nothing itself.

use super::wire::{Ended, WorkerEvent};
use crate::job::{Event, Preview};

/// How far a job has come, by the events that were passed on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
enum Stage {
    #[default]
    Waiting,
    Started,
    Working,
    Finishing,
}

/// The sequencer of one job.
#[derive(Debug, Default)]
pub(super) struct EventSequencer {
    stage: Stage,
    /// The newest attempt of which an event was received.
    attempt: u32,
}

impl EventSequencer {
    /// The job's events that follow from a worker's event; none if it is outdated.
    pub(super) fn receive(
        &mut self,
        attempt: u32,
        event: WorkerEvent,
        preview: Option<Preview>,
    ) -> Vec<Event> {
        if attempt < self.attempt {
            return Vec::new();
        }
        let is_new_attempt = attempt > self.attempt;
        self.attempt = attempt;
        let mut events = Vec::new();
        let restarts =
            is_new_attempt || matches!(event, WorkerEvent::Taken | WorkerEvent::GivenBack);
        if restarts && self.stage > Stage::Waiting {
            self.stage = Stage::Waiting;
            events.push(Event::GivenBack);
        }
        match event {
            WorkerEvent::GivenBack | WorkerEvent::Ended => {}
            WorkerEvent::Taken => self.advance(Stage::Started, &mut events),
            WorkerEvent::Loading { what } => {
                self.advance(Stage::Started, &mut events);
                if self.stage == Stage::Started {
                    events.push(Event::Loading { what });
                }
            }
            WorkerEvent::Step { done, total } => {
                self.work(Event::Step { done, total, preview }, &mut events);
            }
            WorkerEvent::Words(words) => self.work(Event::Words(words), &mut events),
            WorkerEvent::Finishing => self.advance(Stage::Finishing, &mut events),
        }
        events
    }

    /// The events that must precede an ending.
    pub(super) fn before_ending(&mut self, ended: &Ended) -> Vec<Event> {
        let mut events = Vec::new();
        match ended {
            Ended::Picture(_) | Ended::Caption(_) => {
                self.advance(Stage::Finishing, &mut events);
            }
            Ended::Failed(_) => self.advance(Stage::Started, &mut events),
            Ended::Cancelled => {}
        }
        events
    }

    fn advance(&mut self, to: Stage, events: &mut Vec<Event>) {
        if self.stage < Stage::Started {
            events.push(Event::Started);
        }
        if to == Stage::Finishing && self.stage < Stage::Finishing {
            events.push(Event::Finishing);
        }
        self.stage = self.stage.max(to);
    }

    fn work(&mut self, event: Event, events: &mut Vec<Event>) {
        self.advance(Stage::Started, events);
        if self.stage < Stage::Finishing {
            self.stage = Stage::Working;
            events.push(event);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::wire::DrawnPicture;
    use super::*;
    use crate::brief::{Brief, ModelTraits, PictureSpec};
    use crate::job::{Ending, Job, JobId, SavedPicture, State, Task};
    use std::time::Duration;

    fn job() -> Job {
        let brief = Brief { prompt: "mug".into(), ..Brief::default() };
        let specs = PictureSpec::from_brief(&brief, None, &ModelTraits::like_spark(), 1).unwrap();
        let id = JobId::fresh();
        Job::new(id, id, Task::Picture(specs[0].clone()), 0)
    }

    fn step(done: u32) -> WorkerEvent {
        WorkerEvent::Step { done, total: 20 }
    }

    fn loading() -> WorkerEvent {
        WorkerEvent::Loading { what: "Spark".into() }
    }

    /// Whatever is lost, doubled or late, the job accepts every event it is given, and ends as it should.
    #[test]
    fn no_order_of_events_brings_a_job_out_of_order() {
        use WorkerEvent::{Finishing, GivenBack, Taken};
        let histories: &[&[(u32, WorkerEvent)]] = &[
            &[(1, Taken), (1, step(1)), (1, step(2)), (1, Finishing)],
            &[],
            &[(1, step(7))],
            &[(1, Finishing), (1, step(7)), (1, loading())],
            &[(1, Taken), (1, Taken), (2, step(1)), (1, step(9)), (2, step(2))],
            &[(1, step(3)), (1, GivenBack), (1, Taken), (1, step(1))],
            &[(1, Finishing), (2, Taken), (2, loading())],
        ];
        for history in histories {
            let (mut job, mut sequencer) = (job(), EventSequencer::default());
            for (attempt, event) in *history {
                for event in sequencer.receive(*attempt, event.clone(), None) {
                    job.apply(event).unwrap_or_else(|error| panic!("{history:?}: {error}"));
                }
            }
            let took = Duration::from_secs(1);
            for event in sequencer
                .before_ending(&Ended::Picture(DrawnPicture { took, ..DrawnPicture::default() }))
            {
                job.apply(event).unwrap_or_else(|error| panic!("{history:?}: {error}"));
            }
            let saved = SavedPicture {
                path: "a.png".into(),
                width: 8,
                height: 8,
                took,
                notes: Vec::new(),
                scene: None,
            };
            job.apply(Event::Ended(Ending::Picture(saved))).unwrap();
            assert_eq!(*job.state(), State::Done);
        }
    }

    #[test]
    fn a_job_that_is_taken_over_waits_in_between() {
        let mut sequencer = EventSequencer::default();
        sequencer.receive(1, step(7), None);
        let events = sequencer.receive(2, WorkerEvent::Taken, None);
        assert_eq!(events, [Event::GivenBack, Event::Started]);
        assert_eq!(sequencer.receive(1, step(8), None), [], "the first worker lost the job");
    }
}
