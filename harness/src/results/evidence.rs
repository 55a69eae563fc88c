//! What was seen while a scenario ran.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Level;

/// What was seen while a scenario ran. Secrets never reach it.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Evidence {
    /// A picture of the page.
    Screenshot {
        /// What it shows, e.g. `at the end`.
        title: String,
        /// Relative to `results.json`.
        path: String,
        /// The MIME type, e.g. `image/webp`.
        media_type: String,
        /// Its content, until the file is written.
        #[serde(skip)]
        bytes: Vec<u8>,
    },
    /// The page the scenario ended on.
    Page {
        /// Its address.
        url: String,
        /// Its title.
        title: String,
        /// The text it shows, cut after 2,000 characters.
        text: String,
    },
    /// The pages that the browser went through, in order.
    Redirects {
        /// One per address.
        hops: Vec<Hop>,
    },
    /// What the pages' scripts and forms exchanged with the Frontend API and the deployment.
    Exchanges {
        /// In order.
        exchanges: Vec<Exchange>,
    },
    /// What the browser printed to its console.
    Console {
        /// In order, `level: text`.
        lines: Vec<String>,
    },
    /// What the deployment wrote to its log meanwhile.
    Log {
        /// In order, as written, secrets redacted.
        lines: Vec<String>,
        /// Those of the lines that tell of a fault of the deployment: `Error processing`, an answer with 5xx.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        trouble: Vec<String>,
    },
    /// What was stored at the end, by whom it is stored.
    Stored {
        /// Who stores it, e.g. `Clerk` or `the plan store`.
        by: String,
        /// In order, a fact each, e.g. `account of the newcomer: verified email address, signed up by transfer`.
        facts: Vec<String>,
    },
    /// The attempts to deliver webhook messages to the deployment.
    Deliveries {
        /// In order of time.
        deliveries: Vec<Delivery>,
    },
    /// How long a change of plan took from the payment to the page.
    Hops {
        /// In order of time; one that was never reached is left out.
        hops: Vec<Milestone>,
    },
    /// What specifications ask of an answer, clause by clause.
    Clauses {
        /// What was looked at, e.g. `the discovery document`.
        about: String,
        /// In order.
        clauses: Vec<ClauseResult>,
    },
    /// What the harness did or met that explains the outcome.
    Note {
        /// One line.
        text: String,
    },
}

/// One address that the browser went to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hop {
    /// The answer's status; absent when none was seen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
    /// The address, secrets redacted.
    pub url: String,
    /// When the browser went there: milliseconds since the scenario opened its tab.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_ms: Option<u64>,
}

/// One request and its answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Exchange {
    /// Milliseconds since the scenario opened its tab.
    pub at_ms: u64,
    /// The HTTP method; for a Frontend API call, the one meant by `_method`.
    pub method: String,
    /// The address, secrets redacted.
    pub url: String,
    /// Form fields of the request, secrets redacted.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub form: BTreeMap<String, String>,
    /// The answer's status; absent when none came.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
}

/// One attempt to deliver a webhook message. The same message may be delivered several times.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Delivery {
    /// Milliseconds since the scenario began.
    pub at_ms: u64,
    /// The message's ID, e.g. `msg_2mV…`: the same for each attempt.
    pub id: String,
    /// The event's type, e.g. `billing.subscription.created`.
    pub event: String,
    /// The header `svix-timestamp` as it was sent, in seconds since 1970 unless it is distorted; absent where none was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timestamp: Option<String>,
    /// What is deliberately wrong with the request, e.g. `tampered-body`; absent where nothing is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub distortion: Option<String>,
    /// The answer's status; absent when none came.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
    /// The answer's body, cut short.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answer: Option<String>,
    /// Why no answer came.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    /// How long the answer took, in milliseconds.
    pub took_ms: u64,
}

/// A point that a change of plan passes on its way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Milestone {
    /// `payment`, `event` (it has arrived), `stored` (the plan) or `page` (it shows the plan).
    pub name: String,
    /// Milliseconds since the payment.
    pub at_ms: u64,
}

/// One sentence of a specification, and whether an answer keeps to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClauseResult {
    /// A stable name, e.g. `discovery.issuer`.
    pub id: String,
    /// Whether a breach is a failure or a warning.
    pub level: Level,
    /// Where it stands, e.g. `RFC 6749, section 5.1`.
    pub section: String,
    /// What it asks for.
    pub asks: String,
    /// What was found.
    pub outcome: ClauseOutcome,
    /// What was seen instead, secrets redacted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub saw: Option<String>,
    /// Why the profile lists it as known to be broken.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub known_because: Option<String>,
}

/// What was found of a clause.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ClauseOutcome {
    /// It holds.
    Holds,
    /// There is nothing that it speaks of.
    Silent,
    /// It does not hold.
    Broken,
    /// It does not hold, and the profile says that and why.
    KnownFailure,
    /// It holds, and the profile says that it does not.
    HoldsAgainstExpectation,
}
