use mock_idp::Client;
use reqwest::{Response, Url, redirect};
use serde_json::json;

use crate::support::{CLIENT_ID, CLIENT_SECRET, REDIRECT_URI, World};

const BYE: &str = "http://localhost:3000/bye";

/// A provider with sessions, a client that may send people to [`BYE`], and Ada's browser with her ID token.
async fn signed_in() -> (World, String) {
    let mut world = World::start().await;
    world.set_up(json!({"sessions": true})).await;
    let client = Client {
        post_logout_redirect_uris: vec![BYE.into()],
        ..Client::new(CLIENT_ID, CLIENT_SECRET, REDIRECT_URI)
    };
    world.idp.add_client(client).expect("valid");
    world.http = reqwest::Client::builder()
        .redirect(redirect::Policy::none())
        .cookie_store(true)
        .build()
        .expect("a client");
    let answer = world.exchange(&world.code(&[]).await, &[]).await;
    let id_token = answer.text("id_token").to_owned();
    (world, id_token)
}

async fn end_session(world: &World, params: &[(&str, &str)]) -> Response {
    let url = Url::parse_with_params(&world.url("/end-session"), params).expect("a URL");
    world.http.get(url).send().await.expect("an answer")
}

fn location(response: &Response) -> Option<&str> {
    let location = response.headers().get("location")?;
    Some(location.to_str().expect("ASCII"))
}

async fn is_signed_in(world: &World) -> bool {
    let url = world.authorize_url(&[("prompt", "none")]);
    world.bounce(&url).await.get("code").is_some()
}

#[tokio::test]
async fn an_id_token_of_theirs_signs_somebody_out_and_sends_them_back_with_the_state() {
    let (world, id_token) = signed_in().await;
    assert!(is_signed_in(&world).await);
    let params = [
        ("id_token_hint", id_token.as_str()),
        ("post_logout_redirect_uri", BYE),
        ("state", "s&t"),
    ];
    let response = end_session(&world, &params).await;
    assert_eq!(
        (response.status().as_u16(), location(&response)),
        (303, Some("http://localhost:3000/bye?state=s%26t"))
    );
    assert!(!is_signed_in(&world).await);
    let entry = world.journal("?endpoint=end-session").await.remove(0);
    assert_eq!(
        (entry.client_id.as_deref(), entry.person.as_ref()),
        (Some(CLIENT_ID), Some(&world.ada.sub))
    );
    assert_eq!(entry.params["id_token_hint"], "[redacted]");
}

#[tokio::test]
async fn a_post_signs_out_as_well_and_without_an_address_there_is_a_page() {
    let (world, id_token) = signed_in().await;
    let request = world.http.post(world.url("/end-session"));
    let response = request
        .form(&[("id_token_hint", &id_token)])
        .send()
        .await
        .expect("an answer");
    assert_eq!(response.status(), 200);
    let html = response.text().await.expect("a page");
    assert!(html.contains("<h1>Signed out</h1>"), "{html}");
    assert!(!is_signed_in(&world).await);
}

#[tokio::test]
async fn without_an_id_token_the_person_is_asked_since_any_page_could_have_sent_them() {
    let (world, _) = signed_in().await;
    let params = [("client_id", CLIENT_ID), ("post_logout_redirect_uri", BYE)];
    let html = end_session(&world, &params)
        .await
        .text()
        .await
        .expect("a page");
    assert!(
        html.contains("Sign out?") && html.contains(CLIENT_ID) && html.contains("Ada"),
        "{html}"
    );
    assert!(is_signed_in(&world).await);

    let (_, rest) = html
        .split_once("name=\"sign_out\" value=\"")
        .expect("an id");
    let id = rest.split_once('"').expect("an end").0.to_owned();
    let press = |decision| {
        let form = [
            ("sign_out", id.clone()),
            ("decision", String::from(decision)),
        ];
        world
            .http
            .post(world.url("/end-session"))
            .form(&form)
            .send()
    };
    let gone = press("sign_out").await.expect("an answer");
    assert_eq!(location(&gone), Some(BYE));
    assert!(!is_signed_in(&world).await);
    assert_eq!(
        press("sign_out").await.expect("an answer").status(),
        400,
        "a page is good for one decision"
    );
}

#[tokio::test]
async fn whoever_stays_is_sent_nowhere_and_is_still_signed_in() {
    let (world, _) = signed_in().await;
    let html = end_session(&world, &[]).await.text().await.expect("a page");
    let (_, rest) = html
        .split_once("name=\"sign_out\" value=\"")
        .expect("an id");
    let id = rest.split_once('"').expect("an end").0;
    let form = [("sign_out", id), ("decision", "stay")];
    let response = world
        .http
        .post(world.url("/end-session"))
        .form(&form)
        .send()
        .await;
    let response = response.expect("an answer");
    assert_eq!(
        (response.status().as_u16(), location(&response)),
        (200, None)
    );
    assert!(is_signed_in(&world).await);
}

#[tokio::test]
async fn nobody_is_sent_anywhere_that_the_client_has_not_registered() {
    let (world, id_token) = signed_in().await;
    for params in [
        &[
            ("id_token_hint", id_token.as_str()),
            ("post_logout_redirect_uri", "http://evil.test/"),
        ][..],
        &[
            ("id_token_hint", &id_token),
            ("post_logout_redirect_uri", REDIRECT_URI),
        ],
        &[("post_logout_redirect_uri", BYE)],
        &[("client_id", "unknown"), ("post_logout_redirect_uri", BYE)],
        &[
            ("id_token_hint", "a.b.c"),
            ("post_logout_redirect_uri", BYE),
        ],
        &[("id_token_hint", &id_token), ("client_id", "other")],
    ] {
        let response = end_session(&world, params).await;
        assert_eq!(
            (response.status().as_u16(), location(&response)),
            (400, None),
            "{params:?}"
        );
        let html = response.text().await.expect("a page");
        assert!(html.contains("Nobody was signed out"), "{params:?}: {html}");
    }
    assert!(is_signed_in(&world).await);
}

#[tokio::test]
async fn an_expired_id_token_still_says_who_somebody_is() {
    let (world, id_token) = signed_in().await;
    world.idp.advance_clock(2 * 3_600);
    let params = [
        ("id_token_hint", id_token.as_str()),
        ("post_logout_redirect_uri", BYE),
    ];
    assert_eq!(location(&end_session(&world, &params).await), Some(BYE));
    assert!(!is_signed_in(&world).await);
}
