//! A listener for what a log drain of Vercel delivers.

use std::net::SocketAddr;
use std::sync::Arc;

use aws_lc_rs::hmac;
use axum::Router;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse as _, Response};
use axum::routing::any;
use futures::FutureExt as _;
use futures::future::BoxFuture;
use secrecy::{ExposeSecret as _, SecretString};
use serve::{Bound, Running};

use super::collected::{Collected, Shared};
use super::entry::{Drained, documents};
use super::{LONGEST, Log, LogSource};
use crate::environment_error::EnvironmentError;
use crate::time::now_ms;

/// Has the signature of the body.
const SIGNATURE: &str = "x-vercel-signature";
/// Has what Vercel wants to see before it sets a drain up.
const VERIFY: HeaderName = HeaderName::from_static("x-vercel-verify");

/// Takes what a log drain of Vercel delivers (<https://vercel.com/docs/drains/reference/logs>), as JSON or NDJSON, if it is
/// signed (<https://vercel.com/docs/drains/security>: HMAC-SHA1 of the body, in hex). Dropped, it stops.
///
/// Vercel delivers in batches, some seconds after it was logged.
#[derive(Debug)]
pub struct DrainLog {
    collection: Shared,
    address: SocketAddr,
    _running: Running,
}

/// How a log drain is listened to.
#[derive(Debug, Clone)]
pub struct DrainSettings {
    /// Where; port 0 takes any free one.
    pub listen: SocketAddr,
    /// With what Vercel signs.
    pub secret: SecretString,
    /// The deployment by its ID or host; all that is delivered, where none is named.
    pub deployment: Option<String>,
    /// What Vercel wants to find in the header `x-vercel-verify`.
    pub verify: Option<String>,
}

/// What the listener knows.
struct Listener {
    key: hmac::Key,
    deployment: Option<String>,
    verify: Option<HeaderValue>,
    collection: Shared,
}

impl DrainLog {
    /// Listens from now on.
    ///
    /// # Errors
    /// When the port is taken, there is no secret, or what Vercel wants to see cannot be sent.
    pub async fn listen(settings: DrainSettings) -> Result<Self, EnvironmentError> {
        let secret = settings.secret.expose_secret();
        if secret.is_empty() {
            let told =
                "the log drain has no secret, so whoever finds it could make up what was logged";
            return Err(EnvironmentError::new(told));
        }
        let verify = settings.verify.as_deref().map(HeaderValue::from_str);
        let verify = verify.transpose().map_err(|error| {
            EnvironmentError::because("`verify` under [billing.log] is not for a header", &error)
        })?;
        let collection = Shared::default();
        let listener = Arc::new(Listener {
            key: hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, secret.as_bytes()),
            deployment: settings.deployment,
            verify,
            collection: collection.clone(),
        });
        let bound = Bound::at(settings.listen).await.map_err(|error| {
            EnvironmentError::because("nobody can listen for the log drain", &error)
        })?;
        let address = SocketAddr::new(settings.listen.ip(), bound.port());
        let router = Router::new()
            .fallback(any(take))
            .layer(DefaultBodyLimit::max(LONGEST))
            .with_state(listener);
        Ok(Self {
            collection,
            address,
            _running: bound.serve(router),
        })
    }

    /// Where it listens.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }
}

impl LogSource for DrainLog {
    fn begin(&self) -> BoxFuture<'_, Result<Log, EnvironmentError>> {
        let log = Log::of(Collected {
            collection: self.collection.clone(),
            name: "the log drain",
            number: self.collection.lock().number(),
            begun_ms: now_ms(),
        });
        async { Ok(log) }.boxed()
    }
}

async fn take(State(listener): State<Arc<Listener>>, headers: HeaderMap, body: Bytes) -> Response {
    let status = listener.take(&headers, &body);
    let mut answer = status.into_response();
    if let Some(verify) = &listener.verify {
        answer.headers_mut().insert(VERIFY, verify.clone());
    }
    answer
}

impl Listener {
    /// 200 if the body is signed and what it has to be; a body that nobody has signed is not looked at.
    fn take(&self, headers: &HeaderMap, body: &[u8]) -> StatusCode {
        let signature = headers.get(SIGNATURE).and_then(|it| it.to_str().ok());
        let Some(signature) = signature else {
            // Before Vercel sets a drain up, it asks whether somebody is there.
            return match body.is_empty() && self.verify.is_some() {
                true => StatusCode::OK,
                false => StatusCode::FORBIDDEN,
            };
        };
        let is_genuine = |signature: Vec<u8>| hmac::verify(&self.key, body, &signature).is_ok();
        if !bytes(signature).is_some_and(is_genuine) {
            return StatusCode::FORBIDDEN;
        }
        let Ok((documents, whole)) = documents(body) else {
            return StatusCode::BAD_REQUEST;
        };
        let is_whole = body[whole..].iter().all(u8::is_ascii_whitespace);
        let drained = documents.into_iter().map(serde_json::from_value::<Drained>);
        let Ok(drained) = drained.collect::<Result<Vec<_>, _>>() else {
            return StatusCode::BAD_REQUEST;
        };
        if !is_whole {
            return StatusCode::BAD_REQUEST;
        }
        let is_meant = |entry: &Drained| {
            let wanted = self.deployment.as_ref();
            wanted.is_none_or(|it| *it == entry.deployment_id || *it == entry.host)
        };
        let mut collection = self.collection.lock();
        let meant = drained.into_iter().filter(is_meant);
        let entries = meant.filter_map(|it| it.entry(&mut collection.told));
        let entries = entries.collect();
        collection.add(entries);
        StatusCode::OK
    }
}

/// The bytes that a text has in hex; `None` if it has something else.
fn bytes(hex: &str) -> Option<Vec<u8>> {
    let is_hex = hex.len().is_multiple_of(2) && hex.bytes().all(|it| it.is_ascii_hexdigit());
    let pairs = is_hex.then(|| (0..hex.len()).step_by(2))?;
    pairs
        .map(|at| u8::from_str_radix(&hex[at..at + 2], 16).ok())
        .collect()
}
