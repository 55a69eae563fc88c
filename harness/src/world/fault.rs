//! Whether what a scenario stands on still works: browser, deployment, and the way between them.

use url::Url;

use super::World;
use crate::browser::Request;
use crate::capability::Capability;
use crate::environment_error::EnvironmentError;
use crate::redact;

/// How browsers tell that a connection failed, as opposed to an answer that they do not like.
const BROKEN_CONNECTIONS: [&str; 12] = [
    "net::ERR_ADDRESS_UNREACHABLE",
    "net::ERR_CONNECTION_ABORTED",
    "net::ERR_CONNECTION_CLOSED",
    "net::ERR_CONNECTION_REFUSED",
    "net::ERR_CONNECTION_RESET",
    "net::ERR_CONNECTION_TIMED_OUT",
    "net::ERR_CONTENT_LENGTH_MISMATCH",
    "net::ERR_EMPTY_RESPONSE",
    "net::ERR_INCOMPLETE_CHUNKED_ENCODING",
    "net::ERR_INTERNET_DISCONNECTED",
    "net::ERR_NETWORK_CHANGED",
    "net::ERR_TIMED_OUT",
];

impl World {
    /// Whether what the scenario stands on still works; if not, what does not.
    pub async fn fault(&self) -> Option<EnvironmentError> {
        if let Some(tab) = &self.tab
            && !tab.is_alive().await
        {
            return Some(EnvironmentError::new(
                "the browser died during the scenario, or hangs",
            ));
        }
        let deployment = self.deployment.as_ref()?;
        let fault = deployment.fault().await;
        if fault.is_some()
            && let Some(stage) = &self.stage
        {
            self.is_away.set(true);
            stage.target.suspect();
        }
        fault
    }

    /// What has gone wrong between the person and deployment, Clerk or provider, unless the scenario has ordered trouble.
    /// A failure after that says nothing about the deployment.
    #[must_use]
    pub fn trouble_on_the_way(&self) -> Option<EnvironmentError> {
        let orders = [Capability::ClerkFaults, Capability::ProviderFaults];
        if orders.iter().any(|order| self.needs.contains(order)) {
            return None;
        }
        let places = self.origins();
        let recordings = self.tab.iter().flat_map(|tab| tab.recordings());
        for (_, recording) in recordings {
            let mut requests = recording.requests().iter();
            if let Some(what) = requests.find_map(|request| {
                let origin = Url::parse(&request.url).ok()?.origin();
                let origin = origin.ascii_serialization();
                let (place, _) = places.iter().find(|(_, it)| **it == origin)?;
                trouble(place, request)
            }) {
                return Some(what);
            }
        }
        None
    }
}

/// What has gone wrong with a request to `place`, one of [`World::origins`].
fn trouble(place: &str, request: &Request) -> Option<EnvironmentError> {
    let what = match (&request.error, request.status) {
        (Some(error), _) if BROKEN_CONNECTIONS.contains(&error.as_str()) => error.clone(),
        // No application says of itself that it is a gateway; that it is busy, it may well say.
        (_, Some(status @ (502 | 504))) => format!("status {status}"),
        // What people do in a scenario is not too much; what all scenarios do together may be.
        (_, Some(429)) if place != "app" => {
            "status 429, so play with fewer --workers, or later,".to_owned()
        }
        (_, Some(503)) if place != "app" => "status 503".to_owned(),
        _ => return None,
    };
    let place = match place {
        "clerk" => "Clerk",
        "provider" => "the identity provider",
        _ => "the deployment",
    };
    Some(EnvironmentError::new(format!(
        "the way to {place} failed during the scenario: {what} for {} {}",
        request.meant_method(),
        redact::url(&request.url)
    )))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::browser::Recording;

    /// What is said of a request to `place` that ended in this way.
    fn said(place: &str, error: Option<&str>, status: Option<u16>) -> Option<String> {
        let mut recording = Recording::new("main");
        let sent = json!({
            "requestId": "1",
            "type": "Fetch",
            "request": { "url": "http://localhost/v1/client?__clerk_db_jwt=hunter22", "method": "GET" },
        });
        recording.take("Network.requestWillBeSent", &sent);
        if let Some(status) = status {
            let answer = json!({ "requestId": "1", "response": { "status": status } });
            recording.take("Network.responseReceived", &answer);
        }
        if let Some(error) = error {
            let failed = json!({ "requestId": "1", "errorText": error });
            recording.take("Network.loadingFailed", &failed);
        }
        trouble(place, &recording.requests()[0]).map(|error| error.to_string())
    }

    #[test]
    fn a_connection_that_breaks_is_trouble_on_the_way_wherever_it_leads() {
        for (place, name) in [
            ("app", "the deployment"),
            ("clerk", "Clerk"),
            ("provider", "the identity provider"),
        ] {
            let told = said(place, Some("net::ERR_CONNECTION_RESET"), Some(200));
            let expected = format!(
                "the way to {name} failed during the scenario: net::ERR_CONNECTION_RESET for GET \
                 http://localhost/v1/client?__clerk_db_jwt=[redacted]"
            );
            assert_eq!(told, Some(expected));
        }
    }

    #[test]
    fn what_a_page_ends_itself_or_may_not_ask_for_is_none() {
        for error in [
            "net::ERR_ABORTED",
            "net::ERR_FAILED",
            "net::ERR_BLOCKED_BY_CSP",
        ] {
            assert_eq!(said("app", Some(error), None), None, "{error}");
        }
        assert_eq!(said("app", None, Some(500)), None);
        assert_eq!(said("app", None, None), None);
    }

    #[test]
    fn too_many_calls_and_a_service_that_is_away_are_trouble_where_they_are_not_the_deployments_own_words()
     {
        for status in [429, 503] {
            assert_eq!(said("app", None, Some(status)), None);
            let told = said("clerk", None, Some(status)).expect("trouble");
            assert!(told.contains(&format!("status {status}")), "{told}");
        }
        assert!(said("app", None, Some(502)).is_some());
    }
}
