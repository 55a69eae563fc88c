use reqwest::StatusCode;

use crate::support::{Answer, World};

#[tokio::test]
async fn every_endpoint_is_under_the_issuer_and_there() {
    let world = World::start().await;
    let discovery = Answer::of(
        world
            .http
            .get(world.url("/.well-known/openid-configuration")),
    )
    .await;
    let issuer = world.idp.issuer();
    assert_eq!(discovery.json["issuer"], issuer);
    for name in [
        "authorization_endpoint",
        "token_endpoint",
        "userinfo_endpoint",
        "jwks_uri",
    ] {
        let url = discovery.json[name]
            .as_str()
            .unwrap_or_else(|| panic!("no {name}"));
        assert!(url.starts_with(&format!("{issuer}/")), "{name} is {url}");
        let status = world
            .http
            .get(url)
            .send()
            .await
            .expect("an answer")
            .status();
        assert_ne!(status, StatusCode::NOT_FOUND, "{name}");
    }
    assert_eq!(
        discovery.json["code_challenge_methods_supported"],
        serde_json::json!(["S256"])
    );
    assert_eq!(
        discovery.json["authorization_response_iss_parameter_supported"],
        true
    );
}

#[tokio::test]
async fn the_published_key_has_a_kid_and_says_what_it_is_for() {
    let world = World::start().await;
    let jwks = Answer::of(world.http.get(world.url("/jwks"))).await;
    let key = &jwks.json["keys"][0];
    assert!(
        key["kid"].as_str().is_some_and(|kid| !kid.is_empty()),
        "{key}"
    );
    assert_eq!((&key["alg"], &key["use"]), (&"ES256".into(), &"sig".into()));
}

#[tokio::test]
async fn an_unknown_address_says_where_to_begin() {
    let world = World::start().await;
    let response = world
        .http
        .get(world.url("/"))
        .send()
        .await
        .expect("an answer");
    assert_eq!(response.status(), StatusCode::NOT_FOUND);
    assert!(
        response
            .text()
            .await
            .expect("a page")
            .contains("/.well-known/openid-configuration")
    );
}
