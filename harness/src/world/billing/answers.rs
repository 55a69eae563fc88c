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
        Err(StepError::failed(wanted, self.refusal(last)))
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
                format!("{taken_number} are; of one more, {}", self.refusal(other)),
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

    /// What came back from who does not take a delivery, and what else than the deployment may be the cause.
    fn refusal(&self, delivery: &Delivery) -> String {
        let billing = self.profile().ok().and_then(|it| it.billing.as_ref());
        let variable = billing.and_then(|it| it.signing_secret_env.as_deref());
        refusal(delivery, variable)
    }

    fn last_delivery(&self) -> Result<&Delivery, StepError> {
        self.billing.deliveries.last().ok_or_else(|| {
            StepError::Blocked("no step before this one delivers anything".to_owned())
        })
    }
}

/// What came back from who does not take a delivery. One that was signed right is refused as well where the run has another
/// secret than the endpoint: the one in `variable`, if it is not the run's own.
fn refusal(delivery: &Delivery, variable: Option<&str>) -> String {
    let came_back = came_back(delivery);
    match (delivery.status, &delivery.distortion, variable) {
        (Some(400 | 401), None, Some(variable)) => format!(
            "{came_back} (if that is about the signature, {variable} may hold the secret of another endpoint: `conformance \
             doctor` tells)"
        ),
        _ => came_back,
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_may_be_the_fault_of_the_runs_own_secret() {
        let refused = |status: u16, distortion: Option<&str>, variable: Option<&str>| {
            let delivery = Delivery {
                at_ms: 0,
                id: "msg_1".to_owned(),
                event: "user.created".to_owned(),
                timestamp: None,
                distortion: distortion.map(str::to_owned),
                status: Some(status),
                answer: Some("Invalid signature".to_owned()),
                error: None,
                took_ms: 1,
            };
            refusal(&delivery, variable)
        };
        let told = refused(400, None, Some("SECRET"));
        assert!(
            told.starts_with("the answer is 400: Invalid signature (if"),
            "{told}"
        );
        assert!(
            told.contains("SECRET may hold the secret of another"),
            "{told}"
        );
        let bare = "the answer is 400: Invalid signature";
        assert_eq!(refused(400, Some("another secret"), Some("SECRET")), bare);
        assert_eq!(refused(400, None, None), bare);
        let fault = "the answer is 500: Invalid signature";
        assert_eq!(refused(500, None, Some("SECRET")), fault);
    }
}
