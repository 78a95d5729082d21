//! How much of a prompt the chosen model reads, counted on a thread of its own, as a tokenizer takes longer to open
//! than a frame may last. What was counted last stands until the next count is there.

use super::Studio;
use crate::brief::{Brief, ModelId};
use crate::engine::Row;
use crate::job::Failure;
use brandish_inference::{TokenCount, TokenCounter};
use crossbeam_channel::{Receiver, Sender, unbounded};
use std::path::{Path, PathBuf};

/// What is to be counted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PromptTexts {
    pub model: ModelId,
    /// As the user typed it.
    pub own: String,
    /// As the model gets it.
    pub sent: String,
    pub truncate: bool,
}

impl PromptTexts {
    pub fn of(brief: &Brief, sent: String) -> Self {
        let (model, own) = (brief.model.clone(), brief.prompt.trim().to_owned());
        Self { model, own, sent, truncate: brief.advanced.truncate_prompt }
    }
}

/// How a model reads a prompt as it was typed, and as it is sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PromptTokens {
    pub words: PromptTexts,
    pub own: TokenCount,
    pub sent: TokenCount,
}

/// The thread that counts, as the studio holds it.
pub(super) struct CounterThread {
    asks: Sender<Ask>,
    answers: Receiver<Answer>,
    asked: Option<PromptTexts>,
    latest: Option<PromptTokens>,
}

struct Ask {
    words: PromptTexts,
    folder: PathBuf,
    open: Open,
}

type Open = fn(&Path) -> Result<Box<dyn TokenCounter>, Failure>;
type Answer = Result<PromptTokens, PromptTexts>;

impl CounterThread {
    /// Starts the thread; `wake` is called after each answer.
    pub(super) fn start(wake: impl Fn() + Send + 'static) -> Self {
        let (asks, inbox) = unbounded();
        let (outbox, answers) = unbounded();
        std::thread::Builder::new()
            .name("words".into())
            .spawn(move || count_all(&inbox, &outbox, &wake))
            .expect("a thread can be started");
        Self { asks, answers, asked: None, latest: None }
    }

    fn ask(&mut self, words: PromptTexts, row: &Row) {
        self.asked = Some(words.clone());
        let ask = Ask { words, folder: row.folder.clone(), open: row.token_counter };
        // The thread lives as long as this end of its inbox.
        self.asks.send(ask).ok();
    }

    pub(super) fn take_in(&mut self) {
        while let Ok(answer) = self.answers.try_recv() {
            match answer {
                Ok(reading) => self.latest = Some(reading),
                // What another model counted says nothing of this one.
                Err(words) if self.asked.as_ref() == Some(&words) => self.latest = None,
                Err(_) => {}
            }
        }
    }

    /// What a name stands for may be another model by now.
    pub(super) fn models_changed(&mut self) {
        self.asked = None;
    }
}

impl Studio {
    /// Has a prompt counted, unless that was asked for last; `poll` takes in the answer.
    pub fn count_tokens(&mut self, words: PromptTexts) {
        let Some(row) = self.catalog.row(&words.model).filter(|_| !self.has_counted(&words)) else {
            return;
        };
        let row = row.clone();
        self.counter.ask(words, &row);
    }

    /// Whether this prompt is the one that was asked for last.
    pub fn has_counted(&self, words: &PromptTexts) -> bool {
        self.counter.asked.as_ref() == Some(words)
    }

    /// What was counted last; it may be a few letters behind. `None` where the model cannot say.
    pub fn prompt_tokens(&self) -> Option<&PromptTokens> {
        self.counter.latest.as_ref()
    }
}

/// The thread: counts the newest of what was asked, and keeps the words of the last model.
fn count_all(inbox: &Receiver<Ask>, outbox: &Sender<Answer>, wake: &dyn Fn()) {
    let mut kept: Option<(PathBuf, Box<dyn TokenCounter>)> = None;
    while let Ok(mut ask) = inbox.recv() {
        while let Ok(newer) = inbox.try_recv() {
            ask = newer;
        }
        let answer = count(ask, &mut kept);
        if outbox.send(answer).is_err() {
            return;
        }
        wake();
    }
}

fn count(ask: Ask, kept: &mut Option<(PathBuf, Box<dyn TokenCounter>)>) -> Answer {
    let Ask { words, folder, open } = ask;
    let mut read = || -> Result<(TokenCount, TokenCount), Failure> {
        let reader = match kept.take().filter(|(known, _)| *known == folder) {
            Some(known) => &kept.insert(known).1,
            None => &kept.insert((folder.clone(), open(&folder)?)).1,
        };
        let counted = |text: &str| {
            let count = reader.count(text, words.truncate);
            count.map_err(|error| Failure::Engine { detail: error.to_string() })
        };
        let own = counted(&words.own)?;
        let same = words.own == words.sent;
        let sent = match same {
            true => own.clone(),
            false => counted(&words.sent)?,
        };
        Ok((own, sent))
    };
    match read() {
        Ok((own, sent)) => Ok(PromptTokens { words, own, sent }),
        Err(failure) => {
            tracing::info!("the words of {} are not counted: {}", words.model, failure.detail());
            Err(words)
        }
    }
}
