//! What else must be true of what the provider did.

use serde_json::Value;

use super::World;
use crate::openid::{HttpAnswer, IdToken};
use crate::step_error::StepError;

/// What a claim should be.
const PRESENT: &str = "present";
/// What a claim that should not be there is called.
const ABSENT: &str = "absent";

impl World {
    /// Where the browser is, or what it has brought.
    pub(super) fn whereabouts(&self) -> String {
        match (&self.openid.arrival, &self.openid.stayed) {
            (Some(arrival), _) => arrival.describe(),
            (None, Some(page)) => format!("they stay at {}", page.describe()),
            (None, None) => "nobody was sent to the provider".to_owned(),
        }
    }

    /// Nothing has come to the application, and the page tells in words what is wrong, with an error's status.
    ///
    /// # Errors
    /// Failed, when something has, or the page says nothing.
    pub fn stayed_with_an_explanation(&self) -> Result<(), StepError> {
        let wanted = "nothing reaches the application, and the provider's page tells what is wrong";
        let Some(page) = &self.openid.stayed else {
            return Err(StepError::failed(wanted, self.whereabouts()));
        };
        let recording = self.open_tab()?.recording();
        let mut pages = recording.requests().iter().rev();
        let status = pages.find(|it| it.is_navigation).and_then(|it| it.status);
        let is_error = status.is_some_and(|status| (400..500).contains(&status));
        if is_error && page.text.split_whitespace().count() >= 3 {
            return Ok(());
        }
        let status = status.map_or("no status".to_owned(), |status| status.to_string());
        Err(StepError::failed(
            wanted,
            format!("{} ({status})", page.describe()),
        ))
    }

    /// They were asked for `what` (`sign-in` or `consent`) on the way, or not.
    ///
    /// # Errors
    /// Failed, when it was otherwise.
    pub fn was_asked_for(&self, what: &str, wanted: bool) -> Result<(), StepError> {
        let asked = self.openid.asked.iter().any(|it| it == what);
        if asked == wanted {
            return Ok(());
        }
        let not = if wanted { "" } else { "not " };
        Err(StepError::failed(
            format!("they are {not}asked for {what}"),
            format!(
                "they were asked for: {}; {}",
                match self.openid.asked.as_slice() {
                    [] => "nothing".to_owned(),
                    asked => asked.join(", "),
                },
                self.whereabouts()
            ),
        ))
    }

    /// The last answer has, or has not, a member, e.g. `id_token`.
    ///
    /// # Errors
    /// Failed, when it is otherwise.
    pub fn answer_has(&self, member: &str, wanted: bool) -> Result<(), StepError> {
        let answer = self.last_answer()?;
        if answer.members().contains_key(member) == wanted {
            return Ok(());
        }
        let has = if wanted { "has" } else { "has no" };
        Err(StepError::failed(
            format!("the answer {has} `{member}`"),
            answer.describe(),
        ))
    }

    /// The last answer has this status.
    ///
    /// # Errors
    /// Failed, when it has another.
    pub fn answer_is(&self, status: u16) -> Result<(), StepError> {
        let answer = self.last_answer()?;
        if answer.status == status {
            return Ok(());
        }
        Err(StepError::failed(
            format!("the answer is {status}"),
            answer.describe(),
        ))
    }

    /// The last answer has registered no application.
    ///
    /// # Errors
    /// Failed, when it has.
    pub fn has_registered_nobody(&self) -> Result<(), StepError> {
        let answer = self.last_answer()?;
        let is_error = (400..500).contains(&answer.status);
        if is_error && !answer.members().contains_key("client_id") {
            return Ok(());
        }
        Err(StepError::failed(
            "nobody is registered, and the answer is an error",
            answer.describe(),
        ))
    }

    /// The last answer's members are these: a value as text, `present`, `absent`, `their email`, `their user ID`,
    /// `the client ID` or `the issuer`.
    ///
    /// # Errors
    /// Failed, with all that are not.
    pub async fn answer_says(&mut self, rows: &[(String, String)]) -> Result<(), StepError> {
        let members = self.last_answer()?.members();
        self.compare("the answer", &members, rows).await
    }

    /// The last ID token's claims are these, in the same words.
    ///
    /// # Errors
    /// Failed, with all that are not.
    pub async fn id_token_says(&mut self, rows: &[(String, String)]) -> Result<(), StepError> {
        let claims = self.id_token_claims()?.clone();
        self.compare("the ID token", &claims, rows).await
    }

    async fn compare(
        &mut self,
        what: &str,
        members: &serde_json::Map<String, Value>,
        rows: &[(String, String)],
    ) -> Result<(), StepError> {
        let mut wrong = Vec::new();
        for (name, wanted) in rows {
            let found = members.get(name);
            let fits = match wanted.as_str() {
                PRESENT => found.is_some_and(|it| !it.is_null() && it != ""),
                ABSENT => found.is_none(),
                "their email" => found == Some(&Value::from(self.name_to_type()?)),
                "their user ID" => found == Some(&Value::from(self.account().await?.id)),
                "the client ID" => {
                    found == Some(&Value::from(self.application()?.client_id.as_str()))
                }
                "the issuer" => found == Some(&Value::from(self.provider().await?.issuer)),
                text => found.is_some_and(|it| in_words(it) == text),
            };
            if !fits {
                let found = found.map_or("absent".to_owned(), Value::to_string);
                wrong.push(format!("{name} is {found}, and not {wanted}"));
            }
        }
        if wrong.is_empty() {
            return Ok(());
        }
        Err(StepError::failed(
            format!("{what} says what it should"),
            wrong.join("; "),
        ))
    }

    /// Two answers of the token endpoint gave different tokens of a kind: the newest and the one before.
    ///
    /// # Errors
    /// Failed, when they are the same.
    pub fn tokens_differ(&self, member: &str) -> Result<(), StepError> {
        let given: Vec<String> = self
            .openid
            .tokens
            .iter()
            .filter_map(|it| it.text(member))
            .collect();
        match given.as_slice() {
            [.., before, newest] if before != newest => Ok(()),
            [.., _, _] => Err(StepError::failed(
                format!("the new {member} is another one"),
                "it is the same",
            )),
            _ => Err(StepError::failed(
                format!("there are two of {member}"),
                format!("there are {}", given.len()),
            )),
        }
    }

    /// The newest ID token says of these claims what the one before said, or nothing.
    ///
    /// # Errors
    /// Failed, when one differs.
    pub fn id_tokens_agree(&self, claims: &[&str]) -> Result<(), StepError> {
        let (before, newest) = self.two_id_tokens()?;
        let differs = claims.iter().find(|name| {
            let found = newest.claims.get(**name);
            found.is_some() && found.map(listed) != before.claims.get(**name).map(listed)
        });
        let Some(name) = differs else { return Ok(()) };
        Err(StepError::failed(
            format!("both ID tokens have the same `{name}`"),
            format!(
                "{:?}, and {:?} before",
                newest.claims.get(*name),
                before.claims.get(*name)
            ),
        ))
    }

    /// The newest ID token's `auth_time` is later than that of the one before.
    ///
    /// # Errors
    /// Failed, when it is not.
    pub fn authenticated_anew(&self) -> Result<(), StepError> {
        let (before, newest) = self.two_id_tokens()?;
        let (before, newest) = (before.number("auth_time"), newest.number("auth_time"));
        if newest.is_some() && newest > before {
            return Ok(());
        }
        Err(StepError::failed(
            "`auth_time` is later than before",
            format!("{newest:?}, and {before:?} before"),
        ))
    }

    /// The authorization server that the app names in its protected resource metadata (RFC 9728, section 2), where the
    /// target has an app beside the provider.
    async fn issuer_of_resource(
        &mut self,
    ) -> Result<Option<(&'static str, Option<String>)>, StepError> {
        if self.profile()?.is_provider_alone() {
            return Ok(None);
        }
        let url = self
            .deployment()
            .await?
            .page("/.well-known/oauth-protected-resource")?;
        let answer = HttpAnswer::to(crate::http::client().get(url)).await?;
        let servers = answer.members().remove("authorization_servers");
        let first = servers.as_ref().and_then(|it| it[0].as_str());
        Ok(Some((
            "the app's resource metadata",
            first.map(str::to_owned),
        )))
    }

    /// The ID token before the newest, and the newest.
    fn two_id_tokens(&self) -> Result<(&IdToken, &IdToken), StepError> {
        match self.openid.id_tokens.as_slice() {
            [.., before, newest] => Ok((before, newest)),
            fewer => Err(StepError::failed(
                "there are two ID tokens",
                format!("there are {}", fewer.len()),
            )),
        }
    }

    /// Every document and token names the same issuer: discovery, authorization server metadata, the response, the ID
    /// token, and the app's own resource metadata.
    ///
    /// # Errors
    /// Failed, with all that differ.
    pub async fn one_issuer(&mut self) -> Result<(), StepError> {
        let issuer = self.provider().await?.issuer;
        let discovery = self.discovery().await?;
        self.read_server_metadata().await?;
        let metadata = self.last_answer()?.members();
        let text = |value: Option<&Value>| value.and_then(Value::as_str).map(str::to_owned);
        let said = [
            ("discovery", text(Some(&discovery.member("issuer")))),
            (
                "the authorization server metadata",
                text(metadata.get("issuer")),
            ),
            ("the ID token", text(self.id_token_claims()?.get("iss"))),
        ];
        let response = self.openid.arrival.as_ref().and_then(|it| it.get("iss"));
        let response = response.map(|it| ("the authorization response", Some(it.to_owned())));
        let resource = self.issuer_of_resource().await?;
        let other: Vec<String> = said
            .into_iter()
            .chain(response)
            .chain(resource)
            .filter(|(_, said)| said.as_ref() != Some(&issuer))
            .map(|(where_, said)| format!("{where_} says {said:?}"))
            .collect();
        if other.is_empty() {
            return Ok(());
        }
        Err(StepError::failed(
            format!("everything names the issuer {issuer}"),
            other.join("; "),
        ))
    }
}

/// A claim that may be one value or a list of them, such as `aud`, as a list.
fn listed(value: &Value) -> Vec<Value> {
    match value {
        Value::Array(items) => items.clone(),
        one => vec![one.clone()],
    }
}

/// A value as feature files write it: text without quotes, everything else as JSON.
fn in_words(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}
