//! A deployment that all scenarios share, with a Clerk that is there already.

use std::sync::{Arc, OnceLock};

use tokio::sync::RwLock;

use crate::billing::{Billing, FileLog};
use crate::capability::Capability;
use crate::clerk::{Clerk, Guest};
use crate::deployment::{Deployment, Hold};
use crate::environment_error::EnvironmentError;
use crate::identity_provider::{IdentityProvider, MadeByRun};
use crate::profile::{Instance, Profile};
use crate::run::while_others_have_their_turn;
use crate::started::Started;

/// A deployment that all scenarios share. Those that change its settings take turns, the others run side by side.
#[derive(Debug, Default)]
pub(super) struct Shared {
    turn: Arc<RwLock<()>>,
    /// Its process, if the run has started it.
    process: Option<Started>,
    /// What its scenarios share as guests of a real instance.
    guest: OnceLock<Option<Arc<Guest>>>,
    /// Whom they have made at its identity provider.
    pub(super) persons: MadeByRun,
}

impl Shared {
    /// The one whose process is `process`.
    pub(super) fn started(process: Started) -> Self {
        Self {
            turn: Arc::default(),
            process: Some(process),
            guest: OnceLock::new(),
            persons: MadeByRun::default(),
        }
    }

    /// The instance, for one scenario.
    ///
    /// # Errors
    /// When nothing says where its Frontend API is.
    pub(super) fn clerk(&self, instance: &Instance) -> Result<Clerk, EnvironmentError> {
        let guest = self.guest.get_or_init(|| Guest::of(instance));
        Clerk::of(instance, guest.as_ref())
    }

    /// A place for one scenario, at which nobody else is if it `needs` something that others would notice.
    ///
    /// # Errors
    /// When its Clerk cannot be reached, or the profile does not say enough.
    pub(super) async fn deployment(
        &self,
        profile: &Profile,
        needs: &[Capability],
    ) -> Result<Deployment, EnvironmentError> {
        let (Some(url), Some(clerk), Some(idp)) = (
            profile.app.url(),
            profile.instance(),
            &profile.identity_provider,
        ) else {
            return Err(EnvironmentError::new(
                "the profile says neither where the app nor where its Clerk is",
            ));
        };
        let clerk = self.clerk(clerk)?;
        let mut accounts_before = None;
        let hold = if needs.iter().any(|need| need.takes_turns()) {
            let turn = Arc::clone(&self.turn).write_owned();
            let turn = while_others_have_their_turn(turn).await;
            accounts_before = Some(clerk.number_of_accounts().await?);
            Hold::Alone {
                _turn: turn,
                settings_before: match clerk.is_real() {
                    true => None, // They are its owner's, and stay as they are.
                    false => Some(clerk.settings().await?),
                },
            }
        } else {
            let turn = Arc::clone(&self.turn).read_owned();
            Hold::SharedWithOthers {
                _turn: while_others_have_their_turn(turn).await,
            }
        };
        // The log begins where the scenario's turn does: what is before is of those that it waited for.
        let billing = profile.billing.as_ref();
        let mut billing = billing.map(Billing::of_profile).unwrap_or_default();
        if let Some(process) = &self.process {
            billing.log = Some(FileLog::new(&process.log()).begin_now()?);
        }
        let identity_provider = IdentityProvider::of(idp);
        let identity_provider = match clerk.is_real() {
            true => identity_provider.keeping_count(&self.persons),
            false => identity_provider,
        };
        Ok(Deployment {
            app_url: url.clone(),
            clerk,
            identity_provider,
            billing,
            names: None,
            accounts_before,
            hold,
        })
    }
}
