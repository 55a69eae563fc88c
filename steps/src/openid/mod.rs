//! The deployment as OpenID provider, for applications of the scenario.
//!
//! * [`applications`]: who sends people there (`Given an application`).
//! * [`authorizing`]: people on their way there and back (`When they sign in at the application`).
//! * [`instance`]: how the instance is set up (`Given the provider gives out opaque access tokens`).
//! * [`tokens`]: what the application does with the code (`When the application exchanges the code`).
//! * [`documents`]: what the provider says of itself (`Then the discovery document keeps to its specification`).
//! * [`asking`]: user info, introspection, revocation (`When the application reads the user info`).

pub mod applications;
pub mod asking;
pub mod authorizing;
pub mod documents;
pub mod instance;
pub mod tokens;

use std::collections::BTreeMap;

use conformance_harness::step_error::StepError;
use cucumber::gherkin::Step;

use crate::table;

/// What a table of parameters changes: a name and a value, or `absent`.
fn changes(step: &Step) -> Result<BTreeMap<String, Option<String>>, StepError> {
    let change = |row: &Vec<String>| {
        let [name, value] = table::cells::<2>(row)?;
        let value = (value != "absent").then(|| value.clone());
        Ok((name.clone(), value))
    };
    table::rows(step)?.iter().map(change).collect()
}

/// What a table of members wants: a name and a value, `present`, `absent`, or a value in words.
fn wanted(step: &Step) -> Result<Vec<(String, String)>, StepError> {
    let row = |row: &Vec<String>| {
        let [name, value] = table::cells::<2>(row)?;
        Ok((name.clone(), value.clone()))
    };
    table::rows(step)?.iter().map(row).collect()
}

/// Errors of which one is expected: `login_required or interaction_required`.
fn errors(text: &str) -> Vec<String> {
    text.split(" or ").map(str::to_owned).collect()
}
