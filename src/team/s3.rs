//! The HTTP under an S3 store: ureq, which downloads use as well, in the place of a second HTTP client with its own TLS.
//! It sends and receives; what is said, `object_store` knows.

use async_trait::async_trait;
use http_body_util::BodyExt;
use object_store::ClientOptions;
use object_store::client::{
    HttpClient, HttpConnector, HttpError, HttpErrorKind, HttpRequest, HttpResponse,
    HttpResponseBody, HttpService,
};
use std::time::Duration;
use ureq::Agent;
use ureq::tls::{RootCerts, TlsConfig};

/// How long a store may be silent.
const SILENCE: Duration = Duration::from_secs(10);
/// More bytes than any picture has.
const MAX_BYTES: u64 = 256 * 1024 * 1024;

#[derive(Debug)]
pub(super) struct Connector;

impl HttpConnector for Connector {
    fn connect(&self, _options: &ClientOptions) -> object_store::Result<HttpClient> {
        let tls = TlsConfig::builder().root_certs(RootCerts::PlatformVerifier).build();
        let config = Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .tls_config(tls)
            .accept_encoding("identity")
            .timeout_connect(Some(SILENCE))
            .timeout_send_body(Some(SILENCE * 6))
            .timeout_recv_response(Some(SILENCE))
            .timeout_recv_body(Some(SILENCE * 6))
            .build();
        Ok(HttpClient::new(Service(Agent::new_with_config(config))))
    }
}

#[derive(Debug)]
struct Service(Agent);

#[async_trait]
impl HttpService for Service {
    /// Waits in place: each store has a runtime of its own, on a thread that does nothing else meanwhile.
    async fn call(&self, request: HttpRequest) -> Result<HttpResponse, HttpError> {
        let (parts, body) = request.into_parts();
        let bytes = body.collect().await?.to_bytes();
        let request = ureq::http::Request::from_parts(parts, bytes.to_vec());
        let response = self.0.run(request).map_err(wrong)?;
        let (parts, mut body) = response.into_parts();
        let bytes = body.with_config().limit(MAX_BYTES).read_to_vec().map_err(wrong)?;
        Ok(HttpResponse::from_parts(parts, HttpResponseBody::from(bytes)))
    }
}

fn wrong(error: ureq::Error) -> HttpError {
    let kind = match &error {
        ureq::Error::Timeout(_) => HttpErrorKind::Timeout,
        ureq::Error::ConnectionFailed | ureq::Error::HostNotFound => HttpErrorKind::Connect,
        ureq::Error::Io(_) => HttpErrorKind::Interrupted,
        _ => HttpErrorKind::Unknown,
    };
    HttpError::new(kind, error)
}
