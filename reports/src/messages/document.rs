//! A feature file as a tree, in the words of the protocol.

use gherkin::{Background, Examples, Feature, LineCol, Rule, Scenario, Step, StepType, Table};
use serde_json::{Value, json};

/// The names of a feature file's nodes: by the file's number in the run and the lines, so that they can be told without
/// looking anything up.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ids(pub(super) usize);

impl Ids {
    /// What begins on `line`: a scenario, rule, background, block of examples, or a row of one.
    pub(super) fn line(self, line: usize) -> String {
        format!("{}:{line}", self.0)
    }

    /// A step of what begins on `line`.
    pub(super) fn step(self, line: usize, step: &Step) -> String {
        format!("{}:{line}:{}", self.0, step.position.line)
    }

    /// The `index`-th tag of what begins on `line`.
    pub(super) fn tag(self, line: usize, index: usize) -> String {
        format!("{}:{line}@{index}", self.0)
    }
}

/// The content of a `gherkinDocument`. Comments are left out; the source has them.
pub(super) fn document(uri: &str, ids: Ids, feature: &Feature) -> Value {
    let background = feature.background.iter();
    let background = background.map(|it| json!({ "background": ids.background(it) }));
    let scenarios = feature.scenarios.iter();
    let scenarios = scenarios.map(|it| json!({ "scenario": ids.scenario(it) }));
    let rules = feature.rules.iter();
    let rules = rules.map(|it| json!({ "rule": ids.rule(it) }));
    let children: Vec<Value> = background.chain(scenarios).chain(rules).collect();
    json!({
        "uri": uri,
        "feature": {
            "location": location(feature.position),
            "tags": ids.tags(feature.position, &feature.tags),
            "language": LANGUAGE,
            "keyword": feature.keyword,
            "name": feature.name,
            "description": description(feature.description.as_ref()),
            "children": children,
        },
        "comments": [],
    })
}

/// The only language that features are read in.
pub(super) const LANGUAGE: &str = "en";

impl Ids {
    fn rule(self, rule: &Rule) -> Value {
        let background = rule.background.iter();
        let background = background.map(|it| json!({ "background": self.background(it) }));
        let scenarios = rule.scenarios.iter();
        let scenarios = scenarios.map(|it| json!({ "scenario": self.scenario(it) }));
        let children: Vec<Value> = background.chain(scenarios).collect();
        json!({
            "id": self.line(rule.position.line),
            "location": location(rule.position),
            "tags": self.tags(rule.position, &rule.tags),
            "keyword": rule.keyword,
            "name": rule.name,
            "description": description(rule.description.as_ref()),
            "children": children,
        })
    }

    fn background(self, background: &Background) -> Value {
        json!({
            "id": self.line(background.position.line),
            "location": location(background.position),
            "keyword": background.keyword,
            "name": background.name,
            "description": description(background.description.as_ref()),
            "steps": self.steps(background.position, &background.steps),
        })
    }

    fn scenario(self, scenario: &Scenario) -> Value {
        let examples = scenario.examples.iter().map(|it| self.examples(it));
        json!({
            "id": self.line(scenario.position.line),
            "location": location(scenario.position),
            "tags": self.tags(scenario.position, &scenario.tags),
            "keyword": scenario.keyword,
            "name": scenario.name,
            "description": description(scenario.description.as_ref()),
            "steps": self.steps(scenario.position, &scenario.steps),
            "examples": examples.collect::<Vec<_>>(),
        })
    }

    fn examples(self, examples: &Examples) -> Value {
        let rows = examples.table.iter().flat_map(|table| &table.rows);
        // Where they are counted from where outlines are expanded.
        let first = examples.position.line + 1;
        let rows = rows.zip(first..);
        let mut rows = rows.map(|(cells, line)| row(self.line(line), line, cells));
        let header = rows.next();
        let mut value = json!({
            "id": self.line(examples.position.line),
            "location": location(examples.position),
            "tags": self.tags(examples.position, &examples.tags),
            "keyword": examples.keyword,
            "name": examples.name.as_deref().unwrap_or_default(),
            "description": description(examples.description.as_ref()),
            "tableBody": rows.collect::<Vec<_>>(),
        });
        if let Some(header) = header {
            value["tableHeader"] = header;
        }
        value
    }

    fn steps(self, container: LineCol, steps: &[Step]) -> Vec<Value> {
        let steps = steps.iter().map(|step| {
            let keyword = step.keyword.trim();
            let mut value = json!({
                "id": self.step(container.line, step),
                "location": location(step.position),
                "keyword": format!("{keyword} "),
                "keywordType": keyword_type(keyword, step.ty),
                "text": step.value,
            });
            if let Some(content) = &step.docstring {
                value["docString"] = json!({
                    "location": { "line": step.position.line + 1 },
                    "content": content,
                    "delimiter": "\"\"\"",
                });
            }
            if let Some(table) = &step.table {
                value["dataTable"] = table_below(&self.step(container.line, step), step, table);
            }
            value
        });
        steps.collect()
    }

    /// The parser does not say where tags stand: they are told where that begins which bears them.
    fn tags(self, position: LineCol, tags: &[String]) -> Vec<Value> {
        let tags = tags.iter().enumerate().map(|(index, tag)| {
            json!({
                "id": self.tag(position.line, index),
                "location": { "line": position.line },
                "name": format!("@{tag}"),
            })
        });
        tags.collect()
    }
}

/// The table below the step that is called `id`.
fn table_below(id: &str, step: &Step, table: &Table) -> Value {
    let first = step.position.line + 1;
    let rows = table.rows.iter().zip(first..);
    let rows = rows.map(|(cells, line)| row(format!("{id}:{line}"), line, cells));
    json!({ "location": { "line": first }, "rows": rows.collect::<Vec<_>>() })
}

fn row(id: String, line: usize, cells: &[String]) -> Value {
    let location = json!({ "line": line });
    let cells = cells.iter();
    let cells = cells.map(|cell| json!({ "location": location, "value": cell }));
    json!({ "id": id, "location": location, "cells": cells.collect::<Vec<_>>() })
}

fn location(position: LineCol) -> Value {
    match position.col {
        0 => json!({ "line": position.line }),
        column => json!({ "line": position.line, "column": column }),
    }
}

fn description(text: Option<&String>) -> &str {
    text.map(String::as_str).unwrap_or_default()
}

fn keyword_type(keyword: &str, ty: StepType) -> &'static str {
    match keyword {
        "And" | "But" | "*" => "Conjunction",
        _ => kind(ty),
    }
}

/// What a step is for.
pub(super) fn kind(ty: StepType) -> &'static str {
    match ty {
        StepType::Given => "Context",
        StepType::When => "Action",
        StepType::Then => "Outcome",
    }
}
