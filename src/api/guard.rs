//! Who may ask: the Host that was called, the page that calls, the token; and how large and how slow a
//! body may be. Nothing here knows what is asked for.

use super::refusal::Refusal;
use axum::body::{Body, Bytes};
use axum::extract::{FromRequest, Request, State};
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::Response;
use serde::de::DeserializeOwned;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;
use subtle::ConstantTimeEq;

/// The largest body, in bytes.
pub(super) const MAX_BODY: usize = 64 * 1024;
/// How long a whole body may take.
const BODY_TIME: Duration = Duration::from_secs(10);

/// What a caller must fulfil.
#[derive(Debug)]
pub(super) struct Guard {
    pub(super) port: u16,
    /// Whether callers come from other machines, too.
    pub(super) remote: bool,
    pub(super) hosts: Vec<String>,
    pub(super) token: Option<String>,
}

/// A token that nobody can guess: 32 random bytes as text.
///
/// # Errors
/// Where the system has no randomness to give.
pub fn fresh_token() -> Result<String, String> {
    let mut bytes = [0_u8; 32];
    getrandom::fill(&mut bytes).map_err(|error| error.to_string())?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

/// Lets a request pass, or refuses it.
pub(super) async fn guard(
    State(guard): State<Arc<Guard>>,
    request: Request,
    next: Next,
) -> Result<Response, Refusal> {
    guard.check(&request)?;
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    for (name, value) in [
        ("x-content-type-options", "nosniff"),
        ("cross-origin-resource-policy", "same-origin"),
        ("referrer-policy", "no-referrer"),
        ("cache-control", "no-store"),
    ] {
        headers.insert(name, header::HeaderValue::from_static(value));
    }
    Ok(response)
}

impl Guard {
    fn check(&self, request: &Request) -> Result<(), Refusal> {
        let headers = request.headers();
        let forbid =
            |code, sentence: &str| Err(Refusal::new(StatusCode::FORBIDDEN, code, sentence));
        let Some(host) = host(request).filter(|host| self.knows(host)) else {
            return forbid("host_unknown", "This is not an address that Brandish answers to.");
        };
        let foreign = match header(headers, "origin") {
            Ok(None) => false,
            Ok(Some(origin)) => !origin.eq_ignore_ascii_case(&format!("http://{host}")),
            Err(()) => true,
        };
        let from_another_site = match header(headers, "sec-fetch-site") {
            Ok(None | Some("same-origin" | "none")) => false,
            // Following a link to the page is no call.
            _ => {
                header(headers, "sec-fetch-mode") != Ok(Some("navigate"))
                    || request.method() != Method::GET
            }
        };
        if foreign || from_another_site {
            return forbid("origin_unknown", "Pages of other sites may not call Brandish.");
        }
        if request.uri().path() != "/" && !self.token_fits(headers) {
            return Err(Refusal::token());
        }
        Ok(())
    }

    /// Names are taken only from the list, since any name can be made to point here; a number cannot.
    fn knows(&self, host: &str) -> bool {
        let (name, port) = match host.rsplit_once(':') {
            Some((name, port)) if !port.contains(']') => (name, port.parse().ok()),
            _ => (host, Some(80)),
        };
        if port != Some(self.port) {
            return false;
        }
        let bare = name.strip_prefix('[').and_then(|name| name.strip_suffix(']'));
        match bare.unwrap_or(name).parse::<IpAddr>() {
            Ok(address) => self.remote || address.is_loopback(),
            Err(_) => {
                name.eq_ignore_ascii_case("localhost")
                    || self.hosts.iter().any(|known| known.eq_ignore_ascii_case(name))
            }
        }
    }

    fn token_fits(&self, headers: &HeaderMap) -> bool {
        let Some(token) = &self.token else { return true };
        let given = match header(headers, "authorization") {
            Ok(Some(given)) => given.split_once(' '),
            _ => None,
        };
        given.is_some_and(|(scheme, given)| {
            // The time it takes tells the length of the token at most.
            scheme.eq_ignore_ascii_case("bearer")
                && bool::from(given.trim().as_bytes().ct_eq(token.as_bytes()))
        })
    }
}

/// The one host that was called.
fn host(request: &Request) -> Option<&str> {
    let named = header(request.headers(), "host").ok()??;
    match request.uri().authority() {
        Some(authority) if !authority.as_str().eq_ignore_ascii_case(named) => None,
        _ => Some(named),
    }
}

/// The value of a header; refused where it stands there twice or is no text.
fn header<'a>(headers: &'a HeaderMap, name: &str) -> Result<Option<&'a str>, ()> {
    let mut values = headers.get_all(name).iter();
    match (values.next(), values.next()) {
        (None, _) => Ok(None),
        (Some(value), None) => value.to_str().map(Some).map_err(|_| ()),
        _ => Err(()),
    }
}

/// What was sent, read from JSON.
pub(super) struct Sent<T>(pub(super) T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Sent<T> {
    type Rejection = Refusal;

    async fn from_request(request: Request, _: &S) -> Result<Self, Refusal> {
        let kind = header(request.headers(), "content-type").ok().flatten().unwrap_or_default();
        let kind = kind.split(';').next().unwrap_or_default().trim();
        if !kind.eq_ignore_ascii_case("application/json") {
            let sentence = "Send JSON, with Content-Type: application/json.";
            return Err(Refusal::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "not_json", sentence));
        }
        let announced = header(request.headers(), "content-length").ok().flatten();
        if announced
            .and_then(|text| text.parse().ok())
            .is_some_and(|size: u64| size > MAX_BODY as u64)
        {
            return Err(too_large());
        }
        let bytes = whole(request.into_body()).await?;
        serde_json::from_slice(&bytes).map(Self).map_err(|error| {
            let (status, code) = match error.classify() {
                serde_json::error::Category::Data => {
                    (StatusCode::UNPROCESSABLE_ENTITY, "bad_value")
                }
                _ => (StatusCode::BAD_REQUEST, "bad_json"),
            };
            Refusal::new(status, code, format!("This cannot be understood: {error}."))
        })
    }
}

async fn whole(body: Body) -> Result<Bytes, Refusal> {
    match tokio::time::timeout(BODY_TIME, axum::body::to_bytes(body, MAX_BODY)).await {
        Ok(Ok(bytes)) => Ok(bytes),
        // A body that broke off has nobody left to read the answer.
        Ok(Err(_)) => Err(too_large()),
        Err(_) => {
            let sentence = "The body took too long to arrive.";
            Err(Refusal::new(StatusCode::REQUEST_TIMEOUT, "too_slow", sentence))
        }
    }
}

fn too_large() -> Refusal {
    let sentence = format!("The body may have {MAX_BODY} bytes at most.");
    Refusal::new(StatusCode::PAYLOAD_TOO_LARGE, "too_large", sentence)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn here(remote: bool) -> Guard {
        Guard { port: 8137, remote, hosts: vec!["studio.local".into()], token: None }
    }

    #[test]
    fn names_that_could_be_made_to_point_here_are_not_answered() {
        for host in ["localhost:8137", "127.0.0.1:8137", "[::1]:8137", "LOCALHOST:8137"] {
            assert!(here(false).knows(host), "{host}");
        }
        for host in [
            "evil.example:8137",
            "localhost",
            "localhost:80",
            "localhost.evil.example:8137",
            "192.168.0.9:8137",
            "0.0.0.0:8137",
            "127.0.0.1:8137:8137",
            "",
        ] {
            assert!(!here(false).knows(host), "{host}");
        }
        assert!(here(true).knows("192.168.0.9:8137") && here(true).knows("studio.local:8137"));
        assert!(!here(true).knows("evil.example:8137"));
    }

    #[test]
    fn only_the_very_token_fits() {
        let guard = Guard { token: Some("abc123".into()), ..here(true) };
        let fits = |text: &str| {
            let mut headers = HeaderMap::new();
            headers.insert("authorization", text.parse().unwrap());
            guard.token_fits(&headers)
        };
        assert!(fits("Bearer abc123") && fits("bearer abc123"));
        for wrong in
            ["", "abc123", "Bearer", "Bearer ", "Bearer abc12", "Bearer abc1234", "Basic abc123"]
        {
            assert!(!fits(wrong), "{wrong}");
        }
        assert!(!guard.token_fits(&HeaderMap::new()));
        assert_ne!(fresh_token().unwrap(), fresh_token().unwrap());
        assert_eq!(fresh_token().unwrap().len(), 64);
    }
}
