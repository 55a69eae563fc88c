//! Requests as nobody should send them, and what becomes of them on a socket.

use std::fmt;
use std::io::{Read as _, Write as _};
use std::net::{Shutdown, TcpStream};
use std::time::Duration;

use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Map, Value};

use super::damage::odd_value;

/// What goes over the wire, printed as text.
#[derive(Clone)]
pub(super) struct Sent(Vec<u8>);

impl fmt::Debug for Sent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0.escape_ascii())
    }
}

/// How long a server may take for anything.
const SOON: Duration = Duration::from_secs(10);

/// What somebody may send to a server, well-formed as HTTP and otherwise not.
#[derive(Debug, Clone)]
pub(super) struct Wild {
    /// The routes of the server; `{}` stands for anything.
    pub(super) paths: &'static [&'static str],
    /// Headers by which it knows its friends.
    pub(super) keys: &'static [(&'static str, &'static str)],
}

/// What parameters and members are called, at any of the servers.
const NAMES: [&str; 56] = [
    "_method",
    "__clerk_db_jwt",
    "action_complete_redirect_url",
    "ahead_s",
    "aud",
    "client_id",
    "client_secret",
    "clerk_id",
    "code",
    "code_challenge",
    "code_challenge_method",
    "code_verifier",
    "data",
    "delivery_id",
    "email",
    "email_address",
    "email_verified",
    "endpoint",
    "grant_type",
    "id_token_hint",
    "identifier",
    "items",
    "kind",
    "limit",
    "login",
    "login_hint",
    "max_age",
    "name",
    "nonce",
    "occurred_at",
    "as_of",
    "offset",
    "organization_id",
    "password",
    "person",
    "phone_number",
    "plan",
    "plan_id",
    "plan_period",
    "post_logout_redirect_uri",
    "prompt",
    "public_metadata",
    "redirect_uri",
    "redirect_uris",
    "redirect_url",
    "refresh_token",
    "response_mode",
    "response_type",
    "rotating_token_nonce",
    "scope",
    "state",
    "status",
    "strategy",
    "sub",
    "token",
    "type",
];

const METHODS: [&str; 8] = [
    "GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "HEAD", "BREW",
];

const HEADERS: [(&str, &str); 16] = [
    ("authorization", "Bearer"),
    ("authorization", "Bearer eyJhbGciOiJub25lIn0.e30."),
    ("authorization", "Basic !"),
    ("authorization", "Basic Og=="),
    (
        "cookie",
        "__session=a.b.c; __client_uat=x; __clerk_db_jwt=; =;;",
    ),
    ("origin", "null"),
    ("origin", "http://[::1"),
    ("accept", "application/json;q=9"),
    ("x-forwarded-host", "evil.test"),
    ("range", "bytes=9-1"),
    ("svix-id", ""),
    ("svix-timestamp", "-9223372036854775808"),
    ("svix-timestamp", "999999999999999999999"),
    ("svix-signature", "v1, v1,==== v2,\u{7f}x"),
    ("svix-signature", "v1,bm9uZQ=="),
    ("expect", "100-continue"),
];

const CONTENT_TYPES: [&str; 5] = [
    "application/json",
    "application/x-www-form-urlencoded",
    "multipart/form-data; boundary=",
    "text/plain; charset=utf-16",
    "nonsense",
];

impl Wild {
    /// A request: head and body, as they go over the wire.
    pub(super) fn request(&self) -> impl Strategy<Value = Sent> + use<> {
        let paths = select(self.paths);
        let target = (paths, proptest::collection::vec(segment(), 3), pairs());
        let mut friends: Vec<Vec<(&str, &str)>> = vec![self.keys.to_vec(); 3];
        friends.push(Vec::new());
        let headers = (
            select(friends),
            proptest::collection::vec(select(HEADERS.as_slice()), 0..3),
        );
        let content = (select(CONTENT_TYPES.as_slice()), body());
        (select(METHODS.as_slice()), target, headers, content).prop_map(
            |(method, (path, segments, query), (keys, headers), (content_type, body))| {
                let mut path = path.to_owned();
                for segment in segments {
                    path = path.replacen("{}", &segment, 1);
                }
                let mut head = format!("{method} {path}?{query} HTTP/1.1\r\nhost: localhost\r\n");
                for (name, value) in keys.iter().chain(&headers) {
                    head.push_str(&format!("{name}: {value}\r\n"));
                }
                let length = body.len();
                head.push_str(&format!(
                    "content-type: {content_type}\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n"
                ));
                Sent([head.into_bytes(), body].concat())
            },
        )
    }
}

/// Parts of paths that mean something else, or nothing.
const ODD_SEGMENTS: [&str; 10] = [
    "user_1", "0", "%00", "%ff%fe", "..%2f..", "%", "a%20b", "-", "(", "'",
];

/// Part of a path, encoded somehow.
fn segment() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => select(ODD_SEGMENTS.as_slice()).prop_map(str::to_owned),
        1 => Just("x".repeat(5_000)),
        2 => "[a-zA-Z0-9_.~%-]{1,20}",
    ]
}

/// Names and values in the form of forms.
fn pairs() -> impl Strategy<Value = String> {
    let value = prop_oneof![
        odd_value().prop_map(|value| value.as_str().map_or(value.to_string(), str::to_owned)),
        "[ -~]{0,24}",
    ];
    let value = value.prop_map(|value| {
        let beginning: String = value.chars().take(2_000).collect();
        url::form_urlencoded::byte_serialize(beginning.as_bytes()).collect::<String>()
    });
    let pair =
        (select(NAMES.as_slice()), value).prop_map(|(name, value)| format!("{name}={value}"));
    let stray = select(["", "&&", "=", "%", "a[b=c", "%zz=%"].as_slice());
    (proptest::collection::vec(pair, 0..5), stray)
        .prop_map(|(pairs, stray)| format!("{}&{stray}", pairs.join("&")))
}

fn body() -> impl Strategy<Value = Vec<u8>> {
    let member = (select(NAMES.as_slice()), odd_value());
    let object = proptest::collection::vec(member, 0..6).prop_map(|members| {
        let members = members
            .into_iter()
            .map(|(name, value)| (name.to_owned(), value));
        Value::Object(Map::from_iter(members))
    });
    let deep = Just(format!("{}{}", "[".repeat(5_000), "]".repeat(5_000)).into_bytes());
    prop_oneof![
        6 => object.prop_map(|value| value.to_string().into_bytes()),
        4 => pairs().prop_map(String::into_bytes),
        1 => odd_value().prop_map(|value| value.to_string().into_bytes()),
        2 => proptest::collection::vec(any::<u8>(), 0..64),
        1 => deep,
        2 => Just(Vec::new()),
    ]
}

/// Bytes that are no request, or only the beginning of one.
pub(super) fn noise() -> impl Strategy<Value = Sent> {
    let beginnings = [
        "GET / HTTP/1.1\r\n",
        "GET / HTTP/9.9\r\n\r\n",
        "POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 99999999999999999999\r\n\r\n",
        "POST / HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\nffffffffffffffff\r\n",
        "POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 5\r\ncontent-length: 6\r\n\r\nhello",
        "CONNECT elsewhere.test:443 HTTP/1.1\r\nhost: elsewhere.test:443\r\n\r\n",
        "OPTIONS * HTTP/1.1\r\nhost: a\r\n\r\n",
        "GET http://elsewhere.test/ HTTP/1.1\r\nhost: a\r\n\r\n",
        "GET / HTTP/1.0\r\n\r\n",
        "",
    ];
    let beginning = select(beginnings.map(|it| it.as_bytes().to_vec()).to_vec());
    let rest = proptest::collection::vec(any::<u8>(), 0..200);
    (beginning, rest).prop_map(|(beginning, rest)| Sent([beginning, rest].concat()))
}

/// What a server at `port` answers to these bytes, after which nothing comes if they are `all`: the status, or none if it
/// just ends the connection.
///
/// # Errors
/// When it takes too long, or says something else than HTTP.
pub(super) fn answer(port: u16, sent: &Sent, all: bool) -> Result<Option<u16>, TestCaseError> {
    let failed = |error: std::io::Error| TestCaseError::fail(error.to_string());
    let mut stream = TcpStream::connect(("127.0.0.1", port)).map_err(failed)?;
    stream.set_read_timeout(Some(SOON)).map_err(failed)?;
    // Who is refused early may not be able to send, or to hear, all.
    let _ = stream.write_all(&sent.0);
    if all {
        let _ = stream.shutdown(Shutdown::Write);
    }
    let mut answer = Vec::new();
    if let Err(error) = stream.read_to_end(&mut answer)
        && matches!(
            error.kind(),
            std::io::ErrorKind::WouldBlock | std::io::ErrorKind::TimedOut
        )
    {
        return Err(TestCaseError::fail("no answer in time"));
    }
    if answer.is_empty() {
        return Ok(None);
    }
    let text = String::from_utf8_lossy(&answer);
    // That the body may come is said before what became of it (RFC 9110, section 15.2.1).
    let text = text.trim_start_matches("HTTP/1.1 100 Continue\r\n\r\n");
    let status = text.strip_prefix("HTTP/1.");
    let status = status.and_then(|rest| rest.get(2..5)?.parse().ok());
    let line = text.lines().next().unwrap_or_default();
    status
        .map(Some)
        .ok_or_else(|| TestCaseError::fail(format!("it says {line}")))
}
