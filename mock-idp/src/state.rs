//! Everything that a running provider knows, in one place.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{SystemTime, UNIX_EPOCH};

use crate::authorization_request::AuthorizationRequest;
use crate::directory::Directory;
use crate::expiring::Expiring;
use crate::grants::Grants;
use crate::journal::Journal;
use crate::keys::SigningKey;
use crate::{Client, SetupError};

/// How long a login page waits for its person, in milliseconds.
const LOGIN_LIFETIME_MS: u64 = 30 * 60 * 1_000;

/// One provider: what stays the same, and the records that change.
pub(crate) struct State {
    pub(crate) issuer: String,
    pub(crate) key: SigningKey,
    records: Mutex<Records>,
}

/// What changes while a provider runs.
pub(crate) struct Records {
    pub(crate) directory: Directory,
    pub(crate) clients: Clients,
    /// Authorization requests that wait for a decision, by the id of their login.
    pub(crate) logins: Expiring<String, Arc<AuthorizationRequest>>,
    pub(crate) grants: Grants,
    pub(crate) journal: Journal,
}

/// The registered clients, by `client_id`.
#[derive(Debug, Default)]
pub(crate) struct Clients(HashMap<String, Arc<Client>>);

impl State {
    pub(crate) fn new(issuer: String, key: SigningKey) -> Self {
        let records = Records {
            directory: Directory::default(),
            clients: Clients::default(),
            logins: Expiring::new(LOGIN_LIFETIME_MS),
            grants: Grants::default(),
            journal: Journal::default(),
        };
        Self {
            issuer,
            key,
            records: Mutex::new(records),
        }
    }

    /// The records, for as long as the guard lives. Never hold it over an `await`, a signature or another call of this.
    pub(crate) fn records(&self) -> MutexGuard<'_, Records> {
        // No update leaves the records half-done, so a panic elsewhere does not spoil them.
        self.records.lock().unwrap_or_else(PoisonError::into_inner)
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

/// The time, in Unix milliseconds.
pub(crate) fn now_ms() -> u64 {
    let since = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
}
