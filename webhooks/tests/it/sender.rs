//! Attempts against servers that answer, and against those that do not.

use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Redirect;
use axum::routing::post;
use serve::{Bound, Running};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;
use url::Url;
use webhooks::{End, Message, Request, Sender, Signer, SigningSecret};

async fn started(router: Router) -> (Url, Running) {
    let bound = Bound::to(0).await.expect("a free port");
    let url = bound.url("127.0.0.1").parse().expect("an address");
    (url, bound.serve(router))
}

fn request() -> Request {
    Signer::new(SigningSecret::generate()).sign(&Message::new("{\"a\": 1}"), 1_700_000_000)
}

#[tokio::test]
async fn what_is_in_the_request_arrives_and_the_answer_is_told() {
    let echo = async |headers: HeaderMap, body: Bytes| {
        let header = |name: &str| headers[name].to_str().expect("text").to_owned();
        let parts = [
            "svix-id",
            "svix-timestamp",
            "svix-signature",
            "content-type",
        ];
        let text = String::from_utf8(body.to_vec()).expect("UTF-8");
        (
            StatusCode::CREATED,
            format!("{} {text}", parts.map(header).join(" ")),
        )
    };
    let (url, _running) = started(Router::new().route("/", post(echo))).await;
    let request = request();
    let attempt = Sender::new().send(&url, &request).await;
    assert!(attempt.delivered(), "{attempt:?}");
    assert_eq!(attempt.status, Some(201));
    let sent = [
        "svix-id",
        "svix-timestamp",
        "svix-signature",
        "content-type",
    ]
    .map(|name| request.header(name).expect("sent"));
    assert_eq!(attempt.answer, format!("{} {{\"a\": 1}}", sent.join(" ")));
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let router = Router::new()
        .route("/", post(async || Redirect::temporary("/there")))
        .route("/there", post(async || "delivered"));
    let (url, _running) = started(router).await;
    let attempt = Sender::new().send(&url, &request()).await;
    assert_eq!((attempt.status, attempt.delivered()), (Some(307), false));
}

#[tokio::test]
async fn an_answer_is_cut_at_20_000_bytes_though_it_has_no_end() {
    let endless = async || {
        let chunks = std::iter::repeat_with(|| Ok::<_, std::io::Error>(vec![b'x'; 7_000]));
        Body::from_stream(futures::stream::iter(chunks))
    };
    let (url, _running) = started(Router::new().route("/", post(endless))).await;
    let attempt = Sender::new().send(&url, &request()).await;
    assert_eq!(attempt.answer.len(), 20_000);
    assert!(attempt.delivered(), "{:?}", attempt.end);
}

#[tokio::test]
async fn nobody_at_the_port_is_no_connection() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = listener.local_addr().expect("an address");
    drop(listener);
    let url = format!("http://{address}/").parse().expect("an address");
    let attempt = Sender::new().send(&url, &request()).await;
    assert_eq!(attempt.status, None);
    let End::NotConnected(why) = attempt.end else {
        panic!("{attempt:?}");
    };
    assert!(why.contains("refused"), "{why}");
}

#[tokio::test]
async fn a_server_that_does_not_answer_is_given_up() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = listener.local_addr().expect("an address");
    let url = format!("http://{address}/").parse().expect("an address");
    let sender = Sender::with_deadline(Duration::from_millis(50));
    let attempt = sender.send(&url, &request()).await;
    let late = "no whole answer within 50ms".to_owned();
    assert_eq!(attempt.end, End::TimedOut(late));
    assert!(attempt.status.is_none() && !attempt.delivered());
    assert!(attempt.took >= Duration::from_millis(50), "{attempt:?}");
}

#[tokio::test]
async fn a_status_that_came_in_time_is_told_though_the_rest_of_the_answer_does_not_come() {
    let stuck = async || {
        let nothing = futures::stream::pending::<std::io::Result<Vec<u8>>>();
        Body::from_stream(nothing)
    };
    let (url, _running) = started(Router::new().route("/", post(stuck))).await;
    let sender = Sender::with_deadline(Duration::from_millis(500));
    let attempt = sender.send(&url, &request()).await;
    assert!(matches!(attempt.end, End::TimedOut(_)), "{attempt:?}");
    assert_eq!((attempt.status, attempt.delivered()), (Some(200), false));
}

#[tokio::test]
async fn a_connection_that_breaks_is_told_from_none_and_from_no_time() {
    for (said, status) in [
        ("", None),
        (
            "HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nhalf",
            Some(200),
        ),
    ] {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("an address");
        let url = format!("http://{address}/").parse().expect("an address");
        let (sender, request) = (Sender::new(), request());
        let breaking = async {
            let (mut connection, _) = listener.accept().await.expect("a connection");
            let _ = connection.read(&mut [0; 4_096]).await.expect("a request");
            connection.write_all(said.as_bytes()).await.expect("sent");
        };
        let (attempt, ()) = tokio::join!(sender.send(&url, &request), breaking);
        assert!(matches!(attempt.end, End::Broke(_)), "{attempt:?}");
        assert_eq!((attempt.status, attempt.delivered()), (status, false));
    }
}

#[tokio::test]
async fn what_cannot_be_a_header_is_told_and_not_sent() {
    let mut request = request();
    request
        .headers
        .push(("svix-more".to_owned(), "a\nb".to_owned()));
    let url = "http://127.0.0.1:1/".parse().expect("an address");
    let attempt = Sender::new().send(&url, &request).await;
    let why = "the value of svix-more cannot be sent".to_owned();
    assert_eq!(attempt.end, End::NotConnected(why));
}

#[tokio::test]
async fn a_server_that_does_not_speak_https_is_no_connection() {
    let (url, _running) = started(Router::new().route("/", post(async || "delivered"))).await;
    let https = url.as_str().replace("http:", "https:");
    let attempt = Sender::new()
        .send(&https.parse().expect("an address"), &request())
        .await;
    assert!(
        matches!(attempt.end, End::NotConnected(_)) && !attempt.delivered(),
        "{attempt:?}"
    );
}
