//! `conformance merge`: the reports of several runs as one.
//!
//! The words:
//!
//! * **Part**: the report of one of the runs; or what is left of a run that was killed.
//! * **Re-run**: a part about what did not pass in another one (`--rerun-failed`). Its results come after those of the
//!   other parts: what passes only there is *flaky*, as it would be if the run had tried again by itself.
//!
//! * **Gap**: a scenario that the target could not be asked, by what its profile says it can do.
//!
//! A scenario may be in one part only, but for re-runs. What is put together is judged anew ([`Gathered::judge`]), so
//! that the shards of a run come to what the whole run would have come to.

mod attempts;
mod clock;
mod error;
mod gaps;
mod part;
mod requirements;
mod shards;
mod together;

use std::path::PathBuf;

use conformance_harness::results::Results;

use self::error::MergeError;
use self::part::Part;
use crate::console::{Console, count};
use crate::exit_status::ExitStatus;
use crate::inputs;
use crate::project::Project;
use crate::report::{ReportArgs, Reporter};

#[cfg(doc)]
use conformance_harness::gathered::Gathered;

/// Which reports.
#[derive(Debug, Clone, clap::Args)]
pub(crate) struct MergeArgs {
    /// Reports: their folders, or folders that have them somewhere in them.
    #[arg(value_name = "REPORT", required = true)]
    reports: Vec<PathBuf>,
    /// Take what the target could not be asked from this report, of a run on another target: the same app with all that it
    /// needs brought by the run. Each such scenario says where it was played. May be given several times.
    #[arg(long, value_name = "REPORT")]
    gaps_from: Vec<PathBuf>,
    /// How to tell of them together.
    #[command(flatten)]
    report: ReportArgs,
}

/// Writes one report of several, prints its summary, and ends as one run would have ended.
pub(crate) fn merge(args: &MergeArgs) -> ExitStatus {
    let console = Console::new();
    let project = Project::locate();
    let reporter = Reporter::new(&args.report, &project, console);
    if !reporter.can_write() {
        return ExitStatus::Usage;
    }
    let results = match merged(&project, args, console) {
        Ok(results) => results,
        Err(error) => {
            console.error(&error.to_string());
            return ExitStatus::Usage;
        }
    };
    reporter.tell(&results).unwrap_or(ExitStatus::Blocked)
}

fn merged(project: &Project, args: &MergeArgs, console: Console) -> Result<Results, MergeError> {
    let catalogue = inputs::catalogue(project)?;
    let parts = Part::read_all(&args.reports)?;
    for part in &parts {
        console.line(&part.to_string());
    }
    let mut together = together::together(parts, &catalogue)?;
    for other in Part::read_all(&args.gaps_from)? {
        let taken = gaps::fill(&mut together, &other)?;
        console.line(&format!(
            "{other}: {} taken from it",
            count(taken, "scenario")
        ));
    }
    Ok(together.judge())
}
