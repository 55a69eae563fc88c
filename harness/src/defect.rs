//! Defects: deliberate breaches that the embedded deployment can be given, as data.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use mock_clerk::InstanceSettings;
use reference_app::Patch;
use serde::Deserialize;
use serde_json::Value;

use crate::slip;

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
    /// Changes of the reference app's guard: JSON pointers (RFC 6901) without the first slash, and values.
    #[serde(default)]
    pub guard: BTreeMap<String, Value>,
    /// Changes of the instance's settings, likewise.
    #[serde(default)]
    pub instance: BTreeMap<String, Value>,
    /// Changes of how the reference app bills, likewise.
    #[serde(default)]
    pub billing: BTreeMap<String, Value>,
    /// Changes of the plan store's rules, likewise.
    #[serde(default)]
    pub store: BTreeMap<String, Value>,
    /// Changes of the environment that app and plan store are started with, likewise.
    #[serde(default)]
    pub environment: BTreeMap<String, Value>,
    /// Members of the webhook endpoint that the instance has for the app.
    #[serde(default)]
    pub endpoint: BTreeMap<String, Value>,
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
        let failed = |problem: String| DefectError::Catalogue {
            path: path.to_owned(),
            problem,
        };
        let text = std::fs::read_to_string(path).map_err(|error| failed(error.to_string()))?;
        let catalogue: Self =
            toml::from_str(&text).map_err(|error| failed(slip::told(&text, &error)))?;
        let mut seen = std::collections::BTreeSet::new();
        if let Some(twice) = catalogue
            .defect
            .iter()
            .find(|defect| !seen.insert(&defect.id))
        {
            return Err(failed(format!(
                "the defect “{}” stands here twice",
                twice.id
            )));
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
    pub fn break_instance(
        &self,
        settings: InstanceSettings,
    ) -> Result<InstanceSettings, DefectError> {
        self.apply(settings, &self.instance)
    }

    /// `settings` of the app's guard, broken.
    ///
    /// # Errors
    /// When the defect changes a setting that does not exist.
    pub fn break_guard(
        &self,
        settings: reference_app::GuardSettings,
    ) -> Result<reference_app::GuardSettings, DefectError> {
        self.apply(settings, &self.guard)
    }

    /// `settings` of the app's billing, broken.
    ///
    /// # Errors
    /// When the defect changes a setting that does not exist.
    pub fn break_billing(
        &self,
        settings: reference_app::BillingSettings,
    ) -> Result<reference_app::BillingSettings, DefectError> {
        self.apply(settings, &self.billing)
    }

    /// `rules` of the plan store, broken.
    ///
    /// # Errors
    /// When the defect changes a rule that does not exist.
    pub fn break_store(
        &self,
        rules: plan_store::StoreSettings,
    ) -> Result<plan_store::StoreSettings, DefectError> {
        self.apply(rules, &self.store)
    }

    /// `environment` of app and store, broken.
    ///
    /// # Errors
    /// When the defect changes a variable that does not exist.
    pub(crate) fn break_environment<T>(&self, environment: T) -> Result<T, DefectError>
    where
        T: serde::Serialize + serde::de::DeserializeOwned,
    {
        self.apply(environment, &self.environment)
    }

    fn apply<T>(&self, settings: T, changes: &BTreeMap<String, Value>) -> Result<T, DefectError>
    where
        T: serde::Serialize + serde::de::DeserializeOwned,
    {
        let failed = |problem: String| DefectError::Settings {
            id: self.id.clone(),
            problem,
        };
        let mut value =
            serde_json::to_value(settings).map_err(|error| failed(error.to_string()))?;
        for (pointer, change) in changes {
            let setting = value.pointer_mut(&format!("/{pointer}"));
            *setting.ok_or_else(|| failed(format!("there is no {pointer}")))? = change.clone();
        }
        serde_json::from_value(value).map_err(|error| failed(error.to_string()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn defect(text: &str) -> Defect {
        let text =
            format!("[[defect]]\nid = \"a\"\nrequirement = \"CB-06\"\nabout = \"b\"\n{text}");
        toml::from_str::<DefectCatalogue>(&text)
            .expect("a catalogue")
            .defect
            .remove(0)
    }

    #[test]
    fn a_defect_changes_the_settings_it_names_and_no_others() {
        let broken = defect("guard = { no_store = false }")
            .break_guard(reference_app::GuardSettings::default());
        let broken = broken.expect("a setting that exists");
        assert_eq!(
            broken,
            reference_app::GuardSettings {
                no_store: false,
                ..Default::default()
            }
        );
    }

    #[test]
    fn a_setting_that_does_not_exist_is_named() {
        let error = defect("guard = { no_stores = false }")
            .break_guard(reference_app::GuardSettings::default());
        let text = error.expect_err("a typo").to_string();
        assert!(text.contains("“a”") && text.contains("no_stores"), "{text}");
    }
}
