//! A receiver that remembers what it was sent, and answers as it is told to.

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use serve::{Bound, Running};
use url::Url;
use webhooks::{Endpoint, Signer, SigningSecret};

/// What came, in the order in which it came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Received {
    pub(crate) id: String,
    pub(crate) timestamp: i64,
    pub(crate) signature: String,
    pub(crate) body: Bytes,
}

pub(crate) struct Receiver {
    pub(crate) endpoint: Endpoint,
    pub(crate) secret: SigningSecret,
    shared: Arc<Shared>,
    _running: Running,
}

struct Shared {
    received: Mutex<Vec<Received>>,
    answer: Box<dyn Fn(usize) -> u16 + Send + Sync>,
}

impl Receiver {
    /// Answers with the status that `answer` says for each request, by its number from 0.
    pub(crate) async fn answering(answer: impl Fn(usize) -> u16 + Send + Sync + 'static) -> Self {
        let bound = Bound::to(0).await.expect("a free port");
        let url: Url = bound.url("127.0.0.1").parse().expect("an address");
        let shared = Arc::new(Shared {
            received: Mutex::new(Vec::new()),
            answer: Box::new(answer),
        });
        let router = Router::new()
            .route("/", post(take))
            .with_state(Arc::clone(&shared));
        let secret = SigningSecret::generate();
        Self {
            endpoint: Endpoint::new(url, Signer::new(secret.clone())),
            secret,
            shared,
            _running: bound.serve(router),
        }
    }

    pub(crate) fn received(&self) -> Vec<Received> {
        self.shared.received.lock().expect("no panic").clone()
    }
}

async fn take(State(shared): State<Arc<Shared>>, headers: HeaderMap, body: Bytes) -> StatusCode {
    let header = |name: &str| headers[name].to_str().expect("text").to_owned();
    let mut received = shared.received.lock().expect("no panic");
    let status = (shared.answer)(received.len());
    received.push(Received {
        id: header("svix-id"),
        timestamp: header("svix-timestamp").parse().expect("a number"),
        signature: header("svix-signature"),
        body,
    });
    StatusCode::from_u16(status).expect("a status")
}
