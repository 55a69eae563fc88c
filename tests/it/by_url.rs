//! A deployment that runs already, known by its URL.

use crate::command::{App, Ended, Running, all_the_room, results, room_for};

/// Of each area what changes the shared deployment most, and has to put it back.
const OF_EACH_AREA: [&str; 8] = [
    "features/starting",
    "features/sso-callback/decision-tree.feature",
    "features/missing-requirements/form.feature",
    "features/routes/sessions.feature",
    "features/social/linking.feature",
    "features/custom-provider/attributes.feature",
    "features/idp/codes.feature",
    "features/billing/test-cases",
];

#[test]
fn scenarios_of_each_area_pass_against_a_process_that_is_known_by_its_url_only() {
    let _room = all_the_room();
    let app = App::start(&[]);
    let folder = tempfile::tempdir().expect("a folder");
    let report = folder.path().join("report");
    // Those that take turns wait for each other most of the time.
    let judged = app
        .judge(&report)
        .args(["--workers", "3"])
        .args(OF_EACH_AREA)
        .output();
    let ended = Ended::from(judged.expect("the command starts"));
    assert_eq!(ended.status, 0, "{}", ended.told());
    let results = results(&report);
    assert_eq!(results["totals"]["failed"], 0);
    assert!(
        results["totals"]["passed"].as_u64().expect("a number") >= 30,
        "{}",
        results["totals"]
    );
    assert!(
        results["url"]
            .as_str()
            .expect("a URL")
            .starts_with("http://localhost:")
    );
}

#[test]
fn a_defect_in_that_process_fails_the_run_and_the_report_says_where() {
    let _room = room_for(2);
    let app = App::start(&["--defect", "inputs-in-snake-case"]);
    let folder = tempfile::tempdir().expect("a folder");
    let report = folder.path().join("report");
    let ended = Ended::from(
        app.judge(&report)
            .args(["--tags", "@MR-02"])
            .output()
            .expect("the command starts"),
    );
    assert_eq!(ended.status, 1, "{}{}", ended.output, ended.errors);
    let results = results(&report);
    assert_eq!(results["verdict"], "does-not-conform");
    let failed = results["scenarios"]
        .as_array()
        .expect("scenarios")
        .iter()
        .find(|it| it["outcome"] == "failed");
    let failure = &failed.expect("a failed scenario")["failure"];
    assert_eq!(
        failure["expected"],
        "the form has one input named legalAccepted"
    );
    let html = std::fs::read_to_string(report.join("index.html")).expect("a report");
    assert!(html.contains("Does not conform"));
}

#[test]
fn a_deployment_that_dies_in_the_middle_blocks_what_is_left_and_fails_nothing() {
    let _room = room_for(2);
    let mut app = App::start(&[]);
    let folder = tempfile::tempdir().expect("a folder");
    let report = folder.path().join("report");
    let mut command = app.judge(&report);
    command.args(["--tags", "@CB"]);
    let running = Running::start(command);
    running.wait_for_passed(3);
    app.kill();
    let ended = running.end();
    assert_eq!(ended.status, 3, "{}{}", ended.output, ended.errors);
    let totals = &results(&report)["totals"];
    assert_eq!(totals["failed"], 0, "{}", ended.output);
    assert!(
        totals["blocked"].as_u64().expect("a number") > 0,
        "{totals}"
    );
}

#[test]
fn where_only_a_page_shows_the_plan_it_is_read_there_of_whoever_is_signed_in() {
    let _room = all_the_room();
    let app = App::start(&[]);
    let folder = tempfile::tempdir().expect("a folder");
    let text = std::fs::read_to_string(app.profile()).expect("its profile");
    let (before, rest) = text.split_once("[billing.plan_store]").expect("a store");
    let (_, after) = rest.split_once("\n\n").expect("more tables");
    let profile = folder.path().join("page.toml");
    let text = format!("{before}[billing.plan_store]\nkind = \"page\"\n\n{after}");
    std::fs::write(&profile, text).expect("a file");
    let report = folder.path().join("report");
    let judged = app
        .judge_by(&profile, &report)
        .args([
            "--workers",
            "3",
            "--tags",
            "@TC-07 or @TC-07b or @TC-08 or @GATE-2",
        ])
        .output();
    let ended = Ended::from(judged.expect("the command starts"));
    assert_eq!(ended.status, 0, "{}", ended.told());
    let results = results(&report);
    assert_eq!(results["totals"]["passed"], 5, "{}", results["totals"]);
    let scenarios = results["scenarios"].as_array().expect("scenarios");
    let reasons = scenarios.iter().filter_map(|it| it["reason"].as_str());
    let untold: Vec<&str> = reasons
        .filter_map(|reason| reason.split_once(": the plan is read off a page"))
        .map(|(tag, _)| tag)
        .collect();
    let needs = [
        "@needs-plan-list",
        "@needs-plan-list",
        "@needs-plan-records",
    ];
    assert_eq!(untold, needs, "{}", results["scenarios"]);
}
