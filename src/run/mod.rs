//! `conformance run`: play the suite, write the report, give the verdict.

mod keeping;
mod playing;
mod prepared;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Instant;

use conformance_harness::browser::BrowserPool;
use conformance_harness::environment_error::EnvironmentError;
use conformance_harness::gathered::Gathered;
use conformance_harness::profile::{EMBEDDED, Profile};
use conformance_harness::redact;
use conformance_harness::run::{Event, Performance, Plan, play};
use conformance_harness::target::Target;
use conformance_harness::world::Stage;
use conformance_reports::approved;

use crate::console::{Console, count};
use crate::exit_status::ExitStatus;
use crate::inputs::{self, Selection};
use crate::interruption;
use crate::progress::Teller;
use crate::project::Project;
use crate::report::{ReportArgs, Reporter};
use keeping::Keeper;
use prepared::Prepared;

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
    /// What is judged, for the report and the sign-off sheet: a version, a commit, an image.
    #[arg(long, env = "CONFORMANCE_BUILD", value_name = "NAME")]
    pub build: Option<String>,
    /// How many scenarios at a time [default: what the profile says, or else one per processor, and one more
    /// on the embedded deployment].
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    pub workers: Option<u16>,
    /// Stop after the first failure; a SHOULD that fails is none, nor is what the profile lists.
    #[arg(long)]
    pub fail_fast: bool,
    /// How often to play it, in which order, for how long.
    #[command(flatten)]
    pub playing: PlayArgs,
    /// Only say what would be played, and what is wrong with profile and features: nothing is started.
    #[arg(long)]
    pub dry_run: bool,
    /// How to tell of the results.
    #[command(flatten)]
    pub report: ReportArgs,
    /// Folder of the approved transcripts [default: reports/approved/TARGET, or approved/TARGET beside a profile that is
    /// given as a file].
    #[arg(long, value_name = "FOLDER")]
    pub approved: Option<PathBuf>,
}

impl Default for RunArgs {
    fn default() -> Self {
        Self {
            selection: Selection::default(),
            target: EMBEDDED.to_owned(),
            build: None,
            workers: None,
            fail_fast: false,
            playing: PlayArgs::default(),
            dry_run: false,
            report: ReportArgs::default(),
            approved: None,
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
    let reporter = Reporter::new(&args.report, &project, console);
    let prepared = match Prepared::of(&args, &project, console) {
        Ok(prepared) => prepared,
        Err(status) => return status,
    };
    let mut known = prepared.known(&args);
    let scenarios = prepared.suite.scenarios().count();
    if scenarios == 0 {
        console.error(&prepared.nothing());
        // A part of a run is needed to put the run together, even if there is nothing in it.
        return match known.shard {
            None => ExitStatus::NothingRan,
            Some(_) => reporter.tell(&known.judge()).unwrap_or(ExitStatus::Blocked),
        };
    }
    if args.dry_run {
        prepared.tell(console);
        return ExitStatus::Conforms;
    }
    if !reporter.can_write() {
        return ExitStatus::Usage;
    }
    let said = args.workers.or(prepared.workers());
    let mut workers = workers(said);
    if said.is_none() && prepared.is_embedded() {
        // It costs little itself, so that scenarios wait for their browsers most of the time.
        workers += 1;
    }
    let all = count(scenarios, "scenario");
    console.line(&format!("{all} on {}, {workers} at a time", known.target));
    known.seed = args.playing.seed();
    if let Some(seed) = known.seed {
        console.line(&format!("order: shuffled, --seed {seed}"));
    }
    match play_it(&args, prepared, known, workers, reporter).await {
        Ok(status) => status,
        Err(error) => {
            console.error(&error.to_string());
            ExitStatus::Blocked
        }
    }
}

/// Plays what was prepared, with all that is `known` of the run before, and reports what came of it.
async fn play_it(
    args: &RunArgs,
    prepared: Prepared,
    mut known: Gathered,
    workers: usize,
    reporter: Reporter,
) -> Result<ExitStatus, EnvironmentError> {
    let Prepared {
        profile,
        catalogue,
        suite,
        definitions,
        comparison,
        ..
    } = prepared;
    let stage = set_the_stage(profile, workers).await?;
    let clock = Instant::now();
    known.url = stage.target.url().map(|url| redact::url(url.as_str()));
    known.started_at = format!("{:.3}", jiff::Timestamp::now());
    let console = Console::new();
    let keeper = Keeper::begin(&reporter.folder, &known, &suite, console);
    let scenarios = suite.scenarios().count();
    let teller = Teller::begin(args.playing.progress, scenarios, console);
    let plan = Plan {
        workers,
        fail_fast: args.fail_fast,
        attempts: args.playing.attempts(),
        seed: known.seed,
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
        definitions,
        ..Plan::default()
    };
    let stop = interruption::requested();
    let Performance {
        played,
        interrupted,
        unfinished,
    } = play(plan, Arc::clone(&stage), &catalogue, stop).await;
    stage.browsers.close().await;
    let mut gathered = Gathered {
        browser: stage.browsers.version(),
        duration_ms: u64::try_from(clock.elapsed().as_millis()).unwrap_or(u64::MAX),
        interrupted,
        unfinished,
        ..known
    };
    gathered.warnings.extend(clear_away(&stage.target).await);
    let scenarios = played.into_iter().map(|played| played.result);
    gathered.scenarios.extend(scenarios);
    gathered.transcripts = match approved::compare(&mut gathered.scenarios, &comparison) {
        Ok(transcripts) => transcripts,
        Err((path, error)) => {
            let problem = format!(
                "not compared with what was approved: {}: {error}",
                path.display()
            );
            gathered.warnings.push(problem);
            None
        }
    };
    let status = reporter.tell(&gathered.judge());
    match status {
        Some(_) => keeper.remove(),
        None => keeper.tell(),
    }
    Ok(status.unwrap_or(ExitStatus::Blocked))
}

/// Clears away what scenarios left at a real instance that did not come to their end. Returns why it is there still, if
/// it is.
async fn clear_away(target: &Target) -> Option<String> {
    let error = target.clear_away().await.err()?;
    Some(format!(
        "not all that was made at the Clerk instance is removed ({error}): `cargo conformance sweep` removes it"
    ))
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
    let browsers = BrowserPool::of(&profile, workers);
    let target = Target::open(profile, &tell).await?;
    target.reach().await?;
    browsers.prepare().await?;
    Ok(Arc::new(Stage { target, browsers }))
}
