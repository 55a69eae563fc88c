//! What a provider can be started with.

use crate::IssuerSettings;

/// How a provider is started; the default takes any free port.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Settings {
    /// The port on 127.0.0.1; 0 takes any free one.
    pub port: u16,
    /// How the default issuer behaves.
    pub issuer: IssuerSettings,
}
