//! An answer of a provider, kept whole.

use reqwest::RequestBuilder;
use reqwest::header::HeaderMap;
use serde_json::{Map, Value};

use crate::environment_error::EnvironmentError;
use crate::http::unreachable;
use crate::redact;

/// Members of answers whose values are nobody's business.
const SECRET: [&str; 6] = [
    "access_token",
    "refresh_token",
    "id_token",
    "code",
    "client_secret",
    "registration_access_token",
];

/// What a provider answered, before anything is believed of it.
#[derive(Clone)]
pub struct HttpAnswer {
    /// The status.
    pub status: u16,
    /// The header fields.
    pub headers: HeaderMap,
    /// The body.
    pub body: Vec<u8>,
}

impl HttpAnswer {
    /// Sends a request to the provider, and takes whatever comes.
    ///
    /// # Errors
    /// When nothing comes at all.
    pub async fn to(request: RequestBuilder) -> Result<Self, EnvironmentError> {
        let failed = |error: reqwest::Error| unreachable("the OpenID provider", &error);
        let answer = request.send().await.map_err(failed)?;
        let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
        let body = answer.bytes().await.map_err(failed)?.to_vec();
        Ok(Self {
            status,
            headers,
            body,
        })
    }

    /// A header field, all its lines as one; empty if it is not there.
    #[must_use]
    pub fn header(&self, name: &str) -> String {
        let lines = self.headers.get_all(name).iter();
        let lines: Vec<&str> = lines.filter_map(|it| it.to_str().ok()).collect();
        lines.join(", ")
    }

    /// Whether it asks for a credential of this scheme (RFC 9110, section 11.6.1), e.g. `Bearer`.
    #[must_use]
    pub fn challenges_for(&self, scheme: &str) -> bool {
        let header = self.header("www-authenticate").to_ascii_lowercase();
        let scheme = scheme.to_ascii_lowercase();
        header
            .split(", ")
            .any(|it| it == scheme || it.starts_with(&format!("{scheme} ")))
    }

    /// Whether nobody on the way may keep it.
    #[must_use]
    pub fn is_not_stored(&self) -> bool {
        let header = self.header("cache-control").to_ascii_lowercase();
        header.split(',').any(|it| it.trim() == "no-store")
    }

    /// The media type without its parameters, in lower case.
    #[must_use]
    pub fn media_type(&self) -> String {
        let header = self.header("content-type");
        let essence = header.split(';').next().unwrap_or_default();
        essence.trim().to_ascii_lowercase()
    }

    /// Whether it is a JSON object, and says that it is JSON.
    #[must_use]
    pub fn is_json_object(&self) -> bool {
        self.media_type() == "application/json" && self.json().is_some_and(|body| body.is_object())
    }

    /// The body, if it is JSON.
    #[must_use]
    pub fn json(&self) -> Option<Value> {
        serde_json::from_slice(&self.body).ok()
    }

    /// The body's members; none if it is no object.
    #[must_use]
    pub fn members(&self) -> Map<String, Value> {
        match self.json() {
            Some(Value::Object(members)) => members,
            _ => Map::new(),
        }
    }

    /// A member of the body that is text.
    #[must_use]
    pub fn text(&self, member: &str) -> Option<String> {
        Some(self.members().get(member)?.as_str()?.to_owned())
    }

    /// The body as text.
    #[must_use]
    pub fn body_text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// Status and body in one line, without secrets.
    #[must_use]
    pub fn describe(&self) -> String {
        const LONGEST: usize = 240;
        let body = match self.json() {
            Some(body) => without_secrets(body).to_string(),
            None if self.body.is_empty() => "nothing".to_owned(),
            // Nobody can tell the secrets in it from the rest.
            None => format!("{} bytes of {}", self.body.len(), self.media_type()),
        };
        let body = redact::text(&body);
        let words = body.split_whitespace().collect::<Vec<_>>().join(" ");
        let beginning: String = words.chars().take(LONGEST).collect();
        format!("{}: {beginning}", self.status)
    }
}

impl std::fmt::Debug for HttpAnswer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.describe())
    }
}

/// `value` with the values of secret members replaced, however deep they stand.
fn without_secrets(value: Value) -> Value {
    let hidden = |(name, value): (String, Value)| {
        let is_secret = SECRET.contains(&name.as_str());
        let value = if is_secret {
            Value::from(redact::REDACTED)
        } else {
            without_secrets(value)
        };
        (name, value)
    };
    match value {
        Value::Object(members) => Value::Object(members.into_iter().map(hidden).collect()),
        Value::Array(items) => items.into_iter().map(without_secrets).collect(),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(body: &str) -> HttpAnswer {
        HttpAnswer {
            status: 200,
            headers: HeaderMap::new(),
            body: body.as_bytes().to_vec(),
        }
    }

    #[test]
    fn an_answer_that_is_told_of_has_no_tokens_wherever_they_stand() {
        for body in [
            r#"{"access_token":"hunter22","token_type":"Bearer"}"#,
            r#"{"token_type":"Bearer","more":[{"id_token":"hunter22"}]}"#,
        ] {
            let told = format!("{:?}", answer(body));
            assert!(!told.contains("hunter22"), "{told}");
            assert!(told.contains("Bearer"), "{told}");
        }
        let told = format!("{:?}", answer("access_token=hunter22"));
        assert_eq!(told, "200: 21 bytes of");
    }

    #[test]
    fn a_field_of_several_lines_is_one_and_a_challenge_is_found_among_others() {
        let mut answer = answer("");
        let value = reqwest::header::HeaderValue::from_static;
        answer
            .headers
            .append("www-authenticate", value("DPoP algs=\"ES256\""));
        answer
            .headers
            .append("www-authenticate", value("Bearer error=\"invalid_token\""));
        assert!(answer.challenges_for("bearer") && answer.challenges_for("DPoP"));
        assert!(!answer.challenges_for("Basic"));
        answer.headers.append("cache-control", value("private"));
        assert!(!answer.is_not_stored());
        answer.headers.append("cache-control", value("No-Store"));
        assert!(answer.is_not_stored());
    }
}
