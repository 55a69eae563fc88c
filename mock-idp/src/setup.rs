//! How an issuer is set up at a moment: its settings and keys, and the documents that follow from them.

use std::sync::{Arc, OnceLock};

use aws_lc_rs::error::Unspecified;
use axum::body::Bytes;
use serde_json::{Map, Value, json};

use crate::endpoints::discovery;
use crate::keys::{KeyRing, LazyKey, SigningKey};
use crate::{Algorithm, IssuerSettings};

/// Settings, keys, and the two documents that tell of them, written once for all who read them. It never changes: an
/// issuer that is set up otherwise has another.
pub(crate) struct Setup {
    pub(crate) settings: IssuerSettings,
    /// A ring per algorithm in use: that of the settings, and those that clients have asked for.
    rings: Vec<(Algorithm, KeyRing)>,
    /// The discovery document, as it is sent.
    pub(crate) discovery: Bytes,
    /// The key set, as it is sent, once all keys in it are made.
    jwks: OnceLock<Result<Bytes, Unspecified>>,
}

impl Setup {
    /// The first setup of an issuer.
    pub(crate) fn new(issuer: &str, settings: IssuerSettings) -> Self {
        Self::with(issuer, settings, Vec::new())
    }

    /// With other settings.
    pub(crate) fn configured(&self, issuer: &str, settings: IssuerSettings) -> Self {
        let resized =
            |(algorithm, ring): &(_, KeyRing)| (*algorithm, ring.clone().resized(settings.keys));
        let rings = self.rings.iter().map(resized).collect();
        Self::with(issuer, settings, rings)
    }

    /// With keys for `algorithm` too.
    pub(crate) fn signing_with(&self, issuer: &str, algorithm: Algorithm) -> Self {
        let mut rings = self.rings.clone();
        add_ring(&mut rings, algorithm, self.settings.keys);
        Self::with(issuer, self.settings.clone(), rings)
    }

    /// With another key in the place of each that signs.
    pub(crate) fn rotated(&self, issuer: &str, keep_old: bool) -> Self {
        let rotated =
            |(algorithm, ring): &(_, KeyRing)| (*algorithm, ring.clone().rotated(keep_old));
        let rings = self.rings.iter().map(rotated).collect();
        Self::with(issuer, self.settings.clone(), rings)
    }

    fn with(issuer: &str, settings: IssuerSettings, mut rings: Vec<(Algorithm, KeyRing)>) -> Self {
        add_ring(&mut rings, settings.algorithm, settings.keys);
        Self {
            discovery: written(discovery::document(issuer, &settings)),
            jwks: OnceLock::new(),
            settings,
            rings,
        }
    }

    /// The key that signs with `algorithm`; one that is not published if the algorithm is not in use.
    pub(crate) fn key(&self, algorithm: Algorithm) -> LazyKey {
        self.ring(algorithm).map_or_else(
            || LazyKey::stranger(algorithm),
            |ring| ring.current().clone(),
        )
    }

    pub(crate) fn uses(&self, algorithm: Algorithm) -> bool {
        self.ring(algorithm).is_some()
    }

    /// The keys that are published and made: what can have signed a token of this issuer that is still to be believed.
    pub(crate) fn made_keys(&self) -> impl Iterator<Item = Arc<SigningKey>> {
        let published = self.rings.iter().flat_map(|(_, ring)| ring.published());
        published.filter_map(LazyKey::made)
    }

    fn ring(&self, algorithm: Algorithm) -> Option<&KeyRing> {
        let mut rings = self.rings.iter();
        let (_, ring) = rings.find(|(of, _)| *of == algorithm)?;
        Some(ring)
    }

    /// Waits until all keys are made, off the threads that answer requests.
    ///
    /// # Errors
    /// When the cryptographic library cannot make one.
    pub(crate) async fn keys_made(self: &Arc<Self>) -> Result<(), Unspecified> {
        if self.jwks.get().is_some() {
            return self.jwks().map(|_| ());
        }
        let setup = Arc::clone(self);
        tokio::task::spawn_blocking(move || setup.jwks().map(|_| ()))
            .await
            .unwrap_or(Err(Unspecified))
    }

    /// The key set as it is sent. Makes the keys first if they are not: see [`Self::keys_made`].
    pub(crate) fn jwks(&self) -> Result<Bytes, Unspecified> {
        self.jwks.get_or_init(|| self.write_jwks()).clone()
    }

    fn write_jwks(&self) -> Result<Bytes, Unspecified> {
        let published = self.rings.iter().flat_map(|(_, ring)| ring.published());
        let jwk = |key: &LazyKey| {
            let mut jwk = key.get().map(|key| key.jwk().clone())?;
            if let (false, Some(members)) = (self.settings.kid_in_keys, jwk.as_object_mut()) {
                members.remove("kid");
            }
            Ok::<_, Unspecified>(jwk)
        };
        let keys = published.map(jwk).collect::<Result<Vec<_>, _>>()?;
        Ok(written(Map::from_iter([("keys".to_owned(), json!(keys))])))
    }
}

fn add_ring(rings: &mut Vec<(Algorithm, KeyRing)>, algorithm: Algorithm, count: usize) {
    if rings.iter().all(|(of, _)| *of != algorithm) {
        rings.push((algorithm, KeyRing::new(algorithm, count)));
    }
}

fn written(document: Map<String, Value>) -> Bytes {
    Value::Object(document).to_string().into()
}
