//! How a run is told: the report's folder, the summary, the exit status.

use std::path::Path;

use conformance_harness::results::Results;
use conformance_harness::sign_off;
use conformance_reports::{ReadError, Sources};
use conformance_steps::definitions;

use crate::console::Console;
use crate::exit_status::{Demands, ExitStatus};
use crate::project::Project;

/// Reads the report at `path`: its folder, or its `results.json`.
pub(crate) fn read(path: &Path) -> Result<Results, ReadError> {
    match path.is_dir() {
        true => conformance_reports::read(&path.join("results.json")),
        false => conformance_reports::read(path),
    }
}

/// Writes the report to `folder`, prints the summary, and says how the command ends; nothing, if it could not be written.
pub(crate) fn report(
    results: &Results,
    folder: &Path,
    demands: Demands,
    console: Console,
) -> Option<ExitStatus> {
    let project = Project::locate();
    let sources = Sources::below(project.root()).with_steps(definitions::all());
    let written = conformance_reports::write(results, &sources, folder);
    console.line("");
    console.line(conformance_reports::summary(results).trim_end());
    if demands.require_go && results.sign_off.is_none() {
        console.error(&format!(
            "--require-go: there is no sign-off, because no scenario tagged @{} was selected, or none is for SIGN-1",
            sign_off::TAG
        ));
    }
    match written {
        Ok(written) => {
            console.line(&format!("report: {}", written.html.display()));
            if let Some(sheet) = written.sign_off {
                console.line(&format!("sign-off sheet: {}", sheet.display()));
            }
            Some(ExitStatus::of(results, demands))
        }
        Err(error) => {
            console.error(&format!("the report could not be written: {error}"));
            None
        }
    }
}
