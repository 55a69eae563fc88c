//! Gherkin's keywords, and slips that people make with them.

use crate::distance;

/// Words that a description must not begin with, because the line then was meant to be something else.
const KEYWORDS: [&str; 14] = [
    "given",
    "when",
    "then",
    "and",
    "but",
    "scenario",
    "scenario outline",
    "examples",
    "example",
    "background",
    "rule",
    "feature",
    "scenarios",
    "outline",
];

/// Ordinary words that are one letter away from a keyword.
const ORDINARY: [&str; 12] = [
    "an", "any", "end", "features", "gives", "rules", "than", "the", "them", "they", "ten", "hen",
];

/// The keyword that a line of prose begins with, or begins with a slip for.
pub(crate) fn meant_by(line: &str) -> Option<&'static str> {
    let line = line
        .trim()
        .trim_start_matches('*')
        .trim_start()
        .to_lowercase();
    let before_colon = line.split_once(':').map(|(before, _)| before.trim());
    let first_word = line.split_whitespace().next()?;
    let distance = |keyword: &&str| {
        let whole = before_colon.map_or(usize::MAX, |before| distance::between(before, keyword));
        let slip =
            keyword.len() >= 4 && !ORDINARY.contains(&first_word) || *first_word == **keyword;
        let first = if slip {
            distance::between(first_word, keyword)
        } else {
            usize::MAX
        };
        whole.min(first)
    };
    KEYWORDS
        .into_iter()
        .min_by_key(distance)
        .filter(|keyword| distance(keyword) <= 1)
}

/// The line, from 1, that most likely keeps a text from being Gherkin: the first that begins with no keyword where
/// no description can stand, or a description that was meant to be something else.
pub(super) fn culprit(text: &str) -> Option<usize> {
    let mut describes = false;
    let mut quotes = false;
    for (index, line) in text.lines().enumerate() {
        let line = line.trim();
        if line.starts_with("\"\"\"") || line.starts_with("```") {
            quotes = !quotes;
            continue;
        }
        if quotes || line.is_empty() || line.starts_with(['#', '@', '|']) {
            continue;
        }
        let header = line
            .split_once(':')
            .is_some_and(|(before, _)| is_header(before));
        let step = ["Given ", "When ", "Then ", "And ", "But ", "* "]
            .iter()
            .any(|keyword| line.starts_with(keyword));
        if header || step {
            describes = header;
        } else if !describes || meant_by(line).is_some() {
            return Some(index + 1);
        }
    }
    None
}

fn is_header(word: &str) -> bool {
    matches!(
        word,
        "Feature"
            | "Rule"
            | "Background"
            | "Scenario"
            | "Scenario Outline"
            | "Scenario Template"
            | "Example"
            | "Examples"
            | "Scenarios"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keywords_and_slips_are_told_from_prose() {
        for (line, keyword) in [
            ("Gven x", "given"),
            ("whn: x", "when"),
            ("Scenarioo: S", "scenario"),
            ("then", "then"),
        ] {
            assert_eq!(meant_by(line), Some(keyword), "{line}");
        }
        for line in [
            "The page is told",
            "They sign in",
            "A rule of thumb",
            "Attempts stay",
        ] {
            assert_eq!(meant_by(line), None, "{line}");
        }
    }

    #[test]
    fn the_line_that_is_not_gherkin_is_found() {
        assert_eq!(
            culprit("Feature: A\n  Prose.\n\n  Scenario: S\n    Given x\n    Whn y\n"),
            Some(6)
        );
        assert_eq!(
            culprit("Feature: A\n  Scenarioo: S\n  Scenario: T\n"),
            Some(2)
        );
        assert_eq!(
            culprit("Feature: A\n\n  Scenario: S\n    Given x\n      | a |\n"),
            None
        );
    }
}
