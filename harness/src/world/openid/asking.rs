//! What the application asks the provider with what it has got: documents, user info, and about tokens.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::World;
use super::redeeming::Exchange;
use crate::openid::clauses::Discovery;
use crate::openid::{Application, HttpAnswer};
use crate::step_error::StepError;

/// How an access token is shown to the user info endpoint (RFC 6750, section 2).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bearer {
    /// `GET`, in the `Authorization` header.
    Get,
    /// `POST`, in the header.
    Post,
    /// `POST`, in the form.
    Form,
    /// Not at all.
    Missing,
    /// In the header, and with another last character.
    Tampered,
    /// In the header: one that nobody has given.
    Unknown,
}

/// Which token the application asks about, or revokes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenKind {
    /// The newest access token.
    Access,
    /// The newest refresh token.
    Refresh,
    /// One that nobody has given.
    Unknown,
}

impl World {
    /// Reads the discovery document, anew.
    ///
    /// # Errors
    /// Blocked, when the provider cannot be reached.
    pub async fn read_discovery(&mut self) -> Result<(), StepError> {
        let provider = self.provider().await?;
        let request = crate::http::client().get(provider.discovery_url());
        let answer = HttpAnswer::to(request).await?;
        self.openid.answer = Some(answer.clone());
        self.openid.discovery = Some(Discovery {
            issuer: provider.issuer,
            answer,
        });
        Ok(())
    }

    /// The discovery document, read once.
    pub(super) async fn discovery(&mut self) -> Result<Discovery, StepError> {
        if self.openid.discovery.is_none() {
            let before = self.openid.answer.take();
            self.read_discovery().await?;
            self.openid.answer = before;
        }
        let missing = || StepError::Blocked("there is no discovery document".to_owned());
        self.openid.discovery.clone().ok_or_else(missing)
    }

    /// Where something is, as the discovery document says.
    pub(super) async fn endpoint(&mut self, member: &str) -> Result<String, StepError> {
        let discovery = self.discovery().await?;
        let found = discovery.member(member);
        let found = found.as_str().map(str::to_owned);
        found.ok_or_else(|| {
            StepError::failed(
                format!("the discovery document says `{member}`"),
                discovery.answer.describe(),
            )
        })
    }

    /// Reads the authorization server metadata.
    ///
    /// # Errors
    /// Blocked, when the provider cannot be reached.
    pub async fn read_server_metadata(&mut self) -> Result<(), StepError> {
        let url = self.provider().await?.server_metadata_url();
        let answer = HttpAnswer::to(crate::http::client().get(url)).await?;
        self.openid.answer = Some(answer);
        Ok(())
    }

    /// Reads the key set.
    ///
    /// # Errors
    /// Failed, when nothing says where it is.
    pub async fn read_keys(&mut self) -> Result<(), StepError> {
        let url = self.endpoint("jwks_uri").await?;
        let answer = HttpAnswer::to(crate::http::client().get(url)).await?;
        self.openid.keys = answer.json();
        self.openid.answer = Some(answer);
        Ok(())
    }

    /// The key set, as it is now.
    pub(super) async fn published_keys(&mut self) -> Result<Value, StepError> {
        let before = self.openid.answer.take();
        self.read_keys().await?;
        self.openid.answer = before;
        Ok(self.openid.keys.clone().unwrap_or_default())
    }

    /// Asks the user info endpoint.
    ///
    /// # Errors
    /// Blocked, when the application has no access token and needs one.
    pub async fn read_user_info(&mut self, bearer: Bearer) -> Result<(), StepError> {
        let endpoint = self.endpoint("userinfo_endpoint").await?;
        let client = crate::http::client();
        let request = match bearer {
            Bearer::Get => client.get(endpoint).bearer_auth(self.access_token()?),
            Bearer::Post => client.post(endpoint).bearer_auth(self.access_token()?),
            Bearer::Form => {
                let token = self.access_token()?;
                client.post(endpoint).form(&[("access_token", token)])
            }
            Bearer::Missing => client.get(endpoint),
            Bearer::Tampered => client
                .get(endpoint)
                .bearer_auth(tampered(&self.access_token()?)),
            Bearer::Unknown => client.get(endpoint).bearer_auth("token_of_nobody"),
        };
        self.openid.has_shown = bearer != Bearer::Missing;
        self.openid.answer = Some(HttpAnswer::to(request).await?);
        Ok(())
    }

    /// The newest access token, of whichever application.
    fn access_token(&self) -> Result<String, StepError> {
        let token = self.tokens()?.text("access_token").unwrap_or_default();
        if token.is_empty() || !token.bytes().all(|byte| byte.is_ascii_graphic()) {
            let wanted = "the access token is one that a header can carry (RFC 6750, section 2.1)";
            return Err(StepError::failed(wanted, "it is not"));
        }
        Ok(token)
    }

    /// Asks whether a token is good for anything (RFC 7662, section 2.1).
    ///
    /// # Errors
    /// Failed, when the provider does not say where.
    pub async fn introspect(&mut self, which: TokenKind, how: Exchange) -> Result<(), StepError> {
        let endpoint = self.endpoint("introspection_endpoint").await?;
        self.send_token(&endpoint, which, how).await
    }

    /// Revokes a token (RFC 7009, section 2.1).
    ///
    /// # Errors
    /// Failed, when the provider does not say where.
    pub async fn revoke(&mut self, which: TokenKind, how: Exchange) -> Result<(), StepError> {
        let endpoint = self.endpoint("revocation_endpoint").await?;
        self.send_token(&endpoint, which, how).await
    }

    async fn send_token(
        &mut self,
        endpoint: &str,
        which: TokenKind,
        how: Exchange,
    ) -> Result<(), StepError> {
        let (token, hint) = match which {
            TokenKind::Access => (self.access_token()?, Some("access_token")),
            TokenKind::Refresh => (self.refresh_token(false)?, Some("refresh_token")),
            TokenKind::Unknown => ("token_of_nobody".to_owned(), None),
        };
        let mut form = BTreeMap::from([("token".to_owned(), token)]);
        form.extend(hint.map(|hint| ("token_type_hint".to_owned(), hint.to_owned())));
        let answer = self.post_as_application(endpoint, how, form).await?;
        self.openid.answer = Some(answer);
        Ok(())
    }

    /// Sends something to the token endpoint that no application should, e.g. a body that is no form.
    ///
    /// # Errors
    /// Blocked, when the provider cannot be reached.
    pub async fn send_to_token_endpoint(
        &mut self,
        media_type: &str,
        body: &str,
    ) -> Result<(), StepError> {
        let endpoint = self.endpoint("token_endpoint").await?;
        let request = crate::http::client().post(endpoint);
        let request = self.application()?.clone().basic(request);
        let request = request
            .header("content-type", media_type)
            .body(body.to_owned());
        self.openid.has_shown = true;
        self.openid.answer = Some(HttpAnswer::to(request).await?);
        Ok(())
    }

    /// Registers an application as anybody can where that is allowed (RFC 7591, section 3.1).
    ///
    /// # Errors
    /// Failed, when the provider does not say where.
    pub async fn register_dynamically(&mut self) -> Result<(), StepError> {
        let endpoint = self.endpoint("registration_endpoint").await?;
        let redirect_uri = self.provider().await?.callback.redirect_uri();
        self.register_at(&endpoint, redirect_uri).await
    }

    /// Tries to register an application that wants people back at `redirect_uri`.
    ///
    /// # Errors
    /// Failed, when the provider does not say where.
    pub async fn register_with(&mut self, redirect_uri: String) -> Result<(), StepError> {
        let endpoint = self.endpoint("registration_endpoint").await?;
        self.register_at(&endpoint, redirect_uri).await
    }

    /// Tries to register an application where registration would be: at what the discovery document names, or else at
    /// the path that Clerk has for it.
    ///
    /// # Errors
    /// Blocked, when the provider cannot be reached.
    pub async fn try_to_register(&mut self) -> Result<(), StepError> {
        let issuer = self.provider().await?.issuer;
        let named = self.discovery().await?.member("registration_endpoint");
        let usual = || format!("{}/oauth/register", issuer.trim_end_matches('/'));
        let endpoint = named.as_str().map_or_else(usual, str::to_owned);
        let redirect_uri = self.provider().await?.callback.redirect_uri();
        self.register_at(&endpoint, redirect_uri).await
    }

    async fn register_at(&mut self, endpoint: &str, redirect_uri: String) -> Result<(), StepError> {
        let metadata = serde_json::json!({
            "client_name": "Conformance",
            "redirect_uris": [redirect_uri],
            "grant_types": ["authorization_code", "refresh_token"],
            "response_types": ["code"],
            "scope": "openid profile email",
        });
        let request = crate::http::client().post(endpoint).json(&metadata);
        let answer = HttpAnswer::to(request).await?;
        if let Some(client_id) = answer.text("client_id") {
            self.openid.acting = self.openid.applications.len();
            self.openid.applications.push(Application {
                client_id,
                client_secret: answer.text("client_secret").map(Into::into),
                redirect_uri,
            });
        }
        self.openid.answer = Some(answer);
        Ok(())
    }

    /// What the last ID token claims.
    ///
    /// # Errors
    /// Failed, when there was none.
    pub(super) fn id_token_claims(&self) -> Result<&Map<String, Value>, StepError> {
        let missing = || StepError::failed("there is an ID token", "there is none");
        Ok(&self.openid.id_token.as_ref().ok_or_else(missing)?.claims)
    }
}

/// `token` with another character in the middle of its last part: the very last of base64url may mean nothing.
fn tampered(token: &str) -> String {
    let mut characters: Vec<char> = token.chars().collect();
    let dot = characters.iter().rposition(|it| *it == '.');
    let begin = dot.map_or(0, |dot| dot + 1);
    let at = begin + (characters.len() - begin) / 2;
    if let Some(character) = characters.get_mut(at) {
        *character = if *character == 'A' { 'B' } else { 'A' };
    } else {
        characters.push('A');
    }
    characters.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::tampered;

    #[test]
    fn a_tampered_token_differs_in_one_character_of_its_signature() {
        assert_eq!(tampered("e30.e30.abcde"), "e30.e30.abAde");
        assert_eq!(tampered("opaque"), "opaAue");
        assert_eq!(tampered("xxAxx"), "xxBxx");
        assert_eq!(tampered("ends."), "ends.A");
        assert_eq!(tampered(""), "A");
    }
}
