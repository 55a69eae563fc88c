//! `conformance doctor`: what a run needs, line by line, and what mends it where it is missing.
//!
//! It looks at this machine only: programs, files, ports, and what answers on loopback. It starts and installs nothing.

mod browser;
mod check;
mod ports;
mod programs;
mod secrets;
mod services;
mod start;

use conformance_harness::profile::{App, EMBEDDED, Profile};

use self::check::{Check, State};
use crate::console::Console;
use crate::exit_status::ExitStatus;
use crate::project::Project;

/// Of which target.
#[derive(Debug, Clone, clap::Args)]
pub(crate) struct DoctorArgs {
    /// Name of a profile in `targets/`, or path of one.
    #[arg(long, env = "TARGET", default_value = EMBEDDED, value_name = "NAME|FILE")]
    target: String,
}

/// Prints what is there and what is missing. Status 3 if something is.
pub(crate) async fn doctor(args: DoctorArgs) -> ExitStatus {
    let console = Console::new();
    let profile = match Profile::read(&args.target, &Project::locate().targets()) {
        Ok(profile) => profile,
        Err(error) => {
            console.error(&error.to_string());
            return ExitStatus::Usage;
        }
    };
    let mut checks = vec![Check::there(format!("profile: {}", described(&profile)))];
    checks.extend(secrets::checks(&profile));
    checks.extend(browser::checks().await);
    if let App::Command(start) = &profile.app {
        let brings_clerk = profile.hermetic().is_some();
        checks.extend(programs::checks(start, brings_clerk).await);
        checks.extend(start::checks(start, brings_clerk));
    }
    checks.extend(ports::checks(&profile));
    checks.extend(services::checks(&profile).await);
    for check in &checks {
        print(check, console);
    }
    let missing = checks.iter().filter(|it| it.is_missing()).count();
    if missing == 0 {
        console.line("\nall there");
        ExitStatus::Conforms
    } else {
        console.line(&format!("\nmissing: {missing}"));
        ExitStatus::Blocked
    }
}

/// What kind of target it is, in words.
fn described(profile: &Profile) -> String {
    let kind = match &profile.app {
        App::Embedded {} => "the embedded deployment",
        App::Url { .. } => "an app that runs already",
        App::Command(_) if profile.hermetic().is_some() => {
            "an app that the run starts, with a Clerk that the run brings"
        }
        App::Command(_) => "an app that the run starts",
    };
    format!("“{}”, {kind}", profile.name)
}

fn print(check: &Check, console: Console) {
    let word = match &check.state {
        State::There => "there",
        State::Note => "note",
        State::Missing { .. } => "MISSING",
    };
    console.line(&format!("  {word:<7}  {}", check.what));
    if let State::Missing { mend } = &check.state {
        console.line(&format!("           → {mend}"));
    }
}
