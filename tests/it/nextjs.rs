//! A Next.js app on Clerk's own SDK as target: the run installs, builds and starts it, and brings all that it needs.

use std::fs;
use std::path::Path;

use serde::Deserialize;
use serde_json::Value;

use crate::command::{Ended, all_the_room, conformance, results};

/// What of the suite an app on the SDK is judged by here. The rest is about Clerk itself, or is what the embedded
/// deployment shows as well.
const ABOUT_APPS: [&str; 5] = [
    "features/starting",
    "features/sso-callback",
    "features/missing-requirements",
    "features/routes",
    "features/billing/test-cases",
];

/// The app.
const APP: &str = "fixtures/nextjs-app";

/// Of the breaches, one or two for each area: building the app takes most of the time.
const PLAYED: [&str; 8] = [
    "one-provider-only",
    "factors-turned-round",
    "no-transfer-to-sign-up",
    "acts-again-and-again",
    "names-in-snake-case",
    "dashboard-for-everybody",
    "webhooks-not-verified",
    "yearly-unknown",
];

#[derive(Deserialize)]
struct Breaches {
    breach: Vec<Breach>,
}

/// A deliberate breach of the app: a text that stands exactly once in a file, and what stands there instead.
#[derive(Deserialize)]
struct Breach {
    id: String,
    requirement: String,
    file: String,
    find: String,
    with: String,
}

fn breaches() -> Vec<Breach> {
    let file = Path::new(APP).join("breaches.toml");
    let text = fs::read_to_string(file).expect("the breaches");
    toml::from_str::<Breaches>(&text).expect("TOML").breach
}

#[test]
fn the_app_conforms_but_for_what_its_profile_lists_with_reasons() {
    let _room = all_the_room();
    let folder = tempfile::tempdir().expect("a folder");
    let report = folder.path().join("report");
    let judged = conformance()
        .args(["--target", "nextjs", "--output"])
        .arg(&report)
        .args(ABOUT_APPS)
        .output();
    let ended = Ended::from(judged.expect("the command starts"));
    assert_eq!(ended.status, 0, "{}", ended.told());
    let results = results(&report);
    assert_eq!(results["verdict"], "conforms");
    let passed = results["totals"]["passed"].as_u64().expect("a number");
    assert!(passed >= 250, "{}", results["totals"]);
}

#[test]
fn a_breach_in_each_area_is_caught_by_a_scenario_for_what_it_breaches() {
    let played = breaches();
    let played = played.iter().filter(|it| PLAYED.contains(&&*it.id));
    assert_eq!(played.clone().count(), PLAYED.len(), "all are in the file");
    for breach in played {
        assert_caught(breach);
    }
}

#[test]
#[ignore = "builds the app more than a dozen times"]
fn every_other_breach_is_caught_by_a_scenario_for_what_it_breaches() {
    let all = breaches();
    let others = all.iter().filter(|it| !PLAYED.contains(&&*it.id));
    others.for_each(assert_caught);
}

#[test]
fn what_leaves_the_machine_fails_the_run_and_is_named() {
    let patches = [
        Patch {
            file: "app/layout.tsx",
            find: "<main>{children}</main>",
            with: "<main>{children}<img src=\"https://images.example.com/one.png?who=1\" alt=\"\" /></main>",
        },
        Patch {
            file: "app/protected/page.tsx",
            find: "const { userId, sessionId } = await auth();",
            with: "const { userId, sessionId } = await auth();\n  \
                   void fetch('https://api.example.com/seen').catch(() => null);",
        },
    ];
    let _room = all_the_room();
    let (ended, results) = judge_patched(&patches, &["features/starting/departure.feature"]);
    assert_eq!(ended.status, 1, "{}", ended.told());
    let scenarios = results["scenarios"].as_array().expect("scenarios");
    let told: Vec<&str> = scenarios
        .iter()
        .filter_map(|it| it["failure"]["actual"].as_str())
        .collect();
    for place in [
        "a page asked for https://images.example.com/one.png",
        "the app asked for api.example.com:443",
    ] {
        assert!(told.iter().any(|it| it.contains(place)), "{told:?}");
    }
}

/// A text that stands exactly once in a file of the app, and what stands there instead.
struct Patch<'a> {
    file: &'a str,
    find: &'a str,
    with: &'a str,
}

/// Breaks a copy of the app, and judges that by the requirement that is breached.
fn assert_caught(breach: &Breach) {
    let patch = Patch {
        file: &breach.file,
        find: &breach.find,
        with: &breach.with,
    };
    let _room = all_the_room();
    let tag = format!("@{}", breach.requirement);
    let mut arguments = vec!["--fail-fast", "--tags", &tag];
    arguments.extend(ABOUT_APPS);
    let (ended, results) = judge_patched(&[patch], &arguments);
    let id = &breach.id;
    assert_eq!(ended.status, 1, "{id}: {}", ended.told());
    let requirements = results["requirements"].as_array().expect("requirements");
    let breached = requirements
        .iter()
        .find(|it| it["id"] == *breach.requirement);
    let breached = breached.expect("the requirement was tested");
    assert_eq!(breached["outcome"], "failed", "{id}: {}", ended.told());
}

/// Judges a copy of the app with some texts replaced. All copies are in one place, one after the other, so that what was
/// installed and built there is used again.
fn judge_patched(patches: &[Patch<'_>], arguments: &[&str]) -> (Ended, Value) {
    let copy = Path::new(env!("CARGO_TARGET_TMPDIR")).join("nextjs-patched");
    copy_sources(Path::new(APP), &copy);
    for Patch { file, find, with } in patches {
        let file = copy.join(file);
        let sound = fs::read_to_string(&file).expect("a source");
        let times = sound.matches(find).count();
        assert_eq!(times, 1, "“{find}” is once in {}", file.display());
        fs::write(&file, sound.replace(find, with)).expect("a source");
    }
    let profile = fs::read_to_string("targets/nextjs.toml").expect("the profile");
    let folder = format!("folder = {APP:?}");
    assert!(profile.contains(&folder), "it says where the app is");
    let profile = profile.replace(&folder, &format!("folder = {copy:?}"));
    let target = copy.with_extension("toml");
    fs::write(&target, profile).expect("a file");
    let report = copy.with_extension("report");
    let judged = conformance()
        .arg("--target")
        .arg(&target)
        .arg("--output")
        .arg(&report)
        .args(arguments)
        .output();
    let ended = Ended::from(judged.expect("the command starts"));
    let results = results(&report);
    (ended, results)
}

/// Makes `to` have the sources of `from`, and leaves what was installed and built there.
fn copy_sources(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).expect("a folder") {
        let entry = entry.expect("an entry");
        let (path, name) = (entry.path(), entry.file_name());
        if name == "node_modules" || name == ".next" {
            continue;
        }
        if path.is_dir() {
            copy_sources(&path, &to.join(name));
        } else {
            fs::copy(&path, to.join(name)).expect("a copy");
        }
    }
}
