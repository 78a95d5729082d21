//! The renderers and which of them draws a job: this laptop's thread always, the team queue where the user wants it.
//! Connecting to a queue and leaving one happen on threads of their own. In which order jobs run is not known here.

use super::job_queue::{Destination, JobQueue};
use super::job_store::JobStore;
use crate::background::BackgroundThread;
use crate::engine::{Engine, Order, Renderer, Report};
use crate::files::{RenderOn, Settings};
use crate::job::{Job, JobId};
use crate::team::{
    self, QueueClient, TeamAddress, TeamError, TeamStatus, WorkerInfo, can_run_remotely, probe,
};
use crossbeam_channel::{Receiver, Sender, bounded};
use std::time::{Duration, Instant};

/// So many waiting jobs are examined for one that a renderer with capacity can take.
const EXAMINED: usize = 256;
/// How long the end of the program waits for the connections to team queues.
const LEAVE_WITHIN: Duration = Duration::from_millis(800);

/// Starts a client, which knows how to wake whoever polls. It may wait for a disk.
type Connect = Box<dyn Fn(TeamAddress) -> Box<dyn FnOnce() -> Connected + Send> + Send>;
type Connected = Result<QueueClient, TeamError>;
type Probed = Result<Vec<WorkerInfo>, TeamError>;

/// Makes wake-up calls, for threads that are started later.
type Wakers = Box<dyn Fn() -> Box<dyn Fn() + Send> + Send>;

/// The renderers.
pub struct Dispatcher {
    engine: Engine,
    team: TeamClient,
    /// Clients of other addresses whose jobs were on the queue when the address was changed.
    former: Vec<QueueClient>,
    /// Threads that close connections.
    closing: Vec<BackgroundThread>,
    connect: Connect,
    wakers: Wakers,
    status: TeamStatus,
    /// Whether new jobs go to the team.
    on_team: bool,
    probing: Option<Receiver<Probed>>,
    probed: Option<Probed>,
}

/// The client of the address in the settings.
enum TeamClient {
    None,
    Connecting(TeamAddress, Receiver<Connected>),
    Ready(TeamAddress, QueueClient),
}

/// What `receive` found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TeamChange {
    None,
    /// A client is ready, or there will be none.
    Decided,
}

impl Dispatcher {
    pub(super) fn new(
        reports: &Sender<Report>,
        wake: impl Fn() + Send + Sync + Clone + 'static,
    ) -> Self {
        let engine = Engine::start(reports.clone(), wake.clone());
        let (reports, waker) = (reports.clone(), wake.clone());
        Self {
            engine,
            team: TeamClient::None,
            former: Vec::new(),
            closing: Vec::new(),
            connect: Box::new(move |address| {
                let (reports, wake) = (reports.clone(), wake.clone());
                Box::new(move || QueueClient::start(address, reports, wake))
            }),
            wakers: Box::new(move || Box::new(waker.clone())),
            status: TeamStatus::Unknown,
            on_team: false,
            probing: None,
            probed: None,
        }
    }

    /// Applies the settings. `sent` says whether jobs are on the queue. A new address is connected to in the
    /// background; `receive` finds the outcome.
    ///
    /// # Errors
    /// Where an address is none, or no thread can be started.
    pub(super) fn apply_settings(
        &mut self,
        settings: &Settings,
        sent: bool,
    ) -> Result<(), TeamError> {
        self.on_team = team::IS_INCLUDED && settings.render_on == RenderOn::Team;
        // What a probe found is that of the old addresses.
        (self.probing, self.probed) = (None, None);
        let queue = settings.queue.as_deref().filter(|_| self.on_team || sent);
        let address = queue.map(|queue| TeamAddress::parse(queue, settings.store.as_deref()));
        let address = match address.transpose() {
            Ok(address) => address,
            Err(error) => {
                self.disconnect(sent);
                self.status = TeamStatus::Unreachable(error.clone());
                return Err(error);
            }
        };
        if self.team.address() == address.as_ref() {
            return Ok(());
        }
        self.disconnect(sent);
        if let Some(address) = address {
            let (sender, receiver) = bounded(1);
            let (connect, wake) = ((self.connect)(address.clone()), (self.wakers)());
            let work = move || {
                // A receiver that is gone drops the client here, where nobody waits for it.
                sender.send(connect()).ok();
                wake();
            };
            let started = BackgroundThread::spawn("team-connect", work);
            started.map_err(|error| TeamError::Unreachable {
                host: address.host(),
                detail: error.to_string(),
            })?;
            self.team = TeamClient::Connecting(address, receiver);
        }
        Ok(())
    }

    /// Leaves the present queue; its client stays for as long as jobs are on the queue.
    fn disconnect(&mut self, sent: bool) {
        self.status = TeamStatus::Unknown;
        match std::mem::replace(&mut self.team, TeamClient::None) {
            TeamClient::Ready(_, client) if sent => self.former.push(client),
            TeamClient::Ready(_, client) => self.close(client),
            // The thread that connects finds its receiver gone.
            TeamClient::Connecting(..) | TeamClient::None => {}
        }
    }

    /// Drops a client, which waits for its connection, on a thread of its own.
    fn close(&mut self, client: QueueClient) {
        self.closing.retain_mut(|thread| !thread.join_within(Duration::ZERO));
        match BackgroundThread::spawn("team-close", move || drop(client)) {
            Ok(thread) => self.closing.push(thread),
            Err(error) => tracing::error!("a queue's connection cannot be closed: {error}"),
        }
    }

    /// Receives the client that was connected, how the team is, and what a probe found.
    pub(super) fn receive(&mut self) -> Result<TeamChange, TeamError> {
        if let Some(receiver) = &self.probing
            && let Ok(found) = receiver.try_recv()
        {
            (self.probing, self.probed) = (None, Some(found));
        }
        if let TeamClient::Ready(_, client) = &self.team
            && let Some(status) = client.status()
        {
            self.status = status;
        }
        let TeamClient::Connecting(address, receiver) = &self.team else {
            return Ok(TeamChange::None);
        };
        match receiver.try_recv() {
            Ok(Ok(client)) => {
                self.team = TeamClient::Ready(address.clone(), client);
                Ok(TeamChange::Decided)
            }
            Ok(Err(error)) => {
                self.status = TeamStatus::Unreachable(error.clone());
                self.team = TeamClient::None;
                Err(error)
            }
            Err(_) => Ok(TeamChange::None),
        }
    }

    /// Whether there is a client, or will be one soon.
    pub(super) fn has_team(&self) -> bool {
        !matches!(self.team, TeamClient::None)
    }

    pub(super) fn is_connected(&self) -> bool {
        matches!(self.team, TeamClient::Ready(..))
    }

    /// Whether new jobs go to the team queue.
    pub fn renders_on_team(&self) -> bool {
        self.on_team
    }

    /// Whether the team queue answers, and which workers it has.
    pub fn team_status(&self) -> &TeamStatus {
        &self.status
    }

    fn renderer(&self, destination: Destination) -> Option<&dyn Renderer> {
        match (destination, &self.team) {
            (Destination::Laptop, _) => Some(&self.engine),
            (Destination::Team, TeamClient::Ready(_, client)) => Some(client),
            (Destination::Team, _) => None,
        }
    }

    fn destination(&self, job: &Job) -> Destination {
        if (self.on_team || job.sent) && can_run_remotely(&job.task) {
            Destination::Team
        } else {
            Destination::Laptop
        }
    }

    /// The first waiting job that a renderer with capacity can take now.
    pub(super) fn next(&self, queue: &JobQueue, jobs: &JobStore) -> Option<(JobId, Destination)> {
        let has_capacity = |destination| {
            let held = queue.held_by(destination);
            self.renderer(destination).is_some_and(|renderer| held < renderer.capacity())
        };
        let (laptop, team) = (has_capacity(Destination::Laptop), has_capacity(Destination::Team));
        if queue.is_paused() || (!laptop && !team) {
            return None;
        }
        let waiting = queue.ids().take(EXAMINED).filter_map(|id| jobs.get(id));
        let mut ready = waiting.filter(|job| queue.may_start(job) && jobs.is_ready(job));
        ready.find_map(|job| {
            let destination = self.destination(job);
            let free = if destination == Destination::Team { team } else { laptop };
            free.then_some((job.id, destination))
        })
    }

    /// Sends an order to a renderer; false where there is none.
    pub(super) fn send(&self, destination: Destination, order: Order) -> bool {
        let renderer = self.renderer(destination);
        renderer.map(|renderer| renderer.send(order)).is_some()
    }

    /// Notifies the renderers that a cancel flag was raised.
    pub(super) fn notify_cancelled(&self) {
        self.clients().for_each(Renderer::cancelled);
    }

    /// Notifies the queue that a job's end is in history, so that nothing more need be kept of it.
    pub(super) fn acknowledge(&self, job: JobId) {
        self.clients().for_each(|client| client.acknowledge(job));
    }

    fn clients(&self) -> impl Iterator<Item = &QueueClient> {
        let present = match &self.team {
            TeamClient::Ready(_, client) => Some(client),
            TeamClient::Connecting(..) | TeamClient::None => None,
        };
        present.into_iter().chain(&self.former)
    }

    /// Why a waiting job waits longer than its turn, where the team is the reason.
    pub(super) fn why_waits(&self, job: &Job) -> Option<String> {
        if self.destination(job) == Destination::Laptop {
            return None;
        }
        match &self.status {
            // Settings say what is wrong with it; a card has one line.
            TeamStatus::Unreachable(error) => Some(error.awaited().into()),
            status if status.workers_for(&job.task.model().0) == Some(0) => {
                Some(format!("Waits for a worker with {}", job.task.model()))
            }
            _ => None,
        }
    }

    /// Probes queue and store in the background; `probed` has the result later.
    ///
    /// # Errors
    /// A sentence where no thread can be started.
    pub(super) fn probe(&mut self, settings: &Settings) -> Result<(), String> {
        let Some(queue) = settings.queue.clone() else { return Ok(()) };
        let store = settings.store.clone();
        let (sender, receiver) = bounded(1);
        let wake = (self.wakers)();
        let work = move || {
            let address = TeamAddress::parse(&queue, store.as_deref());
            sender.send(address.and_then(|address| probe(&address))).ok();
            wake();
        };
        self.probed = None;
        BackgroundThread::spawn("team-probe", work)
            .map_err(|error| format!("The test could not start: {error}."))?;
        self.probing = Some(receiver);
        Ok(())
    }

    /// Whether a probe is under way, and what the last one found.
    pub fn probed(&self) -> (bool, Option<&Probed>) {
        (self.probing.is_some(), self.probed.as_ref())
    }

    /// Stops the laptop's thread and lets go of the team, where jobs go on. Waits for both, within bounds.
    pub(super) fn stop(&mut self) {
        self.disconnect(false);
        let former = std::mem::take(&mut self.former);
        former.into_iter().for_each(|client| self.close(client));
        self.engine.stop();
        let until = Instant::now() + LEAVE_WITHIN;
        for thread in &mut self.closing {
            if !thread.join_within(until.saturating_duration_since(Instant::now())) {
                tracing::warn!("a team queue did not answer; its connection is left");
            }
        }
    }
}

impl TeamClient {
    fn address(&self) -> Option<&TeamAddress> {
        match self {
            Self::None => None,
            Self::Connecting(address, _) | Self::Ready(address, _) => Some(address),
        }
    }
}
