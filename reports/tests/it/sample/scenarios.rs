//! The scenarios of the run, all but the one with the most to tell.

use conformance_harness::results::{Evidence, Level, Outcome, ScenarioResult, StepStatus};

use super::failure::transfer_that_ran_twice;
use super::parts::{WithTable, failure, scenario, step};

pub(super) fn scenarios() -> Vec<ScenarioResult> {
    vec![
        ScenarioResult {
            steps: vec![
                step(
                    "Given",
                    "the profile sells these plans",
                    9,
                    StepStatus::Passed,
                    2,
                )
                .with_table(&[
                    &["feature", "free", "pro"],
                    &["habits", "10", "unlimited"],
                    &["goals", "3", "unlimited"],
                ]),
                step(
                    "When",
                    "somebody on the free plan adds the 11th habit",
                    13,
                    StepStatus::Passed,
                    1_804,
                ),
                step(
                    "Then",
                    "the app refuses it, in the page and in the API",
                    14,
                    StepStatus::Passed,
                    310,
                ),
            ],
            ..scenario(
                "billing/gates.feature",
                "Feature gates",
                8,
                "The free plan ends at ten habits",
                &["GATE-1"],
            )
        },
        ScenarioResult {
            steps: vec![
                step(
                    "When",
                    "a delivery without svix-id arrives",
                    21,
                    StepStatus::Passed,
                    12,
                ),
                step("Then", "it is refused with 400", 22, StepStatus::Passed, 1),
            ],
            rule: Some("Only what the sender signed is believed".to_owned()),
            ..scenario(
                "billing/webhooks.feature",
                "Billing webhooks",
                26,
                "A delivery without its headers is refused",
                &["TC-10", "WH-08"],
            )
        },
        ScenarioResult {
            rule: Some("Only what the sender signed is believed".to_owned()),
            outcome: Outcome::Blocked,
            reason: Some(
                "the browser did not answer within 30 s (driver: connection refused)".to_owned(),
            ),
            steps: vec![
                step(
                    "When",
                    "a delivery without svix-signature arrives",
                    21,
                    StepStatus::Failed,
                    30_004,
                ),
                step(
                    "Then",
                    "it is refused with 400",
                    22,
                    StepStatus::NotReached,
                    0,
                ),
            ],
            evidence: vec![Evidence::Note {
                text: "chromedriver ended with signal 9 while the scenario was running".to_owned(),
            }],
            duration_ms: 30_120,
            ..scenario(
                "billing/webhooks.feature",
                "Billing webhooks",
                27,
                "A delivery without its headers is refused",
                &["TC-10", "WH-08"],
            )
        },
        ScenarioResult {
            rule: Some("Whoever operates the app can see what arrived".to_owned()),
            outcome: Outcome::NotApplicable,
            reason: Some(
                "needs-logs: the profile gives no access to the deployment's log".to_owned(),
            ),
            duration_ms: 0,
            cpu_ms: None,
            tags: vec!["OBS-1".to_owned(), "needs-logs".to_owned()],
            ..scenario(
                "billing/webhooks.feature",
                "Billing webhooks",
                34,
                "Each delivery is logged",
                &["OBS-1"],
            )
        },
        ScenarioResult {
            outcome: Outcome::Flaky,
            reason: Some("passed on attempt 2 of 2".to_owned()),
            failure: Some(failure("the protected page (/protected)", "about:blank")),
            duration_ms: 11_902,
            ..scenario(
                "routes/sessions.feature",
                "Sessions",
                12,
                "An expired session is renewed unseen",
                &["RT-4"],
            )
        },
        ScenarioResult {
            outcome: Outcome::Failed,
            reason: Some("no step is defined for this text".to_owned()),
            steps: vec![
                step(
                    "Given",
                    "somebody who is signed in",
                    19,
                    StepStatus::Passed,
                    2_201,
                ),
                step("When", "they sing out", 20, StepStatus::Failed, 0),
            ],
            ..scenario(
                "routes/sessions.feature",
                "Sessions",
                18,
                "After sign-out no protected page is left",
                &["RT-5"],
            )
        },
        ScenarioResult {
            outcome: Outcome::Failed,
            level: Level::Should,
            failure: Some(failure(
                "a page that says what happened and offers a way on, within 10 s",
                "/sso-callback, which says nothing",
            )),
            steps: vec![
                step(
                    "When",
                    "they refuse at the provider",
                    9,
                    StepStatus::Passed,
                    1_020,
                ),
                step(
                    "Then",
                    "they are told so and can go on",
                    10,
                    StepStatus::Failed,
                    10_003,
                ),
            ],
            duration_ms: 12_480,
            ..scenario(
                "sso-callback/dead-ends.feature",
                "Dead ends",
                7,
                "The person refuses at the provider",
                &["CB-21", "CB-26"],
            )
        },
        ScenarioResult {
            rule: Some("A newcomer who signs in gets an account".to_owned()),
            ..scenario(
                "sso-callback/newcomers.feature",
                "Coming back from the identity provider",
                8,
                "The identity provider vouches for somebody unknown here",
                &["CB-06"],
            )
        },
        transfer_that_ran_twice(),
    ]
}
