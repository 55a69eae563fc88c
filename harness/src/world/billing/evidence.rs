//! What a scenario about billing leaves behind.

use webhooks::Attempt;

use super::logged::is_trouble;
use crate::billing::Billing;
use crate::capability::Capability;
use crate::clerk::MadeMessage;
use crate::redact;
use crate::results::{Delivery, Evidence};
use crate::world::World;

/// What shows that a scenario is about billing. The log of each of them is read, so that no trouble goes unseen.
const ABOUT_BILLING: [Capability; 4] = [
    Capability::Webhooks,
    Capability::PlanStore,
    Capability::Logs,
    Capability::Deliveries,
];
/// More of an answer than anybody reads, in characters.
const LONGEST_ANSWER: usize = 300;
/// More lines of a log than anybody reads.
const MOST_LINES: usize = 400;

impl World {
    /// What was delivered, what was logged, and how long it took; never fails.
    pub(in crate::world) async fn billing_evidence(&mut self) -> Vec<Evidence> {
        let mut evidence = Vec::new();
        let mut deliveries = std::mem::take(&mut self.billing.deliveries);
        if self.needs.contains(&Capability::Deliveries)
            && let (Some(deployment), Some(user_id)) = (&self.deployment, &self.billing.user_id)
            && let Ok(made) = deployment.clerk.deliveries(user_id).await
        {
            let begun = self.billing.begun_ms;
            let billing = &deployment.billing;
            let made = made.iter();
            deliveries.extend(made.flat_map(|message| attempts(message, begun, billing)));
            deliveries.sort_by_key(|it| it.at_ms);
        }
        if !deliveries.is_empty() {
            evidence.push(Evidence::Deliveries { deliveries });
        }
        if !self.billing.hops.is_empty() {
            let hops = std::mem::take(&mut self.billing.hops);
            evidence.push(Evidence::Hops { hops });
        }
        evidence.extend(self.log_evidence().await);
        evidence
    }

    /// What was logged, where that is this scenario's alone.
    async fn log_evidence(&self) -> Option<Evidence> {
        let billing = &self.deployment.as_ref()?.billing;
        let log = billing.log.as_ref()?;
        let has_own = self.stage.as_ref()?.target.url().is_none();
        if !is_its_own(&self.needs, has_own) {
            return None;
        }
        let lines = match log.lines().await {
            Ok(lines) => lines,
            Err(error) => {
                let text = error.to_string();
                return Some(Evidence::Note { text });
            }
        };
        let lines: Vec<String> = lines.iter().map(|line| billing.redact(line)).collect();
        let trouble = lines.iter().filter(|line| is_trouble(line));
        let trouble = trouble.cloned().collect();
        let left_out = lines.len().saturating_sub(MOST_LINES);
        let lines = lines.into_iter().skip(left_out).collect();
        Some(Evidence::Log { lines, trouble })
    }

    /// What came back for a webhook, without the secrets that the deployment may have put into its answer.
    pub(super) fn without_secrets(&self, mut attempt: Attempt) -> Attempt {
        if let Some(deployment) = &self.deployment {
            attempt.answer = deployment.billing.redact(&attempt.answer);
        }
        attempt
    }
}

/// Whether what is logged during a scenario with such needs tells of that scenario, and is of interest. Where
/// deployments are shared, only those that take turns have the log to themselves: others' lines would be pinned on them.
fn is_its_own(needs: &[Capability], has_own_deployment: bool) -> bool {
    let is_about_billing = needs.iter().any(|need| ABOUT_BILLING.contains(need));
    let is_alone = has_own_deployment || needs.iter().any(|need| need.takes_turns());
    is_about_billing && is_alone
}

/// The attempts of Clerk to deliver a message.
fn attempts(
    message: &MadeMessage,
    begun_ms: u64,
    billing: &Billing,
) -> impl Iterator<Item = Delivery> {
    message.attempts.iter().map(move |attempt| Delivery {
        at_ms: attempt.at.saturating_sub(begun_ms),
        id: message.id.clone(),
        event: message.event.clone(),
        timestamp: Some(attempt.timestamp.to_string()),
        distortion: None,
        status: attempt.status,
        answer: attempt
            .answer
            .as_deref()
            .map(|text| answer(&billing.redact(text))),
        error: attempt.error.clone(),
        took_ms: attempt.took_ms,
    })
}

/// An answer as evidence has it.
pub(super) fn answer(text: &str) -> String {
    redact::text(text).chars().take(LONGEST_ANSWER).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_log_that_is_shared_is_evidence_only_of_those_who_take_turns() {
        use Capability::{Logs, Outbox, PlanStore, Webhooks};
        assert!(is_its_own(&[Webhooks], true));
        assert!(!is_its_own(&[Webhooks, PlanStore], false));
        assert!(is_its_own(&[Webhooks, Logs], false));
        assert!(is_its_own(&[PlanStore, Capability::Clock], false));
        assert!(!is_its_own(&[Outbox], true));
    }
}
