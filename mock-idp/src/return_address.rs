//! Where the answer to an authorization request goes, and how.

use url::Url;

use crate::Client;
use crate::params::Params;

/// Where an answer goes: a redirect URI that the client has registered, with the client's `state`.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ReturnAddress<'a> {
    pub(crate) redirect_uri: &'a str,
    pub(crate) state: Option<&'a str>,
    pub(crate) mode: ResponseMode,
}

/// How an answer travels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum ResponseMode {
    /// In the query of the redirect URI.
    #[default]
    Query,
    /// In a form that the person's browser posts there (OAuth 2.0 Form Post Response Mode).
    FormPost,
}

impl ResponseMode {
    pub(crate) const ALL: [Self; 2] = [Self::Query, Self::FormPost];

    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Query => "query",
            Self::FormPost => "form_post",
        }
    }

    pub(crate) fn read(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|mode| mode.as_str() == name)
    }
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
                // One that there is not is reported, by the default one.
                mode: params
                    .get("response_mode")
                    .and_then(ResponseMode::read)
                    .unwrap_or_default(),
            },
        ))
    }

    /// `answer` with `state` and, if it is given, the issuer (RFC 9207, section 2).
    pub(crate) fn params<'p>(
        &'p self,
        issuer: Option<&'p str>,
        answer: &'p [(&'p str, &'p str)],
    ) -> impl Iterator<Item = (&'p str, &'p str)> {
        let state = self.state.map(|state| ("state", state));
        let issuer = issuer.map(|issuer| ("iss", issuer));
        answer.iter().copied().chain(state).chain(issuer)
    }
}

/// A registered URI with parameters added to its query.
pub(crate) fn with_params<'p>(
    registered_uri: &str,
    params: impl Iterator<Item = (&'p str, &'p str)>,
) -> String {
    let mut url =
        Url::parse(registered_uri).expect("a client's URIs are parsed before it is added");
    let mut params = params.peekable();
    if params.peek().is_some() {
        url.query_pairs_mut().extend_pairs(params);
    }
    url.into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;

    fn client(id: &str) -> Option<Arc<Client>> {
        (id == "app").then(|| Arc::new(Client::new("app", "fake-secret", "http://localhost/cb")))
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
            mode: ResponseMode::Query,
        };
        let params = address.params(Some("http://127.0.0.1:1"), &[("code", "c")]);
        assert_eq!(
            with_params(address.redirect_uri, params),
            "http://localhost/cb?tenant=a%20b&code=c&state=s%26t&iss=http%3A%2F%2F127.0.0.1%3A1"
        );
    }

    #[test]
    fn a_uri_to_which_nothing_is_added_stays_as_it_is() {
        assert_eq!(
            with_params("http://localhost/bye", [].into_iter()),
            "http://localhost/bye"
        );
    }
}
