//! The catalogue of requirements.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::results::Level;
use crate::slip;

/// One line of the catalogue.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Requirement {
    /// E.g. `CB-06`; never reused.
    pub id: String,
    /// E.g. `CB`.
    pub area: String,
    /// How binding it is.
    pub level: Level,
    /// One sentence that begins with a verb: what the deployment does.
    pub title: String,
}

/// An area of the catalogue.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Area {
    /// E.g. `CB`.
    pub id: String,
    /// E.g. `SSO callback`.
    pub title: String,
}

/// All requirements, in order.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Catalogue {
    /// The areas.
    pub area: Vec<Area>,
    /// The requirements.
    pub requirement: Vec<Requirement>,
}

/// The catalogue cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("{}: {problem}", path.display())]
pub struct CatalogueError {
    path: PathBuf,
    problem: String,
}

impl Catalogue {
    /// Reads the catalogue.
    ///
    /// # Errors
    /// When the file cannot be read or is not a catalogue, with the line.
    pub fn load(path: &Path) -> Result<Self, CatalogueError> {
        let failed = |problem: String| CatalogueError {
            path: path.to_owned(),
            problem,
        };
        let text = std::fs::read_to_string(path).map_err(|error| failed(error.to_string()))?;
        toml::from_str(&text).map_err(|error| failed(slip::told(&text, &error)))
    }

    /// The requirement with that ID.
    #[must_use]
    pub fn find(&self, id: &str) -> Option<&Requirement> {
        self.requirement
            .iter()
            .find(|requirement| requirement.id == id)
    }

    /// The area with that ID.
    ///
    /// # Errors
    /// The known ID that `id` is most likely a slip for.
    pub fn find_area(&self, id: &str) -> Result<&Area, Option<&str>> {
        let known = || self.area.iter();
        known().find(|area| area.id == id).ok_or_else(|| {
            let wanted = id.to_uppercase();
            let ids = known().map(|area| area.id.as_str());
            ids.min_by_key(|known| crate::distance::between(&wanted, known))
        })
    }

    /// All IDs, in order.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        self.requirement
            .iter()
            .map(|requirement| requirement.id.as_str())
    }

    /// The known ID that `id` is most likely a slip for.
    #[must_use]
    pub fn nearest(&self, id: &str) -> Option<&str> {
        let ids = self
            .requirement
            .iter()
            .map(|requirement| requirement.id.as_str());
        ids.min_by_key(|known| crate::distance::between(id, known))
    }
}
