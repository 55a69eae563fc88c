use mock_idp::{Client, NewPerson};
use reqwest::redirect;
use serde_json::json;

use crate::support::{ADA, CLIENT_SECRET, Callback, LoginPage, REDIRECT_URI, World};

/// A provider with sessions, and one browser that keeps cookies.
async fn world() -> World {
    let mut world = World::start().await;
    world.set_up(json!({"sessions": true})).await;
    world
        .idp
        .add_person(NewPerson::with_email("bob@example.test"))
        .expect("valid");
    world.http = reqwest::Client::builder()
        .redirect(redirect::Policy::none())
        .cookie_store(true)
        .build()
        .expect("a client");
    world
}

/// What an authorization request leads to without anybody pressing anything: a code's `auth_time`, `page`, or an error.
async fn leads_to(world: &World, changes: &[(&str, &str)]) -> String {
    let url = world.authorize_url(changes);
    let response = world.http.get(url).send().await.expect("an answer");
    if response.status() == 200 {
        return "page".to_owned();
    }
    let callback = Callback::of(&response);
    match callback.get("code") {
        Some(code) => {
            let answer = world.exchange(code, &[]).await;
            answer.claims()["auth_time"].to_string()
        }
        None => callback.get("error").expect("an error").to_owned(),
    }
}

/// Has Ada sign in, and returns her `auth_time` and her ID token.
async fn sign_in(world: &World) -> (String, String) {
    let answer = world.exchange(&world.code(&[]).await, &[]).await;
    (
        answer.claims()["auth_time"].to_string(),
        answer.text("id_token").to_owned(),
    )
}

#[tokio::test]
async fn a_browser_that_is_known_is_not_asked_again() {
    let world = world().await;
    let (auth_time, id_token) = sign_in(&world).await;
    world.idp.advance_clock(100);
    for changes in [
        &[][..],
        &[("prompt", "none")],
        &[("max_age", "10000")],
        &[("prompt", "none"), ("id_token_hint", &id_token)],
        &[("login_hint", ADA)],
    ] {
        assert_eq!(leads_to(&world, changes).await, auth_time, "{changes:?}");
    }
}

#[tokio::test]
async fn a_request_can_want_more_than_the_session_gives() {
    let world = world().await;
    sign_in(&world).await;
    world.idp.advance_clock(2);
    for (changes, expected) in [
        (&[("prompt", "login")][..], "page"),
        (&[("prompt", "consent")], "page"),
        (&[("prompt", "select_account")], "page"),
        (&[("max_age", "1")], "page"),
        (&[("max_age", "1"), ("prompt", "none")], "login_required"),
        (&[("scope", "openid address")], "page"),
        (
            &[("scope", "openid address"), ("prompt", "none")],
            "consent_required",
        ),
        (&[("login_hint", "bob@example.test")], "page"),
        (&[("prompt", "none login")], "invalid_request"),
        (&[("max_age", "soon")], "invalid_request"),
        (
            &[("prompt", "none"), ("id_token_hint", "a.b.c")],
            "invalid_request",
        ),
    ] {
        assert_eq!(leads_to(&world, changes).await, expected, "{changes:?}");
    }
}

#[tokio::test]
async fn signing_in_again_moves_auth_time_and_consenting_again_does_not() {
    let world = world().await;
    let (first, _) = sign_in(&world).await;
    world.idp.advance_clock(100);
    let allow = |prompt| {
        let (world, url) = (&world, world.authorize_url(&[("prompt", prompt)]));
        async move {
            let callback = world.allow(&url).await;
            let answer = world
                .exchange(callback.get("code").expect("a code"), &[])
                .await;
            answer.claims()["auth_time"].to_string()
        }
    };
    assert_eq!(allow("consent").await, first);
    let second = allow("login").await;
    assert_ne!(second, first);
    assert_eq!(leads_to(&world, &[("prompt", "none")]).await, second);
}

#[tokio::test]
async fn whoever_is_not_the_one_of_the_hint_will_not_do() {
    let world = world().await;
    let (_, id_token) = sign_in(&world).await;
    let url = world.authorize_url(&[("id_token_hint", &id_token), ("prompt", "login")]);
    let page = world.open(&url).await;
    assert!(
        page.html
            .contains(&format!("type=\"text\" value=\"{ADA}\"")),
        "{}",
        page.html
    );
    let bob = [("person", "bob@example.test"), ("decision", "allow")];
    let callback = Callback::of(&world.press(&page, &bob).await);
    assert_eq!(callback.get("error"), Some("login_required"));

    world
        .idp
        .add_client(Client::new("other", CLIENT_SECRET, REDIRECT_URI))
        .expect("valid");
    let theft = [("client_id", "other"), ("id_token_hint", id_token.as_str())];
    assert_eq!(leads_to(&world, &theft).await, "invalid_request");
}

#[tokio::test]
async fn another_client_needs_an_allowance_of_its_own() {
    let world = world().await;
    sign_in(&world).await;
    world
        .idp
        .add_client(Client::new("other", CLIENT_SECRET, REDIRECT_URI))
        .expect("valid");
    let other = ("client_id", "other");
    assert_eq!(
        leads_to(&world, &[other, ("prompt", "none")]).await,
        "consent_required"
    );
    let page = world.open(&world.authorize_url(&[other])).await;
    assert!(page.html.contains("Signed in here as Ada"), "{}", page.html);
}

#[tokio::test]
async fn without_the_setting_there_are_no_cookies_and_every_login_asks() {
    let world = world().await;
    world.set_up(json!({"sessions": false})).await;
    let page = world.open(&world.authorize_url(&[])).await;
    let response = world
        .press(&page, &[("person", ADA), ("decision", "allow")])
        .await;
    assert_eq!(response.headers().get("set-cookie"), None);
    assert_eq!(leads_to(&world, &[]).await, "page");
    assert_eq!(
        leads_to(&world, &[("prompt", "none")]).await,
        "login_required"
    );
}

#[tokio::test]
async fn a_session_belongs_to_one_issuer() {
    let world = world().await;
    sign_in(&world).await;
    let settings = mock_idp::IssuerSettings {
        sessions: true,
        ..mock_idp::IssuerSettings::default()
    };
    let b = world.idp.add_issuer("b", settings).expect("valid");
    b.add_client(Client::new(
        crate::support::CLIENT_ID,
        CLIENT_SECRET,
        REDIRECT_URI,
    ))
    .expect("valid");
    b.add_person(NewPerson::with_email(ADA)).expect("valid");
    let url = world
        .authorize_url(&[])
        .replace("/authorize", "/i/b/authorize");
    let page = LoginPage::read(world.http.get(url).send().await.expect("an answer")).await;
    world
        .press(&page, &[("person", ADA), ("decision", "allow")])
        .await;
    assert_ne!(
        leads_to(&world, &[]).await,
        "page",
        "the cookie of b does not replace the other"
    );
}
