//! How the instance is set up as provider.

use serde_json::json;

use super::World;
use crate::capability::Capability;
use crate::step_error::StepError;

impl World {
    /// Moves the instance's clock forward.
    ///
    /// # Errors
    /// Blocked, when the scenario does not say by tag that it needs to.
    pub async fn move_clock(&mut self, seconds: u64) -> Result<(), StepError> {
        self.must_say_that_it_needs(Capability::Clock)?;
        let clerk = self.deployment().await?.clerk.clone();
        let settings = clerk.settings().await?;
        let ahead = settings["clock_ahead_s"].as_u64().unwrap_or_default();
        let later = json!({ "clock_ahead_s": ahead + seconds });
        clerk.change_settings(&later).await?;
        Ok(())
    }
}
