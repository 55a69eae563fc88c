//! What opens a deployment that is not open to everybody, such as a preview.

use secrecy::SecretString;
use serde::Deserialize;

use super::billing::secret;

/// How requests get past the protection of a deployment: by a header with a secret.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Protection {
    /// The header's name.
    #[serde(default = "header")]
    pub header: String,
    /// Name of the environment variable that holds its value.
    pub secret_env: String,
}

/// Vercel's, as its documentation on automation and protected deployments names it.
fn header() -> String {
    "x-vercel-protection-bypass".to_owned()
}

impl Protection {
    /// The header's value, out of the environment; empty if it has gone since the profile was read.
    #[must_use]
    pub fn secret(&self) -> SecretString {
        secret(&self.secret_env)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_header_is_vercels_where_the_profile_names_none() {
        let protection: Protection =
            toml::from_str("secret_env = \"BYPASS\"\n").expect("a protection");
        assert_eq!(protection.header, "x-vercel-protection-bypass");
    }
}
