//! `conformance send`: how it ends, as scripts see it.

use std::io::{Read as _, Write as _};
use std::net::{Shutdown, TcpListener};
use std::thread;

use crate::command::{Ended, conformance};

fn send(arguments: &[&str]) -> Ended {
    let secret = "whsec_ZW1iZWRkZWQtc2lnbmluZy1zZWNyZXQtZm9yLXRlc3Rz";
    conformance()
        .arg("send")
        .args(arguments)
        .env("CLERK_WEBHOOK_SIGNING_SECRET", secret)
        .output()
        .expect("the command starts")
        .into()
}

/// Answers one request with `status`, and gives its address.
fn answering(status: &'static str) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let url = format!("http://{}/", listener.local_addr().expect("an address"));
    thread::spawn(move || {
        let (mut stream, _) = listener.accept().expect("a connection");
        let mut request = [0; 16_384];
        let _ = stream.read(&mut request);
        let head = format!("HTTP/1.1 {status}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
        stream.write_all(head.as_bytes()).expect("written");
        // A connection that is closed before all of the request was read is reset, and the answer lost with it.
        stream.shutdown(Shutdown::Write).expect("shut down");
        let _ = std::io::copy(&mut stream, &mut std::io::sink());
    });
    url
}

#[test]
fn the_exit_status_says_whether_all_was_answered_as_it_should_be() {
    for (answer, distortion, status) in [
        ("204 No Content", None, 0),
        ("500 Internal Server Error", None, 1),
        ("400 Bad Request", Some("too-old"), 0),
        ("204 No Content", Some("too-old"), 1),
    ] {
        let url = answering(answer);
        let mut arguments = vec!["subscriptionItem.active", "--url", &url];
        arguments.extend(distortion.iter().flat_map(|name| ["--distort", name]));
        let ended = send(&arguments);
        assert_eq!(ended.status, status, "{answer}\n{}", ended.output);
    }
}

#[test]
fn wrong_usage_ends_with_2_and_nobody_to_connect_to_with_3() {
    let ended = send(&["subscriptionItem.activ", "--url", "http://127.0.0.1:1/"]);
    assert_eq!(ended.status, 2);
    assert_eq!(
        ended.errors,
        "error: there is no event `subscriptionItem.activ`; did you mean `subscriptionItem.active`?\n"
    );
    let ended = send(&["subscriptionItem.active", "--url", "http://127.0.0.1:1/"]);
    assert_eq!(ended.status, 3, "{}", ended.output);
    assert_eq!(send(&["--list"]).status, 0);
}
