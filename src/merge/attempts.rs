//! A scenario that was played in one run, and again in a later one.

use std::mem;

use conformance_harness::results::{Attempt, Evidence, Outcome, ScenarioResult};

/// What both runs say of a scenario. If it passed in some attempts and not in others, it is flaky, and the first that did
/// not pass is told; otherwise the last.
pub(super) fn combine(earlier: ScenarioResult, later: ScenarioResult) -> ScenarioResult {
    if later.outcome == Outcome::NotApplicable {
        return later;
    }
    let mut result = ScenarioResult {
        duration_ms: earlier.duration_ms + later.duration_ms,
        cpu_ms: match (earlier.cpu_ms, later.cpu_ms) {
            (None, None) => None,
            (a, b) => Some(a.unwrap_or_default() + b.unwrap_or_default()),
        },
        ..later.clone()
    };
    let mut attempts = attempts(earlier);
    attempts.extend(self::attempts(later));
    number(&mut attempts);
    let passed = |it: &Attempt| it.outcome == Outcome::Passed;
    let is_flaky = attempts.iter().any(passed) && !attempts.iter().all(passed);
    let told = match is_flaky {
        true => attempts.iter().position(|it| !passed(it)),
        false => attempts.len().checked_sub(1),
    };
    let told = attempts.remove(told.unwrap_or_default());
    result.outcome = told.outcome;
    if is_flaky {
        result.outcome = Outcome::Flaky;
        result.known_because = None;
    }
    result.reason = told.reason;
    result.failure = told.failure;
    result.steps = told.steps;
    result.evidence = told.evidence;
    result.other_attempts = attempts;
    result
}

/// All attempts of a result, in order.
fn attempts(mut result: ScenarioResult) -> Vec<Attempt> {
    let mut attempts = mem::take(&mut result.other_attempts);
    let others: u64 = attempts.iter().map(|it| it.duration_ms).sum();
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
        reason: result.reason,
        failure: result.failure,
        steps: result.steps,
        evidence: result.evidence,
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
