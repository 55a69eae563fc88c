use mock_idp::{Endpoint, NewPerson};

use crate::support::{ADA, CHALLENGE, CLIENT_ID, CLIENT_SECRET, Callback, VERIFIER, World};

#[tokio::test]
async fn a_whole_login_is_under_one_id_and_without_secrets() {
    let world = World::start().await;
    let other = world.open(&world.authorize_url(&[])).await;
    let page = world
        .open(&world.authorize_url(&[
            ("code_challenge", CHALLENGE),
            ("code_challenge_method", "S256"),
        ]))
        .await;
    let callback = Callback::of(
        &world
            .press(&page, &[("person", ADA), ("decision", "allow")])
            .await,
    );
    let code = callback.get("code").expect("a code");
    let tokens = world.exchange(code, &[("code_verifier", VERIFIER)]).await;
    let access_token = tokens.json["access_token"].as_str().expect("a token");
    world.userinfo(access_token).await;

    let of_ada = world.journal(&format!("?person={}", world.ada.sub)).await;
    let endpoints: Vec<_> = of_ada
        .iter()
        .map(|entry| (entry.endpoint, entry.status))
        .collect();
    assert_eq!(
        endpoints,
        [
            (Endpoint::Authorize, 200),
            (Endpoint::Decide, 303),
            (Endpoint::Token, 200),
            (Endpoint::Userinfo, 200)
        ]
    );
    for entry in &of_ada {
        assert_eq!(
            entry.login.as_deref(),
            Some(page.login.as_str()),
            "{entry:?}"
        );
        assert_eq!(entry.client_id.as_deref(), Some(CLIENT_ID), "{entry:?}");
        assert_eq!(entry.error, None, "{entry:?}");
    }
    assert_ne!(page.login, other.login);

    let token = &of_ada[2].params;
    assert_eq!(token["grant_type"], "authorization_code");
    for secret in ["code", "code_verifier", "client_secret"] {
        assert_eq!(token[secret], "[redacted]");
    }
    let everything = serde_json::to_string(&world.journal("").await).expect("JSON");
    let id_token = tokens.json["id_token"].as_str().expect("an ID token");
    for secret in [code, VERIFIER, CLIENT_SECRET, access_token, id_token] {
        assert!(!everything.contains(secret), "{secret} in {everything}");
    }
}

#[tokio::test]
async fn a_failed_exchange_is_found_under_the_login_of_its_code() {
    let world = World::start().await;
    let page = world.open(&world.authorize_url(&[])).await;
    let callback = Callback::of(
        &world
            .press(&page, &[("person", ADA), ("decision", "allow")])
            .await,
    );
    world
        .exchange(
            callback.get("code").expect("a code"),
            &[("redirect_uri", "http://localhost/other")],
        )
        .await;

    let last = world
        .journal(&format!("?person={}", world.ada.sub))
        .await
        .pop()
        .expect("entries");
    assert_eq!(
        (last.endpoint, last.status, last.error.as_deref()),
        (Endpoint::Token, 400, Some("invalid_grant"))
    );
    assert_eq!(last.login, Some(page.login));
}

#[tokio::test]
async fn refusals_are_journalled_with_their_error() {
    let world = World::start().await;
    world
        .bounce(&world.authorize_url(&[("prompt", "none")]))
        .await;
    world
        .http
        .get(world.authorize_url(&[("client_id", "unknown")]))
        .send()
        .await
        .expect("an answer");
    world
        .exchange("x", &[("client_secret", "fake-wrong")])
        .await;
    world
        .http
        .get(world.url("/token"))
        .send()
        .await
        .expect("an answer");

    let entries = world.idp.journal();
    let seen: Vec<_> = entries
        .iter()
        .map(|entry| (entry.method.as_str(), entry.status, entry.error.as_deref()))
        .collect();
    assert_eq!(
        seen,
        [
            ("GET", 303, Some("login_required")),
            (
                "GET",
                400,
                Some("the request names a client that is not registered here")
            ),
            ("POST", 401, Some("invalid_client")),
            ("GET", 405, None),
        ]
    );
}

#[tokio::test]
async fn persons_who_sign_in_side_by_side_have_journals_of_their_own() {
    let world = World::start().await;
    let bob = world
        .idp
        .add_person(NewPerson::with_email("bob@example.test"))
        .expect("valid");
    let (first, second) = (
        world.open(&world.authorize_url(&[])).await,
        world.open(&world.authorize_url(&[])).await,
    );
    world.press(&second, &[("pick", &bob.sub)]).await;
    world.press(&first, &[("pick", &world.ada.sub)]).await;

    for (sub, login) in [(&world.ada.sub, &first.login), (&bob.sub, &second.login)] {
        let entries = world
            .journal(&format!("?person={sub}&client_id={CLIENT_ID}"))
            .await;
        let logins: Vec<_> = entries
            .iter()
            .filter_map(|entry| entry.login.as_ref())
            .collect();
        assert_eq!(logins, [login, login]);
    }
    assert_eq!(world.journal("?client_id=other").await, []);
}

#[tokio::test]
async fn the_journal_is_narrowed_by_endpoint_login_and_time_and_can_be_emptied() {
    let world = World::start().await;
    world.access_token(&[]).await;
    let token = world.journal("?endpoint=token").await;
    assert_eq!(token.len(), 1);
    let login = token[0].login.as_deref().expect("a login");
    assert_eq!(world.journal(&format!("?login={login}")).await.len(), 3);
    let later = token[0].at_ms + 1;
    assert_eq!(world.journal(&format!("?since_ms={later}")).await, []);
    assert_eq!(
        world
            .journal(&format!("?since_ms={}", token[0].at_ms))
            .await
            .last(),
        token.last()
    );

    assert_eq!(
        world.get("/admin/journal?endpoint=nowhere").await.status,
        400
    );
    assert_eq!(world.delete("/admin/journal").await.status, 204);
    assert_eq!(world.journal("").await, []);
}
