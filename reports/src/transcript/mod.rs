//! A scenario told so that two runs of it tell the same: where it went, what was exchanged, what was stored, what was
//! logged.
//!
//! Times, ports, IDs, names that are made up for a run, and secrets are replaced by placeholders. What is left is what
//! somebody approves, and what the next run is compared with.

mod address;
mod placeholder;

use std::collections::BTreeSet;
use std::fmt::{self, Write as _};
use std::sync::LazyLock;

use conformance_harness::results::{
    ClauseOutcome, Delivery, Evidence, Exchange, Hop, ScenarioResult,
};

use regex::Regex;

use address::Places;

/// Sections in the order in which they are told.
#[derive(Default)]
struct Sections {
    went: Vec<String>,
    exchanged: Vec<String>,
    delivered: Vec<String>,
    stored: Vec<String>,
    logged: Vec<String>,
    clauses: Vec<String>,
}

/// What a scenario did, in a form that does not depend on when and where it was played.
///
/// A line for each page that the browser went to, each call of a page's script or form that changes something or was
/// refused, each delivery that was distorted or refused, each fact that is stored at the end, each line of the log that
/// tells of something done, and each clause that does not simply hold. Lines that follow one another and are the same are
/// told once, and so are groups of calls: whoever waits for something opens a page so often, and which calls that makes is
/// what counts.
#[must_use]
pub fn transcript(scenario: &ScenarioResult) -> String {
    let places = Places::of(&scenario.origins);
    let mut sections = Sections::default();
    for evidence in &scenario.evidence {
        match evidence {
            Evidence::Redirects { hops } => {
                sections.went.extend(hops.iter().map(|it| hop(it, &places)));
            }
            Evidence::Exchanges { exchanges } => {
                sections.exchanged.extend(calls(exchanges, &places));
            }
            Evidence::Deliveries { deliveries } => {
                let told = deliveries.iter().filter(|it| !went_well(it));
                sections.delivered.extend(told.map(delivery));
            }
            Evidence::Stored { by, facts } => {
                let facts = facts.iter().filter_map(|it| fact(by, it, &places));
                sections.stored.extend(facts);
            }
            Evidence::Log { lines, .. } => {
                sections.logged.extend(logged(lines, &places));
            }
            Evidence::Clauses { about, clauses } => {
                let told = clauses
                    .iter()
                    .filter(|it| it.outcome != ClauseOutcome::Holds);
                sections.clauses.extend(told.map(|it| {
                    let outcome = outcome(it.outcome);
                    format!("{about}, {}: {outcome}", it.id)
                }));
            }
            Evidence::Screenshot { .. }
            | Evidence::Page { .. }
            | Evidence::Console { .. }
            | Evidence::Hops { .. }
            | Evidence::Note { .. } => {}
        }
    }
    let mut text = String::new();
    sections
        .write(&mut text)
        .expect("a String takes whatever is written to it");
    text
}

impl Sections {
    fn write(self, out: &mut String) -> fmt::Result {
        let sections = [
            ("went", self.went),
            ("exchanged", once_each(self.exchanged)),
            ("delivered", self.delivered),
            ("stored", self.stored),
            ("logged", self.logged),
            ("clauses", self.clauses),
        ];
        for (title, mut lines) in sections {
            lines.dedup();
            if lines.is_empty() {
                continue;
            }
            writeln!(out, "{title}")?;
            for line in lines {
                writeln!(out, "  {}", in_one_line(&line))?;
            }
        }
        Ok(())
    }
}

/// `lines` with each group of them once that is followed by the same group again.
fn once_each(lines: Vec<String>) -> Vec<String> {
    /// No page makes more calls than this when it is opened.
    const LONGEST: usize = 32;
    let mut told: Vec<String> = Vec::new();
    for line in lines {
        told.push(line);
        let repeated = (1..=LONGEST.min(told.len() / 2)).find(|&length| {
            let (before, last) = told.split_at(told.len() - length);
            before.ends_with(last)
        });
        if let Some(length) = repeated {
            told.truncate(told.len() - length);
        }
    }
    told
}

/// `line` with codes instead of what would end it, or is no text: `\r`. It stays one line, and comes through a file and
/// onto a terminal as it is.
fn in_one_line(line: &str) -> String {
    let mut told = String::with_capacity(line.len());
    for letter in line.chars() {
        match letter.is_control() {
            true => told.extend(letter.escape_default()),
            false => told.push(letter),
        }
    }
    told
}

/// An answer that the browser did not wait for, because it was sent on, and one that it showed are the same: which of
/// them it is, is a matter of time.
fn hop(hop: &Hop, places: &Places) -> String {
    let told = hop.status.filter(|status| *status != 200);
    let told = told.map_or_else(|| "   ".to_owned(), |status| status.to_string());
    format!("{told} {}", places.address(&hop.url))
}

/// What was logged, each line once and in no order of time: requests and webhooks come side by side, and which of them
/// is first is a matter of time. So is how often something is asked for, and whether a webhook came too early or too
/// late for anything to be done about it: such lines are left out.
fn logged(lines: &[String], places: &Places) -> BTreeSet<String> {
    static OF_TIME: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"\bGET \S+ [23]\d\d$|\[Webhook\] (Received|User not found|Nothing to do)")
            .expect("the expression is right")
    });
    let done = lines.iter().filter(|line| !OF_TIME.is_match(line));
    done.map(|line| places.text(line)).collect()
}

fn status(status: Option<u16>) -> String {
    status.map_or_else(|| "---".to_owned(), |status| status.to_string())
}

/// The calls that change something, and those that were refused. How often a page asks for something is a matter of
/// time.
fn calls(exchanges: &[Exchange], places: &Places) -> Vec<String> {
    let is_of_time = |it: &&Exchange| {
        let went_well = it.status.is_none_or(|status| status < 400);
        it.method == "GET" && went_well
    };
    exchanges
        .iter()
        .filter(|it| !is_of_time(it))
        .map(|exchange| {
            let fields: Vec<String> = exchange
                .form
                .iter()
                .map(|(name, value)| places.field(name, value))
                .collect();
            let form = match fields.is_empty() {
                true => String::new(),
                false => format!(" {{{}}}", fields.join(", ")),
            };
            format!(
                "{} {} {}{form}",
                status(exchange.status),
                exchange.method,
                places.address(&exchange.url),
            )
        })
        .collect()
}

/// Whether a delivery was as it should be, and taken. How many of those there are by the end is a matter of time.
fn went_well(delivery: &Delivery) -> bool {
    let is_taken = delivery.status.is_some_and(|status| status < 300);
    is_taken && delivery.distortion.is_none()
}

fn delivery(delivery: &Delivery) -> String {
    let distorted = delivery.distortion.as_deref();
    let distorted = distorted.map_or_else(String::new, |it| format!(", {it}"));
    format!("{} {}{distorted}", status(delivery.status), delivery.event)
}

/// A stored fact; of a time only that there is one, and nothing of what a thing is called by Clerk alone.
fn fact(by: &str, fact: &str, places: &Places) -> Option<String> {
    let (name, value) = fact.split_once(": ")?;
    let last = name.rsplit('.').next().unwrap_or(name);
    if matches!(last, "id" | "object" | "image_url") {
        return None;
    }
    let is_a_time = name.ends_with("_at") || name.ends_with("_on");
    let told = match (is_a_time, last) {
        (true, _) => "some time".to_owned(),
        (false, "username") => format!("[{} characters]", value.chars().count()),
        (false, _) => places.text(value),
    };
    Some(format!("{by}: {name}: {told}"))
}

fn outcome(outcome: ClauseOutcome) -> &'static str {
    match outcome {
        ClauseOutcome::Holds => "holds",
        ClauseOutcome::Silent => "silent",
        ClauseOutcome::Broken => "broken",
        ClauseOutcome::KnownFailure => "known to be broken",
        ClauseOutcome::HoldsAgainstExpectation => "holds against expectation",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_page_does_each_time_that_it_is_opened_is_told_once() {
        let told = |calls: &str| {
            let calls = calls.split_whitespace().map(str::to_owned).collect();
            once_each(calls).join(" ")
        };
        assert_eq!(
            told("in touch env token env token env token"),
            "in touch env token"
        );
        let more = told("in touch env token env token env token env token out");
        assert_eq!(more, told("in touch env token env token out"));
        assert_eq!(told("a a b b a a b b"), "a b");
        assert_eq!(told("a b a c"), "a b a c");
        assert_eq!(told(""), "");
    }
}
