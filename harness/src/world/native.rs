//! A native app, as far as Clerk's Frontend API sees it: no browser page, and an address with a scheme of its own.

use url::Url;

use super::World;
use super::connections::strategy_of;
use super::visit::Answer;
use crate::clerk::NativeStart;
use crate::step_error::StepError;

/// What a native app was told.
#[derive(Default)]
pub(super) struct NativeApp {
    /// How Clerk knows it.
    dev_browser: String,
    /// The nonce at the address that it was called back at.
    nonce: Option<String>,
    /// Why Clerk refused, if it did.
    refusal: Option<String>,
}

impl World {
    /// A native app signs them in by way of the system's browser, and wants to be called back at `redirect_url`.
    ///
    /// # Errors
    /// Failed, when the way through the provider breaks off; blocked, when Clerk cannot be reached.
    pub async fn sign_in_natively(&mut self, redirect_url: &str) -> Result<(), StepError> {
        let deployment = self.deployment().await?;
        let strategy = deployment.identity_provider.strategy().to_owned();
        let clerk = deployment.clerk.clone();
        let (dev_browser, start) = clerk.start_natively(&strategy, redirect_url).await?;
        let mut app = NativeApp {
            dev_browser,
            ..NativeApp::default()
        };
        match start {
            NativeStart::Refused(why) => app.refusal = Some(why),
            NativeStart::Leaves(to) => {
                self.tab().await?.go_to(&to).await?;
                self.answer_provider(Answer::Allow).await?;
                app.nonce = self.called_back_at(redirect_url).await?;
            }
        }
        *self.state::<NativeApp>() = app;
        Ok(())
    }

    /// The nonce at the address of a native app that the browser was sent to, which no browser page can be.
    async fn called_back_at(&mut self, redirect_url: &str) -> Result<Option<String>, StepError> {
        let tab = self.open_tab()?;
        tab.settle(|_| true).await?;
        let sent_to = tab.recording().sent_to().to_vec();
        let called_back = sent_to.iter().rev().find(|it| it.starts_with(redirect_url));
        match called_back {
            Some(address) => Ok(nonce_of(address)),
            None => Err(StepError::failed(
                format!("the browser is sent to {redirect_url}"),
                tab.page().await?.describe(),
            )),
        }
    }

    /// The native app got a nonce, which tells it once who they are.
    ///
    /// # Errors
    /// Failed, when it got none, or the nonce does not work, or works again.
    pub async fn native_nonce_works_once(&mut self) -> Result<(), StepError> {
        let NativeApp {
            dev_browser, nonce, ..
        } = std::mem::take(self.state::<NativeApp>());
        let nonce = nonce.ok_or_else(|| {
            StepError::failed("the native app is given a nonce", "it is given none")
        })?;
        let account = self.account().await?;
        let clerk = self.deployment().await?.clerk.clone();
        let first = clerk.redeem_nonce(&dev_browser, &nonce).await?;
        let second = clerk.redeem_nonce(&dev_browser, &nonce).await?;
        match (first.as_deref(), second) {
            (Some(user), None) if user == account.id => Ok(()),
            (first, second) => Err(StepError::failed(
                format!("the nonce tells of {} once", account.id),
                format!(
                    "at first it tells of {}, then of {}",
                    first.unwrap_or("nobody"),
                    second.as_deref().unwrap_or("nobody")
                ),
            )),
        }
    }

    /// Starts a sign-in without the page's button, as anybody can who knows the Frontend API.
    ///
    /// # Errors
    /// Blocked, when Clerk cannot be reached.
    pub async fn start_by_hand(&mut self, name: &str) -> Result<(), StepError> {
        let path = self.profile()?.routes.sso_callback.clone();
        let deployment = self.deployment().await?;
        let back = deployment.page(&path)?;
        let strategy = strategy_of(name);
        let clerk = deployment.clerk.clone();
        let refusal = match clerk.start_in_browser(&strategy, back.as_str()).await?.1 {
            NativeStart::Refused(why) => Some(why),
            NativeStart::Leaves(_) => None,
        };
        self.state::<NativeApp>().refusal = refusal;
        Ok(())
    }

    /// Clerk did what was asked for by hand.
    ///
    /// # Errors
    /// Failed, when it did not.
    pub fn clerk_agreed(&mut self) -> Result<(), StepError> {
        match &self.state::<NativeApp>().refusal {
            None => Ok(()),
            Some(why) => Err(StepError::failed(
                "Clerk does as it is told",
                format!("it refuses: {why}"),
            )),
        }
    }

    /// Clerk did not do what was asked for by hand.
    ///
    /// # Errors
    /// Failed, when it did.
    pub fn clerk_refused(&mut self) -> Result<(), StepError> {
        match self.state::<NativeApp>().refusal.take() {
            Some(why) => {
                self.note(format!("Clerk said: {why}"));
                Ok(())
            }
            None => Err(StepError::failed("Clerk refuses", "it does as it is told")),
        }
    }

    /// No address that the browser came by carries a nonce for native apps.
    ///
    /// # Errors
    /// Failed, when one does.
    pub async fn saw_no_nonce(&mut self) -> Result<(), StepError> {
        let tab = self.open_tab()?;
        tab.come_to_rest().await?;
        let recording = tab.recording();
        let with_nonce = recording.sent_to().iter().find(|it| nonce_of(it).is_some());
        match with_nonce {
            Some(address) => Err(StepError::failed(
                "no address carries a nonce",
                crate::redact::url(address),
            )),
            None => Ok(()),
        }
    }
}

fn nonce_of(address: &str) -> Option<String> {
    let address = Url::parse(address).ok()?;
    let mut parameters = address.query_pairs();
    let nonce = parameters
        .find(|(name, _)| name == "rotating_token_nonce")?
        .1;
    Some(nonce.into_owned())
}

#[cfg(test)]
mod tests {
    use super::nonce_of;

    #[test]
    fn a_nonce_is_found_at_an_address_of_any_scheme() {
        let address = "com.example.app://callback?rotating_token_nonce=fake";
        assert_eq!(nonce_of(address).as_deref(), Some("fake"));
        assert_eq!(nonce_of("http://localhost/sso-callback"), None);
    }
}
