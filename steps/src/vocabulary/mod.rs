//! The vocabulary as data: for finding what is wrong with a feature file before it is played, and for people who look
//! for a step.

mod definition;
mod explained;
mod hint;
mod usage;

use std::cell::RefCell;
use std::collections::HashMap;

use conformance_harness::preflight::Match;
use conformance_harness::world::World;
use cucumber::gherkin::{Step, StepType};
use cucumber::step::{Collection, Location};

pub use definition::{Definition, Place};
pub use explained::Explained;
pub use step_docs::{Keyword, Parameter};
pub use usage::{Usage, Used};

/// All steps that are linked into this program.
#[derive(Debug)]
pub struct Vocabulary {
    steps: Collection<World>,
    /// What was found for a text before: features say the same again and again.
    found: RefCell<HashMap<(Keyword, String), Found>>,
}

/// Where the definitions are that fit a text.
type Found = Vec<Location>;

impl Vocabulary {
    /// Collects the steps.
    #[must_use]
    pub fn collect() -> Self {
        Self {
            steps: <World as cucumber::World>::collection(),
            found: RefCell::default(),
        }
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
    fn places(&self, step: &Step) -> Found {
        let key = (keyword(step.ty), step.value.clone());
        if let Some(found) = self.found.borrow().get(&key) {
            return found.clone();
        }
        let mut found: Found = match self.steps.find(step) {
            Ok(found) => found
                .and_then(|(_, _, place, _)| place)
                .into_iter()
                .collect(),
            Err(ambiguous) => {
                let matches = ambiguous.possible_matches.iter();
                matches.filter_map(|(_, place)| *place).collect()
            }
        };
        found.sort();
        self.found.borrow_mut().insert(key, found.clone());
        found
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
