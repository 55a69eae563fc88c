//! The provider over HTTP, as clients, persons and tests meet it.

mod admin;
mod authorize;
mod discovery;
mod issuers;
mod journal;
mod keys;
mod refresh;
mod relying_party;
mod settings;
mod support;
mod token;
mod userinfo;
