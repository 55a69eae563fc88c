use mock_idp::{Client, IssuerSettings, NewPerson};
use serde_json::json;

use crate::support::{
    ADA, Answer, CLIENT_ID, CLIENT_SECRET, Callback, LoginPage, REDIRECT_URI, World,
};

async fn get(world: &World, path: &str) -> Answer {
    Answer::of(world.http.get(world.url(path))).await
}

async fn make(world: &World, body: serde_json::Value) -> Answer {
    Answer::of(world.http.post(world.url("/admin/issuers")).json(&body)).await
}

#[tokio::test]
async fn another_issuer_is_made_over_http_and_has_all_endpoints_below_its_own_url() {
    let world = World::start().await;
    let made = make(
        &world,
        json!({"name": "b", "algorithm": "RS256", "code_lifetime_s": 5}),
    )
    .await;
    let issuer = world.url("/i/b");
    assert_eq!(made.status, 201);
    assert_eq!(made.json, json!({"name": "b", "issuer": issuer}));

    let found = get(&world, "/i/b/.well-known/openid-configuration")
        .await
        .json;
    assert_eq!(found["issuer"], issuer);
    for (name, value) in found.as_object().expect("an object") {
        if name.ends_with("_endpoint") || name == "jwks_uri" {
            let url = value.as_str().expect("a URL");
            assert!(url.starts_with(&format!("{issuer}/")), "{name}: {url}");
        }
    }
    let keys = get(&world, "/i/b/jwks").await.json;
    assert_eq!(keys["keys"][0]["alg"], "RS256");
    let settings = get(&world, "/i/b/admin/settings").await.json;
    assert_eq!(settings["code_lifetime_s"], 5);
}

#[tokio::test]
async fn the_metadata_of_rfc_8414_is_the_same_document() {
    let world = World::start().await;
    make(&world, json!({"name": "b"})).await;
    for (discovery, rfc_8414) in [
        ("", "/.well-known/oauth-authorization-server"),
        ("/i/b", "/.well-known/oauth-authorization-server/i/b"),
    ] {
        let one = get(
            &world,
            &format!("{discovery}/.well-known/openid-configuration"),
        )
        .await;
        assert_eq!(get(&world, rfc_8414).await.json, one.json);
    }
}

#[tokio::test]
async fn issuers_share_neither_persons_nor_clients_nor_codes_nor_journals() {
    let world = World::start().await;
    let b = world
        .idp
        .add_issuer("b", IssuerSettings::default())
        .expect("valid");
    let at_b = world
        .authorize_url(&[])
        .replace("/authorize", "/i/b/authorize");
    let unknown = world.http.get(&at_b).send().await.expect("an answer");
    assert_eq!(unknown.status(), 400, "the client is not b's");

    b.add_client(Client::new(CLIENT_ID, CLIENT_SECRET, REDIRECT_URI))
        .expect("valid");
    let page = world.open(&at_b).await;
    let allow = [("person", ADA), ("decision", "allow")];
    let page = LoginPage::read(world.press(&page, &allow).await).await;
    assert_eq!(page.status, 400, "Ada is not b's");

    let twin = b.add_person(NewPerson::with_email(ADA)).expect("valid");
    assert_ne!(twin.sub, world.ada.sub);
    let back = Callback::of(&world.press(&page, &allow).await);
    assert_eq!(back.get("iss"), Some(b.issuer()));
    let elsewhere = world.exchange(back.get("code").expect("a code"), &[]).await;
    assert_eq!(elsewhere.error(), (400, "invalid_grant"));

    let seen = |entries: Vec<mock_idp::JournalEntry>| entries.len();
    assert_eq!((seen(world.idp.journal()), seen(b.journal())), (1, 4));
}

#[tokio::test]
async fn an_issuer_that_is_not_there_or_cannot_be_is_refused() {
    let world = World::start().await;
    for (body, member) in [
        (json!({}), "name"),
        (json!({"name": 1}), "name"),
        (json!({"name": "../b"}), "name"),
        (json!({"name": "b", "algorithm": "none"}), "none"),
        (json!({"name": "b", "colour": "red"}), "colour"),
    ] {
        let answer = make(&world, body.clone()).await;
        assert_eq!(answer.error(), (400, "invalid_request"), "{body}");
        let why = answer.json["error_description"].as_str().expect("text");
        assert!(why.contains(member), "{body}: {why}");
    }
    assert_eq!(make(&world, json!({"name": "b"})).await.status, 201);
    assert_eq!(
        make(&world, json!({"name": "b"})).await.error(),
        (409, "conflict")
    );
    assert_eq!(get(&world, "/i/c/jwks").await.status, 404);
    let only_at_the_root = world.http.post(world.url("/i/b/admin/issuers"));
    assert_eq!(
        Answer::of(only_at_the_root.json(&json!({"name": "c"})))
            .await
            .status,
        404
    );
}
