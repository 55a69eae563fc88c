//! What a plan opens, in the page and in the API behind it.

use conformance_harness::step_error::StepError;
use conformance_harness::world::{Gate, List, World};
use cucumber::gherkin::Step;
use cucumber::{given, then};

fn list(name: &str) -> Result<List, StepError> {
    name.parse().map_err(StepError::Blocked)
}

fn gate(word: &str) -> Gate {
    match word {
        "taken" | "available" | "open" => Gate::Open,
        _ => Gate::Closed,
    }
}

/// Entered one after the other.
#[given(regex = "^they have (\\d+) (habits|goals)$")]
async fn have_entries(world: &mut World, number: usize, name: String) -> Result<(), StepError> {
    world.has_added(list(&name)?, number).await
}

/// By the form of the dashboard.
#[then(regex = "^another one of their (habits|goals) is (taken|refused) by the dashboard$")]
async fn by_page(world: &mut World, name: String, word: String) -> Result<(), StepError> {
    world.page_takes_another(list(&name)?, gate(&word)).await
}

/// By the API behind the dashboard, whatever the page shows.
#[then(regex = "^another one of their (habits|goals) is (taken|refused) by the API$")]
async fn by_api(world: &mut World, name: String, word: String) -> Result<(), StepError> {
    world.api_takes_another(list(&name)?, gate(&word)).await
}

/// On the dashboard, and by the API behind it.
#[given(regex = "^the feature \"([^\"]+)\" is (available|blocked)$")]
#[then(regex = "^the feature \"([^\"]+)\" is (available|blocked)$")]
async fn one_feature(world: &mut World, feature: String, word: String) -> Result<(), StepError> {
    world.feature_is(&feature, gate(&word)).await
}

/// A table of features, each `available` or `blocked`: on the dashboard, and by the API behind it.
#[then("these features are available or blocked:")]
async fn features(world: &mut World, step: &Step) -> Result<(), StepError> {
    let rows = step.table.iter().flat_map(|table| &table.rows);
    for row in rows {
        world.feature_is(&row[0], gate(&row[1])).await?;
    }
    Ok(())
}
