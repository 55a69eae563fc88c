//! How a run is told: the report's folder, the summary, GitHub's runner if it listens, the exit status.

use std::path::{Path, PathBuf};

use conformance_harness::results::Results;
use conformance_harness::sign_off;
use conformance_reports::history::History;
use conformance_reports::{ReadError, Sources};
use conformance_steps::definitions;

use crate::console::Console;
use crate::exit_status::{Demands, ExitStatus};
use crate::github::{GitHub, GitHubUse};
use crate::project::Project;

/// How to tell of the results.
#[derive(Debug, Clone, Default, clap::Args)]
pub struct ReportArgs {
    /// What else has to be so.
    #[command(flatten)]
    pub demands: Demands,
    /// Folder for the report [default: reports/latest].
    #[arg(long, value_name = "FOLDER")]
    pub output: Option<PathBuf>,
    /// Tell GitHub Actions of the results: annotations, and the job's summary.
    #[arg(long, value_name = "WHEN", default_value = "auto")]
    pub github: GitHubUse,
}

/// What tells of the results, once they are there.
pub(crate) struct Reporter {
    /// Where the report goes.
    pub(crate) folder: PathBuf,
    demands: Demands,
    /// Where the features are that the report quotes.
    root: PathBuf,
    github: Option<GitHub>,
    console: Console,
}

impl Reporter {
    /// Gets ready. From now on, GitHub takes nothing that is printed for a command.
    pub(crate) fn new(args: &ReportArgs, project: &Project, console: Console) -> Self {
        let folder = args.output.clone();
        Self {
            folder: folder.unwrap_or_else(|| project.latest_report()),
            demands: args.demands,
            root: project.root().to_owned(),
            github: GitHub::listening(args.github, project, console),
            console,
        }
    }

    /// Whether the report can be written where it is to go; says what is in its way.
    pub(crate) fn can_write(&self) -> bool {
        match conformance_reports::check(&self.folder) {
            Ok(()) => true,
            Err(error) => {
                self.console.error(&format!(
                    "there is no place for the report: {error}; name another folder by --output"
                ));
                false
            }
        }
    }

    /// Writes the report, prints the summary, and says how the command ends; nothing, if the report could not be written.
    pub(crate) fn tell(self, results: &Results) -> Option<ExitStatus> {
        let console = self.console;
        let file = History::file(&self.folder, &results.target);
        let history = History::read(&file);
        if let Some(warning) = history.warning() {
            console.error(&format!("warning: {warning}"));
        }
        let sources = Sources::below(self.root).with_steps(definitions::of(results));
        let written = conformance_reports::write(results, &sources, &history, &self.folder);
        console.line("");
        console.line(conformance_reports::summary(results).trim_end());
        if self.demands.require_go && results.sign_off.is_none() {
            console.error(&format!(
                "--require-go: there is no sign-off, because no scenario tagged @{} was selected, or none is for SIGN-1",
                sign_off::TAG
            ));
        }
        if self.demands.deny_drift && results.transcripts.is_none() {
            console.error("--deny-drift: no transcripts are approved for this target");
        }
        if let Some(github) = self.github {
            github.tell(results, &self.folder);
        }
        match written {
            Ok(written) => {
                if let Err(error) = History::record(&file, results) {
                    console.error(&format!("warning: {error}"));
                }
                console.line(&format!("report: {}", written.html.display()));
                if let Some(sheet) = written.sign_off {
                    console.line(&format!("sign-off sheet: {}", sheet.display()));
                }
                Some(ExitStatus::of(results, self.demands))
            }
            Err(error) => {
                console.error(&format!("the report could not be written: {error}"));
                None
            }
        }
    }
}

/// Reads the report at `path`: its folder, or its `results.json`.
pub(crate) fn read(path: &Path) -> Result<Results, ReadError> {
    match path.is_dir() {
        true => conformance_reports::read(&path.join("results.json")),
        false => conformance_reports::read(path),
    }
}
