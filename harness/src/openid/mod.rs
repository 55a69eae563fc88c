//! The deployment as OpenID provider, seen by a relying party that takes nothing on trust.
//!
//! * A [`Provider`] is where applications send people, with how a person gets through its pages.
//! * An [`Application`] is a relying party that is registered there.
//! * A [`Clause`](clauses::Clause) is one sentence of a specification. All clauses about an answer are looked at, and
//!   the report has them as a list: nothing stops at the first that does not hold.

mod answer;
mod application;
mod callback;
pub mod clauses;
mod id_token;
mod pkce;
mod provider;

pub use answer::HttpAnswer;
pub use application::{Application, Registrar, Wish};
pub use callback::{Arrival, CallbackServer};
pub use clauses::Subject;
pub use id_token::{IdToken, Known};
pub use pkce::Pkce;
pub use provider::Provider;
