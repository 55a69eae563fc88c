//! `conformance compare`: what two runs found otherwise.
//!
//! A scenario or requirement *differs* if the two reports have another [`Finding`] of it, or only one of them has any.
//! A difference that is expected can be *explained*, with a reason ([`explanation`]); it then does not count. It works
//! both ways: an explanation of what does not differ counts, until it is removed.

mod comparison;
mod difference;
mod explanation;
mod finding;
mod print;

use std::collections::BTreeSet;
use std::path::PathBuf;

use conformance_harness::results::Results;

use self::comparison::Comparison;
use self::explanation::{Explanation, ExplanationError};
use crate::console::Console;
use crate::exit_status::ExitStatus;
use crate::report;

/// Two runs.
#[derive(Debug, Clone, clap::Args)]
pub(crate) struct CompareArgs {
    /// The first report: its folder, or its results.json.
    #[arg(value_name = "A")]
    first: PathBuf,
    /// The second one.
    #[arg(value_name = "B")]
    second: PathBuf,
    /// Differences that are expected, as TOML: [[explained]] with a `scenario` or a `requirement`, and `why`.
    #[arg(long, value_name = "FILE")]
    explained: Option<PathBuf>,
    /// Leave out what only one of the runs has played: for runs of which one was narrowed down.
    #[arg(long)]
    common: bool,
    /// Write what differs to this file, as JSON.
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
}

/// Why there is nothing to compare.
#[derive(Debug, thiserror::Error)]
enum CompareError {
    #[error(transparent)]
    Report(#[from] conformance_reports::ReadError),
    #[error(transparent)]
    Explanations(#[from] ExplanationError),
}

/// Prints what differs between two reports. Status 1 if something does that is not explained.
pub(crate) fn compare(args: &CompareArgs) -> ExitStatus {
    let console = Console::new();
    let comparison = match read(args) {
        Ok(comparison) => comparison,
        Err(error) => {
            console.error(&error.to_string());
            return ExitStatus::Usage;
        }
    };
    print::print(&comparison, console);
    if let Some(file) = &args.json {
        let text = serde_json::to_string_pretty(&comparison).unwrap_or_default();
        if let Err(error) = std::fs::write(file, text + "\n") {
            console.error(&format!("cannot write {}: {error}", file.display()));
            return ExitStatus::Blocked;
        }
    }
    if comparison.same {
        ExitStatus::Conforms
    } else {
        ExitStatus::RequirementFailed
    }
}

fn read(args: &CompareArgs) -> Result<Comparison, CompareError> {
    let mut first = report::read(&args.first)?;
    let mut second = report::read(&args.second)?;
    if args.common {
        leave_out_what_only_one_has(&mut first, &mut second);
    }
    let explanations = args.explained.as_deref();
    let explanations = explanations.map(Explanation::read_all).transpose()?;
    Ok(Comparison::of(
        &first,
        &second,
        explanations.unwrap_or_default(),
    ))
}

/// Takes out of both reports the scenarios that the other one has not, and the requirements that rest on others there.
fn leave_out_what_only_one_has(first: &mut Results, second: &mut Results) {
    let [of_first, of_second] = [&*first, &*second].map(|it| {
        let scenarios = it.scenarios.iter().map(|it| it.id.clone());
        scenarios.collect::<BTreeSet<String>>()
    });
    let [rest_of_first, rest_of_second] = [&*first, &*second].map(|it| {
        let rests = it
            .requirements
            .iter()
            .map(|it| (it.id.clone(), it.scenarios.clone()));
        rests.collect::<BTreeSet<_>>()
    });
    for results in [first, second] {
        results
            .scenarios
            .retain(|it| of_first.contains(&it.id) && of_second.contains(&it.id));
        results.requirements.retain(|it| {
            let rest = (it.id.clone(), it.scenarios.clone());
            rest_of_first.contains(&rest) && rest_of_second.contains(&rest)
        });
    }
}
