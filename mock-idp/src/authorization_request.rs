//! What a client asks for when it sends somebody here.

use url::Url;

use crate::authorization_error::AuthorizationError;
use crate::params::Params;
use crate::pkce::Challenge;
use crate::scope::Scopes;
use crate::{AuthorizationErrorCode, Client, IssuerSettings};

/// The parameters that are read here, which must not be repeated.
const ONCE: [&str; 12] = [
    "response_type",
    "response_mode",
    "scope",
    "state",
    "nonce",
    "prompt",
    "login_hint",
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
    pub(crate) state: Option<String>,
    pub(crate) nonce: Option<String>,
    pub(crate) scopes: Scopes,
    pub(crate) challenge: Option<Challenge>,
    /// Whom the client expects, to fill in the login page with.
    pub(crate) login_hint: Option<String>,
}

/// Where an answer goes: a redirect URI that the client has registered, with the client's `state`.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ReturnAddress<'a> {
    pub(crate) redirect_uri: &'a str,
    pub(crate) state: Option<&'a str>,
}

/// Why there is nowhere safe to send an answer (RFC 6749, section 4.1.2.1): the person gets a page instead.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum NoReturnAddress {
    #[error("the request names no client")]
    ClientMissing,
    #[error("the request names a client that is not registered here")]
    ClientUnknown,
    #[error("the request names no redirect URI")]
    RedirectUriMissing,
    #[error("the request names a redirect URI that is not registered for this client")]
    RedirectUriUnknown,
    #[error("the request names its client or its redirect URI more than once")]
    Repeated,
}

impl<'a> ReturnAddress<'a> {
    /// Finds the client by `lookup` and the redirect URI among its own, by exact comparison.
    pub(crate) fn read<C: AsRef<Client>>(
        params: &'a Params,
        lookup: impl FnOnce(&str) -> Option<C>,
    ) -> Result<(C, Self), NoReturnAddress> {
        if params.repeats_any(&["client_id", "redirect_uri"]) {
            return Err(NoReturnAddress::Repeated);
        }
        let client_id = params
            .get("client_id")
            .ok_or(NoReturnAddress::ClientMissing)?;
        let client = lookup(client_id).ok_or(NoReturnAddress::ClientUnknown)?;
        let redirect_uri = params
            .get("redirect_uri")
            .ok_or(NoReturnAddress::RedirectUriMissing)?;
        if !client
            .as_ref()
            .redirect_uris
            .iter()
            .any(|known| known == redirect_uri)
        {
            return Err(NoReturnAddress::RedirectUriUnknown);
        }
        Ok((
            client,
            Self {
                redirect_uri,
                state: params.get("state"),
            },
        ))
    }

    /// The redirect URI with `answer`, `state` and, if it is given, the issuer (RFC 9207, section 2) added to its query.
    pub(crate) fn with(&self, issuer: Option<&str>, answer: &[(&str, &str)]) -> String {
        let mut url = Url::parse(self.redirect_uri)
            .expect("a client's redirect URIs are parsed before it is added");
        url.query_pairs_mut()
            .extend_pairs(answer)
            .extend_pairs(self.state.map(|state| ("state", state)))
            .extend_pairs(issuer.map(|issuer| ("iss", issuer)));
        url.into()
    }
}

impl AuthorizationRequest {
    /// Checks everything that can be reported to the client at `address`.
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
            .is_some_and(|mode| mode != "query")
        {
            return refuse(Code::InvalidRequest, "response_mode must be query");
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
        let prompts: Vec<_> = params
            .get("prompt")
            .unwrap_or_default()
            .split(' ')
            .collect();
        if prompts.contains(&"none") {
            return match prompts.len() {
                1 => refuse(
                    Code::LoginRequired,
                    "there are no sessions here, so every login shows a page",
                ),
                _ => refuse(Code::InvalidRequest, "prompt none excludes all others"),
            };
        }
        Ok(Self {
            client_id: client.client_id.clone(),
            redirect_uri: address.redirect_uri.to_owned(),
            state: address.state.map(str::to_owned),
            nonce: params.get("nonce").map(str::to_owned),
            scopes,
            challenge,
            login_hint: params.get("login_hint").map(str::to_owned),
        })
    }

    pub(crate) fn return_address(&self) -> ReturnAddress<'_> {
        ReturnAddress {
            redirect_uri: &self.redirect_uri,
            state: self.state.as_deref(),
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
    fn an_answer_is_sent_only_to_a_registered_redirect_uri() {
        use NoReturnAddress as No;
        let uri = "redirect_uri=http://localhost/cb";
        for (query, expected) in [
            (uri.to_owned(), No::ClientMissing),
            (format!("client_id=other&{uri}"), No::ClientUnknown),
            ("client_id=app".to_owned(), No::RedirectUriMissing),
            (
                "client_id=app&redirect_uri=http://localhost/cb/".to_owned(),
                No::RedirectUriUnknown,
            ),
            (
                "client_id=app&redirect_uri=http://localhost/cb?x=1".to_owned(),
                No::RedirectUriUnknown,
            ),
            (format!("client_id=app&{uri}&{uri}"), No::Repeated),
        ] {
            let params = Params::from_query(Some(&query));
            assert_eq!(
                ReturnAddress::read(&params, client).err(),
                Some(expected),
                "{query}"
            );
        }
    }

    #[test]
    fn an_answer_keeps_the_query_of_the_redirect_uri() {
        let address = ReturnAddress {
            redirect_uri: "http://localhost/cb?tenant=a%20b",
            state: Some("s&t"),
        };
        assert_eq!(
            address.with(Some("http://127.0.0.1:1"), &[("code", "c")]),
            "http://localhost/cb?tenant=a%20b&code=c&state=s%26t&iss=http%3A%2F%2F127.0.0.1%3A1"
        );
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
                format!("{GOOD}&response_mode=form_post"),
                Code::InvalidRequest,
            ),
            (format!("{GOOD}&prompt=none"), Code::LoginRequired),
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
