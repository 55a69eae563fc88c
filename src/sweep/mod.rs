//! `conformance sweep`: remove what runs have left at a real instance, and nothing else.

mod age;

use conformance_harness::clerk::LeftOverKind;
use conformance_harness::environment_error::EnvironmentError;
use conformance_harness::profile::Profile;
use conformance_harness::target::LeftOvers;

use crate::console::{Console, count};
use crate::exit_status::ExitStatus;
use crate::inputs;
use crate::project::Project;
use age::Age;

/// Of which target, and what of it.
#[derive(Debug, Clone, clap::Args)]
pub(crate) struct SweepArgs {
    /// Name of a profile in `targets/`, or path of one.
    #[arg(long, env = "TARGET", value_name = "NAME|FILE")]
    target: String,
    /// Only what was made longer ago than this: so many seconds, minutes, hours or days, as 90s, 30m, 1h or 2d. What is
    /// younger may be of a run that is under way.
    #[arg(long, value_name = "AGE", default_value = "1h")]
    older_than: Age,
    /// Only list it.
    #[arg(long)]
    dry_run: bool,
}

/// Lists what runs have left and removes it. Status 0, also if there is nothing; 2 for a target that has no real instance;
/// 3 if it cannot be asked, or something could not be removed.
pub(crate) async fn sweep(args: SweepArgs) -> ExitStatus {
    let console = Console::new();
    let profile = match inputs::profile(&Project::locate(), &args.target) {
        Ok(profile) => profile,
        Err(error) => {
            console.error(&error.to_string());
            return ExitStatus::Usage;
        }
    };
    if profile.real_instance().is_none() {
        console.error(&format!(
            "the target “{}” has no real Clerk instance: what its scenarios make goes with the instance",
            profile.name
        ));
        return ExitStatus::Usage;
    }
    match swept(&profile, &args, console).await {
        Ok(()) => ExitStatus::Conforms,
        Err(error) => {
            console.error(&error.to_string());
            ExitStatus::Blocked
        }
    }
}

async fn swept(
    profile: &Profile,
    args: &SweepArgs,
    console: Console,
) -> Result<(), EnvironmentError> {
    let mut left = LeftOvers::of(profile).await?;
    let all = left.count();
    left.retain(|made_at| args.older_than.is_exceeded_by(made_at));
    list(&left, console);
    let younger = all - left.count();
    if younger > 0 {
        console.line(&format!(
            "left alone, because it is younger than {}: {younger} (--older-than 0s takes all, also what a run is using right \
             now)",
            args.older_than
        ));
    }
    if args.dry_run {
        console.line(&format!("would be removed: {}", counted(&left)));
        return Ok(());
    }
    left.remove(profile).await?;
    console.line(&format!("removed: {}", counted(&left)));
    Ok(())
}

fn list(left: &LeftOvers, console: Console) {
    for it in &left.at_clerk {
        let kind = match it.kind {
            LeftOverKind::Account => "account",
            LeftOverKind::Application => "application",
        };
        tell(console, kind, &it.id, &it.name, it.made_at);
    }
    for (person, made_at) in &left.at_provider {
        tell(console, "person", &person.sub, &person.email, *made_at);
    }
}

fn tell(console: Console, kind: &str, id: &str, name: &str, made_at: u64) {
    let age = Age::since(made_at);
    console.line(&format!("  {kind:<11}  {id}  {name}  {age} old"));
}

fn counted(left: &LeftOvers) -> String {
    let of = |kind| left.at_clerk.iter().filter(|it| it.kind == kind).count();
    format!(
        "{} and {} at Clerk, {} at the identity provider",
        count(of(LeftOverKind::Account), "account"),
        count(of(LeftOverKind::Application), "application"),
        count(left.at_provider.len(), "person"),
    )
}
