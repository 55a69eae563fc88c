//! What becomes of claims: the attributes of accounts, and the proxy that tells claims.

use serde_json::{Value, json};

use super::ProxyAnswer;
use crate::clerk::Account;
use crate::step_error::StepError;
use crate::world::World;

impl World {
    /// Has the deployment ask about people at a proxy, which answers like this. Claims are laid over the `sub` of the
    /// person that the scenario is about; `null` takes one away.
    ///
    /// # Errors
    /// Blocked, when no step has made a person, or the instance refuses.
    pub async fn ask_proxy_about_people(&mut self, answer: ProxyAnswer) -> Result<(), StepError> {
        let answer = match answer {
            ProxyAnswer::Claims(claims) => {
                let mut told = json!({ "sub": self.person()?.sub });
                if let (Some(told), Value::Object(claims)) = (
                    told.as_object_mut(),
                    self.custom_provider.filled_in(&claims),
                ) {
                    told.extend(claims);
                    told.retain(|_, value| !value.is_null());
                }
                ProxyAnswer::Claims(told)
            }
            status => status,
        };
        let url = self.front().await.serve_people(&answer);
        self.set_up_provider(json!({ "user_info_url": url })).await
    }

    /// Their account has exactly these attributes, by their names at Clerk; `None` for one that is unset.
    ///
    /// # Errors
    /// Failed, when it has another value, or there is no such account.
    pub async fn attributes_are(
        &mut self,
        wanted: &[(String, Option<String>)],
    ) -> Result<(), StepError> {
        let mut filled: Vec<(String, Option<String>)> = Vec::new();
        for (name, value) in wanted {
            let own = self.custom_provider.own();
            let value = value.as_ref().map(|value| value.replace("{own}", own));
            filled.push((name.clone(), value));
        }
        let mut emails = filled.iter().filter(|(name, _)| name == "email_address");
        let email = emails.find_map(|(_, value)| value.clone());
        let account = match email {
            Some(email) => self.account_under(&email).await?,
            None => self.account().await?,
        };
        for (name, value) in filled {
            let found = attribute(&account, &name)?;
            if found != value {
                let spoken = |value: Option<String>| match value {
                    Some(value) => format!("“{value}”"),
                    None => "unset".to_owned(),
                };
                return Err(StepError::failed(
                    format!("the account's {name} is {}", spoken(value)),
                    format!("it is {}", spoken(found)),
                ));
            }
        }
        Ok(())
    }

    async fn account_under(&mut self, email: &str) -> Result<Account, StepError> {
        let accounts = self.deployment().await?.clerk.accounts(email).await?;
        match <[Account; 1]>::try_from(accounts) {
            Ok([account]) => Ok(account),
            Err(accounts) => Err(StepError::failed(
                format!("{email} has one account"),
                format!("there are {}", accounts.len()),
            )),
        }
    }
}

/// An attribute of an account, `None` if it is unset.
///
/// # Errors
/// Blocked, when there is no such attribute.
fn attribute(account: &Account, name: &str) -> Result<Option<String>, StepError> {
    let fact = |name: &str| account.facts.get(name).unwrap_or(&Value::Null);
    let email = &fact("email_addresses")[0];
    let external = &fact("external_accounts")[0];
    let value = match name {
        "user_id" => &external["provider_user_id"],
        "email_address" => &email["email_address"],
        "email_address_verified" => &email["verification"]["status"],
        "avatar_url" => &external["image_url"],
        "first_name" | "last_name" | "username" => fact(name),
        _ => {
            return Err(StepError::Blocked(format!(
                "accounts have no attribute {name}"
            )));
        }
    };
    let text = value.as_str().filter(|text| !text.is_empty());
    Ok(text.map(|text| match (name, text) {
        ("email_address_verified", "verified") => "true".to_owned(),
        ("email_address_verified", _) => "false".to_owned(),
        _ => text.to_owned(),
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attributes_are_read_where_clerk_has_them_and_what_is_empty_is_unset() {
        let account = json!({
            "id": "user_1",
            "first_name": null,
            "username": "annlee",
            "email_addresses": [{ "email_address": "ann@example.com", "verification": { "status": "verified" } }],
            "external_accounts": [{ "provider_user_id": "00u-1", "image_url": "" }],
        });
        let account: Account = serde_json::from_value(account).expect("an account");
        for (name, value) in [
            ("user_id", Some("00u-1")),
            ("email_address", Some("ann@example.com")),
            ("email_address_verified", Some("true")),
            ("first_name", None),
            ("last_name", None),
            ("avatar_url", None),
            ("username", Some("annlee")),
        ] {
            let found = attribute(&account, name).expect("an attribute");
            assert_eq!(found.as_deref(), value, "{name}");
        }
        assert!(attribute(&account, "shoe_size").is_err());
    }
}
