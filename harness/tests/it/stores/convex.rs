//! A Convex deployment, with the exchanges that <https://docs.convex.dev/http-api> shows.

use conformance_harness::billing::{ConvexStore, PlanStore as _};
use serde_json::{Value, json};
use wiremock::matchers::{body_json, header, method, path};
use wiremock::{Mock, MockServer, ResponseTemplate};

use super::contract::{ABSENT, STORED, Stores, counts_people, keeps_it};

const DEPLOY_KEY: &str = "dev:happy-animal-123|hunter22";

/// A deployment with a function that finds people, and one that fails.
async fn deployment() -> MockServer {
    let server = MockServer::start().await;
    let person = json!({ "_id": "j57a", "clerkId": STORED, "plan": "pro", "updates": 3.0 });
    let arguments = |id: &str| json!({ "clerkId": id });
    let found = |value: Value| json!({ "status": "success", "value": value, "logLines": [] });
    let failed = json!({
        "status": "error",
        "errorMessage": "[Request ID: 2f3a] Server Error\nUncaught Error: not found\n    at handler",
        "errorData": {},
        "logLines": [],
    });
    for (function, arguments, answer) in [
        ("users:byClerkId", arguments(STORED), found(person.clone())),
        ("users:byClerkId", arguments(ABSENT), found(Value::Null)),
        ("users:list", json!({}), found(json!([person]))),
        ("users:failing", arguments(STORED), failed),
    ] {
        let question = json!({ "path": function, "args": arguments, "format": "json" });
        Mock::given(method("POST"))
            .and(path("/api/query"))
            .and(header("authorization", format!("Convex {DEPLOY_KEY}")))
            .and(body_json(question))
            .respond_with(ResponseTemplate::new(200).set_body_json(answer))
            .mount(&server)
            .await;
    }
    let refused =
        json!({ "code": "BadDeployKey", "message": "The provided deploy key was invalid" });
    Mock::given(path("/api/query"))
        .respond_with(ResponseTemplate::new(401).set_body_json(refused))
        .mount(&server)
        .await;
    server
}

fn store(url: &str, key: &str) -> ConvexStore {
    ConvexStore {
        url: url.to_owned(),
        query: "users:byClerkId".to_owned(),
        argument: "clerkId".to_owned(),
        plan: "/plan".to_owned(),
        people: Some("users:list".to_owned()),
        ignore: Vec::new(),
        key: Some(key.into()),
    }
}

#[tokio::test]
async fn a_convex_store_keeps_the_contract() {
    let server = deployment().await;
    let url = server.uri();
    let sound = store(&url, DEPLOY_KEY);
    keeps_it(Stores {
        sound: &sound,
        refusing: &store(&url, "dev:happy-animal-123|another_hunter22"),
        unreadable: &ConvexStore {
            query: "users:failing".to_owned(),
            ..sound.clone()
        },
        elsewhere: &ConvexStore {
            plan: "/billing/plan".to_owned(),
            ..sound.clone()
        },
        absent: None,
        gone: Some(&store("http://127.0.0.1:1", DEPLOY_KEY)),
    })
    .await;
    counts_people(&sound).await;
}

#[tokio::test]
async fn why_a_query_failed_is_told_in_one_line() {
    let server = deployment().await;
    let failing = ConvexStore {
        query: "users:failing".to_owned(),
        ..store(&server.uri(), DEPLOY_KEY)
    };
    let error = failing.stored(STORED).await.expect_err("it fails");
    assert_eq!(
        error.to_string(),
        "the Convex query users:failing failed: [Request ID: 2f3a] Server Error"
    );
    let refused = store(&server.uri(), "dev:happy-animal-123|another_hunter22");
    let error = refused.stored(STORED).await.expect_err("it is refused");
    let text = error.to_string();
    assert!(
        text.contains("401") && text.contains("was invalid"),
        "{text}"
    );
}
