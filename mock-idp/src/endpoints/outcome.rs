//! How an authorization request ends: the person's browser carries an answer to the client.

use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};

use super::never_stored;
use crate::authorization_error::AuthorizationError;
use crate::authorization_request::AuthorizationRequest;
use crate::grants::Grant;
use crate::journal::Note;
use crate::pages::{self, FormPostPage};
use crate::return_address::{ResponseMode, ReturnAddress, with_params};
use crate::sessions::Session;
use crate::setup::Setup;
use crate::spoiling::AuthorizationResponse;
use crate::state::{Records, State};
use crate::{Person, mischief};

/// A login in which the person has allowed what the client asks for.
pub(super) struct Allowed<'a> {
    pub(super) login: String,
    pub(super) request: &'a AuthorizationRequest,
    pub(super) person: &'a Person,
    /// When the person proved who they are, in Unix seconds.
    pub(super) auth_time_s: u64,
}

impl Allowed<'_> {
    /// Sends the client a code, or the error that the person is set up for.
    pub(super) fn answer(
        self,
        state: &State,
        setup: &Setup,
        records: &mut Records,
        headers: &HeaderMap,
        note: &mut Note,
    ) -> Response {
        let address = self.request.return_address();
        let next = records.mischief.take_next(&self.person.sub);
        if let Some(code) = self.person.authorization_error {
            let error = AuthorizationError::new(code, "this person is set up to get this error");
            return send_error(state, setup, address, error, note);
        }
        let cookie = if setup.settings.sessions {
            self.remember(state.now_ms(), records, headers)
        } else {
            None
        };
        let grant = Grant {
            login: self.login,
            client_id: self.request.client_id.clone(),
            scopes: self.request.scopes,
            sub: self.person.sub.clone(),
            auth_time_s: self.auth_time_s,
            mischief: next.clone(),
        };
        let code = records.grants.issue_code(
            state.now_ms(),
            setup.settings.code_lifetime_s,
            self.request,
            grant,
        );
        let mut response = AuthorizationResponse {
            code: Some(code.expose()),
            state: address.state,
            iss: state.response_iss(setup),
        };
        let faults = mischief::faults(next.as_deref(), self.person, &setup.settings.faults);
        note.faults = response.spoil(&faults);
        let address = ReturnAddress {
            state: response.state,
            ..address
        };
        let code = response.code.map(|code| ("code", code));
        let mut response = send(address, response.iss, code.as_slice());
        if let Some(cookie) = cookie {
            response.headers_mut().insert(header::SET_COOKIE, cookie);
        }
        response
    }

    /// Has the browser's session know what was allowed, and by whom. Answers the cookie to set if it is a new one.
    fn remember(
        &self,
        now: u64,
        records: &mut Records,
        headers: &HeaderMap,
    ) -> Option<HeaderValue> {
        let Self {
            request,
            person,
            auth_time_s,
            ..
        } = self;
        if let Some(session) = records.sessions.find(now, headers)
            && (&session.sub, session.auth_time_s) == (&person.sub, *auth_time_s)
        {
            session.allow(&request.client_id, request.scopes);
            return None;
        }
        let mut session = Session::new(person.sub.clone(), *auth_time_s);
        session.allow(&request.client_id, request.scopes);
        records.sessions.begin(now, headers, session)
    }
}

/// Sends an error back to the client.
pub(super) fn send_error(
    state: &State,
    setup: &Setup,
    address: ReturnAddress<'_>,
    error: AuthorizationError,
    note: &mut Note,
) -> Response {
    let code = error.code.as_str();
    note.error = Some(code.to_owned());
    let answer = [("error", code), ("error_description", error.description)];
    send(address, state.response_iss(setup), &answer)
}

fn send(address: ReturnAddress<'_>, issuer: Option<&str>, answer: &[(&str, &str)]) -> Response {
    let params = address.params(issuer, answer);
    match address.mode {
        ResponseMode::Query => send_on(&with_params(address.redirect_uri, params)),
        ResponseMode::FormPost => {
            let page = FormPostPage {
                redirect_uri: address.redirect_uri,
                params: params.collect(),
            };
            pages::show(StatusCode::OK, &page)
        }
    }
}

/// Sends the browser on, always with 303: a 307 would repeat a form post there (RFC 9700, section 4.12).
pub(super) fn send_on(url: &str) -> Response {
    never_stored(Redirect::to(url).into_response())
}
