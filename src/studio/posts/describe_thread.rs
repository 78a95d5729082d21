//! The thread that drafts alternative texts from pixels: a model reads one photo at a time, and is loaded for it alone,
//! because it takes more memory than the rest of the program.

use crate::engine::describe;
use crate::post::read_photo;
use crossbeam_channel::{Receiver, Sender};
use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

/// A photo to describe.
#[derive(Clone, Debug)]
pub struct DescribeRequest {
    /// The model's folder.
    pub model: PathBuf,
    pub photo: PathBuf,
    /// What the description is for; it comes back with it.
    pub subject: DescribedSubject,
}

/// What a description is for.
#[derive(Clone, Debug, PartialEq)]
pub enum DescribedSubject {
    /// A product of a brand.
    Product { brand: crate::brand::PersonaId, product: String },
    /// The post that is open.
    Post,
}

/// A description, or a sentence for the user that says why there is none.
pub type Description = (DescribedSubject, Result<String, String>);

/// Works until the window is closed.
pub(super) fn describe_all(
    inbox: &Receiver<DescribeRequest>,
    outbox: &Sender<Description>,
    wake: &dyn Fn(),
) {
    for request in inbox {
        let read = AssertUnwindSafe(|| described(&request.model, &request.photo));
        let failed = || Err("This photo could not be described.".to_owned());
        let text = catch_unwind(read).unwrap_or_else(|_| failed());
        outbox.send((request.subject, text)).ok();
        wake();
    }
}

fn described(model: &Path, photo: &Path) -> Result<String, String> {
    let name = photo.file_name().unwrap_or_default().to_string_lossy();
    let bytes = std::fs::read(photo).map_err(|error| format!("{name} cannot be read: {error}."))?;
    let picture = read_photo(&bytes).map_err(|error| format!("{name}: {error}"))?;
    let text = describe(model, picture, &mut || ControlFlow::Continue(()));
    let text = text.map_err(|error| error.to_string())?;
    text.ok_or_else(|| "The model found no words for this photo. Describe it yourself.".to_owned())
}
