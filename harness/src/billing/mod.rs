//! What can be known and done about a deployment's billing from outside.

mod log;
mod plan_store;

use secrecy::{ExposeSecret as _, SecretString};

pub use log::Log;
pub use plan_store::{PlanStore, Stored};

use crate::environment_error::EnvironmentError;
use crate::profile;
use crate::redact;

/// What is shorter opens nothing, and may stand in any text, in bytes.
const SHORTEST_SECRET: usize = 6;

/// The ways in and out of a deployment's billing, as far as the target has them.
#[derive(Debug, Clone, Default)]
pub struct Billing {
    /// With what webhooks for it are signed (`whsec_…`).
    pub signing_secret: Option<SecretString>,
    /// Where its stored plans can be read.
    pub plan_store: Option<PlanStore>,
    /// What it logs.
    pub log: Option<Log>,
    /// What its environment has, where that is known.
    pub secrets: Option<SyncSecrets>,
}

/// The secret that the webhook route shows to the plan store, on both sides.
#[derive(Debug, Clone)]
pub struct SyncSecrets {
    /// The route's.
    pub route: Option<SecretString>,
    /// The store's.
    pub store: Option<SecretString>,
}

impl Billing {
    /// What a profile says.
    ///
    /// # Errors
    /// When the log cannot be read.
    pub(crate) fn of_profile(billing: &profile::Billing) -> Result<Self, EnvironmentError> {
        let secret = |name: &String| profile::secret(name);
        let log = billing.log_file.as_deref().map(Log::from_here_on);
        Ok(Self {
            signing_secret: billing.signing_secret_env.as_ref().map(secret),
            plan_store: billing.plan_store.as_ref().map(|store| PlanStore {
                url: store.url.clone(),
                key: store.key_env.as_ref().map(secret),
                plan: store.plan.clone(),
                people: store.people.clone(),
                ignore: store.ignore.clone(),
            }),
            log: log.transpose()?,
            secrets: None,
        })
    }

    /// A text of the deployment without secrets: those that any text may have, and the deployment's own, as they are.
    #[must_use]
    pub fn redact(&self, text: &str) -> String {
        let store = self.plan_store.as_ref().and_then(|it| it.key.as_ref());
        let sync = self.secrets.iter();
        let sync = sync.flat_map(|it| [it.route.as_ref(), it.store.as_ref()]);
        let own = [self.signing_secret.as_ref(), store];
        let own = own.into_iter().chain(sync).flatten();
        let own = own.map(|secret| secret.expose_secret());
        // The longest first: one may begin with another.
        let mut own: Vec<&str> = own.filter(|it| it.len() >= SHORTEST_SECRET).collect();
        own.sort_unstable_by_key(|secret| std::cmp::Reverse(secret.len()));
        let text = own.iter().fold(text.to_owned(), |text, secret| {
            text.replace(secret, redact::REDACTED)
        });
        redact::text(&text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_secrets_of_the_deployment_go_out_of_what_it_says() {
        let billing = Billing {
            signing_secret: Some("plain-signing".into()),
            plan_store: Some(PlanStore {
                url: "http://localhost/users/{clerk_id}".to_owned(),
                key: Some("store-key".into()),
                plan: "/plan".to_owned(),
                people: None,
                ignore: Vec::new(),
            }),
            log: None,
            secrets: Some(SyncSecrets {
                route: Some("sync-one".into()),
                store: Some("sync-one-and-two".into()),
            }),
        };
        let told = "plain-signing, store-key, sync-one-and-two, sync-one, whsec_Zm9y, http://localhost/?token=hunter22";
        assert_eq!(
            billing.redact(told),
            "[redacted], [redacted], [redacted], [redacted], [redacted], http://localhost/?token=[redacted]"
        );
    }

    #[test]
    fn what_is_no_secret_leaves_a_text_as_it_is() {
        let billing = Billing {
            signing_secret: Some("".into()),
            secrets: Some(SyncSecrets {
                route: Some("pro".into()),
                store: None,
            }),
            ..Billing::default()
        };
        assert_eq!(billing.redact("a pro plan"), "a pro plan");
    }
}
