//! A made-up run in which every outcome, level, step status and kind of evidence occurs.

mod billing;
mod failure;
mod idp;
mod parts;
mod scenarios;
mod unsteady;

use conformance_harness::profile::Environment;
use conformance_harness::results::{
    Level, RequirementOutcome, RequirementResult, Results, SCHEMA, ScenarioResult, Verdict,
};

pub(crate) use conformance_harness::judgement::totals;
use conformance_harness::{judgement, sign_off};
use conformance_reports::AREAS;
use scenarios::scenarios;
pub(crate) use unsteady::{eventful, past};

/// A picture of a sign-up form.
pub(crate) const PICTURE: &[u8] = include_bytes!("sign-up.png");

/// The run. It does not conform.
pub(crate) fn results() -> Results {
    let mut scenarios = scenarios();
    scenarios.extend(idp::scenarios());
    scenarios.sort_by_key(place);
    Results {
        schema: SCHEMA,
        target: "preview".to_owned(),
        environment: Some(Environment::Staging),
        build: None,
        url: Some("https://preview.habits.example".to_owned()),
        browser: Some("chrome 156.0.8078.79".to_owned()),
        started_at: "2026-11-21T04:56:04Z".to_owned(),
        duration_ms: 92_480,
        interrupted: None,
        unfinished: Vec::new(),
        shard: None,
        seed: None,
        transcripts: None,
        rerun_of: None,
        verdict: Verdict::DoesNotConform,
        totals: totals(&scenarios),
        sign_off: None,
        warnings: judgement::clause_warnings(&scenarios),
        requirements: requirements(&scenarios),
        scenarios,
    }
}

/// The same run with more of billing, so that there is a sign-off: a NO-GO.
pub(crate) fn with_sign_off() -> Results {
    let mut results = results();
    results.scenarios.extend(billing::scenarios());
    results.scenarios.sort_by_key(place);
    results.totals = totals(&results.scenarios);

    let requirements = billing::requirements(&results.scenarios);
    results
        .requirements
        .retain(|it| !requirements.iter().any(|new| new.id == it.id));
    results.requirements.extend(requirements);
    let area = |it: &RequirementResult| AREAS.iter().position(|area| area.id == it.area);
    results
        .requirements
        .sort_by_key(|it| (area(it), it.id.clone()));

    results.sign_off = sign_off::judge(&results.scenarios, &results.requirements);
    let warning = "billing.events = plan: the deployment understands `billing.subscription.*` only, names that Clerk does not document"
            .to_owned();
    results.warnings.insert(0, warning);
    results
}

fn place(scenario: &ScenarioResult) -> (String, usize) {
    (scenario.feature.clone(), scenario.line)
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
            "IDP-01",
            "IDP",
            "Behaves as the discovery metadata and the keys that it publishes say",
            Level::Must,
            RequirementOutcome::Failed,
        ),
        (
            "IDP-04",
            "IDP",
            "Gives access and refresh token for a code, and an ID token exactly when `openid` was granted",
            Level::Must,
            RequirementOutcome::Passed,
        ),
        (
            "IDP-05",
            "IDP",
            "Refuses a used, expired, foreign or mismatched code, and on reuse revokes what it first gave",
            Level::Must,
            RequirementOutcome::KnownFailure,
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
            left_out: Vec::new(),
        })
        .to_vec()
}
