//! What a scenario is called where it must not be mistaken for another.

use std::borrow::Cow;
use std::collections::HashMap;

use conformance_harness::results::{Results, ScenarioResult};

/// The names that several scenarios of one feature share, as the rows of an outline do.
pub(crate) struct Titles<'a> {
    /// How many scenarios have a name, by feature path and name.
    namesakes: HashMap<(&'a str, &'a str), usize>,
}

impl<'a> Titles<'a> {
    /// Of the whole run.
    pub(crate) fn of(results: &'a Results) -> Self {
        let mut namesakes = HashMap::new();
        for scenario in &results.scenarios {
            *namesakes.entry(key(scenario)).or_default() += 1;
        }
        Self { namesakes }
    }

    /// The scenario's name, with its line if others have that name too.
    pub(crate) fn title(&self, scenario: &'a ScenarioResult) -> Cow<'a, str> {
        match self.namesakes.get(&key(scenario)) {
            Some(2..) => format!("{} (line {})", scenario.name, scenario.line).into(),
            _ => scenario.name.as_str().into(),
        }
    }
}

fn key(scenario: &ScenarioResult) -> (&str, &str) {
    (&scenario.feature, &scenario.name)
}
