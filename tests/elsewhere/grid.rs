//! Runs through a Selenium Grid.

use std::collections::BTreeSet;

use tokio::runtime::Runtime;

use crate::Ended;
use crate::command::{notes, outcomes, played};
use crate::server::Grid;

/// What is played: scenarios with one tab, with two, and in another browser.
const FEATURES: &str = "features/starting";

/// Two nodes and four workers: every scenario comes to what it comes to without a Grid, the evidence names the worker and
/// the node, and no place is left taken.
pub(crate) fn comes_to_the_same() -> Ended {
    let runtime = Runtime::new().expect("a runtime");
    let grid = runtime.block_on(Grid::start(2))?;
    let folder = tempfile::tempdir().expect("a folder");
    let plain = played(&[FEATURES], None, &folder.path().join("plain"));
    let through = ["--workers", "4", FEATURES];
    let through = played(&through, Some(grid.url()), &folder.path().join("grid"));
    assert_eq!(outcomes(&through), outcomes(&plain));
    assert!(
        outcomes(&plain).values().all(|it| *it == "passed"),
        "{plain}"
    );

    let told = notes(&through, "played by worker ");
    assert_eq!(told.len(), outcomes(&plain).len(), "{told:?}");
    let part = |place: usize| -> BTreeSet<&str> {
        let words = told.iter().map(|note| note.split(' ').nth(place));
        words.flatten().collect()
    };
    // “played by worker 1 in chrome 156.0.8078.79 on the node http://…”
    assert_eq!(part(3), ["1", "2", "3", "4"].into(), "{told:?}");
    assert_eq!(part(10).len(), 2, "{told:?}");
    assert!(notes(&plain, "played by ").is_empty());
    assert_eq!(runtime.block_on(grid.sessions()), 0);
    Ok(())
}

/// A node and four workers: they wait for each other, and each scenario gets a browser.
pub(crate) fn is_enough_with_fewer_places() -> Ended {
    let runtime = Runtime::new().expect("a runtime");
    let grid = runtime.block_on(Grid::start(1))?;
    let folder = tempfile::tempdir().expect("a folder");
    let wanted = ["--workers", "4", "--tags", "@START-1 or @START-4", FEATURES];
    let through = played(&wanted, Some(grid.url()), &folder.path().join("grid"));
    let outcomes = outcomes(&through);
    assert!(
        outcomes.len() >= 4 && outcomes.values().all(|it| *it == "passed"),
        "{outcomes:?}"
    );
    assert_eq!(runtime.block_on(grid.sessions()), 0);
    Ok(())
}
