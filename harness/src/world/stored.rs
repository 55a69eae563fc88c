//! What is stored about a scenario's person when it ends.

use std::collections::BTreeMap;

use serde_json::Value;

use super::World;
use crate::billing::Plans;
use crate::redact;
use crate::results::Evidence;

/// More facts than anybody reads.
const MOST_FACTS: usize = 120;

impl World {
    /// What Clerk and the plan store have stored about the person; never fails, because it is asked for when something
    /// has. What cannot be read is left out.
    pub(super) async fn stored_evidence(&self) -> Vec<Evidence> {
        let (Some(deployment), Some(person)) = (&self.deployment, &self.person) else {
            return Vec::new();
        };
        let mut evidence = Vec::new();
        // A provider alone has no Clerk that could be asked.
        let is_known = self.stage.as_ref().is_some_and(|stage| {
            let profile = &stage.target.profile;
            !profile.is_provider_alone()
        });
        if !is_known {
            return evidence;
        }
        let Ok(mut accounts) = deployment.clerk.accounts(&person.email).await else {
            return evidence;
        };
        accounts.sort_by(|a, b| a.id.cmp(&b.id));
        let mut facts = vec![format!("accounts: {}", accounts.len())];
        for account in &accounts {
            let about = Value::Object(account.facts.clone());
            facts.extend(self::facts(&about));
            if let Ok(sessions) = deployment.clerk.sessions(&account.id).await {
                facts.push(format!("active sessions: {}", sessions.len()));
            }
        }
        evidence.push(stored("Clerk", facts));
        let store = deployment.billing.plan_store.as_ref();
        let Some(store) = store.and_then(Plans::store) else {
            return evidence;
        };
        for account in &accounts {
            if let Ok(Some(stored_plan)) = store.stored(&account.id).await {
                let mut says = stored_plan.facts;
                if let Value::Object(members) = &mut says {
                    members.retain(|name, _| !store.ignore().contains(name));
                }
                let facts = self::facts(&says);
                evidence.push(stored("the plan store", facts));
            }
        }
        evidence
    }
}

fn stored(by: &str, facts: Vec<String>) -> Evidence {
    Evidence::Stored {
        by: by.to_owned(),
        facts,
    }
}

/// Everything that a document says, a line each, without what it does not say (null, false, nothing) and without
/// secrets.
fn facts(document: &Value) -> Vec<String> {
    let mut told = Vec::new();
    tell("", document, &mut told);
    let left_out = told.len().saturating_sub(MOST_FACTS);
    told.truncate(MOST_FACTS);
    if left_out > 0 {
        told.push(format!("and {left_out} more"));
    }
    told
}

fn tell(path: &str, value: &Value, told: &mut Vec<String>) {
    let below = |name: &str| match path {
        "" => name.to_owned(),
        path => format!("{path}.{name}"),
    };
    match value {
        Value::Null | Value::Bool(false) => {}
        Value::String(text) if text.is_empty() => {}
        Value::Object(members) => {
            for (name, value) in members {
                tell(&below(name), value, told);
            }
        }
        Value::Array(items) => {
            for (index, value) in items.iter().enumerate() {
                tell(&format!("{path}[{index}]"), value, told);
            }
        }
        Value::Bool(true) | Value::Number(_) => told.push(format!("{path}: {value}")),
        Value::String(text) => {
            let name = path.rsplit('.').next().unwrap_or(path).to_owned();
            let redacted: BTreeMap<_, _> = redact::form([(name, text.clone())].into_iter());
            let text = redacted.into_values().next().unwrap_or_default();
            told.push(format!("{path}: {}", redact::text(&text)));
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_document_is_told_line_by_line_without_secrets_and_without_what_it_does_not_say() {
        let document = json!({
            "username": "ann",
            "banned": false,
            "last_name": null,
            "password_enabled": true,
            "totp_secret": "hunter22",
            "email_addresses": [{ "email_address": "ann@example.com", "verification": { "status": "verified" } }],
        });
        assert_eq!(
            facts(&document),
            [
                "email_addresses[0].email_address: ann@example.com",
                "email_addresses[0].verification.status: verified",
                "password_enabled: true",
                "totp_secret: [redacted]",
                "username: ann",
            ]
        );
    }

    #[test]
    fn what_nobody_reads_is_counted() {
        let many: Vec<usize> = (0..MOST_FACTS + 3).collect();
        let told = facts(&json!(many));
        assert_eq!(told.len(), MOST_FACTS + 1);
        assert_eq!(told.last().map(String::as_str), Some("and 3 more"));
    }
}
