//! One connection to the queue and everything that is ever asked of it. Each change is one script, so a line that
//! breaks leaves it done or not done. It decides nothing; laptop and worker do.

use super::wire::{self, Ended, GROUP, Message, Payload};
use super::{KEPT, QueueAddress, TeamError, WorkerCard};
use crate::engine::Priority;
use crate::job::{Failure, JobId, Task};
use redis::{Client, Connection, ErrorKind, FromRedisValue, Pipeline, RedisError, Script};
use std::sync::LazyLock;
use std::time::Duration;

/// How long a connection may take to open, and an answer to come.
const CONNECT: Duration = Duration::from_secs(2);
const ANSWER: Duration = Duration::from_secs(5);
/// A worker that was not seen for so long is not counted, and one not seen for `FORGOTTEN` is struck off.
const ABSENT_MS: i64 = 15_000;
const FORGOTTEN_MS: i64 = 3_600_000;

macro_rules! script {
    ($name:ident, $file:literal) => {
        static $name: LazyLock<Script> = LazyLock::new(|| Script::new(include_str!($file)));
    };
}

script!(SUBMIT, "lua/submit.lua");
script!(TAKE, "lua/take.lua");
script!(BEAT, "lua/beat.lua");
script!(FINISH, "lua/finish.lua");
script!(GIVE_BACK, "lua/give_back.lua");
script!(CANCEL, "lua/cancel.lua");

/// A connection.
pub(super) struct Line {
    connection: Connection,
    host: String,
}

/// A job as its worker holds it.
#[derive(Clone, Debug)]
pub(super) struct Taken {
    pub job: JobId,
    pub stream: String,
    /// Its entry in the stream, which tells this order from an earlier one of the same job.
    pub entry: String,
    /// Which try this is, counting from 1.
    pub tries: u32,
    pub payload: Vec<u8>,
}

/// What a sign of life is answered with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Beat {
    Go,
    Cancel,
    /// Another has the job now, or it is over.
    Lost,
}

/// What the queue knows of a job.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Look {
    Unknown,
    Open,
    Ended(Ended),
}

impl Line {
    pub(super) fn open(address: &QueueAddress) -> Result<Self, TeamError> {
        let host = address.host();
        let open = || {
            let connection = Client::open(address.info())?.get_connection_with_timeout(CONNECT)?;
            connection.set_read_timeout(Some(ANSWER))?;
            connection.set_write_timeout(Some(ANSWER))?;
            Ok(connection)
        };
        match open() {
            Ok(connection) => Ok(Self { connection, host }),
            Err(error) => Err(wrong(&host, &error)),
        }
    }

    /// Lists a job with where to answer; false where it was known.
    pub(super) fn submit(
        &mut self,
        job: JobId,
        task: &Task,
        priority: Priority,
        reply: &str,
    ) -> Result<bool, TeamError> {
        let mut call = SUBMIT.key(wire::job_key(job));
        call.key(wire::stream_of(task, priority)).arg(job.to_string());
        call.arg(Payload::of(task).write()).arg(reply).arg(KEPT.as_secs()).arg(wire::bell());
        self.done(|connection| call.invoke(connection))
    }

    /// Cancels a job; true where that is its end already.
    pub(super) fn cancel(&mut self, job: JobId) -> Result<bool, TeamError> {
        let mut call = CANCEL.key(wire::job_key(job));
        call.arg(GROUP).arg(job.to_string()).arg(wire::cancelled_channel()).arg(KEPT.as_secs());
        let told: u8 = self.done(|connection| call.invoke(connection))?;
        Ok(told != 1)
    }

    /// What the queue knows of each job.
    pub(super) fn look(&mut self, jobs: &[JobId]) -> Result<Vec<Look>, TeamError> {
        let mut pipeline = Pipeline::new();
        for job in jobs {
            pipeline.cmd("HMGET").arg(wire::job_key(job)).arg("entry").arg("ended");
        }
        let known: Vec<(Option<String>, Option<String>)> =
            self.done(|connection| pipeline.query(connection))?;
        let look = |(entry, ended): (Option<String>, Option<String>)| match (entry, ended) {
            (_, Some(ended)) => Look::Ended(serde_json::from_str(&ended).unwrap_or_else(|error| {
                let detail = format!("its ending cannot be read: {error}");
                Ended::Failed(Failure::OtherVersion { detail })
            })),
            (Some(_), None) => Look::Open,
            (None, None) => Look::Unknown,
        };
        Ok(known.into_iter().map(look).collect())
    }

    /// Deletes all that is kept of a job.
    pub(super) fn forget(&mut self, job: JobId) -> Result<(), TeamError> {
        let mut command = redis::cmd("DEL");
        command.arg(wire::job_key(job)).arg(wire::picture_key(job));
        self.done(|connection| command.query(connection))
    }

    /// A picture that the queue itself keeps.
    pub(super) fn picture(&mut self, job: JobId) -> Result<Option<Vec<u8>>, TeamError> {
        let mut command = redis::cmd("GET");
        command.arg(wire::picture_key(job));
        self.done(|connection| command.query(connection))
    }

    /// Takes a job from one of these streams, if one waits.
    pub(super) fn take(
        &mut self,
        streams: &[String],
        consumer: &str,
        lease: Duration,
    ) -> Result<Option<Taken>, TeamError> {
        let mut call = TAKE.prepare_invoke();
        for stream in streams {
            call.key(stream);
        }
        call.arg(GROUP).arg(consumer).arg(lease.as_millis() as u64).arg(wire::job_key(""));
        call.arg(KEPT.as_secs());
        type Fields = (String, String, String, u32, Option<Vec<u8>>);
        let taken: Option<Fields> = self.done(|connection| call.invoke(connection))?;
        Ok(taken.and_then(|(job, stream, entry, tries, payload)| {
            let job = job.parse().ok()?;
            Some(Taken { job, stream, entry, tries, payload: payload.unwrap_or_default() })
        }))
    }

    /// Renews the lease on a job and passes its news on.
    pub(super) fn beat(
        &mut self,
        taken: &Taken,
        consumer: &str,
        message: Option<Message>,
    ) -> Result<Beat, TeamError> {
        let mut call = BEAT.key(wire::job_key(taken.job));
        call.key(&taken.stream).arg(GROUP).arg(consumer).arg(&taken.entry);
        call.arg(message.map(Message::write).unwrap_or_default());
        let answer: String = self.done(|connection| call.invoke(connection))?;
        Ok(match answer.as_str() {
            "go" => Beat::Go,
            "cancel" => Beat::Cancel,
            _ => Beat::Lost,
        })
    }

    /// Ends a job, with its picture where the queue keeps pictures; false where its end was known.
    pub(super) fn finish(
        &mut self,
        taken: &Taken,
        ended: &Ended,
        picture: &[u8],
    ) -> Result<bool, TeamError> {
        let ended = serde_json::to_string(ended).expect("endings hold nothing that JSON cannot");
        let mut call = FINISH.key(wire::job_key(taken.job));
        call.key(&taken.stream).key(wire::picture_key(taken.job));
        call.arg(GROUP).arg(&taken.entry).arg(ended).arg(KEPT.as_secs());
        call.arg(taken.job.to_string()).arg(picture);
        self.done(|connection| call.invoke(connection))
    }

    /// Hands a job back, to be taken by another at once.
    pub(super) fn give_back(&mut self, taken: &Taken, consumer: &str) -> Result<(), TeamError> {
        let mut call = GIVE_BACK.key(wire::job_key(taken.job));
        call.key(&taken.stream).arg(GROUP).arg(consumer).arg(&taken.entry);
        call.arg(taken.job.to_string()).arg(wire::bell());
        self.done(|connection| call.invoke(connection))
    }

    /// Says that a worker is there.
    pub(super) fn announce(&mut self, card: &WorkerCard) -> Result<(), TeamError> {
        let now = self.now_ms()?;
        let gone = self.cards()?.into_iter().filter(|card| now - card.seen_ms > FORGOTTEN_MS);
        let mut pipeline = Pipeline::new();
        for card in gone {
            pipeline.cmd("HDEL").arg(wire::workers_key()).arg(card.name).ignore();
        }
        let card = WorkerCard { seen_ms: now, ..card.clone() };
        let text = serde_json::to_string(&card).expect("a card is plain text and numbers");
        pipeline.cmd("HSET").arg(wire::workers_key()).arg(card.name).arg(text).ignore();
        self.done(|connection| pipeline.query(connection))
    }

    /// Says that it goes.
    pub(super) fn leave(&mut self, name: &str) -> Result<(), TeamError> {
        let mut command = redis::cmd("HDEL");
        command.arg(wire::workers_key()).arg(name);
        self.done(|connection| command.query(connection))
    }

    /// The workers that are there, by name.
    pub(super) fn workers(&mut self) -> Result<Vec<WorkerCard>, TeamError> {
        let now = self.now_ms()?;
        let mut cards = self.cards()?;
        cards.retain(|card| now - card.seen_ms < ABSENT_MS);
        cards.sort_by(|one, other| one.name.cmp(&other.name));
        Ok(cards)
    }

    fn cards(&mut self) -> Result<Vec<WorkerCard>, TeamError> {
        let mut command = redis::cmd("HVALS");
        command.arg(wire::workers_key());
        let cards: Vec<String> = self.done(|connection| command.query(connection))?;
        Ok(cards.iter().filter_map(|card| serde_json::from_str(card).ok()).collect())
    }

    /// The queue's own clock, as machines of a team need not agree on the time.
    fn now_ms(&mut self) -> Result<i64, TeamError> {
        let (seconds, micros): (i64, i64) =
            self.done(|connection| redis::cmd("TIME").query(connection))?;
        Ok(seconds * 1000 + micros / 1000)
    }

    /// Hears what is said in these channels, until `heard` returns false or the line breaks. `heard` is also called
    /// with nothing now and then.
    pub(super) fn listen(
        mut self,
        channels: &[String],
        mut heard: impl FnMut(Option<(&str, &[u8])>) -> bool,
    ) -> Result<(), TeamError> {
        let host = self.host.clone();
        let wrong = |error: RedisError| wrong(&host, &error);
        let mut ears = self.connection.as_pubsub();
        ears.set_read_timeout(Some(Duration::from_millis(500))).map_err(wrong)?;
        ears.subscribe(channels).map_err(wrong)?;
        loop {
            let goes_on = match ears.get_message() {
                Ok(message) => {
                    heard(Some((message.get_channel_name(), message.get_payload_bytes())))
                }
                Err(error) if error.is_timeout() => heard(None),
                Err(error) => return Err(wrong(error)),
            };
            if !goes_on {
                return Ok(());
            }
        }
    }

    fn done<T: FromRedisValue>(
        &mut self,
        ask: impl FnOnce(&mut Connection) -> Result<T, RedisError>,
    ) -> Result<T, TeamError> {
        ask(&mut self.connection).map_err(|error| wrong(&self.host, &error))
    }
}

fn wrong(host: &str, error: &RedisError) -> TeamError {
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
    TeamError::Unreachable { host, detail }
}
