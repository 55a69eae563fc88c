//! What a person does.

use serde_json::json;

use super::World;
use crate::step_error::StepError;

/// Fills in mock-idp's login page and presses a button on it, once it is there. In one go and not key by key: the
/// page is ours, and is not what is being judged.
const ANSWER_PROVIDER: &str = "
    const [person, decision] = arguments;
    const input = document.querySelector('input[name=person]');
    const button = document.querySelector(`button[name=decision][value=${decision}]`);
    if (!input || !button) return false;
    input.value = person;
    setTimeout(() => button.click());
    return true;";

/// What a person answers the identity provider.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// The deployment may know who they are.
    Allow,
    /// It may not.
    Deny,
}

impl World {
    /// Opens the page at `path` by its address.
    ///
    /// # Errors
    /// Blocked, when the browser cannot get there.
    pub async fn open(&mut self, path: &str) -> Result<(), StepError> {
        let url = self.deployment().await?.page(path)?;
        self.tab().await?.go_to(&url).await?;
        Ok(())
    }

    /// Presses the button of the identity provider on the page that is open.
    ///
    /// # Errors
    /// Failed, when there is no such button.
    pub async fn press_provider(&mut self) -> Result<(), StepError> {
        let strategy = self
            .deployment()
            .await?
            .identity_provider
            .strategy()
            .to_owned();
        let selector = self
            .profile()?
            .selectors
            .provider_button
            .replace("{strategy}", &strategy);
        self.open_tab()?
            .press(&selector, "the provider's button")
            .await
    }

    /// Says who they are on the identity provider's login page, and answers it.
    ///
    /// # Errors
    /// Failed, when the browser has not come to the identity provider.
    pub async fn answer_provider(&mut self, answer: Answer) -> Result<(), StepError> {
        let email = self.person()?.email.clone();
        let decision = match answer {
            Answer::Allow => "allow",
            Answer::Deny => "deny",
        };
        let arguments = vec![json!(email), json!(decision)];
        self.open_tab()?
            .run_when_ready(
                ANSWER_PROVIDER,
                arguments,
                "the identity provider's login page",
            )
            .await
    }

    /// The whole way from the page at `path` through the identity provider.
    ///
    /// # Errors
    /// Failed, when it is not open to them.
    pub async fn go_through_provider(
        &mut self,
        path: &str,
        answer: Answer,
    ) -> Result<(), StepError> {
        self.open(path).await?;
        self.press_provider().await?;
        self.answer_provider(answer).await
    }

    /// Fills in one field of the missing-requirements form; `field` is its name on the wire.
    ///
    /// # Errors
    /// Failed, when there is no such field.
    pub async fn fill_in(&mut self, field: &str, value: &str) -> Result<(), StepError> {
        let selector = self.field_selector(field)?;
        let what = format!("the field for {field}");
        let tab = self.open_tab()?;
        if value == "true" {
            return tab.press(&selector, &what).await;
        }
        tab.fill(&selector, value, &what).await
    }

    /// Sends the missing-requirements form.
    ///
    /// # Errors
    /// Failed, when there is no button for it.
    pub async fn submit(&mut self) -> Result<(), StepError> {
        let selector = self.profile()?.selectors.submit.clone();
        self.open_tab()?
            .press(&selector, "the button that sends the form")
            .await
    }

    /// Presses the sign-out button, and waits until the page that follows has settled.
    ///
    /// # Errors
    /// Failed, when there is none.
    pub async fn sign_out(&mut self) -> Result<(), StepError> {
        let selector = self.profile()?.selectors.sign_out.clone();
        let tab = self.open_tab()?;
        let before = tab.page().await?.url;
        tab.press(&selector, "the sign-out button").await?;
        let settled = tab.settle(|page| page.url != before).await?;
        if settled.as_wanted {
            return Ok(());
        }
        Err(StepError::failed(
            "signing out leads away from the page",
            settled.describe(),
        ))
    }

    pub(super) fn field_selector(&self, field: &str) -> Result<String, StepError> {
        Ok(self
            .profile()?
            .selectors
            .field
            .replace("{field}", &camel_case(field)))
    }
}

/// `legal_accepted` → `legalAccepted`.
pub(super) fn camel_case(snake_case: &str) -> String {
    let mut words = snake_case.split('_');
    let first = words.next().unwrap_or_default().to_owned();
    words.fold(first, |mut name, word| {
        let mut letters = word.chars();
        name.extend(letters.next().map(|letter| letter.to_ascii_uppercase()));
        name.extend(letters);
        name
    })
}

#[cfg(test)]
mod tests {
    use super::camel_case;

    #[test]
    fn snake_case_becomes_camel_case() {
        assert_eq!(camel_case("legal_accepted"), "legalAccepted");
        assert_eq!(camel_case("username"), "username");
    }
}
