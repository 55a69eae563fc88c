//! The closing lines of a run.

use std::cmp::Reverse;
use std::fmt::{self, Write as _};

use conformance_harness::known_failures;
use conformance_harness::profile::EMBEDDED;
use conformance_harness::results::Results;

use crate::cluster::Cluster;
use crate::drift::{self, Drifted};
use crate::finding::Finding;
use crate::folding;
use crate::format::{count, duration, seconds};
use crate::mark::Mark;
use crate::sheet;
use crate::title::Titles;
use crate::verdict::{self, Shortfall};

/// How many of the slowest scenarios are named; a run with no more than these names none.
const SLOWEST: usize = 10;

/// Up to this many further warnings are listed.
const WARNINGS: usize = 5;

/// For up to this many failures there are lines to paste.
const TO_ACCEPT: usize = 10;

/// Explanations are broken into lines of at most this many columns, where they have spaces.
const COLUMNS: usize = 100;

/// What a run says at its end: what was slow, known failures, flaky scenarios, warnings, what was
/// blocked and what failed, each with what explains it, the lines that would make a failure a known
/// one, and then the verdict with its totals, where the eye is when the run has ended.
///
/// Plain lines without colours, the last one ended; control characters, which could steer a
/// terminal, are left out.
#[must_use]
pub fn summary(results: &Results) -> String {
    let mut text = String::new();
    write_summary(&mut text, results).expect("a String takes whatever is written to it");
    text
}

fn write_summary(out: &mut String, results: &Results) -> fmt::Result {
    let sections = [
        (Mark::NotApplicable, "Not applicable to this target"),
        (
            Mark::KnownFailure,
            "Known failures (the profile lists them, with reasons)",
        ),
        (
            Mark::Quarantined,
            "Quarantined (did not pass; the profile says until when that does not count)",
        ),
        (Mark::Flaky, "Flaky (passed only on a retry)"),
        (Mark::Warning, "Warnings (a SHOULD does not hold)"),
        (Mark::Blocked, "Blocked (nothing is known)"),
        (Mark::Failed, "Failed"),
    ];
    write_costs(out, results)?;
    for (mark, title) in sections {
        if mark == Mark::Warning {
            write_further_warnings(out, results)?;
        }
        write_section(out, title, &Cluster::all(results, mark))?;
    }
    write_lines_to_accept(out, results)?;
    write_drifts(out, results)?;
    write_verdict(out, results)
}

fn write_section(out: &mut String, title: &str, clusters: &[Cluster<'_>]) -> fmt::Result {
    if clusters.is_empty() {
        return Ok(());
    }
    writeln!(out, "{title}")?;
    for cluster in clusters {
        for finding in cluster.listed() {
            writeln!(out, "  {}", heading(finding, cluster))?;
        }
        if !cluster.folded().is_empty() {
            writeln!(out, "  and {} more", cluster.folded().len())?;
        }
        for line in cluster.lines() {
            let text = wrapped(&plain(&line.text), COLUMNS - 14);
            let text = text.join(&format!("\n{:14}", ""));
            writeln!(out, "    {:<9} {text}", line.label)?;
        }
        writeln!(out)?;
    }
    Ok(())
}

/// What no scenario fails for.
fn write_further_warnings(out: &mut String, results: &Results) -> fmt::Result {
    let (listed, folded) = folding::split(&results.warnings, WARNINGS);
    if listed.is_empty() {
        return Ok(());
    }
    writeln!(out, "Further warnings (no scenario fails for them)")?;
    for warning in listed {
        let text = wrapped(&in_one_line(warning), COLUMNS - 4);
        writeln!(out, "  - {}", text.join("\n    "))?;
    }
    if !folded.is_empty() {
        writeln!(out, "  and {} more, which are in the report", folded.len())?;
    }
    writeln!(out)
}

/// What to add to the profile where a failure has to be lived with. The embedded deployment has none to live with.
fn write_lines_to_accept(out: &mut String, results: &Results) -> fmt::Result {
    if results.target == EMBEDDED {
        return Ok(());
    }
    let mut blocks = Vec::new();
    for finding in Finding::all(results, Mark::Failed) {
        for block in known_failures::lines_for(finding.scenario) {
            // Several scenarios may fail for one clause.
            if !blocks.contains(&block) {
                blocks.push(block);
            }
        }
    }
    let (listed, folded) = folding::split(&blocks, TO_ACCEPT);
    if listed.is_empty() {
        return Ok(());
    }
    let target = in_one_line(&results.target);
    writeln!(
        out,
        "To accept a failure for now, add to the profile of {target}"
    )?;
    for block in listed {
        for line in plain(block).lines() {
            writeln!(out, "    {line}")?;
        }
        writeln!(out)?;
    }
    if !folded.is_empty() {
        writeln!(out, "  and the like for {} more\n", folded.len())?;
    }
    Ok(())
}

/// What passed and did otherwise than was approved; transcripts that nobody has approved, or that are of no scenario.
fn write_drifts(out: &mut String, results: &Results) -> fmt::Result {
    let (drifted, folded) = Drifted::listed(results);
    if !drifted.is_empty() {
        writeln!(out, "Drifted (passed, but not as was approved)")?;
    }
    for drift in &drifted {
        writeln!(out, "  {}", in_one_line(&drift.scenario.id))?;
        let (changes, more) = &drift.changes;
        for change in changes {
            writeln!(out, "    {}", in_one_line(change))?;
        }
        if *more > 0 {
            writeln!(out, "    and {}", count(*more, "more line"))?;
        }
    }
    if folded > 0 {
        writeln!(out, "  and {folded} more, which are in the report")?;
    }
    let Some(transcripts) = &results.transcripts else {
        return Ok(());
    };
    for (title, names) in [
        ("Not approved yet", &transcripts.new),
        ("Stale (approved, and of no scenario)", &transcripts.stale),
    ] {
        let (listed, folded) = folding::split(names, TO_ACCEPT);
        if !listed.is_empty() {
            writeln!(out, "{title}")?;
        }
        for name in listed {
            writeln!(out, "  {}", in_one_line(name))?;
        }
        if !folded.is_empty() {
            writeln!(out, "  and {} more", folded.len())?;
        }
    }
    if drift::sentence(results).is_some() {
        writeln!(
            out,
            "Look at them with `cargo insta review`, or take them with `conformance approve`\n"
        )?;
    }
    Ok(())
}

/// Name, requirements, and the place if the lines below do not say it.
fn heading(finding: &Finding<'_>, cluster: &Cluster<'_>) -> String {
    let mut heading = in_one_line(&finding.title);
    if !finding.scenario.requirements.is_empty() {
        let ids = finding.scenario.requirements.join(", ");
        heading.push_str(&format!("  [{}]", in_one_line(&ids)));
    }
    if let Some(place) = cluster.own_place(finding) {
        heading.push_str(&format!("  {}", in_one_line(&place)));
    }
    heading
}

/// The slowest scenarios of a run that has many, and what a scenario costs the processor.
fn write_costs(out: &mut String, results: &Results) -> fmt::Result {
    let titles = Titles::of(results);
    let played = results.scenarios.iter().filter(|s| s.duration_ms > 0);
    let mut slowest: Vec<_> = played.collect();
    if slowest.len() <= SLOWEST {
        return Ok(());
    }
    slowest.sort_by_key(|scenario| Reverse(scenario.duration_ms));
    slowest.truncate(SLOWEST);
    writeln!(out, "Slowest   time     CPU")?;
    for scenario in slowest {
        writeln!(
            out,
            "  {:>12}  {:>6}  {}  {}:{}",
            seconds(scenario.duration_ms),
            scenario.cpu_ms.map_or_else(|| "-".to_owned(), seconds),
            in_one_line(&titles.title(scenario)),
            in_one_line(&scenario.feature),
            scenario.line
        )?;
    }
    let mut costs: Vec<_> = results.scenarios.iter().filter_map(|s| s.cpu_ms).collect();
    if let Some(median) = median(&mut costs) {
        writeln!(
            out,
            "CPU of the browser: {} per scenario that has one (median of {})",
            seconds(median),
            costs.len()
        )?;
    }
    writeln!(out)
}

/// The one in the middle, or what lies between the two that are; nothing of nothing.
fn median(values: &mut [u64]) -> Option<u64> {
    values.sort_unstable();
    let upper = *values.get(values.len() / 2)?;
    let lower = values[(values.len() - 1) / 2];
    Some(lower.midpoint(upper))
}

fn write_verdict(out: &mut String, results: &Results) -> fmt::Result {
    writeln!(
        out,
        "{}: {} ({} in {})",
        verdict::headline(results),
        verdict::numbers(results),
        count(results.scenarios.len(), "scenario"),
        duration(results.duration_ms)
    )?;
    if let Some(elsewhere) = verdict::elsewhere(results) {
        writeln!(out, "Played elsewhere: {}", in_one_line(&elsewhere))?;
    }
    write_sign_off(out, results)?;
    for shortfall in Shortfall::all(results) {
        let ids: Vec<_> = shortfall
            .requirements
            .iter()
            .map(|r| r.id.as_str())
            .collect();
        let text = format!(
            "{} ({} of {}): {}",
            shortfall.label,
            ids.len(),
            count(shortfall.of, "requirement"),
            in_one_line(&ids.join(", "))
        );
        writeln!(out, "{}", wrapped(&text, COLUMNS - 2).join("\n  "))?;
    }
    if let Some(drift) = drift::sentence(results) {
        writeln!(out, "{drift}")?;
    }
    if let Some(untested) = verdict::untested(results) {
        writeln!(out, "{untested}")?;
    }
    if let Some(why) = &results.interrupted {
        let unfinished = match results.unfinished.len() {
            0 => String::new(),
            1 => "1 scenario has no result. ".to_owned(),
            many => format!("{many} scenarios have no result. "),
        };
        writeln!(
            out,
            "Cut short: {}. {unfinished}Only what had ended by then is counted.",
            in_one_line(why)
        )?;
    }
    Ok(())
}

/// Whether to release, and what stands against it.
fn write_sign_off(out: &mut String, results: &Results) -> fmt::Result {
    if let Some(sign_off) = &results.sign_off {
        let headline = sheet::headline(sign_off.verdict);
        match sheet::against(sign_off.criteria.iter()) {
            None => writeln!(out, "sign-off: {headline}")?,
            Some(ids) => writeln!(out, "sign-off: {headline} ({})", in_one_line(&ids))?,
        }
    }
    Ok(())
}

/// `text` without control characters other than line breaks.
fn plain(text: &str) -> String {
    let lines = text.lines().map(|line| {
        let spaced = line.replace('\t', " ");
        spaced
            .chars()
            .filter(|c| !c.is_control())
            .collect::<String>()
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// `text` without control characters.
fn in_one_line(text: &str) -> String {
    plain(text).replace('\n', " ")
}

/// The lines of `text`, those of more than `columns` characters broken at spaces. A word that is
/// longer, as addresses are, stays whole, so that it can be copied.
fn wrapped(text: &str, columns: usize) -> Vec<String> {
    let mut lines = Vec::new();
    for line in text.lines() {
        let mut current = String::new();
        for word in line.split_whitespace() {
            let length = current.chars().count() + 1 + word.chars().count();
            if !current.is_empty() && length > columns {
                lines.push(std::mem::take(&mut current));
            }
            if !current.is_empty() {
                current.push(' ');
            }
            current.push_str(word);
        }
        lines.push(current);
    }
    lines
}
