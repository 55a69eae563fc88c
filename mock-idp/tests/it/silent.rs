use mock_idp::NewPerson;
use serde_json::json;

use crate::support::{ADA, World};

async fn silent() -> World {
    let world = World::start().await;
    world.set_up(json!({"login": "silent"})).await;
    world
}

#[tokio::test]
async fn whom_the_login_hint_names_is_signed_in_without_a_page() {
    let world = silent().await;
    world
        .idp
        .add_person(NewPerson::with_email("bob@example.test"))
        .expect("valid");
    for hint in [ADA, &world.ada.sub] {
        let url = world.authorize_url(&[("login_hint", hint), ("prompt", "none")]);
        let callback = world.bounce(&url).await;
        assert_eq!(
            (callback.get("state"), callback.get("iss")),
            (Some("s&t"), Some(world.idp.issuer()))
        );
        let answer = world
            .exchange(callback.get("code").expect("a code"), &[])
            .await;
        assert_eq!(answer.claims()["sub"], world.ada.sub);
    }
    let entry = world.journal("?endpoint=authorize").await.remove(0);
    assert_eq!(entry.person.as_ref(), Some(&world.ada.sub));
    assert_eq!(
        world
            .journal(&format!("?login={}", entry.login.expect("a login")))
            .await
            .len(),
        2
    );
}

#[tokio::test]
async fn a_hint_that_names_nobody_ends_in_login_required() {
    let world = silent().await;
    for hint in ["eve@example.test", "%00", " "] {
        let callback = world
            .bounce(&world.authorize_url(&[("login_hint", hint)]))
            .await;
        assert_eq!(callback.get("error"), Some("login_required"), "{hint:?}");
        assert_eq!(callback.get("code"), None);
    }
}

#[tokio::test]
async fn without_a_hint_the_only_person_there_is_is_meant_and_of_two_neither() {
    let world = silent().await;
    let alone = world.bounce(&world.authorize_url(&[])).await;
    assert!(alone.get("code").is_some(), "{alone:?}");
    world
        .idp
        .add_person(NewPerson::with_email("bob@example.test"))
        .expect("valid");
    let two = world.bounce(&world.authorize_url(&[])).await;
    assert_eq!(two.get("error"), Some("login_required"));
}
