//! A checkout that is played by the steps in the profile.

use std::path::Path;

use crate::command::{Ended, conformance, room_for};

/// Buys a plan of the embedded deployment at its checkout, by these steps.
fn buy(folder: &Path, steps: &str) -> Ended {
    let profile = folder.join("stepwise.toml");
    let text = format!(
        "[app]\nkind = \"embedded\"\n[policies]\n\"billing.events\" = \"both\"\n[timing]\nplan_ms = 5_000\n\
         deadline_ms = 3_000\n[selectors]\ncard_number = \"#nowhere\"\npay = \"#nowhere\"\n\
         [billing.checkout]\nsteps = [{steps}]\n"
    );
    std::fs::write(&profile, text).expect("a file");
    let ended = conformance()
        .arg("--target")
        .arg(&profile)
        .args([
            "features/billing/test-cases/07-tc-03-pro-yearly.feature",
            "--name",
            "a slug of its own",
            "--output",
        ])
        .arg(folder.join("report"))
        .output();
    Ended::from(ended.expect("the command starts"))
}

const FILL: &str = "{ wait = \"form:has(input[name=card])\" }, { fill = \"input[name=card]\", with = \"{card}\" }, \
                    { fill = \"input[name=expiry]\", with = \"12/34\" }, { fill = \"input[name=cvc]\", with = \"123\" }";

#[test]
fn the_steps_of_a_profile_buy_what_the_selectors_do_not() {
    let _room = room_for(1);
    let folder = tempfile::tempdir().expect("a folder");
    let ended = buy(
        folder.path(),
        &format!("{FILL}, {{ press = \"form:has(input[name=card]) button[type=submit]\" }}"),
    );
    assert_eq!(ended.status, 0, "{}{}", ended.output, ended.errors);
}

#[test]
fn a_step_that_cannot_be_done_is_named() {
    let _room = room_for(1);
    let folder = tempfile::tempdir().expect("a folder");
    let ended = buy(
        folder.path(),
        &format!("{FILL}, {{ press = \"#no-such-button\" }}"),
    );
    assert_eq!(ended.status, 1, "{}{}", ended.output, ended.errors);
    let told = format!("{}{}", ended.output, ended.errors);
    assert!(
        told.contains("step 5 of the checkout (#no-such-button)"),
        "{told}"
    );
}
