use mock_idp::{Client, ClientAuth};
use serde_json::json;

use crate::support::{Answer, CHALLENGE, CLIENT_ID, CLIENT_SECRET, REDIRECT_URI, VERIFIER, World};

const WITH_CHALLENGE: [(&str, &str); 2] = [
    ("code_challenge", CHALLENGE),
    ("code_challenge_method", "S256"),
];

#[tokio::test]
async fn a_public_client_signs_people_in_with_pkce_and_no_secret() {
    let world = World::start().await;
    world
        .idp
        .add_client(Client::public(CLIENT_ID, REDIRECT_URI))
        .expect("valid");
    let code = world.code(&WITH_CHALLENGE).await;
    let answer = world
        .exchange(&code, &[("client_secret", ""), ("code_verifier", VERIFIER)])
        .await;
    assert_eq!(answer.status, 200, "{answer:?}");
    assert_eq!(answer.claims()["aud"], CLIENT_ID);
}

#[tokio::test]
async fn a_public_client_that_shows_a_secret_is_not_what_it_was_registered_as() {
    let world = World::start().await;
    world
        .idp
        .add_client(Client::public(CLIENT_ID, REDIRECT_URI))
        .expect("valid");
    let code = world.code(&WITH_CHALLENGE).await;
    let answer = world.exchange(&code, &[("code_verifier", VERIFIER)]).await;
    assert_eq!(answer.error(), (401, "invalid_client"));
}

#[tokio::test]
async fn pkce_can_be_required_of_one_client_or_of_all_and_is_of_public_ones() {
    let confidential = Client::new(CLIENT_ID, CLIENT_SECRET, REDIRECT_URI);
    let strict = Client {
        require_pkce: true,
        ..confidential.clone()
    };
    for (client, all) in [
        (Client::public(CLIENT_ID, REDIRECT_URI), false),
        (strict, false),
        (confidential, true),
    ] {
        let world = World::start().await;
        world.idp.add_client(client).expect("valid");
        world.set_up(json!({"require_pkce": all})).await;
        let without = world.bounce(&world.authorize_url(&[])).await;
        assert_eq!(without.get("error"), Some("invalid_request"));
        assert_eq!(without.get("state"), Some("s&t"));
        let page = world.open(&world.authorize_url(&WITH_CHALLENGE)).await;
        assert_eq!(page.status, 200);
    }
}

#[tokio::test]
async fn a_client_can_be_held_to_client_secret_post() {
    let world = World::start().await;
    let post = Client {
        token_endpoint_auth_method: ClientAuth::ClientSecretPost,
        ..Client::new(CLIENT_ID, CLIENT_SECRET, REDIRECT_URI)
    };
    world.idp.add_client(post).expect("valid");
    let code = world.code(&[]).await;
    let form = [
        ("grant_type", "authorization_code"),
        ("code", &code),
        ("redirect_uri", REDIRECT_URI),
    ];
    let encoded: String = url_encoded(CLIENT_SECRET);
    let basic = world
        .http
        .post(world.url("/token"))
        .basic_auth(CLIENT_ID, Some(encoded));
    assert_eq!(
        Answer::of(basic.form(&form)).await.error(),
        (401, "invalid_client")
    );
    assert_eq!(world.exchange(&code, &[]).await.status, 200);
}

#[tokio::test]
async fn a_secret_in_the_query_is_refused() {
    let world = World::start().await;
    let code = world.code(&[]).await;
    let url = format!("/token?client_secret={}", url_encoded(CLIENT_SECRET));
    let form = [
        ("grant_type", "authorization_code"),
        ("code", &code),
        ("redirect_uri", REDIRECT_URI),
        ("client_id", CLIENT_ID),
    ];
    let answer = Answer::of(world.http.post(world.url(&url)).form(&form)).await;
    assert_eq!(answer.error(), (400, "invalid_request"));
    let last = world.idp.journal().pop().expect("an entry");
    assert_eq!(last.params["client_secret"], "[redacted]");
}

#[tokio::test]
async fn clients_are_listed_and_removed() {
    let world = World::start().await;
    let public = json!({"client_id": "spa", "token_endpoint_auth_method": "none",
        "redirect_uris": ["http://localhost/cb"], "post_logout_redirect_uris": ["http://localhost/bye"]});
    let made = world.post("/admin/clients", public.clone()).await;
    assert_eq!((made.status.as_u16(), &made.json), (201, &public));
    let listed = world.get("/admin/clients").await.json;
    assert_eq!(
        (&listed[0]["client_id"], &listed[1]),
        (&json!(CLIENT_ID), &public)
    );

    let token = world.access_token(&[]).await;
    let gone = world.delete(&format!("/admin/clients/{CLIENT_ID}")).await;
    assert_eq!(gone.status, 204);
    assert_eq!(world.userinfo(&token).await.error(), (401, "invalid_token"));
    let again = world.delete(&format!("/admin/clients/{CLIENT_ID}")).await;
    assert_eq!(again.error(), (404, "not_found"));
}

fn url_encoded(text: &str) -> String {
    let pair = reqwest::Url::parse_with_params("http://x", [("v", text)]).expect("a URL");
    pair.query()
        .and_then(|query| query.strip_prefix("v="))
        .expect("v=")
        .to_owned()
}
