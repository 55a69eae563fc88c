//! Services that give browsers as a Grid does, but let nobody make browser contexts in them.

use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use conformance_harness::packages::on_path;
use conformance_harness::process_group::ProcessGroup;
use futures::{SinkExt as _, StreamExt as _};
use serde_json::{Value, json};
use serve::{Bound, Running};
use tokio::net::{TcpListener, TcpStream};
use tokio::process::Command;
use tokio::runtime::Runtime;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::{accept_async, connect_async};

use crate::command::{outcomes, played};
use crate::server::free_ports;
use crate::{Ended, NotRun};

/// What is played.
const PLAYED: &str = "@START-1 or @START-4";

/// Each scenario has a browser of its own there, which ends with it.
pub(crate) fn gives_each_scenario_a_browser_of_its_own() -> Ended {
    let runtime = Runtime::new().expect("a runtime");
    let service = runtime.block_on(Service::start())?;
    let folder = tempfile::tempdir().expect("a folder");
    let report = folder.path().join("report");
    let results = played(
        &["--tags", PLAYED, "features/starting"],
        Some(&service.url),
        &report,
    );
    let outcomes = outcomes(&results);
    assert!(outcomes.values().all(|it| *it == "passed"), "{outcomes:?}");
    let asked = service.told.lock().expect("nobody panics").clone();
    let count = |what: &str| asked.iter().filter(|it| *it == what).count();
    assert_eq!(count("begun"), outcomes.len(), "{asked:?}");
    assert_eq!(count("ended"), outcomes.len(), "{asked:?}");
    Ok(())
}

/// A ChromeDriver, and before it what keeps contexts back. Dropped, both end.
struct Service {
    url: String,
    told: Arc<Mutex<Vec<String>>>,
    _driver: ProcessGroup,
    _running: Running,
}

/// What the front of the service knows.
#[derive(Clone)]
struct Front {
    driver: String,
    told: Arc<Mutex<Vec<String>>>,
}

impl Service {
    async fn start() -> Result<Self, NotRun> {
        let driver = on_path("chromedriver");
        let driver = driver.ok_or_else(|| NotRun("there is no chromedriver".to_owned()))?;
        let [port] = free_ports().await;
        let mut command = Command::new(Path::new(&driver));
        command.arg(format!("--port={port}"));
        let group = ProcessGroup::start(&mut command, None).expect("it starts");
        let told = Arc::<Mutex<Vec<String>>>::default();
        let front = Front {
            driver: format!("http://127.0.0.1:{port}"),
            told: Arc::clone(&told),
        };
        let answers = async {
            while reqwest::get(format!("{}/status", front.driver))
                .await
                .is_err()
            {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        };
        let answers = tokio::time::timeout(Duration::from_secs(20), answers).await;
        answers.expect("the driver gets ready");
        let bound = Bound::to(0).await.expect("a free port");
        let url = bound.url("127.0.0.1");
        let router = Router::new().fallback(pass_on).with_state(front);
        Ok(Self {
            url,
            told,
            _driver: group,
            _running: bound.serve(router),
        })
    }
}

/// Passes a command on to the driver.
async fn pass_on(State(front): State<Front>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let body = axum::body::to_bytes(body, usize::MAX)
        .await
        .expect("a body");
    let path = parts.uri.path().to_owned();
    let ends = parts.method == "DELETE" && path.matches('/').count() == 2;
    let begins = parts.method == "POST" && path == "/session";
    let asked = reqwest::Client::new()
        .request(parts.method, format!("{}{path}", front.driver))
        .header(header::CONTENT_TYPE, "application/json; charset=utf-8")
        .body(body);
    let answer = asked.send().await.expect("the driver answers");
    let status = StatusCode::from_u16(answer.status().as_u16()).expect("a status");
    let mut bytes = answer.bytes().await.expect("an answer");
    if begins {
        bytes = with_socket(&bytes).await;
        front
            .told
            .lock()
            .expect("nobody panics")
            .push("begun".to_owned());
    }
    if ends {
        front
            .told
            .lock()
            .expect("nobody panics")
            .push("ended".to_owned());
    }
    let mut headers = HeaderMap::new();
    headers.insert(
        header::CONTENT_TYPE,
        "application/json".parse().expect("a type"),
    );
    (status, headers, bytes).into_response()
}

/// The answer about a new session, with a socket of ours instead of the browser's.
async fn with_socket(answer: &Bytes) -> Bytes {
    let mut answer: Value = serde_json::from_slice(answer).expect("JSON");
    let capabilities = &mut answer["value"]["capabilities"];
    let address = capabilities["goog:chromeOptions"]["debuggerAddress"].take();
    let address = address.as_str().expect("an address").to_owned();
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a port");
    let port = listener.local_addr().expect("an address").port();
    capabilities["se:cdp"] = json!(format!("ws://127.0.0.1:{port}/devtools"));
    tokio::spawn(async move {
        let (stream, _) = listener.accept().await.expect("a client");
        relay(stream, &address).await;
    });
    answer.to_string().into()
}

/// Passes on what is said, but for commands that make contexts.
async fn relay(stream: TcpStream, address: &str) {
    let version = reqwest::get(format!("http://{address}/json/version")).await;
    let version: Value = version.expect("an answer").json().await.expect("JSON");
    let url = version["webSocketDebuggerUrl"].as_str().expect("a socket");
    let (mut to_browser, mut from_browser) = connect_async(url).await.expect("it opens").0.split();
    let (mut to_client, mut from_client) = accept_async(stream).await.expect("a client").split();
    loop {
        let sent = tokio::select! {
            Some(Ok(message)) = from_browser.next() => to_client.send(message).await,
            Some(Ok(message)) = from_client.next() => match refusal(&message) {
                Some(refusal) => to_client.send(refusal).await,
                None => to_browser.send(message).await,
            },
            else => return,
        };
        if sent.is_err() {
            return;
        }
    }
}

/// The answer to a command that makes a context.
fn refusal(message: &Message) -> Option<Message> {
    let command: Value = serde_json::from_str(message.to_text().ok()?).ok()?;
    let refused = command["method"] == "Target.createBrowserContext";
    let error = json!({ "code": -32000, "message": "Not allowed" });
    refused.then(|| Message::text(json!({ "id": command["id"], "error": error }).to_string()))
}
