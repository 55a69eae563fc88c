//! What a scenario leaves behind.

use std::collections::BTreeMap;
use std::time::Duration;

use url::Url;

use super::World;
use crate::browser::{PlaceKind, Recording, Tab};
use crate::redact;
use crate::results::{Evidence, Exchange, Hop};

/// More text of a page than anybody reads.
const LONGEST_TEXT: usize = 2_000;

impl World {
    /// What was seen, with a picture under `title`; never fails, because it is asked for when something has.
    pub async fn evidence(&mut self, title: &str, scenario_id: &str) -> Vec<Evidence> {
        let told = self.deployment.as_ref().map(|it| it.clerk.told());
        self.notes.extend(told.unwrap_or_default());
        let mut evidence: Vec<Evidence> = std::mem::take(&mut self.notes)
            .into_iter()
            .map(note)
            .collect();
        evidence.extend(self.billing_evidence().await);
        evidence.extend(self.clause_evidence());
        if !self.is_away.get() {
            evidence.extend(self.provider_evidence().await.map(note));
            evidence.extend(self.stored_evidence().await);
        }
        let Some(tab) = &self.tab else {
            return evidence;
        };
        evidence.extend(tab.played_by().map(note));
        // What hangs would take the time in which all else is told.
        if tab.is_alive().await {
            evidence.extend(seen(tab, title, scenario_id).await);
        }
        let recordings: Vec<_> = tab.recordings().collect();
        let places: Vec<(PlaceKind, &Recording)> = recordings
            .iter()
            .map(|(kind, recording)| (*kind, &**recording))
            .collect();
        evidence.extend(recorded(&places, tab.position()));
        evidence
    }
}

impl World {
    /// Which origins are what in this scenario: `app`, `clerk` (its Frontend API), `provider`.
    #[must_use]
    pub fn origins(&self) -> BTreeMap<String, String> {
        let Some(deployment) = &self.deployment else {
            return BTreeMap::new();
        };
        let of = |url: &str| {
            let url = Url::parse(url).ok()?;
            Some(url.origin().ascii_serialization())
        };
        let places = [
            ("app", deployment.app_url.as_str()),
            ("clerk", deployment.clerk.frontend_api()),
            ("provider", deployment.identity_provider.url()),
        ];
        let named = places.into_iter();
        named
            .filter_map(|(name, url)| Some((name.to_owned(), of(url)?)))
            .collect()
    }
}

/// What the person sees, with a picture under `title`, and what the pages looked like that they have left.
async fn seen(tab: &Tab, title: &str, scenario_id: &str) -> Vec<Evidence> {
    let mut evidence = Vec::new();
    // A page that is being left cannot be pictured; one that never rests is pictured all the same.
    let can_be_read = tab.settle(|_| true).await.is_ok();
    let name = scenario_id.replace(['/', ':'], ".");
    for (index, sight) in tab.sights().into_iter().enumerate() {
        let title = format!("before they left {}", sight.path);
        let path = format!("evidence/{name}.{}.webp", index + 1);
        evidence.push(picture(title, path, sight.bytes));
    }
    // A page that cannot be read may show anything.
    if !can_be_read {
        return evidence;
    }
    if tab.shows_secret().await {
        let why = "the page shows a secret of the deployment, so no picture of it is kept";
        evidence.push(note(why.to_owned()));
    } else if let Ok(bytes) = tab.screenshot().await {
        evidence.push(picture(
            title.to_owned(),
            format!("evidence/{name}.webp"),
            bytes,
        ));
    }
    if let Ok(page) = tab.page().await {
        evidence.push(Evidence::Page {
            url: redact::url(&page.url),
            title: redact::text(&page.title),
            text: redact::text(&page.text)
                .chars()
                .take(LONGEST_TEXT)
                .collect(),
        });
    }
    evidence
}

/// What was recorded in each place, in the order in which they were opened. Where there are several, a note before
/// each says which it is, and how much of what follows is its own: reports put evidence of one kind together.
fn recorded(places: &[(PlaceKind, &Recording)], here: usize) -> Vec<Evidence> {
    let mut evidence = Vec::new();
    for (index, (kind, recording)) in places.iter().enumerate() {
        let (hops, exchanges) = (hops(recording), exchanges(recording));
        let console = recording.console();
        if places.len() > 1 {
            evidence.push(note(format!(
                "place {} of {}, {kind}{}: {} pages, {} exchanges, {} console lines",
                index + 1,
                places.len(),
                if index == here { ", at the end" } else { "" },
                hops.len(),
                exchanges.len(),
                console.len(),
            )));
        }
        evidence.push(Evidence::Redirects { hops });
        evidence.push(Evidence::Exchanges { exchanges });
        evidence.extend(other_bodies(recording).map(note));
        if !console.is_empty() {
            evidence.push(Evidence::Console {
                lines: console.to_vec(),
            });
        }
    }
    evidence
}

fn picture(title: String, path: String, bytes: Vec<u8>) -> Evidence {
    Evidence::Screenshot {
        title,
        path,
        media_type: "image/webp".to_owned(),
        bytes,
    }
}

fn note(text: String) -> Evidence {
    Evidence::Note {
        text: redact::text(&text),
    }
}

fn hops(recording: &Recording) -> Vec<Hop> {
    let navigations = recording
        .requests()
        .iter()
        .filter(|request| request.is_navigation);
    navigations
        .map(|request| Hop {
            status: request.status,
            url: redact::url(&request.url),
            at_ms: Some(millis(request.at)),
        })
        .collect()
}

fn millis(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}

/// What is left out of the exchanges: bodies that nobody can tell the secrets from.
fn other_bodies(recording: &Recording) -> Option<String> {
    let exchanges = recording.requests().iter().filter(|it| it.is_exchange);
    let bodies: Vec<String> = exchanges
        .filter_map(|it| {
            Some(format!(
                "{} {} ({})",
                it.method,
                it.path(),
                it.other_body()?
            ))
        })
        .collect();
    (!bodies.is_empty()).then(|| {
        format!(
            "bodies that are no forms are not shown: {}",
            bodies.join("; ")
        )
    })
}

fn exchanges(recording: &Recording) -> Vec<Exchange> {
    let exchanges = recording
        .requests()
        .iter()
        .filter(|request| request.is_exchange);
    exchanges
        .map(|request| Exchange {
            at_ms: millis(request.at),
            method: request.meant_method(),
            url: redact::url(&request.url),
            form: redact::form(request.form()),
            status: request.status,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// A recording of one page, which printed something.
    fn of_page(path: &str) -> Recording {
        let mut recording = Recording::new("main");
        recording.take(
            "Network.requestWillBeSent",
            &json!({
                "requestId": "1",
                "type": "Document",
                "frameId": "main",
                "request": { "url": format!("http://localhost{path}"), "method": "GET" },
            }),
        );
        recording.take(
            "Runtime.consoleAPICalled",
            &json!({ "type": "log", "args": [{ "value": path }] }),
        );
        recording
    }

    /// Evidence in a few words.
    fn brief(evidence: &Evidence) -> String {
        match evidence {
            Evidence::Redirects { hops } => hops.iter().map(|hop| hop.url.as_str()).collect(),
            Evidence::Exchanges { exchanges } => format!("{} exchanges", exchanges.len()),
            Evidence::Console { lines } => lines.join(" "),
            Evidence::Note { text } => text.clone(),
            _ => "a picture or page".to_owned(),
        }
    }

    #[test]
    fn each_place_that_was_open_leaves_its_own_evidence_behind_with_a_label() {
        let (first, second) = (of_page("/sign-in"), of_page("/verify"));
        let places = [
            (PlaceKind::FirstTab, &first),
            (PlaceKind::AnotherBrowser, &second),
        ];
        let told: Vec<String> = recorded(&places, 1).iter().map(brief).collect();
        assert_eq!(
            told,
            [
                "place 1 of 2, the first tab: 1 pages, 0 exchanges, 1 console lines",
                "http://localhost/sign-in",
                "0 exchanges",
                "log: /sign-in",
                "place 2 of 2, another browser, at the end: 1 pages, 0 exchanges, 1 console lines",
                "http://localhost/verify",
                "0 exchanges",
                "log: /verify",
            ]
        );
    }

    #[test]
    fn a_note_has_no_secrets_of_addresses() {
        let told = note("they were at http://localhost/verify?token=hunter22".to_owned());
        assert_eq!(
            brief(&told),
            "they were at http://localhost/verify?token=[redacted]"
        );
    }

    #[test]
    fn the_only_place_needs_no_label() {
        let first = of_page("/sign-in");
        let told = recorded(&[(PlaceKind::FirstTab, &first)], 0);
        assert!(!told.iter().any(|it| matches!(it, Evidence::Note { .. })));
        assert_eq!(told.len(), 3);
    }

    #[test]
    fn a_body_that_is_no_form_reaches_evidence_as_kind_and_length_only() {
        let mut recording = Recording::new("main");
        let sent = |id: &str, media_type: &str, body: &str| {
            json!({
                "requestId": id,
                "type": "Fetch",
                "request": {
                    "url": "http://localhost/api",
                    "method": "POST",
                    "headers": { "Content-Type": media_type },
                    "postData": body,
                },
            })
        };
        let event = "Network.requestWillBeSent";
        recording.take(
            event,
            &sent("1", "application/json", r#"{"password":"hunter22"}"#),
        );
        recording.take(
            event,
            &sent("2", "application/x-www-form-urlencoded", "username=ann"),
        );
        let exchanges = exchanges(&recording);
        assert!(exchanges[0].form.is_empty(), "{:?}", exchanges[0].form);
        assert_eq!(exchanges[1].form["username"], "ann");
        assert_eq!(
            other_bodies(&recording).as_deref(),
            Some("bodies that are no forms are not shown: POST /api (application/json, 23 bytes)")
        );
    }
}
