//! How webhooks that the harness delivers are answered.

use crate::results::Delivery;
use crate::step_error::StepError;
use crate::world::World;

impl World {
    /// What was delivered last was taken (2xx).
    ///
    /// # Errors
    /// Failed, when it was not; blocked, when nothing was delivered.
    pub fn last_was_taken(&self) -> Result<(), StepError> {
        let last = self.last_delivery()?;
        if last.status.is_some_and(|it| (200..300).contains(&it)) {
            return Ok(());
        }
        let wanted = format!("the delivery of {} is answered with 2xx", last.event);
        Err(StepError::failed(wanted, came_back(last)))
    }

    /// Everything that was delivered was taken (2xx), in time.
    ///
    /// # Errors
    /// Failed, when something was not; blocked, when nothing was delivered.
    pub fn all_were_taken(&self) -> Result<(), StepError> {
        self.last_delivery()?;
        let taken = |it: &&Delivery| it.status.is_some_and(|it| (200..300).contains(&it));
        let all = &self.billing.deliveries;
        let taken_number = all.iter().filter(taken).count();
        match all.iter().find(|it| !taken(it)) {
            None => Ok(()),
            Some(other) => Err(StepError::failed(
                format!("each of {} deliveries is answered with 2xx", all.len()),
                format!("{taken_number} are; of one more, {}", came_back(other)),
            )),
        }
    }

    /// What was delivered last was answered with this status, and with these words in it.
    ///
    /// # Errors
    /// Failed, when it was not; blocked, when nothing was delivered.
    pub fn last_answer_is(&self, status: u16, words: &str) -> Result<(), StepError> {
        let last = self.last_delivery()?;
        let told = last.answer.as_deref().unwrap_or_default();
        if last.status == Some(status) && told.contains(words) {
            return Ok(());
        }
        let wanted = match words {
            "" => format!("the delivery is answered with {status}"),
            words => format!("the delivery is answered with {status} and “{words}”"),
        };
        Err(StepError::failed(wanted, came_back(last)))
    }

    /// What was delivered last was answered as a fault of the server (5xx).
    ///
    /// # Errors
    /// Failed, when it was not; blocked, when nothing was delivered.
    pub fn last_answer_is_a_server_fault(&self) -> Result<(), StepError> {
        let last = self.last_delivery()?;
        if last.status.is_some_and(|it| (500..600).contains(&it)) {
            return Ok(());
        }
        let wanted = "the delivery is answered with 5xx, so that it comes again";
        Err(StepError::failed(wanted, came_back(last)))
    }

    fn last_delivery(&self) -> Result<&Delivery, StepError> {
        self.billing.deliveries.last().ok_or_else(|| {
            StepError::Blocked("no step before this one delivers anything".to_owned())
        })
    }
}

/// What came back, in words.
fn came_back(delivery: &Delivery) -> String {
    match (delivery.status, &delivery.answer, &delivery.error) {
        (Some(status), Some(answer), _) => format!("the answer is {status}: {}", answer.trim()),
        (Some(status), None, _) => format!("the answer is {status}"),
        (None, _, error) => error.clone().unwrap_or_else(|| "no answer".to_owned()),
    }
}
