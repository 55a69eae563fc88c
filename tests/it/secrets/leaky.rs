//! An app behind a protection, that tells everybody all that it knows.

use std::fs::OpenOptions;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::PathBuf;
use std::sync::Arc;
use std::thread;

/// Opens the app to requests.
pub(super) const BYPASS: &str = "planted-bypass-secret-of-32-chars";
/// Opens it to browsers.
pub(super) const COOKIE: &str = "planted-cookie-value";
/// A session token, as it begins and as it goes on.
pub(super) const TOKEN: &str = "eyJhbGciOiJub25lIn0.eyJwbGFudGVkIjoidG9rZW4ifQ.cGxhbnRlZA";
/// What a link in a message has.
pub(super) const TICKET: &str = "planted-ticket";

/// The app, for as long as the test runs.
pub(super) struct Leaky {
    port: u16,
}

/// What it tells, and where it logs.
struct Told {
    secrets: Vec<String>,
    log: PathBuf,
}

impl Leaky {
    /// Starts it. It tells `secrets`, and those above.
    pub(super) fn start(secrets: &[&str], log: PathBuf) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let port = listener.local_addr().expect("it is bound").port();
        let own = [BYPASS, COOKIE, TOKEN];
        let secrets = secrets.iter().chain(&own).map(ToString::to_string);
        let told = Arc::new(Told {
            secrets: secrets.collect(),
            log,
        });
        thread::spawn(move || {
            for connection in listener.incoming().map_while(Result::ok) {
                let told = Arc::clone(&told);
                // A browser that goes away in the middle is none of the test's business.
                thread::spawn(move || drop(told.answer(connection)));
            }
        });
        Self { port }
    }

    pub(super) fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }
}

impl Told {
    fn answer(&self, mut connection: TcpStream) -> std::io::Result<()> {
        let mut reader = BufReader::new(connection.try_clone()?);
        let mut head = String::new();
        while !head.ends_with("\r\n\r\n") {
            if reader.read_line(&mut head)? == 0 {
                return Ok(());
            }
        }
        let lower = head.to_ascii_lowercase();
        let length = lower.split("content-length: ").nth(1);
        let length = length.and_then(|it| it.lines().next()?.trim().parse().ok());
        let mut body = vec![0; length.unwrap_or(0)];
        reader.read_exact(&mut body)?;
        let by_header = head.contains(&format!("x-vercel-protection-bypass: {BYPASS}"));
        let by_cookie = head.contains(&format!("_vercel_jwt={COOKIE}"));
        let all = self.secrets.join(" ");
        let (status, headers, text) = if lower.contains("x-vercel-set-bypass-cookie: true")
            && by_header
        {
            let cookie = format!("Set-Cookie: _vercel_jwt={COOKIE}; Path=/; HttpOnly\r\n");
            (
                "307 Temporary Redirect",
                format!("{cookie}Location: /\r\n"),
                String::new(),
            )
        } else if !by_header && !by_cookie {
            ("401 Unauthorized", String::new(), "log in first".to_owned())
        } else if head.starts_with("POST ") {
            let mut log = OpenOptions::new()
                .create(true)
                .append(true)
                .open(&self.log)?;
            writeln!(log, "[Webhook] Error processing billing: {all}")?;
            (
                "500 Internal Server Error",
                String::new(),
                format!("it went wrong with {all}"),
            )
        } else {
            let page = format!(
                "<!doctype html><title>leaks {all}</title><p>leaks {all}</p>\
                 <a href=\"/next?__clerk_ticket={TICKET}\">on</a>\
                 <script>history.replaceState(null, '', '?__clerk_ticket={TICKET}'); console.log('leaks {all}'); fetch('/api?token={TICKET}&about={BYPASS}', {{method: 'POST', \
                 headers: {{'content-type': 'application/x-www-form-urlencoded'}}, body: 'note={COOKIE}&password={TICKET}'}});\
                 </script>"
            );
            let cookie = format!("Set-Cookie: __session={TOKEN}; Path=/\r\n");
            (
                "200 OK",
                format!("Content-Type: text/html\r\n{cookie}"),
                page,
            )
        };
        write!(
            connection,
            "HTTP/1.1 {status}\r\n{headers}Content-Length: {}\r\nConnection: close\r\n\r\n{text}",
            text.len()
        )
    }
}
