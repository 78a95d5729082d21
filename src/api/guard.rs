//! Access control: the Host of a request, the page it comes from, and the token.
//! Nothing here knows what is requested.

use super::error::ApiError;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::Response;
use std::net::IpAddr;
use std::sync::Arc;
use subtle::ConstantTimeEq;

/// The conditions that a request must meet.
#[derive(Debug)]
pub(super) struct Guard {
    pub(super) port: u16,
    /// Whether requests may come from other machines.
    pub(super) remote: bool,
    pub(super) hosts: Vec<String>,
    pub(super) token: Option<String>,
}

/// A token that nobody can guess: 32 random bytes in hexadecimal.
///
/// # Errors
/// If the system has no random numbers.
pub fn generate_token() -> Result<String, String> {
    let mut bytes = [0_u8; 32];
    getrandom::fill(&mut bytes).map_err(|error| error.to_string())?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

/// Passes a request on, or refuses it.
pub(super) async fn guard(
    State(guard): State<Arc<Guard>>,
    request: Request,
    next: Next,
) -> Result<Response, ApiError> {
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
    fn check(&self, request: &Request) -> Result<(), ApiError> {
        let headers = request.headers();
        let forbid =
            |code, sentence: &str| Err(ApiError::new(StatusCode::FORBIDDEN, code, sentence));
        let Some(host) = host(request).filter(|host| self.knows(host)) else {
            return forbid("host_unknown", "This host name is not one of this server's.");
        };
        let has_foreign_origin = match header(headers, "origin") {
            Ok(None) => false,
            Ok(Some(origin)) => !origin.eq_ignore_ascii_case(&format!("http://{host}")),
            Err(()) => true,
        };
        let from_another_site = match header(headers, "sec-fetch-site") {
            Ok(None | Some("same-origin" | "none")) => false,
            // Following a link to the page is allowed.
            _ => {
                header(headers, "sec-fetch-mode") != Ok(Some("navigate"))
                    || request.method() != Method::GET
            }
        };
        if has_foreign_origin || from_another_site {
            return forbid("origin_unknown", "Pages of other sites may not call Brandish.");
        }
        if request.uri().path() != "/" && !self.token_matches(headers) {
            return Err(ApiError::token_wrong());
        }
        Ok(())
    }

    /// Only listed names are accepted, since anyone can make a name resolve to this machine; an address cannot be faked.
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

    fn token_matches(&self, headers: &HeaderMap) -> bool {
        let Some(token) = &self.token else { return true };
        let given = match header(headers, "authorization") {
            Ok(Some(given)) => given.split_once(' '),
            _ => None,
        };
        given.is_some_and(|(scheme, given)| {
            // The comparison's time depends on the token's length at most.
            scheme.eq_ignore_ascii_case("bearer")
                && bool::from(given.trim().as_bytes().ct_eq(token.as_bytes()))
        })
    }
}

/// The one host of the request.
fn host(request: &Request) -> Option<&str> {
    let named = header(request.headers(), "host").ok()??;
    match request.uri().authority() {
        Some(authority) if !authority.as_str().eq_ignore_ascii_case(named) => None,
        _ => Some(named),
    }
}

/// The value of a header; an error if it occurs twice or is not text.
fn header<'a>(headers: &'a HeaderMap, name: &str) -> Result<Option<&'a str>, ()> {
    let mut values = headers.get_all(name).iter();
    match (values.next(), values.next()) {
        (None, _) => Ok(None),
        (Some(value), None) => value.to_str().map(Some).map_err(|_| ()),
        _ => Err(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn guard_of(remote: bool) -> Guard {
        Guard { port: 8137, remote, hosts: vec!["studio.local".into()], token: None }
    }

    #[test]
    fn unlisted_names_are_refused() {
        for host in ["localhost:8137", "127.0.0.1:8137", "[::1]:8137", "LOCALHOST:8137"] {
            assert!(guard_of(false).knows(host), "{host}");
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
            assert!(!guard_of(false).knows(host), "{host}");
        }
        assert!(
            guard_of(true).knows("192.168.0.9:8137") && guard_of(true).knows("studio.local:8137")
        );
        assert!(!guard_of(true).knows("evil.example:8137"));
    }

    #[test]
    fn only_the_exact_token_matches() {
        let guard = Guard { token: Some("abc123".into()), ..guard_of(true) };
        let matches = |text: &str| {
            let mut headers = HeaderMap::new();
            headers.insert("authorization", text.parse().unwrap());
            guard.token_matches(&headers)
        };
        assert!(matches("Bearer abc123") && matches("bearer abc123"));
        for wrong in
            ["", "abc123", "Bearer", "Bearer ", "Bearer abc12", "Bearer abc1234", "Basic abc123"]
        {
            assert!(!matches(wrong), "{wrong}");
        }
        assert!(!guard.token_matches(&HeaderMap::new()));
        assert_ne!(generate_token().unwrap(), generate_token().unwrap());
        assert_eq!(generate_token().unwrap().len(), 64);
    }
}
