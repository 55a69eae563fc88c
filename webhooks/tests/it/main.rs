//! The crate against receivers that others have written, and senders against servers that misbehave.

mod burst;
mod clerk_backend;
mod receiver;
mod retry;
mod script;
mod sender;
mod standard_webhooks;
