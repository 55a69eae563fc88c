//! Why a scenario did not pass, right below its line.

use conformance_harness::results::{Failure, Outcome, ScenarioResult};

/// Lines that say why a scenario did not pass: what was expected and seen, or the reason; then where to look.
pub(super) fn lines(result: &ScenarioResult) -> Vec<String> {
    if matches!(result.outcome, Outcome::Passed | Outcome::NotApplicable) {
        return Vec::new();
    }
    let mut lines = Vec::new();
    let flaky = result.outcome == Outcome::Flaky;
    if let Some(reason) = result.reason.as_deref()
        && (flaky || result.failure.is_none())
    {
        lines.push(labelled("because", reason));
    }
    if let Some(Failure { expected, actual }) = &result.failure {
        lines.push(labelled("expected", expected));
        lines.push(labelled("actual", actual));
    }
    let place = format!("{}:{}", result.feature, result.line_to_look_at());
    lines.push(labelled("at", &place));
    if let Some(quarantine) = &result.quarantine {
        let told = format!("{}: {}", quarantine.owner, quarantine.reason);
        let label = format!("in quarantine until {},", quarantine.until);
        lines.push(labelled(&label, &told));
    }
    lines
}

/// What pages say may hold characters that steer a terminal, and ends of lines.
fn labelled(label: &str, text: &str) -> String {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let text = text.replace(char::is_control, "");
    format!("{:18}{label:<8} {text}", "")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::progress::tests::result;

    #[test]
    fn a_failure_is_told_with_what_was_expected_and_seen_and_its_place() {
        let failure = ", \"reason\": \"expected one\", \"failure\": {\"expected\": \"one\", \
                       \"actual\": \"two\\n  \\u001b[2J three\"}";
        let told = lines(&result("failed", failure));
        let told: Vec<&str> = told.iter().map(|line| line.trim_start()).collect();
        assert_eq!(
            told,
            [
                "expected one",
                "actual   two [2J three",
                "at       features/a.feature:3"
            ]
        );
    }

    #[test]
    fn the_place_is_that_of_the_step_that_did_not_pass() {
        let mut failed = result("failed", "");
        let step = |line: usize, status: &str| {
            serde_json::json!({
                "keyword": "Then", "text": "all is well", "line": line, "status": status, "duration_ms": 1,
            })
        };
        let steps =
            serde_json::json!([step(4, "passed"), step(5, "failed"), step(6, "not-reached")]);
        failed.steps = serde_json::from_value(steps).expect("steps");
        let told = lines(&failed);
        assert!(told[0].ends_with("features/a.feature:5"), "{told:?}");
    }

    #[test]
    fn what_is_flaky_says_how_often_it_passed_too() {
        let failure = ", \"reason\": \"passed 7 of 10 times; expected one\", \
                       \"failure\": {\"expected\": \"one\", \"actual\": \"two\"}";
        let told = lines(&result("flaky", failure));
        assert_eq!(told.len(), 4);
        assert!(told[0].contains("passed 7 of 10 times"), "{}", told[0]);
    }

    #[test]
    fn what_passed_needs_no_explanation() {
        assert!(lines(&result("passed", "")).is_empty());
    }
}
