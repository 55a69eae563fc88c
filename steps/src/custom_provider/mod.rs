//! A custom OIDC provider in front of the deployment.
//!
//! * [`setup`]: how it is set up at the deployment (`Given PKCE is switched off for the provider`).
//! * [`claims`]: what becomes of claims (`Given attributes come from these claims:`).
//! * [`faults`]: what goes wrong there (`Given a newcomer whose ID token has a wrong issuer`).
//! * [`requests`]: what it was asked (`Then the provider was asked for tokens once, …`).

pub mod claims;
pub mod faults;
pub mod requests;
pub mod setup;
mod wording;

use cucumber::gherkin::Step;

/// What a step of these modules is told and does not know, so that it is found before anything is played.
pub(crate) fn slip_in(step: &Step) -> Option<String> {
    faults::slip_in(&step.value).or_else(|| claims::slip_in(step))
}
