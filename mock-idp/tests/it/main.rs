//! The provider over HTTP, as clients, persons and tests meet it.

mod admin;
mod assertions;
mod authorize;
mod clients;
mod command;
mod discovery;
mod end_session;
mod faults;
mod form_post;
mod introspection;
mod issuers;
mod journal;
mod keys;
mod login;
mod readme;
mod refresh;
mod registration;
mod relying_party;
mod revocation;
mod sessions;
mod settings;
mod silent;
mod support;
mod token;
mod trouble;
mod userinfo;
