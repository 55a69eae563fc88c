//! `conformance defects`: proves that the suite notices what is wrong, and nothing else.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use conformance_harness::defect::{Defect, DefectCatalogue};
use conformance_harness::requirement::Catalogue;
use conformance_harness::results::Outcome;
use conformance_harness::run::{Plan, Played, play, with_defect};
use conformance_harness::suite::Suite;
use serde::Serialize;

use crate::console::Console;
use crate::exit_status::ExitStatus;
use crate::inputs::{self, InputError, Selection};
use crate::interruption;
use crate::project::Project;
use crate::run::{set_the_stage, workers};

/// Which defects, and how.
#[derive(Debug, Clone, clap::Args)]
pub(crate) struct DefectsArgs {
    /// Only these defects; all if none is named.
    #[arg(value_name = "DEFECT")]
    ids: Vec<String>,
    /// Only name them.
    #[arg(long)]
    list: bool,
    /// How many scenarios at a time [default: one per processor].
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    workers: Option<u16>,
    /// Write the outcome as JSON.
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
}

/// What came of it; the JSON form is a contract.
#[derive(Debug, Serialize)]
struct Outcomes {
    caught: usize,
    total: usize,
    /// IDs of scenarios that did not pass on the sound deployment.
    false_alarms: Vec<String>,
    /// IDs of scenarios that noticed no defect.
    idle_scenarios: Vec<String>,
    defects: Vec<DefectOutcome>,
}

#[derive(Debug, Serialize)]
struct DefectOutcome {
    id: String,
    requirement: String,
    /// IDs of the scenarios for that requirement that failed.
    caught_by: Vec<String>,
    /// Why nothing is known of a scenario, by its ID.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    blocked: BTreeMap<String, String>,
}

/// Plays each defect's scenarios on a deployment with that defect, and all of them on the sound one.
pub(crate) async fn defects(args: DefectsArgs) -> ExitStatus {
    let console = Console::new();
    let project = Project::locate();
    let (catalogue, suite, defects) = match read(&project, &args) {
        Ok(read) => read,
        Err(problem) => {
            console.error(&problem);
            return ExitStatus::Usage;
        }
    };
    if args.list {
        for defect in &defects {
            console.line(&format!(
                "{:<10} {:<44} {}",
                defect.requirement, defect.id, defect.about
            ));
        }
        return ExitStatus::Conforms;
    }
    let workers = workers(args.workers);
    let stage = match inputs::profile(&project, conformance_harness::profile::EMBEDDED) {
        Ok(profile) => set_the_stage(profile, workers)
            .await
            .map_err(|error| (error.to_string(), ExitStatus::Blocked)),
        Err(error) => Err((error.to_string(), ExitStatus::Usage)),
    };
    let stage = match stage {
        Ok(stage) => stage,
        Err((problem, status)) => {
            console.error(&problem);
            return status;
        }
    };

    let whole = args.ids.is_empty();
    let mut all = suite.clone();
    if !whole {
        let breached = |tag: &String| defects.iter().any(|defect| defect.requirement == *tag);
        all.retain(|case| case.tags().iter().any(breached));
    }
    for defect in &defects {
        let mut broken = with_defect(&suite, &defect.id);
        broken.retain(|case| case.tags().contains(&defect.requirement));
        all.features.extend(broken.features);
    }
    let number = all.scenarios().count();
    console.line(&format!(
        "{number} scenarios for {}, {workers} at a time",
        match defects.len() {
            1 => "1 defect".to_owned(),
            many => format!("{many} defects"),
        }
    ));
    let plan = Plan {
        suite: all,
        workers,
        fail_fast: false,
        defects: defects.clone(),
        on_end: Box::new(move |played| print(console, played)),
    };
    let (played, interrupted) = play(plan, stage, &catalogue, interruption::requested()).await;
    if let Some(why) = interrupted {
        console.error(&format!(
            "interrupted by {why}: nothing can be said of the defects"
        ));
        return ExitStatus::Blocked;
    }
    let outcomes = judge(&defects, &played, whole);
    conclude(&outcomes, args.json.as_deref(), console)
}

/// What a defect is for: a failure is what is wanted there.
fn print(console: Console, played: &Played) {
    match (&played.defect, played.result.outcome) {
        (None, _) => console.scenario(&played.result, ""),
        (Some(defect), Outcome::Failed) => {
            let seconds = played.result.duration_ms as f64 / 1000.0;
            console.line(&format!(
                "  catch {seconds:5.2}s  {defect}: {}",
                played.result.name
            ));
        }
        (Some(defect), _) => console.scenario(&played.result, &format!("  (with {defect})")),
    }
}

type Read = (Catalogue, Suite, Vec<Arc<Defect>>);

fn read(project: &Project, args: &DefectsArgs) -> Result<Read, String> {
    let read = || -> Result<_, InputError> {
        let catalogue = inputs::catalogue(project)?;
        let suite = inputs::features(project, &catalogue, &Selection::default())?.selected;
        let defects = DefectCatalogue::load(&project.defects())?;
        Ok((catalogue, suite, defects))
    };
    let (catalogue, suite, defects) = read().map_err(|error| error.to_string())?;
    if let Some(unknown) = args.ids.iter().find(|id| defects.find(id).is_none()) {
        return Err(format!(
            "there is no defect “{unknown}”; --list names them all"
        ));
    }
    let wanted = |defect: &Defect| args.ids.is_empty() || args.ids.contains(&defect.id);
    let defects: Vec<Arc<Defect>> = defects
        .defect
        .into_iter()
        .filter(|it| wanted(it))
        .map(Arc::new)
        .collect();
    if let Some(lost) = defects
        .iter()
        .find(|defect| catalogue.find(&defect.requirement).is_none())
    {
        return Err(format!(
            "{}: the defect “{}” breaches {}, which is no requirement",
            project.defects().display(),
            lost.id,
            lost.requirement
        ));
    }
    Ok((catalogue, suite, defects))
}

fn judge(defects: &[Arc<Defect>], played: &[Played], whole: bool) -> Outcomes {
    let of = |id: &str| -> Vec<&Played> {
        played
            .iter()
            .filter(|played| played.defect.as_deref() == Some(id))
            .collect()
    };
    let judged: Vec<DefectOutcome> = defects
        .iter()
        .map(|defect| DefectOutcome {
            id: defect.id.clone(),
            requirement: defect.requirement.clone(),
            caught_by: of(&defect.id)
                .iter()
                .filter(|played| played.result.outcome == Outcome::Failed)
                .map(|played| played.result.id.clone())
                .collect(),
            blocked: of(&defect.id)
                .iter()
                .filter(|played| played.result.outcome == Outcome::Blocked)
                .map(|played| {
                    (
                        played.result.id.clone(),
                        played.result.reason.clone().unwrap_or_default(),
                    )
                })
                .collect(),
        })
        .collect();
    let sound = || {
        played
            .iter()
            .filter(|played| played.defect.is_none())
            .map(|played| &played.result)
    };
    let catches = |id: &String| judged.iter().any(|defect| defect.caught_by.contains(id));
    Outcomes {
        caught: judged
            .iter()
            .filter(|defect| !defect.caught_by.is_empty())
            .count(),
        total: judged.len(),
        false_alarms: sound()
            .filter(|it| it.outcome != Outcome::Passed)
            .map(|it| it.id.clone())
            .collect(),
        idle_scenarios: sound()
            .map(|it| it.id.clone())
            .filter(|id| whole && !catches(id))
            .collect(),
        defects: judged,
    }
}

fn conclude(outcomes: &Outcomes, json: Option<&std::path::Path>, console: Console) -> ExitStatus {
    console.line("");
    for defect in &outcomes.defects {
        for (scenario, reason) in &defect.blocked {
            console.line(&format!("blocked: {} in {scenario}: {reason}", defect.id));
        }
        if defect.caught_by.is_empty() {
            console.line(&format!(
                "missed: {} (no scenario for {} failed)",
                defect.id, defect.requirement
            ));
        }
    }
    for scenario in &outcomes.false_alarms {
        console.line(&format!(
            "false alarm: {scenario} does not pass on the sound deployment"
        ));
    }
    for scenario in &outcomes.idle_scenarios {
        console.line(&format!("idle: {scenario} catches no defect"));
    }
    if let Some(file) = json {
        let text = serde_json::to_string_pretty(outcomes).unwrap_or_default();
        if let Err(error) = std::fs::write(file, text + "\n") {
            console.error(&format!("cannot write {}: {error}", file.display()));
            return ExitStatus::Blocked;
        }
    }
    console.line(&format!("caught {} of {}", outcomes.caught, outcomes.total));
    let blocked = outcomes
        .defects
        .iter()
        .any(|defect| !defect.blocked.is_empty());
    let sound = outcomes.false_alarms.is_empty() && outcomes.idle_scenarios.is_empty();
    match (outcomes.caught == outcomes.total && sound, blocked) {
        (true, false) => ExitStatus::Conforms,
        (true, true) => ExitStatus::Blocked,
        (false, _) => ExitStatus::RequirementFailed,
    }
}
