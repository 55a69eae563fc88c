#![doc = include_str!("../README.md")]
//!
//! # Words
//!
//! * A **message** is what an event is told with: an id and a body. It is the same however often it is sent: [`Message`].
//! * A **request** is what goes onto the wire: the message, a time stamp and signatures: [`Request`].
//! * An **attempt** is one request with what came of it: [`Attempt`].
//! * A **dispatch** is a message that is to be sent, a **delivery** what came of it: [`Dispatch`], [`Delivery`].
//! * A **distortion** is one rule of the signature scheme broken, or strained: [`Distortion`].

mod attempt;
mod burst;
mod catalogue;
pub mod cli;
mod delivery;
mod dialect;
mod distortion;
mod endpoint;
mod message;
mod nearest;
mod recipe;
mod schedule;
mod script;
mod secret;
mod sender;
mod set;
mod signer;
mod story;
mod times;

pub use attempt::{Attempt, End};
pub use burst::{Burst, Failure, Tally};
pub use catalogue::{Catalogue, Event};
pub use delivery::{Delivery, Dispatch};
pub use dialect::{Dialect, UnknownDialect};
pub use distortion::{Distortion, UnknownDistortion};
pub use endpoint::{Endpoint, Retried};
pub use message::Message;
pub use recipe::{Recipe, RecipeError, Source};
pub use schedule::Schedule;
pub use script::{Order, Step};
pub use secret::{SecretError, SigningSecret};
pub use sender::Sender;
pub use set::{NoSuchPath, set};
pub use signer::{Request, Signer};
pub use story::{Story, StoryError};
pub use times::{now_ms, resolve};
