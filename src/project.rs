//! Where the project's own files are.

use std::path::{Path, PathBuf};

/// The folder that holds `features`, `fixtures` and `targets`.
#[derive(Debug, Clone)]
pub(crate) struct Project {
    root: PathBuf,
}

impl Project {
    /// The current folder if it is one, otherwise the one that cargo runs or that this program was built from.
    pub(crate) fn locate() -> Self {
        let here = PathBuf::from(".");
        let run_by_cargo = std::env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from);
        let built_from = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
        let candidates = [Some(here), run_by_cargo, Some(built_from.clone())];
        let root = candidates
            .into_iter()
            .flatten()
            .find(|root| root.join("fixtures/requirements.toml").exists());
        Self {
            root: root.unwrap_or(built_from),
        }
    }

    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    pub(crate) fn features(&self) -> PathBuf {
        self.root.join("features")
    }

    pub(crate) fn targets(&self) -> PathBuf {
        self.root.join("targets")
    }

    pub(crate) fn requirements(&self) -> PathBuf {
        self.root.join("fixtures/requirements.toml")
    }

    pub(crate) fn defects(&self) -> PathBuf {
        self.root.join("fixtures/defects.toml")
    }

    /// What the embedded deployment logs to as a process of its own, unless told otherwise.
    pub(crate) fn app_log(&self) -> PathBuf {
        self.root.join("reports/app.log")
    }

    /// The transcripts that were approved, a folder for each target.
    pub(crate) fn approved(&self) -> PathBuf {
        self.root.join("reports/approved")
    }

    /// Where a run writes to unless told otherwise.
    pub(crate) fn latest_report(&self) -> PathBuf {
        self.root.join("reports/latest")
    }
}
