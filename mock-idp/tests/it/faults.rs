//! Each fault is there, and nothing else is wrong.

use std::collections::BTreeSet;
use std::time::{SystemTime, UNIX_EPOCH};

use mock_idp::{Algorithm, Endpoint, Fault, IssuerSettings, NextLogin, Place, Settings};
use serde_json::json;

use crate::login::{Login, differences};
use crate::support::{ADA, Answer, CLIENT_SECRET, World};

/// How a login with the fault differs from a sound one, in the words of [`differences`].
fn expected(fault: Fault) -> BTreeSet<String> {
    let changes: &[&str] = match fault {
        Fault::IssWrong => &["claim iss"],
        Fault::IssMissing => &["- claim iss"],
        Fault::SubMissing => &["- claim sub"],
        Fault::SubEmpty | Fault::SubTooLong => &["claim sub", "userinfo sub"],
        Fault::AudWrong => &["claim aud"],
        Fault::AudMissing => &["- claim aud"],
        Fault::AudMore => &["claim aud", "+ claim azp"],
        Fault::AzpWrong => &["+ claim azp"],
        Fault::NonceWrong => &["claim nonce"],
        Fault::NonceMissing => &["- claim nonce"],
        Fault::ExpPast => &["claim exp"],
        Fault::ExpMissing => &["- claim exp"],
        Fault::IatMissing => &["- claim iat"],
        Fault::IatFuture => &["claim iat"],
        Fault::NbfFuture => &["+ claim nbf"],
        Fault::SignatureBroken | Fault::SignatureOtherKey => &["signature"],
        Fault::AlgNone => &["header alg", "- header kid", "signature"],
        Fault::AlgHs256 | Fault::AlgHs256Secret => &["header alg", "signature"],
        Fault::KidUnknown => &["header kid"],
        Fault::KidMissing => &["- header kid"],
        Fault::AtHashWrong => &["claim at_hash"],
        Fault::CritUnknown => &["+ header crit", "+ header urn:example:unknown"],
        Fault::IdTokenMissing => return without_id_token(&["- answer id_token"]),
        Fault::IdTokenMalformed => return without_id_token(&[]),
        Fault::RotatedJustNow => &["keys are the same"],
        Fault::TokenTypeWrong => &["answer token_type"],
        Fault::AccessTokenMissing => &["- answer access_token", "claim at_hash"],
        Fault::StateWrong => &["response state"],
        Fault::StateMissing => &["- response state"],
        Fault::ResponseIssWrong => &["response iss"],
        Fault::ResponseIssMissing => &["- response iss"],
        Fault::CodeMissing => &["response code"],
        Fault::UserinfoSubWrong => &["userinfo sub"],
        Fault::UserinfoSubMissing => &["- userinfo sub"],
        Fault::UserinfoRefused => {
            let told = ["sub", "email", "email_verified", "given_name"];
            let mut changes: BTreeSet<_> = told.map(|name| format!("- userinfo {name}")).into();
            changes.insert("userinfo status".into());
            changes.extend(["error", "error_description"].map(|name| format!("+ userinfo {name}")));
            return changes;
        }
    };
    changes.iter().map(|&change| change.to_owned()).collect()
}

fn without_id_token(changes: &[&str]) -> BTreeSet<String> {
    let mut all: BTreeSet<_> = changes.iter().map(|&change| change.to_owned()).collect();
    all.extend(["- ID token", "- signature"].map(str::to_owned));
    all.extend(["alg", "kid", "typ"].map(|name| format!("- header {name}")));
    let claims = [
        "iss",
        "sub",
        "aud",
        "iat",
        "exp",
        "auth_time",
        "nonce",
        "at_hash",
        "email",
        "email_verified",
        "given_name",
    ];
    all.extend(claims.map(|name| format!("- claim {name}")));
    all
}

fn now_s() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    since.expect("after 1970").as_secs()
}

/// A login of Ada's that goes wrong by these faults, and the one after.
async fn with(world: &World, faults: &[Fault]) -> Login {
    let next = NextLogin {
        faults: faults.iter().copied().collect(),
        ..NextLogin::default()
    };
    world
        .idp
        .set_next_login(&world.ada.sub, next)
        .expect("Ada is there");
    Login::of(world).await
}

async fn each_fault_is_there_and_nothing_else(algorithm: Algorithm) {
    let issuer = IssuerSettings {
        algorithm,
        ..IssuerSettings::default()
    };
    let world = World::with(Settings {
        issuer,
        ..Settings::default()
    })
    .await;
    let sound = Login::of(&world).await.facts(now_s());
    assert_eq!(sound["signature"], true, "{sound:?}");
    assert_eq!(sound["claim at_hash"], true, "{sound:?}");
    assert_eq!(sound["header kid"], true, "{sound:?}");
    for fault in Fault::ALL {
        let login = with(&world, &[fault]).await.facts(now_s());
        assert_eq!(
            differences(&sound, &login),
            expected(fault),
            "{}",
            fault.name()
        );
        let after = Login::of(&world).await.facts(now_s());
        assert_eq!(
            differences(&sound, &after),
            BTreeSet::new(),
            "after {}",
            fault.name()
        );
    }
}

#[tokio::test]
async fn each_fault_of_a_login_with_es256_is_there_and_nothing_else_is_wrong() {
    each_fault_is_there_and_nothing_else(Algorithm::Es256).await;
}

#[tokio::test]
async fn each_fault_of_a_login_with_rs256_is_there_and_nothing_else_is_wrong() {
    each_fault_is_there_and_nothing_else(Algorithm::Rs256).await;
}

#[tokio::test]
async fn values_are_wrong_by_as_much_as_is_said() {
    let world = World::start().await;
    let claims = |login: &Login| login.id_token().expect("an ID token").claims;
    let hour = 60 * 60;
    let now = now_s();
    let near = |value: &serde_json::Value, wanted: u64| {
        let value = value.as_u64().expect("seconds");
        assert!(value.abs_diff(wanted) < 30, "{value} is not about {wanted}");
    };
    near(
        &claims(&with(&world, &[Fault::ExpPast]).await)["exp"],
        now - hour,
    );
    near(
        &claims(&with(&world, &[Fault::IatFuture]).await)["iat"],
        now + hour,
    );
    near(
        &claims(&with(&world, &[Fault::NbfFuture]).await)["nbf"],
        now + hour,
    );
    let claims_of = claims(&with(&world, &[Fault::AudMore]).await);
    assert_eq!(
        (&claims_of["aud"], &claims_of["azp"]),
        (&json!(["my-app", "another-client"]), &json!("my-app"))
    );
    let long = &claims(&with(&world, &[Fault::SubTooLong]).await)["sub"];
    assert_eq!(long.as_str().map(str::len), Some(256));
    assert_eq!(claims(&with(&world, &[Fault::SubEmpty]).await)["sub"], "");
}

#[tokio::test]
async fn hs256_is_by_the_secret_that_is_said() {
    let world = World::start().await;
    let token = with(&world, &[Fault::AlgHs256Secret]).await.id_token();
    assert!(token.expect("an ID token").is_hs256_by(CLIENT_SECRET));

    let login = with(&world, &[Fault::AlgHs256]).await;
    let token = login.id_token().expect("an ID token");
    let key = login.key(&token.header["kid"]).expect("published");
    assert!(token.is_hs256_by(&pem(key)));
}

/// The PEM of a P-256 key, put together from RFC 5480's fixed beginning and the key's point.
fn pem(key: &serde_json::Value) -> String {
    use base64::Engine;
    use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
    let mut der = STANDARD
        .decode("MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE")
        .expect("base64");
    for name in ["x", "y"] {
        let part = key[name].as_str().expect("text");
        der.extend(URL_SAFE_NO_PAD.decode(part).expect("base64url"));
    }
    let text = STANDARD.encode(der);
    let (first, second) = text.split_at(64);
    format!("-----BEGIN PUBLIC KEY-----\n{first}\n{second}\n-----END PUBLIC KEY-----\n")
}

#[tokio::test]
async fn the_journal_names_the_faults_where_they_were_applied() {
    let world = World::start().await;
    with(
        &world,
        &[
            Fault::StateWrong,
            Fault::IssWrong,
            Fault::TokenTypeWrong,
            Fault::UserinfoSubWrong,
        ],
    )
    .await;
    let faults = |endpoint| {
        let journal = world.idp.journal();
        let entry = journal.iter().find(|entry| entry.endpoint == endpoint);
        entry.expect("an exchange").faults.clone()
    };
    assert_eq!(faults(Endpoint::Authorize), BTreeSet::new());
    assert_eq!(faults(Endpoint::Decide), [Fault::StateWrong].into());
    assert_eq!(
        faults(Endpoint::Token),
        [Fault::IssWrong, Fault::TokenTypeWrong].into()
    );
    assert_eq!(faults(Endpoint::Userinfo), [Fault::UserinfoSubWrong].into());
    let told = world.journal("").await;
    assert_eq!(told, world.idp.journal());
}

#[tokio::test]
async fn what_cannot_be_spoilt_is_not_said_to_be() {
    let world = World::start().await;
    let next = NextLogin {
        faults: [Fault::NonceMissing, Fault::StateMissing].into(),
        ..NextLogin::default()
    };
    world
        .idp
        .set_next_login(&world.ada.sub, next)
        .expect("Ada is there");
    let code = world.code(&[("state", "")]).await;
    world.exchange(&code, &[]).await;
    let journal = world.idp.journal();
    assert!(journal.iter().all(|entry| entry.faults.is_empty()));
}

#[tokio::test]
async fn faults_of_the_person_and_of_the_issuer_hold_for_every_login() {
    let world = World::start().await;
    let bob = json!({"email": "bob@example.test", "faults": ["iss-wrong"]});
    let made = Answer::of(world.http.post(world.url("/admin/persons")).json(&bob)).await;
    assert_eq!(made.status, 201, "{made:?}");
    let settings = json!({"faults": ["code-missing"]});
    let set = world
        .http
        .patch(world.url("/admin/settings"))
        .json(&settings);
    assert_eq!(Answer::of(set).await.status, 200);
    let callback = world.allow(&world.authorize_url(&[])).await;
    assert_eq!(callback.get("code"), None);

    let settings = json!({"faults": ["aud-wrong"]});
    let set = world
        .http
        .patch(world.url("/admin/settings"))
        .json(&settings);
    assert_eq!(Answer::of(set).await.status, 200);
    for person in [ADA, "bob@example.test", "bob@example.test"] {
        let page = world.open(&world.authorize_url(&[])).await;
        let pressed = [("person", person), ("decision", "allow")];
        let callback = crate::support::Callback::of(&world.press(&page, &pressed).await);
        let code = callback.get("code").expect("a code").to_owned();
        world.exchange(&code, &[]).await;
        let journal = world.idp.journal();
        let faults = &journal.last().expect("an exchange").faults;
        let expected = match person {
            ADA => [Fault::AudWrong].into(),
            _ => BTreeSet::from([Fault::IssWrong, Fault::AudWrong]),
        };
        assert_eq!(*faults, expected, "{person}");
    }
}

#[tokio::test]
async fn the_next_login_is_ordered_over_http() {
    let world = World::start().await;
    let path = format!("/admin/persons/{}/next-login", world.ada.sub);
    let order = |path: &str, body| Answer::of(world.http.post(world.url(path)).json(&body));
    let answer = order(&path, json!({"faults": ["state-missing"]})).await;
    assert_eq!(answer.status, 204, "{answer:?}");
    assert_eq!(Login::of(&world).await.callback.get("state"), None);
    assert_eq!(Login::of(&world).await.callback.get("state"), Some("s&t"));

    for (path, body, status, word) in [
        (
            path.as_str(),
            json!({"faults": ["iss-wrnog"]}),
            422,
            "iss-wrnog",
        ),
        (&path, json!({"fautls": []}), 422, "fautls"),
        (
            &path,
            json!({"trouble": {"jwks": {"kind": "empty"}}}),
            400,
            "`jwks`",
        ),
        ("/admin/persons/nobody/next-login", json!({}), 404, "nobody"),
    ] {
        let answer = order(path, body.clone()).await;
        let text = answer.json["error_description"].as_str();
        assert_eq!(answer.status.as_u16(), status, "{body}: {answer:?}");
        assert!(text.is_some_and(|text| text.contains(word)), "{answer:?}");
    }
}

#[test]
fn every_place_has_a_fault() {
    let places = Fault::ALL.map(Fault::place);
    for place in [
        Place::IdToken,
        Place::TokenAnswer,
        Place::AuthorizationResponse,
        Place::Userinfo,
    ] {
        assert!(places.contains(&place), "{place:?}");
    }
}
