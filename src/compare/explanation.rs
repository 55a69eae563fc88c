//! Differences that are expected, and why.

use std::path::{Path, PathBuf};

use conformance_harness::slip;
use serde::{Deserialize, Serialize};

/// A difference that is expected: in one scenario, or in a requirement and all of its scenarios.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Explanation {
    /// A scenario by its ID, as results have it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) scenario: Option<String>,
    /// A requirement by its ID.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) requirement: Option<String>,
    /// Why it is expected.
    pub(super) why: String,
}

/// What a file of explanations says.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Explanations {
    #[serde(default)]
    explained: Vec<Explanation>,
}

/// Why a file of explanations cannot be used.
#[derive(Debug, thiserror::Error)]
pub(super) enum ExplanationError {
    #[error("cannot read {}: {source}", path.display())]
    Read {
        path: PathBuf,
        source: std::io::Error,
    },
    #[error("{}: {problem}", path.display())]
    Invalid { path: PathBuf, problem: String },
}

impl Explanation {
    /// Reads the explanations in the file at `path`.
    pub(super) fn read_all(path: &Path) -> Result<Vec<Self>, ExplanationError> {
        let invalid = |problem: String| ExplanationError::Invalid {
            path: path.to_owned(),
            problem,
        };
        let text = std::fs::read_to_string(path).map_err(|source| ExplanationError::Read {
            path: path.to_owned(),
            source,
        })?;
        let read: Explanations =
            toml::from_str(&text).map_err(|error| invalid(slip::told(&text, &error)))?;
        match read.explained.iter().find_map(Self::slip) {
            Some(problem) => Err(invalid(problem.to_owned())),
            None => Ok(read.explained),
        }
    }

    /// What is wrong with it, if it can mean nothing.
    fn slip(&self) -> Option<&'static str> {
        if self.why.trim().is_empty() {
            return Some("each of [[explained]] needs a `why`");
        }
        (self.scenario.is_some() == self.requirement.is_some())
            .then_some("each of [[explained]] has either a `scenario` or a `requirement`")
    }

    /// What it is about, in words.
    pub(super) fn subject(&self) -> String {
        let scenario = self.scenario.iter().map(|id| format!("scenario “{id}”"));
        let requirement = self.requirement.iter();
        let requirement = requirement.map(|id| format!("requirement {id}"));
        scenario.chain(requirement).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Vec<Explanation>, ExplanationError> {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("explained.toml");
        std::fs::write(&path, text).expect("a file");
        Explanation::read_all(&path)
    }

    #[test]
    fn each_is_about_a_scenario_or_a_requirement_and_says_why() {
        let both = "[[explained]]\nscenario = \"a:b\"\nwhy = \"w\"\n\
                    [[explained]]\nrequirement = \"CB-20\"\nwhy = \"w\"\n";
        let subjects: Vec<String> = read(both)
            .expect("explanations")
            .iter()
            .map(Explanation::subject)
            .collect();
        assert_eq!(subjects, ["scenario “a:b”", "requirement CB-20"]);
    }

    #[test]
    fn one_that_can_mean_nothing_is_refused_with_the_file() {
        for (text, told) in [
            ("[[explained]]\nwhy = \"w\"\n", "either a `scenario`"),
            (
                "[[explained]]\nscenario = \"a:b\"\nwhy = \" \"\n",
                "needs a `why`",
            ),
            (
                "[[explained]]\nscenario = \"a:b\"\nreason = \"w\"\n",
                "there is no `reason` here",
            ),
        ] {
            let error = read(text).expect_err("a slip").to_string();
            assert!(error.contains("explained.toml: "), "{error}");
            assert!(error.contains(told), "{error}");
        }
    }
}
