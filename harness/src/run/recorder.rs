//! From cucumber's events to results.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use cucumber::event::{
    Cucumber, Feature as FeatureEvent, Rule as RuleEvent, Scenario as ScenarioEvents,
    Step as StepEvent,
};
use cucumber::{Event, Writer, cli, gherkin, parser, writer};

use super::ScenarioEvent;
use crate::known_failures::{self, KnownFailure};
use crate::profile::Pictures;
use crate::redact;
use crate::requirement::Catalogue;
use crate::results::{Evidence, Failure, Level, Outcome, ScenarioResult, StepResult, StepStatus};
use crate::step_error::StepError;
use crate::suite::Case;
use crate::world::World;

/// A scenario that was played.
#[derive(Debug, Clone)]
pub struct Played {
    /// What came of it.
    pub result: ScenarioResult,
    /// The defect that the deployment had.
    pub defect: Option<String>,
}

/// How a scenario ended, as its own last hook saw it.
#[derive(Debug)]
pub(super) struct Ended {
    pub(super) error: Option<StepError>,
    pub(super) evidence: Vec<Evidence>,
    /// By what they were in the scenario.
    pub(super) origins: BTreeMap<String, String>,
    /// Of its browser.
    pub(super) cpu: Option<Duration>,
}

/// File, line and defect: what makes one playing of a scenario.
type Key = (String, usize, Option<String>);

/// What is known so far; outlives a run that is cut short.
#[derive(Debug, Default)]
pub(super) struct Record {
    under_way: HashMap<Key, UnderWay>,
    ended: HashMap<Key, Ended>,
    played: Vec<Played>,
}

#[derive(Debug)]
struct UnderWay {
    since: SystemTime,
    step_since: SystemTime,
    steps: Vec<StepResult>,
}

pub(super) fn lock(record: &Mutex<Record>) -> MutexGuard<'_, Record> {
    record.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Record {
    pub(super) fn end(&mut self, case: &Case<'_>, ended: Ended) {
        self.ended.insert(key(case), ended);
    }

    pub(super) fn take_played(&mut self) -> Vec<Played> {
        std::mem::take(&mut self.played)
    }
}

fn key(case: &Case<'_>) -> Key {
    (
        case.file(),
        case.scenario.position.line,
        super::defect_of(&case.tags()).map(str::to_owned),
    )
}

/// Takes cucumber's events. It only notes them: a slow writer would hold up all scenarios.
pub(super) struct Recorder {
    catalogue: Catalogue,
    /// What the profile lists.
    known: Vec<KnownFailure>,
    pictures: Pictures,
    record: Arc<Mutex<Record>>,
    on_end: Box<dyn FnMut(&Played)>,
}

impl Recorder {
    pub(super) fn new(
        catalogue: Catalogue,
        known: Vec<KnownFailure>,
        pictures: Pictures,
        on_end: Box<dyn FnMut(&Played)>,
    ) -> Self {
        Self {
            catalogue,
            known,
            pictures,
            record: Arc::default(),
            on_end,
        }
    }

    pub(super) fn record(&self) -> Arc<Mutex<Record>> {
        Arc::clone(&self.record)
    }

    fn take(&mut self, case: &Case<'_>, event: &ScenarioEvent, at: SystemTime) {
        let key = key(case);
        let mut record = lock(&self.record);
        match &event.event {
            ScenarioEvents::Started => {
                record.under_way.insert(
                    key,
                    UnderWay {
                        since: at,
                        step_since: at,
                        steps: Vec::new(),
                    },
                );
            }
            ScenarioEvents::Background(step, event) | ScenarioEvents::Step(step, event) => {
                if let Some(under_way) = record.under_way.get_mut(&key) {
                    under_way.take(step, event, at);
                }
            }
            ScenarioEvents::Finished => {
                let (Some(under_way), ended) =
                    (record.under_way.remove(&key), record.ended.remove(&key))
                else {
                    return;
                };
                let mut result = finish(case, &self.catalogue, under_way, ended, at);
                known_failures::expect(&self.known, &mut result);
                self.pictures.leave_out(&mut result);
                let played = Played {
                    result,
                    defect: key.2,
                };
                (self.on_end)(&played);
                record.played.push(played);
            }
            ScenarioEvents::Hook(..) | ScenarioEvents::Log(_) => {}
        }
    }
}

impl UnderWay {
    fn take(&mut self, step: &gherkin::Step, event: &StepEvent<World>, at: SystemTime) {
        let status = match event {
            StepEvent::Started => {
                self.step_since = at;
                return;
            }
            StepEvent::Passed(..) => StepStatus::Passed,
            StepEvent::Skipped | StepEvent::Failed(..) => StepStatus::Failed,
        };
        self.steps
            .push(step_result(step, status, millis(self.step_since, at)));
    }
}

fn finish(
    case: &Case<'_>,
    catalogue: &Catalogue,
    under_way: UnderWay,
    ended: Option<Ended>,
    at: SystemTime,
) -> ScenarioResult {
    let Ended {
        error,
        evidence,
        origins,
        cpu,
    } = ended.unwrap_or_else(|| Ended {
        error: Some(StepError::Blocked(
            "the scenario's last hook did not run".to_owned(),
        )),
        evidence: Vec::new(),
        origins: BTreeMap::new(),
        cpu: None,
    });
    let mut steps = under_way.steps;
    let background = case.feature.background.iter();
    let background = background.chain(case.rule.and_then(|rule| rule.background.as_ref()));
    let all = background
        .flat_map(|background| &background.steps)
        .chain(&case.scenario.steps);
    let reached = steps.len();
    steps.extend(
        all.skip(reached)
            .map(|step| step_result(step, StepStatus::NotReached, 0)),
    );

    let mut result = blank(case, catalogue, Outcome::Passed);
    result.duration_ms = millis(under_way.since, at);
    result.cpu_ms = cpu.map(in_millis);
    result.steps = steps;
    result.evidence = evidence;
    result.origins = origins;
    match error {
        None => {}
        Some(StepError::Failed(failure)) => {
            let failure = without_secrets(&failure);
            result.outcome = Outcome::Failed;
            result.reason = Some(format!("expected {}", failure.expected));
            result.failure = Some(failure);
        }
        Some(StepError::Blocked(reason)) => {
            result.outcome = Outcome::Blocked;
            result.reason = Some(redact::text(&reason));
        }
    }
    result
}

/// What a step expected and saw, as results may have it: pages and answers say what they like.
fn without_secrets(failure: &Failure) -> Failure {
    Failure {
        expected: redact::text(&failure.expected),
        actual: redact::text(&failure.actual),
    }
}

/// A result that knows only where the scenario stands.
pub(super) fn blank(case: &Case<'_>, catalogue: &Catalogue, outcome: Outcome) -> ScenarioResult {
    let tags: Vec<String> = case
        .tags()
        .into_iter()
        .filter(|tag| !tag.starts_with(super::DEFECT_TAG))
        .collect();
    let mut requirements: Vec<String> = tags
        .iter()
        .filter(|tag| catalogue.find(tag).is_some())
        .cloned()
        .collect();
    requirements.dedup();
    let levels: Vec<Level> = requirements
        .iter()
        .filter_map(|id| catalogue.find(id))
        .map(|requirement| requirement.level)
        .collect();
    let level = if levels.is_empty() || levels.contains(&Level::Must) {
        Level::Must
    } else {
        Level::Should
    };
    ScenarioResult {
        id: case.id(),
        name: case.scenario.name.clone(),
        feature: case.file(),
        feature_name: case.feature.name.clone(),
        rule: case.rule.map(|rule| rule.name.clone()),
        line: case.scenario.position.line,
        tags,
        requirements,
        level,
        outcome,
        duration_ms: 0,
        cpu_ms: None,
        known_because: None,
        quarantine: None,
        reason: None,
        failure: None,
        steps: Vec::new(),
        origins: BTreeMap::new(),
        evidence: Vec::new(),
        other_attempts: Vec::new(),
        drift: None,
    }
}

fn step_result(step: &gherkin::Step, status: StepStatus, duration_ms: u64) -> StepResult {
    StepResult {
        keyword: step.keyword.trim().to_owned(),
        text: step.value.clone(),
        table: step
            .table
            .as_ref()
            .map(|table| table.rows.clone())
            .unwrap_or_default(),
        line: step.position.line,
        status,
        duration_ms,
    }
}

fn millis(from: SystemTime, to: SystemTime) -> u64 {
    in_millis(to.duration_since(from).unwrap_or_default())
}

fn in_millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}

impl Writer<World> for Recorder {
    type Cli = cli::Empty;

    async fn handle_event(
        &mut self,
        event: parser::Result<Event<Cucumber<World>>>,
        _: &cli::Empty,
    ) {
        // Nothing is parsed while a run is on.
        let Ok(event) = event else { return };
        let at = event.at;
        let Cucumber::Feature(feature, event) = event.into_inner() else {
            return;
        };
        match event {
            FeatureEvent::Scenario(scenario, event) => {
                self.take(
                    &Case {
                        feature: &feature,
                        rule: None,
                        scenario: &scenario,
                    },
                    &event,
                    at,
                );
            }
            FeatureEvent::Rule(rule, RuleEvent::Scenario(scenario, event)) => {
                self.take(
                    &Case {
                        feature: &feature,
                        rule: Some(&rule),
                        scenario: &scenario,
                    },
                    &event,
                    at,
                );
            }
            _ => {}
        }
    }
}

// Events are matched by what they are about, so their order across scenarios does not matter.
impl writer::Normalized for Recorder {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_has_no_secrets() {
        let failure = Failure {
            expected: "they are at http://localhost/verify?token=hunter22".to_owned(),
            actual: "the answer is 500: whsec_Zm9y does not fit".to_owned(),
        };
        let expected = Failure {
            expected: "they are at http://localhost/verify?token=[redacted]".to_owned(),
            actual: "the answer is 500: [redacted] does not fit".to_owned(),
        };
        assert_eq!(without_secrets(&failure), expected);
    }
}
