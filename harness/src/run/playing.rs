//! One attempt: a world is made, steps are played, what came of it is judged and cleared away.

use std::collections::BTreeMap;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::{Duration, Instant};

use cucumber::gherkin::Step;
use cucumber::step::Context;
use futures::FutureExt as _;

use super::stopped::Watch;
use super::{deadline, panics, result};
use crate::defect::Defect;
use crate::definitions::{Definitions, Found};
use crate::environment_error::EnvironmentError;
use crate::results::{Attempt, Evidence, Outcome, StepResult, StepStatus};
use crate::safety;
use crate::step_error::StepError;
use crate::suite::Case;
use crate::world::{Stage, World};

/// How long judging, collecting evidence and clearing away may each take, once the steps are over.
const PATIENCE: Duration = Duration::from_secs(30);

/// What all attempts of a run share.
pub(super) struct Setting {
    pub(super) definitions: Arc<Definitions>,
    pub(super) stage: Arc<Stage>,
    /// How long the steps of an attempt may take.
    pub(super) limit: Duration,
    pub(super) watch: Watch,
}

/// An attempt that has ended.
#[derive(Debug)]
pub(super) struct Made {
    pub(super) attempt: Attempt,
    /// What was where, by what it was in the scenario.
    pub(super) origins: BTreeMap<String, String>,
    /// Processor time that its browser used.
    pub(super) cpu: Option<Duration>,
}

/// How the steps went so far. It is kept apart from playing them, which may be ended anywhere.
#[derive(Debug, Default)]
struct Progress {
    done: Vec<StepResult>,
    since: Option<Instant>,
    /// Where the function of the step stands that is being played.
    definition: Option<String>,
}

/// What is left when all is cleared away.
#[derive(Debug, Default)]
struct Left {
    error: Option<StepError>,
    evidence: Vec<Evidence>,
    origins: BTreeMap<String, String>,
    cpu: Option<Duration>,
}

/// Plays a scenario once, in the bounds that its target sets. It ends whatever happens, unless something blocks the
/// thread. What it left behind has no secrets whose values are known.
pub(super) async fn play(
    setting: &Setting,
    case: &Case<'_>,
    defect: Option<Arc<Defect>>,
    number: usize,
) -> Made {
    let profile = &setting.stage.target.profile;
    let may_change_state = safety::may_change_state(profile, &case.tags());
    let playing = play_freely(setting, case, defect, number);
    let (mut made, refused) = safety::watch(may_change_state, playing).await;
    if refused.is_some() {
        // Whatever it has seen, it has seen with half of its steps undone.
        made.attempt.outcome = Outcome::Blocked;
        made.attempt.reason = refused;
        made.attempt.failure = None;
    }
    safety::hide_in(&mut made.attempt);
    made
}

/// Plays a scenario once.
async fn play_freely(
    setting: &Setting,
    case: &Case<'_>,
    defect: Option<Arc<Defect>>,
    number: usize,
) -> Made {
    let began = Instant::now();
    let steps: Vec<&Step> = all_steps(case).collect();
    let mut progress = Progress::default();
    let mut world = World::default();
    world.enter(Arc::clone(&setting.stage), case, defect);
    let error = play_steps(setting, &mut world, &steps, &mut progress).await;
    // Pictures are files: those of different attempts must not be called the same.
    let name = match number {
        1 => case.id(),
        _ => format!("{}.attempt-{number}", case.id()),
    };
    let pause = setting.watch.longest_since(began);
    let left = AssertUnwindSafe(end(&mut world, error.clone(), pause, &name)).catch_unwind();
    let left = left.await.unwrap_or_else(|payload| Left {
        error: Some(error.unwrap_or_else(|| {
            let message = panics::message(payload.as_ref());
            StepError::Blocked(format!("the end of the scenario panicked: {message}"))
        })),
        ..Left::default()
    });

    let mut attempt = result::attempt(number, left.error);
    attempt.steps = progress.done;
    let not_reached = steps.iter().skip(attempt.steps.len());
    let not_reached =
        not_reached.map(|step| result::step(step, StepStatus::NotReached, Duration::ZERO));
    attempt.steps.extend(not_reached);
    attempt.evidence = left.evidence;
    attempt.duration_ms = result::millis(began.elapsed());
    Made {
        attempt,
        origins: left.origins,
        cpu: left.cpu,
    }
}

/// Plays the steps until one does not pass, or the time is over. Returns what was wrong.
async fn play_steps(
    setting: &Setting,
    world: &mut World,
    steps: &[&Step],
    progress: &mut Progress,
) -> Option<StepError> {
    let all = async {
        for step in steps {
            progress.since = Some(Instant::now());
            let outcome = play_step(setting, world, step, &mut progress.definition).await;
            let status = match outcome {
                Ok(()) => StepStatus::Passed,
                Err(_) => StepStatus::Failed,
            };
            progress.end(step, status);
            outcome?;
        }
        Ok(())
    };
    match deadline::within(setting.limit, all).await {
        Some(outcome) => outcome.err(),
        None => {
            let at = steps.get(progress.done.len());
            if let Some(step) = at {
                progress.end(step, StepStatus::Failed);
            }
            let at = at.map_or(String::new(), |step| {
                format!("{} {}", step.keyword.trim(), step.value)
            });
            let limit = setting.limit.as_secs_f64();
            Some(StepError::Blocked(format!(
                "took longer than {limit} s; it was at: {at}"
            )))
        }
    }
}

/// Plays a step, and says in `definition` where its function stands.
async fn play_step(
    setting: &Setting,
    world: &mut World,
    step: &Step,
    definition: &mut Option<String>,
) -> Result<(), StepError> {
    let found = setting.definitions.find(step.ty, &step.value);
    let fit = match found.as_ref() {
        Found::One(fit) => fit,
        Found::NotOne(places) => {
            let count = places.len();
            let problem = format!("{count} definitions fit a step, not one");
            return Err(StepError::Blocked(problem));
        }
    };
    *definition = Some(format!("{}:{}", fit.place.path, fit.place.line));
    let context = Context {
        step: step.clone(),
        matches: fit.matches.clone(),
    };
    // The function may panic before there is a future.
    let played = AssertUnwindSafe(async { (fit.function)(world, context).await }).catch_unwind();
    played
        .await
        .map_err(|payload| StepError::from_panic(&panics::message(payload.as_ref())))
}

/// Judges a scenario whose steps ended with `error`, if with any, collects its evidence under `name`, and clears away.
/// This process has done nothing for `pause` meanwhile.
async fn end(
    world: &mut World,
    error: Option<StepError>,
    pause: Option<Duration>,
    name: &str,
) -> Left {
    let too_long = |what: &str| {
        let patience = PATIENCE.as_secs();
        StepError::Blocked(format!("{what} took longer than {patience} s"))
    };
    let judged = deadline::within(PATIENCE, judge(world, error.clone(), pause)).await;
    let mut error = match judged {
        Some(error) => error,
        None => error.or_else(|| Some(too_long("looking at what became of it"))),
    };
    let title = if error.is_some() {
        "when it stopped"
    } else {
        "at the end"
    };
    let origins = world.origins();
    let evidence = deadline::within(PATIENCE, world.evidence(title, name)).await;
    let left = match deadline::within(PATIENCE, world.leave()).await {
        Some(left) => left.map_err(|fault| StepError::Blocked(fault.to_string())),
        None => Err(too_long("clearing away")),
    };
    if let Err(fault) = left {
        error.get_or_insert(fault);
    }
    Left {
        error,
        evidence: evidence.unwrap_or_default(),
        origins,
        cpu: world.cpu(),
    }
}

/// What a scenario ended with, now that all is known: a failure only if browser and deployment still work, and there was
/// neither trouble on the way between them nor a pause of this process.
async fn judge(
    world: &mut World,
    mut error: Option<StepError>,
    pause: Option<Duration>,
) -> Option<StepError> {
    let fault = match &error {
        None => None,
        Some(_) => world.fault().await,
    };
    error = match (error, fault) {
        (Some(StepError::Failed(failure)), fault) => {
            let fault = fault
                .or_else(|| world.trouble_on_the_way())
                .or_else(|| pause.map(paused));
            match fault {
                None => Some(StepError::Failed(failure)),
                Some(fault) => {
                    world.note(format!(
                        "expected {}, saw {}",
                        failure.expected, failure.actual
                    ));
                    Some(StepError::Blocked(fault.to_string()))
                }
            }
        }
        // What a step could not do may be told better by what is behind it.
        (Some(StepError::Blocked(reason)), Some(fault)) => {
            world.note(reason);
            Some(StepError::Blocked(fault.to_string()))
        }
        (error, _) => error,
    };
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
    error
}

fn paused(pause: Duration) -> EnvironmentError {
    let seconds = pause.as_secs();
    EnvironmentError::new(format!(
        "this process did nothing for {seconds} s during the scenario: it was stopped, or the machine was"
    ))
}

impl Progress {
    fn end(&mut self, step: &Step, status: StepStatus) {
        let took = self.since.take().map(|since| since.elapsed());
        let mut result = result::step(step, status, took.unwrap_or_default());
        result.definition = self.definition.take();
        self.done.push(result);
    }
}

/// Those of the backgrounds first.
fn all_steps<'a>(case: &Case<'a>) -> impl Iterator<Item = &'a Step> {
    let background = case.feature.background.iter();
    let background = background.chain(case.rule.and_then(|rule| rule.background.as_ref()));
    let background = background.flat_map(|background| &background.steps);
    background.chain(&case.scenario.steps)
}
