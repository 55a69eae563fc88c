//! Scenarios that did not come out in one way only, and what runs before this one came to.

use std::path::Path;

use conformance_harness::results::{
    Attempt, Drift, Evidence, Outcome, Quarantine, Results, ScenarioResult, StepStatus, Verdict,
};
use conformance_reports::history::{History, HistoryError};

use super::parts::{failure, hop, scenario, step};
use super::{PICTURE, place, totals, with_sign_off};

const APP: &str = "https://preview.habits.example";

/// The same run with what happens to long ones: it was cut short, some scenarios were played again, one is in
/// quarantine, one has drifted.
pub(crate) fn eventful() -> Results {
    let mut results = with_sign_off();
    results.scenarios.extend(scenarios());
    results.scenarios.sort_by_key(place);
    results.totals = totals(&results.scenarios);
    results.interrupted = Some("Ctrl-C".to_owned());
    results.unfinished = [
        "routes/sessions:signing-out-everywhere",
        "routes/tokens:a-token-of-another-instance",
    ]
    .map(str::to_owned)
    .to_vec();
    results.seed = Some(20_261_121);
    results
}

/// Writes down what runs before [`eventful`] came to, for reports that are written to `report`.
///
/// # Errors
/// When it cannot be written.
pub(crate) fn past(report: &Path) -> Result<History, HistoryError> {
    let this = eventful();
    let file = History::file(report, &this.target);
    for day in 8..=20 {
        let mut run = this.clone();
        run.started_at = format!("2026-11-{day:02}T04:56:04Z");
        run.interrupted = None;
        run.duration_ms += day * 1_700;
        if day == 14 {
            run.scenarios.truncate(3);
        }
        for (index, scenario) in run.scenarios.iter_mut().enumerate() {
            let bad = day > 17 && index % 5 == 0 || day == 11 && index % 7 == 3;
            if !bad && scenario.known_because.is_none() {
                scenario.outcome = Outcome::Passed;
            }
        }
        let is_bad = run
            .scenarios
            .iter()
            .any(|it| it.outcome == Outcome::Failed && it.known_because.is_none());
        run.verdict = if is_bad {
            Verdict::DoesNotConform
        } else {
            Verdict::Conforms
        };
        run.totals = totals(&run.scenarios);
        History::record(&file, &run)?;
    }
    Ok(History::read(&file))
}

fn scenarios() -> Vec<ScenarioResult> {
    vec![once_and_then_not(), in_quarantine(), drifted()]
}

/// Failed first, and passed when it was played again.
fn once_and_then_not() -> ScenarioResult {
    let steps = |last| {
        vec![
            step(
                "Given",
                "somebody whose session has expired",
                31,
                StepStatus::Passed,
                640,
            ),
            step(
                "When",
                "they open the protected page",
                32,
                StepStatus::Passed,
                1_200,
            ),
            step("Then", "they see it", 33, last, 1_480),
        ]
    };
    let failed = failure(
        "the protected page (/protected)",
        "/sign-in, which says “Sign in”",
    );
    ScenarioResult {
        outcome: Outcome::Flaky,
        reason: Some("passed on attempt 2 of 2; attempt 1 failed".to_owned()),
        failure: Some(failed),
        steps: steps(StepStatus::Failed),
        evidence: vec![
            picture(
                "after “they open the protected page”",
                "evidence/sessions-30-1.png",
            ),
            picture("when it stopped", "evidence/sessions-30.png"),
            Evidence::Stored {
                by: "Clerk".to_owned(),
                facts: vec![
                    "account of the person: verified email address, signed up with a password"
                        .to_owned(),
                    "sessions: 1 expired".to_owned(),
                ],
            },
        ],
        other_attempts: vec![Attempt {
            number: 2,
            outcome: Outcome::Passed,
            duration_ms: 3_320,
            reason: None,
            failure: None,
            steps: steps(StepStatus::Passed),
            evidence: vec![
                picture("at the end", "evidence/sessions-30-again.png"),
                Evidence::Redirects {
                    hops: vec![hop(9, Some(200), format!("{APP}/protected"))],
                },
            ],
        }],
        ..scenario(
            "routes/sessions.feature",
            "Sessions",
            30,
            "A session is renewed behind the page",
            &["RT-4"],
        )
    }
}

fn in_quarantine() -> ScenarioResult {
    ScenarioResult {
        outcome: Outcome::Failed,
        failure: Some(failure("the text message within 10 s", "none")),
        quarantine: Some(Quarantine {
            owner: "team identity".to_owned(),
            until: "2027-01-31".to_owned(),
            reason: "the gateway of the test instance is slow, issue 231".to_owned(),
        }),
        steps: vec![step(
            "Then",
            "they get a text message",
            44,
            StepStatus::Failed,
            10_020,
        )],
        ..scenario(
            "routes/sessions.feature",
            "Sessions",
            41,
            "A second factor by text message",
            &["RT-4"],
        )
    }
}

fn drifted() -> ScenarioResult {
    ScenarioResult {
        drift: Some(Drift {
            approved: "reports/approved/preview/routes/sessions/a-signed-out-person.txt".to_owned(),
            diff: " GET /protected 307\n-GET /sign-in 200\n+GET /welcome 302\n+GET /sign-in?from=welcome 200\n POST /v1/client/sign_ins 200"
                .to_owned(),
        }),
        ..scenario("routes/sessions.feature", "Sessions", 52, "A signed-out person is sent to sign-in", &["RT-5"])
    }
}

fn picture(title: &str, path: &str) -> Evidence {
    Evidence::Screenshot {
        title: title.to_owned(),
        path: path.to_owned(),
        media_type: "image/png".to_owned(),
        bytes: PICTURE.to_vec(),
    }
}
