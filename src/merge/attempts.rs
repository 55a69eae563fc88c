//! A scenario that was played in one run, and again in a later one.

use conformance_harness::results::{Attempt, Evidence, Outcome, ScenarioResult};

/// What both runs say of a scenario, as one run would that had tried again: if it passed in some attempts and not in others, it
/// is flaky, and the first that did not pass is told; if in none, the last one that failed is told, as what was seen stands, or else
/// the last.
pub(super) fn combine(earlier: ScenarioResult, later: ScenarioResult) -> ScenarioResult {
    if later.outcome == Outcome::NotApplicable {
        return later;
    }
    let duration_ms = earlier.duration_ms.saturating_add(later.duration_ms);
    let cpu = [earlier.cpu_ms, later.cpu_ms].into_iter().flatten();
    let cpu_ms = cpu.reduce(u64::saturating_add);
    let mut all = attempts(&earlier);
    let of_earlier = all.len();
    all.extend(attempts(&later));
    number(&mut all);

    let passed = |it: &Attempt| it.outcome == Outcome::Passed;
    let is_flaky = all.iter().any(passed) && !all.iter().all(passed);
    let told = match is_flaky {
        true => all.iter().position(|it| !passed(it)),
        false => all.iter().rposition(|it| it.outcome == Outcome::Failed),
    };
    let told = told.unwrap_or(all.len() - 1);
    // What goes with an attempt and is not a part of it: where things were, and how it differs from what was approved.
    let quarantine = later.quarantine.clone();
    let base = if told < of_earlier { earlier } else { later };
    let told = all.remove(told);
    ScenarioResult {
        outcome: match is_flaky {
            true => Outcome::Flaky,
            false => told.outcome,
        },
        known_because: base.known_because.filter(|_| !is_flaky),
        quarantine,
        duration_ms,
        cpu_ms,
        reason: told.reason,
        failure: told.failure,
        steps: told.steps,
        evidence: told.evidence,
        other_attempts: all,
        ..base
    }
}

/// All attempts of a result, in order.
fn attempts(result: &ScenarioResult) -> Vec<Attempt> {
    let mut attempts = result.other_attempts.clone();
    let others = attempts.iter().map(|it| it.duration_ms);
    let others = others.fold(0, u64::saturating_add);
    let number = (1..).find(|number| attempts.iter().all(|it| it.number != *number));
    let told = Attempt {
        number: number.unwrap_or_default(),
        outcome: match result.outcome {
            // What is told of a flaky one is an attempt that did not pass; expectations make it a failure.
            Outcome::Flaky if result.failure.is_some() => Outcome::Failed,
            Outcome::Flaky => Outcome::Blocked,
            outcome => outcome,
        },
        duration_ms: result.duration_ms.saturating_sub(others),
        reason: result.reason.clone(),
        failure: result.failure.clone(),
        steps: result.steps.clone(),
        evidence: result.evidence.clone(),
    };
    attempts.push(told);
    attempts.sort_by_key(|it| it.number);
    attempts
}

/// Numbers attempts anew, and gives their pictures names of their own.
fn number(attempts: &mut [Attempt]) {
    let mut taken: Vec<String> = Vec::new();
    for (index, attempt) in attempts.iter_mut().enumerate() {
        attempt.number = index + 1;
        for evidence in &mut attempt.evidence {
            if let Evidence::Screenshot { path, .. } = evidence {
                if taken.contains(path) {
                    *path = beside(path, attempt.number, &taken);
                }
                taken.push(path.clone());
            }
        }
    }
}

/// `evidence/a.webp` as `evidence/a.again-2.webp`, or what else is not taken.
fn beside(path: &str, attempt: usize, taken: &[String]) -> String {
    let (name, ending) = path.rsplit_once('.').unwrap_or((path, ""));
    let mut names = (attempt..).map(|number| format!("{name}.again-{number}.{ending}"));
    names.find(|it| !taken.contains(it)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn played(outcome: &str, others: &[&str]) -> ScenarioResult {
        let attempt = |(number, outcome): (usize, &&str)| {
            json!({
                "number": number, "outcome": outcome, "duration_ms": 1, "steps": [], "evidence": [],
            })
        };
        let others: Vec<_> = (2..).zip(others).map(attempt).collect();
        let result = json!({
            "id": "a:x", "name": "x", "feature": "a.feature", "feature_name": "A", "line": 1, "tags": [],
            "requirements": [], "level": "MUST", "outcome": outcome, "duration_ms": 10, "reason": outcome,
            "steps": [], "evidence": [], "other_attempts": others,
        });
        serde_json::from_value(result).expect("a result")
    }

    /// The outcome, and those of the other attempts by their numbers.
    fn combined(a: ScenarioResult, b: ScenarioResult) -> (Outcome, Vec<(usize, Outcome)>) {
        let result = combine(a, b);
        assert_eq!(result.duration_ms, 20);
        let others = result.other_attempts.iter();
        let others = others.map(|it| (it.number, it.outcome)).collect();
        (result.outcome, others)
    }

    #[test]
    fn what_passes_only_when_it_is_played_again_is_flaky() {
        use Outcome::{Blocked, Failed, Flaky, Passed};
        let again = combined(played("failed", &[]), played("passed", &[]));
        assert_eq!(again, (Flaky, vec![(2, Passed)]));
        let flaky = combined(played("flaky", &["passed"]), played("failed", &[]));
        assert_eq!(flaky, (Flaky, vec![(2, Passed), (3, Failed)]));
        let late = combined(
            played("blocked", &["blocked"]),
            played("flaky", &["passed"]),
        );
        assert_eq!(late, (Flaky, vec![(2, Blocked), (3, Blocked), (4, Passed)]));
    }

    #[test]
    fn of_what_never_passes_a_failure_is_not_lost() {
        use Outcome::{Blocked, Failed};
        let failed = combined(played("failed", &[]), played("blocked", &[]));
        assert_eq!(failed, (Failed, vec![(2, Blocked)]));
        let twice = combined(played("failed", &[]), played("failed", &[]));
        assert_eq!(twice, (Failed, vec![(1, Failed)]));
        let blocked = combined(played("blocked", &[]), played("blocked", &[]));
        assert_eq!(blocked, (Blocked, vec![(1, Blocked)]));
    }

    #[test]
    fn what_does_not_apply_any_more_does_not_apply() {
        let later = played("not-applicable", &[]);
        let result = combine(played("failed", &[]), later);
        assert_eq!(result.outcome, Outcome::NotApplicable);
    }

    #[test]
    fn a_failure_that_was_known_is_not_known_when_it_is_flaky() {
        let mut earlier = played("failed", &[]);
        earlier.known_because = Some("issue 214".to_owned());
        assert_eq!(combine(earlier, played("passed", &[])).known_because, None);
    }
}
