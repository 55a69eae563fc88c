//! Logs: what all of them have in common, and what each speaks.

mod container;
mod contract;
mod drain;
mod embedded;
mod file;
mod vercel;
