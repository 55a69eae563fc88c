//! Values that the run fills in: `{secret_key}` in a profile becomes the key of the instance that the run brings.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use crate::distance;

/// What a run can fill in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Name {
    /// The publishable key of the instance.
    PublishableKey,
    /// Its secret key.
    SecretKey,
    /// Where its Backend API is, without the `/v1`.
    BackendApi,
    /// Where browsers find its Frontend API, without the `/v1`.
    FrontendApi,
    /// With what it signs webhooks.
    WebhookSigningSecret,
    /// What a webhook route shows to the plan store.
    SyncSecret,
    /// Where the plan store is, which the run starts if this is asked for.
    PlanStore,
    /// What opens the plan store.
    PlanStoreKey,
}

impl Name {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::PublishableKey,
        Self::SecretKey,
        Self::BackendApi,
        Self::FrontendApi,
        Self::WebhookSigningSecret,
        Self::SyncSecret,
        Self::PlanStore,
        Self::PlanStoreKey,
    ];

    /// As it stands in a profile, between braces.
    #[must_use]
    pub fn text(self) -> &'static str {
        match self {
            Self::PublishableKey => "publishable_key",
            Self::SecretKey => "secret_key",
            Self::BackendApi => "backend_api",
            Self::FrontendApi => "frontend_api",
            Self::WebhookSigningSecret => "webhook_signing_secret",
            Self::SyncSecret => "sync_secret",
            Self::PlanStore => "plan_store",
            Self::PlanStoreKey => "plan_store_key",
        }
    }

    /// Whether it is known before anything has been started, so that a build can take it in.
    #[must_use]
    pub fn is_known_at_build(self) -> bool {
        matches!(self, Self::PublishableKey | Self::FrontendApi)
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{{{}}}", self.text())
    }
}

/// A text with [names](Name) in braces. Braces around anything but lower-case letters are part of the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filling(Vec<Part>);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    Text(String),
    Name(Name),
}

impl Filling {
    /// Whether it has a name in it.
    #[must_use]
    pub fn has(&self, name: Name) -> bool {
        self.0.contains(&Part::Name(name))
    }

    /// Whether a build can take it in: all that it needs is known by then.
    #[must_use]
    pub fn is_known_at_build(&self) -> bool {
        let known = |part: &Part| match part {
            Part::Text(_) => true,
            Part::Name(name) => name.is_known_at_build(),
        };
        self.0.iter().all(known)
    }

    /// The text.
    ///
    /// # Errors
    /// The name that has no value.
    pub fn fill(&self, values: &BTreeMap<Name, String>) -> Result<String, Name> {
        let parts = self.0.iter().map(|part| match part {
            Part::Text(text) => Ok(text.as_str()),
            Part::Name(name) => values.get(name).map(String::as_str).ok_or(*name),
        });
        parts.collect()
    }
}

impl FromStr for Filling {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let mut parts = Vec::new();
        let mut rest = text;
        while let Some((before, inside, after)) = next_braces(rest) {
            let known = Name::ALL.into_iter().find(|name| name.text() == inside);
            let name = known.ok_or_else(|| unknown(inside))?;
            parts.push(Part::Text(before.to_owned()));
            parts.push(Part::Name(name));
            rest = after;
        }
        parts.push(Part::Text(rest.to_owned()));
        parts.retain(|part| *part != Part::Text(String::new()));
        Ok(Self(parts))
    }
}

/// What stands before, in and after the first braces that can only be meant as a name.
fn next_braces(text: &str) -> Option<(&str, &str, &str)> {
    text.match_indices('{').find_map(|(start, _)| {
        let (inside, after) = text[start + 1..].split_once('}')?;
        let is_name = !inside.is_empty()
            && inside
                .chars()
                .all(|it| it.is_ascii_lowercase() || it == '_');
        is_name.then_some((&text[..start], inside, after))
    })
}

fn unknown(inside: &str) -> String {
    let names = Name::ALL.map(Name::text);
    let meant = distance::nearest(inside, names.into_iter());
    let meant = meant.map_or_else(String::new, |it| format!(" Do you mean {{{it}}}?"));
    let all = Name::ALL.map(|name| name.to_string()).join(", ");
    format!("nothing is filled in for {{{inside}}}.{meant} There are {all} and {{port}}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filled(text: &str) -> Result<String, Name> {
        let values = [
            (Name::FrontendApi, "https://a.example".to_owned()),
            (Name::SecretKey, "sk_test_x".to_owned()),
        ];
        let filling: Filling = text.parse().expect("a filling");
        filling.fill(&values.into())
    }

    #[test]
    fn names_are_filled_in_wherever_they_stand() {
        let text = "{frontend_api}/checkout?key={secret_key}";
        assert_eq!(
            filled(text).as_deref(),
            Ok("https://a.example/checkout?key=sk_test_x")
        );
        assert_eq!(filled("plain").as_deref(), Ok("plain"));
        assert_eq!(filled("").as_deref(), Ok(""));
    }

    #[test]
    fn a_name_that_has_no_value_is_told() {
        assert_eq!(filled("{plan_store}/users"), Err(Name::PlanStore));
    }

    #[test]
    fn json_keeps_its_braces() {
        let text = r#"{"a": {"b": 1}, "key": "{secret_key}"}"#;
        assert_eq!(
            filled(text).as_deref(),
            Ok(r#"{"a": {"b": 1}, "key": "sk_test_x"}"#)
        );
    }

    #[test]
    fn a_name_with_a_slip_is_told_with_the_one_that_is_meant() {
        let slip = "{secretkey}".parse::<Filling>().expect_err("a slip");
        assert!(slip.contains("Do you mean {secret_key}?"), "{slip}");
    }

    #[test]
    fn a_build_takes_in_what_is_the_same_in_every_run() {
        let known = |text: &str| text.parse::<Filling>().map(|it| it.is_known_at_build());
        assert_eq!(known("{publishable_key}"), Ok(true));
        assert_eq!(known("/sign-in"), Ok(true));
        assert_eq!(known("{backend_api}"), Ok(false));
    }
}
