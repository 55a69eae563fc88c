//! The form in which it is handed on.

use serde::{Deserialize, Serialize};

/// All that a crate says of its steps.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Documented {
    /// Modules with steps, by their files.
    pub modules: Vec<Module>,
    /// Parameters that the crate defines, e.g. `{place}`.
    pub parameters: Vec<Parameter>,
}

/// A file with steps.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Module {
    /// Below the folder of the crate's manifest: `src/visits.rs`.
    pub file: String,
    /// The first sentence of its doc comment, without the full stop.
    pub subject: String,
    /// In the order in which they stand there.
    pub steps: Vec<StepDocs>,
}

/// One way to write a step. A function with two attributes has two.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StepDocs {
    /// The line of its attribute, from 1.
    pub line: u32,
    /// How it begins.
    pub keyword: Keyword,
    /// What follows, as people write it: `they open the {place}`.
    pub expression: String,
    /// What all texts begin with that it fits; empty where they begin in several ways.
    pub begins_with: String,
    /// The doc comment of the function, one paragraph; empty where there is none.
    pub explanation: String,
    /// The example in the doc comment, line by line; empty where there is none.
    pub example: Vec<String>,
}

/// A word in braces, and what can stand in its place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Parameter {
    /// Without the braces.
    pub name: String,
    /// The first sentence of its doc comment, without the full stop.
    pub meaning: String,
    /// All that can be written; `…` stands for any text.
    pub choices: Vec<String>,
}

/// The keyword of a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Keyword {
    /// What is so before.
    Given,
    /// What is done.
    When,
    /// What then must be true.
    Then,
}

impl Keyword {
    /// All of them, in the order of a scenario.
    pub const ALL: [Self; 3] = [Self::Given, Self::When, Self::Then];

    /// As it is written in features.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Given => "Given",
            Self::When => "When",
            Self::Then => "Then",
        }
    }
}
