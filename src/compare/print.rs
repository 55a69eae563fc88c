//! What a comparison says to people.

use conformance_harness::results::Totals;

use super::comparison::{Comparison, Report};
use super::difference::{Difference, Differences, Said};
use crate::console::Console;

/// Prints what differs; last, how much.
pub(super) fn print(comparison: &Comparison, console: Console) {
    for (letter, report) in [("A", &comparison.a), ("B", &comparison.b)] {
        console.line(&format!("{letter}: {}", heading(report)));
    }
    let kinds = [
        ("Scenarios", &comparison.scenarios),
        ("Requirements", &comparison.requirements),
    ];
    for (kind, differences) in kinds {
        section(
            &format!("{kind} that differ"),
            differences.unexplained(),
            console,
        );
    }
    for (kind, differences) in kinds {
        section(
            &format!("{kind} that differ, as explained"),
            differences.explained(),
            console,
        );
    }
    if !comparison.unneeded.is_empty() {
        console.line("\nExplained, and not so (remove the lines)");
        for it in &comparison.unneeded {
            console.line(&format!("  {} does not differ: {}", it.subject(), it.why));
        }
    }
    console.line("");
    for (kind, differences) in kinds {
        console.line(&format!("{}: {}", kind.to_lowercase(), counts(differences)));
    }
    console.line(if comparison.same { "same" } else { "different" });
}

fn heading(report: &Report) -> String {
    let Totals {
        passed,
        failed,
        blocked,
        not_applicable,
        flaky,
        ..
    } = report.totals;
    let counts = [
        (passed, "passed"),
        (failed, "failed"),
        (blocked, "blocked"),
        (not_applicable, "not applicable"),
        (flaky, "flaky"),
    ];
    let cut = report.interrupted.as_ref();
    let cut = cut.map_or(String::new(), |why| format!("; cut short: {why}"));
    format!(
        "{} on {}: {}{cut}",
        report.target,
        report.started_at,
        listed(&counts)
    )
}

fn section<'a>(title: &str, differences: impl Iterator<Item = &'a Difference>, console: Console) {
    let mut differences = differences.peekable();
    if differences.peek().is_none() {
        return;
    }
    console.line(&format!("\n{title}"));
    for it in differences {
        let (a, b) = (outcome(it.a.as_ref()), outcome(it.b.as_ref()));
        console.line(&format!("  {a:<14} → {b:<14} {}: {}", it.id, it.title));
        for (letter, said) in [("A", &it.a), ("B", &it.b)] {
            if let Some(reason) = said.as_ref().and_then(|it| it.reason.as_ref()) {
                console.line(&format!("      {letter}: {reason}"));
            }
        }
        if let Some(why) = &it.explained {
            console.line(&format!("      explained: {why}"));
        }
    }
}

fn outcome(said: Option<&Said>) -> String {
    said.map_or_else(|| "not there".to_owned(), |it| it.outcome.to_string())
}

fn counts(differences: &Differences) -> String {
    let (mut both, mut only_a, mut only_b) = (0, 0, 0);
    for it in differences.unexplained() {
        match (&it.a, &it.b) {
            (Some(_), None) => only_a += 1,
            (None, Some(_)) => only_b += 1,
            _ => both += 1,
        }
    }
    listed(&[
        (differences.same, "same"),
        (both, "different"),
        (only_a, "in A only"),
        (only_b, "in B only"),
        (differences.explained().count(), "explained"),
    ])
}

/// The counts that are not 0.
fn listed(counts: &[(usize, &str)]) -> String {
    let counts = counts.iter().filter(|(count, _)| *count > 0);
    let counts: Vec<String> = counts
        .map(|(count, what)| format!("{count} {what}"))
        .collect();
    if counts.is_empty() {
        "none".to_owned()
    } else {
        counts.join(", ")
    }
}
