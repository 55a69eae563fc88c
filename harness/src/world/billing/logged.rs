//! What the deployment logs about what it does.

use std::time::Instant;

use super::waiting::until;
use crate::step_error::StepError;
use crate::world::World;

/// A line that has to be in the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Line {
    /// An event of this type has come.
    Received(String),
    /// The person's plan becomes this one.
    Updating(String),
    /// The person's subscription has been cancelled.
    Cancelled,
    /// There is no such person.
    UserNotFound,
    /// Something that a person has to look at, with this in it.
    ForReview(String),
    /// Any other text.
    Containing(String),
}

impl Line {
    /// What has to stand in the line; each of it.
    fn parts(&self, user_id: &str) -> Vec<String> {
        match self {
            Self::Received(event) => vec![format!("[Webhook] Received: {event}")],
            Self::Updating(plan) => vec![format!("[Webhook] Updating plan for {user_id} → {plan}")],
            Self::Cancelled => vec![format!("[Webhook] Subscription cancelled for {user_id}")],
            Self::UserNotFound => vec![format!("User not found for clerkId={user_id}")],
            Self::ForReview(what) => vec![what.clone(), user_id.to_owned()],
            Self::Containing(text) => vec![text.clone()],
        }
    }
}

/// What an event leaves in the log that could not be processed.
const ERROR: &str = "Error processing";

/// What in a line tells of a fault of the deployment.
pub(super) fn is_trouble(line: &str) -> bool {
    line.contains(ERROR) || status(line).is_some_and(|it| it >= 500)
}

/// The answer's status, with which an access line ends; other lines have none.
fn status(line: &str) -> Option<u16> {
    let last = line.trim_end().rsplit(' ').next()?;
    let is_number = last.len() == 3 && last.bytes().all(|byte| byte.is_ascii_digit());
    let number = is_number.then(|| last.parse().ok()).flatten();
    number.filter(|it| (100..600).contains(it))
}

impl World {
    /// The log has a line, or comes to have it.
    ///
    /// # Errors
    /// Failed, when it has not before the deadline.
    pub async fn log_has(&mut self, line: &Line) -> Result<(), StepError> {
        self.log_has_so_often(line, 1).await
    }

    /// The log has a line so many times at least, or comes to.
    ///
    /// # Errors
    /// Failed, when it has not before the deadline.
    pub async fn log_has_so_often(&mut self, line: &Line, times: usize) -> Result<(), StepError> {
        let user_id = self.user_id().await?;
        let parts = line.parts(&user_id);
        let timing = self.profile()?.timing;
        let deadline = Instant::now() + timing.deadline().min(timing.plan());
        let has_them = until(deadline, async || {
            let lines = self.log_lines().await?;
            let has = |line: &&String| parts.iter().all(|part| line.contains(part.as_str()));
            let before = match line {
                Line::Received(_) => self.billing.seen.lines,
                _ => 0,
            };
            let found = lines.iter().skip(before).filter(has).count();
            if found >= times {
                return Ok(());
            }
            let often = if times == 1 {
                String::new()
            } else {
                format!(", {times} times")
            };
            Err(StepError::failed(
                format!("the log has a line with “{}”{often}", parts.join("” and “")),
                ending(&lines, found),
            ))
        });
        has_them.await
    }

    /// The log has no such line, now that everything is done, and does not get it late.
    ///
    /// # Errors
    /// Failed, when it has.
    pub async fn log_lacks(&mut self, line: &Line) -> Result<(), StepError> {
        let user_id = self.user_id().await?;
        let parts = line.parts(&user_id);
        self.let_it_get_late().await?;
        let lines = self.log_lines().await?;
        let has = |line: &&String| parts.iter().all(|part| line.contains(part.as_str()));
        match lines.iter().find(has) {
            None => Ok(()),
            Some(line) => Err(StepError::failed(
                format!("the log has no line with “{}”", parts.join("” and “")),
                line,
            )),
        }
    }

    /// For each line that says that an event has come there is one that says what was done, or there comes to be one.
    ///
    /// # Errors
    /// Failed, when there is an event of which the log has said nothing more before the deadline.
    pub async fn log_says_what_was_done(&mut self) -> Result<(), StepError> {
        let timing = self.profile()?.timing;
        let deadline = Instant::now() + timing.deadline().min(timing.plan());
        let says_it = until(deadline, async || {
            let lines = self.log_lines().await?;
            match silent_events(&lines) {
                None => Ok(()),
                Some(told) => Err(StepError::failed(
                    "for each event the log says what was done",
                    told,
                )),
            }
        });
        says_it.await
    }

    /// The log tells of no fault, and does not come to.
    ///
    /// # Errors
    /// Failed, when it does; blocked, when it is not one that would.
    pub async fn log_has_no_trouble(&mut self) -> Result<(), StepError> {
        self.let_it_get_late().await?;
        has_no_trouble(&self.log_lines().await?)
    }
}

/// # Errors
/// Failed, when a line tells of a fault; blocked, when there is no access line: then faults could not be seen.
fn has_no_trouble(lines: &[String]) -> Result<(), StepError> {
    if let Some(line) = lines.iter().find(|line| is_trouble(line)) {
        return Err(StepError::failed(
            format!("the log has neither “{ERROR}” nor an answer with 5xx"),
            line,
        ));
    }
    if lines.iter().any(|line| status(line).is_some()) {
        return Ok(());
    }
    let blind = "the log has no line that ends with an answer's status, so faults could not be seen; see README";
    Err(StepError::Blocked(blind.to_owned()))
}

/// What is wrong if there are more events than outcomes. Deliveries are handled side by side, so lines are counted and
/// not paired by their neighbours.
fn silent_events(lines: &[String]) -> Option<String> {
    let received = |line: &&String| line.contains("[Webhook] Received: ");
    let events = lines.iter().filter(received).count();
    let outcomes = lines.iter().filter(|line| is_outcome(line)).count();
    let last = lines.iter().rfind(received)?;
    (outcomes < events).then(|| {
        format!("{events} were received, and {outcomes} lines say what was done; the last one received is “{last}”")
    })
}

/// Whether a line says what was done about an event: the one line of each that does. That a plan is to be reviewed is
/// said beside that, and what was refused was never received.
fn is_outcome(line: &str) -> bool {
    let is_beside = ["Received: ", "Refused", "Unknown plan identifier"]
        .iter()
        .any(|begin| line.contains(&format!("[Webhook] {begin}")));
    line.contains(ERROR) || (line.contains("[Webhook] ") && !is_beside)
}

fn ending(lines: &[String], found: usize) -> String {
    let told = lines.iter().rev().take(3).rev();
    let told = told.map(String::as_str).collect::<Vec<_>>().join(" | ");
    match (found, lines.len()) {
        (_, 0) => "the log is empty".to_owned(),
        (0, many) => format!("none of its {many} lines has; it ends with: {told}"),
        (found, many) => format!("{found} of its {many} lines have; it ends with: {told}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &[&str]) -> Vec<String> {
        text.iter().map(|line| (*line).to_owned()).collect()
    }

    #[test]
    fn trouble_is_an_error_line_or_an_answer_with_5xx() {
        assert!(is_trouble("x ERROR [Webhook] Error processing a.b: no"));
        assert!(is_trouble("x INFO POST /api/webhooks/clerk-billing 500"));
        assert!(!is_trouble("x INFO POST /api/webhooks/clerk-billing 200"));
        assert!(!is_trouble("x INFO GET /items/500 200"));
        assert!(!is_trouble("x INFO listening on port 5000"));
        assert!(!is_trouble("x INFO it took 999"));
    }

    #[test]
    fn a_log_without_access_lines_shows_no_fault_and_proves_nothing() {
        let seen = lines(&["[Webhook] Received: a", "x INFO POST /api/webhooks 200"]);
        assert_eq!(has_no_trouble(&seen), Ok(()));
        let trouble = lines(&["x ERROR [Webhook] Error processing a: no"]);
        assert!(matches!(
            has_no_trouble(&trouble),
            Err(StepError::Failed(_))
        ));
        for blind in [&[][..], &["[Webhook] Received: a", "listening on 4100"]] {
            let judged = has_no_trouble(&lines(blind));
            assert!(matches!(judged, Err(StepError::Blocked(_))), "{blind:?}");
        }
    }

    #[test]
    fn an_event_of_which_nothing_was_done_is_found() {
        let told = lines(&[
            "[Webhook] Received: a",
            "[Webhook] Updating plan for u → pro",
        ]);
        assert_eq!(silent_events(&told), None);
        let failed = lines(&["[Webhook] Received: a", "ERROR Error processing a: no"]);
        assert_eq!(silent_events(&failed), None);
        let silent = lines(&["[Webhook] Received: a", "POST /x 200"]);
        let what = silent_events(&silent).expect("nothing was done");
        assert!(what.ends_with("“[Webhook] Received: a”"), "{what}");
        let refused = lines(&["[Webhook] Refused: Invalid signature"]);
        assert_eq!(silent_events(&refused), None);
    }

    #[test]
    fn what_is_said_beside_an_outcome_stands_for_no_other_event() {
        let mut told = lines(&[
            "[Webhook] Received: a",
            "[Webhook] Unknown plan identifier \"x\" for u, for review",
            "[Webhook] Nothing to do: the plan stays pro",
            "[Webhook] Received: b",
            "[Webhook] Refused: busy",
        ]);
        assert!(silent_events(&told).is_some());
        told.push("[Webhook] Subscription cancelled for u".to_owned());
        assert_eq!(silent_events(&told), None);
    }
}
