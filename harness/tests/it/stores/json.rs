//! A store that answers with JSON, whoever made it.

use conformance_harness::billing::{JsonStore, Key, PlanStore as _};
use conformance_harness::profile::Auth;
use serde_json::json;
use wiremock::matchers::{basic_auth, bearer_token, header, method, path};
use wiremock::{Mock, MockBuilder, MockServer, ResponseTemplate};

use super::contract::{ABSENT, STORED, Stores, counts_people, keeps_it};

fn store(server: &str, secret: &str, auth: Auth) -> JsonStore {
    JsonStore {
        url: format!("{server}/api/people/{{clerk_id}}"),
        key: Some(Key {
            secret: secret.into(),
            auth,
        }),
        plan: "/subscription/0/plan".to_owned(),
        people: Some(format!("{server}/api/people")),
        ignore: vec!["seen_at".to_owned()],
    }
}

fn person() -> serde_json::Value {
    json!({
        "clerkId": STORED,
        "subscription": [{ "plan": "pro" }],
        "seen_at": "2026-01-01T00:00:00Z",
    })
}

async fn answer(server: &MockServer, to: MockBuilder, with: ResponseTemplate) {
    to.respond_with(with).mount(server).await;
}

fn asked(what: &str) -> MockBuilder {
    Mock::given(method("GET")).and(path(format!("/api/people{what}")))
}

#[tokio::test]
async fn a_json_store_keeps_the_contract() {
    let server = MockServer::start().await;
    let key = || bearer_token("key_hunter22");
    let stored = format!("/{STORED}");
    let ok = |body| ResponseTemplate::new(200).set_body_json(body);
    answer(&server, asked(&stored).and(key()), ok(person())).await;
    answer(&server, asked("").and(key()), ok(json!([person()]))).await;
    let unknown = asked(&format!("/{ABSENT}")).and(key());
    answer(&server, unknown, ResponseTemplate::new(404)).await;
    let text = ResponseTemplate::new(200).set_body_string("<h1>Welcome</h1>");
    answer(&server, Mock::given(path(format!("/page/{STORED}"))), text).await;
    let locked = ResponseTemplate::new(401).set_body_string("who are you?");
    answer(&server, asked(&stored), locked).await;

    let url = server.uri();
    let sound = store(&url, "key_hunter22", Auth::Bearer);
    keeps_it(Stores {
        sound: &sound,
        refusing: &store(&url, "another_hunter22", Auth::Bearer),
        unreadable: &JsonStore {
            url: format!("{url}/page/{{clerk_id}}"),
            ..sound.clone()
        },
        elsewhere: &JsonStore {
            plan: "/plan".to_owned(),
            ..sound.clone()
        },
        absent: None,
        gone: Some(&store("http://127.0.0.1:1", "key_hunter22", Auth::Bearer)),
    })
    .await;
    counts_people(&sound).await;
}

#[tokio::test]
async fn a_key_is_shown_in_the_form_that_the_profile_says() {
    for (secret, auth) in [
        ("reader:hunter22", Auth::Basic),
        ("hunter22", Auth::Header("x-api-key".to_owned())),
    ] {
        let server = MockServer::start().await;
        let asked = asked(&format!("/{STORED}"));
        let asked = match &auth {
            Auth::Header(name) => asked.and(header(name.as_str(), secret)),
            _ => asked.and(basic_auth("reader", "hunter22")),
        };
        let ok = ResponseTemplate::new(200).set_body_json(person());
        answer(&server, asked, ok).await;
        let stored = store(&server.uri(), secret, auth).stored(STORED).await;
        let stored = stored.expect("an answer").expect("they are stored");
        assert_eq!(stored.plan, "pro");
    }
}
