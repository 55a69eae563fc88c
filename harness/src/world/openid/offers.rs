//! Whether the provider does what it says that it can.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{Manner, World};
use crate::step_error::StepError;

impl World {
    /// Whatever the discovery document lists under `member`, the provider takes as the parameter of that name: none of it
    /// ends in `error`, by which it says that it cannot. That a client may not use it is another error.
    ///
    /// # Errors
    /// Failed, when it refuses something that it has listed.
    pub async fn takes_what_it_lists(
        &mut self,
        member: &str,
        parameter: &str,
        error: &str,
    ) -> Result<(), StepError> {
        let listed = self.discovery().await?.member(member);
        let Value::Array(listed) = listed else {
            return Err(StepError::failed(
                format!("`{member}` of the discovery document is a list"),
                listed.to_string(),
            ));
        };
        for value in listed.iter().filter_map(Value::as_str) {
            let mut changes = BTreeMap::from([(parameter.to_owned(), Some(value.to_owned()))]);
            if value == "plain" {
                // With this method the challenge is the verifier itself (RFC 7636, section 4.2).
                let verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk".to_owned();
                changes.insert("code_challenge".to_owned(), Some(verifier));
            }
            self.authorize(Manner::Agree, false, &changes).await?;
            let arrival = self.openid.arrival.as_ref();
            if arrival.is_none_or(|arrival| arrival.get("error") == Some(error)) {
                return Err(StepError::failed(
                    format!(
                        "the provider takes {parameter} {value}, which it has under `{member}`"
                    ),
                    self.whereabouts(),
                ));
            }
        }
        Ok(())
    }
}
