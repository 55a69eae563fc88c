//! What a person sees.

use url::Url;

/// What a page is and says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// Its address.
    pub url: String,
    /// Its title.
    pub title: String,
    /// The text on it.
    pub text: String,
}

/// Where a person has ended up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settled {
    /// The page.
    pub page: Page,
    /// Whether it is what was waited for.
    pub as_wanted: bool,
    /// Of a page that was still busy at the deadline: with what.
    pub busy_with: Option<String>,
}

impl Settled {
    /// The page in words, and what kept it from coming to rest.
    #[must_use]
    pub fn describe(&self) -> String {
        match &self.busy_with {
            Some(what) => format!(
                "{}, but does not come to rest: {what}",
                self.page.describe()
            ),
            None => self.page.describe(),
        }
    }
}

impl Page {
    /// The path of its address.
    #[must_use]
    pub fn path(&self) -> String {
        Url::parse(&self.url)
            .map(|url| url.path().to_owned())
            .unwrap_or_default()
    }

    /// Address and beginning of the text, for a message; secrets redacted.
    #[must_use]
    pub fn describe(&self) -> String {
        const LONGEST: usize = 160;
        let words = self.text.split_whitespace().collect::<Vec<_>>().join(" ");
        let words = crate::redact::text(&words);
        let beginning: String = words.chars().take(LONGEST).collect();
        let more = if beginning.len() < words.len() {
            " …"
        } else {
            ""
        };
        let url = crate::redact::url(&self.url);
        if beginning.is_empty() {
            format!("{url}, which is blank")
        } else {
            format!("{url}, which says “{beginning}{more}”")
        }
    }
}
