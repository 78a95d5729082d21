//! The thread that reads and checks the table of a campaign for the window, proposes a folder, and opens it.
//! Of several requests to read, only the newest is carried out; what the window shows of a table is not known here.

use super::plan::{CampaignDefaults, ReadCampaign, open_folder, read_campaign};
use crate::background::BackgroundThread;
use crate::brand::Persona;
use crate::brief::format;
use crate::campaign::{CampaignPlan, JOURNAL_FILE, Journal, RowOrder};
use crate::files::slug;
use crossbeam_channel::{Receiver, Sender, unbounded};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

/// A table to read.
pub struct ReadRequest {
    pub plan: CampaignPlan,
    pub brands: Vec<Persona>,
    /// The folder of the brands' files.
    pub personas: PathBuf,
    /// The folder in which one for the posts is proposed.
    pub beside: PathBuf,
}

/// A response. An error is a sentence for the user.
pub enum TableResponse {
    Read {
        /// With the folder that is proposed, where it had none.
        plan: Box<CampaignPlan>,
        read: Result<Box<ReadCampaign>, String>,
    },
    /// The folder of the orders is open.
    Opened(Result<Box<Journal>, String>),
}

enum Request {
    Read(Box<ReadRequest>),
    Open(PathBuf, Vec<RowOrder>),
}

/// The handle. Dropping it waits for nothing: what is read is not needed any more.
pub struct TableThread {
    requests: Sender<Request>,
    responses: Receiver<TableResponse>,
    _thread: Option<BackgroundThread>,
}

impl TableThread {
    /// Starts the thread; `wake` is called after each response.
    pub fn start(wake: impl Fn() + Send + 'static) -> Self {
        let (requests, inbox) = unbounded();
        let (outbox, responses) = unbounded();
        let work = move || handle_all(&inbox, &outbox, &wake);
        let thread = BackgroundThread::spawn("campaign-table", work);
        let thread = thread.inspect_err(|error| tracing::error!("no thread for tables: {error}"));
        Self { requests, responses, _thread: thread.ok() }
    }

    /// Has a table read and checked; never waits.
    pub fn read(&self, request: ReadRequest) {
        self.requests.send(Request::Read(Box::new(request))).ok();
    }

    /// Has the folder of a campaign opened; never waits.
    pub fn open(&self, folder: PathBuf, orders: Vec<RowOrder>) {
        self.requests.send(Request::Open(folder, orders)).ok();
    }

    /// The next response; never waits.
    pub fn response(&self) -> Option<TableResponse> {
        self.responses.try_recv().ok()
    }
}

fn handle_all(inbox: &Receiver<Request>, outbox: &Sender<TableResponse>, wake: &impl Fn()) {
    for request in inbox {
        // A table that is read anew already need not be read now.
        if matches!(request, Request::Read(_)) && !inbox.is_empty() {
            continue;
        }
        let response = match request {
            Request::Read(request) => read(*request),
            Request::Open(folder, orders) => {
                TableResponse::Opened(open_folder(&folder, orders.iter()).map(Box::new))
            }
        };
        if outbox.send(response).is_err() {
            return;
        }
        wake();
    }
}

fn read(request: ReadRequest) -> TableResponse {
    let ReadRequest { mut plan, brands, personas, beside } = request;
    let defaults = CampaignDefaults {
        persona: plan.persona.clone(),
        layout: plan.layout.clone(),
        formats: plan.formats.iter().filter_map(|id| format(id)).collect(),
    };
    let read = catch_unwind(AssertUnwindSafe(|| {
        read_campaign(&plan.table, &plan.columns, &brands, personas, &defaults)
    }));
    let read = read.unwrap_or_else(|_| Err(format!("{} cannot be read.", plan.file_name())));
    plan.folder.get_or_insert_with(|| proposed(&beside, &plan.table));
    TableResponse::Read { plan: Box::new(plan), read: read.map(Box::new) }
}

/// A folder with the table's name: one that a campaign has begun, or one that does not exist.
fn proposed(beside: &Path, table: &Path) -> PathBuf {
    let name = slug(&table.file_stem().unwrap_or_default().to_string_lossy());
    let numbered = (1..1_000).map(|attempt| match attempt {
        1 => beside.join(&name),
        attempt => beside.join(format!("{name}-{attempt}")),
    });
    let is_free = |folder: &PathBuf| !folder.exists() || folder.join(JOURNAL_FILE).is_file();
    numbered.into_iter().find(is_free).unwrap_or_else(|| beside.join(name))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::{Duration, Instant};

    #[test]
    fn a_proposed_folder_is_new_or_one_of_a_campaign() {
        let folder = tempfile::tempdir().unwrap();
        let table = Path::new("/t/Herbst Aktion.csv");
        let first = folder.path().join("herbst-aktion");
        assert_eq!(proposed(folder.path(), table), first);
        std::fs::create_dir(&first).unwrap();
        assert_eq!(proposed(folder.path(), table), folder.path().join("herbst-aktion-2"));
        std::fs::write(first.join(JOURNAL_FILE), "{}").unwrap();
        assert_eq!(proposed(folder.path(), table), first);
    }

    #[test]
    fn a_table_is_read_and_one_that_is_none_gets_a_sentence() {
        let folder = tempfile::tempdir().unwrap();
        let thread = TableThread::start(|| {});
        for (name, bytes, refused) in [
            ("good.csv", &b"product,networks\nMug,x\n"[..], false),
            ("bad.csv", b"%PDF-1.7", true),
            ("gone.csv", b"", true),
        ] {
            let table = folder.path().join(name);
            if !bytes.is_empty() {
                std::fs::write(&table, bytes).unwrap();
            }
            thread.read(ReadRequest {
                plan: CampaignPlan { table, ..CampaignPlan::default() },
                brands: Vec::new(),
                personas: folder.path().join("personas"),
                beside: folder.path().to_owned(),
            });
            let begun = Instant::now();
            let response = loop {
                if let Some(response) = thread.response() {
                    break response;
                }
                assert!(begun.elapsed() < Duration::from_secs(30));
                std::thread::sleep(Duration::from_millis(5));
            };
            let TableResponse::Read { plan, read } = response else { panic!() };
            assert!(plan.folder.is_some());
            match read {
                Ok(read) => assert!(!refused && read.checked.posts() == 1, "{name}"),
                Err(sentence) => assert!(refused && sentence.contains(name), "{sentence}"),
            }
        }
    }
}
