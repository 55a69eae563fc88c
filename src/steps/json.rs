//! For tools; members are only ever added.

use conformance_steps::vocabulary::Used;
use serde::Serialize;

use super::listing::{Entry, Example, Listing, Way};

#[derive(Debug, Serialize)]
struct Steps<'a> {
    steps: Vec<Step<'a>>,
}

#[derive(Debug, Serialize)]
struct Step<'a> {
    /// `Given`, `When` or `Then`.
    keyword: &'static str,
    /// As people write it: `they open the {place}`.
    expression: &'a str,
    explanation: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    example: Option<Text<'a>>,
    parameters: Vec<Parameter<'a>>,
    /// What the module is about that it stands in.
    subject: &'a str,
    file: &'a str,
    line: u32,
    /// Every place in the features that were asked about.
    uses: Vec<Text<'a>>,
}

#[derive(Debug, Serialize)]
struct Parameter<'a> {
    name: &'a str,
    meaning: &'a str,
    choices: &'a [String],
}

/// A step as it is written, with its table.
#[derive(Debug, Serialize)]
struct Text<'a> {
    text: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    file: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<usize>,
}

/// All of it: one member per way to write a step.
pub(super) fn json(listing: &Listing) -> String {
    let entries = listing.subjects.iter().flat_map(|it| &it.entries);
    let steps = entries
        .flat_map(|entry| entry.ways.iter().map(move |way| step(entry, way)))
        .collect();
    serde_json::to_string_pretty(&Steps { steps }).unwrap_or_default()
}

fn step<'a>(entry: &'a Entry, way: &'a Way) -> Step<'a> {
    let definition = &way.definition;
    Step {
        keyword: definition.keyword.name(),
        expression: &definition.expression,
        explanation: &definition.explanation,
        example: way.example.as_ref().map(example),
        parameters: entry
            .parameters
            .iter()
            .map(|it| Parameter {
                name: &it.name,
                meaning: &it.meaning,
                choices: &it.choices,
            })
            .collect(),
        subject: &definition.subject,
        file: &definition.place.file,
        line: definition.place.line,
        uses: way.uses.iter().map(used).collect(),
    }
}

fn example(example: &Example) -> Text<'_> {
    let place = example.place.as_ref();
    Text {
        text: example.text.join("\n"),
        file: place.map(|(file, _)| file.as_str()),
        line: place.map(|(_, line)| *line),
    }
}

fn used(used: &Used) -> Text<'_> {
    Text {
        text: used.text.join("\n"),
        file: Some(&used.file),
        line: Some(used.line),
    }
}
