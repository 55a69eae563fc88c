//! The examples for teams: a folder of features, and a crate with steps of its own.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::command::{Ended, all_the_room, results, room_for, run};

const PROFILE: &str = "examples/features/profile.toml";
const FEATURES: &str = "examples/features";

#[test]
fn a_folder_of_features_outside_of_any_crate_is_played_with_its_own_profile() {
    let _room = all_the_room();
    let folder = tempfile::tempdir().expect("a folder");
    let report = folder.path().join("report");
    let output = report.display().to_string();
    let ended = run(&["--target", PROFILE, FEATURES, "--output", &output]);
    assert_eq!(ended.status, 0, "{}", ended.told());
    let results = results(&report);
    assert_eq!(results["totals"]["passed"], 5, "{}", results["totals"]);
}

#[test]
fn a_crate_with_steps_of_its_own_is_the_whole_command() {
    let own = OwnSteps::build();

    let dry = own.run(&["--dry-run"]);
    assert_eq!(dry.status, 0, "{}", dry.errors);
    assert!(
        dry.output.starts_with("1 scenario of 5 steps"),
        "{}",
        dry.output
    );

    let steps = own.run(&["steps", "note"]);
    for told in [
        "When they note where they are",
        "They write down the address of the page that they are on.",
        "features/notes.feature:5",
        "defined at src/notes.rs:",
    ] {
        assert!(steps.output.contains(told), "{}", steps.output);
    }
    let suite = own.run(&["steps", "sign", "out"]);
    let place = "defined at steps/src/visits.rs:";
    assert!(suite.output.contains(place), "{}", suite.output);

    let _room = room_for(1);
    let folder = tempfile::tempdir().expect("a folder");
    let report = folder.path().join("report");
    let played = own.run(&["--output", &report.display().to_string()]);
    assert_eq!(played.status, 0, "{}", played.told());
    let results = results(&report);
    assert_eq!(
        results["scenarios"][0]["id"],
        "notes:somebody-who-goes-back-is-where-they-were"
    );
}

/// The example crate, built as its own workspace into the target folder of this one.
struct OwnSteps {
    folder: PathBuf,
    program: PathBuf,
}

impl OwnSteps {
    fn build() -> Self {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let folder = root.join("examples/own-steps");
        // What this workspace has been built with is built already.
        std::fs::copy(root.join("Cargo.lock"), folder.join("Cargo.lock")).expect("a lock file");
        let bin = Path::new(env!("CARGO_BIN_EXE_conformance"));
        let target = bin
            .parent()
            .and_then(Path::parent)
            .expect("a target folder");
        let built = Command::new(env!("CARGO"))
            .args(["build", "--quiet", "--target-dir"])
            .arg(target)
            .current_dir(&folder)
            .output()
            .expect("cargo starts");
        let errors = String::from_utf8_lossy(&built.stderr);
        assert!(built.status.success(), "{errors}");
        Self {
            program: target.join("debug/own-steps"),
            folder,
        }
    }

    /// Runs it as `cargo run` does.
    fn run(&self, arguments: &[&str]) -> Ended {
        Command::new(&self.program)
            .args(arguments)
            .current_dir(&self.folder)
            .env("CARGO_MANIFEST_DIR", &self.folder)
            .env_remove("TARGET")
            .output()
            .expect("the program starts")
            .into()
    }
}
