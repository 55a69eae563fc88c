//! Playing a suite and recording what came of it.

mod panics;
mod recorder;

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use cucumber::event::{ScenarioFinished, StepError as CucumberStepError};
use cucumber::gherkin::{Feature, Rule, Scenario};
use cucumber::{Cucumber, World as _, cli, event, parser, runner};
use futures::future::LocalBoxFuture;
use futures::{FutureExt as _, stream};
use tokio::sync::Notify;

use crate::capability::Capability;
use crate::defect::Defect;
use crate::profile::Profile;
use crate::results::{Level, Outcome, ScenarioResult};
use crate::step_error::StepError;
use crate::suite::{Case, Suite};
use crate::world::{Stage, World};
use recorder::{Ended, Recorder};

pub use recorder::Played;

/// The tag that gives a scenario a deployment with a defect, before the defect's name.
const DEFECT_TAG: &str = "defect=";

/// What is to be played, and how.
pub struct Plan {
    /// The scenarios, outlines expanded.
    pub suite: Suite,
    /// How many at a time.
    pub workers: usize,
    /// Whether to stop after the first failure; a SHOULD that fails is none.
    pub fail_fast: bool,
    /// The defects that scenarios of the suite are tagged with, by [`with_defect`].
    pub defects: Vec<Arc<Defect>>,
    /// Told of each scenario that has ended.
    pub on_end: Box<dyn FnMut(&Played)>,
}

impl std::fmt::Debug for Plan {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Plan")
            .field("suite", &self.suite)
            .field("workers", &self.workers)
            .finish_non_exhaustive()
    }
}

/// Takes out of the suite what the target cannot do, and says why.
#[must_use]
pub fn set_aside(
    suite: &mut Suite,
    profile: &Profile,
    catalogue: &crate::requirement::Catalogue,
) -> Vec<ScenarioResult> {
    let reason = |case: &Case<'_>| {
        let needs = case.needs();
        if profile.is_provider_alone() && !needs.contains(&Capability::OpenidProvider) {
            let reason =
                "the target is an OpenID provider without [clerk], and this is not about one";
            return Some(reason.to_owned());
        }
        let cannot = needs
            .iter()
            .find_map(|need| Some(format!("@{}: {}", need.tag(), profile.cannot(*need)?)));
        let readings = case.readings();
        let mut others = readings.iter().filter(|it| !profile.can_be_like(it));
        cannot.or_else(|| {
            let other = others.next()?;
            let choices = profile.policies.choices();
            let choice = choices.get(&other.policy).map_or("", String::as_str);
            Some(format!(
                "the profile says {} = {choice}, and this is about {}",
                other.policy, other.choice
            ))
        })
    };
    let aside = suite
        .scenarios()
        .filter_map(|case| {
            let reason = reason(&case)?;
            Some(ScenarioResult {
                reason: Some(reason),
                ..recorder::blank(&case, catalogue, Outcome::NotApplicable)
            })
        })
        .collect();
    suite.retain(|case| reason(case).is_none());
    aside
}

/// A copy of the suite whose scenarios are played on a deployment with that defect.
#[must_use]
pub fn with_defect(suite: &Suite, defect: &str) -> Suite {
    let mut suite = suite.clone();
    suite.for_each_scenario_mut(|_, scenario| scenario.tags.push(format!("{DEFECT_TAG}{defect}")));
    suite
}

/// Plays the plan until it is through or `stop` says why not. Returns what was finished, in order of feature
/// and line, and why it was cut short, if it was.
pub async fn play(
    plan: Plan,
    stage: Arc<Stage>,
    catalogue: &crate::requirement::Catalogue,
    stop: impl Future<Output = String>,
) -> (Vec<Played>, Option<String>) {
    let Plan {
        suite,
        workers,
        fail_fast,
        defects,
        mut on_end,
    } = plan;
    // Cucumber's own way to stop early knows no warnings, and does not say that something was left out.
    let first_failure = Arc::new(Notify::new());
    let failure = Arc::clone(&first_failure);
    let on_end = Box::new(move |played: &Played| {
        on_end(played);
        let result = &played.result;
        let is_unexpected = result.known_because.is_none();
        if fail_fast
            && is_unexpected
            && (result.outcome, result.level) == (Outcome::Failed, Level::Must)
        {
            failure.notify_one();
        }
    });
    let known = stage.target.profile.known_failures.clone();
    let pictures = stage.target.profile.evidence.pictures;
    let recorder = Recorder::new(catalogue.clone(), known, pictures, on_end);
    let record = recorder.record();
    let defects: Arc<HashMap<String, Arc<Defect>>> = Arc::new(
        defects
            .into_iter()
            .map(|defect| (defect.id.clone(), defect))
            .collect(),
    );

    let ended = Arc::clone(&record);
    let runner = runner::Basic::<World>::default()
        .steps(World::collection())
        .max_concurrent_scenarios(workers)
        .before(
            move |feature: &Feature,
                  rule: Option<&Rule>,
                  scenario: &Scenario,
                  world: &mut World| {
                panics::print_those_that_are_no_step_error();
                let case = Case {
                    feature,
                    rule,
                    scenario,
                };
                let defect = defect_of(&case.tags()).and_then(|id| defects.get(id).cloned());
                world.enter(Arc::clone(&stage), &case, defect);
                async {}.boxed_local()
            },
        )
        .after(move |feature, rule, scenario, finished, world| {
            let ended = Arc::clone(&ended);
            end(feature, rule, scenario, finished, world, ended)
        });
    let playing = Cucumber::<_, _, _, _, _, cli::Empty>::custom(Parsed(suite), runner, recorder)
        .with_cli(cli::Opts::<_, _, _, cli::Empty>::default())
        .run(());
    // Whether to stop is looked at first: a scenario may go a long way each time that the playing is.
    let interrupted = tokio::select! {
        biased;
        () = first_failure.notified() => Some("the first failure, by --fail-fast".to_owned()),
        why = stop => Some(why),
        _ = playing => None,
    };
    panics::print_all();
    let mut played = recorder::lock(&record).take_played();
    played.sort_by(|a, b| {
        (&a.result.feature, a.result.line, &a.defect).cmp(&(
            &b.result.feature,
            b.result.line,
            &b.defect,
        ))
    });
    (played, interrupted)
}

/// Judges a scenario that is over, collects its evidence, and clears away.
fn end<'a>(
    feature: &'a Feature,
    rule: Option<&'a Rule>,
    scenario: &'a Scenario,
    finished: &'a ScenarioFinished,
    world: Option<&'a mut World>,
    record: Arc<std::sync::Mutex<recorder::Record>>,
) -> LocalBoxFuture<'a, ()> {
    async move {
        let case = Case {
            feature,
            rule,
            scenario,
        };
        let mut error = error_of(finished);
        let mut evidence = Vec::new();
        let mut origins = BTreeMap::new();
        let mut cpu = None;
        if let Some(world) = world {
            if let Some(StepError::Failed(failure)) = &error
                && let Some(fault) = world.fault().await
            {
                world.note(format!(
                    "expected {}, saw {}",
                    failure.expected, failure.actual
                ));
                error = Some(StepError::Blocked(fault.to_string()));
            }
            if error.is_none() {
                let idle = world.idle_order().await;
                let idle = idle.unwrap_or_else(|fault| Some(fault.to_string()));
                error = idle.map(StepError::Blocked);
            }
            if let Err(left) = world.check_that_nothing_left() {
                match &error {
                    None => error = Some(left),
                    Some(_) => world.note(left.to_string()),
                }
            }
            let title = if error.is_some() {
                "when it stopped"
            } else {
                "at the end"
            };
            origins = world.origins();
            evidence = world.evidence(title, &case.id()).await;
            if let Err(fault) = world.leave().await {
                error.get_or_insert_with(|| StepError::Blocked(fault.to_string()));
            }
            cpu = world.cpu();
        }
        let ended = Ended {
            error,
            evidence,
            origins,
            cpu,
        };
        recorder::lock(&record).end(&case, ended);
    }
    .boxed_local()
}

fn error_of(finished: &ScenarioFinished) -> Option<StepError> {
    match finished {
        ScenarioFinished::StepPassed => None,
        ScenarioFinished::StepFailed(_, _, CucumberStepError::Panic(payload)) => {
            Some(StepError::from_panic(&panics::message(payload.as_ref())))
        }
        ScenarioFinished::StepFailed(_, _, error) => Some(StepError::Blocked(error.to_string())),
        ScenarioFinished::StepSkipped => {
            Some(StepError::Blocked("a step is not defined".to_owned()))
        }
        ScenarioFinished::BeforeHookFailed(payload) => {
            Some(StepError::Blocked(panics::message(payload.as_ref())))
        }
    }
}

/// The defect that a scenario is tagged with.
fn defect_of(tags: &[String]) -> Option<&str> {
    tags.iter().find_map(|tag| tag.strip_prefix(DEFECT_TAG))
}

/// Features that are parsed already, as cucumber wants them.
struct Parsed(Suite);

impl cucumber::Parser<()> for Parsed {
    type Cli = cli::Empty;
    type Output = stream::Iter<std::vec::IntoIter<parser::Result<Feature>>>;

    fn parse(self, (): (), _: cli::Empty) -> Self::Output {
        stream::iter(self.0.features.into_iter().map(Ok).collect::<Vec<_>>())
    }
}

/// What cucumber tells of a scenario.
type ScenarioEvent = event::RetryableScenario<World>;
