//! HTTP/1.1 as servers really speak it.

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

use super::origin::{Origin, ok, origin, pause, read};
use super::*;

/// Answers each request with this text, in pieces of so many bytes, and closes after it where `close` says so.
async fn saying(text: &'static str, step: usize, close: bool) -> Origin {
    origin(move |mut socket, _| async move {
        while read(&mut socket).await.is_some() {
            for part in text.as_bytes().chunks(step) {
                socket.write_all(part).await.expect("a write");
                socket.flush().await.expect("a flush");
                if step < text.len() {
                    pause(1).await;
                }
            }
            if close {
                return;
            }
        }
    })
    .await
}

/// Status and body of two requests in turn, and how many connections they took.
async fn twice(origin: &Origin, method: &str) -> ((u16, String), usize) {
    let user = user();
    let request = Request::new(method, origin.url("/"));
    let mut answers = Vec::new();
    for _ in 0..2 {
        let response = user.send(&request).await;
        answers.push((response.status(), response.text().into_owned()));
    }
    assert_eq!(answers[0], answers[1]);
    (answers.remove(0), origin.connections())
}

#[tokio::test(start_paused = true)]
async fn the_end_of_a_body_is_found_however_it_is_told() {
    let cases = [
        ("HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\nabcd", "abcd", false, 1),
        (
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n2;x\r\ncd\r\n0\r\nT: 1\r\n\r\n",
            "abcd",
            false,
            1,
        ),
        ("HTTP/1.1 200 OK\r\n\r\nabcd", "abcd", true, 2),
        ("HTTP/1.0 200 OK\r\ncontent-length: 4\r\n\r\nabcd", "abcd", false, 2),
        ("HTTP/1.1 200 OK\r\ncontent-length: 4\r\nconnection: close\r\n\r\nabcd", "abcd", false, 2),
        (
            "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early\r\nlink: x\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok",
            "ok",
            false,
            1,
        ),
    ];
    for (text, body, close, connections) in cases {
        for step in [text.len(), 3] {
            let origin = saying(text, step, close).await;
            let seen = twice(&origin, "GET").await;
            assert_eq!(seen, ((200, body.to_owned()), connections), "{text} in pieces of {step}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_connection_on_which_more_came_than_the_body_is_not_used_again() {
    let origin = saying("HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\nabcdef", 100, false).await;
    assert_eq!(twice(&origin, "GET").await, ((200, "abcd".to_owned()), 2));
}

#[tokio::test(start_paused = true)]
async fn no_body_follows_where_none_may() {
    for (method, text, status) in [
        ("HEAD", "HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\n", 200),
        ("GET", "HTTP/1.1 204 No Content\r\n\r\n", 204),
        ("GET", "HTTP/1.1 304 Not Modified\r\ncontent-length: 4\r\n\r\n", 304),
    ] {
        let origin = saying(text, text.len(), false).await;
        assert_eq!(twice(&origin, method).await, ((status, String::new()), 1), "{text}");
    }
}

#[tokio::test(start_paused = true)]
async fn what_breaks_off_or_is_no_http_is_a_failure() {
    let long = format!("HTTP/1.1 200 OK\r\nx: {}\r\n\r\n", "y".repeat(70_000));
    let cases: [(&'static str, (&str, u16)); 6] = [
        ("HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\nabc", ("reset", 1000)),
        ("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n4\r\nab", ("reset", 1000)),
        ("HTTP/1.1 200 OK\r\ncontent-le", ("reset", 1000)),
        ("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nxy\r\n", ("protocol", 1000)),
        ("HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nab", ("protocol", 1000)),
        (long.leak(), ("protocol", 1000)),
    ];
    for (text, wanted) in cases {
        let origin = saying(text, text.len(), true).await;
        let response = user().send(&Request::new("POST", origin.url("/"))).await;
        assert_eq!((response.status(), failure(&response)), (0, wanted), "{}", &text[..text.len().min(80)]);
    }
}

#[tokio::test(start_paused = true)]
async fn an_answer_may_come_before_the_request_is_whole() {
    // Answers after the head, then reads the whole body and ends its own.
    let origin = origin(|mut socket, _| async move {
        let mut got = [0; 1000];
        socket.read_exact(&mut got).await.expect("a head");
        socket.write_all(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n").await.expect("a write");
        let (mut left, mut buffer) = (8_000_000 - 1000, vec![0; 1 << 16]);
        while left > 0 {
            match socket.read(&mut buffer).await {
                Ok(bytes) if bytes > 0 => left -= bytes.min(left),
                _ => return,
            }
        }
        socket.write_all(b"4\r\ndone\r\n0\r\n\r\n").await.expect("a write");
        pause(1000).await;
    })
    .await;
    let mut request = Request::new("POST", origin.url("/"));
    request.bytes(vec![b'x'; 8_000_000]);
    let response = user().send(&request).await;
    assert_eq!((response.status(), &*response.text(), failure(&response)), (200, "done", ("", 0)));
}

#[tokio::test(start_paused = true)]
async fn an_early_refusal_is_seen_and_its_connection_not_used_again() {
    let origin = origin(|mut socket, _| async move {
        let mut got = [0; 1000];
        socket.read_exact(&mut got).await.expect("a head");
        socket.write_all(b"HTTP/1.1 413 Too Large\r\ncontent-length: 2\r\n\r\nno").await.expect("a write");
        pause(1000).await;
    })
    .await;
    let user = user();
    let mut request = Request::new("POST", origin.url("/"));
    request.bytes(vec![b'x'; 30_000_000]);
    for connections in 1..=2 {
        let response = user.send(&request).await;
        assert_eq!((response.status(), &*response.text(), origin.connections()), (413, "no", connections));
    }
}

#[tokio::test(start_paused = true)]
async fn an_idle_connection_that_ended_or_spoke_is_not_used() {
    for parting in ["", "HTTP/1.1 408 Request Timeout\r\ncontent-length: 0\r\n\r\n"] {
        let origin = origin(move |mut socket, _| async move {
            read(&mut socket).await;
            socket.write_all(ok("x").as_bytes()).await.expect("a write");
            pause(10).await;
            socket.write_all(parting.as_bytes()).await.expect("a write");
        })
        .await;
        let user = user();
        for connections in 1..=2 {
            // A POST would not be sent a second time.
            let response = user.send(&Request::new("POST", origin.url("/"))).await;
            assert_eq!((response.status(), failure(&response), origin.connections()), (200, ("", 0), connections));
            pause(20).await;
        }
    }
}

#[tokio::test(start_paused = true)]
async fn what_is_kept_of_a_request_follows_its_changes() {
    let origin = super::origin::answering(|request| ok(&request.replace("\r\n", "|"))).await;
    let (host, user) = (origin.address, client(HttpOptions { user_agent: String::new(), ..HttpOptions::default() }));
    let mut request = Request::new("POST", origin.url("/{id}?a=1"));
    let sent = async |request: &Request| user.send(request).await.text().into_owned();
    request.param("id", "x");
    assert_eq!(sent(&request).await, format!("POST /x?a=1 HTTP/1.1|host: {host}|content-length: 0||"));
    request.param("id", "y/");
    request.query("q", "1 2");
    assert_eq!(sent(&request).await, format!("POST /y%2F?a=1&q=1%202 HTTP/1.1|host: {host}|content-length: 0||"));
    request.json("{}");
    let typed = format!("POST /y%2F?a=1&q=1%202 HTTP/1.1|content-type: application/json|host: {host}|content-length: ");
    assert_eq!(sent(&request).await, format!("{typed}2||{{}}"));
    request.json("[1]");
    assert_eq!(sent(&request).await, format!("{typed}3||[1]"));
    request.header("x-a", "1");
    let more = typed.replace("HTTP/1.1|", "HTTP/1.1|x-a: 1|");
    assert_eq!(sent(&request).await, format!("{more}3||[1]"));
    user.header("x-s", "2").expect("a header");
    let more = more.replace("|host", "|x-s: 2|host");
    assert_eq!(sent(&request).await, format!("{more}3||[1]"));
    request.query("q", "");
    request.empty();
    assert_eq!(
        sent(&request).await,
        format!("POST /y%2F?a=1&q= HTTP/1.1|x-a: 1|x-s: 2|host: {host}|content-length: 0||")
    );
}

#[tokio::test(start_paused = true)]
async fn a_parameter_may_lead_to_another_host() {
    let (one, two) = (super::origin::answering(ok).await, super::origin::answering(ok).await);
    let mut request = Request::new("GET", "http://127.0.0.1:{port}/x");
    let user = user();
    for origin in [&one, &two, &one] {
        request.param("port", &origin.address.port().to_string());
        let text = user.send(&request).await.text().into_owned();
        assert!(text.contains(&format!("host: {}\r\n", origin.address)), "{text}");
    }
    assert_eq!((one.connections(), two.connections()), (1, 1));
}
