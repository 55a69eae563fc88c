//! Where the app's plans and its log can be read.

use std::net::TcpListener;

use conformance_harness::billing::Plans;
use conformance_harness::browser::on_path;
use conformance_harness::profile::{Billing, Log, PlanStore, Profile};
use url::Url;

use super::asking::{ask, below, client, in_time, origin};
use super::check::Check;

/// Somebody whom no store has.
const NOBODY: &str = "user_nobody";

/// Whether what the profile names is there.
pub(super) async fn checks(profile: &Profile) -> Vec<Check> {
    let Some(billing) = profile.billing.as_ref() else {
        return Vec::new();
    };
    let (store, log) = tokio::join!(store(billing), log(billing));
    store.into_iter().chain(log).collect()
}

/// Whether the store tells that somebody is not stored, as it does in a run.
async fn store(billing: &Billing) -> Option<Check> {
    let store = billing.plan_store.as_ref()?;
    let (place, key) = match store {
        PlanStore::Json(store) => {
            let url = Url::parse(&store.url.replace("{clerk_id}", NOBODY)).ok();
            (url, store.key.as_ref().map(|it| it.env.as_str()))
        }
        PlanStore::Convex(store) => (Some(store.url.clone()), store.key_env.as_deref()),
        PlanStore::Page => {
            let saw = "is the app's own page: it is read by the browser";
            return Some(Check::note("the plan store", saw));
        }
    };
    let checked = match place {
        Some(url) => format!("the plan store at {}", origin(&url)),
        None => "the plan store".to_owned(),
    };
    let plans = Plans::of_profile(store);
    let stored = in_time(plans.store()?.stored(NOBODY)).await;
    Some(
        match stored
            .map_err(|late| late.told())
            .and_then(|it| it.map_err(|error| error.to_string()))
        {
            Ok(None) => Check::there(checked, "answers that somebody is not stored"),
            Ok(Some(_)) => Check::missing(
                checked,
                format!("has a plan for {NOBODY}, whom nobody knows"),
                "have it answer 404, or null, for somebody who is not stored",
            ),
            Err(problem) => {
                let mend = match key {
                Some(variable) => format!(
                    "start it, or correct [billing.plan_store]; {variable} has to be the key that it was started with"
                ),
                None => "start it, or correct [billing.plan_store]; if it is locked, name its key as `key_env`"
                    .to_owned(),
            };
                Check::missing(checked, problem, mend)
            }
        },
    )
}

/// Whether the log can be read.
async fn log(billing: &Billing) -> Option<Check> {
    Some(match billing.log.as_ref()? {
        Log::File { file } if file.exists() => Check::there("the log", file.display().to_string()),
        Log::File { file } => Check::missing(
            "the log",
            format!("there is no {}", file.display()),
            "start the app so that it logs there, or correct `file` under [billing.log]",
        ),
        Log::Process {} => return None,
        Log::Container { engine, container } => match on_path(engine) {
            Some(_) => Check::there(
                "the log",
                format!("is asked of {engine}, for the container {container}"),
            ),
            None => Check::missing(
                "the log",
                format!("{engine} is not on PATH"),
                "install it, or name another one as `engine` under [billing.log]",
            ),
        },
        Log::Vercel { api, token_env, .. } => vercel(api, token_env).await,
        Log::Drain { listen, .. } => match TcpListener::bind(listen) {
            Ok(_) => Check::there("the log", format!("{listen} is free, for the drain")),
            Err(error) => Check::missing(
                "the log",
                format!("{listen}, for the drain: {error}"),
                "end who listens there, or correct `listen` under [billing.log]",
            ),
        },
    })
}

/// Whether Vercel takes the token: it says whose it is (REST API, “Get the User”).
async fn vercel(api: &Url, token_env: &str) -> Check {
    let checked = format!("the log at {}", origin(api));
    let Some(url) = below(api, "/v2/user") else {
        return Check::missing(
            checked,
            "has no address",
            "correct `api` under [billing.log]",
        );
    };
    let token = std::env::var(token_env).unwrap_or_default();
    match ask(client(&url).get(url.clone()).bearer_auth(token)).await {
        Ok(answer) if answer.status.is_success() => Check::there(checked, answer.told()),
        Ok(answer) => Check::missing(
            checked,
            format!(
                "does not take the token in {token_env}: it {}",
                answer.told()
            ),
            format!("export {token_env}=…, an access token of the account"),
        ),
        Err(silence) => {
            Check::missing(checked, silence.told(), "correct `api` under [billing.log]")
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use wiremock::matchers::any;
    use wiremock::{Mock, MockServer, ResponseTemplate};

    use super::*;

    /// The first check of a profile whose `[billing]` says so; `URL` in it is a server that answers so.
    async fn of(answer: ResponseTemplate, billing: &str) -> Check {
        let server = MockServer::start().await;
        Mock::given(any()).respond_with(answer).mount(&server).await;
        let billing = billing.replace("URL", &server.uri());
        let profile = format!("[app]\nkind = \"embedded\"\n[billing]\n{billing}");
        let profile: Profile = toml::from_str(&profile).expect("a profile");
        checks(&profile).await.remove(0)
    }

    const JSON: &str = "plan_store = { url = \"URL/users/{clerk_id}\" }\n";
    const CONVEX: &str =
        "plan_store = { kind = \"convex\", url = \"URL\", query = \"users:get\" }\n";

    #[tokio::test]
    async fn a_store_that_tells_that_somebody_is_not_stored_is_there() {
        let json = of(ResponseTemplate::new(404), JSON).await;
        assert!(!json.is_missing(), "{json:?}");
        let null = json!({ "status": "success", "value": null });
        let convex = of(ResponseTemplate::new(200).set_body_json(null), CONVEX).await;
        assert!(!convex.is_missing(), "{convex:?}");
    }

    #[tokio::test]
    async fn a_store_that_refuses_fails_or_knows_nobody_is_missing() {
        for (answer, told) in [
            (ResponseTemplate::new(401), "401"),
            (ResponseTemplate::new(500), "500"),
            (
                ResponseTemplate::new(200).set_body_json(json!({ "plan": "free" })),
                "whom nobody knows",
            ),
        ] {
            let check = of(answer, JSON).await;
            assert!(check.is_missing() && check.saw.contains(told), "{check:?}");
        }
    }

    #[tokio::test]
    async fn a_log_is_there_or_not_whatever_its_kind() {
        let log = |log: &str| format!("[billing.log]\n{log}");
        let well = || ResponseTemplate::new(200);
        let file = tempfile::NamedTempFile::new().expect("a file");
        let of_file = |path: &str| log(&format!("kind = \"file\"\nfile = {path:?}\n"));
        let path = file.path().to_str().expect("letters");
        assert!(!of(well(), &of_file(path)).await.is_missing());
        assert!(of(well(), &of_file("/nowhere/app.log")).await.is_missing());
        let container = "kind = \"container\"\ncontainer = \"app\"\nengine = \"no-such-engine\"\n";
        assert!(of(well(), &log(container)).await.is_missing());
        let vercel = "kind = \"vercel\"\nproject = \"p\"\ndeployment = \"d\"\ntoken_env = \"NOBODY_SETS_THIS\"\n\
                      api = \"URL\"\n";
        assert!(!of(well(), &log(vercel)).await.is_missing());
        let refused = of(ResponseTemplate::new(403), &log(vercel)).await;
        assert!(
            refused
                .saw
                .contains("does not take the token in NOBODY_SETS_THIS"),
            "{refused:?}"
        );
        let taken = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = taken.local_addr().expect("it is bound");
        let drain = format!(
            "kind = \"drain\"\nlisten = \"{address}\"\nsecret_env = \"NOBODY_SETS_THIS\"\n"
        );
        assert!(of(well(), &log(&drain)).await.is_missing());
        drop(taken);
        assert!(!of(well(), &log(&drain)).await.is_missing());
    }
}
