//! From attempts to what a scenario has come to.

use super::plan::Attempts;
use super::playing::Made;
use super::result::millis;
use crate::results::{Attempt, Outcome, ScenarioResult};

/// What `made`, at least one attempt, come to. `blank` knows where the scenario stands.
///
/// * All passed: passed, and the last one is told.
/// * None passed: failed if one failed, as what was seen stands, else blocked; the last of these is told.
/// * Otherwise: flaky, and the first that did not pass is told.
pub(super) fn combine(
    attempts: Attempts,
    blank: ScenarioResult,
    mut made: Vec<Made>,
) -> ScenarioResult {
    made.sort_by_key(|it| it.attempt.number);
    let of = |outcome: Outcome| move |it: &Made| it.attempt.outcome == outcome;
    let passed = made.iter().filter(|it| of(Outcome::Passed)(it)).count();
    let (outcome, told) = if passed == made.len() {
        (Outcome::Passed, made.len().checked_sub(1))
    } else if passed > 0 {
        let first = made.iter().position(|it| !of(Outcome::Passed)(it));
        (Outcome::Flaky, first)
    } else if let Some(failed) = made.iter().rposition(of(Outcome::Failed)) {
        (Outcome::Failed, Some(failed))
    } else {
        (Outcome::Blocked, made.len().checked_sub(1))
    };
    let Some(told) = told else {
        return blank;
    };
    let cpu = made.iter().filter_map(|it| it.cpu).reduce(|a, b| a + b);
    let duration_ms = made.iter().map(|it| it.attempt.duration_ms).sum();
    let times = made.len();
    let Made {
        attempt, origins, ..
    } = made.remove(told);
    let Attempt {
        reason,
        failure,
        steps,
        evidence,
        ..
    } = attempt;
    let reason = match (attempts, outcome) {
        (Attempts::Repeat(_), Outcome::Flaky) => Some(format!(
            "passed {passed} of {times} times; {}",
            reason.as_deref().unwrap_or_default()
        )),
        _ => reason,
    };
    ScenarioResult {
        outcome,
        duration_ms,
        cpu_ms: cpu.map(millis),
        reason,
        failure,
        steps,
        origins,
        evidence,
        other_attempts: made.into_iter().map(|it| it.attempt).collect(),
        ..blank
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::time::Duration;

    use Outcome::{Blocked, Failed, Flaky, Passed};

    use super::*;
    use crate::judgement::tests::scenario;
    use crate::results::Level;

    /// What attempts with these outcomes come to: the outcome, the reason, the numbers of the others.
    fn combined(attempts: Attempts, outcomes: &[Outcome]) -> (Outcome, Option<String>, Vec<usize>) {
        let made = outcomes.iter().zip(1..).map(|(&outcome, number)| Made {
            attempt: Attempt {
                number,
                outcome,
                duration_ms: 10,
                reason: (outcome != Passed).then(|| format!("reason {number}")),
                failure: None,
                steps: Vec::new(),
                evidence: Vec::new(),
            },
            origins: BTreeMap::new(),
            cpu: (number > 1).then_some(Duration::from_millis(3)),
        });
        // Those that are played side by side end in any order.
        let mut made: Vec<Made> = made.collect();
        made.reverse();
        let costly = u64::try_from(made.len() - 1).expect("few");
        let result = combine(attempts, scenario(Blocked, Level::Must), made);
        assert_eq!(result.duration_ms, (costly + 1) * 10);
        assert_eq!(result.cpu_ms, (costly > 0).then_some(costly * 3));
        let others = result.other_attempts.iter().map(|it| it.number);
        (result.outcome, result.reason, others.collect())
    }

    fn reason(text: &str) -> Option<String> {
        Some(text.to_owned())
    }

    #[test]
    fn what_passes_when_it_is_played_again_is_flaky_and_the_first_that_did_not_pass_is_told() {
        let played = |outcomes: &[Outcome]| combined(Attempts::Retries(3), outcomes);
        assert_eq!(played(&[Passed]), (Passed, None, vec![]));
        let once = played(&[Failed, Passed]);
        assert_eq!(once, (Flaky, reason("reason 1"), vec![2]));
        let twice = played(&[Blocked, Failed, Passed]);
        assert_eq!(twice, (Flaky, reason("reason 1"), vec![2, 3]));
    }

    #[test]
    fn of_what_never_passes_the_last_is_told_but_a_failure_is_not_lost() {
        let played = |outcomes: &[Outcome]| combined(Attempts::Retries(3), outcomes);
        let failed = played(&[Failed, Failed]);
        assert_eq!(failed, (Failed, reason("reason 2"), vec![1]));
        let blocked = played(&[Blocked, Blocked]);
        assert_eq!(blocked, (Blocked, reason("reason 2"), vec![1]));
        let both = played(&[Blocked, Failed, Blocked]);
        assert_eq!(both, (Failed, reason("reason 2"), vec![1, 3]));
    }

    #[test]
    fn what_is_repeated_says_how_often_it_passed() {
        let played = |outcomes: &[Outcome]| combined(Attempts::Repeat(3), outcomes);
        assert_eq!(played(&[Passed; 3]), (Passed, None, vec![1, 2]));
        let mixed = played(&[Passed, Failed, Passed]);
        let told = reason("passed 2 of 3 times; reason 2");
        assert_eq!(mixed, (Flaky, told, vec![1, 3]));
        let never = played(&[Failed, Failed, Blocked]);
        assert_eq!(never, (Failed, reason("reason 2"), vec![1, 3]));
    }
}
