//! How much of a prompt the chosen model reads, counted on a thread of its own, as a tokenizer takes longer to open
//! than a frame may last. The last count stays until the next arrives.

use crate::background::BackgroundThread;
use crate::brief::{Brief, ModelId};
use crate::engine::Catalog;
use crate::job::Failure;
use brandish_inference::{TokenCount, TokenCounter};
use crossbeam_channel::{Receiver, Sender, unbounded};
use std::path::{Path, PathBuf};

/// The texts to count.
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
    pub texts: PromptTexts,
    pub own: TokenCount,
    pub sent: TokenCount,
}

/// The handle to the counting thread.
pub struct TokenCounterThread {
    requests: Sender<Request>,
    responses: Receiver<Response>,
    requested: Option<PromptTexts>,
    latest: Option<PromptTokens>,
}

struct Request {
    texts: PromptTexts,
    folder: PathBuf,
    open: Open,
}

type Open = fn(&Path) -> Result<Box<dyn TokenCounter>, Failure>;
/// The texts alone where they cannot be counted.
type Response = Result<PromptTokens, PromptTexts>;

impl TokenCounterThread {
    /// Starts the thread; `wake` is called after each response.
    pub(super) fn start(wake: impl Fn() + Send + 'static) -> Self {
        let (requests, inbox) = unbounded();
        let (outbox, responses) = unbounded();
        BackgroundThread::spawn("token-counter", move || count_all(&inbox, &outbox, &wake))
            .expect("a program that just started has threads left");
        Self { requests, responses, requested: None, latest: None }
    }

    /// Requests a count, unless that was the last request; `receive` takes the response.
    pub(super) fn count(&mut self, texts: PromptTexts, catalog: &Catalog) {
        let Some(row) = catalog.row(&texts.model).filter(|_| !self.has_counted(&texts)) else {
            return;
        };
        self.requested = Some(texts.clone());
        let request = Request { texts, folder: row.folder.clone(), open: row.token_counter };
        // The thread lives as long as this end of its inbox.
        self.requests.send(request).ok();
    }

    pub(super) fn receive(&mut self) {
        while let Ok(response) = self.responses.try_recv() {
            match response {
                Ok(counted) => self.latest = Some(counted),
                // What another model counted does not hold for this one.
                Err(texts) if self.requested.as_ref() == Some(&texts) => self.latest = None,
                Err(_) => {}
            }
        }
    }

    /// To be called with each new catalog: an id may name another model now.
    pub(super) fn models_changed(&mut self) {
        self.requested = None;
    }

    /// Whether these texts are the last that were requested.
    pub fn has_counted(&self, texts: &PromptTexts) -> bool {
        self.requested.as_ref() == Some(texts)
    }

    /// The last count; it may be a few letters behind. `None` where the model has no tokenizer.
    pub fn latest(&self) -> Option<&PromptTokens> {
        self.latest.as_ref()
    }
}

/// Counts the newest request each time, and keeps the tokenizer of the last model open.
fn count_all(inbox: &Receiver<Request>, outbox: &Sender<Response>, wake: &dyn Fn()) {
    let mut open: Option<(PathBuf, Box<dyn TokenCounter>)> = None;
    while let Ok(mut request) = inbox.recv() {
        while let Ok(newer) = inbox.try_recv() {
            request = newer;
        }
        if outbox.send(count(request, &mut open)).is_err() {
            return;
        }
        wake();
    }
}

fn count(request: Request, kept: &mut Option<(PathBuf, Box<dyn TokenCounter>)>) -> Response {
    let Request { texts, folder, open } = request;
    let mut count_both = || -> Result<(TokenCount, TokenCount), Failure> {
        let counter = match kept.take().filter(|(known, _)| *known == folder) {
            Some(known) => &kept.insert(known).1,
            None => &kept.insert((folder.clone(), open(&folder)?)).1,
        };
        let count = |text: &str| {
            let count = counter.count(text, texts.truncate);
            count.map_err(|error| Failure::Engine { detail: error.to_string() })
        };
        let own = count(&texts.own)?;
        let sent = if texts.own == texts.sent { own.clone() } else { count(&texts.sent)? };
        Ok((own, sent))
    };
    match count_both() {
        Ok((own, sent)) => Ok(PromptTokens { texts, own, sent }),
        Err(failure) => {
            tracing::info!("the tokens of {} are not counted: {}", texts.model, failure.detail());
            Err(texts)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::brief::ModelTraits;
    use crate::engine::Row;
    use brandish_inference::TokenizeError;
    use std::time::Duration;

    /// Counts words.
    struct Words;

    impl TokenCounter for Words {
        fn count(&self, prompt: &str, _truncate: bool) -> Result<TokenCount, TokenizeError> {
            let tokens = prompt.split_whitespace().count();
            let (interpretation, fit) = (None, brandish_inference::PromptFit::Good);
            Ok(TokenCount { tokens, limit: 14, chunks: 1, interpretation, fit })
        }
    }

    fn catalog(token_counter: Open) -> Catalog {
        let row = Row { token_counter, ..Row::unopened(ModelTraits::like_spark()) };
        Catalog { rows: vec![row], ..Catalog::default() }
    }

    fn texts(own: &str) -> PromptTexts {
        let brief = Brief { prompt: own.into(), ..Brief::default() };
        PromptTexts::of(&brief, format!("{own} on white"))
    }

    #[test]
    fn the_newest_texts_are_counted_and_a_model_without_tokenizer_clears_them() {
        let (sender, woken) = unbounded();
        let mut thread = TokenCounterThread::start(move || sender.send(()).unwrap_or(()));
        let good = catalog(|_| Ok(Box::new(Words)));
        thread.count(texts("a red mug"), &good);
        assert!(thread.has_counted(&texts("a red mug")));
        woken.recv_timeout(Duration::from_secs(20)).unwrap();
        thread.receive();
        let counted = thread.latest().unwrap();
        assert_eq!((counted.own.tokens, counted.sent.tokens), (3, 5));

        thread.models_changed();
        let bad = PromptTexts { truncate: true, ..texts("a mug") };
        let folder = Catalog {
            rows: vec![Row {
                folder: "elsewhere".into(),
                ..catalog(|_| Err(Failure::Blank)).rows.remove(0)
            }],
            ..Catalog::default()
        };
        thread.count(bad, &folder);
        woken.recv_timeout(Duration::from_secs(20)).unwrap();
        thread.receive();
        assert_eq!(thread.latest(), None);
    }
}
