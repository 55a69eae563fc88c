//! A custom OIDC provider in front of the deployment: how it is set up, what goes wrong with it, and what it was asked.

mod attributes;
mod checks;
mod front;
mod orders;
mod settings;

use serde_json::Value;

pub use checks::SecretPlace;
pub use front::ProxyAnswer;

use self::front::Front;

/// What a scenario about a custom provider remembers.
#[derive(Debug, Default)]
pub(super) struct Diary {
    /// Whether the provider is one that nobody else uses.
    has_own_issuer: bool,
    /// What the harness plays of the provider itself.
    front: Option<Front>,
    /// The faults and the kinds of trouble that were ordered.
    ordered: Vec<String>,
    /// What stands for `{own}` in the scenario's claims: nobody else has it.
    own: Option<String>,
    /// What the deployment was last told of the provider: `client_id` and `client_secret`.
    credentials: Option<(String, String)>,
}

impl Diary {
    /// A word that nobody else has used, the same for the whole scenario.
    fn own(&mut self) -> &str {
        self.own
            .get_or_insert_with(|| format!("own{:012x}", rand::random::<u64>() >> 16))
    }

    /// A value in which `{own}` is replaced, however deep it stands.
    fn filled_in(&mut self, value: &Value) -> Value {
        match value {
            Value::String(text) => Value::String(text.replace("{own}", self.own())),
            Value::Array(items) => items.iter().map(|it| self.filled_in(it)).collect(),
            Value::Object(members) => members
                .iter()
                .map(|(name, it)| (name.clone(), self.filled_in(it)))
                .collect(),
            other => other.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_is_a_scenarios_own_is_the_same_everywhere_in_it_and_in_no_other() {
        let (mut one, mut other) = (Diary::default(), Diary::default());
        let claims = json!({ "mail": "{own}@example.com", "names": ["{own}", 1] });
        let filled = one.filled_in(&claims);
        assert_eq!(filled["names"][0], one.own());
        assert_eq!(filled["mail"], format!("{}@example.com", one.own()));
        assert_eq!(filled["names"][1], 1);
        assert_ne!(one.own(), other.own());
    }
}
