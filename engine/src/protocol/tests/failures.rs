use tokio::io::AsyncWriteExt as _;

use super::origin::{answering, ok, origin, pause, read};
use super::phases::lasted;
use super::*;
use crate::clock::Duration;

async fn get(user: &Client, url: String) -> Box<Response> {
    user.send(&Request::new("GET", url)).await
}

#[tokio::test(start_paused = true)]
async fn nobody_listens() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let url = format!("http://{}/", listener.local_addr().expect("an address"));
    drop(listener);
    let response = get(&user(), url).await;
    assert_eq!((response.status(), failure(&response)), (0, ("connect", 1212)));
    assert_eq!(response.exchange.phases, crate::sample::Phases::default());
}

#[tokio::test(start_paused = true)]
async fn closed_or_reset_without_an_answer() {
    let eof = origin(|mut socket, _| async move { drop(read(&mut socket).await) }).await;
    let response = get(&user(), eof.url("/")).await;
    assert_eq!(failure(&response), ("reset", 1000));
    assert!(response.exchange.phases.receiving.is_zero());

    let reset = origin(|mut socket, _| async move {
        read(&mut socket).await;
        socket.set_zero_linger().expect("linger");
    })
    .await;
    assert_eq!(failure(&get(&user(), reset.url("/")).await), ("reset", 1220));
    assert_eq!(reset.connections(), 1);
}

#[tokio::test(start_paused = true)]
async fn time_is_up() {
    let origin = origin(|mut socket, _| async move {
        read(&mut socket).await;
        socket.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\nab").await.expect("a write");
        pause(3000).await;
    })
    .await;
    let mut request = Request::new("GET", origin.url("/"));
    request.timeout(Duration::from_millis(100));
    let response = user().send(&request).await;
    assert_eq!((response.status(), failure(&response)), (0, ("timeout", 1050)));
    assert_eq!(&response.body[..], b"ab");
    lasted(response.exchange.phases.receiving + response.exchange.phases.waiting, 98);
}

#[tokio::test(start_paused = true)]
async fn what_comes_is_not_http() {
    let origin = origin(|mut socket, _| async move {
        read(&mut socket).await;
        socket.write_all(b"SSH-2.0-nonsense\r\n\r\n").await.expect("a write");
        pause(50).await;
    })
    .await;
    assert_eq!(failure(&get(&user(), origin.url("/")).await), ("protocol", 1000));
}

#[tokio::test(start_paused = true)]
async fn too_much_comes() {
    let origin = answering(|_| ok(&"x".repeat(1001))).await;
    let user = client(HttpOptions { max_body: 1000, ..HttpOptions::default() });
    assert_eq!(failure(&get(&user, origin.url("/")).await), ("too-large", 1000));
    let mut request = Request::new("GET", origin.url("/"));
    request.discard();
    let response = user.send(&request).await;
    assert_eq!((response.status(), response.exchange.body_size, response.body.len()), (200, 1001, 0));
}

#[tokio::test(start_paused = true)]
async fn a_connection_that_went_stale_is_replaced() {
    // Each connection answers once and closes at the next request.
    let origin = origin(|mut socket, _| async move {
        read(&mut socket).await;
        socket.write_all(ok("1").as_bytes()).await.expect("a write");
        read(&mut socket).await;
    })
    .await;
    let user = user();
    for connections in 1..=2 {
        assert_eq!(get(&user, origin.url("/")).await.status(), 200);
        assert_eq!(origin.connections(), connections);
    }
    // A POST may have been done: it is not sent again.
    let response = user.send(&Request::new("POST", origin.url("/"))).await;
    assert_eq!((failure(&response), origin.connections()), (("reset", 1000), 2));
}
