//! What Vercel tells of a deployment's logs, as lines.

use std::collections::HashSet;

use serde::Deserialize;
use serde_json::Value;

/// How far clocks may be apart, in milliseconds: theirs has stamped what ours asks about.
const CLOCKS: u64 = 1_000;

/// Something that was logged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Entry {
    /// Unix milliseconds at which it was, by Vercel's clock.
    pub(super) at_ms: u64,
    /// What was logged.
    pub(super) lines: Vec<String>,
}

impl Entry {
    /// Whether it is of a scenario that began at `begun_ms`, in Unix milliseconds. What arrives in its time may have been
    /// logged long before.
    pub(super) fn is_since(&self, begun_ms: u64) -> bool {
        self.at_ms + CLOCKS >= begun_ms
    }

    /// How much there is of it, in bytes.
    pub(super) fn length(&self) -> usize {
        self.lines.iter().map(|line| line.len() + 1).sum()
    }
}

/// What is known of entries that came before, so that nothing is told twice: batches are delivered again, and each
/// request that logs something is told of with each thing that it logs.
#[derive(Debug, Default)]
pub(super) struct Told {
    entries: HashSet<String>,
    requests: HashSet<String>,
}

/// An entry of a log drain (<https://vercel.com/docs/drains/reference/logs>).
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Drained {
    id: String,
    timestamp: u64,
    source: String,
    #[serde(default)]
    pub(super) deployment_id: String,
    #[serde(default)]
    pub(super) host: String,
    #[serde(default)]
    message: Option<String>,
    #[serde(default)]
    path: Option<String>,
    #[serde(default)]
    status_code: Option<i64>,
    #[serde(default)]
    request_id: Option<String>,
    #[serde(default)]
    proxy: Option<Proxied>,
}

/// The request that an entry of a log drain is about.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Proxied {
    #[serde(default)]
    method: Option<String>,
    #[serde(default)]
    path: Option<String>,
    #[serde(default)]
    status_code: Option<i64>,
}

/// A row of the runtime logs (<https://vercel.com/docs/rest-api/logs/get-logs-for-a-deployment>).
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Row {
    row_id: String,
    level: String,
    source: String,
    message: String,
    timestamp_in_ms: u64,
    request_method: String,
    request_path: String,
    response_status_code: i64,
}

impl Drained {
    /// What it says, if it is new and about a deployment that runs.
    pub(super) fn entry(self, told: &mut Told) -> Option<Entry> {
        if self.source == "build" || !told.entries.insert(self.id) {
            return None;
        }
        let mut lines = lines(self.message.as_deref().unwrap_or_default());
        let proxy = self.proxy.as_ref();
        // The function's own status: that of the proxy is -1 where an answer was made anew in the background.
        let status = self.status_code;
        let status = status.or_else(|| proxy.and_then(|it| it.status_code.filter(|it| *it > 0)));
        let path = proxy.and_then(|it| it.path.as_deref());
        if let (Some(status), Some(path)) = (status, path.or(self.path.as_deref())) {
            let method = proxy.and_then(|it| it.method.as_deref());
            let access = access(method.unwrap_or("GET"), path, status);
            let request = self.request_id;
            let request = request.unwrap_or_else(|| format!("{} {access}", self.timestamp));
            if told.requests.insert(request) {
                lines.push(access);
            }
        }
        Some(Entry {
            at_ms: self.timestamp,
            lines,
        })
    }
}

impl Row {
    /// Why nothing will come after it, if it says so.
    pub(super) fn is_the_last(&self) -> Option<&str> {
        let is_limit = self.source == "delimiter" && self.row_id.is_empty();
        (is_limit && self.level == "error").then_some(self.message.trim())
    }

    /// What it says, if it is new.
    pub(super) fn entry(self, told: &mut Told) -> Option<Entry> {
        if self.source == "delimiter" || !told.entries.insert(self.row_id) {
            return None;
        }
        let mut lines = lines(&self.message);
        // 0 is a request that goes on.
        if self.response_status_code != 0 {
            let access = access(
                &self.request_method,
                &self.request_path,
                self.response_status_code,
            );
            if told
                .requests
                .insert(format!("{} {access}", self.timestamp_in_ms))
            {
                lines.push(access);
            }
        }
        Some(Entry {
            at_ms: self.timestamp_in_ms,
            lines,
        })
    }
}

fn lines(message: &str) -> Vec<String> {
    let lines = message.lines().filter(|line| !line.trim().is_empty());
    lines.map(str::to_owned).collect()
}

/// The line for a request, as logs have it that can be judged: it ends with the status. A function that has crashed
/// answers nothing, which is told as -1; whoever asked has got a 500. Queries may have secrets.
fn access(method: &str, path: &str, status: i64) -> String {
    let path = path.split(['?', '#']).next().unwrap_or_default();
    match status {
        ..0 => format!("{method} {path} the function crashed 500"),
        status => format!("{method} {path} {status}"),
    }
}

/// The JSON documents that stand one after the other in `text`, the members of lists one by one, and how many bytes of it
/// are whole ones.
///
/// # Errors
/// When something in it is no JSON.
pub(super) fn documents(text: &[u8]) -> Result<(Vec<Value>, usize), serde_json::Error> {
    let mut stream = serde_json::Deserializer::from_slice(text).into_iter::<Value>();
    let mut documents = Vec::new();
    let mut whole = 0;
    while let Some(document) = stream.next() {
        match document {
            Ok(Value::Array(members)) => documents.extend(members),
            Ok(document) => documents.push(document),
            Err(error) if error.is_eof() => break,
            Err(error) => return Err(error),
        }
        whole = stream.byte_offset();
    }
    Ok((documents, whole))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn drained(told: &mut Told, changes: &Value) -> Option<Entry> {
        let mut entry = json!({
            "id": "1",
            "deploymentId": "dpl_1",
            "source": "lambda",
            "host": "shop.vercel.app",
            "timestamp": 1_000,
            "projectId": "prj_1",
            "level": "info",
            "message": "[Webhook] Received: a\n[Webhook] Nothing to do\n",
            "path": "/api/webhooks/[name]",
            "requestId": "request-1",
            "statusCode": 200,
            "proxy": { "method": "POST", "path": "/api/webhooks/billing?token=hunter22", "statusCode": 200 },
        });
        for (name, value) in changes.as_object().expect("members") {
            entry[name] = value.clone();
        }
        let drained: Drained = serde_json::from_value(entry).expect("an entry");
        drained.entry(told)
    }

    #[test]
    fn an_entry_says_what_was_logged_and_how_the_request_was_answered_without_its_query() {
        let entry = drained(&mut Told::default(), &json!({})).expect("an entry");
        let lines = [
            "[Webhook] Received: a",
            "[Webhook] Nothing to do",
            "POST /api/webhooks/billing 200",
        ];
        assert_eq!(entry.lines, lines);
        assert!(entry.is_since(2_000) && !entry.is_since(2_001));
    }

    #[test]
    fn what_comes_again_is_told_once() {
        let told = &mut Told::default();
        assert!(drained(told, &json!({})).is_some());
        assert_eq!(drained(told, &json!({})), None);
        let second = drained(told, &json!({ "id": "2", "message": "more" })).expect("an entry");
        assert_eq!(second.lines, ["more"], "the request was told of before");
    }

    #[test]
    fn a_function_that_crashed_is_trouble() {
        let crashed = drained(
            &mut Told::default(),
            &json!({ "message": null, "statusCode": -1 }),
        );
        assert_eq!(
            crashed.expect("an entry").lines,
            ["POST /api/webhooks/billing the function crashed 500"]
        );
    }

    #[test]
    fn what_a_build_logs_is_not_the_deployments() {
        let build =
            json!({ "source": "build", "message": "Compiled", "statusCode": null, "proxy": null });
        assert_eq!(drained(&mut Told::default(), &build), None);
    }

    #[test]
    fn documents_stand_in_lists_in_lines_and_in_parts() {
        let whole = |text: &str| {
            let (documents, length) = documents(text.as_bytes()).expect("JSON");
            (documents, text[length..].to_owned())
        };
        let two = vec![json!({ "a": 1 }), json!({ "b": 2 })];
        assert_eq!(whole("[{\"a\":1},{\"b\":2}]").0, two);
        assert_eq!(whole("{\"a\":1}\n{\"b\":2}\n").0, two);
        assert_eq!(whole("{\"a\":1}{\"b\":2}\n{\"c\"").0, two);
        assert_eq!(whole("{\"a\":1}\n{\"c\"").1, "\n{\"c\"");
        assert!(documents(b"{\"a\":1}\nnothing").is_err());
    }
}
