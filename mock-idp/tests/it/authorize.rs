use mock_idp::{AuthorizationErrorCode, NewPerson};
use reqwest::StatusCode;

use crate::support::{ADA, CHALLENGE, CLIENT_ID, Callback, LoginPage, REDIRECT_URI, World};

#[tokio::test]
async fn the_page_is_never_stored_nor_framed() {
    let world = World::start().await;
    let response = world
        .http
        .get(world.authorize_url(&[]))
        .send()
        .await
        .expect("an answer");
    assert_eq!(response.status(), StatusCode::OK);
    assert_eq!(response.headers()["cache-control"], "no-store");
    let policy = response.headers()["content-security-policy"]
        .to_str()
        .expect("ASCII");
    assert!(
        policy.contains("frame-ancestors 'none'") && !policy.contains("form-action"),
        "{policy}"
    );
}

#[tokio::test]
async fn a_person_signs_in_by_email_by_sub_or_by_their_button() {
    let world = World::start().await;
    let sub = world.ada.sub.as_str();
    for fields in [
        [("person", ADA), ("decision", "allow")],
        [("person", sub), ("decision", "allow")],
        [("person", ""), ("pick", sub)],
    ] {
        let page = world.open(&world.authorize_url(&[])).await;
        let callback = Callback::of(&world.press(&page, &fields).await);
        assert!(callback.get("code").is_some(), "{fields:?}: {callback:?}");
        assert_eq!(
            (callback.get("state"), callback.get("iss")),
            (Some("s&t"), Some(world.idp.issuer()))
        );
    }
}

#[tokio::test]
async fn a_post_starts_a_login_as_well() {
    let world = World::start().await;
    let url = reqwest::Url::parse(&world.authorize_url(&[])).expect("a URL");
    let form: Vec<_> = url.query_pairs().into_owned().collect();
    let response = world
        .http
        .post(world.url("/authorize"))
        .form(&form)
        .send()
        .await
        .expect("an answer");
    assert_eq!(LoginPage::read(response).await.status, StatusCode::OK);
}

#[tokio::test]
async fn somebody_unknown_is_asked_again_and_can_then_sign_in() {
    let world = World::start().await;
    let page = world.open(&world.authorize_url(&[])).await;
    let response = world
        .press(
            &page,
            &[("person", "eve@example.test"), ("decision", "allow")],
        )
        .await;
    let again = LoginPage::read(response).await;
    assert_eq!(
        (again.status, &again.login),
        (StatusCode::BAD_REQUEST, &page.login)
    );
    assert!(
        again
            .html
            .contains("id=\"person-message\" class=\"message\" role=\"alert\""),
        "{}",
        again.html
    );
    assert!(
        again.html.contains("value=\"eve@example.test\""),
        "{}",
        again.html
    );

    let callback = Callback::of(
        &world
            .press(&again, &[("person", ADA), ("decision", "allow")])
            .await,
    );
    assert!(callback.get("code").is_some());
}

#[tokio::test]
async fn a_page_is_good_for_one_decision() {
    let world = World::start().await;
    let page = world.open(&world.authorize_url(&[])).await;
    let allow = [("person", ADA), ("decision", "allow")];
    assert_eq!(
        world.press(&page, &allow).await.status(),
        StatusCode::SEE_OTHER
    );
    let second = world.press(&page, &allow).await;
    assert_eq!(second.status(), StatusCode::BAD_REQUEST);
    assert!(second.headers().get("location").is_none());
}

#[tokio::test]
async fn a_denial_goes_back_to_the_client() {
    let world = World::start().await;
    let page = world.open(&world.authorize_url(&[])).await;
    let callback = Callback::of(
        &world
            .press(&page, &[("person", ""), ("decision", "deny")])
            .await,
    );
    assert!(
        callback
            .url
            .as_str()
            .starts_with(&format!("{REDIRECT_URI}?")),
        "{callback:?}"
    );
    assert_eq!(callback.get("error"), Some("access_denied"));
    assert_eq!(
        (callback.get("state"), callback.get("iss")),
        (Some("s&t"), Some(world.idp.issuer()))
    );
    assert_eq!(callback.get("code"), None);
}

#[tokio::test]
async fn a_person_can_be_set_up_to_end_in_an_error() {
    let world = World::start().await;
    let unlucky = NewPerson {
        authorization_error: Some(AuthorizationErrorCode::TemporarilyUnavailable),
        ..NewPerson::with_email("unlucky@example.test")
    };
    world.idp.add_person(unlucky).expect("valid");
    let page = world.open(&world.authorize_url(&[])).await;
    let allow = [("person", "unlucky@example.test"), ("decision", "allow")];
    let callback = Callback::of(&world.press(&page, &allow).await);
    assert_eq!(callback.get("error"), Some("temporarily_unavailable"));
    assert_eq!(
        (callback.get("state"), callback.get("code")),
        (Some("s&t"), None)
    );
}

#[tokio::test]
async fn an_answer_is_never_sent_where_it_was_not_registered() {
    let world = World::start().await;
    for change in [
        ("client_id", "unknown"),
        ("client_id", ""),
        ("redirect_uri", "http://localhost:3000/callback/"),
        ("redirect_uri", "http://localhost:3001/callback"),
        ("redirect_uri", "http://LOCALHOST:3000/callback"),
        ("redirect_uri", ""),
    ] {
        // A bad response type too: it must not take precedence and be sent there.
        let url = world.authorize_url(&[change, ("response_type", "token")]);
        let response = world.http.get(url).send().await.expect("an answer");
        assert_eq!(response.status(), StatusCode::BAD_REQUEST, "{change:?}");
        assert!(response.headers().get("location").is_none(), "{change:?}");
        let html = response.text().await.expect("a page");
        assert!(
            html.contains("This login cannot begin"),
            "{change:?}: {html}"
        );
    }
}

#[tokio::test]
async fn every_other_error_goes_back_with_state_and_issuer() {
    let world = World::start().await;
    for (changes, expected) in [
        (
            vec![("response_type", "token")],
            "unsupported_response_type",
        ),
        (vec![("response_type", "")], "invalid_request"),
        (vec![("scope", "")], "invalid_scope"),
        (vec![("response_mode", "fragment")], "invalid_request"),
        (vec![("prompt", "none")], "login_required"),
        (vec![("code_challenge", CHALLENGE)], "invalid_request"),
        (
            vec![
                ("code_challenge", CHALLENGE),
                ("code_challenge_method", "plain"),
            ],
            "invalid_request",
        ),
        (
            vec![("request", "eyJhbGciOiJub25lIn0.e30.")],
            "request_not_supported",
        ),
    ] {
        let callback = world.bounce(&world.authorize_url(&changes)).await;
        assert_eq!(callback.get("error"), Some(expected), "{changes:?}");
        assert!(callback.get("error_description").is_some(), "{changes:?}");
        assert_eq!(
            (callback.get("state"), callback.get("iss")),
            (Some("s&t"), Some(world.idp.issuer()))
        );
    }
}

#[tokio::test]
async fn the_page_names_the_client_and_fills_in_the_login_hint() {
    let world = World::start().await;
    let page = world
        .open(&world.authorize_url(&[("login_hint", ADA)]))
        .await;
    assert!(
        page.html.contains(&format!("Sign in to {CLIENT_ID}")),
        "{}",
        page.html
    );
    assert!(
        page.html
            .contains(&format!("name=\"person\" type=\"text\" value=\"{ADA}\"")),
        "{}",
        page.html
    );
}
