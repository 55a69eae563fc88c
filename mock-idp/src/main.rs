//! The `mock-idp` command: the provider on its own, until Ctrl-C.

use std::process::ExitCode;

use clap::Parser;

/// A scriptable OpenID Connect provider for tests, on 127.0.0.1 only.
#[derive(Debug, Parser)]
#[command(version, after_help = mock_idp::cli::examples("mock-idp"))]
struct Command {
    #[command(flatten)]
    args: mock_idp::cli::Args,
}

// One thread answers in less processor time than several that wake each other; RSA keys are made on another.
#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    match mock_idp::cli::run(Command::parse().args).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("mock-idp: {error}");
            ExitCode::FAILURE
        }
    }
}
