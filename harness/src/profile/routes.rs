//! Where the pages are.

use serde::Deserialize;

/// Paths of the deployment's pages.
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Routes {
    /// The public start page.
    pub home: String,
    /// The sign-in page.
    pub sign_in: String,
    /// The sign-up page.
    pub sign_up: String,
    /// Where identity providers send people back to.
    pub sso_callback: String,
    /// A page that only signed-in people see.
    pub protected: String,
    /// Another one, with something to do on it.
    pub dashboard: String,
    /// Where people go through session tasks.
    pub tasks: String,
    /// Where people see which providers are connected.
    pub profile: String,
    /// Where people go who opened the sign-in page by itself.
    pub fallback: String,
    /// Where the plans are shown and sold.
    pub billing: String,
    /// Where Clerk's billing webhooks arrive.
    pub webhooks: String,
    /// The API behind the list of habits: `POST` with a `title` adds one.
    pub habits: String,
    /// The same of goals.
    pub goals: String,
    /// The API behind a gated feature; `{feature}` stands for its name.
    pub feature: String,
}

impl Default for Routes {
    fn default() -> Self {
        Self {
            home: "/".to_owned(),
            sign_in: "/sign-in".to_owned(),
            sign_up: "/sign-up".to_owned(),
            sso_callback: "/sso-callback".to_owned(),
            protected: "/protected".to_owned(),
            dashboard: "/dashboard".to_owned(),
            tasks: "/sign-in/tasks".to_owned(),
            profile: "/profile".to_owned(),
            fallback: "/protected".to_owned(),
            billing: "/billing".to_owned(),
            webhooks: "/api/webhooks/clerk-billing".to_owned(),
            habits: "/api/habits".to_owned(),
            goals: "/api/goals".to_owned(),
            feature: "/api/features/{feature}".to_owned(),
        }
    }
}

impl Routes {
    /// Each with its name.
    #[must_use]
    pub fn all(&self) -> [(&'static str, &str); 14] {
        [
            ("home", &self.home),
            ("sign_in", &self.sign_in),
            ("sign_up", &self.sign_up),
            ("sso_callback", &self.sso_callback),
            ("protected", &self.protected),
            ("dashboard", &self.dashboard),
            ("tasks", &self.tasks),
            ("profile", &self.profile),
            ("fallback", &self.fallback),
            ("billing", &self.billing),
            ("webhooks", &self.webhooks),
            ("habits", &self.habits),
            ("goals", &self.goals),
            ("feature", &self.feature),
        ]
    }
}
