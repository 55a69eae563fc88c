//! Several messages, one after another and at once.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use axum::Router;
use axum::routing::post;
use serve::Bound;
use tokio::sync::Barrier;
use webhooks::{Dispatch, Distortion, Endpoint, Message, Signer, SigningSecret, Step};

use crate::receiver::Receiver;

fn dispatch(event: &str) -> Dispatch {
    Dispatch::new(event, Message::new(event.to_owned()))
}

fn step(dispatches: Vec<Dispatch>) -> Step {
    Step {
        wait: Duration::ZERO,
        dispatches,
    }
}

#[tokio::test]
async fn steps_are_taken_one_after_another_and_told_in_order() {
    let receiver = Receiver::answering(|number| if number == 1 { 400 } else { 200 }).await;
    let steps = [
        step(vec![dispatch("first")]),
        step(vec![dispatch("second").distorted(Distortion::WrongSecret)]),
        step(vec![dispatch("third")]),
    ];
    let mut told = Vec::new();
    let deliveries = receiver
        .endpoint
        .play(&steps, |it| told.push(it.event.clone()))
        .await;
    assert_eq!(told, ["first", "second", "third"]);
    assert!(
        deliveries.iter().all(|it| it.as_it_should_be()),
        "{deliveries:?}"
    );
    let bodies: Vec<_> = receiver.received().into_iter().map(|it| it.body).collect();
    assert_eq!(bodies, ["first", "second", "third"]);
}

/// The server answers none of the copies before all of them are there.
#[tokio::test]
async fn copies_of_a_step_are_under_way_at_the_same_moment() {
    let (meeting, most) = (Arc::new(Barrier::new(3)), Arc::new(AtomicUsize::new(0)));
    let seen = Arc::clone(&most);
    let answer = post(async move || {
        meeting.wait().await;
        seen.fetch_add(1, Ordering::SeqCst);
    });
    let bound = Bound::to(0).await.expect("a free port");
    let url = bound.url("127.0.0.1").parse().expect("an address");
    let _running = bound.serve(Router::new().route("/", answer));
    let endpoint = Endpoint::new(url, Signer::new(SigningSecret::generate()));
    let copies = step(vec![dispatch("purchase"); 3]);
    let deliveries = endpoint.play(&[copies], |_| {}).await;
    assert_eq!(most.load(Ordering::SeqCst), 3);
    assert!(
        deliveries
            .iter()
            .all(|it| it.attempt.delivered() && it.id == deliveries[0].id)
    );
}

#[tokio::test]
async fn a_wait_is_waited_before_its_step() {
    let receiver = Receiver::answering(|_| 200).await;
    let later = Step {
        wait: Duration::from_millis(50),
        ..step(vec![dispatch("later")])
    };
    let steps = [step(vec![dispatch("now")]), later];
    let deliveries = receiver.endpoint.play(&steps, |_| {}).await;
    assert!(
        deliveries[1].at_ms - deliveries[0].at_ms >= 50,
        "{deliveries:?}"
    );
}
