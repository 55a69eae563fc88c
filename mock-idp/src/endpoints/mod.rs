//! What the provider answers over HTTP, one endpoint per file.

mod admin;
mod authorize;
mod client_request;
mod decide;
pub(crate) mod discovery;
pub(crate) mod disturbance;
mod end_session;
mod introspect;
mod issuers;
mod jwks;
mod oauth_error;
mod outcome;
mod register;
mod revoke;
mod token;
mod userinfo;

use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, Request, State as Shared};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodRouter, get, post};

use crate::clock::machine_now_ms;
use crate::issuers::Issuers;
use crate::journal::{Endpoint, JournalEntry, Note};
use crate::pages::{self, ProblemPage};
use crate::state::State;

/// No request here has a reason to be larger, in bytes.
const BODY_LIMIT: usize = 64 * 1024;

/// All routes of a process: of its issuers, and to make another.
pub(crate) fn routes(issuers: &Arc<Issuers>) -> Router {
    Router::new()
        .route("/admin/issuers", post(issuers::add))
        .route_layer(from_fn_with_state(
            Arc::clone(issuers.default_issuer()),
            admin::guard,
        ))
        .fallback(issuers::to_their_own)
        .layer(DefaultBodyLimit::max(BODY_LIMIT))
        .with_state(Arc::clone(issuers))
}

/// All routes of one issuer.
pub(crate) fn router(state: &Arc<State>) -> Router {
    let journalled = |endpoint, route: MethodRouter<Arc<State>>| {
        let of_endpoint = (Arc::clone(state), endpoint);
        route
            .layer(from_fn_with_state(
                of_endpoint.clone(),
                disturbance::disturb,
            ))
            .layer(from_fn_with_state(of_endpoint, write_down))
    };
    Router::new()
        .route(
            discovery::PATH,
            journalled(Endpoint::Discovery, get(discovery::answer)),
        )
        .route(
            discovery::RFC_8414_PATH,
            journalled(Endpoint::Discovery, get(discovery::answer)),
        )
        .route(jwks::PATH, journalled(Endpoint::Jwks, get(jwks::answer)))
        .route(
            authorize::PATH,
            journalled(
                Endpoint::Authorize,
                get(authorize::by_query).post(authorize::by_form),
            ),
        )
        .route(
            decide::PATH,
            journalled(Endpoint::Decide, post(decide::answer)),
        )
        .route(
            token::PATH,
            journalled(Endpoint::Token, post(token::answer)),
        )
        .route(
            userinfo::PATH,
            journalled(
                Endpoint::Userinfo,
                get(userinfo::answer).post(userinfo::answer),
            ),
        )
        .route(
            introspect::PATH,
            journalled(Endpoint::Introspect, post(introspect::answer)),
        )
        .route(
            revoke::PATH,
            journalled(Endpoint::Revoke, post(revoke::answer)),
        )
        .route(
            end_session::PATH,
            journalled(
                Endpoint::EndSession,
                get(end_session::by_query).post(end_session::by_form),
            ),
        )
        .route(
            register::PATH,
            journalled(Endpoint::Register, post(register::answer)),
        )
        .merge(admin::routes(state))
        .fallback(not_found)
        .layer(DefaultBodyLimit::max(BODY_LIMIT))
        .with_state(Arc::clone(state))
}

/// Writes an exchange into the journal, before its answer leaves.
async fn write_down(
    Shared((state, endpoint)): Shared<(Arc<State>, Endpoint)>,
    request: Request,
    next: Next,
) -> Response {
    let at_ms = machine_now_ms();
    let method = request.method().to_string();
    let authorization = scheme_of_authorization(request.headers());
    let mut response = next.run(request).await;
    let note = response
        .extensions_mut()
        .remove::<Note>()
        .unwrap_or_default();
    let entry = JournalEntry {
        at_ms,
        endpoint,
        method,
        client_id: note.client_id,
        person: note.person,
        login: note.login,
        params: note.params,
        authorization,
        status: match &note.trouble {
            Some(trouble) if trouble.leaves_no_answer() => 0,
            _ => response.status().as_u16(),
        },
        error: note.error,
        faults: note.faults,
        trouble: note.trouble.map(|trouble| trouble.name().to_owned()),
    };
    tracing::debug!(
        ?endpoint,
        client_id = entry.client_id,
        status = entry.status,
        error = entry.error,
        "exchange"
    );
    state.records().journal.write(&entry);
    response
}

/// The scheme of the `Authorization` header, if it is one that is known, and nothing of what follows it.
fn scheme_of_authorization(headers: &HeaderMap) -> Option<String> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok();
    let scheme = value.and_then(|value| value.split_once(' '));
    let known = scheme.and_then(|(scheme, _)| {
        let is = |known: &&str| known.eq_ignore_ascii_case(scheme);
        ["Basic", "Bearer"].into_iter().find(is)
    });
    Some(known.map_or_else(
        || "[redacted]".into(),
        |known| format!("{known} [redacted]"),
    ))
}

/// Sends a note along with an answer, for [`write_down`].
fn noted(note: Note, mut response: Response) -> Response {
    response.extensions_mut().insert(note);
    response
}

/// A document that is written already.
fn json_document(bytes: Bytes) -> Response {
    let json = HeaderValue::from_static("application/json");
    ([(header::CONTENT_TYPE, json)], bytes).into_response()
}

/// Marks an answer that holds a secret or tells about one (RFC 6749, section 5.1).
fn never_stored(mut response: Response) -> Response {
    response
        .headers_mut()
        .insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

async fn not_found() -> Response {
    let page = ProblemPage {
        title: "Nothing here",
        wrong: "There is no page at this address.",
        remedy: "A client begins at /.well-known/openid-configuration; persons and clients are made at /admin/persons \
                 and /admin/clients.",
    };
    pages::show(StatusCode::NOT_FOUND, &page)
}
