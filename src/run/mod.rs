//! `conformance run`: play the suite, write the report, give the verdict.

mod keeping;
mod playing;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Instant;

use conformance_harness::browser::BrowserPool;
use conformance_harness::coverage;
use conformance_harness::environment_error::EnvironmentError;
use conformance_harness::gathered::{Asked, Gathered};
use conformance_harness::known_failures;
use conformance_harness::profile::{EMBEDDED, Profile};
use conformance_harness::quarantine;
use conformance_harness::run::{Event, Performance, Plan, play, set_aside};
use conformance_harness::suite::{Case, Suite};
use conformance_harness::target::Target;
use conformance_harness::world::Stage;

use crate::console::Console;
use crate::exit_status::ExitStatus;
use crate::github::{GitHub, GitHubUse};
use crate::inputs::{self, Features, Selection};
use crate::interruption;
use crate::progress::Teller;
use crate::project::Project;
use crate::report;
use keeping::Keeper;

pub use playing::PlayArgs;

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
    /// Stop after the first failure; a SHOULD that fails is none, nor is what the profile lists.
    #[arg(long)]
    pub fail_fast: bool,
    /// How often to play it, in which order, for how long.
    #[command(flatten)]
    pub playing: PlayArgs,
    /// End with status 1 unless there is a sign-off sheet, and it says GO.
    #[arg(long)]
    pub require_go: bool,
    /// Folder for the report [default: reports/latest].
    #[arg(long, value_name = "FOLDER")]
    pub output: Option<PathBuf>,
    /// Tell GitHub Actions of the results: annotations, and the job's summary.
    #[arg(long, value_name = "WHEN", default_value = "auto")]
    pub github: GitHubUse,
}

impl Default for RunArgs {
    fn default() -> Self {
        Self {
            selection: Selection::default(),
            target: EMBEDDED.to_owned(),
            workers: None,
            fail_fast: false,
            playing: PlayArgs::default(),
            require_go: false,
            output: None,
            github: GitHubUse::default(),
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
    let github = GitHub::listening(args.github, &project, console);
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
    let unknown = known_failures::unknown(&profile.known_failures, &ids);
    if let Some(problem) = unknown.or_else(|| quarantine::unknown(&profile.quarantine, &ids)) {
        console.error(&format!("the target “{}”: {problem}", profile.name));
        return ExitStatus::Usage;
    }
    let workers = workers(args.workers);
    let Features {
        selected: mut suite,
        proofs,
        earlier,
    } = features;
    if let Some(earlier) = &earlier {
        if earlier.target != profile.name {
            console.error(&earlier.of_another_target(&profile.name));
            return ExitStatus::Usage;
        }
        if let Some(nothing) = earlier.nothing() {
            console.error(&nothing);
            return ExitStatus::NothingRan;
        }
        for id in &earlier.gone {
            console.line(&format!(
                "cannot be played again, because it is not there any more: {id}"
            ));
        }
    }
    let proofs = coverage::of_areas_with_scenarios(proofs);
    let folder = args.output.unwrap_or_else(|| project.latest_report());
    let aside = set_aside(&mut suite, &profile, &catalogue);
    let scenarios = suite.scenarios().count();
    if scenarios == 0 {
        console.error(&match aside.len() {
            0 => "nothing to run: no scenario has such a name and such tags".to_owned(),
            aside => format!(
                "nothing to run: all {aside} selected scenarios do not apply to this target"
            ),
        });
        // A part of a run is needed to put the run together, even if there is nothing in it.
        let Some(shard) = args.selection.shard else {
            return ExitStatus::NothingRan;
        };
        let results = Gathered {
            target: profile.name,
            started_at: format!("{:.3}", jiff::Timestamp::now()),
            shard: Some(shard),
            rerun_of: earlier.map(|it| it.started_at),
            scenarios: aside,
            requirements: proofs.iter().map(Asked::from).collect(),
            ..Gathered::default()
        }
        .judge();
        let ended = report::report(&results, &folder, args.require_go, github, console);
        return ended.unwrap_or(ExitStatus::Blocked);
    }
    console.line(&format!(
        "{scenarios} scenarios on {}, {workers} at a time",
        profile.name
    ));
    let seed = args.playing.seed();
    if let Some(seed) = seed {
        console.line(&format!("order: shuffled, --seed {seed}"));
    }

    let stage = match set_the_stage(profile, workers).await {
        Ok(stage) => stage,
        Err(error) => {
            console.error(&error.to_string());
            return ExitStatus::Blocked;
        }
    };
    let started_at = jiff::Timestamp::now();
    let clock = Instant::now();
    let known = Gathered {
        target: stage.target.profile.name.clone(),
        url: stage.target.url().map(ToString::to_string),
        started_at: format!("{started_at:.3}"),
        shard: args.selection.shard,
        rerun_of: earlier.map(|it| it.started_at),
        seed,
        warnings: warnings(&stage.target.profile, &suite),
        scenarios: aside,
        requirements: proofs.iter().map(Asked::from).collect(),
        ..Gathered::default()
    };
    let keeper = Keeper::begin(&folder, &known, &suite, console);
    let mut teller = Teller::new(args.playing.progress, console);
    let plan = Plan {
        workers,
        fail_fast: args.fail_fast,
        attempts: args.playing.attempts(),
        seed,
        deadline: args.playing.deadline(),
        on_event: {
            let (keeper, stage) = (keeper.clone(), Arc::clone(&stage));
            Box::new(move |event| {
                teller.tell(&event);
                if let Event::Ended { played, .. } = event {
                    keeper.keep(&played.result, stage.browsers.version());
                }
            })
        },
        suite,
        ..Plan::default()
    };
    let Performance {
        played,
        interrupted,
        unfinished,
    } = play(
        plan,
        Arc::clone(&stage),
        &catalogue,
        interruption::requested(),
    )
    .await;
    let mut gathered = Gathered {
        browser: stage.browsers.version(),
        duration_ms: u64::try_from(clock.elapsed().as_millis()).unwrap_or(u64::MAX),
        interrupted,
        unfinished,
        ..known
    };
    let scenarios = played.into_iter().map(|played| played.result);
    gathered.scenarios.extend(scenarios);
    let results = gathered.judge();
    match report::report(&results, &folder, args.require_go, github, console) {
        Some(status) => {
            keeper.remove();
            status
        }
        None => ExitStatus::Blocked,
    }
}

/// What is to be told of a profile that this suite is played with.
fn warnings(profile: &Profile, suite: &Suite) -> Vec<String> {
    let is_about_billing = |case: &Case<'_>| case.tags().iter().any(|tag| tag == "billing");
    let mut warnings = quarantine::warnings(&profile.quarantine, quarantine::today());
    if suite.scenarios().any(|case| is_about_billing(&case)) {
        warnings.extend(profile.policies.warnings());
    }
    warnings
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
    profile: Profile,
    workers: usize,
) -> Result<Arc<Stage>, EnvironmentError> {
    let tell = |what: &str| Console::new().line(what);
    let target = Target::open(profile, &tell).await?;
    target.reach().await?;
    let browsers = BrowserPool::new(workers);
    browsers.prepare().await?;
    Ok(Arc::new(Stage { target, browsers }))
}
