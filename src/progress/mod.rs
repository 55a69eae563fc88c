//! What is printed while scenarios are played.

mod explanation;
mod teller;

pub(crate) use teller::Teller;

/// How much to print while scenarios are played.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Progress {
    /// A line that moves on a terminal, lines elsewhere.
    #[default]
    Auto,
    /// A line at the bottom that says how far it is, and lines above it for what did not pass.
    Live,
    /// A line for each scenario that has ended.
    Plain,
    /// Nothing.
    None,
}
