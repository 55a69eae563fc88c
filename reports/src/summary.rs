//! The closing lines of a run.

use std::cmp::Reverse;
use std::fmt::{self, Write as _};

use conformance_harness::results::Results;

use crate::finding::Finding;
use crate::format::{count, duration};
use crate::mark::{Mark, tally};
use crate::title::Titles;
use crate::verdict;

/// How many of the slowest scenarios are named.
const SLOWEST: usize = 3;

/// What a run says at its end: the verdict with its totals, then what failed, was blocked, is a
/// warning or flaky, each with what explains it, and the slowest scenarios. Plain lines without
/// colours, the last one ended; control characters, which could steer a terminal, are left out.
#[must_use]
pub fn summary(results: &Results) -> String {
    let mut text = String::new();
    write_summary(&mut text, results).expect("a String takes whatever is written to it");
    text
}

fn write_summary(out: &mut String, results: &Results) -> fmt::Result {
    let numbers: Vec<_> = tally(results)
        .into_iter()
        .filter(|&(mark, number)| number > 0 || mark == Mark::Passed)
        .map(|(mark, number)| match mark {
            Mark::Warning => count(number, mark.word()),
            mark => format!("{number} {}", mark.word()),
        })
        .collect();
    writeln!(
        out,
        "{}: {} ({} in {})",
        verdict::headline(results.verdict),
        numbers.join(", "),
        count(results.scenarios.len(), "scenario"),
        duration(results.duration_ms)
    )?;
    if let Some(why) = &results.interrupted {
        writeln!(out, "Cut short: {}", plain(why, 0))?;
    }

    write_findings(out, "Failed", &Finding::all(results, Mark::Failed))?;
    write_findings(out, "Blocked", &Finding::all(results, Mark::Blocked))?;
    write_findings(
        out,
        "Warnings (a SHOULD does not hold)",
        &Finding::all(results, Mark::Warning),
    )?;
    write_findings(
        out,
        "Flaky (passed only on a retry)",
        &Finding::all(results, Mark::Flaky),
    )?;
    write_slowest(out, results)
}

fn write_findings(out: &mut String, title: &str, findings: &[Finding<'_>]) -> fmt::Result {
    if findings.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n{title}")?;
    for (index, finding) in findings.iter().enumerate() {
        if index > 0 {
            writeln!(out)?;
        }
        writeln!(
            out,
            "  {}{}",
            plain(&finding.title, 2),
            requirements(finding)
        )?;
        for line in finding.lines() {
            writeln!(out, "    {:<9} {}", line.label, plain(&line.text, 14))?;
        }
    }
    Ok(())
}

fn write_slowest(out: &mut String, results: &Results) -> fmt::Result {
    let titles = Titles::of(results);
    let mut slowest: Vec<_> = results
        .scenarios
        .iter()
        .filter(|s| s.duration_ms > 0)
        .collect();
    slowest.sort_by_key(|scenario| Reverse(scenario.duration_ms));
    slowest.truncate(SLOWEST);
    if slowest.is_empty() {
        return Ok(());
    }
    writeln!(out, "\nSlowest")?;
    for scenario in slowest {
        let took = duration(scenario.duration_ms);
        let name = plain(&titles.title(scenario), 2);
        let place = format!("{}:{}", plain(&scenario.feature, 0), scenario.line);
        writeln!(out, "  {took:>12}  {name}  {place}")?;
    }
    Ok(())
}

fn requirements(finding: &Finding<'_>) -> String {
    match finding.scenario.requirements.as_slice() {
        [] => String::new(),
        ids => format!("  [{}]", plain(&ids.join(", "), 0)),
    }
}

/// `text` without control characters, its further lines indented by `indent`.
fn plain(text: &str, indent: usize) -> String {
    let lines = text.lines().map(|line| {
        let spaced = line.replace('\t', " ");
        spaced
            .chars()
            .filter(|c| !c.is_control())
            .collect::<String>()
    });
    lines.collect::<Vec<_>>().join(&format!("\n{:indent$}", ""))
}
