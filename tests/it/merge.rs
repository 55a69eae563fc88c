//! One report of several.

use std::path::PathBuf;

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::command::{Ended, conformance, results};

/// Reports by name, and what they are put together to.
struct Reports(TempDir);

impl Reports {
    fn of(all: &[(&str, Value)]) -> Self {
        let reports = Self(tempfile::tempdir().expect("a folder"));
        for (name, results) in all {
            let report = reports.path(name);
            std::fs::create_dir_all(&report).expect("a folder");
            std::fs::write(report.join("results.json"), results.to_string()).expect("a file");
        }
        reports
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn merge(&self, names: &[&str], arguments: &[&str]) -> Ended {
        let mut command = conformance();
        command
            .arg("merge")
            .args(names.iter().map(|it| self.path(it)));
        command
            .args(arguments)
            .arg("--output")
            .arg(self.path("merged"));
        command.output().expect("the command starts").into()
    }

    fn read(&self, name: &str) -> Value {
        results(&self.path(name))
    }

    fn merged(&self) -> Value {
        results(&self.path("merged"))
    }

    /// Merges them to a report that ends with this status.
    #[track_caller]
    fn come_to(&self, names: &[&str], status: i32) -> Value {
        let ended = self.merge(names, &[]);
        assert_eq!(ended.status, status, "{}", ended.told());
        self.merged()
    }

    /// Finds that they cannot be merged, for a reason that has these words.
    #[track_caller]
    fn are_refused(&self, names: &[&str], words: &[&str]) {
        let ended = self.merge(names, &[]);
        assert_eq!(ended.status, 2, "{}", ended.told());
        for word in words {
            assert!(ended.errors.contains(word), "{word} in {}", ended.errors);
        }
        assert!(!self.path("merged").exists());
    }
}

/// The results of a run of these scenarios, each for the requirement before its colon, which has these further ones.
fn run(scenarios: &[(&str, &str)], left_out: &[&str]) -> Value {
    let requirement = |id: &str| id.split(':').next().expect("a part").to_owned();
    let of = |id: &str| {
        let same = |it: &&str| requirement(it) == id;
        let played: Vec<&str> = scenarios.iter().map(|it| it.0).filter(same).collect();
        let left_out: Vec<&str> = left_out.iter().copied().filter(same).collect();
        let of = played.len() + left_out.len();
        json!({
            "id": id, "area": "CB", "title": "do right", "level": "MUST", "outcome": "untested",
            "of": of, "scenarios": played, "left_out": left_out,
        })
    };
    let scenario = |(id, outcome): &(&str, &str)| {
        json!({
            "id": id, "name": id, "feature": "a.feature", "feature_name": "A", "line": 1,
            "tags": [], "requirements": [requirement(id)], "level": "MUST", "outcome": outcome,
            "duration_ms": 1, "steps": [], "evidence": [],
        })
    };
    // Not in the order of the catalogue.
    let requirements = ["CB-07", "CB-06"].map(of);
    json!({
        "schema": 1, "target": "our shop", "started_at": "2026-01-01T00:00:00.000Z", "duration_ms": 1,
        "verdict": "conforms",
        "totals": { "passed": 0, "failed": 0, "blocked": 0, "not_applicable": 0, "flaky": 0 },
        "scenarios": scenarios.iter().map(scenario).collect::<Vec<_>>(),
        "requirements": requirements,
    })
}

/// Results with further members.
fn with(mut results: Value, members: Value) -> Value {
    let members = members.as_object().expect("an object").clone();
    results.as_object_mut().expect("an object").extend(members);
    results
}

fn shard(index: usize, of: usize) -> Value {
    json!({ "shard": { "index": index, "of": of } })
}

#[test]
fn two_selections_of_one_target_are_judged_together() {
    let reports = Reports::of(&[
        ("a", run(&[("CB-06:x", "passed")], &["CB-06:y", "CB-07:z"])),
        (
            "b",
            run(&[("CB-06:y", "passed")], &["CB-06:x", "CB-06:other"]),
        ),
    ]);
    let merged = reports.come_to(&["a", "b"], 0);
    assert_eq!(merged["totals"]["passed"], 2);
    let requirements = merged["requirements"].as_array().expect("a list");
    let ids: Vec<_> = requirements.iter().map(|it| &it["id"]).collect();
    assert_eq!(ids, ["CB-06", "CB-07"], "in the order of the catalogue");
    assert_eq!(requirements[0]["of"], 3);
    assert_eq!(requirements[0]["left_out"], json!(["CB-06:other"]));
    assert_eq!(requirements[0]["outcome"], "untested");
    assert_eq!(requirements[1]["left_out"], json!(["CB-07:z"]));
}

#[test]
fn a_requirement_has_passed_when_the_parts_together_have_all_of_its_scenarios() {
    let reports = Reports::of(&[
        ("a", run(&[("CB-06:x", "passed")], &["CB-06:y"])),
        ("b", run(&[("CB-06:y", "passed")], &["CB-06:x"])),
    ]);
    let merged = reports.come_to(&["a", "b"], 0);
    assert_eq!(merged["requirements"][0]["outcome"], "passed");
    let failed = Reports::of(&[
        ("a", run(&[("CB-06:x", "passed")], &["CB-06:y"])),
        ("b", run(&[("CB-06:y", "failed")], &["CB-06:x"])),
    ]);
    let merged = failed.come_to(&["a", "b"], 1);
    assert_eq!(merged["requirements"][0]["outcome"], "failed");
}

#[test]
fn scenarios_that_an_older_report_counts_and_does_not_name_are_not_taken_for_played() {
    let mut old = run(&[("CB-06:x", "passed")], &[]);
    old["requirements"][1]["of"] = 3.into();
    let reports = Reports::of(&[("a", old), ("b", run(&[("CB-06:y", "passed")], &[]))]);
    let merged = reports.come_to(&["a", "b"], 0);
    assert_eq!(merged["requirements"][0]["of"], 4);
    assert_eq!(merged["requirements"][0]["outcome"], "untested");
}

#[test]
fn what_does_not_belong_together_is_refused_with_the_names_of_both() {
    let x = run(&[("CB-06:x", "passed")], &[]);
    let reports = Reports::of(&[
        ("x", x.clone()),
        ("twin", x.clone()),
        (
            "other",
            with(run(&[], &[]), json!({ "target": "their shop" })),
        ),
        ("old", with(x.clone(), json!({ "build": "1" }))),
        ("new", with(run(&[], &[]), json!({ "build": "2" }))),
        ("half", with(x.clone(), shard(1, 2))),
        ("third", with(run(&[], &[]), shard(2, 3))),
        (
            "again",
            with(x, json!({ "rerun_of": "2025-01-01T00:00:00.000Z" })),
        ),
    ]);
    reports.are_refused(&["x", "twin"], &["CB-06:x", "/x and in ", "/twin"]);
    reports.are_refused(&["x", "x"], &["CB-06:x"]);
    reports.are_refused(&["x", "other"], &["“our shop”", "“their shop”"]);
    reports.are_refused(
        &["old", "new"],
        &[
            "one build (--build)",
            "/old is about “1”, ",
            "/new about “2”",
        ],
    );
    reports.are_refused(
        &["half", "third"],
        &["/half is shard 1/2", "/third is shard 2/3"],
    );
    reports.are_refused(&["x", "again"], &["/again is", "2025-01-01T00:00:00.000Z"]);
    reports.are_refused(&["nowhere"], &["nowhere"]);
    std::fs::create_dir(reports.path("empty")).expect("a folder");
    reports.are_refused(&["x", "empty"], &["there is no report in ", "/empty"]);
}

#[test]
fn what_the_target_could_not_be_asked_is_taken_from_a_run_on_another_and_says_so() {
    let aside = |reason: &str| json!({ "outcome": "not-applicable", "reason": reason });
    let mut staging = run(
        &[
            ("CB-06:x", "passed"),
            ("CB-06:unasked", "passed"),
            ("CB-06:unasked-too", "passed"),
            ("CB-07:another-choice", "passed"),
        ],
        &[],
    );
    let needs = "@needs-environment: it runs already";
    let choice = "the profile says billing.on_cancel = at_once, and this is about at_period_end";
    for (number, reason) in [(1, needs), (2, needs), (3, choice)] {
        staging["scenarios"][number] = with(staging["scenarios"][number].clone(), aside(reason));
    }
    let hermetic = run(
        &[
            ("CB-06:x", "failed"),
            ("CB-06:unasked", "passed"),
            ("CB-07:another-choice", "failed"),
        ],
        &[],
    );
    let drift = json!({ "drift": { "approved": "a.snap", "diff": "-a" } });
    let mut hermetic = with(hermetic, json!({ "target": "hermetic" }));
    hermetic["scenarios"][1] = with(hermetic["scenarios"][1].clone(), drift);
    let reports = Reports::of(&[("staging", staging), ("hermetic", hermetic)]);
    let path = reports.path("hermetic");
    let gaps = ["--gaps-from", path.to_str().expect("a path")];
    let ended = reports.merge(&["staging"], &gaps);
    assert_eq!(ended.status, 0, "{}", ended.told());
    let told = "/hermetic: 3 scenarios on hermetic: 1 scenario taken from it\n";
    assert!(ended.output.contains(told), "{}", ended.told());
    let told = "Played elsewhere: 1 scenario on hermetic\n";
    assert!(ended.output.contains(told), "{}", ended.told());

    let merged = reports.merged();
    assert_eq!(merged["target"], "our shop");
    let scenarios = merged["scenarios"].as_array().expect("a list");
    let played: Vec<_> = scenarios
        .iter()
        .map(|it| {
            (
                it["id"].as_str(),
                it["outcome"].as_str(),
                it["played_on"].as_str(),
            )
        })
        .collect();
    let id = |id| Some(id);
    assert_eq!(
        played,
        [
            (id("CB-06:unasked"), Some("passed"), Some("hermetic")),
            (id("CB-06:unasked-too"), Some("not-applicable"), None),
            (id("CB-06:x"), Some("passed"), None),
            (id("CB-07:another-choice"), Some("not-applicable"), None),
        ]
    );
    assert_eq!(scenarios[0]["drift"], Value::Null);
    let warning = "1 scenario could not be asked of our shop, and was played on hermetic instead (a deployment for each, \
                   2026-01-01T00:00:00.000Z)";
    assert_eq!(merged["warnings"], json!([warning]));

    let told = with(reports.read("hermetic"), json!({ "build": "1.4.2" }));
    let newer = with(reports.read("staging"), json!({ "build": "1.4.3" }));
    let reports = Reports::of(&[("staging", newer), ("hermetic", told)]);
    let path = reports.path("hermetic");
    let builds = reports.merge(
        &["staging"],
        &["--gaps-from", path.to_str().expect("a path")],
    );
    assert_eq!(builds.status, 2, "{}", builds.told());
    let told = "/hermetic is about “1.4.2”, the reports before it about “1.4.3”\n";
    assert!(builds.errors.ends_with(told), "{}", builds.errors);

    let path = reports.path("staging");
    let same = reports.merge(
        &["staging"],
        &["--gaps-from", path.to_str().expect("a path")],
    );
    assert_eq!(same.status, 2, "{}", same.told());
    let told = "/staging is about “our shop”, as the other reports are";
    assert!(same.errors.contains(told), "{}", same.errors);
}

#[test]
fn a_shard_that_is_missing_is_named_and_keeps_the_rest_from_being_good() {
    let reports = Reports::of(&[
        ("a", with(run(&[("CB-06:x", "passed")], &[]), shard(1, 4))),
        ("b", with(run(&[("CB-06:y", "passed")], &[]), shard(3, 4))),
    ]);
    let merged = reports.come_to(&["a", "b"], 3);
    let missing = "shard 2/4 is missing; shard 4/4 is missing";
    assert_eq!(merged["interrupted"], missing);
    assert_eq!(merged["verdict"], "blocked");
}

#[test]
fn a_part_that_was_cut_short_counts_until_others_have_what_it_left() {
    let cut_short = json!({ "interrupted": "Ctrl-C", "unfinished": ["CB-06:y", "CB-06:z"] });
    let reports = Reports::of(&[
        ("a", with(run(&[("CB-06:x", "passed")], &[]), cut_short)),
        ("b", run(&[("CB-06:y", "passed")], &[])),
        ("c", run(&[("CB-06:z", "passed")], &[])),
    ]);
    let merged = reports.come_to(&["a"], 3);
    assert_eq!(merged["interrupted"], "Ctrl-C");
    let merged = reports.come_to(&["a", "b"], 3);
    let why = merged["interrupted"].as_str().expect("a reason");
    assert!(why.ends_with("/a was cut short (Ctrl-C)"), "{why}");
    assert_eq!(merged["unfinished"], json!(["CB-06:z"]));
    let merged = reports.come_to(&["a", "b", "c"], 0);
    assert_eq!(merged["interrupted"], Value::Null);
}

#[test]
fn what_a_killed_run_has_left_becomes_a_report_that_says_what_is_missing() {
    let part = run(&[("CB-06:x", "passed"), ("CB-06:y", "passed")], &[]);
    let reports = Reports::of(&[("rest", run(&[("CB-06:y", "passed")], &["CB-06:x"]))]);
    let left = reports.path("latest.partial");
    std::fs::create_dir(&left).expect("a folder");
    let header = json!({
        "schema": 1, "target": "our shop", "started_at": "2026-01-01T00:00:00.000Z", "duration_ms": 0,
        "selected": ["CB-06:x", "CB-06:y"],
        "requirements": [{
            "requirement": { "id": "CB-06", "area": "CB", "level": "MUST", "title": "do right" },
            "scenarios": ["CB-06:x", "CB-06:y"], "of": 2,
        }],
    });
    let line = with(part["scenarios"][0].clone(), json!({ "after_ms": 700 }));
    let text = format!("{header}\n{line}\n{{\"id\": \"CB-06:");
    std::fs::write(left.join("results.jsonl"), text).expect("a file");

    let merged = reports.come_to(&["latest.partial"], 3);
    assert_eq!(merged["unfinished"], json!(["CB-06:y"]));
    assert_eq!(merged["totals"]["passed"], 1);
    assert_eq!(merged["duration_ms"], 700);
    assert_eq!(merged["requirements"][0]["outcome"], "untested");
    let merged = reports.come_to(&["latest.partial", "rest"], 0);
    assert_eq!(merged["requirements"][0]["outcome"], "passed");
}

#[test]
fn what_is_told_of_parts_is_told_of_the_whole_once() {
    let told = |seed: u32, url: &str| {
        json!({
            "url": url, "browser": "chrome 156", "seed": seed, "warnings": ["the plan is stored late"],
            "transcripts": { "folder": "approved", "new": [url], "stale": ["a.snap"] },
        })
    };
    let reports = Reports::of(&[
        (
            "a",
            with(
                run(&[("CB-06:x", "passed")], &[]),
                told(7, "http://one.localhost"),
            ),
        ),
        (
            "b",
            with(
                run(&[("CB-06:y", "passed")], &[]),
                told(7, "http://one.localhost"),
            ),
        ),
        (
            "c",
            with(
                run(&[("CB-06:z", "passed")], &[]),
                told(8, "http://two.localhost"),
            ),
        ),
    ]);
    let merged = reports.come_to(&["a", "b"], 0);
    assert_eq!(merged["seed"], 7);
    assert_eq!(merged["url"], "http://one.localhost");
    assert_eq!(merged["browser"], "chrome 156");
    assert_eq!(merged["warnings"], json!(["the plan is stored late"]));
    let merged = reports.come_to(&["a", "b", "c"], 0);
    assert_eq!(
        (&merged["seed"], &merged["url"]),
        (&Value::Null, &Value::Null)
    );
    let transcripts = &merged["transcripts"];
    let new = ["http://one.localhost", "http://two.localhost"];
    assert_eq!(transcripts["new"], json!(new));
    assert_eq!(transcripts["stale"], json!(["a.snap"]));
    let warnings = merged["warnings"].as_array().expect("a list");
    assert_eq!(warnings.len(), 2);
    assert!(
        warnings[1].to_string().contains("http://two.localhost"),
        "{}",
        warnings[1]
    );
}

#[test]
fn a_scenario_that_fails_again_is_told_by_its_last_attempt_with_all_pictures() {
    let picture = json!([{ "kind": "screenshot", "title": "t", "path": "evidence/x.webp", "media_type": "image/webp" }]);
    let failed = |actual: &str, members: Value| {
        let mut results = with(run(&[("CB-06:x", "failed")], &[]), members);
        results["scenarios"][0]["failure"] = json!({ "expected": "a session", "actual": actual });
        results["scenarios"][0]["evidence"] = picture.clone();
        results
    };
    let again = json!({
        "started_at": "2026-01-02T00:00:00.000Z", "rerun_of": "2026-01-01T00:00:00.000Z",
    });
    let reports = Reports::of(&[
        ("a", failed("none", json!({}))),
        ("b", failed("none again", again)),
    ]);
    for name in ["a", "b"] {
        let evidence = reports.path(name).join("evidence");
        std::fs::create_dir(&evidence).expect("a folder");
        std::fs::write(evidence.join("x.webp"), name).expect("a file");
    }
    let merged = reports.come_to(&["a", "b"], 1);
    assert_eq!(merged["duration_ms"], 2, "the day between does not count");
    let scenario = &merged["scenarios"][0];
    assert_eq!(scenario["outcome"], "failed");
    assert_eq!(scenario["failure"]["actual"], "none again");
    assert_eq!(scenario["other_attempts"][0]["failure"]["actual"], "none");
    assert_eq!(scenario["other_attempts"][0]["number"], 1);
    let picture = |evidence: &Value| {
        let path = evidence[0]["path"].as_str().expect("a picture");
        std::fs::read_to_string(reports.path("merged").join(path)).expect("a file")
    };
    assert_eq!(picture(&scenario["evidence"]), "b");
    assert_eq!(picture(&scenario["other_attempts"][0]["evidence"]), "a");
}

#[test]
fn a_go_can_be_required_of_the_whole() {
    let reports = Reports::of(&[("a", run(&[("CB-06:x", "passed")], &[]))]);
    assert_eq!(reports.merge(&["a"], &[]).status, 0);
    let ended = reports.merge(&["a"], &["--require-go"]);
    assert_eq!(ended.status, 1, "{}", ended.told());
    assert!(ended.errors.contains("--require-go"), "{}", ended.errors);
}
