//! Runtime logs, streamed as <https://vercel.com/docs/rest-api/logs/get-logs-for-a-deployment> says.

use std::convert::Infallible;
use std::sync::{Arc, Mutex};
use std::time::{SystemTime, UNIX_EPOCH};

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use conformance_harness::billing::{Log, LogSource as _, VercelLog};
use futures::StreamExt as _;
use futures::channel::mpsc::{UnboundedSender, unbounded};
use serde_json::{Value, json};
use serve::{Bound, Running};
use url::Url;
use wiremock::matchers::{bearer_token, method, path, query_param};
use wiremock::{Mock, MockServer, ResponseTemplate};

use super::contract::{Deployment, keeps_it};

const TOKEN: &str = "vercel_token_for_tests_hunter22";
const LOGS: &str = "/v1/projects/shop/deployments/dpl_1/runtime-logs";

fn log_at(api: &str, team: Option<&str>) -> VercelLog {
    let api = Url::parse(api).expect("an address");
    VercelLog::new(&api, "shop", "dpl_1", team, TOKEN.into()).expect("an address")
}

fn row(id: &str, message: &str) -> Value {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    let at_ms = u64::try_from(since.expect("a time").as_millis()).expect("a number");
    json!({
        "level": "info",
        "message": message,
        "rowId": id,
        "source": "serverless",
        "timestampInMs": at_ms,
        "domain": "shop.vercel.app",
        "messageTruncated": false,
        "requestMethod": "GET",
        "requestPath": "/",
        "responseStatusCode": 0,
    })
}

/// Who reads along.
type Readers = Arc<Mutex<Vec<UnboundedSender<Bytes>>>>;

/// Vercel, which tells everybody who asks what is logged from then on.
struct Vercel {
    readers: Readers,
    log: VercelLog,
    number: usize,
    /// The rest of a row.
    rest: String,
    _running: Running,
}

async fn stream(State(readers): State<Readers>) -> Response {
    let (reader, rows) = unbounded();
    readers.lock().expect("nobody panicked").push(reader);
    let rows = rows.map(Ok::<Bytes, Infallible>);
    (
        [(CONTENT_TYPE, "application/stream+json")],
        Body::from_stream(rows),
    )
        .into_response()
}

impl Vercel {
    async fn new() -> Self {
        let bound = Bound::to(0).await.expect("a free port");
        let readers = Readers::default();
        let log = log_at(&bound.url("127.0.0.1"), None);
        let router = Router::new().route(LOGS, get(stream));
        Self {
            log,
            number: 0,
            rest: String::new(),
            _running: bound.serve(router.with_state(Arc::clone(&readers))),
            readers,
        }
    }

    fn send(&self, text: &str) {
        let text = Bytes::copy_from_slice(text.as_bytes());
        let mut readers = self.readers.lock().expect("nobody panicked");
        readers.retain(|reader| reader.unbounded_send(text.clone()).is_ok());
    }

    fn row(&mut self, message: &str) -> String {
        self.number += 1;
        format!("{}\n", row(&self.number.to_string(), message))
    }
}

impl Deployment for Vercel {
    async fn log(&mut self, text: &str) {
        let row = self.row(text);
        self.send(&row);
    }

    /// A row is cut in two wherever the network likes.
    async fn begin_line(&mut self, _text: &str) -> bool {
        let row = self.row("three");
        let (begin, end) = row.split_at(row.len() / 2);
        self.send(begin);
        self.rest = end.to_owned();
        true
    }

    async fn end_line(&mut self, _text: &str) {
        let rest = std::mem::take(&mut self.rest);
        self.send(&rest);
    }

    /// A row comes again, and one that is none of the app's.
    async fn disturb(&mut self) {
        let again = row(&self.number.to_string(), "three");
        let mut delimiter = row("d", "-----");
        delimiter["source"] = json!("delimiter");
        self.send(&format!("{again}\n{delimiter}\n"));
    }

    async fn begin(&mut self) -> Log {
        self.log.begin().await.expect("a log")
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_vercel_streams_keeps_the_contract() {
    keeps_it(Vercel::new().await).await;
}

/// What a log says that is not told any more.
async fn ended(log: &Log) -> String {
    loop {
        match log.lines().await {
            Ok(_) => tokio::task::yield_now().await,
            Err(error) => return error.to_string(),
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stream_that_ends_is_not_taken_for_silence() {
    let mut vercel = Vercel::new().await;
    let log = vercel.begin().await;
    vercel.readers.lock().expect("nobody panicked").clear();
    let why = ended(&log).await;
    assert!(
        why.contains("lines may be missing: Vercel ended it"),
        "{why}"
    );

    let log = vercel.begin().await;
    let mut limit = row("", "Exceeded the limit of rows");
    limit["source"] = json!("delimiter");
    limit["level"] = json!("error");
    vercel.send(&format!("{limit}\n"));
    let why = ended(&log).await;
    assert!(why.ends_with("Exceeded the limit of rows"), "{why}");
}

#[tokio::test]
async fn the_team_and_the_token_are_shown_and_a_refusal_is_told() {
    let server = MockServer::start().await;
    let answer = |status: u16, body: &str| ResponseTemplate::new(status).set_body_string(body);
    Mock::given(method("GET"))
        .and(path(LOGS))
        .and(query_param("teamId", "team_1"))
        .and(bearer_token(TOKEN))
        .respond_with(answer(200, &row("1", "one").to_string()))
        .expect(1)
        .mount(&server)
        .await;
    let forbidden = "{\"error\":{\"code\":\"forbidden\",\"message\":\"Not authorized\"}}";
    Mock::given(path(LOGS))
        .respond_with(answer(403, forbidden))
        .mount(&server)
        .await;
    let log = log_at(&server.uri(), Some("team_1")).begin().await;
    let why = ended(&log.expect("it is opened")).await;
    assert!(why.ends_with("Vercel ended it"), "{why}");
    let error = log_at(&server.uri(), None).begin().await;
    let text = error.expect_err("it is not ours").to_string();
    assert!(
        text.contains("403") && text.contains("Not authorized"),
        "{text}"
    );
    assert!(!text.contains("hunter22"), "{text}");
}
