//! Signs in at OpenID Connect providers, round after round in turn (A B C A B C), and prints what that costs each of them
//! as a Markdown table. The client is the same for all, and its own cost does not count.

mod login;
mod process;
mod server;
mod signature;
mod table;

use std::error::Error;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use clap::Parser;

use crate::login::RelyingParty;
use crate::server::Server;
use crate::table::Cost;

/// How many logins go before those that count, so that what is compiled when it is used has been.
const BEFORE: u32 = 200;
/// How many logins are under way at a time.
const LANES: u32 = 2;

/// What is compared, and how.
#[derive(Debug, Parser)]
struct Args {
    /// How many logins count in one round.
    #[arg(long)]
    logins: u32,
    /// How many rounds count.
    #[arg(long, default_value_t = 5)]
    rounds: u32,
    /// The contestants: `NAME=COMMAND`, a command for `bash -c` that becomes a provider at port `$PORT`.
    #[arg(required = true, value_parser = contestant)]
    contestants: Vec<Contestant>,
}

#[derive(Debug, Clone)]
struct Contestant {
    name: String,
    command: String,
}

fn contestant(text: &str) -> Result<Contestant, String> {
    let (name, command) = text.split_once('=').ok_or("no `=`")?;
    Ok(Contestant {
        name: name.to_owned(),
        command: command.to_owned(),
    })
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    match run(&Args::parse()).await {
        Ok(text) => {
            println!("{text}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn run(args: &Args) -> Result<String, Box<dyn Error>> {
    let mut signatures = Vec::new();
    let mut costs = vec![Vec::new(); args.contestants.len()];
    for round in 1..=args.rounds {
        signatures.push(signature::cost()?);
        for (contestant, costs) in args.contestants.iter().zip(&mut costs) {
            eprintln!("round {round}: {}", contestant.name);
            let cost = measured(&contestant.command, args.logins).await;
            costs.push(cost.map_err(|error| format!("{}: {error}", contestant.name))?);
        }
    }
    let names = args.contestants.iter().map(|it| it.name.as_str());
    let rows: Vec<_> = names.zip(&costs).collect();
    Ok(table::table(args.logins, &signatures, &rows))
}

/// One provider, from its start to its end.
async fn measured(command: &str, logins: u32) -> Result<Cost, Box<dyn Error>> {
    let server = Server::start(command).await?;
    sign_in(&server, BEFORE.min(logins)).await?;
    let (before, clock) = (server.process().cpu()?, Instant::now());
    sign_in(&server, logins).await?;
    let wall = clock.elapsed();
    let cpu = server.process().cpu()?.saturating_sub(before);
    Ok(Cost {
        cold_start: server.cold_start(),
        cpu: cpu / logins,
        wall: wall / logins,
        resident_kb: server.process().resident_kb()?,
    })
}

async fn sign_in(server: &Server, logins: u32) -> Result<(), Box<dyn Error>> {
    let lane = |lane: u32| async move {
        let party = RelyingParty::at(server.url()).await?;
        for _ in (lane..logins).step_by(LANES as usize) {
            tokio::time::timeout(Duration::from_secs(10), party.login()).await??;
        }
        Ok::<_, Box<dyn Error>>(())
    };
    futures::future::try_join_all((0..LANES).map(lane)).await?;
    Ok(())
}
