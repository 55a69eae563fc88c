//! From what machines match to what people write.

/// How a step says which texts it fits.
#[derive(Debug)]
pub(crate) enum Written {
    /// As a text.
    Literal(String),
    /// In the language of Cucumber Expressions.
    Expression(String),
    /// As a regular expression.
    Regex(String),
}

impl Written {
    /// As people write it: the literal, the cucumber expression, or what the regular expression says.
    pub(crate) fn spoken(self) -> String {
        match self {
            Self::Literal(text) | Self::Expression(text) => text,
            Self::Regex(regex) => spoken(&regex),
        }
    }

    /// What all texts begin with that it fits. It may be less than that, and never is more.
    pub(crate) fn beginning(&self) -> &str {
        match self {
            Self::Literal(text) => text,
            Self::Expression(text) => match text.find(['{', '(', '/', '\\']) {
                // Of the word before a slash, there is another one to choose.
                Some(at) if text[at..].starts_with('/') => {
                    text[..at].rfind(' ').map_or("", |space| &text[..=space])
                }
                Some(at) => &text[..at],
                None => text,
            },
            Self::Regex(regex) => beginning_of(regex),
        }
    }
}

/// What a regular expression says before its first sign, if it is anchored and has no other way to begin.
fn beginning_of(regex: &str) -> &str {
    let Some(text) = regex.strip_prefix('^') else {
        return "";
    };
    let mut depth = 0_usize;
    for sign in text.chars() {
        match sign {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            '|' if depth == 0 => return "",
            _ => {}
        }
    }
    let end = text.find(['.', '[', '(', '\\', '?', '*', '+', '{', '|', '$']);
    let beginning = &text[..end.unwrap_or(text.len())];
    // The sign may be about the letter before it.
    let is_about_it = |end: usize| text[end..].starts_with(['?', '*', '{']);
    match beginning.char_indices().next_back() {
        Some((last, _)) if end.is_some_and(is_about_it) => &beginning[..last],
        _ => beginning,
    }
}

/// A regular expression of a step as people would write the step: `they have {int} (habits|goals)`.
fn spoken(regex: &str) -> String {
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
    fn the_beginning_is_what_every_text_has_and_no_more() {
        let literal = Written::Literal("it costs $12 (a month)".to_owned());
        assert_eq!(literal.beginning(), "it costs $12 (a month)");
        for (expression, beginning) in [
            ("they open the {place}", "they open the "),
            ("{int} apples are added", ""),
            ("they have seat(s)", "they have seat"),
            ("they have a/an seat", "they have "),
            ("now/then they wait", ""),
            (r"they \{wait}", "they "),
            ("they wait", "they wait"),
        ] {
            let written = Written::Expression(expression.to_owned());
            assert_eq!(written.beginning(), beginning, "{expression}");
        }
        for (regex, beginning) in [
            ("^the provider is (on|off)$", "the provider is "),
            ("the provider is (on|off)$", ""),
            ("^they wait$|^they go$", ""),
            ("^(?:he|she) waits$", ""),
            (r"^a \d+$", "a "),
            ("^colou?r$", "colo"),
            ("^os*$", "o"),
            ("^oo{2}$", "o"),
            ("^wait a minute", "wait a minute"),
        ] {
            let written = Written::Regex(regex.to_owned());
            assert_eq!(written.beginning(), beginning, "{regex}");
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
