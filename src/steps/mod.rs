//! `conformance steps`: what feature files can say.

mod html;
mod json;
mod listing;
mod text;

use std::path::PathBuf;

use conformance_harness::suite::Suite;
use conformance_steps::vocabulary::{Usage, Vocabulary};

use crate::console::Console;
use crate::exit_status::ExitStatus;
use crate::inputs::{self, InputError};
use crate::project::Project;
use listing::Listing;

/// Which, and how.
#[derive(Debug, Clone, clap::Args)]
pub(crate) struct StepsArgs {
    /// Only steps with all of these words, in whatever is said of them.
    #[arg(value_name = "WORDS")]
    words: Vec<String>,
    /// Write them as a page for people: one file that can be searched.
    #[arg(long, value_name = "FILE")]
    html: Option<PathBuf>,
    /// Print them as JSON.
    #[arg(long, conflicts_with = "html")]
    json: bool,
    /// Only steps that no feature uses.
    #[arg(long)]
    unused: bool,
    /// Feature files, or folders of them, in which to look for uses; the project's own if none is named.
    #[arg(long, value_name = "PATH", num_args = 1..)]
    features: Vec<PathBuf>,
}

/// Prints the steps that were asked for.
pub(crate) fn steps(args: &StepsArgs) -> ExitStatus {
    let console = Console::new();
    match read(args) {
        Ok(listing) => show(args, &listing, console),
        Err(error) => {
            console.error(&error.to_string());
            ExitStatus::Usage
        }
    }
}

fn read(args: &StepsArgs) -> Result<Listing, InputError> {
    let project = Project::locate();
    let vocabulary = Vocabulary::collect();
    let catalogue = inputs::catalogue(&project)?;
    let usage = |paths: &[PathBuf]| {
        let suite = Suite::read(paths, project.root()).and_then(|it| it.complete(&catalogue));
        let suite = suite.map_err(InputError::Features)?;
        Ok::<_, InputError>(Usage::of(&suite, &vocabulary))
    };
    let asked = match args.features.as_slice() {
        [] => usage(&[project.features()])?,
        features => usage(features)?,
    };
    let suite = usage(&[project.suite_features()])?;
    let mut listing = Listing::new(&vocabulary, &asked, &suite);
    let words: Vec<String> = args.words.iter().map(|it| it.to_lowercase()).collect();
    listing.find(&words);
    if args.unused {
        listing.keep_unused();
    }
    Ok(listing)
}

fn show(args: &StepsArgs, listing: &Listing, console: Console) -> ExitStatus {
    if let Some(file) = &args.html {
        if let Err(error) = std::fs::write(file, html::html(listing)) {
            console.error(&format!("{}: {error}", file.display()));
            return ExitStatus::Blocked;
        }
        console.line(&format!("steps: {}", file.display()));
    } else if args.json {
        console.line(&json::json(listing));
    } else {
        text::print(listing, args.unused, console);
    }
    // Of unused steps there should be none, of others some.
    if listing.is_empty() == args.unused {
        ExitStatus::Conforms
    } else {
        ExitStatus::RequirementFailed
    }
}
