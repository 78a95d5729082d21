//! One connection to the queue and every operation on it. Each change is one script, so a connection that breaks leaves
//! it applied or not applied. It decides nothing; laptop and worker do.

use super::wire::{self, Ended, GROUP, Message, Payload};
use super::{QueueAddress, RETENTION, TeamError, WorkerInfo};
use crate::engine::Priority;
use crate::job::{Failure, JobId, Task};
use redis::{Client, Connection, ErrorKind, FromRedisValue, Pipeline, RedisError, Script};
use std::sync::LazyLock;
use std::time::Duration;

/// How long opening the connection may take, and how long one reply.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(2);
const REPLY_TIMEOUT: Duration = Duration::from_secs(5);
/// A worker without a heartbeat for so long is not counted; after `FORGOTTEN_MS` its entry is deleted.
const ABSENT_MS: i64 = 15_000;
const FORGOTTEN_MS: i64 = 3_600_000;

macro_rules! script {
    ($name:ident, $file:literal) => {
        static $name: LazyLock<Script> = LazyLock::new(|| Script::new(include_str!($file)));
    };
}

script!(SUBMIT, "lua/submit.lua");
script!(TAKE, "lua/take.lua");
script!(HEARTBEAT, "lua/heartbeat.lua");
script!(FINISH, "lua/finish.lua");
script!(GIVE_BACK, "lua/give_back.lua");
script!(CANCEL, "lua/cancel.lua");

/// An open connection to the queue.
pub(super) struct QueueConnection {
    connection: Connection,
    host: String,
}

/// A job as its worker holds it.
#[derive(Clone, Debug)]
pub(super) struct TakenJob {
    pub job: JobId,
    pub stream: String,
    /// Its entry in the stream, which tells this order from an earlier one of the same job.
    pub entry: String,
    /// Which attempt this is, counting from 1.
    pub attempt: u32,
    pub payload: Vec<u8>,
}

/// The queue's reply to a heartbeat.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum HeartbeatReply {
    Continue,
    Cancel,
    /// Another worker has the job, or it has ended.
    Lost,
}

/// What the queue knows of a job.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum JobStatus {
    Unknown,
    Open,
    Ended(Ended),
}

impl QueueConnection {
    pub(super) fn open(address: &QueueAddress) -> Result<Self, TeamError> {
        let host = address.host();
        let open = || -> Result<Connection, RedisError> {
            let client = Client::open(address.info())?;
            let connection = client.get_connection_with_timeout(CONNECT_TIMEOUT)?;
            connection.set_read_timeout(Some(REPLY_TIMEOUT))?;
            connection.set_write_timeout(Some(REPLY_TIMEOUT))?;
            Ok(connection)
        };
        match open() {
            Ok(connection) => Ok(Self { connection, host }),
            // The library has no kind of its own for it.
            Err(error) if error.to_string().contains("refused to switch database") => {
                let database = address.info().redis_settings().db();
                Err(TeamError::Database { host, database })
            }
            Err(error) => Err(team_error(&host, &error)),
        }
    }

    /// Submits a job with the channel for its events; false if the queue knew it.
    pub(super) fn submit(
        &mut self,
        job: JobId,
        task: &Task,
        priority: Priority,
        reply: &str,
    ) -> Result<bool, TeamError> {
        let mut call = SUBMIT.key(wire::job_key(job));
        call.key(wire::stream_of(task, priority)).arg(job.to_string());
        call.arg(Payload::of(task).write()).arg(reply);
        call.arg(RETENTION.as_secs()).arg(wire::wake_up_channel());
        self.query(|connection| call.invoke(connection))
    }

    /// Cancels a job; true if that ended it.
    pub(super) fn cancel(&mut self, job: JobId) -> Result<bool, TeamError> {
        let mut call = CANCEL.key(wire::job_key(job));
        call.arg(GROUP).arg(job.to_string()).arg(wire::cancelled_channel());
        call.arg(RETENTION.as_secs());
        let outcome: u8 = self.query(|connection| call.invoke(connection))?;
        Ok(outcome != 1)
    }

    /// The status of each job.
    pub(super) fn job_statuses(&mut self, jobs: &[JobId]) -> Result<Vec<JobStatus>, TeamError> {
        let mut pipeline = Pipeline::new();
        for job in jobs {
            pipeline.cmd("HMGET").arg(wire::job_key(job)).arg("entry").arg("ended");
        }
        let fields: Vec<(Option<String>, Option<String>)> =
            self.query(|connection| pipeline.query(connection))?;
        let status = |(entry, ended): (Option<String>, Option<String>)| match (entry, ended) {
            (_, Some(ended)) => {
                JobStatus::Ended(serde_json::from_str(&ended).unwrap_or_else(|error| {
                    let detail = format!("its ending cannot be read: {error}");
                    Ended::Failed(Failure::OtherVersion { detail })
                }))
            }
            (Some(_), None) => JobStatus::Open,
            (None, None) => JobStatus::Unknown,
        };
        Ok(fields.into_iter().map(status).collect())
    }

    /// Deletes everything the queue keeps of a job.
    pub(super) fn delete(&mut self, job: JobId) -> Result<(), TeamError> {
        let mut command = redis::cmd("DEL");
        command.arg(wire::job_key(job)).arg(wire::picture_key(job));
        self.query(|connection| command.query(connection))
    }

    /// A picture that the queue itself keeps.
    pub(super) fn picture(&mut self, job: JobId) -> Result<Option<Vec<u8>>, TeamError> {
        let mut command = redis::cmd("GET");
        command.arg(wire::picture_key(job));
        self.query(|connection| command.query(connection))
    }

    /// Takes a job from one of these streams, if one waits.
    pub(super) fn take(
        &mut self,
        streams: &[String],
        consumer: &str,
        lease: Duration,
    ) -> Result<Option<TakenJob>, TeamError> {
        let mut call = TAKE.prepare_invoke();
        for stream in streams {
            call.key(stream);
        }
        call.arg(GROUP).arg(consumer).arg(lease.as_millis() as u64).arg(wire::job_key(""));
        call.arg(RETENTION.as_secs());
        type Fields = (String, String, String, u32, Option<Vec<u8>>);
        let fields: Option<Fields> = self.query(|connection| call.invoke(connection))?;
        Ok(fields.and_then(|(job, stream, entry, attempt, payload)| {
            let job = job.parse().ok()?;
            Some(TakenJob { job, stream, entry, attempt, payload: payload.unwrap_or_default() })
        }))
    }

    /// Renews the lease on a job and publishes its event.
    pub(super) fn heartbeat(
        &mut self,
        taken: &TakenJob,
        consumer: &str,
        message: Option<Message>,
    ) -> Result<HeartbeatReply, TeamError> {
        let mut call = HEARTBEAT.key(wire::job_key(taken.job));
        call.key(&taken.stream).arg(GROUP).arg(consumer).arg(&taken.entry);
        call.arg(message.map(Message::write).unwrap_or_default());
        let reply: String = self.query(|connection| call.invoke(connection))?;
        Ok(match reply.as_str() {
            "go" => HeartbeatReply::Continue,
            "cancel" => HeartbeatReply::Cancel,
            _ => HeartbeatReply::Lost,
        })
    }

    /// Ends a job, with its picture if the queue keeps pictures; false if it had ended before.
    pub(super) fn finish(
        &mut self,
        taken: &TakenJob,
        ended: &Ended,
        picture: &[u8],
    ) -> Result<bool, TeamError> {
        let ended = serde_json::to_string(ended).expect("JSON can hold every ending");
        let mut call = FINISH.key(wire::job_key(taken.job));
        call.key(&taken.stream).key(wire::picture_key(taken.job));
        call.arg(GROUP).arg(&taken.entry).arg(ended).arg(RETENTION.as_secs());
        call.arg(taken.job.to_string()).arg(picture);
        self.query(|connection| call.invoke(connection))
    }

    /// Gives a job back, so that another worker can take it at once.
    pub(super) fn give_back(&mut self, taken: &TakenJob, consumer: &str) -> Result<(), TeamError> {
        let mut call = GIVE_BACK.key(wire::job_key(taken.job));
        call.key(&taken.stream).arg(GROUP).arg(consumer).arg(&taken.entry);
        call.arg(taken.job.to_string()).arg(wire::wake_up_channel());
        self.query(|connection| call.invoke(connection))
    }

    /// Registers a worker, or renews its registration.
    pub(super) fn register(&mut self, worker: &WorkerInfo) -> Result<(), TeamError> {
        let now = self.now_ms()?;
        let registered = self.registered_workers()?;
        let mut pipeline = Pipeline::new();
        for gone in registered.into_iter().filter(|other| now - other.seen_ms > FORGOTTEN_MS) {
            pipeline.cmd("HDEL").arg(wire::workers_key()).arg(gone.name).ignore();
        }
        let worker = WorkerInfo { seen_ms: now, ..worker.clone() };
        let text = serde_json::to_string(&worker).expect("it holds plain text and numbers");
        pipeline.cmd("HSET").arg(wire::workers_key()).arg(worker.name).arg(text).ignore();
        self.query(|connection| pipeline.query(connection))
    }

    /// Removes a worker's registration.
    pub(super) fn unregister(&mut self, name: &str) -> Result<(), TeamError> {
        let mut command = redis::cmd("HDEL");
        command.arg(wire::workers_key()).arg(name);
        self.query(|connection| command.query(connection))
    }

    /// The workers that are present, by name.
    pub(super) fn workers(&mut self) -> Result<Vec<WorkerInfo>, TeamError> {
        let now = self.now_ms()?;
        let mut workers = self.registered_workers()?;
        workers.retain(|worker| now - worker.seen_ms < ABSENT_MS);
        workers.sort_by(|one, other| one.name.cmp(&other.name));
        Ok(workers)
    }

    /// Whether the server has reached its memory limit and refuses to hold more. A server that does not say counts as
    /// one with memory.
    pub(super) fn is_full(&mut self) -> Result<bool, TeamError> {
        let mut command = redis::cmd("INFO");
        command.arg("memory");
        let text: String = match self.query(|connection| command.query(connection)) {
            Ok(text) => text,
            Err(error @ TeamError::Unreachable { .. }) => return Err(error),
            Err(_) => return Ok(false),
        };
        let field = |name: &str| {
            let mut fields = text.lines().filter_map(|line| line.split_once(':'));
            fields.find(|(key, _)| *key == name).map(|(_, value)| value.trim())
        };
        let bytes = |name: &str| field(name).and_then(|value| value.parse::<u64>().ok());
        let (used, limit) = (bytes("used_memory").unwrap_or(0), bytes("maxmemory").unwrap_or(0));
        Ok(limit > 0 && used >= limit && field("maxmemory_policy") == Some("noeviction"))
    }

    fn registered_workers(&mut self) -> Result<Vec<WorkerInfo>, TeamError> {
        let mut command = redis::cmd("HVALS");
        command.arg(wire::workers_key());
        let texts: Vec<String> = self.query(|connection| command.query(connection))?;
        Ok(texts.iter().filter_map(|text| serde_json::from_str(text).ok()).collect())
    }

    /// The queue's own clock, as the clocks of a team's machines may differ.
    fn now_ms(&mut self) -> Result<i64, TeamError> {
        let (seconds, micros): (i64, i64) =
            self.query(|connection| redis::cmd("TIME").query(connection))?;
        Ok(seconds * 1000 + micros / 1000)
    }

    /// Subscribes to these channels, until `handle` returns false or the connection breaks. `handle` is called with
    /// channel and payload of each message, and with `None` twice a second while none comes.
    pub(super) fn subscribe(
        mut self,
        channels: &[String],
        mut handle: impl FnMut(Option<(&str, &[u8])>) -> bool,
    ) -> Result<(), TeamError> {
        let host = self.host.clone();
        let team_error = |error: RedisError| team_error(&host, &error);
        let mut subscription = self.connection.as_pubsub();
        let timeout = Some(Duration::from_millis(500));
        subscription.set_read_timeout(timeout).map_err(team_error)?;
        subscription.subscribe(channels).map_err(team_error)?;
        loop {
            let continues = match subscription.get_message() {
                Ok(message) => {
                    handle(Some((message.get_channel_name(), message.get_payload_bytes())))
                }
                Err(error) if error.is_timeout() => handle(None),
                Err(error) => return Err(team_error(error)),
            };
            if !continues {
                return Ok(());
            }
        }
    }

    fn query<T: FromRedisValue>(
        &mut self,
        query: impl FnOnce(&mut Connection) -> Result<T, RedisError>,
    ) -> Result<T, TeamError> {
        query(&mut self.connection).map_err(|error| team_error(&self.host, &error))
    }
}

fn team_error(host: &str, error: &RedisError) -> TeamError {
    let host = host.to_owned();
    let code = error.code().unwrap_or_default();
    if error.kind() == ErrorKind::AuthenticationFailed
        || matches!(code, "NOAUTH" | "WRONGPASS" | "NOPERM")
    {
        return TeamError::Refused { host };
    }
    let detail = match error.detail() {
        Some(detail) if !code.is_empty() => format!("{code} {detail}"),
        _ => error.to_string(),
    };
    // The code is missing where the error is that of a pipeline, or of a script on a server before version 7.
    if code == "OOM" || error.to_string().contains("used memory > 'maxmemory'") {
        return TeamError::OutOfMemory { host };
    }
    if error.kind() != ErrorKind::Io {
        return TeamError::Answer { host, detail };
    }
    TeamError::Unreachable { host, detail }
}
