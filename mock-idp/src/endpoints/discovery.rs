//! `/.well-known/openid-configuration` (OpenID Connect Discovery, section 4), and the same at the address of RFC 8414.

use std::sync::Arc;

use axum::extract::State as Shared;
use axum::response::Response;
use serde_json::{Map, Value, json};

use super::{
    authorize, end_session, introspect, json_document, jwks, register, revoke, token, userinfo,
};
use crate::merge::merge;
use crate::prompt::Prompt;
use crate::return_address::ResponseMode;
use crate::scope::Scope;
use crate::state::State;
use crate::{Algorithm, IssuerSettings};

pub(super) const PATH: &str = "/.well-known/openid-configuration";
/// RFC 8414, section 3.
pub(crate) const RFC_8414_PATH: &str = "/.well-known/oauth-authorization-server";

pub(super) async fn answer(Shared(state): Shared<Arc<State>>) -> Response {
    json_document(state.setup().discovery.clone())
}

/// What an issuer can do: nothing is listed that it cannot, but for what its settings say otherwise.
pub(crate) fn document(issuer: &str, settings: &IssuerSettings) -> Map<String, Value> {
    let at = |path| json!(format!("{issuer}{path}"));
    let claims: Vec<_> = Scope::ALL.into_iter().flat_map(Scope::claims).collect();
    let members = [
        ("issuer", json!(issuer)),
        ("authorization_endpoint", at(authorize::PATH)),
        ("token_endpoint", at(token::PATH)),
        ("userinfo_endpoint", at(userinfo::PATH)),
        ("jwks_uri", at(jwks::PATH)),
        ("scopes_supported", json!(Scope::ALL.map(Scope::as_str))),
        ("response_types_supported", json!(["code"])),
        (
            "response_modes_supported",
            json!(ResponseMode::ALL.map(ResponseMode::as_str)),
        ),
        (
            "grant_types_supported",
            json!(["authorization_code", "refresh_token"]),
        ),
        ("subject_types_supported", json!(["public"])),
        (
            "id_token_signing_alg_values_supported",
            json!(Algorithm::ALL),
        ),
        (
            "token_endpoint_auth_methods_supported",
            json!(["client_secret_basic", "client_secret_post", "none"]),
        ),
        ("introspection_endpoint", at(introspect::PATH)),
        (
            "introspection_endpoint_auth_methods_supported",
            json!(["client_secret_basic", "client_secret_post"]),
        ),
        ("end_session_endpoint", at(end_session::PATH)),
        ("prompt_values_supported", json!(Prompt::VALUES)),
        ("revocation_endpoint", at(revoke::PATH)),
        (
            "revocation_endpoint_auth_methods_supported",
            json!(["client_secret_basic", "client_secret_post", "none"]),
        ),
        ("claim_types_supported", json!(["normal"])),
        ("claims_supported", json!(claims)),
        ("claims_parameter_supported", json!(false)),
        ("request_parameter_supported", json!(false)),
        ("request_uri_parameter_supported", json!(false)),
        ("code_challenge_methods_supported", json!(["S256"])),
        (
            "authorization_response_iss_parameter_supported",
            json!(settings.response_iss),
        ),
    ];
    let registration = settings
        .dynamic_registration
        .then(|| ("registration_endpoint", at(register::PATH)));
    let mut document: Map<_, _> = members
        .into_iter()
        .chain(registration)
        .map(|(name, value)| (name.to_owned(), value))
        .collect();
    merge(&mut document, &settings.metadata);
    document
}
