//! Providers beside the first one: signing in with them, connecting them, and what they give the backend.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use secrecy::{ExposeSecret as _, SecretString};
use serde_json::json;

use super::World;
use super::visit::Answer;
use crate::browser::Request;
use crate::step_error::StepError;

/// The strategy of the provider that people call `name`.
pub(super) fn strategy_of(name: &str) -> String {
    format!("oauth_custom_{}", name.to_lowercase())
}

/// Everything that the page keeps beside cookies.
const STORAGE: &str = "return JSON.stringify([{...localStorage}, {...sessionStorage}])";

/// The claims of all tokens in a text (RFC 7519), one after the other.
fn claims_within(text: &str) -> String {
    let is_of_token = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    text.split(|c: char| !is_of_token(c))
        .filter(|word| word.starts_with("eyJ"))
        .filter_map(|token| URL_SAFE_NO_PAD.decode(token.split('.').nth(1)?).ok())
        .map(|claims| String::from_utf8_lossy(&claims).into_owned())
        .collect()
}

impl World {
    /// Presses the button of the provider with this name on the page that is open.
    ///
    /// # Errors
    /// Failed, when there is no such button.
    pub async fn press_provider_named(&mut self, name: &str) -> Result<(), StepError> {
        let selector = self.profile()?.selectors.provider_button.clone();
        let selector = selector.replace("{strategy}", &strategy_of(name));
        let what = format!("the button of {name}");
        self.before_starting().await?;
        self.open_tab()?.press(&selector, &what).await
    }

    /// From the page that is open to the provider with this name, there to `answer`; as somebody with another
    /// email address, if wanted.
    ///
    /// # Errors
    /// Failed, when the page does not offer to connect it, or it does not lead there.
    pub async fn connect(
        &mut self,
        name: &str,
        as_somebody_else: bool,
        answer: Answer,
    ) -> Result<(), StepError> {
        if as_somebody_else {
            let other = self.new_person(json!({})).await?;
            self.alias = Some(other.email);
        }
        let selector = self.profile()?.selectors.connect.clone();
        let selector = selector.replace("{strategy}", &strategy_of(name));
        let what = format!("the button that connects {name}");
        self.open_tab()?.press(&selector, &what).await?;
        self.answer_provider(answer).await
    }

    /// What the profile shows of the provider with this name.
    ///
    /// # Errors
    /// Failed, when it is not shown in the way that is `wanted`, or in both.
    pub async fn profile_shows(&mut self, name: &str, connected: bool) -> Result<(), StepError> {
        let selectors = self.profile()?.selectors.clone();
        let strategy = strategy_of(name);
        let as_connected = self
            .count(&selectors.connected.replace("{strategy}", &strategy))
            .await?;
        let as_unconnected = self
            .count(&selectors.connect.replace("{strategy}", &strategy))
            .await?;
        let wanted = if connected { (1, 0) } else { (0, 1) };
        if (as_connected, as_unconnected) == wanted {
            return Ok(());
        }
        let word = if connected {
            "connected"
        } else {
            "not connected"
        };
        Err(StepError::failed(
            format!("the profile shows {name} once, as {word}"),
            format!("{as_connected} times as connected, {as_unconnected} times as not connected"),
        ))
    }

    /// How many providers the profile shows.
    ///
    /// # Errors
    /// Blocked, when the browser does not answer.
    pub async fn providers_on_profile(&mut self) -> Result<usize, StepError> {
        let selector = self.profile()?.selectors.connections.clone();
        self.count(&selector).await
    }

    /// Their account is connected with exactly these providers.
    ///
    /// # Errors
    /// Failed, when it is connected with others.
    pub async fn is_connected_with(&mut self, names: &[String]) -> Result<(), StepError> {
        self.open_tab()?.settle(|_| true).await?;
        let mut wanted: Vec<String> = names.iter().map(|name| strategy_of(name)).collect();
        wanted.sort();
        let found = self.account().await?.connections();
        if found == wanted {
            return Ok(());
        }
        let list = |strategies: &[String]| match strategies {
            [] => "nothing".to_owned(),
            some => some.join(", "),
        };
        Err(StepError::failed(
            format!("the account is connected with {}", list(&wanted)),
            format!("it is connected with {}", list(&found)),
        ))
    }

    /// The access token of their provider, as the backend is told.
    ///
    /// # Errors
    /// Failed, when the backend is told none, or several.
    pub async fn provider_token(&mut self) -> Result<SecretString, StepError> {
        let account = self.account().await?;
        let deployment = self.deployment().await?;
        let strategy = deployment.identity_provider.strategy();
        let clerk = &deployment.clerk;
        let mut tokens = clerk.provider_tokens(&account.id, strategy).await?;
        match (tokens.pop(), tokens.len()) {
            (Some(token), 0) => Ok(token),
            (last, others) => Err(StepError::failed(
                "the backend is told one access token of the provider",
                format!("it is told {}", others + usize::from(last.is_some())),
            )),
        }
    }

    /// The provider tells who `token` belongs to (`OpenID` Connect Core, section 5.3), and it is them.
    ///
    /// # Errors
    /// Failed, when it does not take the token, or it is somebody else's.
    pub async fn provider_takes(&mut self, token: &SecretString) -> Result<(), StepError> {
        let sub = self.person()?.sub.clone();
        let provider = self.deployment().await?.identity_provider.clone();
        match provider.owner_of(token).await? {
            Some(owner) if owner == sub => Ok(()),
            Some(_) => Err(StepError::failed(
                "the provider's access token is theirs",
                "it is somebody else's",
            )),
            None => Err(StepError::failed(
                "the provider takes the access token",
                "it refuses it",
            )),
        }
    }

    /// No answer that the page got, no address, no cookie and no storage has `secret` in it, not even within a token.
    ///
    /// # Errors
    /// Failed, when one has: where. Blocked, when no answer of Clerk could be looked into.
    pub async fn no_page_has_seen(&mut self, secret: &SecretString) -> Result<(), StepError> {
        let secret = secret.expose_secret();
        let tab = self.open_tab()?;
        tab.come_to_rest().await?;
        let has_it = |text: &str| text.contains(secret) || claims_within(text).contains(secret);
        let mut places: Vec<String> = Vec::new();
        if tab.cookies().await?.iter().any(|it| has_it(&it.value)) {
            places.push("a cookie".to_owned());
        }
        let storage = tab.evaluate(STORAGE, vec![]).await?;
        if storage.as_str().is_some_and(has_it) {
            places.push("the page's storage".to_owned());
        }
        let requests = tab.recording().requests().to_vec();
        let sent = requests
            .iter()
            .filter(|it| has_it(&it.url) || has_it(&it.body));
        places.extend(sent.map(Request::path));
        let answers = tab.answers().await?;
        if !answers.iter().any(|(path, _)| path == "/v1/client") {
            return Err(StepError::Blocked(
                "the browser does not remember what Clerk told the page".to_owned(),
            ));
        }
        let told = answers.into_iter().filter(|(_, body)| has_it(body));
        places.extend(told.map(|(path, _)| path));
        if places.is_empty() {
            return Ok(());
        }
        Err(StepError::failed(
            "the provider's access token is the backend's alone",
            format!("the browser got it from {}", places.join(", ")),
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_within_a_token_is_found() {
        let claims = URL_SAFE_NO_PAD.encode(r#"{"provider_token":"fake-secret"}"#);
        let text = format!(r#"{{"jwt":"eyJhbGciOiJub25lIn0.{claims}.signature"}}"#);
        assert!(claims_within(&text).contains("fake-secret"));
        assert!(!claims_within("no token here").contains("fake-secret"));
    }
}
