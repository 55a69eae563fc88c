//! `/end-session`: a client sends somebody here to sign out (RP-Initiated Logout 1.0).

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{RawQuery, State as Shared};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::Response;

use super::noted;
use super::outcome::send_on;
use crate::LoginMode;
use crate::id_token_hint::IdTokenHint;
use crate::journal::Note;
use crate::pages::{self, ProblemPage, SignOutPage, SignedOutPage};
use crate::params::Params;
use crate::secret::random_id;
use crate::sign_out::{BadSignOut, SignOut};
use crate::state::{Records, State};

pub(super) const PATH: &str = "/end-session";

pub(super) async fn by_query(
    Shared(state): Shared<Arc<State>>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    answer(
        &state,
        &headers,
        &Params::from_query(query.as_deref()),
        false,
    )
}

pub(super) async fn by_form(
    Shared(state): Shared<Arc<State>>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let params = Params::from_form(&headers, &body).unwrap_or_default();
    answer(&state, &headers, &params, true)
}

fn answer(state: &State, headers: &HeaderMap, params: &Params, posted: bool) -> Response {
    let mut note = Note {
        params: params.redacted(),
        ..Note::default()
    };
    let response = match params.get("sign_out").filter(|_| posted) {
        Some(id) => decided(state, headers, id, params.get("decision"), &mut note),
        None => asked(state, headers, params, &mut note),
    };
    noted(note, response)
}

/// A client sends somebody.
fn asked(state: &State, headers: &HeaderMap, params: &Params, note: &mut Note) -> Response {
    note.client_id = params.get("client_id").map(str::to_owned);
    let setup = state.setup();
    let mut records = state.records();
    let read = SignOut::read(
        params,
        |token| IdTokenHint::read(&state.issuer, &setup, token),
        |id| records.clients.get(id),
    );
    let sign_out = match read {
        Ok(sign_out) => sign_out,
        Err(reason) => {
            note.error = Some(reason.to_string());
            return refused(reason);
        }
    };
    note.client_id.clone_from(&sign_out.client_id);
    let now = state.now_ms();
    let session = records.sessions.find(now, headers);
    note.person = session.as_ref().map(|session| session.sub.clone());
    // Any page can send somebody here, so they are asked, unless an ID token of theirs proves that a client of theirs did.
    let is_sure = match &session {
        None => true,
        Some(session) => {
            sign_out.sub.as_ref() == Some(&session.sub) || setup.settings.login == LoginMode::Silent
        }
    };
    if is_sure {
        return end(&mut records, now, headers, &sign_out);
    }
    let who = note
        .person
        .as_deref()
        .and_then(|sub| records.directory.by_sub(sub));
    let client = sign_out
        .client_id
        .as_deref()
        .and_then(|id| records.clients.get(id));
    let id = random_id();
    let page = SignOutPage {
        id: &id,
        who: who.map_or_else(|| "somebody".to_owned(), |person| person.display_name()),
        client: client.as_ref().map(|client| client.display_name()),
    };
    let response = pages::show(StatusCode::OK, &page);
    records.sign_outs.insert(now, id, Arc::new(sign_out));
    response
}

/// The person has used the page.
fn decided(
    state: &State,
    headers: &HeaderMap,
    id: &str,
    decision: Option<&str>,
    note: &mut Note,
) -> Response {
    let now = state.now_ms();
    let mut records = state.records();
    let Some(sign_out) = records.sign_outs.remove(now, &id.to_owned()) else {
        note.error = Some("this request to sign out has ended or never began".to_owned());
        return pages::show(
            StatusCode::BAD_REQUEST,
            &ProblemPage {
                title: "This request has ended",
                wrong: "It was already decided, has waited for more than 30 minutes, or never began here.",
                remedy: "Go back to the application and sign out again.",
            },
        );
    };
    note.client_id.clone_from(&sign_out.client_id);
    note.person = records
        .sessions
        .find(now, headers)
        .map(|session| session.sub.clone());
    if decision == Some("sign_out") {
        end(&mut records, now, headers, &sign_out)
    } else {
        pages::show(StatusCode::OK, &SignedOutPage { done: false })
    }
}

fn end(records: &mut Records, now: u64, headers: &HeaderMap, sign_out: &SignOut) -> Response {
    let cookie = records.sessions.end(now, headers);
    let mut response = match &sign_out.return_to {
        Some(url) => send_on(url),
        None => pages::show(StatusCode::OK, &SignedOutPage { done: true }),
    };
    if let Some(cookie) = cookie {
        response.headers_mut().insert(header::SET_COOKIE, cookie);
    }
    response
}

fn refused(reason: BadSignOut) -> Response {
    let remedy = match reason {
        BadSignOut::Repeated => "Send each parameter once.",
        BadSignOut::Hint => {
            "Send an ID token that this issuer signed with a key that it still publishes, or none."
        }
        BadSignOut::OtherClient => "Send the client_id that the ID token was issued to, or none.",
        BadSignOut::ClientUnknown => {
            "Register the client with POST /admin/clients, or correct the client_id."
        }
        BadSignOut::ClientMissing => "Add client_id or id_token_hint to the request.",
        BadSignOut::UriUnknown => {
            "Register exactly this URI among the client's post_logout_redirect_uris, or correct it in the client's \
             settings: each character counts, also a slash at the end."
        }
    };
    let wrong = format!("Nobody was signed out: {reason}.");
    pages::show(
        StatusCode::BAD_REQUEST,
        &ProblemPage {
            title: "Wrong request",
            wrong: &wrong,
            remedy,
        },
    )
}
