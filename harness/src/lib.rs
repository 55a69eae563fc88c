//! Profile, target, browser, evidence and outcomes of a conformance run.
//!
//! # Words
//!
//! * A **profile** ([`Profile`](profile::Profile)) is a file that describes a **target**
//!   ([`Target`](target::Target)): a *deployment* under test, plus what the harness may do to it.
//! * A **suite** ([`Suite`](suite::Suite)) is a set of feature files. **Preflight** ([`preflight`]) finds what is
//!   wrong with them before anything runs.
//! * A **world** ([`World`](world::World)) is what one scenario acts on: deployment, browser, person.
//! * A **defect** ([`Defect`](defect::Defect)) is a deliberate breach of one requirement, for a run that proves
//!   that the suite notices.
//! * **Results** ([`Results`](results::Results)) are what a run found, with **evidence**.
//!
//! Two kinds of trouble are never mixed: a [`StepError::Failed`](step_error::StepError) says that the deployment
//! is wrong, an [`EnvironmentError`](environment_error::EnvironmentError) that it could not be looked at.

pub mod arrangement;
pub mod attempts;
pub mod billing;
pub mod browser;
pub mod capability;
pub mod clerk;
pub mod coverage;
pub mod defect;
pub mod definitions;
pub mod deployment;
pub mod distance;
pub mod embedded;
pub mod environment_error;
pub mod gathered;
pub mod identity_provider;
pub mod judgement;
pub mod known_failures;
pub mod openid;
pub mod packages;
pub mod partial;
pub mod preflight;
pub mod process_group;
pub mod profile;
pub mod quarantine;
pub mod redact;
pub mod requirement;
pub mod results;
pub mod run;
pub mod safety;
pub mod sign_off;
pub mod slip;
pub mod step_error;
pub mod suite;
pub mod target;
pub mod world;

mod hermetic;
mod http;
mod instance;
mod printed;
mod started;
mod time;
