//! Clerk's Frontend API without a browser: as a native app speaks it, or anybody by hand.

use std::fmt;

use reqwest::RequestBuilder;
use serde::Deserialize;
use serde_json::Value;
use url::Url;

use super::Clerk;
use crate::environment_error::EnvironmentError;
use crate::http::{client, send};
use crate::redact;

/// What became of starting a sign-in. Its [`fmt::Debug`] has no secrets.
#[derive(Clone, PartialEq, Eq)]
pub enum NativeStart {
    /// The provider wants the person here; secrets included.
    Leaves(Url),
    /// Clerk refused, and said why.
    Refused(String),
}

impl fmt::Debug for NativeStart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Leaves(to) => f
                .debug_tuple("Leaves")
                .field(&redact::url(to.as_str()))
                .finish(),
            Self::Refused(why) => f.debug_tuple("Refused").field(why).finish(),
        }
    }
}

impl Clerk {
    /// Starts a sign-in as a native app does that wants to be called back at `redirect_url`. Returns the identity
    /// that Clerk gave it, and what became of it.
    ///
    /// # Errors
    /// When the instance cannot be reached.
    pub async fn start_natively(
        &self,
        strategy: &str,
        redirect_url: &str,
    ) -> Result<(String, NativeStart), EnvironmentError> {
        self.start(strategy, redirect_url, true).await
    }

    /// Starts a sign-in as a page in a browser does that wants people back at `redirect_url`.
    ///
    /// # Errors
    /// When the instance cannot be reached.
    pub async fn start_in_browser(
        &self,
        strategy: &str,
        redirect_url: &str,
    ) -> Result<(String, NativeStart), EnvironmentError> {
        self.start(strategy, redirect_url, false).await
    }

    async fn start(
        &self,
        strategy: &str,
        redirect_url: &str,
        native: bool,
    ) -> Result<(String, NativeStart), EnvironmentError> {
        #[derive(Deserialize)]
        struct DevBrowser {
            id: String,
        }
        let new = client().post(format!("{}/v1/dev_browser", self.calls));
        let DevBrowser { id } = send("Clerk's Frontend API", new).await?;
        let mut query = vec![("__clerk_db_jwt", id.as_str())];
        if native {
            query.push(("_is_native", "1"));
        }
        let form = [
            ("strategy", strategy),
            ("redirect_url", redirect_url),
            ("action_complete_redirect_url", redirect_url),
        ];
        let request = client()
            .post(format!("{}/v1/client/sign_ins", self.calls))
            .query(&query)
            .form(&form);
        let answer = answer_to(request).await?;
        let verification = &answer["response"]["first_factor_verification"];
        let leaves_for = verification["external_verification_redirect_url"].as_str();
        let error = &answer["errors"][0];
        let about = error["meta"]["param_name"].as_str();
        match (leaves_for.map(Url::parse), about) {
            (Some(Ok(url)), _) => Ok((id, NativeStart::Leaves(url))),
            (_, Some("strategy" | "redirect_url")) => {
                let code = error["code"].as_str().unwrap_or_default();
                Ok((id, NativeStart::Refused(code.to_owned())))
            }
            _ => Err(EnvironmentError::new(format!(
                "Clerk's Frontend API neither starts the sign-in nor refuses its strategy or redirect URL: {error}"
            ))),
        }
    }

    /// What a native app learns by its nonce: the user whose session its client has now, if the nonce is good.
    ///
    /// # Errors
    /// When the instance cannot be reached.
    pub async fn redeem_nonce(
        &self,
        dev_browser: &str,
        nonce: &str,
    ) -> Result<Option<String>, EnvironmentError> {
        let query = [
            ("__clerk_db_jwt", dev_browser),
            ("_is_native", "1"),
            ("rotating_token_nonce", nonce),
        ];
        let request = client()
            .get(format!("{}/v1/client", self.calls))
            .query(&query);
        let answer = answer_to(request).await?;
        let user = &answer["response"]["sessions"][0]["user"]["id"];
        Ok(user.as_str().map(str::to_owned))
    }
}

/// The answer to a call that Clerk may refuse.
async fn answer_to(request: RequestBuilder) -> Result<Value, EnvironmentError> {
    let failed = |error: reqwest::Error| {
        EnvironmentError::because("Clerk's Frontend API cannot be reached", &error)
    };
    request
        .send()
        .await
        .map_err(failed)?
        .json()
        .await
        .map_err(failed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_way_to_the_provider_is_printed_without_its_secrets() {
        let to = Url::parse("http://localhost/authorize?client_id=app&state=hunter22")
            .expect("an address");
        assert_eq!(
            format!("{:?}", NativeStart::Leaves(to)),
            r#"Leaves("http://localhost/authorize?client_id=app&state=[redacted]")"#
        );
    }
}
