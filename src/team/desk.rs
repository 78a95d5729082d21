//! The thread behind the client: it holds the connection and the orders that are out, lists them, follows them, and brings
//! their pictures home. What breaks is opened again, and what the queue lost is listed again.

use super::client::Ask;
use super::ears::{Ears, Heard};
use super::follow::Follow;
use super::line::{Line, Look};
use super::store::Store;
use super::wire::{self, Ended, News};
use super::{Standing, TeamAddress, TeamError};
use crate::engine::{Order, Report, write_failure};
use crate::files;
use crate::job::{Ending, Event, Failure, JobId, SavedPicture};
use crate::post::decode;
use crossbeam_channel::{Receiver, Sender, select, unbounded};
use std::collections::BTreeMap;
use std::time::{Duration, Instant};

/// How often cancel flags are looked at while orders are out.
const TICK: Duration = Duration::from_millis(40);
/// How often the queue is asked how jobs stand, in case news of them were lost.
const LOOK: Duration = Duration::from_secs(2);
/// How often it is asked who works there.
const ROLL: Duration = Duration::from_secs(4);
/// The pause after a line broke, doubled up to the longest.
const FIRST_PAUSE: Duration = Duration::from_millis(250);
const LONGEST_PAUSE: Duration = Duration::from_secs(4);

/// An order that is out.
struct Out {
    order: Order,
    follow: Follow,
    /// Whether the queue has it, as far as is known.
    listed: bool,
    /// Whether its cancelling was passed on.
    cancelled: bool,
}

pub(super) struct Desk {
    address: TeamAddress,
    store: Store,
    outbox: Sender<Report>,
    standings: Sender<Standing>,
    wake: Box<dyn Fn() + Send>,
    standing: Standing,
    out: BTreeMap<JobId, Out>,
    /// Jobs of which the queue need keep nothing more.
    settled: Vec<JobId>,
    line: Option<Line>,
    ears: Option<Ears>,
    /// How many ears there were, so that what is left of old ones is told from the new.
    ears_until_now: u32,
    /// Where news for this client go.
    reply: String,
    sender: Sender<Heard>,
    heard: Receiver<Heard>,
    pause: Duration,
    retry_at: Instant,
    look_at: Instant,
    roll_at: Instant,
}

impl Desk {
    pub(super) fn new(
        address: TeamAddress,
        store: Store,
        outbox: Sender<Report>,
        standings: Sender<Standing>,
        wake: Box<dyn Fn() + Send>,
    ) -> Self {
        let (sender, heard) = unbounded();
        let now = Instant::now();
        Self {
            address,
            store,
            outbox,
            standings,
            wake,
            standing: Standing::Unknown,
            out: BTreeMap::new(),
            settled: Vec::new(),
            line: None,
            ears: None,
            ears_until_now: 0,
            reply: wire::reply_channel(&JobId::fresh().to_string()),
            sender,
            heard,
            pause: FIRST_PAUSE,
            retry_at: now,
            look_at: now,
            roll_at: now,
        }
    }

    /// Runs until the other end of `asks` is dropped.
    pub(super) fn run(mut self, asks: &Receiver<Ask>) {
        loop {
            self.work();
            let heard = self.heard.clone();
            select! {
                recv(asks) -> ask => match ask {
                    Ok(ask) => self.asked(ask),
                    Err(_) => break,
                },
                recv(heard) -> news => news.into_iter().for_each(|news| self.hear(news)),
                default(self.rest()) => {}
            }
            while let Ok(ask) = asks.try_recv() {
                self.asked(ask);
            }
            while let Ok(news) = heard.try_recv() {
                self.hear(news);
            }
        }
        // What the studio settled with its last breath; without a line, it stays until it expires.
        if let Err(error) = self.forget() {
            tracing::warn!("{error}");
        }
    }

    fn rest(&self) -> Duration {
        let now = Instant::now();
        if self.line.is_none() {
            let until = self.retry_at.saturating_duration_since(now);
            return if self.out.is_empty() { until } else { until.min(TICK) };
        }
        if self.out.is_empty() { self.roll_at.saturating_duration_since(now) } else { TICK }
    }

    fn asked(&mut self, ask: Ask) {
        match ask {
            Ask::Send(order) => {
                let follow = Follow::default();
                let out = Out { order: *order, follow, listed: false, cancelled: false };
                self.out.insert(out.order.job, out);
            }
            Ask::Settled(job) => self.settled.push(job),
            // Every round looks at the flags.
            Ask::Cancelled => {}
        }
    }

    fn hear(&mut self, heard: Heard) {
        match heard {
            Heard::Message(message) => {
                if message.news == News::Ended {
                    self.look_at = Instant::now();
                }
                if let Some(out) = self.out.get_mut(&message.job) {
                    let events = out.follow.hear(message.tries, message.news, message.preview);
                    self.report(message.job, events);
                }
            }
            Heard::Deaf(number) => {
                // The line is opened anew together with the ears.
                if self.ears.as_ref().is_some_and(|ears| ears.number == number) {
                    self.line = None;
                }
            }
        }
    }

    /// One round of everything that is due.
    fn work(&mut self) {
        if self.line.is_none() {
            self.end_cancelled();
            if Instant::now() < self.retry_at {
                return;
            }
        }
        match self.talk() {
            Ok(()) => self.pause = FIRST_PAUSE,
            Err(error) => {
                tracing::warn!("{error}");
                (self.line, self.ears) = (None, None);
                self.retry_at = Instant::now() + self.pause;
                self.pause = (self.pause * 2).min(LONGEST_PAUSE);
                self.stand(Standing::Down(error.to_string()));
            }
        }
    }

    fn talk(&mut self) -> Result<(), TeamError> {
        if self.line.is_none() {
            self.open()?;
        }
        self.list()?;
        self.pass_on_cancels()?;
        self.look()?;
        self.forget()?;
        self.call_roll()
    }

    fn open(&mut self) -> Result<(), TeamError> {
        self.line = Some(Line::open(&self.address.queue)?);
        self.ears_until_now += 1;
        let number = self.ears_until_now;
        let (address, reply) = (self.address.queue.clone(), self.reply.clone());
        self.ears = Some(Ears::prick_up(number, address, reply, self.sender.clone()));
        // The queue may have lost what it had, and this client its news.
        self.out.values_mut().for_each(|out| (out.listed, out.cancelled) = (false, false));
        let now = Instant::now();
        (self.look_at, self.roll_at) = (now, now);
        Ok(())
    }

    /// Lists what the queue does not have yet.
    fn list(&mut self) -> Result<(), TeamError> {
        let Some(line) = &mut self.line else { return Ok(()) };
        for (job, out) in self.out.iter_mut().filter(|(_, out)| !out.listed) {
            let known = !line.submit(*job, &out.order.task, out.order.priority, &self.reply)?;
            out.listed = true;
            if known {
                // It may be over already.
                self.look_at = Instant::now();
            }
        }
        Ok(())
    }

    fn pass_on_cancels(&mut self) -> Result<(), TeamError> {
        let Some(line) = &mut self.line else { return Ok(()) };
        let raised = |out: &&mut Out| !out.cancelled && out.order.cancel.is_raised();
        for out in self.out.values_mut().filter(raised) {
            let over = line.cancel(out.order.job)?;
            out.cancelled = true;
            if over {
                self.look_at = Instant::now();
            }
        }
        Ok(())
    }

    /// Without a line, a cancelled job is over at once: the queue forgets it when it is back.
    fn end_cancelled(&mut self) {
        let raised = self.out.iter().filter(|(_, out)| out.order.cancel.is_raised());
        let raised: Vec<_> = raised.map(|(job, _)| *job).collect();
        for job in raised {
            self.out.remove(&job);
            self.report(job, vec![Event::Ended(Ending::Cancelled)]);
        }
    }

    /// Asks how the jobs stand, takes in those that are over, and lists again what the queue lost.
    fn look(&mut self) -> Result<(), TeamError> {
        if Instant::now() < self.look_at || self.out.is_empty() {
            return Ok(());
        }
        let Some(line) = &mut self.line else { return Ok(()) };
        let jobs: Vec<_> =
            self.out.iter().filter(|(_, out)| out.listed).map(|(job, _)| *job).collect();
        let looks = line.look(&jobs)?;
        for (job, look) in jobs.into_iter().zip(looks) {
            match look {
                Look::Open => {}
                Look::Ended(ended) => self.end(job, ended)?,
                Look::Unknown => {
                    if let Some(out) = self.out.get_mut(&job) {
                        tracing::warn!(%job, "the team queue lost a job; it is listed again");
                        (out.listed, out.cancelled) = (false, false);
                    }
                }
            }
        }
        self.look_at = Instant::now() + LOOK;
        Ok(())
    }

    fn end(&mut self, job: JobId, ended: Ended) -> Result<(), TeamError> {
        let Some(out) = self.out.get_mut(&job) else { return Ok(()) };
        let order = out.order.clone();
        let before = out.follow.before_end(&ended);
        self.report(job, before);
        let ending = match ended {
            Ended::Picture { took } => self.fetch(&order, took)?,
            Ended::Caption(written) => Ending::Caption(written),
            Ended::Cancelled => Ending::Cancelled,
            Ended::Failed(failure) => Ending::Failed(failure),
        };
        self.out.remove(&job);
        self.report(job, vec![Event::Ended(ending)]);
        Ok(())
    }

    /// Brings a picture home. One that is there whole already, as after a crash, is not saved twice.
    fn fetch(&mut self, order: &Order, took: Duration) -> Result<Ending, TeamError> {
        let Some(line) = &mut self.line else { return Ok(Ending::Cancelled) };
        let there = files::find_picture(&order.pictures, order.job);
        if let Some(path) = there
            && let Ok(picture) = files::read_pixels(&path)
        {
            let (width, height) = picture.dimensions();
            return Ok(Ending::Picture(SavedPicture {
                path,
                width,
                height,
                took,
                notes: Vec::new(),
            }));
        }
        let kept = match self.store.fetch(order.job, line) {
            Ok(bytes) => keep(order, &bytes, took),
            Err(TeamError::NotThere { .. }) => Err(Failure::PictureLost),
            Err(error) => return Err(error),
        };
        Ok(kept.map_or_else(Ending::Failed, Ending::Picture))
    }

    fn forget(&mut self) -> Result<(), TeamError> {
        let Some(line) = &mut self.line else { return Ok(()) };
        while let Some(job) = self.settled.last() {
            // The queue first: a job that is forgotten needs no picture.
            line.forget(*job)?;
            if let Err(error) = self.store.remove(*job) {
                // The workers sweep it away later.
                tracing::warn!("{error}");
            }
            self.settled.pop();
        }
        Ok(())
    }

    fn call_roll(&mut self) -> Result<(), TeamError> {
        if Instant::now() < self.roll_at {
            return Ok(());
        }
        let Some(line) = &mut self.line else { return Ok(()) };
        let workers = line.workers()?;
        self.stand(Standing::Reached { workers });
        self.roll_at = Instant::now() + ROLL;
        Ok(())
    }

    fn stand(&mut self, standing: Standing) {
        if self.standing != standing {
            self.standing = standing.clone();
            self.standings.send(standing).ok();
            (self.wake)();
        }
    }

    fn report(&self, job: JobId, events: Vec<Event>) {
        for event in events {
            // Nobody listens while the program closes; the queue keeps the ending.
            self.outbox.send(Report { job, event }).ok();
            (self.wake)();
        }
    }
}

/// Saves a picture that came, with its thumbnail, as if it had been drawn here.
fn keep(order: &Order, bytes: &[u8], took: Duration) -> Result<SavedPicture, Failure> {
    let unreadable = |detail: String| Failure::Engine { detail };
    let picture = decode(bytes).map_err(|error| unreadable(error.to_string()))?;
    let prompt = order.task.prompt();
    let path = files::save_picture(&order.pictures, order.job, prompt, bytes)
        .map_err(|error| write_failure(&order.pictures, &error))?;
    if let Err(error) = files::save_thumbnail(&order.thumbnails, order.job, &picture) {
        tracing::warn!("a thumbnail could not be kept: {error}");
    }
    let (width, height) = picture.dimensions();
    Ok(SavedPicture { path, width, height, took, notes: Vec::new() })
}
