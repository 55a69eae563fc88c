//! What runs have made at an instance and have left there.

use reqwest::Method;
use serde::Deserialize;
use serde_json::Value;

use super::mark::{APPLICATION, PREFIX, is_marked};
use super::{Account, Clerk};
use crate::environment_error::EnvironmentError;

/// As many as Clerk tells of in one call.
const PAGE: usize = 500;

/// Something that a run has made, and that is there still.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftOver {
    /// What it is.
    pub kind: LeftOverKind,
    /// Clerk's ID of it.
    pub id: String,
    /// What people know it by: an email address, a name.
    pub name: String,
    /// When it was made, in Unix milliseconds.
    pub made_at: u64,
}

/// What it is that a run has left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LeftOverKind {
    /// An account.
    Account,
    /// An application that people can sign in at.
    Application,
}

impl Clerk {
    /// What runs have made and left, the oldest accounts first. Nothing that bears no mark of a run is among it.
    ///
    /// # Errors
    /// When the instance cannot be reached or refuses.
    pub async fn left_over(&self) -> Result<Vec<LeftOver>, EnvironmentError> {
        let mut found = self.left_accounts().await?;
        found.extend(self.left_applications().await?);
        Ok(found)
    }

    /// Removes what a run has left. What is gone already is no fault.
    ///
    /// # Errors
    /// When the instance cannot be reached or refuses.
    pub async fn remove_left_over(&self, it: &LeftOver) -> Result<(), EnvironmentError> {
        match it.kind {
            LeftOverKind::Account => self.remove_account(&it.id).await,
            LeftOverKind::Application => self.remove_application(&it.id).await,
        }
    }

    async fn left_accounts(&self) -> Result<Vec<LeftOver>, EnvironmentError> {
        let mut found = Vec::new();
        for page in 0.. {
            let query = [
                ("query", PREFIX.to_owned()),
                ("order_by", "+created_at".to_owned()),
                ("limit", PAGE.to_string()),
                ("offset", (page * PAGE).to_string()),
            ];
            let request = self.request(Method::GET, "/v1/users").query(&query);
            let accounts: Vec<Account> = self.send(request).await?;
            let is_last = accounts.len() < PAGE;
            found.extend(accounts.iter().filter(|it| is_marked(it)).map(left_account));
            if is_last {
                break;
            }
        }
        Ok(found)
    }

    async fn left_applications(&self) -> Result<Vec<LeftOver>, EnvironmentError> {
        #[derive(Deserialize)]
        struct Applications {
            data: Vec<Listed>,
        }
        #[derive(Deserialize)]
        struct Listed {
            id: String,
            name: String,
            created_at: u64,
        }
        let mut found = Vec::new();
        for page in 0.. {
            let query = [("limit", PAGE), ("offset", page * PAGE)];
            let request = self.request(Method::GET, "/v1/oauth_applications");
            let Applications { data } = self.send(request.query(&query)).await?;
            let is_last = data.len() < PAGE;
            let marked = data
                .into_iter()
                .filter(|it| it.name.starts_with(APPLICATION));
            found.extend(marked.map(|it| LeftOver {
                kind: LeftOverKind::Application,
                id: it.id,
                name: it.name,
                made_at: it.created_at,
            }));
            if is_last {
                break;
            }
        }
        Ok(found)
    }
}

fn left_account(account: &Account) -> LeftOver {
    let email = account.facts.get("email_addresses");
    let email = email.and_then(|them| them[0]["email_address"].as_str());
    let made_at = account.facts.get("created_at").and_then(Value::as_u64);
    LeftOver {
        kind: LeftOverKind::Account,
        id: account.id.clone(),
        name: email.unwrap_or("without an email address").to_owned(),
        made_at: made_at.unwrap_or_default(),
    }
}
