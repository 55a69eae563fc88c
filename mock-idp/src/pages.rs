//! The pages that a person sees.

use std::borrow::Cow;
use std::sync::LazyLock;

use askama::Template;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use crate::directory::Directory;
use crate::scope::Scope;
use crate::secret::sha256;
use crate::state::PendingLogin;

/// How many persons the input proposes.
const PROPOSALS: usize = 20;
/// How many persons have a button of their own.
const PICKS: usize = 5;

/// The style of all pages; the content security policy allows it by its digest.
const STYLE: &str = include_str!("../templates/style.css");

/// The script of the page that posts an answer, which allows it in the same way.
const SUBMIT: &str = "document.forms[0].submit()";

/// The login page: who asks for what, and who answers.
#[derive(Debug, Template)]
#[template(path = "login.html")]
pub(crate) struct LoginPage<'a> {
    /// What the client is called.
    client: &'a str,
    redirect_uri: &'a str,
    scopes: Vec<Scope>,
    /// The id of the login.
    login: &'a str,
    /// What the person who is signed in here already is called.
    signed_in: Option<String>,
    /// What stands in the person field.
    person: Cow<'a, str>,
    /// What is wrong with it.
    message: Option<&'a str>,
    proposals: Vec<Proposal>,
}

/// A person whom the page proposes.
#[derive(Debug)]
struct Proposal {
    sub: String,
    email: String,
    name: String,
}

/// A page that posts an answer to a client by itself, or at the press of its button where there is no JavaScript (OAuth 2.0
/// Form Post Response Mode, section 4).
#[derive(Debug, Template)]
#[template(path = "form_post.html")]
pub(crate) struct FormPostPage<'a> {
    pub(crate) redirect_uri: &'a str,
    pub(crate) params: Vec<(&'a str, &'a str)>,
}

/// A page that asks whether somebody really wants to sign out.
#[derive(Debug, Template)]
#[template(path = "sign_out.html")]
pub(crate) struct SignOutPage<'a> {
    /// The id of the request.
    pub(crate) id: &'a str,
    /// What the person who is signed in is called.
    pub(crate) who: String,
    /// What the client is called, if one asks.
    pub(crate) client: Option<&'a str>,
}

/// The page at the end of signing out.
#[derive(Debug, Template)]
#[template(path = "signed_out.html")]
pub(crate) struct SignedOutPage {
    pub(crate) done: bool,
}

/// A page that says what was wrong and what to do.
#[derive(Debug, Template)]
#[template(path = "problem.html")]
pub(crate) struct ProblemPage<'a> {
    pub(crate) title: &'a str,
    pub(crate) wrong: &'a str,
    pub(crate) remedy: &'a str,
}

impl<'a> LoginPage<'a> {
    pub(crate) fn new(
        client: &'a str,
        login: &'a str,
        pending: &'a PendingLogin,
        directory: &Directory,
    ) -> Self {
        let request = &pending.request;
        let known = pending.known.as_ref();
        let known = known.and_then(|known| directory.by_sub(&known.sub));
        let expected = request.expected_sub.as_deref();
        let expected = expected
            .and_then(|sub| directory.by_sub(sub))
            .or_else(|| known.clone());
        let person = match (&request.login_hint, expected) {
            (Some(hint), _) => Cow::Borrowed(hint.as_str()),
            (None, Some(person)) => Cow::Owned(person.email.clone()),
            (None, None) => Cow::default(),
        };
        let propose = |person: &crate::Person| Proposal {
            sub: person.sub.clone(),
            email: person.email.clone(),
            name: person.display_name(),
        };
        Self {
            client,
            redirect_uri: &request.redirect_uri,
            scopes: request.scopes.iter().collect(),
            login,
            signed_in: known.map(|person| person.display_name()),
            person,
            message: None,
            proposals: directory
                .newest(PROPOSALS)
                .iter()
                .map(|person| propose(person))
                .collect(),
        }
    }

    /// The same page after `typed` was not good enough.
    pub(crate) fn with_message(self, typed: &'a str, message: &'a str) -> Self {
        Self {
            person: typed.into(),
            message: Some(message),
            ..self
        }
    }

    fn picks(&self) -> &[Proposal] {
        &self.proposals[..self.proposals.len().min(PICKS)]
    }
}

/// A page as an answer, never kept and never framed.
pub(crate) fn show(status: StatusCode, page: &impl Template) -> Response {
    // No `form-action`: Chromium applies it to the redirect after a form post too, which leads to the client.
    static POLICY: LazyLock<HeaderValue> = LazyLock::new(|| {
        let [style, script] = [STYLE, SUBMIT].map(|text| STANDARD.encode(sha256(text.as_bytes())));
        let policy = format!(
            "default-src 'none'; style-src 'sha256-{style}'; script-src 'sha256-{script}'; base-uri 'none'; \
             frame-ancestors 'none'"
        );
        HeaderValue::try_from(policy).expect("base64 and the rest are visible ASCII")
    });
    let Ok(html) = page.render() else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    let headers = [
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
        (header::CONTENT_SECURITY_POLICY, POLICY.clone()),
        (
            header::REFERRER_POLICY,
            HeaderValue::from_static("no-referrer"),
        ),
        (
            header::X_CONTENT_TYPE_OPTIONS,
            HeaderValue::from_static("nosniff"),
        ),
        (header::X_FRAME_OPTIONS, HeaderValue::from_static("DENY")),
    ];
    (status, headers, Html(html)).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::NewPerson;
    use crate::authorization_request::AuthorizationRequest;
    use crate::next_step::Known;
    use crate::prompt::Prompt;
    use crate::return_address::ResponseMode;
    use crate::scope::Scopes;

    fn request() -> PendingLogin {
        let request = AuthorizationRequest {
            client_id: "app".into(),
            redirect_uri: "http://localhost/cb".into(),
            mode: ResponseMode::default(),
            state: None,
            nonce: None,
            scopes: Scopes::read("openid email").expect("known"),
            challenge: None,
            prompt: Prompt::default(),
            max_age_s: None,
            login_hint: Some("ada@example.test".into()),
            expected_sub: None,
        };
        PendingLogin {
            request,
            known: None,
        }
    }

    fn directory(count: usize) -> Directory {
        let mut directory = Directory::default();
        for n in 0..count {
            directory
                .add(NewPerson::with_email(format!("p{n}@example.test")))
                .expect("valid");
        }
        directory
    }

    #[test]
    fn the_page_says_who_asks_for_what() {
        let request = request();
        let html = LoginPage::new("The App", "l", &request, &directory(0))
            .render()
            .expect("renders");
        for text in [
            "The App",
            "http://localhost/cb",
            Scope::Email.in_words(),
            "value=\"ada@example.test\"",
        ] {
            assert!(html.contains(text), "{text} is missing from {html}");
        }
        assert!(!html.contains(Scope::Profile.in_words()));
    }

    #[test]
    fn the_newest_20_are_proposed_and_the_newest_5_have_a_button() {
        let request = request();
        let html = LoginPage::new("app", "l", &request, &directory(30))
            .render()
            .expect("renders");
        assert_eq!(
            (
                html.matches("<option").count(),
                html.matches("name=\"pick\"").count()
            ),
            (20, 5)
        );
        assert!(html.contains("p29@example.test") && !html.contains("p9@example.test"));
    }

    #[test]
    fn allow_is_the_first_button_so_that_enter_means_it() {
        let request = request();
        let html = LoginPage::new("app", "l", &request, &directory(2))
            .render()
            .expect("renders");
        let first = &html[html.find("<button").expect("a button")..];
        assert!(
            first.starts_with("<button name=\"decision\" value=\"allow\""),
            "{first}"
        );
    }

    #[test]
    fn who_is_signed_in_is_named_and_filled_in() {
        let directory = directory(1);
        let person = directory.newest(1)[0].clone();
        let mut pending = request();
        pending.request.login_hint = None;
        pending.known = Some(Known {
            sub: person.sub.clone(),
            auth_time_s: 1,
        });
        let html = LoginPage::new("app", "l", &pending, &directory)
            .render()
            .expect("renders");
        assert!(html.contains("Signed in here as p0@example.test"), "{html}");
        assert!(
            html.contains("type=\"text\" value=\"p0@example.test\""),
            "{html}"
        );
    }

    #[test]
    fn input_is_escaped() {
        let request = request();
        let page = LoginPage::new("<script>", "l", &request, &directory(0));
        let html = page
            .with_message("\"><script>", "nobody")
            .render()
            .expect("renders");
        assert!(!html.contains("<script"), "{html}");
    }

    #[test]
    fn the_policy_allows_exactly_the_style_on_the_page() {
        let html = ProblemPage {
            title: "t",
            wrong: "w",
            remedy: "r",
        }
        .render()
        .expect("renders");
        let style = html
            .split_once("<style>")
            .and_then(|(_, rest)| rest.split_once("</style>"))
            .expect("a style")
            .0;
        assert_eq!(style, STYLE);
        let posts = FormPostPage {
            redirect_uri: "http://localhost/cb",
            params: vec![("code", "c"), ("state", "\"><script>")],
        };
        let posts = posts.render().expect("renders");
        assert!(
            posts.contains(&format!("<script>{SUBMIT}</script>")),
            "{posts}"
        );
        assert_eq!(posts.matches("<script").count(), 1, "{posts}");
        let response = show(
            StatusCode::OK,
            &ProblemPage {
                title: "t",
                wrong: "w",
                remedy: "r",
            },
        );
        let policy = response.headers()[header::CONTENT_SECURITY_POLICY]
            .to_str()
            .expect("ASCII");
        for text in [style, SUBMIT] {
            assert!(policy.contains(&STANDARD.encode(sha256(text.as_bytes()))));
        }
        assert!(!policy.contains("form-action"));
    }
}
