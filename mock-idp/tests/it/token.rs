use mock_idp::Client;
use reqwest::StatusCode;

use crate::support::{Answer, CHALLENGE, CLIENT_ID, REDIRECT_URI, VERIFIER, World};

const WITH_CHALLENGE: [(&str, &str); 2] = [
    ("code_challenge", CHALLENGE),
    ("code_challenge_method", "S256"),
];

#[tokio::test]
async fn tokens_are_never_stored_and_no_nonce_is_invented() {
    let world = World::start().await;
    let answer = world.exchange(&world.code(&[]).await, &[]).await;
    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(answer.header("cache-control"), "no-store");
    assert_eq!(answer.json["token_type"], "Bearer");
    assert_eq!(answer.json["scope"], "openid profile email");
    assert_eq!(answer.claims().get("nonce"), None);
}

#[tokio::test]
async fn without_openid_there_is_no_id_token() {
    let world = World::start().await;
    let answer = world
        .exchange(&world.code(&[("scope", "email")]).await, &[])
        .await;
    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(answer.json.get("id_token"), None);
}

#[tokio::test]
async fn the_right_verifier_opens_the_code() {
    let world = World::start().await;
    let answer = world
        .exchange(
            &world.code(&WITH_CHALLENGE).await,
            &[("code_verifier", VERIFIER)],
        )
        .await;
    assert_eq!(answer.status, StatusCode::OK, "{answer:?}");
}

#[tokio::test]
async fn a_wrong_a_missing_or_an_unexpected_verifier_does_not() {
    let world = World::start().await;
    let wrong = "a".repeat(43);
    for (authorize, verifier) in [
        (&WITH_CHALLENGE[..], wrong.as_str()),
        (&WITH_CHALLENGE, ""),
        (&WITH_CHALLENGE, CHALLENGE),
        (&[], VERIFIER),
    ] {
        let answer = world
            .exchange(&world.code(authorize).await, &[("code_verifier", verifier)])
            .await;
        assert_eq!(
            answer.error(),
            (400, "invalid_grant"),
            "{authorize:?} {verifier:?}"
        );
        assert_eq!(answer.header("cache-control"), "no-store");
    }
}

#[tokio::test]
async fn a_code_used_twice_takes_back_what_it_gave() {
    let world = World::start().await;
    let code = world.code(&[]).await;
    let first = world.exchange(&code, &[]).await;
    let token = first.json["access_token"].as_str().expect("a token");
    assert_eq!(world.userinfo(token).await.status, StatusCode::OK);

    assert_eq!(
        world.exchange(&code, &[]).await.error(),
        (400, "invalid_grant")
    );
    assert_eq!(world.userinfo(token).await.error(), (401, "invalid_token"));
}

#[tokio::test]
async fn a_code_is_bound_to_its_client_and_redirect_uri() {
    let world = World::start().await;
    world
        .idp
        .add_client(Client::new("other", "fake-other", REDIRECT_URI))
        .expect("valid");
    let code = world.code(&[]).await;
    let other = world
        .exchange(
            &code,
            &[("client_id", "other"), ("client_secret", "fake-other")],
        )
        .await;
    assert_eq!(other.error(), (400, "invalid_grant"));
    let elsewhere = world
        .exchange(
            &code,
            &[("redirect_uri", "http://localhost:3000/elsewhere")],
        )
        .await;
    assert_eq!(elsewhere.error(), (400, "invalid_grant"));
}

#[tokio::test]
async fn a_client_that_cannot_prove_itself_is_refused_with_a_challenge() {
    let world = World::start().await;
    let code = world.code(&[]).await;
    for changes in [
        ("client_secret", "fake-wrong"),
        ("client_secret", ""),
        ("client_id", "unknown"),
    ] {
        let answer = world.exchange(&code, &[changes]).await;
        assert_eq!(answer.error(), (401, "invalid_client"), "{changes:?}");
        assert!(
            answer.header("www-authenticate").starts_with("Basic "),
            "{changes:?}"
        );
    }
    let basic = world
        .http
        .post(world.url("/token"))
        .basic_auth(CLIENT_ID, Some("fake-wrong"));
    let answer = Answer::of(basic.form(&[("grant_type", "authorization_code")])).await;
    assert_eq!(answer.error(), (401, "invalid_client"));
    assert_eq!(
        world.exchange(&code, &[]).await.status,
        StatusCode::OK,
        "a stranger's attempt spends no code"
    );
}

#[tokio::test]
async fn malformed_requests_say_what_is_missing() {
    let world = World::start().await;
    for (changes, expected, word) in [
        (("grant_type", ""), "invalid_request", "grant_type"),
        (
            ("grant_type", "password"),
            "unsupported_grant_type",
            "authorization_code",
        ),
        (("code", ""), "invalid_request", "code"),
        (("redirect_uri", ""), "invalid_request", "redirect_uri"),
        (("code", "never-issued"), "invalid_grant", "never issued"),
    ] {
        let answer = world.exchange("x", &[changes]).await;
        assert_eq!(answer.error(), (400, expected), "{changes:?}");
        let description = answer.json["error_description"]
            .as_str()
            .expect("a description");
        assert!(description.contains(word), "{changes:?}: {description}");
    }
    let json = world
        .http
        .post(world.url("/token"))
        .json(&serde_json::json!({"grant_type": "authorization_code"}));
    assert_eq!(Answer::of(json).await.error(), (400, "invalid_request"));
}
