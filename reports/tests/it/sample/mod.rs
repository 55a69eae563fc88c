//! A made-up run in which every outcome, level, step status and kind of evidence occurs.

mod failure;
mod parts;
mod scenarios;

use conformance_harness::results::{
    Level, Outcome, RequirementOutcome, RequirementResult, Results, SCHEMA, ScenarioResult, Totals,
    Verdict,
};

use scenarios::scenarios;

/// A picture of a sign-up form.
pub(crate) const PICTURE: &[u8] = include_bytes!("sign-up.png");

/// The run. It does not conform.
pub(crate) fn results() -> Results {
    let scenarios = scenarios();
    Results {
        schema: SCHEMA,
        target: "preview".to_owned(),
        url: Some("https://preview.habits.example".to_owned()),
        browser: Some("chrome 156.0.8078.79".to_owned()),
        started_at: "2026-11-21T04:56:04Z".to_owned(),
        duration_ms: 92_480,
        interrupted: None,
        verdict: Verdict::DoesNotConform,
        totals: totals(&scenarios),
        sign_off: None,
        warnings: Vec::new(),
        requirements: requirements(&scenarios),
        scenarios,
    }
}

/// The totals that fit `scenarios`.
pub(crate) fn totals(scenarios: &[ScenarioResult]) -> Totals {
    let with = |outcome| scenarios.iter().filter(|s| s.outcome == outcome).count();
    Totals {
        passed: with(Outcome::Passed),
        failed: with(Outcome::Failed),
        warnings: scenarios
            .iter()
            .filter(|s| s.outcome == Outcome::Failed && s.level == Level::Should)
            .count(),
        blocked: with(Outcome::Blocked),
        not_applicable: with(Outcome::NotApplicable),
        flaky: with(Outcome::Flaky),
    }
}

fn requirements(scenarios: &[ScenarioResult]) -> Vec<RequirementResult> {
    let catalogue = [
        (
            "CB-06",
            "CB",
            "Gives an unknown person who signs in an account and a session",
            Level::Must,
            RequirementOutcome::Passed,
        ),
        (
            "CB-07",
            "CB",
            "Takes an unknown person to sign-up when the transferred sign-up needs more",
            Level::Must,
            RequirementOutcome::Failed,
        ),
        (
            "CB-15",
            "CB",
            "Walks the decision tree of `/sso-callback` once, however often the page renders",
            Level::Must,
            RequirementOutcome::Failed,
        ),
        (
            "CB-21",
            "CB",
            "Settles within 10 s on a page that says something and offers a way on",
            Level::Should,
            RequirementOutcome::Failed,
        ),
        (
            "CB-26",
            "CB",
            "Lets the person try the provider again after any failure",
            Level::Should,
            RequirementOutcome::Failed,
        ),
        (
            "TC-10",
            "TC",
            "Refuses a delivery whose signature is missing or wrong",
            Level::Must,
            RequirementOutcome::Blocked,
        ),
        (
            "GATE-1",
            "GATE",
            "Holds every limit at its boundary, in the page and in the API",
            Level::Must,
            RequirementOutcome::Passed,
        ),
        (
            "OBS-1",
            "OBS",
            "Logs each delivery and what was done about it",
            Level::Must,
            RequirementOutcome::NotApplicable,
        ),
        (
            "WH-08",
            "WH",
            "Refuses forged, stale and replayed deliveries",
            Level::Must,
            RequirementOutcome::Blocked,
        ),
        (
            "WH-09",
            "WH",
            "Answers a delivery within 15 s, whatever it takes to work on it",
            Level::Must,
            RequirementOutcome::Untested,
        ),
        (
            "RT-4",
            "RT",
            "Renews an expired session without a visible sign-out",
            Level::Must,
            RequirementOutcome::Flaky,
        ),
        (
            "RT-5",
            "RT",
            "Shows no protected page after sign-out",
            Level::Must,
            RequirementOutcome::Failed,
        ),
    ];
    let proving = |id: &str| -> Vec<String> {
        let proving = scenarios
            .iter()
            .filter(|s| s.requirements.iter().any(|r| r == id));
        proving.map(|s| s.id.clone()).collect()
    };
    catalogue
        .map(|(id, area, title, level, outcome)| RequirementResult {
            id: id.to_owned(),
            area: area.to_owned(),
            title: title.to_owned(),
            level,
            outcome,
            scenarios: proving(id),
            of: proving(id).len(),
        })
        .to_vec()
}
