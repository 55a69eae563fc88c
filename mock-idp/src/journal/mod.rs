//! The journal: what was asked here and what was answered, without secrets.

mod kept;

use std::collections::{BTreeMap, BTreeSet, HashSet, VecDeque};

use serde::{Deserialize, Serialize};

use crate::{Fault, TroubleKind};
use kept::{Kept, Mark};

/// How many exchanges are remembered; the oldest are forgotten first.
const CAPACITY: usize = 10_000;

/// An endpoint whose exchanges are written down.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Endpoint {
    /// `/.well-known/openid-configuration`
    Discovery,
    /// `/jwks`
    Jwks,
    /// `/authorize`: a client sends somebody here.
    Authorize,
    /// `/decide`: the person allows or denies.
    Decide,
    /// `/token`
    Token,
    /// `/userinfo`
    Userinfo,
    /// `/introspect`
    Introspect,
    /// `/revoke`
    Revoke,
    /// `/end-session`
    EndSession,
    /// `/register`
    Register,
}

impl Endpoint {
    /// The name by which the admin API knows it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Discovery => "discovery",
            Self::Jwks => "jwks",
            Self::Authorize => "authorize",
            Self::Decide => "decide",
            Self::Token => "token",
            Self::Userinfo => "userinfo",
            Self::Introspect => "introspect",
            Self::Revoke => "revoke",
            Self::EndSession => "end-session",
            Self::Register => "register",
        }
    }
}

/// One exchange: what `GET /admin/journal` answers with an array of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct JournalEntry {
    /// When the request came, in Unix milliseconds.
    pub at_ms: u64,
    /// Where it came to.
    pub endpoint: Endpoint,
    /// Its HTTP method.
    pub method: String,
    /// The client that it named, whether or not there is such a client.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_id: Option<String>,
    /// The `sub` of the person that it is about, once that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub person: Option<String>,
    /// The login that it is part of: the same from authorize to userinfo.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub login: Option<String>,
    /// Its parameters, with `[redacted]` for the value of every secret.
    #[serde(default)]
    pub params: BTreeMap<String, String>,
    /// The scheme of its `Authorization` header, such as `Basic [redacted]`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub authorization: Option<String>,
    /// The HTTP status of the answer; 0 when there was none by order.
    pub status: u16,
    /// The error code of the answer, or what the person was told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    /// What was wrong with the answer by order.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub faults: BTreeSet<Fault>,
    /// The kind of trouble that the answer met.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trouble: Option<String>,
}

/// What an endpoint knows about an exchange; travels to the journal with the answer.
#[derive(Debug, Clone, Default)]
pub(crate) struct Note {
    pub(crate) client_id: Option<String>,
    pub(crate) person: Option<String>,
    pub(crate) login: Option<String>,
    pub(crate) params: BTreeMap<String, String>,
    pub(crate) error: Option<String>,
    pub(crate) faults: BTreeSet<Fault>,
    pub(crate) trouble: Option<TroubleKind>,
}

/// Which entries to read; without a member, all.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Filter {
    /// A `sub`: the entries about this person, and the others of the same logins.
    pub(crate) person: Option<String>,
    pub(crate) client_id: Option<String>,
    pub(crate) login: Option<String>,
    pub(crate) endpoint: Option<Endpoint>,
    /// In Unix milliseconds of the machine's clock.
    pub(crate) since_ms: Option<u64>,
}

impl Filter {
    /// Whether it lets an entry through, but for what it says about the person.
    fn takes(&self, entry: &JournalEntry) -> bool {
        let is =
            |wanted: &Option<String>, value: &Option<String>| wanted.is_none() || wanted == value;
        is(&self.client_id, &entry.client_id)
            && is(&self.login, &entry.login)
            && self
                .endpoint
                .is_none_or(|endpoint| endpoint == entry.endpoint)
            && self.since_ms.is_none_or(|since_ms| since_ms <= entry.at_ms)
    }
}

/// The latest exchanges, in the order in which they were answered.
#[derive(Debug, Default)]
pub(crate) struct Journal(VecDeque<Kept>);

impl Journal {
    pub(crate) fn write(&mut self, entry: &JournalEntry) {
        if self.0.len() == CAPACITY {
            self.0.pop_front();
        }
        self.0.push_back(Kept::of(entry));
    }

    pub(crate) fn clear(&mut self) {
        self.0.clear();
    }

    pub(crate) fn read(&self, filter: &Filter) -> Vec<JournalEntry> {
        let mut marks = Vec::new();
        marks.extend(
            filter
                .client_id
                .as_deref()
                .map(|id| Mark::of("client_id", id)),
        );
        marks.extend(filter.login.as_deref().map(|id| Mark::of("login", id)));
        let Some(person) = filter.person.as_deref() else {
            let marked = self.marked(|kept| marks.iter().all(|mark| kept.bears(mark)));
            return marked.filter(|entry| filter.takes(entry)).collect();
        };
        let is_about = |entry: &JournalEntry| entry.person.as_deref() == Some(person);
        let mark = Mark::of("person", person);
        // A login begins before anybody knows whose it is.
        let logins: HashSet<_> = self
            .marked(|kept| kept.bears(&mark))
            .filter(is_about)
            .filter_map(|entry| entry.login)
            .collect();
        let of_person = |entry: &JournalEntry| {
            is_about(entry) || entry.login.as_ref().is_some_and(|id| logins.contains(id))
        };
        let mut any = vec![mark];
        any.extend(logins.iter().map(|login| Mark::of("login", login)));
        self.marked(|kept| {
            marks.iter().all(|mark| kept.bears(mark)) && any.iter().any(|mark| kept.bears(mark))
        })
        .filter(|entry| filter.takes(entry) && of_person(entry))
        .collect()
    }

    /// Those that may be meant, read back.
    fn marked(&self, may_be_meant: impl Fn(&Kept) -> bool) -> impl Iterator<Item = JournalEntry> {
        let kept = self.0.iter();
        kept.filter(move |kept| may_be_meant(kept))
            .filter_map(Kept::entry)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(
        endpoint: Endpoint,
        client_id: &str,
        login: &str,
        person: Option<&str>,
    ) -> JournalEntry {
        JournalEntry {
            at_ms: 1,
            endpoint,
            method: "GET".into(),
            client_id: Some(client_id.into()),
            person: person.map(str::to_owned),
            login: Some(login.into()),
            params: BTreeMap::new(),
            authorization: None,
            status: 200,
            error: None,
            faults: BTreeSet::new(),
            trouble: None,
        }
    }

    fn journal() -> Journal {
        let mut journal = Journal::default();
        journal.write(&entry(Endpoint::Authorize, "app", "l1", None));
        journal.write(&entry(Endpoint::Authorize, "web", "l2", None));
        journal.write(&entry(Endpoint::Decide, "app", "l1", Some("ada")));
        journal.write(&entry(Endpoint::Decide, "web", "l2", Some("bob")));
        journal
    }

    #[test]
    fn a_person_has_their_whole_logins_including_the_part_before_they_were_known() {
        let of_ada = Filter {
            person: Some("ada".into()),
            ..Filter::default()
        };
        let endpoints: Vec<_> = journal()
            .read(&of_ada)
            .iter()
            .map(|entry| entry.endpoint)
            .collect();
        assert_eq!(endpoints, [Endpoint::Authorize, Endpoint::Decide]);
    }

    #[test]
    fn an_exchange_is_read_back_as_it_was_written() {
        let mut odd = entry(Endpoint::Token, "a\"b\\c", "l", Some("ådå\n"));
        odd.params.insert("person".into(), "bob".into());
        odd.faults.insert(Fault::IssWrong);
        odd.trouble = Some("slow".into());
        let mut journal = Journal::default();
        journal.write(&odd);
        assert_eq!(journal.read(&Filter::default()), [odd.clone()]);
        let of = |person: &str| Filter {
            person: Some(person.into()),
            client_id: odd.client_id.clone(),
            ..Filter::default()
        };
        assert_eq!(journal.read(&of("ådå\n")), [odd.clone()]);
        // A parameter of the same name is another matter.
        assert_eq!(journal.read(&of("bob")), []);
    }

    #[test]
    fn filters_narrow_each_other() {
        let of_web = Filter {
            client_id: Some("web".into()),
            ..Filter::default()
        };
        assert_eq!(journal().read(&of_web).len(), 2);
        let of_ada_at_web = Filter {
            person: Some("ada".into()),
            client_id: Some("web".into()),
            ..Filter::default()
        };
        assert_eq!(journal().read(&of_ada_at_web), []);
        let decisions = Filter {
            endpoint: Some(Endpoint::Decide),
            ..Filter::default()
        };
        assert_eq!(journal().read(&decisions).len(), 2);
        let of_login = Filter {
            login: Some("l1".into()),
            since_ms: Some(1),
            ..Filter::default()
        };
        assert_eq!(journal().read(&of_login).len(), 2);
        let later = Filter {
            since_ms: Some(2),
            ..Filter::default()
        };
        assert_eq!(journal().read(&later), []);
        assert_eq!(journal().read(&Filter::default()).len(), 4);
    }

    #[test]
    fn only_the_latest_are_kept() {
        let mut journal = Journal::default();
        for at_ms in 0..CAPACITY as u64 + 5 {
            journal.write(&JournalEntry {
                at_ms,
                ..entry(Endpoint::Jwks, "app", "l", None)
            });
        }
        let kept = journal.read(&Filter::default());
        assert_eq!((kept.len(), kept[0].at_ms), (CAPACITY, 5));
    }
}
