//! The provider over HTTP, as clients, persons and tests meet it.

mod admin;
mod authorize;
mod clients;
mod discovery;
mod faults;
mod introspection;
mod issuers;
mod journal;
mod keys;
mod login;
mod refresh;
mod relying_party;
mod revocation;
mod settings;
mod support;
mod token;
mod userinfo;
