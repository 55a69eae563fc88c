//! Which pages people get to see without having to sign in, and which they do not.

use reqwest::header;
use url::Url;

use super::World;
use super::check::same_page;
use crate::http::{client, unreachable};
use crate::step_error::StepError;

impl World {
    /// The browser was not at the page at `path` since their session token expired, not even in passing.
    ///
    /// # Errors
    /// Failed, when it was.
    pub async fn was_not_sent_to(&mut self, path: &str) -> Result<(), StepError> {
        let answers = self.answers_of(path).await?;
        if answers.is_empty() {
            return Ok(());
        }
        Err(StepError::failed(
            format!("they are never sent to {path}"),
            format!("they were, {} times", answers.len()),
        ))
    }

    /// The server did not answer with the page at `path` since their session token expired, whatever the page's
    /// script did then.
    ///
    /// # Errors
    /// Failed, when it did.
    pub async fn was_not_shown(&mut self, path: &str) -> Result<(), StepError> {
        let answers = self.answers_of(path).await?;
        if answers.contains(&Some(200)) {
            return Err(StepError::failed(
                format!("the server leads away from {path}"),
                "it answered 200 with the page",
            ));
        }
        Ok(())
    }

    /// How the page at `path` was answered, each time since their session token expired.
    async fn answers_of(&mut self, path: &str) -> Result<Vec<Option<u16>>, StepError> {
        let page = self.deployment().await?.page(path)?;
        let since = self.requests_before_expiry;
        let tab = self.open_tab()?;
        tab.settle(|_| true).await?;
        let recording = tab.recording();
        let visited = recording.requests().iter().skip(since);
        Ok(visited
            .filter(|request| request.is_navigation && same_page(&request.url, &page))
            .map(|request| request.status)
            .collect())
    }

    /// A page at `path` is public: asked for without a session, it neither leads to sign-in nor refuses.
    ///
    /// # Errors
    /// Failed, when it does.
    pub async fn is_public(&mut self, path: &str) -> Result<(), StepError> {
        let sign_in = self.profile()?.routes.sign_in.clone();
        let url = self.deployment().await?.page(path)?;
        let request = client()
            .get(url.clone())
            .header(header::ACCEPT, "text/html");
        let request = match self.stage()?.target.bypass() {
            Some(bypass) => bypass.opens(request),
            None => request,
        };
        let answer = request.send().await;
        let answer = answer.map_err(|error| unreachable("the app", &error))?;
        let status = answer.status();
        let location = answer.headers().get(header::LOCATION);
        let to = location
            .and_then(|to| to.to_str().ok())
            .and_then(|to| url.join(to).ok())
            .filter(|_| status.is_redirection());
        match to {
            Some(to) if !is_open_way(&url, &to, &sign_in) => Err(StepError::failed(
                format!("{path} is public"),
                format!("it leads to {}", crate::redact::url(to.as_str())),
            )),
            None if matches!(status.as_u16(), 401 | 403 | 500..) => Err(StepError::failed(
                format!("{path} is public"),
                format!("it answers {status}"),
            )),
            _ => Ok(()),
        }
    }
}

/// Whether somebody without a session who is sent from `from` to `to` can go on: on the same site, if not to sign-in;
/// or to Clerk, which tells a new browser who it is. Only a page of sign-in itself may lead to another one below.
fn is_open_way(from: &Url, to: &Url, sign_in: &str) -> bool {
    if to.origin() != from.origin() {
        return to.path().ends_with("/client/handshake");
    }
    let to = to.path().trim_end_matches('/');
    let leads_on = to != sign_in && to != from.path() && from.path().starts_with(sign_in);
    !to.starts_with(sign_in) || leads_on
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_public_page_leads_neither_to_sign_in_nor_to_another_site() {
        let url = |text: &str| Url::parse(text).expect("a URL");
        let from = url("http://localhost:3000/sso-callback");
        let open = |to: &str| is_open_way(&from, &url(to), "/sign-in");
        assert!(open("http://localhost:3000/sso-callback/"));
        assert!(open(
            "https://clerk.example.test/v1/client/handshake?redirect_url=x"
        ));
        assert!(!open(
            "http://localhost:3000/sign-in?redirect_url=%2Fsso-callback"
        ));
        assert!(!open("https://accounts.example.test/sign-in"));
        let of_sign_in = |from: &str, to: &str| {
            let page = |path: &str| url("http://localhost:3000").join(path).expect("a path");
            is_open_way(&page(from), &page(to), "/sign-in")
        };
        assert!(of_sign_in("/sign-in", "/sign-in/factor-one"));
        assert!(!of_sign_in("/sign-in", "/sign-in?redirect_url=%2Fsign-in"));
        assert!(!of_sign_in("/sign-in/factor-two", "/sign-in"));
    }
}
