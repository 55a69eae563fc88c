use mock_idp::{MockIdp, Person, Settings};
use serde_json::{Value, json};

use crate::support::{Answer, World};

async fn post(world: &World, path: &str, body: &Value) -> Answer {
    Answer::of(world.http.post(world.url(path)).json(body)).await
}

#[tokio::test]
async fn a_person_is_made_with_a_fresh_sub() {
    let world = World::start().await;
    let body =
        json!({"email": "bob@example.test", "email_verified": false, "claims": {"team": "red"}});
    let answer = post(&world, "/admin/persons", &body).await;
    assert_eq!(answer.status, 201);
    let bob: Person = serde_json::from_value(answer.json).expect("a person");
    assert!(
        bob.sub.len() >= 22 && bob.sub != world.ada.sub,
        "{}",
        bob.sub
    );
    assert_eq!(
        (bob.email_verified, &bob.claims["team"]),
        (false, &json!("red"))
    );
}

#[tokio::test]
async fn two_persons_never_share_an_email_address() {
    let world = World::start().await;
    let answer = post(
        &world,
        "/admin/persons",
        &json!({"email": "ADA@example.test"}),
    )
    .await;
    assert_eq!(answer.error(), (409, "conflict"));
    assert!(
        answer.json["error_description"]
            .as_str()
            .expect("text")
            .contains("`email`")
    );
}

#[tokio::test]
async fn a_refusal_names_the_member_that_is_wrong() {
    let world = World::start().await;
    let client =
        json!({"client_id": "c", "client_secret": "fake", "redirect_uris": ["http://localhost/"]});
    let client_with = |member: &str, value: Value| {
        let mut body = client.clone();
        body[member] = value;
        body
    };
    for (path, body, member) in [
        ("/admin/persons", json!({}), "email"),
        ("/admin/persons", json!({"email": "nobody"}), "email"),
        (
            "/admin/persons",
            json!({"email": "b@example.test", "email_verified": "yes"}),
            "email_verified",
        ),
        (
            "/admin/persons",
            json!({"email": "b@example.test", "emial": 1}),
            "emial",
        ),
        (
            "/admin/persons",
            json!({"email": "b@example.test", "claims": ["x"]}),
            "claims",
        ),
        (
            "/admin/persons",
            json!({"email": "b@example.test", "authorization_error": "x"}),
            "authorization_error",
        ),
        (
            "/admin/clients",
            client_with("redirect_uris", json!(["/relative"])),
            "redirect_uris",
        ),
        (
            "/admin/clients",
            client_with("redirect_uris", json!("http://localhost/")),
            "redirect_uris",
        ),
        (
            "/admin/clients",
            client_with("client_secret", json!("")),
            "client_secret",
        ),
        (
            "/admin/clients",
            client_with("scope", json!("openid")),
            "scope",
        ),
    ] {
        let answer = post(&world, path, &body).await;
        assert!(answer.status.is_client_error(), "{body}: {answer:?}");
        assert_eq!(answer.json["error"], "invalid_request", "{body}");
        let description = answer.json["error_description"]
            .as_str()
            .expect("a description");
        assert!(description.contains(member), "{body}: {description}");
    }
    let filter = Answer::of(world.http.get(world.url("/admin/journal?persn=x"))).await;
    assert_eq!(filter.error(), (400, "invalid_request"));
    assert!(
        filter.json["error_description"]
            .as_str()
            .expect("text")
            .contains("persn"),
        "{filter:?}"
    );
}

#[tokio::test]
async fn a_client_replaces_one_of_the_same_id() {
    let world = World::start().await;
    let body = json!({"client_id": "my-app", "client_secret": "fake-new", "name": "My App",
        "redirect_uris": ["http://localhost:4000/a", "http://localhost:4000/b"]});
    let answer = post(&world, "/admin/clients", &body).await;
    assert_eq!((answer.status.as_u16(), &answer.json), (201, &body));

    let page = world
        .open(&world.authorize_url(&[("redirect_uri", "http://localhost:4000/b")]))
        .await;
    assert!(page.html.contains("Sign in to My App"), "{}", page.html);
    let old = world
        .http
        .get(world.authorize_url(&[]))
        .send()
        .await
        .expect("an answer");
    assert_eq!(old.status(), 400);
}

#[tokio::test]
async fn a_taken_port_is_named() {
    let world = World::start().await;
    let port = world
        .idp
        .issuer()
        .rsplit(':')
        .next()
        .and_then(|port| port.parse().ok())
        .expect("a port");
    let error = MockIdp::start(Settings {
        port,
        ..Settings::default()
    })
    .await
    .expect_err("taken");
    assert!(
        error
            .to_string()
            .starts_with(&format!("cannot listen on 127.0.0.1:{port}")),
        "{error}"
    );
}

#[tokio::test]
async fn persons_are_listed_read_changed_and_removed() {
    let world = World::start().await;
    let one = format!("/admin/persons/{}", world.ada.sub);
    let ada = world.get(&one).await.json;
    assert_eq!(ada["email"], "ada@example.test");
    assert_eq!(world.get("/admin/persons").await.json, json!([ada]));

    let changed = world
        .patch(
            &one,
            json!({"email": "countess@example.test", "given_name": null}),
        )
        .await;
    assert_eq!(changed.status, 200);
    assert_eq!(changed.json["email"], "countess@example.test");
    assert_eq!(changed.json.get("given_name"), None);
    assert_eq!(world.get(&one).await.json, changed.json);

    assert_eq!(world.delete(&one).await.status, 204);
    for answer in [
        world.get(&one).await,
        world.patch(&one, json!({})).await,
        world.delete(&one).await,
    ] {
        assert_eq!(answer.error(), (404, "not_found"));
    }
}

#[tokio::test]
async fn a_change_of_a_person_is_checked_like_a_new_one() {
    let world = World::start().await;
    world
        .post("/admin/persons", json!({"email": "bob@example.test"}))
        .await;
    let one = format!("/admin/persons/{}", world.ada.sub);
    for (patch, status, word) in [
        (json!({"email": "bob@example.test"}), 409, "`email`"),
        (json!({"email": "nobody"}), 400, "`email`"),
        (json!({"sub": "other"}), 400, "`sub`"),
        (json!({"emial": "x"}), 400, "emial"),
    ] {
        let refused = world.patch(&one, patch.clone()).await;
        assert_eq!(refused.status, status, "{patch}");
        assert!(
            refused.text("error_description").contains(word),
            "{patch}: {refused:?}"
        );
    }
    assert_eq!(world.get(&one).await.json["email"], "ada@example.test");
}

#[tokio::test]
async fn a_person_who_is_gone_gets_no_tokens_any_more() {
    let world = World::start().await;
    let (code, token) = (world.code(&[]).await, world.access_token(&[]).await);
    world
        .delete(&format!("/admin/persons/{}", world.ada.sub))
        .await;
    assert_eq!(
        world.exchange(&code, &[]).await.error(),
        (400, "invalid_grant")
    );
    assert_eq!(world.userinfo(&token).await.error(), (401, "invalid_token"));
}
