//! JUnit XML, for CI servers.

use std::io::{self, Write};

use conformance_harness::results::{Results, ScenarioResult};
use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};

use crate::by_feature::by_feature;
use crate::finding::Finding;
use crate::format::level;
use crate::mark::Mark;
use crate::title::Titles;

/// The results as JUnit XML, valid against the schema that Jenkins uses: a suite per feature, a test case per scenario.
///
/// JUnit has fewer words than we have: *blocked* and *flaky* are errors of these types, a *warning* passes and says so in
/// its output, and a *known failure*, a scenario in *quarantine* and one that is *not applicable* are skipped with the
/// reason. A run that was cut short bears an error of its own, so that what was never run does not count as good. The
/// schema has no place for line and requirements of a scenario: its output begins with them.
#[must_use]
pub fn junit(results: &Results) -> String {
    let mut text = Vec::new();
    junit_to(results, &mut text).expect("memory takes all");
    String::from_utf8(text).expect("the XML is text because all that it is made of is")
}

/// Writes what [`junit()`] gives.
pub(crate) fn junit_to(results: &Results, out: impl Write) -> io::Result<()> {
    let mut xml = Writer::new_with_indent(out, b' ', 4);
    xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    let titles = Titles::of(results);
    let mut counts = Counts::of(&results.scenarios.iter().collect::<Vec<_>>());
    if results.interrupted.is_some() {
        counts.tests += 1;
        counts.errors += 1;
    }
    let name = clean(&format!("clerk-conformance {}", results.target));
    let suites = xml.create_element("testsuites");
    let suites = suites.with_attributes([
        ("name", name.as_str()),
        ("tests", &counts.tests.to_string()),
        ("failures", &counts.failures.to_string()),
        ("errors", &counts.errors.to_string()),
        ("time", &seconds(results.duration_ms)),
    ]);
    suites.write_inner_content(|xml| {
        for (feature, scenarios) in by_feature(results) {
            let title = scenarios.first().map_or(feature, |it| &it.feature_name);
            let took = scenarios.iter().map(|it| it.duration_ms);
            let took = took.fold(0, u64::saturating_add);
            let counts = Counts::of(&scenarios);
            suite(xml, title, counts, took, &results.started_at, |xml| {
                let mut findings = scenarios.iter().map(|it| Finding::of(it, &titles));
                findings.try_for_each(|finding| case(xml, &finding))
            })?;
        }
        match &results.interrupted {
            Some(why) => interruption(xml, why, &results.started_at),
            None => Ok(()),
        }
    })?;
    xml.into_inner().write_all(b"\n")
}

/// How many test cases count as what.
#[derive(Debug, Clone, Copy, Default)]
struct Counts {
    tests: usize,
    failures: usize,
    errors: usize,
    skipped: usize,
}

impl Counts {
    fn of(scenarios: &[&ScenarioResult]) -> Self {
        let mut counts = Self {
            tests: scenarios.len(),
            ..Self::default()
        };
        for scenario in scenarios {
            match element(Mark::of(scenario)) {
                Some("failure") => counts.failures += 1,
                Some("error") => counts.errors += 1,
                Some(_) => counts.skipped += 1,
                None => {}
            }
        }
        counts
    }
}

/// What a test case with this mark holds; nothing if it passes.
fn element(mark: Mark) -> Option<&'static str> {
    match mark {
        Mark::Passed | Mark::Warning => None,
        Mark::Failed => Some("failure"),
        Mark::Blocked | Mark::Flaky => Some("error"),
        Mark::KnownFailure | Mark::Quarantined | Mark::NotApplicable | Mark::Untested => {
            Some("skipped")
        }
    }
}

fn suite<W: Write>(
    xml: &mut Writer<W>,
    title: &str,
    counts: Counts,
    took_ms: u64,
    started_at: &str,
    cases: impl FnOnce(&mut Writer<W>) -> io::Result<()>,
) -> io::Result<()> {
    let suite = xml.create_element("testsuite").with_attributes([
        ("name", clean(title).as_str()),
        ("tests", &counts.tests.to_string()),
        ("failures", &counts.failures.to_string()),
        ("errors", &counts.errors.to_string()),
        ("skipped", &counts.skipped.to_string()),
        ("time", &seconds(took_ms)),
        ("timestamp", started_at),
    ]);
    suite.write_inner_content(cases)?;
    Ok(())
}

fn case<W: Write>(xml: &mut Writer<W>, finding: &Finding<'_>) -> io::Result<()> {
    let scenario = finding.scenario;
    // CI servers know a test by class and name, so the rows of an outline must differ in it.
    let case = xml.create_element("testcase").with_attributes([
        ("name", clean(&finding.title).as_str()),
        ("classname", &clean(&scenario.feature)),
        ("time", &seconds(scenario.duration_ms)),
    ]);
    case.write_inner_content(|xml| {
        match element(finding.mark) {
            None => {}
            // The schema has no message here, only text.
            Some("skipped") => {
                let mut text = finding.message();
                if finding.mark != Mark::NotApplicable {
                    text = format!("{text}\n{}", explanation(finding));
                }
                let skipped = xml.create_element("skipped");
                skipped.write_text_content(BytesText::new(&clean(&text)))?;
            }
            Some(element) => {
                let element = xml.create_element(element).with_attributes([
                    ("message", clean(&finding.message()).as_str()),
                    ("type", finding.mark.key()),
                ]);
                element.write_text_content(BytesText::new(&clean(&explanation(finding))))?;
            }
        }
        let output = xml.create_element("system-out");
        output.write_text_content(BytesText::new(&clean(&output_of(finding))))?;
        Ok(())
    })?;
    Ok(())
}

/// The scenario's place, what it is about, and the warning that it is.
fn output_of(finding: &Finding<'_>) -> String {
    let scenario = finding.scenario;
    let mut text = format!("{}:{}", scenario.feature, scenario.line);
    if !scenario.requirements.is_empty() {
        let ids = scenario.requirements.join(" ");
        text.push_str(&format!("\n{} {ids}", level(scenario.level)));
    }
    if finding.mark == Mark::Warning {
        text.push_str(&format!(
            "\nWarning, not a failure: the requirement is a SHOULD, and it does not hold.\n{}",
            explanation(finding)
        ));
    }
    text
}

fn interruption<W: Write>(xml: &mut Writer<W>, why: &str, started_at: &str) -> io::Result<()> {
    let counts = Counts {
        tests: 1,
        errors: 1,
        ..Counts::default()
    };
    suite(xml, "The run itself", counts, 0, started_at, |xml| {
        let case = xml.create_element("testcase");
        let case = case.with_attribute(("name", "Every scenario was played"));
        case.write_inner_content(|xml| {
            let error = xml.create_element("error");
            let error =
                error.with_attributes([("message", clean(why).as_str()), ("type", "interrupted")]);
            error.write_empty()?;
            Ok(())
        })?;
        Ok(())
    })
}

/// A line per thing to know, aligned.
fn explanation(finding: &Finding<'_>) -> String {
    let lines = finding.lines();
    let lines = lines
        .iter()
        .map(|line| format!("{:<9} {}", line.label, line.text));
    lines.collect::<Vec<_>>().join("\n")
}

/// Without what XML cannot hold, not even escaped.
fn clean(text: &str) -> String {
    let is_held = |it: &char| {
        matches!(it, '\t' | '\n' | '\r') || (*it >= ' ' && !matches!(it, '\u{fffe}' | '\u{ffff}'))
    };
    text.chars().filter(is_held).collect()
}

fn seconds(ms: u64) -> String {
    format!("{}.{:03}", ms / 1000, ms % 1000)
}
