//! Where providers send people back to: a server of the harness, which keeps what they bring.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Path, RawQuery, State};
use axum::http::Method;
use axum::response::Html;
use axum::routing::{any, get};
use serve::{Bound, Running};
use url::{Url, form_urlencoded};

use crate::environment_error::EnvironmentError;

/// The path of the redirect URI, where nobody says another.
const PATH: &str = "/callback";

/// What a browser brought to the redirect URI. Its [`std::fmt::Debug`] has no secrets.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Arrival {
    /// The HTTP method.
    pub method: String,
    /// The path, as it was asked for.
    pub path: String,
    /// The parameters in the query.
    pub query: Vec<(String, String)>,
    /// The parameters in the body.
    pub form: Vec<(String, String)>,
    /// The parameters in the fragment, which only the browser sees.
    pub fragment: Vec<(String, String)>,
}

/// A server on loopback that takes authorization responses. Dropped, it stops.
#[derive(Debug)]
pub struct CallbackServer {
    /// Without a path.
    url: String,
    redirect_uri: String,
    shelf: Arc<Shelf>,
    _running: Running,
}

/// What has arrived, and what is waiting to be sent.
#[derive(Debug, Default)]
struct Shelf {
    arrivals: Mutex<HashMap<String, Arrival>>,
    /// Authorization requests that go by `POST`: where to, and with what.
    departures: Mutex<HashMap<String, Departure>>,
}

#[derive(Debug, Clone)]
struct Departure {
    to: String,
    fields: Vec<(String, String)>,
}

impl Arrival {
    /// A parameter, wherever it stands.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        Some(self.all().find(|(known, _)| known == name)?.1.as_str())
    }

    /// The name of a parameter that is there more than once.
    #[must_use]
    pub fn repeated(&self) -> Option<&str> {
        let mut seen = std::collections::HashSet::new();
        let mut names = self.all().map(|(name, _)| name.as_str());
        names.find(|name| !seen.insert(*name))
    }

    fn all(&self) -> impl Iterator<Item = &(String, String)> {
        self.query.iter().chain(&self.form).chain(&self.fragment)
    }

    /// What came, in words without secrets.
    #[must_use]
    pub fn describe(&self) -> String {
        let told = |(name, value): &(String, String)| match name.as_str() {
            "error" | "error_description" | "iss" => format!("{name} “{value}”"),
            _ => name.clone(),
        };
        let names: Vec<String> = self.all().map(told).collect();
        if names.is_empty() {
            format!("{} {} without parameters", self.method, self.path)
        } else {
            format!("{} {} with {}", self.method, self.path, names.join(", "))
        }
    }
}

impl std::fmt::Debug for Arrival {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.describe())
    }
}

impl CallbackServer {
    /// Starts where `redirect_uri` is, which has to be on loopback; without one, on any free port.
    ///
    /// # Errors
    /// When the port is taken, or the address is not on loopback.
    pub async fn start(redirect_uri: Option<&Url>) -> Result<Self, EnvironmentError> {
        let (host, port, path) = match redirect_uri {
            None => ("127.0.0.1", 0, PATH),
            Some(url) => {
                let host = url.host_str().unwrap_or_default();
                if !matches!(host, "127.0.0.1" | "localhost") || url.scheme() != "http" {
                    return Err(EnvironmentError::new(format!(
                        "`redirect_uri` of [openid_provider] is {url}: the harness serves it itself, so write \
                         http://127.0.0.1:PORT/PATH, and register that with the provider"
                    )));
                }
                (host, url.port_or_known_default().unwrap_or(80), url.path())
            }
        };
        let bound = Bound::to(port).await.map_err(|error| {
            EnvironmentError::because("the redirect URI cannot be served", &error)
        })?;
        let url = bound.url(host);
        let shelf = Arc::new(Shelf::default());
        let router = Router::new()
            .route("/post/{id}", get(post))
            .fallback(any(take))
            .with_state(Arc::clone(&shelf));
        Ok(Self {
            redirect_uri: format!("{url}{path}"),
            url,
            shelf,
            _running: bound.serve(router),
        })
    }

    /// The redirect URI that applications register.
    #[must_use]
    pub fn redirect_uri(&self) -> String {
        self.redirect_uri.clone()
    }

    /// What arrived under this ID, which the page at the redirect URI shows; `fragment` is that of its address.
    #[must_use]
    pub fn arrival(&self, id: &str, fragment: &str) -> Option<Arrival> {
        let mut arrival = lock(&self.shelf.arrivals).remove(id)?;
        let fragment = fragment.trim_start_matches('#');
        arrival.fragment = form_urlencoded::parse(fragment.as_bytes())
            .into_owned()
            .collect();
        Some(arrival)
    }

    /// The address of a page that sends these fields to `to` by `POST`.
    #[must_use]
    pub fn page_that_posts(&self, to: &str, fields: &[(String, String)]) -> String {
        let id = fresh_id();
        let departure = Departure {
            to: to.to_owned(),
            fields: fields.to_vec(),
        };
        lock(&self.shelf.departures).insert(id.clone(), departure);
        format!("{}/post/{id}", self.url)
    }
}

/// Any path: a provider that does not keep to the redirect URI is to be seen.
async fn take(
    State(shelf): State<Arc<Shelf>>,
    method: Method,
    uri: axum::http::Uri,
    RawQuery(query): RawQuery,
    body: Bytes,
) -> Html<String> {
    let pairs = |bytes: &[u8]| form_urlencoded::parse(bytes).into_owned().collect();
    if uri.path() == "/favicon.ico" {
        return Html(String::new());
    }
    let id = fresh_id();
    let arrival = Arrival {
        method: method.to_string(),
        path: uri.path().to_owned(),
        query: pairs(query.unwrap_or_default().as_bytes()),
        form: pairs(&body),
        fragment: Vec::new(),
    };
    lock(&shelf.arrivals).insert(id.clone(), arrival);
    Html(format!(
        "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><meta name=\"arrival\" content=\"{id}\">\
         <title>Back at the application</title><h1>Back at the application</h1>"
    ))
}

async fn post(State(shelf): State<Arc<Shelf>>, Path(id): Path<String>) -> Html<String> {
    let Some(departure) = lock(&shelf.departures).remove(&id) else {
        return Html("<!doctype html><title>Sent already</title>".to_owned());
    };
    let inputs: String = departure
        .fields
        .iter()
        .map(|(name, value)| {
            let (name, value) = (escaped(name), escaped(value));
            format!("<input type=\"hidden\" name=\"{name}\" value=\"{value}\">")
        })
        .collect();
    let to = escaped(&departure.to);
    Html(format!(
        "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>On the way to the provider</title>\
         <form method=\"post\" action=\"{to}\">{inputs}</form><script>document.forms[0].submit()</script>"
    ))
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('"', "&quot;")
        .replace('<', "&lt;")
}

fn fresh_id() -> String {
    format!("{:032x}", rand::random::<u128>())
}

fn lock<T>(shelf: &Mutex<T>) -> MutexGuard<'_, T> {
    shelf.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The ID that a page of the server shows.
    fn shown(page: &str) -> String {
        let (_, rest) = page.split_once("content=\"").expect("an ID");
        rest.split('"').next().unwrap_or_default().to_owned()
    }

    #[tokio::test]
    async fn what_is_brought_is_handed_over_once() {
        let server = CallbackServer::start(None).await.expect("a free port");
        let client = crate::http::client();
        let url = format!("{}?code=hunter22&state=a%20b", server.redirect_uri());
        let page = client.get(url).send().await.expect("an answer");
        let id = shown(&page.text().await.expect("text"));
        let arrival = server.arrival(&id, "#").expect("it came");
        assert_eq!(arrival.get("state"), Some("a b"));
        assert!(!format!("{arrival:?}").contains("hunter22"));
        assert_eq!(server.arrival(&id, ""), None);
    }

    #[tokio::test]
    async fn a_form_is_told_from_a_query_and_any_path_is_taken() {
        let server = CallbackServer::start(None).await.expect("a free port");
        let client = crate::http::client();
        let url = format!("{}/elsewhere", server.redirect_uri());
        let page = client.post(url).form(&[("code", "c")]).send().await;
        let id = shown(&page.expect("an answer").text().await.expect("text"));
        let arrival = server.arrival(&id, "#").expect("it came");
        assert_eq!(arrival.path, "/callback/elsewhere");
        assert!(arrival.query.is_empty());
        assert_eq!(arrival.form, [("code".to_owned(), "c".to_owned())]);
        assert!(arrival.fragment.is_empty());
    }

    #[tokio::test]
    async fn what_goes_by_post_is_written_so_that_it_ends_no_attribute() {
        let server = CallbackServer::start(None).await.expect("a free port");
        let fields = [("state".to_owned(), "\"><script>".to_owned())];
        let url = server.page_that_posts("http://127.0.0.1/authorize", &fields);
        let page = crate::http::client().get(url).send().await;
        let page = page.expect("an answer").text().await.expect("text");
        assert!(page.contains("value=\"&quot;>&lt;script>\""), "{page}");
    }
}
