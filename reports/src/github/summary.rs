//! The summary of a job: one page of Markdown.

use conformance_harness::results::{Results, Verdict};

use crate::cluster::Cluster;
use crate::folding;
use crate::format::{count, duration};
use crate::mark::{Mark, tally};
use crate::markdown::{inline, table};
use crate::sheet;
use crate::verdict::{self, Shortfall};

/// GitHub takes 1 MiB from a step, which may play several runs.
const LONGEST: usize = 250_000;

/// More of one text than anybody reads here.
const LONGEST_TEXT: usize = 1_000;

/// More causes of one kind than anybody reads here.
const CLUSTERS: usize = 50;

/// How many further warnings are listed.
const WARNINGS: usize = 20;

/// The verdict, GO or NO-GO, the totals, what failed with what was expected and what was seen, what else should be looked
/// at, and the requirements that are not met: in Markdown, under 1 MiB. `report` is said to be where the report is.
#[must_use]
pub fn summary(results: &Results, report: &str) -> String {
    let icon = match results.verdict {
        Verdict::Conforms => "✅",
        Verdict::DoesNotConform => "❌",
        Verdict::Blocked | Verdict::NothingRan => "⚠️",
    };
    let mut sections = vec![format!(
        "## {icon} {}: {}\n\n{} ({}, {})\n",
        verdict::headline(results),
        text(&verdict::target(results)),
        text(&verdict::sentence(results)),
        count(results.scenarios.len(), "scenario"),
        duration(results.duration_ms),
    )];
    sections.extend(sign_off(results));
    sections.extend(cut_short(results));
    sections.push(totals(results));
    for (mark, title) in [
        (Mark::Failed, "Failed"),
        (Mark::Blocked, "Blocked: nothing is known"),
        (Mark::Warning, "Warnings: a SHOULD does not hold"),
        (Mark::Flaky, "Flaky: passed in some attempts only"),
        (Mark::Quarantined, "In quarantine: does not count"),
    ] {
        sections.extend(clusters(title, &Cluster::all(results, mark)));
    }
    sections.extend(drifts(results));
    sections.extend(warnings(results));
    sections.extend(requirements(results));
    let end = format!(
        "Steps, pictures and exchanges are in the report: {}\n",
        text(report)
    );

    let mut summary = String::new();
    for section in sections {
        if summary.len() + section.len() > LONGEST {
            summary.push_str("There is more, which is too long for this page.\n\n");
            break;
        }
        summary.push_str(&section);
        summary.push('\n');
    }
    summary + &end
}

/// `text` as Markdown that is only text, in one line, cut short.
fn text(text: &str) -> String {
    match text.char_indices().nth(LONGEST_TEXT) {
        None => inline(text),
        Some((end, _)) => inline(&text[..end]) + " …",
    }
}

fn sign_off(results: &Results) -> Option<String> {
    let sign_off = results.sign_off.as_ref()?;
    let headline = sheet::headline(sign_off.verdict);
    Some(match sheet::against(sign_off.criteria.iter()) {
        None => format!("**Sign-off: {headline}**\n"),
        Some(ids) => format!("**Sign-off: {headline}** ({})\n", text(&ids)),
    })
}

fn cut_short(results: &Results) -> Option<String> {
    let why = results.interrupted.as_ref()?;
    let unfinished = match results.unfinished.len() {
        0 => String::new(),
        number => format!(" {} without a result.", count(number, "scenario")),
    };
    Some(format!("**Cut short:** {}.{unfinished}\n", text(why)))
}

fn totals(results: &Results) -> String {
    let marks = tally(results).into_iter();
    let marks = marks.filter(|&(mark, number)| number > 0 || mark == Mark::Passed);
    let mut rows: Vec<_> = marks
        .map(|(mark, number)| [mark.word().to_owned(), number.to_string()])
        .collect();
    if results.totals.drifted > 0 {
        rows.push(["drifted".to_owned(), results.totals.drifted.to_string()]);
    }
    table(["Outcome", "Scenarios"], &rows)
}

fn clusters(title: &str, clusters: &[Cluster<'_>]) -> Option<String> {
    if clusters.is_empty() {
        return None;
    }
    let mut section = format!("### {title}\n\n");
    let (shown, folded) = folding::split(clusters, CLUSTERS);
    for cluster in shown {
        for finding in cluster.listed() {
            let ids = match finding.scenario.requirements.join(", ") {
                ids if ids.is_empty() => ids,
                ids => format!(" ({})", text(&ids)),
            };
            let place = cluster.own_place(finding);
            let place = place.map_or(String::new(), |it| format!(", {}", text(&it)));
            section.push_str(&format!("- **{}**{ids}{place}\n", text(&finding.title)));
        }
        if !cluster.folded().is_empty() {
            section.push_str(&format!("- and {} more\n", cluster.folded().len()));
        }
        for line in cluster.lines() {
            section.push_str(&format!("  - {}: {}\n", line.label, text(&line.text)));
        }
    }
    if !folded.is_empty() {
        let number: usize = folded.iter().map(Cluster::len).sum();
        section.push_str(&format!("\nand {} more\n", count(number, "scenario")));
    }
    Some(section)
}

fn drifts(results: &Results) -> Option<String> {
    let scenarios = results.scenarios.iter();
    let drifted: Vec<_> = scenarios.filter(|it| it.drift.is_some()).collect();
    let (shown, folded) = folding::split(&drifted, CLUSTERS);
    let lines = shown.iter().map(|it| format!("- {}\n", text(&it.name)));
    list(
        "Drifted: the transcript is not the approved one",
        lines,
        folded.len(),
    )
}

fn warnings(results: &Results) -> Option<String> {
    let (shown, folded) = folding::split(&results.warnings, WARNINGS);
    let lines = shown.iter().map(|it| format!("- {}\n", text(it)));
    list("Further warnings", lines, folded.len())
}

fn requirements(results: &Results) -> Option<String> {
    let shortfalls = Shortfall::all(results);
    let shortfalls = shortfalls.iter().map(|shortfall| {
        let requirements = shortfall.requirements.iter();
        let ids: Vec<&str> = requirements.map(|it| it.id.as_str()).collect();
        format!("- {}: {}\n", shortfall.label, text(&ids.join(", ")))
    });
    let untested = verdict::untested(results).map(|it| format!("- {}\n", text(&it)));
    list("Requirements", shortfalls.chain(untested), 0)
}

fn list(title: &str, lines: impl Iterator<Item = String>, folded: usize) -> Option<String> {
    let mut lines: String = lines.collect();
    if lines.is_empty() {
        return None;
    }
    if folded > 0 {
        lines.push_str(&format!("- and {folded} more\n"));
    }
    Some(format!("### {title}\n\n{lines}"))
}
