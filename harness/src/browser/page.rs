//! What a person sees.

use std::fmt;

use url::Url;

use crate::redact;

/// What a page is and says. Its [`fmt::Debug`] has no secrets.
#[derive(Clone, PartialEq, Eq)]
pub struct Page {
    /// Its address, secrets included.
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
        let words = redact::text(&words);
        let beginning: String = words.chars().take(LONGEST).collect();
        let more = if beginning.len() < words.len() {
            " …"
        } else {
            ""
        };
        let url = redact::url(&self.url);
        if beginning.is_empty() {
            format!("{url}, which is blank")
        } else {
            format!("{url}, which says “{beginning}{more}”")
        }
    }
}

impl fmt::Debug for Page {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Page")
            .field("url", &redact::url(&self.url))
            .field("title", &self.title)
            .field("text", &redact::text(&self.text))
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_keeps_the_secrets_of_addresses_wherever_it_is_told_of() {
        let page = Page {
            url: "http://localhost/verify?token=hunter22".to_owned(),
            title: "Verify".to_owned(),
            text: "Go on at http://localhost/sso-callback?rotating_token_nonce=hunter22 now"
                .to_owned(),
        };
        for told in [format!("{page:?}"), page.describe()] {
            assert!(!told.contains("hunter22"), "{told}");
            assert!(told.contains("/verify?token=[redacted]"), "{told}");
            assert!(told.contains(" now"), "{told}");
        }
    }
}
