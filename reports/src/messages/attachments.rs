//! Evidence as text, for readers that know nothing of its kinds.

use conformance_harness::results::{ClauseOutcome, Evidence};

/// A file name that says what it is, and the text; nothing for pictures, and for what is empty.
pub(super) fn text(evidence: &Evidence) -> Option<(&'static str, String)> {
    let status = |status: &Option<u16>| status.map_or("–".to_owned(), |it| it.to_string());
    let (name, lines): (_, Vec<String>) = match evidence {
        Evidence::Screenshot { .. } => return None,
        Evidence::Page { url, title, text } => (
            "page.txt",
            vec![url.clone(), title.clone(), String::new(), text.clone()],
        ),
        Evidence::Redirects { hops } => {
            let hops = hops.iter();
            let hops = hops.map(|hop| format!("{} {}", status(&hop.status), hop.url));
            ("redirects.txt", hops.collect())
        }
        Evidence::Exchanges { exchanges } => {
            let exchanges = exchanges.iter().map(|it| {
                let answer = status(&it.status);
                format!("{:>6} ms {answer} {} {}", it.at_ms, it.method, it.url)
            });
            ("exchanges.txt", exchanges.collect())
        }
        Evidence::Console { lines } => ("console.txt", lines.clone()),
        Evidence::Log { lines, .. } => ("log.txt", lines.clone()),
        Evidence::Stored { by, facts } => {
            let facts = facts.iter().map(|fact| format!("{by}: {fact}"));
            ("stored.txt", facts.collect())
        }
        Evidence::Deliveries { deliveries } => {
            let deliveries = deliveries.iter().map(|it| {
                let answer = status(&it.status);
                format!("{:>6} ms {answer} {} {}", it.at_ms, it.event, it.id)
            });
            ("deliveries.txt", deliveries.collect())
        }
        Evidence::Hops { hops } => {
            let hops = hops
                .iter()
                .map(|it| format!("{:>6} ms {}", it.at_ms, it.name));
            ("hops.txt", hops.collect())
        }
        Evidence::Clauses { about, clauses } => {
            let clauses = clauses.iter().map(|it| {
                let word = word(it.outcome);
                let saw = it.saw.as_ref().map(|saw| format!("; saw {saw}"));
                let saw = saw.unwrap_or_default();
                format!(
                    "{word}: {about}, {}: {} ({}){saw}",
                    it.section, it.asks, it.id
                )
            });
            ("clauses.txt", clauses.collect())
        }
        Evidence::Note { text } => ("note.txt", vec![text.clone()]),
    };
    (!lines.is_empty()).then(|| (name, lines.join("\n")))
}

fn word(outcome: ClauseOutcome) -> &'static str {
    match outcome {
        ClauseOutcome::Holds => "holds",
        ClauseOutcome::Silent => "silent",
        ClauseOutcome::Broken => "broken",
        ClauseOutcome::KnownFailure => "known failure",
        ClauseOutcome::HoldsAgainstExpectation => "holds against expectation",
    }
}
