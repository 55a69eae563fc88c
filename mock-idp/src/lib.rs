#![doc = include_str!("../README.md")]
//!
//! # Words
//!
//! * An **issuer** is a provider as its clients see it: [`Issuer`]. One process has one or several.
//! * A **person** is somebody who has an account at this provider: [`NewPerson`] asks for one, [`Person`] is one.
//! * A **client** is an application that sends its users here: [`Client`].
//! * A **login** begins with an authorization request and is followed, under one id, through the person's
//!   decision, the token answer and every use of the access token.
//! * A **grant** is what a person allowed in a login. Its code and its access token stand for it.
//! * An **exchange** is one request with its answer. The **journal** remembers them: [`JournalEntry`].
//! * A **secret** is what only its owner may show: client secrets, codes, tokens. See [`Secret`].

mod assertion;
mod authorization_error;
mod authorization_request;
mod claims;
pub mod cli;
mod client;
mod client_auth;
mod clock;
mod config;
mod directory;
mod endpoints;
mod expiring;
mod fault;
mod forgery;
mod grants;
mod id_token_hint;
mod issuer;
mod issuer_settings;
mod issuers;
mod journal;
mod keys;
mod merge;
mod mischief;
mod next_step;
mod pages;
mod params;
mod person;
mod pkce;
mod prompt;
mod registration;
mod return_address;
mod scope;
mod secret;
mod server;
mod sessions;
mod settings;
mod setup;
mod setup_error;
mod sign_out;
mod spoiling;
mod state;
mod trouble;

pub use assertion::{Assertion, Param, That, Verdict};
pub use authorization_error::AuthorizationErrorCode;
pub use client::{Client, ClientAuth, RefreshTokens};
pub use config::{Config, ConfigError, IssuerConfig};
pub use fault::{Fault, Place, Ruling};
pub use issuer::{Issuer, NoKey};
pub use issuer_settings::{Algorithm, IssuerSettings, LoginMode, RefreshReuse};
pub use journal::{Endpoint, JournalEntry};
pub use mischief::NextLogin;
pub use person::{NewPerson, Person};
pub use secret::Secret;
pub use server::{MockIdp, StartError};
pub use settings::Settings;
pub use setup_error::SetupError;
pub use trouble::{LONGEST_DELAY_MS, Trouble, TroubleKind, Troubles};
