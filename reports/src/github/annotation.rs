//! Annotations: messages beside lines of files.

use std::fmt;

use conformance_harness::results::{Results, ScenarioResult};

use crate::finding::Finding;
use crate::format::count;
use crate::mark::Mark;
use crate::title::Titles;

/// GitHub shows no more than these of each kind, and says nothing of the others.
const MOST: usize = 10;

/// How bad it is.
#[derive(Debug, Clone, Copy)]
enum Kind {
    Error,
    Warning,
}

/// A message, and where it belongs.
struct Annotation {
    kind: Kind,
    /// File and line; without, it belongs to the run as a whole.
    place: Option<(String, usize)>,
    title: String,
    message: String,
}

/// What failed, as errors, and what else should be looked at (blocked, flaky, drifted, a SHOULD that does not hold,
/// further warnings), as warnings: a command for the runner on each line. There are at most ten of each; where there would be
/// more, the last says how many.
///
/// `file` says where a feature file is, from the repository's folder; nothing if it is in none.
#[must_use]
pub fn annotations(results: &Results, file: impl Fn(&str) -> Option<String>) -> String {
    let of = |kind, mark, what| {
        let findings = Finding::all(results, mark).into_iter();
        let file = &file;
        findings.map(move |finding| Annotation::of(kind, &finding, what, file))
    };
    let errors = of(Kind::Error, Mark::Failed, "").collect();
    let mut warnings: Vec<Annotation> = cut_short(results).into_iter().collect();
    warnings.extend(of(Kind::Warning, Mark::Blocked, "Blocked: "));
    warnings.extend(of(Kind::Warning, Mark::Flaky, "Flaky: "));
    warnings.extend(of(Kind::Warning, Mark::Warning, ""));
    warnings.extend(drifts(results, &file));
    warnings.extend(results.warnings.iter().map(|warning| Annotation {
        kind: Kind::Warning,
        place: None,
        title: "Conformance".to_owned(),
        message: warning.clone(),
    }));
    let all = no_more_than_are_shown(errors).chain(no_more_than_are_shown(warnings));
    all.map(|it| format!("{it}\n")).collect()
}

fn cut_short(results: &Results) -> Option<Annotation> {
    let why = results.interrupted.as_ref()?;
    let unfinished = match results.unfinished.len() {
        0 => String::new(),
        number => format!("; {} without a result", count(number, "scenario")),
    };
    Some(Annotation {
        kind: Kind::Warning,
        place: None,
        title: "The run was cut short".to_owned(),
        message: format!("{why}{unfinished}"),
    })
}

fn drifts<'a>(
    results: &'a Results,
    file: &'a impl Fn(&str) -> Option<String>,
) -> impl Iterator<Item = Annotation> + 'a {
    let titles = Titles::of(results);
    results.scenarios.iter().filter_map(move |scenario| {
        let drift = scenario.drift.as_ref()?;
        Some(Annotation {
            kind: Kind::Warning,
            place: place(scenario, scenario.line, file),
            title: format!("Drifted: {}", titles.title(scenario)),
            message: format!(
                "its transcript is not the approved one ({})\n{}",
                drift.approved, drift.diff
            ),
        })
    })
}

fn place(
    scenario: &ScenarioResult,
    line: usize,
    file: &impl Fn(&str) -> Option<String>,
) -> Option<(String, usize)> {
    Some((file(&scenario.feature)?, line))
}

/// Those that are shown; of more, all but what the last one counts.
fn no_more_than_are_shown(mut all: Vec<Annotation>) -> impl Iterator<Item = Annotation> {
    if all.len() > MOST {
        let rest = all.split_off(MOST - 1);
        all.extend(rest.first().map(|first| Annotation {
            kind: first.kind,
            place: None,
            title: "Conformance".to_owned(),
            message: format!("and {} more, which are in the job's summary", rest.len()),
        }));
    }
    all.into_iter()
}

impl Annotation {
    fn of(
        kind: Kind,
        finding: &Finding<'_>,
        what: &str,
        file: &impl Fn(&str) -> Option<String>,
    ) -> Self {
        let lines = finding.lines();
        let lines = lines.iter().map(|it| format!("{}: {}", it.label, it.text));
        Self {
            kind,
            place: place(finding.scenario, finding.line(), file),
            title: format!("{what}{}", finding.title),
            message: lines.collect::<Vec<_>>().join("\n"),
        }
    }
}

impl fmt::Display for Annotation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = match self.kind {
            Kind::Error => "error",
            Kind::Warning => "warning",
        };
        write!(f, "::{kind} ")?;
        if let Some((file, line)) = &self.place {
            write!(f, "file={},line={line},", property(file))?;
        }
        write!(
            f,
            "title={}::{}",
            property(&self.title),
            data(&self.message)
        )
    }
}

/// Text as the message of a command.
fn data(text: &str) -> String {
    text.replace('%', "%25")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

/// Text as a property of a command.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn annotation(place: Option<(&str, usize)>, title: &str, message: &str) -> Annotation {
        Annotation {
            kind: Kind::Error,
            place: place.map(|(file, line)| (file.to_owned(), line)),
            title: title.to_owned(),
            message: message.to_owned(),
        }
    }

    #[test]
    fn what_means_something_to_the_runner_is_escaped() {
        let hostile = "100%\r\n::error::a:b,c";
        assert_eq!(
            annotation(Some(("a,b.feature", 3)), hostile, hostile).to_string(),
            "::error file=a%2Cb.feature,line=3,title=100%25%0D%0A%3A%3Aerror%3A%3Aa%3Ab%2Cc::100%25%0D%0A::error::a:b,c"
        );
    }

    #[test]
    fn of_more_than_are_shown_the_last_says_how_many() {
        let all = |number| {
            let all = (0..number).map(|it| annotation(None, &it.to_string(), "m"));
            no_more_than_are_shown(all.collect()).map(|it| it.to_string())
        };
        assert_eq!(all(10).count(), 10);
        let eleven: Vec<_> = all(11).collect();
        assert_eq!(eleven.len(), 10);
        assert_eq!(eleven[8], "::error title=8::m");
        assert_eq!(
            eleven[9],
            "::error title=Conformance::and 2 more, which are in the job's summary"
        );
    }
}
