//! Forms: filling them in, what they ask for, and what they say is wrong.

use serde_json::{Value, json};

use super::World;
use super::codes::fresh_password;
use crate::step_error::StepError;

impl World {
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

    /// Gives everything that the missing-requirements form asks for out of `fields`, sends it, and enters the codes
    /// that come of it.
    ///
    /// # Errors
    /// Failed, when a field is not there, or a code is not asked for.
    pub async fn give(&mut self, fields: &[String]) -> Result<(), StepError> {
        for field in fields {
            let value = self.value_for(field).await?;
            self.fill_in(field, &value).await?;
            self.given.insert(field.clone(), value);
        }
        self.submit().await?;
        for field in fields {
            if matches!(field.as_str(), "phone_number" | "email_address") {
                self.enter_sent_code().await?;
            }
        }
        Ok(())
    }

    /// What they write into a field.
    async fn value_for(&mut self, field: &str) -> Result<String, StepError> {
        Ok(match field {
            "username" => unused_username(),
            "legal_accepted" => "true".to_owned(),
            "phone_number" => {
                let number = self.unused_phone_number().await?;
                self.phone = Some(number.clone());
                number
            }
            "first_name" => "Robin".to_owned(),
            "last_name" => "Van der Doe".to_owned(),
            "password" => fresh_password(),
            "email_address" => self.person()?.email.clone(),
            other => {
                return Err(StepError::Blocked(format!(
                    "nobody knows what to write into the field {other}"
                )));
            }
        })
    }

    /// Writes down a phone number that nobody has, and to which codes go from now on.
    ///
    /// # Errors
    /// Failed, when there is no field for it.
    pub async fn fill_in_phone_number(&mut self) -> Result<(), StepError> {
        let number = self.value_for("phone_number").await?;
        self.fill_in("phone_number", &number).await
    }

    /// Writes this phone number into the form; codes go there from now on.
    ///
    /// # Errors
    /// Failed, when there is no field for it.
    pub async fn fill_in_this_phone_number(&mut self, number: &str) -> Result<(), StepError> {
        self.phone = Some(number.to_owned());
        self.fill_in("phone_number", number).await
    }

    pub(super) fn field_selector(&self, field: &str) -> Result<String, StepError> {
        Ok(self
            .profile()?
            .selectors
            .field
            .replace("{field}", &camel_case(field)))
    }

    /// The form asks for exactly these fields, each with a label that a person can read.
    ///
    /// # Errors
    /// Failed, when it asks for others, or one has no label.
    pub async fn asks_for(&mut self, fields: &[String]) -> Result<(), StepError> {
        let form = self.profile()?.selectors.missing_requirements_form.clone();
        let wanted: Vec<String> = fields.iter().map(|field| camel_case(field)).collect();
        let tab = self.open_tab()?;
        tab.settle(|_| true).await?;
        let inputs = tab.evaluate(LABELLED_INPUTS, vec![json!(form)]).await?;
        let Some(inputs) = inputs.as_array() else {
            let page = tab.page().await?;
            return Err(StepError::failed(
                format!("a form ({form}) asks for {}", wanted.join(", ")),
                page.describe(),
            ));
        };
        let name = |input: &Value| input["name"].as_str().unwrap_or_default().to_owned();
        let mut found: Vec<String> = inputs.iter().map(name).collect();
        found.sort();
        let mut sorted = wanted;
        sorted.sort();
        if found != sorted {
            return Err(StepError::failed(
                format!("the form asks for {}", sorted.join(", ")),
                format!(
                    "it asks for {}",
                    if found.is_empty() {
                        "nothing".to_owned()
                    } else {
                        found.join(", ")
                    }
                ),
            ));
        }
        match inputs.iter().find(|input| {
            input["label"]
                .as_str()
                .is_none_or(|label| label.trim().is_empty())
        }) {
            Some(bare) => Err(StepError::failed(
                format!("the input “{}” has a label", name(bare)),
                "it has none".to_owned(),
            )),
            None => Ok(()),
        }
    }

    /// The `type` of the input for one field of the missing-requirements form.
    ///
    /// # Errors
    /// Failed, when there is none.
    pub async fn kind_of_input(&mut self, field: &str) -> Result<String, StepError> {
        let selector = self.field_selector(field)?;
        self.is_there(&selector, &format!("the field for {field}"))
            .await?;
        let script = "return document.querySelector(arguments[0]).type";
        let kind = self
            .open_tab()?
            .evaluate(script, vec![json!(selector)])
            .await?;
        Ok(kind.as_str().unwrap_or_default().to_owned())
    }

    /// The input that `selector` finds is marked as wrong, and described by a message that can be seen.
    ///
    /// # Errors
    /// Failed, when it is not.
    pub async fn says_what_is_wrong(&mut self, selector: &str) -> Result<(), StepError> {
        let error = self.profile()?.selectors.field_error.clone();
        let message = format!(
            "a message ({error}) that describes (aria-describedby) the field ({selector}) and says that it is wrong \
             (aria-invalid)"
        );
        let arguments = vec![json!(selector), json!(error)];
        self.open_tab()?
            .run_when_ready(FIELD_ERROR, arguments, &message)
            .await
    }

    /// [`World::says_what_is_wrong`] for a field of the missing-requirements form.
    ///
    /// # Errors
    /// Failed, when it does not.
    pub async fn field_says_what_is_wrong(&mut self, field: &str) -> Result<(), StepError> {
        let selector = self.field_selector(field)?;
        self.says_what_is_wrong(&selector).await
    }
}

/// Name and label of each input of a form that a person fills in; null without the form.
const LABELLED_INPUTS: &str = "
    const form = document.querySelector(arguments[0]);
    if (!form) return null;
    return [...form.querySelectorAll('input, select, textarea')]
        .filter((it) => it.type !== 'hidden' && it.name)
        .map((it) => ({
            name: it.name,
            label: it.getAttribute('aria-label') || [...(it.labels || [])].map((label) => label.innerText).join(' '),
        }));";

/// Whether an input is marked as wrong and described by a message that can be seen.
const FIELD_ERROR: &str = "
    const [selector, message] = arguments;
    const input = document.querySelector(selector);
    if (!input || input.getAttribute('aria-invalid') !== 'true') return false;
    const described = ['aria-errormessage', 'aria-describedby']
        .flatMap((name) => (input.getAttribute(name) || '').split(' '))
        .map((id) => id && document.getElementById(id));
    return described.some((it) => it && it.matches(message) && it.checkVisibility() && it.innerText.trim() !== '');";

/// A username that nobody has.
#[must_use]
pub fn unused_username() -> String {
    format!("robin-{:016x}", rand::random::<u64>())
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
