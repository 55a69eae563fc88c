//! The vocabulary as data: for finding what is wrong with a feature file before it is played, and for people who look
//! for a step.

mod definition;
mod explained;
mod hint;
mod usage;

use std::sync::Arc;

use conformance_harness::definitions::{Definitions, Found};
use conformance_harness::preflight::Match;
use cucumber::gherkin::{Step, StepType};
use cucumber::step::Location;

pub use definition::{Definition, Place};
pub use explained::Explained;
pub use step_docs::{Keyword, Parameter};
pub use usage::{Usage, Used};

/// All steps that are linked into this program.
#[derive(Debug)]
pub struct Vocabulary {
    linked: Arc<Definitions>,
}

impl Vocabulary {
    /// Collects the steps.
    #[must_use]
    pub fn collect() -> Self {
        Self {
            linked: Arc::new(Definitions::collect(definition::beginnings())),
        }
    }

    /// The functions of the steps, for playing them.
    #[must_use]
    pub fn linked(&self) -> Arc<Definitions> {
        Arc::clone(&self.linked)
    }

    /// How a step fares. An undefined one comes with the nearest that there is, and its place.
    #[must_use]
    pub fn find(&self, step: &Step) -> Match {
        match self.places(step).as_slice() {
            [] => Match::None(hint::of(step, self)),
            [_] => match slip_in(step) {
                Some(problem) => Match::Slip(problem),
                None => Match::One,
            },
            several => {
                let places: Vec<String> = several
                    .iter()
                    .map(|place| Place::from(*place).to_string())
                    .collect();
                Match::Several(places.join(", "))
            }
        }
    }

    /// Where the definitions are that fit a step.
    fn places(&self, step: &Step) -> Vec<Location> {
        match self.linked.find(step.ty, &step.value).as_ref() {
            Found::One(fit) => vec![fit.place],
            Found::NotOne(places) => places.clone(),
        }
    }

    /// All that can be written, by files and lines.
    #[must_use]
    pub fn definitions(&self) -> Vec<Definition> {
        definition::all()
    }

    /// The words in braces that steps have beside `{string}`, `{word}` and `{int}`, by their names.
    #[must_use]
    pub fn parameters(&self) -> Vec<Parameter> {
        explained::parameters()
    }
}

fn keyword(of: StepType) -> Keyword {
    match of {
        StepType::Given => Keyword::Given,
        StepType::When => Keyword::When,
        StepType::Then => Keyword::Then,
    }
}

/// What a step is told in quotes and does not know.
fn slip_in(step: &Step) -> Option<String> {
    crate::attempts::slip_in(&step.value)
        .or_else(|| crate::billing::deliveries::slip_in(&step.value))
        .or_else(|| crate::custom_provider::slip_in(step))
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use conformance_harness::suite::Suite;

    use super::*;

    #[test]
    fn what_a_text_begins_with_leaves_out_nothing_that_fits() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        let suite = Suite::read(&[root.join("features")], &root).expect("features");
        let (quick, whole) = (Vocabulary::collect().linked(), Definitions::default());
        let mut sought = 0;
        for case in suite.scenarios() {
            for step in &case.scenario.steps {
                let places = |definitions: &Definitions| match definitions
                    .find(step.ty, &step.value)
                    .as_ref()
                {
                    Found::One(fit) => vec![fit.place],
                    Found::NotOne(places) => places.clone(),
                };
                assert_eq!(places(&quick), places(&whole), "{}", step.value);
                sought += 1;
            }
        }
        assert!(sought > 1_000, "{sought}");
    }
}
