//! A guest's calls of the Backend API, against exchanges as Clerk documents them.

use std::num::NonZeroU32;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use wiremock::matchers::{body_partial_json, method, path, query_param};
use wiremock::{Mock, MockServer, Request, ResponseTemplate};

use super::*;
use crate::profile::{Instance, Real};

/// A guest at an instance that `server` plays.
fn guest(server: &MockServer) -> Clerk {
    let instance = Instance {
        backend_api: server.uri().parse().expect("a URL"),
        frontend_api: Some("https://clerk.example.test".parse().expect("a URL")),
        secret_key_env: "NOBODY_SETS_THIS_KEY".to_owned(),
        real: Some(Real {
            publishable_key: None,
            test_mode: true,
            requests_per_10_s: NonZeroU32::new(1_000),
        }),
    };
    Clerk::of(&instance, Guest::of(&instance).as_ref()).expect("a guest")
}

fn ok(body: Value) -> ResponseTemplate {
    ResponseTemplate::new(200).set_body_json(body)
}

/// As Clerk refuses what comes too often: <https://clerk.com/docs/guides/how-clerk-works/system-limits>.
fn too_often(retry_after: &str) -> ResponseTemplate {
    let error = json!({ "code": "too_many_requests", "message": "Too many requests" });
    ResponseTemplate::new(429)
        .insert_header("Retry-After", retry_after)
        .set_body_json(json!({ "errors": [error] }))
}

/// An account as Clerk tells of it.
fn account(id: &str, email: &str, created_at: u64) -> Value {
    json!({
        "id": id,
        "object": "user",
        "email_addresses": [{ "id": "idn_1", "email_address": email }],
        "private_metadata": {},
        "created_at": created_at,
    })
}

async fn asked(server: &MockServer) -> Vec<String> {
    let all: Vec<Request> = server.received_requests().await.unwrap_or_default();
    let told = all
        .iter()
        .map(|it| format!("{} {}", it.method, it.url.path()));
    told.collect()
}

#[tokio::test]
async fn what_comes_too_often_is_asked_again_when_clerk_says_and_that_is_told() {
    let server = MockServer::start().await;
    let count = json!({ "object": "total_count", "total_count": 7 });
    Mock::given(path("/v1/users/count"))
        .respond_with(too_often("1"))
        .up_to_n_times(1)
        .mount(&server)
        .await;
    Mock::given(path("/v1/users/count"))
        .respond_with(ok(count))
        .mount(&server)
        .await;
    let clerk = guest(&server);
    let begun = Instant::now();
    assert_eq!(clerk.number_of_accounts().await, Ok(7));
    assert!(begun.elapsed() >= Duration::from_secs(1));
    let told = clerk.told();
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(told[0].contains("429 to /v1/users/count"), "{told:?}");
    assert!(clerk.told().is_empty(), "it is told once");
}

#[tokio::test]
async fn a_rest_that_is_too_long_is_not_waited_for() {
    let server = MockServer::start().await;
    Mock::given(path("/v1/users/count"))
        .respond_with(too_often("3600"))
        .mount(&server)
        .await;
    let error = guest(&server).number_of_accounts().await;
    let error = error.expect_err("too often").to_string();
    assert!(error.contains("wants 3600 s of rest"), "{error}");
    assert_eq!(asked(&server).await.len(), 1);
}

#[tokio::test]
async fn the_control_api_of_a_stand_in_is_never_asked_for() {
    let server = MockServer::start().await;
    let error = guest(&server).settings().await;
    let error = error.expect_err("there is none").to_string();
    assert!(error.contains("/mock/instance"), "{error}");
    assert_eq!(asked(&server).await, Vec::<String>::new());
}

#[tokio::test]
async fn an_account_is_marked_when_it_is_made_and_goes_when_the_scenario_ends() {
    let server = MockServer::start().await;
    let clerk = guest(&server);
    let email = clerk.fresh_email().expect("a guest makes them up");
    let mark = json!({ "email_address": [email], "private_metadata": { "clerk_conformance": {} } });
    Mock::given(method("POST"))
        .and(path("/v1/users"))
        .and(body_partial_json(mark))
        .respond_with(ok(account("user_1", &email, 1)))
        .mount(&server)
        .await;
    clerk.create_account(&email, json!({})).await.expect("made");

    // Meanwhile somebody has signed up by the same address, and the account was removed by somebody else.
    Mock::given(method("GET"))
        .and(path("/v1/users"))
        .and(query_param("email_address", email.as_str()))
        .respond_with(ok(json!([account("user_2", &email, 2)])))
        .mount(&server)
        .await;
    Mock::given(path("/v1/users/user_1"))
        .respond_with(ResponseTemplate::new(404).set_body_json(json!({ "errors": [] })))
        .mount(&server)
        .await;
    Mock::given(path("/v1/users/user_2"))
        .respond_with(ok(
            json!({ "object": "user", "id": "user_2", "deleted": true }),
        ))
        .mount(&server)
        .await;
    clerk.clear_away().await.expect("removed");
    assert_eq!(
        asked(&server).await,
        [
            "POST /v1/users",
            "GET /v1/users",
            "DELETE /v1/users/user_1",
            "DELETE /v1/users/user_2",
        ]
    );
    clerk.clear_away().await.expect("nothing is left");
    assert_eq!(asked(&server).await.len(), 4);
}

#[tokio::test]
async fn a_run_clears_away_what_its_scenarios_could_not() {
    let server = MockServer::start().await;
    Mock::given(method("GET"))
        .respond_with(ok(json!([])))
        .mount(&server)
        .await;
    let clerk = guest(&server);
    let of_another_scenario = Clerk {
        stay: clerk.stay.as_ref().map(|it| Stay::begin(&it.guest)),
        ..clerk.clone()
    };
    of_another_scenario.expect_mailbox("conformance-1@example.com");
    assert_eq!(clerk.clear_away().await, Ok(()));
    assert_eq!(asked(&server).await, Vec::<String>::new());
    assert_eq!(clerk.clear_away_all().await, Ok(1));
    assert_eq!(asked(&server).await, ["GET /v1/users"]);
}

#[tokio::test]
async fn a_testing_token_is_fetched_once_and_anew_before_it_expires() {
    async fn fetched(expires_at: u64) -> usize {
        let server = MockServer::start().await;
        let token = json!({ "object": "testing_token", "token": "fake-testing-token", "expires_at": expires_at });
        Mock::given(method("POST"))
            .and(path("/v1/testing_tokens"))
            .respond_with(ok(token))
            .mount(&server)
            .await;
        let clerk = guest(&server);
        let app = "https://app.example.test".parse().expect("a URL");
        for _ in 0..2 {
            let script = clerk.testing_script(&app).await.expect("a token");
            let script = script.expect("a guest has one");
            assert!(script.contains("fake-testing-token"), "{script}");
            let origins = r#"["https://app.example.test","https://accounts.example.test"]"#;
            assert!(script.contains(origins), "{script}");
        }
        asked(&server).await.len()
    }
    let now_s = crate::time::now_ms() / 1_000;
    assert_eq!(fetched(now_s + 3_600).await, 1, "in seconds");
    assert_eq!(fetched((now_s + 3_600) * 1_000).await, 1, "in milliseconds");
    assert_eq!(fetched(now_s + 60).await, 2, "about to expire");
}

#[tokio::test]
async fn what_is_left_over_is_what_bears_a_mark_on_all_pages() {
    let server = MockServer::start().await;
    let made_up = |number: u64| format!("conformance-{number:016x}+clerk_test@example.com");
    let mut first: Vec<Value> = (0..499)
        .map(|number| account(&format!("user_{number}"), &made_up(number), number))
        .collect();
    first.push(account("user_ada", "conformance-team@example.com", 1));
    let mut second = vec![account("user_last", "ada@example.com", 600)];
    second[0]["private_metadata"] =
        json!({ "clerk_conformance": { "run": "fake", "made_at": "" } });
    for (offset, page) in [("0", first), ("500", second)] {
        Mock::given(path("/v1/users"))
            .and(query_param("query", "conformance-"))
            .and(query_param("limit", "500"))
            .and(query_param("offset", offset))
            .respond_with(ok(json!(page)))
            .mount(&server)
            .await;
    }
    let application = |id: &str, name: &str| json!({ "id": id, "name": name, "created_at": 5 });
    let applications = json!({
        "data": [application("oa_1", "Conformance run 1"), application("oa_2", "Shop")],
        "total_count": 2,
    });
    Mock::given(path("/v1/oauth_applications"))
        .respond_with(ok(applications))
        .mount(&server)
        .await;
    let left = guest(&server).left_over().await.expect("a list");
    let ids: Vec<&str> = left.iter().map(|it| it.id.as_str()).collect();
    assert_eq!(ids.len(), 501);
    assert!(
        !ids.contains(&"user_ada") && !ids.contains(&"oa_2"),
        "{ids:?}"
    );
    assert_eq!(ids[499..], ["user_last", "oa_1"]);
    assert_eq!((left[499].made_at, left[500].made_at), (600, 5));
}

#[tokio::test]
async fn somebody_else_s_refusal_is_told_as_it_is() {
    let server = MockServer::start().await;
    Mock::given(method("DELETE"))
        .respond_with(ResponseTemplate::new(403).set_body_json(json!({ "errors": [] })))
        .mount(&server)
        .await;
    let clerk = guest(&server);
    let error = clerk.remove_account("user_1").await.expect_err("refused");
    assert!(error.to_string().contains("403"), "{error}");
}
