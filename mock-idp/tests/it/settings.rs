use serde_json::{Value, json};

use crate::support::{Answer, World};

async fn patch(world: &World, body: Value) -> Answer {
    Answer::of(world.http.patch(world.url("/admin/settings")).json(&body)).await
}

async fn clock(world: &World, body: Value) -> Answer {
    Answer::of(world.http.post(world.url("/admin/clock")).json(&body)).await
}

async fn discovery(world: &World) -> Value {
    let url = world.url("/.well-known/openid-configuration");
    Answer::of(world.http.get(url)).await.json
}

#[tokio::test]
async fn settings_are_patched_and_answered_whole() {
    let world = World::start().await;
    let changed = patch(&world, json!({"id_token_lifetime_s": 7})).await;
    assert_eq!(
        (
            changed.status.as_u16(),
            &changed.json["id_token_lifetime_s"]
        ),
        (200, &json!(7))
    );
    assert_eq!(changed.json["code_lifetime_s"], 60);
    let read = Answer::of(world.http.get(world.url("/admin/settings"))).await;
    assert_eq!(read.json, changed.json);
    for body in [
        json!({"lifetime": 7}),
        json!({"id_token_lifetime_s": -1}),
        json!([]),
    ] {
        let refused = patch(&world, body.clone()).await;
        assert!(refused.status.is_client_error(), "{body}");
        assert!(refused.json["error_description"].is_string(), "{body}");
    }
    assert_eq!(
        Answer::of(world.http.get(world.url("/admin/settings")))
            .await
            .json,
        changed.json
    );
}

#[tokio::test]
async fn discovery_can_be_made_to_tell_anything() {
    let world = World::start().await;
    patch(
        &world,
        json!({"metadata": {"issuer": "http://other.test", "jwks_uri": null}}),
    )
    .await;
    let document = discovery(&world).await;
    assert_eq!(document["issuer"], "http://other.test");
    assert_eq!(document.get("jwks_uri"), None);
    patch(&world, json!({"metadata": null})).await;
    assert_eq!(discovery(&world).await["issuer"], world.idp.issuer());
}

#[tokio::test]
async fn without_response_iss_no_answer_names_the_issuer_and_discovery_says_so() {
    let world = World::start().await;
    patch(&world, json!({"response_iss": false})).await;
    let sound = world.allow(&world.authorize_url(&[])).await;
    let refused = world.bounce(&world.authorize_url(&[("scope", "")])).await;
    assert_eq!((sound.get("iss"), refused.get("iss")), (None, None));
    let name = "authorization_response_iss_parameter_supported";
    assert_eq!(discovery(&world).await[name], false);
}

#[tokio::test]
async fn codes_expire_by_the_clock_of_their_issuer() {
    let world = World::start().await;
    let code = world.code(&[]).await;
    let before = clock(&world, json!({"advance_s": 0})).await.json["now_ms"].as_u64();
    let after = clock(&world, json!({"advance_s": 61})).await.json["now_ms"].as_u64();
    assert!(after >= before.map(|before| before + 61_000));
    assert_eq!(
        world.exchange(&code, &[]).await.error(),
        (400, "invalid_grant")
    );
}

#[tokio::test]
async fn a_clock_is_moved_in_exactly_one_way() {
    let world = World::start().await;
    let set = clock(&world, json!({"set_ms": 1_000_000})).await;
    assert_eq!(
        set.json["now_ms"].as_u64().map(|now| now / 1_000_000),
        Some(1)
    );
    let now = clock(&world, json!({"reset": true})).await.json["now_ms"].as_u64();
    assert!(now > Some(1_700_000_000_000));
    for body in [
        json!({}),
        json!({"reset": false}),
        json!({"advance_s": 1, "set_ms": 1}),
        json!({"advance": 1}),
    ] {
        assert!(
            clock(&world, body.clone()).await.status.is_client_error(),
            "{body}"
        );
    }
}
