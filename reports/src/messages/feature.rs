//! A feature as it was played: as it is written, or as the results tell it.

use conformance_harness::results::{Outcome, ScenarioResult, StepResult};
use gherkin::{
    Background, Examples, Feature, GherkinEnv, LineCol, Scenario, Step, StepType, Table,
};

/// Where a scenario of the results stands in its feature.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place<'a> {
    /// Feature, rule and scenario: what passes its tags on.
    pub(super) bearers: [Option<(LineCol, &'a [String])>; 3],
    /// What is done before it.
    backgrounds: [Option<&'a Background>; 2],
    /// The scenario, or the outline.
    pub(super) scenario: &'a Scenario,
    /// Of an outline: the examples, and the index of the row among them.
    pub(super) row: Option<(&'a Examples, usize)>,
}

impl<'a> Place<'a> {
    /// The line by which results know it.
    fn line(&self) -> usize {
        self.row_line().unwrap_or(self.scenario.position.line)
    }

    /// The line of the row, of an outline.
    pub(super) fn row_line(&self) -> Option<usize> {
        // As where outlines are expanded: keyword and header stand before the first row.
        self.row
            .map(|(examples, index)| examples.position.line + 2 + index)
    }

    /// Its steps in order, each with the line where that begins which it stands in.
    pub(super) fn steps(self) -> impl Iterator<Item = (usize, &'a Step)> {
        let backgrounds = self.backgrounds.into_iter().flatten();
        let before =
            backgrounds.flat_map(|it| it.steps.iter().map(|step| (it.position.line, step)));
        let line = self.scenario.position.line;
        before.chain(self.scenario.steps.iter().map(move |step| (line, step)))
    }

    /// A text of the outline as it is for the row.
    pub(super) fn filled_in(&self, text: &str) -> String {
        let rows = self.row.and_then(|(examples, index)| {
            let rows = &examples.table.as_ref()?.rows;
            Some((rows.first()?, rows.get(index + 1)?))
        });
        let Some((header, row)) = rows else {
            return text.to_owned();
        };
        let cells = header.iter().zip(row);
        cells.fold(text.to_owned(), |text, (name, cell)| {
            text.replace(&format!("<{name}>"), cell)
        })
    }

    /// Whether `result` can have come of it.
    fn fits(self, result: &ScenarioResult) -> bool {
        let lines = self.steps().map(|(_, step)| step.position.line);
        let played = result.steps.iter().map(|step| step.line);
        let was_not = result.outcome == Outcome::NotApplicable;
        let has_name = self.filled_in(&self.scenario.name) == result.name;
        has_name && (was_not || lines.eq(played))
    }
}

/// Where each scenario of `feature` stands, each row of an outline on its own.
fn places(feature: &Feature) -> Vec<Place<'_>> {
    let whole = Some((feature.position, feature.tags.as_slice()));
    let background = feature.background.as_ref();
    let own = feature
        .scenarios
        .iter()
        .map(move |scenario| (None, scenario));
    let ruled = feature
        .rules
        .iter()
        .flat_map(|rule| rule.scenarios.iter().map(move |it| (Some(rule), it)));
    let all = own.chain(ruled).flat_map(move |(rule, scenario)| {
        let place = Place {
            bearers: [
                whole,
                rule.map(|it| (it.position, it.tags.as_slice())),
                Some((scenario.position, scenario.tags.as_slice())),
            ],
            backgrounds: [background, rule.and_then(|it| it.background.as_ref())],
            scenario,
            row: None,
        };
        let rows = scenario.examples.iter().flat_map(|examples| {
            let rows = examples.table.as_ref().map_or(0, |table| table.rows.len());
            (1..rows).map(move |index| (examples, index - 1))
        });
        let rows: Vec<_> = rows
            .map(|row| Place {
                row: Some(row),
                ..place
            })
            .collect();
        match scenario.examples.is_empty() {
            true => vec![place],
            false => rows,
        }
    });
    all.collect()
}

/// Where each of `results` stands in `feature`; nothing unless all of them have a place, because then it is not the
/// feature that was played.
pub(super) fn placed<'a>(
    feature: &'a Feature,
    results: &[&ScenarioResult],
) -> Option<Vec<Place<'a>>> {
    let places = places(feature);
    let find = |result: &&ScenarioResult| {
        let mut found = places.iter().filter(|place| place.line() == result.line);
        found.find(|place| place.fits(result)).copied()
    };
    results.iter().map(find).collect()
}

/// The feature in `text`; nothing if it is none.
pub(super) fn parsed(text: &str) -> Option<Feature> {
    Feature::parse(text, GherkinEnv::default()).ok()
}

/// The feature as far as the results tell of it: each row of an outline is a scenario of its own.
pub(super) fn told(results: &[&ScenarioResult]) -> Feature {
    let first = results.iter().map(|it| it.line).min().unwrap_or(1);
    Feature {
        keyword: "Feature".to_owned(),
        name: results
            .first()
            .map_or_else(String::new, |it| it.feature_name.clone()),
        description: None,
        background: None,
        scenarios: results.iter().map(|it| scenario(it)).collect(),
        rules: Vec::new(),
        tags: Vec::new(),
        span: gherkin::Span::default(),
        position: on_line(first),
        path: None,
    }
}

fn scenario(result: &ScenarioResult) -> Scenario {
    Scenario {
        keyword: "Scenario".to_owned(),
        name: result.name.clone(),
        description: None,
        steps: result.steps.iter().scan(StepType::Given, step).collect(),
        examples: Vec::new(),
        tags: result.tags.clone(),
        span: gherkin::Span::default(),
        position: on_line(result.line),
    }
}

/// A step; one that begins with `And` is of the type of the one before.
fn step(before: &mut StepType, result: &StepResult) -> Option<Step> {
    *before = match result.keyword.as_str() {
        "Given" => StepType::Given,
        "When" => StepType::When,
        "Then" => StepType::Then,
        _ => *before,
    };
    let table = Table {
        rows: result.table.clone(),
        span: gherkin::Span::default(),
        position: on_line(result.line + 1),
    };
    Some(Step {
        keyword: result.keyword.clone(),
        ty: *before,
        value: result.text.clone(),
        docstring: None,
        table: (!result.table.is_empty()).then_some(table),
        span: gherkin::Span::default(),
        position: on_line(result.line),
    })
}

fn on_line(line: usize) -> LineCol {
    LineCol { line, col: 0 }
}
