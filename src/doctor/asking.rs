//! How the doctor asks: once, in short time, and with what it saw of the way there.

use std::error::Error as _;
use std::time::{Duration, Instant, SystemTime};

use reqwest::header::{HeaderMap, RETRY_AFTER};
use reqwest::tls::TlsInfo;
use reqwest::{Client, RequestBuilder, StatusCode};
use serde_json::Value;
use url::Url;

/// How long anything may take to answer: all are asked at the same time, and the whole diagnosis takes less than 5 s.
const DEADLINE: Duration = Duration::from_secs(3);

/// An answer.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) body: Vec<u8>,
    pub(super) took: Duration,
    /// When it came, as this machine has it.
    pub(super) at: SystemTime,
    /// Who answered, by HTTPS: the certificate (DER).
    pub(super) certificate: Option<Vec<u8>>,
}

/// Why there is no answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Silence {
    Late,
    Nobody,
    /// Somebody is there, and cannot be trusted: why.
    Untrusted(String),
    Other(String),
}

impl Answer {
    /// The status and the time that it took, in words.
    pub(super) fn told(&self) -> String {
        let status = self.status.as_u16();
        format!("answers {status} in {} ms", self.took.as_millis())
    }

    pub(super) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    pub(super) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }

    /// How many seconds to wait, of an answer that there were too many requests.
    pub(super) fn wait_s(&self) -> Option<&str> {
        let is_too_many = self.status == StatusCode::TOO_MANY_REQUESTS;
        is_too_many.then(|| self.header(RETRY_AFTER.as_str()).unwrap_or("some"))
    }
}

impl Silence {
    /// What is wrong, after the name of who should answer.
    pub(super) fn told(&self) -> String {
        match self {
            Self::Late => format!("does not answer within {} s", DEADLINE.as_secs()),
            Self::Nobody => "does not answer: nobody listens there".to_owned(),
            Self::Untrusted(why) => format!("cannot be trusted: {why}"),
            Self::Other(why) => format!("does not answer: {why}"),
        }
    }
}

/// The client for an address; what is on this machine is not asked by a proxy.
pub(super) fn client(address: &Url) -> Client {
    let mut client = Client::builder()
        .timeout(DEADLINE)
        .tls_info(true)
        .redirect(reqwest::redirect::Policy::none());
    if is_on_this_machine(address) {
        client = client.no_proxy();
    }
    client.build().unwrap_or_default()
}

/// Sends a request once.
///
/// # Errors
/// When no answer comes: why.
pub(super) async fn ask(request: RequestBuilder) -> Result<Answer, Silence> {
    let began = Instant::now();
    let mut answer = request.send().await.map_err(|error| silence(&error))?;
    let (took, at) = (began.elapsed(), SystemTime::now());
    let certificate = answer.extensions_mut().remove::<TlsInfo>();
    let certificate = certificate.and_then(|it| it.peer_certificate().map(<[u8]>::to_vec));
    let (status, headers) = (answer.status(), answer.headers().clone());
    let body = answer.bytes().await.map_err(|error| silence(&error))?;
    Ok(Answer {
        status,
        headers,
        body: body.to_vec(),
        took,
        at,
        certificate,
    })
}

/// Waits for what asks in a way of its own.
///
/// # Errors
/// When it takes too long.
pub(super) async fn in_time<T>(asking: impl Future<Output = T>) -> Result<T, Silence> {
    let asked = tokio::time::timeout(DEADLINE, asking).await;
    asked.map_err(|_| Silence::Late)
}

/// Asks for an address once.
pub(super) async fn get(address: &Url) -> Result<Answer, Silence> {
    ask(client(address).get(address.clone())).await
}

fn silence(error: &reqwest::Error) -> Silence {
    if error.is_timeout() {
        return Silence::Late;
    }
    let mut innermost: &dyn std::error::Error = error;
    while let Some(cause) = innermost.source() {
        innermost = cause;
    }
    let why = innermost.to_string();
    let chain = format!("{:?}", error.source());
    match () {
        () if chain.contains("InvalidCertificate") || why.contains("certificate") => {
            Silence::Untrusted(why)
        }
        () if chain.contains("ConnectionRefused") => Silence::Nobody,
        () => Silence::Other(why),
    }
}

/// An address without its path, which says nothing to people.
pub(super) fn origin(address: &Url) -> String {
    address.origin().ascii_serialization()
}

/// The address of `path` below an origin that may have a path of its own.
pub(super) fn below(base: &Url, path: &str) -> Option<Url> {
    let base = base.as_str().trim_end_matches('/');
    Url::parse(&format!("{base}{path}")).ok()
}

fn is_on_this_machine(address: &Url) -> bool {
    match address.host() {
        Some(url::Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(url::Host::Ipv4(address)) => address.is_loopback(),
        Some(url::Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use tokio::net::{TcpListener, TcpSocket};
    use tokio_rustls::TlsAcceptor;
    use tokio_rustls::rustls::ServerConfig;
    use tokio_rustls::rustls::pki_types::PrivateKeyDer;
    use wiremock::matchers::any;
    use wiremock::{Mock, MockServer, ResponseTemplate};

    use super::*;

    fn url(text: &str) -> Url {
        Url::parse(text).expect("a URL")
    }

    #[tokio::test]
    async fn an_answer_is_told_with_status_and_time_and_how_long_to_wait() {
        let server = MockServer::start().await;
        let too_many = ResponseTemplate::new(429).insert_header("retry-after", "7");
        Mock::given(any())
            .respond_with(too_many)
            .mount(&server)
            .await;
        let answer = get(&url(&server.uri())).await.expect("an answer");
        assert!(
            answer.told().starts_with("answers 429 in "),
            "{}",
            answer.told()
        );
        assert_eq!(answer.wait_s(), Some("7"));
        assert_eq!(answer.certificate, None);
    }

    #[tokio::test]
    async fn nobody_is_told_from_somebody_who_breaks_off() {
        let taken = TcpSocket::new_v4().expect("a socket");
        taken.bind(([127, 0, 0, 1], 0).into()).expect("a free port");
        let address = taken.local_addr().expect("it is bound");
        let silence = get(&url(&format!("http://{address}"))).await;
        assert_eq!(silence.expect_err("nobody listens"), Silence::Nobody);

        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("it is bound");
        let breaks_off = async { drop(listener.accept().await) };
        let address = url(&format!("http://{address}"));
        let (silence, ()) = tokio::join!(get(&address), breaks_off);
        assert!(matches!(silence, Err(Silence::Other(_))), "{silence:?}");
    }

    #[tokio::test]
    async fn a_server_that_nobody_vouches_for_is_not_trusted() {
        let names = vec!["localhost".to_owned()];
        let own = rcgen::generate_simple_self_signed(names).expect("a certificate");
        let key = PrivateKeyDer::try_from(own.signing_key.serialize_der()).expect("a key");
        let config = ServerConfig::builder()
            .with_no_client_auth()
            .with_single_cert(vec![own.cert.der().clone()], key)
            .expect("they fit");
        let acceptor = TlsAcceptor::from(Arc::new(config));
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let port = listener.local_addr().expect("it is bound").port();
        let serve = async {
            let (connection, _) = listener.accept().await.expect("a connection");
            // The doctor goes away as soon as it has seen who is there.
            drop(acceptor.accept(connection).await);
        };
        let address = url(&format!("https://127.0.0.1:{port}"));
        let (silence, ()) = tokio::join!(get(&address), serve);
        let silence = silence.expect_err("nobody vouches for it");
        assert!(matches!(silence, Silence::Untrusted(_)), "{silence:?}");
        assert!(silence.told().starts_with("cannot be trusted: "));
    }

    #[test]
    fn what_is_on_this_machine_is_known() {
        for own in [
            "http://localhost:1",
            "http://127.0.0.9",
            "http://[::1]:1",
            "http://a.localhost",
        ] {
            assert!(is_on_this_machine(&url(own)), "{own}");
        }
        for other in [
            "http://10.0.0.1",
            "http://localhost.example.test",
            "mailto:a",
        ] {
            assert!(!is_on_this_machine(&url(other)), "{other}");
        }
    }
}
