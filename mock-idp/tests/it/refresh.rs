use mock_idp::{Client, NewPerson, RefreshTokens};

use crate::support::{ADA, Answer, CLIENT_ID, CLIENT_SECRET, Callback, REDIRECT_URI, World};

const OFFLINE: (&str, &str) = ("scope", "openid email offline_access");

async fn refresh(world: &World, refresh_token: &str, more: &[(&str, &str)]) -> Answer {
    let mut form = vec![
        ("grant_type", "refresh_token"),
        ("refresh_token", refresh_token),
        ("client_id", CLIENT_ID),
        ("client_secret", CLIENT_SECRET),
    ];
    form.extend_from_slice(more);
    Answer::of(world.http.post(world.url("/token")).form(&form)).await
}

fn text<'a>(answer: &'a Answer, name: &str) -> &'a str {
    let value = answer.json[name].as_str();
    value.unwrap_or_else(|| panic!("no {name} in {answer:?}"))
}

#[tokio::test]
async fn a_refresh_token_comes_for_offline_access_or_for_a_client_that_always_gets_one() {
    let world = World::start().await;
    let plain = world.exchange(&world.code(&[]).await, &[]).await;
    assert_eq!(plain.json.get("refresh_token"), None);
    let offline = world.exchange(&world.code(&[OFFLINE]).await, &[]).await;
    assert_eq!(offline.json["scope"], "openid email offline_access");
    text(&offline, "refresh_token");

    let always = Client {
        refresh_tokens: RefreshTokens::Always,
        ..Client::new(CLIENT_ID, CLIENT_SECRET, REDIRECT_URI)
    };
    world.idp.add_client(always).expect("a client");
    let plain = world.exchange(&world.code(&[]).await, &[]).await;
    text(&plain, "refresh_token");
}

#[tokio::test]
async fn a_refresh_gives_new_tokens_of_the_same_login_without_its_nonce() {
    let world = World::start().await;
    let code = world.code(&[OFFLINE, ("nonce", "n-1")]).await;
    let first = world.exchange(&code, &[]).await;
    let second = refresh(&world, text(&first, "refresh_token"), &[]).await;
    assert_eq!(second.status, 200, "{second:?}");
    assert_eq!(second.header("cache-control"), "no-store");
    for renewed in ["access_token", "refresh_token"] {
        assert_ne!(text(&first, renewed), text(&second, renewed));
    }
    let told = world.userinfo(text(&second, "access_token")).await;
    assert_eq!(told.json["sub"], world.ada.sub.as_str());

    let [before, after] = [first.claims(), second.claims()];
    for same in ["iss", "sub", "aud", "auth_time"] {
        assert_eq!(before[same], after[same], "{same}");
    }
    assert_eq!(before["nonce"], "n-1");
    assert_eq!(after.get("nonce"), None);
}

#[tokio::test]
async fn a_refresh_token_that_is_used_twice_ends_what_came_of_it() {
    let world = World::start().await;
    let first = world.exchange(&world.code(&[OFFLINE]).await, &[]).await;
    let second = refresh(&world, text(&first, "refresh_token"), &[]).await;
    let again = refresh(&world, text(&first, "refresh_token"), &[]).await;
    assert_eq!(again.error(), (400, "invalid_grant"));
    let told = world.userinfo(text(&second, "access_token")).await;
    assert_eq!(told.error(), (401, "invalid_token"));
    let third = refresh(&world, text(&second, "refresh_token"), &[]).await;
    assert_eq!(third.error(), (400, "invalid_grant"));
}

#[tokio::test]
async fn a_refresh_can_ask_for_less_and_not_for_more() {
    let world = World::start().await;
    let first = world.exchange(&world.code(&[OFFLINE]).await, &[]).await;
    let token = text(&first, "refresh_token");
    let more = refresh(&world, token, &[("scope", "openid profile")]).await;
    assert_eq!(more.error(), (400, "invalid_scope"));
    let less = refresh(&world, token, &[("scope", "openid")]).await;
    let told = world.userinfo(text(&less, "access_token")).await;
    assert_eq!(told.json.get("email"), None);
}

#[tokio::test]
async fn a_refresh_without_a_token_says_so_and_the_journal_keeps_none() {
    let world = World::start().await;
    let refused = refresh(&world, "", &[]).await;
    assert_eq!(refused.error(), (400, "invalid_request"));
    let first = world.exchange(&world.code(&[OFFLINE]).await, &[]).await;
    let token = text(&first, "refresh_token");
    refresh(&world, token, &[]).await;
    let last = world.journal("").await.pop().expect("entries");
    assert_eq!(last.params["grant_type"], "refresh_token");
    assert_eq!(last.params["refresh_token"], "[redacted]");
    assert_eq!(last.person.as_ref(), Some(&world.ada.sub));
}

#[tokio::test]
async fn an_access_token_lives_as_long_as_its_person_or_else_its_client_says() {
    let world = World::start().await;
    let brief = Client {
        access_token_lifetime_s: Some(0),
        ..Client::new(CLIENT_ID, CLIENT_SECRET, REDIRECT_URI)
    };
    world.idp.add_client(brief).expect("a client");
    let answer = world.exchange(&world.code(&[]).await, &[]).await;
    assert_eq!(answer.json["expires_in"], 0);
    let told = world.userinfo(text(&answer, "access_token")).await;
    assert_eq!(told.error(), (401, "invalid_token"));

    let bob = NewPerson {
        access_token_lifetime_s: Some(1),
        ..NewPerson::with_email("bob@example.test")
    };
    world.idp.add_person(bob).expect("a person");
    let page = world.open(&world.authorize_url(&[])).await;
    let form = [("person", "bob@example.test"), ("decision", "allow")];
    let back = Callback::of(&world.press(&page, &form).await);
    let answer = world.exchange(back.get("code").expect("a code"), &[]).await;
    assert_eq!(answer.json["expires_in"], 1);
    let token = text(&answer, "access_token");
    assert_eq!(world.userinfo(token).await.status, 200);
    tokio::time::sleep(std::time::Duration::from_millis(1_050)).await;
    let told = world.userinfo(token).await;
    assert_eq!(told.error(), (401, "invalid_token"));
}

#[tokio::test]
async fn claims_can_be_kept_for_the_userinfo_endpoint() {
    let world = World::start().await;
    let shy = NewPerson {
        userinfo_only: vec!["email_verified".to_owned()],
        ..NewPerson::with_email("shy@example.test")
    };
    world.idp.add_person(shy).expect("a person");
    let page = world.open(&world.authorize_url(&[])).await;
    let form = [("person", "shy@example.test"), ("decision", "allow")];
    let back = Callback::of(&world.press(&page, &form).await);
    let answer = world.exchange(back.get("code").expect("a code"), &[]).await;
    let in_id_token = answer.claims();
    assert_eq!(in_id_token["email"], "shy@example.test");
    assert_eq!(in_id_token.get("email_verified"), None);
    let told = world.userinfo(text(&answer, "access_token")).await;
    assert_eq!(told.json["email_verified"], true);

    let ada = world.exchange(&world.code(&[]).await, &[]).await;
    assert_eq!(ada.claims()["email_verified"], true, "{ADA} is not shy");
}
