use tokio::io::AsyncWriteExt as _;

use super::origin::{answering, ok, origin, pause, read};
use super::*;
use crate::clock::Duration;

/// The clock of these tests is paused: it goes on only while everybody waits, so that a loaded machine cannot disturb it.
/// The phase lasted as long as the server made it last.
pub(super) fn lasted(phase: Duration, milliseconds: u64) {
    let wanted = Duration::from_millis(milliseconds);
    assert!(phase >= wanted && phase < wanted + Duration::from_millis(5), "{phase:?} is not {wanted:?}");
}

#[tokio::test(start_paused = true)]
async fn first_byte_and_body_are_told_apart() {
    let origin = origin(|mut socket, _| async move {
        while read(&mut socket).await.is_some() {
            pause(100).await;
            socket.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\nab").await.expect("a write");
            pause(50).await;
            socket.write_all(b"cd").await.expect("a write");
        }
    })
    .await;
    let user = user();
    let request = Request::new("GET", origin.url("/"));
    for _ in 0..2 {
        let response = user.send(&request).await;
        assert_eq!((response.status(), &response.body[..], response.version()), (200, &b"abcd"[..], "1.1"));
        let phases = response.exchange.phases;
        lasted(phases.waiting, 100);
        lasted(phases.receiving, 50);
        for small in [phases.blocked, phases.resolving, phases.connecting, phases.securing, phases.sending] {
            lasted(small, 0);
        }
    }
    assert_eq!(origin.connections(), 1);
}

#[tokio::test(start_paused = true)]
async fn parallel_requests_wait_for_a_connection() {
    let origin = origin(|mut socket, _| async move {
        while read(&mut socket).await.is_some() {
            pause(100).await;
            socket.write_all(ok("x").as_bytes()).await.expect("a write");
        }
    })
    .await;
    let user = client(HttpOptions { connections_per_host: 2, ..HttpOptions::default() });
    let request = Request::new("GET", origin.url("/"));
    let (a, b, c) = tokio::join!(user.send(&request), user.send(&request), user.send(&request));
    lasted(a.exchange.phases.blocked, 0);
    lasted(b.exchange.phases.blocked, 0);
    lasted(c.exchange.phases.blocked, 100);
    lasted(c.exchange.phases.waiting, 100);
    assert_eq!(c.exchange.phases.connecting, Duration::ZERO);
    assert_eq!(origin.connections(), 2);
}

#[tokio::test(start_paused = true)]
async fn bytes_are_those_on_the_socket() {
    let origin = answering(|request| ok(&request.len().to_string())).await;
    let user = client(HttpOptions { user_agent: String::new(), ..HttpOptions::default() });
    let response = user.send(&Request::new("GET", origin.url("/a"))).await;
    let sent = format!("GET /a HTTP/1.1\r\nhost: {}\r\n\r\n", origin.address).len();
    assert_eq!(&response.body[..], sent.to_string().as_bytes());
    assert_eq!(user.take_bytes(), (sent as u64, ok("42").len() as u64));
    assert_eq!(user.take_bytes(), (0, 0));
}
