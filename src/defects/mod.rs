//! `conformance defects`: proves that the suite notices what is wrong, and nothing else.

mod outcomes;
mod pairing;

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;

use conformance_harness::coverage::{self, Proof};
use conformance_harness::defect::{Defect, DefectCatalogue};
use conformance_harness::definitions::Definitions;
use conformance_harness::requirement::Catalogue;
use conformance_harness::results::Outcome;
use conformance_harness::run::{Event, Performance, Plan, Played, play, with_defect};
use conformance_harness::sign_off;
use conformance_harness::suite::Suite;
use conformance_harness::world::Stage;

use crate::console::Console;
use crate::exit_status::ExitStatus;
use crate::inputs::{self, InputError, Selection};
use crate::interruption;
use crate::project::Project;
use crate::run::{set_the_stage, workers};
use outcomes::Outcomes;
use pairing::{Pair, Pairing};

/// Which defects, and how.
#[derive(Debug, Clone, clap::Args)]
pub(crate) struct DefectsArgs {
    /// Only these defects; all if none is named.
    #[arg(value_name = "DEFECT")]
    ids: Vec<String>,
    /// Only name them.
    #[arg(long)]
    list: bool,
    /// Play every scenario for a defect's requirement with it, as is done with defects that are named, and not only
    /// until it is caught and each scenario has caught one.
    #[arg(long)]
    every: bool,
    /// Play on the sound deployment only what a sign-off rests on: all else was played there, by a run of the suite.
    #[arg(long)]
    after_run: bool,
    /// How many scenarios at a time [default: one per processor].
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    workers: Option<u16>,
    /// Write the outcome as JSON.
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
}

/// Plays the suite on the sound deployment, and scenarios on deployments with defects: until each defect is caught and
/// each scenario has caught one.
pub(crate) async fn defects(args: DefectsArgs) -> ExitStatus {
    let console = Console::new();
    let project = Project::locate();
    let Read {
        catalogue,
        suite,
        definitions,
        proofs,
        defects,
    } = match read(&project, &args) {
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
    let mut sound = suite.clone();
    if args.after_run {
        sound.retain(|case| case.tags().iter().any(|tag| tag == sign_off::TAG));
    }
    if !whole {
        let breached = |tag: &String| defects.iter().any(|defect| defect.requirement == *tag);
        sound.retain(|case| case.tags().iter().any(breached));
    }
    let mut pairing = Pairing::new(defects.iter().map(Arc::as_ref), &suite);
    let every = args.every || !whole;
    let first = if every {
        pairing.all()
    } else {
        pairing.next_round()
    };
    console.line(&format!(
        "{} scenarios on the sound deployment, and {} with {}, {workers} at a time",
        sound.scenarios().count(),
        if every {
            first.len().to_string()
        } else {
            "some".to_owned()
        },
        match defects.len() {
            1 => "1 defect".to_owned(),
            many => format!("{many} defects"),
        }
    ));
    let rounds = Rounds {
        suite: &suite,
        definitions,
        defects: &defects,
        catalogue: &catalogue,
        stage,
        workers,
        console,
    };
    let mut played = Vec::new();
    let mut next = rounds.with_defects(sound, &first);
    while next.scenarios().next().is_some() {
        match rounds.play(next).await {
            Ok(of_round) => {
                pairing.learn(&of_round);
                played.extend(of_round);
            }
            Err(why) => {
                console.error(&format!(
                    "interrupted by {why}: nothing can be said of the defects"
                ));
                return ExitStatus::Blocked;
            }
        }
        let pairs = if every {
            Vec::new()
        } else {
            pairing.next_round()
        };
        next = rounds.with_defects(Suite::default(), &pairs);
    }
    rounds.stage.browsers.close().await;
    let proofs = whole.then_some(proofs);
    Outcomes::of(&defects, &played, proofs.as_deref()).conclude(args.json.as_deref(), console)
}

/// What all rounds of a run share.
struct Rounds<'a> {
    suite: &'a Suite,
    definitions: Arc<Definitions>,
    defects: &'a [Arc<Defect>],
    catalogue: &'a Catalogue,
    stage: Arc<Stage>,
    workers: usize,
    console: Console,
}

impl Rounds<'_> {
    /// The scenarios of `suite`, and those of `pairs`, each on a deployment with its defect.
    fn with_defects(&self, mut suite: Suite, pairs: &[Pair]) -> Suite {
        for defect in self.defects {
            let wanted: BTreeSet<&str> = pairs
                .iter()
                .filter(|(id, _)| *id == defect.id)
                .map(|(_, scenario)| scenario.as_str())
                .collect();
            if !wanted.is_empty() {
                let mut broken = with_defect(self.suite, &defect.id);
                broken.retain(|case| wanted.contains(case.id().as_str()));
                suite.features.extend(broken.features);
            }
        }
        suite
    }

    /// Plays a round to its end, or until somebody interrupts it: then says who.
    async fn play(&self, suite: Suite) -> Result<Vec<Played>, String> {
        let console = self.console;
        let plan = Plan {
            suite,
            definitions: Arc::clone(&self.definitions),
            workers: self.workers,
            defects: self.defects.to_vec(),
            on_event: Box::new(move |event| {
                if let Event::Ended { played, .. } = event {
                    print(console, played);
                }
            }),
            ..Plan::default()
        };
        let stage = Arc::clone(&self.stage);
        let Performance {
            played,
            interrupted,
            ..
        } = play(plan, stage, self.catalogue, interruption::requested()).await;
        interrupted.map_or(Ok(played), Err)
    }
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

/// What is to be played, and what it is judged by.
struct Read {
    catalogue: Catalogue,
    suite: Suite,
    definitions: Arc<Definitions>,
    proofs: Vec<Proof>,
    defects: Vec<Arc<Defect>>,
}

fn read(project: &Project, args: &DefectsArgs) -> Result<Read, String> {
    let read = || -> Result<_, InputError> {
        let catalogue = inputs::catalogue(project)?;
        let features = inputs::features(project, &catalogue, &Selection::default())?;
        let defects = DefectCatalogue::load(&project.defects())?;
        Ok((catalogue, features, defects))
    };
    let (catalogue, features, defects) = read().map_err(|error| error.to_string())?;
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
    Ok(Read {
        catalogue,
        suite: features.selected,
        definitions: features.definitions,
        proofs: coverage::of_areas_with_scenarios(features.proofs),
        defects,
    })
}
