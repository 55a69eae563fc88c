//! Takes webhooks and counts those whose signature is right. Prints its address; `GET /taken` says how many there were
//! since it was last asked. Each request costs it the same, whoever has sent it.

use std::error::Error;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::{get, post};
use serve::Bound;
use webhooks::SigningSecret;

struct Sink {
    secret: SigningSecret,
    taken: AtomicU64,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let secret = std::env::var("CLERK_WEBHOOK_SIGNING_SECRET")?;
    let sink = Arc::new(Sink {
        secret: secret.parse()?,
        taken: AtomicU64::new(0),
    });
    let router = Router::new()
        .route("/", post(take))
        .route("/taken", get(taken))
        .with_state(sink);
    let bound = Bound::to(0).await?;
    println!("{}", bound.url("127.0.0.1"));
    bound.serve(router).forever().await;
    Ok(())
}

async fn take(State(sink): State<Arc<Sink>>, headers: HeaderMap, body: Bytes) -> StatusCode {
    let header = |name| headers.get(name).and_then(|value| value.to_str().ok());
    let (Some(id), Some(Ok(timestamp)), Some(signature)) = (
        header("svix-id"),
        header("svix-timestamp").map(str::parse),
        header("svix-signature"),
    ) else {
        return StatusCode::BAD_REQUEST;
    };
    if sink.secret.sign(id, timestamp, &body) != signature {
        return StatusCode::BAD_REQUEST;
    }
    sink.taken.fetch_add(1, Ordering::Relaxed);
    StatusCode::NO_CONTENT
}

async fn taken(State(sink): State<Arc<Sink>>) -> String {
    sink.taken.swap(0, Ordering::Relaxed).to_string()
}
