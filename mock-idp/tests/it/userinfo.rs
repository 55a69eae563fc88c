use mock_idp::NewPerson;
use reqwest::StatusCode;
use serde_json::json;

use crate::support::{ADA, Answer, Callback, World};

#[tokio::test]
async fn a_token_is_taken_from_the_header_or_from_a_form() {
    let world = World::start().await;
    let token = world.access_token(&[]).await;
    let url = world.url("/userinfo");
    for request in [
        world.http.get(&url).bearer_auth(&token),
        world.http.post(&url).bearer_auth(&token),
        world.http.post(&url).form(&[("access_token", &token)]),
    ] {
        let answer = Answer::of(request).await;
        assert_eq!(
            (answer.status, &answer.json["sub"]),
            (StatusCode::OK, &json!(world.ada.sub))
        );
        assert_eq!(answer.header("cache-control"), "no-store");
    }
}

#[tokio::test]
async fn without_a_token_there_is_a_bare_challenge() {
    let world = World::start().await;
    let token = world.access_token(&[]).await;
    let url = world.url("/userinfo");
    for request in [
        world.http.get(&url),
        world.http.get(&url).query(&[("access_token", &token)]),
    ] {
        let answer = Answer::of(request).await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
        assert_eq!(
            answer.header("www-authenticate"),
            "Bearer realm=\"mock-idp\""
        );
    }
}

#[tokio::test]
async fn a_token_that_is_not_good_enough_is_challenged_with_the_reason() {
    let world = World::start().await;
    let without_openid = world.access_token(&[("scope", "email")]).await;
    for (token, status, error) in [
        ("never-issued", 401, "invalid_token"),
        (without_openid.as_str(), 403, "insufficient_scope"),
    ] {
        let answer = world.userinfo(token).await;
        assert_eq!(answer.error(), (status, error));
        assert!(
            answer
                .header("www-authenticate")
                .contains(&format!("error=\"{error}\"")),
            "{answer:?}"
        );
    }
    let twice = world
        .http
        .post(world.url("/userinfo"))
        .bearer_auth("x")
        .form(&[("access_token", "x")]);
    assert_eq!(Answer::of(twice).await.error(), (400, "invalid_request"));
}

#[tokio::test]
async fn only_what_was_granted_is_told() {
    let world = World::start().await;
    let ada = world.ada.sub.clone();
    let told = |answer: Answer| answer.json;
    assert_eq!(
        told(
            world
                .userinfo(&world.access_token(&[("scope", "openid")]).await)
                .await
        ),
        json!({"sub": ada})
    );
    assert_eq!(
        told(
            world
                .userinfo(&world.access_token(&[("scope", "email openid")]).await)
                .await
        ),
        json!({"sub": ada, "email": ADA, "email_verified": true})
    );
}

#[tokio::test]
async fn own_claims_are_merged_over_the_standard_ones() {
    let world = World::start().await;
    let claims = json!({"email_verified": null, "team": "red"})
        .as_object()
        .cloned()
        .expect("an object");
    let bob = world
        .idp
        .add_person(NewPerson {
            claims,
            ..NewPerson::with_email("bob@example.test")
        })
        .expect("valid");
    let page = world
        .open(&world.authorize_url(&[("scope", "openid email")]))
        .await;
    let callback = Callback::of(&world.press(&page, &[("pick", &bob.sub)]).await);
    let tokens = world
        .exchange(callback.get("code").expect("a code"), &[])
        .await;
    let answer = world
        .userinfo(tokens.json["access_token"].as_str().expect("a token"))
        .await;
    assert_eq!(
        answer.json,
        json!({"sub": bob.sub, "email": "bob@example.test", "team": "red"})
    );
}
