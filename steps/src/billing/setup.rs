//! What has to be so before anything is bought: environment, plans, endpoint.

use conformance_harness::arrangement::{Change, Variable};
use conformance_harness::step_error::StepError;
use conformance_harness::world::World;
use cucumber::gherkin::Step;
use cucumber::{given, then};

use crate::table;

fn variable(name: &str) -> Result<Variable, StepError> {
    name.parse().map_err(StepError::Blocked)
}

/// The app is started without this environment variable. It has to be said before anybody is there, because the app is
/// started so.
#[given(expr = "the deployment is started without {string}")]
async fn without(world: &mut World, name: String) -> Result<(), StepError> {
    world.change_environment(variable(&name)?, Change::Missing)
}

/// The app is started with another value of this secret than its plan store has.
#[given(expr = "the deployment is started with another {string} than the plan store has")]
async fn another(world: &mut World, name: String) -> Result<(), StepError> {
    world.change_environment(variable(&name)?, Change::Another)
}

/// The app and its plan store share one secret, which is too long to be guessed.
#[then(expr = "the sync secret is the same on both sides, and has at least {int} characters")]
async fn sync_secret(world: &mut World, least: usize) -> Result<(), StepError> {
    world.sync_secret_is_good(least).await
}

/// Clerk sells these plans. The table has the `plan`, its `price` in the smallest unit of the currency, and `every`:
/// `month`, `year` or `once`.
#[then("Clerk sells these plans:")]
async fn sells(world: &mut World, step: &Step) -> Result<(), StepError> {
    for row in table::rows_below_names(step)? {
        let [plan, price, every] = table::cells(row)?;
        let price: u64 = price
            .parse()
            .map_err(|_| StepError::Blocked(format!("{price} is no price in cents")))?;
        world.clerk_sells(plan, price, every).await?;
    }
    Ok(())
}

/// Clerk sends its webhooks about these events to the app. Events are called as Clerk calls them, separated by commas.
#[then(expr = "Clerk's webhooks of {string} go to the deployment")]
async fn endpoint(world: &mut World, events: String) -> Result<(), StepError> {
    let events = crate::instance::words(&events);
    world.endpoint_is_registered_for(&events).await
}
