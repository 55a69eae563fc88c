//! How a run is told: the report's folder, the summary, the exit status.

use std::path::Path;

use conformance_harness::results::Results;
use conformance_harness::sign_off;
use conformance_reports::ReadError;

use crate::console::Console;
use crate::exit_status::ExitStatus;
use crate::github::GitHub;

/// Reads the report at `path`: its folder, or its `results.json`.
pub(crate) fn read(path: &Path) -> Result<Results, ReadError> {
    match path.is_dir() {
        true => conformance_reports::read(&path.join("results.json")),
        false => conformance_reports::read(path),
    }
}

/// Writes the report to `folder`, prints the summary, tells GitHub if it listens, and says how the command ends; nothing, if
/// the report could not be written.
pub(crate) fn report(
    results: &Results,
    folder: &Path,
    require_go: bool,
    github: Option<GitHub>,
    console: Console,
) -> Option<ExitStatus> {
    let written = conformance_reports::write(results, folder);
    console.line("");
    console.line(conformance_reports::summary(results).trim_end());
    if require_go && results.sign_off.is_none() {
        console.error(&format!(
            "--require-go: there is no sign-off, because no scenario tagged @{} was selected, or none is for SIGN-1",
            sign_off::TAG
        ));
    }
    if let Some(github) = github {
        github.tell(results, folder);
    }
    match written {
        Ok(written) => {
            console.line(&format!("report: {}", written.html.display()));
            if let Some(sheet) = written.sign_off {
                console.line(&format!("sign-off sheet: {}", sheet.display()));
            }
            Some(ExitStatus::of(results, require_go))
        }
        Err(error) => {
            console.error(&format!("the report could not be written: {error}"));
            None
        }
    }
}
