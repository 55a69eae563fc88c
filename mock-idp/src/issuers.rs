//! All issuers of one process, and which of them a request is for.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use axum::Router;
use axum::http::Uri;
use axum::http::uri::PathAndQuery;

use crate::state::State;
use crate::{IssuerSettings, SetupError, endpoints};

/// Where the issuers that have a name are: `/i/NAME`.
const PREFIX: &str = "/i/";
/// The longest name of an issuer, in characters.
const LONGEST_NAME: usize = 64;

/// The issuers of one process: the default one at its root, and any number of others by name.
pub(crate) struct Issuers {
    /// The root, without a slash at the end.
    url: String,
    default: Issuing,
    named: RwLock<HashMap<String, Issuing>>,
}

/// An issuer with its routes.
struct Issuing {
    state: Arc<State>,
    router: Router,
}

impl Issuing {
    fn new(state: State) -> Self {
        let state = Arc::new(state);
        let router = endpoints::router(&state);
        Self { state, router }
    }
}

impl Issuers {
    /// A process at `url` with its default issuer.
    pub(crate) fn new(url: String, default: State) -> Self {
        Self {
            url,
            default: Issuing::new(default),
            named: RwLock::default(),
        }
    }

    pub(crate) fn default_issuer(&self) -> &Arc<State> {
        &self.default.state
    }

    /// Makes an issuer at `/i/<name>`.
    ///
    /// # Errors
    /// When the name or a setting is not valid, or when there is an issuer of that name.
    pub(crate) fn add(
        &self,
        name: &str,
        settings: IssuerSettings,
    ) -> Result<Arc<State>, SetupError> {
        check_name(name)?;
        settings.check()?;
        let state = State::new(
            format!("{}{PREFIX}{name}", self.url),
            settings,
            self.default.state.admin_token.clone(),
        );
        let mut named = self.named.write().unwrap_or_else(PoisonError::into_inner);
        if named.contains_key(name) {
            return Err(SetupError::Taken {
                member: "name",
                value: name.to_owned(),
            });
        }
        let issuing = Issuing::new(state);
        let state = Arc::clone(&issuing.state);
        named.insert(name.to_owned(), issuing);
        Ok(state)
    }

    /// The routes of the issuer that `uri` belongs to, and where in them it leads; `None` if there is no such issuer.
    pub(crate) fn find(&self, uri: &Uri) -> Option<(Router, Uri)> {
        let Some((name, path)) = of_named_issuer(uri.path()) else {
            return Some((self.default.router.clone(), uri.clone()));
        };
        let named = self.named.read().unwrap_or_else(PoisonError::into_inner);
        let router = named.get(name)?.router.clone();
        let path = match uri.query() {
            Some(query) => format!("{path}?{query}"),
            None => path.to_owned(),
        };
        let mut parts = uri.clone().into_parts();
        parts.path_and_query = Some(PathAndQuery::try_from(path).ok()?);
        Some((router, Uri::from_parts(parts).ok()?))
    }
}

/// Checks the name of an issuer, which becomes part of its URL.
pub(crate) fn check_name(name: &str) -> Result<(), SetupError> {
    let allowed = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    if name.is_empty() || name.len() > LONGEST_NAME || !name.chars().all(allowed) {
        let why = "is not 1 to 64 letters, digits, `-` and `_`";
        return Err(SetupError::invalid("name", why));
    }
    Ok(())
}

/// The name of the issuer that a path belongs to, with the path below it; `None` for the default issuer.
///
/// RFC 8414, section 3.1 puts the well-known part between host and path: it comes first there.
fn of_named_issuer(path: &str) -> Option<(&str, &str)> {
    use endpoints::discovery::RFC_8414_PATH;
    if let Some(rest) = path.strip_prefix(RFC_8414_PATH) {
        let name = rest.strip_prefix(PREFIX)?;
        return Some((name, RFC_8414_PATH));
    }
    let rest = path.strip_prefix(PREFIX)?;
    let slash = rest.find('/')?;
    Some(rest.split_at(slash))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_told_to_belong_to_one_issuer() {
        for (path, expected) in [
            ("/authorize", None),
            ("/i", None),
            ("/i/a/token", Some(("a", "/token"))),
            ("/i/a/i/b/token", Some(("a", "/i/b/token"))),
            (
                "/i/a/.well-known/openid-configuration",
                Some(("a", "/.well-known/openid-configuration")),
            ),
            ("/.well-known/oauth-authorization-server", None),
            (
                "/.well-known/oauth-authorization-server/i/a",
                Some(("a", "/.well-known/oauth-authorization-server")),
            ),
        ] {
            assert_eq!(of_named_issuer(path), expected, "{path}");
        }
    }

    #[test]
    fn names_are_short_plain_and_taken_once() {
        let state = State::new("http://127.0.0.1:1".into(), IssuerSettings::default(), None);
        let issuers = Issuers::new("http://127.0.0.1:1".into(), state);
        let add = |name: &str| issuers.add(name, IssuerSettings::default());
        for bad in ["", "a/b", "..", "a b", "ä", &"x".repeat(65)] {
            assert!(add(bad).is_err(), "{bad:?}");
        }
        assert_eq!(
            add("a-b_1").expect("valid").issuer,
            "http://127.0.0.1:1/i/a-b_1"
        );
        assert!(matches!(
            add("a-b_1"),
            Err(SetupError::Taken { member: "name", .. })
        ));
    }
}
