//! What is known to be wrong with a target, and why that is accepted for now.
//!
//! It works both ways: what is listed and fails does not fail the run, and what is listed and passes does, until the
//! line is removed.

use std::collections::BTreeSet;

use serde::Deserialize;

use crate::distance;
use crate::openid::clauses;
use crate::results::{
    ClauseOutcome, ClauseResult, Evidence, Failure, Level, Outcome, ScenarioResult,
};

/// How the expectation begins that a scenario does not meet which passes although it is listed.
const FAILS: &str = "it fails, as the profile says";

/// Something that is known to be wrong: a scenario, or one clause of a specification wherever it is looked at.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KnownFailure {
    /// A scenario by its ID, as results have it.
    #[serde(default)]
    pub scenario: Option<String>,
    /// A clause by its ID, e.g. `id-token.jti`.
    #[serde(default)]
    pub clause: Option<String>,
    /// Why it is accepted, e.g. an issue in a tracker.
    pub reason: String,
}

impl KnownFailure {
    /// What is wrong with it, if it can mean nothing.
    #[must_use]
    pub fn slip(&self) -> Option<String> {
        if self.reason.trim().is_empty() {
            return Some("each of [[known_failures]] needs a `reason`".to_owned());
        }
        match (&self.scenario, &self.clause) {
            (Some(_), None) => None,
            (None, Some(clause)) => {
                let ids = clauses::ids();
                if ids.contains(&clause.as_str()) {
                    return None;
                }
                let nearest = distance::nearest(clause, ids.iter().copied());
                let hint = nearest.map_or(String::new(), |it| format!("; did you mean “{it}”?"));
                Some(format!("there is no clause “{clause}”{hint}"))
            }
            _ => {
                Some("each of [[known_failures]] has either a `scenario` or a `clause`".to_owned())
            }
        }
    }
}

/// What is wrong with a list that names a scenario which is not there, as far as that can be known.
#[must_use]
pub fn unknown(known: &[KnownFailure], read: &ScenariosRead<'_>) -> Option<String> {
    let listed = known.iter().filter_map(|it| it.scenario.as_deref());
    not_there("known_failures", listed, read)
}

/// The scenarios among which those have to be that a profile lists.
#[derive(Debug, Clone)]
pub struct ScenariosRead<'a> {
    /// The IDs of all scenarios that were read.
    pub ids: BTreeSet<&'a str>,
    /// Whether there are no others: all feature files of the project were read. Otherwise, a scenario of a file that was not
    /// read may be there or not.
    pub is_all: bool,
}

/// What is wrong with a profile that names in its `table` a scenario which is not there.
pub(crate) fn not_there<'a>(
    table: &str,
    mut listed: impl Iterator<Item = &'a str>,
    ScenariosRead { ids, is_all }: &ScenariosRead<'_>,
) -> Option<String> {
    let file = |id: &str| id.split(':').next().unwrap_or_default().to_owned();
    let files: BTreeSet<String> = ids.iter().map(|id| file(id)).collect();
    let was_read = |id: &str| *is_all || files.contains(&file(id));
    let wrong = listed.find(|id| was_read(id) && !ids.contains(id))?;
    let nearest = distance::nearest(wrong, ids.iter().copied());
    let hint = nearest.map_or(String::new(), |it| format!("; did you mean “{it}”?"));
    Some(format!(
        "[[{table}]] names the scenario “{wrong}”, which is not there{hint}"
    ))
}

/// Why a clause is known to be broken.
#[must_use]
pub fn of_clause(known: &[KnownFailure], clause: &str) -> Option<String> {
    let known = known.iter().find(|it| it.clause.as_deref() == Some(clause));
    known.map(|it| it.reason.clone())
}

/// Marks a scenario that was expected to fail, and fails it if it passes.
pub fn expect(known: &[KnownFailure], scenario: &mut ScenarioResult) {
    let mut listed = known.iter();
    let listed = listed.find(|it| it.scenario.as_ref() == Some(&scenario.id));
    let Some(listed) = listed else { return };
    match scenario.outcome {
        Outcome::Failed => scenario.known_because = Some(listed.reason.clone()),
        Outcome::Passed => {
            let failure = Failure {
                expected: format!("{FAILS}: {}", listed.reason),
                actual: format!(
                    "it passes: remove the line with scenario = \"{}\" from [[known_failures]]",
                    scenario.id
                ),
            };
            scenario.outcome = Outcome::Failed;
            // Whatever the requirement says: the profile is wrong, and has to be mended.
            scenario.level = Level::Must;
            scenario.reason = Some(format!("expected {}", failure.expected));
            scenario.failure = Some(failure);
        }
        Outcome::Blocked | Outcome::NotApplicable | Outcome::Flaky => {}
    }
}

/// The lines of a profile that accept the failure of a scenario, one text for each `[[known_failures]]`: of one that
/// failed because an answer breaks clauses those clauses, and of any other the scenario. None where nothing is to be
/// added: it did not fail, or it is listed already, or lines are to be removed.
#[must_use]
pub fn lines_for(scenario: &ScenarioResult) -> Vec<String> {
    let is_listed = |it: &Failure| it.expected.starts_with(FAILS);
    if scenario.outcome != Outcome::Failed
        || scenario.known_because.is_some()
        || scenario.failure.as_ref().is_some_and(is_listed)
    {
        return Vec::new();
    }
    // A step that looks at clauses fails if one of these is there, and ends its scenario.
    let failed_for = |it: &&ClauseResult| match it.outcome {
        ClauseOutcome::Broken => it.level == Level::Must,
        ClauseOutcome::HoldsAgainstExpectation => true,
        ClauseOutcome::Holds | ClauseOutcome::Silent | ClauseOutcome::KnownFailure => false,
    };
    let evidence = scenario.evidence.iter();
    let clauses = evidence.filter_map(|it| match it {
        Evidence::Clauses { clauses, .. } => Some(clauses),
        _ => None,
    });
    let clauses: Vec<_> = clauses.flatten().filter(failed_for).collect();
    if clauses.is_empty() {
        return vec![lines("scenario", &scenario.id)];
    }
    let broken = clauses.iter();
    let broken = broken.filter(|it| it.outcome == ClauseOutcome::Broken);
    let mut blocks = Vec::new();
    for block in broken.map(|it| lines("clause", &it.id)) {
        // The same kind of answer may have been looked at several times.
        if !blocks.contains(&block) {
            blocks.push(block);
        }
    }
    blocks
}

fn lines(member: &str, id: &str) -> String {
    format!("[[known_failures]]\n{member} = \"{id}\"\nreason = \"…\"")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known(text: &str) -> KnownFailure {
        toml::from_str(text).expect("a known failure")
    }

    #[test]
    fn one_that_can_mean_nothing_is_found_before_anything_runs() {
        let slip = |text: &str| known(text).slip();
        assert_eq!(slip("clause = \"id-token.jti\"\nreason = \"r\""), None);
        assert_eq!(slip("scenario = \"idp/a:b\"\nreason = \"r\""), None);
        let misspelt = slip("clause = \"id-token.sigature\"\nreason = \"r\"").expect("a slip");
        assert!(
            misspelt.contains("did you mean “id-token.signature”"),
            "{misspelt}"
        );
        assert!(slip("clause = \"id-token.jti\"\nreason = \" \"").is_some());
        assert!(slip("reason = \"r\"").is_some());
    }

    #[test]
    fn a_scenario_that_is_not_there_is_found_if_its_file_was_read_or_all_were() {
        let read = |is_all| ScenariosRead {
            ids: BTreeSet::from(["idp/codes:it-is-used-twice", "idp/codes:it-has-grown-old"]),
            is_all,
        };
        let among = |id: &str, is_all| {
            let line = format!("scenario = \"{id}\"\nreason = \"r\"");
            unknown(&[known(&line)], &read(is_all))
        };
        let unknown = |id: &str| among(id, false);
        assert_eq!(among("idp/codes:it-is-used-twice", true), None);
        assert!(among("idp/errors:anything", true).is_some());
        assert_eq!(unknown("idp/codes:it-is-used-twice"), None);
        assert_eq!(unknown("idp/errors:anything"), None);
        let problem = unknown("idp/codes:it-is-used-twic").expect("a slip");
        assert!(
            problem.contains("did you mean “idp/codes:it-is-used-twice”"),
            "{problem}"
        );
    }

    fn played(outcome: Outcome) -> ScenarioResult {
        let mut scenario = crate::judgement::tests::scenario(outcome, crate::results::Level::Must);
        scenario.id = "idp/a:b".to_owned();
        expect(
            &[known("scenario = \"idp/a:b\"\nreason = \"r\"")],
            &mut scenario,
        );
        scenario
    }

    #[test]
    fn what_is_listed_and_fails_is_known_and_what_is_listed_and_passes_fails() {
        let failed = played(Outcome::Failed);
        assert_eq!(failed.known_because.as_deref(), Some("r"));
        let passed = played(Outcome::Passed);
        assert_eq!(
            (passed.outcome, passed.level),
            (Outcome::Failed, Level::Must)
        );
        assert_eq!(passed.known_because, None);
        let failure = passed.failure.expect("a failure");
        assert!(failure.actual.contains("idp/a:b"), "{}", failure.actual);
        assert_eq!(played(Outcome::Blocked).outcome, Outcome::Blocked);
    }

    /// One that failed, and what was found of clauses.
    fn failed(clauses: &[(&str, Level, ClauseOutcome)]) -> ScenarioResult {
        let clauses = clauses.iter().map(|&(id, level, outcome)| ClauseResult {
            id: id.to_owned(),
            level,
            section: String::new(),
            asks: String::new(),
            outcome,
            saw: None,
            known_because: None,
        });
        let mut scenario =
            crate::judgement::tests::scenario(Outcome::Failed, crate::results::Level::Must);
        scenario.evidence.push(Evidence::Clauses {
            about: "the ID token".to_owned(),
            clauses: clauses.collect(),
        });
        scenario
    }

    /// What the profile takes of these lines.
    fn taken(lines: &[String]) -> Vec<KnownFailure> {
        let tables = lines.iter();
        let tables = tables.map(|it| known(it.trim_start_matches("[[known_failures]]")));
        tables.collect()
    }

    #[test]
    fn the_lines_for_a_failure_are_what_the_profile_takes() {
        use ClauseOutcome::{Broken, Holds, KnownFailure};
        let other = failed(&[
            ("id-token.iss", Level::Must, Holds),
            ("id-token.exp", Level::Must, KnownFailure),
            ("id-token.jti", Level::Should, Broken),
        ]);
        let lines = taken(&lines_for(&other));
        assert_eq!(lines.len(), 1);
        assert_eq!(lines[0].slip(), None);
        assert_eq!(lines[0].scenario.as_deref(), Some("a:b"));
    }

    #[test]
    fn of_a_scenario_that_failed_for_clauses_each_of_them_has_its_lines_once() {
        use ClauseOutcome::{Broken, Holds};
        let lines = lines_for(&failed(&[
            ("id-token.iss", Level::Must, Broken),
            ("id-token.exp", Level::Must, Holds),
            ("id-token.signature", Level::Must, Broken),
            ("id-token.jti", Level::Should, Broken),
            ("id-token.iss", Level::Must, Broken),
        ]));
        let lines = taken(&lines);
        let clauses: Vec<_> = lines.iter().map(|it| it.clause.as_deref()).collect();
        assert_eq!(clauses, [Some("id-token.iss"), Some("id-token.signature")]);
        assert!(lines.iter().all(|it| it.slip().is_none()));
    }

    #[test]
    fn there_are_no_lines_to_add_for_what_is_listed_or_did_not_fail() {
        use ClauseOutcome::HoldsAgainstExpectation;
        for listed in [Outcome::Failed, Outcome::Passed, Outcome::Blocked] {
            assert!(lines_for(&played(listed)).is_empty(), "{listed:?}");
        }
        let holds = failed(&[("id-token.jti", Level::Should, HoldsAgainstExpectation)]);
        assert!(lines_for(&holds).is_empty());
    }
}
