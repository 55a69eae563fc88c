//! `/authorize`: a client sends somebody here (OpenID Connect Core, section 3.1.2).

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{RawQuery, State as Shared};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};

use super::{never_stored, noted};
use crate::authorization_error::AuthorizationError;
use crate::authorization_request::{AuthorizationRequest, NoReturnAddress, ReturnAddress};
use crate::journal::Note;
use crate::pages::{self, LoginPage, ProblemPage};
use crate::params::Params;
use crate::secret::random_id;
use crate::state::State;

pub(super) const PATH: &str = "/authorize";

pub(super) async fn by_query(
    Shared(state): Shared<Arc<State>>,
    RawQuery(query): RawQuery,
) -> Response {
    answer(&state, &Params::from_query(query.as_deref()))
}

pub(super) async fn by_form(
    Shared(state): Shared<Arc<State>>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    // Without a form there is no client either, which is what the page then says.
    answer(
        &state,
        &Params::from_form(&headers, &body).unwrap_or_default(),
    )
}

fn answer(state: &State, params: &Params) -> Response {
    let mut note = Note {
        client_id: params.get("client_id").map(str::to_owned),
        params: params.redacted(),
        ..Note::default()
    };
    let response = start_login(state, params, &mut note);
    noted(note, response)
}

fn start_login(state: &State, params: &Params, note: &mut Note) -> Response {
    let mut records = state.records();
    let (client, address) = match ReturnAddress::read(params, |id| records.clients.get(id)) {
        Ok(found) => found,
        Err(reason) => {
            note.error = Some(reason.to_string());
            return dead_end(reason);
        }
    };
    match AuthorizationRequest::read(params, &client, &state.setup().settings, address) {
        Ok(request) => {
            let login = random_id();
            let page = LoginPage::new(client.display_name(), &login, &request, &records.directory);
            let response = pages::show(StatusCode::OK, &page);
            note.login = Some(login.clone());
            records
                .logins
                .insert(state.now_ms(), login, Arc::new(request));
            response
        }
        Err(error) => send_error(state, address, error, note),
    }
}

/// Sends an error back to the client.
pub(super) fn send_error(
    state: &State,
    address: ReturnAddress<'_>,
    error: AuthorizationError,
    note: &mut Note,
) -> Response {
    let code = error.code.as_str();
    note.error = Some(code.to_owned());
    let answer = [("error", code), ("error_description", error.description)];
    send_back(&address.with(state.response_iss(), &answer))
}

/// Sends the browser on to the client, always with 303: a 307 would repeat a form post there (RFC 9700, section 4.12).
pub(super) fn send_back(url: &str) -> Response {
    never_stored(Redirect::to(url).into_response())
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
