//! What a scenario about billing leaves behind.

use super::logged::is_trouble;
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
/// More of an answer than anybody reads.
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
            deliveries.extend(made.iter().flat_map(|message| attempts(message, begun)));
            deliveries.sort_by_key(|it| it.at_ms);
        }
        if !deliveries.is_empty() {
            evidence.push(Evidence::Deliveries { deliveries });
        }
        if !self.billing.hops.is_empty() {
            let hops = std::mem::take(&mut self.billing.hops);
            evidence.push(Evidence::Hops { hops });
        }
        let log = self
            .deployment
            .as_ref()
            .and_then(|it| it.billing.log.as_ref());
        if self.needs.iter().any(|need| ABOUT_BILLING.contains(need))
            && let Some(Ok(lines)) = log.map(crate::billing::Log::lines)
        {
            let lines: Vec<String> = lines.iter().map(|line| redact::text(line)).collect();
            let trouble = lines.iter().filter(|line| is_trouble(line));
            let trouble = trouble.cloned().collect();
            let left_out = lines.len().saturating_sub(MOST_LINES);
            let lines = lines.into_iter().skip(left_out).collect();
            evidence.push(Evidence::Log { lines, trouble });
        }
        evidence
    }
}

/// The attempts of Clerk to deliver a message.
fn attempts(message: &MadeMessage, begun_ms: u64) -> impl Iterator<Item = Delivery> {
    message.attempts.iter().map(move |attempt| Delivery {
        at_ms: attempt.at.saturating_sub(begun_ms),
        id: message.id.clone(),
        event: message.event.clone(),
        timestamp: Some(attempt.timestamp.to_string()),
        distortion: None,
        status: attempt.status,
        answer: attempt.answer.as_deref().map(answer),
        error: attempt.error.clone(),
        took_ms: attempt.took_ms,
    })
}

/// An answer as evidence has it.
pub(super) fn answer(text: &str) -> String {
    redact::text(text).chars().take(LONGEST_ANSWER).collect()
}
