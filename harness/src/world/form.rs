//! Forms: what they ask for, and what they say is wrong.

use serde_json::{Value, json};

use super::World;
use super::visit::camel_case;
use crate::step_error::StepError;

impl World {
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
        let tab = self.open_tab()?;
        let arguments = vec![json!(selector), json!(error)];
        let marked = tab
            .run_when_ready(FIELD_ERROR, arguments, "a message at the field")
            .await;
        if marked.is_ok() {
            return Ok(());
        }
        let page = tab.page().await?;
        Err(StepError::failed(
            format!(
                "the field ({selector}) is marked as wrong (aria-invalid) and described (aria-describedby) \
                 by a message ({error})"
            ),
            page.describe(),
        ))
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
