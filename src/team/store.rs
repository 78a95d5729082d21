//! Where a worker leaves pictures and the laptop fetches them: a folder, a bucket that speaks S3, or the queue itself.
//! A picture is only in passing here; the laptop keeps it and takes it away.

use super::line::Line;
use super::s3;
use super::{KEPT, TeamError};
use crate::job::JobId;
use futures_util::TryStreamExt;
use object_store::aws::AmazonS3Builder;
use object_store::local::LocalFileSystem;
use object_store::path::Path;
use object_store::{ObjectStore, ObjectStoreExt, RetryConfig};
use std::sync::Arc;
use std::time::{Duration, SystemTime};
use tokio::runtime::Runtime;

/// The folder of the store that is Brandish's.
const FOLDER: &str = "brandish-pictures";

/// An open store.
pub(super) enum Store {
    /// Pictures go through the queue.
    Queue,
    Objects {
        objects: Arc<dyn ObjectStore>,
        /// The user's own address for it.
        place: String,
        runtime: Runtime,
    },
}

impl Store {
    /// Opens a store by its address: a folder, `file:///folder`, or `s3://bucket`. No address is the queue itself.
    ///
    /// # Errors
    /// Where the address is none; whether anything is there is seen when it is used.
    pub(super) fn open(address: Option<&str>) -> Result<Self, TeamError> {
        let Some(address) = address else { return Ok(Self::Queue) };
        let wrong = |detail: String| TeamError::StoreAddress { address: address.into(), detail };
        let objects: Arc<dyn ObjectStore> = match address.split_once("://") {
            Some(("s3", _)) => Arc::new(bucket(address).map_err(wrong)?),
            Some(("file", folder)) => Arc::new(folder_at(folder).map_err(wrong)?),
            None => Arc::new(folder_at(address).map_err(wrong)?),
            Some(_) => {
                let detail = "Write a folder, file:///folder or s3://bucket.";
                return Err(wrong(detail.into()));
            }
        };
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(|error| wrong(error.to_string()))?;
        Ok(Self::Objects { objects, place: address.to_owned(), runtime })
    }

    /// Leaves a picture, in the place of one that another try left. Returns what the queue must keep itself.
    pub(super) fn leave(&self, job: JobId, bytes: Vec<u8>) -> Result<Vec<u8>, TeamError> {
        let Self::Objects { objects, runtime, .. } = self else { return Ok(bytes) };
        let path = path(job);
        let put = objects.put(&path, bytes.into());
        runtime.block_on(put).map_err(|error| self.wrong(error))?;
        Ok(Vec::new())
    }

    /// Fetches a picture.
    pub(super) fn fetch(&self, job: JobId, line: &mut Line) -> Result<Vec<u8>, TeamError> {
        match self {
            Self::Queue => {
                let place = "the queue itself".to_owned();
                line.picture(job)?.ok_or(TeamError::NotThere { place })
            }
            Self::Objects { objects, runtime, .. } => {
                let get = async { objects.get(&path(job)).await?.bytes().await };
                let bytes = runtime.block_on(get).map_err(|error| self.wrong(error))?;
                Ok(bytes.to_vec())
            }
        }
    }

    /// Takes a picture away; what the queue keeps, it forgets with the job.
    pub(super) fn remove(&self, job: JobId) -> Result<(), TeamError> {
        let Self::Objects { objects, runtime, .. } = self else { return Ok(()) };
        match runtime.block_on(objects.delete(&path(job))) {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(self.wrong(error)),
        }
    }

    /// Deletes pictures that nobody fetched for as long as jobs are kept. Returns how many.
    pub(super) fn sweep(&self) -> Result<usize, TeamError> {
        self.sweep_older(KEPT)
    }

    fn sweep_older(&self, age: Duration) -> Result<usize, TeamError> {
        let Self::Objects { objects, runtime, .. } = self else { return Ok(0) };
        let Some(before) = SystemTime::now().checked_sub(age) else { return Ok(0) };
        let sweep = async {
            let folder = Path::from(FOLDER);
            let all: Vec<_> = objects.list(Some(&folder)).try_collect().await?;
            let mut swept = 0;
            for object in all {
                if SystemTime::from(object.last_modified) < before {
                    objects.delete(&object.location).await?;
                    swept += 1;
                }
            }
            Ok(swept)
        };
        runtime.block_on(sweep).map_err(|error| self.wrong(error))
    }

    /// Whether a file can be left, fetched and taken away.
    pub(super) fn try_out(&self) -> Result<(), TeamError> {
        let Self::Objects { place, .. } = self else { return Ok(()) };
        let (job, bytes) = (JobId::fresh(), b"brandish".to_vec());
        self.leave(job, bytes.clone())?;
        let Self::Objects { objects, runtime, .. } = self else { return Ok(()) };
        let get = async { objects.get(&path(job)).await?.bytes().await };
        let back = runtime.block_on(get).map_err(|error| self.wrong(error))?;
        self.remove(job)?;
        if back == bytes {
            return Ok(());
        }
        let detail = "what was left there came back changed".to_owned();
        Err(TeamError::Store { place: place.clone(), detail })
    }

    fn wrong(&self, error: object_store::Error) -> TeamError {
        let place = match self {
            Self::Queue => "the queue itself".to_owned(),
            Self::Objects { place, .. } => place.clone(),
        };
        match error {
            object_store::Error::NotFound { .. } => TeamError::NotThere { place },
            other => TeamError::Store { place, detail: other.to_string() },
        }
    }
}

/// Whether an address has the form of a store. It touches neither disk nor network.
///
/// # Errors
/// Where the scheme is unknown, or nothing stands behind it.
pub(super) fn check_address(address: Option<&str>) -> Result<(), TeamError> {
    let Some(address) = address else { return Ok(()) };
    match address.split_once("://") {
        None => Ok(()),
        Some(("s3" | "file", rest)) if !rest.trim_matches('/').is_empty() => Ok(()),
        Some(_) => {
            let detail = "Write a folder, file:///folder or s3://bucket.".to_owned();
            Err(TeamError::StoreAddress { address: address.into(), detail })
        }
    }
}

fn path(job: JobId) -> Path {
    Path::from(format!("{FOLDER}/{job}.png"))
}

/// A folder that is made where it is not there.
fn folder_at(folder: &str) -> Result<LocalFileSystem, String> {
    let folder = std::path::absolute(folder).map_err(|error| error.to_string())?;
    std::fs::create_dir_all(&folder)
        .map_err(|error| format!("The folder {} cannot be made: {error}.", folder.display()))?;
    LocalFileSystem::new_with_prefix(folder).map_err(|error| error.to_string())
}

/// A bucket, with keys, region and endpoint from the usual `AWS_…` variables.
fn bucket(address: &str) -> Result<object_store::aws::AmazonS3, String> {
    let patience = RetryConfig {
        max_retries: 2,
        retry_timeout: Duration::from_secs(20),
        ..RetryConfig::default()
    };
    AmazonS3Builder::from_env()
        .with_url(address)
        .with_retry(patience)
        .with_http_connector(s3::Connector)
        .build()
        .map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_keeps_a_picture_until_it_is_taken_away() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path().to_str()).unwrap();
        store.try_out().unwrap();
        let job = JobId::fresh();
        assert_eq!(store.leave(job, vec![1, 2, 3]).unwrap(), Vec::<u8>::new());
        store.leave(job, vec![1, 2, 3]).unwrap();
        assert_eq!(store.sweep().unwrap(), 0, "what is young stays");
        assert_eq!(std::fs::read_dir(folder.path().join(FOLDER)).unwrap().count(), 1);
        assert_eq!(store.sweep_older(Duration::ZERO).unwrap(), 1);
        store.remove(job).unwrap();
        assert_eq!(std::fs::read_dir(folder.path().join(FOLDER)).unwrap().count(), 0);
    }

    #[test]
    fn what_is_no_store_is_refused_with_what_would_be_one() {
        let Err(error) = Store::open(Some("ftp://host/folder")) else { panic!("it was taken") };
        assert!(error.to_string().contains("s3://bucket"), "{error}");
        for wrong in ["ftp://host/folder", "s3://", "file:///"] {
            assert!(check_address(Some(wrong)).is_err(), "{wrong}");
        }
        for right in [None, Some("pictures"), Some("s3://bucket"), Some("file:///pictures")] {
            check_address(right).unwrap();
        }
    }
}
