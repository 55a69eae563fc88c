//! What a run prints while it goes on: one line per scenario.

use std::io::{IsTerminal as _, Write as _};

use conformance_harness::redact;
use conformance_harness::results::{Attempt, Level, Outcome, ScenarioResult};

/// Prints to standard output; in colours where somebody looks.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Console {
    colours: bool,
}

/// `1 scenario`, `2 scenarios`.
pub(crate) fn count(number: usize, what: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{number} {what}{plural}")
}

impl Console {
    pub(crate) fn new() -> Self {
        let wanted = std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty());
        Self {
            colours: wanted && std::io::stdout().is_terminal(),
        }
    }

    /// Prints a line. Nobody may be listening any more, which is no reason to stop.
    pub(crate) fn line(self, text: &str) {
        let _ = writeln!(std::io::stdout(), "{}", without_secrets(text));
    }

    /// Prints what is no error to where errors go, so that it is seen where the output is read by a program.
    pub(crate) fn notice(self, text: &str) {
        let _ = writeln!(std::io::stderr(), "{}", without_secrets(text));
    }

    /// Prints an error where errors go.
    pub(crate) fn error(self, text: &str) {
        let _ = writeln!(std::io::stderr(), "error: {}", without_secrets(text));
    }

    /// Prints the line of a scenario that has ended.
    pub(crate) fn scenario(self, result: &ScenarioResult, note: &str) {
        let (word, colour) = match (result.outcome, result.level) {
            (Outcome::Passed, _) => ("PASS", "32"),
            (Outcome::Failed, _) if result.known_because.is_some() => ("KNOWN", "36"),
            (Outcome::Failed, Level::Must) => ("FAIL", "31"),
            (Outcome::Failed, Level::Should) => ("WARN", "33"),
            (Outcome::Blocked, _) => ("BLOCK", "35"),
            (Outcome::NotApplicable, _) => ("N/A", "90"),
            (Outcome::Flaky, _) => ("FLAKY", "33"),
        };
        let word = self.coloured(word, colour);
        let seconds = result.duration_ms as f64 / 1000.0;
        let ids = result.requirements.join(" ");
        self.line(&format!(
            "  {word} {seconds:6.2}s  {ids:<8} {}{note}",
            result.name
        ));
    }

    /// Prints the line of an attempt that is not the last one of its scenario.
    pub(crate) fn attempt(self, name: &str, attempt: &Attempt) {
        let (word, colour) = match attempt.outcome {
            Outcome::Passed => ("pass", "32"),
            Outcome::Failed => ("fail", "31"),
            _ => ("block", "35"),
        };
        let word = self.coloured(word, colour);
        let seconds = attempt.duration_ms as f64 / 1000.0;
        let number = format!("try {}", attempt.number);
        self.line(&format!("  {word} {seconds:6.2}s  {number:<8} {name}"));
    }

    fn coloured(self, word: &str, colour: &str) -> String {
        if self.colours {
            format!("\u{1b}[1;{colour}m{word:>5}\u{1b}[0m")
        } else {
            format!("{word:>5}")
        }
    }
}

/// A text as it may be printed: pages, logs and addresses get into titles and errors.
fn without_secrets(text: &str) -> String {
    let mut text = text.to_owned();
    redact::hide_known(&mut text);
    text
}
