//! The thread that writes a campaign's folder: posts, captions, the journal, and what goes with them at the end.
//! It works in the order of its requests, so that the journal never says more than lies there.

use super::CampaignResult;
use crate::background::BackgroundThread;
use crate::brand::Persona;
use crate::brief::format;
use crate::campaign::{JOURNAL_FILE, Journal, JournalRow, WrittenPost};
use crate::engine::ElementLibrary;
use crate::files::write_over;
use crate::post::PostDocument;
use crate::studio::posts::{
    BundledPost, Cutters, ExportExtras, ExportedText, PostMaker, Themes, pack, unwritable,
    write_bundle,
};
use crossbeam_channel::{Receiver, Sender, unbounded};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

/// How long the end of the program waits for what is being written.
const END_WITHIN: Duration = Duration::from_secs(10);

/// What is written on request.
pub(super) enum Request {
    Keep(Box<Journal>),
    Make(Box<RowWork>),
    Finish(Box<FinishWork>),
}

/// A row whose picture and texts are there.
pub(super) struct RowWork {
    pub key: String,
    pub stem: String,
    pub document: PostDocument,
    pub persona: Option<Arc<Persona>>,
    pub picture: PathBuf,
    pub texts: Vec<ExportedText>,
    pub clean: bool,
    pub strict: bool,
}

/// What is written when all rows are over.
pub(super) struct FinishWork {
    pub title: String,
    /// The rows that are made, in the table's order, each with its date.
    pub rows: Vec<(JournalRow, String)>,
    pub extras: ExportExtras,
}

/// A response. An error is a sentence for the user.
pub(super) enum Response {
    NotKept(String),
    Made { key: String, result: Result<Vec<WrittenPost>, String> },
    Finished(Result<CampaignResult, String>),
}

/// The handle. Dropping it waits for what is being written, for at most `END_WITHIN`.
pub(super) struct FileThread {
    requests: Option<Sender<Request>>,
    responses: Receiver<Response>,
    thread: BackgroundThread,
}

impl FileThread {
    pub fn start(
        out: PathBuf,
        personas: PathBuf,
        library: Option<Arc<ElementLibrary>>,
        wake: impl Fn() + Send + 'static,
    ) -> Self {
        let (requests, inbox) = unbounded();
        let (outbox, responses) = unbounded();
        let work = move || {
            let cutters = Cutters::new(library, personas.clone());
            let mut folder = Folder { out, personas, themes: None, cutters };
            for request in inbox {
                if let Some(response) = folder.handle(request) {
                    // The receiver may be gone; the request is carried out all the same.
                    outbox.send(response).ok();
                    wake();
                }
            }
        };
        let thread = BackgroundThread::spawn("campaign-files", work)
            .expect("a program that runs a studio has threads left");
        Self { requests: Some(requests), responses, thread }
    }

    pub fn send(&self, request: Request) {
        if let Some(requests) = &self.requests {
            requests.send(request).ok();
        }
    }

    /// The next response; never waits.
    pub fn response(&self) -> Option<Response> {
        self.responses.try_recv().ok()
    }
}

impl Drop for FileThread {
    fn drop(&mut self) {
        self.requests = None;
        if !self.thread.join_within(END_WITHIN) {
            tracing::error!("a campaign's files were not written in {} s", END_WITHIN.as_secs());
        }
    }
}

/// Writes a journal whole.
///
/// # Errors
/// In the user's words.
pub(super) fn keep(out: &Path, journal: &Journal) -> Result<(), String> {
    let path = out.join(JOURNAL_FILE);
    let text = serde_json::to_string_pretty(journal).map_err(|error| error.to_string())?;
    write_over(&path, text.as_bytes()).map_err(|error| unwritable(&path, &error))
}

struct Folder {
    out: PathBuf,
    personas: PathBuf,
    themes: Option<Themes>,
    cutters: Cutters,
}

impl Folder {
    fn handle(&mut self, request: Request) -> Option<Response> {
        Some(match request {
            Request::Keep(journal) => Response::NotKept(keep(&self.out, &journal).err()?),
            Request::Make(work) => {
                let made = catch_unwind(AssertUnwindSafe(|| self.make(&work)));
                let result = made
                    .unwrap_or_else(|_| Err("This picture cannot be used. Choose another.".into()));
                Response::Made { key: work.key, result }
            }
            Request::Finish(work) => Response::Finished(self.finish(&work)),
        })
    }

    fn themes(&mut self) -> &mut Themes {
        let personas = &self.personas;
        self.themes.get_or_insert_with(|| Themes::new(personas.clone()))
    }

    /// Makes every post of a row, then writes them: a row that fails leaves no half set.
    fn make(&mut self, work: &RowWork) -> Result<Vec<WrittenPost>, String> {
        let (document, persona) = (&work.document, work.persona.as_ref());
        let files = [Some(work.picture.clone())];
        let personas = &self.personas;
        let themes = self.themes.get_or_insert_with(|| Themes::new(personas.clone()));
        let maker =
            PostMaker::open(document, persona, &files, work.clean, themes, &mut self.cutters)?;
        let formats = document.known_formats();
        let mut made = Vec::new();
        for format in &formats {
            let network = format.of_network();
            let text = work.texts.iter().find(|text| text.network == network.id);
            let findings = maker.findings(format, text);
            if work.strict && !findings.is_empty() {
                return Err(format!("{}: {}", format.label, findings.join(" ")));
            }
            let (file_format, bytes) = maker.best(format)?;
            let text = text.cloned().unwrap_or_default();
            let is_alone =
                formats.iter().filter(|other| other.network == format.network).count() < 2;
            let name = match is_alone {
                true => work.stem.clone(),
                false => format!("{}_{}", work.stem, format.id),
            };
            let post = WrittenPost {
                format: format.id.to_owned(),
                file: format!("{}/{name}.{}", network.id, file_format.extension()),
                title: text.title,
                caption: text.caption,
                alt_text: text.alt_text,
                hashtags: text.hashtags,
                findings,
            };
            made.push((post, bytes));
        }
        let write = |name: &str, bytes: &[u8]| {
            let path = self.out.join(name);
            write_over(&path, bytes).map_err(|error| unwritable(&path, &error))
        };
        for (post, bytes) in &made {
            write(&post.file, bytes)?;
        }
        for text in &work.texts {
            let title = text.title.as_ref().map_or(String::new(), |title| format!("{title}\n\n"));
            let caption = format!("{title}{}\n", text.caption);
            write(&format!("{}/{}.txt", text.network, work.stem), caption.as_bytes())?;
        }
        Ok(made.into_iter().map(|(post, _)| post).collect())
    }

    fn finish(&mut self, work: &FinishWork) -> Result<CampaignResult, String> {
        let mut posts = Vec::new();
        for (row, date) in &work.rows {
            posts.extend(row.posts.iter().filter_map(|post| bundled(row, post, date)));
        }
        let fonts = self.themes().fonts().clone();
        write_bundle(&self.out, &work.title, &posts, work.extras, &fonts)?;
        let zip = match work.extras.zip {
            true => Some(pack(&self.out, &self.out.join("campaign.zip"))?),
            false => None,
        };
        let (made, posts) = (work.rows.len(), posts.len());
        Ok(CampaignResult {
            folder: self.out.clone(),
            zip,
            made,
            posts,
            ..CampaignResult::default()
        })
    }
}

fn bundled(row: &JournalRow, post: &WrittenPost, date: &str) -> Option<BundledPost> {
    let format = format(&post.format)?;
    Some(BundledPost {
        format,
        file: post.file.clone(),
        date: date.to_owned(),
        text: ExportedText {
            network: format.of_network().id.to_owned(),
            title: post.title.clone(),
            caption: post.caption.clone(),
            alt_text: post.alt_text.clone(),
            hashtags: post.hashtags.clone(),
        },
        findings: post.findings.clone(),
        carousel: Some(row.stem.clone()),
    })
}
