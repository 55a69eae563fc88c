//! The crate against receivers that others have written, and senders against servers that misbehave.

mod sender;
mod standard_webhooks;
