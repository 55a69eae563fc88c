//! What is sent here, as Clerk's own verifier sees it: `verifyWebhook` of the npm package `@clerk/backend`, in a
//! Node process that is reached over HTTP as any receiver is.

use std::path::Path;
use std::process::Stdio;

use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::{Child, Command};
use webhooks::{
    Attempt, Catalogue, Dispatch, Distortion, Endpoint, Message, Signer, SigningSecret, now_ms,
};

struct ClerkBackend {
    endpoint: Endpoint,
    /// Ends with this handle, or with the end of its standard input if nobody is left to drop it.
    _process: Child,
}

impl ClerkBackend {
    /// A receiver that knows `secret`.
    async fn knowing(secret: &SigningSecret) -> Self {
        let project = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/clerk-backend");
        let folder = npm::installed(&project, Path::new(env!("CARGO_TARGET_TMPDIR"))).await;
        let mut process = Command::new("node")
            .arg("receiver.mjs")
            .current_dir(folder.expect("packages"))
            .env("CLERK_WEBHOOK_SIGNING_SECRET", secret.expose())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .expect("node can be started");
        let said = process.stdout.take().expect("piped");
        let port = BufReader::new(said).lines().next_line().await;
        let port = port.expect("text").expect("it says its port");
        let url = format!("http://127.0.0.1:{port}/");
        Self {
            endpoint: Endpoint::new(
                url.parse().expect("an address"),
                Signer::new(secret.clone()),
            ),
            _process: process,
        }
    }

    async fn answer(&self, dispatch: &Dispatch) -> Attempt {
        self.endpoint.deliver(dispatch).await.attempt
    }
}

fn purchase() -> Dispatch {
    let event = Catalogue::builtin().find("subscriptionItem.active");
    let payload = event.expect("in the catalogue").payload(now_ms());
    Dispatch::new("subscriptionItem.active", Message::of_json(&payload))
}

#[tokio::test]
async fn every_event_of_the_catalogue_is_accepted() {
    let clerk = ClerkBackend::knowing(&SigningSecret::generate()).await;
    for event in Catalogue::builtin() {
        let message = Message::of_json(&event.payload(now_ms()));
        let attempt = clerk.answer(&Dispatch::new(&event.name, message)).await;
        let expected = format!(r#"{{"type":"{}"}}"#, event.name);
        assert_eq!((attempt.status, attempt.answer), (Some(200), expected));
    }
}

#[tokio::test]
async fn every_distortion_is_accepted_or_refused_as_it_says() {
    let clerk = ClerkBackend::knowing(&SigningSecret::generate()).await;
    for distortion in Distortion::ALL {
        let attempt = clerk.answer(&purchase().distorted(distortion)).await;
        let expected = if distortion.accepted() { 200 } else { 400 };
        assert_eq!(
            attempt.status,
            Some(expected),
            "a message {}: {}",
            distortion.about(),
            attempt.answer
        );
    }
}

#[tokio::test]
async fn while_secrets_are_rotated_a_receiver_with_the_old_one_accepts() {
    let old = SigningSecret::generate();
    let mut clerk = ClerkBackend::knowing(&old).await;
    clerk.endpoint.signer = Signer::new(SigningSecret::generate());
    assert_eq!(clerk.answer(&purchase()).await.status, Some(400));
    clerk.endpoint.signer = clerk.endpoint.signer.with_previous([old]);
    assert_eq!(clerk.answer(&purchase()).await.status, Some(200));
}

/// What a receiver has to see to itself.
#[tokio::test]
async fn replays_and_unknown_events_are_accepted() {
    let clerk = ClerkBackend::knowing(&SigningSecret::generate()).await;
    let purchase = purchase();
    for _ in 0..2 {
        assert_eq!(clerk.answer(&purchase).await.status, Some(200));
    }
    let unknown = Dispatch::new("nobody.knows", Message::new(r#"{"type":"nobody.knows"}"#));
    assert_eq!(clerk.answer(&unknown).await.status, Some(200));
}
