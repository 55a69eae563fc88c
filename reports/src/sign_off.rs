//! `sign-off.md`, the sheet that a release manager signs.

use std::fmt::{self, Write as _};

use conformance_harness::results::Results;

use crate::format::{count, duration, moment, seconds};
use crate::markdown::{inline, table};
use crate::sheet::Sheet;
use crate::verdict;

/// The sign-off sheet as Markdown that can be read as it stands; nothing if the run is not about a sign-off.
///
/// The verdict comes first, then the criteria that it rests on, the test cases, times, warnings, what was not looked
/// at, and last the lines to sign. What comes from the results can be no markup.
#[must_use]
pub fn sign_off(results: &Results) -> Option<String> {
    let sheet = Sheet::of(results)?;
    let mut text = String::new();
    write_sheet(&mut text, &sheet, results).expect("a String takes whatever is written to it");
    Some(text)
}

fn write_sheet(out: &mut String, sheet: &Sheet<'_>, results: &Results) -> fmt::Result {
    writeln!(out, "# Sign-off of billing: {}\n", sheet.headline())?;
    writeln!(out, "{}\n", sheet.sentence())?;
    write_facts(out, results)?;
    write_criteria(out, sheet)?;
    write_tests(out, sheet)?;
    write_hops(out, sheet)?;
    write_warnings(out, sheet)?;
    write_gaps(out, sheet)?;
    write_evidence(out, sheet)?;
    out.push_str(SIGNATURE);
    Ok(())
}

const SIGNATURE: &str = "\
## Signature

Decision (GO or NO-GO): ______________________________

Name: ________________________________________________

Date: ________________________________________________
";

fn write_facts(out: &mut String, results: &Results) -> fmt::Result {
    let place = match &results.url {
        Some(url) => inline(url),
        None => "a deployment for each scenario".to_owned(),
    };
    writeln!(
        out,
        "- Target: {}, {place}",
        inline(&verdict::target(results))
    )?;
    let build = results
        .build
        .as_deref()
        .unwrap_or("nobody has said which (--build)");
    writeln!(out, "- Build: {}", inline(build))?;
    if let Some(elsewhere) = verdict::elsewhere(results) {
        writeln!(
            out,
            "- Played elsewhere, as this target could not be asked: {}",
            inline(&elsewhere)
        )?;
    }
    let browser = results.browser.as_deref().unwrap_or("none was started");
    writeln!(out, "- Browser: {}", inline(browser))?;
    writeln!(
        out,
        "- Played: {}, in {}",
        inline(&moment(&results.started_at)),
        duration(results.duration_ms)
    )?;
    writeln!(
        out,
        "- The run as a whole: {}, {} ([report](index.html))",
        verdict::headline(results),
        verdict::numbers(results)
    )?;
    if let Some(why) = &results.interrupted {
        writeln!(out, "- **The run was cut short**: {}", inline(why))?;
    }
    writeln!(out)
}

fn write_criteria(out: &mut String, sheet: &Sheet<'_>) -> fmt::Result {
    let rows = sheet.criteria.iter().map(|row| {
        let criterion = row.criterion;
        let holds = if criterion.holds { "yes" } else { "**NO**" };
        [
            inline(&criterion.id),
            holds.to_owned(),
            inline(&criterion.title),
            inline(&criterion.why),
        ]
    });
    let rows: Vec<_> = rows.collect();
    let heads = [
        "Criterion",
        "Holds",
        "What has to hold",
        "Why it does or does not",
    ];
    writeln!(out, "## Criteria\n\n{}", table(heads, &rows))
}

fn write_tests(out: &mut String, sheet: &Sheet<'_>) -> fmt::Result {
    let rows = sheet.tests.iter().map(|test| {
        let asked = inline(&test.requirement.title);
        [
            inline(&test.requirement.id),
            test.mark.word().to_owned(),
            match &test.why {
                Some(why) => format!("{asked} – {}", inline(why)),
                None => asked,
            },
        ]
    });
    let rows: Vec<_> = rows.collect();
    let heads = [
        "Test case",
        "Outcome",
        "What it asks for, and what is in its way",
    ];
    writeln!(out, "## Test cases\n\n{}", table(heads, &rows))
}

fn write_hops(out: &mut String, sheet: &Sheet<'_>) -> fmt::Result {
    let Some((slowest, hops)) = sheet.slowest() else {
        return Ok(());
    };
    writeln!(out, "## From payment to page\n")?;
    writeln!(
        out,
        "The slowest took {}: “{}”. Times count from the payment.\n",
        seconds(hops.total_ms()),
        inline(&slowest.title)
    )?;
    for (finding, hops) in &sheet.hops {
        let names = sheet.stops().into_iter();
        let times = names.map(|name| {
            let at = hops.at(name).unwrap_or_else(|| "not reached".to_owned());
            format!("{} {at}", inline(name))
        });
        let times: Vec<_> = times.collect();
        writeln!(out, "- {}: “{}”", times.join(" → "), inline(&finding.title))?;
    }
    writeln!(out)
}

fn write_warnings(out: &mut String, sheet: &Sheet<'_>) -> fmt::Result {
    writeln!(out, "## Warnings\n")?;
    if sheet.warnings.is_empty() {
        writeln!(out, "None.")?;
    }
    for warning in &sheet.warnings {
        match warning.requirement {
            Some(it) => writeln!(
                out,
                "- {} ({}) {} – {}",
                inline(&it.id),
                warning.level(),
                inline(&it.title),
                inline(&warning.text)
            )?,
            None => writeln!(out, "- {}", inline(&warning.text))?,
        }
    }
    writeln!(out)
}

fn write_gaps(out: &mut String, sheet: &Sheet<'_>) -> fmt::Result {
    writeln!(out, "## What was not looked at\n")?;
    if sheet.gaps.is_empty() {
        writeln!(out, "Nothing of billing was left out.")?;
    }
    for gap in &sheet.gaps {
        writeln!(
            out,
            "- {}: {} – {}",
            gap.mark.word(),
            inline(&gap.what()),
            inline(&gap.why)
        )?;
    }
    writeln!(out)
}

fn write_evidence(out: &mut String, sheet: &Sheet<'_>) -> fmt::Result {
    writeln!(out, "## Evidence\n")?;
    for row in &sheet.criteria {
        let scenarios = count(row.scenarios.len(), "scenario");
        writeln!(out, "- {}: {scenarios}", inline(&row.criterion.id))?;
        for finding in &row.scenarios {
            writeln!(
                out,
                "  - {}: {} `{}`",
                finding.mark.word(),
                inline(&finding.title),
                finding.scenario.id.replace('`', "'")
            )?;
        }
    }
    writeln!(out)
}
