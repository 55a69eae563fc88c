//! What is printed while scenarios are played.

mod explanation;
mod live;
mod standing;
mod teller;

use std::io::IsTerminal as _;

pub(crate) use teller::Teller;

/// How much to print while scenarios are played.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Progress {
    /// A line that moves on a terminal, lines elsewhere.
    #[default]
    Auto,
    /// A line at the bottom that says how far it is, and lines above it for what did not pass.
    Live,
    /// A line for each scenario that has ended.
    Plain,
    /// Nothing.
    None,
}

impl Progress {
    /// What is to be printed here.
    fn here(self) -> Self {
        let moves = || {
            let is_dumb = std::env::var_os("TERM").is_none_or(|it| it.is_empty() || it == "dumb");
            std::io::stdout().is_terminal() && !is_dumb
        };
        match self {
            Self::Auto if moves() => Self::Live,
            Self::Auto => Self::Plain,
            said => said,
        }
    }
}

#[cfg(test)]
mod tests {
    use conformance_harness::results::ScenarioResult;

    /// A result with that outcome, and `more` members.
    pub(super) fn result(outcome: &str, more: &str) -> ScenarioResult {
        let text = format!(
            "{{\"id\": \"a:b\", \"name\": \"B\", \"feature\": \"features/a.feature\", \"feature_name\": \"A\", \
             \"line\": 3, \"tags\": [], \"requirements\": [], \"level\": \"MUST\", \"outcome\": \"{outcome}\", \
             \"duration_ms\": 1, \"steps\": [], \"evidence\": []{more}}}"
        );
        serde_json::from_str(&text).expect("a result")
    }
}
