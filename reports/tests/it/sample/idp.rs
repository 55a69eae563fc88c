//! Scenarios about the deployment as OpenID provider: clauses of every outcome, and a failure that is known.

use conformance_harness::results::{
    ClauseOutcome, ClauseResult, Evidence, Level, Outcome, ScenarioResult, StepStatus,
};

use super::parts::{failure, scenario, step};

const METADATA: &str = "OpenID Connect Discovery 1.0, section 3";
const CLAIMS: &str = "OpenID Connect Core 1.0, section 2";

pub(super) fn scenarios() -> Vec<ScenarioResult> {
    vec![
        ScenarioResult {
            outcome: Outcome::Failed,
            known_because: Some("https://tracker.example/issues/214, due in May".to_owned()),
            failure: Some(failure(
                "the second use of a code revokes what the first one gave",
                "the access token still works: 200",
            )),
            steps: vec![
                step(
                    "When",
                    "the application exchanges the code again",
                    21,
                    StepStatus::Passed,
                    31,
                ),
                step(
                    "Then",
                    "what the first exchange gave is revoked",
                    22,
                    StepStatus::Failed,
                    18,
                ),
            ],
            ..scenario(
                "idp/codes.feature",
                "Codes",
                18,
                "A code that is used twice",
                &["IDP-05"],
            )
        },
        discovery(),
        ScenarioResult {
            evidence: vec![id_token(), id_token()],
            ..scenario(
                "idp/id-tokens.feature",
                "ID tokens",
                12,
                "ID tokens of two logins",
                &["IDP-04"],
            )
        },
    ]
}

fn discovery() -> ScenarioResult {
    use ClauseOutcome::{Broken, Holds, HoldsAgainstExpectation, KnownFailure, Silent};
    let clauses = vec![
        clause(Holds, "discovery.status", "it is answered with 200"),
        clause(
            Holds,
            "discovery.issuer",
            "`issuer` is exactly the one that was asked for",
        ),
        ClauseResult {
            level: Level::Should,
            saw: Some("there is none".to_owned()),
            ..clause(
                Broken,
                "discovery.claims-supported",
                "`claims_supported` lists the claims that it may tell",
            )
        },
        ClauseResult {
            saw: Some("`[\"HS256\"]`".to_owned()),
            ..clause(
                Broken,
                "discovery.algorithms",
                "`id_token_signing_alg_values_supported` lists `RS256`",
            )
        },
        ClauseResult {
            known_because: Some("https://tracker.example/issues/198".to_owned()),
            ..clause(
                HoldsAgainstExpectation,
                "discovery.userinfo-endpoint",
                "`userinfo_endpoint`, if it is there, is an HTTPS address",
            )
        },
        ClauseResult {
            saw: Some("`[\"code\", \"token\"]`, and the second is refused".to_owned()),
            known_because: Some("https://tracker.example/issues/207".to_owned()),
            ..clause(
                KnownFailure,
                "discovery.response-types",
                "`response_types_supported` lists what is supported",
            )
        },
        clause(
            Silent,
            "discovery.registration-endpoint",
            "`registration_endpoint`, if it is there, is an HTTPS address",
        ),
    ];
    ScenarioResult {
        outcome: Outcome::Failed,
        failure: Some(failure(
            "the discovery document keeps to all 7 clauses about it",
            "it does not keep to 2: discovery.algorithms (OpenID Connect Discovery 1.0, section 3): \
             `id_token_signing_alg_values_supported` lists `RS256`, but `[\"HS256\"]`; \
             discovery.userinfo-endpoint holds, and the profile lists it under [[known_failures]]: remove that line",
        )),
        steps: vec![
            step(
                "When",
                "an application reads the discovery document",
                9,
                StepStatus::Passed,
                12,
            ),
            step(
                "Then",
                "the discovery document keeps to its specification",
                10,
                StepStatus::Failed,
                1,
            ),
        ],
        evidence: vec![Evidence::Clauses {
            about: "the discovery document".to_owned(),
            clauses,
        }],
        duration_ms: 210,
        cpu_ms: None,
        ..scenario(
            "idp/discovery.feature",
            "What the deployment says of itself",
            8,
            "The discovery document",
            &["IDP-01"],
        )
    }
}

fn id_token() -> Evidence {
    use ClauseOutcome::{Holds, KnownFailure};
    let clauses = vec![
        clause(Holds, "id-token.iss", "`iss` is exactly the issuer"),
        ClauseResult {
            level: Level::Should,
            section: "RFC 7519, section 4.1.7".to_owned(),
            saw: Some("there is none".to_owned()),
            known_because: Some("nobody reads it".to_owned()),
            ..clause(
                KnownFailure,
                "id-token.jti",
                "`jti` tells it from all others",
            )
        },
        clause(Holds, "id-token.lifetime", "`exp` is later than `iat`"),
    ];
    Evidence::Clauses {
        about: "the ID token".to_owned(),
        clauses,
    }
}

fn clause(outcome: ClauseOutcome, id: &str, asks: &str) -> ClauseResult {
    let section = match id.starts_with("discovery") {
        true => METADATA,
        false => CLAIMS,
    };
    ClauseResult {
        id: id.to_owned(),
        level: Level::Must,
        section: section.to_owned(),
        asks: asks.to_owned(),
        outcome,
        saw: None,
        known_because: None,
    }
}
