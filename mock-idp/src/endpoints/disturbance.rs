//! Where trouble meets an answer.

use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{Request, State as Shared};
use axum::http::request::Parts;
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use futures::stream::{self, StreamExt as _};
use tokio::sync::watch;

use super::{BODY_LIMIT, noted, userinfo};
use crate::client_auth::Credentials;
use crate::grants::Grant;
use crate::journal::{Endpoint, Note};
use crate::mischief::Concerned;
use crate::params::Params;
use crate::state::State;
use crate::trouble::{LONGEST_DELAY_MS, TroubleKind};

/// How long an answer is held back before it leaves; travels with it to [`hold`].
#[derive(Clone, Copy)]
struct HeldBack(Duration);

/// Answers, after or instead of what is ordered to go wrong.
pub(super) async fn disturb(
    Shared((state, endpoint)): Shared<(Arc<State>, Endpoint)>,
    request: Request,
    next: Next,
) -> Response {
    let (parts, body) = request.into_parts();
    let Ok(body) = to_bytes(body, BODY_LIMIT).await else {
        return StatusCode::PAYLOAD_TOO_LARGE.into_response();
    };
    let (grant, struck) = strike(&state, endpoint, &parts, &body);
    let Some(kind) = struck else {
        return next.run(Request::from_parts(parts, body.into())).await;
    };
    if !kind.spoils() {
        let mut note = note_of(&parts, &body, grant.as_deref());
        let response = instead(&kind, parts.uri.query());
        note.trouble = Some(kind);
        return noted(note, response);
    }
    let mut response = next.run(Request::from_parts(parts, body.into())).await;
    let note: &mut Note = response.extensions_mut().get_or_insert_default();
    note.trouble = Some(kind.clone());
    spoilt(response, &kind).await
}

/// Holds an answer back for as long as its trouble says, but not when the provider has stopped.
pub(crate) async fn hold(
    Shared(mut stopped): Shared<watch::Receiver<()>>,
    request: Request,
    next: Next,
) -> Response {
    let response = next.run(request).await;
    if let Some(HeldBack(delay)) = response.extensions().get().copied() {
        // The other end is dropped with the provider, which counts as a change that cannot be waited for.
        let _ = tokio::time::timeout(delay, stopped.changed()).await;
    }
    response
}

/// What is known of a request that is not carried out.
fn note_of(parts: &Parts, body: &[u8], grant: Option<&Grant>) -> Note {
    let form = Params::from_form(&parts.headers, body).unwrap_or_default();
    let mut params = Params::from_query(parts.uri.query());
    let client_id = Credentials::read(&parts.headers, &form).map_or_else(
        |_| {
            let named = params.get("client_id").or(form.get("client_id"));
            named.map(str::to_owned)
        },
        |credentials| Some(credentials.client_id),
    );
    params.extend(form);
    Note {
        client_id: grant.map_or(client_id, |grant| Some(grant.client_id.clone())),
        login: grant.map(|grant| grant.login.clone()),
        person: grant.map(|grant| grant.sub.clone()),
        params: params.redacted(),
        ..Note::default()
    }
}

/// What the request is about, if that can be seen, and what becomes of the answer.
fn strike(
    state: &State,
    endpoint: Endpoint,
    parts: &Parts,
    body: &[u8],
) -> (Option<Arc<Grant>>, Option<TroubleKind>) {
    let form = Params::from_form(&parts.headers, body).unwrap_or_default();
    let now = state.now_ms();
    let mut records = state.records();
    let grants = &mut records.grants;
    let grant = match endpoint {
        Endpoint::Token => match (form.get("code"), form.get("refresh_token")) {
            (Some(code), _) => grants.of_code(now, code),
            (None, Some(token)) => grants.of_refresh_token(now, token),
            (None, None) => None,
        },
        Endpoint::Userinfo => userinfo::bearer_token(&parts.headers, &form)
            .ok()
            .and_then(|token| grants.of_access_token(now, token))
            .map(|access| access.grant),
        _ => None,
    };
    let person = grant
        .as_ref()
        .and_then(|grant| records.directory.by_sub(&grant.sub));
    let concerned = Concerned {
        login: grant.as_ref().and_then(|grant| grant.mischief.as_deref()),
        person: person.as_deref(),
    };
    let struck = records.mischief.strike(endpoint, &concerned);
    (grant, struck)
}

/// An answer in place of the one that there would have been.
fn instead(kind: &TroubleKind, query: Option<&str>) -> Response {
    match kind {
        TroubleKind::Status(status) => {
            let status = StatusCode::from_u16(*status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
            (status, "This error is by order.").into_response()
        }
        TroubleKind::RedirectLoop => {
            // 307, so that a form post stays one; to the same path, wherever its issuer is.
            let here = format!("?{}", query.unwrap_or_default());
            (StatusCode::TEMPORARY_REDIRECT, [(header::LOCATION, here)]).into_response()
        }
        TroubleKind::Hangs => {
            let mut response = no_answer();
            let longest = Duration::from_millis(LONGEST_DELAY_MS);
            response.extensions_mut().insert(HeldBack(longest));
            response
        }
        TroubleKind::Nothing => no_answer(),
        _ => StatusCode::OK.into_response(),
    }
}

/// Makes the server close the connection before anything has left: what it has of the head is not sent on its own, and
/// the body fails at once.
fn no_answer() -> Response {
    let failing = stream::iter([Err::<Bytes, _>(std::io::Error::other("by order"))]);
    Body::from_stream(failing).into_response()
}

/// The answer that there is, spoilt.
async fn spoilt(mut response: Response, kind: &TroubleKind) -> Response {
    match kind {
        TroubleKind::Slow(ms) => {
            let delay = Duration::from_millis(*ms);
            response.extensions_mut().insert(HeldBack(delay));
            response
        }
        TroubleKind::ContentType(text) => {
            if let Ok(value) = HeaderValue::from_str(text) {
                response.headers_mut().insert(header::CONTENT_TYPE, value);
            }
            response
        }
        _ => {
            let (mut parts, body) = response.into_parts();
            let whole = to_bytes(body, usize::MAX).await.unwrap_or_default();
            let half = whole.slice(..whole.len() / 2);
            // Without a body there is still something to break off.
            let announced = if *kind == TroubleKind::CutOff {
                whole.len().max(1)
            } else {
                half.len()
            };
            parts
                .headers
                .insert(header::CONTENT_LENGTH, announced.into());
            let body = match kind {
                TroubleKind::CutOff => breaking_off(half),
                _ => Body::from(half),
            };
            Response::from_parts(parts, body)
        }
    }
}

/// A body that fails after its beginning has been sent: waiting once lets the server send what it has.
fn breaking_off(beginning: Bytes) -> Body {
    let beginning = stream::once(async { Ok(beginning) });
    let end = stream::once(async {
        tokio::task::yield_now().await;
        Err(std::io::Error::other("cut off by order"))
    });
    Body::from_stream(beginning.chain(end))
}
