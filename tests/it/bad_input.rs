//! Bad input gets one clear error, with the place and the way out, and exit status 2 or 4.

use tempfile::TempDir;

use crate::command::{conformance, run, run_feature};

/// Runs with these arguments; the status must be `status`, the first error must hold every part.
#[track_caller]
fn refuses(arguments: &[&str], status: i32, parts: &[&str]) {
    let ended = run(arguments);
    assert_eq!(ended.status, status, "{}", ended.errors);
    for part in parts {
        assert!(
            ended.errors.contains(part),
            "“{part}” is not in: {}",
            ended.errors
        );
    }
}

/// A profile `mine.toml` of that text: its folder and its path.
fn profile(text: &str) -> (TempDir, String) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("mine.toml");
    std::fs::write(&path, text).expect("a file");
    let path = path.display().to_string();
    (folder, path)
}

/// Runs a feature file; the status must be 2, the error must hold every part.
#[track_caller]
fn refuses_feature(text: &str, parts: &[&str]) {
    let ended = run_feature(text);
    assert_eq!(ended.status, 2, "{}{}", ended.output, ended.errors);
    for part in parts {
        assert!(
            ended.errors.contains(part),
            "“{part}” is not in: {}",
            ended.errors
        );
    }
}

#[test]
fn an_unknown_target_lists_the_known_ones() {
    refuses(
        &["--target", "emebdded"],
        2,
        &["no target “emebdded”", "embedded", "local"],
    );
}

#[test]
fn a_profile_with_a_slip_shows_its_line() {
    let (_folder, target) = profile("[app]\nkind = \"embedded\"\n[route]\n");
    refuses(
        &["--target", &target],
        2,
        &[
            "mine.toml: line 3, column 2",
            "no `route` here; is `routes` meant?",
        ],
    );
}

#[test]
fn a_secret_in_the_place_of_a_variable_is_not_printed() {
    let secret = "sk_test_written_down_by_mistake";
    for (line, told) in [
        (
            "[clerk]\nsecret_key = \"SECRET\"\n",
            "is `secret_key_env` meant",
        ),
        (
            "[clerk]\nbackend_api = \"http://127.0.0.1:9\"\nsecret_key_env = \"SECRET\"\n",
            "the secret itself",
        ),
        ("clerk = \"SECRET\"\n", "here belongs a table"),
        (
            "[app.protection]\nsecret_env = \"SECRET\"\n",
            "the secret itself",
        ),
    ] {
        let line = line.replace("SECRET", secret);
        let app = "[app]\nkind = \"url\"\nurl = \"http://127.0.0.1:9\"\n";
        let text = match line.starts_with('[') {
            true => format!("{app}{line}"),
            false => format!("{line}{app}"),
        };
        let (_folder, target) = profile(&text);
        for arguments in [
            vec!["--target", &target],
            vec!["doctor", "--target", &target],
        ] {
            let ended = run(&arguments);
            assert_eq!(ended.status, 2, "{}", ended.told());
            assert!(ended.errors.contains(told), "{told}: {}", ended.errors);
            assert!(
                ended.errors.contains("mine.toml: line "),
                "{}",
                ended.errors
            );
            assert!(!ended.told().contains("written_down"), "{}", ended.told());
        }
    }
}

#[test]
fn a_command_that_is_misspelt_comes_with_the_one_that_is_meant() {
    refuses(
        &["stpes", "plan"],
        2,
        &[
            "neither a command nor a feature file “stpes”",
            "is `steps` meant?",
        ],
    );
}

#[test]
fn a_listed_scenario_that_is_in_no_feature_file_is_told_when_all_were_read() {
    let text = "[app]\nkind = \"embedded\"\n[[known_failures]]\nscenario = \"sso-calback/trouble:x\"\nreason = \"r\"\n";
    let (_folder, target) = profile(text);
    let wanted =
        ["[[known_failures]] names the scenario “sso-calback/trouble:x”, which is not there"];
    refuses(&["--target", &target, "--dry-run"], 2, &wanted);
    let one = ["features/sso-callback", "--target", &target, "--dry-run"];
    assert_eq!(run(&one).status, 0);
}

#[test]
fn a_missing_secret_is_asked_for_by_its_name() {
    refuses(
        &["--target", "local"],
        2,
        &["CLERK_SECRET_KEY", "local.toml"],
    );
}

#[test]
fn a_tag_that_nothing_bears_comes_with_the_nearest_one() {
    refuses(&["--tags", "@CB-66"], 2, &["@CB-66", "is @CB-06 meant?"]);
}

#[test]
fn an_expression_that_is_none_shows_where() {
    refuses(
        &["--tags", "@CB and"],
        2,
        &["not a tag expression at column 8"],
    );
}

#[test]
fn a_name_that_is_no_regular_expression_is_refused() {
    refuses(&["--name", "("], 2, &["--name", "unclosed group"]);
}

#[test]
fn a_feature_file_that_does_not_exist_is_named() {
    refuses(
        &["no-such.feature"],
        2,
        &["no-such.feature: there is no such file or folder"],
    );
}

#[test]
fn a_selection_without_scenarios_ends_with_a_status_of_its_own() {
    refuses(
        &["--name", "no scenario has this name"],
        4,
        &["nothing to run"],
    );
}

#[test]
fn an_unknown_option_is_wrong_usage() {
    refuses(&["--tag", "@CB"], 2, &["--tags"]);
}

#[test]
fn an_unknown_defect_is_named() {
    refuses(
        &["defects", "no-such-defect"],
        2,
        &["no-such-defect", "--list"],
    );
}

#[test]
fn an_undefined_step_shows_file_line_and_the_nearest_step() {
    let text = "Feature: A\n  Scenario: S\n    When they sign in with a provider\n";
    refuses_feature(text, &["mine.feature:3:", "they sign in with the provider"]);
}

#[test]
fn a_step_of_the_wrong_kind_is_undefined() {
    refuses_feature(
        "Feature: A\n  Scenario: S\n    Given they have a session\n",
        &["mine.feature:3:"],
    );
}

#[test]
fn a_keyword_with_a_slip_is_not_skipped() {
    let text = "Feature: A\n  Scenario: S\n    Gven a newcomer at the identity provider\n    When they open the home page\n";
    refuses_feature(
        text,
        &[
            "mine.feature:2:",
            "“Gven a newcomer at the identity provider”",
            "“given”",
        ],
    );
}

#[test]
fn a_scenario_without_steps_does_not_pass() {
    refuses_feature(
        "Feature: A\n  Scenario: S\n",
        &["mine.feature:2:", "no steps"],
    );
}

#[test]
fn an_unknown_requirement_is_refused() {
    let text = "@CB-66\nFeature: A\n  Scenario: S\n    When they open the home page\n";
    refuses_feature(text, &["mine.feature:2:", "no requirement CB-66"]);
}

#[test]
fn all_that_is_wrong_is_told_at_once() {
    let text = "Feature: A\n  Scenario: S\n    When x\n    Then y\n";
    refuses_feature(text, &["mine.feature:3:", "mine.feature:4:"]);
}

#[test]
fn a_deployment_that_is_not_there_blocks_the_run() {
    let folder = tempfile::tempdir().expect("a folder");
    let profile = folder.path().join("gone.toml");
    // Port 9 (discard) has no listener on a test machine.
    let text = "[app]\nkind = \"url\"\nurl = \"http://127.0.0.1:9\"\n\
                [clerk]\nbackend_api = \"http://127.0.0.1:9\"\nsecret_key_env = \"CLERK_SECRET_KEY\"\n\
                [identity_provider]\nurl = \"http://127.0.0.1:9\"\nstrategy = \"oauth_custom_acme\"\n";
    std::fs::write(&profile, text).expect("a file");
    let ended = conformance()
        .arg("--target")
        .arg(&profile)
        .env("CLERK_SECRET_KEY", "sk_test_planted")
        .output();
    let ended = crate::command::Ended::from(ended.expect("the command starts"));
    assert_eq!(ended.status, 3, "{}", ended.errors);
    assert!(
        ended
            .errors
            .contains("the app cannot be reached: nobody listens at http://127.0.0.1:9/"),
        "{}",
        ended.errors
    );
    assert!(!(ended.output + &ended.errors).contains("sk_test_planted"));
}

#[test]
fn a_driver_that_is_not_there_blocks_the_run() {
    let folder = tempfile::tempdir().expect("a folder");
    let ended = conformance()
        .args(["--name", "Nobody was on the way", "--output"])
        .arg(folder.path().join("report"))
        .env("WEBDRIVER_URL", "http://127.0.0.1:9")
        .output();
    let ended = crate::command::Ended::from(ended.expect("the command starts"));
    assert_eq!(ended.status, 3, "{}{}", ended.output, ended.errors);
    let told = "error: the driver that WEBDRIVER_URL names cannot be reached: nobody listens at http://127.0.0.1:9/\n";
    assert_eq!(ended.errors, told);
    assert!(!ended.output.contains("Nobody was"), "{}", ended.output);
}

#[test]
fn an_app_whose_port_is_taken_says_where_else_it_could_listen() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = taken.local_addr().expect("an address").port().to_string();
    let free = ["--clerk-port", "0", "--idp-port", "0", "--store-port", "0"];
    let ended = run(&[&["app", "--port", &port], &free[..]].concat());
    assert_eq!(ended.status, 3, "{}", ended.told());
    let told = format!("cannot listen on 127.0.0.1:{port}: ");
    assert!(ended.errors.contains(&told), "{}", ended.errors);
    assert!(
        ended.errors.contains("; does another one run? --port,"),
        "{}",
        ended.errors
    );
}

#[test]
fn the_help_tells_every_exit_status() {
    let help = run(&["--help"]).output;
    for status in [
        "0 conforms",
        "1 a requirement failed",
        "2 wrong usage",
        "3 blocked",
        "4 nothing ran",
    ] {
        assert!(help.contains(status), "{help}");
    }
}
