//! Why a job failed and what to do next, in the language of the window; in English as `Failure` says it.
//! A detail that a lower layer wrote stays in English.

use super::bytes;
use crate::job::Failure;

/// What happened, in the user's words.
pub fn sentence(failure: &Failure) -> String {
    let text = match failure {
        Failure::WeightsMissing { model, path } => {
            return text!("failure-weights-missing", model = model, path = path.display());
        }
        Failure::WeightsDamaged { model, path, detail } => {
            let path = path.display();
            return text!(
                "failure-weights-damaged",
                model = model,
                path = path,
                detail = super::said(detail)
            );
        }
        Failure::WeightsChanged { model, path } => {
            return text!("failure-weights-changed", model = model, path = path.display());
        }
        Failure::ModelUnsupported { model, path, detail } => {
            let path = path.display();
            return text!(
                "failure-model-unsupported",
                model = model,
                path = path,
                detail = super::said(detail)
            );
        }
        Failure::Unfit { detail } | Failure::Photo { detail } => {
            return super::said(detail).into_owned();
        }
        Failure::OutOfMemory { model, needed_bytes, free_bytes } => {
            let (needed, free) = (bytes(*needed_bytes), bytes(*free_bytes));
            return text!("failure-out-of-memory", model = model, needed = needed, free = free);
        }
        Failure::ModelUnknown { model } => return text!("failure-model-unknown", model = model),
        Failure::DiskFull { folder } => {
            return text!("failure-disk-full", folder = folder.display());
        }
        Failure::CannotWrite { folder, .. } => {
            return text!("failure-cannot-write", folder = folder.display());
        }
        Failure::NotSaved { detail } => {
            return text!("failure-not-saved", detail = super::said(detail));
        }
        Failure::Worker { worker, sentence } => {
            return text!("failure-worker", worker = worker, sentence = sentence);
        }
        Failure::GivenUp { tries } => return text!("failure-given-up", count = tries),
        Failure::NotFinite => text!("failure-not-finite"),
        Failure::Blank => text!("failure-blank"),
        Failure::Panicked { .. } => text!("failure-panicked"),
        Failure::Engine { .. } => text!("failure-engine"),
        Failure::OtherVersion { .. } => text!("failure-other-version"),
        Failure::PictureLost => text!("failure-picture-lost"),
    };
    text.to_owned()
}

/// What to do next.
pub fn advice(failure: &Failure) -> &'static str {
    match failure {
        Failure::WeightsMissing { .. } => text!("advice-weights-missing"),
        Failure::WeightsDamaged { .. } => text!("advice-weights-damaged"),
        Failure::WeightsChanged { .. } => text!("advice-weights-changed"),
        Failure::ModelUnsupported { .. } => text!("advice-model-unsupported"),
        Failure::Photo { .. } => text!("advice-photo"),
        Failure::Unfit { .. } => text!("advice-unfit"),
        Failure::OutOfMemory { .. } => text!("advice-out-of-memory"),
        Failure::ModelUnknown { .. } => text!("advice-model-unknown"),
        Failure::NotFinite | Failure::Blank => text!("advice-draw-another"),
        Failure::DiskFull { .. } => text!("advice-disk-full"),
        Failure::NotSaved { .. } => text!("advice-not-saved"),
        Failure::CannotWrite { .. } => text!("advice-cannot-write"),
        Failure::Worker { .. } => text!("advice-worker"),
        Failure::GivenUp { .. } => text!("advice-given-up"),
        Failure::OtherVersion { .. } => text!("advice-other-version"),
        Failure::PictureLost => text!("advice-picture-lost"),
        Failure::Panicked { .. } | Failure::Engine { .. } => text!("advice-report"),
    }
}
