//! `/decide`: the person has used the login page.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::State as Shared;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;

use super::authorize::{send_back, send_error};
use super::noted;
use crate::authorization_error::AuthorizationError;
use crate::authorization_request::{AuthorizationRequest, ReturnAddress};
use crate::grants::Grant;
use crate::journal::Note;
use crate::pages::{self, LoginPage, ProblemPage};
use crate::params::Params;
use crate::spoiling::AuthorizationResponse;
use crate::state::{Records, State};
use crate::{AuthorizationErrorCode, Person, mischief};

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
    let response = decide(&state, &params, &mut note);
    noted(note, response)
}

fn decide(state: &State, params: &Params, note: &mut Note) -> Response {
    let now = state.now_ms();
    let mut records = state.records();
    let login = params.get("login").unwrap_or_default().to_owned();
    let Some(request) = records
        .logins
        .get(now, &login)
        .map(|request| Arc::clone(request))
    else {
        note.error = Some("this login has ended or never began".to_owned());
        return login_has_ended();
    };
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
            return send_error(state, request.return_address(), denied, note);
        }
        Some(Decision::Allow { typed }) => records.directory.find(typed),
        Some(Decision::AllowAs { sub }) => records.directory.by_sub(sub),
        None => {
            return ask_again(
                &records,
                &login,
                &request,
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
        return ask_again(&records, &login, &request, typed, message, note);
    };
    note.person = Some(person.sub.clone());
    records.logins.remove(now, &login);
    allow(state, &mut records, login, &request, &person, note)
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

fn allow(
    state: &State,
    records: &mut Records,
    login: String,
    request: &AuthorizationRequest,
    person: &Person,
    note: &mut Note,
) -> Response {
    let next = records.mischief.take_next(&person.sub);
    if let Some(code) = person.authorization_error {
        let error = AuthorizationError::new(code, "this person is set up to get this error");
        return send_error(state, request.return_address(), error, note);
    }
    let now = state.now_ms();
    let grant = Grant {
        login,
        request: request.clone(),
        sub: person.sub.clone(),
        auth_time_s: now / 1_000,
        mischief: next.clone(),
    };
    let setup = state.setup();
    let code = records
        .grants
        .issue_code(now, setup.settings.code_lifetime_s, grant);
    let address = request.return_address();
    let mut response = AuthorizationResponse {
        code: Some(code.expose()),
        state: address.state,
        iss: state.response_iss(),
    };
    let faults = mischief::faults(next.as_deref(), person, &setup.settings.faults);
    note.faults = response.spoil(&faults);
    let address = ReturnAddress {
        state: response.state,
        ..address
    };
    let code: Vec<_> = response
        .code
        .map(|code| ("code", code))
        .into_iter()
        .collect();
    send_back(&address.with(response.iss, &code))
}

fn ask_again(
    records: &Records,
    login: &str,
    request: &AuthorizationRequest,
    typed: &str,
    message: &str,
    note: &mut Note,
) -> Response {
    note.error = Some(message.to_owned());
    let client = records.clients.get(&request.client_id);
    let name = client
        .as_ref()
        .map_or(request.client_id.as_str(), |client| client.display_name());
    let page =
        LoginPage::new(name, login, request, &records.directory).with_message(typed, message);
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
