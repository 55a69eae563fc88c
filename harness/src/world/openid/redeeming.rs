//! What the application does at the token endpoint.

use std::collections::BTreeMap;

use super::World;
use crate::openid::{HttpAnswer, IdToken, Known};
use crate::step_error::StepError;

/// How an application shows who it is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Exchange {
    /// As it is registered: `client_secret_basic`, or only its `client_id` if it is public.
    #[default]
    AsRegistered,
    /// With the secret in the form.
    InForm,
    /// With a secret that is not its own.
    WrongSecret,
    /// With its `client_id` and no secret.
    NoSecret,
    /// As an application that nobody has registered.
    Unknown,
}

impl World {
    /// The application exchanges the code that the browser has brought, with these parameters in place of the usual
    /// ones (`None` leaves one out).
    ///
    /// # Errors
    /// Failed, when the browser has brought no code.
    pub async fn exchange_code(
        &mut self,
        how: Exchange,
        changes: &BTreeMap<String, Option<String>>,
    ) -> Result<(), StepError> {
        let arrival = self.openid.arrival.as_ref();
        let code = arrival.and_then(|arrival| arrival.get("code"));
        let Some(code) = code.map(str::to_owned) else {
            return Err(StepError::failed(
                "the browser brings a code back to the application",
                self.whereabouts(),
            ));
        };
        let redirect_uri = self.request()?.get("redirect_uri").map(str::to_owned);
        let verifier = self.request()?.pkce.as_ref().map(|it| it.verifier.clone());
        let mut form = BTreeMap::from([
            ("grant_type".to_owned(), "authorization_code".to_owned()),
            ("code".to_owned(), code),
        ]);
        form.extend(redirect_uri.map(|it| ("redirect_uri".to_owned(), it)));
        form.extend(verifier.map(|it| ("code_verifier".to_owned(), it)));
        self.ask_for_tokens(how, form, changes, false).await
    }

    /// The application exchanges its refresh token: the newest, or the one before.
    ///
    /// # Errors
    /// Blocked, when it has none.
    pub async fn refresh(
        &mut self,
        older: bool,
        changes: &BTreeMap<String, Option<String>>,
    ) -> Result<(), StepError> {
        let refresh_token = self.refresh_token(older)?;
        let form = BTreeMap::from([
            ("grant_type".to_owned(), "refresh_token".to_owned()),
            ("refresh_token".to_owned(), refresh_token),
        ]);
        let how = Exchange::AsRegistered;
        self.ask_for_tokens(how, form, changes, true).await
    }

    /// The newest refresh token, or the one before.
    pub(super) fn refresh_token(&self, older: bool) -> Result<String, StepError> {
        let given = self.openid.tokens.iter();
        let mut newest_first = given.rev().filter_map(|it| it.text("refresh_token"));
        let token = newest_first.nth(usize::from(older));
        token.ok_or_else(|| {
            let missing = if older {
                "two refresh tokens"
            } else {
                "a refresh token"
            };
            StepError::failed(
                format!("the application was given {missing}"),
                "it was not".to_owned(),
            )
        })
    }

    async fn ask_for_tokens(
        &mut self,
        how: Exchange,
        mut form: BTreeMap<String, String>,
        changes: &BTreeMap<String, Option<String>>,
        is_refresh: bool,
    ) -> Result<(), StepError> {
        for (name, value) in changes {
            match value {
                Some(value) => form.insert(name.clone(), value.clone()),
                None => form.remove(name),
            };
        }
        let endpoint = self.endpoint("token_endpoint").await?;
        self.openid.asked_for = form.get("scope").cloned();
        self.openid.id_token = None;
        let answer = self.post_as_application(&endpoint, how, form).await?;
        if answer.text("access_token").is_some() {
            self.openid.tokens.push(answer.clone());
        }
        if let Some(token) = answer.text("id_token") {
            let known = Known {
                issuer: self.provider().await?.issuer,
                client_id: self.application()?.client_id.clone(),
                nonce: self.request()?.get("nonce").map(str::to_owned),
                max_age: self
                    .request()?
                    .get("max_age")
                    .and_then(|it| it.parse().ok()),
                access_token: answer.text("access_token"),
                is_refreshed: is_refresh,
                keys: self.published_keys().await?,
            };
            let read = IdToken::read(&token, known);
            self.openid.id_token = Some(read.clone());
            self.openid.id_tokens.push(read);
        }
        self.openid.answer = Some(answer);
        Ok(())
    }

    /// The application has got tokens: for steps that only set the scene.
    ///
    /// # Errors
    /// Failed, when it has not.
    pub fn has_got_tokens(&self) -> Result<(), StepError> {
        let answer = self.last_answer()?;
        if answer.status == 200 && answer.text("access_token").is_some() {
            return Ok(());
        }
        let wanted = "the provider gives tokens for the code";
        Err(StepError::failed(wanted, answer.describe()))
    }

    /// Sends a form to the provider in the application's name.
    pub(super) async fn post_as_application(
        &mut self,
        endpoint: &str,
        how: Exchange,
        mut form: BTreeMap<String, String>,
    ) -> Result<HttpAnswer, StepError> {
        use secrecy::ExposeSecret as _;
        let mut application = self.application()?.clone();
        let mut request = crate::http::client().post(endpoint);
        let own_id = |application: &crate::openid::Application| {
            ("client_id".to_owned(), application.client_id.clone())
        };
        match how {
            Exchange::AsRegistered => {}
            Exchange::InForm => {
                let secret = application.client_secret.take();
                form.extend([own_id(&application)]);
                form.extend(secret.map(|secret| {
                    (
                        "client_secret".to_owned(),
                        secret.expose_secret().to_owned(),
                    )
                }));
            }
            Exchange::WrongSecret => {
                application.client_secret = Some("wrong_secret_of_nobody".to_owned().into());
            }
            Exchange::NoSecret => application.client_secret = None,
            Exchange::Unknown => {
                application.client_id = format!("unknown_{:016x}", rand::random::<u64>());
                application.client_secret = Some("secret_of_nobody".to_owned().into());
            }
        }
        if application.client_secret.is_none() {
            form.entry("client_id".to_owned())
                .or_insert(application.client_id.clone());
        }
        self.openid.has_shown = application.client_secret.is_some();
        request = application.basic(request);
        Ok(HttpAnswer::to(request.form(&form)).await?)
    }
}
