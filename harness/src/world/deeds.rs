//! What a page does to attempts and sessions, as the Frontend API sees it.

use super::World;
use super::check::{compare, same_page};
use crate::browser::Request;
use crate::step_error::StepError;

/// Something that a page can do to attempts and sessions, as the Frontend API sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deed {
    /// Makes a sign-in of a sign-up.
    TransferToSignIn,
    /// Makes a sign-up of a sign-in.
    TransferToSignUp,
    /// Makes a session the active one.
    Activation,
}

impl Deed {
    /// What a request does, if it is one of these.
    #[must_use]
    pub fn of(request: &Request) -> Option<Self> {
        if !request.is_exchange || request.meant_method() != "POST" {
            return None;
        }
        let path = request.path();
        let transfers = || {
            let mut form = request.form();
            form.any(|(name, value)| name == "transfer" && value == "true")
        };
        if path.ends_with("/v1/client/sign_ins") && transfers() {
            return Some(Self::TransferToSignIn);
        }
        if path.ends_with("/v1/client/sign_ups") && transfers() {
            return Some(Self::TransferToSignUp);
        }
        let activates = path.contains("/v1/client/sessions/") && path.ends_with("/touch");
        activates.then_some(Self::Activation)
    }

    /// Its name in feature files.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::TransferToSignIn => "transfer to sign-in",
            Self::TransferToSignUp => "transfer to sign-up",
            Self::Activation => "activation",
        }
    }
}

fn in_words(deeds: &[Deed]) -> String {
    if deeds.is_empty() {
        return "nothing".to_owned();
    }
    let names: Vec<&str> = deeds.iter().map(|deed| deed.name()).collect();
    names.join(", ")
}

impl World {
    /// So many calls of the Frontend API were made that `which` likes.
    ///
    /// # Errors
    /// Failed, when there were more or fewer.
    pub async fn made_calls(
        &mut self,
        what: &str,
        expected: usize,
        which: impl Fn(&Request) -> bool,
    ) -> Result<(), StepError> {
        let tab = self.open_tab()?;
        tab.come_to_rest().await?;
        let found = tab
            .recording()
            .requests()
            .iter()
            .filter(|request| request.is_exchange && which(request))
            .count();
        compare(&format!("how often the page {what}"), expected, found)
    }

    /// What the page did to attempts and sessions, in order: exactly these, once each.
    ///
    /// # Errors
    /// Failed, when it did more, less or something else.
    pub async fn did(&mut self, expected: &[Deed]) -> Result<(), StepError> {
        let tab = self.open_tab()?;
        tab.come_to_rest().await?;
        let found: Vec<Deed> = tab
            .recording()
            .requests()
            .iter()
            .filter_map(Deed::of)
            .collect();
        if found == expected {
            return Ok(());
        }
        Err(StepError::failed(
            format!("the page does this: {}", in_words(expected)),
            format!("it does this: {}", in_words(&found)),
        ))
    }

    /// The first page that the callback page led to, and whether it did so by itself.
    ///
    /// # Errors
    /// Failed, when it led elsewhere, or nowhere.
    pub async fn callback_leads_to(&mut self, path: &str, name: &str) -> Result<(), StepError> {
        let callback = self.profile()?.routes.sso_callback.clone();
        let from = self.deployment().await?.page(&callback)?;
        let wanted = self.deployment().await?.page(path)?;
        let tab = self.open_tab()?;
        tab.settle(|_| true).await?;
        let recording = tab.recording();
        let visited: Vec<&Request> = recording
            .requests()
            .iter()
            .filter(|request| request.is_navigation)
            .collect();
        let last_time = visited.iter().rposition(|it| same_page(&it.url, &from));
        let next = last_time.and_then(|index| visited.get(index + 1));
        match next {
            Some(next) if same_page(&next.url, &wanted) => Ok(()),
            next => Err(StepError::failed(
                format!("the callback page leads to {name} ({wanted})"),
                next.map_or_else(
                    || "it leads nowhere".to_owned(),
                    |next| format!("it leads to {}", crate::redact::url(&next.url)),
                ),
            )),
        }
    }

    /// What the page did to attempts and sessions, it did when Clerk had answered for the last time who they are.
    ///
    /// # Errors
    /// Failed, when it did something before, or never did anything.
    pub async fn waited_for_clerk(&mut self) -> Result<(), StepError> {
        let callback = self.profile()?.routes.sso_callback.clone();
        let tab = self.open_tab()?;
        tab.settle(|_| true).await?;
        let recording = tab.recording();
        let requests = recording.requests();
        let opened = requests
            .iter()
            // The page may write its own address into the history, which is no visit.
            .rposition(|it| it.is_navigation && it.status.is_some() && it.path() == callback);
        let since = &requests[opened.unwrap_or_default()..];
        let first_deed = since.iter().position(|request| Deed::of(request).is_some());
        let read = since
            .iter()
            .find(|it| it.meant_method() == "GET" && it.path() == "/v1/client");
        match (read.and_then(|read| read.answered_at), first_deed) {
            (Some(answered), Some(deed)) if since[deed].at >= answered => Ok(()),
            (_, None) => Err(StepError::failed(
                "the page goes on once Clerk has answered",
                "it did nothing",
            )),
            (answered, Some(deed)) => Err(StepError::failed(
                "the page waits until Clerk has told what is under way",
                format!(
                    "it acted after {} ms, and Clerk answered {}",
                    since[deed].at.as_millis(),
                    answered.map_or_else(
                        || "never".to_owned(),
                        |at| format!("after {} ms", at.as_millis())
                    )
                ),
            )),
        }
    }
}
