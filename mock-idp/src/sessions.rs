//! Browsers that know who is in front of them.

use std::collections::BTreeMap;

use axum::http::{HeaderMap, HeaderValue, header};
use url::Url;

use crate::expiring::Expiring;
use crate::scope::Scopes;
use crate::secret::{Fingerprint, Secret};

/// How long a session lasts, in milliseconds.
const LIFETIME_MS: u64 = 24 * 60 * 60 * 1_000;
/// How many there are at most; the oldest are forgotten first.
const MOST: usize = 3_500;

/// Who is signed in at a browser.
#[derive(Debug, Clone)]
pub(crate) struct Session {
    pub(crate) sub: String,
    /// When they proved it, in Unix seconds.
    pub(crate) auth_time_s: u64,
    /// What they have allowed in it, by `client_id`.
    allowed: BTreeMap<String, Scopes>,
}

impl Session {
    pub(crate) fn new(sub: String, auth_time_s: u64) -> Self {
        Self {
            sub,
            auth_time_s,
            allowed: BTreeMap::new(),
        }
    }

    /// Whether they have allowed a client all of these scopes.
    pub(crate) fn allows(&self, client_id: &str, scopes: Scopes) -> bool {
        let allowed = self.allowed.get(client_id);
        allowed.is_some_and(|allowed| allowed.include(scopes))
    }

    pub(crate) fn allow(&mut self, client_id: &str, scopes: Scopes) {
        self.allowed
            .entry(client_id.to_owned())
            .and_modify(|allowed| *allowed = allowed.and(scopes))
            .or_insert(scopes);
    }
}

/// All sessions of an issuer, and the cookie that they go by.
#[derive(Debug)]
pub(crate) struct Sessions {
    /// Of this issuer alone: cookies are shared by all ports of a host.
    cookie: String,
    path: String,
    known: Expiring<Fingerprint, Session>,
}

impl Sessions {
    pub(crate) fn of(issuer: &str) -> Self {
        let url = Url::parse(issuer).ok();
        let port = url.as_ref().and_then(Url::port).unwrap_or_default();
        let path = url.as_ref().map_or("/", Url::path);
        let name = path.trim_start_matches("/i/").trim_matches('/');
        Self {
            cookie: format!("mock-idp-{port}-{name}"),
            path: path.to_owned(),
            known: Expiring::new(LIFETIME_MS, MOST),
        }
    }

    /// The session of the browser that sent `headers`.
    pub(crate) fn find(&mut self, now: u64, headers: &HeaderMap) -> Option<&mut Session> {
        let key = self.key(headers)?;
        self.known.get(now, &key)
    }

    /// Begins a session in the place of any that the browser had, under a value that it did not know before. Answers the
    /// cookie to set.
    pub(crate) fn begin(
        &mut self,
        now: u64,
        headers: &HeaderMap,
        session: Session,
    ) -> Option<HeaderValue> {
        self.end(now, headers);
        let value = Secret::random();
        self.known
            .insert(now, Fingerprint::of(value.expose()), session);
        self.set_cookie(value.expose(), "")
    }

    /// Ends the session of the browser that sent `headers`, if there is one. Answers the cookie to set.
    pub(crate) fn end(&mut self, now: u64, headers: &HeaderMap) -> Option<HeaderValue> {
        let key = self.key(headers)?;
        self.known.remove(now, &key);
        self.set_cookie("", "; Max-Age=0")
    }

    /// `SameSite=Lax` lets the cookie come along when a client sends the browser here, and with no other request of a page
    /// that is not ours.
    fn set_cookie(&self, value: &str, end: &str) -> Option<HeaderValue> {
        let Self { cookie, path, .. } = self;
        HeaderValue::try_from(format!(
            "{cookie}={value}; Path={path}; HttpOnly; SameSite=Lax{end}"
        ))
        .ok()
    }

    fn key(&self, headers: &HeaderMap) -> Option<Fingerprint> {
        let lines = headers.get_all(header::COOKIE).into_iter();
        let mut cookies = lines
            .filter_map(|line| line.to_str().ok())
            .flat_map(|line| line.split(';'))
            .filter_map(|pair| pair.trim().split_once('='));
        let (_, value) = cookies.find(|(name, _)| *name == self.cookie)?;
        Some(Fingerprint::of(value))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: u64 = 1_700_000_000_000;

    fn browser(cookie: &HeaderValue) -> HeaderMap {
        let text = cookie.to_str().expect("ASCII");
        let pair = text.split(';').next().expect("a pair");
        let value = format!("other=1; {pair}");
        let value = HeaderValue::try_from(value).expect("ASCII");
        HeaderMap::from_iter([(header::COOKIE, value)])
    }

    fn ada() -> Session {
        Session::new("ada".into(), NOW / 1_000)
    }

    #[test]
    fn a_browser_is_known_by_its_cookie_until_the_session_ends() {
        let mut sessions = Sessions::of("http://127.0.0.1:4102");
        let cookie = sessions
            .begin(NOW, &HeaderMap::new(), ada())
            .expect("a cookie");
        let browser = browser(&cookie);
        assert_eq!(
            sessions.find(NOW, &browser).map(|found| found.sub.clone()),
            Some("ada".into())
        );
        assert!(sessions.find(NOW, &HeaderMap::new()).is_none());
        assert!(sessions.find(NOW + LIFETIME_MS, &browser).is_none());
        let gone = sessions.end(NOW, &browser).expect("a cookie");
        assert!(gone.to_str().expect("ASCII").contains("Max-Age=0"));
        assert!(sessions.find(NOW, &browser).is_none());
    }

    #[test]
    fn a_new_session_has_a_new_value_and_ends_the_old_one() {
        let mut sessions = Sessions::of("http://127.0.0.1:4102");
        let first = sessions
            .begin(NOW, &HeaderMap::new(), ada())
            .expect("a cookie");
        let first = browser(&first);
        let second = sessions.begin(NOW, &first, ada()).expect("a cookie");
        assert!(sessions.find(NOW, &first).is_none());
        assert!(sessions.find(NOW, &browser(&second)).is_some());
    }

    #[test]
    fn issuers_of_one_host_have_cookies_of_their_own() {
        let name = |issuer| {
            let cookie = Sessions::of(issuer).set_cookie("v", "").expect("ASCII");
            cookie.to_str().expect("ASCII").to_owned()
        };
        assert_eq!(
            name("http://127.0.0.1:1"),
            "mock-idp-1-=v; Path=/; HttpOnly; SameSite=Lax"
        );
        assert_eq!(
            name("http://127.0.0.1:2/i/b"),
            "mock-idp-2-b=v; Path=/i/b; HttpOnly; SameSite=Lax"
        );
    }

    #[test]
    fn what_was_allowed_adds_up_by_client() {
        let scopes = |names| Scopes::read(names).expect("known");
        let mut session = ada();
        session.allow("app", scopes("openid"));
        assert!(!session.allows("app", scopes("openid email")));
        session.allow("app", scopes("email"));
        assert!(session.allows("app", scopes("openid email")));
        assert!(!session.allows("web", scopes("openid")));
    }
}
