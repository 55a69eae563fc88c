//! Clerk: whether it answers, takes the key, belongs to the browsers' side, and has room for a run.

use std::collections::BTreeSet;

use conformance_harness::profile::{Instance, Profile};
use reqwest::StatusCode;
use secrecy::{ExposeSecret as _, SecretString};
use serde_json::Value;
use url::Url;

use super::asking::{Answer, Silence, ask, below, client, origin};
use super::check::Check;
use super::{prices, way};

/// What to do where a stand-in does not answer.
const START: &str = "correct [clerk], or start the stand-in: cargo conformance clerk, or all of the example: cargo conformance app";

/// And where Clerk itself does not.
const LOOK: &str = "correct `backend_api` under [clerk] (if it is not there, it is https://api.clerk.com), and see whether Clerk tells of an outage";

/// Whether the Clerk that there is can be used.
pub(super) async fn checks(profile: &Profile) -> Vec<Check> {
    let Some(instance) = profile.instance() else {
        return Vec::new();
    };
    let backend = &instance.backend_api;
    let frontend = match instance.frontend_api() {
        Ok(frontend) => frontend,
        Err(problem) => {
            let mend = "copy the publishable key of this instance out of Clerk's Dashboard";
            return vec![Check::missing(
                "where Clerk's Frontend API is",
                problem,
                mend,
            )];
        }
    };
    let key = instance.secret_key();
    let key = Some(&key);
    let (users, own_keys, public_keys, plans, environment) = tokio::join!(
        call(backend, "/v1/users?limit=1", key),
        call(backend, "/v1/jwks", key),
        call(&frontend, "/.well-known/jwks.json", None),
        call(backend, "/v1/billing/plans?payer_type=user", key),
        call(&frontend, "/v1/environment", None),
    );
    let mut checks = vec![opens(backend, &users, instance)];
    checks.extend(publishable(instance));
    let Ok(users) = users else {
        return checks;
    };
    checks.extend(way::checks("Clerk", backend, &users));
    if !users.status.is_success() {
        return checks;
    }
    checks.push(belong_together(&frontend, &own_keys, &public_keys));
    checks.push(budget(instance, &users));
    if let Some(provider) = &profile.identity_provider {
        checks.push(offers(&provider.strategy, environment));
    }
    if profile.billing.is_some() {
        checks.push(prices::check(&profile.policies, plans));
    }
    checks
}

/// Asks one of Clerk's APIs, with the key that it takes; the Frontend API tells some things to anybody.
async fn call(api: &Url, path: &str, key: Option<&SecretString>) -> Result<Answer, Silence> {
    let url = below(api, path).ok_or_else(|| Silence::Other("it has no address".to_owned()))?;
    let mut request = client(&url).get(url);
    if let Some(key) = key {
        request = request.bearer_auth(key.expose_secret());
    }
    ask(request).await
}

/// Whether the Backend API answers, and takes the key.
fn opens(backend: &Url, users: &Result<Answer, Silence>, instance: &Instance) -> Check {
    let checked = format!("Clerk at {}", origin(backend));
    let variable = &instance.secret_key_env;
    let mend = if instance.real.is_some() { LOOK } else { START };
    let answer = match users {
        Ok(answer) => answer,
        Err(silence) => return Check::missing(checked, silence.told(), mend),
    };
    let told = answer.told();
    if let Some(seconds) = answer.wait_s() {
        return Check::missing(
            checked,
            format!("{told}: there were too many calls"),
            format!("wait for {seconds} s, and see who else uses the instance"),
        );
    }
    match answer.status {
        StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => Check::missing(
            checked,
            format!("does not take the key in {variable}"),
            format!("export {variable}=…, the secret key of this instance"),
        ),
        status if !status.is_success() => Check::missing(checked, told, mend),
        _ => Check::there(checked, told),
    }
}

/// The publishable key, where it is none although the Frontend API is known without it: the app would not work with it.
fn publishable(instance: &Instance) -> Option<Check> {
    let problem = instance.publishable_key().err()?;
    let mend = "copy the publishable key of this instance out of Clerk's Dashboard";
    Some(Check::missing("the publishable key", problem, mend))
}

/// Whether people can sign in with the provider that scenarios lead them to. The environment is public: a page draws its
/// buttons by it.
fn offers(strategy: &str, environment: Result<Answer, Silence>) -> Check {
    let checked = format!("people can sign in with {strategy}");
    let environment = match environment {
        Ok(answer) => answer.json(),
        Err(silence) => {
            let saw = format!("cannot be seen: the Frontend API {}", silence.told());
            return Check::note(checked, saw);
        }
    };
    let Some(social) = environment["user_settings"]["social"].as_object() else {
        let saw = "cannot be seen: the Frontend API does not tell its settings";
        return Check::note(checked, saw);
    };
    let enabled = social.iter().filter(|(_, it)| it["enabled"] == true);
    let enabled: Vec<&str> = enabled.map(|(name, _)| name.as_str()).collect();
    if enabled.contains(&strategy) {
        return Check::there(checked, "is switched on");
    }
    Check::missing(
        checked,
        match enabled[..] {
            [] => "this instance has no provider that is switched on".to_owned(),
            _ => format!("this instance has {}", enabled.join(", ")),
        },
        "correct `strategy` under [identity_provider], or add the provider in Clerk's Dashboard",
    )
}

/// Whether the key opens the instance whose Frontend API browsers ask: both publish the same keys for session tokens,
/// whose `kid` names the instance.
fn belong_together(
    frontend: &Url,
    own: &Result<Answer, Silence>,
    public: &Result<Answer, Silence>,
) -> Check {
    let place = origin(frontend);
    let checked = format!("the secret key belongs to the Frontend API at {place}");
    let public = match public {
        Ok(answer) => answer,
        Err(silence) => {
            let mend = "correct the publishable key, or `frontend_api` under [clerk]";
            return Check::missing(checked, format!("it {}", silence.told()), mend);
        }
    };
    let own = own.as_ref().map(key_ids).unwrap_or_default();
    let public = key_ids(public);
    if own.is_empty() || public.is_empty() {
        let saw = "cannot be seen: one of them publishes no keys";
        return Check::note(checked, saw);
    }
    let list = |ids: &BTreeSet<String>| ids.iter().cloned().collect::<Vec<_>>().join(", ");
    match own.intersection(&public).next() {
        Some(id) => Check::there(checked, format!("both sign with {id}")),
        None => Check::missing(
            checked,
            format!(
                "it opens {}, and browsers ask {}",
                list(&own),
                list(&public)
            ),
            "take both keys from the same instance: dashboard, API keys",
        ),
    }
}

fn key_ids(answer: &Answer) -> BTreeSet<String> {
    let json = answer.json();
    let keys = json["keys"].as_array().into_iter().flatten();
    let ids = keys.filter_map(|key| key["kid"].as_str().map(str::to_owned));
    ids.collect()
}

/// How many calls there are to be had.
fn budget(instance: &Instance, answer: &Answer) -> Check {
    let checked = "Clerk's limit of calls";
    if let Some(left) = answer.header("x-ratelimit-remaining") {
        return Check::there(checked, format!("{left} are left"));
    }
    let calls = instance.requests_per_10_s();
    match &instance.real {
        Some(_) => Check::there(
            checked,
            format!("is not reached; the run sends no more than {calls} in 10 s"),
        ),
        None => Check::there(checked, "is not reached; a stand-in has none"),
    }
}

/// What a plan costs, in the smallest unit of its currency, for a `month`, a `year` or `once`; `None` if it is not sold
/// so. Amounts stand in a plan as plain numbers, in `fee` objects, or as both.
pub(super) fn price(plan: &Value, every: &str) -> Option<u64> {
    let recurs = plan["is_recurring"] == true;
    let amount = |fee: &str, plain: &str| {
        let fee = plan[fee]["amount"].as_u64();
        fee.or_else(|| plan[plain].as_u64())
    };
    let base = || amount("fee", "amount");
    match every {
        "once" => (!recurs).then(base).flatten(),
        "month" => recurs.then(base).flatten(),
        _ => {
            let whole = plan["annual_fee"]["amount"].as_u64();
            let monthly = || amount("annual_monthly_fee", "annual_monthly_amount");
            let yearly = whole.or_else(|| monthly().map(|it| it * 12));
            recurs.then_some(yearly).flatten().filter(|it| *it > 0)
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use wiremock::matchers::path;
    use wiremock::{Mock, MockServer, ResponseTemplate};

    use super::*;

    /// A Clerk whose Backend API publishes one key and whose Frontend API another, and that answers about its users so.
    async fn of(users: ResponseTemplate, own: &str, public: &str) -> Vec<Check> {
        of_instance(users, own, public, "").await
    }

    /// The same, of one about which the profile says this as well.
    async fn of_instance(
        users: ResponseTemplate,
        own: &str,
        public: &str,
        said: &str,
    ) -> Vec<Check> {
        let server = MockServer::start().await;
        let keys = |id: &str| {
            let keys = json!({ "keys": [{ "kid": id }] });
            ResponseTemplate::new(200).set_body_json(keys)
        };
        for (place, answer) in [
            ("/v1/users", users),
            ("/v1/jwks", keys(own)),
            ("/.well-known/jwks.json", keys(public)),
        ] {
            Mock::given(path(place))
                .respond_with(answer)
                .mount(&server)
                .await;
        }
        let url = server.uri();
        let profile = format!(
            "[app]\nkind = \"url\"\nurl = \"{url}\"\n\
             [clerk]\nbackend_api = \"{url}\"\nsecret_key_env = \"NOBODY_SETS_THIS_KEY\"\n{said}"
        );
        let profile: Profile = toml::from_str(&profile).expect("a profile");
        checks(&profile).await
    }

    /// The one check whose subject begins so.
    #[track_caller]
    fn about<'a>(checks: &'a [Check], what: &str) -> &'a Check {
        let mut found = checks.iter().filter(|it| it.checked.starts_with(what));
        found
            .next()
            .unwrap_or_else(|| panic!("nothing about {what}: {checks:?}"))
    }

    fn nobody() -> ResponseTemplate {
        ResponseTemplate::new(200).set_body_json(json!([]))
    }

    #[tokio::test]
    async fn keys_of_one_instance_belong_together_and_those_of_two_do_not() {
        let same = of(nobody(), "ins_a", "ins_a").await;
        let check = about(&same, "the secret key belongs");
        assert_eq!(check.saw, "both sign with ins_a");
        let other = of(nobody(), "ins_a", "ins_b").await;
        let check = about(&other, "the secret key belongs");
        assert!(check.is_missing(), "{check:?}");
        assert_eq!(check.saw, "it opens ins_a, and browsers ask ins_b");
    }

    #[tokio::test]
    async fn a_key_that_is_refused_and_calls_that_are_too_many_are_told_apart() {
        let refused = of(ResponseTemplate::new(401), "ins_a", "ins_a").await;
        let check = about(&refused, "Clerk at ");
        assert!(check.is_missing(), "{check:?}");
        assert_eq!(check.saw, "does not take the key in NOBODY_SETS_THIS_KEY");
        let busy = ResponseTemplate::new(429).insert_header("retry-after", "9");
        let busy = of(busy, "ins_a", "ins_a").await;
        let check = about(&busy, "Clerk at ");
        assert!(format!("{check:?}").contains("wait for 9 s"), "{check:?}");
        let well = of(nobody(), "ins_a", "ins_a").await;
        assert!(!about(&well, "Clerk at ").is_missing());
    }

    #[tokio::test]
    async fn what_is_left_of_the_limit_of_calls_is_told_where_clerk_tells_it() {
        let told = nobody().insert_header("x-ratelimit-remaining", "87");
        let told = of(told, "ins_a", "ins_a").await;
        assert_eq!(about(&told, "Clerk's limit").saw, "87 are left");
        let stand_in = of(nobody(), "ins_a", "ins_a").await;
        assert!(about(&stand_in, "Clerk's limit").saw.contains("has none"));
        for (said, calls) in [("", 100), ("requests_per_10_s = 20\n", 20)] {
            let frontend = "kind = \"real\"\npublishable_key = \"pk_test_MTI3LjAuMC4xOjQxMDEk\"\n";
            let real = of_instance(nobody(), "ins_a", "ins_a", &format!("{frontend}{said}")).await;
            let told = format!("no more than {calls} in 10 s");
            assert!(
                about(&real, "Clerk's limit").saw.contains(&told),
                "{real:?}"
            );
        }
    }

    #[tokio::test]
    async fn a_provider_that_people_cannot_sign_in_with_is_told_with_those_that_there_are() {
        let told = |social: Value| async move {
            let server = MockServer::start().await;
            let environment = json!({ "user_settings": { "social": social } });
            Mock::given(path("/v1/environment"))
                .respond_with(ResponseTemplate::new(200).set_body_json(environment))
                .mount(&server)
                .await;
            let url: Url = server.uri().parse().expect("a URL");
            let environment = call(&url, "/v1/environment", None).await;
            offers("oauth_custom_acme", environment)
        };
        let with = |name: &str, enabled: bool| json!({ name: { "enabled": enabled } });
        assert!(!told(with("oauth_custom_acme", true)).await.is_missing());
        let off = told(with("oauth_custom_acme", false)).await;
        assert!(off.is_missing(), "{off:?}");
        let other = told(with("oauth_google", true)).await;
        assert_eq!(other.saw, "this instance has oauth_google");
        assert!(other.is_missing(), "{other:?}");
        let silent = told(Value::Null).await;
        assert!(!silent.is_missing(), "{silent:?}");
    }

    #[tokio::test]
    async fn a_publishable_key_that_is_none_is_told_even_where_it_is_not_needed() {
        let said = "kind = \"real\"\npublishable_key_env = \"PATH\"\nfrontend_api = \"http://127.0.0.1:9\"\n";
        let checks = of_instance(nobody(), "ins_a", "ins_a", said).await;
        let check = about(&checks, "the publishable key");
        assert!(check.is_missing(), "{check:?}");
        assert!(
            check.saw.contains("PATH holds no publishable key"),
            "{check:?}"
        );
    }

    #[test]
    fn a_price_is_read_however_it_is_written() {
        let plain = json!({ "is_recurring": true, "amount": 1200, "annual_monthly_amount": 800 });
        let fees = json!({
            "is_recurring": true, "fee": { "amount": 1200 }, "annual_monthly_fee": { "amount": 800 },
        });
        for plan in [plain, fees] {
            assert_eq!(price(&plan, "month"), Some(1_200), "{plan}");
            assert_eq!(price(&plan, "year"), Some(9_600), "{plan}");
            assert_eq!(price(&plan, "once"), None, "{plan}");
        }
        let once = json!({ "is_recurring": false, "amount": 19_900 });
        assert_eq!(price(&once, "once"), Some(19_900));
    }
}
