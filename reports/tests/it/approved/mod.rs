//! Approved transcripts.

mod kept;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use conformance_harness::results::{Evidence, Exchange, Hop, Outcome, Results, Transcripts};
use conformance_reports::approved::{Approval, ApproveError, Comparison, approve, compare};
use conformance_reports::{summary, transcript};

use crate::sample::results;

/// A run of one scenario that passed, after which `username` was stored.
fn run(username: &str) -> Results {
    let mut run = results();
    run.scenarios.retain(|it| it.outcome == Outcome::Passed);
    run.scenarios.truncate(1);
    let scenario = &mut run.scenarios[0];
    scenario.id = "social/linking:they-link".to_owned();
    scenario.origins = [("app".to_owned(), "http://localhost:4100".to_owned())].into();
    scenario.evidence = vec![
        Evidence::Redirects {
            hops: [Some(200), Some(302), None]
                .map(|status| Hop {
                    status,
                    url: "http://localhost:4100/sign-in".to_owned(),
                    at_ms: None,
                })
                .into(),
        },
        Evidence::Exchanges {
            exchanges: vec![Exchange {
                at_ms: 7,
                method: "POST".to_owned(),
                url: "http://localhost:4100/api?code=[redacted]".to_owned(),
                form: [("strategy".to_owned(), "oauth_custom_acme".to_owned())].into(),
                status: Some(200),
            }],
        },
        Evidence::Stored {
            by: "Clerk".to_owned(),
            facts: vec![format!("name: {username}"), "created_at: 12".to_owned()],
        },
    ];
    run
}

fn with(folder: &Path, run: &Results) -> Comparison {
    Comparison {
        folder: folder.to_owned(),
        known: run.scenarios.iter().map(|it| it.id.clone()).collect(),
        is_whole: true,
        leave_pending: true,
    }
}

/// A folder in which what `run` tells is approved.
fn approved(run: &Results) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("social/linking/they-link.snap");
    let approval = approve(run, folder.path(), &[]).expect("it can be approved");
    assert_eq!(approval.approved, ["social/linking:they-link"]);
    (folder, file)
}

/// What comparing says.
fn compared(run: &mut Results, with: &Comparison) -> Option<Transcripts> {
    compare(&mut run.scenarios, with).expect("the files can be read")
}

#[test]
fn a_transcript_tells_where_it_went_what_was_exchanged_and_what_was_stored() {
    let told = transcript(&run("ann").scenarios[0]);
    assert_eq!(
        told,
        "went
      app:/sign-in
  302 app:/sign-in
      app:/sign-in
exchanged
  200 POST app:/api?code=[redacted] {strategy=oauth_custom_acme}
stored
  Clerk: name: ann
  Clerk: created_at: some time
"
    );
}

#[test]
fn what_would_end_a_line_or_speak_to_a_terminal_is_told_by_its_code() {
    let mut run = run("ann");
    run.scenarios[0].evidence = vec![Evidence::Log {
        lines: vec!["PUT /a 200\r\n\u{1b}[2Jé".to_owned()],
        trouble: Vec::new(),
    }];
    let told = transcript(&run.scenarios[0]);
    assert_eq!(told, "logged\n  PUT /a 200\\r\\n\\u{1b}[2Jé\n");
}

#[test]
fn an_approved_transcript_that_is_no_text_is_named() {
    let mut run = run("ann");
    let (folder, file) = approved(&run);
    fs::write(&file, b"---\n---\nwent \xff\n").expect("it can be written");
    let with = with(folder.path(), &run);
    let (named, _) = compare(&mut run.scenarios, &with).expect_err("it is no text");
    assert_eq!(named, file);
    let error = approve(&run, folder.path(), &[]).expect_err("it is no text");
    let said = format!("cannot read {}: ", file.display());
    assert!(error.to_string().starts_with(&said), "{error}");
}

#[test]
fn where_nothing_was_ever_approved_nothing_is_compared() {
    let mut run = run("ann");
    let with = with(Path::new("/nowhere/approved"), &run);
    assert_eq!(compared(&mut run, &with), None);
}

#[test]
fn what_did_as_was_approved_has_not_drifted_and_leaves_nothing_for_review() {
    let mut run = run("ann");
    let (folder, file) = approved(&run);
    let pending = file.with_extension("snap.new");
    fs::write(&pending, "of a run before").expect("it can be written");
    let with = with(folder.path(), &run);
    let told = compared(&mut run, &with).expect("it was compared");
    assert_eq!((told.new.len(), told.stale.len()), (0, 0));
    assert_eq!(run.scenarios[0].drift, None);
    assert!(!pending.exists());
}

#[test]
fn what_another_target_did_is_not_approved_for_this_one() {
    let mut run = run("ann");
    run.scenarios[0].played_on = Some("hermetic".to_owned());
    let folder = tempfile::tempdir().expect("a folder");
    let approval = approve(&run, folder.path(), &[]).expect("it can be approved");
    assert_eq!(approval, Approval::default());
}

#[test]
fn what_did_otherwise_has_drifted_and_waits_for_review_but_not_on_a_ci_server() {
    let (folder, file) = approved(&run("ann"));
    for leave_pending in [false, true] {
        let mut run = self::run("bob");
        let with = Comparison {
            leave_pending,
            ..with(folder.path(), &run)
        };
        compared(&mut run, &with).expect("it was compared");
        let drift = run.scenarios[0].drift.as_ref().expect("a drift");
        assert!(
            drift
                .diff
                .contains("-  Clerk: name: ann\n+  Clerk: name: bob"),
            "{}",
            drift.diff
        );
        assert_eq!(drift.approved, file.display().to_string());
        let pending = file.with_extension("snap.new");
        assert_eq!(pending.exists(), leave_pending);
    }
}

#[test]
fn approving_a_drift_ends_it() {
    let (folder, file) = approved(&run("ann"));
    let mut bob = run("bob");
    let with = with(folder.path(), &bob);
    compared(&mut bob, &with);
    let ids = ["social/linking:they-link".to_owned()];
    let approval = approve(&bob, folder.path(), &ids).expect("it can be approved");
    assert_eq!(approval.approved, ids);
    assert!(!file.with_extension("snap.new").exists());
    let mut again = run("bob");
    compared(&mut again, &with);
    assert_eq!(again.scenarios[0].drift, None);
}

#[test]
fn a_scenario_that_was_never_approved_is_new_and_one_that_is_no_more_is_stale() {
    let run_before = run("ann");
    let (folder, _) = approved(&run_before);
    let mut renamed = run("ann");
    renamed.scenarios[0].id = "social/linking:she-links".to_owned();
    let with = with(folder.path(), &renamed);
    let told = compared(&mut renamed, &with).expect("it was compared");
    assert_eq!(told.new, ["social/linking:she-links"]);
    assert_eq!(told.stale, ["social/linking/they-link.snap"]);

    renamed.transcripts = Some(told);
    let approval = approve(&renamed, folder.path(), &[]).expect("it can be approved");
    assert_eq!(approval.removed, ["social/linking/they-link.snap"]);
}

#[test]
fn a_transcript_of_a_feature_that_was_not_read_is_not_stale() {
    let mut run = run("ann");
    let (folder, _) = approved(&run);
    let with = Comparison {
        known: BTreeSet::from(["billing/gates:a-gate".to_owned()]),
        is_whole: false,
        ..with(folder.path(), &run)
    };
    let told = compared(&mut run, &with).expect("it was compared");
    assert!(told.stale.is_empty(), "{:?}", told.stale);
}

#[test]
fn what_failed_is_compared_but_not_approved_unless_the_failure_is_known() {
    let (folder, _) = approved(&run("ann"));
    let mut failed = run("bob");
    failed.scenarios[0].outcome = Outcome::Failed;
    let with = with(folder.path(), &failed);
    compared(&mut failed, &with);
    assert!(failed.scenarios[0].drift.is_some());
    let approval = approve(&failed, folder.path(), &[]).expect("it can be tried");
    assert_eq!(approval.left_out, ["social/linking:they-link"]);
    assert!(approval.approved.is_empty());

    failed.scenarios[0].known_because = Some("issue 214".to_owned());
    let approval = approve(&failed, folder.path(), &[]).expect("it can be approved");
    assert_eq!(approval.approved, ["social/linking:they-link"]);
}

#[test]
fn what_the_report_does_not_have_cannot_be_approved() {
    let error = approve(&run("ann"), Path::new("approved"), &["a:b".to_owned()]);
    assert!(matches!(error, Err(ApproveError::Unknown(id)) if id == "a:b"));
}

#[test]
fn the_summary_names_what_drifted_what_is_new_and_what_is_stale() {
    let (folder, _) = approved(&run("ann"));
    let mut bob = run("bob");
    let told = compared(&mut bob, &with(folder.path(), &run("bob")));
    bob.transcripts = told.map(|told| Transcripts {
        new: vec!["a:new".to_owned()],
        stale: vec!["a/old.snap".to_owned()],
        ..told
    });
    bob.totals = crate::sample::totals(&bob.scenarios);
    let summary = summary(&bob);
    let (from, to) = (summary.find("Drifted"), summary.find("Look at them"));
    assert_eq!(
        &summary[from.unwrap()..to.unwrap()],
        "Drifted (passed, but not as was approved)
  social/linking:they-link
    -  Clerk: name: ann
    +  Clerk: name: bob
Not approved yet
  a:new
Stale (approved, and of no scenario)
  a/old.snap
"
    );
    assert!(summary.contains("\nTranscripts: 1 drifted, 1 not approved yet, 1 stale\n"));
}
