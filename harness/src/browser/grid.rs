//! What a Selenium Grid says of itself: its nodes, and the places on them.

use serde::Deserialize;
use serde_json::Value;

/// The answer of a Grid to `GET /status`, as far as it matters here.
#[derive(Debug, Deserialize)]
pub(super) struct GridStatus {
    nodes: Vec<Node>,
}

#[derive(Debug, Deserialize)]
struct Node {
    uri: String,
    availability: String,
    slots: Vec<Slot>,
}

/// A place for one browser.
#[derive(Debug, Deserialize)]
struct Slot {
    session: Option<Session>,
    stereotype: Value,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Session {
    session_id: String,
}

impl GridStatus {
    /// Reads the answer; nothing, if it is that of another driver, which has no nodes.
    pub(super) fn of(answer: &Value) -> Option<Self> {
        Self::deserialize(&answer["value"]).ok()
    }

    /// How many browsers of the kind `name` it could start now. Unknown for a Grid without nodes: there are some that
    /// make a node when somebody asks for a browser.
    pub(super) fn places(&self, name: &str) -> Option<usize> {
        if self.nodes.is_empty() {
            return None;
        }
        let up = self.nodes.iter().filter(|it| it.availability == "UP");
        let slots = up.flat_map(|node| &node.slots);
        let fits = |slot: &&Slot| slot.session.is_none() && slot.stereotype["browserName"] == name;
        Some(slots.filter(fits).count())
    }

    /// The address of the node that has the session `id`.
    pub(super) fn node_of(&self, id: &str) -> Option<&str> {
        let has = |node: &&Node| {
            let mut sessions = node.slots.iter().filter_map(|it| it.session.as_ref());
            sessions.any(|session| session.session_id == id)
        };
        self.nodes.iter().find(has).map(|node| node.uri.as_str())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn slot(browser: &str, session: Option<&str>) -> Value {
        json!({
            "id": { "hostId": "a", "id": "b" },
            "lastStarted": "1970-01-01T00:00:00Z",
            "session": session.map(|id| json!({ "sessionId": id, "start": "2027-01-31T00:00:00Z" })),
            "stereotype": { "browserName": browser, "platformName": "linux" },
        })
    }

    fn grid(nodes: &[Value]) -> GridStatus {
        let answer = json!({ "value": { "ready": true, "message": "ready", "nodes": nodes } });
        GridStatus::of(&answer).expect("a Grid")
    }

    #[test]
    fn a_node_is_found_by_the_session_that_it_has() {
        let grid = grid(&[
            json!({ "uri": "http://a:5555", "availability": "UP", "slots": [slot("chrome", Some("1"))] }),
            json!({ "uri": "http://b:5555", "availability": "UP", "slots": [slot("chrome", Some("2"))] }),
        ]);
        assert_eq!(grid.node_of("2"), Some("http://b:5555"));
        assert_eq!(grid.node_of("3"), None);
    }

    #[test]
    fn places_that_are_taken_of_another_browser_or_on_a_node_that_is_down_do_not_count() {
        let slots = json!([
            slot("chrome", None),
            slot("chrome", Some("1")),
            slot("firefox", None)
        ]);
        let grid = grid(&[
            json!({ "uri": "http://a:5555", "availability": "UP", "slots": slots }),
            json!({ "uri": "http://b:5555", "availability": "DRAINING", "slots": slots }),
        ]);
        assert_eq!(grid.places("chrome"), Some(1));
    }

    #[test]
    fn a_grid_without_nodes_may_make_some_and_a_chromedriver_is_no_grid() {
        assert_eq!(grid(&[]).places("chrome"), None);
        let chromedriver = json!({ "value": { "ready": true, "message": "ready", "os": {} } });
        assert!(GridStatus::of(&chromedriver).is_none());
    }
}
