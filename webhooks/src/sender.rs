//! Puts requests onto the wire.

use std::error::Error;
use std::time::{Duration, Instant};

use bytes::Bytes;
use http::{HeaderName, HeaderValue, Method, Uri};
use http_body_util::{BodyExt as _, Full};
use hyper::body::Incoming;
use hyper_rustls::builderstates::WantsSchemes;
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::{TokioExecutor, TokioTimer};
use rustls::{ClientConfig, RootCertStore};
use url::Url;

use crate::attempt::{Attempt, End};
use crate::signer::Request;

/// How long Svix waits for an answer.
const DEADLINE: Duration = Duration::from_secs(15);

/// How long a connection may take, so that nobody being there is told from nobody answering.
const CONNECTION_DEADLINE: Duration = Duration::from_secs(10);

/// How much of an answer Svix keeps, in bytes.
const ANSWER_LIMIT: usize = 20_000;

/// How long a connection is kept that nothing goes over.
const IDLE: Duration = Duration::from_secs(30);

/// Sends requests over connections that it keeps open. Clones share them.
///
/// It is hyper with nothing around it, because a burst should cost the receiver more than the sender. So there are no
/// redirects and no proxies.
#[derive(Debug, Clone)]
pub struct Sender {
    client: Client<HttpsConnector<HttpConnector>, Full<Bytes>>,
    deadline: Duration,
}

impl Default for Sender {
    fn default() -> Self {
        Self::new()
    }
}

impl Sender {
    /// One that waits 15 seconds for an answer, as Svix does.
    #[must_use]
    pub fn new() -> Self {
        Self::with_deadline(DEADLINE)
    }

    /// One that waits `deadline` for an answer.
    #[must_use]
    pub fn with_deadline(deadline: Duration) -> Self {
        let mut tcp = HttpConnector::new();
        tcp.enforce_http(false);
        tcp.set_nodelay(true);
        tcp.set_connect_timeout(Some(CONNECTION_DEADLINE));
        let connector = encryption()
            .https_or_http()
            .enable_http1()
            .wrap_connector(tcp);
        let client = Client::builder(TokioExecutor::new())
            .pool_timer(TokioTimer::new())
            .pool_idle_timeout(IDLE)
            .build(connector);
        Self { client, deadline }
    }

    /// Posts `request` to `url`, once. Whatever goes wrong is told in the attempt.
    pub async fn send(&self, url: &Url, request: &Request) -> Attempt {
        let clock = Instant::now();
        let mut status = None;
        let exchange = self.exchange(url, request, &mut status);
        let (answer, end) = tokio::time::timeout(self.deadline, exchange)
            .await
            .unwrap_or_else(|_| {
                let why = format!("no whole answer within {:?}", self.deadline);
                (String::new(), End::TimedOut(why))
            });
        Attempt {
            status,
            answer,
            end,
            took: clock.elapsed(),
        }
    }

    /// Sends, and reads the answer. The status is written as soon as it has come: it is known even if the rest is late.
    async fn exchange(
        &self,
        url: &Url,
        request: &Request,
        status: &mut Option<u16>,
    ) -> (String, End) {
        let end = match on_the_wire(url, request) {
            Ok(request) => match self.client.request(request).await {
                Ok(response) => {
                    *status = Some(response.status().as_u16());
                    return beginning(response.into_body()).await;
                }
                Err(error) if error.is_connect() => End::NotConnected(innermost(&error)),
                Err(error) => End::Broke(innermost(&error)),
            },
            Err(why) => End::NotConnected(why),
        };
        (String::new(), end)
    }
}

/// HTTPS as the system trusts in it. A system that trusts in nobody can still send by HTTP, so that is no reason to
/// refuse here: an attempt by HTTPS says that the issuer is unknown.
fn encryption() -> HttpsConnectorBuilder<WantsSchemes> {
    HttpsConnectorBuilder::new()
        .try_with_platform_verifier()
        .unwrap_or_else(|_| {
            let nobody = RootCertStore::empty();
            let config = ClientConfig::builder().with_root_certificates(nobody);
            HttpsConnectorBuilder::new().with_tls_config(config.with_no_client_auth())
        })
}

fn on_the_wire(url: &Url, request: &Request) -> Result<http::Request<Full<Bytes>>, String> {
    let uri = Uri::try_from(url.as_str());
    let mut wire = http::Request::new(Full::new(request.body.clone()));
    *wire.method_mut() = Method::POST;
    *wire.uri_mut() = uri.map_err(|_| format!("cannot send to {url}"))?;
    wire.headers_mut().reserve(request.headers.len());
    for (name, value) in &request.headers {
        let header = HeaderName::try_from(name);
        let header = header.map_err(|_| format!("`{name}` cannot be the name of a header"))?;
        let value = HeaderValue::try_from(value);
        let value = value.map_err(|_| format!("the value of {name} cannot be sent"))?;
        wire.headers_mut().append(header, value);
    }
    Ok(wire)
}

/// The first bytes of an answer's body, and whether they all came.
async fn beginning(mut body: Incoming) -> (String, End) {
    let mut bytes = Vec::new();
    let end = loop {
        let frame = match body.frame().await {
            Some(Ok(frame)) => frame,
            Some(Err(error)) => {
                break End::Broke(format!("the answer broke off: {}", innermost(&error)));
            }
            None => break End::Answered,
        };
        let Some(chunk) = frame.data_ref() else {
            continue;
        };
        let room = ANSWER_LIMIT - bytes.len();
        bytes.extend_from_slice(&chunk[..chunk.len().min(room)]);
        if chunk.len() >= room {
            break End::Answered;
        }
    };
    (String::from_utf8_lossy(&bytes).into_owned(), end)
}

/// What is at the bottom of an error: that is where it says what happened.
fn innermost(error: &dyn Error) -> String {
    let mut bottom = error;
    while let Some(cause) = bottom.source() {
        bottom = cause;
    }
    bottom.to_string()
}
