//! Keys that sign ID tokens. They are made when they are first needed and end with the process.

mod lazy_key;
mod ring;
mod signing_key;

pub(crate) use lazy_key::LazyKey;
pub(crate) use ring::KeyRing;
pub(crate) use signing_key::{SigningKey, compact, with_signature};
