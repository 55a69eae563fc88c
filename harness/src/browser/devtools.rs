//! The browser's DevTools socket: browser contexts, which WebDriver cannot make, and a view of the network.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use futures::{SinkExt as _, StreamExt as _};
use http::Uri;
use serde_json::{Value, json};
use tokio::sync::{mpsc, oneshot};
use tokio_tungstenite::tungstenite::{ClientRequestBuilder, Message};
use url::Url;

use super::recording::Recording;
use crate::environment_error::EnvironmentError;
use crate::http::{client, send};

/// How long the browser may take to answer.
const DEADLINE: Duration = Duration::from_secs(10);

/// A connection to one browser.
#[derive(Debug)]
pub(super) struct DevTools {
    outgoing: mpsc::UnboundedSender<String>,
    shared: Arc<Shared>,
    next_id: AtomicU64,
}

#[derive(Debug, Default)]
struct Shared {
    closed: AtomicBool,
    waiting: Mutex<HashMap<u64, oneshot::Sender<Value>>>,
    recordings: Mutex<HashMap<String, Arc<Mutex<Recording>>>>,
}

/// Where the DevTools of a browser on this machine are, which its driver has started with these `capabilities`.
///
/// # Errors
/// When the driver does not tell, or the browser does not answer.
pub(super) async fn at(capabilities: &Value) -> Result<Url, EnvironmentError> {
    let address = capabilities["goog:chromeOptions"]["debuggerAddress"].as_str();
    let address = address.ok_or_else(|| {
        EnvironmentError::new("the driver gives no DevTools address; use chromedriver")
    })?;
    let version = client().get(format!("http://{address}/json/version"));
    let version: Value = send("the browser's DevTools", version).await?;
    let url = version["webSocketDebuggerUrl"].as_str().unwrap_or_default();
    Url::parse(url).map_err(|error| {
        EnvironmentError::because("the browser does not tell of its DevTools", &error)
    })
}

impl DevTools {
    /// Connects to the browser whose DevTools are at `url`, a socket; with name and password, if there are any in it.
    pub(super) async fn connect(mut url: Url) -> Result<Self, EnvironmentError> {
        let failed = |error: &dyn std::error::Error| {
            EnvironmentError::because("the browser's DevTools cannot be reached", error)
        };
        let authorization = (!url.username().is_empty()).then(|| {
            let password = url.password().unwrap_or_default();
            STANDARD.encode(format!("{}:{password}", url.username()))
        });
        // A URL with a host can do without.
        let _ = url.set_username("");
        let _ = url.set_password(None);
        let uri: Uri = url.as_str().parse().map_err(|error| failed(&error))?;
        let mut request = ClientRequestBuilder::new(uri);
        if let Some(credentials) = authorization {
            request = request.with_header("Authorization", format!("Basic {credentials}"));
        }
        let connecting = tokio_tungstenite::connect_async(request);
        let (socket, _) = tokio::time::timeout(DEADLINE, connecting)
            .await
            .map_err(|_| {
                EnvironmentError::new("the browser's DevTools did not answer within 10 s")
            })?
            .map_err(|error| failed(&error))?;
        let (mut sink, mut stream) = socket.split();
        let (outgoing, mut queue) = mpsc::unbounded_channel::<String>();
        let shared = Arc::new(Shared::default());

        tokio::spawn(async move {
            while let Some(text) = queue.recv().await {
                if sink.send(Message::text(text)).await.is_err() {
                    break;
                }
            }
        });
        let reader = Arc::clone(&shared);
        tokio::spawn(async move {
            while let Some(Ok(message)) = stream.next().await {
                if let Message::Text(text) = message
                    && let Ok(message) = serde_json::from_str(&text)
                {
                    reader.take(message);
                }
            }
            reader.close();
        });
        Ok(Self {
            outgoing,
            shared,
            next_id: AtomicU64::new(1),
        })
    }

    /// Sends a command to the browser, or to the page of `session`, and waits for its result.
    pub(super) async fn call(
        &self,
        session: Option<&str>,
        method: &str,
        parameters: Value,
    ) -> Result<Value, EnvironmentError> {
        let id = self.next_id.fetch_add(1, Ordering::Relaxed);
        let mut command = json!({ "id": id, "method": method, "params": parameters });
        if let Some(session) = session {
            command["sessionId"] = json!(session);
        }
        let (sender, receiver) = oneshot::channel();
        lock(&self.shared.waiting).insert(id, sender);
        let gone = || EnvironmentError::new("the browser is gone");
        if self.is_closed() || self.outgoing.send(command.to_string()).is_err() {
            return Err(gone());
        }
        let answer = match tokio::time::timeout(DEADLINE, receiver).await {
            Ok(answer) => answer.map_err(|_| gone())?,
            Err(_) => {
                // A page may be busy for long. A browser that is itself silent is of no use to anybody.
                if session.is_none() {
                    self.give_up();
                }
                let what = format!("the browser did not answer {method} within 10 s");
                return Err(EnvironmentError::new(what));
            }
        };
        match answer.get("error") {
            Some(error) => Err(EnvironmentError::new(format!(
                "the browser refused {method}: {error}"
            ))),
            None => Ok(answer["result"].clone()),
        }
    }

    /// Whether the browser lets us make contexts.
    pub(super) async fn make_contexts(&self) -> bool {
        let made = self.call(None, "Target.createBrowserContext", json!({}));
        let Ok(made) = made.await else {
            return false;
        };
        let which = json!({ "browserContextId": made["browserContextId"] });
        let gone = self.call(None, "Target.disposeBrowserContext", which);
        gone.await.is_ok()
    }

    /// Whether the browser has gone away.
    pub(super) fn is_closed(&self) -> bool {
        self.shared.closed.load(Ordering::Acquire)
    }

    /// Has it count as gone: what hangs, or was left halfway, is not asked again.
    pub(super) fn give_up(&self) {
        self.shared.close();
    }

    /// Sends what happens on the page of `session` to `recording`.
    pub(super) fn record(&self, session: &str, recording: Arc<Mutex<Recording>>) {
        lock(&self.shared.recordings).insert(session.to_owned(), recording);
    }

    /// Ends a recording.
    pub(super) fn forget(&self, session: &str) {
        lock(&self.shared.recordings).remove(session);
    }
}

impl Shared {
    fn take(&self, mut message: Value) {
        if let Some(id) = message["id"].as_u64() {
            if let Some(waiting) = lock(&self.waiting).remove(&id) {
                // Nobody waits any more if the deadline has passed.
                let _ = waiting.send(message);
            }
            return;
        }
        let recording = message["sessionId"]
            .as_str()
            .and_then(|session| lock(&self.recordings).get(session).map(Arc::clone));
        if let (Some(recording), Some(method)) = (recording, message["method"].as_str()) {
            let method = method.to_owned();
            lock(&recording).take(&method, &message["params"].take());
        }
    }

    /// Lets everybody know who waits for an answer.
    fn close(&self) {
        self.closed.store(true, Ordering::Release);
        lock(&self.waiting).clear();
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
