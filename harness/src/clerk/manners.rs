//! What scenarios ask and tell an instance that they are guests at.

use std::sync::Arc;

use super::guest::{Guest, Stay, TEST_CODE};
use super::ledger::Thing;
use super::{Clerk, Limited};
use crate::environment_error::EnvironmentError;
use crate::profile::Instance;

impl Clerk {
    /// The instance of a profile, visited by a scenario of a run that is its guest, if it is a real one.
    ///
    /// # Errors
    /// When nothing says where its Frontend API is.
    pub fn of(instance: &Instance, guest: Option<&Arc<Guest>>) -> Result<Self, EnvironmentError> {
        let frontend_api = instance.frontend_api().map_err(EnvironmentError::new)?;
        let clerk = Self::new(
            instance.backend_api.as_str(),
            frontend_api.as_str(),
            instance.secret_key(),
        );
        Ok(Self {
            stay: guest.map(Stay::begin),
            ..clerk
        })
    }

    /// Whether Clerk's own servers answer for it, as far as the profile says.
    #[must_use]
    pub fn is_real(&self) -> bool {
        self.stay.is_some()
    }

    /// The code that everybody takes whom the scenario has made, where there is no outbox to find it in.
    #[must_use]
    pub fn test_code(&self) -> Option<&'static str> {
        let stay = self.stay.as_ref()?;
        stay.guest.test_mode.then_some(TEST_CODE)
    }

    /// An email address for somebody who may sign up by it, made up so that they are known again and removed; none at a
    /// stand-in, which goes with the scenario.
    #[must_use]
    pub fn fresh_email(&self) -> Option<String> {
        self.stay.as_ref().map(Stay::fresh_email)
    }

    /// Has whoever signs up by this email address removed when the scenario ends.
    pub fn expect_mailbox(&self, email: &str) {
        if let Some(stay) = &self.stay {
            stay.has_made(Thing::Mailbox(email.to_owned()));
        }
    }

    /// Waits until a page may make calls that a real instance limits.
    pub async fn pace(&self, calls: &[Limited]) {
        let Some(stay) = &self.stay else {
            return;
        };
        for call in calls {
            stay.pace(*call).await;
        }
    }

    /// What happened at the instance that explains the outcome, since this was last asked.
    #[must_use]
    pub fn told(&self) -> Vec<String> {
        self.stay.as_ref().map(Stay::told).unwrap_or_default()
    }
}
