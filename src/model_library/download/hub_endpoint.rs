//! The endpoint of the hub: its address or a mirror's, the proxy, and one request with its redirects.
//! It reads headers; the body is the transfer's part.

use super::failure::DownloadFailure;
use std::io::Read;
use std::time::Duration;
use ureq::http::{HeaderMap, Uri};
use ureq::tls::{RootCerts, TlsConfig};
use ureq::{Agent, Proxy};

/// The default address of the hub.
const HUB: &str = "https://huggingface.co";
/// A connection over which nothing arrives for so long is closed.
const SILENCE: Duration = Duration::from_secs(20);
const MAX_REDIRECTS: usize = 8;

/// The address of the hub and the proxy to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HubEndpoint {
    /// The hub's address, or a mirror's.
    pub hub: String,
    /// `None`: as the environment says.
    pub proxy: Option<String>,
}

impl HubEndpoint {
    /// The endpoint of the settings. `BRANDISH_HUB` has precedence over them; `HF_ENDPOINT`, which other
    /// programs read too, is used where they name no mirror.
    pub fn from_settings(mirror: Option<&str>, proxy: Option<&str>) -> Self {
        let set = |name| std::env::var(name).ok().filter(|value| !value.trim().is_empty());
        let non_empty = |value: Option<&str>| {
            value.map(str::trim).filter(|value| !value.is_empty()).map(str::to_owned)
        };
        let hub = set("BRANDISH_HUB").or_else(|| non_empty(mirror)).or_else(|| set("HF_ENDPOINT"));
        Self { hub: hub.unwrap_or_else(|| HUB.into()), proxy: non_empty(proxy) }
    }

    /// The name of the server, for messages.
    pub fn host(&self) -> String {
        let uri: Option<Uri> = self.hub.parse().ok();
        uri.and_then(|uri| uri.host().map(str::to_owned)).unwrap_or_else(|| self.hub.clone())
    }

    pub(super) fn agent(&self) -> Result<Agent, DownloadFailure> {
        let wrong = |detail: String| DownloadFailure::BadSetting { detail };
        let uri: Uri =
            self.hub.parse().map_err(|_| wrong(format!("“{}” is not an address", self.hub)))?;
        if uri.host().is_none() || !matches!(uri.scheme_str(), Some("http" | "https")) {
            return Err(wrong(format!("“{}” does not begin with https://", self.hub)));
        }
        let proxy = match &self.proxy {
            Some(proxy) => {
                Some(Proxy::new(proxy).map_err(|_| wrong(format!("“{proxy}” is not a proxy")))?)
            }
            None => Proxy::try_from_env(),
        };
        // The system's certificates, as company networks often use a certificate of their own.
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

/// A request for the rest of a file.
#[derive(Clone, Debug)]
pub(super) struct RangeRequest {
    /// The first missing byte.
    pub from: u64,
    /// The ETag of the bytes on disk.
    pub etag: Option<String>,
}

/// The head of a response.
pub(super) struct ResponseHead {
    pub status: u16,
    /// Bytes of the whole file.
    pub length: Option<u64>,
    /// The offset of the body's first byte in the file.
    pub from: u64,
    pub etag: Option<String>,
    pub sha256: Option<String>,
}

/// Requests a file, or the rest of one, and follows redirects. Returns the head and the body.
///
/// # Errors
/// The HTTP client's message where no response arrived.
pub(super) fn request(
    agent: &Agent,
    url: &str,
    range: Option<&RangeRequest>,
) -> Result<(ResponseHead, Box<dyn Read>), String> {
    let mut url = url.to_owned();
    // The hub sends the ETag of the contents, then redirects to a server with ETags of its own.
    let mut linked_etag = None;
    for _ in 0..=MAX_REDIRECTS {
        let mut request = agent.get(&url);
        if let Some(range) = range {
            request = request.header("Range", format!("bytes={}-", range.from));
            // A weak ETag does not guarantee equal bytes, and a linked one is not the last server's.
            let strong = range.etag.as_ref().filter(|etag| etag.starts_with('"'));
            if let Some(etag) = strong.filter(|_| linked_etag.is_none()) {
                request = request.header("If-Range", etag);
            }
        }
        let response = request.call().map_err(|error| error.to_string())?;
        let (parts, body) = response.into_parts();
        linked_etag = linked_etag.or_else(|| header(&parts.headers, "x-linked-etag"));
        let status = parts.status.as_u16();
        if !matches!(status, 301 | 302 | 303 | 307 | 308) {
            let body = body.into_with_config().limit(u64::MAX).reader();
            return Ok((response_head(status, &parts.headers, linked_etag), Box::new(body)));
        }
        let location = header(&parts.headers, "location").ok_or("a redirect without an address")?;
        url = resolve_redirect(&url, &location)?;
    }
    Err("too many redirects".into())
}

fn response_head(status: u16, headers: &HeaderMap, linked_etag: Option<String>) -> ResponseHead {
    let body = header(headers, "content-length").and_then(|text| text.parse::<u64>().ok());
    // `bytes 100-999/1000`
    let range = header(headers, "content-range").filter(|_| status == 206);
    let from = range.as_deref().and_then(|range| {
        range.trim_start_matches("bytes").trim().split('-').next()?.parse::<u64>().ok()
    });
    let from = from.unwrap_or(0);
    let total = range.as_deref().and_then(|range| range.rsplit('/').next()?.parse::<u64>().ok());
    let digest = linked_etag.as_deref().map(|etag| etag.trim_matches('"').to_ascii_lowercase());
    let is_digest = |text: &String| text.len() == 64 && text.bytes().all(|b| b.is_ascii_hexdigit());
    ResponseHead {
        status,
        length: total.or_else(|| body.map(|body| from + body)),
        from,
        sha256: digest.filter(is_digest),
        // Without quotes, so that it is never sent to the last server as its own ETag.
        etag: linked_etag
            .map(|etag| format!("linked {}", etag.trim_matches('"')))
            .or_else(|| header(headers, "etag")),
    }
}

fn header(headers: &HeaderMap, name: &str) -> Option<String> {
    headers.get(name)?.to_str().ok().map(str::to_owned)
}

/// The address that a redirect leads to; never from HTTPS to HTTP.
fn resolve_redirect(url: &str, location: &str) -> Result<String, String> {
    let is_https = url.starts_with("https://");
    if location.starts_with("https://") || (location.starts_with("http://") && !is_https) {
        return Ok(location.to_owned());
    }
    let host_end = url.find("://").and_then(|at| url[at + 3..].find('/').map(|end| at + 3 + end));
    match host_end {
        Some(end) if location.starts_with('/') && !location.starts_with("//") => {
            Ok(format!("{}{location}", &url[..end]))
        }
        _ => Err(format!("a redirect to {location}, which is not followed")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn redirects_never_leave_https() {
        let from = "https://hub.example/a/b";
        assert_eq!(resolve_redirect(from, "/c?d=e").unwrap(), "https://hub.example/c?d=e");
        assert_eq!(resolve_redirect(from, "https://other/x").unwrap(), "https://other/x");
        assert!(resolve_redirect(from, "http://other/x").is_err());
        assert!(resolve_redirect(from, "//other/x").is_err());
        assert_eq!(resolve_redirect("http://a:1/b", "http://c/d").unwrap(), "http://c/d");
    }

    #[test]
    fn a_malformed_address_is_reported_as_a_setting_to_correct() {
        let endpoint = |hub: &str, proxy: Option<&str>| HubEndpoint {
            hub: hub.into(),
            proxy: proxy.map(str::to_owned),
        };
        for endpoint in [
            endpoint("mirror", None),
            endpoint("ftp://a", None),
            endpoint("http://a", Some("::no")),
        ] {
            let failure = endpoint.agent().unwrap_err();
            assert!(matches!(failure, DownloadFailure::BadSetting { .. }), "{endpoint:?}");
        }
        assert!(endpoint("http://a", Some("http://proxy:3128")).agent().is_ok());
        assert_eq!(endpoint("https://hub.example:8/x", None).host(), "hub.example");
    }
}
