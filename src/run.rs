//! `conformance run`: play the suite, write the report, give the verdict.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Instant;

use conformance_harness::browser::BrowserPool;
use conformance_harness::coverage;
use conformance_harness::environment_error::EnvironmentError;
use conformance_harness::gathered::{Asked, Gathered};
use conformance_harness::known_failures;
use conformance_harness::profile::EMBEDDED;
use conformance_harness::results::{Outcome, ScenarioResult};
use conformance_harness::run::{Plan, play, set_aside};
use conformance_harness::target::Target;
use conformance_harness::world::Stage;

use crate::console::Console;
use crate::dry_run;
use crate::exit_status::ExitStatus;
use crate::inputs::{self, Features, Selection};
use crate::interruption;
use crate::project::Project;
use crate::report;

/// How to run.
#[derive(Debug, Clone, clap::Args)]
pub struct RunArgs {
    /// What to play.
    #[command(flatten)]
    pub selection: Selection,
    /// Name of a profile in `targets/`, or path of one.
    #[arg(long, env = "TARGET", default_value = EMBEDDED, value_name = "NAME|FILE")]
    pub target: String,
    /// How many scenarios at a time [default: one per processor].
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    pub workers: Option<u16>,
    /// Stop after the first failure; a SHOULD that fails is none.
    #[arg(long)]
    pub fail_fast: bool,
    /// End with status 1 unless there is a sign-off sheet, and it says GO.
    #[arg(long)]
    pub require_go: bool,
    /// Folder for the report [default: reports/latest].
    #[arg(long, value_name = "FOLDER")]
    pub output: Option<PathBuf>,
    /// Only say what would be played, and what is wrong with profile and features: nothing is started.
    #[arg(long)]
    pub dry_run: bool,
}

impl Default for RunArgs {
    fn default() -> Self {
        Self {
            selection: Selection::default(),
            target: EMBEDDED.to_owned(),
            workers: None,
            fail_fast: false,
            require_go: false,
            output: None,
            dry_run: false,
        }
    }
}

/// As many as there are processors.
pub(crate) fn workers(wanted: Option<u16>) -> usize {
    let processors = || std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    wanted.map_or_else(processors, usize::from)
}

/// Plays the selected scenarios against the target, writes the report and prints the summary.
pub async fn run(args: RunArgs) -> ExitStatus {
    let console = Console::new();
    let project = Project::locate();
    let read = inputs::profile(&project, &args.target).and_then(|profile| {
        let catalogue = inputs::catalogue(&project)?;
        let features = inputs::features(&project, &catalogue, &args.selection)?;
        Ok((profile, catalogue, features))
    });
    let (profile, catalogue, features) = match read {
        Ok(read) => read,
        Err(error) => {
            console.error(&error.to_string());
            return ExitStatus::Usage;
        }
    };
    let ids = features.proofs.iter().flat_map(|it| &it.scenarios);
    let ids = ids.map(|it| it.id.as_str()).collect();
    if let Some(problem) = known_failures::unknown(&profile.known_failures, &ids) {
        console.error(&format!("the target “{}”: {problem}", profile.name));
        return ExitStatus::Usage;
    }
    let workers = workers(args.workers);
    let Features {
        selected: mut suite,
        proofs,
    } = features;
    let proofs = coverage::of_areas_with_scenarios(proofs);
    let aside = set_aside(&mut suite, &profile, &catalogue);
    let scenarios = suite.scenarios().count();
    if scenarios == 0 {
        console.error(&match aside.len() {
            0 => "nothing to run: no scenario has such a name and such tags".to_owned(),
            aside => format!(
                "nothing to run: all {aside} selected scenarios do not apply to this target"
            ),
        });
        return ExitStatus::NothingRan;
    }
    if args.dry_run {
        dry_run::tell(&suite, &aside, &catalogue, &profile.name, console);
        return ExitStatus::Conforms;
    }
    console.line(&format!(
        "{scenarios} scenarios on {}, {workers} at a time",
        profile.name
    ));

    let stage = match set_the_stage(profile, workers).await {
        Ok(stage) => stage,
        Err(error) => {
            console.error(&error.to_string());
            return ExitStatus::Blocked;
        }
    };
    let started_at = jiff::Timestamp::now();
    let clock = Instant::now();
    let plan = Plan {
        suite,
        workers,
        fail_fast: args.fail_fast,
        defects: Vec::new(),
        on_end: Box::new(move |played| console.scenario(&played.result, "")),
    };
    let (played, interrupted) = play(
        plan,
        Arc::clone(&stage),
        &catalogue,
        interruption::requested(),
    )
    .await;
    let scenarios: Vec<ScenarioResult> = played
        .into_iter()
        .map(|played| played.result)
        .chain(aside)
        .collect();
    let is_about_billing = |it: &ScenarioResult| {
        let applies = it.outcome != Outcome::NotApplicable;
        applies && it.tags.iter().any(|tag| tag == "billing")
    };
    let warnings = match scenarios.iter().any(is_about_billing) {
        true => stage.target.profile.policies.warnings(),
        false => Vec::new(),
    };
    let results = Gathered {
        target: stage.target.profile.name.clone(),
        url: stage.target.url().map(ToString::to_string),
        browser: stage.browsers.version(),
        started_at: format!("{started_at:.3}"),
        duration_ms: u64::try_from(clock.elapsed().as_millis()).unwrap_or(u64::MAX),
        interrupted,
        warnings,
        scenarios,
        requirements: proofs.iter().map(Asked::from).collect(),
        ..Gathered::default()
    }
    .judge();
    let folder = args.output.unwrap_or_else(|| project.latest_report());
    report::report(&results, &folder, args.require_go, console)
}

/// Prints the selected scenarios as libtest lists tests.
#[must_use]
pub fn list(args: &RunArgs) -> ExitStatus {
    let console = Console::new();
    let project = Project::locate();
    let features = inputs::catalogue(&project)
        .and_then(|catalogue| inputs::features(&project, &catalogue, &args.selection));
    match features {
        Ok(features) => {
            let scenarios = features.selected.scenarios();
            scenarios.for_each(|case| console.line(&format!("{}: test", case.id())));
            ExitStatus::Conforms
        }
        Err(error) => {
            console.error(&error.to_string());
            ExitStatus::Usage
        }
    }
}

/// Makes sure that there are a deployment and a driver, before anything is played.
pub(crate) async fn set_the_stage(
    profile: conformance_harness::profile::Profile,
    workers: usize,
) -> Result<Arc<Stage>, EnvironmentError> {
    let tell = |what: &str| Console::new().line(what);
    let target = Target::open(profile, &tell).await?;
    target.reach().await?;
    let browsers = BrowserPool::new(workers);
    browsers.prepare().await?;
    Ok(Arc::new(Stage { target, browsers }))
}
