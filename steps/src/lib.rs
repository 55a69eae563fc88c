//! The Gherkin vocabulary: what feature files can say.
//!
//! One module per subject. A step is one or two lines over a verb of
//! [`World`](conformance_harness::world::World); whoever reads a step sees what it does.
//!
//! * [`people`]: who the scenario is about (`Given a newcomer at the identity provider`).
//! * [`instance`]: how the Clerk instance is set up (`Given the instance requires "username"`).
//! * [`visits`]: what they do (`When they sign in with the provider`).
//! * [`places`]: where they end up (`Then they are on the protected page`).
//! * [`sessions`]: what they have (`Then they have a session`).
//! * [`forms`]: the missing-requirements form (`Then the form asks for "username"`).
//! * [`proofs`]: codes, links and passwords (`When they enter the code of their authenticator`).
//! * [`social`]: several providers, and what they give (`When they connect "Globex" …`).
//! * [`attempts`]: attempts in a chosen state, and a Clerk that fails (`Given a browser whose sign-in is "complete" …`).
//! * [`billing`]: what people buy, and the webhooks about it (`When they buy "pro_monthly"`).
//! * [`openid`]: the deployment as OpenID provider (`When they sign in at the application`).
//! * [`custom_provider`]: a provider of one's own, its faults, and what it was asked (`Given a newcomer whose ID token …`).
//! * [`starting`]: leaving for the identity provider (`Then the attempt was started with the provider's strategy`).
//!
//! A program that plays features has to name this crate (`use conformance_steps as _;`), or the linker leaves
//! the vocabulary out.

pub mod attempts;
pub mod billing;
pub mod custom_provider;
pub mod definitions;
pub mod forms;
pub mod instance;
pub mod openid;
pub mod people;
pub mod places;
pub mod proofs;
pub mod sessions;
pub mod social;
pub mod starting;
pub mod visits;
pub mod vocabulary;

mod table;

pub use cucumber::codegen::inventory;

explain!();
