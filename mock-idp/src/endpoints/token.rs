//! `/token`: a client exchanges a code (RFC 6749, section 4.1.3; OpenID Connect Core, section 3.1.3) or a refresh token
//! (RFC 6749, section 6; Core, section 12).

use std::sync::Arc;

use axum::Json;
use axum::body::Bytes;
use axum::extract::{RawQuery, State as Shared};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use super::client_request::ClientRequest;
use super::oauth_error::OAuthError;
use super::{never_stored, noted};
use crate::claims;
use crate::forgery::Draft;
use crate::grants::{Access, Grants, InvalidGrant, Redemption, Renewal};
use crate::journal::Note;
use crate::scope::Scope;
use crate::setup::Setup;
use crate::state::State;
use crate::{Client, Fault, RefreshTokens, Secret, mischief, spoiling};

pub(super) const PATH: &str = "/token";

/// What a client presents.
#[derive(Clone, Copy)]
enum Presented<'a> {
    Code(Redemption<'a>),
    RefreshToken(Renewal<'a>),
}

pub(super) async fn answer(
    Shared(state): Shared<Arc<State>>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let request = ClientRequest {
        query: query.as_deref(),
        headers: &headers,
        body: &body,
    };
    let mut note = Note::default();
    let setup = state.setup();
    // If a key is not made now, the attempt to sign says so.
    let _ = setup.keys_made().await;
    let response = match exchange(&state, &setup, request, &mut note) {
        Ok(tokens) => Json(tokens).into_response(),
        Err(error) => error.answer(&mut note),
    };
    noted(note, never_stored(response))
}

fn exchange(
    state: &State,
    setup: &Setup,
    request: ClientRequest<'_>,
    note: &mut Note,
) -> Result<Value, OAuthError> {
    let (params, client) = request.authenticate(state, note)?;
    let needed = |name| params.get(name).ok_or(OAuthError::Missing(name));
    let presented = match needed("grant_type")? {
        "authorization_code" => Presented::Code(Redemption {
            code: needed("code")?,
            client_id: &client.client_id,
            redirect_uri: needed("redirect_uri")?,
            code_verifier: params.get("code_verifier"),
        }),
        "refresh_token" => Presented::RefreshToken(Renewal {
            refresh_token: needed("refresh_token")?,
            client_id: &client.client_id,
            scope: params.get("scope"),
            reuse: setup.settings.refresh_reuse,
        }),
        _ => return Err(OAuthError::GrantType),
    };
    tokens(state, setup, &client, presented, note)
}

fn tokens(
    state: &State,
    setup: &Setup,
    client: &Client,
    presented: Presented<'_>,
    note: &mut Note,
) -> Result<Value, OAuthError> {
    let now = state.now_ms();
    let (access, nonce, tokens, person, lifetime_s, faults) = {
        let mut records = state.records();
        let (access, nonce) = presented.exchange(now, &mut records.grants, note)?;
        let person = records
            .directory
            .by_sub(&access.grant.sub)
            .ok_or(InvalidGrant::PersonGone)?;
        let lifetime_s = person
            .access_token_lifetime_s
            .or(client.access_token_lifetime_s)
            .unwrap_or(setup.settings.access_token_lifetime_s);
        let refreshable = client.refresh_tokens == RefreshTokens::Always
            || access.grant.scopes.contains(Scope::OfflineAccess);
        let tokens = records
            .grants
            .issue_tokens(now, &access, lifetime_s, refreshable);
        let faults = mischief::faults(
            access.grant.mischief.as_deref(),
            &person,
            &setup.settings.faults,
        );
        (access, nonce, tokens, person, lifetime_s, faults)
    };
    let mut answer = json!({
        "access_token": tokens.access_token.expose(),
        "token_type": "Bearer",
        "expires_in": lifetime_s,
        "scope": access.scopes.to_string(),
    });
    if let Some(refresh_token) = &tokens.refresh_token {
        answer["refresh_token"] = json!(refresh_token.expose());
    }
    if access.scopes.contains(Scope::Openid) {
        let claims = claims::of_id_token(
            &state.issuer,
            &access,
            nonce.as_deref(),
            &person,
            &tokens.access_token,
            now / 1_000,
            setup.settings.id_token_lifetime_s,
        );
        let algorithm = client
            .id_token_signed_response_alg
            .unwrap_or(setup.settings.algorithm);
        let rotated;
        let setup = if faults.contains(&Fault::RotatedJustNow) {
            rotated = state.rotate_keys(false);
            &*rotated
        } else {
            setup
        };
        let key = setup.key(algorithm).get();
        let draft = Draft {
            key: &*key.map_err(|_| OAuthError::IdToken)?,
            kid: setup.settings.kid_in_keys,
            claims,
            client_id: &client.client_id,
            client_secret: client.client_secret.as_ref().map(Secret::expose),
            now_s: now / 1_000,
        };
        let forged = draft.forge(&faults).map_err(|_| OAuthError::IdToken)?;
        note.faults = forged.faults;
        if let Some(token) = forged.token {
            answer["id_token"] = json!(token);
        }
    }
    note.faults
        .extend(spoiling::token_answer(&mut answer, &faults));
    Ok(answer)
}

impl Presented<'_> {
    /// What the client may have tokens for, with the nonce for an ID token; tells `note` whose login it is, whatever
    /// comes of it.
    fn exchange(
        self,
        now: u64,
        grants: &mut Grants,
        note: &mut Note,
    ) -> Result<(Access, Option<String>), InvalidGrant> {
        let grant = match self {
            Self::Code(presented) => grants.of_code(now, presented.code),
            Self::RefreshToken(presented) => grants.of_refresh_token(now, presented.refresh_token),
        };
        if let Some(grant) = grant {
            note.login = Some(grant.login.clone());
            note.person = Some(grant.sub.clone());
        }
        match self {
            Self::Code(presented) => grants.redeem(now, presented),
            Self::RefreshToken(presented) => Ok((grants.renew(now, presented)?, None)),
        }
    }
}
