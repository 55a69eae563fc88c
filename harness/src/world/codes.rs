//! Codes, links and passwords: how people prove who they are beside their provider.

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use totp_rs::{Builder, Secret};
use url::Url;

use super::World;
use super::people::{BACKUP_CODES, TOTP_SECRET};
use crate::capability::Capability;
use crate::clerk::{Limited, Message};
use crate::step_error::StepError;

/// How often the outbox is looked into again.
const POLL: Duration = Duration::from_millis(20);

/// A code that nobody was ever sent. Test addresses take another one, and authenticators show it once in a million.
const WRONG_CODE: &str = "000000";

impl World {
    /// Types who they are on the sign-in page, and sends it.
    ///
    /// # Errors
    /// Failed, when the page does not ask for it.
    pub async fn identify_themselves(&mut self) -> Result<(), StepError> {
        let path = self.profile()?.routes.sign_in.clone();
        self.open(&path).await?;
        let email = self.person()?.email.clone();
        let input = self.profile()?.selectors.identifier.clone();
        self.before_starting().await?;
        self.type_and_send(&input, &email, "the field for the email address")
            .await
    }

    /// Types who they are on the sign-in page, then the password of their account.
    ///
    /// # Errors
    /// Failed, when the page does not ask for one of them.
    pub async fn sign_in_by_password(&mut self) -> Result<(), StepError> {
        let password = self.password.clone().ok_or_else(|| {
            StepError::Blocked("no step before this one gives them a password".to_owned())
        })?;
        self.identify_themselves().await?;
        let input = self.profile()?.selectors.password.clone();
        let clerk = &self.deployment().await?.clerk;
        clerk.pace(&[Limited::TryingAFactor]).await;
        self.type_and_send(&input, &password, "the field for the password")
            .await
    }

    /// Makes an organization where the page asks for one.
    ///
    /// # Errors
    /// Failed, when the page does not ask for its name.
    pub async fn make_organization(&mut self) -> Result<(), StepError> {
        let input = self.profile()?.selectors.organization.clone();
        let name = format!("Organization {:08x}", rand::random::<u32>());
        self.type_and_send(&input, &name, "the field for an organization's name")
            .await
    }

    /// Adds the secret that the page shows to their authenticator, enters its code, and keeps the backup codes.
    ///
    /// # Errors
    /// Failed, when the page shows no secret, or does not take its code.
    pub async fn set_up_authenticator(&mut self) -> Result<(), StepError> {
        let selectors = self.profile()?.selectors.clone();
        self.is_there(&selectors.totp_secret, "the secret for an authenticator")
            .await?;
        let shown = self.visible_texts(&selectors.totp_secret).await?;
        let code = authenticator_code(shown.first().map_or("", String::as_str))?;
        self.enter_code(&code).await?;
        self.open_tab()?
            .press(
                &selectors.keep_backup_codes,
                "the button for having kept the backup codes",
            )
            .await
    }

    /// Types a code where the page asks for one, and sends it.
    ///
    /// # Errors
    /// Failed, when the page does not ask for a code.
    pub async fn enter_code(&mut self, code: &str) -> Result<(), StepError> {
        let input = self.profile()?.selectors.code.clone();
        let tries = [Limited::TryingAFactor, Limited::TryingACode];
        self.deployment().await?.clerk.pace(&tries).await;
        self.type_and_send(&input, code, "the field for a code")
            .await
    }

    /// One that is wrong.
    ///
    /// # Errors
    /// Failed, when the page does not ask for a code.
    pub async fn enter_wrong_code(&mut self) -> Result<(), StepError> {
        self.enter_code(WRONG_CODE).await
    }

    /// The one that their authenticator shows now (RFC 6238).
    ///
    /// # Errors
    /// Failed, when the page does not ask for a code.
    pub async fn enter_authenticator_code(&mut self) -> Result<(), StepError> {
        let code = authenticator_code(TOTP_SECRET)?;
        self.enter_code(&code).await
    }

    /// The first of their backup codes, in place of what the page asks for.
    ///
    /// # Errors
    /// Failed, when the page takes none.
    pub async fn enter_backup_code(&mut self) -> Result<(), StepError> {
        self.choose_other_way("backup_code").await?;
        self.enter_code(BACKUP_CODES[0]).await
    }

    /// Presses the button for proving who they are in another way; `strategy` is Clerk's name for it.
    ///
    /// # Errors
    /// Failed, when the page does not offer it.
    pub async fn choose_other_way(&mut self, strategy: &str) -> Result<(), StepError> {
        let selector = self.profile()?.selectors.other_way.clone();
        let selector = selector.replace("{strategy}", strategy);
        let what = format!("the button for {strategy}");
        self.open_tab()?.press(&selector, &what).await
    }

    /// Chooses a password where the page asks for a new one, and sends it.
    ///
    /// # Errors
    /// Failed, when the page does not ask for one.
    pub async fn choose_password(&mut self) -> Result<(), StepError> {
        let input = self.profile()?.selectors.new_password.clone();
        let password = fresh_password();
        self.type_and_send(&input, &password, "the field for a new password")
            .await
    }

    /// The code in the latest message to them, once there is one.
    ///
    /// # Errors
    /// Failed, when none comes before the deadline.
    pub async fn enter_sent_code(&mut self) -> Result<(), StepError> {
        if let Some(code) = self.deployment().await?.clerk.test_code() {
            return self.enter_code(code).await;
        }
        let code = self.latest_message(|message| message.code.clone()).await?;
        self.enter_code(&code).await
    }

    /// Opens the link in the latest message to them.
    ///
    /// # Errors
    /// Failed, when none comes before the deadline.
    pub async fn open_sent_link(&mut self) -> Result<(), StepError> {
        let url = self.sent_link().await?;
        self.open_tab()?.go_to(&url).await
    }

    /// Opens the link in the latest message to them on another computer, and stays there.
    ///
    /// # Errors
    /// Failed, when none comes before the deadline.
    pub async fn open_sent_link_elsewhere(&mut self) -> Result<(), StepError> {
        let url = self.sent_link().await?;
        self.tab().await?;
        let tab = self.tab.as_mut().expect("it was opened above");
        tab.go_on_in_another_browser().await?;
        self.carry_testing_token().await?;
        self.open_tab()?.go_to(&url).await
    }

    async fn sent_link(&mut self) -> Result<Url, StepError> {
        let link = self.latest_message(|message| message.url.clone()).await?;
        Url::parse(&link)
            .map_err(|error| StepError::failed("the link is an address", error.to_string()))
    }

    /// What `wanted` finds in the latest message to their phone or email address that they have not read yet.
    async fn latest_message(
        &mut self,
        wanted: impl Fn(&Message) -> Option<String>,
    ) -> Result<String, StepError> {
        let either = [Capability::Codes, Capability::Outbox];
        self.must_say_that_it_needs_one_of(&either)?;
        let deadline = Instant::now() + self.profile()?.timing.deadline();
        let addresses = self.own_addresses()?;
        let clerk = self.deployment().await?.clerk.clone();
        loop {
            let mut messages = Vec::new();
            for address in &addresses {
                messages.extend(clerk.outbox(address).await?);
            }
            messages.sort_by_key(|message| std::cmp::Reverse(message.at_ms));
            let unread = messages.iter().filter_map(&wanted);
            if let Some(found) = unread.into_iter().find(|it| !self.read.contains(it)) {
                self.read.insert(found.clone());
                return Ok(found);
            }
            if Instant::now() >= deadline {
                return Err(StepError::failed(
                    format!("something is sent to {}", addresses.join(" or ")),
                    "nothing was",
                ));
            }
            tokio::time::sleep(POLL).await;
        }
    }

    /// Nothing was sent to `address`; without one, to none of their own.
    ///
    /// # Errors
    /// Failed, when something was.
    pub async fn was_sent_nothing(&mut self, address: Option<&str>) -> Result<(), StepError> {
        self.must_say_that_it_needs(Capability::Outbox)?;
        self.open_tab()?.come_to_rest().await?;
        let addresses = match address {
            Some(address) => vec![address.to_owned()],
            None => self.own_addresses()?,
        };
        let clerk = self.deployment().await?.clerk.clone();
        for address in addresses {
            let sent = clerk.outbox(&address).await?.len();
            if sent > 0 {
                return Err(StepError::failed(
                    format!("nothing is sent to {address}"),
                    format!("{sent} messages were"),
                ));
            }
        }
        Ok(())
    }

    /// Where messages to them go: their phone, if they have said which, and their email address.
    fn own_addresses(&self) -> Result<Vec<String>, StepError> {
        let email = self.person()?.email.clone();
        Ok(self.phone.iter().cloned().chain([email]).collect())
    }

    /// Makes the instance's clock run ahead.
    ///
    /// # Errors
    /// Blocked, when the scenario does not say by tag that it needs to, or the instance refuses.
    pub async fn let_minutes_pass(&mut self, minutes: u64) -> Result<(), StepError> {
        self.must_say_that_it_needs(Capability::Clock)?;
        self.change_instance(&serde_json::json!({ "clock_ahead_s": 60 * minutes }))
            .await
    }

    /// Types into an input and sends the form that it is in.
    async fn type_and_send(
        &mut self,
        input: &str,
        value: &str,
        what: &str,
    ) -> Result<(), StepError> {
        let send = self.profile()?.selectors.send.replace("{input}", input);
        let tab = self.open_tab()?;
        tab.fill(input, value, what).await?;
        tab.press(&send, "the button that sends the form").await
    }
}

/// What an authenticator with this secret, in base32, shows now (RFC 6238).
fn authenticator_code(secret: &str) -> Result<String, StepError> {
    let unreadable = |error: &dyn std::fmt::Display| {
        StepError::Blocked(format!("the authenticator cannot be read: {error}"))
    };
    let secret = Secret::try_from_base32(secret).map_err(|error| unreadable(&error))?;
    let authenticator = Builder::new()
        .with_secret(secret)
        .build()
        .map_err(|error| unreadable(&error))?;
    let now = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_err(|error| unreadable(&error))?;
    Ok(authenticator.generate(now.as_secs()).to_string())
}

/// One that is in no list of passwords.
pub(super) fn fresh_password() -> String {
    format!("fake-{:016x}", rand::random::<u64>())
}
