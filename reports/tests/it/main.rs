//! The writers on a made-up run in which everything occurs that can.

#![allow(clippy::unwrap_used, reason = "what goes wrong in a test is to end it")]

mod approved;
mod catalogue;
mod clauses;
mod formats;
mod github;
mod html;
mod json;
mod junit;
mod messages;
mod requirements;
mod sample;
mod schema;
mod sign_off;
mod summary;
mod untrusted;
mod write;
