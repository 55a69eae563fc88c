//! What the harness plays of a provider itself, so that it can see who asks for it: a discovery document, keys, a token
//! endpoint, a user info proxy. On loopback, on a port of the scenario's own.

use std::sync::{Arc, Mutex, PoisonError};

use reqwest::header::AUTHORIZATION;
use serde_json::Value;
use wiremock::matchers::path;
use wiremock::{Mock, MockServer, Request, ResponseTemplate};

/// How a user info proxy answers.
#[derive(Debug, Clone, PartialEq)]
pub enum ProxyAnswer {
    /// With these claims.
    Claims(Value),
    /// With this status, and nothing.
    Status(u16),
}

/// A server of the scenario's own.
pub(super) struct Front {
    server: MockServer,
    /// What is said of people: what was set last.
    people: Arc<Mutex<ResponseTemplate>>,
    /// Discovery document and keys are below a name that no other scenario has: instances keep what they have fetched,
    /// and ports are used again.
    folder: String,
}

/// What somebody asked for. Secrets included.
pub(super) struct Seen {
    pub(super) authorization: Option<String>,
    pub(super) query: Option<String>,
    pub(super) form: Vec<(String, String)>,
}

const DISCOVERY: &str = "/.well-known/openid-configuration";
const KEYS: &str = "/keys";
const TOKEN: &str = "/token";
const PEOPLE: &str = "/people";

impl std::fmt::Debug for Front {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Front").field(&self.server.uri()).finish()
    }
}

impl Front {
    pub(super) async fn start() -> Self {
        let server = MockServer::start().await;
        let people = Arc::new(Mutex::new(ResponseTemplate::new(404)));
        let latest = Arc::clone(&people);
        let latest = move |_: &Request| {
            let answer = latest.lock().unwrap_or_else(PoisonError::into_inner);
            answer.clone()
        };
        let proxy = Mock::given(path(PEOPLE)).respond_with(latest);
        proxy.mount(&server).await;
        Self {
            server,
            people,
            folder: format!("/own-{:016x}", rand::random::<u64>()),
        }
    }

    /// Returns where it is.
    pub(super) async fn serve_discovery(&self, document: &Value) -> String {
        self.answer(&self.own(DISCOVERY), json_answer(document))
            .await
    }

    /// Returns where they are.
    pub(super) async fn serve_keys(&self, keys: &Value) -> String {
        self.answer(&self.own(KEYS), json_answer(keys)).await
    }

    /// Returns where it is.
    pub(super) async fn serve_token_endpoint(&self) -> String {
        self.answer(TOKEN, ResponseTemplate::new(503)).await
    }

    /// Returns where it is.
    pub(super) fn serve_people(&self, answer: &ProxyAnswer) -> String {
        let answer = match answer {
            ProxyAnswer::Claims(claims) => json_answer(claims),
            ProxyAnswer::Status(status) => ResponseTemplate::new(*status),
        };
        *self.people.lock().unwrap_or_else(PoisonError::into_inner) = answer;
        format!("{}{PEOPLE}", self.server.uri())
    }

    fn own(&self, path: &str) -> String {
        format!("{}{path}", self.folder)
    }

    /// Who has asked for the keys.
    pub(super) async fn asked_for_keys(&self) -> Vec<Seen> {
        self.seen(&self.own(KEYS)).await
    }

    /// Who has asked for tokens.
    pub(super) async fn asked_for_tokens(&self) -> Vec<Seen> {
        self.seen(TOKEN).await
    }

    /// Who has asked about people.
    pub(super) async fn asked_for_people(&self) -> Vec<Seen> {
        self.seen(PEOPLE).await
    }

    async fn answer(&self, at: &str, answer: ResponseTemplate) -> String {
        let mock = Mock::given(path(at)).respond_with(answer);
        mock.mount(&self.server).await;
        format!("{}{at}", self.server.uri())
    }

    async fn seen(&self, at: &str) -> Vec<Seen> {
        let requests = self.server.received_requests().await.unwrap_or_default();
        let at_it = requests.iter().filter(|request| request.url.path() == at);
        at_it.map(Seen::of).collect()
    }
}

impl Seen {
    fn of(request: &Request) -> Self {
        let authorization = request.headers.get(AUTHORIZATION);
        let authorization = authorization.and_then(|it| it.to_str().ok());
        let form = url::form_urlencoded::parse(&request.body);
        Self {
            authorization: authorization.map(str::to_owned),
            query: request.url.query().map(str::to_owned),
            form: form.into_owned().collect(),
        }
    }

    /// A field of the form.
    pub(super) fn field(&self, name: &str) -> Option<&str> {
        let mut form = self.form.iter();
        form.find_map(|(field, value)| (field == name).then_some(value.as_str()))
    }
}

fn json_answer(document: &Value) -> ResponseTemplate {
    ResponseTemplate::new(200).set_body_json(document)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[tokio::test]
    async fn what_was_asked_can_be_read_and_what_was_said_last_counts() {
        let front = Front::start().await;
        let url = front.serve_people(&ProxyAnswer::Status(503));
        let http = crate::http::client();
        let asked = http.get(&url).bearer_auth("fake-token").send().await;
        assert_eq!(asked.expect("an answer").status(), 503);
        let url = front.serve_people(&ProxyAnswer::Claims(json!({ "sub": "sub-1" })));
        let asked = http.get(format!("{url}?a=b")).send().await;
        assert_eq!(asked.expect("an answer").status(), 200);
        let seen = front.asked_for_people().await;
        assert_eq!(seen[0].authorization.as_deref(), Some("Bearer fake-token"));
        assert_eq!(seen[1].query.as_deref(), Some("a=b"));
    }
}
