//! Defects: deliberate breaches that the embedded deployment can be given, as data.

use std::path::{Path, PathBuf};

use mock_clerk::InstanceSettings;
use reference_app::Patch;
use serde::Deserialize;
use serde_json::Value;

/// A deliberate breach of one requirement.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Defect {
    /// A name in kebab-case.
    pub id: String,
    /// The requirement that is breached.
    pub requirement: String,
    /// What a developer did wrong, in one sentence.
    pub about: String,
    /// Changes of the reference app's pages.
    #[serde(default)]
    pub patch: Vec<Patch>,
    /// Changes of the reference app's guard.
    #[serde(default)]
    pub guard: Option<Value>,
    /// Changes of the instance's settings.
    #[serde(default)]
    pub instance: Option<Value>,
}

/// All defects, in order.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DefectCatalogue {
    /// The defects.
    #[serde(default)]
    pub defect: Vec<Defect>,
}

/// The catalogue cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum DefectError {
    /// The file cannot be read or parsed.
    #[error("{}: {problem}", path.display())]
    Catalogue {
        /// The file.
        path: PathBuf,
        /// What is wrong, with the line.
        problem: String,
    },
    /// A defect changes a setting that does not exist.
    #[error("the defect “{id}” changes settings that do not exist: {problem}")]
    Settings {
        /// The defect.
        id: String,
        /// What is wrong.
        problem: String,
    },
}

impl DefectCatalogue {
    /// Reads the catalogue.
    ///
    /// # Errors
    /// When the file cannot be read or is not a catalogue, with the line; or when two defects share a name.
    pub fn load(path: &Path) -> Result<Self, DefectError> {
        let failed = |problem: String| DefectError::Catalogue { path: path.to_owned(), problem };
        let text = std::fs::read_to_string(path).map_err(|error| failed(error.to_string()))?;
        let catalogue: Self = toml::from_str(&text).map_err(|error| failed(error.to_string()))?;
        let mut seen = std::collections::BTreeSet::new();
        if let Some(twice) = catalogue.defect.iter().find(|defect| !seen.insert(&defect.id)) {
            return Err(failed(format!("the defect “{}” stands here twice", twice.id)));
        }
        Ok(catalogue)
    }

    /// The defect with that name.
    #[must_use]
    pub fn find(&self, id: &str) -> Option<&Defect> {
        self.defect.iter().find(|defect| defect.id == id)
    }
}

impl Defect {
    /// `settings` of the instance, broken.
    ///
    /// # Errors
    /// When the defect changes a setting that does not exist.
    pub fn break_instance(&self, settings: InstanceSettings) -> Result<InstanceSettings, DefectError> {
        self.apply(settings, self.instance.as_ref())
    }

    /// `settings` of the app's guard, broken.
    ///
    /// # Errors
    /// When the defect changes a setting that does not exist.
    pub fn break_guard(
        &self,
        settings: reference_app::GuardSettings,
    ) -> Result<reference_app::GuardSettings, DefectError> {
        self.apply(settings, self.guard.as_ref())
    }

    fn apply<T>(&self, settings: T, changes: Option<&Value>) -> Result<T, DefectError>
    where
        T: serde::Serialize + serde::de::DeserializeOwned,
    {
        let Some(changes) = changes.and_then(Value::as_object) else { return Ok(settings) };
        let failed = |error: serde_json::Error| DefectError::Settings {
            id: self.id.clone(),
            problem: error.to_string(),
        };
        let mut value = serde_json::to_value(settings).map_err(failed)?;
        for (name, change) in changes {
            value[name] = change.clone();
        }
        serde_json::from_value(value).map_err(failed)
    }
}
