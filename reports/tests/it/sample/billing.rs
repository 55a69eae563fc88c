//! What a run about a release has besides: scenarios of billing with their evidence, and the sign-off.

use conformance_harness::results::{
    Delivery, Evidence, Level, Milestone, Outcome, RequirementOutcome, RequirementResult,
    ScenarioResult, StepStatus,
};
use conformance_harness::sign_off;

use super::parts::{failure, scenario, step};

/// The time stamp of the first delivery.
const SENT: i64 = 1_795_236_991;

pub(super) fn scenarios() -> Vec<ScenarioResult> {
    vec![
        ScenarioResult {
            evidence: vec![
                hops(&[
                    ("payment", 0),
                    ("event", 412),
                    ("stored", 467),
                    ("page", 1_930),
                ]),
                Evidence::Deliveries {
                    deliveries: vec![delivery(
                        2_480,
                        "msg_2mVnPq7RkT",
                        "billing.subscription.created",
                        Some(200),
                        44,
                    )],
                },
                log(
                    &[
                        "2026-11-21T04:56:31.120Z INFO [Webhook] Received: billing.subscription.created",
                        "2026-11-21T04:56:31.147Z INFO [Webhook] Updating plan for user_2mVn → pro",
                        "2026-11-21T04:56:31.164Z INFO POST /api/webhooks/clerk-billing 200",
                    ],
                    &[],
                ),
            ],
            duration_ms: 6_940,
            ..about(
                12,
                "A person pays for Pro Monthly",
                &["TC-02", "OBS-2", "OBS-3"],
            )
        },
        ScenarioResult {
            evidence: vec![hops(&[
                ("payment", 0),
                ("event", 640),
                ("stored", 4_205),
                ("page", 5_120),
            ])],
            ..about(20, "A person pays for Pro Yearly", &["TC-03"])
        },
        cancellation(),
        ScenarioResult {
            evidence: vec![Evidence::Deliveries {
                deliveries: vec![
                    delivery(
                        1_210,
                        "msg_2mVqA8LmNc",
                        "billing.subscription.updated",
                        Some(200),
                        38,
                    ),
                    delivery(
                        1_264,
                        "msg_2mVqA8LmNc",
                        "billing.subscription.updated",
                        Some(200),
                        12,
                    ),
                ],
            }],
            ..about(41, "The same message comes twice", &["TC-07"])
        },
        ScenarioResult {
            evidence: vec![Evidence::Deliveries {
                deliveries: vec![
                    Delivery {
                        distortion: Some("tampered-body".to_owned()),
                        answer: Some(r#"{"error":"Invalid signature"}"#.to_owned()),
                        ..delivery(
                            980,
                            "msg_2mVr01",
                            "billing.subscription.created",
                            Some(400),
                            3,
                        )
                    },
                    Delivery {
                        distortion: Some("without-timestamp".to_owned()),
                        timestamp: None,
                        answer: Some(r#"{"error":"Missing Svix headers"}"#.to_owned()),
                        ..delivery(
                            1_012,
                            "msg_2mVr02",
                            "billing.subscription.created",
                            Some(400),
                            2,
                        )
                    },
                ],
            }],
            ..about(52, "A delivery with a changed body is refused", &["TC-10"])
        },
        ScenarioResult {
            outcome: Outcome::NotApplicable,
            reason: Some(
                "@needs-environment: the preview's variables are the platform team's".to_owned(),
            ),
            duration_ms: 0,
            cpu_ms: None,
            ..about(60, "The sync secret is not set", &["TC-11"])
        },
        about(
            71,
            "Features open with the plan, in the open session",
            &["GATE-2"],
        ),
        about(
            80,
            "Somebody without an account sees four plans",
            &["SIGN-1"],
        ),
        ScenarioResult {
            outcome: Outcome::Failed,
            level: Level::Should,
            failure: Some(failure(
                "the stored plan pro, soon after the event was lost",
                "the stored plan free, after 10 s",
            )),
            ..about(90, "A lost event is made up for", &["WH-14"])
        },
    ]
}

/// A cancellation that the deployment could not store.
fn cancellation() -> ScenarioResult {
    ScenarioResult {
        outcome: Outcome::Failed,
        failure: Some(failure("the stored plan free", "the stored plan pro")),
        steps: vec![
            step(
                "Given",
                "a person with Pro Monthly",
                31,
                StepStatus::Passed,
                1_400,
            ),
            step(
                "When",
                "they cancel in the portal",
                32,
                StepStatus::Passed,
                1_310,
            ),
            step(
                "Then",
                "they have the plan free",
                33,
                StepStatus::Failed,
                10_004,
            ),
        ],
        evidence: vec![
            Evidence::Deliveries {
                deliveries: vec![
                    Delivery {
                        answer: Some(r#"{"error":"Unauthorized webhook plan update"}"#.to_owned()),
                        ..delivery(
                            3_012,
                            "msg_2mVpX4",
                            "billing.subscription.deleted",
                            Some(500),
                            61,
                        )
                    },
                    Delivery {
                        error: Some("no answer within 15 s".to_owned()),
                        timestamp: Some((SENT + 5).to_string()),
                        ..delivery(
                            8_090,
                            "msg_2mVpX4",
                            "billing.subscription.deleted",
                            None,
                            15_000,
                        )
                    },
                ],
            },
            log(
                &[
                    "2026-11-21T04:56:40.002Z INFO [Webhook] Received: billing.subscription.deleted",
                    "2026-11-21T04:56:40.061Z ERROR [Webhook] Error processing billing.subscription.deleted: Unauthorized webhook plan update",
                    "2026-11-21T04:56:40.063Z INFO POST /api/webhooks/clerk-billing 500",
                    "2026-11-21T04:56:41.500Z INFO GET /dashboard 200",
                ],
                &[1, 2],
            ),
        ],
        duration_ms: 14_220,
        ..about(30, "A person cancels in the portal", &["TC-05"])
    }
}

fn about(line: usize, name: &str, ids: &[&str]) -> ScenarioResult {
    let mut scenario = scenario(
        "billing/release.feature",
        "Releasing billing",
        line,
        name,
        ids,
    );
    scenario.tags.push(sign_off::TAG.to_owned());
    scenario
}

fn hops(times: &[(&str, u64)]) -> Evidence {
    let hop = |&(name, at_ms): &(&str, u64)| Milestone {
        name: name.to_owned(),
        at_ms,
    };
    Evidence::Hops {
        hops: times.iter().map(hop).collect(),
    }
}

/// A log of these lines; those in the places `trouble` tell of a fault.
fn log(lines: &[&str], trouble: &[usize]) -> Evidence {
    let lines: Vec<_> = lines.iter().map(|&line| line.to_owned()).collect();
    Evidence::Log {
        trouble: trouble.iter().map(|&place| lines[place].clone()).collect(),
        lines,
    }
}

fn delivery(at_ms: u64, id: &str, event: &str, status: Option<u16>, took_ms: u64) -> Delivery {
    Delivery {
        at_ms,
        id: id.to_owned(),
        event: event.to_owned(),
        timestamp: Some(SENT.to_string()),
        distortion: None,
        status,
        answer: None,
        error: None,
        took_ms,
    }
}

/// The requirements that the other run has no scenario for.
pub(super) fn requirements(scenarios: &[ScenarioResult]) -> Vec<RequirementResult> {
    use Level::{Must, Should};
    use RequirementOutcome::{Blocked, Failed, NotApplicable, Passed, Untested};
    let catalogue = [
        (
            "TC-01",
            Must,
            Untested,
            "Starts a new user on `free`, with 10 habits and 3 goals",
        ),
        (
            "TC-02",
            Must,
            Passed,
            "Turns a Pro Monthly payment into `pro` within 60 s, unaided",
        ),
        (
            "TC-03",
            Must,
            Passed,
            "Stores `pro`, and no plan of its own, for the yearly identifier",
        ),
        (
            "TC-05",
            Must,
            Failed,
            "Drops to `free` and its limits at once when a subscription is deleted",
        ),
        (
            "TC-07",
            Must,
            Passed,
            "Does nothing on the second delivery of an event",
        ),
        (
            "TC-10",
            Must,
            Blocked,
            "Refuses a delivery whose signature is missing or wrong",
        ),
        (
            "TC-11",
            Must,
            NotApplicable,
            "Answers 500 `Server config error` without a sync secret",
        ),
        (
            "TC-07b",
            Should,
            Untested,
            "Recognizes a repeat by its body under another id",
        ),
        (
            "GATE-2",
            Must,
            Passed,
            "Applies a change of plan in the open session",
        ),
        (
            "OBS-2",
            Must,
            Passed,
            "Logs no `Error processing` and no 5xx from first to last",
        ),
        (
            "OBS-3",
            Must,
            Passed,
            "Stores the plan that the provider's subscription state implies",
        ),
        (
            "SIGN-1",
            Must,
            Passed,
            "Earns a GO, and has a sound billing page",
        ),
        (
            "WH-14",
            Should,
            Failed,
            "Catches up after an event was lost",
        ),
    ];
    let result = |(id, level, outcome, title): (&str, Level, RequirementOutcome, &str)| {
        let proving = scenarios
            .iter()
            .filter(|s| s.requirements.iter().any(|it| it == id));
        let proving: Vec<_> = proving.map(|s| s.id.clone()).collect();
        RequirementResult {
            id: id.to_owned(),
            area: id.split('-').next().unwrap_or_default().to_owned(),
            title: title.to_owned(),
            level,
            outcome,
            of: proving.len().max(1),
            scenarios: proving,
            left_out: Vec::new(),
        }
    };
    catalogue.map(result).to_vec()
}
