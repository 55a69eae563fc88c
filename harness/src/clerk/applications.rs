//! Applications that an instance signs people in at.

use reqwest::Method;
use secrecy::SecretString;
use serde::Deserialize;
use serde_json::json;

use super::Clerk;
use crate::environment_error::EnvironmentError;
use crate::openid::{Application, Wish};

impl Clerk {
    /// Registers an application with one redirect URI, which may ask for `scopes`.
    ///
    /// # Errors
    /// When the instance cannot be reached or refuses.
    pub async fn register_application(
        &self,
        wish: Wish,
        scopes: &str,
        redirect_uri: &str,
    ) -> Result<Application, EnvironmentError> {
        #[derive(Deserialize)]
        struct Registered {
            client_id: String,
            #[serde(default)]
            client_secret: Option<SecretString>,
        }
        let new = json!({
            "name": "Conformance",
            "redirect_uris": [redirect_uri],
            "scopes": scopes,
            "public": wish.public,
            "consent_screen_enabled": !wish.without_consent,
        });
        let request = self.request(Method::POST, "/v1/oauth_applications");
        let registered: Registered = self.send(request.json(&new)).await?;
        Ok(Application {
            client_id: registered.client_id,
            client_secret: registered.client_secret,
            redirect_uri: redirect_uri.to_owned(),
        })
    }
}
