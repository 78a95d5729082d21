//! The library's thread: scans, inspects, copies and moves models, one request after the other.
//! It holds no state that others see; [`ModelLibrary`](super::ModelLibrary) applies its replies.

use super::add::{add, inspect};
use super::lora_checks::{LoraFit, LoraPair, LoraReader};
use super::removal::{delete, delete_leftovers, restore, set_aside};
use super::scan::scan;
use super::{AddMode, Candidate, InstalledModels};
use crate::engine::Catalog;
use crossbeam_channel::{Receiver, Sender};
use std::path::{Path, PathBuf};

/// Bytes copied between two replies.
const COPY_REPORT_SPACING: u64 = 20_000_000;

/// A request to the thread. It scans again after each change.
pub(super) enum Request {
    /// Scan, from now on with these added locations.
    Scan(Vec<PathBuf>),
    Inspect(PathBuf),
    CheckLora(LoraPair),
    Add(PathBuf, AddMode),
    SetAside(PathBuf),
    Restore(PathBuf),
    Delete(PathBuf),
}

/// A reply of the thread. Failures are sentences.
pub(super) enum Reply {
    Scanned(Box<InstalledModels>),
    Inspected(Candidate),
    LoraChecked(LoraPair, LoraFit),
    /// So many bytes of the model that is being added are copied.
    Copied(u64),
    /// The model of this path was added.
    Added(PathBuf, AddMode),
    AddFailed(String),
    Removed,
    Failed(String),
}

/// The folders of the library and the thread's ends of both channels.
pub(super) struct LibraryWorker {
    pub folder: PathBuf,
    pub hub_cache: Option<PathBuf>,
    pub added: Vec<PathBuf>,
    pub built_in: Catalog,
    pub loras: LoraReader,
    pub replies: Sender<Reply>,
    pub wake: Box<dyn Fn() + Send>,
}

impl LibraryWorker {
    /// Runs until the sender of the requests is dropped.
    pub fn run(mut self, requests: &Receiver<Request>) {
        delete_leftovers(&self.folder);
        // What a scan finds in the folder is added by each scan.
        self.built_in.rows.retain(|row| !row.folder.starts_with(&self.folder));
        self.built_in.writers.retain(|row| !row.file.starts_with(&self.folder));
        for request in requests {
            self.handle(request);
        }
    }

    fn handle(&mut self, request: Request) {
        match request {
            Request::Scan(added) => self.added = added,
            Request::Inspect(path) => return self.inspect(path),
            Request::CheckLora(pair) => {
                let fit = self.loras.read(&pair);
                return self.reply(Reply::LoraChecked(pair, fit));
            }
            Request::Add(path, mode) => self.add(path, mode),
            Request::SetAside(path) => {
                self.report_removal(set_aside(&self.folder, &path), "removed");
            }
            Request::Restore(path) => {
                if let Err(error) = restore(&self.folder, &path) {
                    self.report_removal(Err(error), "restored");
                }
            }
            Request::Delete(path) => self.report_removal(delete(&self.folder, &path), "deleted"),
        }
        self.scan();
    }

    fn scan(&self) {
        let installed =
            scan_all(&self.folder, self.hub_cache.as_deref(), &self.added, self.built_in.clone());
        self.reply(Reply::Scanned(Box::new(installed)));
    }

    fn inspect(&self, path: PathBuf) {
        self.reply(match inspect(&path) {
            Ok((kind, bytes)) => Reply::Inspected(Candidate { path, kind, bytes, copied: None }),
            Err(error) => Reply::Failed(error.to_string()),
        });
    }

    fn add(&self, path: PathBuf, mode: AddMode) {
        let mut reported = 0;
        let added = add(&self.folder, &path, mode, &mut |copied| {
            if copied - reported > COPY_REPORT_SPACING {
                reported = copied;
                self.reply(Reply::Copied(copied));
            }
        });
        self.reply(match added {
            Ok(_) => Reply::Added(path, mode),
            Err(error) => Reply::AddFailed(error.to_string()),
        });
    }

    fn report_removal(&self, outcome: std::io::Result<()>, participle: &str) {
        self.reply(match outcome {
            Ok(()) => Reply::Removed,
            Err(error) => Reply::Failed(format!("The model could not be {participle}: {error}.")),
        });
    }

    fn reply(&self, reply: Reply) {
        // The library may be closed by now.
        self.replies.send(reply).ok();
        (self.wake)();
    }
}

/// Scans every location and adds what was found to the built-in catalog.
pub(super) fn scan_all(
    folder: &Path,
    hub_cache: Option<&Path>,
    added: &[PathBuf],
    built_in: Catalog,
) -> InstalledModels {
    InstalledModels::with_found(built_in, scan(Some(folder), hub_cache, added))
}
