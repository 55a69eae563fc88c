//! `conformance approve`: take what a report tells for what scenarios are to do.

use std::path::PathBuf;

use conformance_harness::profile::{EMBEDDED, Profile};
use conformance_reports::approved;

use crate::console::Console;
use crate::exit_status::ExitStatus;
use crate::project::Project;
use crate::report;

/// What to approve.
#[derive(Debug, Clone, clap::Args)]
pub(crate) struct ApproveArgs {
    /// IDs of scenarios as in `results.json`; all of the report, if none is named.
    scenarios: Vec<String>,
    /// The report whose transcripts are approved [default: reports/latest].
    #[arg(long, value_name = "FOLDER")]
    from: Option<PathBuf>,
    /// Name of a profile in `targets/`, or path of one: the target that the report is about.
    #[arg(long, env = "TARGET", default_value = EMBEDDED, value_name = "NAME|FILE")]
    target: String,
    /// Folder of the approved transcripts [default: reports/approved/TARGET, or approved/TARGET beside a profile that is
    /// given as a file].
    #[arg(long, value_name = "FOLDER")]
    approved: Option<PathBuf>,
}

/// Where the approved transcripts of a target are.
pub(crate) fn folder(project: &Project, target: &str, profile: &Profile) -> PathBuf {
    let targets = project.targets();
    let base = Profile::base(target, &targets);
    let folder = match targets.parent() == Some(&base) {
        true => project.approved(),
        false => base.join("approved"),
    };
    folder.join(&profile.name)
}

/// Approves what the report tells, and says what has changed by that.
pub(crate) fn approve(args: &ApproveArgs) -> ExitStatus {
    let console = Console::new();
    let project = Project::locate();
    let from = args.from.clone().unwrap_or_else(|| project.latest_report());
    // The secrets of a run are not needed.
    let profile = match Profile::read(&args.target, &project.targets()) {
        Ok(profile) => profile,
        Err(error) => {
            console.error(&error.to_string());
            return ExitStatus::Usage;
        }
    };
    let results = match report::read(&from) {
        Ok(results) => results,
        Err(error) => {
            console.error(&error.to_string());
            return ExitStatus::Usage;
        }
    };
    if results.target != profile.name {
        console.error(&format!(
            "the report in {} is about the target “{}”, not “{}”; say which by --target",
            from.display(),
            results.target,
            profile.name
        ));
        return ExitStatus::Usage;
    }
    let folder = args
        .approved
        .clone()
        .unwrap_or_else(|| self::folder(&project, &args.target, &profile));
    match approved::approve(&results, &folder, &args.scenarios) {
        Ok(approval) => {
            for (word, names) in [
                ("approved", &approval.approved),
                ("removed", &approval.removed),
                ("left out, as it did not pass:", &approval.left_out),
            ] {
                for name in names {
                    console.line(&format!("{word} {name}"));
                }
            }
            console.line(&format!(
                "{} approved, {} unchanged, {} removed, {} left out: {}",
                approval.approved.len(),
                approval.unchanged,
                approval.removed.len(),
                approval.left_out.len(),
                folder.display()
            ));
            match approval.left_out.is_empty() {
                true => ExitStatus::Conforms,
                false => ExitStatus::RequirementFailed,
            }
        }
        Err(error) => {
            console.error(&error.to_string());
            ExitStatus::Usage
        }
    }
}
