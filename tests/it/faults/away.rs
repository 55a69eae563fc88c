//! App, Clerk, identity provider and plan store, as the harness itself asks for them.

use std::thread;
use std::time::Duration;

use rough_proxy::{Rule, Rules};

use super::site::{PARTS, Site};
use super::stage::{number, reasons};
use crate::command::App;

/// What the reason has to begin with when that part is away, in the order of [`PARTS`].
const NAMED: [&str; 4] = [
    "the deployment at http://",
    "Clerk at http://",
    "the identity provider at http://",
    "the plan store ",
];

const SCENARIOS: u64 = 30;

/// Nobody is asked for longer than ten seconds, and what stays away is not asked for ever.
const LIMIT: Duration = Duration::from_secs(75);

/// Asks for all parts, again and again, without a browser.
fn feature() -> String {
    let scenarios = (1..=SCENARIOS).map(|it| {
        format!(
            "  Scenario: Number {it}\n    \
                 Given somebody with an account\n    \
                 Then they have exactly one account\n    \
                 And nothing is stored for them\n    \
                 And the path \"/\" is public\n\n"
        )
    });
    let scenarios: String = scenarios.collect();
    format!("@CB-06 @needs-plan-store @needs-plan-records\nFeature: All parts\n{scenarios}")
}

/// Has that part follow `rule` once a scenario has passed.
fn befalls(app: &App, part: usize, rule: &Rule) {
    let site = Site::before(app, &PARTS);
    let run = site.begin(app, &feature());
    run.wait_for_passed(1);
    site.change(part, Rules::one(rule.clone()));
    let (ended, results) = site.end(run, LIMIT);
    assert_eq!(ended.status, 3, "{}", ended.output);
    let (passed, blocked) = (number(&results, "passed"), number(&results, "blocked"));
    assert!(passed >= 1 && blocked >= 1, "{}", ended.output);
    assert_eq!(passed + blocked, SCENARIOS, "{}", ended.output);
    for reason in reasons(&results) {
        assert!(reason.starts_with(NAMED[part]), "{rule:?}: {reason}");
    }
}

#[test]
fn the_part_that_goes_away_or_hangs_is_named_and_nothing_is_called_wrong_for_it() {
    let app = App::start(&[]);
    let hung = Rule {
        hung: 1.0,
        ..Rule::default()
    };
    let closed = Rule {
        closed: 1.0,
        ..Rule::default()
    };
    thread::scope(|scope| {
        for part in 0..NAMED.len() {
            for rule in [&hung, &closed] {
                let app = &app;
                scope.spawn(move || befalls(app, part, rule));
            }
        }
    });
}

#[test]
fn a_deployment_that_comes_back_soon_costs_only_what_was_under_way() {
    let app = App::start(&[]);
    let site = Site::before(&app, &PARTS);
    let run = site.begin(&app, &feature());
    run.wait_for_passed(1);
    let away = Rule {
        closed: 1.0,
        ..Rule::default()
    };
    site.change(0, Rules::one(away));
    run.wait_for_blocked(1);
    site.change(0, Rules::default());
    let (ended, results) = site.end(run, LIMIT);
    assert_eq!(number(&results, "blocked"), 1, "{}", ended.output);
    assert_eq!(
        number(&results, "passed"),
        SCENARIOS - 1,
        "{}",
        ended.output
    );
}
