//! How an issuer is set up at a moment: its settings and keys, and the documents that follow from them.

use std::sync::Arc;

use axum::body::Bytes;
use serde_json::{Map, Value, json};

use crate::IssuerSettings;
use crate::endpoints::discovery;
use crate::keys::SigningKey;

/// Settings, keys, and the two documents that tell of them, written once for all who read them. It never changes: an
/// issuer that is set up otherwise has another.
#[derive(Clone)]
pub(crate) struct Setup {
    pub(crate) settings: IssuerSettings,
    pub(crate) key: Arc<SigningKey>,
    /// The discovery document, as it is sent.
    pub(crate) discovery: Bytes,
    /// The key set, as it is sent.
    pub(crate) jwks: Bytes,
}

impl Setup {
    pub(crate) fn new(issuer: &str, settings: IssuerSettings, key: Arc<SigningKey>) -> Self {
        let discovery = discovery::document(issuer, &settings);
        let jwks = Map::from_iter([("keys".to_owned(), json!([key.jwk()]))]);
        Self {
            discovery: written(discovery),
            jwks: written(jwks),
            settings,
            key,
        }
    }
}

fn written(document: Map<String, Value>) -> Bytes {
    Value::Object(document).to_string().into()
}
