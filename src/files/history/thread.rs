//! The thread that owns the one connection which writes history: requests in, replies by callback, in the order
//! in which they were sent. It moves the pictures of removed jobs, too, and decides nothing.

use super::{Found, History, HistoryError};
use crate::background::BackgroundThread;
use crate::files::pictures::{bring_back, is_aside, set_aside};
use crate::job::{Job, JobId};
use crossbeam_channel::{Receiver, Sender, unbounded};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// How long the end of the program waits for the writes that are still to be done.
const END_WITHIN: Duration = Duration::from_secs(20);

/// Called on the history thread with the outcome of a request. It must not wait.
pub type HistoryReply<T> = Box<dyn FnOnce(Result<T, HistoryError>) + Send>;

enum Request {
    Save(Vec<Job>, HistoryReply<()>),
    Remove(Vec<JobId>, HistoryReply<usize>),
    Restore(Vec<JobId>, HistoryReply<Vec<Job>>),
    Find(JobId, HistoryReply<Option<Job>>),
    Load(JobId, HistoryReply<Vec<Job>>),
    Page { before: Option<JobId>, limit: usize, reply: HistoryReply<Found<Job>> },
    Confirm(Vec<JobId>, HistoryReply<()>),
}

/// The handle to the history thread. No method waits for the disk. Dropping it has everything written that was
/// sent before, and waits for that for at most 20 s.
pub struct HistoryThread {
    requests: Option<Sender<Request>>,
    thread: BackgroundThread,
}

impl HistoryThread {
    /// Hands the connection to a thread of its own; `wake` is called after each reply.
    pub fn start(history: History, wake: impl Fn() + Send + 'static) -> Self {
        let (requests, inbox) = unbounded();
        let thread = BackgroundThread::spawn("history", move || work(history, &inbox, &wake))
            .expect("a program that just started has threads left");
        Self { requests: Some(requests), thread }
    }

    /// Writes jobs, new ones or such as have changed, all or none.
    pub fn save(
        &self,
        jobs: Vec<Job>,
        reply: impl FnOnce(Result<(), HistoryError>) + Send + 'static,
    ) {
        self.send(Request::Save(jobs, Box::new(reply)));
    }

    /// Hides jobs and moves their pictures aside, all or none. Replies how many of them are in history.
    pub fn remove(
        &self,
        ids: Vec<JobId>,
        reply: impl FnOnce(Result<usize, HistoryError>) + Send + 'static,
    ) {
        self.send(Request::Remove(ids, Box::new(reply)));
    }

    /// Shows removed jobs again and moves their pictures back, all or none. Replies with the jobs.
    pub fn restore(
        &self,
        ids: Vec<JobId>,
        reply: impl FnOnce(Result<Vec<Job>, HistoryError>) + Send + 'static,
    ) {
        self.send(Request::Restore(ids, Box::new(reply)));
    }

    /// Replies with a job, unless it is removed or unknown.
    pub fn find(
        &self,
        id: JobId,
        reply: impl FnOnce(Result<Option<Job>, HistoryError>) + Send + 'static,
    ) {
        self.send(Request::Find(id, Box::new(reply)));
    }

    /// Replies with a job and the finished captions of its batch.
    pub fn load(
        &self,
        id: JobId,
        reply: impl FnOnce(Result<Vec<Job>, HistoryError>) + Send + 'static,
    ) {
        self.send(Request::Load(id, Box::new(reply)));
    }

    /// Replies with at most `limit` jobs older than one, newest first; the newest of all where none is named.
    pub fn page(
        &self,
        before: Option<JobId>,
        limit: usize,
        reply: impl FnOnce(Result<Found<Job>, HistoryError>) + Send + 'static,
    ) {
        self.send(Request::Page { before, limit, reply: Box::new(reply) });
    }

    /// Replies whether all these jobs are on disk, once everything is written that was sent before.
    pub fn confirm(
        &self,
        ids: Vec<JobId>,
        reply: impl FnOnce(Result<(), HistoryError>) + Send + 'static,
    ) {
        self.send(Request::Confirm(ids, Box::new(reply)));
    }

    fn send(&self, request: Request) {
        let sent = self.requests.as_ref().map(|requests| requests.send(request));
        if sent.is_none_or(|sent| sent.is_err()) {
            tracing::error!("the history thread has ended");
        }
    }
}

impl Drop for HistoryThread {
    fn drop(&mut self) {
        self.requests = None;
        if !self.thread.join_within(END_WITHIN) {
            tracing::error!("history was not written whole in {} s", END_WITHIN.as_secs());
        }
    }
}

fn work(mut history: History, inbox: &Receiver<Request>, wake: &dyn Fn()) {
    for request in inbox {
        match request {
            Request::Save(jobs, reply) => reply(history.save(&jobs)),
            Request::Remove(ids, reply) => reply(remove(&mut history, &ids)),
            Request::Restore(ids, reply) => reply(restore(&mut history, &ids)),
            Request::Find(id, reply) => reply(history.job(id)),
            Request::Load(id, reply) => reply(load(&history, id)),
            Request::Page { before, limit, reply } => reply(history.before(before, limit)),
            Request::Confirm(ids, reply) => reply(confirm(&history, &ids)),
        }
        wake();
    }
}

fn remove(history: &mut History, ids: &[JobId]) -> Result<usize, HistoryError> {
    let (count, pictures) = history.pictures_of(ids, false)?;
    move_all(
        &pictures,
        |path| if path.exists() { set_aside(path).map(drop) } else { Ok(()) },
        bring_back,
    )?;
    if let Err(error) = history.set_removed(ids, true) {
        pictures.iter().for_each(|path| drop(bring_back(path)));
        return Err(error);
    }
    Ok(count)
}

fn restore(history: &mut History, ids: &[JobId]) -> Result<Vec<Job>, HistoryError> {
    let jobs = history.removed(ids)?;
    let (_, pictures) = history.pictures_of(ids, true)?;
    // A picture that was gone when its job was removed cannot come back, and its job can.
    let aside = |path: &Path| if is_aside(path) { bring_back(path) } else { Ok(()) };
    move_all(&pictures, aside, |path| set_aside(path).map(drop))?;
    if let Err(error) = history.set_removed(ids, false) {
        pictures.iter().for_each(|path| drop(set_aside(path)));
        return Err(error);
    }
    Ok(jobs)
}

/// Moves every file, or none: where one cannot be moved, `back` moves those before it.
fn move_all(
    pictures: &[PathBuf],
    there: impl Fn(&Path) -> std::io::Result<()>,
    back: impl Fn(&Path) -> std::io::Result<()>,
) -> std::io::Result<()> {
    for (index, picture) in pictures.iter().enumerate() {
        if let Err(error) = there(picture) {
            pictures[..index].iter().for_each(|moved| drop(back(moved)));
            return Err(error);
        }
    }
    Ok(())
}

fn load(history: &History, id: JobId) -> Result<Vec<Job>, HistoryError> {
    let Some(job) = history.job(id)? else { return Ok(Vec::new()) };
    let mut jobs = history.captions_of(job.batch)?.items;
    if jobs.iter().all(|caption| caption.id != id) {
        jobs.push(job);
    }
    Ok(jobs)
}

fn confirm(history: &History, ids: &[JobId]) -> Result<(), HistoryError> {
    for id in ids {
        history.job(*id)?.ok_or(HistoryError::Missing(*id))?;
    }
    Ok(())
}
