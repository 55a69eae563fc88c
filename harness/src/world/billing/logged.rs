//! What the deployment logs about what it does.

use std::time::{Duration, Instant};

use crate::environment_error::EnvironmentError;
use crate::step_error::StepError;
use crate::world::World;

/// How often the log is looked at again.
const POLL: Duration = Duration::from_millis(50);

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

/// What in a line tells of a fault of the deployment.
pub(super) fn is_trouble(line: &str) -> bool {
    // An access line ends with the answer's status.
    let answered = line.rsplit(' ').next().unwrap_or_default();
    let is_5xx = answered.len() == 3 && answered.starts_with('5');
    line.contains("Error processing")
        || (is_5xx && answered.bytes().all(|byte| byte.is_ascii_digit()))
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
        let log = self.log().await?;
        let deadline = Instant::now() + self.profile()?.timing.stays();
        loop {
            let lines = log.lines()?;
            let has = |line: &&String| parts.iter().all(|part| line.contains(part.as_str()));
            let before = match line {
                Line::Received(_) => self.billing.seen.lines,
                _ => 0,
            };
            let found = lines.iter().skip(before).filter(has).count();
            if found >= times {
                return Ok(());
            }
            if Instant::now() >= deadline {
                let often = if times == 1 {
                    String::new()
                } else {
                    format!(", {times} times")
                };
                return Err(StepError::failed(
                    format!("the log has a line with “{}”{often}", parts.join("” and “")),
                    ending(&lines, found),
                ));
            }
            tokio::time::sleep(POLL).await;
        }
    }

    /// The log has no such line, now that everything is done.
    ///
    /// # Errors
    /// Failed, when it has.
    pub async fn log_lacks(&mut self, line: &Line) -> Result<(), StepError> {
        let user_id = self.user_id().await?;
        let parts = line.parts(&user_id);
        let lines = self.log().await?.lines()?;
        let has = |line: &&String| parts.iter().all(|part| line.contains(part.as_str()));
        match lines.iter().find(has) {
            None => Ok(()),
            Some(line) => Err(StepError::failed(
                format!("the log has no line with “{}”", parts.join("” and “")),
                line,
            )),
        }
    }

    /// After each line that says that an event has come there is one that says what was done.
    ///
    /// # Errors
    /// Failed, when there is an event of which the log says nothing more.
    pub async fn log_says_what_was_done(&mut self) -> Result<(), StepError> {
        let lines = self.log().await?.lines()?;
        match silent_event(&lines) {
            None => Ok(()),
            Some(line) => Err(StepError::failed(
                "for each event the log says what was done",
                format!("nothing follows “{line}”"),
            )),
        }
    }

    /// The log tells of no fault.
    ///
    /// # Errors
    /// Failed, when it does.
    pub async fn log_has_no_trouble(&mut self) -> Result<(), StepError> {
        match self.log_trouble().await?.first() {
            None => Ok(()),
            Some(line) => Err(StepError::failed(
                "the log has neither “Error processing” nor an answer with 5xx",
                line,
            )),
        }
    }

    /// The lines of the log that tell of a fault.
    async fn log_trouble(&mut self) -> Result<Vec<String>, StepError> {
        let lines = self.log().await?.lines();
        let lines = lines.map_err(|error: EnvironmentError| StepError::from(error))?;
        Ok(lines.into_iter().filter(|line| is_trouble(line)).collect())
    }
}

/// An event of which as many have come as others, and of which nothing was done: the first without a line of its own
/// for it. Deliveries are handled side by side, so lines are counted and not paired by their neighbours.
fn silent_event(lines: &[String]) -> Option<&String> {
    let mut open: Option<&String> = None;
    let mut received = 0_usize;
    let mut done = 0_usize;
    for line in lines.iter().filter(|line| line.contains("[Webhook] ")) {
        if line.contains("[Webhook] Received: ") {
            received += 1;
            open = Some(line);
        } else if !line.contains("[Webhook] Refused") {
            done += 1;
        }
    }
    (done < received).then_some(open).flatten()
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
    }

    #[test]
    fn an_event_of_which_nothing_was_done_is_found() {
        let told = lines(&[
            "[Webhook] Received: a",
            "[Webhook] Updating plan for u → pro",
        ]);
        assert_eq!(silent_event(&told), None);
        let silent = lines(&["[Webhook] Received: a", "POST /x 200"]);
        assert_eq!(
            silent_event(&silent).map(String::as_str),
            Some("[Webhook] Received: a")
        );
        let refused = lines(&["[Webhook] Refused: Invalid signature"]);
        assert_eq!(silent_event(&refused), None);
    }
}
