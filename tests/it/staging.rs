//! A deployment with a Clerk instance that others use, too: a stand-in that is treated as a real one, behind proxies.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread;
use std::time::{Duration, Instant};

use conformance_harness::embedded;
use rough_proxy::{Delay, Limit, RoughProxy, Rule, Rules, Settings};
use tempfile::TempDir;
use tokio::runtime::Runtime;

use crate::command::{App, Ended, Running, browser_turn, conformance, results};
use crate::faults::processes;

/// The deployment as a profile of a real instance knows it.
struct Staging {
    _app: App,
    proxy: RoughProxy,
    _runtime: Runtime,
    folder: TempDir,
}

/// What only a stand-in has: whoever asks for it is told that there is no such service.
fn no_stand_in() -> Rule {
    Rule {
        path: "/mock".to_owned(),
        unavailable: 1.0,
        ..Rule::default()
    }
}

impl Staging {
    /// Starts it, with a proxy before the part that the pointer `part` of the profile names.
    fn start(part: &str) -> Self {
        let app = App::start(&[]);
        let text = fs::read_to_string(app.profile()).expect("a profile");
        let mut profile: toml::Table = text.parse().expect("TOML");
        let runtime = Runtime::new().expect("a runtime");
        let clerk = profile["clerk"].as_table_mut().expect("a table");
        let frontend = clerk["backend_api"].clone();
        clerk.insert("kind".to_owned(), "real".into());
        clerk.insert("frontend_api".to_owned(), frontend);
        let (table, member) = part.split_once('.').expect("two names");
        let url = &mut profile[table][member];
        let to = url.as_str().expect("an address");
        let proxy = runtime.block_on(RoughProxy::start(Settings {
            to: to.trim_end_matches('/').to_owned(),
            ..Settings::default()
        }));
        let proxy = proxy.expect("it starts");
        *url = proxy.url().into();
        let folder = tempfile::tempdir().expect("a folder");
        let text = toml::to_string(&profile).expect("TOML");
        fs::write(folder.path().join("staging.toml"), text).expect("a file");
        Self {
            _app: app,
            proxy,
            _runtime: runtime,
            folder,
        }
    }

    fn obey(&self, rules: Vec<Rule>) {
        let rules = Rules { seed: 1, rules };
        self.proxy.change(rules).expect("rules");
    }

    fn profile(&self) -> PathBuf {
        self.folder.path().join("staging.toml")
    }

    fn report(&self) -> PathBuf {
        self.folder.path().join("report")
    }

    /// The command with what people who run it have in their environment.
    fn command(&self, name: &str) -> Command {
        let mut command = conformance();
        command
            .args([name, "--target"])
            .arg(self.profile())
            .env("CLERK_SECRET_KEY", embedded::SECRET_KEY)
            .env("CLERK_WEBHOOK_SIGNING_SECRET", embedded::SIGNING_SECRET)
            .env("PLAN_STORE_KEY", embedded::STORE_KEY);
        command
    }

    fn play(&self, features: &Path) -> Command {
        let mut command = self.command("run");
        command.arg("--output").arg(self.report()).arg(features);
        command.args(["--workers", "1"]);
        command
    }

    fn sweep(&self, dry_run: bool) -> String {
        let mut command = self.command("sweep");
        command.args(["--older-than", "0s"]);
        if dry_run {
            command.arg("--dry-run");
        }
        let ended = ended(command);
        assert_eq!(ended.status, 0, "{}", ended.told());
        ended.output
    }
}

fn ended(mut command: Command) -> Ended {
    command.output().expect("the command starts").into()
}

const NOTHING: &str = "0 accounts and 0 applications at Clerk, 0 persons at the identity provider";

#[test]
fn a_real_instance_is_judged_within_its_limits_and_left_as_it_was() {
    let _turn = browser_turn();
    let staging = Staging::start("clerk.backend_api");
    staging.obey(vec![no_stand_in()]);
    let doctor = ended(staging.command("doctor"));
    assert_eq!(doctor.status, 0, "{}", doctor.output);

    // No two requests within a second, which is less than any instance takes.
    let limited = Rule {
        limit: Some(Limit {
            requests: 1,
            seconds: 1,
        }),
        delay_ms: Delay::Between(5, 50),
        ..Rule::default()
    };
    staging.obey(vec![no_stand_in(), limited]);
    let run = ended(staging.play(Path::new("features/starting")));
    assert_eq!(run.status, 0, "{}", run.told());
    let totals = &results(&staging.report())["totals"];
    assert_eq!(
        (&totals["passed"], &totals["not_applicable"]),
        (&7.into(), &2.into()),
        "{totals}"
    );
    let tally = staging.proxy.tally();
    assert!(tally.limited > 0, "{tally:?}");
    assert_eq!(tally.unavailable, 0, "a stand-in was asked: {tally:?}");

    staging.obey(vec![no_stand_in()]);
    let left = staging.sweep(true);
    assert!(left.contains(NOTHING), "{left}");
}

#[test]
fn what_a_killed_run_has_left_at_a_real_instance_is_swept() {
    let _turn = browser_turn();
    let staging = Staging::start("app.url");
    let file = staging.folder.path().join("mine.feature");
    let feature = "@START-4\nFeature: On the way\n  Scenario: One\n    Given somebody with an account\n    \
                   When they sign up with the provider\n    Then they have a session\n";
    fs::write(&file, feature).expect("a file");
    // The page never comes, so that the run is in the middle of the scenario when it is killed.
    let hung = Rule {
        path: "/sign-up".to_owned(),
        hung: 1.0,
        ..Rule::default()
    };
    staging.obey(vec![hung]);
    let run = Running::start(staging.play(&file));
    let deadline = Instant::now() + Duration::from_secs(30);
    while staging.sweep(true).contains(" 0 accounts") {
        assert!(Instant::now() < deadline, "nobody is made");
        thread::sleep(Duration::from_millis(50));
    }
    processes::send("KILL", run.id());
    run.end();

    let swept = staging.sweep(false);
    let removed =
        "removed: 1 accounts and 0 applications at Clerk, 1 persons at the identity provider";
    assert!(swept.contains(removed), "{swept}");
    let left = staging.sweep(true);
    assert!(left.contains(NOTHING), "{left}");
}
