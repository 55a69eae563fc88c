//! The browser's DevTools socket: browser contexts, which WebDriver cannot make, and a view of the network.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use futures::{SinkExt as _, StreamExt as _};
use serde_json::{Value, json};
use tokio::sync::{mpsc, oneshot};
use tokio_tungstenite::tungstenite::Message;

use super::recording::Recording;
use crate::environment_error::EnvironmentError;

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

impl DevTools {
    /// Connects to the browser whose DevTools are at `address`, `host:port`.
    pub(super) async fn connect(address: &str) -> Result<Self, EnvironmentError> {
        let failed = |error: &dyn std::error::Error| {
            EnvironmentError::because(
                "the browser's DevTools cannot be reached; the driver has to run on this machine",
                error,
            )
        };
        let version: Value = reqwest::get(format!("http://{address}/json/version"))
            .await
            .map_err(|error| failed(&error))?
            .json()
            .await
            .map_err(|error| failed(&error))?;
        let url = version["webSocketDebuggerUrl"].as_str().unwrap_or_default();
        let (socket, _) = tokio_tungstenite::connect_async(url)
            .await
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
        let answer = tokio::time::timeout(DEADLINE, receiver)
            .await
            .map_err(|_| {
                EnvironmentError::new(format!("the browser did not answer {method} within 10 s"))
            })?
            .map_err(|_| gone())?;
        match answer.get("error") {
            Some(error) => Err(EnvironmentError::new(format!(
                "the browser refused {method}: {error}"
            ))),
            None => Ok(answer["result"].clone()),
        }
    }

    /// Whether the browser has gone away.
    pub(super) fn is_closed(&self) -> bool {
        self.shared.closed.load(Ordering::Acquire)
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
