//! What a client asks for when it sends somebody here.

use crate::authorization_error::AuthorizationError;
use crate::params::Params;
use crate::pkce::Challenge;
use crate::prompt::Prompt;
use crate::return_address::{ResponseMode, ReturnAddress};
use crate::scope::Scopes;
use crate::{AuthorizationErrorCode, Client, IssuerSettings};

/// The parameters that are read here, which must not be repeated.
const ONCE: [&str; 14] = [
    "response_type",
    "response_mode",
    "scope",
    "state",
    "nonce",
    "prompt",
    "login_hint",
    "id_token_hint",
    "max_age",
    "code_challenge",
    "code_challenge_method",
    "request",
    "request_uri",
    "registration",
];

/// A request that passed every check (OpenID Connect Core, section 3.1.2.1).
#[derive(Debug, Clone)]
pub(crate) struct AuthorizationRequest {
    pub(crate) client_id: String,
    pub(crate) redirect_uri: String,
    pub(crate) mode: ResponseMode,
    pub(crate) state: Option<String>,
    pub(crate) nonce: Option<String>,
    pub(crate) scopes: Scopes,
    pub(crate) challenge: Option<Challenge>,
    pub(crate) prompt: Prompt,
    /// How long ago the person may have proved who they are, in seconds.
    pub(crate) max_age_s: Option<u64>,
    /// Whom the client expects, as it would be typed on the login page.
    pub(crate) login_hint: Option<String>,
    /// The `sub` of whom the client expects, from an ID token: nobody else will do.
    pub(crate) expected_sub: Option<String>,
}

impl AuthorizationRequest {
    /// Checks everything that can be reported to the client at `address`, but for its `id_token_hint`.
    pub(crate) fn read(
        params: &Params,
        client: &Client,
        settings: &IssuerSettings,
        address: ReturnAddress<'_>,
    ) -> Result<Self, AuthorizationError> {
        use AuthorizationErrorCode as Code;
        let refuse = |code, description| Err(AuthorizationError::new(code, description));

        if params.repeats_any(&ONCE) {
            return refuse(Code::InvalidRequest, "a parameter is there more than once");
        }
        for (name, code, description) in [
            (
                "request",
                Code::RequestNotSupported,
                "request objects are not supported",
            ),
            (
                "request_uri",
                Code::RequestUriNotSupported,
                "request objects by reference are not supported",
            ),
            (
                "registration",
                Code::RegistrationNotSupported,
                "registration by parameter is not supported",
            ),
        ] {
            if params.get(name).is_some() {
                return refuse(code, description);
            }
        }
        match params.get("response_type") {
            Some("code") => {}
            Some(_) => return refuse(Code::UnsupportedResponseType, "response_type must be code"),
            None => {
                return refuse(
                    Code::InvalidRequest,
                    "response_type is missing; it must be code",
                );
            }
        }
        if params
            .get("response_mode")
            .is_some_and(|mode| ResponseMode::read(mode).is_none())
        {
            return refuse(
                Code::InvalidRequest,
                "response_mode must be query or form_post",
            );
        }
        let Some(scopes) = params.get("scope").and_then(Scopes::read) else {
            return refuse(
                Code::InvalidScope,
                "scope must name some of: openid profile email address phone offline_access",
            );
        };
        let challenge = Challenge::read(
            params.get("code_challenge"),
            params.get("code_challenge_method"),
        )
        .map_err(|description| AuthorizationError::new(Code::InvalidRequest, description))?;
        let pkce = client.is_public() || client.require_pkce || settings.require_pkce;
        if pkce && challenge.is_none() {
            return refuse(
                Code::InvalidRequest,
                "this client must use PKCE: send a code_challenge with code_challenge_method S256",
            );
        }
        let prompt = Prompt::read(params.get("prompt").unwrap_or_default())
            .map_err(|description| AuthorizationError::new(Code::InvalidRequest, description))?;
        let Ok(max_age_s) = params.get("max_age").map(str::parse).transpose() else {
            return refuse(Code::InvalidRequest, "max_age is not a number of seconds");
        };
        Ok(Self {
            client_id: client.client_id.clone(),
            redirect_uri: address.redirect_uri.to_owned(),
            mode: address.mode,
            state: address.state.map(str::to_owned),
            nonce: params.get("nonce").map(str::to_owned),
            scopes,
            challenge,
            prompt,
            max_age_s,
            login_hint: params.get("login_hint").map(str::to_owned),
            expected_sub: None,
        })
    }

    /// Whether this person will do (OpenID Connect Core, section 3.1.2.1, `id_token_hint`).
    pub(crate) fn accepts(&self, sub: &str) -> bool {
        let expected = self.expected_sub.as_deref();
        expected.is_none_or(|expected| expected == sub)
    }

    pub(crate) fn return_address(&self) -> ReturnAddress<'_> {
        ReturnAddress {
            redirect_uri: &self.redirect_uri,
            state: self.state.as_deref(),
            mode: self.mode,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;

    const GOOD: &str =
        "client_id=app&redirect_uri=http://localhost/cb&response_type=code&scope=openid";

    fn client(id: &str) -> Option<Arc<Client>> {
        (id == "app").then(|| Arc::new(Client::new("app", "fake-secret", "http://localhost/cb")))
    }

    fn read(query: &str) -> Result<AuthorizationRequest, AuthorizationErrorCode> {
        let params = Params::from_query(Some(query));
        let (client, address) = ReturnAddress::read(&params, client).expect("a return address");
        AuthorizationRequest::read(&params, &client, &IssuerSettings::default(), address)
            .map_err(|error| error.code)
    }

    #[test]
    fn an_unknown_parameter_is_ignored_and_nothing_is_invented() {
        let request = read(&format!("{GOOD}&display=popup&extra=1")).expect("valid");
        assert_eq!(
            (request.state, request.nonce, request.challenge),
            (None, None, None)
        );
    }

    #[test]
    fn each_rule_has_its_error_code() {
        use AuthorizationErrorCode as Code;
        let challenge = "code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
        for (query, expected) in [
            (
                GOOD.replace("response_type=code&", ""),
                Code::InvalidRequest,
            ),
            (
                GOOD.replace("=code", "=token"),
                Code::UnsupportedResponseType,
            ),
            (
                GOOD.replace("=code", "=code+id_token"),
                Code::UnsupportedResponseType,
            ),
            (GOOD.replace("&scope=openid", ""), Code::InvalidScope),
            (GOOD.replace("=openid", "=calendar"), Code::InvalidScope),
            (format!("{GOOD}&scope=openid"), Code::InvalidRequest),
            (
                format!("{GOOD}&response_mode=fragment"),
                Code::InvalidRequest,
            ),
            (format!("{GOOD}&prompt=sometimes"), Code::InvalidRequest),
            (format!("{GOOD}&max_age=-1"), Code::InvalidRequest),
            (format!("{GOOD}&prompt=none+login"), Code::InvalidRequest),
            (format!("{GOOD}&{challenge}"), Code::InvalidRequest),
            (
                format!("{GOOD}&{challenge}&code_challenge_method=plain"),
                Code::InvalidRequest,
            ),
            (
                format!("{GOOD}&code_challenge_method=S256"),
                Code::InvalidRequest,
            ),
            (format!("{GOOD}&request=eyJ"), Code::RequestNotSupported),
            (
                format!("{GOOD}&request_uri=urn:x"),
                Code::RequestUriNotSupported,
            ),
            (
                format!("{GOOD}&registration=%7B%7D"),
                Code::RegistrationNotSupported,
            ),
        ] {
            assert_eq!(read(&query).err(), Some(expected), "{query}");
        }
        assert!(
            read(&format!(
                "{GOOD}&{challenge}&code_challenge_method=S256&prompt=login"
            ))
            .is_ok()
        );
    }
}
