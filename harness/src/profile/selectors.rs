//! What people press and fill in.

use serde::Deserialize;

/// CSS selectors. `{strategy}` and `{field}` stand for what is meant.
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Selectors {
    /// Every button that leads to an identity provider.
    pub provider_buttons: String,
    /// The button of the provider with the given strategy.
    pub provider_button: String,
    /// The form that asks for what a sign-up still lacks.
    pub missing_requirements_form: String,
    /// The input for one missing field; `{field}` is its camelCase name.
    pub field: String,
    /// The button that sends the form.
    pub submit: String,
    /// Where bot protection is rendered.
    pub captcha: String,
    /// The button that signs out.
    pub sign_out: String,
    /// What tells a person what happened or what to do next, as opposed to that the page is busy.
    pub message: String,
}

impl Default for Selectors {
    fn default() -> Self {
        Self {
            provider_buttons: "button[data-provider]".to_owned(),
            provider_button: "button[data-provider='{strategy}']".to_owned(),
            missing_requirements_form: "form#missing-requirements".to_owned(),
            field: "[name='{field}']".to_owned(),
            submit: "form#missing-requirements button[type=submit]".to_owned(),
            captcha: "#clerk-captcha".to_owned(),
            sign_out: "button[data-action='sign-out']".to_owned(),
            message: "[role=status]:not([aria-busy=true]), [role=alert]".to_owned(),
        }
    }
}
