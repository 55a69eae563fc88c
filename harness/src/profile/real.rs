//! An instance that Clerk's own servers answer for: what is to be known of it, and what it cannot do for a test.

use std::num::NonZeroU32;

use url::Url;

use super::publishable_key::PublishableKey;
use crate::capability::Capability;

/// A real instance, beside its addresses and its secret key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Real {
    /// Where its publishable key is, if the profile says so.
    pub publishable_key: Option<KeySource>,
    /// Whether it takes the code 424242 for test addresses (`+clerk_test`) and fictional numbers.
    pub test_mode: bool,
    /// How many requests in ten seconds its Backend API is to be sent at most, if the profile says so.
    pub requests_per_10_s: Option<NonZeroU32>,
}

/// Where a publishable key is to be had.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KeySource {
    /// In the profile.
    Written(PublishableKey),
    /// In the environment variable of this name.
    Variable(String),
}

impl KeySource {
    /// The key.
    ///
    /// # Errors
    /// When the environment variable does not hold one.
    pub fn key(&self) -> Result<PublishableKey, String> {
        match self {
            Self::Written(key) => Ok(key.clone()),
            Self::Variable(name) => {
                let text = std::env::var(name).unwrap_or_default();
                let key = PublishableKey::try_from(text);
                // What stands there by mistake may be a secret.
                key.map_err(|_| format!("the environment variable {name} holds no publishable key"))
            }
        }
    }
}

/// Where Clerk's Backend API is.
pub(super) fn backend_api() -> Url {
    Url::parse("https://api.clerk.com").expect("it is a URL")
}

impl Real {
    /// Why a real instance cannot do something, as the report shall say; `None` if it can.
    #[must_use]
    pub fn lacks(&self, capability: Capability) -> Option<&'static str> {
        Some(match capability {
            Capability::InstanceSettings => {
                "the settings of a real instance are its owner's: the Dashboard changes them, for everybody"
            }
            Capability::StateInjection => {
                "at a real instance attempts come about only by what people do: none can be placed"
            }
            Capability::ClerkFaults => "Clerk's servers do not fail to order",
            Capability::Outbox => {
                "what a real instance sends goes to mailboxes and phones, which nobody reads here"
            }
            Capability::Codes if !self.test_mode => {
                "the profile says test_mode = false, so that codes go to mailboxes and phones, which nobody reads here"
            }
            Capability::Clock => "time passes at a real instance as it does everywhere",
            Capability::Deliveries => {
                "the webhooks that a real instance sends cannot be held back, lost or looked at here"
            }
            Capability::Sales => "a real instance gives a plan only to somebody who buys it",
            _ => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn test_mode_tells_codes_and_nothing_else() {
        let real = |test_mode| Real {
            publishable_key: None,
            test_mode,
            requests_per_10_s: None,
        };
        for capability in Capability::ALL {
            let (with, without) = (real(true), real(false));
            let differs = with.lacks(capability) != without.lacks(capability);
            assert_eq!(differs, capability == Capability::Codes, "{capability:?}");
        }
        assert!(real(true).lacks(Capability::Outbox).is_some());
    }
}
