//! A small site to test the browser on.

use std::sync::Arc;

use axum::Router;
use axum::http::{HeaderMap, StatusCode, Uri, header};
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum::routing::get;
use conformance_harness::browser::{BrowserPool, Tab};
use conformance_harness::profile::Timing;
use serve::{Bound, Running};
use url::Url;

/// The site, and one browser.
pub(crate) struct Site {
    url: Url,
    browsers: Arc<BrowserPool>,
    _running: Running,
}

impl Site {
    pub(crate) async fn start() -> Self {
        let bound = Bound::to(0).await.expect("a free port");
        let url = Url::parse(&bound.url("127.0.0.1")).expect("a URL");
        let router = Router::new()
            .route(
                "/",
                get(|| async { Html("<title>Home</title><h1>Home</h1>") }),
            )
            .route("/wanders", get(|| async { Html(WANDERS) }))
            .route("/late", get(|| async { Html(LATE) }))
            .route("/plan", get(|| async { Html(PLAN) }))
            .route("/plans", get(|| async { Html(PLANS) }))
            .route("/nobody", get(|| async { (StatusCode::NOT_FOUND, "Who?") }))
            .route("/signed-out", get(|| async { Redirect::to("/") }))
            .route("/framed", get(|| async { Html(FRAMED) }))
            .route("/frame", get(|| async { Html(FRAME) }))
            .route("/secret", get(secret))
            .route(
                "/circle",
                get(|uri: Uri| async move { Redirect::to(&uri.to_string()) }),
            )
            .route("/sends", get(|| async { Html(SENDS) }).post(|| async {}))
            .route(
                "/worker.js",
                get(|| async { ([(header::CONTENT_TYPE, "text/javascript")], "") }),
            );
        Self {
            url,
            browsers: BrowserPool::new(1),
            _running: bound.serve(router),
        }
    }

    /// The address of a page.
    pub(crate) fn page(&self, path: &str) -> Url {
        self.url.join(path).expect("a path")
    }

    /// A tab of its own.
    pub(crate) async fn tab(&self) -> Tab {
        let lease = self.browsers.lease(None).await.expect("a browser");
        Tab::open(lease, Timing::default()).await.expect("a tab")
    }
}

/// Goes to another page by itself, twice, each time after a request.
const WANDERS: &str = "<p>On the way</p><script>
    const step = Number(new URLSearchParams(location.search).get('step') ?? 0);
    fetch('/').then(() => { if (step < 2) location.replace(`/wanders?step=${step + 1}`); });
</script>";

/// Has its button only after a request.
const LATE: &str = "<script>
    fetch('/').then(() => {
        document.body.innerHTML = '<button>Go</button>';
        document.querySelector('button').onclick = () => { document.body.textContent = 'Gone'; };
    });
</script>";

/// Shows a plan once it has asked for it, and another one to nobody.
const PLAN: &str = "<p data-user-plan=free hidden>Free</p><script>
    fetch('/').then(() => document.body.append(Object.assign(document.createElement('p'), { textContent: 'Pro' })))
        .then(() => document.querySelector('p:last-of-type').dataset.userPlan = 'pro');
</script>";

/// Cannot decide.
const PLANS: &str = "<p data-user-plan=free>Free</p><p data-user-plan=pro>Pro</p>";

/// Has what is to be filled in in a frame, which comes late, and leaves when that has been sent.
const FRAMED: &str = "<h1>Pay</h1><script>
    const frame = Object.assign(document.createElement('iframe'), { name: 'card', src: '/frame' });
    setTimeout(() => document.body.append(frame), 300);
    addEventListener('message', (event) => { document.body.textContent = `Paid with ${event.data}`; });
</script>";

/// The frame.
const FRAME: &str = "<input name=number><button>Pay</button><script>
    document.querySelector('button').onclick = () => parent.postMessage(document.querySelector('input').value, '*');
</script>";

/// Sends the same in each way that a body can be written in.
const SENDS: &str = "<form method=post><input name=password value=hunter22></form><script>
    const post = (body, headers) => fetch('/sends', { method: 'POST', body, headers });
    const form = new FormData();
    form.set('password', 'hunter22');
    post(new URLSearchParams({ password: 'hunter22' }))
        .then(() => post('password=hunter22', { 'Content-Type': 'application/x-www-form-urlencoded' }))
        .then(() => post(JSON.stringify({ password: 'hunter22' }), { 'Content-Type': 'application/json' }))
        .then(() => post(form))
        .then(() => post('password=hunter22'))
        .then(() => document.forms[0].submit());
</script>";

/// Asks for a name and a password.
async fn secret(headers: HeaderMap) -> Response {
    // ann:pass
    if headers
        .get(header::AUTHORIZATION)
        .is_some_and(|it| it == "Basic YW5uOnBhc3M=")
    {
        return "seen".into_response();
    }
    (
        StatusCode::UNAUTHORIZED,
        [(header::WWW_AUTHENTICATE, "Basic realm=\"test\"")],
        "who?",
    )
        .into_response()
}
