//! What keeps a run from doing harm: to people who use a deployment, and to secrets.

mod bypass;
mod guard;
mod hidden;
mod live_key;
mod production;

pub use bypass::Bypass;
pub(crate) use guard::{may, watch};
pub(crate) use hidden::hide_in;
pub(crate) use live_key::{LiveKey, live_key};
pub use production::warnings;
pub(crate) use production::{IN_PRODUCTION, READ_ONLY, may_change_state, refusal};
