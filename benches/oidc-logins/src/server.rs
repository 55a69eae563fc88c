//! A provider in a process of its own.

use std::error::Error;
use std::net::TcpListener;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::process::Process;

/// How long a provider may take to start.
const DEADLINE: Duration = Duration::from_secs(30);
/// How long to leave it alone after it has refused.
const PAUSE: Duration = Duration::from_micros(500);

/// A running provider; it ends with this handle.
pub(crate) struct Server {
    child: Child,
    url: String,
    cold_start: Duration,
}

impl Server {
    /// Starts a provider by `bash -c`, on a port that was free, and waits for its discovery document.
    pub(crate) async fn start(command: &str) -> Result<Self, Box<dyn Error>> {
        let port = TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port();
        let clock = Instant::now();
        let child = Command::new("bash")
            .args(["-c", command])
            .env("PORT", port.to_string())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .spawn()?;
        let mut server = Self {
            child,
            url: format!("http://127.0.0.1:{port}"),
            cold_start: Duration::ZERO,
        };
        while !answers(port).await {
            if let Some(status) = server.child.try_wait()? {
                return Err(format!("it ended with {status}").into());
            }
            if clock.elapsed() > DEADLINE {
                return Err("it did not answer within half a minute".into());
            }
            tokio::time::sleep(PAUSE).await;
        }
        server.cold_start = clock.elapsed();
        Ok(server)
    }

    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    pub(crate) fn process(&self) -> Process {
        Process(self.child.id())
    }

    /// From the start of its command to its first discovery answer.
    pub(crate) fn cold_start(&self) -> Duration {
        self.cold_start
    }
}

/// Whether there is a discovery document.
async fn answers(port: u16) -> bool {
    let request = format!(
        "GET /.well-known/openid-configuration HTTP/1.1\r\nhost: 127.0.0.1:{port}\r\nconnection: close\r\n\r\n"
    );
    let asked = async {
        let mut stream = TcpStream::connect(("127.0.0.1", port)).await?;
        stream.write_all(request.as_bytes()).await?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await?;
        Ok::<_, std::io::Error>(answer)
    };
    asked
        .await
        .is_ok_and(|answer| answer.starts_with("HTTP/1.1 200") && answer.contains("\"issuer\""))
}

impl Drop for Server {
    fn drop(&mut self) {
        // Nothing of it is needed any more, and it may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
