//! Clients that register themselves (RFC 7591; OpenID Connect Dynamic Client Registration 1.0).

use serde::Deserialize;
use serde_json::{Value, json};

use crate::secret::random_id;
use crate::{Algorithm, Client, ClientAuth, RefreshTokens, Secret, SetupError};

/// What a client says about itself; other members are ignored (RFC 7591, section 2).
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Registration {
    redirect_uris: Vec<String>,
    post_logout_redirect_uris: Vec<String>,
    client_name: Option<String>,
    token_endpoint_auth_method: Option<String>,
    grant_types: Option<Vec<String>>,
    response_types: Option<Vec<String>>,
    id_token_signed_response_alg: Option<String>,
}

/// Why a client was not registered (RFC 7591, section 3.2.2).
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum RegistrationError {
    #[error("{0}")]
    RedirectUri(SetupError),
    #[error("{0}")]
    Metadata(SetupError),
}

impl RegistrationError {
    pub(crate) const fn code(&self) -> &'static str {
        match self {
            Self::RedirectUri(_) => "invalid_redirect_uri",
            Self::Metadata(_) => "invalid_client_metadata",
        }
    }
}

impl Registration {
    /// The client that this becomes, with a fresh id, and a secret unless it is public.
    pub(crate) fn into_client(self) -> Result<Client, RegistrationError> {
        let wrong =
            |member, why: &str| RegistrationError::Metadata(SetupError::invalid(member, why));
        let method = match self.token_endpoint_auth_method.as_deref() {
            None | Some("client_secret_basic") => ClientAuth::ClientSecretBasic,
            Some("client_secret_post") => ClientAuth::ClientSecretPost,
            Some("none") => ClientAuth::None,
            Some(_) => {
                let why = "is not client_secret_basic, client_secret_post or none";
                return Err(wrong("token_endpoint_auth_method", why));
            }
        };
        // RS256 is what the specification says for clients that do not, whatever others here get.
        let algorithm = match self.id_token_signed_response_alg.as_deref() {
            None | Some("RS256") => Algorithm::Rs256,
            Some("ES256") => Algorithm::Es256,
            Some(_) => {
                return Err(wrong(
                    "id_token_signed_response_alg",
                    "is not RS256 or ES256",
                ));
            }
        };
        let grants = self.grant_types.unwrap_or_default();
        if let Some(grant) = grants
            .iter()
            .find(|grant| !["authorization_code", "refresh_token"].contains(&grant.as_str()))
        {
            let why = format!("holds `{grant}`; there are authorization_code and refresh_token");
            return Err(wrong("grant_types", &why));
        }
        if self
            .response_types
            .is_some_and(|types| types.iter().any(|name| name != "code"))
        {
            return Err(wrong("response_types", "holds something other than code"));
        }
        let client = Client {
            client_secret: (method != ClientAuth::None).then(Secret::random),
            token_endpoint_auth_method: method,
            redirect_uris: self.redirect_uris,
            post_logout_redirect_uris: self.post_logout_redirect_uris,
            name: self.client_name,
            id_token_signed_response_alg: Some(algorithm),
            refresh_tokens: if grants.iter().any(|grant| grant == "refresh_token") {
                RefreshTokens::Always
            } else {
                RefreshTokens::OfflineAccess
            },
            ..Client::public(format!("client_{}", random_id()), "")
        };
        match client.check() {
            Ok(()) => Ok(client),
            Err(
                error @ SetupError::Invalid {
                    member: "redirect_uris",
                    ..
                },
            ) => Err(RegistrationError::RedirectUri(error)),
            Err(error) => Err(RegistrationError::Metadata(error)),
        }
    }
}

/// What a client is told about itself (RFC 7591, section 3.2.1), registered at `now_s` (Unix seconds).
pub(crate) fn answer(client: &Client, now_s: u64) -> Value {
    let grants: &[_] = match client.refresh_tokens {
        RefreshTokens::Always => &["authorization_code", "refresh_token"],
        RefreshTokens::OfflineAccess => &["authorization_code"],
    };
    let mut answer = json!({
        "client_id": client.client_id,
        "client_id_issued_at": now_s,
        "redirect_uris": client.redirect_uris,
        "token_endpoint_auth_method": client.token_endpoint_auth_method,
        "grant_types": grants,
        "response_types": ["code"],
        "id_token_signed_response_alg": client.id_token_signed_response_alg,
    });
    if let Some(secret) = &client.client_secret {
        answer["client_secret"] = json!(secret.expose());
        // It never does.
        answer["client_secret_expires_at"] = json!(0);
    }
    if let Some(name) = &client.name {
        answer["client_name"] = json!(name);
    }
    if !client.post_logout_redirect_uris.is_empty() {
        answer["post_logout_redirect_uris"] = json!(client.post_logout_redirect_uris);
    }
    answer
}

#[cfg(test)]
mod tests {
    use super::*;

    fn register(body: Value) -> Result<Client, RegistrationError> {
        let registration: Registration = serde_json::from_value(body).expect("well-formed");
        registration.into_client()
    }

    #[test]
    fn what_a_client_does_not_say_is_as_the_specification_has_it() {
        let client = register(json!({"redirect_uris": ["http://localhost/cb"], "tos_uri": "x"}))
            .expect("valid");
        assert_eq!(client.id_token_signed_response_alg, Some(Algorithm::Rs256));
        assert_eq!(
            client.token_endpoint_auth_method,
            ClientAuth::ClientSecretBasic
        );
        assert_eq!(client.refresh_tokens, RefreshTokens::OfflineAccess);
        let told = answer(&client, 1);
        assert_eq!(told["client_secret_expires_at"], 0);
        assert_eq!(told["grant_types"], json!(["authorization_code"]));
    }

    #[test]
    fn a_public_client_gets_no_secret() {
        let body = json!({"redirect_uris": ["http://localhost/cb"], "token_endpoint_auth_method": "none",
            "grant_types": ["authorization_code", "refresh_token"], "client_name": "The App"});
        let told = answer(&register(body.clone()).expect("valid"), 1);
        assert!(
            told.get("client_secret").is_none() && told.get("client_secret_expires_at").is_none()
        );
        for member in ["grant_types", "client_name", "redirect_uris"] {
            assert_eq!(told[member], body[member]);
        }
    }

    #[test]
    fn each_wrong_member_has_its_error_code() {
        let uris = json!(["http://localhost/cb"]);
        for (body, code) in [
            (json!({}), "invalid_redirect_uri"),
            (json!({"redirect_uris": ["/cb"]}), "invalid_redirect_uri"),
            (
                json!({"redirect_uris": ["http://localhost/cb#x"]}),
                "invalid_redirect_uri",
            ),
            (
                json!({"redirect_uris": uris, "token_endpoint_auth_method": "private_key_jwt"}),
                "invalid_client_metadata",
            ),
            (
                json!({"redirect_uris": uris, "grant_types": ["implicit"]}),
                "invalid_client_metadata",
            ),
            (
                json!({"redirect_uris": uris, "response_types": ["token"]}),
                "invalid_client_metadata",
            ),
            (
                json!({"redirect_uris": uris, "id_token_signed_response_alg": "none"}),
                "invalid_client_metadata",
            ),
            (
                json!({"redirect_uris": uris, "post_logout_redirect_uris": ["x"]}),
                "invalid_client_metadata",
            ),
        ] {
            let error = register(body.clone()).expect_err("must be refused");
            assert_eq!(error.code(), code, "{body}");
        }
    }
}
