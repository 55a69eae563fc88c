//! The webhook route: public (PRE-3), and verifying with the secret that the run has (PRE-1).

use conformance_harness::profile::{App, Profile};
use conformance_harness::safety::Bypass;
use reqwest::header::LOCATION;
use serde_json::json;
use url::Url;
use webhooks::{Message, Request, Signer, SigningSecret};

use super::asking::{Answer, Silence, ask, client};
use super::check::Check;

/// An event that Clerk does not send, so that no route does anything about it.
const UNKNOWN_EVENT: &str = "conformance.doctor";

/// Whether the route of an app that runs already is as the requirements want it.
pub(super) async fn checks(profile: &Profile) -> Vec<Check> {
    let App::Url { url, .. } = &profile.app else {
        return Vec::new();
    };
    let (Some(billing), Ok(url)) = (&profile.billing, url.join(&profile.routes.webhooks)) else {
        return Vec::new();
    };
    let bypass = Bypass::of(profile);
    let payload = json!({ "object": "event", "type": UNKNOWN_EVENT, "data": {} });
    let message = Message::of_json(&payload);
    let unsigned = Request {
        headers: vec![("content-type".to_owned(), "application/json".to_owned())],
        body: message.body.clone(),
    };
    if profile.is_production() {
        let checked = format!(
            "the webhook route {} is public and verifies (PRE-1, PRE-3)",
            url.path()
        );
        let why = "is not asked in production: something would have to be sent there";
        return vec![Check::note(checked, why)];
    }
    let public = async {
        let answer = send(&url, &unsigned, bypass.as_ref()).await;
        vec![public(&url, answer)]
    };
    let variable = billing.signing_secret_env.as_deref();
    let verifying = async {
        let variable = variable?;
        let secret = std::env::var(variable).unwrap_or_default();
        let Ok(secret) = secret.trim().parse::<SigningSecret>() else {
            let why = format!("is not asked: {variable} holds no signing secret");
            return Some(Check::note(verifying_checked(&url), why));
        };
        let now = jiff::Timestamp::now().as_second();
        let signed = Signer::new(secret).sign(&message, now);
        let answer = send(&url, &signed, bypass.as_ref()).await;
        Some(verifying(&url, answer, variable))
    };
    let (mut checks, verifying) = tokio::join!(public, verifying);
    checks.extend(verifying);
    checks
}

async fn send(url: &Url, request: &Request, bypass: Option<&Bypass>) -> Result<Answer, Silence> {
    let mut wire = client(url).post(url.clone()).body(request.body.clone());
    for (name, value) in &request.headers {
        wire = wire.header(name, value);
    }
    ask(match bypass {
        Some(bypass) => bypass.opens(wire),
        None => wire,
    })
    .await
}

/// What an answer to a message without a signature tells: 400 is right.
fn public(url: &Url, answer: Result<Answer, Silence>) -> Check {
    let checked = format!("the webhook route {} is public (PRE-3)", url.path());
    let answer = match answer {
        Ok(answer) => answer,
        Err(silence) => return Check::missing(checked, silence.told(), "start the app"),
    };
    let told = format!("to a message without a signature, it {}", answer.told());
    match answer.status.as_u16() {
        400 => Check::there(checked, told),
        300..400 => {
            let to = answer.header(LOCATION.as_str()).unwrap_or_default();
            let to = url
                .join(to)
                .map(|to| to.path().to_owned())
                .unwrap_or_default();
            Check::missing(
                checked,
                format!("{told} and leads to {to}"),
                format!(
                    "let {} through in the app's middleware without signing in",
                    url.path()
                ),
            )
        }
        200..300 => Check::missing(
            checked,
            format!("{told}: it takes what nobody has signed"),
            "verify the signature before anything else, and answer 400",
        ),
        401 => Check::missing(
            checked,
            told,
            "let it through in the app's middleware without signing in, and answer 400 there",
        ),
        403 => Check::missing(
            checked,
            format!("{told}: senders are allow-listed"),
            "add this machine's address to the list, beside those of Svix",
        ),
        404 | 405 => Check::missing(
            checked,
            told,
            "correct `webhooks` under [routes]: it is the path that takes POST",
        ),
        _ => Check::missing(
            checked,
            told,
            "answer 400 to what is not signed; see what it logs",
        ),
    }
}

fn verifying_checked(url: &Url) -> String {
    format!(
        "the webhook route {} verifies with the secret of the run (PRE-1)",
        url.path()
    )
}

/// What an answer to an event that nobody knows, signed with the secret in `variable`, tells: 2xx is right.
fn verifying(url: &Url, answer: Result<Answer, Silence>, variable: &str) -> Check {
    let checked = verifying_checked(url);
    let answer = match answer {
        Ok(answer) => answer,
        Err(silence) => return Check::missing(checked, silence.told(), "start the app"),
    };
    let told = format!("to the signed event {UNKNOWN_EVENT}, it {}", answer.told());
    match answer.status.as_u16() {
        200..300 => Check::there(checked, told),
        400 | 401 => Check::missing(
            checked,
            format!("{told}: it has another secret, or another clock"),
            format!("export {variable}=…, the signing secret of this endpoint"),
        ),
        500..600 => Check::missing(
            checked,
            told,
            "answer 2xx to events that the app does not know, or else they come again; and see whether it has its secrets",
        ),
        _ => Check::missing(
            checked,
            told,
            "answer 2xx to events that the app does not know",
        ),
    }
}

#[cfg(test)]
mod tests {
    use wiremock::matchers::method;
    use wiremock::{Mock, MockServer, ResponseTemplate};

    use super::*;

    /// What a route says to a message without a signature, and to one with, if it answers so.
    async fn of(answer: ResponseTemplate) -> [Check; 2] {
        let server = MockServer::start().await;
        Mock::given(method("POST"))
            .respond_with(answer)
            .mount(&server)
            .await;
        let url: Url = format!("{}/api/webhooks/clerk-billing", server.uri())
            .parse()
            .expect("a URL");
        let signer = Signer::new(SigningSecret::generate());
        let request = signer.sign(&Message::new("{}"), 0);
        let to_unsigned = public(&url, send(&url, &request, None).await);
        let to_signed = verifying(&url, send(&url, &request, None).await, "THE_SECRET");
        [to_unsigned, to_signed]
    }

    #[tokio::test]
    async fn a_route_refuses_what_is_not_signed_and_takes_what_is() {
        let [unsigned, signed] = of(ResponseTemplate::new(400)).await;
        assert!(!unsigned.is_missing(), "{unsigned:?}");
        assert!(signed.is_missing(), "{signed:?}");
        assert!(
            format!("{signed:?}").contains("export THE_SECRET="),
            "{signed:?}"
        );
        let [unsigned, signed] = of(ResponseTemplate::new(204)).await;
        assert!(
            unsigned.saw.ends_with("it takes what nobody has signed"),
            "{unsigned:?}"
        );
        assert!(unsigned.is_missing() && !signed.is_missing(), "{signed:?}");
    }

    #[tokio::test]
    async fn a_route_behind_the_sign_in_is_told_with_where_it_leads() {
        let to = "/sign-in?redirect_url=x";
        let [check, _] = of(ResponseTemplate::new(307).insert_header("location", to)).await;
        assert!(check.is_missing(), "{check:?}");
        assert!(check.saw.ends_with("and leads to /sign-in"), "{check:?}");
    }

    #[tokio::test]
    async fn each_other_answer_comes_with_what_to_do() {
        for (status, told) in [
            (401, "without signing in"),
            (403, "add this machine's address"),
            (404, "`webhooks` under [routes]"),
            (405, "`webhooks` under [routes]"),
            (500, "see what it logs"),
        ] {
            let [unsigned, signed] = of(ResponseTemplate::new(status)).await;
            assert!(
                unsigned.is_missing() && signed.is_missing(),
                "{status}: {signed:?}"
            );
            assert!(format!("{unsigned:?}").contains(told), "{unsigned:?}");
        }
    }

    #[tokio::test]
    async fn what_cannot_be_asked_for_want_of_a_secret_is_told() {
        let server = MockServer::start().await;
        let profile = format!(
            "[app]\nkind = \"url\"\nurl = \"{}\"\n[billing]\nsigning_secret_env = \"PATH\"\n",
            server.uri()
        );
        let profile: Profile = toml::from_str(&profile).expect("a profile");
        let found = checks(&profile).await;
        assert!(found[1].checked.contains("verifies"), "{found:?}");
        let told = "is not asked: PATH holds no signing secret";
        assert_eq!(
            (found[1].saw.as_str(), found[1].is_missing()),
            (told, false)
        );
    }

    #[tokio::test]
    async fn in_production_nothing_is_sent() {
        let server = MockServer::start().await;
        Mock::given(method("POST"))
            .respond_with(ResponseTemplate::new(400))
            .mount(&server)
            .await;
        let profile = format!(
            "environment = \"production\"\n[app]\nkind = \"url\"\nurl = \"{}\"\n[billing]\nsigning_secret_env = \"PATH\"\n",
            server.uri()
        );
        let profile: Profile = toml::from_str(&profile).expect("a profile");
        let found = checks(&profile).await;
        let received = server.received_requests().await.expect("they are recorded");
        assert!(received.is_empty(), "{received:?}");
        assert!(
            found[0].saw.starts_with("is not asked in production"),
            "{found:?}"
        );
    }
}
