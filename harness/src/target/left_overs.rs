//! What runs have left behind them, at a real instance and at the provider that it signs people in with.

use crate::clerk::{Clerk, Guest, LeftOver};
use crate::environment_error::EnvironmentError;
use crate::identity_provider::{IdentityProvider, Person};
use crate::profile::Profile;

/// What is there still of earlier runs.
#[derive(Debug, Default)]
pub struct LeftOvers {
    /// At the Clerk instance.
    pub at_clerk: Vec<LeftOver>,
    /// At the identity provider, each with the time at which they were made, in Unix milliseconds.
    pub at_provider: Vec<(Person, u64)>,
}

impl LeftOvers {
    /// How many of all kinds there are.
    #[must_use]
    pub fn count(&self) -> usize {
        self.at_clerk.len() + self.at_provider.len()
    }

    /// Keeps what `wanted` likes, which is told when it was made, in Unix milliseconds.
    pub fn retain(&mut self, wanted: impl Fn(u64) -> bool) {
        self.at_clerk.retain(|it| wanted(it.made_at));
        self.at_provider.retain(|(_, made_at)| wanted(*made_at));
    }

    /// What all runs have left at the real instance of a profile; nothing where there is none.
    ///
    /// # Errors
    /// When instance or provider cannot be reached or refuse.
    pub async fn of(profile: &Profile) -> Result<Self, EnvironmentError> {
        let Some(clerk) = clerk(profile)? else {
            return Ok(Self::default());
        };
        let at_provider = match provider(profile) {
            Some(provider) => provider.left_over().await?,
            None => Vec::new(),
        };
        Ok(Self {
            at_clerk: clerk.left_over().await?,
            at_provider,
        })
    }

    /// Removes it from the places of the profile that it was found in.
    ///
    /// # Errors
    /// When instance or provider cannot be reached or refuse.
    pub async fn remove(&self, profile: &Profile) -> Result<(), EnvironmentError> {
        if let Some(clerk) = clerk(profile)? {
            for it in &self.at_clerk {
                clerk.remove_left_over(it).await?;
            }
        }
        if let Some(provider) = provider(profile) {
            for (person, _) in &self.at_provider {
                provider.remove_person(&person.sub).await?;
            }
        }
        Ok(())
    }
}

/// The instance, if it is a real one.
fn clerk(profile: &Profile) -> Result<Option<Clerk>, EnvironmentError> {
    let real = profile.instance().filter(|it| it.real.is_some());
    let clerk = real.map(|instance| Clerk::of(instance, Guest::of(instance).as_ref()));
    clerk.transpose()
}

fn provider(profile: &Profile) -> Option<IdentityProvider> {
    profile.identity_provider.as_ref().map(IdentityProvider::of)
}
