//! Applications that an instance signs people in at.

use reqwest::Method;
use secrecy::SecretString;
use serde::Deserialize;
use serde_json::json;

use super::{Clerk, Thing, mark};
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
            id: String,
            client_id: String,
            #[serde(default)]
            client_secret: Option<SecretString>,
        }
        let new = json!({
            "name": self.stay.as_ref().map_or_else(|| "Conformance".to_owned(), |stay| format!("{}{}", mark::APPLICATION, stay.guest.run)),
            "redirect_uris": [redirect_uri],
            "scopes": scopes,
            "public": wish.public,
            "consent_screen_enabled": !wish.without_consent,
        });
        let request = self.request(Method::POST, "/v1/oauth_applications");
        let registered: Registered = self.send(request.json(&new)).await?;
        if let Some(stay) = &self.stay {
            stay.has_made(Thing::Application(registered.id));
        }
        Ok(Application {
            client_id: registered.client_id,
            client_secret: registered.client_secret,
            redirect_uri: redirect_uri.to_owned(),
        })
    }
}
