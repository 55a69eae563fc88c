//! The identity provider: its discovery document, and whether it lets people go back to Clerk.

use conformance_harness::profile::{IdentityProvider, Profile};
use reqwest::StatusCode;
use secrecy::ExposeSecret as _;
use serde_json::Value;
use url::Url;

use super::asking::{Answer, Silence, ask, below, client, get, origin};
use super::check::Check;
use super::way;

const START: &str = "start it: cargo conformance idp, or all of the example: cargo conformance app";

/// Whether the provider is reachable, and is what it says.
pub(super) async fn checks(profile: &Profile) -> Vec<Check> {
    let Some(provider) = &profile.identity_provider else {
        return Vec::new();
    };
    let discovery = below(&provider.url, "/.well-known/openid-configuration");
    let clients = below(&provider.url, "/admin/clients");
    let (Some(discovery), Some(clients)) = (discovery, clients) else {
        return Vec::new();
    };
    let (document, clients) = tokio::join!(get(&discovery), registered(provider, clients));
    let checked = format!("the identity provider at {}", origin(&provider.url));
    let document = match document {
        Ok(answer) => answer,
        Err(silence) => return vec![Check::missing(checked, silence.told(), START)],
    };
    let mut checks = vec![described(checked, &provider.url, &document)];
    checks.extend(way::checks(
        "the identity provider",
        &provider.url,
        &document,
    ));
    if let Some(callback) = callback(profile) {
        checks.push(leads_back(&callback, clients, provider));
    }
    checks
}

/// The applications that are registered at the provider, as its admin API lists them to whoever has its key.
async fn registered(provider: &IdentityProvider, clients: Url) -> Result<Answer, Silence> {
    let request = client(&clients).get(clients);
    let request = match provider.admin_key() {
        Some(key) => request.bearer_auth(key.expose_secret()),
        None => request,
    };
    ask(request).await
}

/// Whether a discovery document says what Clerk needs, of the provider that was asked.
fn described(checked: String, url: &Url, answer: &Answer) -> Check {
    let told = answer.told();
    if !answer.status.is_success() {
        return Check::missing(checked, told, START);
    }
    let document = answer.json();
    let text = |member: &str| document[member].as_str().unwrap_or_default().to_owned();
    let issuer = text("issuer");
    if issuer.trim_end_matches('/') != url.as_str().trim_end_matches('/') {
        return Check::missing(
            checked,
            format!("{told}, and says that it is {issuer:?}"),
            "write that address as `url` under [identity_provider], or start it with the right one (--issuer)",
        );
    }
    let needed = ["authorization_endpoint", "token_endpoint", "jwks_uri"];
    match needed.into_iter().find(|it| text(it).is_empty()) {
        Some(member) => Check::missing(
            checked,
            format!("{told}, and its discovery document has no `{member}`"),
            START,
        ),
        None => Check::there(checked, format!("{told}, and describes itself")),
    }
}

/// Where Clerk wants people back from their provider.
fn callback(profile: &Profile) -> Option<String> {
    let instance = profile.instance()?;
    let frontend = instance.frontend_api().ok()?;
    Some(below(&frontend, "/v1/oauth_callback")?.into())
}

/// Whether the admin API wants another key than it was asked with: no scenario can make anybody then.
fn is_locked(answer: &Answer) -> bool {
    matches!(
        answer.status,
        StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN
    )
}

/// Whether an application is registered at the provider that people may be sent back to Clerk for.
fn leads_back(
    callback: &str,
    clients: Result<Answer, Silence>,
    provider: &IdentityProvider,
) -> Check {
    let checked = format!("the redirect URI {callback}");
    let clients = match clients {
        Ok(answer) if is_locked(&answer) => {
            let mend = match &provider.admin_key_env {
                Some(variable) => format!("export {variable}=…, the key that it was started with"),
                None => "write admin_key_env = \"MOCK_IDP_ADMIN_KEY\" under [identity_provider]"
                    .to_owned(),
            };
            let saw = format!("cannot be seen: the provider's admin API {}", answer.told());
            return Check::missing(checked, saw, mend);
        }
        Ok(answer) if answer.status.is_success() => answer.json(),
        Ok(answer) => {
            let saw = format!("cannot be seen: the provider's admin API {}", answer.told());
            return Check::note(checked, saw);
        }
        Err(silence) => {
            let saw = format!(
                "cannot be seen: the provider's admin API {}",
                silence.told()
            );
            return Check::note(checked, saw);
        }
    };
    let clients = clients.as_array().cloned().unwrap_or_default();
    let takes = |client: &&Value| {
        let uris = client["redirect_uris"].as_array().into_iter().flatten();
        uris.filter_map(Value::as_str).any(|it| it == callback)
    };
    match clients.iter().find(takes) {
        Some(client) => {
            let id = client["client_id"].as_str().unwrap_or("an application");
            Check::there(checked, format!("is registered for {id}"))
        }
        None => Check::missing(
            checked,
            format!("is registered for none of {} applications", clients.len()),
            format!(
                "register the client that Clerk has there: mock-idp --client ID:SECRET:{callback}"
            ),
        ),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use wiremock::matchers::any;
    use wiremock::{Mock, MockServer, ResponseTemplate};

    use super::*;

    const CALLBACK: &str = "https://clerk.example.test/v1/oauth_callback";

    /// The answer of somebody who says this.
    async fn answer(status: u16, body: Value) -> (Url, Result<Answer, Silence>) {
        let server = MockServer::start().await;
        let answer = ResponseTemplate::new(status).set_body_json(body);
        Mock::given(any()).respond_with(answer).mount(&server).await;
        let url: Url = server.uri().parse().expect("a URL");
        let answer = get(&url).await;
        (url, answer)
    }

    #[tokio::test]
    async fn a_provider_describes_itself_or_somebody_else() {
        let whole = |issuer: &str| {
            json!({
                "issuer": issuer, "authorization_endpoint": "x", "token_endpoint": "x", "jwks_uri": "x",
            })
        };
        let (_, found) = answer(200, whole("https://idp.example.test")).await;
        let found = found.expect("an answer");
        let own: Url = "https://idp.example.test".parse().expect("a URL");
        let check = described("it".to_owned(), &own, &found);
        assert!(!check.is_missing(), "{check:?}");
        let other: Url = "https://other.example.test".parse().expect("a URL");
        let check = described("it".to_owned(), &other, &found);
        assert!(
            check.is_missing() && check.saw.contains("idp.example.test"),
            "{check:?}"
        );
        let (_, found) = answer(200, json!({ "issuer": own })).await;
        let check = described("it".to_owned(), &own, &found.expect("an answer"));
        assert!(check.saw.contains("authorization_endpoint"), "{check:?}");
    }

    #[tokio::test]
    async fn a_redirect_uri_is_registered_or_not_or_cannot_be_seen() {
        let client = |uri: &str| json!([{ "client_id": "clerk", "redirect_uris": [uri] }]);
        let provider = |more: &str| -> IdentityProvider {
            let own = "url = \"https://idp.example.test\"\nstrategy = \"oauth_custom_acme\"\n";
            toml::from_str(&format!("{own}{more}")).expect("a provider")
        };
        let open = provider("");
        let (_, own) = answer(200, client(CALLBACK)).await;
        let check = leads_back(CALLBACK, own, &open);
        assert_eq!(check.saw, "is registered for clerk");
        let (_, other) = answer(200, client("https://elsewhere.example.test")).await;
        let check = leads_back(CALLBACK, other, &open);
        assert!(check.is_missing(), "{check:?}");
        let (_, none) = answer(404, json!({})).await;
        let check = leads_back(CALLBACK, none, &open);
        assert!(check.saw.starts_with("cannot be seen"), "{check:?}");
        assert!(!check.is_missing(), "another provider has no such API");
        for (more, told) in [
            ("admin_key_env = \"THE_KEY\"\n", "export THE_KEY="),
            ("", "write admin_key_env"),
        ] {
            let (_, locked) = answer(401, json!({})).await;
            let check = leads_back(CALLBACK, locked, &provider(more));
            assert!(check.is_missing(), "{check:?}");
            assert!(format!("{check:?}").contains(told), "{check:?}");
        }
    }
}
