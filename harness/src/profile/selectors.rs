//! What people press and fill in.

use serde::Deserialize;

/// CSS selectors. `{strategy}`, `{field}`, `{input}`, `{plan}`, `{list}` and `{feature}` stand for what is meant.
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
    /// Where a person types who they are: an email address, a phone number or a username.
    pub identifier: String,
    /// Where a person types a code.
    pub code: String,
    /// Where a person types the password that they have.
    pub password: String,
    /// Where a person types the name of a new organization.
    pub organization: String,
    /// What shows the secret for an authenticator, in base32.
    pub totp_secret: String,
    /// The button for having kept the backup codes.
    pub keep_backup_codes: String,
    /// Where a person types a password that they choose.
    pub new_password: String,
    /// The button that sends the form in which `{input}` is.
    pub send: String,
    /// The button for proving oneself in another way; `{strategy}` is Clerk's name for it.
    pub other_way: String,
    /// What says that an input is wrong, among what the input is described by (`aria-describedby`).
    pub field_error: String,
    /// What a person can go on with from any page.
    pub way_on: String,
    /// The button that connects the provider with the given strategy.
    pub connect: String,
    /// What shows that the provider with the given strategy is connected.
    pub connected: String,
    /// Everything of these two kinds, whatever the provider.
    pub connections: String,
    /// The button that signs out.
    pub sign_out: String,
    /// What tells a person what happened or what to do next, as opposed to that the page is busy.
    pub message: String,
    /// Everything that shows a plan on the billing page.
    pub plan_cards: String,
    /// What shows one plan there; `{plan}` is the identifier it is sold under.
    pub plan_card: String,
    /// What marks a plan as the person's own; `{plan}` is the identifier it is sold under.
    pub current_plan: String,
    /// What leads to the checkout of a plan.
    pub checkout: String,
    /// What leads to the customer portal.
    pub portal: String,
    /// On the checkout page: where a person types a card's number.
    pub card_number: String,
    /// On the checkout page: what pays.
    pub pay: String,
    /// On the checkout page: what refuses the bank's question whether it is really them.
    pub refuse_authentication: String,
    /// In the portal: what cancels.
    pub cancel: String,
    /// In the portal: what changes to another plan.
    pub change_plan: String,
    /// In the portal: what confirms either.
    pub confirm: String,
    /// On the dashboard: what says which plan the person has; `{plan}` is the stored one.
    pub plan: String,
    /// On the dashboard: what shows that somebody has paid once and for all.
    pub lifetime_badge: String,
    /// On the dashboard: where the title of a new entry is typed; `{list}` is `habits` or `goals`.
    pub new_entry: String,
    /// On the dashboard: the entries.
    pub entries: String,
    /// On the dashboard: a feature that can be used; `{feature}` is its name.
    pub open_feature: String,
    /// On the dashboard: a feature that cannot.
    pub closed_feature: String,
    /// At the OpenID provider: what lets an application know who one is.
    pub allow_consent: String,
    /// At the OpenID provider: what does not.
    pub refuse_consent: String,
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
            identifier: "input[name='identifier']".to_owned(),
            code: "input[name='code']".to_owned(),
            password: "input[name='password']".to_owned(),
            organization: "input[name='organizationName']".to_owned(),
            totp_secret: "[data-totp-secret]".to_owned(),
            keep_backup_codes: "form#backup-codes button[type=submit]".to_owned(),
            new_password: "input[name='newPassword']".to_owned(),
            send: "form:has({input}) button[type=submit]".to_owned(),
            other_way: "button[data-strategy='{strategy}']".to_owned(),
            field_error: ".field-error, [role=alert]".to_owned(),
            way_on: "main a[href], main button, main input".to_owned(),
            connect: "button[data-connect='{strategy}']".to_owned(),
            connected: "[data-connected='{strategy}']".to_owned(),
            connections: "button[data-connect], [data-connected]".to_owned(),
            sign_out: "button[data-action='sign-out']".to_owned(),
            message: "[role=status]:not([aria-busy=true]), [role=alert]".to_owned(),
            plan_cards: "[data-plan]".to_owned(),
            plan_card: "[data-plan='{plan}']".to_owned(),
            current_plan: "[data-plan='{plan}'][aria-current=true]".to_owned(),
            checkout: "a[data-checkout='{plan}']".to_owned(),
            portal: "a[data-portal]".to_owned(),
            card_number: "input[name=card]".to_owned(),
            pay: "form:has(input[name=card]) button[type=submit]".to_owned(),
            refuse_authentication: "button[name=challenge][value=refuse]".to_owned(),
            cancel: "button[name=action][value=cancel]".to_owned(),
            change_plan: "button[name=action][value='switch:{plan}']".to_owned(),
            confirm: "button[name=confirm][value=yes]".to_owned(),
            plan: "[data-user-plan='{plan}']".to_owned(),
            lifetime_badge: "[data-badge=lifetime]".to_owned(),
            new_entry: "form#{list} input[name=title]".to_owned(),
            entries: "[data-{list}] li".to_owned(),
            open_feature: "[data-feature='{feature}'][data-available=true]".to_owned(),
            closed_feature: "[data-feature='{feature}'][data-available=false]".to_owned(),
            allow_consent: "form:not(:has([name=person])) [name=decision][value=allow]".to_owned(),
            refuse_consent: "form:not(:has([name=person])) [name=decision][value=deny]".to_owned(),
        }
    }
}
