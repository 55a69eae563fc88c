//! The network between a browser and the deployment.

use std::time::Duration;

use rough_proxy::{Delay, Rule, Rules};

use super::site::{PARTS, Site};
use super::stage::{number, reasons};
use crate::command::{App, room_for};

/// A person goes from page to page, and the app asks its Clerk.
pub(super) fn feature(scenarios: usize) -> String {
    let steps = "    When they leave for the identity provider from the sign-in page\n    \
                     Then the redirect URI is the one that the identity provider knows\n";
    let scenarios = (1..=scenarios).map(|it| format!("  Scenario: Number {it}\n{steps}\n"));
    format!(
        "@START-3\nFeature: On the way\n{}",
        scenarios.collect::<String>()
    )
}

/// No page is waited for longer than this.
pub(super) const LIMIT: Duration = Duration::from_secs(45);

#[test]
fn a_slow_network_changes_no_verdict() {
    let _room = room_for(1);
    let app = App::start(&[]);
    let site = Site::before(&app, &PARTS[..1]);
    site.change(
        0,
        Rules::one(Rule {
            delay_ms: Delay::Between(100, 400),
            ..Rule::default()
        }),
    );
    let run = site.begin(&app, &feature(2));
    let (ended, results) = site.end(run, LIMIT);
    assert_eq!(ended.status, 0, "{}", ended.told());
    assert_eq!(number(&results, "passed"), 2, "{}", ended.told());
    assert!(site.proxies()[0].tally().delayed > 10);
}

#[test]
fn connections_that_break_block_what_needed_them_and_fail_nothing() {
    let _room = room_for(1);
    let app = App::start(&[]);
    let site = Site::before(&app, &PARTS[..1]);
    site.change(
        0,
        Rules {
            seed: 4,
            rules: vec![Rule {
                closed: 0.04,
                cut: 0.04,
                ..Rule::default()
            }],
        },
    );
    let run = site.begin(&app, &feature(5));
    let (ended, results) = site.end(run, LIMIT);
    let tally = site.proxies()[0].tally();
    assert!(tally.closed > 0 && tally.cut > 0, "{tally:?}");
    assert_eq!(number(&results, "failed"), 0, "{}", ended.told());
    let reasons = reasons(&results);
    let passed = usize::try_from(number(&results, "passed")).expect("few");
    assert_eq!(passed + reasons.len(), 5, "{}", ended.output);
    for reason in reasons {
        let is_told = reason.contains("net::ERR_") || reason.contains("does not answer");
        assert!(is_told, "{reason}");
    }
}
