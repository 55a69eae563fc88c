use serde_json::json;

use crate::support::{ADA, Callback, REDIRECT_URI, World};

#[tokio::test]
async fn a_client_registers_itself_and_signs_somebody_in() {
    let world = World::start().await;
    world.set_up(json!({"dynamic_registration": true})).await;
    let document = world.get("/.well-known/openid-configuration").await.json;
    assert_eq!(document["registration_endpoint"], world.url("/register"));

    let body = json!({"redirect_uris": [REDIRECT_URI], "client_name": "The App",
        "grant_types": ["authorization_code", "refresh_token"]});
    let client = world.post("/register", body).await;
    assert_eq!(
        (client.status.as_u16(), client.header("cache-control")),
        (201, "no-store")
    );
    let (id, secret) = (client.text("client_id"), client.text("client_secret"));

    let page = world.open(&world.authorize_url(&[("client_id", id)])).await;
    assert!(page.html.contains("Sign in to The App"), "{}", page.html);
    let callback = Callback::of(
        &world
            .press(&page, &[("person", ADA), ("decision", "allow")])
            .await,
    );
    let own = [("client_id", id), ("client_secret", secret)];
    let answer = world
        .exchange(callback.get("code").expect("a code"), &own)
        .await;
    assert_eq!(answer.status, 200, "{answer:?}");
    assert_eq!(answer.jose_header()["alg"], "RS256");
    assert!(answer.json["refresh_token"].is_string());
    let entry = world.journal("?endpoint=register").await.remove(0);
    assert_eq!((entry.status, entry.client_id.as_deref()), (201, Some(id)));
}

#[tokio::test]
async fn a_registration_that_cannot_be_is_refused_with_its_error_code() {
    let world = World::start().await;
    world.set_up(json!({"dynamic_registration": true})).await;
    for (body, code) in [
        (json!({"redirect_uris": ["/cb"]}), "invalid_redirect_uri"),
        (
            json!({"redirect_uris": "http://localhost/cb"}),
            "invalid_client_metadata",
        ),
        (
            json!({"redirect_uris": [REDIRECT_URI], "grant_types": ["password"]}),
            "invalid_client_metadata",
        ),
        (json!("x"), "invalid_client_metadata"),
    ] {
        let refused = world.post("/register", body.clone()).await;
        assert_eq!(refused.error(), (400, code), "{body}");
    }
    assert_eq!(
        world
            .get("/admin/clients")
            .await
            .json
            .as_array()
            .map(Vec::len),
        Some(1)
    );
}

#[tokio::test]
async fn nobody_registers_where_that_is_not_enabled() {
    let world = World::start().await;
    let document = world.get("/.well-known/openid-configuration").await.json;
    assert_eq!(document.get("registration_endpoint"), None);
    let refused = world
        .post("/register", json!({"redirect_uris": [REDIRECT_URI]}))
        .await;
    assert_eq!(refused.status, 404);
    assert_eq!(
        world
            .get("/admin/clients")
            .await
            .json
            .as_array()
            .map(Vec::len),
        Some(1)
    );
}
