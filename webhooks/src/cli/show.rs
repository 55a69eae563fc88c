//! What is printed.

use std::io::{self, Write};
use std::time::Duration;

use crate::attempt::Attempt;
use crate::burst::Tally;
use crate::catalogue::Catalogue;
use crate::delivery::Delivery;
use crate::distortion::Distortion;
use crate::endpoint::Retried;

/// How much of an answer is shown, in characters.
const ANSWER: usize = 200;

/// Events and distortions, for somebody who looks for a name.
pub(super) fn list(out: &mut impl Write) -> io::Result<()> {
    writeln!(out, "Events:")?;
    for event in Catalogue::builtin() {
        writeln!(
            out,
            "  {:<32} {:<8} {}",
            event.name, event.dialect, event.about
        )?;
    }
    writeln!(out, "\nDistortions, each a message …")?;
    for distortion in Distortion::ALL {
        let fate = if distortion.accepted() {
            "accepted"
        } else {
            "refused"
        };
        writeln!(out, "  {distortion:<32} {fate:<8} {}", distortion.about())?;
    }
    Ok(())
}

/// A delivery: whether it was answered as it should be, by what, and what the answer says.
pub(super) fn delivery(out: &mut impl Write, delivery: &Delivery) -> io::Result<()> {
    let word = if delivery.as_it_should_be() {
        "PASS"
    } else {
        "FAIL"
    };
    let odd = delivery.distortion.map(|it| format!("  {it}"));
    let attempt = &delivery.attempt;
    writeln!(
        out,
        "  {word}  {}  {:>6}  {}{}  {}",
        status(attempt),
        millis(attempt.took),
        delivery.event,
        odd.unwrap_or_default(),
        delivery.id.as_deref().unwrap_or("(without id)"),
    )?;
    if let Some(distortion) = delivery.distortion.filter(|_| !delivery.as_it_should_be()) {
        let fate = if distortion.accepted() {
            "accepted"
        } else {
            "refused"
        };
        let about = distortion.about();
        writeln!(out, "        should have been {fate}: a message {about}")?;
    }
    said(out, attempt)
}

/// One of several attempts.
pub(super) fn retried(out: &mut impl Write, retried: &Retried, of: usize) -> io::Result<()> {
    let attempt = &retried.delivery.attempt;
    writeln!(
        out,
        "  {}/{of}  {}  {:>6}  {}  {}  after {}",
        retried.number,
        status(attempt),
        millis(attempt.took),
        retried.delivery.event,
        retried.delivery.id.as_deref().unwrap_or_default(),
        hours(retried.planned),
    )?;
    said(out, attempt)
}

/// What came of a burst.
pub(super) fn tally(out: &mut impl Write, tally: &Tally) -> io::Result<()> {
    for failure in &tally.failures {
        writeln!(out, "  FAIL  {}  {}", status(&failure.attempt), failure.id)?;
        said(out, &failure.attempt)?;
    }
    let statuses: Vec<String> = tally
        .statuses
        .iter()
        .map(|(status, count)| format!("{count} × {status}"))
        .chain((tally.unanswered > 0).then(|| format!("{} without an answer", tally.unanswered)))
        .collect();
    writeln!(out, "answers    {}", statuses.join(", "))?;
    let part = |part| millis(tally.latency(part));
    writeln!(
        out,
        "latency    half within {}, 95 % within {}, 99 % within {}, all within {}",
        part(0.5),
        part(0.95),
        part(0.99),
        part(1.0)
    )?;
    writeln!(
        out,
        "delivered  {} of {} in {:.2} s: {:.0} per second",
        tally.delivered,
        tally.sent(),
        tally.took.as_secs_f64(),
        tally.per_second()
    )
}

fn said(out: &mut impl Write, attempt: &Attempt) -> io::Result<()> {
    if let Some(error) = attempt.end.error() {
        writeln!(out, "        {error}")?;
    }
    let answer = shown(&attempt.answer);
    if answer.is_empty() {
        return Ok(());
    }
    writeln!(out, "        {answer}")
}

/// The beginning of an answer on one line; nothing in it can speak to the terminal.
fn shown(answer: &str) -> String {
    let mut text: String = answer
        .trim()
        .chars()
        .map(|it| if it.is_control() { ' ' } else { it })
        .take(ANSWER + 1)
        .collect();
    if let Some((end, _)) = text.char_indices().nth(ANSWER) {
        text.truncate(end);
        text.push('…');
    }
    text
}

fn status(attempt: &Attempt) -> String {
    attempt
        .status
        .map_or_else(|| "---".to_owned(), |status| status.to_string())
}

fn millis(took: Duration) -> String {
    let millis = took.as_secs_f64() * 1000.0;
    if millis < 10.0 {
        format!("{millis:.1} ms")
    } else {
        format!("{millis:.0} ms")
    }
}

/// `27 h 35 min 5 s`, without what is nought.
fn hours(planned: Duration) -> String {
    let seconds = planned.as_secs();
    let parts = [
        (seconds / 3_600, "h"),
        (seconds / 60 % 60, "min"),
        (seconds % 60, "s"),
    ];
    let said: Vec<String> = parts
        .iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, unit)| format!("{count} {unit}"))
        .collect();
    match said.is_empty() {
        true => "0 s".to_owned(),
        false => said.join(" "),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_names_every_event_and_every_distortion() {
        let mut out = Vec::new();
        list(&mut out).expect("written");
        let out = String::from_utf8(out).expect("UTF-8");
        for event in Catalogue::builtin() {
            assert!(out.contains(&format!("  {} ", event.name)), "{out}");
        }
        for distortion in Distortion::ALL {
            assert!(out.contains(&format!("  {distortion} ")), "{out}");
        }
    }

    #[test]
    fn an_answer_is_one_line_that_cannot_speak_to_the_terminal() {
        assert_eq!(shown("{\"a\":\n1}\n"), "{\"a\": 1}");
        assert_eq!(shown("\u{1b}[2Jgone"), " [2Jgone");
        let long = shown(&"é".repeat(300));
        assert_eq!(long.chars().count(), 201);
        assert!(long.ends_with("é…"), "{long}");
    }

    #[test]
    fn times_are_told_without_what_is_nought() {
        for (seconds, told) in [
            (0, "0 s"),
            (5, "5 s"),
            (7_200, "2 h"),
            (99_305, "27 h 35 min 5 s"),
        ] {
            assert_eq!(hours(Duration::from_secs(seconds)), told);
        }
    }
}
