//! Assertions: questions about the journal whose answer is yes or no.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::journal::{Filter, Journal};
use crate::{Endpoint, JournalEntry, SetupError};

/// The body of `POST /admin/assertions`: how often exchanges of one kind must be in the journal, at least once unless it
/// says otherwise.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Assertion {
    /// The kind of exchange.
    pub that: That,
    /// No fewer than this.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_least: Option<usize>,
    /// No more than this.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_most: Option<usize>,
    /// Neither fewer nor more than this; goes with neither of the other two.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exactly: Option<usize>,
    /// Only exchanges that began then or later count, in Unix milliseconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since_ms: Option<u64>,
}

/// A kind of exchange: each member narrows it; without any, all are meant.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct That {
    /// Where they came to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub endpoint: Option<Endpoint>,
    /// Their HTTP method, such as `POST`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub method: Option<String>,
    /// The client that they named.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_id: Option<String>,
    /// A `sub`: the exchanges of this person's logins.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub person: Option<String>,
    /// The login that they are part of.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub login: Option<String>,
    /// The scheme of their `Authorization` header, such as `Basic`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub authorization: Option<String>,
    /// The HTTP status of the answer; 0 for none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
    /// The error code of the answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    /// Parameters, by name.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub params: BTreeMap<String, Param>,
}

/// What is said of a parameter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Param {
    /// `true`: it is there, with whatever value; the only thing that can be said of a secret. `false`: it is not there.
    Present(bool),
    /// It has this value.
    Is(String),
    /// `null`: it is not there.
    Absent,
}

/// The answer to an assertion.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verdict {
    /// Whether it is as was asserted.
    pub holds: bool,
    /// How many exchanges there are of this kind.
    pub found: usize,
    /// What was expected and what was found, as a sentence.
    pub why: String,
    /// The exchanges of this kind, oldest first.
    pub exchanges: Vec<JournalEntry>,
}

impl Assertion {
    /// That there is an exchange of this kind.
    #[must_use]
    pub fn new(that: That) -> Self {
        Self {
            that,
            ..Self::default()
        }
    }

    /// Checks that it can be meant.
    pub(crate) fn check(&self) -> Result<(), SetupError> {
        if self.exactly.is_some() && (self.at_least.is_some() || self.at_most.is_some()) {
            let why = "goes with neither `at_least` nor `at_most`";
            return Err(SetupError::invalid("exactly", why));
        }
        if let (Some(least), Some(most)) = (self.at_least, self.at_most)
            && least > most
        {
            return Err(SetupError::invalid("at_least", "is more than `at_most`"));
        }
        Ok(())
    }

    pub(crate) fn judge(&self, journal: &Journal) -> Verdict {
        let filter = Filter {
            person: self.that.person.clone(),
            client_id: self.that.client_id.clone(),
            login: self.that.login.clone(),
            endpoint: self.that.endpoint,
            since_ms: self.since_ms,
        };
        let mut exchanges = journal.read(&filter);
        exchanges.retain(|exchange| self.that.means(exchange));
        let found = exchanges.len();
        let (holds, expected) = match (self.exactly, self.at_least, self.at_most) {
            (Some(exactly), ..) => (found == exactly, format!("exactly {exactly}")),
            (None, Some(least), Some(most)) => (
                (least..=most).contains(&found),
                format!("{least} to {most}"),
            ),
            (None, None, Some(most)) => (found <= most, format!("at most {most}")),
            (None, least, None) => {
                let least = least.unwrap_or(1);
                (found >= least, format!("at least {least}"))
            }
        };
        Verdict {
            holds,
            found,
            why: format!("expected {expected} of these exchanges, found {found}"),
            exchanges,
        }
    }
}

impl That {
    /// Whether an exchange that the journal's own filter has let through is meant.
    fn means(&self, exchange: &JournalEntry) -> bool {
        let scheme = exchange.authorization.as_deref();
        let scheme = scheme.and_then(|value| value.split(' ').next());
        is(&self.method, Some(&exchange.method))
            && is(&self.authorization, scheme)
            && self.status.is_none_or(|status| status == exchange.status)
            && is(&self.error, exchange.error.as_deref())
            && self.params.iter().all(|(name, param)| {
                let value = exchange.params.get(name).map(String::as_str);
                match param {
                    Param::Present(present) => value.is_some() == *present,
                    Param::Is(wanted) => value == Some(wanted),
                    Param::Absent => value.is_none(),
                }
            })
    }
}

/// Names of methods, schemes and codes: told apart without regard to case, as HTTP schemes are.
fn is(wanted: &Option<String>, it: Option<&str>) -> bool {
    wanted
        .as_deref()
        .is_none_or(|wanted| it.is_some_and(|it| it.eq_ignore_ascii_case(wanted)))
}
