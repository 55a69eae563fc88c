//! What a plan opens, in the page and in the API behind it.

use conformance_harness::step_error::StepError;
use conformance_harness::world::{Gate, List, World};
use cucumber::gherkin::Step;
use cucumber::{given, then};

use crate::table;

fn list(name: &str) -> Result<List, StepError> {
    name.parse().map_err(StepError::Blocked)
}

fn gate(word: &str) -> Result<Gate, StepError> {
    match word {
        "taken" | "available" => Ok(Gate::Open),
        "refused" | "blocked" => Ok(Gate::Closed),
        other => Err(StepError::Blocked(format!(
            "nothing is “{other}”: write “available” or “blocked”"
        ))),
    }
}

/// They have entered as many habits or goals, one after the other.
#[given(regex = "^they have (\\d+) (habits|goals)$")]
async fn have_entries(world: &mut World, number: usize, name: String) -> Result<(), StepError> {
    world.has_added(list(&name)?, number).await
}

/// The dashboard takes or refuses another entry in its form.
#[then(regex = "^another one of their (habits|goals) is (taken|refused) by the dashboard$")]
async fn by_page(world: &mut World, name: String, word: String) -> Result<(), StepError> {
    world.page_takes_another(list(&name)?, gate(&word)?).await
}

/// The API behind the dashboard takes or refuses another entry, whatever the page shows.
#[then(regex = "^another one of their (habits|goals) is (taken|refused) by the API$")]
async fn by_api(world: &mut World, name: String, word: String) -> Result<(), StepError> {
    world.api_takes_another(list(&name)?, gate(&word)?).await
}

/// This feature is open or closed to them, on the dashboard and in the API behind it.
#[given(regex = "^the feature \"([^\"]+)\" is (available|blocked)$")]
#[then(regex = "^the feature \"([^\"]+)\" is (available|blocked)$")]
async fn one_feature(world: &mut World, feature: String, word: String) -> Result<(), StepError> {
    world.feature_is(&feature, gate(&word)?).await
}

/// Each of these features is open or closed to them, on the dashboard and in the API behind it. The table says of each
/// `available` or `blocked`.
#[then("these features are available or blocked:")]
async fn features(world: &mut World, step: &Step) -> Result<(), StepError> {
    for row in table::rows(step)? {
        let [feature, word] = table::cells(row)?;
        world.feature_is(feature, gate(word)?).await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_that_nobody_knows_closes_nothing() {
        assert_eq!(gate("available"), Ok(Gate::Open));
        assert_eq!(gate("blocked"), Ok(Gate::Closed));
        for word in ["avialable", "", "closed"] {
            assert!(matches!(gate(word), Err(StepError::Blocked(_))), "{word}");
        }
    }
}
