//! The vocabulary as data: for finding what is wrong with a feature file before it is played.

use conformance_harness::preflight::Match;
use conformance_harness::world::World;
use cucumber::codegen::{StepConstructor, WorldInventory, inventory};
use cucumber::gherkin::Step;
use cucumber::step::Collection;

/// All steps that are linked into this program.
#[derive(Debug)]
pub struct Vocabulary {
    steps: Collection<World>,
    expressions: Vec<String>,
}

impl Vocabulary {
    /// Collects the steps.
    #[must_use]
    pub fn collect() -> Self {
        let given = inventory::iter::<<World as WorldInventory>::Given>
            .into_iter()
            .map(expression);
        let when = inventory::iter::<<World as WorldInventory>::When>
            .into_iter()
            .map(expression);
        let then = inventory::iter::<<World as WorldInventory>::Then>
            .into_iter()
            .map(expression);
        let mut expressions: Vec<String> = given.chain(when).chain(then).collect();
        expressions.sort();
        expressions.dedup();
        Self {
            steps: <World as cucumber::World>::collection(),
            expressions,
        }
    }

    /// How a step fares.
    #[must_use]
    pub fn find(&self, step: &Step) -> Match {
        match self.steps.find(step) {
            Ok(Some(_)) => match crate::attempts::slip_in(&step.value)
                .or_else(|| crate::billing::deliveries::slip_in(&step.value))
                .or_else(|| crate::custom_provider::slip_in(step))
            {
                Some(problem) => Match::Slip(problem),
                None => Match::One,
            },
            Ok(None) => Match::None,
            Err(ambiguous) => {
                let places = ambiguous
                    .possible_matches
                    .iter()
                    .filter_map(|(_, place)| *place);
                let places: Vec<String> = places
                    .map(|place| format!("{}:{}", place.path, place.line))
                    .collect();
                Match::Several(places.join(", "))
            }
        }
    }

    /// What can be written, as people would write it.
    #[must_use]
    pub fn expressions(&self) -> &[String] {
        &self.expressions
    }
}

/// A step's regular expression without what only the machine needs.
fn expression(step: &impl StepConstructor<World>) -> String {
    let (_, regex, _) = step.inner();
    let pattern = regex().as_str().to_owned();
    let pattern = pattern
        .trim_start_matches('^')
        .trim_end_matches('$')
        .replace("(?:", "(");
    // A quoted string is written by the expression language as all the ways in which it can be quoted.
    pattern.replace(
        r#"("([^"\\]*(\\.[^"\\]*)*)"|'([^'\\]*(\\.[^'\\]*)*)')"#,
        "\"…\"",
    )
}
