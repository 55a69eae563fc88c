//! One way to write a step, with all that is known of it.

use std::collections::HashMap;

use conformance_harness::world::World;
use cucumber::codegen::{StepConstructor, WorldInventory, inventory};
use cucumber::step::Location;
use serde::Serialize;
use step_docs::Keyword;

use super::explained::{self, Told};

/// A place in the source.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Place {
    /// From the folder of the project.
    pub file: String,
    /// From 1.
    pub line: u32,
}

impl From<Location> for Place {
    fn from(location: Location) -> Self {
        Self {
            file: shown(location.path).to_owned(),
            line: location.line,
        }
    }
}

/// A file as people know it. Where the suite is a dependency of another workspace, the compiler calls its files by their
/// whole paths.
pub(super) fn shown(file: &str) -> &str {
    let suite = env!("CARGO_MANIFEST_DIR").trim_end_matches("steps");
    file.strip_prefix(suite).unwrap_or(file)
}

impl std::fmt::Display for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}", self.file, self.line)
    }
}

/// One way to write a step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Definition {
    /// How it begins.
    pub keyword: Keyword,
    /// What follows, as people write it: `they open the {place}`.
    pub expression: String,
    /// In a sentence or two; empty where its crate does not explain its steps.
    pub explanation: String,
    /// The example of its doc comment, line by line.
    pub example: Vec<String>,
    /// What its module is about; empty as the explanation.
    pub subject: String,
    /// Where it is defined.
    pub place: Place,
}

impl Definition {
    /// Keyword and expression: `When they open the {place}`.
    #[must_use]
    pub fn line(&self) -> String {
        format!("{} {}", self.keyword.name(), self.expression)
    }
}

/// What all texts begin with that the step at a place fits, as far as its crate says so.
pub(super) fn beginnings() -> impl Fn(Location) -> String {
    let told = told();
    move |place| {
        told.get(&Place::from(place))
            .map_or_else(String::new, |told| told.docs.begins_with.clone())
    }
}

fn told() -> HashMap<Place, Told> {
    let told = explained::all().into_iter();
    told.map(|told| (told.place.clone(), told)).collect()
}

/// All that are linked into this program, by files and lines.
pub(super) fn all() -> Vec<Definition> {
    let told = told();
    let of = |(keyword, place, expression): (Keyword, Location, String)| {
        let place = Place::from(place);
        let told = told.get(&place).filter(|it| it.docs.keyword == keyword);
        let Some(told) = told.cloned() else {
            return Definition {
                keyword,
                expression,
                explanation: String::new(),
                example: Vec::new(),
                subject: String::new(),
                place,
            };
        };
        Definition {
            keyword,
            expression: told.docs.expression,
            explanation: told.docs.explanation,
            example: told.docs.example,
            subject: told.subject,
            place,
        }
    };
    let given = inventory::iter::<<World as WorldInventory>::Given>
        .into_iter()
        .map(|step| linked(Keyword::Given, step));
    let when = inventory::iter::<<World as WorldInventory>::When>
        .into_iter()
        .map(|step| linked(Keyword::When, step));
    let then = inventory::iter::<<World as WorldInventory>::Then>
        .into_iter()
        .map(|step| linked(Keyword::Then, step));
    let mut all: Vec<Definition> = given.chain(when).chain(then).map(of).collect();
    all.sort_by(|a, b| (&a.place, a.keyword).cmp(&(&b.place, b.keyword)));
    all
}

/// Where a step is, and its regular expression without what only the machine needs.
fn linked(keyword: Keyword, step: &impl StepConstructor<World>) -> (Keyword, Location, String) {
    let (place, regex, _) = step.inner();
    let pattern = regex().as_str().to_owned();
    let pattern = pattern
        .trim_start_matches('^')
        .trim_end_matches('$')
        .replace("(?:", "(")
        // A quoted string is written by the expression language as all the ways in which it can be quoted.
        .replace(
            r#"("([^"\\]*(\\.[^"\\]*)*)"|'([^'\\]*(\\.[^'\\]*)*)')"#,
            "{string}",
        );
    (keyword, place, pattern)
}
