#![doc = include_str!("../README.md")]
//!
//! # Words
//!
//! * A **message** is what an event is told with: an id and a body. It is the same however often it is sent: [`Message`].
//! * A **request** is what goes onto the wire: the message, a time stamp and signatures: [`Request`].
//! * An **attempt** is one request with what came of it: [`Attempt`].
//! * A **distortion** is one rule of the signature scheme broken, or strained: [`Distortion`].

mod attempt;
mod distortion;
mod message;
mod secret;
mod sender;
mod signer;

pub use attempt::Attempt;
pub use distortion::{Distortion, UnknownDistortion};
pub use message::Message;
pub use secret::{SecretError, SigningSecret};
pub use sender::Sender;
pub use signer::{Request, Signer};
