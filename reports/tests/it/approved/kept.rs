//! Whatever a scenario is called and did: what is approved of it is found again.

use std::fs;
use std::path::{Path, PathBuf};

use conformance_harness::results::{Delivery, Evidence, Exchange, Hop, Results};
use conformance_reports::approved::{approve, compare};
use conformance_reports::transcript;
use insta::Snapshot;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

use super::{run, with};

/// What a file of an approved transcript, or a line of it, could be taken to end at.
const STRAYS: [&str; 14] = [
    "",
    " ",
    "---",
    "\n---\n",
    "---\r\n",
    "a\rb",
    "a\r\nb",
    "a\r",
    "\t",
    "\u{0}",
    "\u{1b}[2J",
    "\u{85}",
    "\u{2028}",
    "\u{feff}---",
];

fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        2 => select(STRAYS.as_slice()).prop_map(str::to_owned),
        1 => any::<String>(),
    ]
}

/// The ID of a scenario as it is, or as a report may have it.
fn id() -> impl Strategy<Value = String> {
    prop_oneof![
        2 => "[a-z]{1,4}(/[a-z]{1,4})?:[a-z0-9-]{1,12}",
        2 => "[ab/:.\"'\\\\ -]{1,12}",
        1 => text().prop_map(|text| format!("a:{text}")),
    ]
}

/// Evidence of each kind of which something is told.
fn evidence() -> impl Strategy<Value = Vec<Evidence>> {
    let hops = vec(text(), 0..3).prop_map(|all| Evidence::Redirects {
        hops: all.into_iter().map(hop).collect(),
    });
    let exchanges = (text(), text(), text()).prop_map(|(url, name, value)| Evidence::Exchanges {
        exchanges: vec![Exchange {
            at_ms: 7,
            method: "POST".to_owned(),
            url,
            form: [(name, value)].into(),
            status: Some(200),
        }],
    });
    let deliveries = (text(), text()).prop_map(|(event, distortion)| Evidence::Deliveries {
        deliveries: vec![Delivery {
            at_ms: 7,
            id: "msg_1".to_owned(),
            event,
            timestamp: None,
            distortion: Some(distortion),
            status: None,
            answer: None,
            error: None,
            took_ms: 7,
        }],
    });
    let stored = (text(), text(), text()).prop_map(|(by, name, value)| Evidence::Stored {
        by,
        facts: vec![format!("{name}: {value}")],
    });
    let log = vec(text(), 0..4).prop_map(|lines| Evidence::Log {
        lines,
        trouble: Vec::new(),
    });
    (hops, exchanges, deliveries, stored, log)
        .prop_map(|all| vec![all.0, all.1, all.2, all.3, all.4])
        .prop_shuffle()
}

fn hop(url: String) -> Hop {
    Hop {
        status: Some(302),
        url,
        at_ms: None,
    }
}

/// All files below a folder.
fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|it| it.unwrap().path());
    let below = entries.map(|path| match path.is_dir() {
        true => files(&path),
        false => vec![path],
    });
    below.flatten().collect()
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_approved_has_not_drifted_and_insta_reads_the_same(id in id(), evidence in evidence()) {
        let mut run: Results = run("ann");
        run.scenarios[0].id.clone_from(&id);
        run.scenarios[0].evidence = evidence;
        let folder = tempfile::tempdir().unwrap();
        let approval = match approve(&run, folder.path(), &[]) {
            Ok(approval) => approval,
            // Not all that can be an ID can be the name of a file.
            Err(error) => {
                let said = error.to_string();
                prop_assert!(said.contains(&folder.path().display().to_string()), "{said}");
                return Ok(());
            }
        };

        let with = with(folder.path(), &run);
        let told = compare(&mut run.scenarios, &with).unwrap().unwrap();
        prop_assert_eq!(&run.scenarios[0].drift, &None);
        prop_assert!(told.new.is_empty() && told.stale.is_empty(), "{:?}", told);

        let seen = transcript(&run.scenarios[0]);
        let files = files(folder.path());
        prop_assert_eq!(files.len(), approval.approved.len());
        for file in files {
            let read = Snapshot::from_file(&file).unwrap();
            prop_assert_eq!(read.metadata().expression(), Some(id.as_str()));
            let read = read.as_text().unwrap().to_string();
            prop_assert_eq!(read.trim_end(), seen.trim_end());
        }
    }
}
