//! Where messages go to.

use std::time::Duration;

use futures::future::join_all;
use serde::Serialize;
use url::Url;

use crate::delivery::{Delivery, Dispatch};
use crate::schedule::Schedule;
use crate::sender::Sender;
use crate::signer::Signer;
use crate::times::now_ms;

/// A receiver: its address, and the secrets that it knows.
#[derive(Debug, Clone)]
pub struct Endpoint {
    /// Where it listens.
    pub url: Url,
    /// Signs what it is sent.
    pub signer: Signer,
    /// What its requests go through.
    pub sender: Sender,
}

/// One attempt of a delivery that is tried until it succeeds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Retried {
    /// Which attempt this is, from 1.
    pub number: usize,
    /// How long after the first attempt it would be made by a schedule that is not compressed; in JSON `planned_s`, in
    /// seconds.
    #[serde(rename = "planned_s", serialize_with = "seconds")]
    pub planned: Duration,
    /// What was sent and what came of it.
    #[serde(flatten)]
    pub delivery: Delivery,
}

impl Endpoint {
    /// One at `url` that is sent to by a [`Sender`] of its own.
    #[must_use]
    pub fn new(url: Url, signer: Signer) -> Self {
        Self {
            url,
            signer,
            sender: Sender::new(),
        }
    }

    /// Sends a message, once.
    pub async fn deliver(&self, dispatch: &Dispatch) -> Delivery {
        let at_ms = now_ms();
        self.deliver_at(dispatch, at_ms, at_ms.div_euclid(1000))
            .await
    }

    /// Sends messages at the same moment, each over a connection of its own. What came of them is in the same order.
    pub async fn deliver_at_once(&self, dispatches: &[Dispatch]) -> Vec<Delivery> {
        join_all(dispatches.iter().map(|dispatch| self.deliver(dispatch))).await
    }

    /// Sends a message again and again until it is delivered, or the schedule has ended. `on` is told each attempt.
    ///
    /// Each attempt has the same id, a new time stamp and hence a new signature. The time stamps are true, and never
    /// the same twice: a receiver refuses what is more than five minutes off, so that they cannot be those of the
    /// schedule when that is compressed. An attempt in the same second as the one before is stamped a second later.
    pub async fn retry(
        &self,
        dispatch: &Dispatch,
        schedule: &Schedule,
        mut on: impl FnMut(&Retried),
    ) -> Vec<Retried> {
        let mut all: Vec<Retried> = Vec::new();
        let mut stamped = i64::MIN;
        for ((index, wait), planned) in schedule.waits().iter().enumerate().zip(schedule.planned())
        {
            tokio::time::sleep(*wait).await;
            let at_ms = now_ms();
            stamped = at_ms.div_euclid(1000).max(stamped.saturating_add(1));
            let retried = Retried {
                number: index + 1,
                planned,
                delivery: self.deliver_at(dispatch, at_ms, stamped).await,
            };
            on(&retried);
            let delivered = retried.delivery.attempt.delivered();
            all.push(retried);
            if delivered {
                break;
            }
        }
        all
    }

    async fn deliver_at(&self, dispatch: &Dispatch, at_ms: i64, timestamp: i64) -> Delivery {
        let request = dispatch.request(&self.signer, timestamp);
        let attempt = self.sender.send(&self.url, &request).await;
        Delivery::of(dispatch, &request, at_ms, attempt)
    }
}

fn seconds<S: serde::Serializer>(planned: &Duration, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_u64(planned.as_secs())
}
