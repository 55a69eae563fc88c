//! How a run gets into a deployment that is not open to everybody, such as a protected preview.

use std::sync::Arc;

use reqwest::header::HeaderValue;
use reqwest::{RequestBuilder, Response};
use secrecy::{ExposeSecret as _, SecretString};
use tokio::sync::OnceCell;
use url::Url;

use crate::browser::Cookie;
use crate::environment_error::EnvironmentError;
use crate::http::{client, unreachable};
use crate::profile::Profile;
use crate::redact;

/// Asks for the cookie that opens the deployment to a browser (Vercel: “Protection Bypass for Automation”).
const SET_COOKIE: (&str, &str) = ("x-vercel-set-bypass-cookie", "true");

/// What opens a deployment: a header for requests, and for browsers the cookies that it gives for that header. A browser
/// cannot have the header itself, because it would show the secret to every other site that pages ask.
#[derive(Debug, Clone)]
pub struct Bypass {
    app: Url,
    header: String,
    secret: SecretString,
    cookies: Arc<OnceCell<Vec<Cookie>>>,
}

impl Bypass {
    /// What opens the profile's app, if that is protected.
    #[must_use]
    pub fn of(profile: &Profile) -> Option<Self> {
        let protection = profile.app.protection()?;
        Some(Self {
            app: profile.app.url()?.clone(),
            header: protection.header.clone(),
            secret: protection.secret(),
            cookies: Arc::default(),
        })
    }

    /// The header: its name, and its value.
    #[must_use]
    pub fn header(&self) -> (&str, &str) {
        (&self.header, self.secret.expose_secret())
    }

    /// A request to the app with the header.
    pub fn opens(&self, request: RequestBuilder) -> RequestBuilder {
        let (name, value) = self.header();
        match HeaderValue::from_str(value) {
            Ok(mut value) => {
                value.set_sensitive(true);
                request.header(name, value)
            }
            // The client says what is wrong with it when it sends.
            Err(_) => request.header(name, value),
        }
    }

    /// The cookies that open it to a browser; asked for once.
    ///
    /// # Errors
    /// When the app cannot be reached, or gives none.
    pub async fn cookies(&self) -> Result<&[Cookie], EnvironmentError> {
        let cookies = self.cookies.get_or_try_init(|| self.ask()).await?;
        Ok(cookies)
    }

    async fn ask(&self) -> Result<Vec<Cookie>, EnvironmentError> {
        let request = client().get(self.app.clone());
        let request = self.opens(request).header(SET_COOKIE.0, SET_COOKIE.1);
        let answer = request.send().await;
        let answer = answer.map_err(|error| unreachable("the app", &error))?;
        let cookies = self.cookies_of(&answer);
        if cookies.is_empty() {
            return Err(EnvironmentError::new(format!(
                "the app at {} is protected and gave no cookie for the header {}: it answered {}; is the secret the \
                 one of this project?",
                self.app,
                self.header,
                answer.status()
            )));
        }
        for cookie in &cookies {
            redact::remember(&cookie.value);
        }
        Ok(cookies)
    }

    fn cookies_of(&self, answer: &Response) -> Vec<Cookie> {
        let host = self.app.host_str().unwrap_or_default();
        let cookies = answer.cookies().map(|cookie| Cookie {
            name: cookie.name().to_owned(),
            value: cookie.value().to_owned(),
            domain: match cookie.domain() {
                Some(domain) => format!(".{}", domain.trim_start_matches('.')),
                None => host.to_owned(),
            },
            path: cookie.path().unwrap_or("/").to_owned(),
            // It ends with the scenario's context anyway.
            expires: -1.0,
            http_only: cookie.http_only(),
            secure: cookie.secure(),
            same_site: None,
        });
        cookies.collect()
    }
}

#[cfg(test)]
mod tests {
    use wiremock::matchers::{header, method};
    use wiremock::{Mock, MockServer, ResponseTemplate};

    use super::*;

    fn bypass(url: &str) -> Bypass {
        Bypass {
            app: Url::parse(url).expect("a URL"),
            header: "x-vercel-protection-bypass".to_owned(),
            secret: "fake-bypass-secret".into(),
            cookies: Arc::default(),
        }
    }

    /// Answers as Vercel does: with a redirect to the same page and a cookie if the header is right, and 401 if not.
    async fn preview() -> MockServer {
        let server = MockServer::start().await;
        let answer = ResponseTemplate::new(307)
            .insert_header("location", "/")
            .insert_header(
                "set-cookie",
                "_vercel_jwt=fake-cookie; Path=/; HttpOnly; SameSite=Lax",
            );
        Mock::given(method("GET"))
            .and(header("x-vercel-protection-bypass", "fake-bypass-secret"))
            .and(header("x-vercel-set-bypass-cookie", "true"))
            .respond_with(answer)
            .expect(0..=1)
            .mount(&server)
            .await;
        Mock::given(method("GET"))
            .respond_with(ResponseTemplate::new(401))
            .with_priority(9)
            .mount(&server)
            .await;
        server
    }

    #[tokio::test]
    async fn the_header_is_exchanged_for_a_cookie_of_the_app_once() {
        let preview = preview().await;
        let bypass = bypass(&preview.uri());
        for _ in 0..2 {
            let cookies = bypass.cookies().await.expect("a cookie");
            let [cookie] = cookies else {
                panic!("{cookies:?}");
            };
            assert_eq!(
                (cookie.name.as_str(), cookie.value.as_str()),
                ("_vercel_jwt", "fake-cookie")
            );
            assert_eq!(
                (cookie.domain.as_str(), cookie.http_only),
                ("127.0.0.1", true)
            );
        }
    }

    #[tokio::test]
    async fn a_secret_that_opens_nothing_is_told_without_it() {
        let preview = preview().await;
        let mut bypass = bypass(&preview.uri());
        bypass.secret = "fake-and-wrong".into();
        let error = bypass.cookies().await.expect_err("it is wrong").to_string();
        assert!(error.contains("it answered 401"), "{error}");
        assert!(!error.contains("fake-and-wrong"), "{error}");
        assert!(!format!("{bypass:?}").contains("fake-and-wrong"));
    }
}
