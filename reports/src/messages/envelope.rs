//! The part of the Cucumber Messages protocol that is used: one envelope per line.

use serde::Serialize;

use super::document::Document;

/// The version of the protocol, which is the version of npm's `@cucumber/messages`.
pub const PROTOCOL: &str = "34.2.1";

/// A line.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) enum Envelope<'a> {
    Meta(Meta<'a>),
    Source(Source<'a>),
    GherkinDocument(Document<'a>),
    Pickle(Pickle<'a>),
    StepDefinition(StepDefinition<'a>),
    Hook(Hook<'a>),
    TestRunStarted(TestRunStarted<'a>),
    TestCase(TestCase<'a>),
    TestCaseStarted(TestCaseStarted<'a>),
    TestStepStarted(TestStepStarted<'a>),
    Attachment(Attachment<'a>),
    ExternalAttachment(ExternalAttachment<'a>),
    TestStepFinished(TestStepFinished<'a>),
    TestCaseFinished(TestCaseFinished<'a>),
    TestRunFinished(TestRunFinished<'a>),
}

/// What played.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Meta<'a> {
    pub(super) protocol_version: &'a str,
    pub(super) implementation: Product<'a>,
    pub(super) runtime: Product<'a>,
    pub(super) os: Product<'a>,
    pub(super) cpu: Product<'a>,
}

#[derive(Debug, Serialize)]
pub(super) struct Product<'a> {
    pub(super) name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) version: Option<&'a str>,
}

/// A feature file as it is written.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Source<'a> {
    pub(super) uri: &'a str,
    pub(super) data: &'a str,
    pub(super) media_type: &'a str,
}

/// A scenario as it is played.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Pickle<'a> {
    pub(super) id: &'a str,
    pub(super) uri: &'a str,
    pub(super) location: Location,
    pub(super) name: &'a str,
    pub(super) language: &'a str,
    pub(super) steps: Vec<PickleStep>,
    pub(super) tags: Vec<PickleTag>,
    pub(super) ast_node_ids: Vec<String>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct PickleStep {
    pub(super) id: String,
    pub(super) text: String,
    #[serde(rename = "type")]
    pub(super) kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) argument: Option<Argument>,
    pub(super) ast_node_ids: Vec<String>,
}

/// What stands below a step; one of them.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) enum Argument {
    DocString { content: String },
    DataTable { rows: Vec<PickleRow> },
}

#[derive(Debug, Serialize)]
pub(super) struct PickleRow {
    pub(super) cells: Vec<PickleCell>,
}

#[derive(Debug, Serialize)]
pub(super) struct PickleCell {
    pub(super) value: String,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct PickleTag {
    pub(super) name: String,
    pub(super) ast_node_id: String,
}

#[derive(Debug, Serialize)]
pub(super) struct StepDefinition<'a> {
    pub(super) id: &'a str,
    pub(super) pattern: Pattern<'a>,
    #[serde(rename = "sourceReference")]
    pub(super) place: Place<'a>,
}

#[derive(Debug, Serialize)]
pub(super) struct Pattern<'a> {
    pub(super) source: &'a str,
    #[serde(rename = "type")]
    pub(super) kind: &'static str,
}

#[derive(Debug, Default, Serialize)]
pub(super) struct Place<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) uri: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) location: Option<Location>,
}

#[derive(Debug, Serialize)]
pub(super) struct Hook<'a> {
    pub(super) id: &'a str,
    pub(super) name: &'a str,
    #[serde(rename = "type")]
    pub(super) kind: &'static str,
    #[serde(rename = "sourceReference")]
    pub(super) place: Place<'a>,
}

/// A scenario and the functions of its steps.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct TestCase<'a> {
    pub(super) id: &'a str,
    pub(super) pickle_id: &'a str,
    pub(super) test_run_started_id: &'a str,
    pub(super) test_steps: Vec<TestStep<'a>>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct TestStep<'a> {
    pub(super) id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) hook_id: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) pickle_step_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) step_definition_ids: Option<Vec<&'a str>>,
}

#[derive(Debug, Serialize)]
pub(super) struct TestRunStarted<'a> {
    pub(super) id: &'a str,
    pub(super) timestamp: Time,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct TestRunFinished<'a> {
    pub(super) test_run_started_id: &'a str,
    pub(super) timestamp: Time,
    pub(super) success: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) message: Option<&'a str>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct TestCaseStarted<'a> {
    pub(super) id: &'a str,
    pub(super) test_case_id: &'a str,
    /// From 0.
    pub(super) attempt: usize,
    pub(super) timestamp: Time,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct TestCaseFinished<'a> {
    pub(super) test_case_started_id: &'a str,
    pub(super) timestamp: Time,
    pub(super) will_be_retried: bool,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct TestStepStarted<'a> {
    pub(super) test_case_started_id: &'a str,
    pub(super) test_step_id: &'a str,
    pub(super) timestamp: Time,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct TestStepFinished<'a> {
    pub(super) test_case_started_id: &'a str,
    pub(super) test_step_id: &'a str,
    pub(super) test_step_result: StepResult<'a>,
    pub(super) timestamp: Time,
}

#[derive(Debug, Serialize)]
pub(super) struct StepResult<'a> {
    pub(super) status: Status,
    pub(super) duration: Time,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) message: Option<&'a str>,
}

/// What became of a step; how the outcomes of scenarios map to it is said at [`super::messages`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "UPPERCASE")]
pub(super) enum Status {
    Passed,
    Failed,
    Ambiguous,
    Pending,
    Skipped,
}

/// Something that was seen, in the file itself.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Attachment<'a> {
    pub(super) body: String,
    pub(super) content_encoding: &'static str,
    pub(super) media_type: &'a str,
    pub(super) file_name: &'a str,
    pub(super) test_case_started_id: &'a str,
    pub(super) test_step_id: &'a str,
}

/// Something that was seen, in a file beside.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ExternalAttachment<'a> {
    pub(super) url: &'a str,
    pub(super) media_type: &'a str,
    pub(super) test_case_started_id: &'a str,
    pub(super) test_step_id: &'a str,
}

/// A place in a file; both from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub(super) struct Location {
    pub(super) line: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) column: Option<usize>,
}

impl Location {
    /// All of a line.
    pub(super) fn line(line: usize) -> Self {
        Self { line, column: None }
    }
}

/// A point in time (since 1970), or a length of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub(super) struct Time {
    seconds: i64,
    nanos: i64,
}

impl Time {
    /// So many milliseconds.
    pub(super) fn millis(ms: i64) -> Self {
        Self {
            seconds: ms.div_euclid(1000),
            nanos: ms.rem_euclid(1000) * 1_000_000,
        }
    }
}
