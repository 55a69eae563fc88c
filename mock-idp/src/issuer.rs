//! One issuer, for a program that is in the same process.

use std::fmt;
use std::sync::Arc;

use serde_json::{Map, Value};

use crate::journal::Filter;
use crate::state::State;
use crate::{
    Assertion, Client, IssuerSettings, JournalEntry, NewPerson, NextLogin, Person, SetupError,
    Troubles, Verdict,
};

/// One issuer of a running provider: what the admin API offers, as methods. Clones are the same issuer.
#[derive(Clone)]
pub struct Issuer {
    pub(crate) state: Arc<State>,
}

/// A signing key could not be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("cannot make a signing key")]
pub struct NoKey;

impl Issuer {
    /// Its identifier, without a slash at the end: where discovery begins.
    #[must_use]
    pub fn issuer(&self) -> &str {
        &self.state.issuer
    }

    /// Makes a person, as `POST /admin/persons` does.
    ///
    /// # Errors
    /// When a member is not valid, or when somebody else has the e-mail address or the `sub`.
    pub fn add_person(&self, person: NewPerson) -> Result<Person, SetupError> {
        self.state
            .records()
            .directory
            .add(person)
            .map(Arc::unwrap_or_clone)
    }

    /// Everybody, in the order in which they were made.
    #[must_use]
    pub fn persons(&self) -> Vec<Person> {
        let everybody = self.state.records().directory.all().to_vec();
        everybody.into_iter().map(Arc::unwrap_or_clone).collect()
    }

    /// Changes a person by a JSON merge patch, as `PATCH /admin/persons/{sub}` does; `None` if there is none of this `sub`.
    ///
    /// # Errors
    /// When a member is not valid, or when somebody else has the e-mail address; nothing has changed then.
    pub fn patch_person(
        &self,
        sub: &str,
        patch: &Map<String, Value>,
    ) -> Result<Option<Person>, SetupError> {
        let mut records = self.state.records();
        let Some(person) = records.directory.by_sub(sub) else {
            return Ok(None);
        };
        let changed = records.directory.replace(person.patched(patch)?)?;
        Ok(changed.map(Arc::unwrap_or_clone))
    }

    /// Removes a person, as `DELETE /admin/persons/{sub}` does; false if there is none of this `sub`.
    pub fn remove_person(&self, sub: &str) -> bool {
        self.state.records().directory.remove(sub).is_some()
    }

    /// Registers a client, in place of one with the same `client_id`, as `POST /admin/clients` does.
    ///
    /// # Errors
    /// When a member is not valid.
    pub fn add_client(&self, client: Client) -> Result<(), SetupError> {
        self.state.add_client(client).map(|_| ())
    }

    /// Removes a client, as `DELETE /admin/clients/{id}` does; false if there is none of this id.
    pub fn remove_client(&self, client_id: &str) -> bool {
        self.state.records().clients.remove(client_id).is_some()
    }

    /// Orders what is to go wrong with the next login of the person with this `sub`, in place of an order before, as
    /// `POST /admin/persons/{sub}/next-login` does.
    ///
    /// # Errors
    /// When nobody has this `sub`, or when the trouble could never strike.
    pub fn set_next_login(&self, sub: &str, next: NextLogin) -> Result<(), SetupError> {
        self.state.records().set_next_login(sub, next)
    }

    /// Orders trouble for everybody, in place of what was ordered before, as `POST /admin/trouble` does; none ends it.
    ///
    /// # Errors
    /// When it names an endpoint that an issuer cannot have trouble at.
    pub fn set_trouble(&self, trouble: Troubles) -> Result<(), SetupError> {
        self.state.records().mischief.order(trouble)
    }

    /// The latest exchanges, at most 10,000, oldest first, as `GET /admin/journal` answers.
    #[must_use]
    pub fn journal(&self) -> Vec<JournalEntry> {
        self.state.records().journal.read(&Filter::default())
    }

    /// Forgets all exchanges, as `DELETE /admin/journal` does.
    pub fn clear_journal(&self) {
        self.state.records().journal.clear();
    }

    /// Judges an assertion about the journal, as `POST /admin/assertions` does.
    ///
    /// # Errors
    /// When the assertion cannot be meant.
    pub fn judge(&self, assertion: &Assertion) -> Result<Verdict, SetupError> {
        assertion.check()?;
        Ok(assertion.judge(&self.state.records().journal))
    }

    /// How it is set up, as `GET /admin/settings` answers.
    #[must_use]
    pub fn settings(&self) -> IssuerSettings {
        self.state.setup().settings.clone()
    }

    /// Sets it up otherwise, as `PATCH /admin/settings` does.
    ///
    /// # Errors
    /// When a setting is not valid; nothing has changed then.
    pub fn set_up(&self, settings: IssuerSettings) -> Result<(), SetupError> {
        self.state.configure(|_| Ok(settings)).map(|_| ())
    }

    /// Puts another key in the place of the one that signs, as `POST /admin/keys/rotate` does. The old one is still
    /// published if `keep_old`. Answers the `kid` of the new one.
    ///
    /// # Errors
    /// When the cryptographic library cannot make a key.
    pub async fn rotate_keys(&self, keep_old: bool) -> Result<String, NoKey> {
        let setup = self.state.rotate_keys(keep_old);
        setup.keys_made().await.map_err(|_| NoKey)?;
        let key = setup.key(setup.settings.algorithm).get();
        Ok(key.map_err(|_| NoKey)?.kid().to_owned())
    }

    /// Moves its clock forward, or back by a negative number of seconds, as `POST /admin/clock` does.
    pub fn advance_clock(&self, by_s: i64) {
        self.state.clock.advance_ms(by_s.saturating_mul(1_000));
    }

    /// The time that it has, in Unix milliseconds.
    #[must_use]
    pub fn now_ms(&self) -> u64 {
        self.state.now_ms()
    }
}

impl fmt::Debug for Issuer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Issuer")
            .field("issuer", &self.state.issuer)
            .finish_non_exhaustive()
    }
}
