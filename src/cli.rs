//! The command line.

use std::path::PathBuf;

use clap::{CommandFactory as _, Parser, Subcommand};
use conformance_harness::distance;

use crate::app::{self, AppArgs};
use crate::approve::{self, ApproveArgs};
use crate::compare::{self, CompareArgs};
use crate::console::Console;
use crate::coverage::{self, CoverageArgs};
use crate::defects::{self, DefectsArgs};
use crate::diary::Diary;
use crate::doctor::{self, DoctorArgs};
use crate::exit_status::ExitStatus;
use crate::init::{self, InitArgs};
use crate::merge::{self, MergeArgs};
use crate::run::{self, RunArgs};
use crate::steps::{self, StepsArgs};
use crate::sweep::{self, SweepArgs};

/// Proves, end to end, that a web application built on Clerk signs people in right.
#[derive(Debug, Parser)]
#[command(name = "conformance", version, after_help = EXAMPLES, args_conflicts_with_subcommands = true)]
struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    run: RunArgs,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Play the suite against a target, and write the report (this is what happens without a command).
    #[command(after_help = EXAMPLES)]
    Run(RunArgs),
    /// Prove that the suite notices what is wrong: break the embedded deployment on purpose, again and again.
    #[command(after_help = DEFECTS_EXAMPLES)]
    Defects(DefectsArgs),
    /// Say which scenarios prove which requirement, and which requirement none does.
    #[command(after_help = COVERAGE_EXAMPLES)]
    Coverage(CoverageArgs),
    /// Take what a report tells for what scenarios are to do from now on.
    #[command(after_help = APPROVE_EXAMPLES)]
    Approve(ApproveArgs),
    /// Make one report of those of several runs: shards of one, re-runs, and what is left of a run that was killed.
    #[command(after_help = MERGE_EXAMPLES)]
    Merge(MergeArgs),
    /// Say what feature files can say: every step, with its explanation and an example.
    #[command(after_help = STEPS_EXAMPLES)]
    Steps(StepsArgs),
    /// Say what two runs found otherwise.
    #[command(after_help = COMPARE_EXAMPLES)]
    Compare(CompareArgs),
    /// Say what a run needs and has, and what mends what is missing.
    #[command(after_help = DOCTOR_EXAMPLES)]
    Doctor(DoctorArgs),
    /// Write what an app needs to be judged: profile, first feature, and a workflow for its CI.
    #[command(after_help = INIT_EXAMPLES)]
    Init(InitArgs),
    /// Remove what runs have left at a real Clerk instance: nothing that they have not made.
    #[command(after_help = SWEEP_EXAMPLES)]
    Sweep(SweepArgs),
    /// Start the embedded deployment as a process of its own.
    #[command(after_help = APP_EXAMPLES)]
    App(AppArgs),
    /// Start only the mock identity provider.
    Idp(mock_idp::cli::Args),
    /// Start only the stand-in for Clerk.
    Clerk(mock_clerk::cli::Args),
    /// Send billing webhooks, signed as Clerk's are, in any order and number, and odd ones too.
    #[command(after_help = webhooks::cli::examples("cargo conformance send"))]
    Send(Box<webhooks::cli::Args>),
}

const EXAMPLES: &str = "\
Examples:
  cargo conformance                                everything, on the embedded deployment
  cargo conformance --tags '@CB and not @CB-15'    a part of it
  cargo conformance --target local                 a deployment that runs already: targets/local.toml
  cargo conformance my/features                    your own feature files
  cargo conformance my/features --dry-run          only look for what is wrong with them
  cargo conformance --tags @sign-off --require-go  may billing be released?
  cargo conformance --shard 1/3                    a third of it, and merge puts the report together
  cargo conformance --rerun-failed                 what did not pass last time

Exit status: 0 conforms, 1 a requirement failed (or there is no GO, with --require-go),
2 wrong usage, profile or feature file, 3 blocked by the environment, 4 nothing ran";

const DEFECTS_EXAMPLES: &str = "\
Examples:
  cargo conformance defects                         all of them
  cargo conformance defects transfer-runs-twice     one of them
  cargo conformance defects --json defects.json     and the outcome as data

Exit status: 0 all caught and no false alarm, 1 otherwise, 3 blocked by the environment";

const COVERAGE_EXAMPLES: &str = "\
Examples:
  cargo conformance coverage                        the whole catalogue
  cargo conformance coverage CB MR                  two areas of it
  cargo conformance coverage --json                 as data

Exit status: 0 every requirement has a scenario, 1 one has none, 2 wrong usage or feature file";

const APPROVE_EXAMPLES: &str = "\
Examples:
  cargo conformance approve                          all that the last report tells
  cargo conformance approve 'starting/departure:two-attempts-have-nothing-in-common'
  cargo conformance approve --target nextjs --from artifact/report

`cargo insta review` does the same one by one, after a run on this machine.

Exit status: 0 approved, 1 some did not pass and were left out, 2 no such report, target or scenario";

const MERGE_EXAMPLES: &str = "\
Examples:
  cargo conformance --shard 1/2 --output reports/shard-1       and 2/2, somewhere else
  cargo conformance merge reports/shard-1 reports/shard-2      one report of both, in reports/latest
  cargo conformance --rerun-failed --output reports/again      what did not pass in reports/latest
  cargo conformance merge reports/latest reports/again         what passes only now is flaky
  cargo conformance merge reports/latest.partial               what is left of a run that was killed

Exit status: as one run would have ended; 3 if a shard is missing, 2 if the reports do not belong together";

const STEPS_EXAMPLES: &str = "\
Examples:
  cargo conformance steps plan stored               the steps that are about it
  cargo conformance steps --html steps.html         all of them, as a page to search
  cargo conformance steps --json                    as data
  cargo conformance steps --unused                  those that no feature uses
  cargo conformance steps --features my/features    how your own features use them

Exit status: 0 there are some (with --unused: none), 1 there are none (with --unused: some),
2 wrong usage or feature file, 3 the page cannot be written";

const COMPARE_EXAMPLES: &str = "\
Examples:
  cargo conformance compare reports/monday reports/latest
  cargo conformance compare reference.json nextjs.json --explained fixtures/nextjs-app/differences.toml

In the file of explanations, each with one of these two and the reason:
  [[explained]]
  scenario = \"sso-callback/trouble:…\"    as `id` in results.json
  requirement = \"CB-20\"                 the requirement and all of its scenarios
  why = \"…\"

Exit status: 0 the same, or all differences are explained; 1 different, or what is explained does not differ;
2 a file cannot be read";

const DOCTOR_EXAMPLES: &str = "\
Examples:
  cargo conformance doctor                                        the embedded deployment
  cargo conformance doctor --target nextjs
  cargo conformance doctor --target ../my-app/conformance/profile.toml
  cargo conformance doctor --target staging --json doctor.json

Exit status: 0 all there, 2 bad profile or a live key that does not belong to it, 3 something is missing";

const INIT_EXAMPLES: &str = "\
Examples:
  cargo conformance init ../my-app                  asks what the folder does not show
  cargo conformance init ../my-app --yes --sign-in /login --protected /app
  cargo conformance init ../my-app --url http://localhost:3000

Exit status: 0 written, 2 no Next.js app on Clerk, 3 a file cannot be written";

const SWEEP_EXAMPLES: &str = "\
Examples:
  cargo conformance sweep --target staging --dry-run            only list it
  cargo conformance sweep --target staging --older-than 1d
  cargo conformance sweep --target staging --older-than 0s      also what a run is using right now

Exit status: 0 removed, or nothing to remove; 2 bad profile, or no real instance; 3 it cannot be reached or refuses";

const APP_EXAMPLES: &str = "\
Examples:
  cargo conformance app                             on ports 4100 to 4103
  cargo conformance app --defect transfer-runs-twice

Then, elsewhere, with the secrets that it names:
  cargo conformance --target local";

/// What the programs say of themselves, unless `RUST_LOG` says otherwise. What the embedded app logs is evidence, and
/// stands in a file.
const USUALLY: &str = "warn,reference_app::log=off";

/// Reads the command line and does what it says.
pub async fn main() -> ExitStatus {
    let level = tracing_subscriber::EnvFilter::try_from_default_env()
        .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new(USUALLY));
    tracing_subscriber::fmt()
        .with_env_filter(level)
        .with_writer(Diary::default)
        .without_time()
        .with_target(false)
        .init();
    let cli = Cli::parse();
    if let Some(problem) = misspelt_command(&cli.run.selection.features) {
        Console::new().error(&problem);
        return ExitStatus::Usage;
    }
    match cli.command {
        None => run::run(cli.run).await,
        Some(Command::Run(args)) => run::run(args).await,
        Some(Command::Defects(args)) => defects::defects(args).await,
        Some(Command::Coverage(args)) => coverage::coverage(&args),
        Some(Command::Approve(args)) => approve::approve(&args),
        Some(Command::Merge(args)) => merge::merge(&args),
        Some(Command::Steps(args)) => steps::steps(&args),
        Some(Command::Compare(args)) => compare::compare(&args),
        Some(Command::Doctor(args)) => doctor::doctor(args).await,
        Some(Command::Init(args)) => init::init(&args),
        Some(Command::Sweep(args)) => sweep::sweep(args).await,
        Some(Command::App(args)) => app::app(args).await,
        Some(Command::Idp(args)) => ended(mock_idp::cli::run(args).await),
        Some(Command::Clerk(args)) => clerk(args).await,
        Some(Command::Send(args)) => sent(webhooks::cli::run(*args).await),
    }
}

/// What is wrong with feature files of which the first is none, and almost the name of a command.
fn misspelt_command(features: &[PathBuf]) -> Option<String> {
    let first = features.first().filter(|it| !it.exists())?;
    let cli = Cli::command();
    let commands = cli.get_subcommands().map(clap::Command::get_name);
    let nearest = distance::nearest(first.to_str()?, commands)?;
    Some(format!(
        "there is neither a command nor a feature file “{}”; is `{nearest}` meant?",
        first.display()
    ))
}

/// Runs the stand-in for Clerk. Pages of an application on the real SDK load Clerk's scripts from it: those are fetched,
/// where nobody says which folder has them.
async fn clerk(mut args: mock_clerk::cli::Args) -> ExitStatus {
    if args.host.is_some() && args.scripts.is_none() {
        match npm::clerk_scripts().await {
            Ok(folder) => args.scripts = Some(folder),
            Err(error) => {
                Console::new().error(&error.to_string());
                return ExitStatus::Blocked;
            }
        }
    }
    ended(mock_clerk::cli::run(args).await)
}

fn sent(result: Result<webhooks::cli::Outcome, webhooks::cli::CliError>) -> ExitStatus {
    match result {
        Ok(webhooks::cli::Outcome::AsItShouldBe) => ExitStatus::Conforms,
        Ok(webhooks::cli::Outcome::Otherwise) => ExitStatus::RequirementFailed,
        Ok(webhooks::cli::Outcome::NotConnected) => ExitStatus::Blocked,
        Err(error) => {
            Console::new().error(&error.to_string());
            ExitStatus::Usage
        }
    }
}

fn ended<E: std::fmt::Display>(result: Result<(), E>) -> ExitStatus {
    match result {
        Ok(()) => ExitStatus::Conforms,
        Err(error) => {
            Console::new().error(&error.to_string());
            ExitStatus::Blocked
        }
    }
}
