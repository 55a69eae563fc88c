//! Scenarios that are played more than once, and those that take too long.

use serde_json::Value;

use crate::command::results;
use crate::fickle::Fickle;

/// The result of the scenario with that name.
fn scenario<'a>(results: &'a Value, name: &str) -> &'a Value {
    let mut all = results["scenarios"].as_array().expect("a list").iter();
    all.find(|it| it["name"] == name).expect("it was played")
}

/// The numbers and outcomes of a scenario's other attempts.
fn others(scenario: &Value) -> Vec<(u64, &str)> {
    let others = scenario["other_attempts"].as_array();
    let others = others.map(Vec::as_slice).unwrap_or_default().iter();
    let others = others.map(|it| (it["number"].as_u64(), it["outcome"].as_str()));
    others
        .map(|(number, outcome)| (number.expect("a number"), outcome.expect("a word")))
        .collect()
}

#[test]
fn what_passes_when_it_is_played_again_is_flaky_and_the_first_attempt_is_told() {
    let app = Fickle::start(&[("It settles", "/fails/1"), ("It is well", "/")]);
    let ended = app.judged(&["--retries", "2"]);
    assert_eq!(ended.status, 3, "{}", ended.told());
    assert!(ended.output.contains(" try 1 "), "{}", ended.output);
    let results = results(&app.report());
    let flaky = scenario(&results, "It settles");
    assert_eq!(flaky["outcome"], "flaky");
    assert_eq!(flaky["reason"], "expected /fails/1 is public");
    assert_eq!(
        flaky["failure"]["actual"],
        "it answers 500 Internal Server Error"
    );
    assert_eq!(flaky["steps"][0]["status"], "failed");
    assert_eq!(others(flaky), [(2, "passed")]);
    let well = scenario(&results, "It is well");
    assert_eq!(well["outcome"], "passed");
    assert_eq!(others(well), []);
    assert_eq!(results["totals"]["flaky"], 1);
}

#[test]
fn what_never_passes_has_failed_and_was_tried_as_often_as_was_said() {
    let app = Fickle::start(&[("It is broken", "/fails/9")]);
    let ended = app.judged(&["--retries", "2"]);
    assert_eq!(ended.status, 1, "{}", ended.told());
    assert_eq!(app.asked("/fails/9"), 3);
    let results = results(&app.report());
    let failed = scenario(&results, "It is broken");
    assert_eq!(failed["outcome"], "failed");
    assert_eq!(others(failed), [(1, "failed"), (2, "failed")]);
}

#[test]
fn nothing_is_played_again_unless_that_is_asked_for() {
    let app = Fickle::start(&[("It settles", "/fails/1")]);
    assert_eq!(app.judged(&[]).status, 1);
    assert_eq!(app.asked("/fails/1"), 1);
    let both = app.judged(&["--retries", "1", "--repeat", "2"]);
    assert_eq!(both.status, 2, "{}", both.told());
}

#[test]
fn what_is_repeated_is_played_so_often_and_says_how_often_it_passed() {
    let scenarios = [("It settles", "/fails/1"), ("It is well", "/well")];
    let app = Fickle::start(&scenarios);
    let ended = app.judged(&["--repeat", "3"]);
    assert_eq!(ended.status, 3, "{}", ended.told());
    assert_eq!((app.asked("/fails/1"), app.asked("/well")), (3, 3));
    let results = results(&app.report());
    let flaky = scenario(&results, "It settles");
    assert_eq!(flaky["outcome"], "flaky");
    let told = "passed 2 of 3 times; expected /fails/1 is public";
    assert_eq!(flaky["reason"], told);
    assert!(ended.output.contains(told), "{}", ended.output);
    assert_eq!(others(flaky), [(2, "passed"), (3, "passed")]);
    let well = scenario(&results, "It is well");
    assert_eq!(well["outcome"], "passed");
    assert_eq!(others(well), [(1, "passed"), (2, "passed")]);
}

#[test]
fn what_is_repeated_until_the_first_failure_stops_there_and_has_failed() {
    let scenarios = [("It is broken", "/fails/9"), ("It is well", "/well")];
    let app = Fickle::start(&scenarios);
    let ended = app.judged(&["--repeat", "5", "--fail-fast"]);
    assert_eq!(ended.status, 1, "{}", ended.told());
    assert_eq!((app.asked("/fails/9"), app.asked("/well")), (1, 0));
    let results = results(&app.report());
    assert_eq!(scenario(&results, "It is broken")["outcome"], "failed");
    assert_eq!(results["unfinished"].as_array().map(Vec::len), Some(1));
    let left = ended.output.contains("1 scenario has no result.");
    assert!(left, "{}", ended.output);
}

#[test]
fn with_retries_a_run_stops_for_a_failure_only_when_they_are_used_up() {
    let scenarios = [
        ("It settles", "/fails/1"),
        ("It is broken", "/fails/9"),
        ("It is well", "/well"),
    ];
    let app = Fickle::start(&scenarios);
    let ended = app.judged(&["--retries", "1", "--fail-fast"]);
    assert_eq!(ended.status, 1, "{}", ended.told());
    let results = results(&app.report());
    assert_eq!(scenario(&results, "It settles")["outcome"], "flaky");
    assert_eq!(app.asked("/fails/9"), 2);
    assert_eq!(results["unfinished"].as_array().map(Vec::len), Some(1));
}

#[test]
fn a_failure_that_the_profile_lists_is_not_played_again() {
    let app = Fickle::start(&[("It is broken", "/fails/99")]);
    let known = "[[known_failures]]\nscenario = \"{id}\"\nreason = \"issue 214\"\n";
    app.say(&known.replace("{id}", &id_of_the_only_one(&app)));
    let before = app.asked("/fails/99");
    let ended = app.judged(&["--retries", "3", "--fail-fast"]);
    assert_eq!(ended.status, 0, "{}", ended.told());
    assert!(ended.output.contains("KNOWN"), "{}", ended.output);
    assert_eq!(app.asked("/fails/99"), before + 1);
}

#[test]
fn what_is_in_quarantine_is_told_and_does_not_count_until_its_last_day_is_over() {
    let app = Fickle::start(&[("It is broken", "/fails/99")]);
    let id = id_of_the_only_one(&app);
    let quarantine = |until: &str| {
        format!(
            "[[quarantine]]\nscenario = \"{id}\"\nowner = \"Ada\"\nuntil = \"{until}\"\nreason = \"issue 214\"\n"
        )
    };
    app.say(&quarantine("2999-12-31"));
    let ended = app.judged(&["--fail-fast"]);
    assert_eq!(ended.status, 0, "{}", ended.told());
    let told = "in quarantine until 2999-12-31, Ada: issue 214";
    assert!(ended.output.contains(told), "{}", ended.output);
    let played = results(&app.report());
    assert_eq!(played["totals"]["quarantined"], 1);
    assert_eq!(played["scenarios"][0]["quarantine"]["owner"], "Ada");

    app.say(&quarantine("2020-12-31"));
    let ended = app.judged(&[]);
    assert_eq!(ended.status, 1, "{}", ended.told());
    let played = results(&app.report());
    assert_eq!(played["scenarios"][0]["quarantine"], Value::Null);
    let warning = played["warnings"][0].as_str().expect("a warning");
    assert!(
        warning.contains("ended on 2020-12-31") && warning.contains("Ada"),
        "{warning}"
    );

    app.say(&quarantine("2999-12-31").replace("broken", "broke"));
    let ended = app.judged(&[]);
    assert_eq!(ended.status, 2, "{}", ended.told());
    assert!(ended.errors.contains("did you mean"), "{}", ended.errors);
}

/// Plays the only scenario that there is, and tells its ID.
fn id_of_the_only_one(app: &Fickle) -> String {
    app.judged(&[]);
    let id = results(&app.report())["scenarios"][0]["id"].clone();
    id.as_str().expect("an ID").to_owned()
}

#[test]
fn a_scenario_that_takes_too_long_is_ended_and_blocked_and_the_others_are_played() {
    let app = Fickle::start(&[("It hangs", "/hangs"), ("It is well", "/well")]);
    let ended = app.judged(&["--deadline", "1"]);
    assert_eq!(ended.status, 3, "{}", ended.told());
    let played = results(&app.report());
    let blocked = scenario(&played, "It hangs");
    assert_eq!(blocked["outcome"], "blocked");
    assert_eq!(
        blocked["reason"],
        "took longer than 1 s; it was at: Then the path \"/hangs\" is public"
    );
    assert_eq!(blocked["steps"][0]["status"], "failed");
    assert_eq!(scenario(&played, "It is well")["outcome"], "passed");

    app.say("[timing]\nscenario_seconds = 2\n");
    app.judged(&["--name", "hangs"]);
    let reason = results(&app.report())["scenarios"][0]["reason"].clone();
    let reason = reason.as_str().expect("a reason");
    assert!(reason.starts_with("took longer than 2 s"), "{reason}");
}

#[test]
fn the_order_can_be_drawn_and_drawn_again() {
    let names = ["One", "Two", "Three", "Four", "Five", "Six", "Seven"];
    let app = Fickle::start(&names.map(|name| (name, "/")));
    let order = |arguments: &[&str]| -> Vec<String> {
        let ended = app.judged(arguments);
        assert_eq!(ended.status, 0, "{}", ended.told());
        let lines = ended.output.lines().filter(|line| line.contains(" PASS "));
        let names = lines.filter_map(|line| line.split_whitespace().last());
        names.map(str::to_owned).collect()
    };
    assert_eq!(order(&[]), names);
    let drawn = order(&["--seed", "7"]);
    assert_ne!(drawn, names);
    assert_eq!(order(&["--seed", "7"]), drawn);
    assert_eq!(results(&app.report())["seed"], 7);

    let ended = app.judged(&["--shuffle"]);
    let seed = results(&app.report())["seed"].as_u64().expect("a seed");
    let told = format!("\norder: shuffled, --seed {seed}\n");
    assert!(ended.output.contains(&told), "{}", ended.output);
}
