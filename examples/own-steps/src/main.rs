//! The `conformance` command with steps of our own: all that `cargo conformance` can, `cargo run --` can here.

mod notes;

use std::process::ExitCode;

conformance_steps::explain!();

#[tokio::main]
async fn main() -> ExitCode {
    clerk_conformance::cli::main().await.into()
}
