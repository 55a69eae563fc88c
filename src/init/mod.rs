//! `conformance init`: what an app needs to be judged, written by what its folder shows.

mod answers;
mod files;
mod profile;
mod questions;
mod workflow;

use std::path::{Path, PathBuf};

use url::Url;

use self::answers::Answers;
use self::files::{Files, WriteError};
use self::questions::Questions;
use crate::console::Console;
use crate::exit_status::ExitStatus;
use crate::next_app::{NextApp, NextAppError};

/// The first scenarios that an app gets.
const FIRST_FEATURE: &str = include_str!("first.feature");

/// Which app, and what cannot be known of it.
#[derive(Debug, Clone, clap::Args)]
pub(crate) struct InitArgs {
    /// The folder of a Next.js app on Clerk.
    #[arg(value_name = "FOLDER", default_value = ".")]
    folder: PathBuf,
    /// The app runs at this address already: it is not to be built and started.
    #[arg(long, value_name = "URL")]
    url: Option<Url>,
    #[command(flatten)]
    paths: Paths,
    /// CSS selector of the button that signs in with a provider; {strategy} stands for Clerk's name of it.
    #[arg(long, value_name = "SELECTOR")]
    provider_button: Option<String>,
    /// Clerk's name of a provider that the app has a button for, e.g. `oauth_google`.
    #[arg(long, value_name = "NAME", value_parser = answers::strategy)]
    strategy: Option<String>,
    /// GitHub repository of this suite, for the workflow.
    #[arg(long, value_name = "OWNER/NAME")]
    suite: Option<String>,
    /// Ask nothing: take what is found, and else what is usual.
    #[arg(long)]
    yes: bool,
    /// Write files anew that are there already.
    #[arg(long)]
    force: bool,
}

/// Where pages are; what is not said is looked for.
#[derive(Debug, Clone, Default, clap::Args)]
pub(crate) struct Paths {
    /// Path of the sign-in page.
    #[arg(long, value_name = "PATH", value_parser = answers::path)]
    pub(crate) sign_in: Option<String>,
    /// Path of the sign-up page.
    #[arg(long, value_name = "PATH", value_parser = answers::path)]
    pub(crate) sign_up: Option<String>,
    /// Path of the page that people come back to from a provider.
    #[arg(long, value_name = "PATH", value_parser = answers::path)]
    pub(crate) sso_callback: Option<String>,
    /// Path of a page that only signed-in people see.
    #[arg(long, value_name = "PATH", value_parser = answers::path)]
    pub(crate) protected: Option<String>,
    /// Path of the route that takes Clerk's webhooks.
    #[arg(long, value_name = "PATH", value_parser = answers::path)]
    pub(crate) webhooks: Option<String>,
}

/// Why nothing was written.
#[derive(Debug, thiserror::Error)]
enum InitError {
    #[error(transparent)]
    App(#[from] NextAppError),
    #[error("there is no folder {}", .0.display())]
    Folder(PathBuf),
    #[error("the answers cannot be read: {0}")]
    Answers(std::io::Error),
    #[error(transparent)]
    Write(#[from] WriteError),
}

/// Writes profile, first feature and workflow, and says what to do next.
pub(crate) fn init(args: &InitArgs) -> ExitStatus {
    let console = Console::new();
    match write(args, console) {
        Ok(()) => ExitStatus::Conforms,
        Err(error) => {
            console.error(&error.to_string());
            match error {
                InitError::App(_) | InitError::Folder(_) => ExitStatus::Usage,
                InitError::Answers(_) | InitError::Write(_) => ExitStatus::Blocked,
            }
        }
    }
}

fn write(args: &InitArgs, console: Console) -> Result<(), InitError> {
    if !args.folder.is_dir() {
        return Err(InitError::Folder(args.folder.clone()));
    }
    // An app that runs already may be any.
    let app = match (NextApp::detect(&args.folder), &args.url) {
        (Ok(app), _) => Some(app),
        (Err(_), Some(_)) => None,
        (Err(error), None) => return Err(error.into()),
    };
    let mut questions = Questions::new(args.yes, console);
    let answers = Answers::of(args, app.as_ref(), &mut questions).map_err(InitError::Answers)?;
    let repository = workflow::repository(&args.folder);
    let files = Files::from([
        (
            args.folder.join("conformance/profile.toml"),
            profile::text(&answers),
        ),
        (
            args.folder.join("conformance/features/first.feature"),
            FIRST_FEATURE.to_owned(),
        ),
        (
            repository.join(".github/workflows/conformance.yml"),
            workflow::text(&answers.suite, &workflow::below(&repository, &args.folder)),
        ),
    ]);
    files.write(args.force, console)?;
    say_what_is_next(&args.folder, &answers, console);
    Ok(())
}

fn say_what_is_next(folder: &Path, answers: &Answers, console: Console) {
    let below = folder.join("conformance");
    let profile = below.join("profile.toml").display().to_string();
    let features = below.join("features").display().to_string();
    console.line("\nnext:");
    console.line(&format!("  look over       {profile}"));
    if answers.url.is_some() {
        console.line("  start           cargo conformance idp, cargo conformance clerk, and the app with its addresses");
    }
    console.line(&format!(
        "  what is missing cargo conformance doctor --target {profile}"
    ));
    console.line(&format!(
        "  the first run   cargo conformance --target {profile} {features}"
    ));
    console.line(&format!(
        "  much more       cargo conformance --target {profile} --tags @CB"
    ));
    if answers.suite == answers::PLACEHOLDER {
        console.line(&format!(
            "  for the CI      name the repository of this suite in the workflow, instead of {}",
            answers::PLACEHOLDER
        ));
    }
}
