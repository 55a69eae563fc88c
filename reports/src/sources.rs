//! What stands behind the results, and is not in them.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

/// The feature files that were played, and the steps that they are written in. Reports show what they find of it, and do
/// without what they do not find.
#[derive(Debug, Clone, Default)]
pub struct Sources {
    /// Where the paths of feature files begin.
    root: Option<PathBuf>,
    /// What each step understands, by its place in the code.
    steps: BTreeMap<String, String>,
}

impl Sources {
    /// Those of features whose paths begin in the folder `root`. They are read when a report is written.
    #[must_use]
    pub fn below(root: impl Into<PathBuf>) -> Self {
        Self {
            root: Some(root.into()),
            steps: BTreeMap::new(),
        }
    }

    /// Adds steps: for each its place in the code, `path:line`, as results name it, and the regular expression of what
    /// it understands.
    #[must_use]
    pub fn with_steps(mut self, steps: impl IntoIterator<Item = (String, String)>) -> Self {
        self.steps.extend(steps);
        self
    }

    /// The text of the feature file that results call `path`, if it is (still) there.
    pub(crate) fn feature(&self, path: &str) -> Option<String> {
        // What was read from elsewhere is called by the path that was given for it.
        let below = self.root.as_ref()?.join(path);
        fs::read_to_string(below)
            .or_else(|_| fs::read_to_string(path))
            .ok()
    }

    /// The regular expression of the step at `place`.
    pub(crate) fn step(&self, place: &str) -> Option<&str> {
        self.steps.get(place).map(String::as_str)
    }
}
