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
    /// `path` with what the names in braces stand for.
    ///
    /// # Errors
    /// When there is no route of a name: which there are.
    pub fn fill(&self, path: &str) -> Result<String, String> {
        let mut filled = String::new();
        let mut rest = path;
        while let Some((before, from_name)) = rest.split_once('{') {
            let (name, after) = from_name.split_once('}').unwrap_or((from_name, ""));
            let Some((_, route)) = self.all().into_iter().find(|(it, _)| *it == name) else {
                let names = self.all().map(|(name, _)| name).join(", ");
                return Err(format!("there is no route {{{name}}}; there are {names}"));
            };
            filled.push_str(before);
            filled.push_str(route.trim_end_matches('/'));
            rest = after;
        }
        filled.push_str(rest);
        Ok(if filled.is_empty() {
            "/".to_owned()
        } else {
            filled
        })
    }

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_may_begin_where_the_profile_has_a_page() {
        let routes = Routes {
            sign_in: "/login/".to_owned(),
            ..Routes::default()
        };
        for (path, filled) in [
            ("/terms", "/terms"),
            ("{sign_in}", "/login"),
            ("{sign_in}/factor-two", "/login/factor-two"),
            ("{home}", "/"),
        ] {
            assert_eq!(routes.fill(path).as_deref(), Ok(filled), "{path}");
        }
        let slip = routes.fill("{signin}").expect_err("a slip");
        assert!(
            slip.starts_with("there is no route {signin}; there are home, sign_in,"),
            "{slip}"
        );
    }
}
