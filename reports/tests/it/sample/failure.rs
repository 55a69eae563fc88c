//! A failure with every kind of evidence.

use conformance_harness::results::{Evidence, Outcome, ScenarioResult, StepStatus};

use super::PICTURE;
use super::parts::{exchange, failure, hop, scenario, step};

const APP: &str = "https://preview.habits.example";
const CLERK: &str = "https://clerk.habits.example";
const PROVIDER: &str = "https://idp.habits.example";

/// What nearly every request to the Frontend API bears.
const USUAL: &str = "_clerk_js_version=6.34.1&__clerk_db_jwt=[redacted]";

pub(super) fn transfer_that_ran_twice() -> ScenarioResult {
    ScenarioResult {
        rule: Some("A newcomer who signs in gets an account".to_owned()),
        tags: vec![
            "sso-callback".to_owned(),
            "CB-07".to_owned(),
            "CB-15".to_owned(),
        ],
        outcome: Outcome::Failed,
        failure: Some(failure(
            "the sign-up page (/sign-up), after one sign-up by transfer",
            "the sign-up page (/sign-up), after 2 sign-ups by transfer",
        )),
        reason: Some("expected one sign-up by transfer, and there were 2".to_owned()),
        duration_ms: 4_310,
        steps: vec![
            step(
                "Given",
                "a newcomer at the identity provider",
                16,
                StepStatus::Passed,
                41,
            ),
            step(
                "And",
                "the instance asks for a username",
                17,
                StepStatus::Passed,
                8,
            ),
            step(
                "When",
                "they sign in with the provider",
                18,
                StepStatus::Passed,
                2_960,
            ),
            step(
                "Then",
                "they are on the sign-up page, after one transfer",
                19,
                StepStatus::Failed,
                1_180,
            ),
            step("And", "they have no session", 20, StepStatus::NotReached, 0),
        ],
        evidence: vec![
            Evidence::Screenshot {
                title: "at the end".to_owned(),
                path: "evidence/newcomers-15-end.png".to_owned(),
                media_type: "image/png".to_owned(),
                bytes: PICTURE.to_vec(),
            },
            Evidence::Page {
                url: format!("{APP}/sign-up"),
                title: "Create your account · Habits".to_owned(),
                text: "Create your account\nUsername\nContinue".to_owned(),
            },
            Evidence::Redirects {
                hops: vec![
                    hop(12, Some(200), format!("{APP}/sign-in")),
                    hop(
                        640,
                        Some(302),
                        format!(
                            "{PROVIDER}/authorize?response_type=code&client_id=habits&scope=openid+email&state=[redacted]&redirect_uri=https://clerk.habits.example/v1/oauth_callback"
                        ),
                    ),
                    hop(
                        1_310,
                        Some(303),
                        format!("{CLERK}/v1/oauth_callback?code=[redacted]&state=[redacted]"),
                    ),
                    hop(1_520, Some(200), format!("{APP}/sso-callback")),
                    hop(2_960, None, format!("{APP}/sign-up")),
                ],
            },
            Evidence::Exchanges {
                exchanges: vec![
                    exchange(
                        171,
                        "POST",
                        format!("{CLERK}/v1/dev_browser?_clerk_js_version=6.34.1"),
                        &[],
                        Some(200),
                    ),
                    exchange(
                        180,
                        "GET",
                        format!("{CLERK}/v1/client?{USUAL}"),
                        &[],
                        Some(200),
                    ),
                    exchange(
                        2_412,
                        "POST",
                        format!("{CLERK}/v1/client/sign_ups?{USUAL}"),
                        &[("transfer", "true")],
                        Some(200),
                    ),
                    exchange(
                        2_413,
                        "POST",
                        format!("{CLERK}/v1/client/sign_ups?{USUAL}"),
                        &[("transfer", "true")],
                        Some(200),
                    ),
                    exchange(
                        2_415,
                        "POST",
                        format!("{CLERK}/v1/client/sign_ups?{USUAL}"),
                        &[
                            ("transfer", "true"),
                            (
                                "captcha_error",
                                "a value that is long enough to need a second line in the table of a narrow window",
                            ),
                        ],
                        Some(422),
                    ),
                    exchange(
                        2_900,
                        "PATCH",
                        format!("{CLERK}/v1/client/sign_ups/sua_1?{USUAL}&_method=PATCH"),
                        &[],
                        None,
                    ),
                ],
            },
            Evidence::Console {
                lines: vec![
                    "warning: Clerk has been loaded with development keys".to_owned(),
                    "error: Failed to load resource: the server responded with a status of 422"
                        .to_owned(),
                ],
            },
            Evidence::Note {
                text: "the effect of the callback page ran twice, 3 ms apart".to_owned(),
            },
        ],
        ..scenario(
            "sso-callback/newcomers.feature",
            "Coming back from the identity provider",
            15,
            "The sign-up by transfer needs more",
            &["CB-07", "CB-15"],
        )
    }
}
