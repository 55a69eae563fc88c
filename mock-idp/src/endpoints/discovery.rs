//! `/.well-known/openid-configuration` (OpenID Connect Discovery, section 4).

use std::sync::Arc;

use axum::Json;
use axum::extract::State as Shared;
use serde_json::{Value, json};

use super::{authorize, jwks, token, userinfo};
use crate::scope::Scope;
use crate::state::State;

pub(super) const PATH: &str = "/.well-known/openid-configuration";

/// What this provider can do: nothing is listed that it cannot.
pub(super) async fn answer(Shared(state): Shared<Arc<State>>) -> Json<Value> {
    let issuer = &state.issuer;
    let at = |path| format!("{issuer}{path}");
    let claims: Vec<_> = Scope::ALL.into_iter().flat_map(Scope::claims).collect();
    Json(json!({
        "issuer": issuer,
        "authorization_endpoint": at(authorize::PATH),
        "token_endpoint": at(token::PATH),
        "userinfo_endpoint": at(userinfo::PATH),
        "jwks_uri": at(jwks::PATH),
        "scopes_supported": Scope::ALL.map(Scope::as_str),
        "response_types_supported": ["code"],
        "response_modes_supported": ["query"],
        "grant_types_supported": ["authorization_code", "refresh_token"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": [state.key.algorithm().as_str()],
        "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
        "claim_types_supported": ["normal"],
        "claims_supported": claims,
        "claims_parameter_supported": false,
        "request_parameter_supported": false,
        "request_uri_parameter_supported": false,
        "code_challenge_methods_supported": ["S256"],
        "authorization_response_iss_parameter_supported": true,
    }))
}
