//! Plan stores: what all of them have in common, and what each speaks.

mod contract;
mod convex;
mod embedded;
mod json;
mod page;
