use mock_idp::{Algorithm, Client};
use serde_json::{Value, json};

use crate::support::{Answer, CLIENT_ID, CLIENT_SECRET, REDIRECT_URI, World};

async fn published(world: &World) -> Vec<Value> {
    let jwks = world.get("/jwks").await;
    jwks.json["keys"].as_array().expect("keys").clone()
}

async fn signed_in(world: &World) -> Answer {
    world.exchange(&world.code(&[]).await, &[]).await
}

fn client_signed_by(algorithm: Algorithm) -> Client {
    Client {
        id_token_signed_response_alg: Some(algorithm),
        ..Client::new(CLIENT_ID, CLIENT_SECRET, REDIRECT_URI)
    }
}

#[tokio::test]
async fn a_client_has_the_algorithm_that_it_is_registered_for_and_its_key_is_published() {
    let world = World::start().await;
    assert_eq!(signed_in(&world).await.jose_header()["alg"], "ES256");
    assert_eq!(published(&world).await.len(), 1, "no key that nobody needs");

    world
        .idp
        .add_client(client_signed_by(Algorithm::Rs256))
        .expect("valid");
    let header = signed_in(&world).await.jose_header();
    assert_eq!(header["alg"], "RS256");
    let keys = published(&world).await;
    let key = keys
        .iter()
        .find(|key| key["kid"] == header["kid"])
        .expect("published");
    assert_eq!(
        (&key["kty"], &key["alg"], &key["use"]),
        (&json!("RSA"), &json!("RS256"), &json!("sig"))
    );
    assert_eq!(keys.len(), 2);
}

#[tokio::test]
async fn discovery_offers_rs256_whatever_is_the_default() {
    let world = World::start().await;
    for algorithm in ["ES256", "RS256"] {
        world.set_up(json!({"algorithm": algorithm})).await;
        let document = world.get("/.well-known/openid-configuration").await.json;
        let offered = &document["id_token_signing_alg_values_supported"];
        assert_eq!(offered, &json!(["RS256", "ES256"]));
        assert_eq!(signed_in(&world).await.jose_header()["alg"], algorithm);
    }
}

#[tokio::test]
async fn after_a_rotation_the_new_key_signs_and_the_old_one_stays_if_it_is_to() {
    let world = World::start().await;
    for algorithm in ["ES256", "RS256"] {
        world.set_up(json!({"algorithm": algorithm})).await;
        let before = signed_in(&world).await.jose_header();
        let rotated = world.post("/admin/keys/rotate", json!({})).await;
        let after = signed_in(&world).await.jose_header();
        assert_eq!(
            (rotated.status.as_u16(), &rotated.json["kid"]),
            (200, &after["kid"])
        );
        let kids: Vec<_> = published(&world)
            .await
            .iter()
            .map(|key| key["kid"].clone())
            .collect();
        assert!(
            kids.contains(&before["kid"]) && kids.contains(&after["kid"]),
            "{kids:?}"
        );

        world
            .post("/admin/keys/rotate", json!({"keep_old": false}))
            .await;
        let last = signed_in(&world).await.jose_header();
        let kids: Vec<_> = published(&world)
            .await
            .iter()
            .map(|key| key["kid"].clone())
            .collect();
        assert!(
            kids.contains(&last["kid"]) && !kids.contains(&after["kid"]),
            "{kids:?}"
        );
    }
}

#[tokio::test]
async fn a_rotation_needs_no_body_and_refuses_one_that_it_does_not_understand() {
    let world = World::start().await;
    let plain = world.http.post(world.url("/admin/keys/rotate"));
    assert_eq!(Answer::of(plain).await.status, 200);
    let odd = world
        .post("/admin/keys/rotate", json!({"keep": false}))
        .await;
    assert_eq!(odd.error(), (422, "invalid_request"));
}

#[tokio::test]
async fn several_keys_can_be_published_of_which_the_last_signs() {
    let world = World::start().await;
    world.set_up(json!({"keys": 3})).await;
    let kid = signed_in(&world).await.jose_header()["kid"].clone();
    let keys = published(&world).await;
    assert_eq!((keys.len(), &keys[2]["kid"]), (3, &kid));
    assert!(keys.iter().all(|key| key["alg"] == "ES256"));
}

#[tokio::test]
async fn keys_can_go_without_a_kid() {
    let world = World::start().await;
    world.set_up(json!({"kid_in_keys": false})).await;
    assert_eq!(published(&world).await[0].get("kid"), None);
    assert_eq!(signed_in(&world).await.jose_header().get("kid"), None);
}
