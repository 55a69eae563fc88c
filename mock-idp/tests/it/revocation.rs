use mock_idp::{Client, RefreshTokens};

use crate::support::{Answer, CLIENT_ID, CLIENT_SECRET, REDIRECT_URI, World};

async fn tokens(world: &World) -> (String, String) {
    let refreshed = Client {
        refresh_tokens: RefreshTokens::Always,
        ..Client::new(CLIENT_ID, CLIENT_SECRET, REDIRECT_URI)
    };
    world.idp.add_client(refreshed).expect("valid");
    let answer = world.exchange(&world.code(&[]).await, &[]).await;
    let [access, refresh] = ["access_token", "refresh_token"].map(|name| answer.text(name));
    (access.to_owned(), refresh.to_owned())
}

async fn revoke(world: &World, token: &str, more: &[(&str, &str)]) -> Answer {
    let mut form = vec![("client_id", CLIENT_ID), ("client_secret", CLIENT_SECRET)];
    for (name, value) in more {
        form.retain(|(known, _)| known != name);
        form.push((name, value));
    }
    form.push(("token", token));
    Answer::of(world.http.post(world.url("/revoke")).form(&form)).await
}

async fn refresh(world: &World, token: &str) -> Answer {
    let form = [
        ("grant_type", "refresh_token"),
        ("refresh_token", token),
        ("client_id", CLIENT_ID),
        ("client_secret", CLIENT_SECRET),
    ];
    Answer::of(world.http.post(world.url("/token")).form(&form)).await
}

#[tokio::test]
async fn a_revoked_access_token_is_good_for_nothing_and_its_refresh_token_still_is() {
    let world = World::start().await;
    let (access, refresh_token) = tokens(&world).await;
    assert_eq!(revoke(&world, &access, &[]).await.status, 200);
    assert_eq!(
        world.userinfo(&access).await.error(),
        (401, "invalid_token")
    );
    assert_eq!(refresh(&world, &refresh_token).await.status, 200);
}

#[tokio::test]
async fn a_revoked_refresh_token_takes_all_of_its_login_with_it() {
    let world = World::start().await;
    let (access, refresh_token) = tokens(&world).await;
    let hinted = [("token_type_hint", "access_token")];
    assert_eq!(
        revoke(&world, &refresh_token, &hinted).await.status,
        200,
        "a hint may be wrong"
    );
    assert_eq!(
        world.userinfo(&access).await.error(),
        (401, "invalid_token")
    );
    assert_eq!(
        refresh(&world, &refresh_token).await.error(),
        (400, "invalid_grant")
    );
    let last = world
        .journal("?endpoint=revoke")
        .await
        .pop()
        .expect("an entry");
    assert_eq!(last.person.as_ref(), Some(&world.ada.sub));
    assert_eq!(last.params["token"], "[redacted]");
}

#[tokio::test]
async fn revoking_what_is_unknown_or_revoked_already_succeeds() {
    let world = World::start().await;
    let (access, _) = tokens(&world).await;
    for token in ["made-up", &access, &access] {
        assert_eq!(revoke(&world, token, &[]).await.status, 200);
    }
}

#[tokio::test]
async fn another_client_cannot_revoke_and_a_stranger_cannot_ask() {
    let world = World::start().await;
    let (access, _) = tokens(&world).await;
    world
        .idp
        .add_client(Client::public("spa", "http://localhost/unused"))
        .expect("valid");
    let other = [("client_id", "spa"), ("client_secret", "")];
    assert_eq!(
        revoke(&world, &access, &other).await.error(),
        (400, "invalid_grant")
    );
    let stranger = [("client_secret", "fake-wrong")];
    assert_eq!(
        revoke(&world, &access, &stranger).await.error(),
        (401, "invalid_client")
    );
    assert_eq!(world.userinfo(&access).await.status, 200);
    assert_eq!(
        revoke(&world, "", &[]).await.error(),
        (400, "invalid_request")
    );
}
