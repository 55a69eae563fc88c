//! Everything that one issuer knows, in one place.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};

use aws_lc_rs::error::Unspecified;

use crate::authorization_request::AuthorizationRequest;
use crate::clock::Clock;
use crate::directory::Directory;
use crate::expiring::Expiring;
use crate::grants::Grants;
use crate::journal::Journal;
use crate::keys::SigningKey;
use crate::mischief::Mischief;
use crate::setup::Setup;
use crate::{Client, IssuerSettings, SetupError};

/// How long a login page waits for its person, in milliseconds.
const LOGIN_LIFETIME_MS: u64 = 30 * 60 * 1_000;

/// One issuer: its name, its clock, how it is set up, and the records that change.
pub(crate) struct State {
    pub(crate) issuer: String,
    pub(crate) clock: Clock,
    setup: RwLock<Arc<Setup>>,
    records: Mutex<Records>,
}

/// What changes while an issuer is used.
pub(crate) struct Records {
    pub(crate) directory: Directory,
    pub(crate) clients: Clients,
    /// Authorization requests that wait for a decision, by the id of their login.
    pub(crate) logins: Expiring<String, Arc<AuthorizationRequest>>,
    pub(crate) grants: Grants,
    pub(crate) mischief: Mischief,
    pub(crate) journal: Journal,
}

/// The registered clients, by `client_id`.
#[derive(Debug, Default)]
pub(crate) struct Clients(HashMap<String, Arc<Client>>);

impl State {
    /// An issuer that knows nobody yet, with a key of its own.
    ///
    /// # Errors
    /// When the cryptographic library cannot make a key.
    pub(crate) fn new(issuer: String, settings: IssuerSettings) -> Result<Self, Unspecified> {
        let key = Arc::new(SigningKey::make(settings.algorithm)?);
        let records = Records {
            directory: Directory::default(),
            clients: Clients::default(),
            logins: Expiring::new(LOGIN_LIFETIME_MS),
            grants: Grants::default(),
            mischief: Mischief::default(),
            journal: Journal::default(),
        };
        Ok(Self {
            setup: RwLock::new(Arc::new(Setup::new(&issuer, settings, key))),
            clock: Clock::default(),
            records: Mutex::new(records),
            issuer,
        })
    }

    /// The records, for as long as the guard lives. Never hold it over an `await`, a signature or another call of this.
    pub(crate) fn records(&self) -> MutexGuard<'_, Records> {
        // No update leaves the records half-done, so a panic elsewhere does not spoil them.
        self.records.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How the issuer is set up now; a request that is under way keeps to what it has read.
    pub(crate) fn setup(&self) -> Arc<Setup> {
        Arc::clone(&self.setup.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Sets the issuer up as `change` makes it of what holds now.
    pub(crate) fn set_up<E>(
        &self,
        change: impl FnOnce(&Setup) -> Result<Setup, E>,
    ) -> Result<Arc<Setup>, E> {
        let mut setup = self.setup.write().unwrap_or_else(PoisonError::into_inner);
        *setup = Arc::new(change(&setup)?);
        Ok(Arc::clone(&setup))
    }

    /// Changes the settings to what `change` makes of those that hold now.
    pub(crate) fn configure(
        &self,
        change: impl FnOnce(&IssuerSettings) -> Result<IssuerSettings, SetupError>,
    ) -> Result<Arc<Setup>, SetupError> {
        self.set_up(|setup| {
            let settings = change(&setup.settings)?;
            settings.check()?;
            let key = if settings.algorithm == setup.key.algorithm() {
                Arc::clone(&setup.key)
            } else {
                Arc::new(SigningKey::make(settings.algorithm).map_err(|_| {
                    SetupError::invalid("algorithm", "has no key: making one failed")
                })?)
            };
            Ok(Setup::new(&self.issuer, settings, key))
        })
    }

    /// The issuer, where authorization answers name it (RFC 9207).
    pub(crate) fn response_iss(&self) -> Option<&str> {
        self.setup()
            .settings
            .response_iss
            .then_some(self.issuer.as_str())
    }

    /// The issuer's time, in Unix milliseconds.
    pub(crate) fn now_ms(&self) -> u64 {
        self.clock.now_ms()
    }
}

impl Clients {
    /// Registers a client, in place of one with the same id.
    pub(crate) fn put(&mut self, client: Client) -> Result<Arc<Client>, SetupError> {
        client.check()?;
        let client = Arc::new(client);
        self.0.insert(client.client_id.clone(), Arc::clone(&client));
        Ok(client)
    }

    pub(crate) fn get(&self, client_id: &str) -> Option<Arc<Client>> {
        self.0.get(client_id).cloned()
    }
}
