//! The way to the hub: its address or a mirror's, the proxy, and one request with its redirects.
//! It reads headers; what the bytes are for is the transfer's business.

use super::failure::DownloadFailure;
use std::io::Read;
use std::time::Duration;
use ureq::http::{HeaderMap, Uri};
use ureq::tls::{RootCerts, TlsConfig};
use ureq::{Agent, Proxy};

/// Where models are published.
const HUB: &str = "https://huggingface.co";
/// A server that says nothing for so long has gone.
const SILENCE: Duration = Duration::from_secs(20);
const MOST_REDIRECTS: usize = 8;

/// The way to the hub.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// The hub's address, or a mirror's.
    pub hub: String,
    /// `None`: as the environment says.
    pub proxy: Option<String>,
}

impl Line {
    /// The way that the settings name. `BRANDISH_HUB` stands above them; `HF_ENDPOINT`, which other
    /// programs read too, below.
    pub fn of(mirror: Option<&str>, proxy: Option<&str>) -> Self {
        let set = |name| std::env::var(name).ok().filter(|value| !value.trim().is_empty());
        let own = |value: Option<&str>| {
            value.map(str::trim).filter(|value| !value.is_empty()).map(str::to_owned)
        };
        let hub = set("BRANDISH_HUB").or_else(|| own(mirror)).or_else(|| set("HF_ENDPOINT"));
        Self { hub: hub.unwrap_or_else(|| HUB.into()), proxy: own(proxy) }
    }

    /// The name of the server, for sentences.
    pub fn host(&self) -> String {
        let uri: Option<Uri> = self.hub.parse().ok();
        uri.and_then(|uri| uri.host().map(str::to_owned)).unwrap_or_else(|| self.hub.clone())
    }

    pub(super) fn agent(&self) -> Result<Agent, DownloadFailure> {
        let wrong = |detail: String| DownloadFailure::BadSetting { detail };
        let uri: Uri =
            self.hub.parse().map_err(|_| wrong(format!("“{}” is no address", self.hub)))?;
        if uri.host().is_none() || !matches!(uri.scheme_str(), Some("http" | "https")) {
            return Err(wrong(format!("“{}” does not begin with https://", self.hub)));
        }
        let proxy = match &self.proxy {
            Some(proxy) => {
                Some(Proxy::new(proxy).map_err(|_| wrong(format!("“{proxy}” is no proxy")))?)
            }
            None => Proxy::try_from_env(),
        };
        // The system's own certificates, as many companies look into their traffic with one of theirs.
        let tls = TlsConfig::builder().root_certs(RootCerts::PlatformVerifier).build();
        let config = Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .proxy(proxy)
            .tls_config(tls)
            .user_agent(concat!("brandish/", env!("CARGO_PKG_VERSION")))
            .accept_encoding("identity")
            .timeout_resolve(Some(SILENCE))
            .timeout_connect(Some(SILENCE))
            .timeout_recv_response(Some(SILENCE))
            .timeout_per_read(Some(SILENCE))
            .build();
        Ok(config.into())
    }
}

/// The rest of a file that is asked for.
#[derive(Clone, Debug)]
pub(super) struct Rest {
    /// The first byte that is missing.
    pub from: u64,
    /// Only of this very content.
    pub of: Option<String>,
}

/// What a server answered.
pub(super) struct Answer {
    pub status: u16,
    /// Bytes of the whole file.
    pub length: Option<u64>,
    /// The first byte that comes, where only a part does.
    pub from: u64,
    /// The mark of this very content.
    pub etag: Option<String>,
    pub sha256: Option<String>,
}

/// Asks for a file, or for the rest of one, and follows where the answer points to; then come the bytes.
///
/// # Errors
/// What the library says of a connection that did not come about.
pub(super) fn ask(
    agent: &Agent,
    url: &str,
    rest: Option<&Rest>,
) -> Result<(Answer, Box<dyn Read>), String> {
    let mut url = url.to_owned();
    // The hub names the content itself, then points to a server that has other marks for it.
    let mut linked = None;
    for _ in 0..=MOST_REDIRECTS {
        let mut request = agent.get(&url);
        if let Some(rest) = rest {
            request = request.header("Range", format!("bytes={}-", rest.from));
            // A weak mark promises no equal bytes, and a linked one is not the last server's.
            let strong = rest.of.as_ref().filter(|mark| mark.starts_with('"'));
            if let Some(mark) = strong.filter(|_| linked.is_none()) {
                request = request.header("If-Range", mark);
            }
        }
        let response = request.call().map_err(|error| error.to_string())?;
        let (parts, body) = response.into_parts();
        linked = linked.or_else(|| header(&parts.headers, "x-linked-etag"));
        let status = parts.status.as_u16();
        if !matches!(status, 301 | 302 | 303 | 307 | 308) {
            let bytes = body.into_with_config().limit(u64::MAX).reader();
            return Ok((answer(status, &parts.headers, linked), Box::new(bytes)));
        }
        let to = header(&parts.headers, "location").ok_or("a redirect to nowhere")?;
        url = joined(&url, &to)?;
    }
    Err("the answer points in circles".into())
}

fn answer(status: u16, headers: &HeaderMap, linked: Option<String>) -> Answer {
    let coming = header(headers, "content-length").and_then(|text| text.parse::<u64>().ok());
    // `bytes 100-999/1000`
    let range = header(headers, "content-range").filter(|_| status == 206);
    let from = range.as_deref().and_then(|range| {
        range.trim_start_matches("bytes").trim().split('-').next()?.parse::<u64>().ok()
    });
    let from = from.unwrap_or(0);
    let whole = range.as_deref().and_then(|range| range.rsplit('/').next()?.parse::<u64>().ok());
    let digest = linked.as_deref().map(|mark| mark.trim_matches('"').to_ascii_lowercase());
    let is_digest = |text: &String| text.len() == 64 && text.bytes().all(|b| b.is_ascii_hexdigit());
    Answer {
        status,
        length: whole.or_else(|| coming.map(|coming| from + coming)),
        from,
        sha256: digest.filter(is_digest),
        // Without quotes, so that it is never sent as the last server's mark.
        etag: linked
            .map(|mark| format!("linked {}", mark.trim_matches('"')))
            .or_else(|| header(headers, "etag")),
    }
}

fn header(headers: &HeaderMap, name: &str) -> Option<String> {
    headers.get(name)?.to_str().ok().map(str::to_owned)
}

/// Where a redirect leads; never from a guarded connection to an open one.
fn joined(url: &str, to: &str) -> Result<String, String> {
    let guarded = url.starts_with("https://");
    if to.starts_with("https://") || (to.starts_with("http://") && !guarded) {
        return Ok(to.to_owned());
    }
    let host_ends = url.find("://").and_then(|at| url[at + 3..].find('/').map(|end| at + 3 + end));
    match host_ends {
        Some(end) if to.starts_with('/') && !to.starts_with("//") => {
            Ok(format!("{}{to}", &url[..end]))
        }
        _ => Err(format!("a redirect to {to}, which is not followed")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn redirects_stay_guarded() {
        let from = "https://hub.example/a/b";
        assert_eq!(joined(from, "/c?d=e").unwrap(), "https://hub.example/c?d=e");
        assert_eq!(joined(from, "https://other/x").unwrap(), "https://other/x");
        assert!(joined(from, "http://other/x").is_err());
        assert!(joined(from, "//other/x").is_err());
        assert_eq!(joined("http://a:1/b", "http://c/d").unwrap(), "http://c/d");
    }

    #[test]
    fn an_address_that_is_none_is_a_setting_to_correct() {
        let line = |hub: &str, proxy: Option<&str>| Line {
            hub: hub.into(),
            proxy: proxy.map(str::to_owned),
        };
        for line in [line("mirror", None), line("ftp://a", None), line("http://a", Some("::no"))] {
            let failure = line.agent().unwrap_err();
            assert!(matches!(failure, DownloadFailure::BadSetting { .. }), "{line:?}");
        }
        assert!(line("http://a", Some("http://proxy:3128")).agent().is_ok());
        assert_eq!(line("https://hub.example:8/x", None).host(), "hub.example");
    }
}
