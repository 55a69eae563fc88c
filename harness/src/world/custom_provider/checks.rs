//! What the provider was asked, as its journal has it and as the harness has seen it.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use secrecy::SecretString;
use url::Url;

use super::front::Seen;
use crate::environment_error::EnvironmentError;
use crate::identity_provider::{Asked, Exchange};
use crate::step_error::StepError;
use crate::world::World;

/// Where a client shows its secret (OpenID Connect Core, section 9).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SecretPlace {
    /// `client_secret_basic`.
    Header,
    /// `client_secret_post`.
    Form,
}

impl World {
    /// What was exchanged in their logins; all that was, at a provider that nobody else uses.
    async fn exchanges_with_provider(&mut self) -> Result<Vec<Exchange>, StepError> {
        if let Some(tab) = &self.tab {
            tab.settle(|_| true).await?;
        }
        let alone = self.custom_provider.has_own_issuer;
        let sub = if alone {
            None
        } else {
            Some(self.person()?.sub.clone())
        };
        let provider = self.deployment().await?.identity_provider.clone();
        Ok(provider.journal(sub.as_deref()).await?)
    }

    async fn exchanges_for(&mut self, asked: Asked) -> Result<Vec<Exchange>, StepError> {
        if matches!(asked, Asked::Discovery | Asked::Keys) && !self.custom_provider.has_own_issuer {
            return Err(StepError::Blocked(format!(
                "others ask this provider for {asked}, too: begin with “a provider that nobody else uses”"
            )));
        }
        let mut exchanges = self.exchanges_with_provider().await?;
        exchanges.retain(|it| it.endpoint == asked.endpoint());
        Ok(exchanges)
    }

    /// The provider was asked for something so many times.
    ///
    /// # Errors
    /// Failed, when it was more or fewer times.
    pub async fn asked_provider(&mut self, asked: Asked, times: usize) -> Result<(), StepError> {
        let found = self.exchanges_for(asked).await?;
        if found.len() == times {
            return Ok(());
        }
        let lines: Vec<String> = found.iter().map(ToString::to_string).collect();
        Err(StepError::failed(
            format!("the provider is asked for {asked} {times} times"),
            format!("{} times: {}", found.len(), lines.join(", ")),
        ))
    }

    /// The latest of each of their authorization and token requests.
    async fn login(&mut self) -> Result<(Exchange, Exchange), StepError> {
        let mut latest = Vec::new();
        for asked in [Asked::Login, Asked::Tokens] {
            let found = self.exchanges_for(asked).await?.pop();
            latest.push(found.ok_or_else(|| {
                StepError::failed(format!("the provider is asked for {asked}"), "it is not")
            })?);
        }
        let tokens = latest.pop();
        latest
            .pop()
            .zip(tokens)
            .ok_or_else(|| StepError::Blocked("a login has two requests".to_owned()))
    }

    /// In the latest login, PKCE was used by S256, and the provider found that verifier and challenge fit (RFC 7636,
    /// section 4.6).
    ///
    /// # Errors
    /// Failed, when it was not.
    pub async fn used_pkce(&mut self) -> Result<(), StepError> {
        let (login, tokens) = self.login().await?;
        let parameter = |name: &str| login.params.get(name).map(String::as_str);
        let challenge = parameter("code_challenge").unwrap_or_default();
        let expect = |holds: bool, expected: &str, found: String| {
            if holds {
                Ok(())
            } else {
                Err(StepError::failed(expected, found))
            }
        };
        let method = parameter("code_challenge_method");
        expect(
            method == Some("S256"),
            "the authorization request has an S256 challenge",
            format!("its method is {}", method.unwrap_or("missing")),
        )?;
        expect(
            challenge.len() == 43,
            "the challenge is a SHA-256 digest in base64url, 43 characters long",
            format!("it is {} characters long", challenge.len()),
        )?;
        expect(
            tokens.params.contains_key("code_verifier"),
            "the token request has a verifier",
            "it has none".to_owned(),
        )?;
        expect(
            tokens.status == 200,
            "the provider finds that the verifier fits the challenge",
            format!("it answered {tokens}"),
        )
    }

    /// In the latest login, neither challenge nor verifier was sent.
    ///
    /// # Errors
    /// Failed, when one was.
    pub async fn used_no_pkce(&mut self) -> Result<(), StepError> {
        let (login, tokens) = self.login().await?;
        let names = ["code_challenge", "code_challenge_method", "code_verifier"];
        let sent: Vec<&str> = names
            .into_iter()
            .filter(|name| login.params.contains_key(*name) || tokens.params.contains_key(*name))
            .collect();
        if sent.is_empty() {
            return Ok(());
        }
        Err(StepError::failed(
            "neither challenge nor verifier is sent",
            format!("there is {}", sent.join(", ")),
        ))
    }

    /// Each of their logins so far had another value of this parameter in its authorization request.
    ///
    /// # Errors
    /// Failed, when two had the same or one had none.
    pub async fn logins_differ_in(&mut self, name: &str) -> Result<(), StepError> {
        let logins = self.exchanges_for(Asked::Login).await?;
        let mut values: Vec<&String> = logins.iter().filter_map(|it| it.params.get(name)).collect();
        values.sort();
        values.dedup();
        if logins.len() > 1 && values.len() == logins.len() {
            return Ok(());
        }
        Err(StepError::failed(
            format!("each login has a {name} of its own"),
            format!("{} logins have {} of them", logins.len(), values.len()),
        ))
    }

    /// The latest authorization request and its token request name the redirect URI that the provider knows, to the
    /// letter.
    ///
    /// # Errors
    /// Failed, when one names another.
    pub async fn named_redirect_uri(&mut self) -> Result<(), StepError> {
        let (login, tokens) = self.login().await?;
        let known = self.deployment().await?.clerk.oauth_callback();
        for (request, what) in [(login, "authorization"), (tokens, "token")] {
            let named = request.params.get("redirect_uri");
            if named != Some(&known) {
                let named = named.map_or("none", String::as_str);
                return Err(StepError::failed(
                    format!("the {what} request names the redirect URI {known}"),
                    format!("it names {named}"),
                ));
            }
        }
        Ok(())
    }

    /// The latest token request showed the client secret in one place, by the provider's journal.
    ///
    /// # Errors
    /// Failed, when it showed none, or elsewhere.
    pub async fn showed_secret_in(&mut self, place: SecretPlace) -> Result<(), StepError> {
        let (_, tokens) = self.login().await?;
        let in_header = tokens.authorization.is_some();
        let in_form = tokens.params.contains_key("client_secret");
        let (name, wanted) = match place {
            SecretPlace::Header => ("header", (true, false)),
            SecretPlace::Form => ("form", (false, true)),
        };
        if (in_header, in_form) == wanted && tokens.status == 200 {
            return Ok(());
        }
        let word = |there: bool| if there { "is" } else { "is not" };
        Err(StepError::failed(
            format!("the token request has the secret in the {name} alone, and is believed"),
            format!(
                "it {} in the header, {} in the form: {tokens}",
                word(in_header),
                word(in_form)
            ),
        ))
    }

    /// The token endpoint that the harness plays was shown the secret that was given out, form-encoded in the header
    /// (RFC 6749, section 2.3.1), and nowhere else.
    ///
    /// # Errors
    /// Failed, when it was shown something else.
    pub async fn showed_exact_secret(&mut self) -> Result<(), StepError> {
        let (id, secret) = self.credentials()?;
        let encoded = |text: &str| -> String {
            url::form_urlencoded::byte_serialize(text.as_bytes()).collect()
        };
        let wanted = format!("{}:{}", encoded(&id), encoded(&secret));
        let wanted = format!("Basic {}", STANDARD.encode(wanted));
        let seen = only(self.front().await.asked_for_tokens().await, "for tokens")?;
        let found = if seen.authorization.as_deref() != Some(&wanted) {
            "the header has something else, or is missing"
        } else if seen.query.is_some() {
            "the address has parameters"
        } else if seen.field("client_secret").is_some() {
            "the form has it, too"
        } else {
            return Ok(());
        };
        Err(StepError::failed(
            "the token request has the client's own secret in the header and nowhere else",
            found,
        ))
    }

    /// The proxy was asked once, with their access token in the header and nowhere else: the provider takes it.
    ///
    /// # Errors
    /// Failed, when it was asked otherwise, or more or less often.
    pub async fn asked_proxy_with_their_token(&mut self) -> Result<(), StepError> {
        let seen = only(self.front().await.asked_for_people().await, "about people")?;
        if seen.query.is_some() {
            return Err(StepError::failed(
                "the proxy is sent nothing in the address",
                "the address has parameters",
            ));
        }
        let token = seen.authorization.as_deref();
        let token = token.and_then(|it| it.strip_prefix("Bearer "));
        let token = token.ok_or_else(|| {
            StepError::failed(
                "the proxy is sent the header Authorization: Bearer",
                "it is not",
            )
        })?;
        self.provider_takes(&SecretString::from(token)).await
    }

    /// The keys were fetched from where nobody could guess that they are.
    ///
    /// # Errors
    /// Failed, when they were not.
    pub async fn fetched_moved_keys(&mut self) -> Result<(), StepError> {
        if self.front().await.asked_for_keys().await.is_empty() {
            return Err(StepError::failed(
                "the keys are fetched from where the discovery document says",
                "nobody asked there",
            ));
        }
        Ok(())
    }

    /// Opens the address again that the provider sent the browser back to, as when a response is caught and sent once
    /// more.
    ///
    /// # Errors
    /// Failed, when the provider has sent it nowhere.
    pub async fn replay_response(&mut self) -> Result<(), StepError> {
        let callback = self.deployment().await?.clerk.oauth_callback();
        let tab = self.open_tab()?;
        tab.settle(|_| true).await?;
        let response = {
            let recording = tab.recording();
            let requests = recording.requests().iter().rev();
            let mut back = requests.filter(|it| it.is_navigation && it.url.starts_with(&callback));
            back.next().map(|it| it.url.clone())
        };
        let response = response.ok_or_else(|| {
            StepError::failed("the provider sends the browser back", "it does not")
        })?;
        let url = Url::parse(&response)
            .map_err(|error| EnvironmentError::because("the browser's address", &error))?;
        tab.go_to(&url).await?;
        tab.settle(|_| true).await?;
        Ok(())
    }

    /// Their logins in lines, for whoever looks into a failure; nothing if there were none.
    pub(in crate::world) async fn provider_evidence(&self) -> Option<String> {
        let deployment = self.deployment.as_ref()?;
        let sub = &self.person.as_ref()?.sub;
        let sub = (!self.custom_provider.has_own_issuer).then_some(sub.as_str());
        let journal = deployment.identity_provider.journal(sub).await.ok()?;
        let lines: Vec<String> = journal.iter().map(ToString::to_string).collect();
        (!lines.is_empty())
            .then(|| format!("the identity provider's journal: {}", lines.join("; ")))
    }
}

/// The one request that somebody has made.
///
/// # Errors
/// Failed, when there are more or fewer.
fn only(seen: Vec<Seen>, what: &str) -> Result<Seen, StepError> {
    let number = seen.len();
    let mut seen = seen.into_iter();
    match (seen.next(), seen.next()) {
        (Some(one), None) => Ok(one),
        _ => Err(StepError::failed(
            format!("the harness is asked {what} once"),
            format!("it is asked {number} times"),
        )),
    }
}
