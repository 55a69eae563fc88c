//! `conformance coverage`: which scenarios prove which requirement.

use conformance_harness::coverage::Proof;
use conformance_harness::requirement::Catalogue;
use conformance_harness::results::Level;
use serde::Serialize;

use crate::console::Console;
use crate::exit_status::ExitStatus;
use crate::inputs::{self, InputError, Selection};
use crate::project::Project;

/// Of what, and how.
#[derive(Debug, Clone, clap::Args)]
pub(crate) struct CoverageArgs {
    /// Only these areas, e.g. `CB MR`; all if none is named.
    #[arg(value_name = "AREA")]
    areas: Vec<String>,
    /// Print it as JSON.
    #[arg(long)]
    json: bool,
}

/// What is covered; the JSON form is a contract.
#[derive(Debug, Serialize)]
struct Coverage {
    covered: usize,
    total: usize,
    /// In the order of the catalogue.
    requirements: Vec<Proof>,
}

/// Prints the requirements of the areas with their scenarios.
pub(crate) fn coverage(args: &CoverageArgs) -> ExitStatus {
    let console = Console::new();
    let coverage = match read(&Project::locate(), &args.areas) {
        Ok(coverage) => coverage,
        Err(error) => {
            console.error(&error.to_string());
            return ExitStatus::Usage;
        }
    };
    if args.json {
        console.line(&serde_json::to_string_pretty(&coverage).unwrap_or_default());
    } else {
        print(&coverage, console);
    }
    if coverage.covered == coverage.total {
        ExitStatus::Conforms
    } else {
        ExitStatus::RequirementFailed
    }
}

fn read(project: &Project, areas: &[String]) -> Result<Coverage, InputError> {
    let catalogue = inputs::catalogue(project)?;
    known(areas, &catalogue)?;
    let features = inputs::features(project, &catalogue, &Selection::default())?;
    let mut requirements = features.proofs;
    requirements.retain(|proof| areas.is_empty() || areas.contains(&proof.requirement.area));
    Ok(Coverage {
        covered: requirements
            .iter()
            .filter(|proof| !proof.scenarios.is_empty())
            .count(),
        total: requirements.len(),
        requirements,
    })
}

fn known(areas: &[String], catalogue: &Catalogue) -> Result<(), InputError> {
    for wanted in areas {
        catalogue
            .find_area(wanted)
            .map_err(|nearest| InputError::Area {
                wanted: wanted.clone(),
                nearest: nearest.map(str::to_owned),
                known: catalogue.area.iter().map(|area| area.id.clone()).collect(),
            })?;
    }
    Ok(())
}

fn print(coverage: &Coverage, console: Console) {
    for Proof {
        requirement,
        scenarios,
    } in &coverage.requirements
    {
        let level = match requirement.level {
            Level::Must => "MUST",
            Level::Should => "SHOULD",
        };
        console.line(&format!(
            "{:<8} {level:<6} {}",
            requirement.id, requirement.title
        ));
        for place in scenarios {
            console.line(&format!(
                "           {}  {}:{}",
                place.name, place.feature, place.line
            ));
        }
    }
    console.line("");
    for Proof { requirement, .. } in coverage
        .requirements
        .iter()
        .filter(|proof| proof.scenarios.is_empty())
    {
        console.line(&format!("hole: {} has no scenario", requirement.id));
    }
    console.line(&format!(
        "covered {} of {}",
        coverage.covered, coverage.total
    ));
}
