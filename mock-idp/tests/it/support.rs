//! The words of these tests: a [`World`] has a running provider with one client and one person, Ada. A [`LoginPage`] is
//! what her browser would show; using it yields a [`Callback`], the URL that it would be sent on to.

use std::collections::HashMap;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use mock_idp::{Client, JournalEntry, MockIdp, NewPerson, Person, Settings};
use reqwest::{StatusCode, Url, redirect};
use serde_json::Value;

pub(crate) const CLIENT_ID: &str = "my-app";
pub(crate) const CLIENT_SECRET: &str = "fake-secret: +%";
pub(crate) const REDIRECT_URI: &str = "http://localhost:3000/callback";
pub(crate) const ADA: &str = "ada@example.test";

/// RFC 7636, appendix B.
pub(crate) const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
pub(crate) const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

pub(crate) struct World {
    pub(crate) idp: MockIdp,
    pub(crate) ada: Person,
    pub(crate) http: reqwest::Client,
}

/// The login page, as far as using it needs.
pub(crate) struct LoginPage {
    pub(crate) status: StatusCode,
    pub(crate) html: String,
    action: Url,
    pub(crate) login: String,
}

/// Where an answer was sent, with its parameters.
#[derive(Debug)]
pub(crate) struct Callback {
    pub(crate) url: Url,
    params: HashMap<String, String>,
}

/// A JSON answer.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: reqwest::header::HeaderMap,
    pub(crate) json: Value,
}

impl World {
    pub(crate) async fn start() -> Self {
        Self::with(Settings::default()).await
    }

    pub(crate) async fn with(settings: Settings) -> Self {
        let idp = MockIdp::start(settings).await.expect("a free port");
        idp.add_client(Client::new(CLIENT_ID, CLIENT_SECRET, REDIRECT_URI))
            .expect("a valid client");
        let ada = NewPerson {
            given_name: Some("Ada".into()),
            ..NewPerson::with_email(ADA)
        };
        let ada = idp.add_person(ada).expect("a valid person");
        let http = reqwest::Client::builder()
            .redirect(redirect::Policy::none())
            .build()
            .expect("a client");
        Self { idp, ada, http }
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("{}{path}", self.idp.issuer())
    }

    /// The authorization URL of a plain request, with `changes` laid over it; an empty value takes one away.
    pub(crate) fn authorize_url(&self, changes: &[(&str, &str)]) -> String {
        let mut params = vec![
            ("client_id", CLIENT_ID),
            ("redirect_uri", REDIRECT_URI),
            ("response_type", "code"),
            ("scope", "openid email profile"),
            ("state", "s&t"),
        ];
        for (name, value) in changes {
            params.retain(|(known, _)| known != name);
            params.push((name, value));
        }
        Url::parse_with_params(&self.url("/authorize"), params)
            .expect("a URL")
            .into()
    }

    /// Opens an authorization URL that shows the login page.
    pub(crate) async fn open(&self, url: &str) -> LoginPage {
        let response = self.http.get(url).send().await.expect("an answer");
        LoginPage::read(response).await
    }

    /// Opens an authorization URL that is answered at once.
    pub(crate) async fn bounce(&self, url: &str) -> Callback {
        Callback::of(&self.http.get(url).send().await.expect("an answer"))
    }

    /// Presses something on the page, with `fields` filled in.
    pub(crate) async fn press(
        &self,
        page: &LoginPage,
        fields: &[(&str, &str)],
    ) -> reqwest::Response {
        let mut form = vec![("login", page.login.as_str())];
        form.extend_from_slice(fields);
        self.http
            .post(page.action.clone())
            .form(&form)
            .send()
            .await
            .expect("an answer")
    }

    /// Has Ada allow what an authorization URL asks for, and returns where that leads.
    pub(crate) async fn allow(&self, url: &str) -> Callback {
        let page = self.open(url).await;
        Callback::of(
            &self
                .press(&page, &[("person", ADA), ("decision", "allow")])
                .await,
        )
    }

    /// A code that Ada allowed, with `changes` to the authorization request.
    pub(crate) async fn code(&self, changes: &[(&str, &str)]) -> String {
        self.allow(&self.authorize_url(changes))
            .await
            .get("code")
            .expect("a code")
            .to_owned()
    }

    /// Exchanges a code, with `changes` laid over a sound request by `client_secret_post`; an empty value counts as none.
    pub(crate) async fn exchange(&self, code: &str, changes: &[(&str, &str)]) -> Answer {
        let mut form = vec![
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", REDIRECT_URI),
            ("client_id", CLIENT_ID),
            ("client_secret", CLIENT_SECRET),
        ];
        for (name, value) in changes {
            form.retain(|(known, _)| known != name);
            form.push((name, value));
        }
        Answer::of(self.http.post(self.url("/token")).form(&form)).await
    }

    /// An access token of Ada's.
    pub(crate) async fn access_token(&self, changes: &[(&str, &str)]) -> String {
        let answer = self.exchange(&self.code(changes).await, &[]).await;
        answer.json["access_token"]
            .as_str()
            .expect("a token")
            .to_owned()
    }

    pub(crate) async fn userinfo(&self, access_token: &str) -> Answer {
        Answer::of(
            self.http
                .get(self.url("/userinfo"))
                .bearer_auth(access_token),
        )
        .await
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        Answer::of(self.http.get(self.url(path))).await
    }

    /// Posts JSON, as to the admin API.
    pub(crate) async fn post(&self, path: &str, body: Value) -> Answer {
        Answer::of(self.http.post(self.url(path)).json(&body)).await
    }

    pub(crate) async fn patch(&self, path: &str, body: Value) -> Answer {
        Answer::of(self.http.patch(self.url(path)).json(&body)).await
    }

    pub(crate) async fn delete(&self, path: &str) -> Answer {
        Answer::of(self.http.delete(self.url(path))).await
    }

    /// Changes settings of the default issuer.
    pub(crate) async fn set_up(&self, settings: Value) {
        let answer = self.patch("/admin/settings", settings).await;
        assert_eq!(answer.status, StatusCode::OK, "{answer:?}");
    }

    pub(crate) async fn journal(&self, query: &str) -> Vec<JournalEntry> {
        let response = self
            .http
            .get(self.url(&format!("/admin/journal{query}")))
            .send()
            .await
            .expect("an answer");
        response.json().await.expect("journal entries")
    }
}

impl LoginPage {
    pub(crate) async fn read(response: reqwest::Response) -> Self {
        let (status, url) = (response.status(), response.url().clone());
        let headers = response.headers().clone();
        let html = response.text().await.expect("a page");
        assert!(html.contains("<form"), "{status} {headers:?} {html}");
        let action = between(&html, "<form method=\"post\" action=\"", "\"").to_owned();
        let login = between(&html, "name=\"login\" value=\"", "\"").to_owned();
        Self {
            status,
            action: url.join(&action).expect("a URL"),
            login,
            html,
        }
    }
}

impl Callback {
    pub(crate) fn of(response: &reqwest::Response) -> Self {
        assert_eq!(response.status(), StatusCode::SEE_OTHER, "{response:?}");
        let location = response.headers()["location"].to_str().expect("ASCII");
        let url = Url::parse(location).expect("an absolute URL");
        let params = url.query_pairs().into_owned().collect();
        Self { url, params }
    }

    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.params.get(name).map(String::as_str)
    }
}

impl Answer {
    pub(crate) async fn of(request: reqwest::RequestBuilder) -> Self {
        let response = request.send().await.expect("an answer");
        let (status, headers) = (response.status(), response.headers().clone());
        let json = response.json().await.unwrap_or_default();
        Self {
            status,
            headers,
            json,
        }
    }

    /// Status and error code.
    pub(crate) fn error(&self) -> (u16, &str) {
        (
            self.status.as_u16(),
            self.json["error"].as_str().unwrap_or("none"),
        )
    }

    pub(crate) fn text(&self, member: &str) -> &str {
        self.json[member].as_str().expect("a string")
    }

    /// The header of the ID token.
    pub(crate) fn jose_header(&self) -> Value {
        self.part_of_id_token(0)
    }

    /// The claims of the ID token.
    pub(crate) fn claims(&self) -> Value {
        self.part_of_id_token(1)
    }

    fn part_of_id_token(&self, index: usize) -> Value {
        let part = self.text("id_token").split('.').nth(index);
        let bytes = URL_SAFE_NO_PAD.decode(part.expect("three parts"));
        serde_json::from_slice(&bytes.expect("base64url")).expect("JSON")
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().expect("ASCII"))
    }
}

fn between<'a>(text: &'a str, start: &str, end: &str) -> &'a str {
    text.split_once(start)
        .and_then(|(_, rest)| rest.split_once(end))
        .map_or_else(|| panic!("no {start} in {text:?}"), |(found, _)| found)
}
