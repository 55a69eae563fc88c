//! What a client asks for when it sends somebody here to sign out (RP-Initiated Logout 1.0, section 2).

use std::sync::Arc;

use crate::Client;
use crate::id_token_hint::IdTokenHint;
use crate::params::Params;
use crate::return_address::with_params;

/// The parameters that are read here, which must not be repeated.
const ONCE: [&str; 4] = [
    "id_token_hint",
    "client_id",
    "post_logout_redirect_uri",
    "state",
];

/// A request that passed every check.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SignOut {
    /// Who asks, if that is known.
    pub(crate) client_id: Option<String>,
    /// Who is to be signed out, as a signed ID token says: nobody else could have sent that.
    pub(crate) sub: Option<String>,
    /// Where the person goes then, with the client's `state`.
    pub(crate) return_to: Option<String>,
}

/// Why a request to sign out is not carried out: the person gets a page, and is sent nowhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum BadSignOut {
    #[error("a parameter is there more than once")]
    Repeated,
    #[error("id_token_hint is not an ID token that was issued here")]
    Hint,
    #[error("client_id is not the client that the ID token was issued to")]
    OtherClient,
    #[error("the client is not registered here")]
    ClientUnknown,
    #[error("post_logout_redirect_uri came without a client_id or an id_token_hint")]
    ClientMissing,
    #[error("post_logout_redirect_uri is not registered for this client")]
    UriUnknown,
}

impl SignOut {
    /// Checks a request; `read_hint` verifies an ID token, and `lookup` finds a client.
    pub(crate) fn read(
        params: &Params,
        read_hint: impl FnOnce(&str) -> Option<IdTokenHint>,
        lookup: impl FnOnce(&str) -> Option<Arc<Client>>,
    ) -> Result<Self, BadSignOut> {
        if params.repeats_any(&ONCE) {
            return Err(BadSignOut::Repeated);
        }
        let hint = match params.get("id_token_hint") {
            Some(token) => Some(read_hint(token).ok_or(BadSignOut::Hint)?),
            None => None,
        };
        let hinted = hint.as_ref().map(|hint| hint.aud.as_str());
        let client_id = match (params.get("client_id"), hinted) {
            (Some(named), Some(hinted)) if named != hinted => return Err(BadSignOut::OtherClient),
            (named, hinted) => named.or(hinted),
        };
        let client = match client_id {
            Some(client_id) => Some(lookup(client_id).ok_or(BadSignOut::ClientUnknown)?),
            None => None,
        };
        let return_to = match (params.get("post_logout_redirect_uri"), &client) {
            (None, _) => None,
            (Some(_), None) => return Err(BadSignOut::ClientMissing),
            (Some(uri), Some(client)) => {
                let mut known = client.post_logout_redirect_uris.iter();
                if !known.any(|known| known == uri) {
                    return Err(BadSignOut::UriUnknown);
                }
                let state = params.get("state").map(|state| ("state", state));
                Some(with_params(uri, state.into_iter()))
            }
        };
        Ok(Self {
            client_id: client_id.map(str::to_owned),
            sub: hint.map(|hint| hint.sub),
            return_to,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(query: &str) -> Result<SignOut, BadSignOut> {
        let hint = |token: &str| {
            let hint = serde_json::json!({"iss": "i", "sub": "ada", "aud": token});
            serde_json::from_value(hint)
                .ok()
                .filter(|_| token != "forged")
        };
        let lookup = |id: &str| {
            let client = Client {
                post_logout_redirect_uris: vec!["http://localhost/bye".into()],
                ..Client::new("app", "fake-secret", "http://localhost/cb")
            };
            (id == "app").then(|| Arc::new(client))
        };
        SignOut::read(&Params::from_query(Some(query)), hint, lookup)
    }

    #[test]
    fn the_client_is_told_by_its_id_or_by_the_token_and_gets_its_state_back() {
        let uri = "post_logout_redirect_uri=http://localhost/bye&state=s%26t";
        for query in [
            "client_id=app",
            "id_token_hint=app",
            "id_token_hint=app&client_id=app",
        ] {
            let read = read(&format!("{query}&{uri}")).expect("valid");
            assert_eq!(
                read.return_to.as_deref(),
                Some("http://localhost/bye?state=s%26t"),
                "{query}"
            );
            assert_eq!(read.client_id.as_deref(), Some("app"));
            assert_eq!(read.sub.is_some(), query.contains("hint"));
        }
        assert_eq!(read("").expect("valid").return_to, None);
    }

    #[test]
    fn nobody_is_sent_anywhere_that_is_not_registered() {
        use BadSignOut as Bad;
        let bye = "post_logout_redirect_uri=http://localhost/bye";
        for (query, expected) in [
            (
                "client_id=app&post_logout_redirect_uri=http://localhost/bye/".to_owned(),
                Bad::UriUnknown,
            ),
            (
                "client_id=app&post_logout_redirect_uri=http://localhost/cb".to_owned(),
                Bad::UriUnknown,
            ),
            (bye.to_owned(), Bad::ClientMissing),
            (format!("client_id=other&{bye}"), Bad::ClientUnknown),
            (format!("id_token_hint=forged&{bye}"), Bad::Hint),
            (
                format!("id_token_hint=app&client_id=other&{bye}"),
                Bad::OtherClient,
            ),
            (format!("client_id=app&{bye}&{bye}"), Bad::Repeated),
        ] {
            assert_eq!(read(&query), Err(expected), "{query}");
        }
    }
}
