//! Many messages at a time.

use std::collections::{BTreeMap, BTreeSet};
use std::num::NonZeroUsize;

use webhooks::{Burst, Message};

use crate::receiver::Receiver;

fn burst(count: u64) -> Burst {
    Burst {
        count,
        in_flight: NonZeroUsize::new(10).expect("not zero"),
    }
}

#[tokio::test]
async fn every_message_is_sent_once_and_counted() {
    let receiver = Receiver::answering(|_| 200).await;
    let message = |number: u64| Message::new(number.to_string());
    let tally = receiver.endpoint.burst(burst(500), message).await;
    assert_eq!(
        (tally.sent(), tally.delivered, tally.unanswered),
        (500, 500, 0)
    );
    assert_eq!(tally.statuses, BTreeMap::from([(200, 500)]));
    assert!(tally.per_second() > 0.0 && tally.latency(0.5) <= tally.latency(1.0));
    let received = receiver.received();
    let ids: BTreeSet<&str> = received.iter().map(|it| it.id.as_str()).collect();
    let bodies: BTreeSet<&[u8]> = received.iter().map(|it| it.body.as_ref()).collect();
    assert_eq!((received.len(), ids.len(), bodies.len()), (500, 500, 500));
}

#[tokio::test]
async fn what_is_not_delivered_is_counted_and_some_of_it_remembered() {
    let receiver = Receiver::answering(|number| if number % 5 == 0 { 500 } else { 200 }).await;
    let tally = receiver
        .endpoint
        .burst(burst(500), |_| Message::new("{}"))
        .await;
    assert_eq!(tally.statuses, BTreeMap::from([(200, 400), (500, 100)]));
    assert_eq!((tally.delivered, tally.failures.len()), (400, 20));
    let ids: BTreeSet<String> = receiver.received().into_iter().map(|it| it.id).collect();
    for failure in &tally.failures {
        assert_eq!(failure.attempt.status, Some(500));
        assert!(ids.contains(&failure.id), "{failure:?}");
    }
}
