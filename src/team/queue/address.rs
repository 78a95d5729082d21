//! The addresses of queue and store. A queue's address may contain a password, and is shown without it.
//! Nothing here connects.

use super::TeamError;
use redis::{ConnectionAddr, ConnectionInfo, IntoConnectionInfo};
use std::fmt;

/// A queue's address: `redis://[name:password@]host[:port]/database`, or `rediss://` with TLS.
#[derive(Clone, PartialEq, Eq)]
pub struct QueueAddress(String);

impl QueueAddress {
    pub fn parse(text: &str) -> Result<Self, TeamError> {
        let text = text.trim();
        let address = Self(text.to_owned());
        let scheme = text.starts_with("redis://") || text.starts_with("rediss://");
        match text.into_connection_info() {
            Ok(_) if scheme => Ok(address),
            // It may contain a password: only what follows that is repeated.
            _ => Err(TeamError::Address(address.to_string())),
        }
    }

    pub(super) fn info(&self) -> ConnectionInfo {
        self.0.as_str().into_connection_info().expect("`parse` accepted it")
    }

    /// The server's name and port, for a sentence.
    pub fn host(&self) -> String {
        match self.info().addr() {
            ConnectionAddr::Tcp(host, port) | ConnectionAddr::TcpTls { host, port, .. } => {
                format!("{host}:{port}")
            }
            other => other.to_string(),
        }
    }
}

/// Without name and password.
impl fmt::Display for QueueAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.0.split_once("://"), self.0.rsplit_once('@')) {
            (Some((scheme, _)), Some((_, rest))) => write!(f, "{scheme}://{rest}"),
            (None, Some((_, rest))) => f.write_str(rest),
            (_, None) => f.write_str(&self.0),
        }
    }
}

impl fmt::Debug for QueueAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "QueueAddress({self})")
    }
}

/// Queue and store together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TeamAddress {
    pub queue: QueueAddress,
    /// As the user wrote it; `None` if pictures pass through the queue.
    pub store: Option<String>,
}

impl TeamAddress {
    /// The queue's name and port, for a sentence.
    pub fn host(&self) -> String {
        self.queue.host()
    }

    /// Reads both as they were typed; an empty store means none. It touches neither disk nor network.
    pub fn parse(queue: &str, store: Option<&str>) -> Result<Self, TeamError> {
        let queue = QueueAddress::parse(queue)?;
        let store = store.map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned);
        super::store::check_address(store.as_deref())?;
        Ok(Self { queue, store })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_shown_without_its_password() {
        let address = QueueAddress::parse("rediss://anna:se%40cret@queue.example:6380/2").unwrap();
        assert_eq!(address.to_string(), "rediss://queue.example:6380/2");
        assert_eq!(format!("{address:?}"), "QueueAddress(rediss://queue.example:6380/2)");
        assert_eq!(address.host(), "queue.example:6380");
    }

    #[test]
    fn parsing_an_address_makes_no_folder() {
        let folder = tempfile::tempdir().unwrap();
        let store = folder.path().join("pictures");
        TeamAddress::parse("redis://queue.example/0", store.to_str()).unwrap();
        assert!(!store.exists());
    }

    #[test]
    fn an_invalid_address_is_refused_without_showing_its_password() {
        for wrong in [
            "",
            "queue.example",
            "http://x/0",
            "redis://:secret@/",
            "redis://h:port/0",
            "anna:secret@queue.example",
        ] {
            let Err(error) = QueueAddress::parse(wrong) else { panic!("{wrong} was accepted") };
            let sentence = error.to_string();
            assert!(
                sentence.contains("administrator") && !sentence.contains("secret"),
                "{sentence}"
            );
        }
    }
}
