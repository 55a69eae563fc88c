//! The pages and API routes of an app, by the files below its `app` folder (Next.js, "Project structure").

use std::path::Path;

/// The endings of files that are a page or a route.
const ENDINGS: [&str; 6] = ["tsx", "ts", "jsx", "js", "mdx", "md"];

/// The paths that an app answers at, without those that have a variable part.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Pages {
    pages: Vec<String>,
    routes: Vec<String>,
}

impl Pages {
    /// Looks below `app` or `src/app` in the folder of an app. What cannot be read is not there.
    pub(crate) fn of(folder: &Path) -> Self {
        let mut found = Self::default();
        for root in ["app", "src/app"] {
            found.walk(&folder.join(root), "");
        }
        found.pages.sort();
        found.routes.sort();
        found
    }

    /// Adds what is in `folder`, which is reached at `path`.
    fn walk(&mut self, folder: &Path, path: &str) {
        let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
        for entry in entries {
            let name = entry.file_name().to_string_lossy().into_owned();
            if entry.path().is_dir() {
                if let Some(part) = segment(&name) {
                    self.walk(&entry.path(), &format!("{path}{part}"));
                }
                continue;
            }
            let here = if path.is_empty() { "/" } else { path };
            match name.split_once('.') {
                Some(("page", ending)) if ENDINGS.contains(&ending) => {
                    self.pages.push(here.to_owned());
                }
                Some(("route", ending)) if ENDINGS.contains(&ending) => {
                    self.routes.push(here.to_owned());
                }
                _ => {}
            }
        }
    }

    pub(crate) fn sign_in(&self) -> Option<String> {
        self.named(&["signin", "login"])
    }

    pub(crate) fn sign_up(&self) -> Option<String> {
        self.named(&["signup", "register", "join"])
    }

    pub(crate) fn sso_callback(&self) -> Option<String> {
        self.named(&["ssocallback", "oauthcallback", "callback"])
    }

    pub(crate) fn tasks(&self) -> Option<String> {
        self.named(&["tasks"])
    }

    /// A page that only signed-in people see, as far as names tell.
    pub(crate) fn protected(&self) -> Option<String> {
        self.named(&["protected", "dashboard", "account", "profile", "settings"])
    }

    pub(crate) fn dashboard(&self) -> Option<String> {
        self.named(&["dashboard"])
    }

    pub(crate) fn profile(&self) -> Option<String> {
        self.named(&["profile", "account", "userprofile", "settings"])
    }

    pub(crate) fn billing(&self) -> Option<String> {
        self.named(&["billing", "pricing", "plans"])
    }

    /// The route that takes webhooks: one about billing or Clerk before any other.
    pub(crate) fn webhooks(&self) -> Option<String> {
        let hooks = || self.routes.iter().filter(|it| it.contains("webhook"));
        let about = |word: &str| hooks().find(|it| it.contains(word));
        let found = about("billing").or_else(|| about("clerk"));
        found.or_else(|| hooks().next()).cloned()
    }

    /// The shortest path that ends with a word; of the words, the first that there is. Case, `-` and `_` do not matter.
    fn named(&self, words: &[&str]) -> Option<String> {
        let last = |path: &str| {
            let last = path.rsplit('/').next().unwrap_or_default();
            last.replace(['-', '_'], "").to_lowercase()
        };
        let of = |word: &&str| {
            let pages = self.pages.iter().filter(|it| last(it) == *word);
            pages.min_by_key(|it| it.len()).cloned()
        };
        words.iter().find_map(of)
    }
}

/// What a folder adds to the path; `None` if nothing below it is reached under its own path, or the path has a variable
/// part.
fn segment(name: &str) -> Option<String> {
    let is_private = name.starts_with('_');
    let intercepts = name.starts_with("(.");
    let adds_nothing = name.starts_with('@')
        || name.starts_with("[[...")
        || (name.starts_with('(') && name.ends_with(')'));
    if is_private || intercepts {
        None
    } else if adds_nothing {
        Some(String::new())
    } else if name.starts_with('[') {
        None
    } else {
        Some(format!("/{name}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::next_app::Sample;

    fn of(files: &[&str]) -> Pages {
        let files: Vec<(&str, &str)> = files.iter().map(|path| (*path, "")).collect();
        Pages::of(Sample::new(&files).path())
    }

    #[test]
    fn folders_are_paths_but_for_groups_slots_and_optional_rests() {
        let found = of(&[
            "app/page.tsx",
            "app/layout.tsx",
            "app/(auth)/sign-in/[[...sign-in]]/page.tsx",
            "app/(app)/@modal/settings/page.jsx",
            "app/(app)/(.)photo/page.tsx",
            "app/habits/[id]/page.tsx",
            "app/_parts/page.tsx",
            "app/api/webhooks/route.ts",
            "app/sign-in/page.test.tsx",
        ]);
        assert_eq!(found.pages, ["/", "/settings", "/sign-in"]);
        assert_eq!(found.routes, ["/api/webhooks"]);
    }

    #[test]
    fn pages_are_known_by_the_last_word_of_their_path() {
        let found = of(&[
            "src/app/auth/login/page.tsx",
            "src/app/login/page.tsx",
            "src/app/signUp/page.tsx",
            "src/app/auth/sso_callback/page.tsx",
            "src/app/dashboard/page.tsx",
            "src/app/dashboard/billing/page.tsx",
        ]);
        assert_eq!(found.sign_in().as_deref(), Some("/login"));
        assert_eq!(found.sign_up().as_deref(), Some("/signUp"));
        assert_eq!(found.sso_callback().as_deref(), Some("/auth/sso_callback"));
        assert_eq!(found.protected().as_deref(), Some("/dashboard"));
        assert_eq!(found.billing().as_deref(), Some("/dashboard/billing"));
        assert_eq!(found.tasks(), None);
    }

    #[test]
    fn of_several_webhook_routes_the_one_about_billing_is_meant() {
        let route = |name: &str| format!("app/api/webhooks/{name}/route.ts");
        let all = ["stripe", "clerk", "clerk-billing"].map(route);
        let all: Vec<&str> = all.iter().map(String::as_str).collect();
        let found = |files: &[&str]| of(files).webhooks();
        assert_eq!(found(&all).as_deref(), Some("/api/webhooks/clerk-billing"));
        assert_eq!(found(&all[..2]).as_deref(), Some("/api/webhooks/clerk"));
        assert_eq!(found(&all[..1]).as_deref(), Some("/api/webhooks/stripe"));
        assert_eq!(found(&[]), None);
    }
}
