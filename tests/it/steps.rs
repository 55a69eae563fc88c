//! `conformance steps`, and hints for steps that there are not.

use serde_json::Value;

use crate::command::{run, run_feature};

/// Steps that no feature uses. Both are the other keyword of one that is used, for features of teams.
const UNUSED: [&str; 2] = [
    "When what is stored for them is remembered",
    "Then the way to the checkout of {string} says {string}",
];

fn all() -> Vec<Value> {
    let ended = run(&["steps", "--json"]);
    assert_eq!(ended.status, 0, "{}", ended.errors);
    let told: Value = serde_json::from_str(&ended.output).expect("JSON");
    told["steps"].as_array().expect("steps").clone()
}

#[test]
fn every_step_has_an_explanation_and_an_example() {
    let steps = all();
    assert!(steps.len() > 350, "{}", steps.len());
    for step in &steps {
        let name = format!("{} {}", step["keyword"], step["expression"]);
        let explanation = step["explanation"].as_str().expect("text");
        assert!(explanation.split(' ').count() >= 5, "{name}: {explanation}");
        assert!(explanation.ends_with('.'), "{name}: {explanation}");
        assert!(
            !step["subject"].as_str().expect("text").is_empty(),
            "{name}"
        );
        let example = step["example"]["text"].as_str().unwrap_or_default();
        let keyword = step["keyword"].as_str().expect("text");
        assert!(example.starts_with(keyword), "{name}: {example}");
    }
}

#[test]
fn every_step_but_the_named_ones_is_used_by_a_feature() {
    let ended = run(&["steps", "--unused", "--json"]);
    let told: Value = serde_json::from_str(&ended.output).expect("JSON");
    let text = |value: &Value| value.as_str().expect("text").to_owned();
    let unused: Vec<String> = told["steps"]
        .as_array()
        .expect("steps")
        .iter()
        .map(|step| format!("{} {}", text(&step["keyword"]), text(&step["expression"])))
        .collect();
    assert_eq!(unused, UNUSED);
    assert_eq!(ended.status, 1);
}

#[test]
fn words_find_the_steps_that_are_about_them() {
    let ended = run(&["steps", "sign", "OUT"]);
    assert_eq!(ended.status, 0, "{}", ended.errors);
    for told in [
        "  When they sign out\n",
        "      They press the button that signs them out, on the page that they are on.\n",
        "      e.g. When they sign out\n",
        "      defined at steps/src/visits.rs:",
    ] {
        assert!(ended.output.contains(told), "{}", ended.output);
    }
    assert!(!ended.output.contains("they buy"), "{}", ended.output);
    let none = run(&["steps", "xylophone"]);
    assert_eq!(none.status, 1, "{}", none.output);
}

#[test]
fn the_page_has_every_step_and_makes_no_request() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("steps.html");
    let ended = run(&["steps", "--html", &file.display().to_string()]);
    assert_eq!(ended.status, 0, "{}", ended.errors);
    let page = std::fs::read_to_string(&file).expect("a page");
    assert_eq!(page.matches("class=\"step\"").count(), all().len());
    for outside in ["src=", "href=\"http", "url(", "@import"] {
        assert!(!page.contains(outside), "{outside}");
    }
}

#[test]
fn an_undefined_step_comes_with_the_place_of_the_one_that_is_meant() {
    let hint = |step: &str| {
        let ended = run_feature(&format!("Feature: A\n  Scenario: S\n    {step}\n"));
        assert_eq!(ended.status, 2, "{}", ended.errors);
        ended.errors
    };
    for (step, told) in [
        (
            "When they sign in with a provider",
            "the nearest is “When they sign in with the provider” (steps/src/visits.rs:",
        ),
        (
            "Given they have a session",
            "“they have a session” is a step for Then (steps/src/sessions.rs:",
        ),
        (
            "When they enter the code 424242",
            "write “they enter the code \"424242\"” (steps/src/proofs.rs:",
        ),
        (
            "When they enter the code “424242”",
            "write “they enter the code \"424242\"” (steps/src/proofs.rs:",
        ),
        (
            "When ten minutes pass",
            "write “10 minutes pass” (steps/src/proofs.rs:",
        ),
        (
            "Then the billing page shows \"4\" plans.",
            "write “the billing page shows 4 plans” (steps/src/billing/buying.rs:",
        ),
        (
            "When they open the protected pag",
            "the nearest is “When they open the {place}” (steps/src/visits.rs:",
        ),
    ] {
        let errors = hint(step);
        assert!(errors.contains(told), "{step}: {errors}");
    }
}

#[test]
fn a_dry_run_looks_at_everything_and_starts_nothing() {
    let ended = run(&["--tags", "@CB-06", "--dry-run"]);
    assert_eq!(ended.status, 0, "{}", ended.errors);
    assert!(
        ended.output.contains("would be played on embedded"),
        "{}",
        ended.output
    );
    assert!(
        ended.output.contains("nothing was started"),
        "{}",
        ended.output
    );
    assert_eq!(run(&["--target", "no-such", "--dry-run"]).status, 2);
}
