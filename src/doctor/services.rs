//! What has to answer already: the app, its Clerk, its identity provider, its plan store.

use std::time::Duration;

use conformance_harness::profile::{App, Profile};
use reqwest::{Client, StatusCode};
use url::Url;

use super::check::Check;

/// How long anything may take to answer.
const DEADLINE: Duration = Duration::from_secs(5);

/// Whether all of it answers, as far as it is on this machine.
pub(super) async fn checks(profile: &Profile) -> Vec<Check> {
    let mut checks = Vec::new();
    if let App::Url { url } = &profile.app {
        checks.push(answers("the app", url.as_str(), "start it").await);
    }
    if let Some(instance) = profile.instance() {
        let users = format!("{}/v1/users?limit=1", base(&instance.backend_api));
        let start =
            "start it: cargo conformance clerk, or all of the example: cargo conformance app";
        checks.push(opens("Clerk", &users, Some(&instance.secret_key_env), start).await);
    }
    if let Some(provider) = &profile.identity_provider {
        let discovery = format!("{}/.well-known/openid-configuration", base(&provider.url));
        let start = "start it: cargo conformance idp, or all of the example: cargo conformance app";
        checks.push(answers("the identity provider", &discovery, start).await);
    }
    if profile.hermetic().is_some() {
        return checks;
    }
    if let Some(store) = profile
        .billing
        .as_ref()
        .and_then(|it| it.plan_store.as_ref())
    {
        let nobody = store.url.replace("{clerk_id}", "user_nobody");
        checks.push(
            opens(
                "the plan store",
                &nobody,
                store.key_env.as_deref(),
                "start it",
            )
            .await,
        );
    }
    if let Some(log) = profile.billing.as_ref().and_then(|it| it.log_file.as_ref()) {
        checks.push(if log.exists() {
            Check::there(format!("log: {}", log.display()))
        } else {
            Check::missing(
                format!("log: there is no {}", log.display()),
                "start the app so that it logs there, or correct `log_file` under [billing]",
            )
        });
    }
    checks
}

/// Whether something answers at an address, whatever it says.
pub(super) async fn answers(what: &str, address: &str, mend: &str) -> Check {
    opens(what, address, None, mend).await
}

/// Whether something answers at an address, and takes the key that is in an environment variable.
async fn opens(what: &str, address: &str, key_env: Option<&str>, mend: &str) -> Check {
    let place = origin(address);
    if !is_on_this_machine(address) {
        return Check::note(format!(
            "{what} at {place} is not on this machine, and was not asked"
        ));
    }
    let key = key_env.and_then(|variable| std::env::var(variable).ok());
    let answered = match ask(address, key.as_deref()).await {
        Ok(status) => status,
        Err(problem) => {
            return Check::missing(
                format!("{what} does not answer at {place}: {problem}"),
                mend,
            );
        }
    };
    let is_refused = matches!(answered, StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN);
    match (key_env, key) {
        (Some(variable), Some(_)) if is_refused => Check::missing(
            format!("{what} at {place} does not take the key in {variable}"),
            format!("export {variable}=…, the key that it was started with"),
        ),
        _ => Check::there(format!("{what} answers at {place}")),
    }
}

async fn ask(address: &str, key: Option<&str>) -> Result<StatusCode, String> {
    let client = Client::builder()
        .timeout(DEADLINE)
        .redirect(reqwest::redirect::Policy::none())
        .no_proxy()
        .build()
        .map_err(|error| error.to_string())?;
    let mut request = client.get(address);
    if let Some(key) = key {
        request = request.bearer_auth(key);
    }
    match request.send().await {
        Ok(answer) => Ok(answer.status()),
        Err(error) if error.is_timeout() => Err("it takes too long".to_owned()),
        Err(error) if error.is_connect() => Err("nobody listens there".to_owned()),
        Err(error) => Err(error.without_url().to_string()),
    }
}

fn base(url: &Url) -> &str {
    url.as_str().trim_end_matches('/')
}

/// An address without its path, which says nothing to people.
fn origin(address: &str) -> String {
    let url = Url::parse(address);
    url.map_or_else(
        |_| address.to_owned(),
        |url| url.origin().ascii_serialization(),
    )
}

fn is_on_this_machine(address: &str) -> bool {
    let Ok(url) = Url::parse(address) else {
        return false;
    };
    match url.host() {
        Some(url::Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(url::Host::Ipv4(address)) => address.is_loopback(),
        Some(url::Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn nobody_beyond_this_machine_is_asked() {
        let check = answers("the app", "https://app.example.test/", "start it").await;
        assert_eq!(
            check,
            Check::note(
                "the app at https://app.example.test is not on this machine, and was not asked"
            )
        );
        for own in [
            "http://localhost:1",
            "http://127.0.0.9",
            "http://[::1]:1",
            "http://a.localhost",
        ] {
            assert!(is_on_this_machine(own), "{own}");
        }
        for other in [
            "http://10.0.0.1",
            "http://localhost.example.test",
            "mailto:a",
        ] {
            assert!(!is_on_this_machine(other), "{other}");
        }
    }
}
