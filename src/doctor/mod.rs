//! `conformance doctor`: what a run needs, line by line, and what mends it where it is missing.
//!
//! It looks at this machine and asks what the profile names, all at the same time and each once, so that it takes less
//! than five seconds. It starts and installs nothing, and changes nothing: the one thing that it sends is an event that
//! nobody knows, to the webhook route.

mod app;
mod asking;
mod browser;
mod check;
mod clerk;
mod engine;
mod ports;
mod prices;
mod programs;
mod provider;
mod report;
mod secrets;
mod start;
mod stores;
mod way;
mod webhook;

use std::path::PathBuf;
use std::time::{Duration, Instant};

use conformance_harness::profile::{App, EMBEDDED, Profile};
use conformance_harness::redact;

use self::check::Check;
use self::report::Report;
use crate::console::Console;
use crate::exit_status::ExitStatus;
use crate::project::Project;

/// How long one part of the diagnosis may take. Each question has a shorter deadline of its own.
const PATIENCE: Duration = Duration::from_millis(4_500);

/// Of which target.
#[derive(Debug, Clone, clap::Args)]
pub(crate) struct DoctorArgs {
    /// Name of a profile in `targets/`, or path of one.
    #[arg(long, env = "TARGET", default_value = EMBEDDED, value_name = "NAME|FILE")]
    target: String,
    /// Write what was found to this file, too, for tools.
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
}

/// Prints what is there and what is missing. Status 3 if something is, and 2 if the profile is none or a key of a
/// production instance is where it must not be.
pub(crate) async fn doctor(args: DoctorArgs) -> ExitStatus {
    let began = Instant::now();
    let console = Console::new();
    let profile = match Profile::read(&args.target, &Project::locate().targets()) {
        Ok(profile) => profile,
        Err(error) => {
            console.error(&error.to_string());
            return ExitStatus::Usage;
        }
    };
    for (_, variable) in profile.secrets() {
        redact::remember(&std::env::var(variable).unwrap_or_default());
    }
    if let Some(problem) = profile.misplaced_live_key() {
        console.error(&problem);
        return ExitStatus::Usage;
    }
    let checks = examine(&profile).await;
    let report = Report::of(&profile, checks, began.elapsed());
    report.print(console);
    if let Some(file) = &args.json
        && let Err(error) = report.write(file)
    {
        console.error(&format!("cannot write {}: {error}", file.display()));
        return ExitStatus::Usage;
    }
    match report.missing {
        0 => ExitStatus::Conforms,
        _ => ExitStatus::Blocked,
    }
}

/// Looks at everything at the same time.
async fn examine(profile: &Profile) -> Vec<Check> {
    let (driver, programs, app, clerk, provider, webhook, stores) = tokio::join!(
        within("the browser", browser::checks()),
        within("the programs", programs(profile)),
        within("the app", app::checks(profile)),
        within("Clerk", clerk::checks(profile)),
        within("the identity provider", provider::checks(profile)),
        within("the webhook route", webhook::checks(profile)),
        within("plan store and log", stores::checks(profile)),
    );
    let mut checks = vec![Check::there("profile", described(profile))];
    checks.extend(secrets::checks(profile));
    checks.extend([driver, programs].concat());
    checks.extend(ports::checks(profile));
    checks.extend([app, clerk, provider, webhook, stores].concat());
    checks
}

/// The programs and the folder of an app that the run starts, or the engine of one that is an image.
async fn programs(profile: &Profile) -> Vec<Check> {
    let App::Command(start) = &profile.app else {
        return engine::checks(profile).await;
    };
    let brings_clerk = profile.hermetic().is_some();
    let mut checks = programs::checks(start, brings_clerk).await;
    checks.extend(start::checks(start, brings_clerk));
    checks
}

/// Checks, or one that says that they took too long.
async fn within(what: &str, checks: impl Future<Output = Vec<Check>>) -> Vec<Check> {
    let late = |_| {
        let saw = format!("took longer than {} s to look at", PATIENCE.as_secs_f64());
        vec![Check::missing(
            what,
            saw,
            "try again when the machine has less to do",
        )]
    };
    let checks = tokio::time::timeout(PATIENCE, checks).await;
    checks.unwrap_or_else(late)
}

/// What kind of target it is, in words.
fn described(profile: &Profile) -> String {
    let kind = match &profile.app {
        App::Embedded {} => "the embedded deployment",
        App::Url { .. } => "an app that runs already",
        App::Command(_) | App::Container(_) if profile.hermetic().is_some() => {
            "an app that the run starts, with a Clerk that the run brings"
        }
        App::Command(_) => "an app that the run starts",
        App::Container(_) => "an app that the run starts from an image",
    };
    let environment = profile.environment();
    let mut told = format!("“{}”, {kind}; environment: {environment}", profile.name);
    if profile.is_production() {
        let allowed = profile.allowed_in_production();
        told.push_str(&match allowed {
            [] => ", nothing may change".to_owned(),
            tags => format!(", what is tagged {} may change state", tags.join(", ")),
        });
    }
    told
}
