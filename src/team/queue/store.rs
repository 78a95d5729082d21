//! The store through which workers hand pictures to the laptop: a folder, an S3 bucket, or the queue itself.
//! A picture stays until the laptop has saved and deleted it; how the queue keeps its own is in `connection`.

use super::redis_connection::QueueConnection;
use super::s3;
use super::{RETENTION, TeamError};
use crate::job::JobId;
use futures_util::TryStreamExt;
use object_store::aws::AmazonS3Builder;
use object_store::local::LocalFileSystem;
use object_store::path::Path;
use object_store::{ObjectStore, ObjectStoreExt, RetryConfig};
use std::sync::Arc;
use std::time::{Duration, SystemTime};
use tokio::runtime::Runtime;

/// Brandish's folder in the store.
const FOLDER: &str = "brandish-pictures";

/// How errors name the queue as a store.
const QUEUE: &str = "the queue itself";

/// An open store.
pub(super) enum Store {
    /// Pictures pass through the queue.
    Queue,
    Objects {
        objects: Arc<dyn ObjectStore>,
        /// As the user wrote it.
        address: String,
        runtime: Runtime,
    },
}

impl Store {
    /// Opens a store by its address: a folder, `file:///folder`, or `s3://bucket`. Without an address it is the queue.
    ///
    /// # Errors
    /// If the address is invalid; whether the store answers is found out when it is used.
    pub(super) fn open(address: Option<&str>) -> Result<Self, TeamError> {
        let Some(address) = address else { return Ok(Self::Queue) };
        let invalid = |detail: String| TeamError::StoreAddress { address: address.into(), detail };
        let objects: Arc<dyn ObjectStore> = match address.split_once("://") {
            Some(("s3", _)) => Arc::new(bucket(address).map_err(invalid)?),
            Some(("file", folder)) => Arc::new(folder_at(folder).map_err(invalid)?),
            None => Arc::new(folder_at(address).map_err(invalid)?),
            Some(_) => {
                let detail = "Write a folder, file:///folder or s3://bucket.";
                return Err(invalid(detail.into()));
            }
        };
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(|error| invalid(error.to_string()))?;
        Ok(Self::Objects { objects, address: address.to_owned(), runtime })
    }

    /// Puts a picture into the store, over that of an earlier attempt. Returns the bytes that the queue must keep instead.
    pub(super) fn put(&self, job: JobId, bytes: Vec<u8>) -> Result<Vec<u8>, TeamError> {
        let Self::Objects { objects, runtime, .. } = self else { return Ok(bytes) };
        let path = path(job);
        let put = objects.put(&path, bytes.into());
        runtime.block_on(put).map_err(|error| self.error(error))?;
        Ok(Vec::new())
    }

    /// Gets a picture.
    pub(super) fn get(
        &self,
        job: JobId,
        connection: &mut QueueConnection,
    ) -> Result<Vec<u8>, TeamError> {
        match self {
            Self::Queue => {
                let address = QUEUE.to_owned();
                connection.picture(job)?.ok_or(TeamError::PictureMissing { address })
            }
            Self::Objects { objects, runtime, .. } => {
                let get = async { objects.get(&path(job)).await?.bytes().await };
                let bytes = runtime.block_on(get).map_err(|error| self.error(error))?;
                Ok(bytes.to_vec())
            }
        }
    }

    /// Deletes a picture; the queue deletes its own with the job.
    pub(super) fn delete(&self, job: JobId) -> Result<(), TeamError> {
        let Self::Objects { objects, runtime, .. } = self else { return Ok(()) };
        match runtime.block_on(objects.delete(&path(job))) {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(self.error(error)),
        }
    }

    /// Deletes pictures that are older than jobs are kept. Returns how many.
    pub(super) fn delete_expired(&self) -> Result<usize, TeamError> {
        self.delete_older_than(RETENTION)
    }

    fn delete_older_than(&self, age: Duration) -> Result<usize, TeamError> {
        let Self::Objects { objects, runtime, .. } = self else { return Ok(0) };
        let Some(before) = SystemTime::now().checked_sub(age) else { return Ok(0) };
        let delete = async {
            let folder = Path::from(FOLDER);
            let all: Vec<_> = objects.list(Some(&folder)).try_collect().await?;
            let mut deleted = 0;
            for object in all {
                if SystemTime::from(object.last_modified) < before {
                    objects.delete(&object.location).await?;
                    deleted += 1;
                }
            }
            Ok(deleted)
        };
        runtime.block_on(delete).map_err(|error| self.error(error))
    }

    /// Checks that a file can be put, fetched and deleted.
    pub(super) fn check(&self) -> Result<(), TeamError> {
        let Self::Objects { address, .. } = self else { return Ok(()) };
        let (job, bytes) = (JobId::fresh(), b"brandish".to_vec());
        self.put(job, bytes.clone())?;
        let Self::Objects { objects, runtime, .. } = self else { return Ok(()) };
        let get = async { objects.get(&path(job)).await?.bytes().await };
        let back = runtime.block_on(get).map_err(|error| self.error(error))?;
        self.delete(job)?;
        if back == bytes {
            return Ok(());
        }
        let detail = "a file was changed when it was read back".to_owned();
        Err(TeamError::Store { address: address.clone(), detail })
    }

    fn error(&self, error: object_store::Error) -> TeamError {
        let address = match self {
            Self::Queue => QUEUE.to_owned(),
            Self::Objects { address, .. } => address.clone(),
        };
        match error {
            object_store::Error::NotFound { .. } => TeamError::PictureMissing { address },
            other => TeamError::Store { address, detail: other.to_string() },
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

/// A folder, created if it does not exist.
fn folder_at(folder: &str) -> Result<LocalFileSystem, String> {
    let folder = std::path::absolute(folder).map_err(|error| error.to_string())?;
    std::fs::create_dir_all(&folder)
        .map_err(|error| format!("The folder {} cannot be created: {error}.", folder.display()))?;
    LocalFileSystem::new_with_prefix(folder).map_err(|error| error.to_string())
}

/// A bucket, with keys, region and endpoint from the usual `AWS_…` variables.
fn bucket(address: &str) -> Result<object_store::aws::AmazonS3, String> {
    let retries = RetryConfig {
        max_retries: 2,
        retry_timeout: Duration::from_secs(20),
        ..RetryConfig::default()
    };
    AmazonS3Builder::from_env()
        .with_url(address)
        .with_retry(retries)
        .with_http_connector(s3::Connector)
        .build()
        .map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_keeps_a_picture_until_it_is_deleted() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path().to_str()).unwrap();
        store.check().unwrap();
        let job = JobId::fresh();
        assert_eq!(store.put(job, vec![1, 2, 3]).unwrap(), Vec::<u8>::new());
        store.put(job, vec![1, 2, 3]).unwrap();
        assert_eq!(store.delete_expired().unwrap(), 0, "a new picture stays");
        assert_eq!(std::fs::read_dir(folder.path().join(FOLDER)).unwrap().count(), 1);
        assert_eq!(store.delete_older_than(Duration::ZERO).unwrap(), 1);
        store.delete(job).unwrap();
        assert_eq!(std::fs::read_dir(folder.path().join(FOLDER)).unwrap().count(), 0);
    }

    #[test]
    fn an_invalid_address_is_refused_with_valid_examples() {
        let Err(error) = Store::open(Some("ftp://host/folder")) else { panic!("it was accepted") };
        assert!(error.to_string().contains("s3://bucket"), "{error}");
        for wrong in ["ftp://host/folder", "s3://", "file:///"] {
            assert!(check_address(Some(wrong)).is_err(), "{wrong}");
        }
        for right in [None, Some("pictures"), Some("s3://bucket"), Some("file:///pictures")] {
            check_address(right).unwrap();
        }
    }
}
