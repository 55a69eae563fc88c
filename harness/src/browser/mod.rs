//! The browser: found or installed, driven over WebDriver, watched over its DevTools socket.
//!
//! One browser per worker, with a driver of its own; one *browser context* per scenario: as isolated as a fresh
//! profile, at a third of the price. WebDriver plays the person; the DevTools socket makes contexts and records what
//! was exchanged.
//!
//! The driver may also be one that runs already, a Selenium Grid for instance: then its nodes have the browsers, and the
//! socket leads through the Grid.

mod chromium;
mod command;
mod cookie;
mod cpu;
mod devtools;
mod driver;
mod grid;
mod image;
mod names;
mod page;
mod place;
mod pool;
mod provision;
mod recording;
mod remote;
mod request;
mod sight;
mod spot;
mod tab;
mod workers;

pub use cookie::Cookie;
pub use names::Names;
pub use page::{Page, Settled};
pub use place::PlaceKind;
pub use pool::{BrowserPool, Lease};
pub use provision::installation;
pub use recording::Recording;
pub use request::Request;
pub use sight::Sight;
pub use spot::Spot;
pub use tab::Tab;

pub use crate::packages::on_path;
