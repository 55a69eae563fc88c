//! The `conformance` command.

use std::process::ExitCode;

#[tokio::main]
async fn main() -> ExitCode {
    clerk_conformance::cli::main().await.into()
}
