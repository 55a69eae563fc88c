//! Runs commands in turn, round after round (A B A B), and prints the medians as a Markdown table.
//!
//! Turns rather than blocks: what slows the machine down for a while then slows all contestants down. Each run is
//! measured by a process of its own, see [`run`].

mod run;
mod table;

use std::fs;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;

use crate::run::Cost;
use crate::table::Unit;

/// What is compared, and how.
#[derive(Debug, Parser)]
struct Args {
    /// Heading of the table.
    #[arg(long)]
    title: String,
    #[command(flatten)]
    work: Work,
    /// How many rounds count; one more before them does not.
    #[arg(long, default_value_t = 5)]
    rounds: usize,
    /// Folder for what the contestants print.
    #[arg(long)]
    logs: PathBuf,
    /// The contestants: `NAME=COMMAND`, a command for `bash -c`.
    #[arg(required = true, value_parser = contestant)]
    contestants: Vec<Contestant>,
}

/// What one run of any contestant does.
#[derive(Debug, clap::Args)]
#[group(required = true, multiple = false)]
struct Work {
    /// How many scenarios it plays.
    #[arg(long)]
    scenarios: Option<u32>,
    /// How many webhooks it delivers.
    #[arg(long)]
    deliveries: Option<u32>,
}

#[derive(Debug, Clone)]
struct Contestant {
    name: String,
    command: String,
}

impl Work {
    fn unit(&self) -> Unit {
        match (self.scenarios, self.deliveries) {
            (Some(count), _) => Unit {
                count,
                name: "scenario",
                names: "scenarios per minute",
                seconds: 60.0,
            },
            (None, count) => Unit {
                count: count.unwrap_or_default(),
                name: "delivery",
                names: "deliveries per second",
                seconds: 1.0,
            },
        }
    }
}

fn contestant(text: &str) -> Result<Contestant, String> {
    let (name, command) = text.split_once('=').ok_or("write NAME=COMMAND")?;
    Ok(Contestant {
        name: name.to_owned(),
        command: command.to_owned(),
    })
}

fn main() -> ExitCode {
    let mut arguments = std::env::args();
    let outcome = if arguments.nth(1).as_deref() == Some(run::ONE) {
        run::one(&arguments.next().unwrap_or_default())
    } else {
        compare(&Args::parse())
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            eprintln!("error: {problem}");
            ExitCode::FAILURE
        }
    }
}

fn compare(args: &Args) -> Result<(), String> {
    let logs = &args.logs;
    fs::create_dir_all(logs).map_err(|error| format!("{}: {error}", logs.display()))?;
    let mut costs: Vec<Vec<Cost>> = vec![Vec::new(); args.contestants.len()];
    for round in 0..=args.rounds {
        for (index, contestant) in args.contestants.iter().enumerate() {
            let log = logs.join(format!("{index}.log"));
            let cost = run::measured(&contestant.command, &log).map_err(|problem| {
                format!("{}: {problem}; see {}", contestant.name, log.display())
            })?;
            let note = if round == 0 { " (warm-up)" } else { "" };
            eprintln!(
                "round {round}{note}: {} {:.2} s",
                contestant.name, cost.wall_s
            );
            if round > 0 {
                costs[index].push(cost);
            }
        }
    }
    let names = args
        .contestants
        .iter()
        .map(|contestant| contestant.name.as_str());
    let rows: Vec<_> = names.zip(&costs).collect();
    print!("{}", table::table(&args.title, &args.work.unit(), &rows));
    Ok(())
}
