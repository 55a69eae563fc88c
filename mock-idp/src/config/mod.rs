//! The file with which a provider can be started: settings, persons, clients and further issuers, as TOML or JSON.

mod judged;
mod reader;

use std::path::{Path, PathBuf};

use crate::{Client, IssuerSettings, MockIdp, NewPerson, SetupError};

/// What a file says.
#[derive(Debug, Clone, Default)]
pub struct Config {
    /// The default issuer.
    pub default: IssuerConfig,
    /// The others, by name.
    pub issuers: Vec<(String, IssuerConfig)>,
}

/// What a file says about one issuer.
#[derive(Debug, Clone, Default)]
pub struct IssuerConfig {
    /// Its settings, which stand in the file beside persons and clients.
    pub settings: IssuerSettings,
    /// Who can sign in.
    pub persons: Vec<NewPerson>,
    /// Which applications send their users there.
    pub clients: Vec<Client>,
}

/// A file could not be used. The text begins with its path and, where something in it is wrong, the line.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// It could not be read.
    #[error("{}: {source}", .path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// Its name does not say what it is written in.
    #[error("{}: is neither .toml nor .json", .path.display())]
    Format {
        /// The file.
        path: PathBuf,
    },
    /// Something in it is wrong.
    #[error("{}:{line}: {why}", .path.display())]
    Wrong {
        /// The file.
        path: PathBuf,
        /// Where, from 1.
        line: usize,
        /// What is wrong there.
        why: String,
    },
}

impl Config {
    /// Reads a file, and checks all that it says.
    ///
    /// # Errors
    /// When it cannot be read, or for the first thing in it that is wrong.
    pub fn read(path: &Path) -> Result<Self, ConfigError> {
        let text = std::fs::read_to_string(path).map_err(|source| ConfigError::Read {
            path: path.to_owned(),
            source,
        })?;
        let wrong = |(line, why)| ConfigError::Wrong {
            path: path.to_owned(),
            line,
            why,
        };
        match path.extension().and_then(|extension| extension.to_str()) {
            Some("toml") => reader::of_toml(&text).map_err(wrong),
            Some("json") => reader::of_json(&text).map_err(wrong),
            _ => Err(ConfigError::Format {
                path: path.to_owned(),
            }),
        }
    }

    /// Makes everything of it that a running provider does not have yet; the default issuer has its settings already.
    pub(crate) fn apply(self, idp: &MockIdp) -> Result<(), SetupError> {
        self.default.populate(idp)?;
        for (name, config) in self.issuers {
            let issuer = idp.add_issuer(&name, config.settings.clone())?;
            config.populate(&issuer)?;
        }
        Ok(())
    }
}

impl IssuerConfig {
    fn populate(self, issuer: &crate::Issuer) -> Result<(), SetupError> {
        for client in self.clients {
            issuer.add_client(client)?;
        }
        for person in self.persons {
            issuer.add_person(person)?;
        }
        Ok(())
    }
}
