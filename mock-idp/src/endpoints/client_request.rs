//! Requests in which a client proves who it is (RFC 6749, section 2.3).

use std::sync::Arc;

use axum::http::HeaderMap;

use super::oauth_error::OAuthError;
use crate::Client;
use crate::client_auth::Credentials;
use crate::journal::Note;
use crate::params::{Params, is_secret};
use crate::state::State;

/// The parameters that are read, which must not be repeated.
const ONCE: [&str; 10] = [
    "grant_type",
    "code",
    "redirect_uri",
    "code_verifier",
    "client_id",
    "client_secret",
    "refresh_token",
    "scope",
    "token",
    "token_type_hint",
];

/// A request as it came.
#[derive(Clone, Copy)]
pub(super) struct ClientRequest<'a> {
    pub(super) query: Option<&'a str>,
    pub(super) headers: &'a HeaderMap,
    pub(super) body: &'a [u8],
}

impl ClientRequest<'_> {
    /// The form, and the client that sends it and has proved that; tells `note` what came, whatever is wrong with it.
    pub(super) fn authenticate(
        self,
        state: &State,
        note: &mut Note,
    ) -> Result<(Params, Arc<Client>), OAuthError> {
        let query = Params::from_query(self.query);
        note.params = query.redacted();
        let params = Params::from_form(self.headers, self.body).ok_or(OAuthError::NotAForm)?;
        note.params.extend(params.redacted());
        note.client_id = params.get("client_id").map(str::to_owned);
        if query.names().any(is_secret) {
            return Err(OAuthError::SecretInQuery);
        }
        if params.repeats_any(&ONCE) {
            return Err(OAuthError::Repeated);
        }
        let credentials = Credentials::read(self.headers, &params)?;
        note.client_id = Some(credentials.client_id.clone());
        let client = state.records().clients.get(&credentials.client_id);
        let client = client
            .filter(|client| credentials.belong_to(client))
            .ok_or(OAuthError::WrongCredentials)?;
        Ok((params, client))
    }
}
