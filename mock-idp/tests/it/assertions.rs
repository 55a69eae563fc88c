//! Questions about the journal, in any language that speaks HTTP.

use serde_json::{Value, json};

use crate::support::{Answer, CHALLENGE, CLIENT_ID, CLIENT_SECRET, REDIRECT_URI, VERIFIER, World};

/// A world in which Ada has signed in once, with PKCE, and a made-up code has been tried.
async fn after_a_login() -> World {
    let world = World::start().await;
    let with_challenge = [
        ("code_challenge", CHALLENGE),
        ("code_challenge_method", "S256"),
    ];
    let code = world.code(&with_challenge).await;
    let form = [
        ("grant_type", "authorization_code"),
        ("code", &code),
        ("redirect_uri", REDIRECT_URI),
        ("code_verifier", VERIFIER),
    ];
    let id = "my-app";
    let request = world.http.post(world.url("/token")).form(&form);
    let tokens = Answer::of(request.basic_auth(id, Some("fake-secret%3A+%2B%25"))).await;
    let token = tokens.json["access_token"].as_str().expect("a token");
    assert_eq!(world.userinfo(token).await.status, 200);
    assert_eq!(world.exchange("made-up", &[]).await.status, 400);
    world
}

async fn judged(world: &World, assertion: &Value) -> Answer {
    let url = world.url("/admin/assertions");
    Answer::of(world.http.post(url).json(assertion)).await
}

#[tokio::test]
async fn an_assertion_holds_or_does_not_and_says_why() {
    let world = after_a_login().await;
    let sub = &world.ada.sub;
    for (assertion, holds, found) in [
        (json!({"that": {}}), true, 5),
        (
            json!({"that": {"endpoint": "token"}, "exactly": 2}),
            true,
            2,
        ),
        (
            json!({"that": {"endpoint": "token"}, "exactly": 1}),
            false,
            2,
        ),
        (
            json!({"that": {"endpoint": "token", "person": sub}, "exactly": 1}),
            true,
            1,
        ),
        (json!({"that": {"person": sub}}), true, 4),
        (
            json!({"that": {"endpoint": "token", "error": "invalid_grant", "status": 400}}),
            true,
            1,
        ),
        (
            json!({"that": {"endpoint": "token", "method": "GET"}}),
            false,
            0,
        ),
        (
            json!({"that": {"endpoint": "token", "params": {"code_verifier": true}}, "exactly": 1}),
            true,
            1,
        ),
        (
            json!({"that": {"endpoint": "token", "params": {"code_verifier": null}}, "at_most": 0}),
            false,
            1,
        ),
        (
            json!({"that": {"endpoint": "token", "params": {"code_verifier": false}}}),
            true,
            1,
        ),
        (
            json!({"that": {"params": {"code_challenge_method": "plain"}}, "exactly": 0}),
            true,
            0,
        ),
        (
            json!({"that": {"params": {"code_challenge_method": "S256"}}}),
            true,
            1,
        ),
        (
            json!({"that": {"endpoint": "token", "authorization": "Basic"}, "exactly": 1}),
            true,
            1,
        ),
        (
            json!({"that": {"authorization": "bearer"}, "at_least": 1, "at_most": 1}),
            true,
            1,
        ),
        (
            json!({"that": {"client_id": CLIENT_ID}, "at_least": 6}),
            false,
            5,
        ),
        (json!({"that": {"client_id": "another"}}), false, 0),
        (json!({"that": {}, "since_ms": u64::MAX}), false, 0),
    ] {
        let answer = judged(&world, &assertion).await;
        assert_eq!(answer.status, 200, "{assertion}: {answer:?}");
        assert_eq!(answer.json["holds"], holds, "{assertion}: {answer:?}");
        assert_eq!(answer.json["found"], found, "{assertion}: {answer:?}");
        let exchanges = answer.json["exchanges"].as_array().expect("exchanges");
        assert_eq!(exchanges.len(), found, "{assertion}");
        let why = answer.json["why"].as_str().expect("a sentence");
        assert!(why.contains(&format!("found {found}")), "{why}");
    }
}

#[tokio::test]
async fn an_assertion_that_cannot_be_meant_is_refused() {
    let world = World::start().await;
    for (assertion, word) in [
        (json!({"that": {"endpiont": "token"}}), "endpiont"),
        (json!({"that": {"endpoint": "tokens"}}), "tokens"),
        (json!({"that": {}, "exactly": 1, "at_most": 2}), "exactly"),
        (json!({"that": {}, "at_least": 3, "at_most": 2}), "at_least"),
        (json!({"at_least": 3}), "that"),
        (json!({"that": {}, "times": 1}), "times"),
    ] {
        let answer = judged(&world, &assertion).await;
        assert!(answer.status.is_client_error(), "{assertion}: {answer:?}");
        let text = answer.json["error_description"].as_str().expect("text");
        assert!(text.contains(word), "{assertion}: {text}");
    }
}

#[tokio::test]
async fn the_journal_is_narrowed_by_each_filter_and_can_be_emptied() {
    let world = after_a_login().await;
    let all = world.journal("").await;
    let login = all[0].login.clone().expect("a login");
    assert_eq!(world.journal(&format!("?login={login}")).await.len(), 4);
    assert_eq!(world.journal("?endpoint=token").await.len(), 2);
    let later = all[4].at_ms + 1;
    assert_eq!(world.journal(&format!("?since_ms={later}")).await, []);

    let emptied = world.http.delete(world.url("/admin/journal"));
    assert_eq!(Answer::of(emptied).await.status, 204);
    assert_eq!(world.journal("").await, []);
}

#[tokio::test]
async fn neither_the_journal_nor_a_verdict_tells_a_secret() {
    let world = after_a_login().await;
    // What comes where it does not belong is kept out as well.
    let misplaced = format!("/token?client_secret=fake-misplaced&code={VERIFIER}");
    let odd = world.http.post(world.url(&misplaced));
    Answer::of(odd.header("authorization", "Bearer fake-misplaced fake")).await;
    let odd = world.http.post(world.url("/token"));
    Answer::of(odd.header("authorization", "fake-misplaced without a scheme")).await;
    let text = serde_json::to_string(&world.idp.journal()).expect("json");
    let verdict = judged(&world, &json!({"that": {}})).await.json.to_string();
    for told in [text, verdict] {
        for secret in [
            VERIFIER,
            CLIENT_SECRET,
            "fake-secret",
            "fake-misplaced",
            "made-up",
        ] {
            assert!(!told.contains(secret), "{secret} in {told}");
        }
        assert!(told.contains("Basic [redacted]"), "{told}");
        assert!(told.contains("Bearer [redacted]"), "{told}");
    }
}
