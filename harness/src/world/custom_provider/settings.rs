//! How the deployment's provider is set up.

use serde_json::{Value, json};

use super::front::Front;
use crate::capability::Capability;
use crate::step_error::StepError;
use crate::world::World;

impl World {
    /// Changes what the instance's owner has set for the provider; `null` takes a member away.
    ///
    /// # Errors
    /// Blocked, when the scenario does not say by tag that it needs to, or the instance refuses.
    pub async fn set_up_provider(&mut self, changes: Value) -> Result<(), StepError> {
        let strategy = {
            let provider = &self.deployment().await?.identity_provider;
            provider.strategy().to_owned()
        };
        let mut settings = self.deployment().await?.clerk.settings().await?;
        let Some(providers) = settings["providers"].as_array_mut() else {
            return Err(StepError::Blocked(
                "the instance has no providers".to_owned(),
            ));
        };
        let own = |it: &&mut Value| {
            let slug = it["slug"].as_str().unwrap_or_default();
            let custom = format!("oauth_custom_{slug}");
            strategy == it["strategy"].as_str().unwrap_or(&custom)
        };
        let provider = providers.iter_mut().find(own);
        let provider = provider.and_then(Value::as_object_mut).ok_or_else(|| {
            StepError::Blocked(format!("the instance has no provider with {strategy}"))
        })?;
        if let Value::Object(changes) = changes {
            for (name, value) in changes {
                if value.is_null() {
                    provider.remove(&name);
                } else {
                    provider.insert(name, value);
                }
            }
        }
        let text = |name: &str| provider[name].as_str().unwrap_or_default().to_owned();
        self.custom_provider.credentials = Some((text("client_id"), text("client_secret")));
        let providers = json!({ "providers": settings["providers"] });
        self.change_instance(&providers).await
    }

    /// Gives the deployment a provider that nobody else uses, with these settings of mock-idp's; people are made there
    /// from now on.
    ///
    /// # Errors
    /// Blocked, when the scenario does not say by tag that it needs to, or provider or instance refuse.
    pub async fn use_own_issuer(&mut self, settings: &Value) -> Result<(), StepError> {
        self.must_say_that_it_needs(Capability::ProviderFaults)?;
        // Whoever changes nothing learns what the deployment is known by there.
        self.set_up_provider(json!({})).await?;
        let (id, secret) = self.credentials()?;
        let deployment = self.deployment().await?;
        let callback = deployment.clerk.oauth_callback();
        let issuer = deployment.identity_provider.new_issuer(settings).await?;
        let client = json!({
            "client_id": id,
            "client_secret": secret,
            "redirect_uris": [callback],
        });
        issuer.add_client(&client).await?;
        let url = issuer.url().to_owned();
        self.set_up_provider(json!({ "issuer": url })).await?;
        if let Some(deployment) = &mut self.deployment {
            deployment.identity_provider = issuer;
        }
        self.custom_provider.has_own_issuer = true;
        self.note(format!("the provider is {url}"));
        Ok(())
    }

    /// Tells the deployment the provider's endpoints, in place of where its discovery document is.
    ///
    /// # Errors
    /// Blocked, when the provider cannot be asked for them, or the instance refuses.
    pub async fn set_endpoints_by_hand(&mut self) -> Result<(), StepError> {
        let endpoints = self.endpoints().await?;
        self.set_up_provider(json!({ "endpoints": endpoints }))
            .await
    }

    /// Tells the deployment where the discovery document is, and nothing else of the provider.
    ///
    /// # Errors
    /// Blocked, when the instance refuses.
    pub async fn set_discovery_url_alone(&mut self) -> Result<(), StepError> {
        let issuer = self.deployment().await?.identity_provider.url().to_owned();
        let url = format!("{issuer}/.well-known/openid-configuration");
        self.set_up_provider(json!({ "issuer": null, "discovery_url": url }))
            .await
    }

    /// Puts the provider's discovery document where the harness can see who reads it, with these changes; in it, the
    /// keys are at an address that nobody can guess.
    ///
    /// # Errors
    /// Blocked, when the provider does not publish one, or the instance refuses.
    pub async fn move_discovery(&mut self, changes: &Value) -> Result<(), StepError> {
        let provider = self.deployment().await?.identity_provider.clone();
        let url = format!("{}/.well-known/openid-configuration", provider.url());
        let mut document = provider.document(&url).await?;
        let keys_url = document["jwks_uri"].as_str().unwrap_or_default().to_owned();
        let keys = provider.document(&keys_url).await?;
        let front = self.front().await;
        document["jwks_uri"] = json!(front.serve_keys(&keys).await);
        if let (Some(document), Some(changes)) = (document.as_object_mut(), changes.as_object()) {
            document.extend(changes.clone());
        }
        let discovery_url = front.serve_discovery(&document).await;
        self.set_up_provider(json!({ "discovery_url": discovery_url }))
            .await
    }

    /// The harness plays the token endpoint: it writes down what it is sent, and gives no tokens.
    ///
    /// # Errors
    /// Blocked, when the instance refuses.
    pub async fn watch_token_endpoint(&mut self) -> Result<(), StepError> {
        let mut endpoints = self.endpoints().await?;
        endpoints["token"] = json!(self.front().await.serve_token_endpoint().await);
        self.set_up_provider(json!({ "endpoints": endpoints }))
            .await
    }

    async fn endpoints(&mut self) -> Result<Value, StepError> {
        let provider = self.deployment().await?.identity_provider.clone();
        let issuer = provider.url();
        let at = |path: &str| format!("{issuer}{path}");
        // As its own documentation has them: its discovery document may be what is at fault.
        Ok(json!({
            "issuer": issuer,
            "authorization": at("/authorize"),
            "token": at("/token"),
            "jwks": at("/jwks"),
            "user_info": at("/userinfo"),
        }))
    }

    /// What the deployment is known by at the provider.
    ///
    /// # Errors
    /// Blocked, when no step has set the provider up.
    pub(super) fn credentials(&self) -> Result<(String, String), StepError> {
        self.custom_provider.credentials.clone().ok_or_else(|| {
            StepError::Blocked("no step before this one sets the provider up".to_owned())
        })
    }

    /// What the harness plays of the provider.
    pub(super) async fn front(&mut self) -> &mut Front {
        if self.custom_provider.front.is_none() {
            self.custom_provider.front = Some(Front::start().await);
        }
        self.custom_provider
            .front
            .as_mut()
            .expect("it was started above")
    }
}
