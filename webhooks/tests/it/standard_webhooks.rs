//! What is signed here, as the library of the Standard Webhooks project sees it.

use std::time::{SystemTime, UNIX_EPOCH};

use http::{HeaderMap, HeaderName, HeaderValue};
use standardwebhooks::Webhook;
use webhooks::{Distortion, Message, Request, Signer, SigningSecret};

const BODY: &str = r#"{"type":"subscriptionItem.active","data":{"amount":1200,"name":"Zoë 日本"}}"#;

fn now() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    i64::try_from(since.expect("after 1970").as_secs()).expect("small")
}

/// The headers under the names that the library knows.
fn standard_headers(request: &Request) -> HeaderMap {
    let renamed = request
        .headers
        .iter()
        .map(|(name, value)| (name.replace("svix-", "webhook-"), value));
    renamed
        .map(|(name, value)| {
            (
                HeaderName::try_from(name).expect("a name"),
                HeaderValue::try_from(value).expect("a value"),
            )
        })
        .collect()
}

/// Whether a receiver takes the request: the signature is right, and the body is JSON.
fn accepts(secret: &SigningSecret, request: &Request) -> bool {
    let library = Webhook::new(secret.expose()).expect("a secret");
    library
        .verify(&request.body, &standard_headers(request))
        .is_ok()
        && serde_json::from_slice::<serde_json::Value>(&request.body).is_ok()
}

#[test]
fn what_is_signed_here_is_verified_there() {
    let secret = SigningSecret::generate();
    let request = Signer::new(secret.clone()).sign(&Message::new(BODY), now());
    assert!(accepts(&secret, &request));
    assert!(!accepts(&SigningSecret::generate(), &request));
}

#[test]
fn both_sign_alike() {
    let secret = SigningSecret::generate();
    let library = Webhook::new(secret.expose()).expect("a secret");
    for body in ["", "{}", BODY] {
        assert_eq!(
            library
                .sign("msg_1", 1_700_000_000, body.as_bytes())
                .expect("signed"),
            secret.sign("msg_1", 1_700_000_000, body.as_bytes()),
            "{body}"
        );
    }
}

#[test]
fn while_secrets_are_rotated_the_holders_of_either_accept() {
    let [new, old, stranger] = std::array::from_fn(|_| SigningSecret::generate());
    let signer = Signer::new(new.clone()).with_previous([old.clone()]);
    let request = signer.sign(&Message::new(BODY), now());
    assert!(accepts(&new, &request) && accepts(&old, &request));
    assert!(!accepts(&stranger, &request));
}

#[test]
fn every_distortion_is_accepted_or_refused_as_it_says() {
    let secret = SigningSecret::generate();
    let signer = Signer::new(secret.clone()).with_previous([SigningSecret::generate()]);
    for distortion in Distortion::ALL {
        let request = distortion.apply(&signer, &Message::new(BODY), now());
        assert_eq!(
            accepts(&secret, &request),
            distortion.accepted(),
            "a message {}",
            distortion.about()
        );
    }
}
