//! Runs in GitHub Actions: annotations, and the job's summary.

use std::env;
use std::fs::OpenOptions;
use std::hash::{BuildHasher as _, Hasher as _, RandomState};
use std::io::Write as _;
use std::path::{Path, PathBuf};

use conformance_harness::results::Results;
use conformance_reports::github;

use crate::console::Console;
use crate::project::Project;

/// When to speak to GitHub.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum GitHubUse {
    /// Where `GITHUB_ACTIONS` says that GitHub listens.
    #[default]
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// GitHub's runner, which reads what is printed. From now until it is told of the results, or this is dropped, it takes
/// nothing that is printed for a command: pages and answers say what they like.
#[derive(Debug)]
pub(crate) struct GitHub {
    console: Console,
    /// Where the suite is.
    root: PathBuf,
    /// What nobody can know who wants it to listen again.
    token: String,
    /// The folder of the repository that is being judged.
    workspace: Option<PathBuf>,
    /// The file that takes the job's summary.
    summary: Option<PathBuf>,
    /// Where artifacts of the workflow's run are.
    artifacts: Option<String>,
}

impl GitHub {
    /// The runner, if it listens and may be spoken to.
    pub(crate) fn listening(
        wanted: GitHubUse,
        project: &Project,
        console: Console,
    ) -> Option<Self> {
        let is_there = || env::var_os("GITHUB_ACTIONS").is_some_and(|it| it == "true");
        let speak = match wanted {
            GitHubUse::Auto => is_there(),
            GitHubUse::Always => true,
            GitHubUse::Never => false,
        };
        if !speak {
            return None;
        }
        let path = |name| {
            env::var_os(name)
                .filter(|it| !it.is_empty())
                .map(PathBuf::from)
        };
        let token = RandomState::new().build_hasher().finish();
        let token = format!("conformance-{token:016x}");
        console.line(&format!("::stop-commands::{token}"));
        Some(Self {
            console,
            root: project.root().to_owned(),
            token,
            workspace: path("GITHUB_WORKSPACE"),
            summary: path("GITHUB_STEP_SUMMARY"),
            artifacts: artifacts(),
        })
    }

    /// Tells it of the results, whose report is in `folder`.
    pub(crate) fn tell(self, results: &Results, folder: &Path) {
        let report = match &self.artifacts {
            Some(artifacts) => format!("{}, in the artifact of {artifacts}", folder.display()),
            None => folder.display().to_string(),
        };
        let written = self.summary.as_deref().map(|file| {
            let text = github::summary(results, &report);
            let file = OpenOptions::new().append(true).create(true).open(file);
            file.and_then(|mut file| file.write_all(text.as_bytes()))
        });
        let place = |feature: &str| place(feature, &self.root, self.workspace.as_deref()?);
        let annotations = github::annotations(results, place);
        let console = self.console;
        if let Some(Err(error)) = written {
            console.error(&format!("the job's summary cannot be written: {error}"));
        }
        // It listens again from here.
        drop(self);
        annotations.lines().for_each(|it| console.line(it));
    }
}

impl Drop for GitHub {
    fn drop(&mut self) {
        self.console.line(&format!("::{}::", self.token));
    }
}

/// The page of the workflow's run that lists its artifacts.
fn artifacts() -> Option<String> {
    let variable = |name| env::var(name).ok().filter(|it| !it.is_empty());
    let server = variable("GITHUB_SERVER_URL")?;
    let repository = variable("GITHUB_REPOSITORY")?;
    let run = variable("GITHUB_RUN_ID")?;
    Some(format!(
        "{server}/{repository}/actions/runs/{run}#artifacts"
    ))
}

/// Where a feature file is in `workspace`.
fn place(feature: &str, root: &Path, workspace: &Path) -> Option<String> {
    let candidates = [root.join(feature), PathBuf::from(feature)];
    let file = candidates.iter().find(|it| it.is_file())?;
    let (file, workspace) = (file.canonicalize().ok()?, workspace.canonicalize().ok()?);
    Some(file.strip_prefix(workspace).ok()?.display().to_string())
}
