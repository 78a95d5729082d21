//! Who draws: this laptop's thread always, and the team queue where the user wants it. Which of them takes a job is
//! decided here; what they draw with is their own business.

use super::{Running, Studio};
use crate::engine::{CancelFlag, Engine, Order, Priority, Renderer, Report};
use crate::files::{RenderOn, Settings};
use crate::job::{Job, JobId};
use crate::team::{
    QueueClient, TeamAddress, TeamError, TeamStatus, WorkerInfo, can_run_remotely, probe,
};
use crossbeam_channel::{Receiver, Sender, bounded};
use std::sync::Arc;
use std::time::Instant;

/// So many waiting jobs are looked at for one that a renderer with room can take.
const LOOKED_AT: usize = 256;

/// Starts a client; it knows how to wake whoever polls.
type Hire = Box<dyn Fn(TeamAddress) -> Result<QueueClient, TeamError> + Send>;

/// Makes wakers, for threads that are started later.
type Wakers = Box<dyn Fn() -> Box<dyn Fn() + Send> + Send>;

/// The renderers.
pub(super) struct Crew {
    pub(super) engine: Engine,
    team: Option<(TeamAddress, QueueClient)>,
    /// Clients of other addresses whose jobs were out when the address was changed.
    leaving: Vec<QueueClient>,
    hire: Hire,
    wakers: Wakers,
    standing: TeamStatus,
    /// Whether new jobs go to the team.
    on_team: bool,
    probing: Option<Receiver<Result<Vec<WorkerInfo>, TeamError>>>,
    probed: Option<Result<Vec<WorkerInfo>, TeamError>>,
}

impl Crew {
    pub(super) fn new(outbox: &Sender<Report>, wake: impl Fn() + Send + Clone + 'static) -> Self {
        let engine = Engine::start(outbox.clone(), wake.clone());
        let (outbox, waker) = (outbox.clone(), wake.clone());
        Self {
            engine,
            team: None,
            leaving: Vec::new(),
            hire: Box::new(move |address| {
                QueueClient::start(address, outbox.clone(), wake.clone())
            }),
            wakers: Box::new(move || Box::new(waker.clone())),
            standing: TeamStatus::Unknown,
            on_team: false,
            probing: None,
            probed: None,
        }
    }

    /// Follows the settings. `out` says whether jobs are out on the queue.
    pub(super) fn follow(&mut self, settings: &Settings, out: bool) -> Result<(), TeamError> {
        self.on_team = settings.render_on == RenderOn::Team;
        let address = settings.queue.as_deref().filter(|_| self.on_team || out);
        let address =
            match address.map(|queue| TeamAddress::parse(queue, settings.store.as_deref())) {
                Some(Ok(address)) => Some(address),
                Some(Err(error)) => {
                    self.dismiss(out);
                    self.standing = TeamStatus::Unreachable(error.to_string());
                    return Err(error);
                }
                None => None,
            };
        if self.team.as_ref().map(|(known, _)| known) == address.as_ref() {
            return Ok(());
        }
        self.dismiss(out);
        if let Some(address) = address {
            let client = (self.hire)(address.clone())?;
            self.team = Some((address, client));
        }
        Ok(())
    }

    fn dismiss(&mut self, out: bool) {
        self.standing = TeamStatus::Unknown;
        if let Some((_, client)) = self.team.take()
            && out
        {
            self.leaving.push(client);
        }
    }

    /// The renderer that takes a job; `None` where its place is not known yet.
    fn of(&self, to_team: bool) -> Option<&dyn Renderer> {
        if !to_team {
            return Some(&self.engine);
        }
        self.team.as_ref().map(|(_, client)| client as &dyn Renderer)
    }

    fn wants(&self, job: &Job) -> bool {
        (self.on_team || job.sent) && can_run_remotely(&job.task)
    }

    pub(super) fn settled(&self, job: JobId) {
        self.clients().for_each(|client| client.settled(job));
    }

    pub(super) fn cancelled(&self) {
        self.clients().for_each(Renderer::cancelled);
    }

    fn clients(&self) -> impl Iterator<Item = &QueueClient> {
        self.team.iter().map(|(_, client)| client).chain(&self.leaving)
    }

    /// Stops the laptop's thread and lets go of the team, where jobs go on.
    pub(super) fn stop(&mut self) {
        self.engine.stop();
        self.team = None;
        self.leaving.clear();
    }
}

impl Studio {
    /// Whether new jobs go to the team queue.
    pub fn renders_on_team(&self) -> bool {
        self.crew.on_team
    }

    /// How the team stands.
    pub fn standing(&self) -> &TeamStatus {
        &self.crew.standing
    }

    /// Whether a waiting job was handed over and can be moved no more, only cancelled.
    pub fn is_out(&self, id: JobId) -> bool {
        self.running.contains_key(&id)
    }

    /// Why a waiting job waits longer than its turn, where the team is the reason.
    pub fn why_waits(&self, job: &Job) -> Option<String> {
        if !self.crew.wants(job) {
            return None;
        }
        match &self.crew.standing {
            // Settings say what is wrong with it; a card has one line.
            TeamStatus::Unreachable(_) => Some("Waits until the team queue answers".into()),
            standing if standing.workers_for(&job.task.model().0) == Some(0) => {
                Some(format!("Waits for a worker with {}", job.task.model()))
            }
            _ => None,
        }
    }

    /// Renders on the team queue for as long as this studio is open, whatever the settings say.
    ///
    /// # Errors
    /// Where an address is none.
    pub fn render_on_team(&mut self, queue: &str, store: Option<&str>) -> Result<(), TeamError> {
        TeamAddress::parse(queue, store)?;
        self.settings_for_crew = Settings {
            render_on: RenderOn::Team,
            queue: Some(queue.to_owned()),
            store: store.map(str::to_owned),
            ..self.settings.clone()
        };
        self.follow_crew();
        self.attach();
        Ok(())
    }

    /// Asks queue and store whether they are there; `probed` has the answer later.
    pub fn probe_team(&mut self) {
        let settings = &self.settings;
        let Some(queue) = settings.queue.clone() else { return };
        let store = settings.store.clone();
        let (sender, receiver) = bounded(1);
        let wake = (self.crew.wakers)();
        let ask = move || {
            let found = TeamAddress::parse(&queue, store.as_deref());
            sender.send(found.and_then(|address| probe(&address))).ok();
            wake();
        };
        self.crew.probed = None;
        match std::thread::Builder::new().name("probe".into()).spawn(ask) {
            Ok(_) => self.crew.probing = Some(receiver),
            Err(error) => self.troubles.push(format!("The test could not start: {error}.")),
        }
    }

    /// Whether a test is under way, and what the last one found.
    pub fn probed(&self) -> (bool, Option<&Result<Vec<WorkerInfo>, TeamError>>) {
        (self.crew.probing.is_some(), self.crew.probed.as_ref())
    }

    pub fn forget_probe(&mut self) {
        (self.crew.probing, self.crew.probed) = (None, None);
    }

    /// Puts the settings of queue and store in force.
    pub(super) fn follow_crew(&mut self) {
        let out = self.jobs.values().any(|job| job.sent && !job.state().is_over());
        if let Err(error) = self.crew.follow(&self.settings_for_crew, out) {
            self.troubles.push(error.to_string());
        }
    }

    pub(super) fn take_in_crew(&mut self) {
        if let Some((_, client)) = &self.crew.team
            && let Some(standing) = client.status()
        {
            self.crew.standing = standing;
        }
        if let Some(receiver) = &self.crew.probing
            && let Ok(found) = receiver.try_recv()
        {
            (self.crew.probing, self.crew.probed) = (None, Some(found));
        }
    }

    /// Takes up what the team had when the program was closed, also while the queue is paused: it goes on there.
    pub(super) fn attach(&mut self) {
        let sent =
            |job: &&Job| job.sent && !job.state().is_over() && !self.running.contains_key(&job.id);
        let sent: Vec<_> = self.jobs.values().filter(sent).map(|job| job.id).collect();
        for id in sent {
            if self.crew.team.is_some() {
                self.hand_over(id, true);
            } else if let Some(job) = self.jobs.get_mut(&id) {
                // Its queue is not known any more: it waits here, like any other.
                job.sent = false;
                self.save_or_tell(id);
            }
        }
    }

    /// Gives each renderer with room its next job, if the queue runs.
    pub(super) fn dispatch(&mut self) {
        while !self.paused {
            let Some((id, to_team)) = self.next_for_someone() else { return };
            self.hand_over(id, to_team);
        }
    }

    fn next_for_someone(&self) -> Option<(JobId, bool)> {
        let has_room = |to_team: bool| {
            let held = self.running.values().filter(|running| running.to_team == to_team).count();
            self.crew.of(to_team).is_some_and(|renderer| held < renderer.reach())
        };
        let (laptop, team) = (has_room(false), has_room(true));
        if !laptop && !team {
            return None;
        }
        let only = self.only;
        let mut next = self.queue().take(LOOKED_AT).filter_map(|job| {
            let to_team = self.crew.wants(job);
            let allowed = only.is_none_or(|batch| job.batch == batch);
            (allowed && if to_team { team } else { laptop }).then_some((job.id, to_team))
        });
        next.next()
    }

    fn hand_over(&mut self, id: JobId, to_team: bool) {
        let Some(job) = self.jobs.get_mut(&id) else { return };
        let task = job.task.clone();
        if to_team && !job.sent {
            // On disk before the team has it, so that it is looked for there after a crash.
            job.sent = true;
            self.save_or_tell(id);
        }
        let cancel = CancelFlag::default();
        let order = Order {
            job: id,
            task,
            cancel: cancel.clone(),
            priority: if self.urgent.remove(&id) { Priority::High } else { Priority::Normal },
            catalog: Arc::clone(&self.catalog),
            pictures: self.pictures_folder(),
            thumbnails: self.home.thumbnails(),
        };
        let Some(renderer) = self.crew.of(to_team) else { return };
        renderer.send(order);
        let since = Instant::now();
        let running = Running { cancel, to_team, asked_to_cancel: false, since, first_step: None };
        self.running.insert(id, running);
    }
}
