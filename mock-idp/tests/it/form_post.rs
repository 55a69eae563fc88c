use serde_json::json;

use crate::support::{ADA, REDIRECT_URI, World};

const FORM_POST: (&str, &str) = ("response_mode", "form_post");

/// The form on a page: where it goes, and what it says.
fn form(html: &str) -> (String, Vec<(String, String)>) {
    let value = |tag: &str, name: &str| {
        let (_, rest) = tag.split_once(&format!("{name}=\"")).expect("an attribute");
        let text = rest.split_once('"').expect("an end").0;
        text.replace("&#38;", "&").replace("&amp;", "&")
    };
    let (_, rest) = html.split_once("<form method=\"post\"").expect("a form");
    let inputs = rest.split("<input type=\"hidden\"").skip(1);
    let inputs = inputs.map(|tag| (value(tag, "name"), value(tag, "value")));
    (value(rest, "action"), inputs.collect())
}

#[tokio::test]
async fn an_answer_can_be_posted_to_the_client_by_a_page_that_submits_itself() {
    let world = World::start().await;
    let page = world.open(&world.authorize_url(&[FORM_POST])).await;
    let response = world
        .press(&page, &[("person", ADA), ("decision", "allow")])
        .await;
    assert_eq!(
        (
            response.status().as_u16(),
            response.headers().get("location")
        ),
        (200, None)
    );
    assert_eq!(response.headers()["cache-control"], "no-store");
    let policy = response.headers()["content-security-policy"]
        .to_str()
        .expect("ASCII");
    assert!(
        policy.contains("script-src 'sha256-") && !policy.contains("form-action"),
        "{policy}"
    );

    let html = response.text().await.expect("a page");
    let (action, fields) = form(&html);
    assert_eq!(action, REDIRECT_URI);
    let names: Vec<_> = fields.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["code", "state", "iss"]);
    assert_eq!(fields[1].1, "s&t");
    assert!(
        html.contains("document.forms[0].submit()") && html.contains("Continue"),
        "{html}"
    );
    assert_eq!(world.exchange(&fields[0].1, &[]).await.status, 200);
}

#[tokio::test]
async fn an_error_travels_in_the_same_way() {
    let world = World::start().await;
    let url = world.authorize_url(&[FORM_POST, ("scope", "")]);
    let response = world.http.get(url).send().await.expect("an answer");
    assert_eq!(response.status(), 200);
    let (action, fields) = form(&response.text().await.expect("a page"));
    assert_eq!(action, REDIRECT_URI);
    assert_eq!(fields[0], ("error".to_owned(), "invalid_scope".to_owned()));
}

#[tokio::test]
async fn a_mode_that_there_is_not_is_reported_in_the_query() {
    let world = World::start().await;
    for mode in ["fragment", "FORM_POST", "query.jwt"] {
        let callback = world
            .bounce(&world.authorize_url(&[("response_mode", mode)]))
            .await;
        assert_eq!(callback.get("error"), Some("invalid_request"), "{mode}");
    }
    let document = world.get("/.well-known/openid-configuration").await.json;
    assert_eq!(
        document["response_modes_supported"],
        json!(["query", "form_post"])
    );
}
