//! Trouble is real, down to the connection.

use std::time::{Duration, Instant};

use mock_idp::{Endpoint, IssuerSettings, NewPerson, NextLogin, Trouble, TroubleKind, Troubles};
use reqwest::Url;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::support::{Answer, CLIENT_ID, World};

/// Long enough for whatever comes at once.
const DEADLINE: Duration = Duration::from_secs(10);

fn at(endpoint: Endpoint, kind: TroubleKind) -> Troubles {
    Troubles::from([(endpoint, Trouble::new(kind))])
}

/// All that a server sends in answer to a GET, until it closes the connection.
async fn bytes(url: &str) -> String {
    let url = Url::parse(url).expect("a URL");
    let port = url.port().expect("a port");
    let mut stream = TcpStream::connect(("127.0.0.1", port)).await.expect("open");
    let request = format!(
        "GET {} HTTP/1.1\r\nhost: 127.0.0.1:{port}\r\n\r\n",
        url.path()
    );
    stream
        .write_all(request.as_bytes())
        .await
        .expect("writable");
    let mut all = Vec::new();
    let read = tokio::time::timeout(DEADLINE, stream.read_to_end(&mut all)).await;
    read.expect("the server closes the connection")
        .expect("readable");
    String::from_utf8(all).expect("text")
}

async fn discovery(world: &World) -> reqwest::Response {
    let url = world.url("/.well-known/openid-configuration");
    world.http.get(url).send().await.expect("an answer")
}

async fn in_trouble(kind: TroubleKind) -> World {
    let world = World::start().await;
    let set = world.idp.set_trouble(at(Endpoint::Discovery, kind));
    set.expect("an endpoint of an issuer");
    world
}

#[tokio::test]
async fn an_answer_is_an_error_of_the_status_that_is_said() {
    let world = in_trouble(TroubleKind::Status(503)).await;
    let response = discovery(&world).await;
    assert_eq!(response.status(), 503);
    assert!(response.json::<Value>().await.is_err());
    let entry = world.idp.journal().pop().expect("an exchange");
    assert_eq!(
        (entry.status, entry.trouble.as_deref()),
        (503, Some("status"))
    );
}

#[tokio::test]
async fn an_answer_is_cut_off_after_half_of_its_body() {
    let world = in_trouble(TroubleKind::CutOff).await;
    let sound = World::start().await;
    let whole = discovery(&sound).await.bytes().await.expect("a body").len();

    let answer = bytes(&world.url("/.well-known/openid-configuration")).await;
    let (head, body) = answer.split_once("\r\n\r\n").expect("a head");
    assert!(head.starts_with("HTTP/1.1 200"), "{head}");
    assert!(
        head.contains(&format!("content-length: {whole}")),
        "{head} of {whole}"
    );
    assert_eq!(body.len(), whole / 2);
    let failed = discovery(&world).await.bytes().await;
    assert!(failed.is_err(), "{failed:?}");
}

#[tokio::test]
async fn a_connection_closes_without_an_answer() {
    let world = in_trouble(TroubleKind::Nothing).await;
    let url = world.url("/.well-known/openid-configuration");
    assert_eq!(bytes(&url).await, "");
    assert!(world.http.get(&url).send().await.is_err());
    let entry = world.idp.journal().pop().expect("an exchange");
    assert_eq!(
        (entry.status, entry.trouble.as_deref()),
        (0, Some("nothing"))
    );
}

#[tokio::test]
async fn an_answer_hangs_until_the_provider_stops() {
    let world = in_trouble(TroubleKind::Hangs).await;
    let url = world.url("/.well-known/openid-configuration");
    let asked = tokio::spawn(async move { bytes(&url).await });
    let World { idp, .. } = world;
    let came = async {
        while idp.journal().is_empty() {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(DEADLINE, came)
        .await
        .expect("it is written down before it hangs");
    let entry = idp.journal().pop().expect("an exchange");
    assert_eq!((entry.status, entry.trouble.as_deref()), (0, Some("hangs")));
    assert!(!asked.is_finished());
    drop(idp);
    assert_eq!(asked.await.expect("asked"), "");
}

#[tokio::test]
async fn an_answer_comes_late_and_sound() {
    let world = in_trouble(TroubleKind::Slow(300)).await;
    let began = Instant::now();
    let response = discovery(&world).await;
    assert!(began.elapsed() >= Duration::from_millis(300));
    let document: Value = response.json().await.expect("JSON");
    assert_eq!(document["issuer"], world.idp.issuer());
}

#[tokio::test]
async fn an_answer_is_half_of_its_json_and_says_that_it_is_whole() {
    let world = in_trouble(TroubleKind::Malformed).await;
    let response = discovery(&world).await;
    assert_eq!(response.status(), 200);
    assert_eq!(response.headers()["content-type"], "application/json");
    let text = response.text().await.expect("as long as it says");
    assert!(text.starts_with('{'), "{text}");
    assert!(serde_json::from_str::<Value>(&text).is_err());
}

#[tokio::test]
async fn an_answer_is_of_another_content_type() {
    let world = in_trouble(TroubleKind::ContentType("text/html".into())).await;
    let response = discovery(&world).await;
    assert_eq!(response.headers()["content-type"], "text/html");
    assert!(response.json::<Value>().await.is_ok());
}

#[tokio::test]
async fn an_answer_is_empty() {
    let world = in_trouble(TroubleKind::Empty).await;
    let response = discovery(&world).await;
    assert_eq!(response.status(), 200);
    assert_eq!(response.bytes().await.expect("none").len(), 0);
}

#[tokio::test]
async fn a_client_is_sent_round_in_circles() {
    let world = in_trouble(TroubleKind::RedirectLoop).await;
    let url = world.url("/.well-known/openid-configuration");
    let following = reqwest::Client::new();
    let error = following.get(&url).send().await.expect_err("too many");
    assert!(error.is_redirect(), "{error:?}");
    let visits = world.idp.journal().len();
    assert!(visits > 2, "{visits}");

    let elsewhere = world
        .idp
        .add_issuer("acme", IssuerSettings::default())
        .expect("a valid name");
    elsewhere
        .set_trouble(at(Endpoint::Token, TroubleKind::RedirectLoop))
        .expect("an endpoint of an issuer");
    let url = format!("{}/token", elsewhere.issuer());
    let form = [("grant_type", "authorization_code")];
    let error = following.post(url).form(&form).send().await;
    assert!(error.expect_err("too many").is_redirect());
    let last = elsewhere.journal().pop().expect("an exchange");
    assert_eq!(
        (last.method.as_str(), last.params["grant_type"].as_str()),
        ("POST", "authorization_code")
    );
}

#[tokio::test]
async fn every_endpoint_of_an_issuer_can_have_trouble_until_it_is_taken_back() {
    let world = World::start().await;
    let order = json!({"trouble": {
        "discovery": {"kind": "status", "status": 500}, "jwks": {"kind": "status", "status": 501},
        "authorize": {"kind": "status", "status": 502}, "token": {"kind": "status", "status": 503},
        "userinfo": {"kind": "status", "status": 504},
    }});
    let admin = world.url("/admin/trouble");
    let answer = Answer::of(world.http.post(&admin).json(&order)).await;
    assert_eq!(answer.status, 204, "{answer:?}");
    let statuses = || async {
        let discovery = discovery(&world).await.status().as_u16();
        let jwks = Answer::of(world.http.get(world.url("/jwks"))).await;
        let authorize = Answer::of(world.http.get(world.authorize_url(&[]))).await;
        let token = world.exchange("no-code", &[]).await;
        let userinfo = world.userinfo("no-token").await;
        let others = [jwks, authorize, token, userinfo].map(|answer| answer.status.as_u16());
        [vec![discovery], others.to_vec()].concat()
    };
    assert_eq!(statuses().await, [500, 501, 502, 503, 504]);
    let answer = Answer::of(world.http.delete(&admin)).await;
    assert_eq!(answer.status, 204);
    assert_eq!(statuses().await, [200, 200, 200, 400, 401]);

    let wrong = json!({"trouble": {"decide": {"kind": "empty"}}});
    let answer = Answer::of(world.http.post(&admin).json(&wrong)).await;
    assert_eq!(answer.error(), (400, "invalid_request"));
}

#[tokio::test]
async fn trouble_that_is_not_carried_out_leaves_the_code_good() {
    let world = World::start().await;
    let next = NextLogin {
        trouble: Troubles::from([(
            Endpoint::Token,
            Trouble::new(TroubleKind::Status(500)).times(1),
        )]),
        ..NextLogin::default()
    };
    world
        .idp
        .set_next_login(&world.ada.sub, next)
        .expect("Ada is there");
    let code = world.code(&[]).await;
    assert_eq!(world.exchange(&code, &[]).await.status, 500);
    let of_ada = world.journal(&format!("?person={}", world.ada.sub)).await;
    let failed = of_ada.last().expect("known whose it is");
    assert_eq!(failed.client_id.as_deref(), Some(CLIENT_ID));
    assert_eq!(failed.trouble.as_deref(), Some("status"));
    assert_eq!(failed.params["code"], "[redacted]");
    assert_eq!(world.exchange(&code, &[]).await.status, 200);
}

#[tokio::test]
async fn trouble_of_a_person_is_nobody_elses_and_counted_over_all_logins() {
    let world = World::start().await;
    let bob = NewPerson {
        trouble: Troubles::from([(
            Endpoint::Userinfo,
            Trouble::new(TroubleKind::Malformed).times(2),
        )]),
        ..NewPerson::with_email("bob@example.test")
    };
    let bob = world.idp.add_person(bob).expect("a valid person");
    let sound = |answer: Answer| answer.json["sub"].is_string();
    let of_ada = world.access_token(&[]).await;
    let mut of_bob = Vec::new();
    for _ in 0..3 {
        let page = world.open(&world.authorize_url(&[])).await;
        let pressed = [("person", bob.sub.as_str()), ("decision", "allow")];
        let callback = crate::support::Callback::of(&world.press(&page, &pressed).await);
        let tokens = world.exchange(callback.get("code").expect("a code"), &[]);
        let token = tokens.await.json["access_token"].clone();
        let token = token.as_str().expect("a token").to_owned();
        of_bob.push(sound(world.userinfo(&token).await));
    }
    assert_eq!(of_bob, [false, false, true]);
    assert!(sound(world.userinfo(&of_ada).await));
}
