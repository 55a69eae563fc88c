//! Secrets that are known by their values go out of all that a scenario leaves behind.

use crate::redact;
use crate::results::{Attempt, Evidence};

/// Takes the secrets out of an attempt: whoever has put a text there may have forgotten it, and pages, logs and panics
/// say what they like.
pub(crate) fn hide_in(attempt: &mut Attempt) {
    let mut texts: Vec<&mut String> = attempt.reason.iter_mut().collect();
    if let Some(failure) = &mut attempt.failure {
        texts.extend([&mut failure.expected, &mut failure.actual]);
    }
    for step in &mut attempt.steps {
        texts.push(&mut step.text);
        texts.extend(step.table.iter_mut().flatten());
    }
    texts.extend(attempt.evidence.iter_mut().flat_map(texts_of));
    for text in texts {
        redact::hide_known(text);
    }
}

/// Every text that a piece of evidence tells. Whoever adds a kind of evidence says here what of it is text.
fn texts_of(evidence: &mut Evidence) -> Vec<&mut String> {
    match evidence {
        Evidence::Screenshot { title, .. } => vec![title],
        Evidence::Page { url, title, text } => vec![url, title, text],
        Evidence::Redirects { hops } => hops.iter_mut().map(|hop| &mut hop.url).collect(),
        Evidence::Exchanges { exchanges } => {
            let texts = exchanges.iter_mut();
            let texts = texts.flat_map(|it| [&mut it.url].into_iter().chain(it.form.values_mut()));
            texts.collect()
        }
        Evidence::Console { lines } => lines.iter_mut().collect(),
        Evidence::Log { lines, trouble } => lines.iter_mut().chain(trouble).collect(),
        Evidence::Stored { by, facts } => [by].into_iter().chain(facts).collect(),
        Evidence::Deliveries { deliveries } => {
            let texts = deliveries.iter_mut();
            let texts = texts.flat_map(|it| it.answer.iter_mut().chain(it.error.iter_mut()));
            texts.collect()
        }
        Evidence::Hops { .. } => Vec::new(),
        Evidence::Clauses { about, clauses } => {
            let saw = clauses.iter_mut().filter_map(|it| it.saw.as_mut());
            [about].into_iter().chain(saw).collect()
        }
        Evidence::Note { text } => vec![text],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::results::{Failure, Outcome};

    #[test]
    fn a_secret_that_is_known_goes_out_of_failures_and_evidence() {
        redact::remember("planted-in-hidden");
        let leak = || "it says planted-in-hidden.".to_owned();
        let mut attempt = Attempt {
            number: 1,
            outcome: Outcome::Failed,
            duration_ms: 0,
            reason: Some(leak()),
            failure: Some(Failure {
                expected: leak(),
                actual: leak(),
            }),
            steps: Vec::new(),
            evidence: vec![
                Evidence::Page {
                    url: leak(),
                    title: leak(),
                    text: leak(),
                },
                Evidence::Console {
                    lines: vec![leak()],
                },
            ],
        };
        hide_in(&mut attempt);
        let told = format!("{attempt:?}");
        assert!(!told.contains("planted-in-hidden"), "{told}");
        assert_eq!(told.matches("it says [redacted].").count(), 7, "{told}");
    }
}
