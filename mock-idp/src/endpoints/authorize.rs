//! `/authorize`: a client sends somebody here (OpenID Connect Core, section 3.1.2).

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{RawQuery, State as Shared};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;

use super::noted;
use super::outcome::{Allowed, send_error};
use crate::AuthorizationErrorCode;
use crate::authorization_error::AuthorizationError;
use crate::authorization_request::AuthorizationRequest;
use crate::id_token_hint::IdTokenHint;
use crate::journal::Note;
use crate::next_step::{NextStep, Situation};
use crate::pages::{self, LoginPage, ProblemPage};
use crate::params::Params;
use crate::return_address::{NoReturnAddress, ReturnAddress};
use crate::secret::random_id;
use crate::setup::Setup;
use crate::state::{PendingLogin, Records, State};

pub(super) const PATH: &str = "/authorize";

pub(super) async fn by_query(
    Shared(state): Shared<Arc<State>>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    answer(&state, &headers, &Params::from_query(query.as_deref()))
}

pub(super) async fn by_form(
    Shared(state): Shared<Arc<State>>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    // Without a form there is no client either, which is what the page then says.
    let params = Params::from_form(&headers, &body).unwrap_or_default();
    answer(&state, &headers, &params)
}

fn answer(state: &State, headers: &HeaderMap, params: &Params) -> Response {
    let mut note = Note {
        client_id: params.get("client_id").map(str::to_owned),
        params: params.redacted(),
        ..Note::default()
    };
    let response = start_login(state, headers, params, &mut note);
    noted(note, response)
}

fn start_login(state: &State, headers: &HeaderMap, params: &Params, note: &mut Note) -> Response {
    let setup = state.setup();
    let mut records = state.records();
    let (client, address) = match ReturnAddress::read(params, |id| records.clients.get(id)) {
        Ok(found) => found,
        Err(reason) => {
            note.error = Some(reason.to_string());
            return dead_end(reason);
        }
    };
    let request = AuthorizationRequest::read(params, &client, &setup.settings, address)
        .and_then(|request| with_hint(request, params, &state.issuer, &setup));
    let request = match request {
        Ok(request) => request,
        Err(error) => return send_error(state, &setup, address, error, note),
    };
    let login = random_id();
    note.login = Some(login.clone());
    let now = state.now_ms();
    let Records {
        sessions,
        directory,
        ..
    } = &mut *records;
    let session = if setup.settings.sessions {
        sessions.find(now, headers)
    } else {
        None
    };
    let situation = Situation {
        request: &request,
        settings: &setup.settings,
        session: session.as_deref(),
        directory,
        now_s: now / 1_000,
    };
    match situation.next_step() {
        NextStep::Refuse(error) => send_error(state, &setup, address, error, note),
        NextStep::Allow {
            person,
            auth_time_s,
        } => {
            note.person = Some(person.sub.clone());
            let allowed = Allowed {
                login,
                request: &request,
                person: &person,
                auth_time_s,
            };
            allowed.answer(state, &setup, &mut records, headers, note)
        }
        NextStep::Ask { known } => {
            let pending = PendingLogin { request, known };
            let page = LoginPage::new(client.display_name(), &login, &pending, &records.directory);
            let response = pages::show(StatusCode::OK, &page);
            records.logins.insert(now, login, Arc::new(pending));
            response
        }
    }
}

/// The request with whom its `id_token_hint` names as the only person who will do.
fn with_hint(
    request: AuthorizationRequest,
    params: &Params,
    issuer: &str,
    setup: &Setup,
) -> Result<AuthorizationRequest, AuthorizationError> {
    let Some(token) = params.get("id_token_hint") else {
        return Ok(request);
    };
    let hint = IdTokenHint::read(issuer, setup, token)
        .filter(|hint| hint.aud == request.client_id)
        .ok_or(AuthorizationError::new(
            AuthorizationErrorCode::InvalidRequest,
            "id_token_hint is not an ID token that was issued here to this client",
        ))?;
    Ok(AuthorizationRequest {
        expected_sub: Some(hint.sub),
        ..request
    })
}

fn dead_end(reason: NoReturnAddress) -> Response {
    let remedy = match reason {
        NoReturnAddress::ClientMissing => "Add client_id to the authorization request.",
        NoReturnAddress::ClientUnknown => {
            "Register the client with POST /admin/clients or --client, or correct the client_id in its settings."
        }
        NoReturnAddress::RedirectUriMissing => "Add redirect_uri to the authorization request.",
        NoReturnAddress::RedirectUriUnknown => {
            "Register exactly this redirect URI for the client, or correct it in the client's settings: each character \
             counts, also a slash at the end."
        }
        NoReturnAddress::Repeated => "Send client_id and redirect_uri once each.",
    };
    let wrong = format!("This login cannot begin: {reason}.");
    pages::show(
        StatusCode::BAD_REQUEST,
        &ProblemPage {
            title: "Wrong request",
            wrong: &wrong,
            remedy,
        },
    )
}
