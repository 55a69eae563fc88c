//! Where the project's own files are.

use std::path::{Path, PathBuf};

/// The folder that holds `features`, `fixtures` and `targets`.
#[derive(Debug, Clone)]
pub(crate) struct Project {
    root: PathBuf,
    /// The folder of the program that cargo runs, if it is another one with the suite linked in: its features and
    /// reports are there.
    own: Option<PathBuf>,
}

impl Project {
    /// The current folder if it is one, otherwise the one that cargo runs or that this program was built from.
    pub(crate) fn locate() -> Self {
        let here = PathBuf::from(".");
        let run_by_cargo = std::env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from);
        let built_from = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
        let is_project = |root: &PathBuf| root.join("fixtures/requirements.toml").exists();
        let own = run_by_cargo.clone().filter(|root| !is_project(root));
        let candidates = [Some(here), run_by_cargo, Some(built_from.clone())];
        let root = candidates.into_iter().flatten().find(is_project);
        Self {
            root: root.unwrap_or(built_from),
            own: own.map(from_here),
        }
    }

    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    /// What is played unless something else is named.
    pub(crate) fn features(&self) -> PathBuf {
        let own = self.own.as_ref().map(|own| own.join("features"));
        let own = own.filter(|features| features.is_dir());
        own.unwrap_or_else(|| self.suite_features())
    }

    /// The features of the suite itself.
    pub(crate) fn suite_features(&self) -> PathBuf {
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
        self.own
            .as_ref()
            .unwrap_or(&self.root)
            .join("reports/latest")
    }
}

/// A folder by its path from the current one, if it is that or below it.
fn from_here(folder: PathBuf) -> PathBuf {
    let here = std::env::current_dir().unwrap_or_default();
    folder
        .strip_prefix(here)
        .map_or(folder.clone(), Path::to_owned)
}
