//! Keys that nobody waits for before they are needed.

use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use aws_lc_rs::error::Unspecified;

use super::SigningKey;
use crate::Algorithm;

/// A key that is made when it is first needed. Clones are the same key.
#[derive(Clone)]
pub(crate) struct LazyKey {
    algorithm: Algorithm,
    made: Arc<OnceLock<Result<Arc<SigningKey>, Unspecified>>>,
}

/// The RSA keys of this process, in the order in which issuers come to need them: the first of one issuer is the first
/// of all, since making one takes long. Nothing here is a secret that one issuer would keep from another.
static RSA_POOL: Mutex<Vec<LazyKey>> = Mutex::new(Vec::new());

impl LazyKey {
    /// Key number `number` of an issuer, from 0: its own for ES256, from the pool of the process for RS256.
    pub(super) fn numbered(algorithm: Algorithm, number: usize) -> Self {
        match algorithm {
            Algorithm::Es256 => Self::fresh(algorithm),
            Algorithm::Rs256 => {
                let mut pool = RSA_POOL.lock().unwrap_or_else(PoisonError::into_inner);
                while pool.len() <= number {
                    pool.push(Self::fresh(algorithm));
                }
                pool[number].clone()
            }
        }
    }

    /// A key that no issuer of this process ever publishes.
    pub(crate) fn stranger(algorithm: Algorithm) -> Self {
        static ES256: OnceLock<LazyKey> = OnceLock::new();
        static RS256: OnceLock<LazyKey> = OnceLock::new();
        let key = match algorithm {
            Algorithm::Es256 => &ES256,
            Algorithm::Rs256 => &RS256,
        };
        key.get_or_init(|| Self::fresh(algorithm)).clone()
    }

    fn fresh(algorithm: Algorithm) -> Self {
        Self {
            algorithm,
            made: Arc::default(),
        }
    }

    /// The key, if it is made.
    pub(crate) fn made(&self) -> Option<Arc<SigningKey>> {
        self.made.get()?.as_ref().ok().cloned()
    }

    /// The key, which is made now if it was not yet: a quarter of a second for RSA, so not on a thread that others need.
    ///
    /// # Errors
    /// When the cryptographic library cannot make one.
    pub(crate) fn get(&self) -> Result<Arc<SigningKey>, Unspecified> {
        self.made
            .get_or_init(|| SigningKey::make(self.algorithm).map(Arc::new))
            .clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kid(algorithm: Algorithm, number: usize) -> String {
        let key = LazyKey::numbered(algorithm, number).get();
        key.expect("a key").kid().to_owned()
    }

    #[test]
    fn rsa_keys_are_shared_by_number_and_ec_keys_are_not() {
        assert_eq!(kid(Algorithm::Rs256, 0), kid(Algorithm::Rs256, 0));
        assert_ne!(kid(Algorithm::Rs256, 0), kid(Algorithm::Rs256, 1));
        assert_ne!(kid(Algorithm::Es256, 0), kid(Algorithm::Es256, 0));
    }

    #[test]
    fn a_key_is_made_once_and_not_before_it_is_needed() {
        let key = LazyKey::fresh(Algorithm::Es256);
        assert!(key.made().is_none());
        let kid = key.get().expect("a key").kid().to_owned();
        assert_eq!(key.clone().get().expect("a key").kid(), kid);
    }
}
