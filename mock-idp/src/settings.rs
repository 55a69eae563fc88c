//! What a provider can be started with.

/// How a provider is started; the default takes any free port and signs with ES256.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Settings {
    /// The port on 127.0.0.1; 0 takes any free one.
    pub port: u16,
    /// What ID tokens are signed with.
    pub algorithm: Algorithm,
}

/// A signature algorithm for ID tokens (RFC 7518, section 3.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
pub enum Algorithm {
    /// ECDSA on P-256 with SHA-256: the key is made in well under a millisecond.
    #[default]
    Es256,
    /// RSA PKCS #1 v1.5 with SHA-256, what most providers use: the key takes about a quarter of a second to make.
    Rs256,
}

impl Algorithm {
    /// The name that goes into the header of a token and into discovery.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Es256 => "ES256",
            Self::Rs256 => "RS256",
        }
    }
}
