//! The app that runs already: whether it answers, and lets the run in.

use conformance_harness::profile::{App, Profile};
use conformance_harness::safety::Bypass;
use reqwest::StatusCode;
use url::Url;

use super::asking::{Answer, ask, client, in_time, origin};
use super::check::Check;
use super::way;

/// What to write where a deployment is not open to everybody.
const PROTECT: &str =
    "write [app.protection] with secret_env = \"VERCEL_AUTOMATION_BYPASS_SECRET\", and export it";

/// Whether the app answers, for a target that does not start it.
pub(super) async fn checks(profile: &Profile) -> Vec<Check> {
    let App::Url { url, .. } = &profile.app else {
        return Vec::new();
    };
    let bypass = Bypass::of(profile);
    let request = client(url).get(url.clone());
    let request = match &bypass {
        Some(bypass) => bypass.opens(request),
        None => request,
    };
    let (answer, cookies) = tokio::join!(ask(request), cookies(bypass.as_ref()));
    let checked = format!("the app at {}", origin(url));
    match answer {
        Ok(answer) => {
            let mut checks = vec![open(checked, url, &answer, profile)];
            checks.extend(way::checks("the app", url, &answer));
            checks.extend(cookies);
            checks
        }
        Err(silence) => {
            let mend = "start it, or correct `url` under [app]";
            vec![Check::missing(checked, silence.told(), mend)]
        }
    }
}

/// Whether an answer is one of the app, or of what stands before it.
fn open(checked: String, url: &Url, answer: &Answer, profile: &Profile) -> Check {
    let told = answer.told();
    let leads_away = answer
        .header("location")
        .and_then(|to| url.join(to).ok())
        .filter(|to| to.origin() != url.origin() && !to.path().ends_with("/client/handshake"));
    match (answer.status, profile.app.protection(), leads_away) {
        (StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN, Some(protection), _) => Check::missing(
            checked,
            format!(
                "{told}: it does not take the secret in {}",
                protection.secret_env
            ),
            format!(
                "export {}=…, the secret for automation of this project",
                protection.secret_env
            ),
        ),
        (StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN, None, _) => {
            Check::missing(checked, format!("{told}: it is protected"), PROTECT)
        }
        (_, None, Some(to)) => Check::note(
            checked,
            format!(
                "{told} and leads to {}; if that is a protection: {PROTECT}",
                origin(&to)
            ),
        ),
        (status, ..) if status.is_server_error() => {
            Check::missing(checked, told, "see what it logs, and mend it")
        }
        _ => Check::there(checked, told),
    }
}

/// Whether a protected app gives the cookie that browsers need.
async fn cookies(bypass: Option<&Bypass>) -> Option<Check> {
    let checked = "the cookie that opens the app to browsers";
    let mend =
        "switch on the bypass for automation in the settings of the project, and export its secret";
    Some(match in_time(bypass?.cookies()).await {
        Err(late) => Check::missing(checked, format!("the app {}", late.told()), mend),
        Ok(Ok(cookies)) => {
            let names: Vec<&str> = cookies.iter().map(|it| it.name.as_str()).collect();
            Check::there(checked, format!("is given: {}", names.join(", ")))
        }
        Ok(Err(error)) => Check::missing(checked, error.to_string(), mend),
    })
}

#[cfg(test)]
mod tests {
    use wiremock::matchers::any;
    use wiremock::{Mock, MockServer, ResponseTemplate};

    use super::super::asking::get;
    use super::*;

    const PROTECTION: &str = "protection = { secret_env = \"NOBODY_SETS_THIS_BYPASS\" }\n";

    /// The check of an app that answers so, by a profile with these lines under `[app]`.
    async fn of(answer: ResponseTemplate, lines: &str) -> Check {
        let server = MockServer::start().await;
        Mock::given(any()).respond_with(answer).mount(&server).await;
        let url: Url = server.uri().parse().expect("a URL");
        let profile = format!("[app]\nkind = \"url\"\nurl = \"{url}\"\n{lines}");
        let profile: Profile = toml::from_str(&profile).expect("a profile");
        let answer = get(&url).await.expect("an answer");
        open("the app".to_owned(), &url, &answer, &profile)
    }

    #[tokio::test]
    async fn an_app_that_answers_is_there_and_one_that_fails_is_missing() {
        let well = of(ResponseTemplate::new(200), "").await;
        assert!(!well.is_missing(), "{well:?}");
        assert!(well.saw.starts_with("answers 200 in "), "{well:?}");
        let ill = of(ResponseTemplate::new(500), "").await;
        assert!(ill.is_missing(), "{ill:?}");
    }

    #[tokio::test]
    async fn a_protected_app_comes_with_what_opens_it() {
        let shut = of(ResponseTemplate::new(401), "").await;
        assert!(shut.is_missing(), "{shut:?}");
        assert!(format!("{shut:?}").contains("[app.protection]"), "{shut:?}");
        let wrong = of(ResponseTemplate::new(401), PROTECTION).await;
        assert!(
            wrong
                .saw
                .ends_with("it does not take the secret in NOBODY_SETS_THIS_BYPASS"),
            "{wrong:?}"
        );
        let right = of(ResponseTemplate::new(200), PROTECTION).await;
        assert!(!right.is_missing(), "{right:?}");
    }

    #[tokio::test]
    async fn an_app_that_leads_to_another_site_may_be_protected_and_to_clerk_it_is_not() {
        let to = |place: &str| ResponseTemplate::new(307).insert_header("location", place);
        let away = of(to("https://login.example.test/sso"), "").await;
        assert!(
            away.saw.contains("leads to https://login.example.test"),
            "{away:?}"
        );
        for on in [
            "/sign-in",
            "https://clerk.example.test/v1/client/handshake?redirect_url=x",
        ] {
            let check = of(to(on), "").await;
            assert!(!check.saw.contains("leads to"), "{check:?}");
        }
    }
}
