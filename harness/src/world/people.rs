//! Who a scenario is about. Everybody is made for one scenario, so that scenarios run side by side.

use serde_json::{Value, json};

use super::World;
use super::codes::fresh_password;
use super::form::unused_username;
use crate::clerk::Account;
use crate::identity_provider::{FAMILY_NAME, GIVEN_NAME, Person};
use crate::step_error::StepError;

/// The secret of everybody's authenticator; opens nothing but the accounts of a run.
pub(super) const TOTP_SECRET: &str = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP";

/// The backup codes of everybody who has some.
pub(super) const BACKUP_CODES: [&str; 2] = ["fakecode1", "fakecode2"];

/// What an account has beside an email address.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct AccountFacts {
    /// It asks for a code of an authenticator.
    pub authenticator: bool,
    /// It takes backup codes for that.
    pub backup_codes: bool,
    /// It asks for a code that is sent to its phone.
    pub phone_as_second_factor: bool,
    /// It has a password.
    pub password: bool,
    /// It has a password, which is known to be compromised.
    pub compromised_password: bool,
    /// It has the name that people have at the identity provider.
    pub named: bool,
}

impl World {
    /// Makes a person at the identity provider whom the instance does not know. `facts` are what the provider
    /// says of them beside an email address and a name.
    ///
    /// # Errors
    /// Blocked, when the provider cannot be reached.
    pub async fn newcomer(&mut self, facts: Value) -> Result<(), StepError> {
        let person = self.new_person(facts).await?;
        self.person = Some(person);
        Ok(())
    }

    /// Makes a person at the identity provider who has an account with the same verified email address.
    /// `facts` are what the provider says of them beside that.
    ///
    /// # Errors
    /// Blocked, when provider or instance cannot be reached.
    pub async fn account_holder(
        &mut self,
        facts: Value,
        account: AccountFacts,
    ) -> Result<(), StepError> {
        self.newcomer(facts).await?;
        let email = self.person()?.email.clone();
        self.open_account(&email, account).await?;
        Ok(())
    }

    /// Makes a person at the identity provider, who is not the one that the scenario is about.
    ///
    /// # Errors
    /// Blocked, when the provider cannot be reached.
    pub(super) async fn new_person(&mut self, facts: Value) -> Result<Person, StepError> {
        let deployment = self.deployment().await?;
        let mut facts = facts;
        match facts["email"].as_str() {
            Some(email) => deployment.clerk.expect_mailbox(email),
            // They may be told to have none.
            None if facts.get("email").is_some_and(Value::is_null) => {}
            None => {
                if let Some(email) = deployment.clerk.fresh_email() {
                    facts["email"] = json!(email);
                }
            }
        }
        let person = deployment.identity_provider.new_person(facts).await?;
        self.note(format!("{} is at the identity provider", person.email));
        Ok(person)
    }

    /// Makes an account with this verified email address.
    ///
    /// # Errors
    /// Blocked, when the instance cannot be reached or refuses.
    pub(super) async fn open_account(
        &mut self,
        email: &str,
        facts: AccountFacts,
    ) -> Result<Account, StepError> {
        let mut new = json!({});
        if facts.authenticator {
            new["totp_secret"] = json!(TOTP_SECRET);
        }
        if facts.named {
            new["first_name"] = json!(GIVEN_NAME);
            new["last_name"] = json!(FAMILY_NAME);
        }
        if facts.backup_codes {
            new["backup_codes"] = json!(BACKUP_CODES);
        }
        if facts.phone_as_second_factor {
            let number = self.unused_phone_number().await?;
            new["phone_number"] = json!([number]);
            self.phone = Some(number);
        }
        if facts.password || facts.compromised_password {
            let password = fresh_password();
            new["password"] = json!(password);
            self.password = Some(password);
        }
        let clerk = self.deployment().await?.clerk.clone();
        let account = clerk.create_account(email, new).await?;
        if facts.phone_as_second_factor {
            clerk.reserve_phone(&account).await?;
        }
        if facts.compromised_password {
            let act = "password/set_compromised";
            clerk.act_on_account(&account.id, act).await?;
        }
        self.note(format!("{email} has the account {}", account.id));
        Ok(account)
    }

    /// The person that the scenario is about.
    ///
    /// # Errors
    /// Blocked, when no step has made one.
    pub fn person(&self) -> Result<&Person, StepError> {
        self.person.as_ref().ok_or_else(|| {
            StepError::Blocked("no step before this one says who “they” are".to_owned())
        })
    }

    /// Does something to their account that has a call of its own, e.g. `lock` or `ban`.
    ///
    /// # Errors
    /// Blocked, when the instance cannot be reached or refuses.
    pub async fn act_on_their_account(&mut self, act: &str) -> Result<(), StepError> {
        let account = self.account().await?;
        let clerk = &self.deployment().await?.clerk;
        Ok(clerk.act_on_account(&account.id, act).await?)
    }

    /// Makes an account with a username, of somebody who has nothing to do with the scenario.
    ///
    /// # Errors
    /// Blocked, when the instance cannot be reached or refuses.
    pub async fn let_somebody_take_a_username(&mut self) -> Result<(), StepError> {
        let username = unused_username();
        let facts = json!({ "username": username });
        let email = self.unused_email().await?;
        let clerk = &self.deployment().await?.clerk;
        clerk.create_account(&email, facts).await?;
        self.taken_username = Some(username);
        Ok(())
    }

    /// The username that somebody else has.
    ///
    /// # Errors
    /// Blocked, when nobody has one.
    pub fn taken_username(&self) -> Result<String, StepError> {
        self.taken_username.clone().ok_or_else(|| {
            StepError::Blocked("no step before this one lets somebody take a username".to_owned())
        })
    }

    /// Their account has these fields, with what they typed into the form; names as on the wire.
    ///
    /// # Errors
    /// Failed, when it lacks one, or has another value.
    pub async fn account_has(&mut self, fields: &[String]) -> Result<(), StepError> {
        let account = self.account().await?;
        for field in fields {
            let given = self.given.get(field).cloned().unwrap_or_default();
            if account.has(field, &given) {
                continue;
            }
            return Err(StepError::failed(
                format!("the account has the {field} that they gave"),
                "it has not",
            ));
        }
        Ok(())
    }

    /// Their one account.
    ///
    /// # Errors
    /// Failed, when they have none or several.
    pub async fn account(&mut self) -> Result<Account, StepError> {
        let email = self.person()?.email.clone();
        let mut accounts = self.deployment().await?.clerk.accounts(&email).await?;
        match (accounts.pop(), accounts.len()) {
            (Some(account), 0) => Ok(account),
            (last, others) => Err(StepError::failed(
                format!("{email} has one account"),
                format!("they have {}", others + usize::from(last.is_some())),
            )),
        }
    }
}

/// A North American number that nobody has: one of Clerk's test numbers, or certainly none of them.
fn unused_phone_number(is_test_number: bool) -> String {
    // Area codes of the form N11 are for services.
    let area = loop {
        let area = rand::random_range(201..=989);
        if area % 100 != 11 {
            break area;
        }
    };
    let line = match is_test_number {
        true => rand::random_range(100..=199),
        false => rand::random_range(200..=9_999),
    };
    format!("+1{area}555{line:04}")
}

impl World {
    /// A phone number that nobody has. Where there is no outbox it takes the code of test mode.
    ///
    /// # Errors
    /// Blocked, when there is no deployment.
    pub(super) async fn unused_phone_number(&mut self) -> Result<String, StepError> {
        let takes_test_code = self.deployment().await?.clerk.test_code().is_some();
        Ok(unused_phone_number(takes_test_code))
    }

    /// An email address that nobody has.
    ///
    /// # Errors
    /// Blocked, when there is no deployment.
    pub(super) async fn unused_email(&mut self) -> Result<String, StepError> {
        let made_up = self.deployment().await?.clerk.fresh_email();
        let usual = || format!("person-{:016x}@example.com", rand::random::<u64>());
        Ok(made_up.unwrap_or_else(usual))
    }

    /// One of Clerk's test addresses that nobody has.
    ///
    /// # Errors
    /// Blocked, when there is no deployment.
    pub async fn unused_test_email(&mut self) -> Result<String, StepError> {
        let made_up = self.deployment().await?.clerk.fresh_email();
        let usual = || {
            format!(
                "person-{:016x}+clerk_test@example.com",
                rand::random::<u64>()
            )
        };
        Ok(made_up.unwrap_or_else(usual))
    }
}

#[cfg(test)]
mod tests {
    use super::unused_phone_number;

    #[test]
    fn a_number_is_a_test_number_only_where_it_is_to_be_one() {
        for is_test_number in [true, false] {
            let number = unused_phone_number(is_test_number);
            let line: u16 = number[8..].parse().expect("a number");
            assert_eq!((100..200).contains(&line), is_test_number, "{number}");
            assert_eq!((number.len(), &number[5..8]), (12, "555"), "{number}");
        }
    }
}
