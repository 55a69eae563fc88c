//! What a run found: the model behind `results.json`, and the one thing that report writers see.
//!
//! The JSON form is a contract: members are added, never renamed, removed or given another meaning.

mod attempt;
mod evidence;
mod scope;
mod sign_off;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::profile::Environment;

pub use attempt::{Attempt, Drift, Quarantine, Transcripts};
pub use evidence::{ClauseOutcome, ClauseResult, Delivery, Evidence, Exchange, Hop, Milestone};
pub use scope::{Shard, ShardError};
pub use sign_off::{Criterion, Release, SignOff};

/// The version of the JSON form; raised only when a reader of the previous one could misread it.
pub const SCHEMA: u32 = 1;

/// Everything one run found out.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Results {
    /// [`SCHEMA`].
    pub schema: u32,
    /// Name of the target profile.
    pub target: String,
    /// In which environment the deployment was, as the profile says or implies; absent in reports of earlier versions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub environment: Option<Environment>,
    /// Which build of the app was judged, as whoever started the run has called it; absent if nobody has said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub build: Option<String>,
    /// Where the deployment was; absent when every scenario had a deployment of its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// Browser and version, e.g. `chrome 156.0.8078.79`; absent when no browser was started.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub browser: Option<String>,
    /// RFC 3339, UTC.
    pub started_at: String,
    /// Wall-clock time of the whole run in milliseconds.
    pub duration_ms: u64,
    /// The run was cut short (Ctrl-C, deadline): why. The scenarios below are those that had finished.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub interrupted: Option<String>,
    /// The IDs of scenarios that were selected and have no result, because the run was cut short.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unfinished: Vec<String>,
    /// Which part of the selected scenarios this run was about; absent if it was about all of them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shard: Option<Shard>,
    /// What the order was drawn with in which scenarios were begun; absent if that was the order of the files.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seed: Option<u64>,
    /// How the run compares with the transcripts that were approved; absent where none are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub transcripts: Option<Transcripts>,
    /// The `started_at` of the report whose scenarios were played again, if this run was about what did not pass there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rerun_of: Option<String>,
    /// The run in one word.
    pub verdict: Verdict,
    /// How many scenarios had each outcome.
    pub totals: Totals,
    /// Whether billing may be released, if the run was about that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sign_off: Option<SignOff>,
    /// What no scenario fails for and a release manager should know: a sentence each.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub warnings: Vec<String>,
    /// In order of feature path and line.
    pub scenarios: Vec<ScenarioResult>,
    /// In the order of the catalogue: every requirement of the areas that the features which were read have a scenario
    /// for, whether it was selected or not.
    pub requirements: Vec<RequirementResult>,
}

/// The run in one word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// Every scenario that applies passed (a SHOULD may have failed: a warning).
    Conforms,
    /// A MUST failed.
    DoesNotConform,
    /// No MUST failed, but something could not be looked at.
    Blocked,
    /// Not one scenario was run.
    NothingRan,
}

/// What became of a scenario.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// The deployment does what the scenario says.
    Passed,
    /// The deployment is wrong.
    Failed,
    /// Browser, network or harness fault: nothing is known about the deployment.
    Blocked,
    /// The profile says that the target cannot do this.
    NotApplicable,
    /// Passed in some attempts and not in others: on a retry, or as one of several repetitions. Never counted as passed.
    Flaky,
}

/// How binding a requirement is (RFC 2119).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Level {
    /// A breach is a failure.
    Must,
    /// A breach is a warning.
    Should,
}

/// How many scenarios had each outcome.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Totals {
    /// [`Outcome::Passed`].
    pub passed: usize,
    /// [`Outcome::Failed`], whatever its level.
    pub failed: usize,
    /// Those of `failed` whose level is [`Level::Should`].
    #[serde(default)]
    pub warnings: usize,
    /// Those of `failed` that the profile lists as known failures.
    #[serde(default)]
    pub known_failures: usize,
    /// [`Outcome::Blocked`].
    pub blocked: usize,
    /// [`Outcome::NotApplicable`].
    pub not_applicable: usize,
    /// [`Outcome::Flaky`].
    pub flaky: usize,
    /// Those that did not pass, and are in quarantine.
    #[serde(default)]
    pub quarantined: usize,
    /// Those whose transcript is another one than was approved, whatever their outcome.
    #[serde(default)]
    pub drifted: usize,
}

/// One scenario, or one row of a scenario outline.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ScenarioResult {
    /// Stable as long as the feature's path and the scenario's name are.
    pub id: String,
    /// As written in the feature file.
    pub name: String,
    /// Path of the feature file, relative to the folder it was read from.
    pub feature: String,
    /// Title of the feature.
    pub feature_name: String,
    /// Title of the rule the scenario stands under.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rule: Option<String>,
    /// Line of the scenario (of the row, for an outline) in the feature file.
    pub line: usize,
    /// All tags in force, without the `@`.
    pub tags: Vec<String>,
    /// The requirement IDs among the tags.
    pub requirements: Vec<String>,
    /// MUST if any of its requirements is one, or if it names none.
    pub level: Level,
    /// What became of it.
    pub outcome: Outcome,
    /// The target that it was played on, if that is another one than the results are about: that could not be asked, so the
    /// answer was taken from a run on this one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub played_on: Option<String>,
    /// Wall-clock time in milliseconds, setting up and clearing away included.
    pub duration_ms: u64,
    /// Processor time in milliseconds that its browser used, with the driver and all helpers; absent if it had none, if
    /// somebody else started the driver, and where the system does not tell (it does on Linux).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cpu_ms: Option<u64>,
    /// Of a failure that the profile lists as known: why it is accepted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub known_because: Option<String>,
    /// That the profile has it in quarantine: it then does not decide the verdict.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quarantine: Option<Quarantine>,
    /// Why it failed, was blocked or does not apply: one line.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Of a failure: what should have been, and what was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failure: Option<Failure>,
    /// In order.
    pub steps: Vec<StepResult>,
    /// Which origins were what in it, e.g. `http://localhost:4100`: `app`, `clerk`, `provider`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub origins: BTreeMap<String, String>,
    /// What was seen on the way.
    pub evidence: Vec<Evidence>,
    /// When it was played more than once: the attempts beside the one that the members above tell of, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub other_attempts: Vec<Attempt>,
    /// How its transcript differs from the approved one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub drift: Option<Drift>,
}

impl ScenarioResult {
    /// The step that did not pass, if it came to that.
    #[must_use]
    pub fn failed_step(&self) -> Option<&StepResult> {
        let mut steps = self.steps.iter();
        steps.find(|step| step.status == StepStatus::Failed)
    }

    /// The line to look at in the feature file: of the step that did not pass, or else of the scenario.
    #[must_use]
    pub fn line_to_look_at(&self) -> usize {
        self.failed_step().map_or(self.line, |step| step.line)
    }

    /// The evidence of all attempts.
    pub fn all_evidence(&self) -> impl Iterator<Item = &Evidence> {
        let others = self.other_attempts.iter().flat_map(|it| &it.evidence);
        self.evidence.iter().chain(others)
    }

    /// The evidence of all attempts, to be changed.
    pub fn all_evidence_mut(&mut self) -> impl Iterator<Item = &mut Evidence> {
        let others = self
            .other_attempts
            .iter_mut()
            .flat_map(|it| &mut it.evidence);
        self.evidence.iter_mut().chain(others)
    }
}

/// What should have been, and what was.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failure {
    /// What the requirement asks for, e.g. `the person is on the protected page (/protected)`.
    pub expected: String,
    /// What was seen, e.g. `/sign-in, which says “Sign in …”`.
    pub actual: String,
}

/// One step of a scenario.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct StepResult {
    /// `Given`, `When`, `Then`, `And`, `But`.
    pub keyword: String,
    /// The text behind the keyword.
    pub text: String,
    /// The table below the step, row by row.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub table: Vec<Vec<String>>,
    /// Line in the feature file.
    pub line: usize,
    /// Where the step's function stands in the code, `path:line`; absent where it was not reached.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub definition: Option<String>,
    /// What became of it.
    pub status: StepStatus,
    /// In milliseconds.
    pub duration_ms: u64,
}

/// What became of a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum StepStatus {
    /// It did, or held.
    Passed,
    /// It did not.
    Failed,
    /// Not reached, because an earlier step did not pass.
    NotReached,
}

/// One requirement over all of its scenarios.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RequirementResult {
    /// E.g. `CB-06`.
    pub id: String,
    /// The area it belongs to, e.g. `CB`.
    pub area: String,
    /// What it asks for, in one sentence.
    pub title: String,
    /// How binding it is.
    pub level: Level,
    /// What its scenarios say together.
    pub outcome: RequirementOutcome,
    /// The IDs of those of its scenarios that this run has a result of.
    pub scenarios: Vec<String>,
    /// How many scenarios it has in the features that were read; more than `scenarios` where the run was interrupted,
    /// or only some were selected.
    #[serde(default)]
    pub of: usize,
    /// The IDs of the others of these.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub left_out: Vec<String>,
}

/// What became of a requirement: the worst of its scenarios, unless some were left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RequirementOutcome {
    /// All of its scenarios that apply passed.
    Passed,
    /// One failed.
    Failed,
    /// None failed, and one was blocked.
    Blocked,
    /// None applies.
    NotApplicable,
    /// None failed or was blocked, and one passed only on a retry.
    Flaky,
    /// None failed but those that the profile lists as known failures, and one of these did.
    KnownFailure,
    /// None failed, was blocked or was flaky but those that are in quarantine, and one of these did.
    Quarantined,
    /// It has no scenario, or not all of them were played, and nothing is wrong with those that were.
    Untested,
}
