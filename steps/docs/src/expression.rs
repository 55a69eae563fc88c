//! From what machines match to what people write.

/// A regular expression of a step as people would write the step: `they have {int} (habits|goals)`.
pub(crate) fn spoken(regex: &str) -> String {
    regex
        .trim_start_matches('^')
        .trim_end_matches('$')
        .replace("\"([^\"]+)\"", "{string}")
        .replace(r"(\d+)", "{int}")
        .replace("(.+)", "…")
        .replace("(?:", "(")
        .replace(")?", ")")
}

/// What a parameter's regular expression lets people write.
pub(crate) fn choices(regex: &str) -> Vec<String> {
    let quoted = regex
        .strip_prefix("\"(")
        .and_then(|rest| rest.strip_suffix(")\""));
    let (inner, quote) = match quoted {
        Some(inner) => (inner, "\""),
        None => (regex, ""),
    };
    inner
        .split('|')
        .map(|choice| format!("{quote}{}{quote}", choice.replace("[^\"]+", "…")))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_regular_expression_is_shown_without_what_only_the_machine_needs() {
        for (regex, expression) in [
            (
                r"^they have (\d+) (habits|goals)$",
                "they have {int} (habits|goals)",
            ),
            (
                "^the feature \"([^\"]+)\" is (available|blocked)$",
                "the feature {string} is (available|blocked)",
            ),
            (
                "^they enter (?:a|the same) backup code$",
                "they enter (a|the same) backup code",
            ),
            (
                "^the instance has (no )?organizations$",
                "the instance has (no )organizations",
            ),
            (
                "^their next (ID token|user info) (.+)$",
                "their next (ID token|user info) …",
            ),
        ] {
            assert_eq!(spoken(regex), expression);
        }
    }

    #[test]
    fn what_can_be_written_for_a_parameter_is_listed_with_its_quotes() {
        assert_eq!(choices("never|once"), ["never", "once"]);
        assert_eq!(choices("\"(a b|c)\""), ["\"a b\"", "\"c\""]);
        assert_eq!(
            choices("purchase of \"[^\"]+\"|cancellation"),
            ["purchase of \"…\"", "cancellation"]
        );
    }
}
