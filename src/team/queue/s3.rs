//! The HTTP client of an S3 store: ureq, which downloads use as well, instead of a second client with its own TLS.
//! It sends requests and returns responses; `object_store` makes and reads them.

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

/// How long a store may take to answer.
const TIMEOUT: Duration = Duration::from_secs(10);
/// No picture has more bytes.
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
            .timeout_connect(Some(TIMEOUT))
            .timeout_send_body(Some(TIMEOUT * 6))
            .timeout_recv_response(Some(TIMEOUT))
            .timeout_recv_body(Some(TIMEOUT * 6))
            .build();
        Ok(HttpClient::new(UreqService(Agent::new_with_config(config))))
    }
}

#[derive(Debug)]
struct UreqService(Agent);

#[async_trait]
impl HttpService for UreqService {
    /// Blocks: each store has a runtime of its own, on a thread that does nothing else meanwhile.
    async fn call(&self, request: HttpRequest) -> Result<HttpResponse, HttpError> {
        let (parts, body) = request.into_parts();
        let bytes = body.collect().await?.to_bytes();
        let request = ureq::http::Request::from_parts(parts, bytes.to_vec());
        let response = self.0.run(request).map_err(http_error)?;
        let (parts, mut body) = response.into_parts();
        let bytes = body.with_config().limit(MAX_BYTES).read_to_vec().map_err(http_error)?;
        Ok(HttpResponse::from_parts(parts, HttpResponseBody::from(bytes)))
    }
}

fn http_error(error: ureq::Error) -> HttpError {
    let kind = match &error {
        ureq::Error::Timeout(_) => HttpErrorKind::Timeout,
        ureq::Error::ConnectionFailed | ureq::Error::HostNotFound => HttpErrorKind::Connect,
        ureq::Error::Io(_) => HttpErrorKind::Interrupted,
        _ => HttpErrorKind::Unknown,
    };
    HttpError::new(kind, error)
}
