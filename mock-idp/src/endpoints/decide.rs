//! `/decide`: the person has used the login page.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::State as Shared;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;

use super::noted;
use super::outcome::{Allowed, send_error};
use crate::AuthorizationErrorCode;
use crate::authorization_error::AuthorizationError;
use crate::journal::Note;
use crate::pages::{self, LoginPage, ProblemPage};
use crate::params::Params;
use crate::state::{PendingLogin, Records, State};

pub(super) const PATH: &str = "/decide";

/// What was pressed on the login page.
enum Decision<'a> {
    Allow { typed: &'a str },
    AllowAs { sub: &'a str },
    Deny,
}

pub(super) async fn answer(
    Shared(state): Shared<Arc<State>>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let params = Params::from_form(&headers, &body).unwrap_or_default();
    let mut note = Note {
        params: params.redacted(),
        ..Note::default()
    };
    let response = decide(&state, &headers, &params, &mut note);
    noted(note, response)
}

fn decide(state: &State, headers: &HeaderMap, params: &Params, note: &mut Note) -> Response {
    let now = state.now_ms();
    let setup = state.setup();
    let mut records = state.records();
    let login = params.get("login").unwrap_or_default().to_owned();
    let Some(pending) = records
        .logins
        .get(now, &login)
        .map(|pending| Arc::clone(pending))
    else {
        note.error = Some("this login has ended or never began".to_owned());
        return login_has_ended();
    };
    let request = &pending.request;
    note.login = Some(login.clone());
    note.client_id = Some(request.client_id.clone());

    let typed = params.get("person").unwrap_or_default();
    let person = match Decision::read(params) {
        Some(Decision::Deny) => {
            note.person = records
                .directory
                .find(typed)
                .map(|person| person.sub.clone());
            records.logins.remove(now, &login);
            let denied = AuthorizationError::new(
                AuthorizationErrorCode::AccessDenied,
                "the person denied the request",
            );
            return send_error(state, &setup, request.return_address(), denied, note);
        }
        Some(Decision::Allow { typed }) => records.directory.find(typed),
        Some(Decision::AllowAs { sub }) => records.directory.by_sub(sub),
        None => {
            return ask_again(
                &records,
                &login,
                &pending,
                typed,
                "Press Allow or Deny.",
                note,
            );
        }
    };
    let Some(person) = person else {
        let message = if typed.is_empty() {
            "Enter an e-mail address or a sub."
        } else {
            "Nobody here has this e-mail address or sub."
        };
        return ask_again(&records, &login, &pending, typed, message, note);
    };
    note.person = Some(person.sub.clone());
    records.logins.remove(now, &login);
    if !request.accepts(&person.sub) {
        let other = AuthorizationError::new(
            AuthorizationErrorCode::LoginRequired,
            "the person who signed in is not the one of id_token_hint",
        );
        return send_error(state, &setup, request.return_address(), other, note);
    }
    let known = pending.known.as_ref();
    let allowed = Allowed {
        login,
        request,
        person: &person,
        auth_time_s: known
            .filter(|known| known.sub == person.sub)
            .map_or(now / 1_000, |known| known.auth_time_s),
    };
    allowed.answer(state, &setup, &mut records, headers, note)
}

impl<'a> Decision<'a> {
    fn read(params: &'a Params) -> Option<Self> {
        match (params.get("pick"), params.get("decision")) {
            (Some(sub), _) => Some(Self::AllowAs { sub }),
            (None, Some("allow")) => Some(Self::Allow {
                typed: params.get("person").unwrap_or_default(),
            }),
            (None, Some("deny")) => Some(Self::Deny),
            (None, _) => None,
        }
    }
}

fn ask_again(
    records: &Records,
    login: &str,
    pending: &PendingLogin,
    typed: &str,
    message: &str,
    note: &mut Note,
) -> Response {
    note.error = Some(message.to_owned());
    let client = records.clients.get(&pending.request.client_id);
    let name = client
        .as_ref()
        .map_or(pending.request.client_id.as_str(), |client| {
            client.display_name()
        });
    let page =
        LoginPage::new(name, login, pending, &records.directory).with_message(typed, message);
    pages::show(StatusCode::BAD_REQUEST, &page)
}

fn login_has_ended() -> Response {
    let page = ProblemPage {
        title: "This login has ended",
        wrong: "It was already decided, has waited for more than 30 minutes, or never began here.",
        remedy: "Go back to the application and sign in again.",
    };
    pages::show(StatusCode::BAD_REQUEST, &page)
}
