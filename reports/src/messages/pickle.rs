//! A scenario as it is played: its steps with all that is around them put together.

use conformance_harness::results::ScenarioResult;
use gherkin::Step;

use super::document::{Ids, LANGUAGE, kind};
use super::envelope::{
    Argument, Location, Pickle, PickleCell, PickleRow, PickleStep, PickleTag, TestCase, TestStep,
};
use super::feature::Place;
use super::{END, RUN};
use crate::sources::Sources;

/// How what belongs to a scenario is called. Feature and line are a scenario's own, as no name is.
#[derive(Debug)]
pub(super) struct Names {
    /// The scenario.
    pub(super) pickle: String,
    /// The scenario with the functions of its steps.
    pub(super) case: String,
}

impl Names {
    pub(super) fn of(result: &ScenarioResult) -> Self {
        let pickle = format!("{}:{}", result.feature, result.line);
        let case = format!("{pickle} case");
        Self { pickle, case }
    }

    fn pickle_step(&self, index: usize) -> String {
        format!("{} step {}", self.pickle, index + 1)
    }

    /// The `index`-th step of the case; the last one is its end.
    pub(super) fn step(&self, index: usize) -> String {
        format!("{} step {}", self.case, index + 1)
    }
}

/// The content of a `pickle`.
pub(super) fn pickle<'a>(
    result: &'a ScenarioResult,
    names: &'a Names,
    ids: Ids,
    place: Place<'_>,
) -> Pickle<'a> {
    let row = place.row_line().map(|line| ids.line(line));
    let with_row = |id: String| std::iter::once(id).chain(row.clone()).collect();
    let steps = place.steps().enumerate().map(|(index, (container, step))| {
        // What was played is known; the rest would have been the same with the row filled in.
        let played = result.steps.get(index);
        PickleStep {
            id: names.pickle_step(index),
            text: played.map_or_else(|| place.filled_in(&step.value), |it| it.text.clone()),
            kind: kind(step.ty),
            argument: argument(step, place),
            ast_node_ids: with_row(ids.step(container, step)),
        }
    });
    Pickle {
        id: &names.pickle,
        uri: &result.feature,
        location: Location::line(result.line),
        name: &result.name,
        language: LANGUAGE,
        steps: steps.collect(),
        tags: tags(result, ids, place),
        ast_node_ids: with_row(ids.line(place.scenario.position.line)),
    }
}

fn argument(step: &Step, place: Place<'_>) -> Option<Argument> {
    if let Some(table) = &step.table {
        let cell = |cell: &String| PickleCell {
            value: place.filled_in(cell),
        };
        let rows = table.rows.iter().map(|row| PickleRow {
            cells: row.iter().map(cell).collect(),
        });
        return Some(Argument::DataTable {
            rows: rows.collect(),
        });
    }
    let content = place.filled_in(step.docstring.as_ref()?);
    Some(Argument::DocString { content })
}

/// All tags in force. Those that follow from others stand nowhere, and are told of the scenario.
fn tags(result: &ScenarioResult, ids: Ids, place: Place<'_>) -> Vec<PickleTag> {
    let examples = place.row.map(|(it, _)| (it.position, it.tags.as_slice()));
    let bearers = place.bearers.into_iter().flatten().chain(examples);
    let written: Vec<_> = bearers
        .flat_map(|(position, tags)| {
            let tags = tags.iter().enumerate();
            tags.map(move |(index, tag)| (tag, ids.tag(position.line, index)))
        })
        .collect();
    let tag = |tag: &String| {
        let node = written.iter().find(|(it, _)| *it == tag);
        let scenario = || ids.line(place.scenario.position.line);
        PickleTag {
            name: format!("@{tag}"),
            ast_node_id: node.map_or_else(scenario, |(_, id)| id.clone()),
        }
    };
    result.tags.iter().map(tag).collect()
}

/// The content of a `testCase`: the pickle's steps, and the end if it has something to tell.
pub(super) fn case<'a>(
    result: &'a ScenarioResult,
    names: &'a Names,
    steps: usize,
    has_end: bool,
    sources: &Sources,
) -> TestCase<'a> {
    let step = |index: usize| {
        let place = result
            .steps
            .get(index)
            .and_then(|it| it.definition.as_deref());
        let known = place.filter(|place| sources.step(place).is_some());
        TestStep {
            id: names.step(index),
            hook_id: None,
            pickle_step_id: Some(names.pickle_step(index)),
            step_definition_ids: Some(known.into_iter().collect()),
        }
    };
    let end = TestStep {
        id: names.step(steps),
        hook_id: Some(END),
        pickle_step_id: None,
        step_definition_ids: None,
    };
    TestCase {
        id: &names.case,
        pickle_id: &names.pickle,
        test_run_started_id: RUN,
        test_steps: (0..steps).map(step).chain(has_end.then_some(end)).collect(),
    }
}
