//! How a run is told: the report's folder, the summary, the exit status.

use std::path::Path;

use conformance_harness::results::Results;
use conformance_harness::sign_off;
use conformance_reports::history::History;

use crate::console::Console;
use crate::exit_status::ExitStatus;

/// Writes the report to `folder`, prints the summary, and says how the command ends; nothing, if it could not be written.
pub(crate) fn report(
    results: &Results,
    folder: &Path,
    require_go: bool,
    console: Console,
) -> Option<ExitStatus> {
    let file = History::file(folder, &results.target);
    let history = History::read(&file);
    if let Some(warning) = history.warning() {
        console.error(&format!("warning: {warning}"));
    }
    let written = conformance_reports::write(results, &history, folder);
    console.line("");
    console.line(conformance_reports::summary(results).trim_end());
    if require_go && results.sign_off.is_none() {
        console.error(&format!(
            "--require-go: there is no sign-off, because no scenario tagged @{} was selected, or none is for SIGN-1",
            sign_off::TAG
        ));
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
            Some(ExitStatus::of(results, require_go))
        }
        Err(error) => {
            console.error(&format!("the report could not be written: {error}"));
            None
        }
    }
}
