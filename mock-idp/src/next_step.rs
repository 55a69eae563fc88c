//! What becomes of an authorization request: a page, an answer at once, or an error.

use std::sync::Arc;

use crate::authorization_error::AuthorizationError;
use crate::authorization_request::AuthorizationRequest;
use crate::directory::Directory;
use crate::sessions::Session;
use crate::{AuthorizationErrorCode, IssuerSettings, LoginMode, Person};

/// What comes next.
#[derive(Debug, PartialEq)]
pub(crate) enum NextStep {
    /// The person is asked, and `known` is who they are already, if that is known.
    Ask { known: Option<Known> },
    /// They are signed in and have allowed it.
    Allow {
        person: Arc<Person>,
        auth_time_s: u64,
    },
    /// The client is told why not.
    Refuse(AuthorizationError),
}

/// Who is signed in at a browser, and since when (Unix seconds).
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Known {
    pub(crate) sub: String,
    pub(crate) auth_time_s: u64,
}

/// What the step depends on.
pub(crate) struct Situation<'a> {
    pub(crate) request: &'a AuthorizationRequest,
    pub(crate) settings: &'a IssuerSettings,
    /// That of the browser.
    pub(crate) session: Option<&'a Session>,
    pub(crate) directory: &'a Directory,
    /// In Unix seconds.
    pub(crate) now_s: u64,
}

impl Situation<'_> {
    /// Decides by the settings, the session, and what the request says about them (OpenID Connect Core, sections 3.1.2.1
    /// and 3.1.2.3).
    pub(crate) fn next_step(&self) -> NextStep {
        match self.settings.login {
            LoginMode::Silent => self.silently(),
            LoginMode::Interactive => self.interactively(),
        }
    }

    /// Nobody is asked, and everything is allowed.
    fn silently(&self) -> NextStep {
        let Some(person) = self.named() else {
            let why = "login is silent here, and login_hint names nobody who can sign in";
            return refuse(AuthorizationErrorCode::LoginRequired, why);
        };
        let auth_time_s = self
            .fresh_session()
            .filter(|session| session.sub == person.sub)
            .map_or(self.now_s, |session| session.auth_time_s);
        NextStep::Allow {
            person,
            auth_time_s,
        }
    }

    fn interactively(&self) -> NextStep {
        let request = self.request;
        let found = self.fresh_session().and_then(|session| {
            let person = self.directory.by_sub(&session.sub)?;
            self.is_expected(&person).then_some((session, person))
        });
        let Some((session, person)) = found else {
            if request.prompt.none {
                let why = "nobody is signed in who would do, and prompt none allows no page";
                return refuse(AuthorizationErrorCode::LoginRequired, why);
            }
            return NextStep::Ask { known: None };
        };
        let allowed = session.allows(&request.client_id, request.scopes);
        if allowed && !request.prompt.consent && !request.prompt.select_account {
            return NextStep::Allow {
                person,
                auth_time_s: session.auth_time_s,
            };
        }
        if request.prompt.none {
            let why = "the person has not allowed this, and prompt none allows no page";
            return refuse(AuthorizationErrorCode::ConsentRequired, why);
        }
        NextStep::Ask {
            known: Some(Known {
                sub: session.sub.clone(),
                auth_time_s: session.auth_time_s,
            }),
        }
    }

    /// The session, unless the request wants the person to prove again who they are.
    fn fresh_session(&self) -> Option<&Session> {
        let session = self.session?;
        let age_s = self.now_s.saturating_sub(session.auth_time_s);
        let too_old = self.request.max_age_s.is_some_and(|max_age_s| {
            // No age is young enough for 0, which asks for the same as prompt login.
            max_age_s == 0 || age_s > max_age_s
        });
        (!too_old && !self.request.prompt.login).then_some(session)
    }

    /// Whether a person is whom the request hints at, if it does.
    fn is_expected(&self, person: &Person) -> bool {
        let hinted = self.request.login_hint.as_deref();
        let by_hint = hinted.and_then(|hint| self.directory.find(hint));
        by_hint.is_none_or(|hinted| hinted.sub == person.sub) && self.request.accepts(&person.sub)
    }

    /// Whom a silent login is for: who is hinted at, else who is signed in, else the only person there is.
    fn named(&self) -> Option<Arc<Person>> {
        let person = match (&self.request.login_hint, &self.request.expected_sub) {
            (Some(hint), _) => self.directory.find(hint)?,
            (None, Some(sub)) => self.directory.by_sub(sub)?,
            (None, None) => match (self.session, self.directory.all()) {
                (Some(session), _) => self.directory.by_sub(&session.sub)?,
                (None, [only]) => Arc::clone(only),
                (None, _) => return None,
            },
        };
        self.request.accepts(&person.sub).then_some(person)
    }
}

fn refuse(code: AuthorizationErrorCode, description: &'static str) -> NextStep {
    NextStep::Refuse(AuthorizationError::new(code, description))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::params::Params;
    use crate::return_address::ReturnAddress;
    use crate::{Client, NewPerson};

    const NOW_S: u64 = 1_700_000_000;
    const GOOD: &str =
        "client_id=app&redirect_uri=http://localhost/cb&response_type=code&scope=openid";

    fn directory() -> Directory {
        let mut directory = Directory::default();
        for name in ["ada", "bob"] {
            let person = NewPerson {
                sub: Some(name.into()),
                ..NewPerson::with_email(format!("{name}@example.test"))
            };
            directory.add(person).expect("valid");
        }
        directory
    }

    /// Ada's, 100 seconds old.
    fn session() -> Session {
        let mut session = Session::new("ada".into(), NOW_S - 100);
        let scopes = crate::scope::Scopes::read("openid").expect("known");
        session.allow("app", scopes);
        session
    }

    fn step(login: LoginMode, session: Option<&Session>, more: &str) -> String {
        let params = Params::from_query(Some(&format!("{GOOD}&{more}")));
        let client = Arc::new(Client::new("app", "fake-secret", "http://localhost/cb"));
        let (client, address) = ReturnAddress::read(&params, |_| Some(client)).expect("an address");
        let settings = IssuerSettings {
            login,
            ..IssuerSettings::default()
        };
        let request = AuthorizationRequest::read(&params, &client, &settings, address);
        let request = AuthorizationRequest {
            expected_sub: params.get("expected").map(str::to_owned),
            ..request.expect("valid")
        };
        let situation = Situation {
            request: &request,
            settings: &settings,
            session,
            directory: &directory(),
            now_s: NOW_S,
        };
        match situation.next_step() {
            NextStep::Ask { known: None } => "ask".into(),
            NextStep::Ask { known: Some(known) } => {
                format!("ask {} {}", known.sub, NOW_S - known.auth_time_s)
            }
            NextStep::Allow {
                person,
                auth_time_s,
            } => format!("{} {}", person.sub, NOW_S - auth_time_s),
            NextStep::Refuse(error) => error.code.as_str().into(),
        }
    }

    #[test]
    fn a_session_answers_unless_the_request_wants_more() {
        let ada = session();
        for (more, with, without) in [
            ("", "ada 100", "ask"),
            ("prompt=none", "ada 100", "login_required"),
            ("prompt=login", "ask", "ask"),
            ("prompt=consent", "ask ada 100", "ask"),
            ("prompt=select_account", "ask ada 100", "ask"),
            ("max_age=100", "ada 100", "ask"),
            ("max_age=99", "ask", "ask"),
            ("max_age=0", "ask", "ask"),
            ("max_age=99&prompt=none", "login_required", "login_required"),
            ("login_hint=ada@example.test", "ada 100", "ask"),
            ("login_hint=bob@example.test", "ask", "ask"),
            (
                "login_hint=bob&prompt=none",
                "login_required",
                "login_required",
            ),
            ("login_hint=nobody", "ada 100", "ask"),
            ("expected=ada&prompt=none", "ada 100", "login_required"),
            (
                "expected=bob&prompt=none",
                "login_required",
                "login_required",
            ),
        ] {
            let interactive = LoginMode::Interactive;
            assert_eq!(step(interactive, Some(&ada), more), with, "{more}");
            assert_eq!(step(interactive, None, more), without, "{more}");
        }
    }

    #[test]
    fn what_the_person_has_not_allowed_yet_is_asked() {
        let fresh = Session::new("ada".into(), NOW_S - 100);
        let interactive = LoginMode::Interactive;
        assert_eq!(step(interactive, Some(&fresh), ""), "ask ada 100");
        assert_eq!(
            step(interactive, Some(&fresh), "prompt=none"),
            "consent_required"
        );
    }

    #[test]
    fn a_session_of_somebody_who_is_gone_counts_for_nothing() {
        let eve = Session::new("eve".into(), NOW_S - 100);
        assert_eq!(step(LoginMode::Interactive, Some(&eve), ""), "ask");
        assert_eq!(step(LoginMode::Silent, Some(&eve), ""), "login_required");
    }

    #[test]
    fn a_silent_login_takes_who_is_named_and_asks_nobody() {
        let ada = session();
        for (more, with, without) in [
            ("login_hint=bob@example.test", "bob 0", "bob 0"),
            ("login_hint=ada", "ada 100", "ada 0"),
            ("login_hint=ada&prompt=login", "ada 0", "ada 0"),
            ("login_hint=ada&max_age=99", "ada 0", "ada 0"),
            ("login_hint=nobody", "login_required", "login_required"),
            ("", "ada 100", "login_required"),
            ("expected=bob", "bob 0", "bob 0"),
            (
                "expected=bob&login_hint=ada",
                "login_required",
                "login_required",
            ),
            ("prompt=none&login_hint=bob", "bob 0", "bob 0"),
        ] {
            assert_eq!(step(LoginMode::Silent, Some(&ada), more), with, "{more}");
            assert_eq!(step(LoginMode::Silent, None, more), without, "{more}");
        }
    }
}
