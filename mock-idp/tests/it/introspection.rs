use mock_idp::{Client, RefreshTokens};
use serde_json::json;

use crate::support::{Answer, CLIENT_ID, CLIENT_SECRET, REDIRECT_URI, World};

const RESOURCE: [(&str, &str); 2] = [("client_id", "api"), ("client_secret", "fake-api")];
const OWN: [(&str, &str); 2] = [("client_id", CLIENT_ID), ("client_secret", CLIENT_SECRET)];

async fn world() -> World {
    let world = World::start().await;
    let api = Client::new("api", "fake-api", "http://localhost/unused");
    let app = Client {
        refresh_tokens: RefreshTokens::Always,
        ..Client::new(CLIENT_ID, CLIENT_SECRET, REDIRECT_URI)
    };
    for client in [api, app, Client::public("spa", "http://localhost/unused")] {
        world.idp.add_client(client).expect("valid");
    }
    world
}

async fn introspect(world: &World, who: &[(&str, &str)], token: &str) -> Answer {
    let mut form = who.to_vec();
    form.push(("token", token));
    Answer::of(world.http.post(world.url("/introspect")).form(&form)).await
}

#[tokio::test]
async fn a_resource_server_is_told_what_an_access_token_stands_for() {
    let world = world().await;
    let token = world.access_token(&[]).await;
    let told = introspect(&world, &RESOURCE, &token).await;
    assert_eq!(
        (told.status.as_u16(), told.header("cache-control")),
        (200, "no-store")
    );
    let json = &told.json;
    assert_eq!(
        (&json["active"], &json["token_type"]),
        (&json!(true), &json!("Bearer"))
    );
    assert_eq!(
        (&json["sub"], &json["client_id"]),
        (&json!(world.ada.sub), &json!(CLIENT_ID))
    );
    assert_eq!(
        (&json["iss"], &json["scope"]),
        (&json!(world.idp.issuer()), &json!("openid profile email"))
    );
    let lifetime = json["exp"].as_u64().expect("exp") - json["iat"].as_u64().expect("iat");
    assert_eq!(lifetime, 3_600);
}

#[tokio::test]
async fn of_a_token_that_is_unknown_spent_expired_or_not_its_business_a_client_learns_nothing() {
    let world = world().await;
    let tokens = world.exchange(&world.code(&[]).await, &[]).await;
    let (access, refresh) = (tokens.text("access_token"), tokens.text("refresh_token"));
    let nothing = json!({"active": false});
    assert_eq!(introspect(&world, &RESOURCE, "made-up").await.json, nothing);
    assert_eq!(introspect(&world, &RESOURCE, refresh).await.json, nothing);
    let own = introspect(&world, &OWN, refresh).await.json;
    assert_eq!(
        (&own["active"], own.get("token_type")),
        (&json!(true), None)
    );

    let form = [
        ("grant_type", "refresh_token"),
        ("refresh_token", refresh),
        OWN[0],
        OWN[1],
    ];
    Answer::of(world.http.post(world.url("/token")).form(&form)).await;
    assert_eq!(introspect(&world, &OWN, refresh).await.json, nothing);
    world.idp.advance_clock(3_600);
    assert_eq!(introspect(&world, &RESOURCE, access).await.json, nothing);
}

#[tokio::test]
async fn a_token_of_somebody_who_is_gone_is_not_active() {
    let world = world().await;
    let token = world.access_token(&[]).await;
    assert!(world.idp.remove_person(&world.ada.sub));
    let told = introspect(&world, &RESOURCE, &token).await;
    assert_eq!(told.json, json!({"active": false}));
}

#[tokio::test]
async fn only_a_client_that_proves_itself_by_a_secret_may_ask() {
    let world = world().await;
    let token = world.access_token(&[]).await;
    for who in [
        &[][..],
        &[("client_id", "api")],
        &[("client_id", "spa")],
        &[("client_id", "api"), ("client_secret", "fake-wrong")],
    ] {
        let refused = introspect(&world, who, &token).await;
        assert_eq!(refused.error(), (401, "invalid_client"), "{who:?}");
        assert!(refused.header("www-authenticate").starts_with("Basic "));
    }
    let nothing = introspect(&world, &RESOURCE, "").await;
    assert_eq!(nothing.error(), (400, "invalid_request"));
    let entry = world
        .journal("?endpoint=introspect")
        .await
        .pop()
        .expect("an entry");
    assert_eq!(
        (entry.status, entry.client_id.as_deref()),
        (400, Some("api"))
    );
}
