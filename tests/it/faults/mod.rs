//! What a run stands on is killed, frozen or slowed: it ends in bounded time, blocks what it could not find out, says why,
//! calls nothing wrong that was not, and leaves nothing behind.

mod away;
mod browser;
mod deployment;
mod harness;
mod network;
pub(crate) mod processes;
mod site;
mod stage;
