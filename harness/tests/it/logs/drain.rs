//! A log drain, which delivers as <https://vercel.com/docs/drains/reference/logs> says.

use std::time::{SystemTime, UNIX_EPOCH};

use aws_lc_rs::hmac;
use conformance_harness::billing::{DrainLog, DrainSettings, Log, LogSource as _};
use reqwest::{Client, Response, StatusCode};
use serde_json::{Value, json};

use super::contract::{Deployment, keeps_it};

const SECRET: &str = "drain_secret_for_tests_hunter22";

fn now_ms() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    u64::try_from(since.expect("a time").as_millis()).expect("a number")
}

/// What a function logs.
fn entry(id: &str, at_ms: u64, message: &str) -> Value {
    json!({
        "id": id,
        "deploymentId": "dpl_233NRGRjVZX1caZrXWtz5g1TAksD",
        "source": "lambda",
        "host": "shop-git-main.vercel.app",
        "timestamp": at_ms,
        "projectId": "gdufoJxB6b9b1fEqr1jUtFkyavUU",
        "level": "info",
        "message": message,
        "type": "stdout",
    })
}

fn sign(body: &str, secret: &str) -> String {
    let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, secret.as_bytes());
    let signature = hmac::sign(&key, body.as_bytes());
    let bytes = signature.as_ref().iter();
    bytes.map(|byte| format!("{byte:02x}")).collect()
}

/// Vercel, which delivers to one listener.
struct Vercel {
    log: DrainLog,
    client: Client,
    number: usize,
    /// What it delivered last.
    last: Option<String>,
}

impl Vercel {
    async fn new(deployment: Option<&str>, verify: Option<&str>) -> Self {
        let log = DrainLog::listen(DrainSettings {
            listen: ([127, 0, 0, 1], 0).into(),
            secret: SECRET.into(),
            deployment: deployment.map(str::to_owned),
            verify: verify.map(str::to_owned),
        });
        Self {
            log: log.await.expect("a free port"),
            client: Client::new(),
            number: 0,
            last: None,
        }
    }

    async fn deliver(&self, body: &str, signature: Option<&str>) -> Response {
        let mut request = self
            .client
            .post(format!("http://{}/drain", self.log.address()))
            .body(body.to_owned());
        if let Some(signature) = signature {
            request = request.header("x-vercel-signature", signature);
        }
        request.send().await.expect("an answer")
    }

    async fn is_taken(&self, body: &str) {
        let answer = self.deliver(body, Some(&sign(body, SECRET))).await;
        assert_eq!(answer.status(), StatusCode::OK);
    }
}

impl Deployment for Vercel {
    /// In a batch, with something that was logged long ago and comes only now; as JSON and as NDJSON in turn.
    async fn log(&mut self, text: &str) {
        self.number += 1;
        let (id, late) = (self.number.to_string(), format!("{}-late", self.number));
        let batch = [
            entry(&late, now_ms() - 60_000, "late"),
            entry(&id, now_ms(), text),
        ];
        let body = match self.number % 2 {
            0 => json!(batch).to_string(),
            _ => batch.map(|it| format!("{it}\n")).concat(),
        };
        self.is_taken(&body).await;
        self.last = Some(body);
    }

    /// What was delivered comes again.
    async fn disturb(&mut self) {
        let last = self.last.clone().expect("something was delivered");
        self.is_taken(&last).await;
    }

    async fn begin(&mut self) -> Log {
        self.log.begin().await.expect("a log")
    }
}

#[tokio::test]
async fn what_a_drain_delivers_keeps_the_contract() {
    keeps_it(Vercel::new(None, None).await).await;
}

#[tokio::test]
async fn what_vercel_has_not_signed_is_refused() {
    let mut vercel = Vercel::new(None, None).await;
    let log = vercel.begin().await;
    let body = json!([entry("1", now_ms(), "made up")]).to_string();
    let signature = sign(&body, SECRET);
    let other = sign(&body, "secret of somebody else");
    let cut = &signature[..signature.len() - 2];
    for signature in [None, Some(other.as_str()), Some(cut), Some("é"), Some("")] {
        let answer = vercel.deliver(&body, signature).await;
        assert_eq!(answer.status(), StatusCode::FORBIDDEN, "{signature:?}");
    }
    let tampered = body.replace("made up", "made  up");
    let answer = vercel.deliver(&tampered, Some(&signature)).await;
    assert_eq!(answer.status(), StatusCode::FORBIDDEN);
    assert!(log.lines().await.expect("lines").is_empty());
}

#[tokio::test]
async fn what_is_signed_and_no_log_is_refused_as_a_whole() {
    let mut vercel = Vercel::new(None, None).await;
    let log = vercel.begin().await;
    let good = entry("1", now_ms(), "good");
    for body in [
        format!("{good}\nnothing\n"),
        format!("{good}\n{{\"id\":"),
        format!("[{good},{{}}]"),
        "7".to_owned(),
    ] {
        let answer = vercel.deliver(&body, Some(&sign(&body, SECRET))).await;
        assert_eq!(answer.status(), StatusCode::BAD_REQUEST, "{body}");
    }
    assert!(log.lines().await.expect("lines").is_empty());
    vercel.is_taken(&good.to_string()).await;
    assert_eq!(log.lines().await.expect("lines"), ["good"]);
}

#[tokio::test]
async fn only_the_deployment_that_is_meant_is_listened_to() {
    for name in [
        "dpl_233NRGRjVZX1caZrXWtz5g1TAksD",
        "shop-git-main.vercel.app",
    ] {
        let mut vercel = Vercel::new(Some(name), None).await;
        let log = vercel.begin().await;
        let mut other = entry("1", now_ms(), "another");
        other["deploymentId"] = json!("dpl_other");
        other["host"] = json!("other.vercel.app");
        let own = entry("2", now_ms(), "own");
        vercel.is_taken(&json!([other, own]).to_string()).await;
        assert_eq!(log.lines().await.expect("lines"), ["own"]);
    }
}

#[tokio::test]
async fn vercel_finds_what_it_wants_to_see_before_it_sets_a_drain_up() {
    let vercel = Vercel::new(None, Some("verify-me")).await;
    let answer = vercel.deliver("", None).await;
    assert_eq!(answer.status(), StatusCode::OK);
    assert_eq!(answer.headers()["x-vercel-verify"], "verify-me");
}

#[tokio::test]
async fn a_drain_without_a_secret_or_a_port_is_not_listened_to() {
    let vercel = Vercel::new(None, None).await;
    let settings = |secret: &str, listen| DrainSettings {
        listen,
        secret: secret.into(),
        deployment: None,
        verify: None,
    };
    let open = DrainLog::listen(settings("", ([127, 0, 0, 1], 0).into())).await;
    let text = open.expect_err("whoever finds it could lie").to_string();
    assert!(text.contains("no secret"), "{text}");
    let taken = DrainLog::listen(settings(SECRET, vercel.log.address())).await;
    let text = taken.expect_err("the port is taken").to_string();
    assert!(text.contains("cannot listen on"), "{text}");
}
