use std::net::IpAddr;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::origin::{answering, ok};
use super::*;
use crate::plan::AllowEntry;
use crate::plan::http::{DnsOptions, HostTarget};

fn allowed(host: &str, port: u16, private: bool) -> AllowEntry {
    AllowEntry::Origin { scheme: "http".into(), host: host.into(), port, private }
}

/// Answers with a public address first and with 127.0.0.1 from then on.
struct Rebinding(AtomicUsize);

impl Resolve for Rebinding {
    fn resolve<'a>(&'a self, _: &'a str) -> Resolving<'a> {
        let first = self.0.fetch_add(1, Ordering::SeqCst) == 0;
        let address: IpAddr = if first { [192, 0, 2, 1].into() } else { [127, 0, 0, 1].into() };
        // 192.0.2.1 is for documentation and stands for a public address here: the plan names it.
        Box::pin(async move { Ok(vec![address]) })
    }
}

#[tokio::test(start_paused = true)]
async fn a_name_that_is_bound_again_is_checked_again() {
    let origin = answering(|_| ok("secret")).await;
    let port = origin.address.port();
    let named = AllowEntry::Network { net: "192.0.2.0/24".parse().expect("a network"), port: None };
    let http = HttpOptions {
        allow: vec![allowed("evil.test", port, false), named],
        dns: DnsOptions { ttl: Some(Default::default()), ..DnsOptions::default() },
        connect_timeout: std::time::Duration::from_millis(50),
        ..HttpOptions::default()
    };
    let user =
        Client::new(Shared::with_resolver(&plan(http), Box::new(Rebinding(AtomicUsize::new(0)))).expect("settings"));
    let request = Request::new("GET", format!("http://evil.test:{port}/"));
    assert_eq!(user.send(&request).await.failure(), "connect");
    let second = user.send(&request).await;
    assert_eq!((failure(&second), second.body.len()), (("denied", 1000), 0));
    assert_eq!(origin.connections(), 0);
}

#[tokio::test(start_paused = true)]
async fn a_redirect_is_checked_again() {
    let origin = answering(|request| match request.split(' ').nth(1) {
        Some("/meta") => {
            "HTTP/1.1 302 Found\r\nlocation: http://169.254.169.254/latest\r\ncontent-length: 0\r\n\r\n".into()
        }
        _ => "HTTP/1.1 302 Found\r\nlocation: http://2130706433:1/\r\ncontent-length: 0\r\n\r\n".into(),
    })
    .await;
    let port = origin.address.port();
    let user = client(HttpOptions { allow: vec![allowed("127.0.0.1", port, false)], ..HttpOptions::default() });
    for path in ["/meta", "/other"] {
        let response = user.send(&Request::new("GET", origin.url(path))).await;
        assert_eq!((response.status(), failure(&response), response.hops()), (0, ("denied", 1000), 1));
    }
    let everything = super::user();
    let response = everything.send(&Request::new("GET", origin.url("/meta"))).await;
    assert_eq!(failure(&response), ("denied", 1000));
}

#[tokio::test(start_paused = true)]
async fn a_host_header_is_checked_and_sent() {
    let origin = answering(ok).await;
    let port = origin.address.port();
    let allow = vec![allowed("127.0.0.1", port, false), allowed("front.test", 80, false)];
    let user = client(HttpOptions { allow, ..HttpOptions::default() });
    let mut request = Request::new("GET", origin.url("/"));
    request.header("Host", "front.test");
    assert!(user.send(&request).await.contains("host: front.test\r\n"));
    request.header("host", "inner.test");
    assert_eq!(failure(&user.send(&request).await), ("denied", 1000));
}

#[tokio::test(start_paused = true)]
async fn hosts_replace_dns_and_own_listeners_are_refused() {
    let origin = answering(ok).await;
    let hosts = [("api.test".to_owned(), HostTarget::Socket(origin.address))].into();
    let shared = Shared::new(&plan(HttpOptions { hosts, ..HttpOptions::default() })).expect("settings");
    let request = Request::new("GET", "http://api.test/x");
    let response = Client::new(shared.clone()).send(&request).await;
    assert!(response.text().starts_with("GET /x HTTP/1.1\r\n") && response.contains("host: api.test\r\n"));
    shared.refuse_listener(origin.address);
    let refused = Client::new(shared).send(&request).await;
    assert_eq!((failure(&refused), origin.connections()), (("denied", 1000), 1));
}
