//! What can be known and done about a deployment's billing from outside.

mod log;
mod plan_store;

use secrecy::{ExposeSecret as _, SecretString};

pub(crate) use log::Opened;
pub use log::{ContainerLog, DrainLog, DrainSettings, FileLog, Lines, Log, LogSource, VercelLog};
pub use plan_store::{ConvexStore, JsonStore, Key, PageStore, PlanStore, Plans, Stored};

use crate::profile;
use crate::redact;

/// The ways in and out of a deployment's billing, as far as the target has them.
#[derive(Debug, Clone, Default)]
pub struct Billing {
    /// With what webhooks for it are signed (`whsec_…`).
    pub signing_secret: Option<SecretString>,
    /// Where its stored plans can be read.
    pub plan_store: Option<Plans>,
    /// What it logs.
    pub log: Option<Log>,
    /// What opens the log, if it is locked.
    pub log_key: Option<SecretString>,
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
    /// What a profile says, but for the log, which begins with each scenario: see [`Opened`].
    pub(crate) fn of_profile(billing: &profile::Billing) -> Self {
        let secret = |name: &String| profile::secret(name);
        Self {
            signing_secret: billing.signing_secret_env.as_ref().map(secret),
            plan_store: billing.plan_store.as_ref().map(Plans::of_profile),
            ..Self::default()
        }
    }

    /// A text of the deployment without secrets: those that any text may have, and the deployment's own, as they are.
    #[must_use]
    pub fn redact(&self, text: &str) -> String {
        let store = self.plan_store.as_ref().and_then(Plans::store);
        let store = store.and_then(|it| it.key());
        let sync = self.secrets.iter();
        let sync = sync.flat_map(|it| [it.route.as_ref(), it.store.as_ref()]);
        let own = [self.signing_secret.as_ref(), self.log_key.as_ref(), store];
        let own = own.into_iter().chain(sync).flatten();
        let own = own.map(|secret| secret.expose_secret());
        // The longest first: one may begin with another.
        let mut own: Vec<&str> = own
            .filter(|it| it.len() >= redact::SHORTEST_SECRET)
            .collect();
        own.sort_unstable_by_key(|secret| std::cmp::Reverse(secret.len()));
        let text = own.iter().fold(text.to_owned(), |text, secret| {
            text.replace(secret, redact::REDACTED)
        });
        redact::text(&text)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    #[test]
    fn the_secrets_of_the_deployment_go_out_of_what_it_says() {
        let billing = Billing {
            signing_secret: Some("plain-signing".into()),
            plan_store: Some(Plans::Store(Arc::new(JsonStore {
                url: "http://localhost/users/{clerk_id}".to_owned(),
                key: Some(Key {
                    secret: "store-key".into(),
                    auth: profile::Auth::Bearer,
                }),
                plan: "/plan".to_owned(),
                people: None,
                ignore: Vec::new(),
            }))),
            log: None,
            log_key: Some("log-token".into()),
            secrets: Some(SyncSecrets {
                route: Some("sync-one".into()),
                store: Some("sync-one-and-two".into()),
            }),
        };
        let told = "plain-signing, log-token, store-key, sync-one-and-two, sync-one, whsec_Zm9y, http://localhost/?token=hunter22";
        assert_eq!(
            billing.redact(told),
            "[redacted], [redacted], [redacted], [redacted], [redacted], [redacted], http://localhost/?token=[redacted]"
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
