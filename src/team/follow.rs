//! What was told of a job that the team has, so that its story stays in order whatever the line loses or doubles:
//! news may be missed, come twice, or come from a worker that was given up. It talks to nobody.

use super::wire::{Ended, News};
use crate::job::{Event, Preview};

/// How far a job's story was told.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
enum Told {
    #[default]
    Nothing,
    Started,
    Working,
    Finishing,
}

/// One job's story.
#[derive(Debug, Default)]
pub(super) struct Follow {
    told: Told,
    /// The newest try that was heard of.
    tries: u32,
}

impl Follow {
    /// The events that news make; none where they are old.
    pub(super) fn hear(&mut self, tries: u32, news: News, preview: Option<Preview>) -> Vec<Event> {
        if tries < self.tries {
            return Vec::new();
        }
        let another = tries > self.tries;
        self.tries = tries;
        let mut events = Vec::new();
        if (another || news == News::Taken || news == News::GivenBack) && self.told > Told::Nothing
        {
            self.told = Told::Nothing;
            events.push(Event::GivenBack);
        }
        match news {
            News::GivenBack | News::Ended => {}
            News::Taken => self.reach(Told::Started, &mut events),
            News::Loading { what } => {
                self.reach(Told::Started, &mut events);
                if self.told == Told::Started {
                    events.push(Event::Loading { what });
                }
            }
            News::Step { done, total } => {
                self.work(Event::Step { done, total, preview }, &mut events);
            }
            News::Words(words) => self.work(Event::Words(words), &mut events),
            News::Finishing => self.reach(Told::Finishing, &mut events),
        }
        events
    }

    /// What must be told before an ending.
    pub(super) fn before_end(&mut self, ended: &Ended) -> Vec<Event> {
        let mut events = Vec::new();
        match ended {
            Ended::Picture { .. } | Ended::Caption(_) => self.reach(Told::Finishing, &mut events),
            Ended::Failed(_) => self.reach(Told::Started, &mut events),
            Ended::Cancelled => {}
        }
        events
    }

    fn reach(&mut self, goal: Told, events: &mut Vec<Event>) {
        if self.told < Told::Started {
            events.push(Event::Started);
        }
        if goal == Told::Finishing && self.told < Told::Finishing {
            events.push(Event::Finishing);
        }
        self.told = self.told.max(goal);
    }

    fn work(&mut self, event: Event, events: &mut Vec<Event>) {
        self.reach(Told::Started, events);
        if self.told < Told::Finishing {
            self.told = Told::Working;
            events.push(event);
        }
    }
}

#[cfg(test)]
mod tests {
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

    fn step(done: u32) -> News {
        News::Step { done, total: 20 }
    }

    /// Whatever is lost, doubled or late, the job takes every event it is told, and ends as it should.
    #[test]
    fn no_order_of_news_brings_a_job_out_of_order() {
        let stories: &[&[(u32, News)]] = &[
            &[(1, News::Taken), (1, step(1)), (1, step(2)), (1, News::Finishing)],
            &[],
            &[(1, step(7))],
            &[(1, News::Finishing), (1, step(7)), (1, News::Loading { what: "Spark".into() })],
            &[(1, News::Taken), (1, News::Taken), (2, step(1)), (1, step(9)), (2, step(2))],
            &[(1, step(3)), (1, News::GivenBack), (1, News::Taken), (1, step(1))],
            &[(1, News::Finishing), (2, News::Taken), (2, News::Loading { what: "Spark".into() })],
        ];
        for story in stories {
            let (mut job, mut follow) = (job(), Follow::default());
            for (tries, news) in *story {
                for event in follow.hear(*tries, news.clone(), None) {
                    job.apply(event).unwrap_or_else(|error| panic!("{story:?}: {error}"));
                }
            }
            let took = Duration::from_secs(1);
            for event in follow.before_end(&Ended::Picture { took }) {
                job.apply(event).unwrap_or_else(|error| panic!("{story:?}: {error}"));
            }
            let saved =
                SavedPicture { path: "a.png".into(), width: 8, height: 8, took, notes: Vec::new() };
            job.apply(Event::Ended(Ending::Picture(saved))).unwrap();
            assert_eq!(*job.state(), State::Done);
        }
    }

    #[test]
    fn a_job_that_is_taken_over_waits_in_between() {
        let mut follow = Follow::default();
        follow.hear(1, step(7), None);
        assert_eq!(follow.hear(2, News::Taken, None), [Event::GivenBack, Event::Started]);
        assert_eq!(follow.hear(1, step(8), None), [], "the worker that was given up is not heard");
    }
}
