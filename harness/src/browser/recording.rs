//! What a tab did: requests, navigations, console.

use std::collections::HashMap;
use std::fmt;
use std::time::{Duration, Instant};

use serde_json::Value;

use super::request::Request;
use crate::redact;

/// So often does Chromium let one request be redirected (`net::ERR_TOO_MANY_REDIRECTS`).
const MOST_REDIRECTS: usize = 20;

/// What has happened on a tab so far. Its [`fmt::Debug`] has no secrets.
pub struct Recording {
    started: Instant,
    /// The tab's own frame; frames inside it are recorded but are not navigations.
    main_frame: String,
    requests: Vec<Request>,
    /// Requests without an answer, each with the document that it is made for.
    under_way: HashMap<String, String>,
    last_activity: Instant,
    /// Where answers sent the browser, followed or not.
    sent_to: Vec<String>,
    console: Vec<String>,
}

impl fmt::Debug for Recording {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Recording")
            .field("requests", &self.requests)
            .field("under_way", &self.under_way.len())
            .field("sent_to", &self.sent_to.len())
            .field("console", &self.console.len())
            .finish_non_exhaustive()
    }
}

impl Recording {
    /// Of a tab that was just opened.
    #[must_use]
    pub fn new(main_frame: &str) -> Self {
        Self::begun_at(Instant::now(), main_frame)
    }

    /// Of a place that was just opened, in a tab that was opened at `started`.
    #[must_use]
    pub fn begun_at(started: Instant, main_frame: &str) -> Self {
        Self {
            started,
            main_frame: main_frame.to_owned(),
            requests: Vec::new(),
            under_way: HashMap::new(),
            last_activity: Instant::now(),
            sent_to: Vec::new(),
            console: Vec::new(),
        }
    }

    /// All requests, in order.
    #[must_use]
    pub fn requests(&self) -> &[Request] {
        &self.requests
    }

    /// Where answers sent the browser, in order; also to addresses that no browser can open. Secrets included.
    #[must_use]
    pub fn sent_to(&self) -> &[String] {
        &self.sent_to
    }

    /// What was printed to the console, `level: text`. Addresses in it have no secrets.
    #[must_use]
    pub fn console(&self) -> &[String] {
        &self.console
    }

    /// For how long nothing has been under way; zero while something is.
    #[must_use]
    pub fn quiet_for(&self) -> Duration {
        if self.under_way.is_empty() {
            self.last_activity.elapsed()
        } else {
            Duration::ZERO
        }
    }

    /// How long ago something happened, whatever is under way.
    #[must_use]
    pub fn since_activity(&self) -> Duration {
        self.last_activity.elapsed()
    }

    /// Whether a request waits for its answer that `which` likes.
    pub fn is_under_way(&self, which: impl Fn(&Request) -> bool) -> bool {
        self.requests
            .iter()
            .any(|request| self.under_way.contains_key(&request.id) && which(request))
    }

    /// What keeps the page from being quiet, in words.
    #[must_use]
    pub fn business(&self) -> String {
        let unanswered = |request: &&Request| self.under_way.contains_key(&request.id);
        let waiting: Vec<String> = self
            .requests
            .iter()
            .filter(unanswered)
            .map(Request::path)
            .collect();
        match (waiting.as_slice(), self.requests.last()) {
            ([], Some(latest)) => format!(
                "{} requests so far, the latest to {}",
                self.requests.len(),
                latest.path()
            ),
            ([], None) => "it has just been opened".to_owned(),
            (waiting, _) => format!("it waits for {}", waiting.join(", ")),
        }
    }

    /// The last two addresses of the latest request, if it was sent on so often that browsers give up. Secrets included.
    #[must_use]
    pub fn circles_between(&self) -> Option<[&str; 2]> {
        let latest = self.requests.last()?;
        let hops = self.requests.iter().rev().filter(|it| it.id == latest.id);
        let hops: Vec<&Request> = hops.take(MOST_REDIRECTS).collect();
        (hops.len() == MOST_REDIRECTS).then(|| [&*hops[1].url, &*hops[0].url])
    }

    /// Something has happened, or the person does something: what it leads to has not happened yet.
    pub fn stir(&mut self) {
        self.last_activity = Instant::now();
    }

    /// Takes one DevTools event.
    pub fn take(&mut self, event: &str, parameters: &Value) {
        match event {
            "Network.requestWillBeSent" => self.request(parameters),
            "Network.responseReceived" => {
                let status = status(&parameters["response"]);
                self.answered(id(parameters), status);
                // A script may leave the rest of an answer unread for ever, or read a stream of it.
                if matches!(parameters["type"].as_str(), Some("Fetch" | "XHR")) {
                    self.under_way.remove(id(parameters));
                }
            }
            // Only these are the headers as they came, of each answer of a chain.
            "Network.responseReceivedExtraInfo" => {
                let location = header(&parameters["headers"], "location");
                self.sent_to.extend(location.map(str::to_owned));
            }
            "Network.dataReceived" => self.stir(),
            "Network.loadingFinished" => {
                self.under_way.remove(id(parameters));
                self.stir();
            }
            "Network.loadingFailed" => {
                self.failed(parameters);
                self.under_way.remove(id(parameters));
                self.stir();
            }
            "Page.frameNavigated" => {
                let frame = &parameters["frame"];
                // What a document had under way ends with it, and nothing says so.
                if frame["id"].as_str() == Some(&self.main_frame) {
                    self.under_way
                        .retain(|_, document| frame["loaderId"].as_str() == Some(document));
                    self.stir();
                }
            }
            "Page.navigatedWithinDocument" => self.moved_within(parameters),
            "Runtime.consoleAPICalled" => {
                let words = parameters["args"]
                    .as_array()
                    .into_iter()
                    .flatten()
                    .map(|argument| {
                        let value = &argument["value"];
                        value
                            .as_str()
                            .or(argument["description"].as_str())
                            .map_or_else(|| value.to_string(), str::to_owned)
                    });
                let text = words.collect::<Vec<_>>().join(" ");
                self.print(parameters["type"].as_str().unwrap_or("log"), &text);
            }
            "Runtime.exceptionThrown" => {
                let details = &parameters["exceptionDetails"];
                let text = details["exception"]["description"]
                    .as_str()
                    .or(details["text"].as_str());
                self.print("exception", text.unwrap_or_default());
            }
            "Log.entryAdded" => {
                let entry = &parameters["entry"];
                let text = format!(
                    "{} {}",
                    entry["text"].as_str().unwrap_or_default(),
                    entry["url"].as_str().unwrap_or_default()
                );
                self.print(entry["level"].as_str().unwrap_or("info"), text.trim_end());
            }
            _ => {}
        }
    }

    fn request(&mut self, parameters: &Value) {
        let request = &parameters["request"];
        let url = request["url"].as_str().unwrap_or_default();
        if !url.starts_with("http") {
            return;
        }
        let id = id(parameters).to_owned();
        if let Some(redirect) = parameters.get("redirectResponse") {
            self.answered(&id, status(redirect));
        }
        let kind = parameters["type"].as_str().unwrap_or_default();
        let is_document = kind == "Document";
        self.requests.push(Request {
            id: id.clone(),
            at: self.started.elapsed(),
            method: request["method"].as_str().unwrap_or_default().to_owned(),
            url: url.to_owned(),
            body: request["postData"].as_str().unwrap_or_default().to_owned(),
            media_type: media_type(&request["headers"]),
            status: None,
            answered_at: None,
            error: None,
            is_navigation: is_document && parameters["frameId"].as_str() == Some(&self.main_frame),
            is_exchange: matches!(kind, "Fetch" | "XHR")
                || (is_document && request["method"] != "GET"),
        });
        // Streams stay open for as long as their page.
        if !matches!(kind, "EventSource" | "WebSocket" | "Ping") {
            let document = parameters["loaderId"].as_str().unwrap_or_default();
            self.under_way.insert(id, document.to_owned());
        }
        self.stir();
    }

    fn answered(&mut self, id: &str, status: Option<u16>) {
        if let Some(request) = self
            .requests
            .iter_mut()
            .rev()
            .find(|request| request.id == id)
        {
            request.status = status;
            request.answered_at = Some(self.started.elapsed());
        }
        self.stir();
    }

    /// Takes down why there is no answer, or not all of it.
    fn failed(&mut self, parameters: &Value) {
        let mut latest = self.requests.iter_mut().rev();
        if let Some(request) = latest.find(|request| request.id == id(parameters)) {
            request.error = parameters["errorText"].as_str().map(str::to_owned);
        }
    }

    fn moved_within(&mut self, parameters: &Value) {
        if parameters["frameId"].as_str() == Some(&self.main_frame) {
            self.requests.push(Request {
                id: String::new(),
                at: self.started.elapsed(),
                method: "GET".to_owned(),
                url: parameters["url"].as_str().unwrap_or_default().to_owned(),
                body: String::new(),
                media_type: None,
                status: None,
                answered_at: None,
                error: None,
                is_navigation: true,
                is_exchange: false,
            });
            self.stir();
        }
    }

    fn print(&mut self, level: &str, text: &str) {
        /// A page that logs in a loop must not fill the memory.
        const MOST: usize = 500;
        if self.console.len() < MOST {
            self.console.push(redact::text(&format!("{level}: {text}")));
        }
    }
}

fn id(parameters: &Value) -> &str {
    parameters["requestId"].as_str().unwrap_or_default()
}

/// The value of a header, whose name may be in any case.
fn header<'a>(headers: &'a Value, name: &str) -> Option<&'a str> {
    let (_, value) = headers
        .as_object()?
        .iter()
        .find(|(own, _)| own.eq_ignore_ascii_case(name))?;
    value.as_str()
}

/// What the headers of a request say that its body is.
fn media_type(headers: &Value) -> Option<String> {
    let content_type = header(headers, "content-type")?;
    let media_type = content_type.split(';').next().unwrap_or_default();
    Some(media_type.trim().to_ascii_lowercase())
}

fn status(response: &Value) -> Option<u16> {
    response["status"]
        .as_u64()
        .and_then(|status| u16::try_from(status).ok())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn sent(id: &str, url: &str, kind: &str) -> Value {
        json!({ "requestId": id, "type": kind, "frameId": "main", "request": { "url": url, "method": "GET" } })
    }

    #[test]
    fn a_redirect_is_two_navigations_and_the_first_has_its_status() {
        let mut recording = Recording::new("main");
        recording.take(
            "Network.requestWillBeSent",
            &sent("1", "http://localhost/a", "Document"),
        );
        let mut second = sent("1", "http://localhost/b", "Document");
        second["redirectResponse"] = json!({ "status": 307 });
        recording.take("Network.requestWillBeSent", &second);
        recording.take(
            "Network.responseReceived",
            &json!({ "requestId": "1", "response": { "status": 200 } }),
        );
        let seen: Vec<_> = recording
            .requests()
            .iter()
            .map(|it| (it.path(), it.status, it.is_navigation))
            .collect();
        assert_eq!(
            seen,
            [
                ("/a".to_owned(), Some(307), true),
                ("/b".to_owned(), Some(200), true)
            ]
        );
    }

    #[test]
    fn a_tab_is_not_quiet_while_a_request_is_under_way() {
        let mut recording = Recording::new("main");
        recording.take(
            "Network.requestWillBeSent",
            &sent("1", "http://localhost/a", "Fetch"),
        );
        assert_eq!(recording.quiet_for(), Duration::ZERO);
        recording.take("Network.loadingFailed", &json!({ "requestId": "1" }));
        assert!(recording.under_way.is_empty());
    }

    #[test]
    fn what_a_page_has_under_way_ends_with_the_page() {
        let mut recording = Recording::new("main");
        let mut request = sent("1", "http://localhost/a", "Fetch");
        request["loaderId"] = json!("old");
        recording.take("Network.requestWillBeSent", &request);
        recording.take(
            "Page.frameNavigated",
            &json!({ "frame": { "id": "inner", "loaderId": "new" } }),
        );
        assert_eq!(
            recording.under_way.len(),
            1,
            "a frame inside of the page says nothing of the page"
        );
        recording.take(
            "Page.frameNavigated",
            &json!({ "frame": { "id": "main", "loaderId": "new" } }),
        );
        assert!(recording.under_way.is_empty());
    }

    #[test]
    fn a_stream_that_a_script_reads_does_not_keep_the_page_from_settling() {
        let mut recording = Recording::new("main");
        recording.take(
            "Network.requestWillBeSent",
            &sent("1", "http://localhost/a", "Fetch"),
        );
        let answer = json!({ "requestId": "1", "type": "Fetch", "response": { "status": 200 } });
        recording.take("Network.responseReceived", &answer);
        assert!(recording.under_way.is_empty());
    }

    #[test]
    fn a_recording_that_is_printed_keeps_its_secrets() {
        let mut recording = Recording::new("main");
        let address = "http://localhost/a?code=hunter22";
        recording.take("Network.requestWillBeSent", &sent("1", address, "Document"));
        recording.take(
            "Network.responseReceivedExtraInfo",
            &json!({ "headers": { "Location": address } }),
        );
        recording.take(
            "Runtime.consoleAPICalled",
            &json!({ "type": "log", "args": [{ "value": "hunter22" }] }),
        );
        assert_eq!(recording.sent_to(), [address]);
        assert_eq!(recording.console(), ["log: hunter22"]);
        let printed = format!("{recording:?}");
        assert!(!printed.contains("hunter22"), "{printed}");
    }

    #[test]
    fn addresses_on_the_console_lose_their_secrets() {
        let mut recording = Recording::new("main");
        let address = "http://localhost/a?code=hunter22";
        recording.take(
            "Runtime.consoleAPICalled",
            &json!({ "type": "log", "args": [{ "value": format!("at {address}") }] }),
        );
        recording.take(
            "Log.entryAdded",
            &json!({ "entry": { "level": "error", "text": "not found", "url": address } }),
        );
        let redacted = "http://localhost/a?code=[redacted]";
        assert_eq!(
            recording.console(),
            [
                format!("log: at {redacted}"),
                format!("error: not found {redacted}")
            ]
        );
    }

    #[test]
    fn what_a_body_is_is_read_from_the_headers() {
        let mut recording = Recording::new("main");
        let mut request = sent("1", "http://localhost/v1/client", "Fetch");
        request["request"]["postData"] = json!("strategy=password");
        request["request"]["headers"] =
            json!({ "content-type": "Application/X-WWW-Form-Urlencoded;charset=UTF-8" });
        recording.take("Network.requestWillBeSent", &request);
        assert_eq!(recording.requests()[0].form().count(), 1);
    }

    #[test]
    fn the_method_of_a_frontend_api_call_is_the_one_in_its_query() {
        let mut recording = Recording::new("main");
        recording.take(
            "Network.requestWillBeSent",
            &sent(
                "1",
                "http://localhost/v1/client/sign_ups/x?_method=PATCH",
                "Fetch",
            ),
        );
        assert_eq!(recording.requests()[0].meant_method(), "PATCH");
    }
}
