//! Deliveries that are tried again.

use std::time::Duration;

use webhooks::{Dispatch, Message, Schedule, now_ms};

use crate::receiver::Receiver;

/// 27 hours in a tenth of a second.
const SPEED: u32 = 1_000_000;

fn dispatch() -> Dispatch {
    Dispatch::new("subscription.active", Message::new("{}"))
}

#[tokio::test]
async fn each_attempt_has_the_same_id_a_new_time_stamp_and_a_right_signature() {
    let receiver = Receiver::answering(|_| 500).await;
    let schedule = Schedule::svix().compressed(SPEED);
    let attempts = receiver
        .endpoint
        .retry(&dispatch(), &schedule, |_| {})
        .await;
    let received = receiver.received();
    assert_eq!((attempts.len(), received.len()), (8, 8));
    for (one, next) in received.iter().zip(&received[1..]) {
        assert_eq!((&one.id, &one.body), (&next.id, &next.body));
        assert!(one.timestamp < next.timestamp, "{received:?}");
    }
    for one in &received {
        let signature = receiver.secret.sign(&one.id, one.timestamp, &one.body);
        assert_eq!(one.signature, signature);
        let off = one.timestamp - now_ms() / 1000;
        assert!(off.abs() < 60, "a receiver would refuse it: {off} s off");
    }
}

#[tokio::test]
async fn it_ends_with_the_first_attempt_that_is_taken() {
    let receiver = Receiver::answering(|number| if number < 2 { 503 } else { 204 }).await;
    let schedule = Schedule::svix().compressed(SPEED);
    let mut seen = Vec::new();
    let attempts = receiver
        .endpoint
        .retry(&dispatch(), &schedule, |it| seen.push(it.number))
        .await;
    assert_eq!((seen, receiver.received().len()), (vec![1, 2, 3], 3));
    let told: Vec<(Duration, Option<u16>)> = attempts
        .iter()
        .map(|it| (it.planned, it.delivery.attempt.status))
        .collect();
    let after = Duration::from_secs;
    assert_eq!(
        told,
        [
            (after(0), Some(503)),
            (after(5), Some(503)),
            (after(305), Some(204))
        ]
    );
}

#[tokio::test]
async fn the_waits_are_waited() {
    let receiver = Receiver::answering(|_| 500).await;
    let waits = [0, 20, 40].map(Duration::from_millis);
    let clock = std::time::Instant::now();
    let attempts = receiver
        .endpoint
        .retry(&dispatch(), &Schedule::of(waits), |_| {})
        .await;
    assert_eq!(attempts.len(), 3);
    assert!(clock.elapsed() >= Duration::from_millis(60));
}
